/*
 * alert_texts.c: places lead to what a line left, or to an act in its partition.
 */
#include "alert_texts.h"

#include "input/spool.h"

/* Longest request that is shown. */
#define REQUEST_MOST 300

/* Reads what a line left: the texts stand behind each other. */
static int read_texts(const struct lookout *lookout, uint64_t offset, struct arena *arena,
                      struct alert_event *event, struct err *err)
{
    uint64_t at = offset + sizeof event->use;
    size_t count;

    if (spool_pread(lookout->texts.fd, &event->use, sizeof event->use, offset, err) < 0)
        return -1;
    count = WATCH_TEXT_GROUP + lookout->watch->uses[event->use].group_count;
    for (size_t i = 0; i < count; i++) {
        uint16_t n;
        char *text;

        if (spool_pread(lookout->texts.fd, &n, sizeof n, at, err) < 0)
            return -1;
        at += sizeof n;
        if (n == 0)
            continue;
        text = arena_alloc(arena, n);
        if (spool_pread(lookout->texts.fd, text, n - 1u, at, err) < 0)
            return -1;
        event->text[i] = (struct str){text, n - 1u};
        at += n - 1u;
    }
    return 0;
}

int alert_event_find(const struct alerts_options *options, uint64_t place, struct arena *arena,
                     struct alert_event *event, struct err *err)
{
    *event = (struct alert_event){.is_act = (place & WATCH_PLACE_ACT) != 0};
    if (event->is_act)
        return spool_pread(options->judge->partition_fd[watch_partition(place)], &event->act,
                           sizeof event->act, watch_position(place), err);
    return read_texts(&options->lookouts[place >> 48], place & ((UINT64_C(1) << 48) - 1), arena,
                      event, err);
}

/* Which text of a line holds a field: those that are always kept, or the group of its use. */
static int text_of(const struct alerts_options *options, const struct alert_event *event, int field)
{
    const struct watch_use *use = &options->watch->uses[event->use];

    switch (field) {
    case SIGMA_ACCOUNT: return WATCH_TEXT_ACCOUNT;
    case FIELD_C_IP: return WATCH_TEXT_SOURCE;
    case FIELD_CS_USER_AGENT: return WATCH_TEXT_AGENT;
    case FIELD_SESSION: return WATCH_TEXT_SESSION;
    case FIELD_CS_URI_QUERY: return WATCH_TEXT_TARGET;
    default: break;
    }
    for (size_t i = 0; i < use->group_count; i++) {
        if (use->group[i] == field)
            return WATCH_TEXT_GROUP + (int)i;
    }
    return -1;
}

struct str alert_event_value(const struct alerts_options *options, const struct alert_event *event,
                             int field, struct arena *arena)
{
    struct act_event view = {0};
    struct str text;
    int i;

    if (!event->is_act) {
        i = text_of(options, event, field);
        return i < 0 ? STR_NONE : event->text[i];
    }
    act_event_begin(&view, options->acts, &event->act);
    text = act_event_value(&view, field)->text;
    text = text.p ? arena_str(arena, text) : STR_NONE;
    act_event_release(&view);
    return text;
}

struct str alert_event_account(const struct alerts_options *options,
                               const struct alert_event *event)
{
    if (!event->is_act)
        return event->text[WATCH_TEXT_ACCOUNT];
    return event->act.t.account == NAME_NONE
               ? STR_NONE
               : options->acts->census->texts[NAMES_ACCOUNT][event->act.t.account];
}

/* A value as it may be shown. */
static struct str shown(const struct alerts_options *options, const struct alert_event *event,
                        int field, struct arena *arena)
{
    struct str text = alert_event_value(options, event, field, arena);
    char token[PSEUDONYM_TEXT];

    if (!text.p)
        return STR_NONE;
    switch (field) {
    case SIGMA_BENEFICIARY:
        if (!options->key)
            return STR("#");
        pseudonym_write(options->key, event->is_act ? event->act.t.person : person_of(text), token);
        return arena_str(arena, str_of(token));
    case FIELD_SESSION:
        if (options->sessions_are_tokens)
            return text;
        pseudonym_session(options->key, text, token);
        return arena_str(arena, str_of(token));
    case FIELD_REQUEST:
    case FIELD_CS_URI_QUERY:
    case FIELD_CS_URI_STEM:
    case FIELD_ARGS:
    case FIELD_CS_REFERER:
    case FIELD_CS_COOKIE:
    case FIELD_SC_COOKIE:
    case SIGMA_URI_DECODED: return pseudonym_mask_line(arena, text, REQUEST_MOST);
    case SIGMA_BLOCK: return pseudonym_mask(arena, text, 1, REQUEST_MOST);
    default: return pseudonym_mask(arena, text, 13, REQUEST_MOST);
    }
}

/* Which field of an event is the one at `i` that a correlation groups by: that of the rule which
 * the line was left for, behind an alias; of an act, the one that all rules have there. SIGMA_NONE:
 * they have several. */
static int group_field(const struct alerts_options *options, const struct alert_event *event,
                       uint32_t rule, size_t i)
{
    const struct correlation *c = options->watch->set.rules[rule].correlation;
    const struct watch_use *use = &options->watch->uses[event->use];
    int field = sigma_field(c->group_by[i]);

    if (!event->is_act && use->correlation == rule && i < use->group_count)
        return use->group[i];
    for (size_t m = 0; m < c->member_count; m++) {
        int of = sigma_field(c->members[m].group[i]);

        if (m > 0 && of != field)
            return SIGMA_NONE;
        field = of;
    }
    return field;
}

/* "c-ip 192.0.2.1, portal.insurer 12345678". */
static struct str group_text(const struct alerts_options *options, const struct alert_event *event,
                             uint32_t rule, struct arena *arena)
{
    const struct correlation *c = options->watch->set.rules[rule].correlation;
    struct str text = STR_NONE;

    for (size_t i = 0; c && i < c->group_count; i++) {
        struct str value = shown(options, event, group_field(options, event, rule, i), arena);

        if (value.p)
            text = arena_print(arena, "%.*s%s%.*s %.*s", (int)text.n, text.p ? text.p : "",
                               text.p ? ", " : "", (int)c->group_by[i].n, c->group_by[i].p,
                               (int)value.n, value.p);
    }
    return text;
}

void alert_event_show(const struct alerts_options *options, const struct alert_event *event,
                      uint32_t rule, struct arena *arena, struct alert *alert)
{
    alert->account = shown(options, event, SIGMA_ACCOUNT, arena);
    alert->source = shown(options, event, FIELD_C_IP, arena);
    alert->agent = shown(options, event, FIELD_CS_USER_AGENT, arena);
    alert->request = shown(options, event, FIELD_CS_URI_QUERY, arena);
    alert->group = group_text(options, event, rule, arena);
}

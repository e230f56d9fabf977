/*
 * act_event.c: values are texts of the census, or written when a rule asks.
 */
#include "act_event.h"

void act_event_begin(struct act_event *event, const struct act_context *context,
                     const struct act *act)
{
    if (event->account != act->t.account + 1 || event->context != context) {
        event->account = act->t.account + 1;
        event->number = 0;
        event->entry = act->t.account == NAME_NONE
                           ? NULL
                           : directory_find(context->practices,
                                            context->census->texts[NAMES_ACCOUNT][act->t.account]);
    }
    event->context = context;
    event->act = act;
    event_values_clear(&event->values);
    event->last_number = event->number;
    if (person_is_nir(act->t.person))
        event->number = person_nir_number(act->t.person);
}

static struct str number_text(struct act_event *event, uint64_t number)
{
    char *end = (char *)arena_alloc(&event->values.scratch, 20) + 20;
    char *at = end;

    do
        *--at = (char)('0' + number % 10);
    while ((number /= 10) != 0);
    return (struct str){at, (size_t)(end - at)};
}

static struct str census_text(const struct act_event *event, int kind, uint32_t number)
{
    return number == NAME_NONE ? STR_NONE : event->context->census->texts[kind][number];
}

/* "2024-01-29T03:12:45+01:00": in the zone of the log. */
static struct str time_text(struct act_event *event)
{
    int offset = event->context->offset_seconds;
    struct civil c = clock_civil(event->act->t.time_ns, offset);
    int minutes = (offset < 0 ? -offset : offset) / 60;

    return arena_print(&event->values.scratch, "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", c.year,
                       c.month, c.day, c.hour, c.minute, c.second, offset < 0 ? '-' : '+',
                       minutes / 60, minutes % 60);
}

static struct str record_field(struct act_event *event, int field)
{
    const struct trace *t = &event->act->t;

    switch (field) {
    case FIELD_TIME: return time_text(event);
    case FIELD_C_IP: return census_text(event, NAMES_SOURCE, t->source);
    case FIELD_CS_USERNAME: return census_text(event, NAMES_ACCOUNT, t->account);
    case FIELD_CS_USER_AGENT: return census_text(event, NAMES_AGENT, t->agent);
    case FIELD_SESSION: return census_text(event, NAMES_SESSION, t->session);
    case FIELD_SC_STATUS: return trace_status(t) ? number_text(event, trace_status(t)) : STR_NONE;
    case FIELD_SC_BYTES: return number_text(event, trace_bytes(t));
    default: return STR_NONE;
    }
}

static struct str place_text(struct act_event *event, int field)
{
    uint32_t source = event->act->t.source;

    if (!event->context->geo || source == NAME_NONE)
        return STR_NONE;
    if (event->placed != source + 1) {
        arena_reset(&event->place_texts);
        event->place = (struct place){0};
        (void)geo_lookup(event->context->geo, event->context->census->texts[NAMES_SOURCE][source],
                         &event->place, &event->place_texts);
        event->placed = source + 1;
    }
    return event_place_text(&event->place, field, &event->values.scratch);
}

/* What the account, and its shop, are. */
static struct str account_text(struct act_event *event, int field)
{
    const struct directory *practices = event->context->practices;
    const struct directory_entry *entry = event->entry;
    struct str account = census_text(event, NAMES_ACCOUNT, event->act->t.account);
    struct str shop = entry ? names_text(&practices->shops, entry->shop) : STR_NONE;

    switch (field) {
    case SIGMA_SHOP: return shop.p ? shop : account;
    case SIGMA_TRADE:
        return entry && entry->trade != NAME_NONE ? practices->trades[entry->trade] : STR_NONE;
    case SIGMA_CLOSED: return event_closed(entry, event->act->t.time_ns);
    default: return account;
    }
}

/* Whom it is about. */
static struct str person_text_of(struct act_event *event, int field)
{
    const struct act *act = event->act;
    uint64_t a = event->last_number;
    uint64_t b = event->number;

    switch (field) {
    case SIGMA_BENEFICIARY:
        if (person_tag(act->t.person) == PERSON_NONE)
            return STR_NONE;
        return event_person(act->t.person, &event->values.scratch);
    case SIGMA_BLOCK: return event_block(act->t.person, &event->values.scratch);
    case SIGMA_STEP:
        if (!a || !person_is_nir(act->t.person))
            return STR_NONE;
        return number_text(event, a < b ? b - a : a - b);
    case SIGMA_FRESH:
        return person_tag(act->t.person) == PERSON_NONE ? STR_NONE
                                                        : event_flag(act->known_s == SECONDS_NEVER);
    default: return trace_shown(&act->t) ? event_flag(act->follow_s != SECONDS_NEVER) : STR_NONE;
    }
}

static struct str worked_out(struct act_event *event, int field)
{
    const struct trace *t = &event->act->t;
    const struct operation *operation = &event->context->portal->operations[t->operation];

    switch (field) {
    case SIGMA_OPERATION: return operation->name;
    case SIGMA_KIND: return str_of(kind_name(operation->kind));
    case SIGMA_OUTCOME: return str_of(outcome_name(trace_outcome(t)));
    case SIGMA_SHOWN: return event_flag(trace_shown(t));
    case SIGMA_INSURER: return census_text(event, NAMES_INSURER, t->insurer);
    case SIGMA_COUNTRY:
    case SIGMA_ASN: return place_text(event, field);
    case SIGMA_ACCOUNT:
    case SIGMA_SHOP:
    case SIGMA_TRADE:
    case SIGMA_CLOSED: return account_text(event, field);
    case SIGMA_BENEFICIARY:
    case SIGMA_BLOCK:
    case SIGMA_STEP:
    case SIGMA_FRESH:
    case SIGMA_FOLLOWED: return person_text_of(event, field);
    default: return STR_NONE;
    }
}

const struct sigma_value *act_event_value(struct act_event *event, int field)
{
    if (field >= 0 && !event_values_known(&event->values, field))
        event_values_set(&event->values, field,
                         field < FIELD_COUNT ? record_field(event, field)
                                             : worked_out(event, field));
    return event_values_get(&event->values, field);
}

void act_event_release(struct act_event *event)
{
    arena_release(&event->place_texts);
    arena_release(&event->values.scratch);
}

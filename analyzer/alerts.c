/*
 * alerts.c: rows of repeated inputs are left out; all others go through their correlations; the
 * alerts that come out are put in one order and counted, and the first ones of each signature are
 * told in full.
 */
#include "alerts.h"

#include <math.h>
#include <stdlib.h>

#include "alert_texts.h"
#include "base/distinct.h"
#include "base/mem.h"
#include "input/sorter.h"
#include "input/spool.h"
#include "signatures/read_value.h"

/* What is read at a time. */
#define READ_ROWS 4096

/* The most that one alert weighs, by the level that its author gave the rule. Stated, like those of
 * all circumstances (DESIGN.md): levels are opinions, how rare a rule is in this log is not. */
static const double most_bans[LEVEL_COUNT] = {0, 0, 0.5, 1, 1.5};

/* An alert before it is told. */
struct found {
    uint32_t rule;
    int32_t evidence_count;
    uint64_t group; /* of rows: one line may begin alerts of several */
    struct correlate_alert alert;
    struct evidence evidence[ALERT_EVIDENCE]; /* of rows; acts are found by their places */
};

/* The work. */
struct work {
    struct alerts *alerts;
    const struct alerts_options *options;
    struct dossier *dossier;
    struct arena *arena;
    struct reach reach;   /* which groups of rows can matter */
    struct arena scratch; /* of one alert */
    struct sorter sorter; /* struct found */
    uint32_t rule;        /* that is being counted … */
    struct signature *signature;
    struct distinct accounts; /* … and the accounts that its alerts name */
    size_t alert_room;
    struct err unread; /* why an event of a chain could not be found again, if one could not */
};

static int compare_places(const struct evidence *a, const struct evidence *b)
{
    if (a->input != b->input)
        return a->input < b->input ? -1 : 1;
    return a->offset < b->offset ? -1 : a->offset > b->offset;
}

/* Order: rule, time, then where it stands. Places of lines depend on who read them, those of acts
 * do not. */
static int compare_found(const void *x, const void *y)
{
    const struct found *a = x;
    const struct found *b = y;
    uint64_t pa = a->alert.at_place & WATCH_PLACE_ACT ? a->alert.at_place : 0;
    uint64_t pb = b->alert.at_place & WATCH_PLACE_ACT ? b->alert.at_place : 0;

    if (a->rule != b->rule)
        return a->rule < b->rule ? -1 : 1;
    if (a->alert.at_ns != b->alert.at_ns)
        return a->alert.at_ns < b->alert.at_ns ? -1 : 1;
    if (pa != pb)
        return pa < pb ? -1 : 1;
    if (compare_places(&a->evidence[0], &b->evidence[0]) != 0)
        return compare_places(&a->evidence[0], &b->evidence[0]);
    if (a->alert.to_ns != b->alert.to_ns)
        return a->alert.to_ns < b->alert.to_ns ? -1 : 1;
    return a->group < b->group ? -1 : a->group > b->group;
}

static struct evidence evidence_of(const struct correlation_row *row)
{
    return (struct evidence){row->offset, row->time_ns, row->input, row->line};
}

/* An alert of the correlations over rows. Its evidence: the event at which it began, the first ones
 * of its window, the last one. */
static int take_found(void *context, uint32_t rule, const struct correlate_alert *alert,
                      const struct correlation_row *at, const struct correlation_row *to,
                      const struct correlation_row *first, int first_count, struct err *err)
{
    struct work *w = context;
    struct found found = {.rule = rule, .group = at->group, .alert = *alert};
    int n = 0;

    if (w->options->watch->set.rules[rule].silent)
        return 0;
    found.alert.at_place = at->place;
    found.evidence[n++] = evidence_of(at);
    for (int i = 0; i < first_count && n < ALERT_EVIDENCE - 1; i++) {
        if (first[i].input != at->input || first[i].offset != at->offset)
            found.evidence[n++] = evidence_of(&first[i]);
    }
    if (to->input != at->input || to->offset != at->offset)
        found.evidence[n++] = evidence_of(to);
    found.evidence_count = n;
    return sorter_add(&w->sorter, &found, err);
}

/* Part of what groups or values of the outer correlation are told apart by, as lookout.c has it;
 * false when the event does not keep it. */
static bool rechain_hash(struct work *w, const struct alert_event *event, int field, uint64_t *hash)
{
    struct str text = alert_event_value(w->options, event, field, &w->scratch);

    if (field == SIGMA_BENEFICIARY)
        *hash = watch_hash_person(*hash, event->is_act ? event->act.t.person : person_of(text));
    else
        *hash = watch_hash(w->options->watch, *hash, text);
    return text.p != NULL;
}

/* What the outer correlation counts; false when the inner one does not have it. */
static bool rechain_value(struct work *w, const struct correlation_member *member,
                          const struct correlation *c, const struct alert_event *event,
                          struct correlation_row *ret)
{
    uint64_t hash = 0;

    if (c->kind != CORRELATION_VALUE_COUNT && c->field_count)
        return watch_sums(sigma_field(member->fields[0])) &&
               read_number(alert_event_value(w->options, event, sigma_field(member->fields[0]),
                                             &w->scratch),
                           &ret->number);
    for (size_t i = 0; i < c->field_count; i++) {
        if (!rechain_hash(w, event, sigma_field(member->fields[i]), &hash))
            return false;
    }
    ret->value = hash;
    return true;
}

/* Whether the outer correlation groups by the fields that the inner one grouped this row by: the
 * groups are the same ones then. Most chains do, and nothing needs to be read again; kept texts are
 * cut, besides. */
static bool same_group(const struct watch *watch, const struct correlation_member *member,
                       const struct correlation *outer, const struct correlation_row *row)
{
    const struct correlation *inner = watch->set.rules[member->rule].correlation;

    if (!inner || inner->group_count != outer->group_count || row->member >= inner->member_count)
        return false;
    for (size_t i = 0; i < outer->group_count; i++) {
        if (sigma_field(inner->members[row->member].group[i]) != sigma_field(member->group[i]))
            return false;
    }
    return true;
}

/* An alert of an inner correlation as an event of an outer one: it has what the inner one groups
 * by, and nothing else. */
static bool rechain(void *context, uint32_t outer, uint32_t member,
                    const struct correlation_row *row, struct correlation_row *ret)
{
    struct work *w = context;
    const struct watch *watch = w->options->watch;
    const struct correlation *c = watch->set.rules[outer].correlation;
    struct alert_event event;
    bool same = same_group(watch, &c->members[member], c, row);
    uint64_t hash = 0;

    ret->value = 0;
    if (same && c->field_count == 0)
        return true;
    arena_reset(&w->scratch);
    if (alert_event_find(w->options, row->place, &w->scratch, &event, &w->unread) < 0)
        return false;
    for (size_t i = 0; !same && i < c->group_count; i++) {
        if (!rechain_hash(w, &event, sigma_field(c->members[member].group[i]), &hash))
            return false;
    }
    if (!same)
        ret->group = hash;
    return rechain_value(w, &c->members[member], c, &event, ret);
}

/* Whether a row can have a part in any alert. */
static bool matters(const struct work *w, const struct correlation_row *row)
{
    const struct watch *watch = w->options->watch;

    return !watch->least[row->correlation] ||
           reach_can(&w->reach, watch_correlation(watch, row->correlation), row);
}

/* The rows of one lookout. */
static int add_rows(struct work *w, const struct lookout *lookout, struct correlation_run *run,
                    struct err *err)
{
    const struct coverage *inputs = w->options->inputs;
    struct correlation_row *rows = mem_resize(NULL, READ_ROWS, sizeof *rows);
    uint64_t at = 0;
    int rc = 0;

    while (rc == 0 && at < lookout->rows.bytes) {
        uint64_t left = (lookout->rows.bytes - at) / sizeof *rows;
        size_t n = left < READ_ROWS ? (size_t)left : READ_ROWS;

        rc = spool_pread(lookout->rows.fd, rows, n * sizeof *rows, at, err);
        for (size_t i = 0; rc == 0 && i < n; i++) {
            bool counts = !inputs[rows[i].input].duplicate_of.p &&
                          (w->options->since_ns == 0 || rows[i].time_ns >= w->options->since_ns);

            if (counts && matters(w, &rows[i]))
                rc = correlation_run_add(run, &rows[i], err);
        }
        at += n * sizeof *rows;
    }
    free(rows);
    return rc;
}

/* The alerts that one lookout has found where acts were read. */
static int add_alerts(struct work *w, const struct lookout *lookout, struct err *err)
{
    struct watch_alert alert;
    int rc = 0;

    for (uint64_t at = 0; rc == 0 && at < lookout->alerts.bytes; at += sizeof alert) {
        struct found found = {0};

        rc = spool_pread(lookout->alerts.fd, &alert, sizeof alert, at, err);
        found.rule = alert.rule;
        found.alert = alert.found;
        if (rc == 0)
            rc = sorter_add(&w->sorter, &found, err);
    }
    return rc;
}

/* Events that one lookout could not count; what is in a repeated input is none. */
static uint64_t dropped(const struct work *w, const struct lookout *lookout)
{
    uint64_t sum = lookout_evicted(lookout);

    for (size_t i = 0; i < lookout->dropped_room; i++)
        sum +=
            lookout->dropped[i] && !w->options->inputs[i].duplicate_of.p ? lookout->dropped[i] : 0;
    return sum;
}

static int correlate(struct work *w, struct err *err)
{
    const struct alerts_options *o = w->options;
    const struct rule_set *set = &o->watch->set;
    const struct correlation_taker taker = {.take = take_found, .context = w};
    struct correlation_run *run = correlation_run_new(set, o->memory_bytes / 2, o->directory);
    int rc = 0;

    for (size_t i = 0; i < o->lookout_count; i++)
        reach_merge(&w->reach, &o->lookouts[i].reach);
    for (size_t i = 0; rc == 0 && i < o->lookout_count; i++) {
        w->dossier->rules_dropped += dropped(w, &o->lookouts[i]);
        rc = add_rows(w, &o->lookouts[i], run, err);
        if (rc == 0)
            rc = add_alerts(w, &o->lookouts[i], err);
    }
    if (rc == 0)
        rc = correlation_run_all(run, &taker, rechain, w, err);
    if (rc == 0 && w->unread.kind != ERR_NONE) {
        *err = w->unread;
        rc = -1;
    }
    for (size_t r = 0; r < set->count; r++)
        w->dossier->rules_dropped += correlation_run_evicted(run, (uint32_t)r);
    correlation_run_free(run);
    return rc;
}

/* An alert's evidence where only places are known: those of acts. */
static int find_evidence(struct work *w, struct found *found, struct err *err)
{
    const struct correlate_alert *a = &found->alert;
    uint64_t places[CORRELATE_PLACES + 2] = {a->at_place};
    int count = 1;

    for (int i = 0; i < a->place_count; i++)
        places[count++] = a->places[i];
    places[count++] = a->to_place;
    for (int i = 0; i < count && found->evidence_count < ALERT_EVIDENCE; i++) {
        struct alert_event event;
        bool known = i > 0 && places[i] == a->at_place;

        for (int j = 1; j < i; j++)
            known = known || places[j] == places[i];
        if (known)
            continue;
        if (alert_event_find(w->options, places[i], &w->scratch, &event, err) < 0)
            return -1;
        found->evidence[found->evidence_count++] = (struct evidence){
            event.act.t.offset, event.act.t.time_ns, event.act.t.input, event.act.t.line};
    }
    return 0;
}

static void copy_list(struct arena *arena, const struct str *from, size_t count, struct str **to)
{
    *to = arena_alloc(arena, (count + 1) * sizeof **to);
    for (size_t i = 0; i < count; i++)
        (*to)[i] = arena_str(arena, from[i]);
}

static struct str copy(struct arena *arena, struct str text)
{
    return text.p ? arena_str(arena, text) : STR_NONE;
}

/* A text of the rule in both languages: `name`, and `name` with _fr. */
static void copy_texts(struct arena *arena, const struct rule *rule, const char *french,
                       struct str english, struct str to[2])
{
    const struct yaml_node *node = yaml_get(rule->root, french);

    to[LANG_EN] = copy(arena, english);
    to[LANG_FR] = node && node->kind == YAML_KIND_SCALAR ? copy(arena, node->value) : to[LANG_EN];
}

/* The signature of a rule, begun with its first alert. */
static void begin_signature(struct work *w, uint32_t number)
{
    const struct rule *rule = &w->options->watch->set.rules[number];
    struct signature *s = &w->dossier->signatures[w->dossier->signature_count];

    *s = (struct signature){.number = (uint32_t)w->dossier->signature_count++,
                            .id = copy(w->arena, rule->id),
                            .level = str_of(level_name(rule->level)),
                            .rank = (int)rule->level,
                            .author = copy(w->arena, rule->author),
                            .license = copy(w->arena, rule->license),
                            .file = copy(w->arena, str_of(rule->file)),
                            .reference_count = rule->reference_count,
                            .tag_count = rule->tag_count,
                            .falsepositive_count = rule->falsepositive_count,
                            .correlation = rule->correlation != NULL,
                            .first_ns = TIME_NONE,
                            .last_ns = TIME_NONE};
    copy_texts(w->arena, rule, "title_fr", rule->title, s->title);
    copy_texts(w->arena, rule, "description_fr", rule->description, s->description);
    copy_list(w->arena, rule->references, rule->reference_count, &s->references);
    copy_list(w->arena, rule->tags, rule->tag_count, &s->tags);
    copy_list(w->arena, rule->falsepositives, rule->falsepositive_count, &s->falsepositives);
    w->signature = s;
    w->rule = number;
}

/* The rarer a rule is among the accounts of this log, the more an alert says: the share of accounts
 * that it names is the probability that somebody innocent would have one. */
static void end_signature(struct work *w)
{
    struct signature *s = w->signature;

    if (!s)
        return;
    s->accounts = w->accounts.count;
    if (s->accounts)
        s->bans =
            fmin(most_bans[s->rank], log10((w->options->active + 1.0) / ((double)s->accounts + 1)));
    s->bans = fmax(s->bans, 0);
    distinct_release(&w->accounts);
    w->accounts = (struct distinct){.cap = UINT32_MAX};
    w->signature = NULL;
}

static int take_alert(struct work *w, struct found *found, struct err *err)
{
    struct dossier *d = w->dossier;
    struct alert_event event;
    struct signature *s;
    struct str account;
    struct alert *alert;

    arena_reset(&w->scratch);
    if (!w->signature || w->rule != found->rule) {
        end_signature(w);
        begin_signature(w, found->rule);
    }
    s = w->signature;
    if (alert_event_find(w->options, found->alert.at_place, &w->scratch, &event, err) < 0 ||
        (found->evidence_count == 0 && find_evidence(w, found, err) < 0))
        return -1;
    account = alert_event_account(w->options, &event);
    if (account.p) {
        (void)distinct_add(&w->accounts, hash_text(&w->options->watch->key, account));
        if (most_bans[s->rank] > 0)
            alert_marks_add(&w->alerts->marks,
                            &(struct alert_mark){found->evidence[0].offset,
                                                 found->evidence[0].input,
                                                 (uint32_t)(s - d->signatures), 0});
    }
    s->events += found->alert.events;
    if (s->first_ns == TIME_NONE)
        s->first_ns = found->alert.at_ns;
    s->last_ns = s->last_ns < found->alert.to_ns ? found->alert.to_ns : s->last_ns;
    if (s->alerts++ >= LIMIT_ALERTS) {
        d->alerts_omitted++;
        return 0;
    }
    MEM_GROW(d->alerts, d->alert_count, w->alert_room);
    alert = &d->alerts[d->alert_count++];
    *alert = (struct alert){.signature = (uint32_t)(s - d->signatures),
                            .first_ns = s->correlation ? found->alert.from_ns : found->alert.at_ns,
                            .at_ns = found->alert.at_ns,
                            .last_ns = found->alert.to_ns,
                            .events = found->alert.events,
                            .value = s->correlation ? found->alert.most : 0,
                            .evidence_count = found->evidence_count,
                            .finding = -1};
    memcpy(alert->evidence, found->evidence, sizeof alert->evidence);
    alert_event_show(w->options, &event, found->rule, w->arena, alert);
    return 0;
}

static int tell(struct work *w, struct err *err)
{
    const struct found *row;
    bool failed = false;

    if (sorter_finish(&w->sorter, err) < 0)
        return -1;
    while ((row = sorter_next(&w->sorter, &failed, err)) != NULL) {
        struct found found = *row;

        if (take_alert(w, &found, err) < 0)
            return -1;
    }
    end_signature(w);
    return failed ? -1 : 0;
}

static int compare_signatures(const void *x, const void *y)
{
    const struct signature *a = x;
    const struct signature *b = y;
    int order = b->rank - a->rank;

    if (order == 0)
        order = str_cmp(a->title[LANG_EN], b->title[LANG_EN]);
    if (order == 0)
        order = str_cmp(a->file, b->file);
    return order ? order : a->number < b->number ? -1 : a->number > b->number;
}

static int compare_alerts(const void *x, const void *y)
{
    const struct alert *a = x;
    const struct alert *b = y;

    if (a->at_ns != b->at_ns)
        return a->at_ns < b->at_ns ? -1 : 1;
    if (a->signature != b->signature)
        return a->signature < b->signature ? -1 : 1;
    return a->number < b->number ? -1 : a->number > b->number;
}

/* Signatures in the order of reports, alerts in that of time. */
static void order(struct work *w)
{
    struct dossier *d = w->dossier;
    uint32_t *place = mem_zero(d->signature_count + 1, sizeof *place);

    qsort(d->signatures, d->signature_count, sizeof *d->signatures, compare_signatures);
    for (size_t i = 0; i < d->signature_count; i++)
        place[d->signatures[i].number] = (uint32_t)i;
    for (size_t i = 0; i < d->alert_count; i++) {
        d->alerts[i].number = (uint32_t)i;
        d->alerts[i].signature = place[d->alerts[i].signature];
    }
    for (size_t i = 0; i < w->alerts->marks.count; i++)
        w->alerts->marks.list[i].signature = place[w->alerts->marks.list[i].signature];
    if (d->alert_count)
        qsort(d->alerts, d->alert_count, sizeof *d->alerts, compare_alerts);
    alert_marks_weigh(&w->alerts->marks, d->signatures);
    alert_marks_ready(&w->alerts->marks);
    free(place);
}

/* What matching cost, by rule. */
static void add_stats(struct work *w)
{
    const struct alerts_options *o = w->options;

    w->alerts->stats = mem_zero(o->watch->set.count + 1, sizeof *w->alerts->stats);
    for (size_t i = 0; i < o->lookout_count; i++) {
        if (o->lookouts[i].state)
            w->alerts->regex_limits += engine_state_stats(o->lookouts[i].state, w->alerts->stats);
        if (o->lookouts[i].each)
            w->alerts->regex_limits += engine_state_stats(o->lookouts[i].each, w->alerts->stats);
    }
}

static int run(struct work *w, struct err *err)
{
    const struct rule_set *set = &w->options->watch->set;
    int rc;

    w->dossier->signatures = arena_alloc(w->arena, (set->count + 1) * sizeof(struct signature));
    w->accounts = (struct distinct){.cap = UINT32_MAX};
    sorter_init(&w->sorter, sizeof(struct found), compare_found, w->options->memory_bytes / 4,
                w->options->directory);
    add_stats(w);
    rc = correlate(w, err);
    if (rc == 0)
        rc = tell(w, err);
    if (rc == 0)
        order(w);
    distinct_release(&w->accounts);
    sorter_release(&w->sorter);
    reach_release(&w->reach);
    arena_release(&w->scratch);
    return rc;
}

int alerts_collect(struct alerts *alerts, const struct alerts_options *options,
                   struct dossier *dossier, struct arena *arena, struct err *err)
{
    struct work work = {.alerts = alerts, .options = options, .dossier = dossier, .arena = arena};

    return run(&work, err);
}

void alerts_settle(struct dossier *d, const struct allow_list *allow_list)
{
    for (size_t i = 0; i < d->alert_count; i++) {
        struct alert *alert = &d->alerts[i];
        const struct allowed *entry =
            alert->account.p ? allow_list_find(allow_list, alert->account) : NULL;

        alert->allowed = entry && !entry->expired;
        for (size_t f = 0; alert->account.p && f < d->finding_count; f++) {
            if (str_eq(d->findings[f].account, alert->account))
                alert->finding = (int32_t)f;
        }
    }
}

void alerts_release(struct alerts *alerts)
{
    alert_marks_release(&alerts->marks);
    free(alerts->stats);
    *alerts = (struct alerts){0};
}

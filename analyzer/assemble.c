/*
 * assemble.c: gathers in one pass what the lists and moments of a finding need, and fills it at the
 * end. Sentences are narrate.c's.
 */
#include "assemble.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/stats.h"
#include "narrate.h"
#include "numbers.h"

/* New addresses that become moments of their own. */
#define MOMENT_SOURCES 12

/* Evidence lines at each end of a window. */
#define EVIDENCE_EDGE (LIMIT_REASON_EVIDENCE / 2)

/* One address while it is counted. */
struct source_count {
    uint32_t source;
    enum attribution attributed;
    struct evidence first_evidence;
    int64_t first_ns;
    int64_t last_ns;
    uint64_t requests;
    uint64_t records;
};

/* Evidence of one reason while it is gathered: the first lines of its window and the last ones. */
struct reason_lines {
    struct evidence first[EVIDENCE_EDGE];
    struct evidence last[EVIDENCE_EDGE];
    uint64_t count;
};

/* Where the attacker's doings begin, peak and end. */
struct marks {
    struct evidence first;
    struct evidence last;
    struct evidence first_record;
    struct evidence last_record;
    struct evidence refused; /* first refusal after the last record */
    bool any;
    bool any_record;
    bool any_refused;
    int64_t hour_ns;
    uint64_t hour_count;
    struct evidence hour_first;
    int64_t peak_ns;
    uint64_t peak_count;
    struct evidence peak_first;
};

struct assembly {
    const struct investigation *in;
    const struct suspect *suspect;
    const struct ledger *ledger;
    struct finding *finding;
    struct source_count *sources;
    size_t source_count;
    size_t source_room;
    uint32_t *source_slot;      /* by source number: index + 1 */
    struct reason_lines *lines; /* by detector */
    struct marks marks;
    struct numbers numbers;
    enum attribution wanted; /* whose doings the marks are: the attacker's, or the unclear ones */
};

struct assembly *assembly_new(const struct investigation *in, const struct suspect *suspect,
                              const struct ledger *ledger, struct finding *finding)
{
    struct assembly *a = mem_zero(1, sizeof *a);

    a->in = in;
    a->suspect = suspect;
    a->ledger = ledger;
    a->finding = finding;
    a->source_slot = mem_zero((size_t)in->census->count[NAMES_SOURCE] + 1, sizeof *a->source_slot);
    a->lines = mem_zero(detector_count, sizeof *a->lines);
    a->wanted = ATTRIBUTED_UNCLEAR;
    for (uint32_t i = 0; i < ledger->session_count; i++) {
        if (ledger->sessions[i].attributed == ATTRIBUTED_ATTACKER)
            a->wanted = ATTRIBUTED_ATTACKER;
    }
    return a;
}

void assembly_free(struct assembly *a)
{
    free(a->sources);
    free(a->source_slot);
    free(a->lines);
    numbers_release(&a->numbers);
    free(a);
}

static struct evidence evidence_of(const struct act *act)
{
    return (struct evidence){act->t.offset, act->t.time_ns, act->t.input, act->t.line};
}

static void count_source(struct assembly *a, const struct act *act, enum attribution attributed)
{
    uint32_t *slot = &a->source_slot[act->t.source == NAME_NONE ? a->in->census->count[NAMES_SOURCE]
                                                                : act->t.source];
    struct source_count *s;

    if (*slot == 0) {
        MEM_GROW(a->sources, a->source_count, a->source_room);
        a->sources[a->source_count++] = (struct source_count){.source = act->t.source,
                                                              .first_ns = act->t.time_ns,
                                                              .first_evidence = evidence_of(act)};
        *slot = (uint32_t)a->source_count;
    }
    s = &a->sources[*slot - 1];
    s->attributed = attributed > s->attributed ? attributed : s->attributed;
    s->last_ns = act->t.time_ns;
    s->requests++;
    s->records += trace_shown(&act->t);
}

/* Evidence that a weight is a reason: below it, it says next to nothing. */
#define REASON_BANS 0.3

/* Lines of the window that each reason speaks of. */
static void gather_lines(struct assembly *a, const struct act *act)
{
    for (size_t d = 0; d < detector_count; d++) {
        const struct weight *w = &a->suspect->best.weights[d];
        struct reason_lines *lines = &a->lines[d];

        if (w->bans < REASON_BANS || act->t.time_ns < w->from_ns || act->t.time_ns > w->to_ns)
            continue;
        if (lines->count < EVIDENCE_EDGE)
            lines->first[lines->count] = evidence_of(act);
        else
            lines->last[lines->count % EVIDENCE_EDGE] = evidence_of(act);
        lines->count++;
    }
}

static void mark_record(struct assembly *a, const struct act *act)
{
    struct marks *m = &a->marks;
    int64_t hour = scale_start(SCALE_HOUR, act->t.time_ns, a->ledger->context->offset_seconds);

    m->last_record = evidence_of(act);
    if (!m->any_record)
        m->first_record = m->last_record;
    m->any_record = true;
    m->any_refused = false;
    if (hour != m->hour_ns || m->hour_count == 0) {
        m->hour_ns = hour;
        m->hour_count = 0;
        m->hour_first = m->last_record;
    }
    m->hour_count += act->prev_ns == TIME_NONE || act->prev_ns < hour;
    if (m->hour_count > m->peak_count) {
        m->peak_count = m->hour_count;
        m->peak_ns = hour;
        m->peak_first = m->hour_first;
    }
}

/* Data of the account's holder, a professional, whoever the answer was meant for. */
static void mark_holder(struct assembly *a, const struct act *act)
{
    uint16_t data = a->ledger->context->portal->operations[act->t.operation].holder;
    struct finding *f = a->finding;

    if (data == 0 || trace_outcome(&act->t) != OUTCOME_SUCCESS)
        return;
    if (f->holder_views == 0)
        f->holder_evidence = evidence_of(act);
    f->holder_data |= data;
    f->holder_views++;
}

/* The hour of the week in which an act lies, local time. */
static void count_hour(struct assembly *a, const struct act *act, enum attribution attributed)
{
    int64_t local = clock_floor(act->t.time_ns, NS_PER_SECOND) + a->ledger->context->offset_seconds;
    int64_t hour = clock_floor(local, NS_PER_HOUR / NS_PER_SECOND);
    int64_t day = clock_floor(hour, 24);
    int64_t weekday = day + 3 - clock_floor(day + 3, 7) * 7; /* 1970-01-01 was a Thursday */
    uint32_t *count = &a->finding->hours[attributed][weekday][hour - day * 24];

    *count += *count < UINT32_MAX;
}

void assembly_act(struct assembly *a, const struct act *act, enum attribution attributed)
{
    struct marks *m = &a->marks;
    struct finding *f = a->finding;

    count_source(a, act, attributed);
    count_hour(a, act, attributed);
    if (attributed != ATTRIBUTED_OWNER)
        numbers_take(&a->numbers, &act->t, attributed == ATTRIBUTED_UNCLEAR);
    if (attributed != a->wanted)
        return;
    m->last = evidence_of(act);
    if (!m->any)
        m->first = m->last;
    m->any = true;
    f->not_found += person_tag(act->t.person) && trace_outcome(&act->t) == OUTCOME_NOT_FOUND;
    if (trace_outcome(&act->t) == OUTCOME_REFUSED) {
        f->refused++;
        if (!m->any_refused)
            m->refused = m->last;
        m->any_refused = true;
    }
    mark_holder(a, act);
    if (person_tag(act->t.person))
        gather_lines(a, act);
    if (trace_shown(&act->t)) {
        f->data |= a->ledger->context->portal->operations[act->t.operation].data;
        mark_record(a, act);
    }
}

/* The place of a source, looked up once in the run. */
static struct place place_of(const struct assembly *a, uint32_t source)
{
    struct place **known;

    if (source == NAME_NONE)
        return (struct place){0};
    known = &a->in->places[source];
    if (!*known) {
        *known = arena_alloc(a->in->arena, sizeof **known);
        (void)geo_lookup(a->in->geo, a->in->census->texts[NAMES_SOURCE][source], *known,
                         a->in->arena);
    }
    return **known;
}

static struct str source_text(const struct assembly *a, uint32_t source)
{
    return source == NAME_NONE ? STR_NONE : a->in->census->texts[NAMES_SOURCE][source];
}

static int compare_sources(const void *a, const void *b)
{
    const struct source_count *x = a;
    const struct source_count *y = b;

    if (x->requests != y->requests)
        return x->requests > y->requests ? -1 : 1;
    return x->source < y->source ? -1 : x->source > y->source;
}

static void fill_sources(struct assembly *a)
{
    struct finding *f = a->finding;

    if (a->source_count)
        qsort(a->sources, a->source_count, sizeof *a->sources, compare_sources);
    f->sources = arena_alloc(a->in->arena, (a->source_count + 1) * sizeof *f->sources);
    f->source_count = a->source_count;
    for (size_t i = 0; i < a->source_count; i++) {
        const struct source_count *s = &a->sources[i];

        a->source_slot[s->source == NAME_NONE ? a->in->census->count[NAMES_SOURCE] : s->source] =
            (uint32_t)i + 1;
        f->sources[i] = (struct finding_source){.address = source_text(a, s->source),
                                                .place = place_of(a, s->source),
                                                .attributed = s->attributed,
                                                .first_ns = s->first_ns,
                                                .last_ns = s->last_ns,
                                                .requests = s->requests,
                                                .records = s->records};
    }
}

static void fill_sessions(struct assembly *a)
{
    struct finding *f = a->finding;
    size_t n = a->ledger->session_count;

    f->sessions_omitted = n > LIMIT_FINDING_SESSIONS ? n - LIMIT_FINDING_SESSIONS : 0;
    f->sessions = arena_alloc(a->in->arena, (n - f->sessions_omitted + 1) * sizeof *f->sessions);
    for (size_t i = 0; i < n; i++) {
        const struct session *s = &a->ledger->sessions[i];
        const struct strand *strand = &a->ledger->strands[s->strand];
        uint32_t source =
            strand->source == NAME_NONE ? a->in->census->count[NAMES_SOURCE] : strand->source;

        f->records.floor += s->attributed == ATTRIBUTED_ATTACKER ? s->records : 0;
        f->records.ceiling += s->attributed != ATTRIBUTED_OWNER ? s->records : 0;
        if (i >= LIMIT_FINDING_SESSIONS)
            continue;
        f->sessions[f->session_count++] = (struct finding_session){
            .attributed = s->attributed,
            .bans = s->odds,
            .source = a->source_slot[source] - 1,
            .agent = strand->agent == NAME_NONE ? STR_NONE
                                                : a->in->census->texts[NAMES_AGENT][strand->agent],
            .first_ns = s->first_ns,
            .last_ns = s->last_ns,
            .requests = s->requests,
            .records = s->records,
            .beneficiaries = s->beneficiaries,
            .not_found = s->not_found,
            .follow_ups = s->follow_ups,
            .first = s->first,
            .last = s->last,
        };
    }
}

static void fill_exposure(struct assembly *a, const struct exposure *x)
{
    struct finding *f = a->finding;

    f->beneficiaries.floor = x->floor;
    f->beneficiaries.ceiling = x->ceiling;
    f->beneficiaries_also_owner = x->also_owner;
    memcpy(f->shown, x->shown, sizeof f->shown);
    f->insurers = arena_alloc(a->in->arena, x->insurer_count * sizeof *f->insurers);
    for (size_t i = 0; i < x->insurer_count; i++) {
        if (x->insurers[i].ceiling == 0)
            continue;
        f->insurers[f->insurer_count] = x->insurers[i];
        if (i + 1 < x->insurer_count)
            f->insurers[f->insurer_count].insurer = a->in->census->texts[NAMES_INSURER][i];
        f->insurer_count++;
    }
    f->days = arena_alloc(a->in->arena, x->day_count * sizeof *f->days);
    memcpy(f->days, x->days, x->day_count * sizeof *f->days);
    f->day_count = x->day_count;
    if (x->ceiling) {
        f->points = arena_alloc(a->in->arena, sizeof x->points);
        memcpy(f->points, x->points, sizeof x->points);
        f->point_count = EXPOSURE_POINTS;
    }
}

static void fill_reason(struct assembly *a, size_t detector)
{
    struct finding *f = a->finding;
    const struct weight *w = &a->suspect->best.weights[detector];
    const struct reason_lines *lines = &a->lines[detector];
    struct reason *r = &f->reasons[f->reason_count];
    uint64_t late = lines->count > EVIDENCE_EDGE ? lines->count - EVIDENCE_EDGE : 0;

    if (w->bans < REASON_BANS)
        return;
    detector_explain(detectors[detector], w, a->ledger->context->offset_seconds, a->in->arena, r);
    for (uint64_t i = 0; i < lines->count && i < EVIDENCE_EDGE; i++)
        r->evidence[r->evidence_count++] = lines->first[i];
    for (uint64_t i = late > EVIDENCE_EDGE ? late - EVIDENCE_EDGE : 0; i < late; i++)
        r->evidence[r->evidence_count++] = lines->last[i % EVIDENCE_EDGE];
    f->reason_count++;
}

/* The strongest first. */
static int compare_reasons(const void *a, const void *b)
{
    const struct reason *x = a;
    const struct reason *y = b;

    if (x->bans != y->bans)
        return x->bans > y->bans ? -1 : 1;
    return strcmp(x->detector, y->detector);
}

static void fill_reasons(struct assembly *a)
{
    a->finding->reasons =
        arena_alloc(a->in->arena, (detector_count + 1) * sizeof *a->finding->reasons);
    for (size_t d = 0; d < detector_count; d++)
        fill_reason(a, d);
    qsort(a->finding->reasons, a->finding->reason_count, sizeof *a->finding->reasons,
          compare_reasons);
}

/* `fr` and `en` fill the %s of the sentence, where it has one. */
static void add_moment(struct assembly *a, const char *what, const struct evidence *evidence,
                       const char *english, const char *fr, const char *en)
{
    struct finding *f = a->finding;
    struct moment *m = &f->moments[f->moment_count++];

    *m = (struct moment){.time_ns = evidence->time_ns, .what = what, .evidence = *evidence};
    m->text[LANG_FR] = arena_print(a->in->arena, text_get(LANG_FR, english), fr);
    m->text[LANG_EN] = arena_print(a->in->arena, text_get(LANG_EN, english), en);
}

/* Addresses of the attacker as they appear. */
static void add_source_moments(struct assembly *a)
{
    struct finding *f = a->finding;
    size_t added = 0;

    for (size_t i = 0; i < a->source_count && added < MOMENT_SOURCES; i++) {
        const struct finding_source *s = &f->sources[i];
        bool first = s->first_ns == a->marks.first.time_ns;

        if (s->attributed != a->wanted)
            continue;
        add_moment(a, first ? "first-session" : "new-address", &a->sources[i].first_evidence,
                   first ? N_("First session that is not the owner's, from %s")
                         : N_("The same use goes on from another address: %s"),
                   narrate_place(LANG_FR, s->address, &s->place, a->in->arena).p,
                   narrate_place(LANG_EN, s->address, &s->place, a->in->arena).p);
        added++;
    }
}

static int compare_moments(const void *a, const void *b)
{
    const struct moment *x = a;
    const struct moment *y = b;

    if (x->time_ns != y->time_ns)
        return x->time_ns < y->time_ns ? -1 : 1;
    return strcmp(x->what, y->what);
}

static void fill_moments(struct assembly *a)
{
    const struct marks *m = &a->marks;
    struct finding *f = a->finding;

    f->moments = arena_alloc(a->in->arena, (MOMENT_SOURCES + 6) * sizeof *f->moments);
    if (!m->any)
        return;
    add_source_moments(a);
    if (m->any_record) {
        char fr[TEXT_COUNT];
        char en[TEXT_COUNT];

        add_moment(a, "first-record", &m->first_record, N_("First beneficiary's record shown"), "",
                   "");
        add_moment(a, "peak", &m->peak_first,
                   N_("Busiest hour begins: %s distinct beneficiaries shown in it"),
                   text_count(LANG_FR, m->peak_count, fr), text_count(LANG_EN, m->peak_count, en));
        add_moment(a, "last-record", &m->last_record, N_("Last beneficiary's record shown"), "",
                   "");
    }
    if (m->any_refused)
        add_moment(a, "refused", &m->refused,
                   N_("The portal refuses: the account seems to be cut off here"), "", "");
    add_moment(a, "last-request", &m->last, N_("Last request that is not the owner's"), "", "");
    qsort(f->moments, f->moment_count, sizeof *f->moments, compare_moments);
}

/* Usual days of a group's accounts, sorted; gathered once. */
static const double *group_days(const struct assembly *a, int32_t group, uint32_t *ret_count)
{
    const struct population *p = &a->in->judge->population;
    double **days = &a->in->group_days[group];
    uint32_t *n = &a->in->group_size[group];

    if (!*days) {
        *days = mem_resize(NULL, p->accounts, sizeof **days);
        for (uint32_t b = 0; b < p->accounts; b++) {
            if (p->group[b] == group && p->summary[b].active_days)
                (*days)[(*n)++] = p->summary[b].day_median;
        }
        (void)stats_median(*days, *n); /* sorts */
    }
    *ret_count = *n;
    return *days;
}

/* The value of rank `rank` among the others, when one of the sorted values equal to `mine` is left
 * out. */
static double other_at(const double *sorted, uint32_t n, double mine, uint32_t rank)
{
    uint32_t at = 0;

    while (at < n && sorted[at] < mine)
        at++;
    return sorted[rank >= at ? rank + 1 : rank];
}

/* The account's usual days, without those of the attack, and its peers'. */
static void fill_peers(struct assembly *a)
{
    const struct population *p = &a->in->judge->population;
    struct finding *f = a->finding;
    int32_t group = p->group[a->suspect->account];
    double mine = p->summary[a->suspect->account].day_median;
    double *values = mem_resize(NULL, f->day_count, sizeof *values);
    const double *sorted;
    uint32_t others;
    size_t n = 0;

    for (size_t i = 0; i < f->day_count; i++) {
        if (f->days[i].owner && !f->days[i].attacker && !f->days[i].unclear)
            values[n++] = f->days[i].owner;
    }
    f->peers.own_median = stats_median(values, n);
    f->peers.own_high = n ? values[n - 1] : 0;
    free(values);
    if (group < 0)
        return;
    sorted = group_days(a, group, &others);
    if (others < 2)
        return;
    others--; /* without this account */
    f->peers.accounts = others;
    f->peers.median = other_at(sorted, others + 1, mine, others / 2);
    f->peers.high = other_at(sorted, others + 1, mine, (uint32_t)(0.99 * (others - 1) + 0.5));
}

/* Whether everything that the finding rests on lies in inputs whose data may be invented. */
static bool is_doubtful(const struct assembly *a)
{
    const struct finding *f = a->finding;
    bool any = false;

    for (size_t r = 0; r < f->reason_count; r++) {
        for (int i = 0; i < f->reasons[r].evidence_count; i++) {
            any = true;
            if (!damage_invents(&a->in->inputs[f->reasons[r].evidence[i].input].damage))
                return false;
        }
    }
    return any;
}

void assembly_finish(struct assembly *a, const struct exposure *x)
{
    struct finding *f = a->finding;
    const struct account_summary *sum = &a->in->judge->population.summary[a->suspect->account];
    const struct evidence_sum *best = &a->suspect->best;
    bool accused = a->suspect->sibling || best->bans >= a->in->cohort->threshold;

    f->bans = best->bans;
    f->probability = cohort_probability(a->in->cohort, best->bans);
    f->stretch = best->stretch;
    f->stretch_from_ns = best->from_ns;
    f->stretch_to_ns = best->to_ns;
    f->account = a->in->census->texts[NAMES_ACCOUNT][a->suspect->account];
    f->verdict = !accused                           ? VERDICT_WATCH
                 : a->wanted == ATTRIBUTED_ATTACKER ? VERDICT_HARVESTING
                                                    : VERDICT_SUSPECT;
    f->first_ns = a->marks.any ? a->marks.first.time_ns : best->from_ns;
    f->last_ns = a->marks.any ? a->marks.last.time_ns : best->to_ns;
    f->account_first_ns = sum->first_ns;
    f->account_last_ns = sum->last_ns;
    fill_sources(a);
    fill_sessions(a);
    fill_exposure(a, x);
    fill_reasons(a);
    fill_peers(a);
    fill_moments(a);
    numbers_finish(&a->numbers, a->in->arena, f);
    f->doubtful = is_doubtful(a);
    if (f->doubtful && f->verdict == VERDICT_HARVESTING)
        f->verdict = VERDICT_SUSPECT;
}

/*
 * exposure.c: one pass over views in the order (person, insurer, time).
 */
#include "exposure.h"

#include <stdlib.h>

#include "base/mem.h"

/* Days kept for the figure of days: more than two years of log. Later days share the last one. */
#define DAYS_MOST 800

/* What is known of the current person. */
struct group {
    struct person person;
    uint64_t ordinal;
    int64_t first[ATTRIBUTION_COUNT]; /* TIME_NONE: not shown in such a session */
    uint16_t data[ATTRIBUTION_COUNT]; /* bits of DATA_… shown in such sessions */
    struct exposed_row row;           /* of the current insurer */
    bool row_open;
    uint64_t *day_stamp; /* [day × ATTRIBUTION_COUNT + attribution]: last person counted */
};

static int compare_views(const void *a, const void *b)
{
    const struct view *x = a;
    const struct view *y = b;
    int order = person_cmp(x->person, y->person);

    if (order != 0)
        return order;
    if (x->insurer != y->insurer)
        return x->insurer < y->insurer ? -1 : 1;
    if (x->time_ns != y->time_ns)
        return x->time_ns < y->time_ns ? -1 : 1;
    return x->session < y->session ? -1 : x->session > y->session;
}

void exposure_init(struct exposure *x, struct ledger *ledger, const struct account_summary *account,
                   size_t insurers, size_t memory_bytes, int directory)
{
    int offset = ledger->context->offset_seconds;
    int64_t day = scale_start(SCALE_DAY, account->first_ns, offset);
    uint64_t days = (uint64_t)((account->last_ns - day) / NS_PER_DAY) + 1;

    *x = (struct exposure){

        .ledger = ledger, .offset_seconds = offset, .from_ns = TIME_NONE, .to_ns = TIME_NONE};
    sorter_init(&x->views, sizeof(struct view), compare_views, memory_bytes, directory);
    x->insurer_count = insurers + 1;
    x->insurers = mem_zero(x->insurer_count, sizeof *x->insurers);
    x->day_count = days < DAYS_MOST ? (size_t)days : DAYS_MOST;
    x->days = mem_zero(x->day_count, sizeof *x->days);
    for (size_t i = 0; i < x->day_count; i++)
        x->days[i].start_ns = day + (int64_t)i * NS_PER_DAY;
}

int exposure_add(struct exposure *x, const struct act *act, uint32_t session,
                 enum attribution attributed, struct err *err)
{
    struct view view = {.person = act->t.person,
                        .time_ns = act->t.time_ns,
                        .session = session,
                        .insurer = act->t.insurer,
                        .data = x->ledger->context->portal->operations[act->t.operation].data,
                        .attributed = (uint8_t)attributed};

    if (attributed != ATTRIBUTED_OWNER) {
        if (x->from_ns == TIME_NONE)
            x->from_ns = act->t.time_ns;
        x->to_ns = act->t.time_ns;
    }
    return sorter_add(&x->views, &view, err);
}

static size_t point_of(const struct exposure *x, int64_t time_ns)
{
    int64_t span = x->to_ns - x->from_ns;

    if (span <= 0)
        return 0;
    return (size_t)((double)(time_ns - x->from_ns) / (double)span * (EXPOSURE_POINTS - 1));
}

static int end_row(struct group *g, struct exposure *x, struct sorter *rows, struct err *err)
{
    struct finding_insurer *insurer;

    if (!g->row_open)
        return 0;
    g->row_open = false;
    insurer = &x->insurers[g->row.insurer == INSURER_NONE ? x->insurer_count - 1 : g->row.insurer];
    insurer->ceiling++;
    insurer->floor += g->row.attributed == ATTRIBUTED_ATTACKER;
    return rows ? sorter_add(rows, &g->row, err) : 0;
}

static void count_data(const struct group *g, struct exposure *x)
{
    unsigned floor = g->data[ATTRIBUTED_ATTACKER];
    unsigned ceiling = floor | g->data[ATTRIBUTED_UNCLEAR];

    for (int i = 0; i < DATA_COUNT; i++) {
        x->shown[i].floor += floor >> i & 1;
        x->shown[i].ceiling += ceiling >> i & 1;
    }
}

static void end_person(struct group *g, struct exposure *x)
{
    int64_t attacker = g->first[ATTRIBUTED_ATTACKER];
    int64_t unclear = g->first[ATTRIBUTED_UNCLEAR];
    int64_t any =
        attacker == TIME_NONE || (unclear != TIME_NONE && unclear < attacker) ? unclear : attacker;

    if (any == TIME_NONE)
        return;
    count_data(g, x);
    x->ceiling++;
    x->points[point_of(x, any)].ceiling++;
    if (attacker == TIME_NONE)
        return;
    x->floor++;
    x->points[point_of(x, attacker)].floor++;
    x->also_owner += g->first[ATTRIBUTED_OWNER] != TIME_NONE;
}

static void count_day(struct group *g, struct exposure *x, const struct view *view,
                      enum attribution attributed)
{
    size_t day = (size_t)((view->time_ns - x->days[0].start_ns) / NS_PER_DAY);
    struct finding_day *d = &x->days[day < x->day_count ? day : x->day_count - 1];
    uint64_t *stamp = &g->day_stamp[(size_t)(d - x->days) * ATTRIBUTION_COUNT + attributed];

    if (*stamp == g->ordinal)
        return;
    *stamp = g->ordinal;
    d->owner += attributed == ATTRIBUTED_OWNER;
    d->unclear += attributed == ATTRIBUTED_UNCLEAR;
    d->attacker += attributed == ATTRIBUTED_ATTACKER;
}

static void count_row(struct group *g, const struct view *view, enum attribution attributed,
                      uint32_t account)
{
    struct exposed_row *row = &g->row;

    if (attributed == ATTRIBUTED_OWNER)
        return;
    if (!g->row_open) {
        *row = (struct exposed_row){.person = view->person,
                                    .first_ns = view->time_ns,
                                    .finding = account,
                                    .insurer = view->insurer,
                                    .attributed = (uint8_t)attributed};
        g->row_open = true;
    }
    row->data_most |= view->data;
    if (attributed == ATTRIBUTED_ATTACKER) {
        row->attributed = ATTRIBUTED_ATTACKER;
        row->data |= view->data;
    }
    row->last_ns = view->time_ns;
    row->views++;
}

static int count_view(struct group *g, struct exposure *x, const struct view *view,
                      uint32_t account, struct sorter *rows, struct err *err)
{
    struct session *session = &x->ledger->sessions[view->session];
    enum attribution attributed = (enum attribution)view->attributed;
    bool same = person_eq(g->person, view->person);

    if ((!same || (g->row_open && g->row.insurer != view->insurer)) && end_row(g, x, rows, err) < 0)
        return -1;
    if (!same) {
        end_person(g, x);
        g->person = view->person;
        g->ordinal++;
        for (int a = 0; a < ATTRIBUTION_COUNT; a++) {
            g->first[a] = TIME_NONE;
            g->data[a] = 0;
        }
    }
    g->data[attributed] |= view->data;
    if (g->first[attributed] == TIME_NONE || view->time_ns < g->first[attributed])
        g->first[attributed] = view->time_ns;
    if (session->stamp != g->ordinal) {
        session->stamp = g->ordinal;
        session->beneficiaries++;
    }
    count_day(g, x, view, attributed);
    count_row(g, view, attributed, account);
    return 0;
}

static void accumulate(struct exposure *x)
{
    for (size_t i = 0; i < EXPOSURE_POINTS; i++) {
        x->points[i].time_ns = x->from_ns + (int64_t)((double)(x->to_ns - x->from_ns) * (double)i /
                                                      (EXPOSURE_POINTS - 1));
        if (i > 0) {
            x->points[i].floor += x->points[i - 1].floor;
            x->points[i].ceiling += x->points[i - 1].ceiling;
        }
    }
}

int exposure_count(struct exposure *x, uint32_t account, struct sorter *rows, struct err *err)
{
    struct group g = {.ordinal = 0};
    const struct view *view;
    bool failed = false;
    int rc = sorter_finish(&x->views, err);

    g.day_stamp = mem_zero(x->day_count * ATTRIBUTION_COUNT, sizeof *g.day_stamp);
    for (int a = 0; a < ATTRIBUTION_COUNT; a++)
        g.first[a] = TIME_NONE;
    while (rc == 0 && (view = sorter_next(&x->views, &failed, err)) != NULL)
        rc = count_view(&g, x, view, account, rows, err);
    if (rc == 0)
        rc = end_row(&g, x, rows, err);
    end_person(&g, x);
    accumulate(x);
    free(g.day_stamp);
    return failed ? -1 : rc;
}

void exposure_release(struct exposure *x)
{
    sorter_release(&x->views);
    free(x->insurers);
    free(x->days);
}

/*
 * persons.c: views in the order of persons; each person is counted at the last of its views.
 */
#include "persons.h"

#include "attribute.h"
#include "input/sorter.h"

/* What a view says of its person. */
#define BY_ATTACKER 1u
#define BY_MOMENT   2u

/* One view in a session that is not the owner's. */
struct row {
    struct person person;
    uint64_t by;
};

/* First and last act of one attribution. */
struct span {
    int64_t first_ns;
    int64_t last_ns;
};

struct count {
    const struct ledger *ledger;
    struct session_walk walk;
    struct sorter rows;
    struct span spans[ATTRIBUTION_COUNT];
    int64_t moment_ns;
};

static int compare_rows(const void *a, const void *b)
{
    const struct row *x = a;
    const struct row *y = b;
    int order = person_cmp(x->person, y->person);

    if (order != 0)
        return order;
    return x->by < y->by ? -1 : x->by > y->by;
}

static int take_acts(void *context, const struct act *acts, size_t n, struct err *err)
{
    struct count *c = context;

    for (size_t i = 0; i < n; i++) {
        uint32_t session = session_walk_next(&c->walk, c->ledger, &acts[i]);
        enum attribution who = attribute_view(c->ledger, session, &acts[i]);
        struct span *span = &c->spans[who];
        struct row row = {acts[i].t.person, 0};

        if (span->first_ns == TIME_NONE)
            span->first_ns = acts[i].t.time_ns;
        span->last_ns = acts[i].t.time_ns;
        if (!trace_shown(&acts[i].t) || who == ATTRIBUTED_OWNER)
            continue;
        row.by |= who == ATTRIBUTED_ATTACKER ? BY_ATTACKER : 0;
        row.by |= c->moment_ns != TIME_NONE && acts[i].t.time_ns <= c->moment_ns ? BY_MOMENT : 0;
        if (sorter_add(&c->rows, &row, err) < 0)
            return -1;
    }
    return 0;
}

/* Counts neighbours that are one person. */
static int count_rows(struct sorter *rows, struct persons *persons, struct err *err)
{
    struct row last = {.by = 0};
    const struct row *row;
    bool failed = false;

    if (sorter_finish(rows, err) < 0)
        return -1;
    for (;;) {
        row = sorter_next(rows, &failed, err);
        if (row && person_eq(row->person, last.person)) {
            last.by |= row->by;
            continue;
        }
        persons->ceiling += person_tag(last.person) != PERSON_NONE;
        persons->floor += (last.by & BY_ATTACKER) != 0;
        persons->then += (last.by & BY_MOMENT) != 0;
        if (!row)
            return failed ? -1 : 0;
        last = *row;
    }
}

int persons_count(const struct judge *judge, const struct ledger *ledger, uint32_t account,
                  const struct persons_options *options, struct persons *persons, struct err *err)
{
    struct count c = {.ledger = ledger, .moment_ns = options->moment_ns};
    const struct span *span;
    int rc;

    for (int a = 0; a < ATTRIBUTION_COUNT; a++)
        c.spans[a] = (struct span){TIME_NONE, TIME_NONE};
    sorter_init(&c.rows, sizeof(struct row), compare_rows, options->memory_bytes,
                options->directory);
    *persons = (struct persons){0};
    rc = judge_acts(judge, account, take_acts, &c, err);
    if (rc == 0)
        rc = count_rows(&c.rows, persons, err);
    span = &c.spans[c.spans[ATTRIBUTED_ATTACKER].first_ns != TIME_NONE ? ATTRIBUTED_ATTACKER
                                                                       : ATTRIBUTED_UNCLEAR];
    persons->first_ns = span->first_ns;
    persons->last_ns = span->last_ns;
    session_walk_release(&c.walk);
    sorter_release(&c.rows);
    return rc;
}

/*
 * persons.c: a set of persons for each attribution.
 */
#include "persons.h"

#include <stdlib.h>

#include "attribute.h"
#include "base/hash.h"
#include "base/mem.h"

/* A person, and who was shown it: bit 0 the attacker, bit 1 in an unclear session, bit 2 by the
 * moment. 40 million persons of one account are 2 GiB: replay is the analyst's, on the same machine
 * that holds the case. */
struct seen {
    struct person person;
    uint64_t by;
};

struct count {
    const struct ledger *ledger;
    struct session_walk walk;
    int64_t moment_ns;
    struct seen *table;
    uint64_t used;
    uint64_t room;
};

static struct seen *slot_of(struct seen *table, uint64_t room, struct person person)
{
    uint64_t at = hash_words(person.hi, person.lo) & (room - 1);

    while (table[at].person.lo && !person_eq(table[at].person, person))
        at = (at + 1) & (room - 1);
    return &table[at];
}

static void note(struct count *c, struct person person, uint64_t by)
{
    struct seen *slot;

    if (2 * (c->used + 1) > c->room) {
        struct seen *old = c->table;
        uint64_t room = c->room;

        c->room = room ? 2 * room : 1024;
        c->table = mem_zero((size_t)c->room, sizeof *c->table);
        for (uint64_t i = 0; i < room; i++) {
            if (old[i].person.lo)
                *slot_of(c->table, c->room, old[i].person) = old[i];
        }
        free(old);
    }
    slot = slot_of(c->table, c->room, person);
    c->used += slot->person.lo == 0;
    slot->person = person;
    slot->by |= by;
}

static int take_acts(void *context, const struct act *acts, size_t n, struct err *err)
{
    struct count *c = context;

    (void)err;
    for (size_t i = 0; i < n; i++) {
        uint32_t session = session_walk_next(&c->walk, c->ledger, &acts[i]);
        enum attribution who = attribute_view(c->ledger, session, &acts[i]);

        if (!trace_shown(&acts[i].t) || who == ATTRIBUTED_OWNER)
            continue;
        note(c, acts[i].t.person,
             (who == ATTRIBUTED_ATTACKER ? 1u : 2u) |
                 (c->moment_ns != TIME_NONE && acts[i].t.time_ns <= c->moment_ns ? 4u : 0));
    }
    return 0;
}

int persons_count(const struct judge *judge, const struct ledger *ledger, uint32_t account,
                  int64_t moment_ns, uint64_t *ret_then, uint64_t *ret_floor, uint64_t *ret_ceiling,
                  struct err *err)
{
    struct count c = {.ledger = ledger, .moment_ns = moment_ns};
    int rc = judge_acts(judge, account, take_acts, &c, err);

    *ret_then = *ret_floor = *ret_ceiling = 0;
    for (uint64_t i = 0; i < c.room; i++) {
        *ret_then += (c.table[i].by & 4) != 0;
        *ret_floor += (c.table[i].by & 1) != 0;
        *ret_ceiling += c.table[i].person.lo != 0;
    }
    session_walk_release(&c.walk);
    free(c.table);
    return rc;
}

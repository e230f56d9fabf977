/* Owns what really happened to one compromised account: what an analyzer should find, counted
 * from the events themselves, whatever the scenario. */
#ifndef LIMIER_SAMPLES_SIM_TRUTH_H
#define LIMIER_SAMPLES_SIM_TRUTH_H

#include "sim.h"

/* Requests and the time they span. */
struct span_count {
    int64_t first_ms, last_ms; /* INT64_MAX, INT64_MIN: none */
    uint64_t requests;
    uint64_t named; /* of these, lines that carry the account's name */
};

/* Requests that share an address, an agent or a session; unused members are 0. */
struct group {
    uint32_t address, agent, session;
    struct span_count span;
};

/* The groups of one kind, by first request once collected; found through a table of slots. */
struct group_list {
    struct group *items;
    size_t count, cap;
    uint32_t *slots; /* index + 1 into items, 0: free; twice cap of them, a power of 2 */
};

/* A person whose record an attacker's request displayed, by NIR; by the file's number where the
 * request names that only. */
struct shown {
    char nir[NIR_SIZE];
    unsigned insurer;
    int64_t first_ms;
    uint64_t views;
};

/* One case. */
struct truth {
    uint32_t account;
    struct span_count all, displayed; /* displayed: rights answered 200 */
    uint64_t not_found, refused;
    struct group_list addresses, agents, sessions;
    struct shown *persons; /* sorted by NIR, insurer; distinct */
    size_t person_count;
    uint64_t beneficiaries; /* distinct NIR */
    uint64_t owner_too;     /* of these, also displayed to the owner */
    uint64_t per_insurer[INSURER_COUNT];
    bool failed; /* memory ran out */
};

/* The events of the compromised accounts, of owners and attackers: all that the truth looks at.
 * Release `events` with free(). */
struct truth_events {
    const struct event **events;
    size_t count;
};

/* Returns 0, -1 when memory runs out. */
int truth_events(const struct sim *sim, struct truth_events *out);

/* index: in sim->compromised. Returns 0, -1 when memory runs out. Release in both cases. */
int truth_collect(const struct sim *sim, const struct truth_events *events, unsigned index,
                  struct truth *t);
void truth_release(struct truth *t);

#endif

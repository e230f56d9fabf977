/* Owns what attackers of different stories have in common: whose account, from where, which
 * persons, at which rhythm. It does not know the stories: those are scenario_*.c. */
#ifndef LIMIER_SAMPLES_SIM_INTRUDER_H
#define LIMIER_SAMPLES_SIM_INTRUDER_H

#include "sim.h"

/* Networks of geo/demo.csv: French access, foreign access, foreign hosting. */
enum network { NET_FRANCE, NET_ABROAD, NET_HOSTING };

/* Where the numbers come from: serials one after the other; a list of persons of all France who
 * exist (a leak of another portal); file numbers one after the other. */
enum target { TARGET_WALK, TARGET_LIST, TARGET_FILES };

/* The persons still to be asked for. Several intruders of one campaign share one. */
struct hunt {
    enum target target;
    unsigned gone_permille;     /* of a list: not known here any more */
    const struct account *near; /* a walk starts around this account's patients; NULL: anywhere */
    unsigned started;
    struct walk walk;
    uint32_t file; /* the last number asked */
    bool last_known;
    struct rng rng;
};

/* How somebody works. Times in ms, counts in look-ups. */
struct manner {
    int64_t gap_low, gap_high;
    unsigned pause_after; /* about so many look-ups; 0: never */
    int64_t pause_low, pause_high;
    bool pages;            /* as a browser: search pages and their files */
    unsigned pec_permille; /* look-ups followed by a PEC */
};

/* One compromised account in the hands of one attacker. Not to be copied: who.rng points inside. */
struct intruder {
    struct sim *sim;
    struct account *victim;
    struct hunt *hunt;
    struct actor who;
    struct rng rng;
    struct manner manner;
    int64_t cut_ms;
};

/* A day between two shares of the period (in %), never the first one and at most the last. */
int story_day(const struct sim *sim, struct rng *r, unsigned low_pct, unsigned high_pct);
/* `wanted` accounts, but at most one in `share`, and at least one. */
unsigned story_count(const struct sim *sim, unsigned wanted, unsigned share);
/* An account with a browser, not yet compromised, with at least so many cases a day; of that trade,
 * or by chance with TRADE_COUNT. Small worlds may have none: then the nearest that there is. */
uint32_t story_victim(const struct sim *sim, struct rng *r, enum trade trade, uint32_t cases_milli);
/* Whether the account is open then. */
bool story_open(const struct account *a, int64_t time_ms);

/* An address of such a network; the same text is the same address. */
uint32_t network_address(struct sim *sim, struct rng *r, enum network network);

/* Starts at the beginning; a walk with `near` NULL and a list without gaps until they are set. */
void hunt_start(struct hunt *h, const struct sim *sim, enum target target, uint64_t stream);
/* The next person; false: the portal does not know this number. */
bool hunt_next(struct hunt *h, struct person *out);

/* Takes the account: adds it to the truth. cut_ms: INT64_MAX when it is never cut. */
void intruder_take(struct intruder *b, struct sim *sim, uint32_t account, int64_t cut_ms,
                   struct hunt *hunt);
/* Logs in; returns when the first look-up can start. */
int64_t intruder_enter(struct intruder *b, int64_t time_ms, unsigned failures);
/* Displays the next person. */
void intruder_look(struct intruder *b, int64_t time_ms);
/* Logs in, then look-ups until `to`, the cut or so many. Returns the moment after the last one. */
int64_t intruder_work(struct intruder *b, int64_t from, int64_t to, unsigned most);
/* As intruder_work, in a session that is open. */
int64_t intruder_go_on(struct intruder *b, int64_t from, int64_t to, unsigned most);
/* After the cut: refused look-ups, then refused logins. */
void intruder_refused(struct intruder *b, int64_t time_ms, unsigned looks);

#endif

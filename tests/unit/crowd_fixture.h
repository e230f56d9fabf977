/*
 * crowd_fixture.h: a town of shops for tests: accounts that work as shops do, and whoever uses one
 * of them to harvest. Acts are handed to the first pass as a case has them.
 */
#ifndef LIMIER_TESTS_UNIT_CROWD_FIXTURE_H
#define LIMIER_TESTS_UNIT_CROWD_FIXTURE_H

#include "judge.h"

/* Operations of the fixture's portal. */
enum crowd_operation { CROWD_RIGHTS, CROWD_PEC, CROWD_PAGE, CROWD_LOGIN };

/* Sources: one of each account at home, then those of strangers, each a network of its own. */
#define CROWD_ACCOUNTS 64
#define CROWD_SOURCES  (CROWD_ACCOUNTS + 40)
#define CROWD_STRANGER CROWD_ACCOUNTS

/* Agents: the browsers of the shops, a program, and room for others. */
#define CROWD_AGENTS     5
#define CROWD_PROGRAM    9
#define CROWD_AGENTS_ALL 16

/* A Monday. */
#define CROWD_START INT64_C(1704067200000000000)

/* The town. `days` are those of the log. */
struct crowd {
    struct portal portal;
    struct judge judge;
    struct act *acts;
    size_t count;
    size_t room;
    uint32_t accounts;
    int days;
    uint64_t random;
    struct str sources[CROWD_SOURCES];
    char source_text[CROWD_SOURCES][24];
    const uint32_t *trades;
    bool learnt;
};

/* An empty town, and its end. */
void crowd_open(struct crowd *crowd, uint32_t accounts, int days);
void crowd_close(struct crowd *crowd);

/* A number below `below`, from a sequence that is always the same. */
uint32_t crowd_random(struct crowd *crowd, uint32_t below);

/* The moment of a day (from 0) and an hour of it. */
int64_t crowd_time(int day, double hour);

/* A NIR of this département, birth year and serial number. */
struct person crowd_person(int departement, int year, uint32_t serial);

/* One of the persons that an account's shop knows, by number: born mostly around it. */
struct person crowd_client(uint32_t account, uint32_t number);

/* Anybody in the country. */
struct person crowd_anybody(struct crowd *crowd);

/* Adds one act. */
struct act *crowd_act(struct crowd *crowd, uint32_t account, int64_t time_ns, uint32_t source,
                      uint32_t agent, enum crowd_operation operation, struct person person);

/* Adds a page, a look-up and, when `followed`, a PEC ten minutes later. */
void crowd_visit(struct crowd *crowd, uint32_t account, int64_t time_ns, uint32_t source,
                 struct person person, bool followed);

/* Adds every account's ordinary work on weekdays, 9 to 18 hours. */
void crowd_work(struct crowd *crowd);

/* Adds look-ups of anybody without a page or a follow-up. */
void crowd_harvest(struct crowd *crowd, uint32_t account, int64_t from_ns, int64_t gap_ns, int n,
                   uint32_t source, uint32_t agent);

/* Orders and links the acts and runs the first pass over them; again after acts were added. */
void crowd_learn(struct crowd *crowd, unsigned jobs);

#endif

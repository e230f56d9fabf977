/*
 * ledger_fixture.h: one account's ledger, act by act, for tests.
 */
#ifndef LIMIER_TESTS_UNIT_LEDGER_FIXTURE_H
#define LIMIER_TESTS_UNIT_LEDGER_FIXTURE_H

#include "detect/ledger.h"

/* Operations of the fixture's portal. */
enum ledger_operation { OP_RIGHTS, OP_PEC, OP_PAGE };

/* Who uses the account. */
enum ledger_source { SRC_HOME = 1, SRC_STRANGER, SRC_THIRD, SRC_FAR };

/* Sessions are learnt from when `learn` says so. */
struct ledger_fixture {
    struct portal portal;
    struct detect_context context;
    struct ledger ledger;
    struct act *acts;
    uint32_t *of; /* session of each act */
    size_t count;
    size_t room;
    uint32_t closed[4096]; /* in order of their ends */
    size_t closed_count;
    bool learn;
    uint64_t people;
    struct step step; /* of the last act */
};

/* An empty ledger of 60 days from the first of January 2024, and its end. */
void fixture_open(struct ledger_fixture *fixture);
void fixture_close(struct ledger_fixture *fixture);

/* The moment of a day (from 0) and hour. */
int64_t fixture_time(int day, double hour);

/* An act that can be changed before it is taken. */
struct act fixture_act(const struct ledger_fixture *fixture, int64_t time_ns, uint32_t source,
                       enum ledger_operation operation);

/* Takes an act; its session. */
uint32_t fixture_take(struct ledger_fixture *fixture, const struct act *act);

/* Takes a look-up of a new person, a page, or a PEC. */
uint32_t fixture_add(struct ledger_fixture *fixture, int64_t time_ns, uint32_t source,
                     enum ledger_operation operation);

/* Days of work at home, 9 to 16 hours, a look-up each hour with its page. */
void fixture_work(struct ledger_fixture *fixture, int from_day, int days);

#endif

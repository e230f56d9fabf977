/*
 * test_replay.c: persons are counted by attribution and moment, whatever the memory; hours, saved
 * persons and the order of reasons follow from a flag.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "replay_report.h"

#define START (INT64_C(1704700800) * NS_PER_SECOND)

/* The owner's session comes first, then the attacker's, then an unclear one: each shows `PERSONS`
 * persons, of which half were shown in the session before as well. */
#define PERSONS  6000
#define SESSIONS 3
#define ACTS     (PERSONS * SESSIONS)

static int64_t moment_of(int session, int act)
{
    return START + session * NS_PER_DAY + act * NS_PER_SECOND;
}

static void put_act(int fd, int session, int act)
{
    char text[16];
    struct err err = {0};
    int index = session * PERSONS + act;
    struct act a = {.t = {.time_ns = moment_of(session, act),
                          .offset = (uint64_t)index,
                          .source = (uint32_t)session,
                          .agent = 0,
                          .session = NAME_NONE,
                          .insurer = INSURER_NONE,
                          .outcome = OUTCOME_SUCCESS | TRACE_SHOWN,
                          .operation = 4},
                    .prev_ns = TIME_NONE,
                    .known_s = SECONDS_NEVER,
                    .follow_s = SECONDS_NEVER};

    snprintf(text, sizeof text, "p%d", session * PERSONS / 2 + act);
    a.t.person = person_of(str_of(text));
    assert_int_equal(spool_pwrite(fd, &a, sizeof a, (uint64_t)index * sizeof a, &err), 0);
}

/* A judge of one account whose acts lie in the file. */
static void make_judge(struct judge *judge, struct account_summary *sum, struct portal *portal)
{
    char path[] = "/tmp/limier-replay-XXXXXX";

    *judge = (struct judge){
        .population = {.accounts = 1, .summary = sum},
        .context = {.portal = portal, .first_ns = START, .end_ns = START + 10 * NS_PER_DAY}};
    judge->partition_fd[0] = mkstemp(path);
    assert_true(judge->partition_fd[0] >= 0);
    assert_int_equal(unlink(path), 0);
    *sum = (struct account_summary){.acts = ACTS};
    for (int s = 0; s < SESSIONS; s++) {
        for (int i = 0; i < PERSONS; i++)
            put_act(judge->partition_fd[0], s, i);
    }
}

static void learn_nothing(void *caller, struct ledger *ledger, uint32_t session)
{
    (void)caller;
    (void)ledger;
    (void)session;
}

static int take(void *context, const struct act *acts, size_t n, struct err *err)
{
    struct step step;

    (void)err;
    for (size_t i = 0; i < n; i++)
        (void)ledger_take(context, &acts[i], &step);
    return 0;
}

static struct persons count(const struct judge *judge, const struct ledger *ledger,
                            int64_t moment_ns, size_t memory)
{
    int directory = open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const struct persons_options options = {moment_ns, memory, directory};
    struct persons persons;
    struct err err = {0};

    assert_int_equal(persons_count(judge, ledger, 0, &options, &persons, &err), 0);
    (void)close(directory);
    return persons;
}

static void persons_are_counted_once(void **state)
{
    struct account_summary sum;
    struct portal portal;
    struct judge judge;
    struct ledger ledger;
    struct err err = {0};

    (void)state;
    portal_generic(&portal);
    make_judge(&judge, &sum, &portal);
    ledger_init(&ledger, &judge.context, learn_nothing, NULL);
    assert_int_equal(judge_acts(&judge, 0, take, &ledger, &err), 0);
    ledger_end(&ledger);
    assert_int_equal(ledger.session_count, SESSIONS);
    for (uint32_t s = 0; s < SESSIONS; s++)
        ledger.sessions[s].attributed = s == 0   ? ATTRIBUTED_OWNER
                                        : s == 1 ? ATTRIBUTED_ATTACKER
                                                 : ATTRIBUTED_UNCLEAR;
    /* All in memory, and in sorted runs in a file. */
    for (size_t memory = 1; memory <= (1u << 24); memory <<= 24) {
        struct persons p = count(&judge, &ledger, moment_of(1, 99), memory);

        assert_int_equal(p.floor, PERSONS);
        assert_int_equal(p.ceiling, PERSONS + PERSONS / 2);
        assert_int_equal(p.then, 100);
        assert_true(p.first_ns == moment_of(1, 0) && p.last_ns == moment_of(1, PERSONS - 1));
        p = count(&judge, &ledger, moment_of(2, PERSONS / 2), memory);
        assert_int_equal(p.then, PERSONS + 1);
        assert_int_equal(count(&judge, &ledger, moment_of(0, PERSONS - 1), memory).then, 0);
        assert_int_equal(count(&judge, &ledger, TIME_NONE, memory).then, 0);
    }
    ledger.sessions[1].attributed = ATTRIBUTED_UNCLEAR;
    assert_int_equal(count(&judge, &ledger, TIME_NONE, 1 << 20).floor, 0);
    assert_true(count(&judge, &ledger, TIME_NONE, 1 << 20).last_ns == moment_of(2, PERSONS - 1));
    ledger.sessions[1].attributed = ledger.sessions[2].attributed = ATTRIBUTED_OWNER;
    assert_int_equal(count(&judge, &ledger, TIME_NONE, 1 << 20).ceiling, 0);
    assert_true(count(&judge, &ledger, TIME_NONE, 1 << 20).first_ns == TIME_NONE);
    ledger_release(&ledger);
    (void)close(judge.partition_fd[0]);
    portal_release(&portal);
}

static void figures_follow_from_the_flag(void **state)
{
    struct replay_account a = {.verdict = VERDICT_SUSPECT,
                               .flagged_ns = START + 3 * NS_PER_HOUR,
                               .persons = {.then = 12, .ceiling = 100, .first_ns = START}};
    size_t rows[DETECTORS_MOST];

    (void)state;
    a.flag.weights[0].bans = 0.5;
    a.flag.weights[1].bans = REPLAY_REASON_BANS / 2;
    a.flag.weights[2].bans = 4;
    a.flag.weights[3].bans = 0.5;
    assert_true(replay_accused(&a));
    assert_int_equal(replay_saved(&a), 88);
    assert_true(replay_hours(&a) == 3);
    assert_int_equal(replay_reasons(&a, rows), 3);
    assert_int_equal(rows[0], 2);
    assert_int_equal(rows[1], 0);
    assert_int_equal(rows[2], 3);
    a.persons.first_ns = TIME_NONE;
    assert_true(isnan(replay_hours(&a)));
    a.flagged_ns = TIME_NONE;
    a.verdict = VERDICT_WATCH;
    assert_int_equal(replay_saved(&a), 0);
    assert_int_equal(replay_reasons(&a, rows), 0);
    assert_false(replay_accused(&a));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(persons_are_counted_once),
        cmocka_unit_test(figures_follow_from_the_flag),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * test_attribute.c: sessions are split where they should be, and each rule of attribution decides
 * its own small ledger.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "attribute.h"
#include "base/mem.h"
#include "base/names.h"

enum { RIGHTS, PEC, PAGE };
enum { HOME = 1, ROBOT = 2, OTHER = 3, CAFE = 4 };

/* One account's ledger under construction. Limits: 100 an hour, 200 a day, 1000 a week. */
struct ledger {
    struct portal portal;
    struct detect_context context;
    struct sessions sessions;
    struct act *acts;
    uint32_t *of; /* session of each act */
    size_t count;
    size_t room;
    uint64_t people;
};

static void ledger_open(struct ledger *l)
{
    const struct use_limits limits = {{100, 200, 1000, 0}};

    memset(l, 0, sizeof *l);
    l->portal.operations[RIGHTS].kind = KIND_RIGHTS;
    l->portal.operations[PEC].kind = KIND_PEC;
    l->portal.operations[PAGE].kind = KIND_OTHER;
    l->context.portal = &l->portal;
    sessions_init(&l->sessions, &l->context, &limits);
}

static void ledger_close(struct ledger *l)
{
    sessions_release(&l->sessions);
    free(l->acts);
    free(l->of);
}

static uint32_t add(struct ledger *l, int64_t time_ns, uint32_t source, uint8_t operation)
{
    struct act act = {.t = {.time_ns = time_ns,
                            .offset = l->count,
                            .source = source,
                            .agent = 7,
                            .session = NAME_NONE,
                            .operation = operation,
                            .status_bytes = 200,
                            .outcome = OUTCOME_SUCCESS},
                      .prev_ns = TIME_NONE};
    size_t room = l->room;

    if (operation == RIGHTS) {
        act.t.outcome |= TRACE_SHOWN;
        act.t.person = (struct person){++l->people, PERSON_NIR};
    }
    MEM_GROW(l->acts, l->count, l->room);
    if (room != l->room)
        l->of = mem_resize(l->of, l->room, sizeof *l->of);
    l->acts[l->count] = act;
    l->of[l->count] = sessions_add(&l->sessions, &act);
    return l->of[l->count++];
}

/* `n` look-ups, a second apart. Returns the session of the first. */
static uint32_t add_many(struct ledger *l, int64_t from_ns, uint32_t source, int n)
{
    uint32_t first = add(l, from_ns, source, RIGHTS);

    for (int i = 1; i < n; i++)
        (void)add(l, from_ns + i * NS_PER_SECOND, source, RIGHTS);
    return first;
}

static enum attribution of(const struct ledger *l, uint32_t session)
{
    return l->sessions.sessions[session].attributed;
}

/* The second walk finds the sessions of the first. */
static void check_walk(const struct ledger *l)
{
    struct session_walk walk = {0};

    for (size_t i = 0; i < l->count; i++)
        assert_int_equal(session_walk_next(&walk, &l->sessions, &l->acts[i]), l->of[i]);
    session_walk_release(&walk);
}

static int64_t day(int n, int hour)
{
    return (19700 + n) * NS_PER_DAY + hour * NS_PER_HOUR;
}

/* The owner at home: ten quiet days with five look-ups and a PEC each. */
static uint32_t add_past(struct ledger *l)
{
    uint32_t first = 0;

    for (int d = 0; d < 10; d++) {
        uint32_t session = add_many(l, day(d, 10), HOME, 5);

        first = d ? first : session;
        (void)add(l, day(d, 10) + NS_PER_MINUTE, HOME, PEC);
    }
    return first;
}

static void pauses_split_sessions(void **state)
{
    struct ledger l;
    uint32_t a;

    (void)state;
    ledger_open(&l);
    a = add(&l, day(0, 9), HOME, RIGHTS);
    assert_int_equal(add(&l, day(0, 9) + SESSION_PAUSE, HOME, PAGE), a);
    assert_int_equal(add(&l, day(0, 9) + SESSION_PAUSE, ROBOT, PAGE), a + 1);
    assert_int_equal(add(&l, day(0, 9) + 2 * SESSION_PAUSE + 1, HOME, RIGHTS), a + 2);
    assert_int_equal(l.sessions.sessions[a].requests, 2);
    assert_int_equal(l.sessions.sessions[a].records, 1);
    assert_true(l.sessions.sessions[a].last_ns == day(0, 9) + SESSION_PAUSE);
    assert_int_equal(l.sessions.sessions[a].first.offset, 0);
    assert_int_equal(l.sessions.sessions[a].last.offset, 1);
    assert_int_equal(l.sessions.strand_count, 2);
    check_walk(&l);
    ledger_close(&l);
}

static void many_strands(void **state)
{
    struct ledger l;

    (void)state;
    ledger_open(&l);
    for (uint32_t i = 0; i < 500; i++)
        (void)add(&l, day(0, 9) + i, i, PAGE);
    for (uint32_t i = 0; i < 500; i++)
        assert_int_equal(add(&l, day(0, 9) + 500 + i, i, PAGE), i);
    assert_int_equal(l.sessions.strand_count, 500);
    check_walk(&l);
    ledger_close(&l);
}

static void windows_beyond_the_limits(void **state)
{
    struct ledger l;

    (void)state;
    ledger_open(&l);
    (void)add_many(&l, day(0, 9), HOME, 99);
    (void)add_many(&l, day(0, 10), HOME, 100);
    sessions_end(&l.sessions);
    assert_int_equal(l.sessions.hot_count, 1); /* an hour with 100; the day has 199 */
    assert_true(l.sessions.hot[0].from_ns == day(0, 10));
    assert_int_equal(l.sessions.hot[0].count, 100);
    ledger_close(&l);
}

/* Rule 1: a place without a past that was beyond the limits alone, its first probes included. */
static void foreign_robot(void **state)
{
    struct ledger l;
    uint32_t owner;
    uint32_t probe;
    uint32_t robot;

    (void)state;
    ledger_open(&l);
    owner = add_past(&l);
    probe = add_many(&l, day(10, 1), ROBOT, 2);
    robot = add_many(&l, day(10, 3), ROBOT, 150);
    sessions_end(&l.sessions);
    attribute_sessions(&l.sessions, true);
    assert_int_equal(of(&l, owner), ATTRIBUTED_OWNER);
    assert_int_equal(of(&l, probe), ATTRIBUTED_ATTACKER);
    assert_int_equal(of(&l, robot), ATTRIBUTED_ATTACKER);
    check_walk(&l);
    ledger_close(&l);
}

/* Rule 2: the owner's own place, used by somebody else. */
static void robot_at_home(void **state)
{
    struct ledger l;
    uint32_t before;
    uint32_t robot;
    uint32_t after;

    (void)state;
    ledger_open(&l);
    before = add_past(&l);
    robot = add_many(&l, day(10, 3), HOME, 150);
    after = add_many(&l, day(12, 10), HOME, 3);
    sessions_end(&l.sessions);
    attribute_sessions(&l.sessions, true);
    assert_int_equal(of(&l, before), ATTRIBUTED_OWNER);
    assert_int_equal(of(&l, robot), ATTRIBUTED_ATTACKER);
    assert_int_equal(of(&l, after), ATTRIBUTED_UNCLEAR);
    ledger_close(&l);
}

/* Rule 3: another agent at the attacker's address. */
static void second_agent_at_the_same_address(void **state)
{
    struct ledger l;
    struct act act;
    uint32_t session;

    (void)state;
    ledger_open(&l);
    (void)add_past(&l);
    (void)add_many(&l, day(10, 3), ROBOT, 150);
    act = l.acts[l.count - 1];
    act.t.agent = 8;
    act.t.time_ns = day(40, 3); /* long after: not by nearness */
    session = sessions_add(&l.sessions, &act);
    sessions_end(&l.sessions);
    attribute_sessions(&l.sessions, true);
    assert_int_equal(of(&l, session), ATTRIBUTED_ATTACKER);
    ledger_close(&l);
}

/* Rule 4: many addresses share the work, and none is beyond the limits alone. */
static void shared_work(void **state)
{
    struct ledger l;
    uint32_t owner;
    uint32_t parts[6];
    uint32_t at_home;

    (void)state;
    ledger_open(&l);
    owner = add_past(&l);
    for (uint32_t i = 0; i < 6; i++)
        parts[i] = add_many(&l, day(10, 3) + i * 5 * NS_PER_MINUTE, 20 + i, 40);
    at_home = add_many(&l, day(10, 3) + 31 * NS_PER_MINUTE, HOME, 2);
    sessions_end(&l.sessions);
    attribute_sessions(&l.sessions, true);
    for (int i = 0; i < 6; i++)
        assert_int_equal(of(&l, parts[i]), ATTRIBUTED_ATTACKER);
    assert_int_equal(of(&l, owner), ATTRIBUTED_OWNER);
    assert_int_equal(of(&l, at_home), ATTRIBUTED_OWNER);
    ledger_close(&l);
}

/* Rule 5: what is unknown is unclear near the attack only, and follow-ups speak for the owner. */
static void strangers_around_the_attack(void **state)
{
    struct ledger l;
    uint32_t near;
    uint32_t far;
    uint32_t working;

    (void)state;
    ledger_open(&l);
    (void)add_past(&l);
    (void)add_many(&l, day(20, 3), ROBOT, 150);
    near = add_many(&l, day(20, 20), OTHER, 2);
    working = add_many(&l, day(20, 21), CAFE, 2);
    (void)add(&l, day(20, 21) + NS_PER_MINUTE, CAFE, PEC);
    far = add_many(&l, day(25, 3), OTHER, 2);
    sessions_end(&l.sessions);
    attribute_sessions(&l.sessions, true);
    assert_int_equal(of(&l, near), ATTRIBUTED_UNCLEAR);
    assert_int_equal(of(&l, working), ATTRIBUTED_OWNER);
    assert_int_equal(of(&l, far), ATTRIBUTED_OWNER);
    ledger_close(&l);
}

static void suspicion_without_a_hot_window(void **state)
{
    struct ledger l;
    uint32_t session;

    (void)state;
    for (int suspect = 0; suspect < 2; suspect++) {
        ledger_open(&l);
        session = add_past(&l);
        sessions_end(&l.sessions);
        attribute_sessions(&l.sessions, suspect);
        assert_int_equal(of(&l, session), suspect ? ATTRIBUTED_UNCLEAR : ATTRIBUTED_OWNER);
        ledger_close(&l);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pauses_split_sessions),
        cmocka_unit_test(many_strands),
        cmocka_unit_test(windows_beyond_the_limits),
        cmocka_unit_test(foreign_robot),
        cmocka_unit_test(robot_at_home),
        cmocka_unit_test(second_agent_at_the_same_address),
        cmocka_unit_test(shared_work),
        cmocka_unit_test(strangers_around_the_attack),
        cmocka_unit_test(suspicion_without_a_hot_window),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * test_audit_news.c: when a finding is told again.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "audit_compare.h"
#include "base/clock.h"

static const int64_t now_ns = 400 * NS_PER_DAY;

static struct finding finding_of(enum verdict verdict, uint64_t floor, uint64_t ceiling)
{
    return (struct finding){.account = STR("anna"),
                            .verdict = verdict,
                            .beneficiaries = {floor, ceiling},
                            .insurer_count = 2};
}

static struct state_finding told_of(enum verdict verdict, uint64_t floor, uint64_t ceiling)
{
    return (struct state_finding){.account = STR("anna"),
                                  .verdict = (int)verdict,
                                  .floor = floor,
                                  .ceiling = ceiling,
                                  .insurers = 2,
                                  .told_ns = now_ns - NS_PER_DAY};
}

static void only_suspects_who_are_not_allowed(void **state)
{
    struct finding f = finding_of(VERDICT_WATCH, 1, 1);

    (void)state;
    assert_false(audit_worth(&f));
    f.verdict = VERDICT_SUSPECT;
    assert_true(audit_worth(&f));
    f.allowed_reason = STR("the ministry's survey");
    assert_false(audit_worth(&f));
}

static void a_finding_is_told_again_when_it_is_another(void **state)
{
    static const struct {
        enum verdict was;
        uint64_t was_floor, was_ceiling;
        enum verdict is;
        uint64_t floor, ceiling;
        enum audit_change change;
    } rows[] = {
        {VERDICT_SUSPECT, 100, 200, VERDICT_SUSPECT, 100, 200, AUDIT_SAME},
        {VERDICT_SUSPECT, 100, 200, VERDICT_SUSPECT, 109, 219, AUDIT_SAME},
        {VERDICT_SUSPECT, 100, 200, VERDICT_SUSPECT, 110, 200, AUDIT_GROWN},
        {VERDICT_SUSPECT, 100, 200, VERDICT_SUSPECT, 100, 220, AUDIT_GROWN},
        {VERDICT_SUSPECT, 101, 200, VERDICT_SUSPECT, 111, 200, AUDIT_SAME},
        {VERDICT_SUSPECT, 0, 200, VERDICT_SUSPECT, 1, 200, AUDIT_GROWN},
        {VERDICT_SUSPECT, 100, 200, VERDICT_SUSPECT, 50, 100, AUDIT_SAME},
        {VERDICT_SUSPECT, 100, 200, VERDICT_HARVESTING, 100, 200, AUDIT_GRAVER},
        {VERDICT_HARVESTING, 100, 200, VERDICT_SUSPECT, 300, 400, AUDIT_MILDER},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct state_finding told = told_of(rows[i].was, rows[i].was_floor, rows[i].was_ceiling);
        struct finding f = finding_of(rows[i].is, rows[i].floor, rows[i].ceiling);

        assert_int_equal(audit_compare(&told, &f, now_ns), rows[i].change);
        assert_int_equal(audit_compare(NULL, &f, now_ns), AUDIT_FRESH);
    }
}

static void an_attack_that_goes_on_is_told_each_week(void **state)
{
    static const struct {
        int64_t days; /* since it was told */
        uint64_t floor;
        enum audit_change change;
    } rows[] = {
        {6, 30001, AUDIT_SAME}, {7, 30001, AUDIT_GROWN},   {7, 30000, AUDIT_SAME},
        {7, 29999, AUDIT_SAME}, {200, 30001, AUDIT_GROWN}, {-1, 30001, AUDIT_SAME},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct state_finding told = told_of(VERDICT_HARVESTING, 30000, 40000);
        struct finding f = finding_of(VERDICT_HARVESTING, rows[i].floor, 40001);

        told.told_ns = now_ns - rows[i].days * NS_PER_DAY;
        assert_int_equal(audit_compare(&told, &f, now_ns), rows[i].change);
    }
}

static void another_insurer_is_news(void **state)
{
    struct state_finding told = told_of(VERDICT_SUSPECT, 100, 200);
    struct finding f = finding_of(VERDICT_SUSPECT, 100, 200);

    (void)state;
    f.insurer_count = 3;
    assert_int_equal(audit_compare(&told, &f, now_ns), AUDIT_GROWN);
    f.insurer_count = 1;
    assert_int_equal(audit_compare(&told, &f, now_ns), AUDIT_SAME);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_suspects_who_are_not_allowed),
        cmocka_unit_test(a_finding_is_told_again_when_it_is_another),
        cmocka_unit_test(an_attack_that_goes_on_is_told_each_week),
        cmocka_unit_test(another_insurer_is_news),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

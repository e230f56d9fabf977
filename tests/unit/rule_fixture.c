/*
 * rule_fixture.c: loads and compares.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "rule_fixture.h"

static void tell(const struct rule_problem *problem, char *text, size_t room)
{
    snprintf(text, room, "%s:%u:%u: %s: %.*s", problem->file, problem->line, problem->column,
             problem->error ? "error" : "warning", (int)problem->text.n, problem->text.p);
}

size_t count_errors(const struct rule_set *set)
{
    size_t count = 0;

    for (size_t i = 0; i < set->problem_count; i++)
        count += set->problems[i].error;
    return count;
}

void check_no_error(const struct rule_set *set)
{
    char text[1000];

    for (size_t i = 0; i < set->problem_count; i++) {
        tell(&set->problems[i], text, sizeof text);
        if (set->problems[i].error)
            fail_msg("%s", text);
    }
}

void check_problem(const struct rule_set *set, const char *told)
{
    char text[1000] = "nothing";

    for (size_t i = 0; i < set->problem_count; i++) {
        tell(&set->problems[i], text, sizeof text);
        if (strncmp(text, told, strlen(told)) == 0)
            return;
    }
    fail_msg("\"%s\" is not told, but \"%s\"", told, text);
}

struct rule_set load_text(const char *text)
{
    struct rule_set set = {0};

    rules_add_text(&set, str_of(text), "t.yml");
    rules_finish(&set);
    return set;
}

void check_refused(const char *text, const char *told)
{
    struct rule_set set = load_text(text);

    check_problem(&set, told);
    if (set.count)
        fail_msg("%zu rules were taken, but \"%s\" was to be told", set.count, told);
    assert_true(count_errors(&set) > 0);
    rules_release(&set);
}

/*
 * fuzz_sigma_modifiers.c: keys with modifiers and their values by anybody, with the operator's
 * lists: what is refused has its place and sentence; the tests that come out are sound and say the
 * same whether texts are folded first or as they are matched.
 */
#include "base/limits.h"
#include "fuzz.h"
#include "signatures/condition.h"
#include "signatures/detection.h"
#include "signatures/load.h"
#include "signatures/test.h"

#define TESTS 64  /* that are run of one item */
#define VALUE 300 /* bytes of the values that they are run on */

static struct str boxes[] = {{"a", 1}, {"b*", 2}};
static struct str others[] = {{"x", 1}, {"y", 1}};
static const struct placeholder lists[] = {{{"box", 3}, boxes, 2}, {{"none", 4}, NULL, 0}};
static const struct field_map maps[] = {{{"m", 1}, others, 2}};
static const struct rule_config config = {lists, 2, maps, 1};

/* What one input is run with. */
struct run {
    struct test_state state;
    struct str input;
    unsigned tests;
};

static void check_glob(const struct glob *glob)
{
    for (size_t i = 0; i < glob->count; i++) {
        fuzz_touch(glob->parts[i].text);
        fuzz_check((glob->parts[i].kind == GLOB_LITERAL) == (glob->parts[i].text.n > 0),
                   "a literal has bytes, a wildcard none");
    }
}

static void check_value(struct run *run, const struct ready_test *ready, struct str text)
{
    const struct test *test = ready->test;
    struct sigma_value other = {VALUE_TEXT, STR("a\xC3\x89"), NULL};
    struct sigma_value value = {VALUE_TEXT, text, &other};
    bool holds = test_holds(ready, &run->state, &value, &other);

    value.more = NULL;
    if (test->kind == TEST_TEXT && glob_matches(&test->glob, test->cased, text))
        fuzz_check(holds, "what a glob matches, its test holds of");
    if (test->kind != TEST_EXISTS)
        fuzz_check(test_holds(ready, &run->state, &value, &other) ||
                       test_holds(ready, &run->state, &other, &other) == holds,
                   "a list holds if one of it does");
}

static void check_test(struct run *run, const struct test *test)
{
    const struct hash_key key = HASH_KEY_FIXED;
    struct ready_test ready;
    struct err err = {0};
    size_t n = run->input.n < VALUE ? run->input.n : VALUE;

    check_glob(&test->glob);
    fuzz_touch(test->field);
    fuzz_touch(test->text);
    fuzz_check(test->line > 0, "a test has its place");
    fuzz_check(test_same(test, test) && test_hash(test, &key) == test_hash(test, &key),
               "a test is the same as itself");
    if (++run->tests > TESTS)
        return;
    fuzz_check(test_prepare(&ready, test, &err) == 0, "what was accepted can be prepared");
    check_value(run, &ready, STR(""));
    check_value(run, &ready, (struct str){run->input.p, n});
    check_value(run, &ready, (struct str){run->input.p + run->input.n - n, n});
    if (test->glob.count)
        check_value(run, &ready, test->glob.parts[test->glob.count - 1].text);
    test_release(&ready);
}

static void check_expr(struct run *run, const struct expr *expr)
{
    if (expr->kind == EXPR_TEST)
        check_test(run, expr->test);
    for (const struct expr *child = expr->first; child; child = child->next)
        check_expr(run, child);
}

static void check_result(struct run *run, const struct rule_set *set, int rc,
                         const struct expr *expr)
{
    bool refused = false;

    for (size_t i = 0; i < set->problem_count; i++) {
        fuzz_check(set->problems[i].line > 0 && set->problems[i].text.n > 0,
                   "a problem has its place and sentence");
        refused = refused || set->problems[i].error;
    }
    fuzz_check(refused == (rc < 0), "an item is refused when there is an error");
    fuzz_check(set->arena.used_bytes < ((size_t)512 << 20), "memory is capped");
    if (rc == 0) {
        fuzz_check(expr_count(expr, SIZE_MAX) <= 4 * (size_t)LIMIT_RULE_TESTS,
                   "the number of tests is capped");
        check_expr(run, expr);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct run run = {.input = {(const char *)data, size}};
    struct arena arena = {0};
    struct yaml_node *root = NULL;
    struct err err = {0};

    test_state_init(&run.state);
    if (yaml_read(run.input, "fuzz.yml", &arena, &root, &err) == 0 && root) {
        struct rule_set whole = {0};
        struct expr *expr = NULL;
        int rc = detection_read(&whole, root, "fuzz.yml", STR("fuzz"), &config, &expr);

        check_result(&run, &whole, rc, expr);
        rules_release(&whole);
        for (const struct yaml_node *n = root->kind == YAML_KIND_MAP ? root->first : NULL; n;
             n = n->next) {
            struct rule_set set = {0};

            run.tests = 0;
            rc = detection_item(&set, n, "fuzz.yml", STR("fuzz"), &config, &expr);
            check_result(&run, &set, rc, expr);
            rules_release(&set);
        }
    }
    test_state_release(&run.state);
    arena_release(&arena);
    return 0;
}

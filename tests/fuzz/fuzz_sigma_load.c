/*
 * fuzz_sigma_load.c: rules by anybody: what is loaded keeps the promises of rule.h, and what is not
 * has its sentence and its place.
 */
#include "base/limits.h"
#include "fuzz.h"
#include "signatures/load.h"

static void check_texts(const struct str *texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        fuzz_touch(texts[i]);
}

static void check_correlation(const struct rule_set *set, const struct correlation *correlation)
{
    fuzz_check(correlation->depth <= LIMIT_CORRELATION_DEPTH, "chains have an end");
    for (size_t i = 0; i < correlation->member_count; i++) {
        const struct correlation_member *member = &correlation->members[i];
        const struct rule *rule;

        fuzz_check(member->rule < set->count, "a member is a rule of the set");
        rule = &set->rules[member->rule];
        fuzz_check(rule->referenced, "a member knows that it is one");
        fuzz_check(!rule->correlation || rule->correlation->depth < correlation->depth,
                   "a member is below its correlation");
        fuzz_check(!rule->silent || !correlation->generate, "generate lets members alert");
    }
}

static void check_rule(const struct rule_set *set, size_t i)
{
    const struct rule *rule = &set->rules[i];

    fuzz_check(rule->file && rule->line, "a rule has its place");
    fuzz_check(rule->title.n > 0 && str_columns(rule->title) <= LIMIT_RULE_TITLE,
               "a rule has a title");
    fuzz_check(rule->level < LEVEL_COUNT, "a rule has a level");
    fuzz_check(!rule->condition != !rule->correlation, "a rule is one of both");
    if (rule->id.n)
        fuzz_check(rules_find(set, rule->id) == i, "an id finds its rule");
    if (rule->name.n)
        fuzz_check(rules_find(set, rule->name) == i, "a name finds its rule");
    check_texts(rule->references, rule->reference_count);
    check_texts(rule->tags, rule->tag_count);
    check_texts(rule->falsepositives, rule->falsepositive_count);
    fuzz_touch(rule->date);
    fuzz_touch(rule->status);
    fuzz_touch(rule->logsource.category);
    if (rule->correlation)
        check_correlation(set, rule->correlation);
}

static void check_problem(const struct rule_set *set, size_t i)
{
    const struct rule_problem *problem = &set->problems[i];

    fuzz_check(problem->file && problem->text.n > 0, "a problem has a file and a sentence");
    fuzz_check(problem->line > 0 || problem->column == 0, "a column is in a line");
    fuzz_check(str_is_utf8(problem->text) && str_is_utf8(problem->excerpt) &&
                   str_is_utf8(problem->rule),
               "what is shown is UTF-8");
    for (size_t k = 0; k < problem->excerpt.n; k++)
        fuzz_check((unsigned char)problem->excerpt.p[k] >= 0x20, "a terminal obeys nothing");
}

/* What lends something to rules may hold none. */
static bool is_configuration(struct str text)
{
    return str_find(text, STR("placeholders")) < text.n ||
           str_find(text, STR("field-map")) < text.n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    size_t half = size / 2;
    struct rule_set set = {0};

    rules_add_text(&set, text, "fuzz.yml");
    rules_add_text(&set, str_slice(text, 0, half), "builtin:half.yml");
    rules_finish(&set);
    fuzz_check(set.count > 0 || set.problem_count > 0 || is_configuration(text),
               "nothing is refused in silence");
    for (size_t i = 0; i < set.count; i++)
        check_rule(&set, i);
    for (size_t i = 0; i < set.problem_count; i++)
        check_problem(&set, i);
    rules_release(&set);
    return 0;
}

/*
 * rules_cases.c: the shapes that a line of a .jsonl file of test cases has: an event that a rule
 * must match or not; a rule that must be refused; what a modifier makes of a value. Cases with
 * steps are rules_steps.c's.
 */
#include <stdlib.h>

#include "base/json.h"
#include "base/mem.h"
#include "rules.h"
#include "rules_events.h"
#include "signatures/detection.h"

static struct str text_of(const struct json_node *node)
{
    return node && node->kind == JSON_STRING ? node->text : STR_NONE;
}

static bool is_true(const struct json_node *node)
{
    return node && node->kind == JSON_BOOL && str_eq(node->text, STR("true"));
}

/* The first error of a set; absent: it has none. */
static struct str first_error(const struct rule_set *set, struct arena *arena)
{
    for (size_t i = 0; i < set->problem_count; i++) {
        const struct rule_problem *p = &set->problems[i];

        if (p->error)
            return arena_print(arena, "the rule is refused: line %u: %.*s", p->line, (int)p->text.n,
                               p->text.p);
    }
    return STR_NONE;
}

/* --- an event --- */

/* Lists for placeholders become a document of configuration: JSON is YAML. */
static void put_json(struct json *json, const char *name, const struct json_node *node)
{
    if (node->kind == JSON_LIST) {
        json_array(json, name);
        for (const struct json_node *item = node->first; item; item = item->next)
            put_json(json, NULL, item);
        json_array_end(json);
    } else {
        json_str(json, name, node->text);
    }
}

static void add_placeholders(struct rule_set *set, const struct json_node *lists)
{
    struct json json;
    struct out out;

    if (!lists || lists->kind != JSON_OBJECT)
        return;
    out_memory(&out);
    json_init(&json, &out, 0);
    json_object(&json, NULL);
    json_object(&json, "placeholders");
    for (const struct json_node *list = lists->first; list; list = list->next)
        put_json(&json, list->key.p, list);
    json_object_end(&json);
    json_object_end(&json);
    rules_add_text(set, (struct str){out.buffer, out.used}, "placeholders");
    out_drop(&out);
}

static bool has_title(const struct json_node *titles, struct str title)
{
    for (const struct json_node *t = titles->first; t; t = t->next) {
        if (str_eq(t->text, title))
            return true;
    }
    return false;
}

/* Which titles match must be those that the case names. */
static struct str compare_titles(const struct rule_set *set, const uint32_t *rules, size_t count,
                                 const struct json_node *titles, struct arena *arena)
{
    size_t wanted = 0;

    for (const struct json_node *t = titles->first; t; t = t->next)
        wanted++;
    for (size_t i = 0; i < count; i++) {
        struct str title = set->rules[rules[i]].title;

        if (!has_title(titles, title))
            return arena_print(arena, "\"%.*s\" matches and should not", (int)title.n, title.p);
    }
    return count == wanted ? STR_NONE
                           : arena_print(arena, "%zu rules match and %zu should", count, wanted);
}

static struct str run_event(const struct json_node *test, const struct json_node *object,
                            const struct rule_set *set, struct arena *arena)
{
    const struct engine_options options = {0};
    const struct json_node *titles = json_tree_get(test, "titles");
    struct engine *engine = engine_compile(set, &options);
    struct engine_state *state = engine_state_new(engine);
    struct json_event event;
    struct str text = STR_NONE;
    const uint32_t *rules;
    size_t count;

    json_event_fill(&event, object, engine, 0, arena);
    count = engine_match(state, &event.event, &rules);
    if (count == 0 && is_true(json_tree_get(test, "match")))
        text = STR("does not match and should");
    else if (count && !is_true(json_tree_get(test, "match")))
        text = STR("matches and should not");
    else if (count && titles && titles->kind == JSON_LIST)
        text = compare_titles(set, rules, count, titles, arena);
    engine_state_free(state);
    engine_release(engine);
    return text;
}

/* A rule with an event, or with events in steps. */
static struct str run_rule(const struct rules_run *run, const struct json_node *test,
                           struct arena *arena)
{
    const struct json_node *object = json_tree_get(test, "event");
    struct rule_set set = {0};
    struct str text;

    add_placeholders(&set, json_tree_get(test, "placeholders"));
    rules_add_text(&set, text_of(json_tree_get(test, "rule")), "rule");
    rules_finish(&set);
    text = first_error(&set, arena);
    if (!text.p)
        text = !object                       ? rules_steps(run, test, &set, arena)
               : object->kind == JSON_OBJECT ? run_event(test, object, &set, arena)
                                             : STR("the event is no object");
    rules_release(&set);
    return text;
}

/* --- a rule that must be refused --- */

static struct str run_refusal(const struct json_node *test, struct arena *arena)
{
    struct rule_set set = {0};
    bool refused;

    rules_add_text(&set, text_of(json_tree_get(test, "rule")), "rule");
    rules_finish(&set);
    refused = first_error(&set, arena).p || set.count == 0;
    rules_release(&set);
    return refused ? STR_NONE : STR("is accepted and should be refused");
}

/* --- what a modifier makes of a value --- */

/* A glob as text, in which a run is \1 and one character \2; runs in a row are one. */
static struct str glob_text(const struct glob *glob, struct arena *arena)
{
    struct str text = STR("");
    bool run = false;

    for (size_t i = 0; i < glob->count; i++) {
        const struct glob_part *part = &glob->parts[i];
        struct str piece = part->kind == GLOB_RUN   ? (run ? STR("") : STR("\1"))
                           : part->kind == GLOB_ONE ? STR("\2")
                                                    : part->text;
        char *joined = arena_alloc(arena, text.n + piece.n + 1);

        memcpy(joined, text.p, text.n);
        if (piece.n)
            memcpy(joined + text.n, piece.p, piece.n);
        text = (struct str){joined, text.n + piece.n};
        run = part->kind == GLOB_RUN;
    }
    return text;
}

/* The same of a case: a list of texts and of {"w": "*"}. */
static struct str expected_text(const struct json_node *tokens, struct arena *arena)
{
    struct glob glob = {0};
    size_t count = 0;

    for (const struct json_node *t = tokens->first; t; t = t->next)
        count++;
    glob.parts = arena_alloc(arena, (count + 1) * sizeof *glob.parts);
    for (const struct json_node *t = tokens->first; t; t = t->next) {
        struct str wild = text_of(json_tree_get(t, "w"));

        glob.parts[glob.count++] = (struct glob_part){t->kind == JSON_STRING   ? GLOB_LITERAL
                                                      : str_eq(wild, STR("*")) ? GLOB_RUN
                                                                               : GLOB_ONE,
                                                      t->text};
    }
    return glob_text(&glob, arena);
}

/* Globs of the tests below an expression. */
static size_t collect(const struct expr *expr, struct str *to, size_t most, struct arena *arena)
{
    size_t n = 0;

    if (expr->kind == EXPR_TEST && most) {
        to[0] = glob_text(&expr->test->glob, arena);
        return 1;
    }
    for (const struct expr *e = expr->first; e && n < most; e = e->next)
        n += collect(e, to + n, most - n, arena);
    return n;
}

static int compare_texts(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* Expansions of a value: one list of tokens, or a list of such lists. */
#define EXPANSIONS_MOST 64
static size_t collect_expected(const struct json_node *values, struct str *to, struct arena *arena)
{
    size_t n = 0;

    for (const struct json_node *value = values->first; value; value = value->next) {
        bool nested = value->first && value->first->kind == JSON_LIST;
        const struct json_node *tokens = nested ? value->first : value;

        for (; tokens && n < EXPANSIONS_MOST; tokens = nested ? tokens->next : NULL)
            to[n++] = expected_text(tokens, arena);
    }
    return n;
}

static struct str compare_expansions(const struct expr *expr, const struct json_node *wanted,
                                     struct arena *arena)
{
    struct str *have = mem_zero(EXPANSIONS_MOST, sizeof *have);
    struct str *want = mem_zero(EXPANSIONS_MOST, sizeof *want);
    size_t have_count = collect(expr, have, EXPANSIONS_MOST, arena);
    size_t want_count = collect_expected(wanted, want, arena);
    struct str text = STR_NONE;

    qsort(have, have_count, sizeof *have, compare_texts);
    qsort(want, want_count, sizeof *want, compare_texts);
    if (have_count != want_count)
        text = arena_print(arena, "expands to %zu values, not %zu", have_count, want_count);
    for (size_t i = 0; i < want_count && !text.p; i++) {
        if (!str_eq(have[i], want[i]))
            text = arena_print(arena, "expands to \"%.*s\", not \"%.*s\"", (int)have[i].n,
                               have[i].p, (int)want[i].n, want[i].p);
    }
    free(have);
    free(want);
    return text;
}

static struct str run_vector(const struct json_node *test, struct arena *arena)
{
    struct str chain = text_of(json_tree_get(test, "chain"));
    const struct json_node *wanted = json_tree_get(test, "expanded_by_pysigma");
    struct yaml_node item = {.kind = YAML_KIND_SCALAR, .line = 1, .column = 1};
    struct rule_set set = {0};
    struct expr *expr = NULL;
    struct str text;
    bool read;

    item.key = arena_print(arena, "field%s%.*s", chain.n ? "|" : "", (int)chain.n, chain.p);
    item.value = text_of(json_tree_get(test, "value"));
    read = detection_item(&set, &item, "vector", STR("vector"), NULL, &expr) == 0;
    if (!wanted)
        text = read ? STR("is accepted and should be refused") : STR_NONE;
    else
        text = read ? compare_expansions(expr, wanted, arena) : first_error(&set, arena);
    rules_release(&set);
    return text;
}

/* --- any of them --- */

/* How a failure calls a case: its id, or what it is about. */
static struct str name_of(const struct json_node *test, struct arena *arena)
{
    struct str id = text_of(json_tree_get(test, "id"));
    struct str chain = text_of(json_tree_get(test, "chain"));
    struct str value = text_of(json_tree_get(test, "value"));

    return id.p ? id
                : arena_print(arena, "%.*s \"%.*s\"", (int)chain.n, chain.n ? chain.p : "",
                              (int)value.n, value.n ? value.p : "");
}

void rules_case(const struct rules_run *run, const struct json_node *test, const char *file,
                unsigned line, struct rules_tally *tally)
{
    struct arena arena = {0};
    struct str text;

    if (json_tree_get(test, "chain"))
        text = run_vector(test, &arena);
    else if (json_tree_get(test, "event") || json_tree_get(test, "steps"))
        text = run_rule(run, test, &arena);
    else if (text_of(json_tree_get(test, "rule")).p)
        text = run_refusal(test, &arena);
    else
        text = STR("is no test case: it has neither a rule nor a chain of modifiers");
    rules_tally(tally, file, line, name_of(test, &arena), text);
    arena_release(&arena);
}

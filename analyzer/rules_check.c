/*
 * rules_check.c: limier rules check: every problem of every rule with its place, its line and a
 * caret under it; then what cannot fire, when there is a log to say so. Refuses nothing itself.
 */
#include "base/json.h"
#include "report/caret.h"
#include "rules.h"

static uint64_t count_problems(const struct rule_set *set, bool errors)
{
    uint64_t n = errors ? set->problems_omitted : 0;

    for (size_t i = 0; i < set->problem_count; i++)
        n += set->problems[i].error == errors;
    return n;
}

/* The byte of a column, which counts characters from 1. */
static uint32_t byte_of_column(struct str line, unsigned column)
{
    size_t at = 0;

    for (unsigned c = 1; c < column && at < line.n; c++) {
        size_t length = str_utf8_length(str_skip(line, at));

        at += length ? length : 1;
    }
    return (uint32_t)at;
}

static void put_excerpt(struct out *out, const struct rule_problem *p)
{
    const struct reject_sample sample = {.text = p->excerpt,
                                         .column = byte_of_column(p->excerpt, p->column)};
    struct caret caret = caret_of(&sample, true);
    struct str row;
    int blanks;

    while (caret_next(&caret, &row, &blanks)) {
        out_text(out, "    ");
        out_terminal(out, row);
        out_text(out, "\n");
        if (blanks >= 0 && p->column)
            out_print(out, "    %*s^\n", blanks, "");
    }
}

/* "file:line:column: error: sentence", as compilers say it, so that editors find the place. */
static void put_problem(const struct rules_run *run, const struct rule_problem *p)
{
    struct out *out = &run->console->data;

    out_terminal(out, str_of(p->file));
    if (p->line)
        out_print(out, ":%u", p->line);
    if (p->line && p->column)
        out_print(out, ":%u", p->column);
    out_print(out, ": %s: ", text_get(run->lang, p->error ? N_("error") : N_("warning")));
    out_terminal(out, run->lang == LANG_FR ? p->french : p->text);
    out_text(out, "\n");
    if (p->excerpt.p)
        put_excerpt(out, p);
}

static void write_text(const struct rules_run *run, const struct rule_set *set)
{
    struct out *out = &run->console->data;

    for (size_t i = 0; i < set->problem_count; i++)
        put_problem(run, &set->problems[i]);
    if (set->problems_omitted)
        out_print(out, text_get(run->lang, N_("%1$llu more problems are not listed\n")),
                  (unsigned long long)set->problems_omitted);
    out_print(out,
              text_get(run->lang, N_("rules that can be used: %1$zu; errors: %2$llu; warnings: "
                                     "%3$llu\n")),
              set->count, (unsigned long long)count_problems(set, true),
              (unsigned long long)count_problems(set, false));
}

static void put_json(struct json *json, const struct rule_problem *p)
{
    json_object(json, NULL);
    json_bool(json, "error", p->error);
    json_text(json, "file", p->file);
    json_u64(json, "line", p->line);
    json_u64(json, "column", p->column);
    json_str(json, "text", p->text);
    if (p->rule.p)
        json_str(json, "rule", p->rule);
    else
        json_null(json, "rule");
    json_object_end(json);
}

static void write_json(const struct rules_run *run, const struct rule_set *set)
{
    struct json json;

    json_init(&json, &run->console->data, 2);
    json_object(&json, NULL);
    json_text(&json, "schema", "limier-rules-check/1");
    json_u64(&json, "rules", set->count);
    json_u64(&json, "errors", count_problems(set, true));
    json_u64(&json, "warnings", count_problems(set, false));
    json_u64(&json, "omitted", set->problems_omitted);
    json_array(&json, "problems");
    for (size_t i = 0; i < set->problem_count; i++)
        put_json(&json, &set->problems[i]);
    json_array_end(&json);
    json_object_end(&json);
    out_text(&run->console->data, "\n");
}

enum exit_code rules_check(const struct rules_run *run, struct err *err)
{
    struct rule_set set = {0};
    enum exit_code code = EXIT_FAILED;

    if (rules_read(run, true, &set, err) == 0 &&
        (!run->options->set[OPT_AGAINST] || rules_against(run, &set, err) == 0)) {
        if (run->options->set[OPT_JSON])
            write_json(run, &set);
        else
            write_text(run, &set);
        code = count_problems(&set, true) ? EXIT_USAGE : EXIT_CLEAN;
    }
    rules_release(&set);
    return code;
}

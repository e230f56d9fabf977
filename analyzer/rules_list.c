/*
 * rules_list.c: limier rules list: a table of the rules that can be used, or JSON with every key
 * that their authors wrote.
 */
#include "base/json.h"
#include "rules.h"

/* What a rule does by itself: nothing when it is only counted by correlations. */
static const char *mark_of(const struct rule *rule)
{
    return rule->silent ? "-" : level_name(rule->level);
}

static void write_text(const struct rules_run *run, const struct rule_set *set)
{
    struct out *out = &run->console->data;
    size_t shown = 0;

    for (size_t i = 0; i < set->count; i++) {
        const struct rule *rule = &set->rules[i];

        if (rule->level < run->least)
            continue;
        shown++;
        out_terminal(out, rule->id.p ? rule->id : STR("-"));
        out_print(out, "  %-13s  %-16s  ", mark_of(rule), rules_kind(rule));
        out_terminal(out, rule->title);
        out_text(out, "  ");
        out_terminal(out, str_of(rule->file));
        out_text(out, "\n");
    }
    out_print(out,
              text_get(run->lang, N_("rules: %1$zu; - in place of a level: only counted by "
                                     "correlations\n")),
              shown);
}

/* A key of the rule as its author wrote it; what is nested deeper than the writer goes is left out
 * ("…"), which no rule that anybody publishes is. */
static void put_node(struct json *json, const char *name, const struct yaml_node *node)
{
    if (node->kind == YAML_KIND_SCALAR) {
        double number;
        bool flag;

        if (yaml_type(node) == YAML_NULL)
            json_null(json, name);
        else if (yaml_bool(node, &flag))
            json_bool(json, name, flag);
        else if (yaml_type(node) != YAML_TEXT && yaml_number(node, &number))
            json_number(json, name, number, 6);
        else
            json_str(json, name, node->value);
        return;
    }
    if (json->depth >= JSON_DEPTH - 1) {
        json_text(json, name, "…");
        return;
    }
    if (node->kind == YAML_KIND_MAP)
        json_object(json, name);
    else
        json_array(json, name);
    for (const struct yaml_node *child = node->first; child; child = child->next)
        put_node(json, node->kind == YAML_KIND_MAP ? child->key.p : NULL, child);
    if (node->kind == YAML_KIND_MAP)
        json_object_end(json);
    else
        json_array_end(json);
}

/* What is said of a rule beside its own keys, which are not called so. */
static void put_rule(struct json *json, const struct rule *rule)
{
    json_object(json, NULL);
    json_text(json, "limier.file", rule->file);
    json_u64(json, "limier.line", rule->line);
    json_text(json, "limier.kind", rules_kind(rule));
    json_text(json, "limier.level", level_name(rule->level));
    json_bool(json, "limier.alerts", !rule->silent);
    for (const struct yaml_node *key = rule->root->first; key; key = key->next)
        put_node(json, key->key.p, key);
    json_object_end(json);
}

static void write_json(const struct rules_run *run, const struct rule_set *set)
{
    struct json json;

    json_init(&json, &run->console->data, 2);
    json_object(&json, NULL);
    json_text(&json, "schema", "limier-rules/1");
    json_array(&json, "rules");
    for (size_t i = 0; i < set->count; i++) {
        if (set->rules[i].level >= run->least)
            put_rule(&json, &set->rules[i]);
    }
    json_array_end(&json);
    json_object_end(&json);
    out_text(&run->console->data, "\n");
}

/* Rules that cannot be used are not in the list: that must not go by in silence. */
static uint64_t count_errors(const struct rule_set *set)
{
    uint64_t n = set->problems_omitted;

    for (size_t i = 0; i < set->problem_count; i++)
        n += set->problems[i].error;
    return n;
}

enum exit_code rules_list(const struct rules_run *run, struct err *err)
{
    struct rule_set set = {0};
    enum exit_code code = EXIT_FAILED;

    if (rules_read(run, true, &set, err) == 0) {
        uint64_t errors = count_errors(&set);

        if (run->options->set[OPT_JSON])
            write_json(run, &set);
        else
            write_text(run, &set);
        if (errors)
            out_print(
                &run->console->notes,
                text_get(run->lang, N_("limier: rules that are not listed have errors: %1$llu "
                                       "(limier rules check says which)\n")),
                (unsigned long long)errors);
        code = errors ? EXIT_USAGE : EXIT_CLEAN;
    }
    rules_release(&set);
    return code;
}

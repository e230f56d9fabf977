/*
 * filters.c: documents that narrow rules from outside: "(rule) and (filter)", as pySigma has it, so
 * an exclusion is written `condition: not selection`. A filter's selections are read by themselves:
 * they cannot collide with those of a rule, nor be caught by its selectors.
 */
#include "base/limits.h"
#include "signatures/loading.h"

/* The section without `rules`, which is no selection. */
static const struct yaml_node *without_rules(struct arena *arena, const struct yaml_node *section)
{
    struct yaml_node *copy = arena_alloc(arena, sizeof *copy);
    struct yaml_node **tail = &copy->first;

    *copy = *section;
    for (const struct yaml_node *m = section->first; m; m = m->next) {
        if (str_eq(m->key, STR("rules")))
            continue;
        *tail = arena_alloc(arena, sizeof **tail);
        **tail = *m;
        tail = &(*tail)->next;
    }
    *tail = NULL;
    return copy;
}

static int check_rules(struct notes *notes, const struct yaml_node *section)
{
    const struct yaml_node *rules = yaml_get(section, "rules");

    if (!rules || rules->kind == YAML_KIND_MAP ||
        (rules->kind == YAML_KIND_SCALAR && rules->value.n == 0))
        return note_error(notes, rules ? rules : section,
                          "a filter must have \"rules\": any, an id or a name, or a list of them");
    for (const struct yaml_node *item = rules->first; item; item = item->next) {
        if (item->kind != YAML_KIND_SCALAR)
            return note_error(notes, item, "\"rules\" must be a list of ids and names");
    }
    return 0;
}

int filter_read(struct notes *notes, struct entry *entry, const struct rule_config *config)
{
    const struct yaml_node *section = yaml_get(entry->root, "filter");
    const struct yaml_node *condition = yaml_get(section, "condition");

    if (section->kind != YAML_KIND_MAP)
        return note_error(notes, section, "\"filter\" must be a map");
    if (logsource_read(notes, entry->root, &entry->rule.logsource) < 0 ||
        check_rules(notes, section) < 0)
        return -1;
    if (!condition || condition->kind != YAML_KIND_SCALAR)
        return note_error(notes, condition ? condition : section,
                          "a filter must have one \"condition\", a text");
    return detection_read(notes->set, without_rules(&notes->set->arena, section), entry->file,
                          notes->rule, config, &entry->rule.condition);
}

static bool part_covers(struct str filter, struct str rule)
{
    return !filter.p || str_eq(filter, rule);
}

/* Whether a filter is about a rule's events: all that it sets, the rule sets too. Narrower than
 * logsource_applies, since a filter that is laid on too much hides. */
static bool covers(const struct logsource *filter, const struct logsource *rule)
{
    return part_covers(filter->category, rule->category) &&
           part_covers(filter->product, rule->product) &&
           part_covers(filter->service, rule->service);
}

static struct expr *copy_expr(struct arena *arena, const struct expr *expr)
{
    struct expr *copy = arena_alloc(arena, sizeof *copy);

    *copy = *expr;
    copy->next = NULL;
    return copy;
}

/* ANDs the filter to the rule; several stand beside each other. */
static void lay_on(struct arena *arena, const struct entry *filter, struct entry *entry)
{
    struct expr *child = copy_expr(arena, filter->rule.condition);

    if (!entry->tail) {
        struct expr *both = arena_alloc(arena, sizeof *both);

        both->kind = EXPR_AND;
        both->first = copy_expr(arena, entry->rule.condition);
        entry->tail = both->first;
        entry->rule.condition = both;
    }
    entry->tail->next = child;
    entry->tail = child;
}

static bool is_any(const struct yaml_node *rules)
{
    if (rules->kind == YAML_KIND_LIST)
        return !rules->first;
    return str_eq_nocase(rules->value, STR("any")) || str_eq_nocase(rules->value, STR("all"));
}

static void apply_to_any(struct notes *notes, const struct entry *filter,
                         const struct yaml_node *rules)
{
    struct loading *loading = notes->set->loading;
    size_t count = 0;

    for (size_t i = 0; i < loading->entry_count; i++) {
        struct entry *entry = &loading->entries[i];

        if (entry->kind != ENTRY_DETECTION || entry->bad ||
            !covers(&filter->rule.logsource, &entry->rule.logsource))
            continue;
        lay_on(&notes->set->arena, filter, entry);
        count++;
    }
    if (!count)
        note_warning(notes, rules, "no rule is of the filter's logsource");
}

static void apply_to_one(struct notes *notes, const struct entry *filter,
                         const struct yaml_node *name)
{
    struct entry *entry = references_find(notes->set->loading, name->value);

    if (!entry)
        note_warning(notes, name, "no rule has the id or name \"%.100s\"", name->value.p);
    else if (entry->bad)
        note_warning(notes, name, "the rule \"%.100s\" is refused", name->value.p);
    else if (entry->kind != ENTRY_DETECTION)
        note_warning(notes, name, "\"%.100s\" is a correlation: filters are laid on detections",
                     name->value.p);
    else if (!covers(&filter->rule.logsource, &entry->rule.logsource))
        note_warning(notes, name, "the rule \"%.100s\" is not of the filter's logsource",
                     name->value.p);
    else
        lay_on(&notes->set->arena, filter, entry);
}

void filters_apply(struct rule_set *set)
{
    struct loading *loading = set->loading;
    unsigned count = 0;

    for (size_t i = 0; i < loading->entry_count; i++) {
        const struct entry *filter = &loading->entries[i];
        struct notes notes = {.set = set, .file = filter->file, .rule = rule_label(filter->root)};
        const struct yaml_node *rules;

        if (filter->kind != ENTRY_FILTER || filter->bad)
            continue;
        rules = yaml_get(yaml_get(filter->root, "filter"), "rules");
        if (++count > LIMIT_RULE_FILTERS) {
            (void)note_error(&notes, filter->root, "more than %u filters: this one is not used",
                             LIMIT_RULE_FILTERS);
        } else if (is_any(rules)) {
            apply_to_any(&notes, filter, rules);
        } else if (rules->kind == YAML_KIND_SCALAR) {
            apply_to_one(&notes, filter, rules);
        } else {
            for (const struct yaml_node *item = rules->first; item; item = item->next)
                apply_to_one(&notes, filter, item);
        }
    }
}

/*
 * load_finish.c: documents that were read to a set of rules, once all files are there: what a
 * document needs of another may stand in any file.
 */
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "signatures/loading.h"

static int compare_entries(const void *a, const void *b)
{
    const struct entry *x = a;
    const struct entry *y = b;
    int order = compare_files(x->file, y->file);

    if (order != 0)
        return order;
    return x->order < y->order ? -1 : x->order > y->order;
}

static struct notes notes_of(struct rule_set *set, const struct entry *entry)
{
    return (struct notes){.set = set, .file = entry->file, .rule = rule_label(entry->root)};
}

static void read_configs(struct rule_set *set)
{
    struct loading *loading = set->loading;

    for (size_t i = 0; i < loading->entry_count; i++) {
        const struct entry *entry = &loading->entries[i];
        struct notes notes = notes_of(set, entry);

        if (entry->kind == ENTRY_CONFIG)
            rule_config_read(&notes, entry->root);
    }
}

static int read_detection(struct notes *notes, struct entry *entry,
                          const struct rule_config *config)
{
    const struct yaml_node *section = yaml_get(entry->root, "detection");
    int rc = logsource_read(notes, entry->root, &entry->rule.logsource);
    const struct yaml_node *source = yaml_get(entry->root, "logsource");

    if (!source || (source->kind == YAML_KIND_SCALAR && yaml_type(source) == YAML_NULL))
        rc = note_error(notes, entry->root, "a rule must have a \"logsource\"");
    if (!section)
        return note_error(
            notes, entry->root,
            "a document must have a \"detection\", a \"correlation\" or a \"filter\"");
    if (section->kind != YAML_KIND_MAP)
        return note_error(notes, section, "\"detection\" must be a map");
    if (detection_read(notes->set, section, entry->file, notes->rule, config,
                       &entry->rule.condition) < 0)
        return -1;
    return rc;
}

static int read_correlation(struct notes *notes, struct entry *entry)
{
    const struct yaml_node *section = yaml_get(entry->root, "correlation");
    const struct yaml_node *generate = yaml_get(entry->root, "generate");
    bool value = false;
    int rc = logsource_read(notes, entry->root, &entry->rule.logsource);

    if (generate && !yaml_bool(generate, &value))
        rc = note_error(notes, generate, "\"generate\" must be true or false");
    if (section->kind != YAML_KIND_MAP)
        return note_error(notes, section, "\"correlation\" must be a map");
    if (correlation_read(notes->set, section, entry->file, notes->rule, &entry->rule.correlation) <
        0)
        return -1;
    if (generate)
        entry->rule.correlation->generate = value;
    return rc;
}

/* Reads one document, all of it: an author wants every mistake at once. */
static void read_entry(struct rule_set *set, struct entry *entry, const struct rule_config *config)
{
    struct notes notes = notes_of(set, entry);
    int rc = rule_read(&notes, entry);
    int section = -1;

    if (entry->kind == ENTRY_DETECTION)
        section = read_detection(&notes, entry, config);
    else if (entry->kind == ENTRY_CORRELATION)
        section = read_correlation(&notes, entry);
    else
        section = filter_read(&notes, entry, config);
    entry->bad = rc < 0 || section < 0;
}

static void read_entries(struct rule_set *set)
{
    struct loading *loading = set->loading;
    struct rule_config config = {loading->placeholders, loading->placeholder_count, loading->maps,
                                 loading->map_count};
    bool full = false;

    for (size_t i = 0; i < loading->entry_count; i++) {
        struct entry *entry = &loading->entries[i];
        struct notes notes = notes_of(set, entry);

        entry->bad = entry->kind == ENTRY_CONFIG || full;
        if (entry->bad)
            continue;
        read_entry(set, entry, &config);
        full = set->arena.used_bytes >= 2 * LIMIT_RULES_MEMORY;
        if (full)
            (void)note_error(&notes, entry->root,
                             "conditions of more than %zu MiB: the rules after this one are not "
                             "read",
                             LIMIT_RULES_MEMORY >> 20);
    }
}

/* Puts what is good into the set. */
static void number_rules(struct rule_set *set)
{
    struct loading *loading = set->loading;

    for (size_t i = 0; i < loading->entry_count; i++) {
        struct entry *entry = &loading->entries[i];

        if (entry->bad || entry->kind == ENTRY_FILTER)
            continue;
        MEM_GROW(set->rules, set->count, set->room);
        entry->number = set->count;
        set->rules[set->count++] = entry->rule;
    }
    for (size_t i = 0; i < loading->index_count; i++) {
        struct reference *reference = &loading->index[i];

        reference->entry = loading->entries[reference->entry].number;
        reference->bad = reference->entry == SIZE_MAX;
    }
}

/* Members get their rules' numbers, and rules hear whether they alert on their own. */
static void number_members(struct rule_set *set)
{
    const struct loading *loading = set->loading;

    for (size_t i = 0; i < set->count; i++) {
        struct correlation *correlation = set->rules[i].correlation;

        for (size_t k = 0; correlation && k < correlation->member_count; k++) {
            struct correlation_member *member = &correlation->members[k];
            struct rule *rule;

            member->rule = (uint32_t)loading->entries[member->rule].number;
            rule = &set->rules[member->rule];
            rule->silent = (rule->silent || !rule->referenced) && !correlation->generate;
            rule->referenced = true;
        }
    }
}

void rules_finish(struct rule_set *set)
{
    struct loading *loading = loading_of(set);

    if (loading->entry_count)
        qsort(loading->entries, loading->entry_count, sizeof *loading->entries, compare_entries);
    read_configs(set);
    read_entries(set);
    references_index(set);
    references_follow(set);
    filters_apply(set);
    number_rules(set);
    number_members(set);
    problems_sort(set);
}

/*
 * references.c: what ids and names find, across files; and the chains of correlations, which must
 * have an end.
 */
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "signatures/loading.h"

/* Marks of the walk. */
enum { MARK_NEW, MARK_OPEN, MARK_DONE };

/* A step of the walk: a correlation, and which of its members is next. */
struct step {
    struct entry *entry;
    size_t member;
};

/* UUIDs are the same in capitals. */
static struct str fold_key(struct arena *arena, struct str key)
{
    char *lower;

    if (!is_uuid(key))
        return key;
    lower = arena_alloc(arena, key.n + 1);
    for (size_t i = 0; i < key.n; i++)
        lower[i] = key.p[i] >= 'A' && key.p[i] <= 'F' ? (char)(key.p[i] | 0x20) : key.p[i];
    return (struct str){lower, key.n};
}

static int compare_references(const void *a, const void *b)
{
    const struct reference *x = a;
    const struct reference *y = b;
    int order = str_cmp(x->key, y->key);

    if (order != 0)
        return order;
    if (x->bad != y->bad)
        return x->bad ? 1 : -1;
    return x->entry < y->entry ? -1 : x->entry > y->entry;
}

/* The first of a key, or NULL. */
static const struct reference *find_key(const struct loading *loading, struct str key)
{
    char lower[36];
    size_t low = 0;
    size_t high = loading->index_count;

    if (is_uuid(key)) {
        for (size_t i = 0; i < key.n; i++)
            lower[i] = key.p[i] >= 'A' && key.p[i] <= 'F' ? (char)(key.p[i] | 0x20) : key.p[i];
        key.p = lower;
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (str_cmp(loading->index[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < loading->index_count && str_eq(loading->index[low].key, key) ? &loading->index[low]
                                                                              : NULL;
}

struct entry *references_find(const struct loading *loading, struct str key)
{
    const struct reference *found = key.n ? find_key(loading, key) : NULL;

    return found ? &loading->entries[found->entry] : NULL;
}

/* Two rules answer to one key. Identity that came from another document of the file (global, or the
 * rule that is repeated) is not the rule's own, and is dropped. */
static void refuse_twin(struct rule_set *set, const struct entry *first, struct entry *twin,
                        struct str key)
{
    struct notes notes = {.set = set, .file = twin->file, .rule = rule_label(twin->root)};
    bool is_id = twin->rule.id.p == key.p || str_eq_nocase(twin->rule.id, key);
    const struct yaml_node *node = yaml_get(twin->root, is_id ? "id" : "name");
    const char *what = is_id ? "id" : "name";

    if (node->line < twin->root->line && strcmp(first->file, twin->file) == 0) {
        note_warning(&notes, node,
                     "several rules take this %s from here: only the first one answers to it",
                     what);
        if (is_id)
            twin->rule.id = STR_NONE;
        else
            twin->rule.name = STR_NONE;
        return;
    }
    twin->bad = true;
    if (compare_files(twin->file, "builtin:") >= 0 && compare_files(first->file, "builtin:") < 0)
        note_warning(&notes, node, "replaced by the rule of the same %s at %s:%u", what,
                     first->file, first->rule.line);
    else
        (void)note_error(&notes, node, "this %s is that of the rule at %s:%u", what, first->file,
                         first->rule.line);
}

static void add_reference(struct loading *loading, struct arena *arena, size_t entry,
                          struct str key)
{
    if (key.n)
        loading->index[loading->index_count++] = (struct reference){
            .key = fold_key(arena, key), .entry = entry, .bad = loading->entries[entry].bad};
}

static void sort_index(struct loading *loading)
{
    if (loading->index_count)
        qsort(loading->index, loading->index_count, sizeof *loading->index, compare_references);
}

void references_index(struct rule_set *set)
{
    struct loading *loading = set->loading;
    size_t first = 0;

    loading->index = mem_zero(2 * loading->entry_count + 1, sizeof *loading->index);
    for (size_t i = 0; i < loading->entry_count; i++) {
        const struct entry *entry = &loading->entries[i];

        if (entry->kind != ENTRY_DETECTION && entry->kind != ENTRY_CORRELATION)
            continue;
        add_reference(loading, &set->arena, i, entry->rule.id);
        if (!str_eq(entry->rule.name, entry->rule.id))
            add_reference(loading, &set->arena, i, entry->rule.name);
    }
    sort_index(loading);
    for (size_t i = 1; i < loading->index_count; i++) {
        struct reference *twin = &loading->index[i];
        struct entry *entry = &loading->entries[twin->entry];

        if (!str_eq(loading->index[first].key, twin->key) ||
            loading->entries[loading->index[first].entry].bad)
            first = i;
        else if (!entry->bad)
            refuse_twin(set, &loading->entries[loading->index[first].entry], entry, twin->key);
    }
    for (size_t i = 0; i < loading->index_count; i++)
        loading->index[i].bad = loading->entries[loading->index[i].entry].bad;
    sort_index(loading);
}

/* Where a correlation names a member. */
static const struct yaml_node *member_node(const struct entry *entry, struct str reference)
{
    const struct yaml_node *section = yaml_get(entry->root, "correlation");
    const struct yaml_node *rules = yaml_get(section, "rules");
    const struct yaml_node *item = rules && rules->kind == YAML_KIND_LIST ? rules->first : NULL;

    while (item && !str_eq(item->value, reference))
        item = item->next;
    return item ? item : rules ? rules : section;
}

static void refuse_member(struct rule_set *set, struct entry *entry, struct str reference,
                          const char *why)
{
    struct notes notes = {.set = set, .file = entry->file, .rule = rule_label(entry->root)};

    entry->bad = true;
    (void)note_error(&notes, member_node(entry, reference), "the rule \"%.100s\" %-s", reference.p,
                     why);
}

/* Sets the depth of a correlation whose members are all done. */
static void close_step(struct rule_set *set, struct entry *entry)
{
    struct correlation *correlation = entry->rule.correlation;

    entry->mark = MARK_DONE;
    for (size_t i = 0; i < correlation->member_count && !entry->bad; i++) {
        struct correlation_member *member = &correlation->members[i];
        const struct entry *target = &set->loading->entries[member->rule];

        if (target->bad)
            refuse_member(set, entry, member->reference, N_("is refused"));
        else if (target->rule.correlation && correlation->depth <= target->rule.correlation->depth)
            correlation->depth = target->rule.correlation->depth + 1;
        if (correlation->depth > LIMIT_CORRELATION_DEPTH)
            refuse_member(set, entry, member->reference,
                          N_("is the last of a chain that is longer than ten correlations"));
    }
}

/* The steps from `entry` on to the end are a ring. */
static void refuse_ring(struct rule_set *set, const struct step *steps, size_t count,
                        const struct entry *entry)
{
    size_t i = count;

    do {
        const struct correlation_member *member;

        i--;
        member = &steps[i].entry->rule.correlation->members[steps[i].member - 1];
        if (!steps[i].entry->bad)
            refuse_member(set, steps[i].entry, member->reference,
                          N_("leads back to this correlation: chains must have an end"));
    } while (steps[i].entry != entry);
}

/* Walks the chains below one correlation, without recursion: rules are written by strangers. */
static void follow(struct rule_set *set, struct step *steps, struct entry *from)
{
    size_t count = 1;

    from->mark = MARK_OPEN;
    steps[0] = (struct step){from, 0};
    while (count) {
        struct step *step = &steps[count - 1];
        const struct correlation *correlation = step->entry->rule.correlation;
        struct entry *target;

        if (step->member == correlation->member_count) {
            close_step(set, step->entry);
            count--;
            continue;
        }
        target = &set->loading->entries[correlation->members[step->member++].rule];
        if (target->bad || target->kind != ENTRY_CORRELATION || target->mark == MARK_DONE)
            continue;
        if (target->mark == MARK_OPEN) {
            refuse_ring(set, steps, count, target);
            continue;
        }
        target->mark = MARK_OPEN;
        steps[count++] = (struct step){target, 0};
    }
}

/* Finds what a correlation names. */
static void resolve(struct rule_set *set, struct entry *entry)
{
    struct correlation *correlation = entry->rule.correlation;
    struct notes notes = {.set = set, .file = entry->file, .rule = rule_label(entry->root)};

    for (size_t i = 0; i < correlation->member_count; i++) {
        struct correlation_member *member = &correlation->members[i];
        const struct entry *target = references_find(set->loading, member->reference);

        if (target)
            member->rule = (uint32_t)(target - set->loading->entries);
        else
            refuse_member(set, entry, member->reference,
                          N_("is not there: no rule has that id or name"));
    }
    if (!entry->bad && correlation_resolved(&notes, entry) < 0)
        entry->bad = true;
}

void references_follow(struct rule_set *set)
{
    struct loading *loading = set->loading;
    struct step *steps = mem_zero(loading->entry_count + 1, sizeof *steps);

    for (size_t i = 0; i < loading->entry_count; i++) {
        if (loading->entries[i].kind == ENTRY_CORRELATION && !loading->entries[i].bad)
            resolve(set, &loading->entries[i]);
    }
    for (size_t i = 0; i < loading->entry_count; i++) {
        struct entry *entry = &loading->entries[i];

        if (entry->kind == ENTRY_CORRELATION && !entry->bad && entry->mark == MARK_NEW)
            follow(set, steps, entry);
    }
    free(steps);
}

size_t rules_find(const struct rule_set *set, struct str reference)
{
    const struct reference *found = NULL;

    if (set->loading && set->loading->index && reference.n)
        found = find_key(set->loading, reference);
    return found && !found->bad ? found->entry : SIZE_MAX;
}

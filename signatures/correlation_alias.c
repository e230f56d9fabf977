/*
 * correlation_alias.c: which field of a member's events stands for what a correlation groups by or
 * counts: that of an alias, or the one of the same name. Aliases name rules by id or name,
 * whichever way `rules` does, so they are read when references can be found.
 */
#include "signatures/correlation_parts.h"

/* Each member's own copy of the names. */
static void copy_names(struct arena *arena, struct correlation *correlation)
{
    for (size_t i = 0; i < correlation->member_count; i++) {
        struct correlation_member *member = &correlation->members[i];

        member->group = arena_alloc(arena, (correlation->group_count + 1) * sizeof *member->group);
        for (size_t k = 0; k < correlation->group_count; k++)
            member->group[k] = correlation->group_by[k];
        member->fields =
            arena_alloc(arena, (correlation->field_count + 1) * sizeof *member->fields);
        for (size_t k = 0; k < correlation->field_count; k++)
            member->fields[k] = correlation->fields[k];
    }
}

/* The alias means `field` in a member's events. Returns whether it is used at all. */
static bool apply(const struct correlation *correlation, struct correlation_member *member,
                  struct str alias, struct str field)
{
    bool used = false;

    for (size_t i = 0; i < correlation->group_count; i++) {
        if (str_eq(correlation->group_by[i], alias)) {
            member->group[i] = field;
            used = true;
        }
    }
    for (size_t i = 0; i < correlation->field_count; i++) {
        if (str_eq(correlation->fields[i], alias)) {
            member->fields[i] = field;
            used = true;
        }
    }
    return used;
}

/* One alias. */
static int read_alias(struct notes *notes, const struct correlation *correlation,
                      const struct yaml_node *alias)
{
    const struct loading *loading = notes->set->loading;
    bool used = false;

    for (const struct yaml_node *item = alias->first; item; item = item->next) {
        const struct entry *target = references_find(loading, item->key);
        bool found = false;

        for (size_t i = 0; target && i < correlation->member_count; i++) {
            struct correlation_member *member = &correlation->members[i];

            if (&loading->entries[member->rule] != target)
                continue;
            found = true;
            used |= apply(correlation, member, alias->key, item->value);
        }
        if (!found)
            return note_error(notes, item, "the alias names \"%.60s\", which is not in \"rules\"",
                              item->key.p);
    }
    if (!used)
        note_warning(notes, alias, "nothing is grouped by, or counts, the alias \"%.60s\"",
                     alias->key.p);
    return 0;
}

/* A rule that is named twice would be counted twice. An order may want it again. */
static int check_twins(struct notes *notes, const struct yaml_node *section,
                       const struct correlation *correlation)
{
    const struct yaml_node *rules = yaml_get(section, "rules");

    for (size_t i = 1; i < correlation->member_count; i++)
        for (size_t k = 0; k < i && correlation->kind != CORRELATION_TEMPORAL_ORDERED; k++)
            if (correlation->members[i].rule == correlation->members[k].rule)
                return note_error(
                    notes, rules ? rules : section, "\"%.60s\" and \"%.60s\" are the same rule",
                    correlation->members[k].reference.p, correlation->members[i].reference.p);
    return 0;
}

int correlation_resolved(struct notes *notes, const struct entry *entry)
{
    struct correlation *correlation = entry->rule.correlation;
    const struct yaml_node *section = yaml_get(entry->root, "correlation");
    const struct yaml_node *aliases = yaml_get(section, "aliases");
    int rc = check_twins(notes, section, correlation);

    copy_names(&notes->set->arena, correlation);
    for (const struct yaml_node *alias = aliases ? aliases->first : NULL; alias;
         alias = alias->next)
        rc |= read_alias(notes, correlation, alias);
    return rc;
}

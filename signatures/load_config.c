/*
 * load_config.c: what an operator lends to rules, in documents of its own: lists of values for
 * placeholders, and other names for fields.
 */
#include "base/limits.h"
#include "base/mem.h"
#include "signatures/loading.h"

/* A name with its texts: a scalar, or a list of them. -1: told. */
static int read_values(struct notes *notes, const struct yaml_node *member, struct str **ret_values,
                       size_t *ret_count)
{
    const struct yaml_node *first = member->kind == YAML_KIND_LIST ? member->first : member;
    size_t count = 0;

    for (const struct yaml_node *item = first; item;
         item = member->kind == YAML_KIND_LIST ? item->next : NULL) {
        if (item->kind != YAML_KIND_SCALAR || yaml_type(item) == YAML_NULL)
            return note_error(notes, item, "\"%.60s\" has a text, or a list of texts",
                              member->key.p);
        count++;
    }
    if (!count)
        return note_error(notes, member, "\"%.60s\" is an empty list", member->key.p);
    *ret_values = arena_alloc(&notes->set->arena, count * sizeof **ret_values);
    for (const struct yaml_node *item = first; item;
         item = member->kind == YAML_KIND_LIST ? item->next : NULL)
        (*ret_values)[(*ret_count)++] = item->value;
    return 0;
}

/* Whether a name is new among those of its kind; otherwise that is told. */
static bool is_new(struct notes *notes, const struct yaml_node *member, char kind)
{
    struct names *names = &notes->set->loading->config_names;
    struct str key = arena_print(&notes->set->arena, "%c%s", kind, member->key.p);
    struct yaml_node at = {.line = member->key_line, .column = member->key_column};

    if (!names->slots)
        names_init(names, LIMIT_RULES, LIMIT_RULES_MEMORY);
    if (names_find(names, key) == NAME_NONE) {
        (void)names_add(names, key);
        return true;
    }
    (void)note_error(notes, &at, "\"%.60s\" stands in a document before this one already",
                     member->key.p);
    return false;
}

static void read_placeholders(struct notes *notes, const struct yaml_node *map)
{
    struct loading *loading = notes->set->loading;

    for (const struct yaml_node *m = map->first; m; m = m->next) {
        struct placeholder placeholder = {.name = m->key};

        if (!is_new(notes, m, 'p') ||
            read_values(notes, m, &placeholder.values, &placeholder.count) < 0)
            continue;
        MEM_GROW(loading->placeholders, loading->placeholder_count, loading->placeholder_room);
        loading->placeholders[loading->placeholder_count++] = placeholder;
    }
}

static void read_maps(struct notes *notes, const struct yaml_node *map)
{
    struct loading *loading = notes->set->loading;

    for (const struct yaml_node *m = map->first; m; m = m->next) {
        struct field_map field = {.name = m->key};

        if (!is_new(notes, m, 'f') || read_values(notes, m, &field.targets, &field.count) < 0)
            continue;
        MEM_GROW(loading->maps, loading->map_count, loading->map_room);
        loading->maps[loading->map_count++] = field;
    }
}

void rule_config_read(struct notes *notes, const struct yaml_node *root)
{
    static const char *const keys[] = {"placeholders", "field-map"};

    for (int i = 0; i < 2; i++) {
        const struct yaml_node *map = yaml_get(root, keys[i]);

        if (!map)
            continue;
        if (map->kind != YAML_KIND_MAP)
            (void)note_error(notes, map, "\"%s\" must be a map of names and texts", keys[i]);
        else if (i == 0)
            read_placeholders(notes, map);
        else
            read_maps(notes, map);
    }
}

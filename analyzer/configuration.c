/*
 * configuration.c: files of 'long-name: value' and variables LIMIER_LONG_NAME, from the strongest
 * voice to the weakest: what is set already stays.
 */
#define _GNU_SOURCE
#include "configuration.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/yaml.h"

#define VARIABLE_PREFIX "LIMIER_"

/* One reading. `before` is what was set when the present voice began to speak. */
struct reading {
    struct options *options;
    const enum option_id *taken;
    struct arena *arena;
    struct err *err;
    bool before[OPT_COUNT];
};

static bool is_taken(const struct reading *r, enum option_id id)
{
    for (const enum option_id *t = r->taken; *t != OPT_COUNT; t++) {
        if (*t == id)
            return true;
    }
    return false;
}

/* Whether an option is the present voice's to set. */
static bool is_open(const struct reading *r, enum option_id id)
{
    return is_taken(r, id) && !r->before[id];
}

static enum option_id option_by_name(struct str name)
{
    int id = 0;

    while (id < OPT_COUNT && !str_eq(name, str_of(option_rows[id].name)))
        id++;
    return (enum option_id)id;
}

/* What makes sense only where somebody types. */
static bool is_settled(enum option_id id)
{
    return id == OPT_CONFIG || id == OPT_HELP || id == OPT_VERSION;
}

/* Whether the value of an entry has the form that its option takes. */
static int check_member(const struct reading *r, const char *path, const struct yaml_node *node,
                        enum option_id id)
{
    enum option_kind kind = option_rows[id].kind;

    if (node->kind == YAML_KIND_MAP || (node->kind == YAML_KIND_LIST && kind != OPTION_LIST))
        return yaml_err(node, path, r->err, "\"%.60s\" takes one value", node->key.p);
    for (const struct yaml_node *n = node->first; n; n = n->next) {
        if (n->kind != YAML_KIND_SCALAR)
            return yaml_err(n, path, r->err, "\"%.60s\" is a list of texts", node->key.p);
    }
    if (kind == OPTION_FLAG && !str_eq(node->value, STR("true")) &&
        !str_eq(node->value, STR("false")))
        return yaml_err(node, path, r->err, "\"%.60s\" is true or false", node->key.p);
    return 0;
}

/* A flag that is said to be false is decided as well: weaker voices are not asked. */
static void set(struct reading *r, enum option_id id, const char *value, const char *origin)
{
    if (option_rows[id].kind == OPTION_FLAG && strcmp(value, "false") == 0)
        r->options->origin[id] = origin;
    else
        options_set(r->options, id, value, origin);
}

/* One "name: value" of a file. */
static int take_member(struct reading *r, const char *path, const struct yaml_node *node)
{
    enum option_id id = option_by_name(node->key);
    const struct yaml_node *item = node->kind == YAML_KIND_LIST ? node->first : node;
    const char *origin;

    if (id == OPT_COUNT || is_settled(id))
        return yaml_err(node, path, r->err, "\"%.60s\" is not an option", node->key.p);
    if (check_member(r, path, node, id) < 0)
        return -1;
    if (!is_open(r, id))
        return 0; /* of another command, or overruled */
    origin = arena_print(r->arena, "%s:%u", path, node->key_line).p;
    for (; item; item = node->kind == YAML_KIND_LIST ? item->next : NULL)
        set(r, id, item->value.p, origin);
    return 0;
}

static void begin(struct reading *r)
{
    for (int id = 0; id < OPT_COUNT; id++)
        r->before[id] = r->options->origin[id] != NULL;
}

static int read_file(struct reading *r, const char *path)
{
    struct str text;
    struct yaml_node *root = NULL;

    begin(r);
    if (file_read(path, LIMIT_CONFIG_BYTES, r->arena, &text, r->err) < 0 ||
        yaml_read(text, path, r->arena, &root, r->err) < 0)
        return -1;
    if (!root)
        return 0; /* all comments, as it was installed */
    if (root->kind != YAML_KIND_MAP)
        return err_usage(r->err, "%s: a configuration is a list of 'long-name: value'", path);
    for (const struct yaml_node *n = root->first; n; n = n->next) {
        if (take_member(r, path, n) < 0)
            return -1;
    }
    return 0;
}

enum option_id configuration_variable(struct str name)
{
    char option[64];
    size_t n = 0;
    enum option_id id;

    if (!str_starts(name, STR(VARIABLE_PREFIX)))
        return OPT_COUNT;
    name = str_skip(name, strlen(VARIABLE_PREFIX));
    for (; n < name.n && n + 1 < sizeof option; n++) {
        char c = name.p[n];

        option[n] = (char)(c == '_' ? '-' : c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : '?');
    }
    id = option_by_name((struct str){option, n});
    return n < name.n || is_settled(id) ? OPT_COUNT : id;
}

/* A list in a variable has one item a line: paths may hold anything else. */
static void take_list(struct reading *r, enum option_id id, struct str value, const char *origin)
{
    while (value.n) {
        size_t n = str_index(value, '\n');

        if (n)
            options_set(r->options, id, arena_str(r->arena, (struct str){value.p, n}).p, origin);
        value = str_skip(value, n < value.n ? n + 1 : n);
    }
}

static int take_variable(struct reading *r, const char *entry)
{
    size_t equal = strcspn(entry, "=");
    struct str name = {entry, equal};
    enum option_id id = configuration_variable(name);
    const char *value = entry + equal + (entry[equal] == '=');
    const char *origin;

    if (id == OPT_COUNT || !is_open(r, id))
        return 0; /* not ours, or of another command */
    if (option_rows[id].kind == OPTION_FLAG && strcmp(value, "true") != 0 &&
        strcmp(value, "false") != 0)
        return err_usage(r->err, "%.*s: true or false is wanted", (int)equal, entry);
    origin = arena_print(r->arena, "environment, %.*s", (int)equal, entry).p;
    if (option_rows[id].kind == OPTION_LIST)
        take_list(r, id, str_of(value), origin);
    else
        set(r, id, value, origin);
    return 0;
}

static int read_environment(struct reading *r, char *const *environment)
{
    begin(r);
    for (; environment && *environment; environment++) {
        if (take_variable(r, *environment) < 0)
            return -1;
    }
    return 0;
}

/* Files of conf.d end in ".conf", as run-parts and others have it: what a package manager or an
 * editor leaves beside them does not count. */
static int is_part(const struct dirent *entry)
{
    struct str name = str_of(entry->d_name);

    return name.p[0] != '.' && str_ends(name, STR(".conf"));
}

/* By bytes, not by the locale. */
static int compare_parts(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* The last file by name speaks loudest. */
static int read_parts(struct reading *r, const char *folder)
{
    struct str path = arena_print(r->arena, "%s/conf.d", folder);
    struct dirent **parts = NULL;
    int n = scandir(path.p, &parts, is_part, compare_parts);
    int rc = 0;

    if (n < 0 && errno != ENOENT)
        return err_system(r->err, errno, "%s: cannot be read", path.p);
    for (int i = n - 1; i >= 0; i--) {
        if (rc == 0)
            rc = read_file(r, arena_print(r->arena, "%s/%s", path.p, parts[i]->d_name).p);
        free(parts[i]);
    }
    free(parts);
    return rc;
}

static int read_folder(struct reading *r, const char *folder)
{
    struct str path = arena_print(r->arena, "%s/limier.conf", folder);

    if (read_parts(r, folder) < 0)
        return -1;
    return access(path.p, F_OK) == 0 ? read_file(r, path.p) : 0;
}

int configuration_read(struct options *options, const enum option_id *taken,
                       const struct configuration_places *places, struct arena *arena,
                       struct err *err)
{
    struct reading r = {.options = options, .taken = taken, .arena = arena, .err = err};

    if (options->set[OPT_CONFIG] && read_file(&r, options->text[OPT_CONFIG]) < 0)
        return -1;
    if (read_environment(&r, places->environment) < 0)
        return -1;
    return places->folder ? read_folder(&r, places->folder) : 0;
}

/*
 * configuration.c: files of 'long-name: value' and variables LIMIER_LONG_NAME, from the strongest
 * voice to the weakest: what is set already stays.
 */
#define _GNU_SOURCE
#include "configuration.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
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
    struct configuration_problems *problems;
    bool before[OPT_COUNT];
};

void configuration_add(struct configuration_problems *p, const struct err *err, bool note)
{
    if (p->count == CONFIGURATION_PROBLEMS_MOST) {
        p->omitted++;
        return;
    }
    p->list = mem_resize(p->list, p->count + 1, sizeof *p->list);
    p->list[p->count++] = (struct configuration_problem){*err, note};
}

void configuration_release(struct configuration_problems *problems)
{
    free(problems->list);
    *problems = (struct configuration_problems){.count = 0};
}

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

/* What is said of the program itself is nobody's setting: images of containers have a variable
 * with this name. */
static bool is_hidden(enum option_id id)
{
    return id == OPT_VERSION;
}

const char *configuration_near(struct str name)
{
    size_t most = (name.n < STR_COMPARED ? name.n : STR_COMPARED) / 3;
    unsigned least = most ? (unsigned)most + 1 : 2;
    const char *near = NULL;

    for (int id = 0; id < OPT_COUNT; id++) {
        unsigned distance = str_distance(name, str_of(option_rows[id].name));

        if (option_rows[id].span == OPTION_ONCE || distance >= least)
            continue;
        least = distance;
        near = option_rows[id].name;
    }
    return near;
}

/* Whether the value of an entry has the form that its option takes. */
static int check_member(const char *path, const struct yaml_node *node, enum option_id id,
                        struct err *err)
{
    enum option_kind kind = option_rows[id].kind;

    if (node->kind == YAML_KIND_MAP || (node->kind == YAML_KIND_LIST && kind != OPTION_LIST))
        return yaml_err(node, path, err, "\"%.60s\" takes one value", node->key.p);
    if (node->kind == YAML_KIND_SCALAR && (node->value.n == 0 || yaml_type(node) == YAML_NULL))
        return yaml_err(node, path, err, "\"%.60s\" has no value", node->key.p);
    for (const struct yaml_node *n = node->first; n; n = n->next) {
        if (n->kind != YAML_KIND_SCALAR || n->value.n == 0)
            return yaml_err(n, path, err, "\"%.60s\" is a list of texts", node->key.p);
    }
    if (kind == OPTION_FLAG && !str_eq(node->value, STR("true")) &&
        !str_eq(node->value, STR("false")))
        return yaml_err(node, path, err, "\"%.60s\" is true or false", node->key.p);
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

static int unknown(const char *path, const struct yaml_node *node, struct err *err)
{
    const char *near = configuration_near(node->key);

    return near
               ? yaml_err(node, path, err, "\"%.60s\" is not an option: \"%s\" may have been meant",
                          node->key.p, near)
               : yaml_err(node, path, err, "\"%.60s\" is not an option", node->key.p);
}

/* One "name: value" of a file. */
static int take_member(struct reading *r, const char *path, const struct yaml_node *node,
                       struct err *err)
{
    enum option_id id = option_by_name(node->key);
    const struct yaml_node *item = node->kind == YAML_KIND_LIST ? node->first : node;
    const char *origin;

    if (id == OPT_COUNT || is_hidden(id))
        return unknown(path, node, err);
    if (option_rows[id].span == OPTION_ONCE)
        return yaml_err(node, path, err, "\"%.60s\" is for one run: give it on the command line",
                        node->key.p);
    if (check_member(path, node, id, err) < 0)
        return -1;
    if (!is_open(r, id))
        return 0; /* of another command, or overruled */
    origin = arena_print(r->arena, "%s:%u", path, node->key_line).p;
    if (!item)
        r->options->origin[id] = origin; /* no item is wanted: weaker voices are not asked */
    for (; item; item = node->kind == YAML_KIND_LIST ? item->next : NULL)
        set(r, id, item->value.p, origin);
    return 0;
}

static void begin(struct reading *r)
{
    for (int id = 0; id < OPT_COUNT; id++)
        r->before[id] = r->options->origin[id] != NULL;
}

/* Whoever can write it says what a nightly run, perhaps of root, does and calls. */
static void check_mode(struct reading *r, const char *path)
{
    struct err err = {0};
    struct stat st;

    if (stat(path, &st) != 0 || (st.st_mode & S_IWOTH) == 0)
        return;
    (void)err_usage(&err, "%s: everybody can write to it: chmod o-w", path);
    configuration_add(r->problems, &err, true);
}

/* What stands before the line that cannot be read: it is looked at all the same, for what else is
 * wrong and for the language. NULL: nothing. */
static struct yaml_node *read_before(struct reading *r, struct str text)
{
    static const struct yaml_limits limits = {LIMIT_CONFIG_DEPTH, LIMIT_CONFIG_NODES,
                                              LIMIT_CONFIG_BYTES, LIMIT_SCALAR_BYTES};
    struct yaml_problem problem = {.line = 0};
    struct yaml_node *root;
    size_t n = 0;

    if (yaml_read_part(text, 1, &limits, r->arena, &root, &problem) == 0)
        return NULL;
    for (unsigned line = 1; line < problem.line && n < text.n; line++)
        n += str_index(str_skip(text, n), '\n') + 1;
    text.n = n < text.n ? n : text.n;
    return yaml_read_part(text, 1, &limits, r->arena, &root, &problem) == 0 ? root : NULL;
}

/* The entries of a file, as far as it has any. 0, or -1 when not all of them can be read. */
static int read_nodes(struct reading *r, const char *path, struct yaml_node **ret_root,
                      struct err *err)
{
    struct str text;
    int rc = 0;

    *ret_root = NULL;
    if (file_read(path, LIMIT_CONFIG_BYTES, r->arena, &text, err) < 0)
        return -1;
    if (yaml_read(text, path, r->arena, ret_root, err) < 0) {
        *ret_root = read_before(r, text);
        rc = -1;
    }
    if (!*ret_root)
        return rc; /* all comments, as it was installed */
    if ((*ret_root)->kind != YAML_KIND_MAP)
        rc = err_usage(err, "%s: a configuration is a list of 'long-name: value'", path);
    else if ((*ret_root)->next)
        rc = yaml_err((*ret_root)->next, path, err,
                      "a second document begins here: a configuration has one");
    return rc;
}

static void read_file(struct reading *r, const char *path)
{
    struct err refused = {0};
    struct yaml_node *root;

    begin(r);
    check_mode(r, path);
    if (read_nodes(r, path, &root, &refused) < 0)
        configuration_add(r->problems, &refused, false);
    if (root && root->kind != YAML_KIND_MAP)
        return;
    for (const struct yaml_node *n = root ? root->first : NULL; n; n = n->next) {
        struct err err = {0};

        if (take_member(r, path, n, &err) < 0)
            configuration_add(r->problems, &err, false);
    }
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
    return n < name.n || id == OPT_COUNT || is_hidden(id) ? OPT_COUNT : id;
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

static int take_variable(struct reading *r, const char *entry, struct err *err)
{
    size_t equal = strcspn(entry, "=");
    struct str name = {entry, equal};
    enum option_id id = configuration_variable(name);
    const char *value = entry + equal + (entry[equal] == '=');
    const char *origin;

    if (id == OPT_COUNT)
        return 0; /* not ours */
    if (option_rows[id].span == OPTION_ONCE)
        return err_usage(err, "%.*s: --%s is for one run: give it on the command line", (int)equal,
                         entry, option_rows[id].name);
    if (!is_open(r, id))
        return 0; /* of another command */
    if (option_rows[id].kind == OPTION_FLAG && strcmp(value, "true") != 0 &&
        strcmp(value, "false") != 0)
        return err_usage(err, "%.*s: true or false is wanted", (int)equal, entry);
    origin = arena_print(r->arena, "environment, %.*s", (int)equal, entry).p;
    if (option_rows[id].kind == OPTION_LIST)
        take_list(r, id, str_of(value), origin);
    else
        set(r, id, value, origin);
    return 0;
}

static void read_environment(struct reading *r, char *const *environment)
{
    begin(r);
    for (; environment && *environment; environment++) {
        struct err err = {0};

        if (take_variable(r, *environment, &err) < 0)
            configuration_add(r->problems, &err, false);
    }
}

/* Files of conf.d end in ".conf", as run-parts and others have it: what a package manager or an
 * editor leaves beside them does not count. */
static int is_part(const struct dirent *entry)
{
    struct str name = str_of(entry->d_name);

    return name.p[0] != '.' && str_ends(name, STR(".conf"));
}

/* What does not count, and is no such left-over either: somebody believes that it is read. */
static int is_stray(const struct dirent *entry)
{
    static const char *const leftovers[] = {".dpkg-", ".ucf-", ".rpm", "~"};
    struct str name = str_of(entry->d_name);
    bool left = name.p[0] == '.' || is_part(entry);

    for (size_t i = 0; i < sizeof leftovers / sizeof leftovers[0]; i++)
        left = left || str_find(name, str_of(leftovers[i])) < name.n;
    return !left;
}

/* By bytes, not by the locale. */
static int compare_parts(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void note_stray(struct reading *r, const char *path)
{
    struct err err = {0};

    (void)err_usage(&err, "%s: is not read: its name does not end in .conf", path);
    configuration_add(r->problems, &err, true);
}

/* Calls `each` for the entries of conf.d that are chosen, the last one by name first. -1 with errno
 * when there is a folder that cannot be read. */
static int each_part(struct reading *r, const char *folder,
                     int (*chosen)(const struct dirent *entry),
                     void (*each)(struct reading *r, const char *path))
{
    struct dirent **parts = NULL;
    int n = scandir(folder, &parts, chosen, compare_parts);

    if (n < 0)
        return errno == ENOENT ? 0 : -1;
    for (int i = n - 1; i >= 0; i--) {
        each(r, arena_print(r->arena, "%s/%s", folder, parts[i]->d_name).p);
        free(parts[i]);
    }
    free(parts);
    return 0;
}

/* The last file by name speaks loudest. */
static void read_folder(struct reading *r, const char *folder)
{
    struct str parts = arena_print(r->arena, "%s/conf.d", folder);
    struct str path = arena_print(r->arena, "%s/limier.conf", folder);
    struct err err = {0};

    if (each_part(r, parts.p, is_part, read_file) < 0)
        (void)err_system(&err, errno, "%s: cannot be read", parts.p);
    else
        (void)each_part(r, parts.p, is_stray, note_stray);
    if (access(path.p, F_OK) == 0)
        read_file(r, path.p);
    else if (errno != ENOENT)
        (void)err_system(&err, errno, "%s: cannot be read", path.p);
    if (err.kind != ERR_NONE)
        configuration_add(r->problems, &err, false);
}

int configuration_read(struct options *options, const enum option_id *taken,
                       const struct configuration_places *places,
                       struct configuration_problems *problems, struct arena *arena,
                       struct err *err)
{
    struct reading r = {.options = options, .taken = taken, .arena = arena, .problems = problems};

    if (options->set[OPT_CONFIG])
        read_file(&r, options->text[OPT_CONFIG]);
    read_environment(&r, places->environment);
    if (places->folder)
        read_folder(&r, places->folder);
    for (size_t i = 0; i < problems->count && err->kind == ERR_NONE; i++) {
        if (!problems->list[i].note)
            *err = problems->list[i].err;
    }
    return err->kind == ERR_NONE ? 0 : -1;
}

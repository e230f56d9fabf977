/*
 * portal.c: reads a portal profile. Every key is checked; an unknown one is an error, since a
 * mistyped key would silently count nothing. Matching is in portal_match.c.
 */
#include "model/portal.h"

#include "base/file.h"
#include "base/text.h"
#include "base/yaml.h"

/* One reading: the profile, its file's name, and where errors go. */
struct load {
    struct portal *portal;
    const char *name;
    struct err *err;
};

static const struct {
    const char *name;
    enum method method;
} methods[] = {
#define METHOD(id, name, doc, source) {name, METHOD_##id},
#include "model/methods.def"
#undef METHOD
};

static const char *const capture_names[CAPTURE_COUNT] = {
#define CAPTURE(id, name, doc, source) name,
#include "model/captures.def"
#undef CAPTURE
};

const struct portal_key portal_keys[] = {
#define PORTAL_KEY(level, name, type, otherwise, doc, source)                                      \
    {PORTAL_##level, name, type, otherwise, doc},
#include "model/portal_keys.def"
#undef PORTAL_KEY
};
const size_t portal_key_count = sizeof portal_keys / sizeof portal_keys[0];

enum method method_of(struct str text)
{
    for (size_t i = 0; text.n && i < sizeof methods / sizeof methods[0]; i++) {
        if (methods[i].name[0] == text.p[0] && str_eq(text, str_of(methods[i].name)))
            return methods[i].method;
    }
    return METHOD_UNKNOWN;
}

static int check_keys(const struct load *load, const struct yaml_node *map, enum portal_level level)
{
    if (map->kind != YAML_KIND_MAP)
        return yaml_err(map, load->name, load->err, "a list of keys is wanted here");
    for (const struct yaml_node *n = map->first; n; n = n->next) {
        size_t k = 0;

        while (k < portal_key_count &&
               (portal_keys[k].level != level || !str_eq(n->key, str_of(portal_keys[k].name))))
            k++;
        if (k == portal_key_count)
            return yaml_err(n, load->name, load->err, "unknown key \"%.60s\"", n->key.p);
    }
    return 0;
}

static int text_of(const struct load *load, const struct yaml_node *map, const char *key,
                   struct str *ret_text)
{
    const struct yaml_node *node = yaml_get(map, key);

    if (!node)
        return 0;
    if (node->kind != YAML_KIND_SCALAR)
        return yaml_err(node, load->name, load->err, "\"%s\" must be one text", key);
    *ret_text = node->value;
    return 0;
}

static int compile(const struct load *load, const struct yaml_node *node, pcre2_code **ret_pattern)
{
    PCRE2_UCHAR reason[160];
    int number;
    PCRE2_SIZE at;
    /* Requests are bytes: in the UTF mode that "(*UTF)" asks for, one that is not UTF-8 would be
     * read beyond its end. */
    pcre2_code *pattern =
        pcre2_compile((PCRE2_SPTR)node->value.p, node->value.n,
                      PCRE2_NEVER_BACKSLASH_C | PCRE2_NEVER_UTF, &number, &at, NULL);

    if (!pattern) {
        (void)pcre2_get_error_message(number, reason, sizeof reason);
        return yaml_err(node, load->name, load->err,
                        "the pattern is wrong at its character %zu: %s", (size_t)at + 1,
                        (const char *)reason);
    }
    (void)pcre2_jit_compile(
        pattern, PCRE2_JIT_COMPLETE); /* without JIT the interpreter does the same, slower */
    *ret_pattern = pattern;
    return 0;
}

static uint8_t group_number(const pcre2_code *pattern, const char *name)
{
    int number = pcre2_substring_number_from_name(pattern, (PCRE2_SPTR)name);

    return number > 0 && number < 256 ? (uint8_t)number : 0;
}

/* Every group name must be one that we know: "(?<benificiary>…)" would silently count nobody. */
static int check_groups(const struct load *load, const struct yaml_node *node,
                        const pcre2_code *pattern)
{
    PCRE2_SPTR table;
    uint32_t count = 0;
    uint32_t size = 0;

    (void)pcre2_pattern_info(pattern, PCRE2_INFO_NAMECOUNT, &count);
    (void)pcre2_pattern_info(pattern, PCRE2_INFO_NAMEENTRYSIZE, &size);
    (void)pcre2_pattern_info(pattern, PCRE2_INFO_NAMETABLE, &table);
    for (uint32_t i = 0; i < count; i++) {
        const char *name = (const char *)table + (size_t)i * size + 2;
        int k = 0;

        while (k < CAPTURE_COUNT && strcmp(capture_names[k], name) != 0)
            k++;
        if (k == CAPTURE_COUNT)
            return yaml_err(node, load->name, load->err,
                            "unknown group \"%.60s\" (beneficiary, birth, rank, insurer, "
                            "dossier, account and session are known)",
                            name);
    }
    return 0;
}

/* The text that each match must start with: the pattern's beginning after ^, up to its first
 * special character. */
static struct str literal_start(struct arena *arena, struct str pattern)
{
    char *text = arena_alloc(arena, pattern.n + 1);
    size_t n = 0;
    size_t i = 1;

    if (pattern.n == 0 || pattern.p[0] != '^' || memchr(pattern.p, '|', pattern.n))
        return STR("");
    while (i < pattern.n) {
        char c = pattern.p[i];
        bool escaped = c == '\\' && i + 1 < pattern.n && memchr("/.?-_=&", pattern.p[i + 1], 7);

        if (escaped)
            c = pattern.p[i + 1];
        else if (memchr("\\^$.[]|()?*+{}", c, 14))
            break;
        i += escaped ? 2 : 1;
        if (i < pattern.n && memchr("?*{", pattern.p[i], 3))
            break; /* the character may be absent */
        text[n++] = c;
    }
    return (struct str){text, n};
}

static int read_methods(const struct load *load, const struct yaml_node *list, struct operation *op)
{
    const struct yaml_node *item = list->kind == YAML_KIND_LIST ? list->first : list;

    for (; item; item = list->kind == YAML_KIND_LIST ? item->next : NULL) {
        enum method method =
            item->kind == YAML_KIND_SCALAR ? method_of(item->value) : METHOD_UNKNOWN;

        if (method == METHOD_UNKNOWN)
            return yaml_err(item, load->name, load->err, "not a method that is known");
        op->methods |= 1u << method;
    }
    return 0;
}

/* The categories that a key lists ("data": of beneficiaries, "holder": of the account's holder), as
 * bits. */
static int read_data(const struct load *load, const struct yaml_node *map, const char *key,
                     uint16_t *bits)
{
    const struct yaml_node *list = yaml_get(map, key);

    if (!list)
        return 0;
    if (list->kind != YAML_KIND_LIST)
        return yaml_err(list, load->name, load->err, "\"%s\" must be a list", key);
    for (const struct yaml_node *item = list->first; item; item = item->next) {
        int k = 0;

        while (k < DATA_COUNT && (item->kind != YAML_KIND_SCALAR ||
                                  !str_eq(item->value, str_of(portal_data_name(k)))))
            k++;
        if (k == DATA_COUNT)
            return yaml_err(item, load->name, load->err, "not a category of data that is known");
        *bits |= (uint16_t)(1u << k);
    }
    return 0;
}

/* What a status means where the profile does not say (RFC 9110 §15). A redirection after a form is
 * how many portals say "done"; after a reading it says "not here". */
static enum outcome default_outcome(enum kind kind, int status)
{
    bool reads = kind == KIND_RIGHTS || kind == KIND_SEARCH || kind == KIND_EXPORT;

    switch (status) {
    case 304: return OUTCOME_SUCCESS;
    case 404:
    case 410: return OUTCOME_NOT_FOUND;
    case 401:
    case 403:
    case 407:
    case 429:
    case 451: return OUTCOME_REFUSED;
    default: break;
    }
    if (status >= 200 && status < 300)
        return OUTCOME_SUCCESS;
    return status >= 300 && status < 400 && !reads ? OUTCOME_SUCCESS : OUTCOME_FAILED;
}

static void default_outcomes(struct operation *op)
{
    for (int status = 100; status < 600; status++)
        op->outcomes[status] = (uint8_t)default_outcome(op->kind, status);
}

static int read_statuses(const struct load *load, const struct yaml_node *map, const char *key,
                         struct operation *op, enum outcome outcome)
{
    const struct yaml_node *list = yaml_get(map, key);

    if (!list)
        return 0;
    if (list->kind != YAML_KIND_LIST)
        return yaml_err(list, load->name, load->err, "\"%s\" must be a list of statuses", key);
    for (int status = 100; outcome == OUTCOME_SUCCESS && status < 600; status++) {
        if (op->outcomes[status] == OUTCOME_SUCCESS) /* only those of the list are success */
            op->outcomes[status] = OUTCOME_FAILED;
    }
    for (const struct yaml_node *item = list->first; item; item = item->next) {
        uint64_t status;

        if (item->kind != YAML_KIND_SCALAR || !str_to_u64(item->value, 599, &status) ||
            status < 100)
            return yaml_err(item, load->name, load->err, "a status is a number from 100 to 599");
        op->outcomes[status] = (uint8_t)outcome;
    }
    return 0;
}

static int read_pattern(const struct load *load, const struct yaml_node *map, struct operation *op)
{
    const struct yaml_node *node = yaml_get(map, "request");

    if (!node || node->kind != YAML_KIND_SCALAR)
        return yaml_err(map, load->name, load->err, "an operation needs a \"request\" pattern");
    op->request = node->value;
    if (compile(load, node, &op->pattern) < 0 || check_groups(load, node, op->pattern) < 0)
        return -1;
    op->literal = literal_start(&load->portal->arena, node->value);
    for (int i = 0; i < CAPTURE_COUNT; i++)
        op->group[i] = group_number(op->pattern, capture_names[i]);
    return 0;
}

static int read_operation(const struct load *load, const struct yaml_node *map)
{
    struct portal *portal = load->portal;
    struct operation *op = &portal->operations[portal->operation_count];
    const struct yaml_node *node;
    struct str kind = STR_NONE;

    if (portal->operation_count >= LIMIT_OPERATIONS)
        return yaml_err(map, load->name, load->err, "more than %d operations", LIMIT_OPERATIONS);
    if (check_keys(load, map, PORTAL_OPERATION) < 0)
        return -1;
    portal->operation_count++; /* from here on the pattern is released with the portal */
    if (text_of(load, map, "name", &op->name) < 0 || text_of(load, map, "kind", &kind) < 0)
        return -1;
    op->kind = kind_by_name(kind);
    if (op->kind == KIND_COUNT)
        return yaml_err(
            map, load->name, load->err,
            "an operation needs a \"kind\": login logout search rights pec claim export asset");
    if (!op->name.p)
        op->name = str_of(kind_name(op->kind));
    if ((node = yaml_get(map, "method")) && read_methods(load, node, op) < 0)
        return -1;
    if (read_data(load, map, "data", &op->data) < 0 ||
        read_data(load, map, "holder", &op->holder) < 0)
        return -1;
    default_outcomes(op);
    if (read_statuses(load, map, "shown", op, OUTCOME_SUCCESS) < 0 ||
        read_statuses(load, map, "not-found", op, OUTCOME_NOT_FOUND) < 0 ||
        read_statuses(load, map, "refused", op, OUTCOME_REFUSED) < 0)
        return -1;
    return read_pattern(load, map, op);
}

/* A field, and optionally a pattern with the group `key`. */
static int read_place(const struct load *load, const struct yaml_node *map, const char *key,
                      struct portal_place *place)
{
    const struct yaml_node *pattern = yaml_get(map, "pattern");
    struct str field = STR_NONE;

    if (text_of(load, map, "field", &field) < 0)
        return -1;
    place->field = field_by_name(field);
    if (place->field == FIELD_NONE)
        return yaml_err(map, load->name, load->err, "\"%.60s\" is not a field",
                        field.p ? field.p : "");
    if (!pattern)
        return 0;
    if (text_of(load, map, "pattern", &place->text) < 0 ||
        compile(load, pattern, &place->pattern) < 0)
        return -1;
    place->group = group_number(place->pattern, key);
    if (place->group == 0)
        return yaml_err(pattern, load->name, load->err, "the pattern needs a group (?<%s>…)", key);
    return 0;
}

/* "session": one place, or a list of places that are tried in order. */
static int read_sessions(const struct load *load, const struct yaml_node *node)
{
    struct portal *portal = load->portal;
    const struct yaml_node *item = node->kind == YAML_KIND_LIST ? node->first : node;

    if (!item)
        return yaml_err(node, load->name, load->err, "\"session\" names no place");
    for (; item; item = node->kind == YAML_KIND_LIST ? item->next : NULL) {
        if (portal->session_count == LIMIT_SESSION_PLACES)
            return yaml_err(item, load->name, load->err, "more than %d places of a session",
                            LIMIT_SESSION_PLACES);
        if (check_keys(load, item, PORTAL_SESSION) < 0 ||
            read_place(load, item, "session", &portal->sessions[portal->session_count++]) < 0)
            return -1;
    }
    return 0;
}

/* "session: true" of the account: yes or no, and nothing else. */
static int read_join(const struct load *load, const struct yaml_node *map)
{
    const struct yaml_node *node = yaml_get(map, "session");
    bool yes = node && node->kind == YAML_KIND_SCALAR && str_eq(node->value, STR("true"));

    if (node && !yes && (node->kind != YAML_KIND_SCALAR || !str_eq(node->value, STR("false"))))
        return yaml_err(node, load->name, load->err, "\"session\" is true or false here");
    load->portal->join = yes;
    return 0;
}

/* "account": a place, sessions that stand for it, or both. */
static int read_account(const struct load *load, const struct yaml_node *map)
{
    struct portal *portal = load->portal;

    if (check_keys(load, map, PORTAL_ACCOUNT) < 0 || read_join(load, map) < 0)
        return -1;
    if (!portal->join || yaml_get(map, "field") || yaml_get(map, "pattern"))
        return read_place(load, map, "account", &portal->account);
    portal->account.field = FIELD_NONE;
    return 0;
}

/* Sessions that stand for accounts need a place for either, else nobody would be found in silence.
 */
static int check_join(const struct load *load, const struct yaml_node *account)
{
    const struct portal *portal = load->portal;
    bool accounts = portal->account.field != FIELD_NONE;
    bool sessions = portal->session_count > 0;

    for (int i = 0; i < portal->operation_count; i++) {
        accounts = accounts || portal->operations[i].group[CAPTURE_ACCOUNT];
        sessions = sessions || portal->operations[i].group[CAPTURE_SESSION];
    }
    if (!portal->join)
        return 0;
    if (!sessions)
        return yaml_err(yaml_get(account, "session"), load->name, load->err,
                        "accounts are joined by session, but no \"session\" says where it is");
    if (!accounts)
        return yaml_err(account, load->name, load->err,
                        "neither a \"field\" nor a group (?<account>…) of an operation names the "
                        "account");
    return 0;
}

static void add_other(struct portal *portal)
{
    struct operation *op = &portal->operations[portal->operation_count];

    portal->other = portal->operation_count++;
    op->name = STR("other");
    op->kind = KIND_OTHER;
    default_outcomes(op);
}

/* Operations of the generic rules: one of each kind. */
static void add_generic(struct portal *portal)
{
    static const enum kind in_order[] = {KIND_LOGIN,  KIND_LOGOUT, KIND_ASSET, KIND_EXPORT,
                                         KIND_RIGHTS, KIND_PEC,    KIND_CLAIM, KIND_SEARCH};

    portal->generic = true;
    for (size_t i = 0; i < sizeof in_order / sizeof in_order[0]; i++) {
        struct operation *op = &portal->operations[portal->operation_count++];

        op->kind = in_order[i];
        op->name = str_of(kind_name(in_order[i]));
        if (in_order[i] == KIND_RIGHTS)
            op->data =
                1u << DATA_NIR; /* the request itself names the person; the rest is not known */
        default_outcomes(op);
    }
}

/* "unmatched": what becomes of requests that no operation describes. */
static int read_unmatched(const struct load *load, const struct yaml_node *root)
{
    const struct yaml_node *node = yaml_get(root, "unmatched");

    if (!node || (node->kind == YAML_KIND_SCALAR && str_eq(node->value, STR("ignore"))))
        return 0;
    if (node->kind != YAML_KIND_SCALAR || !str_eq(node->value, STR("generic")))
        return yaml_err(node, load->name, load->err,
                        "\"unmatched\" is generic (search them for social security numbers) or "
                        "ignore");
    add_generic(load->portal);
    return 0;
}

/* "operations": needed, unless the generic rules are asked for. */
static int read_operations(const struct load *load, const struct yaml_node *root)
{
    const struct yaml_node *list = yaml_get(root, "operations");

    if (!list && yaml_get(root, "unmatched"))
        return 0;
    if (!list || list->kind != YAML_KIND_LIST || !list->first)
        return yaml_err(root, load->name, load->err, "a profile needs a list of \"operations\"");
    for (const struct yaml_node *item = list->first; item; item = item->next) {
        if (read_operation(load, item) < 0)
            return -1;
    }
    return 0;
}

static int read_root(const struct load *load, const struct yaml_node *root)
{
    struct portal *portal = load->portal;
    const struct yaml_node *account = yaml_get(root, "account");
    const struct yaml_node *session = yaml_get(root, "session");

    if (check_keys(load, root, PORTAL_PROFILE) < 0 ||
        text_of(load, root, "portal", &portal->name) < 0 ||
        text_of(load, root, "description", &portal->description) < 0)
        return -1;
    if ((account && read_account(load, account) < 0) ||
        (session && read_sessions(load, session) < 0))
        return -1;
    if (read_operations(load, root) < 0)
        return -1;
    portal->described = portal->operation_count;
    if (read_unmatched(load, root) < 0)
        return -1;
    add_other(portal);
    return check_join(load, account);
}

static void portal_init(struct portal *portal)
{
    memset(portal, 0, sizeof *portal);
    portal->account.field = FIELD_CS_USERNAME;
}

int portal_read(struct portal *portal, struct str text, const char *name, struct err *err)
{
    struct load load = {portal, name, err};
    struct yaml_node *root = NULL;
    int rc;

    portal_init(portal);
    portal->text = arena_str(&portal->arena, text);
    rc = yaml_read(text, name, &portal->arena, &root, err);
    if (rc == 0 && !root)
        rc = err_usage(err, "%s: the profile is empty", name);
    if (rc == 0 && root->next)
        rc = yaml_err(root->next, name, err, "a profile is one document");
    if (rc == 0)
        rc = read_root(&load, root);
    if (rc < 0)
        portal_release(portal);
    return rc;
}

int portal_load(struct portal *portal, const char *path, struct err *err)
{
    struct arena arena = {0};
    struct str text;
    int rc = file_read(path, LIMIT_CONFIG_BYTES, &arena, &text, err);

    if (rc == 0)
        rc = portal_read(portal, text, path, err);
    arena_release(&arena);
    return rc;
}

void portal_generic(struct portal *portal)
{
    portal_init(portal);
    portal->name = STR("generic");
    portal->text = STR("portal: generic\nunmatched: generic\n");
    add_generic(portal);
    add_other(portal);
}

void portal_release(struct portal *portal)
{
    for (int i = 0; i < portal->operation_count; i++)
        pcre2_code_free(portal->operations[i].pattern);
    pcre2_code_free(portal->account.pattern);
    for (int i = 0; i < portal->session_count; i++)
        pcre2_code_free(portal->sessions[i].pattern);
    arena_release(&portal->arena);
    memset(portal, 0, sizeof *portal);
}

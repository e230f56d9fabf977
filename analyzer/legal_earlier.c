/*
 * legal_earlier.c: reads what an earlier case notified: the facts of its dossier-cnil.json. The
 * file comes from whoever hands in the folder: it is checked member by member, and what is not of
 * its form is refused, not guessed.
 */
#include <stdlib.h>

#include "base/file.h"
#include "base/json_tree.h"
#include "legal_options.h"

#define SCHEMA "limier-cnil/1"

/* One reading. */
struct reading {
    const char *path;
    struct arena *arena; /* of what stays */
    struct err *err;
};

static int odd(const struct reading *r, const char *what)
{
    return err_usage(r->err, "%s: not what limier writes: %-s", r->path, what);
}

static const struct json_node *want(const struct json_node *object, const char *key,
                                    enum json_kind kind)
{
    const struct json_node *node = json_tree_get(object, key);

    return node && node->kind == kind ? node : NULL;
}

static int read_count(const struct json_node *object, const char *key, uint64_t *ret_count)
{
    const struct json_node *node = want(object, key, JSON_NUMBER);

    return node && str_to_u64(node->text, UINT64_MAX / 2, ret_count) ? 0 : -1;
}

static int read_bounds(const struct json_node *object, const char *key, struct extent *ret_bounds)
{
    const struct json_node *node = want(object, key, JSON_OBJECT);

    if (!node || read_count(node, "floor", &ret_bounds->floor) < 0 ||
        read_count(node, "ceiling", &ret_bounds->ceiling) < 0)
        return -1;
    return ret_bounds->floor <= ret_bounds->ceiling ? 0 : -1;
}

/* A moment, or null: TIME_NONE. */
static int read_time(const struct json_node *object, const char *key, int64_t *ret_ns)
{
    const struct json_node *node = json_tree_get(object, key);

    *ret_ns = TIME_NONE;
    if (!node)
        return -1;
    if (node->kind == JSON_NULL)
        return 0;
    return node->kind == JSON_STRING ? clock_parse(node->text, 0, ret_ns) : -1;
}

static size_t length(const struct json_node *list)
{
    size_t n = 0;

    for (const struct json_node *item = list->first; item; item = item->next)
        n++;
    return n;
}

static int compare_texts(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static int read_accounts(const struct reading *r, const struct json_node *facts, struct earlier *e)
{
    const struct json_node *list = want(facts, "accounts", JSON_LIST);

    if (!list)
        return odd(r, N_("the accounts"));
    e->accounts = arena_alloc(r->arena, (length(list) + 1) * sizeof *e->accounts);
    for (const struct json_node *item = list->first; item; item = item->next) {
        const struct json_node *account = want(item, "account", JSON_STRING);

        if (!account || account->text.n > LIMIT_NAME_BYTES)
            return odd(r, N_("an account"));
        e->accounts[e->account_count++] = arena_str(r->arena, account->text);
    }
    if (e->account_count)
        qsort(e->accounts, e->account_count, sizeof *e->accounts, compare_texts);
    return 0;
}

static int compare_insurers(const void *a, const void *b)
{
    const struct finding_insurer *x = a;
    const struct finding_insurer *y = b;

    if (!x->insurer.p || !y->insurer.p)
        return !x->insurer.p - !y->insurer.p;
    return str_cmp(x->insurer, y->insurer);
}

static int read_insurers(const struct reading *r, const struct json_node *facts, struct earlier *e)
{
    const struct json_node *list = want(facts, "insurers", JSON_LIST);

    if (!list)
        return odd(r, N_("the insurers"));
    e->insurers = arena_alloc(r->arena, (length(list) + 1) * sizeof *e->insurers);
    for (const struct json_node *item = list->first; item; item = item->next) {
        const struct json_node *name = json_tree_get(item, "insurer");
        struct finding_insurer *insurer = &e->insurers[e->insurer_count++];
        struct extent persons;

        if (!name || (name->kind != JSON_STRING && name->kind != JSON_NULL) ||
            name->text.n > LIMIT_NAME_BYTES || read_bounds(item, "persons", &persons) < 0)
            return odd(r, N_("an insurer"));
        *insurer = (struct finding_insurer){
            name->kind == JSON_STRING ? arena_str(r->arena, name->text) : STR_NONE, persons.floor,
            persons.ceiling};
    }
    if (e->insurer_count)
        qsort(e->insurers, e->insurer_count, sizeof *e->insurers, compare_insurers);
    return 0;
}

static int read_categories(const struct reading *r, const struct json_node *facts,
                           struct earlier *e)
{
    const struct json_node *list = want(facts, "categories", JSON_LIST);

    if (!list)
        return odd(r, N_("the categories of data"));
    for (const struct json_node *item = list->first; item; item = item->next) {
        const struct json_node *name = want(item, "category", JSON_STRING);
        int k = 0;

        while (k < DATA_COUNT && name && !str_eq(name->text, str_of(portal_data_name(k))))
            k++;
        if (!name || k == DATA_COUNT)
            return odd(r, N_("a category of data"));
        e->shown[k] = true;
    }
    return 0;
}

static int read_facts(const struct reading *r, const struct json_node *root, struct earlier *e)
{
    const struct json_node *facts = want(root, "facts", JSON_OBJECT);
    const struct json_node *period = want(facts, "period", JSON_OBJECT);

    if (read_time(root, "established", &e->established_ns) < 0 || e->established_ns == TIME_NONE)
        return odd(r, N_("the time at which it was established"));
    if (read_time(period, "first", &e->first_ns) < 0 || read_time(period, "last", &e->last_ns) < 0)
        return odd(r, N_("the period"));
    if (read_bounds(facts, "persons", &e->persons) < 0)
        return odd(r, N_("the number of persons"));
    if (read_bounds(facts, "records", &e->records) < 0)
        return odd(r, N_("the number of records"));
    if (read_accounts(r, facts, e) < 0 || read_insurers(r, facts, e) < 0)
        return -1;
    return read_categories(r, facts, e);
}

static int read_text(const struct reading *r, struct str text, struct arena *scratch,
                     struct earlier *e)
{
    size_t at;
    const struct json_node *root = json_tree_read(text, scratch, &at);
    const struct json_node *schema = want(root, "schema", JSON_STRING);

    if (!root)
        return err_usage(r->err, "%s: no JSON: byte %zu makes no sense", r->path, at + 1);
    if (!schema)
        return odd(r, N_("it does not say its schema"));
    if (!str_eq(schema->text, STR(SCHEMA)))
        return err_usage(r->err, "%s: schema \"%.*s\" is not one that this version reads (%s)",
                         r->path, (int)(schema->text.n < 40 ? schema->text.n : 40), schema->text.p,
                         SCHEMA);
    return read_facts(r, root, e);
}

const struct earlier *legal_earlier(const char *folder, struct arena *arena, struct err *err)
{
    struct arena scratch = {0};
    struct str path = arena_print(arena, "%s/dossier-cnil.json", folder);
    struct reading r = {path.p, arena, err};
    struct earlier *e = arena_alloc(arena, sizeof *e);
    struct str text;
    int rc = file_read(path.p, LIMIT_EARLIER_BYTES, &scratch, &text, err);

    if (rc == 0)
        rc = read_text(&r, text, &scratch, e);
    arena_release(&scratch);
    return rc == 0 ? e : NULL;
}

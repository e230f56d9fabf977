/*
 * url_tree.c: grows and merges the tree. The form of a tree is a function of the set of its
 * requests: a place turns into values exactly when more than URL_WORDS words have stood there,
 * whoever saw them first.
 */
#include "url_tree.h"

#include <stdlib.h>

#include "base/mem.h"

void url_tree_init(struct url_tree *tree, const struct hash_key *key)
{
    *tree = (struct url_tree){.key = *key};
}

static void values_add(struct url_tree *tree, struct url_values *values, struct str text,
                       uint64_t times)
{
    enum shape shape = shape_of(text);

    values->count += times;
    values->shapes[shape] += times;
    if (shape == SHAPE_NUMBER || shape == SHAPE_NIR || shape == SHAPE_NIR13 ||
        shape == SHAPE_RPPS || shape == SHAPE_FINESS) {
        if (values->digits == 0 || text.n < values->digits_least)
            values->digits_least = text.n;
        if (text.n > values->digits_most)
            values->digits_most = text.n;
        values->digits += times;
    }
    values->distinct.cap = URL_VALUES;
    if (tree->values < URL_VALUES_ALL)
        tree->values += distinct_add(&values->distinct, hash_text(&tree->key, text));
}

static void values_merge(struct url_values *to, const struct url_values *from)
{
    if (from->digits) {
        if (to->digits == 0 || from->digits_least < to->digits_least)
            to->digits_least = from->digits_least;
        if (from->digits_most > to->digits_most)
            to->digits_most = from->digits_most;
    }
    to->count += from->count;
    to->digits += from->digits;
    for (int i = 0; i < SHAPE_COUNT; i++)
        to->shapes[i] += from->shapes[i];
    to->distinct.cap = URL_VALUES;
    distinct_merge(&to->distinct, &from->distinct);
}

static struct url_node *new_node(struct url_tree *tree)
{
    if (tree->nodes == URL_NODES)
        return NULL;
    tree->nodes++;
    return arena_alloc(&tree->arena, sizeof(struct url_node));
}

static struct url_node *value_node(struct url_tree *tree, struct url_node *parent)
{
    if (!parent->value) {
        parent->value = new_node(tree);
        if (parent->value)
            parent->value->values = arena_alloc(&tree->arena, sizeof *parent->value->values);
    }
    return parent->value;
}

static void node_merge(struct url_tree *tree, struct url_node *to, const struct url_node *from);

/* Frees what the arena does not hold. */
static void node_release(struct url_node *node)
{
    for (uint32_t i = 0; i < node->word_count; i++)
        node_release(node->words[i]);
    free(node->words);
    if (node->value)
        node_release(node->value);
    if (node->values)
        distinct_release(&node->values->distinct);
    for (int way = 0; way < URL_WAYS; way++) {
        for (uint32_t i = 0; node->forms[way] && i < node->forms[way]->parameter_count; i++)
            distinct_release(&node->forms[way]->parameters[i]->values.distinct);
    }
}

/* The words at a place become values: what hangs below them is laid together. */
static void give_up_words(struct url_tree *tree, struct url_node *parent)
{
    struct url_node *value = value_node(tree, parent);

    parent->all_values = true;
    for (uint32_t i = 0; value && i < parent->word_count; i++) {
        value->passed += parent->words[i]->passed;
        values_add(tree, value->values, parent->words[i]->text, parent->words[i]->passed);
        node_merge(tree, value, parent->words[i]);
    }
    for (uint32_t i = 0; i < parent->word_count; i++)
        node_release(parent->words[i]);
    parent->word_count = 0;
}

/* The place of a word below another; NULL when the tree is full. */
static struct url_node *word_node(struct url_tree *tree, struct url_node *parent, struct str word)
{
    struct url_node *node;

    for (uint32_t i = 0; i < parent->word_count; i++) {
        if (str_eq(parent->words[i]->text, word))
            return parent->words[i];
    }
    if (parent->word_count == URL_WORDS) {
        give_up_words(tree, parent);
        return value_node(tree, parent);
    }
    node = new_node(tree);
    if (!node)
        return NULL;
    node->text = arena_str(&tree->arena, word);
    MEM_GROW(parent->words, parent->word_count, parent->word_room);
    parent->words[parent->word_count++] = node;
    return node;
}

/* Shorter names first: a portal's own are short. */
static int compare_names(struct str a, struct str b)
{
    return a.n != b.n ? (a.n < b.n ? -1 : 1) : str_cmp(a, b);
}

/* The parameter of a name; NULL when it is not among the first URL_PARAMETERS by compare_names. Who
 * is among them at the end has been since it was first seen, whatever the order of the lines and
 * whoever saw them. */
static struct url_parameter *parameter_of(struct url_tree *tree, struct url_form *form,
                                          struct str name)
{
    struct url_parameter **list = form->parameters;
    struct url_parameter *p = NULL;
    uint32_t low = 0;
    uint32_t high = form->parameter_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order = compare_names(list[middle]->name, name);

        if (order == 0)
            return list[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == URL_PARAMETERS)
        return NULL;
    if (form->parameter_count == URL_PARAMETERS) {
        p = list[--form->parameter_count];
        distinct_release(&p->values.distinct);
        *p = (struct url_parameter){0};
    } else {
        p = arena_alloc(&tree->arena, sizeof *p);
    }
    memmove(list + low + 1, list + low, (form->parameter_count - low) * sizeof(*list));
    form->parameter_count++;
    list[low] = p;
    memcpy(p->text, name.p, name.n);
    p->name = (struct str){p->text, name.n};
    return p;
}

static void form_merge(struct url_tree *tree, struct url_form *to, const struct url_form *from)
{
    to->requests += from->requests;
    to->with_account += from->with_account;
    to->bytes += from->bytes;
    for (int i = 0; i <= METHOD_UNKNOWN; i++)
        to->methods[i] += from->methods[i];
    for (int i = 0; i < URL_OUTCOMES; i++)
        to->outcomes[i] += from->outcomes[i];
    for (uint32_t i = 0; i < from->parameter_count; i++) {
        struct url_parameter *p = parameter_of(tree, to, from->parameters[i]->name);

        if (p)
            values_merge(&p->values, &from->parameters[i]->values);
    }
}

static struct url_form *form_of(struct url_tree *tree, struct url_node *node, int way)
{
    if (!node->forms[way])
        node->forms[way] = arena_alloc(&tree->arena, sizeof *node->forms[way]);
    return node->forms[way];
}

/* Lays what is below `from`, and ends there, under `to`. The counts of the nodes themselves are the
 * caller's.
 */
static void node_merge(struct url_tree *tree, struct url_node *to, const struct url_node *from)
{
    for (int way = 0; way < URL_WAYS; way++) {
        if (from->forms[way])
            form_merge(tree, form_of(tree, to, way), from->forms[way]);
    }
    if (from->all_values && !to->all_values)
        give_up_words(tree, to);
    for (uint32_t i = 0; i < from->word_count; i++) {
        const struct url_node *child = from->words[i];
        struct url_node *node =
            to->all_values ? value_node(tree, to) : word_node(tree, to, child->text);

        if (!node)
            continue;
        node->passed += child->passed;
        if (node->values)
            values_add(tree, node->values, child->text, child->passed);
        node_merge(tree, node, child);
    }
    if (from->value) {
        struct url_node *node = value_node(tree, to);

        if (!node)
            return;
        node->passed += from->value->passed;
        values_merge(node->values, from->value->values);
        node_merge(tree, node, from->value);
    }
}

void url_tree_merge(struct url_tree *to, const struct url_tree *from)
{
    to->root.passed += from->root.passed;
    to->refused += from->refused;
    node_merge(to, &to->root, &from->root);
}

static enum url_outcome outcome_of(int status)
{
    if (status < 0)
        return URL_UNKNOWN;
    if ((status >= 200 && status < 300) || status == 304)
        return URL_SHOWN;
    if (status >= 300 && status < 400)
        return URL_MOVED;
    if (status == 404 || status == 410)
        return URL_NOT_FOUND;
    if (status == 401 || status == 403 || status == 407 || status == 429 || status == 451)
        return URL_REFUSED;
    return URL_FAILED;
}

/* Files of a page: one form for each ending, whatever their names and folders. */
static struct str asset_form(struct str path)
{
    static const char *const forms[] = {"*.css",   "*.js",  "*.png",  "*.svg", "*.ico", "*.woff",
                                        "*.woff2", "*.jpg", "*.jpeg", "*.gif", "*.map", "*.ttf"};

    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (str_ends(path, str_of(forms[i] + 1)))
            return str_of(forms[i]);
    }
    return STR_NONE;
}

/* One segment further, which is a word or a value. */
static struct url_node *descend_as(struct url_tree *tree, struct url_node *node, struct str segment,
                                   bool word)
{
    struct url_node *next = word ? word_node(tree, node, segment) : value_node(tree, node);

    if (!next)
        return NULL;
    next->passed++;
    if (next->values)
        values_add(tree, next->values, segment, 1);
    return next;
}

static struct url_node *walk(struct url_tree *tree, struct str path)
{
    struct url_node *node = &tree->root;
    struct str asset = asset_form(path);

    if (asset.p)
        return descend_as(tree, node, asset, !node->all_values);
    path = str_starts(path, STR("/")) ? str_skip(path, 1) : path;
    for (int depth = 1; node; depth++) {
        size_t end = depth == URL_DEPTH ? path.n : str_index(path, '/');
        struct str segment = {path.p, end};

        node = descend_as(tree, node, segment, !node->all_values && shape_is_literal(segment));
        if (end == path.n)
            break;
        path = str_skip(path, end + 1);
    }
    return node;
}

/* What could tell a person is a value that has no name. */
static void add_query(struct url_tree *tree, struct url_form *form, struct str query)
{
    while (query.n) {
        struct str pair = {query.p, str_index(query, '&')};
        size_t equals = str_index(pair, '=');
        struct str name = {pair.p, equals};
        struct str text = equals < pair.n ? str_skip(pair, equals + 1) : (struct str){pair.p, 0};
        bool named = name.n <= URL_NAME_BYTES && shape_is_name(name);
        struct url_parameter *p = parameter_of(tree, form, named ? name : STR(""));

        if (p)
            values_add(tree, &p->values, named ? text : pair, 1);
        query = str_skip(query, pair.n < query.n ? pair.n + 1 : pair.n);
    }
}

static bool sends(enum method method)
{
    return method == METHOD_POST || method == METHOD_PUT || method == METHOD_PATCH ||
           method == METHOD_DELETE;
}

void url_tree_add(struct url_tree *tree, const struct record *record, bool has_account)
{
    struct str path = record->field[FIELD_CS_URI_STEM];
    struct str query = record->field[FIELD_ARGS];
    size_t semicolon = str_index(path, ';'); /* ;jsessionid=… */
    struct url_node *node;
    struct url_form *form;
    enum method method;

    if (!path.p)
        return;
    path.n = semicolon;
    tree->root.passed++;
    node = walk(tree, path);
    if (!node) {
        tree->refused++;
        return;
    }
    method = method_of(record->field[FIELD_CS_METHOD]);
    form = form_of(tree, node, sends(method) ? URL_SENDS : URL_READS);
    form->requests++;
    form->with_account += has_account;
    form->methods[method]++;
    form->outcomes[outcome_of(record->status)]++;
    form->bytes += record->bytes > 0 ? (uint64_t)record->bytes : 0;
    if (!asset_form(path).p)
        add_query(tree, form, query);
}

void url_tree_release(struct url_tree *tree)
{
    node_release(&tree->root);
    arena_release(&tree->arena);
    memset(&tree->root, 0, sizeof tree->root);
}

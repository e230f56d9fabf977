/*
 * yaml.c: builds the tree from libyaml's events. Depth is bounded, so the recursion is.
 * libyaml is quadratic in flow nesting (10,000 brackets take 0.8 s); the depth cap stops the parse
 * long before.
 */
#include "base/yaml.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <yaml.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/sentence.h"

/* Keys that are compared each with each; longer maps are sorted. */
#define FEW_KEYS 16

/* One reading. */
struct reader {
    yaml_parser_t parser;
    struct str text;
    unsigned first_line;
    const struct yaml_limits *limits;
    struct arena *arena;
    struct yaml_problem *problem;
    unsigned nodes;
    unsigned depth;
};

int yaml_err(const struct yaml_node *node, const char *name, struct err *err, const char *format,
             ...)
{
    bool first = err->kind == ERR_NONE;
    va_list args;

    va_start(args, format);
    (void)err_vusage(err, format, args);
    va_end(args);
    if (first)
        err_place(err, "%s:%u:%u: ", name, node->line, node->column);
    return -1;
}

/* Notes why, and returns -1. */
static int refuse_at(struct reader *r, unsigned line, unsigned column, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static int refuse_at(struct reader *r, unsigned line, unsigned column, const char *format, ...)
{
    va_list args;

    r->problem->line = line;
    r->problem->column = column;
    va_start(args, format);
    sentence_print(LANG_EN, r->problem->text, sizeof r->problem->text, format, args);
    sentence_print(LANG_FR, r->problem->french, sizeof r->problem->french, format, args);
    va_end(args);
    return -1;
}

/* What libyaml refused. Its reader tells bytes, its scanner and parser tell marks. Memory that it
 * did not get is nobody's mistake: a rule must not be left out for it. */
static int refuse_syntax(struct reader *r)
{
    const char *problem = r->parser.problem ? r->parser.problem : "not readable";
    unsigned line = (unsigned)r->parser.problem_mark.line;
    unsigned column = (unsigned)r->parser.problem_mark.column;

    if (r->parser.error == YAML_MEMORY_ERROR)
        mem_exhausted(r->text.n);
    if (r->parser.error == YAML_READER_ERROR) {
        size_t at = r->parser.problem_offset < r->text.n ? r->parser.problem_offset : r->text.n;

        line = column = 0;
        for (size_t i = 0; i < at; i++) {
            column =
                r->text.p[i] == '\n' ? 0 : column + (((unsigned char)r->text.p[i] & 0xC0) != 0x80);
            line += r->text.p[i] == '\n';
        }
    }
    return refuse_at(r, r->first_line + line, column + 1, "not valid YAML: %s", problem);
}

static int next_event(struct reader *r, yaml_event_t *event)
{
    return yaml_parser_parse(&r->parser, event) ? 0 : refuse_syntax(r);
}

static struct yaml_node *new_node(struct reader *r, const yaml_event_t *event, enum yaml_kind kind)
{
    struct yaml_node *node = arena_alloc(r->arena, sizeof *node);

    node->kind = kind;
    node->line = (unsigned)event->start_mark.line + r->first_line;
    node->column = (unsigned)event->start_mark.column + 1;
    return node;
}

static bool has_anchor_or_tag(const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT: return event->data.scalar.anchor || event->data.scalar.tag;
    case YAML_SEQUENCE_START_EVENT:
        return event->data.sequence_start.anchor || event->data.sequence_start.tag;
    case YAML_MAPPING_START_EVENT:
        return event->data.mapping_start.anchor || event->data.mapping_start.tag;
    default: return event->type == YAML_ALIAS_EVENT;
    }
}

static int read_node(struct reader *r, const yaml_event_t *event, struct yaml_node **ret_node);

static int read_scalar(struct reader *r, const yaml_event_t *event, struct yaml_node *node)
{
    if (event->data.scalar.length > r->limits->scalar_bytes)
        return refuse_at(r, node->line, node->column, "a text of more than %zu bytes",
                         r->limits->scalar_bytes);
    node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    node->value = arena_str(
        r->arena, (struct str){(const char *)event->data.scalar.value, event->data.scalar.length});
    return 0;
}

/* One member or item. *ret_end is set when the container ends instead. */
static int read_child(struct reader *r, const struct yaml_node *parent,
                      struct yaml_node **ret_child, bool *ret_end)
{
    yaml_event_t event;
    struct yaml_node *name = NULL;
    int rc;

    *ret_end = false;
    if (next_event(r, &event) < 0)
        return -1;
    if (event.type == YAML_MAPPING_END_EVENT || event.type == YAML_SEQUENCE_END_EVENT) {
        *ret_end = true;
        yaml_event_delete(&event);
        return 0;
    }
    if (parent->kind == YAML_KIND_MAP) {
        rc = read_node(r, &event, &name);
        yaml_event_delete(&event);
        if (rc < 0)
            return -1;
        if (name->kind != YAML_KIND_SCALAR)
            return refuse_at(r, name->line, name->column, "a key must be a text");
        if (next_event(r, &event) < 0)
            return -1;
    }
    rc = read_node(r, &event, ret_child);
    yaml_event_delete(&event);
    if (rc == 0 && name) {
        (*ret_child)->key = name->value;
        (*ret_child)->key_line = name->line;
        (*ret_child)->key_column = name->column;
    }
    return rc;
}

static int compare_keys(const void *a, const void *b)
{
    const struct yaml_node *x = *(const struct yaml_node *const *)a;
    const struct yaml_node *y = *(const struct yaml_node *const *)b;
    int order = str_cmp(x->key, y->key);

    if (order != 0)
        return order;
    if (x->key_line != y->key_line)
        return x->key_line < y->key_line ? -1 : 1;
    return x->key_column < y->key_column ? -1 : x->key_column > y->key_column;
}

/* The first of the sorted members' keys that stood before, in their order in the text; or NULL. */
static const struct yaml_node *find_twin(const struct yaml_node *map, size_t count)
{
    const struct yaml_node **sorted = mem_resize(NULL, count, sizeof(void *));
    const struct yaml_node *twin = NULL;
    size_t n = 0;

    for (const struct yaml_node *m = map->first; m; m = m->next)
        sorted[n++] = m;
    qsort(sorted, n, sizeof(void *), compare_keys);
    for (size_t i = 1; i < n; i++) {
        const struct yaml_node *m = sorted[i];

        if (str_eq(m->key, sorted[i - 1]->key) &&
            (!twin || m->key_line < twin->key_line ||
             (m->key_line == twin->key_line && m->key_column < twin->key_column)))
            twin = m;
    }
    free(sorted);
    return twin;
}

/* Refuses a map in which a key stands twice: libyaml does not. */
static int check_keys(struct reader *r, const struct yaml_node *map, size_t count)
{
    const struct yaml_node *twin = NULL;

    if (count > FEW_KEYS)
        twin = find_twin(map, count);
    for (const struct yaml_node *m = map->first; count <= FEW_KEYS && m && !twin; m = m->next) {
        for (const struct yaml_node *n = map->first; n != m && !twin; n = n->next)
            twin = str_eq(n->key, m->key) ? m : NULL;
    }
    if (!twin)
        return 0;
    return refuse_at(r, twin->key_line, twin->key_column, "the key \"%.60s\" stands twice",
                     twin->key.p);
}

static int read_container(struct reader *r, struct yaml_node *node)
{
    struct yaml_node **tail = &node->first;
    size_t count = 0;

    if (r->depth >= r->limits->depth)
        return refuse_at(r, node->line, node->column, "nested deeper than %u levels",
                         r->limits->depth);
    r->depth++;
    for (;; count++) {
        struct yaml_node *child = NULL;
        bool end = false;

        if (read_child(r, node, &child, &end) < 0)
            return -1;
        if (end)
            break;
        *tail = child;
        tail = &child->next;
    }
    r->depth--;
    return node->kind == YAML_KIND_MAP ? check_keys(r, node, count) : 0;
}

static int read_node(struct reader *r, const yaml_event_t *event, struct yaml_node **ret_node)
{
    enum yaml_kind kind = event->type == YAML_SCALAR_EVENT          ? YAML_KIND_SCALAR
                          : event->type == YAML_MAPPING_START_EVENT ? YAML_KIND_MAP
                                                                    : YAML_KIND_LIST;
    struct yaml_node *node = new_node(r, event, kind);

    if (has_anchor_or_tag(event))
        return refuse_at(r, node->line, node->column, "anchors, aliases and tags are not accepted");
    if (++r->nodes > r->limits->nodes)
        return refuse_at(r, node->line, node->column, "more than %u entries", r->limits->nodes);
    *ret_node = node;
    return kind == YAML_KIND_SCALAR ? read_scalar(r, event, node) : read_container(r, node);
}

static int read_documents(struct reader *r, struct yaml_node **ret_first)
{
    struct yaml_node **tail = ret_first;

    for (;;) {
        yaml_event_t event;
        struct yaml_node *root = NULL;
        yaml_event_type_t type;
        int rc = 0;

        if (next_event(r, &event) < 0)
            return -1;
        type = event.type;
        if (type == YAML_SCALAR_EVENT || type == YAML_MAPPING_START_EVENT ||
            type == YAML_SEQUENCE_START_EVENT || type == YAML_ALIAS_EVENT)
            rc = read_node(r, &event, &root);
        yaml_event_delete(&event);
        if (rc < 0 || type == YAML_STREAM_END_EVENT)
            return rc;
        if (root) {
            *tail = root;
            tail = &root->next;
        }
    }
}

int yaml_read_part(struct str text, unsigned first_line, const struct yaml_limits *limits,
                   struct arena *arena, struct yaml_node **ret_first,
                   struct yaml_problem *ret_problem)
{
    struct str body = str_starts(text, STR("\xef\xbb\xbf")) ? str_skip(text, 3) : text;
    struct reader reader = {.text = body,
                            .first_line = first_line,
                            .limits = limits,
                            .arena = arena,
                            .problem = ret_problem};
    int rc;

    *ret_first = NULL;
    if (body.n > limits->bytes)
        return refuse_at(&reader, 0, 0, "larger than %zu bytes", limits->bytes);
    if (!yaml_parser_initialize(&reader.parser))
        mem_exhausted(sizeof reader.parser);
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader.parser, (const unsigned char *)body.p, body.n);
    rc = read_documents(&reader, ret_first);
    yaml_parser_delete(&reader.parser);
    return rc;
}

int yaml_read(struct str text, const char *name, struct arena *arena, struct yaml_node **ret_first,
              struct err *err)
{
    static const struct yaml_limits limits = {LIMIT_CONFIG_DEPTH, LIMIT_CONFIG_NODES,
                                              LIMIT_CONFIG_BYTES, LIMIT_SCALAR_BYTES};
    struct yaml_problem problem;

    if (yaml_read_part(text, 1, &limits, arena, ret_first, &problem) == 0)
        return 0;
    if (err->kind != ERR_NONE)
        return -1;
    (void)err_said(err, problem.text, problem.french);
    if (problem.line == 0)
        err_place(err, "%s: ", name);
    else
        err_place(err, "%s:%u:%u: ", name, problem.line, problem.column);
    return -1;
}

struct yaml_node *yaml_get(const struct yaml_node *map, const char *key)
{
    if (!map || map->kind != YAML_KIND_MAP)
        return NULL;
    for (struct yaml_node *n = map->first; n; n = n->next) {
        if (str_eq(n->key, str_of(key)))
            return n;
    }
    return NULL;
}

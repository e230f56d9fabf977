/*
 * yaml.c: builds the tree from libyaml's events. Depth is bounded, so the recursion is.
 * libyaml is quadratic in flow nesting (10,000 brackets take 0.8 s); the depth cap stops the parse
 * long before.
 */
#include "base/yaml.h"

#include <stdarg.h>
#include <stdio.h>
#include <yaml.h>

#include "base/limits.h"

/* One reading. */
struct reader {
    yaml_parser_t parser;
    const char *name;
    struct arena *arena;
    struct err *err;
    unsigned nodes;
    unsigned depth;
};

int yaml_err(const struct yaml_node *node, const char *name, struct err *err, const char *format,
             ...)
{
    char text[700];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return err_usage(err, "%s:%u:%u: %s", name, node->line, node->column, text);
}

static int next_event(struct reader *r, yaml_event_t *event)
{
    const char *problem;

    if (yaml_parser_parse(&r->parser, event))
        return 0;
    problem = r->parser.problem ? r->parser.problem : "not readable";
    return err_usage(r->err, "%s:%zu:%zu: not valid YAML: %s", r->name,
                     r->parser.problem_mark.line + 1, r->parser.problem_mark.column + 1, problem);
}

static struct yaml_node *new_node(struct reader *r, const yaml_event_t *event, enum yaml_kind kind)
{
    struct yaml_node *node = arena_alloc(r->arena, sizeof *node);

    node->kind = kind;
    node->line = (unsigned)event->start_mark.line + 1;
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
    if (event->data.scalar.length > LIMIT_SCALAR_BYTES)
        return yaml_err(node, r->name, r->err, "a text of more than %u bytes", LIMIT_SCALAR_BYTES);
    node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    node->value = arena_str(
        r->arena, (struct str){(const char *)event->data.scalar.value, event->data.scalar.length});
    return 0;
}

/* One member or item. *ret_end is set when the container ends instead. */
static int read_child(struct reader *r, struct yaml_node *parent, struct yaml_node **ret_child,
                      bool *ret_end)
{
    yaml_event_t event;
    struct str key = STR_NONE;
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
        struct yaml_node *name = NULL;

        rc = read_node(r, &event, &name);
        yaml_event_delete(&event);
        if (rc < 0)
            return -1;
        if (name->kind != YAML_KIND_SCALAR)
            return yaml_err(name, r->name, r->err, "a key must be a text");
        for (const struct yaml_node *n = parent->first; n; n = n->next) {
            if (str_eq(n->key, name->value))
                return yaml_err(name, r->name, r->err, "the key \"%.60s\" stands twice",
                                name->value.p);
        }
        key = name->value;
        if (next_event(r, &event) < 0)
            return -1;
    }
    rc = read_node(r, &event, ret_child);
    yaml_event_delete(&event);
    if (rc == 0)
        (*ret_child)->key = key;
    return rc;
}

static int read_container(struct reader *r, struct yaml_node *node)
{
    struct yaml_node **tail = &node->first;

    if (r->depth >= LIMIT_CONFIG_DEPTH)
        return yaml_err(node, r->name, r->err, "nested deeper than %d levels", LIMIT_CONFIG_DEPTH);
    r->depth++;
    for (;;) {
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
    return 0;
}

static int read_node(struct reader *r, const yaml_event_t *event, struct yaml_node **ret_node)
{
    enum yaml_kind kind = event->type == YAML_SCALAR_EVENT          ? YAML_KIND_SCALAR
                          : event->type == YAML_MAPPING_START_EVENT ? YAML_KIND_MAP
                                                                    : YAML_KIND_LIST;
    struct yaml_node *node = new_node(r, event, kind);

    if (has_anchor_or_tag(event))
        return yaml_err(node, r->name, r->err, "anchors, aliases and tags are not accepted");
    if (++r->nodes > LIMIT_CONFIG_NODES)
        return yaml_err(node, r->name, r->err, "more than %u entries", LIMIT_CONFIG_NODES);
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

int yaml_read(struct str text, const char *name, struct arena *arena, struct yaml_node **ret_first,
              struct err *err)
{
    struct reader reader = {.name = name, .arena = arena, .err = err};
    int rc;

    *ret_first = NULL;
    if (text.n > LIMIT_CONFIG_BYTES)
        return err_usage(err, "%s: larger than %u bytes", name, LIMIT_CONFIG_BYTES);
    if (!yaml_parser_initialize(&reader.parser))
        return err_set(err, "%s: the YAML reader cannot start", name);
    yaml_parser_set_input_string(&reader.parser, (const unsigned char *)text.p, text.n);
    rc = read_documents(&reader, ret_first);
    yaml_parser_delete(&reader.parser);
    return rc;
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

/*
 * yaml.h: YAML as a tree, for files that strangers write: libyaml's events with caps on size, depth
 * and nodes; duplicate keys, anchors, aliases and tags are refused. Scalars stay text; the reader
 * of a key decides what they mean.
 */
#ifndef LIMIER_BASE_YAML_H
#define LIMIER_BASE_YAML_H

#include "base/arena.h"
#include "base/err.h"

/* Kinds of nodes. */
enum yaml_kind { YAML_KIND_SCALAR, YAML_KIND_MAP, YAML_KIND_LIST };

/* One node. `line` and `column` from 1. Members of a map and items of a list are linked by `next`;
 * a member has its `key`. `plain`: a scalar that was written without quotes. */
struct yaml_node {
    enum yaml_kind kind;
    bool plain;
    unsigned line;
    unsigned column;
    struct str key;
    struct str value;
    struct yaml_node *first;
    struct yaml_node *next;
};

/* Reads the documents of a text. *ret_first is the first document's root; further roots follow by
 * `next`. `name` is the file's name for messages ("name:line:column: …"). Nodes live in the arena.
 * 0, or -1 with a usage error. */
int yaml_read(struct str text, const char *name, struct arena *arena, struct yaml_node **ret_first,
              struct err *err);

/* The member of a map with this key, or NULL. */
struct yaml_node *yaml_get(const struct yaml_node *map, const char *key);

/* A usage error at a node: "name:line:column: message". Returns -1. */
int yaml_err(const struct yaml_node *node, const char *name, struct err *err, const char *format,
             ...) __attribute__((format(printf, 4, 5)));

#endif

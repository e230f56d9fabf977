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

/* One node. `line` and `column` from 1, columns are characters. Members of a map and items of a
 * list are linked by `next`; a member has its `key` and where that stands. `plain`: a scalar that
 * was written without quotes. Texts end with a NUL. */
struct yaml_node {
    enum yaml_kind kind;
    bool plain;
    unsigned line;
    unsigned column;
    unsigned key_line; /* 0: not a member of a map */
    unsigned key_column;
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

/* What is not exceeded: levels, nodes of all documents, bytes of the text and of one scalar. */
struct yaml_limits {
    unsigned depth;
    unsigned nodes;
    size_t bytes;
    size_t scalar_bytes;
};

/* Why a text was refused, and where; line 0: as a whole. */
struct yaml_problem {
    unsigned line;
    unsigned column;
    char text[256];
    char french[300];
};

/* The same for a part of a text, whose first line is `first_line`. 0, or -1 with the problem: then
 * *ret_first has the documents that end before it. */
int yaml_read_part(struct str text, unsigned first_line, const struct yaml_limits *limits,
                   struct arena *arena, struct yaml_node **ret_first,
                   struct yaml_problem *ret_problem);

/* The member of a map with this key, or NULL. */
struct yaml_node *yaml_get(const struct yaml_node *map, const char *key);

/* What a scalar is by the core schema of YAML 1.2: quoted ones and block texts are TEXT, and so are
 * the booleans of YAML 1.1 (yes, no, on, off). Maps and lists are TEXT as well: ask `kind` first.
 */
enum yaml_type { YAML_NULL, YAML_BOOL, YAML_INT, YAML_FLOAT, YAML_TEXT };
/* The type of a node. */
enum yaml_type yaml_type(const struct yaml_node *node);

/* The value of a BOOL. False, and *ret_value untouched, for anything else. */
bool yaml_bool(const struct yaml_node *node, bool *ret_value);

/* The value of an INT or FLOAT, infinities included. False for anything else and for .nan. The
 * node's text ends with a NUL, as yaml_read leaves it. */
bool yaml_number(const struct yaml_node *node, double *ret_value);

/* A usage error at a node: "name:line:column: message". Returns -1. */
int yaml_err(const struct yaml_node *node, const char *name, struct err *err, const char *format,
             ...) __attribute__((format(printf, 4, 5)));

#endif

/*
 * json_tree.h: JSON as a tree, for texts that strangers write and that are small: test cases of
 * rules. What is no JSON is refused with its byte. json_read.h reads what is ours and big.
 */
#ifndef LIMIER_BASE_JSON_TREE_H
#define LIMIER_BASE_JSON_TREE_H

#include "base/arena.h"

/* Levels of containers that are read. */
#define JSON_TREE_DEPTH 64

/* Kinds of values. */
enum json_kind { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_LIST, JSON_OBJECT };

/* One value. Members of an object and items of a list are linked by `next`. */
struct json_node {
    enum json_kind kind;
    struct str key;  /* of a member, unescaped */
    struct str text; /* of a string unescaped; of others as written: "true", "1e3", "null" */
    struct json_node *first;
    struct json_node *next;
};

/* Reads one value with nothing but blanks around it; texts and nodes live in the arena and end with
 * a NUL. NULL: it is none, and *ret_at is the byte at which that was seen. */
struct json_node *json_tree_read(struct str text, struct arena *arena, size_t *ret_at);

/* The member of an object with this key (the first of them), or NULL; also of NULL. */
struct json_node *json_tree_get(const struct json_node *object, const char *key);

#endif

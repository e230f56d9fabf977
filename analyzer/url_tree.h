/*
 * url_tree.h: requests by their form: "/beneficiaires/{}/droits?amc={}" instead of a line for each
 * person. A tree of path segments; a segment is a word, or a place where values stand. A place
 * whose words are too many becomes a place of values, so that the tree stays small whatever a
 * client asks for, and does not depend on the order of the lines.
 */
#ifndef LIMIER_URL_TREE_H
#define LIMIER_URL_TREE_H

#include "base/distinct.h"
#include "model/portal.h"
#include "model/shape.h"

/* Words at one place of a path; more are values. */
#define URL_WORDS 48

/* Segments of a path; what follows is one value. */
#define URL_DEPTH 16

/* Parameters of one form, and the longest name of one. */
#define URL_PARAMETERS 24
#define URL_NAME_BYTES 64

/* Nodes of a tree. Beyond it, requests are only counted. */
#define URL_NODES 20000u

/* Distinct values counted exactly at one place, and in one tree. */
#define URL_VALUES     20000u
#define URL_VALUES_ALL (8u << 20)

/* What the answer's status says, without a profile. */
enum url_outcome {
    URL_SHOWN,     /* 2xx, 304 */
    URL_MOVED,     /* other 3xx */
    URL_NOT_FOUND, /* 404, 410 */
    URL_REFUSED,   /* 401, 403, 407, 429, 451 */
    URL_FAILED,    /* any other */
    URL_UNKNOWN,   /* no status in the log */
    URL_OUTCOMES
};

/* The values at one place. */
struct url_values {
    uint64_t count;
    uint64_t shapes[SHAPE_COUNT];
    uint64_t digits; /* values of digits only (a Corsican letter allowed) */
    size_t digits_least;
    size_t digits_most;
    struct distinct distinct;
};

/* A parameter of a query. */
struct url_parameter {
    struct str name; /* empty: the value stands alone, "?2890175111222" */
    char text[URL_NAME_BYTES];
    struct url_values values;
};

/* Reading and sending are two forms, though their path is one. */
enum { URL_READS, URL_SENDS, URL_WAYS };

/* What is asked for at the end of a path, in one of the ways. */
struct url_form {
    uint64_t requests;
    uint64_t methods[METHOD_UNKNOWN + 1];
    uint64_t outcomes[URL_OUTCOMES];
    uint64_t with_account;
    uint64_t bytes;
    struct url_parameter *parameters[URL_PARAMETERS];
    uint32_t parameter_count;
};

/* A place in a path. */
struct url_node {
    struct str text;                  /* of a word; absent for a place of values */
    struct url_values *values;        /* of a place of values */
    uint64_t passed;                  /* requests that go through */
    struct url_form *forms[URL_WAYS]; /* NULL: no such request ends here */
    struct url_node **words;
    uint32_t word_count;
    uint32_t word_room;
    bool all_values;        /* words have become values */
    struct url_node *value; /* NULL: none seen */
};

/* A tree. */
struct url_tree {
    struct arena arena;
    struct hash_key key; /* of distinct values: the same in trees that are merged */
    struct url_node root;
    uint32_t nodes;
    uint32_t values;  /* distinct ones, of all places */
    uint64_t refused; /* requests beyond URL_NODES */
};

/* Starts a tree. */
void url_tree_init(struct url_tree *tree, const struct hash_key *key);

/* Adds a request. */
void url_tree_add(struct url_tree *tree, const struct record *record, bool has_account);

/* Adds all of another tree. */
void url_tree_merge(struct url_tree *to, const struct url_tree *from);

/* One form with its path: nodes[0] … nodes[depth - 1]. */
struct url_path {
    const struct url_node *nodes[URL_DEPTH + 2];
    int depth;
    const struct url_form *form;
};

/* All forms, most requests first, then by their text. Returns their number; the list is the
 * arena's. */
size_t url_tree_list(const struct url_tree *tree, struct arena *arena, struct url_path **ret_list);

/* The text of a form: "/beneficiaires/{nir}/droits?amc={number}". */
struct str url_path_text(struct arena *arena, const struct url_path *path);

/* The shape that most values at a place have, and its share in percent. */
enum shape url_values_shape(const struct url_values *values, unsigned *ret_pct);

/* The method that most requests of a form have. */
enum method url_form_method(const struct url_form *form);

/* Frees all. */
void url_tree_release(struct url_tree *tree);

#endif

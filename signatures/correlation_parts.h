/*
 * correlation_parts.h: what the files that read a correlation section share. Nobody else includes
 * it.
 */
#ifndef LIMIER_SIGNATURES_CORRELATION_PARTS_H
#define LIMIER_SIGNATURES_CORRELATION_PARTS_H

#include "signatures/loading.h"

/* Whether a correlation is one of rules seen, in order or not. */
static inline bool is_temporal(const struct correlation *correlation)
{
    return correlation->kind == CORRELATION_TEMPORAL ||
           correlation->kind == CORRELATION_TEMPORAL_ORDERED;
}

/* A text, or a list of texts that are not empty, into the arena. 0, or -1 with the error noted.
 * `what` is said of one that is none; at most `most`. */
int read_words(struct notes *notes, const struct yaml_node *node, const char *key, size_t most,
               struct str **ret_words, size_t *ret_count);

/* Gives a correlation its members. 0, or -1 with the error noted at the node. */
int members_set(struct notes *notes, const struct yaml_node *node, struct correlation *correlation,
                const struct str *references, size_t count);

/* Reads the condition, a map or a text; NULL: there is none. Type and members have been read; where
 * `rules` is missing, a text gives the members. 0, or -1 with errors noted. (correlation_bounds.c)
 */
int correlation_condition(struct notes *notes, const struct yaml_node *section,
                          const struct yaml_node *node, struct correlation *correlation);

/* Reads a boolean condition over members. 0, or -1 with errors noted. (correlation_story.c) */
int correlation_story(struct notes *notes, const struct yaml_node *node,
                      struct correlation *correlation);

#endif

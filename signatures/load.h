/*
 * load.h: files and folders of Sigma YAML to a set of rules. A bad rule is a problem of the set,
 * and never stops the others.
 */
#ifndef LIMIER_SIGNATURES_LOAD_H
#define LIMIER_SIGNATURES_LOAD_H

#include "signatures/rule.h"

/* Adds the rules of a file, or of all *.yml and *.yaml below a folder, in order of their paths
 * (bytes). 0, or -1 when the path itself cannot be read. */
int rules_add_path(struct rule_set *set, const char *path, struct err *err);

/* Adds the rules of a text. `name` is told in messages, and copied. */
void rules_add_text(struct rule_set *set, struct str text, const char *name);

/* How the files of those begin in messages. */
#define RULES_BUILTIN "builtin:"

/* Adds the rules that are part of the program (signatures/rules). */
void rules_add_builtin(struct rule_set *set);

/* Once all are added: applies configuration (documents with `placeholders` or `field-map`) and
 * filters, finds what correlations refer to, refuses cycles and unknown references, sets depth,
 * referenced and silent. To be called once. */
void rules_finish(struct rule_set *set);

/* The rule of an id or a name; SIZE_MAX: none, or an error. */
size_t rules_find(const struct rule_set *set, struct str reference);

/* Frees all. Harmless on a zeroed set. */
void rules_release(struct rule_set *set);

/* --- between the readers of sections (load_*.c, correlation_read.c) --- */

/* Reads a correlation section; the members' rules are found later. 0, or -1 with a problem. */
int correlation_read(struct rule_set *set, const struct yaml_node *section, const char *file,
                     struct str rule, struct correlation **ret_correlation);

#endif

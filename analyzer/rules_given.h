/*
 * rules_given.h: the signatures that a command line asks for.
 */
#ifndef LIMIER_RULES_GIVEN_H
#define LIMIER_RULES_GIVEN_H

#include "command.h"
#include "signatures/load.h"

/* Reads the rules that limier brings, if they are wanted, and those of --rules, and finishes the
 * set, which the caller releases in any case. Rules that cannot be used are told on the console and
 * counted: in the first hours of an incident one bad rule must not stop a scan, and nobody must
 * believe that it was looked for. 0; or -1 when a path cannot be read, or when --rules has not one
 * rule that can be used. */
int rules_given(struct rule_set *set, const struct options *options, bool builtin,
                struct console *console, uint64_t *ret_refused, struct err *err);

#endif

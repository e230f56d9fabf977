/*
 * audit_explain.h: limier audit --explain: what a state knows of one account.
 */
#ifndef LIMIER_AUDIT_EXPLAIN_H
#define LIMIER_AUDIT_EXPLAIN_H

#include "command.h"

/* Shows the account of --explain, from the folder of --state. Reads no log, writes nothing, takes
 * no lock. EXIT_CLEAN whatever is shown; otherwise err is set: an account that the state does not
 * know is a usage error that names the nearest ones. */
enum exit_code audit_explain(const struct options *options, struct console *console,
                             struct err *err);

#endif

/*
 * replay_rules.h: other rules for a case that lies there: those about the portal (acts), which need
 * no log.
 */
#ifndef LIMIER_REPLAY_RULES_H
#define LIMIER_REPLAY_RULES_H

#include "alerts.h"
#include "case_read.h"
#include "command.h"

/* What the rules are looked for with. Borrowed; practices and geo may be NULL. */
struct replay_rules {
    const struct options *options; /* --rules */
    struct console *console;
    const struct directory *practices;
    const struct geo *geo;
    unsigned jobs;
    size_t memory_bytes;
    int directory; /* for files without names */
};

/* Looks for the rules of --rules in the acts of a case. Their alerts weigh beside those of the scan
 * from then on; the dossier gets the signatures that alerted, and their alerts, in the arena (the
 * list of alerts is the caller's to free). Rules about lines of logs find nothing in a case, which
 * is told. 0 or -1. */
int replay_rules_run(const struct replay_rules *rules, struct case_read *from,
                     struct dossier *dossier, struct arena *arena, struct err *err);

#endif

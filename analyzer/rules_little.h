/*
 * rules_little.h: a little log of a sample, scanned as any log is, to see whether a rule alerts.
 */
#ifndef LIMIER_RULES_LITTLE_H
#define LIMIER_RULES_LITTLE_H

#include "rules.h"

/* A little log, and what it is read with. Absent texts: as the command line says. */
struct little_log {
    struct str rule;      /* id or name */
    struct str portal;    /* path of a profile */
    struct str format;    /* as --log-format has it */
    struct str directory; /* text of a table; absent: none */
    struct str text;      /* the lines */
};

/* Scans it. *ret_text is why nothing can be said (no such rule, a line that cannot be read …);
 * absent: *ret_alerts says how many times the rule alerted. 0, or -1 when the machine refuses. */
int little_log_scan(const struct rules_run *run, const struct little_log *log, struct arena *arena,
                    uint64_t *ret_alerts, struct str *ret_text, struct err *err);

#endif

/*
 * case_facts.h: what a run knew beside its acts: the rows of traces/facts.tsv, written and read in
 * one place.
 */
#ifndef LIMIER_CASE_FACTS_H
#define LIMIER_CASE_FACTS_H

#include "alert_marks.h"
#include "base/err.h"
#include "base/out.h"
#include "model/canaries.h"
#include "model/coverage.h"
#include "model/settings.h"

/* Moments that acts can have: what logs can say, 1970 to 2200 (base/clock.c), and a day for zones.
 * What lies within can be counted with. */
#define CASE_TIME_LEAST (-2 * NS_PER_DAY)
#define CASE_TIME_MOST  (INT64_C(7289827200) * NS_PER_SECOND)

/* The facts. Of `inputs` only the damage is one; their names stand with the other texts. */
struct case_facts {
    int offset_seconds; /* zone in which days and hours are counted: east of UTC */
    int64_t first_ns;   /* period of all parsed lines; TIME_NONE for none */
    int64_t last_ns;
    double alert_budget; /* false alarms that were acceptable, per account and month */
    bool proposed;       /* nobody has written the profile */
    bool incomplete;     /* not everything could be read */
    struct coverage *inputs;
    size_t input_count;
    struct canaries *canaries;  /* as person keys */
    struct settings *settings;  /* what --set said */
    struct alert_marks *alerts; /* where alerts of signatures began, and what they weigh */
};

/* Writes the rows. */
void case_facts_write(const struct case_facts *facts, struct out *out);

/* Reads them. `inputs` are the caller's to give: zeroed, `input_count` of them, and their damage is
 * filled; so are `canaries`, `settings` and `alerts`, zeroed, which the caller releases on failure
 * as well. 0, or -1 with a sentence that begins with the line. */
int case_facts_read(struct case_facts *facts, struct str text, struct err *err);

#endif

/*
 * replay_report.h: what a replay says, for programs (limier-replay/1, whose schema is in
 * tests/schema/) and for people.
 */
#ifndef LIMIER_REPLAY_REPORT_H
#define LIMIER_REPLAY_REPORT_H

#include "command.h"
#include "replay.h"

/* Evidence that is worth a sentence: below it, a detector says next to nothing. */
#define REPLAY_REASON_BANS 0.3

/* What is reported on, and how. Borrowed. */
struct replay_report {
    struct out *out;
    const struct options *options;
    const struct case_read *from;
    const struct replay *replay;
    const struct dossier *rules; /* what --rules found; NULL: they were not given */
    enum lang lang;
    double alert_budget; /* that was used, per account and month */
};

/* Hours from the first act that is not the owner's to the flag, below 0 when it came before; NAN
 * without either. */
double replay_hours(const struct replay_account *account);

/* Whether another budget was given than the scan's. */
bool replay_other_budget(const struct replay_report *report);

/* The detectors that spoke against an account when it was flagged, the strongest first; numbers of
 * rows go to `rows`. Returns how many. */
size_t replay_reasons(const struct replay_account *account, size_t rows[DETECTORS_MOST]);

/* One JSON document. (replay_json.c) */
void replay_write_json(const struct replay_report *report);

/* A paragraph for each account. (replay_text.c) */
void replay_write_text(const struct replay_report *report);

#endif

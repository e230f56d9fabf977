/*
 * summary_text.h: what the parts of the terminal's summary share. Bytes of the log go through the
 * terminal escaper.
 */
#ifndef LIMIER_SUMMARY_TEXT_H
#define LIMIER_SUMMARY_TEXT_H

#include "base/clock.h"
#include "scan.h"

/* One summary being written. */
struct summary {
    const struct scan *scan;
    struct out *out;
    enum lang lang;
    bool plain; /* no colours, whatever the terminal has */
};

/* A text of the catalogue in the summary's language. */
const char *summary_tr(const struct summary *s, const char *english);

/* A number, grouped; a moment to the minute, in the zone of the report. */
void summary_number(const struct summary *s, uint64_t value);
void summary_moment(const struct summary *s, int64_t time_ns);

/* "UTC+01:00": the zone of the report. */
void summary_zone(const struct summary *s);

/* Begins a style of the terminal ("1;31"), or ends it ("0"); nothing where there are no colours. */
void summary_style(const struct summary *s, const char *code);

/* "  since     " with the label translated and padded by characters, not bytes. */
void summary_label(const struct summary *s, const char *english);

/* A text in lines of 100 columns, broken at blanks, where a label stands before it; ends the line.
 */
void summary_wrapped(const struct summary *s, struct str text);

/* A finding of the dossier in full, and a campaign, each with an empty line behind it. (summary.c)
 */
void summary_finding(const struct summary *s, const struct finding *f);
void summary_campaign(const struct summary *s, const struct campaign *c);

/* Parts of a finding, for those who put it together otherwise (summary.c): what a verdict is
 * called; persons, their usual number and the insurers, with their labels; the addresses that it is
 * about, behind a label; how sure it is; its strongest reasons, `most` of them. */
const char *summary_verdict(const struct summary *s, enum verdict verdict);
void summary_counts(const struct summary *s, const struct finding *f);
void summary_places(const struct summary *s, const struct finding *f);
void summary_certainty(const struct summary *s, const struct finding *f);
void summary_reasons(const struct summary *s, const struct finding *f, size_t most);

#endif

/*
 * caret.h: a rejected line in rows that fit a terminal and a page, and which row the caret belongs
 * under, at which column: rows are cut here and not by whoever shows them, so that the caret stands
 * under its byte everywhere. Escaping is the caller's.
 */
#ifndef LIMIER_REPORT_CARET_H
#define LIMIER_REPORT_CARET_H

#include "base/str.h"
#include "model/coverage.h"

/* Columns of a row. */
#define CARET_COLUMNS 80

/* What is left of a sample. */
struct caret {
    struct str rest;
    size_t at;     /* byte of `rest` that the caret points at; SIZE_MAX: it is done */
    bool terminal; /* widths are those of out_terminal, not those of out_html */
    bool started;
};

/* Starts with a sample. */
struct caret caret_of(const struct reject_sample *sample, bool terminal);

/* The next row, and the blanks before its caret, −1 when it has none; false after the last. */
bool caret_next(struct caret *caret, struct str *ret_row, int *ret_blanks);

#endif

/*
 * exposed_print.h: what limier exposed prints: persons of a case by insurer, the persons
 * themselves, answers about persons of a file. Tokens only.
 */
#ifndef LIMIER_EXPOSED_PRINT_H
#define LIMIER_EXPOSED_PRINT_H

#include "asked.h"
#include "base/json.h"
#include "query.h"

/* One run's print. */
struct exposed_print {
    struct out *out;
    enum lang lang;
    const struct dossier *dossier;
    const struct query_filter *filter;
    bool complete; /* all logs were read */
};

/* A table of the insurers with the sum at its end. *ret_total as query_count gives it. 0 or -1. */
int exposed_print_text(const struct exposed_print *print, struct query *query,
                       struct query_sum *ret_total, struct err *err);

/* The persons as exposed/ has them, in one CSV. 0 or -1. */
int exposed_print_csv(const struct exposed_print *print, struct query *query, uint64_t *ret_rows,
                      struct err *err);

/* limier-exposed/1, with the persons when `list`. 0 or -1. */
int exposed_print_json(const struct exposed_print *print, struct query *query, bool list,
                       struct query_sum *ret_total, struct err *err);

/* Answers by line: CSV, or limier-asked/1. ret_count: answers by enum asked_concerned. */
void exposed_answers_csv(const struct exposed_print *print, const struct asked *asked,
                         uint64_t ret_count[ASKED_UNREADABLE + 1]);
void exposed_answers_json(const struct exposed_print *print, const struct asked *asked,
                          uint64_t ret_count[ASKED_UNREADABLE + 1]);

/* The answers in a sentence for people. */
void exposed_answers_note(const struct exposed_print *print, struct out *out,
                          const uint64_t count[ASKED_UNREADABLE + 1]);

#endif

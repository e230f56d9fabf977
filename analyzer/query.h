/*
 * query.h: the exposed persons of a case by account, insurer and window, in the order (insurer,
 * person, account), in bounded memory. With a window they are counted from the acts, so that first
 * and last moment, consultations and certainty are those of the window.
 */
#ifndef LIMIER_QUERY_H
#define LIMIER_QUERY_H

#include "input/sorter.h"
#include "model/dossier.h"
#include "report/stream.h"

/* What is asked for. Zeroed: everything; times TIME_NONE for none. */
struct query_filter {
    const char *const *accounts;
    size_t account_count;
    const char *const *insurers; /* "unknown": also persons of whom the log names none */
    size_t insurer_count;
    int64_t since_ns;
    int64_t until_ns; /* not included */
};

/* A question about a dossier, whose lists stay open. */
struct query {
    const struct dossier *dossier;
    bool *accounts; /* by finding: wanted */
    bool *insurers; /* by number, the last one: none */
    size_t memory_bytes;
    int directory;
    int fd; /* rows of the window; −1: those of the dossier */
    uint64_t count;
    struct stream stream;
    bool streaming;
};

/* Persons that rows come to. */
struct query_sum {
    struct extent persons;
    uint64_t rows;
    uint64_t views;
    int64_t first_ns; /* TIME_NONE for none */
    int64_t last_ns;
};

/* Called for each insurer, in order; `number` as in a row. */
typedef void query_insurer(void *context, uint32_t number, const struct query_sum *sum);

/* Prepares; temporary files lie in `directory`. 0 or -1. Release in any case. */
int query_open(struct query *query, const struct dossier *dossier,
               const struct query_filter *filter, size_t memory_bytes, int directory,
               struct err *err);

/* Starts at the first row; the next one: 1, 0 at the end, -1. */
void query_rewind(struct query *query);
int query_next(struct query *query, const struct exposed_row **ret_row, struct err *err);

/* Counts all rows: each insurer's go to `each` (NULL: nowhere), *ret_total counts each person once,
 * whatever insurers the log gives him. 0 or -1. */
int query_count(struct query *query, query_insurer *each, void *context,
                struct query_sum *ret_total, struct err *err);

/* Frees all. */
void query_release(struct query *query);

#endif

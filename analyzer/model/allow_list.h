/*
 * allow_list.h: accounts whose unusual use the operator knows of, with the reason and an end. They
 * are judged and listed like all others; they raise no alarm. Nothing is allowed for ever.
 */
#ifndef LIMIER_MODEL_ALLOW_LIST_H
#define LIMIER_MODEL_ALLOW_LIST_H

#include "base/arena.h"
#include "base/err.h"
#include "model/finding.h"

/* One account. */
struct allowed {
    struct str account;
    struct str reason;
    int64_t until_ns; /* the first moment at which it is not allowed any more */
    bool expired;     /* by the clock of the case */
};

/* The list, in the order of accounts. Zeroed: empty. */
struct allow_list {
    struct arena arena;
    struct allowed *list;
    size_t count;
    size_t expired; /* of them */
};

/* Reads a CSV (base/csv.h) with the columns account, reason and until; others are left alone.
 * `until` is a date, the last day on which the account is allowed, or a moment of RFC 3339; without
 * a zone it is offset_seconds east of UTC. An empty cell, a wrong time, an account that stands
 * twice: -1 and a usage error with file and line. 0 otherwise. */
int allow_list_load(struct allow_list *list, const char *path, int64_t now_ns, int offset_seconds,
                    struct err *err);

/* The entry of an account, expired or not; NULL for none. */
const struct allowed *allow_list_find(const struct allow_list *list, struct str account);

/* Notes in each finding whether its account is allowed. The list must outlive the findings. */
void allow_list_apply(const struct allow_list *list, struct finding *findings, size_t count);

/* Frees all. */
void allow_list_release(struct allow_list *list);

#endif

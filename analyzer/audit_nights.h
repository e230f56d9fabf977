/*
 * audit_nights.h: the files of nights of a run: shared by audit_history.c, which attaches them, and
 * audit_merge.c, which makes few of many.
 */
#ifndef LIMIER_AUDIT_NIGHTS_H
#define LIMIER_AUDIT_NIGHTS_H

#include "audit.h"
#include "audit_night.h"

#define AUDIT_NIGHT_ENDING ".night"

/* Opens a night; *ret_fd is the caller's whatever comes of it, -1: it is not there. 0 or -1. */
int audit_nights_open(const struct audit *audit, const struct state_night *night, int *ret_fd,
                      struct err *err);

/* What the nights can speak of. */
struct audit_bounds audit_nights_bounds(const struct audit *audit);

/* Writes a night under its id, durable before the state names it; the id becomes 0 when there is
 * nothing of weight. *ret_facts: what is in it. 0 or -1. */
int audit_nights_put(struct audit *audit, const struct night_source *source,
                     struct state_night *night, struct night_facts *ret_facts, struct err *err);

/* Merges the first night_kept nights of the list where there are many. 0 or -1. */
int audit_merge(struct audit *audit, struct err *err);

#endif

/*
 * join.h: accounts by session. On many portals only the login line names the account; later lines
 * carry the identifier of its session. Between ingest and judge, a line that names no account gets
 * the account that logged in with its session last, at or before its place in canonical order
 * (time, input, offset), unless a logout came in between. Only for profiles that ask for it.
 *
 * Lines of one instant have no known order across front-ends: a line of a session that is nobody's
 * at its place belongs to the account that logs in with it within the same instant.
 */
#ifndef LIMIER_JOIN_H
#define LIMIER_JOIN_H

#include "census.h"
#include "ingest.h"

/* What a line does to its session. */
enum session_act { SESSION_ACT_NONE, SESSION_ACT_OPENS, SESSION_ACT_ENDS };

/* The act of a line that has a session. A login or logout that the portal did not accept is none.
 */
enum session_act session_act(bool names_account, enum kind kind, enum outcome outcome);

/* What the join wants. */
struct join_options {
    const struct portal *portal;
    const struct directory *practices; /* as ingest had it */
    unsigned jobs;
    size_t memory_bytes; /* to order the logins */
    size_t most_logins;  /* LIMIT_LOGINS; at most UINT32_MAX */
    int directory;       /* for files without names */
};

/* What came of it. */
struct join {
    uint64_t joined;  /* traces that got their account by their session */
    uint64_t shared;  /* sessions that more than one account logged in with */
    uint64_t refused; /* sessions beyond most_logins, whose traces stay nobody's */
};

/* Joins. Fills ingest->joined, and takes accounts off the census that have no trace in the run
 * (those whose only line is a login before the period). 0, or -1 when the disk refuses. */
int join_run(struct join *join, struct ingest *ingest, struct census *census,
             const struct join_options *options, struct err *err);

#endif

/*
 * sessions.h: one account's acts as sessions, and sessions as strands. A session: one address and
 * agent (and session identifier, where the log has it) without a pause of 30 minutes. A strand: all
 * sessions of one address and agent.
 */
#ifndef LIMIER_SESSIONS_H
#define LIMIER_SESSIONS_H

#include "detect/detect.h"

/* A pause that ends a session. 30 minutes is the convention of web analysis (W3C WCA, 1999) and of
 * most portals' time-outs. */
#define SESSION_PAUSE (30 * NS_PER_MINUTE)

/* One session. */
struct session {
    uint32_t strand;
    enum attribution attributed;
    int64_t first_ns;
    int64_t last_ns;
    uint64_t requests;
    uint64_t records;
    uint64_t beneficiaries; /* distinct persons shown in the session: filled by exposure.c */
    uint64_t not_found;
    uint64_t refused;
    uint64_t follow_ups;
    uint64_t stamp; /* last person counted, for exposure.c */
    struct evidence first;
    struct evidence last;
};

/* A count of distinct persons in the current window of a scale, and the windows that went beyond
 * the limit. */
struct gauge {
    int64_t start_ns;
    uint64_t count;
};

/* All sessions of one address and agent. */
struct strand {
    uint32_t source;
    uint32_t agent;
    uint32_t open_session; /* index of its latest session */
    uint32_t session_id;   /* identifier of the open session */
    int64_t first_ns;
    int64_t last_ns;
    int64_t hot_ns; /* start of the first window in which it alone was beyond the limit; TIME_NONE:
                       never */
    uint64_t records;
    uint64_t follow_ups;
    uint32_t days;       /* local days with a person shown */
    uint32_t quiet_days; /* of these, before anything was hot */
    uint64_t quiet_follow_ups;
    int64_t day_ns;
    struct gauge gauge[SCALE_ALL];
    bool attacker; /* set by attribute.c */
};

/* A stretch of time in which the account was beyond its limits. */
struct hot_window {
    int64_t from_ns;
    int64_t to_ns;
    enum scale scale;
    uint64_t count;
};

/* One account, split. */
struct sessions {
    const struct detect_context *context;
    struct use_limits limits;
    struct session *sessions;
    uint32_t session_count;
    uint32_t session_room;
    struct strand *strands;
    uint32_t strand_count;
    uint32_t strand_room;
    uint32_t *slots; /* strand + 1 by (source, agent) */
    uint32_t slot_mask;
    struct gauge gauge[SCALE_ALL];
    struct hot_window *hot;
    size_t hot_count;
    size_t hot_room;
};

/* Starts. */
void sessions_init(struct sessions *s, const struct detect_context *context,
                   const struct use_limits *limits);

/* Adds one act, in order of time. Returns the index of its session. */
uint32_t sessions_add(struct sessions *s, const struct act *act);

/* Ends the adding. */
void sessions_end(struct sessions *s);

/* A second reading of the same acts; zeroed before the first. */
struct session_walk {
    uint32_t *current; /* by strand: its session, while walking */
    uint32_t next;
};

/* The session of the next act, as sessions_add returned it; and the end of the reading. */
uint32_t session_walk_next(struct session_walk *walk, const struct sessions *s,
                           const struct act *act);
void session_walk_release(struct session_walk *walk);

/* Frees all. */
void sessions_release(struct sessions *s);

#endif

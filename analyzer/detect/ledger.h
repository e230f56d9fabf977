/*
 * ledger.h: one account's acts in order of time, split into sessions and strands, and its past. A
 * session: one address and agent (and session identifier, where the log has it) without a pause of
 * 30 minutes. A strand: all sessions of one address and agent. The past: what the sessions showed
 * that the caller let the ledger learn from; sessions that speak against the account are not part
 * of it, so that an attacker cannot teach the ledger his own ways.
 */
#ifndef LIMIER_DETECT_LEDGER_H
#define LIMIER_DETECT_LEDGER_H

#include "detect/neighbours.h"
#include "detect/step.h"

/* A pause that ends a session. 30 minutes is the convention of web analysis (W3C WCA, 1999) and of
 * most portals' time-outs. */
#define SESSION_PAUSE (30 * NS_PER_MINUTE)

/* Where an address is, as far as databases tell. */
struct whereabouts {
    uint32_t country; /* 0: not known; France with all its départements is one country */
    bool hosting;
    bool located;
    float latitude;
    float longitude;
    float accuracy_km;
};

/* What every ledger may know of the run. Borrowed. */
struct detect_context {
    const struct portal *portal;
    int offset_seconds; /* local days and hours */
    int64_t first_ns;   /* of the log */
    int64_t end_ns;     /* what comes after is not known yet */
    bool live;          /* judge as of each act: what follows it is not known */
    double (*ripe)(const void *delays, int64_t age_ns); /* share of follow-ups that come by then */
    const void *delays;
    const uint64_t *networks;  /* by source: equal numbers, same network; NULL: not known */
    const uint32_t *refused;   /* by source: refused logins that name nobody; NULL */
    const uint32_t *strangers; /* by source: accounts with a past to which it was new; NULL */
    /* Where a source is; NULL without databases. */
    const struct whereabouts *(*where)(void *context, uint32_t source);
    void *where_context;
    bool (*canary)(const void *canaries, struct person person); /* NULL: none */
    const void *canaries;
    double (*alerted)(const void *alerts, const struct trace *t); /* bans; NULL: no signatures */
    const void *alerts;
};

/* One session. */
struct session {
    uint32_t strand;
    enum attribution attributed;
    int64_t first_ns;
    int64_t last_ns;
    int64_t about_ns; /* its last act about a person; TIME_NONE */
    uint64_t requests;
    uint64_t records;
    uint64_t beneficiaries; /* distinct persons shown in the session: filled by exposure.c */
    uint64_t not_found;
    uint64_t refused;
    uint64_t follow_ups;
    uint64_t fresh;      /* persons whom the account's shop had never dealt with */
    uint64_t unreasoned; /* of these, those that no PEC or claim followed, as far as is known */
    uint64_t slots;      /* hours of the week, as bits */
    uint64_t stamp;      /* last person counted, for exposure.c */
    double bans;         /* evidence against the session; set by the caller */
    double odds;         /* that it is not the owner's, in bans, all considered; attribute.c */
    void *tallies;       /* the caller's, while it is open */
    struct evidence first;
    struct evidence last;
    bool paged; /* a page since its last act about a person */
    bool learnt;
};

/* All sessions of one address and agent. */
struct strand {
    uint32_t source;
    uint32_t agent;
    uint32_t open_session; /* index of its latest session; UINT32_MAX: none */
    uint32_t session_id;   /* identifier of the open session */
    int64_t first_ns;
    int64_t last_ns;
    uint64_t network;
    bool strange_source; /* as it first appeared: the account had a past without it */
    bool strange_agent;
    bool strange_country;
    bool hosting;
    bool first_of_source;
    bool first_of_agent;
    bool familiar;              /* the past has sessions of it */
    uint64_t learnt_follow_ups; /* PEC and claims in these */
    uint32_t learnt_days;       /* their local days, and the last one */
    uint32_t learnt_last;
    double bans;      /* evidence against it as a whole; set by the caller */
    uint32_t weighed; /* persons from which the caller weighs it again */
    void *tallies;    /* the caller's; NULL: none */
};

/* The past. */
struct past {
    uint32_t active_days;
    uint32_t slot_days[48];
    uint32_t slot_last[48]; /* local day + 1 that was counted last */
    uint32_t day_last;
    uint64_t *known; /* set of networks, agents and countries, tagged; 0 free */
    uint32_t known_count;
    uint32_t known_room;
};

/* One account. */
struct ledger {
    const struct detect_context *context;
    void (*closed)(void *caller, struct ledger *ledger, uint32_t session);
    void *caller;
    struct session *sessions;
    uint32_t session_count;
    uint32_t session_room;
    struct strand *strands;
    uint32_t strand_count;
    uint32_t strand_room;
    uint32_t *slots; /* strand + 1 by (source, agent) */
    uint32_t slot_mask;
    uint32_t *open; /* sessions that may still go on */
    uint32_t open_count;
    uint32_t open_room;
    int64_t expiry_ns; /* before it, no open session ends by time */
    struct past past;
    struct neighbours neighbours;
    int64_t last_ns;       /* of the account; TIME_NONE */
    int64_t day_ns;        /* first moment of the local day that is now */
    int64_t epoch_ns;      /* and of the log's first one */
    uint64_t here_network; /* used last, and the one before */
    int64_t here_since_ns;
    uint64_t there_network;
    int64_t there_last_ns;
    uint32_t here_strand;
};

/* Starts; ledger_clear makes it ready for the next account. `closed` is called once for each
 * session, in order of their ends. */
void ledger_init(struct ledger *ledger, const struct detect_context *context,
                 void (*closed)(void *caller, struct ledger *ledger, uint32_t session),
                 void *caller);
void ledger_clear(struct ledger *ledger);
void ledger_release(struct ledger *ledger);

/* Takes the next act; closes what ended before it. The session's number; *ret_step is filled. */
uint32_t ledger_take(struct ledger *ledger, const struct act *act, struct step *ret_step);

/* Closes what is open. */
void ledger_end(struct ledger *ledger);

/* A closed session becomes part of the past. */
void ledger_learn(struct ledger *ledger, uint32_t session);

/* Whether a strand is the owner's own place and computer: the past has learnt from it, and it has
 * filed what harvesters have no reason to file, or nothing speaks against it. */
bool strand_is_owners(const struct strand *strand);

/* Whether it is the owner's whatever speaks against it; it remains so. */
bool strand_is_settled(const struct strand *strand);

/* A second reading of the same acts; zeroed before the first. */
struct session_walk {
    uint32_t *current; /* by strand: its session, while walking */
    uint32_t next;
};

/* The session of the next act, as ledger_take returned it; and the end of the reading. */
uint32_t session_walk_next(struct session_walk *walk, const struct ledger *ledger,
                           const struct act *act);
void session_walk_release(struct session_walk *walk);

#endif

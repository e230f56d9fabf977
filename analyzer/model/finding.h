/*
 * finding.h: a claim about one account, with its window, numbers, reasons and evidence; never a
 * bare score. Everything a report says about an account is here; reports compute nothing.
 */
#ifndef LIMIER_MODEL_FINDING_H
#define LIMIER_MODEL_FINDING_H

#include "base/clock.h"
#include "base/limits.h"
#include "base/text.h"
#include "model/data.h"

/* What the use of an account looks like. No verdict is about the practitioner. */
enum verdict { VERDICT_NONE, VERDICT_WATCH, VERDICT_SUSPECT, VERDICT_HARVESTING };

/* Who used the account in a session, as far as the log tells. */
enum attribution { ATTRIBUTED_OWNER, ATTRIBUTED_UNCLEAR, ATTRIBUTED_ATTACKER, ATTRIBUTION_COUNT };

/* Where a line stands. `input` indexes the dossier's inputs. */
struct evidence {
    uint64_t offset;
    int64_t time_ns;
    uint32_t input;
    uint32_t line;
};

/* What the geolocation databases say of one address. Spans and zeros stay empty where they say
 * nothing. */
struct place {
    struct str country_code; /* ISO 3166-1 alpha-2 */
    struct str country[2];   /* by enum lang */
    struct str city[2];
    bool located; /* latitude and longitude are known */
    double latitude;
    double longitude;
    uint32_t accuracy_km; /* 0: not known */
    uint32_t asn;         /* 0: not known */
    struct str organisation;
};

/* One address that used the account. */
struct finding_source {
    struct str address;
    struct place place;
    enum attribution attributed; /* the worst of its sessions */
    int64_t first_ns;
    int64_t last_ns;
    uint64_t requests;
    uint64_t records; /* requests that showed a person's data */
};

/* One session: same address and agent, without a pause of 30 minutes. */
struct finding_session {
    enum attribution attributed;
    double bans;      /* evidence that it is not the owner's: log10 of the odds */
    uint32_t source;  /* index in the finding's sources */
    struct str agent; /* may be absent */
    int64_t first_ns;
    int64_t last_ns;
    uint64_t requests;
    uint64_t records;       /* requests that showed data */
    uint64_t beneficiaries; /* distinct persons shown in the session */
    uint64_t not_found;
    uint64_t follow_ups; /* PEC and claims */
    struct evidence first;
    struct evidence last;
};

/* A count that the log knows between two bounds: the attacker's alone, and with what is unclear. */
struct extent {
    uint64_t floor;
    uint64_t ceiling;
};

/* Where one number of those that an attacker asked for stands among them, for the figure of
 * enumeration: 0 is the least, 1 the greatest. It tells no number. */
struct finding_number {
    int64_t time_ns;
    float place;
    bool unclear;
};

/* How the numbers that an attacker asked for follow each other: of the kind that was asked for
 * most. `steps` go from one number to the next one asked for that differs. */
struct finding_walk {
    bool nir; /* social security numbers; otherwise file, member or other numbers */
    uint64_t asked;
    uint64_t steps;
    uint64_t rising; /* steps to a greater number than the last */
    uint64_t up;     /* steps to a number right above one of those asked for just before … */
    uint64_t down;   /* … or right below one */
};

/* One insurer's part. */
struct finding_insurer {
    struct str insurer; /* absent: the log does not say */
    uint64_t floor;
    uint64_t ceiling;
};

/* Why: what a detector observed, against what it expected. */
struct reason {
    const char *detector;
    double observed;
    double expected;
    double of;         /* chances of which `observed` were taken; 0: a count by itself */
    const char *unit;  /* "beneficiaries/hour" … */
    double bans;       /* weight of evidence: log10 of the likelihood ratio */
    int aspect;        /* what it speaks of: enum aspect of detect/detect.h */
    bool circumstance; /* it speaks of how and whence, not of whose data was taken */
    int64_t from_ns;   /* the window it speaks of */
    int64_t to_ns;
    struct str text[2];  /* a sentence, by enum lang */
    struct str brief[2]; /* a few words of it for a list; may be absent */
    struct evidence evidence[LIMIT_REASON_EVIDENCE];
    int evidence_count;
};

/* A decisive moment. `what` names it for machines: "first-foreign-session", "first-record",
 * "build-up", "peak", "last-record", "refused". */
struct moment {
    int64_t time_ns;
    const char *what;
    struct str text[2];
    struct evidence evidence;
};

/* One local calendar day of the account. */
struct finding_day {
    int64_t start_ns;
    uint32_t owner; /* distinct persons shown in sessions of the owner, the unclear, the attacker */
    uint32_t unclear;
    uint32_t attacker;
};

/* Distinct persons shown by the attacker up to a moment, and with the unclear sessions. */
struct finding_point {
    int64_t time_ns;
    uint64_t floor;
    uint64_t ceiling;
};

/* Peers: accounts with a similar volume, rhythm and mix of operations. Values are distinct persons
 * per active day. */
struct finding_peers {
    uint32_t accounts; /* how many, without this one; 0: none comparable */
    double median;
    double high; /* 99th percentile of their days */
    double own_median;
    double own_high; /* highest day before the first finding */
};

/* What the evidence of a finding was found in. */
enum stretch {
    STRETCH_NONE,
    STRETCH_SESSION,   /* one session */
    STRETCH_STRAND,    /* one address and agent, all its sessions */
    STRETCH_STRANGERS, /* a day or week of all addresses and agents that the past does not have */
    STRETCH_ACCOUNT,   /* a day or week of the account */
    STRETCH_DRIP       /* days in a row that each say a little (CUSUM: Page 1954) */
};

/* One account's finding. Lists are in order of time; sources by requests, descending. */
struct finding {
    struct str account;
    enum verdict verdict;
    bool doubtful;    /* all evidence lies in inputs whose data may be invented: suspect at most */
    int64_t first_ns; /* of the attacker's sessions, not of the account */
    int64_t last_ns;
    int64_t account_first_ns; /* of the account in the log */
    int64_t account_last_ns;
    struct {
        uint64_t floor;
        uint64_t ceiling;
    } beneficiaries, records;
    uint64_t beneficiaries_also_owner; /* of the floor, how many the owner was shown as well */
    uint64_t not_found;                /* attacker's requests for persons who were not found */
    uint64_t refused;                  /* attacker's requests that were refused */
    uint16_t data;                     /* bits of DATA_… that the attacker was shown */
    struct extent shown[DATA_COUNT];   /* persons of whom each category was shown */
    uint16_t holder_data; /* bits of DATA_…: the holder's own data that the attacker was shown … */
    uint64_t holder_views; /* … in so many answers, the first of them here */
    struct evidence holder_evidence;
    struct str text[2];   /* the finding in a paragraph */
    struct str advice[2]; /* its last sentence: what to do next */
    double bans;        /* evidence of the stretch that says most: log10 of the likelihood ratio */
    double probability; /* that the use is a harvest, given the prior of cohort_probability() */
    enum stretch stretch;
    int64_t stretch_from_ns;
    int64_t stretch_to_ns;
    struct str stretch_text[2]; /* "in one session" */
    struct str allowed_reason;  /* why the operator allows this use; absent: not allowed */
    int64_t allowed_until_ns;   /* and until when, this moment not included */
    struct finding_peers peers;
    struct finding_source *sources;
    size_t source_count;
    struct finding_session *sessions;
    size_t session_count;
    uint64_t sessions_omitted; /* beyond LIMIT_FINDING_SESSIONS */
    struct finding_insurer *insurers;
    size_t insurer_count;
    struct reason *reasons;
    size_t reason_count;
    struct moment *moments;
    size_t moment_count;
    struct finding_day *days;
    size_t day_count;
    struct finding_point *points;
    size_t point_count;
    uint32_t hours[ATTRIBUTION_COUNT][7][24]; /* requests by weekday (Monday is 0) and local hour */
    struct finding_number *numbers;           /* in order of time, at most LIMIT_FINDING_NUMBERS */
    size_t number_count;
    struct finding_number *run; /* of all of them, those in a row that have most steps to
                                   neighbours; at most LIMIT_FINDING_RUN, places among themselves */
    size_t run_count;
    struct finding_walk walk; /* of all such numbers, not only of those in the list */
};

/* What the accounts of a campaign have in common. The first three in the order of enum pivot_kind.
 */
enum campaign_kind {
    CAMPAIGN_ADDRESS,
    CAMPAIGN_NETWORK,
    CAMPAIGN_AGENT,
    CAMPAIGN_PERSONS,  /* how many persons several of the accounts were shown */
    CAMPAIGN_SEQUENCE, /* how often one account's numbers follow another's */
    CAMPAIGN_RHYTHM,   /* median pause between requests: "4.2 s" */
    CAMPAIGN_KINDS
};

/* One such thing, and how many of the accounts have it. */
struct campaign_shared {
    enum campaign_kind kind;
    struct str value;
    uint64_t accounts;
};

/* Several findings that one attacker made. */
struct campaign {
    uint32_t *findings; /* indices in the dossier, ascending */
    size_t finding_count;
    int64_t first_ns;
    int64_t last_ns;
    struct {
        uint64_t floor;
        uint64_t ceiling;
    } beneficiaries, records; /* distinct persons of all accounts that count together, those that
                                 are allowed aside; sum of their records */
    struct campaign_shared *shared; /* by kind, those of most accounts first */
    size_t shared_count;
};

/* Whether a finding accuses, and the operator does not allow the use: only then its persons are on
 * lists, in totals and in what authorities are told, and others are told of it at all. */
static inline bool finding_counts(const struct finding *finding)
{
    return finding->verdict >= VERDICT_SUSPECT && !finding->allowed_reason.p;
}

/* Name of a kind for machines: "address" … */
const char *campaign_kind_name(enum campaign_kind kind);

/* Names for machines: "session", "strand", "strangers", "account", "drip"; NULL for none. */
const char *stretch_name(enum stretch stretch);

/* Names for machines: "harvesting", "suspect", "watch"; "owner", "unclear", "attacker". */
const char *verdict_name(enum verdict verdict);
const char *attribution_name(enum attribution attribution);

#endif

/*
 * alert.h: what signatures found: the rules that were true of something, and each time that one of
 * them was, for a while. Filled by alerts.c; reports say it. No beneficiary stands in any of it:
 * texts of the log are masked, persons are tokens.
 */
#ifndef LIMIER_MODEL_ALERT_H
#define LIMIER_MODEL_ALERT_H

#include "model/finding.h"

/* Lines kept with one alert. */
#define ALERT_EVIDENCE 8

/* Levels: ranks 0 to 4. */
#define ALERT_LEVELS 5

/* A rule that alerted. Texts may be absent but for `title`, `level` and `file`. */
struct signature {
    struct str id;
    struct str title[2]; /* by enum lang; the same where the rule has no French (`title_fr`) */
    struct str description[2];
    struct str level; /* "informational" to "critical" … */
    int rank;         /* … as 0 to 4 */
    struct str author;
    struct str license;
    struct str file; /* "builtin:x.yml" for rules that are part of the program */
    struct str *references;
    size_t reference_count;
    struct str *tags;
    size_t tag_count;
    struct str *falsepositives;
    size_t falsepositive_count;
    bool correlation;  /* it counts events of other rules */
    uint64_t alerts;   /* all of them; the dossier lists at most LIMIT_ALERTS of a rule */
    uint64_t events;   /* log lines that these alerts are made of */
    uint64_t accounts; /* distinct accounts that they name */
    int64_t first_ns;
    int64_t last_ns;
    uint32_t number; /* in the order of the rules */
    double bans;     /* what one alert weighs as evidence against its account; 0: nothing */
};

/* One alert: from the event at which the rule became true to the last one that still found it
 * true. */
struct alert {
    uint32_t signature; /* index in the dossier */
    int64_t first_ns;   /* of the window in which it began; of a detection rule: at_ns */
    int64_t at_ns;
    int64_t last_ns;
    uint64_t events;
    double value;       /* of a correlation: what was counted, at its most extreme */
    struct str account; /* of the event at which it began; absent: not known */
    struct str source;
    struct str agent;
    struct str group;   /* what a correlation groups by: "c-ip 192.0.2.1"; absent: nothing */
    struct str request; /* of a log line, masked; absent for what is no line */
    struct evidence evidence[ALERT_EVIDENCE];
    int evidence_count;
    uint32_t number; /* in the order of rules and time */
    bool allowed;    /* the operator allows its account: it raises no alarm */
    int32_t finding; /* index of the account's finding; −1: it has none */
};

/* What a level is called: for machines ("informational" … "critical"), and for people. A rank
 * outside of the levels is the nearest one. */
const char *alert_level_name(int rank);
const char *alert_level_text(enum lang lang, int rank);

/* The dossier's alerts in lists; in each in their order: list k is .alerts[.from[k]] to
 * .alerts[.from[k + 1] - 1], indices in the dossier. */
struct alert_lists {
    uint32_t *alerts;
    size_t *from;
};

struct dossier;

/* A list for each signature; one for each finding, of those whose account has one. Release them
 * with alert_lists_release. */
void alert_lists_by_signature(struct alert_lists *lists, const struct dossier *dossier);
void alert_lists_by_finding(struct alert_lists *lists, const struct dossier *dossier);

/* Frees the lists. */
void alert_lists_release(struct alert_lists *lists);

#endif

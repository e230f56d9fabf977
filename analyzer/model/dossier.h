/*
 * dossier.h: everything a case says, in memory, handed to the report writers. Counted in thousands;
 * what is counted in millions (exposed persons, acts of the attacker) stays in two sorted files
 * that the writers stream. Built by the judge, owned by the run; read-only for writers.
 */
#ifndef LIMIER_MODEL_DOSSIER_H
#define LIMIER_MODEL_DOSSIER_H

#include "model/alert.h"
#include "model/coverage.h"
#include "model/earlier.h"
#include "model/finding.h"
#include "model/indicators.h"
#include "model/portal.h"
#include "model/pseudonym.h"
#include "model/recipients.h"
#include "model/series.h"
#include "model/trace.h"

/* One person shown through one account, in the order (insurer, person, account). 56 bytes. */
struct exposed_row {
    struct person person;
    int64_t first_ns;
    int64_t last_ns;
    uint32_t finding; /* index in the dossier */
    uint32_t views;
    uint32_t insurer;   /* index in the dossier's insurers, INSURER_NONE */
    uint16_t data;      /* bits of DATA_… that the attacker was shown … */
    uint16_t data_most; /* … and with unclear sessions */
    uint8_t attributed; /* ATTRIBUTED_ATTACKER: in the floor; ATTRIBUTED_UNCLEAR: ceiling only */
    uint8_t reserved[7];
};

/* One act of the attacker (or unclear), in the order (time, input, offset). 72 bytes. */
struct exposed_act {
    struct trace t;
    uint32_t finding;
    uint8_t attributed;
    uint8_t reserved[3];
};

/* A name and a value, for options and versions. */
struct dossier_pair {
    struct str name;
    struct str value;
};

/* One account as the case knows it; all accounts are here, findings or not. */
struct dossier_account {
    struct str account;
    int64_t first_ns;
    int64_t last_ns;
    uint64_t requests;
    uint64_t records;
    uint64_t beneficiaries;
    uint64_t not_found;
    uint64_t follow_ups;
    uint32_t active_days;
    uint32_t sources;
    int32_t group; /* peers that it was compared with, -1 for none */
    double day_median;
    double day_max;
};

/* What was shown in all findings on the lists, each person counted once. */
struct dossier_total {
    struct str insurer; /* whose persons; absent: the log does not say, or those of all */
    struct extent beneficiaries;
    struct extent shown[DATA_COUNT]; /* of whom each category was shown */
    uint64_t views;
    int64_t first_ns; /* of the views; TIME_NONE for none */
    int64_t last_ns;
};

/* From awareness to the notification (GDPR, article 33(1)). */
#define DEADLINE_HOURS      72
#define DEADLINE_HOURS_MOST 720

/* What a notification is for. */
enum phase { PHASE_INITIAL, PHASE_COMPLEMENTARY };

/* The files of the case, for the manifest: those that were there, and those of this run. */
struct dossier_output {
    struct str name;
    uint64_t bytes;
    char sha256[SHA256_TEXT];
    bool fresh; /* this run wrote it */
};

/* A file that the run was made with and that is no log, or an archive of logs. */
struct dossier_given {
    struct str option; /* that named it: "portal"; absent for an archive */
    struct str path;
    uint64_t bytes;
    char sha256[SHA256_TEXT]; /* empty: it could not be read to its end, or … */
    char hmac[SHA256_TEXT];   /* … it names so few persons that a digest would tell who they are:
                                 HMAC-SHA-256 under the key of the pseudonyms */
};

/* The whole. */
struct dossier {
    enum lang lang;
    int64_t now_ns;     /* clock of the run, or --now */
    int offset_seconds; /* zone in which the report shows times: east of UTC */
    bool partial;       /* interrupted */
    bool reveal;        /* identifiers in clear in exposed/ */
    struct str command_line;
    int64_t aware_ns;   /* when the controller became aware (GDPR 33); TIME_NONE: not said */
    int deadline_hours; /* from then to the notification: 72 */
    enum phase phase;
    const struct earlier *earlier; /* what was notified before; NULL: nothing is known of it */
    const struct portal *portal;
    const struct pseudonym_key *key;     /* NULL: it is not there, and no person can be named */
    struct str key_id;                   /* names the key of the case's pseudonyms */
    const struct recipients *recipients; /* to whose keys lists are encrypted; NULL: to nobody's */
    struct dossier_pair *options;        /* those that change results */
    size_t option_count;
    struct dossier_pair *versions; /* limier, libraries */
    size_t version_count;
    struct dossier_pair *databases; /* geolocation: path and "type, built 2024-01-15" */
    size_t database_count;
    struct dossier_pair *attributions; /* licences to print: text and link */
    size_t attribution_count;
    int64_t first_ns; /* period of all parsed lines */
    int64_t last_ns;
    struct coverage *inputs; /* in canonical order */
    size_t input_count;
    struct series_set series; /* of the inputs; owned by the run as well */
    uint64_t lines, parsed, rejected, skipped;
    uint64_t unattributed;     /* traces whose line names no account */
    uint64_t records;          /* shown, all accounts */
    uint64_t regex_limits;     /* requests on which a pattern of the profile reached its limit */
    uint64_t joined;           /* traces that got their account by their session */
    uint64_t sessions_shared;  /* identifiers of sessions that several accounts logged in with */
    uint64_t sessions_refused; /* sessions beyond the cap: their lines name no account */
    uint64_t names_refused;    /* names beyond the caps, which share one entry */
    struct dossier_account *accounts;
    size_t account_count;
    struct finding *findings; /* worst verdict first, then by first moment, then by account */
    size_t finding_count;
    struct dossier_total total;   /* of all insurers */
    struct dossier_total *totals; /* of each, by name, the unnamed one last */
    size_t total_count;
    struct campaign *campaigns; /* by their first finding */
    size_t campaign_count;
    struct signature
        *signatures; /* that alerted: by level, highest first, then by title and file */
    size_t signature_count;
    struct alert *alerts; /* by at_ns, then signature, account, source, evidence */
    size_t alert_count;
    uint64_t alerts_omitted; /* beyond the cap of a rule: counted with their signature only */
    uint64_t rules;          /* signatures that were looked for … */
    uint64_t rules_refused;  /* … and rules that could not be used */
    uint64_t rules_dropped;  /* events that lacked what a correlation groups by or counts, and those
                                beyond a cap of its window */
    int min_rank;            /* alerts of signatures from this level on make the exit code 1 */
    uint32_t active;         /* accounts that showed anybody, and were therefore judged */
    uint32_t tried;          /* of them, those whose stretches of work were weighed one by one */
    uint64_t tests;          /* stretches that were weighed */
    double threshold;        /* bans from which an account is accused */
    struct str cleared[2];   /* what may be said of the accounts without a finding */
    const struct indicators *indicators; /* that somebody else gave, and where they were seen; NULL:
                                            none were given */
    size_t allow_expired;                /* entries of the allow list that no longer apply */
    struct str *sources;                 /* texts by number in exposed_act */
    struct str *agents;
    struct str *insurers;
    size_t insurer_count;
    int exposed_fd; /* struct exposed_row, sorted; read with pread */
    uint64_t exposed_count;
    int acts_fd; /* struct exposed_act, sorted */
    uint64_t act_count;
    struct dossier_given *given; /* by option, archives last, then by path */
    size_t given_count;
    struct str manifest; /* manifest.json as it lies in the case, found whole, when outputs are
                            added to it; absent: the case is new */
    struct dossier_output *outputs;
    size_t output_count;
};

/* Improbable silences: of all inputs together and of each series. */
uint64_t dossier_silences(const struct dossier *dossier);

/* Lines rejected for one reason; an input that repeats another one is not counted twice. */
uint64_t dossier_rejected(const struct dossier *dossier, enum reject reject);

/* Whether no request about a beneficiary was recognised, so that there was nothing to judge: a
 * wrong profile or period looks like a quiet night. */
bool dossier_unjudged(const struct dossier *dossier);

/* The sentence that says so, and where to look. */
const char *dossier_unjudged_text(const struct dossier *dossier, enum lang lang);

/* Whether something of the logs was not read or not understood; judging is not asked about. */
bool dossier_unread(const struct dossier *dossier);

/* Whether coverage is incomplete: exit code 4 or 5. Nothing understood or nothing that could be
 * judged is incomplete too. */
bool dossier_incomplete(const struct dossier *dossier);

/* Accounts that showed anybody and have no finding. */
uint64_t dossier_cleared(const struct dossier *dossier);

/* Whether a signature of the level that was asked for, or a higher one, alerted; alerts of accounts
 * that are allowed aside. */
bool dossier_alerted(const struct dossier *dossier);

/* Accounts that would be accused if the operator did not allow their use: what they showed is on no
 * list and in no total. */
uint64_t dossier_left_out(const struct dossier *dossier);

/* The worst verdict of all findings that are not allowed. */
enum verdict dossier_verdict(const struct dossier *dossier);

/* The first finding that is not allowed; NULL where there is none. */
const struct finding *dossier_worst(const struct dossier *dossier);

#endif

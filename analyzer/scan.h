/*
 * scan.h: one run from paths to a written case: the order of the steps, and what each lends the
 * next.
 */
#ifndef LIMIER_SCAN_H
#define LIMIER_SCAN_H

#include "address_level.h"
#include "alerts.h"
#include "casedir.h"
#include "command.h"
#include "geo/geo.h"
#include "investigate.h"
#include "join.h"
#include "key_warning.h"
#include "layouts.h"
#include "model/allow_list.h"
#include "model/canaries.h"
#include "model/dossier.h"
#include "sightings.h"
#include "where.h"
#include "model/settings.h"
#include "writers.h"

/* Phases of a run, for --stats. */
enum scan_phase {
    PHASE_INGEST,
    PHASE_JUDGE,
    PHASE_SIGNATURES,
    PHASE_INVESTIGATE,
    PHASE_REPORT,
    PHASE_COUNT
};

/* How long each phase took, on the clock and on the processors; and what the threshold came from.
 */
struct scan_stats {
    int64_t wall_ns[PHASE_COUNT];
    int64_t processor_ns[PHASE_COUNT];
    uint64_t tests;
    double threshold;
};

/* Everything that one run holds. Released with scan_release, whatever point it reached. */
struct scan {
    const struct options *options;
    struct console *console;
    const char *command; /* that runs it; NULL: scan */
    bool unread;         /* no log is read: what is judged comes from elsewhere */
    struct arena arena;
    struct writers writers;
    struct portal portal;
    bool has_portal;
    struct directory practices; /* who the accounts are; zeroed: nobody says */
    uint32_t *shops;            /* by account of the census; NULL without a directory */
    uint32_t practices_known;   /* accounts of the log that are in it */
    struct str sample_damage;   /* input that could not be read when the profile was proposed */
    struct proxies proxies;
    struct layouts layouts;
    enum address_level addresses;
    struct pseudonym_key key;
    struct recipients recipients; /* to whose keys lists are encrypted */
    struct canaries canaries;
    struct allow_list allow_list;
    struct settings settings;
    struct indicators indicators; /* of somebody else's attacker; zeroed: none */
    struct sightings sightings;
    struct geo geo;
    struct inputs inputs;
    struct casedir casedir;
    struct watch watch;       /* signatures; zeroed: none */
    struct lookout *lookouts; /* of lines, one for each job, then of acts; then one of lines for
                                 what earlier runs have left */
    struct act_context act_context;
    struct alerts alerts;
    struct ingest_options ingest_options;
    struct ingest ingest;
    struct census census;
    struct join join;
    struct where where;
    uint32_t *trades; /* by account of the census; NULL without a directory */
    struct judge judge;
    bool judged;
    struct cohort cohort;
    struct dossier dossier;
    double alert_budget;
    bool undigested;      /* no case is written: sorted acts need no digest */
    int64_t kept_from_ns; /* what happened before is not judged; 0: all is */
    size_t memory_bytes;
    unsigned jobs;
    struct scan_stats stats;
};

/* Reads the options that say what is read and how, and what they name: profile, layout, inputs. 0
 * or -1. */
int scan_prepare_reading(struct scan *scan, struct err *err);

/* Reads all that the options say and all files that they name, but for inputs and the key, which
 * may not be there yet. 0 or -1. */
int scan_settle(struct scan *scan, struct err *err);

/* The same, inputs, and the key; without a profile, the one that the logs suggest. 0 or -1. */
int scan_prepare(struct scan *scan, struct err *err);

/* Surveys the inputs, at most `sample_bytes` of the text of each (0: all). The survey, which the
 * caller releases and frees; NULL on failure. (survey_run.c) */
struct survey *survey_run(const struct inputs *inputs, const struct ingest_options *options,
                          uint64_t sample_bytes, struct progress *progress,
                          struct ingest *ret_ingest, struct err *err);

/* Notes where a phase begins and ends. */
void scan_phase_begin(struct scan *scan, enum scan_phase phase);
void scan_phase_end(struct scan *scan, enum scan_phase phase);

/* Takes the profile that the logs suggest in place of the generic one. 0 or -1. (scan_propose.c) */
int scan_propose(struct scan *scan, struct err *err);

/* An input that was damaged when the profile was proposed, and is sound now, is a failure: the
 * profile is not the one that the same logs would give tomorrow. 0 or -1. (scan_propose.c) */
int scan_check_sample(const struct scan *scan, struct err *err);

/* Reads the signatures, as the options say; begins watching for them, once there is a case to write
 * into; and, when all acts are read, makes alerts of what was seen. 0 or -1. (scan_rules.c) */
int scan_rules_read(struct scan *scan, struct err *err);
void scan_rules_watch(struct scan *scan);
int scan_rules_alert(struct scan *scan, struct err *err);
void scan_rules_release(struct scan *scan);

/* "25, SHA-256 …": which signatures were looked for, in the arena. */
struct str scan_rules_version(struct scan *scan);

/* Reads the indicators that the options name; begins to look for them, once the census is taken;
 * and says in the dossier what was seen, when all findings are made. 0 or -1. (scan_indicators.c)
 */
int scan_indicators_read(struct scan *scan, struct err *err);
void scan_indicators_watch(struct scan *scan);
int scan_indicators_end(struct scan *scan, struct err *err);
void scan_indicators_release(struct scan *scan);
/* Digests the files that the options name, now that they have been read: the profile, lists, rules,
 * databases. Fills the dossier's `given`. 0 or -1. (scan_given.c) */
int scan_given(struct scan *scan, struct err *err);

/* Adds the archives among the inputs, once they are read. (scan_given.c) */
void scan_given_archives(struct scan *scan);

/* Ingest: what is in the inputs. 0 or -1. */
int scan_read(struct scan *scan, struct err *err);

/* Nothing at all could be read: that is a failure, not a clean log. 0 or -1. */
int scan_check_read(const struct scan *scan, struct err *err);

/* Judge, cohort, investigation of what was read. Fills scan->dossier but for its outputs. 0 or -1.
 */
int scan_judge(struct scan *scan, struct err *err);

/* Fills what the dossier says of the inputs, once they are read: counts, period, series and
 * silences. */
void scan_dossier_inputs(struct scan *scan);

/* Fills the other parts of the dossier that do not come from findings. */
void scan_dossier(struct scan *scan);

/* Keeps what judging the case again needs, unless it is not wanted. 0 or -1. (scan_traces.c) */
int scan_keep_traces(struct scan *scan, struct err *err);

/* Writes the reports that are wanted. 0 or -1. */
int scan_report(struct scan *scan, struct err *err);

/* Frees all. */
void scan_release(struct scan *scan);

/* The summary for the terminal, and --stats, of which what each rule cost (summary_rules.c). */
void summary_write(const struct scan *scan, const char *output);
void summary_stats(const struct scan *scan);
void summary_rules(const struct scan *scan);

#endif

/*
 * case_read.h: a case that lies there, open for being judged again without a log: the profile, the
 * texts behind the numbers, the facts of the run, and the sorted acts. Anybody may have written it:
 * nothing is believed that is not checked, and a case that was altered is refused.
 */
#ifndef LIMIER_CASE_READ_H
#define LIMIER_CASE_READ_H

#include "case_facts.h"
#include "census.h"
#include "judge.h"
#include "model/dossier.h"
#include "where.h"

/* The files of traces/: the partitions, then these. */
enum case_file_id {
    CASE_FILE_TEXTS = LIMIT_PARTITIONS,
    CASE_FILE_PORTAL,
    CASE_FILE_FACTS,
    CASE_FILE_DOSSIER,
    CASE_FILE_PERSONS,
    CASE_FILE_SHOWN,
    CASE_FILES
};

/* One of them, as the manifest has it. */
struct case_file {
    char name[24]; /* without its folder */
    int fd;        /* −1 until it is open */
    bool listed;
    uint64_t bytes;
    char sha256[SHA256_TEXT];
};

/* An open case. Release with case_close, whatever case_open returned. */
struct case_read {
    const char *path; /* as given; borrowed */
    int directory;
    struct case_file files[CASE_FILES];
    struct dossier_output *outputs; /* all files that the manifest lists */
    size_t output_count;
    size_t output_room;
    struct str manifest; /* its text */
    struct arena arena;  /* of what it says */
    bool partial;        /* the run was interrupted */
    struct portal portal;
    bool has_portal;
    struct census census;    /* texts by kind and number; sessions are tokens; no maps */
    struct coverage *inputs; /* by number: the name, and the damage */
    size_t input_count;
    struct case_facts facts;
    struct str *trade_texts; /* by number */
    uint32_t trade_count;
    uint32_t *trades; /* by account, NAME_NONE: not known; NULL: the scan knew none. May be replaced
                         by another list from the heap */
    struct canaries canaries;  /* may be replaced likewise */
    struct settings settings;  /* may be added to */
    struct alert_marks alerts; /* likewise, before they are made ready again */
    struct lookout *lookouts;  /* the caller's to give, borrowed, one for each job of case_judge:
                                  they look for signatures in the acts */
    const struct act_context *act_context; /* of theirs */
    struct where *where; /* the caller's to give, borrowed: where addresses are; NULL: not known */
    char *texts;         /* what census, inputs and trades borrow from */
};

/* Opens a case and reads everything once, in `jobs` threads: every file of traces/ has the size and
 * the SHA-256 that the manifest gives, and every act is in order and speaks of names, inputs and
 * operations that there are. 0, or -1: a usage error when it is no case, one without traces/ or one
 * of another version, a failure when it was altered or cannot be read. */
int case_open(struct case_read *ret_case, const char *path, unsigned jobs, struct err *err);

/* The same without the acts, which nobody may then read: the profile, the texts, the facts. 0 or -1
 * likewise. */
int case_open_frame(struct case_read *ret_case, const char *path, struct err *err);

/* Observes the acts before `until_ns` (TIME_NONE: all), as the scan did, into a judge, which
 * borrows the case and which the caller releases, also on failure. 0 or -1. */
int case_judge(const struct case_read *from, struct judge *ret_judge, int64_t until_ns,
               unsigned jobs, struct err *err);

/* Length of the period in months, for the alert budget. */
double case_months(const struct case_read *from);

/* Frees all. */
void case_close(struct case_read *from);

#endif

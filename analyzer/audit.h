/*
 * audit.h: one run of limier audit: what it holds, and its steps in their order. A run is a scan in
 * which what was read before comes from the state: the same code judges it.
 */
#ifndef LIMIER_AUDIT_H
#define LIMIER_AUDIT_H

#include "audit_compare.h"
#include "audit_match.h"
#include "audit_pulse.h"
#include "scan.h"

/* Of a file: no input of this run. */
#define AUDIT_NO_INPUT UINT32_MAX

/* Days that are remembered, and at most: --keep. */
#define AUDIT_KEEP_DEFAULT 365
#define AUDIT_KEEP_MOST    36500

/* Seconds for which another run is waited for, at most: --wait. */
#define AUDIT_WAIT_MOST (7 * 86400)

/* A silence that was not told yet. */
struct audit_gap {
    const struct series *series; /* whose; without a name: of all inputs together */
    const struct silence *silence;
};

/* What is told of something that used to come, and when it came last before this run. */
struct audit_beat {
    enum pulse_news news;
    int64_t since_ns; /* TIME_NONE: never */
};

/* What a run has to say. */
struct audit_news {
    enum audit_change *findings;       /* by finding of the dossier */
    const struct state_finding **told; /* likewise: as it was told; NULL: never */
    const struct state_finding **withdrawn;
    size_t withdrawn_count;
    uint64_t *alerts;        /* by signature of the dossier: those that were not told yet */
    size_t count;            /* of findings, withdrawn ones and signatures that are told */
    struct audit_beat lines; /* whether lines come */
    struct audit_beat acts;  /* whether beneficiaries are recognised in them */
    bool unjudged;           /* new lines, and in all of them nothing that could be judged */
    bool limited;            /* a limit was reached */
    bool lasting;            /* one of these is so, told now or before */
    struct audit_gap *gaps;
    size_t gap_count;
};

/* The first days of a state, in which little is told (audit_learning.c). */
struct audit_learning {
    uint64_t days; /* of --learn; 0: none */
    bool on;
    bool over;         /* this is the first run behind them */
    uint64_t findings; /* accounts kept back: in this run, or in the last one when they are over */
    uint64_t alerts;   /* of signatures, likewise */
    uint64_t lasted;   /* days since the first run */
};

/* When a finding was told that is kept back: never yet. */
#define AUDIT_KEPT_BACK 0

/* One run. Released with audit_release, whatever point it reached. */
struct audit {
    struct scan scan;
    struct options options; /* of the scan: those given, and the profile that was kept */
    const char *folder;
    int directory; /* of the state */
    int nights;    /* the folder in it */
    int lock;
    bool busy;     /* another run holds it: this one has nothing to say of the state */
    bool emptied;  /* nights without a state are those of a purge that was killed */
    bool proposed; /* the profile is the first run's proposal */
    struct state *state;
    struct audit_known known;
    struct state_night *night_list;
    size_t night_count;
    size_t night_kept;          /* of the list, from the first on: the others are too old */
    struct state_night written; /* this run's; id 0: it read nothing of weight */
    uint32_t next_night;        /* id of the next one that is written */
    struct str rules;           /* of which rows of lines are kept: those of this run */
    struct state_finding *findings;
    size_t finding_count;
    struct audit_file *files; /* as they lie there, by name */
    uint32_t *inputs;         /* by file: its input in this run, AUDIT_NO_INPUT: it is not read */
    size_t file_count;
    struct ingest_start *starts; /* by input: those of known streams first, by their number */
    bool *anew;                  /* likewise: it is read from its beginning again */
    uint32_t *streams; /* by input: its number in the state, STATE_NO_STREAM: it has none */
    bool *torn;        /* by input: it has damage that was not told yet */
    uint64_t new_lines;
    uint64_t new_rejected;
    uint64_t worst_rejected; /* those of the input that has most of them … */
    struct str worst_input;  /* … which is this one; of equals the first by name */
    uint64_t new_named;      /* traces of what is new that name a beneficiary */
    uint64_t keep_days;      /* --keep */
    int64_t new_first_ns;
    int64_t new_last_ns;
    uint64_t torn_count;
    int64_t cutoff_ns; /* what happened before is not kept */
    struct audit_learning learning;
    struct audit_news news;
};

/* Takes the folder, and the lock; a second run waits for it as long as --wait says, then it is
 * refused. 0 or -1. (audit_open.c) */
int audit_open(struct audit *audit, struct err *err);

/* Opens the state, once the options are read and the profile is known; reads it; removes what a run
 * that was killed has left. 0 or -1. (audit_open.c) */
int audit_open_state(struct audit *audit, struct err *err);

/* All that says what a line counts as, as state_open takes it, in the arena of the scan. 0, or -1
 * when a file of it cannot be read. */
int audit_options_text(struct audit *audit, struct str *ret, struct err *err);

/* The same two to look at a state: nothing is made, locked, written or removed, so that a run may
 * be at work there. 0 or -1. (audit_open.c) */
int audit_look(struct audit *audit, struct err *err);
int audit_look_state(struct audit *audit, struct err *err);

/* The same two to remove what is in it: what is not there is not made, the lock is taken, and no
 * option needs to be that of the runs. 0 or -1. (audit_open.c) */
int audit_open_purge(struct audit *audit, struct err *err);

/* Removes the profile that was kept. 0 or -1. (audit_open.c) */
int audit_forget_portal(const struct audit *audit, struct err *err);

/* Keeps the profile that the first run proposed, for all others. 0 or -1. (audit_open.c) */
int audit_keep_portal(const struct audit *audit, struct err *err);

/* Recognises the files that are there, and replaces the scan's inputs by those of the state and the
 * new ones, of which only what is new is read. 0 or -1. (audit_inputs.c) */
int audit_inputs(struct audit *audit, struct err *err);

/* Of the files that are new, those that are only the beginning of another one become parts: they
 * are not read. (audit_copies.c) */
void audit_copies(struct audit *audit);

/* Whether a text begins with the first bytes of another. (audit_copies.c) */
bool audit_begins_with(const char *path, const char *with, uint64_t bytes, size_t block_bytes);

/* After ingest: the coverage of each input becomes that of all of it, and the state learns how far
 * each was read. 0 or -1. (audit_books.c) */
int audit_books(struct audit *audit, struct err *err);

/* Keeps what was read as a night, and gives the ingest the earlier ones; of all of them what
 * happened since cutoff_ns. 0 or -1. (audit_history.c) */
int audit_history(struct audit *audit, struct err *err);

/* Files of nights that are none of the first `kept` of the list: how many there are; with `remove`
 * they are removed. (audit_history.c) */
size_t audit_sweep(const struct audit *audit, size_t kept, bool remove);

/* Reads --learn; and, once the state is open, whether it learns; notes it for the next run when all
 * news are found. 0 or -1. (audit_learning.c) */
int audit_learning_read(struct audit *audit, struct err *err);
int audit_learning_begin(struct audit *audit, struct err *err);
int audit_learning_end(struct audit *audit, struct err *err);

/* Whether a finding, or an alert of a rank, is kept back while it learns. (audit_learning.c) */
bool audit_learning_keeps(const struct audit *audit, enum verdict verdict);
bool audit_learning_mutes(const struct audit *audit, int rank);

/* What is new in the dossier, for the state and for people. 0 or -1. (audit_news.c) */
int audit_find_news(struct audit *audit, struct err *err);

/* Hours that are missing, and sources that fell silent while others go on. 0 or -1. (audit_gaps.c)
 */
int audit_find_gaps(struct audit *audit, struct err *err);

/* What used to be otherwise: lines that do not come, in which nobody is recognised, or of which
 * nothing can be judged; limits that are reached. 0 or -1. (audit_habits.c) */
int audit_find_habits(struct audit *audit, struct err *err);

/* Refuses a clock that cannot be right, once the state is read; notes the run for the next one. 0
 * or -1. (audit_clock.c) */
int audit_clock_check(struct audit *audit, struct err *err);
int audit_clock_note(struct audit *audit, struct err *err);

/* Whether it is told that something of what is new was not read, or is missing. (audit_news.c) */
bool audit_incomplete(const struct audit *audit);

/* Whether that is so, told now or in an earlier run. (audit_news.c) */
bool audit_lacking(const struct audit *audit);

/* Whether more of what is new could not be read than a log that faces the Internet always has.
 * (audit_news.c) */
bool audit_many_rejected(const struct audit *audit);

/* Frees all. (audit_open.c) */
void audit_release(struct audit *audit);

#endif

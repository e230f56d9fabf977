/*
 * replay.h: judging as of each moment: when would each account have been accused, and what had been
 * shown by then. A log is walked as it came: whatever is judged at a moment rests on what had
 * happened before it.
 *
 * What is usual (of the groups, of an account's volume) is learnt again at checkpoints, the
 * beginnings of local days: daily at first, then whenever the log has grown by a fifth. Acts are
 * judged with what the last checkpoint before them knew; those before the first one, which would
 * know nothing, with what it knows. In between an account's own past goes on learning from its
 * sessions.
 *
 * Where this differs from judging a log that ends at the moment: the threshold is that of the whole
 * period (stretches weighed and alarms allowed both grow with time, so that their ratio hardly
 * changes); follow-ups that are still awaited count as if their views were spread evenly over the
 * stretch (detect.c); a stretch is weighed again when it has grown by a tenth. A flag may therefore
 * come a few views earlier or later than a full judgement at that moment would raise it.
 */
#ifndef LIMIER_REPLAY_H
#define LIMIER_REPLAY_H

#include "case_read.h"
#include "geo/geo.h"
#include "investigate.h"
#include "persons.h"

/* How. Borrowed. */
struct replay_options {
    struct cohort_options cohort;
    const struct geo *geo;
    size_t memory_bytes;
    int directory; /* for files without names */
};

/* One account that would have been accused, or is at the end. */
struct replay_account {
    uint32_t account;
    enum verdict verdict; /* knowing all, as scan finds it; VERDICT_NONE: no finding, or none yet */
    const struct finding *finding; /* knowing all; NULL: none */
    double bans;                   /* knowing all; NAN: no stretch says anything */
    int64_t flagged_ns;            /* the first moment; TIME_NONE: only at the end */
    struct evidence_sum flag;      /* what spoke against it at that moment */
    struct persons
        persons; /* shown to the attacker, or unclear; none when the end clears the account */
};

/* The whole. Release with replay_release. */
struct replay {
    struct replay_account *accounts; /* by moment, those that never were last; then by number */
    size_t count;
    size_t room;
    double threshold;
    uint64_t tests;
    uint32_t judged;   /* accounts */
    uint32_t suspects; /* accounts that are accused at the end */
    size_t checkpoints;
    struct dossier dossier; /* of which only the findings are filled */
    struct arena arena;
};

/* Whether the end accuses it, not only watches it. */
bool replay_accused(const struct replay_account *account);

/* Persons who would not have been shown, had the account been blocked at the moment. */
uint64_t replay_saved(const struct replay_account *account);

/* Replays a case. 0 or -1. */
int replay_run(struct replay *replay, const struct case_read *from,
               const struct replay_options *options, struct err *err);

/* Frees all. */
void replay_release(struct replay *replay);

#endif

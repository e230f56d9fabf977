/*
 * step.h: one act of an account as detectors see it: with what the account's past says about it.
 */
#ifndef LIMIER_DETECT_STEP_H
#define LIMIER_DETECT_STEP_H

#include "base/clock.h"
#include "model/finding.h"
#include "model/portal.h"
#include "model/trace.h"

/* Time scales on which use is counted. */
enum scale { SCALE_HOUR, SCALE_DAY, SCALE_WEEK, SCALE_COUNT };

/* Local hour, day or week (from Monday) that a moment lies in, as its first moment. */
int64_t scale_start(enum scale scale, int64_t time_ns, int offset_seconds);

/* Length of a scale. */
static inline int64_t scale_length(enum scale scale)
{
    return scale == SCALE_HOUR ? NS_PER_HOUR : scale == SCALE_DAY ? NS_PER_DAY : NS_PER_WEEK;
}

/* What a step is, for detectors that look at few of them. */
enum {
    STEP_ABOUT = 1, /* about a person */
    STEP_SHOWN = 2, /* a person was shown */
    STEP_FRESH = 4, /* a new one, or one that settles */
    STEP_OPENS = 8, /* the first about a person of its session */
    STEP_RARE = 16  /* a canary, an awakening, a journey too fast, an alert of a signature */
};

/* One act. "About" is an act that asks for a person's data, given or not; "fresh", one that showed
 * a person whom the account's shop had never dealt with in the log; "again", one that showed a
 * known person for the first time on its local day. */
struct step {
    const struct act *act;
    enum kind kind;
    int offset_seconds; /* of local time */
    uint32_t day;       /* local days since the first of the period */
    int64_t day_ns;     /* its first moment */
    unsigned what;      /* bits of STEP_…: which detectors it matters to */
    int slot;           /* hour of the local day, 24 and more on weekends */
    int64_t gap_ns;     /* since the session's last act about a person; TIME_NONE: its first */
    bool about;
    bool shown;
    bool fresh;
    bool again;
    bool missed;         /* no such person */
    bool followed;       /* a PEC or claim came of it, as far as is known */
    bool settles;        /* judging as of a moment: this is the PEC or claim of a fresh person */
    double ripe;         /* share of follow-ups that come by now, for one that has none yet */
    bool bare;           /* about, and no page since the session's last act about a person */
    bool neighbour;      /* about a number next to one asked for shortly before */
    bool has_past;       /* the account's past is long enough to speak of hours and places */
    bool closed_hour;    /* an hour of the week in which the account's past has no work */
    bool opens;          /* first act about a person of its session */
    bool strange_source; /* from a network that the account's past does not have */
    bool strange_agent;
    bool strange_country;
    bool hosting;
    bool overlap; /* another network used the account within minutes, before and after */
    bool too_far; /* nobody travels that fast */
    bool canary;
    double alerted; /* what the alert of a signature that began here weighs, in bans; 0: none */
    bool live;      /* what follows is not known yet */
    uint32_t asleep_days;    /* on the first session after a silence: its local days */
    uint32_t logins_refused; /* refused logins of this address, which name nobody */
    uint32_t strangers_here; /* other accounts that were used from this address, without a past */
};

#endif

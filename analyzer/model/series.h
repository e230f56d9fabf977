/*
 * series.h: the files that one front-end's log was rotated into are one series: what has no line in
 * one file may stand in the next. Names only say which files belong together; the judgement on
 * silences is analyzer/silences.c.
 */
#ifndef LIMIER_MODEL_SERIES_H
#define LIMIER_MODEL_SERIES_H

#include "base/arena.h"
#include "model/coverage.h"

/* Where a span without lines lies in its series. */
enum silence_kind {
    SILENCE_INSIDE, /* between two of its lines */
    SILENCE_BEGINS, /* others have lines, it has none yet */
    SILENCE_ENDS,   /* others have lines, it has none any more */
};

/* Consecutive hours in which a series has no line. */
struct silence {
    enum silence_kind kind;
    int64_t from_ns; /* begin of the first hour */
    int64_t to_ns;   /* end of the last hour */
    double expected; /* lines that its habit would have put there, at least; 0 when it has none */
    double surprise; /* −log10 of the probability, corrected for the number of spans */
    bool improbable; /* counts as not read */
};

/* One series, or all inputs together. Inputs that repeat another one are not in it. */
struct series {
    struct str name; /* the path without what rotation puts into it; absent: all inputs */
    uint32_t inputs;
    uint64_t lines; /* understood */
    int64_t first_ns;
    int64_t last_ns;
    struct hours hours;
    uint64_t hours_without; /* between the first and the last line, as hours_life sees them */
    struct silence *silences;
    size_t silence_count;      /* in order of time */
    uint64_t improbable;       /* of all silences, listed or not */
    uint64_t silent_hours;     /* of the improbable ones */
    uint64_t silences_omitted; /* beyond LIMIT_SILENCES */
};

/* All series of a run, by name, and all inputs together. */
struct series_set {
    struct series *list;
    size_t count;
    struct series all;
};

/* The name of a path's series: dates, rotation numbers and endings of compressed files are left out
 * (logrotate(8) dateext and numbers, IIS u_exYYMMDD.log, cronolog and rotatelogs patterns). The
 * part before a '!' names an archive. Lives in the arena. */
struct str series_name(struct arena *arena, struct str path);

/* Groups inputs and sums their hours. Series of one base name that never have lines at the same
 * time (old files in an archive, new ones beside it) are joined. Release with series_release. */
void series_build(struct series_set *set, const struct coverage *inputs, size_t count,
                  struct arena *arena);

/* "inside", "begins", "ends". */
const char *silence_kind_name(enum silence_kind kind);

/* Frees what is not in an arena. */
void series_release(struct series_set *set);

#endif

/*
 * sightings.h: looks for indicators among the acts. The texts of the census are compared with them
 * once; then each act costs a look at three numbers. What is seen is counted by thread and added
 * up: sums, first and last, so that the result does not depend on who read what.
 */
#ifndef LIMIER_SIGHTINGS_H
#define LIMIER_SIGHTINGS_H

#include "case_read.h"
#include "model/dossier.h"

struct sighting_tally;

/* Which indicators the texts of one kind are: text k is list[from[k]] … list[from[k + 1] − 1],
 * numbers of the tallies. NULL: none of them is one. */
struct sighting_marks {
    uint32_t *from;
    uint32_t *list;
    uint32_t count;
};

/* One thread's counts. */
struct sighting_view {
    const struct sightings *sightings;
    struct sighting_tally *tallies;
    uint64_t serial; /* of the act at hand */
};

/* The search. Zeroed: nothing is looked for. Release with sightings_release. */
struct sightings {
    struct indicators *indicators;
    struct str *accounts;           /* of the census, borrowed */
    struct sighting_marks marks[3]; /* by source, agent, account */
    uint32_t *present;              /* by tally: the indicator, which a text of the census is */
    uint32_t present_count;
    struct sighting_view
        *views; /* one for each job; NULL when no text of the log is an indicator */
    unsigned jobs;
};

/* Compares indicators and texts. Both are borrowed. */
void sightings_init(struct sightings *sightings, struct indicators *indicators,
                    const struct census *census, unsigned jobs);

/* Counts a block of acts, those of one account one after the other. */
void sightings_take(struct sighting_view *view, const struct act *acts, size_t n);

/* Adds the threads up and writes what was seen into the indicators; persons come from the acts of
 * the dossier's findings. `directory`: for temporary files. 0 or -1. */
int sightings_end(struct sightings *sightings, const struct dossier *dossier, size_t memory_bytes,
                  int directory, struct err *err);

/* All of it for a case that lies there, whose dossier was read back. 0 or -1. */
int sightings_of_case(struct indicators *indicators, const struct case_read *from,
                      const struct dossier *dossier, size_t memory_bytes, struct err *err);

/* Frees the search; the indicators stay. */
void sightings_release(struct sightings *sightings);

#endif

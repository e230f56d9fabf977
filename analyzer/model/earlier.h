/*
 * earlier.h: what an earlier notification said, for the complementary one to be held against it.
 * Read from the earlier case's dossier-cnil.json (legal_earlier.c); texts are the run's arena's.
 */
#ifndef LIMIER_MODEL_EARLIER_H
#define LIMIER_MODEL_EARLIER_H

#include "model/data.h"
#include "model/finding.h"

/* The figures of one notification. Times are TIME_NONE where it did not know them. */
struct earlier {
    int64_t established_ns; /* clock of the case */
    int64_t first_ns;       /* of the use that is no holder's */
    int64_t last_ns;
    struct extent persons;
    struct extent records;
    struct str *accounts; /* by name */
    size_t account_count;
    struct finding_insurer *insurers; /* by name; the unnamed one has no text */
    size_t insurer_count;
    bool shown[DATA_COUNT]; /* categories of beneficiaries' data */
};

#endif

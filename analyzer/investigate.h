/*
 * investigate.h: the second pass, over the accounts under suspicion only: from their acts to
 * findings, with everything that a report says.
 */
#ifndef LIMIER_INVESTIGATE_H
#define LIMIER_INVESTIGATE_H

#include "geo/geo.h"
#include "input/sorter.h"
#include "model/allow_list.h"
#include "model/dossier.h"
#include "campaigns.h"
#include "siblings.h"

/* What the investigation works with. Borrowed. */
struct investigation {
    const struct judge *judge;
    const struct census *census;
    const struct cohort *cohort;
    const struct geo *geo;
    const struct coverage *inputs;       /* by number */
    struct arena *arena;                 /* of the run: findings live there */
    const struct allow_list *allow_list; /* NULL: nobody is allowed; it outlives the findings */
    size_t memory_bytes;
    int directory;
    struct place **places; /* by source: each address is looked up once */
    double **group_days;   /* by group: usual days of its accounts, sorted; NULL until asked for */
    uint32_t *group_size;
    struct sorter rows; /* struct exposed_row of the findings that count */
    struct sorter acts; /* struct exposed_act of all that accuse */
    struct siblings siblings;
    struct campaign_marks marks; /* what campaigns are joined by */
    struct suspect *suspects;    /* of the cohort, and siblings */
    size_t suspect_count;
};

/* Investigates every suspect. Findings are added to the dossier, worst first; the sorted rows and
 * acts go to unnamed files whose descriptors the dossier gets. 0 or -1. */
int investigate(struct investigation *investigation, struct dossier *dossier, struct err *err);

#endif

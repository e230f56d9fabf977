/*
 * report.h: what a report writer is. One file, one constant, one row in reports.def.
 */
#ifndef LIMIER_REPORT_REPORT_H
#define LIMIER_REPORT_REPORT_H

#include <pthread.h>

#include "base/json.h"
#include "base/out.h"
#include "model/dossier.h"

/* The case directory while it is written. Files appear whole; each is noted for the manifest. */
struct report_target {
    int directory; /* open descriptor of the case directory */
    struct dossier
        *dossier;        /* read-only for writers but for .outputs, which report_commit extends */
    struct arena *arena; /* the writer's own until the case is complete */
    pthread_mutex_t
        *lock; /* of dossier->outputs: writers may run side by side; NULL when they do not */
};

/* A writer. `write` creates one file or several below the target: 0, or -1 with err set. `last`:
 * runs after all others (the manifest, which lists them). */
struct report_writer {
    const char *name; /* "findings" */
    const char *file; /* "findings.json", or "exposed/" for a folder */
    int (*write)(const struct report_target *target, struct err *err);
    bool last;
    bool persons; /* it names persons, by tokens: it needs the key */
};

/* Rows of reports.def, in the order in which they are written. */
extern const struct report_writer *const report_writers[];
extern const size_t report_writer_count;

/* When a report is written: into every case, or when it is asked for by name. */
enum report_when { REPORT_ALWAYS, REPORT_ASKED };

/* The same of a writer, by its place in the table. */
enum report_when report_when(size_t writer);

/* Marks the writers that a list names: "stix,sarif", "all"; wanted[] has room for all of them. 0,
 * or -1 with a usage error that names those that there are. */
int report_select(struct str list, bool *wanted, struct err *err);

/* Explanation of a writer, from its row. */
const char *report_doc(const struct report_writer *writer);

/* Starts a file of the case; `name` may hold one folder ("exposed/12345678.csv"), which is made,
 * 0700. 0 or -1. */
int report_create(const struct report_target *target, const char *name, struct out *out,
                  struct err *err);

/* Ends it: synced, named, digested and noted for the manifest. 0 or -1. */
int report_commit(const struct report_target *target, const char *name, struct out *out,
                  struct err *err);

#endif

/*
 * audit_history.c: the nights that are kept: this run's is written, the earlier ones are merged
 * where they are many and attached, those that are too old are let go.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "audit_nights.h"
#include "base/mem.h"

/* Writes this run's night. 0 or -1. */
static int write_night(struct audit *audit, struct err *err)
{
    const struct scan *scan = &audit->scan;
    const struct night_source source = {.ingest = &scan->ingest,
                                        .streams = audit->streams,
                                        .lookouts = scan->lookouts,
                                        .lookout_count = scan->lookouts ? scan->jobs : 0,
                                        .rules = audit->rules,
                                        .since_ns = audit->cutoff_ns};
    struct state_night night = {.id = audit->next_night, .run_ns = scan->dossier.now_ns};
    struct night_facts facts;

    if (audit_nights_put(audit, &source, &night, &facts, err) < 0)
        return -1;
    audit->new_named = facts.named;
    audit->written = night;
    audit->next_night += night.id != 0;
    return 0;
}

/* What is too old is as if it had not been read. 0 or -1. */
static int leave_old(struct audit *audit, struct err *err)
{
    struct ingest *ingest = &audit->scan.ingest;

    audit->scan.kept_from_ns = audit->cutoff_ns;
    if (audit->new_first_ns == TIME_NONE || audit->new_first_ns >= audit->cutoff_ns)
        return 0;
    for (unsigned w = 0; w < ingest->worker_count; w++) {
        if (audit_night_since(&ingest->workers[w], audit->cutoff_ns, err) < 0)
            return -1;
    }
    return 0;
}

/* Gives the ingest an earlier night as a worker, and the lookout of the past its rows. 0 or -1. */
static int attach(struct audit *audit, const struct state_night *night,
                  const struct audit_bounds *bounds, struct err *err)
{
    struct scan *scan = &audit->scan;
    struct ingest *ingest = &scan->ingest;
    struct ingest_worker *worker = &ingest->workers[ingest->worker_count];
    struct lookout *past = scan->lookouts ? &scan->lookouts[2 * (size_t)scan->jobs] : NULL;
    struct audit_night attached;
    int fd;
    int rc = audit_nights_open(audit, night, &fd, err);

    worker->spool.fd = fd; /* the descriptor is the worker's from here on */
    ingest->worker_count++;
    if (rc == 0)
        rc = audit_night_attach(worker, fd, night->name.p, bounds, &attached, err);
    if (rc == 0 && past && !lookout_idle(past) && str_eq(attached.rules, audit->rules))
        rc = audit_night_recall(&attached, past, err);
    return rc;
}

/* Ends what the past has left. 0 or -1. */
static int end_past(struct scan *scan, struct err *err)
{
    struct lookout *past = scan->lookouts ? &scan->lookouts[2 * (size_t)scan->jobs] : NULL;

    if (!past || lookout_end(past) == 0)
        return 0;
    *err = past->err;
    return -1;
}

/* Lets go of nights of which nothing is to be kept; the files go when that is certain. 0 or -1. */
static int forget_old(struct audit *audit, struct err *err)
{
    for (size_t i = 0; i < audit->night_count; i++) {
        const struct state_night *night = &audit->night_list[i];

        if (night->last_ns != TIME_NONE && night->last_ns < audit->cutoff_ns) {
            if (!audit->scan.unread && state_drop_night(audit->state, night->id, err) < 0)
                return -1;
            continue;
        }
        audit->night_list[audit->night_kept++] = *night;
    }
    return 0;
}

int audit_history(struct audit *audit, struct err *err)
{
    struct ingest *ingest = &audit->scan.ingest;
    const struct audit_bounds bounds = audit_nights_bounds(audit);
    unsigned own = ingest->worker_count;
    size_t all;

    audit->next_night = audit->night_count ? audit->night_list[audit->night_count - 1].id + 1 : 1;
    audit->rules = scan_rules_version(&audit->scan);
    audit->scan.undigested = !audit->options.set[OPT_OUTPUT];
    if (leave_old(audit, err) < 0 || (!audit->scan.unread && write_night(audit, err) < 0) ||
        forget_old(audit, err) < 0 || (!audit->scan.unread && audit_merge(audit, err) < 0))
        return -1; /* where nothing is read, nothing is written */
    all = own + audit->night_kept;
    ingest->workers = mem_resize(ingest->workers, all, sizeof *ingest->workers);
    memset(ingest->workers + own, 0, (all - own) * sizeof *ingest->workers);
    for (size_t i = 0; i < audit->night_kept; i++) {
        if (attach(audit, &audit->night_list[i], &bounds, err) < 0)
            return -1;
    }
    if (audit->written.id) /* the list has room for one more */
        audit->night_list[audit->night_kept++] = audit->written;
    return end_past(&audit->scan, err);
}

static bool is_kept(const struct audit *audit, size_t kept, const char *name)
{
    for (size_t i = 0; i < kept; i++) {
        if (str_eq(audit->night_list[i].name, str_of(name)))
            return true;
    }
    return false;
}

size_t audit_sweep(const struct audit *audit, size_t kept, bool remove)
{
    int fd = openat(audit->nights, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    const struct dirent *entry;
    size_t found = 0;

    if (!dir)
        return 0;
    while ((entry = readdir(dir)) != NULL) {
        struct str name = str_of(entry->d_name);
        bool ours = str_ends(name, STR(AUDIT_NIGHT_ENDING)) || str_starts(name, STR(".limier-"));

        if (!ours || is_kept(audit, kept, entry->d_name))
            continue;
        found++;
        if (remove)
            (void)unlinkat(dirfd(dir), entry->d_name, 0);
    }
    (void)closedir(dir);
    return found;
}

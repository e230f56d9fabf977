/*
 * audit_history.c: the nights that are kept: this run's is written, the earlier ones are attached,
 * those that are too old are let go.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit.h"
#include "audit_night.h"
#include "base/mem.h"

#define NIGHT_ENDING ".night"

/* Traces that this run's own workers have. */
static uint64_t own_traces(const struct ingest *ingest)
{
    uint64_t sum = 0;

    for (unsigned w = 0; w < ingest->worker_count; w++) {
        for (uint32_t slot = 0; slot < SPOOL_SLOTS; slot++)
            sum += spool_count(&ingest->workers[w].spool, slot);
    }
    return sum;
}

/* Writes this run's night, durable before the state names it. 0 or -1. */
static int write_night(struct audit *audit, struct err *err)
{
    const struct ingest *ingest = &audit->scan.ingest;
    size_t n = audit->night_count;
    struct state_night night = {.id = n ? audit->night_list[n - 1].id + 1 : 1,
                                .first_ns = audit->new_first_ns,
                                .last_ns = audit->new_last_ns,
                                .run_ns = audit->scan.dossier.now_ns};
    struct out out;

    if (own_traces(ingest) == 0)
        return 0;
    night.name = arena_print(&audit->scan.arena, "%06u" NIGHT_ENDING, night.id);
    if (out_create(&out, audit->nights, night.name.p, err) < 0)
        return -1;
    if (audit_night_write(&out, ingest, audit->streams, err) < 0) {
        out_drop(&out);
        return -1;
    }
    (void)out_flush(&out);
    night.bytes = out.bytes;
    if (out_commit(&out, night.sha256, err) < 0)
        return -1;
    if (fsync(audit->nights) != 0 || fsync(audit->directory) != 0)
        return err_system(err, errno, "%s/nights: cannot be written", audit->folder);
    audit->written = night;
    return state_put_night(audit->state, &night, err);
}

/* Gives the ingest an earlier night as a worker. 0 or -1. */
static int attach(struct audit *audit, const struct state_night *night,
                  const struct audit_bounds *bounds, struct err *err)
{
    struct ingest *ingest = &audit->scan.ingest;
    struct ingest_worker *worker = &ingest->workers[ingest->worker_count];
    struct stat st;
    int fd = openat(audit->nights, night->name.p, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

    if (fd < 0)
        return err_system(err, errno, "%s/nights/%s: cannot be opened", audit->folder,
                          night->name.p);
    ingest->worker_count++; /* the descriptor is the worker's from here on */
    worker->spool.fd = fd;
    if (fstat(fd, &st) != 0 || (uint64_t)st.st_size != night->bytes)
        return err_set(err, "%s/nights/%s: is not as long as it was written", audit->folder,
                       night->name.p);
    return audit_night_attach(worker, fd, night->name.p, bounds, err);
}

/* Lets go of what is older than it is to be kept; the files go when that is certain. 0 or -1. */
static int forget_old(struct audit *audit, struct err *err)
{
    for (size_t i = 0; i < audit->night_count; i++) {
        const struct state_night *night = &audit->night_list[i];

        if (night->last_ns != TIME_NONE && night->last_ns < audit->cutoff_ns) {
            if (state_drop_night(audit->state, night->id, err) < 0)
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
    const struct audit_bounds bounds = {.streams = (uint32_t)audit->known.stream_count,
                                        .operations = (uint32_t)audit->scan.portal.operation_count};
    unsigned own = ingest->worker_count;
    size_t all;

    if (write_night(audit, err) < 0 || forget_old(audit, err) < 0)
        return -1;
    all = own + audit->night_kept;
    ingest->workers = mem_resize(ingest->workers, all, sizeof *ingest->workers);
    memset(ingest->workers + own, 0, (all - own) * sizeof *ingest->workers);
    for (size_t i = 0; i < audit->night_kept; i++) {
        if (attach(audit, &audit->night_list[i], &bounds, err) < 0)
            return -1;
    }
    if (audit->written.id) /* the list has room for one more */
        audit->night_list[audit->night_kept++] = audit->written;
    return 0;
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
        bool ours = str_ends(name, STR(NIGHT_ENDING)) || str_starts(name, STR(".limier-"));

        if (!ours || is_kept(audit, kept, entry->d_name))
            continue;
        found++;
        if (remove)
            (void)unlinkat(dirfd(dir), entry->d_name, 0);
    }
    (void)closedir(dir);
    return found;
}

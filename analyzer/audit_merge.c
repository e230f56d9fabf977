/*
 * audit_merge.c: several nights become one: their names are once in it, what is too old is not.
 * Files of the same size class are merged when there are LIKE of them, so that a history of any
 * length is a few files, and each trace is written again only as often as it takes to grow by LIKE
 * times.
 *
 * The new file is there, and durable, before the state names it; the old ones go when the run is
 * final (audit_sweep).
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit_nights.h"
#include "base/mem.h"

/* Files of a class. Class 0 is of what is not worth a file of its own. */
#define LIKE        4
#define CLASS_BYTES UINT64_C(65536)
#define CLASSES     24

static unsigned class_of(uint64_t bytes)
{
    unsigned class = 0;

    for (bytes /= CLASS_BYTES; bytes && class < CLASSES - 1; bytes /= LIKE)
        class ++;
    return class;
}

int audit_nights_open(const struct audit *audit, const struct state_night *night, int *ret_fd,
                      struct err *err)
{
    struct stat st;
    int fd = openat(audit->nights, night->name.p, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

    *ret_fd = fd;
    if (fd < 0)
        return err_system(err, errno, "%s/nights/%s: cannot be opened", audit->folder,
                          night->name.p);
    if (fstat(fd, &st) != 0 || (uint64_t)st.st_size != night->bytes)
        return err_set(err, "%s/nights/%s: is not as long as it was written", audit->folder,
                       night->name.p);
    return 0;
}

struct audit_bounds audit_nights_bounds(const struct audit *audit)
{
    return (struct audit_bounds){.streams = (uint32_t)audit->known.stream_count,
                                 .operations = (uint32_t)audit->scan.portal.operation_count,
                                 .since_ns = audit->cutoff_ns,
                                 .practices = audit->scan.ingest_options.practices};
}

int audit_nights_put(struct audit *audit, const struct night_source *source,
                     struct state_night *night, struct night_facts *ret_facts, struct err *err)
{
    struct out out;

    night->name = arena_print(&audit->scan.arena, "%06u" AUDIT_NIGHT_ENDING, night->id);
    if (out_create(&out, audit->nights, night->name.p, err) < 0)
        return -1;
    if (audit_night_write(&out, source, ret_facts, err) < 0) {
        out_drop(&out);
        return -1;
    }
    night->first_ns = ret_facts->first_ns;
    night->last_ns = ret_facts->last_ns;
    if (ret_facts->traces + ret_facts->rows == 0) { /* nothing of weight */
        out_drop(&out);
        night->id = 0;
        return 0;
    }
    (void)out_flush(&out);
    night->bytes = out.bytes;
    if (out_commit(&out, night->sha256, err) < 0)
        return -1;
    if (fsync(audit->nights) != 0 || fsync(audit->directory) != 0)
        return err_system(err, errno, "%s/nights: cannot be written", audit->folder);
    return state_put_night(audit->state, night, err);
}

/* The nights of the list that are chosen, as one. 0 or -1. */
static int write_chosen(struct audit *audit, const bool *chosen, struct state_night *night,
                        struct err *err)
{
    const struct audit_bounds bounds = audit_nights_bounds(audit);
    struct audit_night *nights = mem_zero(audit->night_kept, sizeof *nights);
    struct ingest ingest = {.workers = mem_zero(audit->night_kept, sizeof *ingest.workers)};
    struct night_source source = {
        .ingest = &ingest, .nights = nights, .rules = audit->rules, .since_ns = audit->cutoff_ns};
    struct night_facts facts;
    int rc = 0;

    for (size_t i = 0; i < audit->night_kept && rc == 0; i++) {
        struct ingest_worker *worker = &ingest.workers[ingest.worker_count];
        int fd = -1;

        if (!chosen[i])
            continue;
        rc = audit_nights_open(audit, &audit->night_list[i], &fd, err);
        worker->spool.fd = fd;
        ingest.worker_count++;
        if (rc == 0)
            rc = audit_night_attach(worker, fd, audit->night_list[i].name.p, &bounds,
                                    &nights[source.night_count++], err);
    }
    if (rc == 0)
        rc = audit_nights_put(audit, &source, night, &facts, err);
    ingest_release(&ingest);
    free(nights);
    return rc;
}

/* Replaces the chosen ones in the list and in the state by one. 0 or -1. */
static int merge(struct audit *audit, const bool *chosen, struct err *err)
{
    struct state_night night = {.id = audit->next_night, .run_ns = audit->scan.dossier.now_ns};
    size_t kept = 0;

    if (write_chosen(audit, chosen, &night, err) < 0)
        return -1;
    for (size_t i = 0; i < audit->night_kept; i++) {
        if (!chosen[i])
            audit->night_list[kept++] = audit->night_list[i];
        else if (state_drop_night(audit->state, audit->night_list[i].id, err) < 0)
            return -1;
    }
    if (night.id) {
        audit->next_night++;
        audit->night_list[kept++] = night;
    }
    audit->night_kept = kept;
    return 0;
}

/* Chooses the nights of a class and of those below, all that are to become one file. Whether there
 * are enough of them. */
static bool choose(const struct audit *audit, unsigned class, bool *chosen)
{
    uint64_t bytes = 0;
    size_t count = 0;

    for (size_t i = 0; i < audit->night_kept; i++) {
        unsigned its = class_of(audit->night_list[i].bytes);

        chosen[i] = its <= class;
        count += its == class;
        bytes += chosen[i] ? audit->night_list[i].bytes : 0;
    }
    if (count < LIKE)
        return false;
    /* Where that makes one more of a class that is nearly full, that class is taken along. */
    for (unsigned next = class_of(bytes); next > class; next = class_of(bytes)) {
        size_t like = 1;

        class = next;
        for (size_t i = 0; i < audit->night_kept; i++)
            like += !chosen[i] && class_of(audit->night_list[i].bytes) == class;
        for (size_t i = 0; like >= LIKE && i < audit->night_kept; i++) {
            if (chosen[i] || class_of(audit->night_list[i].bytes) > class)
                continue;
            chosen[i] = true;
            bytes += audit->night_list[i].bytes;
        }
    }
    return true;
}

int audit_merge(struct audit *audit, struct err *err)
{
    bool *chosen = mem_zero(audit->night_kept + 1, sizeof *chosen);
    int rc = 0;

    for (unsigned class = 0; class < CLASSES && rc == 0; class ++) {
        if (choose(audit, class, chosen))
            rc = merge(audit, chosen, err);
    }
    free(chosen);
    return rc;
}

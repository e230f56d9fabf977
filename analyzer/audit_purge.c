/*
 * audit_purge.c: nights are let go or rewritten without what is too old, rows are deleted, and all
 * of it becomes true with one transaction; old files go behind it. A purge that is killed has done
 * nothing, or leaves files that the next run removes.
 */
#include "audit_purge.h"

#include <stdlib.h>

#include "audit_nights.h"
#include "base/mem.h"
#include "dossier_codec.h"

#define READ_TRACES 4096

/* Attaches a night to the only worker of an ingest, from a moment on. 0 or -1. */
static int attach(const struct audit *audit, const struct state_night *night, int64_t since_ns,
                  struct ingest *ingest, struct audit_night *ret, struct err *err)
{
    const struct audit_bounds bounds = {.streams = (uint32_t)audit->known.stream_count,
                                        .operations = LIMIT_OPERATIONS,
                                        .since_ns = since_ns,
                                        .anywhere = true};
    int fd = -1;
    int rc;

    *ingest = (struct ingest){.workers = mem_zero(1, sizeof *ingest->workers), .worker_count = 1};
    rc = audit_nights_open(audit, night, &fd, err);
    ingest->workers[0].spool.fd = fd;
    return rc == 0 ? audit_night_attach(&ingest->workers[0], fd, night->name.p, &bounds, ret, err)
                   : -1;
}

static void count_trace(const struct trace *trace, struct audit_purged *ret)
{
    int64_t time_ns = trace->time_ns;

    ret->traces++;
    if (time_ns == TIME_NONE)
        return;
    if (ret->first_ns == TIME_NONE || time_ns < ret->first_ns)
        ret->first_ns = time_ns;
    if (ret->last_ns == TIME_NONE || time_ns > ret->last_ns)
        ret->last_ns = time_ns;
}

/* Traces of a night that happened before a moment. 0 or -1. */
static int count_old(const struct audit *audit, const struct state_night *night, int64_t before_ns,
                     struct audit_purged *ret, struct err *err)
{
    struct trace *block = mem_resize(NULL, READ_TRACES, sizeof *block);
    struct ingest ingest;
    struct audit_night attached;
    int64_t n = attach(audit, night, TIME_NONE, &ingest, &attached, err);

    for (uint32_t slot = 0; slot < SPOOL_SLOTS && n == 0; slot++) {
        uint32_t cursor = 0;

        while ((n = spool_read(&ingest.workers[0].spool, slot, &cursor, block, READ_TRACES, err)) >
               0) {
            for (int64_t t = 0; t < n; t++) {
                if (block[t].time_ns < before_ns)
                    count_trace(&block[t], ret);
            }
        }
    }
    ingest_release(&ingest);
    free(block);
    return n < 0 ? -1 : 0;
}

/* Writes what is left of a night as a new one. 0 or -1. */
static int rewrite(struct audit *audit, const struct state_night *night, int64_t before_ns,
                   struct state_night *ret, struct err *err)
{
    struct audit_night attached = {.fd = -1};
    struct night_facts facts;
    struct ingest ingest;
    struct night_source source = {
        .ingest = &ingest, .nights = &attached, .night_count = 1, .since_ns = before_ns};
    int rc = attach(audit, night, before_ns, &ingest, &attached, err);

    *ret = (struct state_night){.id = audit->next_night, .run_ns = night->run_ns};
    source.rules = attached.rules; /* its rows stay, whatever rules there are now */
    if (rc == 0)
        rc = audit_nights_put(audit, &source, ret, &facts, err);
    audit->next_night += ret->id != 0;
    ingest_release(&ingest);
    return rc;
}

/* One night. What is kept of it goes to the front of the list. 0 or -1. */
static int purge_night(struct audit *audit, struct state_night night, int64_t before_ns, bool dry,
                       struct audit_purged *ret, struct err *err)
{
    bool gone = night.last_ns < before_ns; /* also one without a time */
    struct state_night rest = {.id = 0};
    struct err unread = {.kind = ERR_NONE};

    if (night.first_ns >= before_ns) {
        audit->night_list[audit->night_kept++] = night;
        return 0;
    }
    /* A night that nobody can read can still be let go with all others. */
    if (count_old(audit, &night, before_ns, ret, before_ns == INT64_MAX ? &unread : err) < 0 &&
        before_ns != INT64_MAX)
        return -1;
    ret->bytes += gone ? night.bytes : 0;
    ret->removed += gone;
    ret->rewritten += !gone;
    if (dry)
        return 0;
    if ((!gone && rewrite(audit, &night, before_ns, &rest, err) < 0) ||
        state_drop_night(audit->state, night.id, err) < 0)
        return -1;
    if (rest.id)
        audit->night_list[audit->night_kept++] = rest;
    return 0;
}

static int purge_nights(struct audit *audit, int64_t before_ns, bool dry, struct audit_purged *ret,
                        struct err *err)
{
    size_t count = audit->night_count;

    audit->next_night = count ? audit->night_list[count - 1].id + 1 : 1;
    for (size_t i = 0; i < count; i++) {
        if (purge_night(audit, audit->night_list[i], before_ns, dry, ret, err) < 0)
            return -1;
    }
    return 0;
}

/* Samples of rejected lines are parts of lines. Counts of lines stay: they say of nobody anything,
 * and without them nobody would notice that a log is missing. 0 or -1. */
static int purge_stream(struct audit *audit, struct state_stream stream, int64_t before_ns,
                        bool dry, uint64_t *samples, struct err *err)
{
    struct coverage coverage;
    struct codec codec = codec_reader(stream.coverage, &audit->scan.arena);
    uint64_t found = 0;
    struct out out;
    int rc;

    dossier_code_input(&codec, &coverage);
    if (codec.failed || codec.in.n)
        return err_set(err, "%s: the state is damaged: %.*s", audit->folder, (int)stream.name.n,
                       stream.name.p);
    for (int r = 0; r < REJECT_COUNT; r++) {
        found += coverage.sample_count[r];
        coverage.sample_count[r] = 0;
    }
    if (found == 0 || coverage.first_ns >= before_ns)
        return 0;
    *samples += found;
    if (dry)
        return 0;
    out_memory(&out);
    codec = codec_writer(&out);
    dossier_code_input(&codec, &coverage);
    stream.coverage = (struct str){out.buffer, out.used};
    rc = state_put_stream(audit->state, &stream, err);
    out_drop(&out);
    return rc;
}

/* The rows of the state. 0 or -1. */
static int purge_rows(struct audit *audit, int64_t before_ns, bool dry, struct audit_purged *ret,
                      struct err *err)
{
    struct state *state = audit->state;

    for (size_t i = 0; i < audit->known.stream_count; i++) {
        if (purge_stream(audit, audit->known.streams[i], before_ns, dry, &ret->samples, err) < 0)
            return -1;
    }
    if (state_purge_count(state, before_ns, &ret->rows, err) < 0)
        return -1;
    if (dry)
        return 0;
    if (before_ns == INT64_MAX)
        return state_empty(state, err) < 0 ? -1 : state_put_number(state, "emptied", 1, err);
    if (state_purge(state, before_ns, err) < 0)
        return -1;
    /* What comes late is not taken back in. */
    return before_ns > audit->cutoff_ns ? state_put_number(state, "purged", before_ns, err) : 0;
}

int audit_purge(struct audit *audit, int64_t before_ns, bool dry, struct audit_purged *ret,
                struct err *err)
{
    *ret = (struct audit_purged){.first_ns = TIME_NONE, .last_ns = TIME_NONE};
    if (!dry && (audit->known.stream_count || audit->emptied)) /* what a killed run has left */
        (void)audit_sweep(audit, audit->night_count, true);
    if (purge_nights(audit, before_ns, dry, ret, err) < 0 ||
        purge_rows(audit, before_ns, dry, ret, err) < 0)
        return -1;
    if (dry)
        return 0;
    if (state_commit(audit->state, err) < 0)
        return -1;
    (void)audit_sweep(audit, audit->night_kept, true);
    return before_ns == INT64_MAX ? audit_forget_portal(audit, err) : 0;
}

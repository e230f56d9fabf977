/*
 * audit_night.c: a file of a night: a frame with names and the number of traces in each slot of the
 * spool, then the traces, slot by slot. Little-endian, traces as struct trace lies in memory.
 *
 * Workers number texts each in their own way: when a night is written they become one, whose names
 * are added as they come.
 */
#define _GNU_SOURCE
#include "audit_night.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/codec.h"
#include "base/mem.h"

#define NIGHT_MAGIC  UINT64_C(0x314854474e4d494c) /* "LIMNGTH1" */
#define READ_TRACES  4096
#define FRAME_MOST   (6 * LIMIT_NAMES_BYTES)
#define PREFIX_BYTES 16 /* the magic, and the length of the frame */

/* The frame. */
struct frame {
    uint64_t traces[SPOOL_SLOTS];
    struct str *texts[NAMES_KINDS];
    size_t count[NAMES_KINDS];
};

static void code_str(struct codec *c, void *item)
{
    codec_str(c, item);
}

static void code_frame(struct codec *c, struct frame *frame)
{
    for (int slot = 0; slot < SPOOL_SLOTS; slot++)
        codec_u64(c, &frame->traces[slot]);
    for (int k = 0; k < NAMES_KINDS; k++)
        codec_list(c, &frame->texts[k], &frame->count[k], sizeof(struct str), code_str);
}

/* One writing: the names of all workers as one, and each worker's way to them. */
struct writing {
    struct out *out;
    const struct ingest *ingest;
    const uint32_t *streams;
    struct names names[NAMES_KINDS];
    uint32_t **map[NAMES_KINDS];
};

static void join_names(struct writing *w)
{
    for (int k = 0; k < NAMES_KINDS; k++) {
        names_init(&w->names[k], LIMIT_NAMES, LIMIT_NAMES_BYTES);
        w->map[k] = mem_zero(w->ingest->worker_count, sizeof *w->map[k]);
        for (unsigned i = 0; i < w->ingest->worker_count; i++) {
            const struct names *own = &w->ingest->workers[i].names[k];

            w->map[k][i] = mem_zero((size_t)own->count + 1, sizeof *w->map[k][i]);
            for (uint32_t n = 0; n < own->count; n++)
                w->map[k][i][n] = names_add(&w->names[k], names_text(own, n));
        }
    }
}

static uint32_t mapped(const struct writing *w, int kind, unsigned worker, uint32_t number)
{
    return number == NAME_NONE ? NAME_NONE : w->map[kind][worker][number];
}

static void renumber(const struct writing *w, unsigned worker, struct trace *t)
{
    t->account = mapped(w, NAMES_ACCOUNT, worker, t->account);
    t->source = mapped(w, NAMES_SOURCE, worker, t->source);
    t->agent = mapped(w, NAMES_AGENT, worker, t->agent);
    t->session = mapped(w, NAMES_SESSION, worker, t->session);
    t->insurer = mapped(w, NAMES_INSURER, worker, t->insurer);
    t->input = w->streams[t->input] & ((1u << 20) - 1);
}

static int write_slot(const struct writing *w, uint32_t slot, struct trace *block, struct err *err)
{
    for (unsigned i = 0; i < w->ingest->worker_count; i++) {
        uint32_t cursor = 0;
        int64_t n;

        while ((n = spool_read(&w->ingest->workers[i].spool, slot, &cursor, block, READ_TRACES,
                               err)) > 0) {
            for (int64_t t = 0; t < n; t++)
                renumber(w, i, &block[t]);
            out_bytes(w->out, block, (size_t)n * sizeof *block);
        }
        if (n < 0)
            return -1;
    }
    return 0;
}

static void write_frame(const struct writing *w)
{
    struct frame frame = {.traces = {0}};
    uint64_t magic = NIGHT_MAGIC;
    uint64_t bytes;
    struct codec codec;
    struct out text;

    for (uint32_t slot = 0; slot < SPOOL_SLOTS; slot++) {
        for (unsigned i = 0; i < w->ingest->worker_count; i++)
            frame.traces[slot] += spool_count(&w->ingest->workers[i].spool, slot);
    }
    for (int k = 0; k < NAMES_KINDS; k++) {
        frame.texts[k] = w->names[k].texts;
        frame.count[k] = w->names[k].count;
    }
    out_memory(&text);
    codec = codec_writer(&text);
    code_frame(&codec, &frame);
    bytes = text.used;
    codec = codec_writer(w->out);
    codec_u64(&codec, &magic);
    codec_u64(&codec, &bytes);
    out_bytes(w->out, text.buffer, text.used);
    out_drop(&text);
}

static void release_writing(struct writing *w)
{
    for (int k = 0; k < NAMES_KINDS; k++) {
        for (unsigned i = 0; i < w->ingest->worker_count; i++)
            free(w->map[k][i]);
        free(w->map[k]);
        names_release(&w->names[k]);
    }
}

int audit_night_write(struct out *out, const struct ingest *ingest, const uint32_t *streams,
                      struct err *err)
{
    struct writing w = {.out = out, .ingest = ingest, .streams = streams};
    struct trace *block = mem_resize(NULL, READ_TRACES, sizeof *block);
    int rc = 0;

    join_names(&w);
    write_frame(&w);
    for (uint32_t slot = 0; slot < SPOOL_SLOTS && rc == 0; slot++)
        rc = write_slot(&w, slot, block, err);
    free(block);
    release_writing(&w);
    return rc;
}

static int refuse(const char *name, struct err *err)
{
    return err_set(err, "%s: is no night of an audit, or was altered", name);
}

/* Chunks as a spool has them, over slots that lie one behind the other. */
static void lay_chunks(struct spool *spool, const struct frame *frame, uint64_t offset)
{
    for (uint32_t slot = 0; slot < SPOOL_SLOTS; slot++) {
        spool->traces[slot] = frame->traces[slot];
        for (uint64_t left = frame->traces[slot]; left;) {
            uint32_t n = left < SPOOL_CHUNK_TRACES ? (uint32_t)left : SPOOL_CHUNK_TRACES;
            uint32_t place;

            MEM_GROW(spool->chunks, spool->chunk_count, spool->chunk_room);
            place = spool->chunk_count++;
            spool->chunks[place] = (struct spool_chunk){.offset = offset, .traces = n};
            if (spool->last_plus_1[slot])
                spool->chunks[spool->last_plus_1[slot] - 1].next_plus_1 = place + 1;
            else
                spool->first_plus_1[slot] = place + 1;
            spool->last_plus_1[slot] = place + 1;
            offset += n * sizeof(struct trace);
            left -= n;
        }
    }
}

static bool in_list(uint32_t number, size_t count)
{
    return number == NAME_NONE || number < count;
}

/* Whether a trace speaks of what there is. */
static bool trace_good(const struct trace *t, const struct frame *frame,
                       const struct audit_bounds *bounds)
{
    return in_list(t->account, frame->count[NAMES_ACCOUNT]) &&
           in_list(t->source, frame->count[NAMES_SOURCE]) &&
           in_list(t->agent, frame->count[NAMES_AGENT]) &&
           in_list(t->session, frame->count[NAMES_SESSION]) &&
           in_list(t->insurer, frame->count[NAMES_INSURER]) && t->input < bounds->streams &&
           t->operation < bounds->operations && trace_outcome(t) < OUTCOME_COUNT &&
           person_valid(t->person);
}

/* What a night is checked against. */
struct night_check {
    const char *name;
    const struct frame *frame;
    const struct audit_bounds *bounds;
};

/* Checks the traces of a slot. `memo` is told which accounts have any: the join keeps no others. */
static int check_slot(int fd, uint64_t from, uint64_t count, const struct night_check *check,
                      uint32_t slot, struct account_memo *memo, struct err *err)
{
    struct trace *block = mem_resize(NULL, READ_TRACES, sizeof *block);
    int rc = 0;

    while (count && rc == 0) {
        size_t n = count < READ_TRACES ? (size_t)count : READ_TRACES;

        rc = spool_pread(fd, block, n * sizeof *block, from, err);
        for (size_t i = 0; i < n && rc == 0; i++) {
            if (!trace_good(&block[i], check->frame, check->bounds))
                rc = refuse(check->name, err);
            else if (slot < LIMIT_PARTITIONS && block[i].account != NAME_NONE)
                memo[block[i].account].partition = slot;
        }
        from += n * sizeof *block;
        count -= n;
    }
    free(block);
    return rc;
}

static int check_traces(struct ingest_worker *worker, uint64_t from,
                        const struct night_check *check, struct err *err)
{
    size_t accounts = check->frame->count[NAMES_ACCOUNT];
    int rc = 0;

    worker->memo = mem_resize(NULL, accounts + 1, sizeof *worker->memo);
    worker->memo_room = (uint32_t)accounts;
    memset(worker->memo, 255, (accounts + 1) * sizeof *worker->memo);
    for (uint32_t slot = 0; slot < SPOOL_SLOTS && rc == 0; slot++) {
        rc = check_slot(worker->spool.fd, from, check->frame->traces[slot], check, slot,
                        worker->memo, err);
        from += check->frame->traces[slot] * sizeof(struct trace);
    }
    return rc;
}

/* The number of bytes that follow the frame, UINT64_MAX when they cannot be. */
static uint64_t trace_bytes_of(const struct frame *frame)
{
    uint64_t sum = 0;

    for (int slot = 0; slot < SPOOL_SLOTS; slot++) {
        if (frame->traces[slot] > INT64_MAX / sizeof(struct trace) - sum)
            return UINT64_MAX;
        sum += frame->traces[slot];
    }
    return sum * sizeof(struct trace);
}

static int take_names(struct ingest_worker *worker, const struct frame *frame, const char *name,
                      struct err *err)
{
    for (int k = 0; k < NAMES_KINDS; k++) {
        names_init(&worker->names[k], LIMIT_NAMES, LIMIT_NAMES_BYTES);
        for (size_t i = 0; i < frame->count[k]; i++) {
            if (names_add(&worker->names[k], frame->texts[k][i]) != i)
                return refuse(name, err); /* the same text twice */
        }
    }
    return 0;
}

/* The frame's text, which the caller frees, and where the traces begin and end. */
static int read_frame(int fd, const char *name, struct str *ret_text, uint64_t *ret_from,
                      uint64_t *ret_to, struct err *err)
{
    char prefix[PREFIX_BYTES];
    struct codec codec;
    struct stat st;
    uint64_t magic = 0;
    uint64_t bytes = 0;
    char *text;

    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size < PREFIX_BYTES)
        return refuse(name, err);
    if (spool_pread(fd, prefix, sizeof prefix, 0, err) < 0)
        return -1;
    codec = codec_reader((struct str){prefix, sizeof prefix}, NULL);
    codec_u64(&codec, &magic);
    codec_u64(&codec, &bytes);
    if (magic != NIGHT_MAGIC || bytes > FRAME_MOST || bytes > (uint64_t)st.st_size - PREFIX_BYTES)
        return refuse(name, err);
    text = mem_resize(NULL, (size_t)bytes + 1, 1);
    *ret_text = (struct str){text, (size_t)bytes};
    *ret_from = PREFIX_BYTES + bytes;
    *ret_to = (uint64_t)st.st_size;
    return spool_pread(fd, text, (size_t)bytes, PREFIX_BYTES, err);
}

int audit_night_attach(struct ingest_worker *worker, int fd, const char *name,
                       const struct audit_bounds *bounds, struct err *err)
{
    struct frame frame = {.traces = {0}};
    struct arena arena = {0};
    struct str text = STR_NONE;
    struct codec codec;
    uint64_t from = 0;
    uint64_t to = 0;
    int rc;

    worker->spool.fd = fd;
    rc = read_frame(fd, name, &text, &from, &to, err);
    if (rc == 0) {
        codec = codec_reader(text, &arena);
        code_frame(&codec, &frame);
        if (codec.failed || codec.in.n || trace_bytes_of(&frame) != to - from)
            rc = refuse(name, err);
    }
    if (rc == 0)
        rc = take_names(worker, &frame, name, err);
    if (rc == 0)
        rc = check_traces(worker, from, &(struct night_check){name, &frame, bounds}, err);
    if (rc == 0)
        lay_chunks(&worker->spool, &frame, from);
    arena_release(&arena);
    free((void *)(uintptr_t)text.p);
    return rc;
}

/*
 * audit_night_read.c: a file of a night becomes a worker. Its frame is read and checked at once,
 * its traces block by block when somebody asks for them.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit_night.h"
#include "base/mem.h"

#define READ_TRACES 4096

/* Moments that no line of a log has (clock.c): beyond the calendar, with a day for zones. */
#define TIME_LEAST (-NS_PER_DAY)
#define TIME_MOST  (INT64_C(84372) * NS_PER_DAY)

/* The partition of an account without a name, and of all where it is not known. */
#define HOME_NONE     UINT8_MAX
#define HOME_ANYWHERE (UINT8_MAX - 1)

/* What the traces of a worker must be, and which are wanted. */
struct night_filter {
    struct spool_filter base;
    struct audit_bounds bounds;
    const char *name; /* NULL: they are the run's own, and good */
    const struct str *texts[NAMES_KINDS];
    uint32_t count[NAMES_KINDS];
    const uint8_t *homes;           /* by account: its partition */
    uint32_t slot_end[SPOOL_SLOTS]; /* the chunk behind the slot's last */
    uint64_t sums[];                /* by chunk */
};

int audit_night_refuse(const char *name, struct err *err)
{
    return err_set(err, "%s: is no night of an audit, or was altered", name);
}

/* Whether a number is that of a name, or of none. Accounts are looked up by their homes: those that
 * have nothing left are taken off the list later. */
static bool is_named(const struct night_filter *f, int kind, uint32_t number)
{
    if (number == NAME_NONE)
        return true;
    if (number >= f->count[kind])
        return false;
    return kind == NAMES_ACCOUNT ? f->homes[number] != HOME_NONE : f->texts[kind][number].p != NULL;
}

/* Whether a trace lies where the judge and the join look for it. */
static bool lies_right(const struct trace *t, uint32_t slot, const struct night_filter *f)
{
    uint8_t home = t->account == NAME_NONE ? SPOOL_NOBODY : f->homes[t->account];

    if (slot == SPOOL_LOGINS)
        return t->session != NAME_NONE;
    if (slot == SPOOL_WAITING)
        return t->session != NAME_NONE && t->account == NAME_NONE;
    return home == slot || home == HOME_ANYWHERE;
}

/* Whether a trace speaks of what there is. */
static bool trace_good(const struct trace *t, uint32_t slot, const struct night_filter *f)
{
    return is_named(f, NAMES_ACCOUNT, t->account) && is_named(f, NAMES_SOURCE, t->source) &&
           is_named(f, NAMES_AGENT, t->agent) && is_named(f, NAMES_SESSION, t->session) &&
           is_named(f, NAMES_INSURER, t->insurer) && t->input < f->bounds.streams &&
           t->operation < f->bounds.operations && trace_outcome(t) < OUTCOME_COUNT &&
           t->time_ns >= TIME_LEAST && t->time_ns < TIME_MOST && person_valid(t->person) &&
           lies_right(t, slot, f);
}

static uint32_t slot_of(const struct night_filter *f, uint32_t chunk)
{
    uint32_t slot = 0;

    while (slot < SPOOL_SLOTS - 1 && chunk >= f->slot_end[slot])
        slot++;
    return slot;
}

static int64_t take_traces(const struct spool_filter *filter, uint32_t chunk, struct trace *traces,
                           size_t n, struct err *err)
{
    const struct night_filter *f = (const struct night_filter *)(const void *)filter;
    int64_t since_ns = f->bounds.since_ns;
    uint32_t slot = slot_of(f, chunk);
    size_t kept = 0;

    if (f->name && audit_night_sum(traces, n * sizeof *traces) != f->sums[chunk])
        return audit_night_refuse(f->name, err);
    for (size_t i = 0; i < n; i++) {
        if (f->name && !trace_good(&traces[i], slot, f))
            return audit_night_refuse(f->name, err);
        if (since_ns != TIME_NONE && traces[i].time_ns < since_ns)
            continue;
        if (kept != i)
            traces[kept] = traces[i];
        kept++;
    }
    return (int64_t)kept;
}

/* Learns which accounts have traces, and takes the others off. */
static int recount(struct ingest_worker *worker, struct err *err)
{
    struct names *accounts = &worker->names[NAMES_ACCOUNT];
    struct trace *block = mem_resize(NULL, READ_TRACES, sizeof *block);
    bool *used = mem_zero((size_t)accounts->count + 1, sizeof *used);
    int64_t n = 0;

    for (uint32_t i = 0; i < accounts->count && i < worker->memo_room; i++)
        worker->memo[i].partition = UINT32_MAX;
    for (uint32_t slot = 0; slot < SPOOL_SLOTS && n >= 0; slot++) {
        uint32_t cursor = 0;

        while ((n = spool_read(&worker->spool, slot, &cursor, block, READ_TRACES, err)) > 0) {
            for (int64_t i = 0; i < n; i++) {
                uint32_t account = block[i].account;

                if (account == NAME_NONE)
                    continue;
                used[account] = true;
                if (slot < LIMIT_PARTITIONS)
                    worker->memo[account].partition = slot;
            }
        }
    }
    for (uint32_t i = 0; i < accounts->count; i++)
        accounts->texts[i] = used[i] ? accounts->texts[i] : STR_NONE;
    free(used);
    free(block);
    return n < 0 ? -1 : 0;
}

int audit_night_since(struct ingest_worker *worker, int64_t since_ns, struct err *err)
{
    struct night_filter *filter = (struct night_filter *)(void *)worker->spool.filter;

    if (!filter) {
        filter = mem_zero(1, sizeof *filter);
        filter->base.take = take_traces;
        worker->spool.filter = &filter->base;
    }
    filter->bounds.since_ns = since_ns;
    return recount(worker, err);
}

static int read_names(struct ingest_worker *worker, const struct night_frame *frame)
{
    for (int k = 0; k < NAMES_KINDS; k++) {
        struct names *names = &worker->names[k];
        struct str before = STR_NONE;

        if (frame->count[k] > LIMIT_NAMES)
            return -1;
        names->texts = mem_resize(NULL, frame->count[k] + 1, sizeof *names->texts);
        names->count = (uint32_t)frame->count[k];
        names->overflow = NAME_NONE;
        for (size_t i = 0; i < frame->count[k]; i++) {
            struct str text = frame->texts[k][i];

            if (text.p && before.p && str_cmp(before, text) >= 0)
                return -1;
            before = text.p ? text : before;
            names->texts[i] = text;
        }
    }
    return 0;
}

/* Which accounts have acts: the join keeps no others. */
static int read_memo(struct ingest_worker *worker, const struct night_frame *frame)
{
    uint32_t accounts = worker->names[NAMES_ACCOUNT].count;

    if (frame->partitions.n != accounts)
        return -1;
    worker->memo = mem_resize(NULL, (size_t)accounts + 1, sizeof *worker->memo);
    worker->memo_room = accounts;
    memset(worker->memo, 255, ((size_t)accounts + 1) * sizeof *worker->memo);
    for (uint32_t i = 0; i < accounts; i++) {
        if (frame->partitions.p[i] && !worker->names[NAMES_ACCOUNT].texts[i].p)
            return -1;
        if (frame->partitions.p[i])
            worker->memo[i].partition = 0; /* any */
    }
    return 0;
}

/* Chunks as a spool has them, over slots that lie one behind the other; where they end. */
static uint64_t lay_chunks(struct spool *spool, const struct night_frame *frame)
{
    uint64_t offset = NIGHT_HEAD_BYTES;

    for (uint32_t slot = 0; slot < SPOOL_SLOTS; slot++) {
        spool->traces[slot] = frame->traces[slot];
        for (uint64_t left = frame->traces[slot]; left;) {
            uint32_t n = left < NIGHT_BLOCK_TRACES ? (uint32_t)left : NIGHT_BLOCK_TRACES;
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
    return offset;
}

/* Whether counts, sums and the length of what comes before the frame agree. */
static bool counts_good(const struct night_frame *frame, uint64_t bytes)
{
    uint64_t blocks =
        frame->line_bytes / NIGHT_BLOCK_BYTES + (frame->line_bytes % NIGHT_BLOCK_BYTES > 0);
    uint64_t sum = NIGHT_HEAD_BYTES;

    for (int slot = 0; slot < SPOOL_SLOTS; slot++) {
        if (frame->traces[slot] > bytes / sizeof(struct trace))
            return false;
        sum += frame->traces[slot] * sizeof(struct trace);
        blocks += frame->traces[slot] / NIGHT_BLOCK_TRACES +
                  (frame->traces[slot] % NIGHT_BLOCK_TRACES > 0);
    }
    return frame->line_bytes <= bytes && sum + frame->line_bytes == bytes &&
           blocks == frame->sum_count && blocks < UINT32_MAX;
}

/* By account: the partition in which its acts must be. */
static const uint8_t *find_homes(struct ingest_worker *worker, const struct audit_bounds *bounds)
{
    struct names *accounts = &worker->names[NAMES_ACCOUNT];
    uint8_t *homes = arena_alloc(&accounts->arena, (size_t)accounts->count + 1);

    for (uint32_t i = 0; i < accounts->count; i++) {
        struct str text = accounts->texts[i];

        homes[i] = !text.p ? HOME_NONE
                   : bounds->anywhere
                       ? HOME_ANYWHERE
                       : (uint8_t)spool_partition(directory_home(bounds->practices, text));
    }
    return homes;
}

static void set_filter(struct ingest_worker *worker, const struct night_frame *frame,
                       const char *name, const struct audit_bounds *bounds)
{
    struct night_filter *filter =
        mem_zero(1, sizeof *filter + frame->sum_count * sizeof *filter->sums);
    uint32_t chunks = 0;

    filter->base.take = take_traces;
    filter->bounds = *bounds;
    filter->name = name;
    for (int k = 0; k < NAMES_KINDS; k++) {
        filter->texts[k] = worker->names[k].texts;
        filter->count[k] = worker->names[k].count;
    }
    filter->homes = find_homes(worker, bounds);
    for (uint32_t slot = 0; slot < SPOOL_SLOTS; slot++) {
        chunks += (uint32_t)((frame->traces[slot] + NIGHT_BLOCK_TRACES - 1) / NIGHT_BLOCK_TRACES);
        filter->slot_end[slot] = chunks;
    }
    if (frame->sum_count)
        memcpy(filter->sums, frame->sums, frame->sum_count * sizeof *filter->sums);
    worker->spool.filter = &filter->base;
}

static int take_frame(struct ingest_worker *worker, const struct night_frame *frame,
                      uint64_t before, struct audit_night *night, struct err *err)
{
    const struct audit_bounds *bounds = &night->bounds;
    struct night_filter *filter;
    bool straddles = bounds->since_ns != TIME_NONE && frame->first_ns != TIME_NONE &&
                     frame->first_ns < bounds->since_ns;

    if (!counts_good(frame, before) || read_names(worker, frame) < 0 ||
        read_memo(worker, frame) < 0)
        return audit_night_refuse(night->name, err);
    for (size_t i = 0; i < frame->drop_count; i++) {
        if (frame->drops[i].stream >= bounds->streams)
            return audit_night_refuse(night->name, err);
    }
    set_filter(worker, frame, night->name, bounds);
    night->line_at = lay_chunks(&worker->spool, frame);
    night->line_bytes = frame->line_bytes;
    filter = (struct night_filter *)(void *)worker->spool.filter;
    night->line_sums = filter->sums + worker->spool.chunk_count;
    night->rules = frame->rules;
    night->drops = frame->drops;
    night->drop_count = frame->drop_count;
    return straddles ? recount(worker, err) : 0;
}

/* The end of the file: where the frame is, and what it sums up to. 0 or -1. */
static int read_foot(int fd, const char *name, uint64_t *ret_at, uint64_t *ret_bytes,
                     uint64_t *ret_sum, struct err *err)
{
    char head[NIGHT_HEAD_BYTES];
    char foot[NIGHT_FOOT_BYTES];
    uint64_t magic[2] = {0};
    struct codec codec;
    struct stat st;

    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) ||
        st.st_size < NIGHT_HEAD_BYTES + NIGHT_FOOT_BYTES)
        return audit_night_refuse(name, err);
    if (spool_pread(fd, head, sizeof head, 0, err) < 0 ||
        spool_pread(fd, foot, sizeof foot, (uint64_t)st.st_size - sizeof foot, err) < 0)
        return -1;
    codec = codec_reader((struct str){head, sizeof head}, NULL);
    codec_u64(&codec, &magic[0]);
    codec = codec_reader((struct str){foot, sizeof foot}, NULL);
    codec_u64(&codec, ret_bytes);
    codec_u64(&codec, ret_sum);
    codec_u64(&codec, &magic[1]);
    /* The last character is the version. */
    if (magic[0] == magic[1] && magic[0] << 8 == NIGHT_MAGIC << 8 && magic[0] > NIGHT_MAGIC)
        return err_set(err, "%s: was written by a newer version of limier", name);
    *ret_at = (uint64_t)st.st_size - NIGHT_FOOT_BYTES;
    if (magic[0] != NIGHT_MAGIC || magic[1] != NIGHT_MAGIC ||
        *ret_bytes > *ret_at - NIGHT_HEAD_BYTES)
        return audit_night_refuse(name, err);
    *ret_at -= *ret_bytes;
    return 0;
}

int audit_night_attach(struct ingest_worker *worker, int fd, const char *name,
                       const struct audit_bounds *bounds, struct audit_night *ret_night,
                       struct err *err)
{
    struct arena *kept = &worker->names[NAMES_ACCOUNT].arena;
    struct night_frame frame = {.line_bytes = 0};
    struct arena lists = {0};
    struct codec codec;
    uint64_t at = 0;
    uint64_t bytes = 0;
    uint64_t sum = 0;
    char *text;
    int rc;

    worker->spool.fd = fd;
    *ret_night = (struct audit_night){.name = name, .fd = fd, .bounds = *bounds};
    if (read_foot(fd, name, &at, &bytes, &sum, err) < 0)
        return -1;
    text = arena_alloc(kept, (size_t)bytes + 1); /* the names are in it */
    if (spool_pread(fd, text, (size_t)bytes, at, err) < 0)
        return -1;
    if (audit_night_sum(text, (size_t)bytes) != sum)
        return audit_night_refuse(name, err);
    codec = codec_reader((struct str){text, (size_t)bytes}, &lists);
    audit_night_code(&codec, &frame);
    if (codec.failed || codec.in.n) {
        rc = audit_night_refuse(name, err);
    } else {
        struct night_drop *drops = arena_alloc(kept, (frame.drop_count + 1) * sizeof *drops);

        if (frame.drop_count)
            memcpy(drops, frame.drops, frame.drop_count * sizeof *drops);
        frame.drops = drops;
        rc = take_frame(worker, &frame, at, ret_night, err);
    }
    arena_release(&lists);
    return rc;
}

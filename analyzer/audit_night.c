/*
 * audit_night.c: writes a file of a night: the traces, slot by slot; the rows of lines; then a
 * frame with names, counts and sums, which are known by then; its length and its sum.
 * Little-endian, traces as struct trace lies in memory.
 *
 * Workers number texts each in their own way: when a night is written they become one, whose names
 * have the order of their bytes.
 */
#define _GNU_SOURCE
#include "audit_night.h"

#include <stdlib.h>

#include "base/mem.h"
#include "census.h"

#define READ_TRACES 4096

/* One writing. */
struct writing {
    struct out *out;
    const struct night_source *source;
    struct night_frame frame;
    struct night_facts facts;
    struct census census;    /* the names of all workers as one */
    bool *used[NAMES_KINDS]; /* by name: a trace has it */
    char *partitions;        /* by account */
    uint64_t *drops;         /* by stream */
    size_t drop_room;
    size_t sum_room;
    struct trace *block; /* NIGHT_BLOCK_TRACES */
    size_t block_count;
    char *bytes; /* NIGHT_BLOCK_BYTES of rows */
    size_t byte_count;
};

uint64_t audit_night_sum(const void *bytes, size_t n)
{
    const struct hash_key key = HASH_KEY_FIXED;

    return hash_text(&key, (struct str){bytes, n});
}

static void code_str(struct codec *c, void *item)
{
    codec_str(c, item);
}

static void code_sum(struct codec *c, void *item)
{
    codec_u64(c, item);
}

static void code_drop(struct codec *c, void *item)
{
    struct night_drop *drop = item;

    codec_u32(c, &drop->stream);
    codec_u64(c, &drop->count);
}

void audit_night_code(struct codec *c, struct night_frame *frame)
{
    for (int slot = 0; slot < SPOOL_SLOTS; slot++)
        codec_u64(c, &frame->traces[slot]);
    codec_u64(c, &frame->line_bytes);
    codec_i64(c, &frame->first_ns);
    codec_i64(c, &frame->last_ns);
    codec_str(c, &frame->rules);
    codec_list(c, &frame->drops, &frame->drop_count, sizeof *frame->drops, code_drop);
    codec_list(c, &frame->sums, &frame->sum_count, sizeof *frame->sums, code_sum);
    for (int k = 0; k < NAMES_KINDS; k++)
        codec_list(c, &frame->texts[k], &frame->count[k], sizeof(struct str), code_str);
    codec_str(c, &frame->partitions);
}

static void add_block(struct writing *w, const void *bytes, size_t n)
{
    if (n == 0)
        return;
    MEM_GROW(w->frame.sums, w->frame.sum_count, w->sum_room);
    w->frame.sums[w->frame.sum_count++] = audit_night_sum(bytes, n);
    out_bytes(w->out, bytes, n);
}

static void note_time(struct writing *w, int64_t time_ns)
{
    struct night_facts *f = &w->facts;

    if (f->first_ns == TIME_NONE || time_ns < f->first_ns)
        f->first_ns = time_ns;
    if (f->last_ns == TIME_NONE || time_ns > f->last_ns)
        f->last_ns = time_ns;
}

static uint32_t mapped(struct writing *w, int kind, unsigned worker, uint32_t number)
{
    if (number == NAME_NONE)
        return NAME_NONE;
    number = census_number(&w->census, kind, worker, number);
    if (number != NAME_NONE)
        w->used[kind][number] = true;
    return number;
}

static uint32_t stream_of(const struct writing *w, uint32_t input)
{
    return w->source->streams ? w->source->streams[input] : input;
}

static void add_trace(struct writing *w, unsigned worker, uint32_t slot, const struct trace *trace)
{
    struct trace *t = &w->block[w->block_count++];

    *t = *trace;
    t->account = mapped(w, NAMES_ACCOUNT, worker, t->account);
    t->source = mapped(w, NAMES_SOURCE, worker, t->source);
    t->agent = mapped(w, NAMES_AGENT, worker, t->agent);
    t->session = mapped(w, NAMES_SESSION, worker, t->session);
    t->insurer = mapped(w, NAMES_INSURER, worker, t->insurer);
    t->input = stream_of(w, t->input) & ((1u << 20) - 1);
    if (slot < LIMIT_PARTITIONS && t->account != NAME_NONE)
        w->partitions[t->account] = 1;
    note_time(w, t->time_ns);
    w->frame.traces[slot]++;
    w->facts.traces++;
    w->facts.named += slot != SPOOL_LOGINS && person_tag(t->person) != PERSON_NONE;
    if (w->block_count == NIGHT_BLOCK_TRACES) {
        add_block(w, w->block, w->block_count * sizeof *w->block);
        w->block_count = 0;
    }
}

static int write_slot(struct writing *w, uint32_t slot, struct trace *traces, struct err *err)
{
    for (unsigned i = 0; i < w->source->ingest->worker_count; i++) {
        uint32_t cursor = 0;
        int64_t n;

        while ((n = spool_read(&w->source->ingest->workers[i].spool, slot, &cursor, traces,
                               READ_TRACES, err)) > 0) {
            for (int64_t t = 0; t < n; t++)
                add_trace(w, i, slot, &traces[t]);
        }
        if (n < 0)
            return -1;
    }
    add_block(w, w->block, w->block_count * sizeof *w->block);
    w->block_count = 0;
    return 0;
}

static void add_bytes(struct writing *w, const void *bytes, size_t n)
{
    const char *from = bytes;

    w->frame.line_bytes += n;
    while (n) {
        size_t room = NIGHT_BLOCK_BYTES - w->byte_count;
        size_t part = n < room ? n : room;

        memcpy(w->bytes + w->byte_count, from, part);
        w->byte_count += part;
        from += part;
        n -= part;
        if (w->byte_count == NIGHT_BLOCK_BYTES) {
            add_block(w, w->bytes, w->byte_count);
            w->byte_count = 0;
        }
    }
}

static int take_line(void *context, const struct correlation_row *row, struct str texts,
                     struct err *err)
{
    struct writing *w = context;
    struct correlation_row now = *row;
    uint32_t n = (uint32_t)texts.n;

    (void)err;
    if (w->source->since_ns != TIME_NONE && row->time_ns < w->source->since_ns)
        return 0;
    now.place = 0;
    now.input = stream_of(w, row->input);
    add_bytes(w, &now, sizeof now);
    add_bytes(w, &n, sizeof n);
    add_bytes(w, texts.p, n);
    note_time(w, row->time_ns);
    w->facts.rows++;
    return 0;
}

static void add_drop(struct writing *w, uint32_t stream, uint64_t count)
{
    if (count == 0 || stream >= LIMIT_INPUTS)
        return;
    if (stream >= w->drop_room) {
        size_t room = (size_t)stream + 64;

        w->drops = mem_resize(w->drops, room, sizeof *w->drops);
        memset(w->drops + w->drop_room, 0, (room - w->drop_room) * sizeof *w->drops);
        w->drop_room = room;
    }
    w->drops[stream] += count;
}

static int write_lines(struct writing *w, struct err *err)
{
    const struct night_source *s = w->source;
    size_t drop_room = 0;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < s->lookout_count; i++) {
        for (size_t d = 0; d < s->lookouts[i].dropped_room; d++) {
            if (s->lookouts[i].dropped[d] > 0) /* the room is wider than there are inputs */
                add_drop(w, stream_of(w, (uint32_t)d), s->lookouts[i].dropped[d]);
        }
        rc = lookout_lines(&s->lookouts[i], take_line, w, err);
    }
    for (size_t i = 0; rc == 0 && i < s->night_count; i++) {
        if (!str_eq(s->nights[i].rules, s->rules))
            continue;
        for (size_t d = 0; d < s->nights[i].drop_count; d++)
            add_drop(w, s->nights[i].drops[d].stream, s->nights[i].drops[d].count);
        rc = audit_night_lines(&s->nights[i], take_line, w, err);
    }
    add_block(w, w->bytes, w->byte_count);
    for (size_t d = 0; d < w->drop_room; d++) {
        if (w->drops[d] == 0)
            continue;
        MEM_GROW(w->frame.drops, w->frame.drop_count, drop_room);
        w->frame.drops[w->frame.drop_count++] = (struct night_drop){(uint32_t)d, w->drops[d]};
    }
    return rc;
}

static void write_frame(struct writing *w)
{
    struct night_frame *frame = &w->frame;
    uint64_t magic = NIGHT_MAGIC;
    uint64_t bytes;
    uint64_t sum;
    struct codec codec;
    struct out text;

    frame->rules = w->source->rules;
    frame->first_ns = w->facts.first_ns;
    frame->last_ns = w->facts.last_ns;
    for (int k = 0; k < NAMES_KINDS; k++) {
        frame->texts[k] = w->census.texts[k];
        frame->count[k] = w->census.count[k];
        for (size_t i = 0; i < frame->count[k]; i++) { /* what is too old leaves no name either */
            if (!w->used[k][i])
                frame->texts[k][i] = STR_NONE;
        }
    }
    frame->partitions = (struct str){w->partitions, frame->count[NAMES_ACCOUNT]};
    out_memory(&text);
    codec = codec_writer(&text);
    audit_night_code(&codec, frame);
    bytes = text.used;
    sum = audit_night_sum(text.buffer, text.used);
    out_bytes(w->out, text.buffer, text.used);
    out_drop(&text);
    codec = codec_writer(w->out);
    codec_u64(&codec, &bytes);
    codec_u64(&codec, &sum);
    codec_u64(&codec, &magic);
}

static void begin_writing(struct writing *w)
{
    struct codec codec = codec_writer(w->out);
    uint64_t magic = NIGHT_MAGIC;

    census_gather(&w->census, w->source->ingest);
    for (int k = 0; k < NAMES_KINDS; k++)
        w->used[k] = mem_zero((size_t)w->census.count[k] + 1, sizeof *w->used[k]);
    w->partitions = mem_zero((size_t)w->census.count[NAMES_ACCOUNT] + 1, 1);
    w->block = mem_resize(NULL, NIGHT_BLOCK_TRACES, sizeof *w->block);
    w->bytes = mem_resize(NULL, NIGHT_BLOCK_BYTES, 1);
    codec_u64(&codec, &magic);
}

static void release_writing(struct writing *w)
{
    census_release(&w->census);
    for (int k = 0; k < NAMES_KINDS; k++)
        free(w->used[k]);
    free(w->partitions);
    free(w->drops);
    free(w->block);
    free(w->bytes);
    free(w->frame.sums);
    free(w->frame.drops);
}

int audit_night_write(struct out *out, const struct night_source *source,
                      struct night_facts *ret_facts, struct err *err)
{
    struct writing w = {
        .out = out, .source = source, .facts = {.first_ns = TIME_NONE, .last_ns = TIME_NONE}};
    struct trace *traces = mem_resize(NULL, READ_TRACES, sizeof *traces);
    int rc = 0;

    begin_writing(&w);
    for (uint32_t slot = 0; slot < SPOOL_SLOTS && rc == 0; slot++)
        rc = write_slot(&w, slot, traces, err);
    if (rc == 0)
        rc = write_lines(&w, err);
    if (rc == 0)
        write_frame(&w);
    free(traces);
    *ret_facts = w.facts;
    release_writing(&w);
    return rc;
}

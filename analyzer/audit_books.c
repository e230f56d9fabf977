/*
 * audit_books.c: keeping the books over many runs: what was counted of an input before and what is
 * new of it become one coverage, and the state learns how far each text was read.
 */
#include <stdio.h>
#include <stdlib.h>

#include "audit.h"
#include "base/mem.h"
#include "dossier_codec.h"
#include "ingest_coverage.h"

/* Lines of another layout, by its name. */
static void join_others(struct coverage *sum, const struct coverage *now, struct arena *arena)
{
    struct other_layout *list =
        arena_alloc(arena, ((size_t)sum->other_count + now->other_count + 1) * sizeof *list);
    uint32_t count = sum->other_count;

    if (count)
        memcpy(list, sum->others, count * sizeof *list);
    for (uint32_t i = 0; i < now->other_count; i++) {
        uint32_t at = 0;

        while (at < count && !str_eq(list[at].name, now->others[i].name))
            at++;
        if (at == count)
            list[count++] = (struct other_layout){now->others[i].name, 0};
        list[at].lines += now->others[i].lines;
    }
    sum->others = list;
    sum->other_count = count;
}

/* Adds what is new of an input; of the file itself the later word holds. `now` is given up. */
static void join(struct coverage *sum, struct coverage *now, struct arena *arena)
{
    ingest_coverage_merge(sum, now, arena);
    join_others(sum, now, arena);
    if (now->order.from < sum->order.to) /* header lines were looked at again */
        now->order.from = sum->order.to;
    if (now->order.to > now->order.from)
        order_join(&sum->order, &now->order);
    if (now->layout.p) {
        sum->layout = now->layout;
        sum->form = now->form;
        sum->choice = now->choice;
    }
    memcpy(sum->sha256, now->sha256, sizeof sum->sha256);
    memcpy(sum->sha256_text, now->sha256_text, sizeof sum->sha256_text);
    sum->bytes = now->bytes;
    sum->bytes_inflated = now->bytes_inflated;
    sum->containers = now->containers;
    sum->damage = now->damage;
    sum->last_good_ns = now->damage.kind == DAMAGE_NONE  ? TIME_NONE
                        : now->last_good_ns == TIME_NONE ? sum->order.good_ns
                                                         : now->last_good_ns;
    hours_settle(&sum->hours);
    coverage_release(now);
}

/* What the state has of an input, with hours that can be added to. 0 or -1. */
static int recall(const struct audit *audit, size_t input, struct coverage *ret, struct err *err)
{
    const struct state_stream *stream = &audit->known.streams[input];
    struct codec codec =
        codec_reader(stream->coverage, (struct arena *)(uintptr_t)&audit->scan.arena);
    struct hours hours;

    dossier_code_input(&codec, ret);
    if (codec.failed || codec.in.n)
        return err_set(err, "%s: the state is damaged: %.*s", audit->folder, (int)stream->name.n,
                       stream->name.p);
    hours = ret->hours; /* in the arena */
    ret->hours = (struct hours){.refused = hours.refused};
    hours_merge(&ret->hours, &hours);
    hours_settle(&ret->hours);
    ret->input = str_of(audit->scan.inputs.paths[input]);
    return 0;
}

/* What of the news is in the coverage of what is new. */
static void note_new(struct audit *audit, const struct coverage *now)
{
    uint64_t rejected = coverage_rejected(now);

    if (now->duplicate_of.p)
        return;
    audit->new_lines += now->lines;
    audit->new_rejected += rejected;
    if (rejected > audit->worst_rejected || (rejected > 0 && rejected == audit->worst_rejected &&
                                             str_cmp(now->input, audit->worst_input) < 0)) {
        audit->worst_rejected = rejected;
        audit->worst_input = now->input;
    }
    if (now->first_ns != TIME_NONE &&
        (audit->new_first_ns == TIME_NONE || now->first_ns < audit->new_first_ns))
        audit->new_first_ns = now->first_ns;
    if (now->last_ns != TIME_NONE && now->last_ns > audit->new_last_ns)
        audit->new_last_ns = now->last_ns;
}

static void note_damage(struct audit *audit, size_t input, const struct damage *was,
                        const struct damage *now)
{
    audit->torn[input] = now->kind != DAMAGE_NONE &&
                         (now->kind != was->kind || now->at != was->at || now->lost != was->lost);
    audit->torn_count += audit->torn[input];
}

/* The coverage of one input becomes that of all of it. 0 or -1. */
static int complete(struct audit *audit, size_t input, bool read, struct err *err)
{
    struct coverage *now = &audit->scan.ingest.coverage[input];
    struct coverage sum;

    note_new(audit, now);
    if (input >= audit->known.stream_count || audit->anew[input]) {
        note_damage(audit, input, &(struct damage){.kind = DAMAGE_NONE}, &now->damage);
        return 0;
    }
    if (recall(audit, input, &sum, err) < 0)
        return -1;
    if (read) {
        note_damage(audit, input, &sum.damage, &now->damage);
        join(&sum, now, &audit->scan.arena);
    } else {
        coverage_release(now);
    }
    *now = sum;
    return 0;
}

static struct str coverage_bytes(struct audit *audit, struct coverage *coverage)
{
    struct str bytes;
    struct codec codec;
    struct out out;

    out_memory(&out);
    codec = codec_writer(&out);
    dossier_code_input(&codec, coverage);
    bytes = arena_str(&audit->scan.arena, (struct str){out.buffer, out.used});
    out_drop(&out);
    return bytes;
}

/* Digests what was counted of a file. All of it, most of the time: that was digested when it was
 * read. */
static bool digest_counted(const struct audit *audit, const char *path,
                           const struct coverage *coverage, struct state_stream *stream)
{
    size_t block = audit->known.block_bytes;
    char unused[SHA256_TEXT];

    if (stream->bytes != coverage->bytes_inflated || coverage->damage.kind != DAMAGE_NONE ||
        !coverage->sha256_text[0])
        return audit_digest(path, stream->bytes, block, stream->text, stream->head);
    memcpy(stream->text, coverage->sha256_text, sizeof stream->text);
    return audit_digest(path, stream->head_bytes, block, unused, stream->head);
}

/* Writes what is known of a stream now. 0 or -1. */
static int put_stream(struct audit *audit, const struct audit_file *file, size_t input,
                      struct err *err)
{
    struct coverage *coverage = &audit->scan.ingest.coverage[input];
    const struct ingest_end *end = &audit->scan.ingest.ends[input];
    struct state_stream stream = {.id = audit->streams[input],
                                  .name = file->now.path,
                                  .bytes = coverage->duplicate_of.p ? 0 : end->offset,
                                  .lines = end->lines,
                                  .held = end->held};

    stream.head_bytes = stream.bytes < AUDIT_HEAD_BYTES ? stream.bytes : AUDIT_HEAD_BYTES;
    /* A text that is not in one piece cannot be gone on with. */
    if (!digest_counted(audit, file->now.path.p, coverage, &stream))
        stream.text[0] = '\0';
    if (!audit_still(&file->now))
        return err_set(err, "%.*s: was replaced while it was read: run again",
                       (int)file->now.path.n, file->now.path.p);
    stream.coverage = coverage_bytes(audit, coverage);
    return state_put_stream(audit->state, &stream, err);
}

/* A file that lies there as it did may have another name. 0 or -1. */
static int put_name(struct audit *audit, const struct audit_file *file, struct err *err)
{
    struct state_stream stream;

    if (file->what != AUDIT_UNCHANGED || file->now.stream >= audit->known.stream_count)
        return 0;
    stream = audit->known.streams[file->now.stream];
    if (audit->scan.inputs.paths[stream.id] != file->now.path.p ||
        str_eq(stream.name, file->now.path))
        return 0;
    stream.name = file->now.path;
    return state_put_stream(audit->state, &stream, err);
}

/* What is remembered of a file; one that could not be read is looked at again. 0 or -1. */
static int put_file(struct audit *audit, size_t i, struct err *err)
{
    struct audit_file *file = &audit->files[i];
    uint32_t input = audit->inputs[i];
    struct state_file now = file->now;

    if (!file->regular)
        return 0;
    if (input != AUDIT_NO_INPUT) {
        const struct coverage *coverage = &audit->scan.ingest.coverage[input];

        if (coverage->bytes == 0 && coverage->damage.kind != DAMAGE_NONE)
            return 0;
        now.held = audit->scan.ingest.ends[input].held;
        now.stream = coverage->duplicate_of.p ? STATE_NO_STREAM : audit->streams[input];
    }
    return state_put_file(audit->state, &now, err);
}

/* Numbers in the state: those of known streams, then of what was read of new ones. */
static void number_streams(struct audit *audit)
{
    const struct ingest *ingest = &audit->scan.ingest;
    uint32_t next = (uint32_t)audit->known.stream_count;

    audit->streams = mem_zero(ingest->input_count + 1, sizeof *audit->streams);
    for (size_t i = 0; i < ingest->input_count; i++) {
        bool counted = ingest->ends[i].offset > 0;

        audit->streams[i] = i < audit->known.stream_count ? (uint32_t)i
                            : counted                     ? next++
                                                          : STATE_NO_STREAM;
    }
}

/* The zone that most lines of all runs have. */
static int keep_zones(struct audit *audit, struct err *err)
{
    struct ingest *ingest = &audit->scan.ingest;

    for (int slot = 0; slot < PARSE_ZONES; slot++) {
        uint64_t *first = &ingest->workers[0].parse.zones[slot];
        char name[32];
        uint64_t sum = 0;
        int64_t was;

        (void)snprintf(name, sizeof name, "zone.%d", slot);
        if (state_number(audit->state, name, 0, &was, err) < 0)
            return -1;
        *first += (uint64_t)was;
        for (unsigned w = 0; w < ingest->worker_count; w++)
            sum += ingest->workers[w].parse.zones[slot];
        if (sum != (uint64_t)was && state_put_number(audit->state, name, (int64_t)sum, err) < 0)
            return -1;
    }
    ingest->offset_seconds = ingest_zone(ingest, audit->scan.ingest_options.zone_seconds);
    return 0;
}

int audit_books(struct audit *audit, struct err *err)
{
    struct ingest *ingest = &audit->scan.ingest;
    bool *read = mem_zero(ingest->input_count + 1, sizeof *read);
    int rc = 0;

    audit->torn = mem_zero(ingest->input_count + 1, sizeof *audit->torn);
    audit->new_first_ns = audit->new_last_ns = TIME_NONE;
    number_streams(audit);
    for (size_t i = 0; i < audit->file_count && rc == 0; i++) {
        uint32_t input = audit->inputs[i];

        if (input == AUDIT_NO_INPUT)
            continue;
        read[input] = true;
        if (ingest->ends[input].missing)
            rc = err_set(err, "%.*s: was changed while it was read: run again",
                         (int)audit->files[i].now.path.n, audit->files[i].now.path.p);
    }
    for (size_t i = 0; i < ingest->input_count && rc == 0; i++)
        rc = complete(audit, i, read[i], err);
    free(read);
    for (size_t i = 0; i < audit->file_count && rc == 0; i++) {
        uint32_t input = audit->inputs[i];

        if (input != AUDIT_NO_INPUT && audit->streams[input] != STATE_NO_STREAM)
            rc = put_stream(audit, &audit->files[i], input, err);
        else
            rc = put_name(audit, &audit->files[i], err);
        if (rc == 0)
            rc = put_file(audit, i, err);
    }
    return rc == 0 ? keep_zones(audit, err) : -1;
}

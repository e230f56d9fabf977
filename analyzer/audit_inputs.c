/*
 * audit_inputs.c: from the files that are there to what is to be read of them. An input's number is
 * its stream's for ever, because traces of earlier nights name it; new ones come behind.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/stat.h>

#include "audit.h"
#include "base/mem.h"
#include "dossier_codec.h"
#include "sample.h"

/* What can be known again tomorrow: files. */
static int check_unit(const struct input_unit *unit, struct err *err)
{
    struct stat st;

    if (unit->archive)
        return err_usage(err, "%s: audit cannot follow the files in an archive: unpack it, or scan",
                         unit->path);
    if (strcmp(unit->path, "-") == 0 || (stat(unit->path, &st) == 0 && !S_ISREG(st.st_mode)))
        return err_usage(err, "%s: is no file, so audit could not know it again: use scan",
                         unit->path);
    return 0;
}

/* What a byte that last parts have in common counts for: more than all other bytes of a path. */
#define LIKENESS_OF_PART 4096

/* The last part of a path. */
static struct str base_of(struct str path)
{
    const char *slash = memrchr(path.p, '/', path.n);

    return slash ? str_skip(path, (size_t)(slash - path.p) + 1) : path;
}

/* How much alike two paths are: what their last parts begin with, then the rest. */
static size_t likeness(struct str x, struct str y)
{
    struct str a = base_of(x);
    struct str b = base_of(y);
    size_t begin = 0;
    size_t end = 0;

    while (begin < a.n && begin < b.n && a.p[begin] == b.p[begin])
        begin++;
    while (end < x.n - a.n && end < y.n - b.n &&
           x.p[x.n - a.n - 1 - end] == y.p[y.n - b.n - 1 - end])
        end++;
    return begin * LIKENESS_OF_PART + end;
}

/* A file does not continue the stream that it was found to: maybe another one. */
static void give_way(struct audit *audit, struct audit_file *file)
{
    file->stream = audit_next_match(&audit->known, file);
    file->what = file->stream ? AUDIT_CONTINUES : AUDIT_NEW;
    file->now.stream = file->stream ? file->stream->id : STATE_NO_STREAM;
}

/* Two files go on where a stream ended: the shorter is a copy of the longer, or another text that
 * only begins alike, as logs of two servers do that are asked by the same machines at night. */
static void settle_pair(struct audit *audit, struct audit_file *x, struct audit_file *y)
{
    size_t block = audit->known.block_bytes;
    struct str name = x->stream->name;
    bool cut;
    uint64_t x_bytes = audit_length(x->now.path.p, block, &cut);
    uint64_t y_bytes = audit_length(y->now.path.p, block, &cut);
    struct audit_file *longer = y_bytes > x_bytes ? y : x;
    struct audit_file *shorter = y_bytes > x_bytes ? x : y;

    if (audit_begins_with(longer->now.path.p, shorter->now.path.p, longer == y ? x_bytes : y_bytes,
                          block))
        shorter->what = AUDIT_PART;
    else if (likeness(shorter->now.path, name) > likeness(longer->now.path, name))
        give_way(audit, longer);
    else
        give_way(audit, shorter);
}

/* A stream whose file lies there as it did is gone on with by another file, such as the log of
 * which that is a copy; unless the other one fits better to another stream. */
static void settle_resting(struct audit *audit, const bool *rests, struct audit_file *file)
{
    while (file->what == AUDIT_CONTINUES && rests[file->stream->id]) {
        const struct state_stream *next = audit_next_match(&audit->known, file);

        if (!next ||
            likeness(file->now.path, next->name) <= likeness(file->now.path, file->stream->name))
            return;
        give_way(audit, file);
    }
}

/* Whether a file of the stream is there that begins with all of a part. */
static bool is_part(const struct audit *audit, const struct audit_file *part, uint64_t bytes)
{
    for (size_t i = 0; i < audit->file_count; i++) {
        const struct audit_file *whole = &audit->files[i];

        if (whole->now.stream == part->stream->id &&
            (whole->what == AUDIT_UNCHANGED || whole->what == AUDIT_CONTINUES) &&
            audit_begins_with(whole->now.path.p, part->now.path.p, bytes, audit->known.block_bytes))
            return true;
    }
    return false;
}

/* A text that only begins like a longer one is another server's: a part of it is what a file that
 * is there proves to be one, or what is damaged, as a log is while it is packed. */
static void settle_part(struct audit *audit, struct audit_file *file)
{
    const struct state_stream *guess = file->stream;
    bool cut;
    uint64_t bytes = audit_length(file->now.path.p, audit->known.block_bytes, &cut);

    while (file->stream && !is_part(audit, file, bytes))
        file->stream = audit_next_whole(&audit->known, file);
    if (!file->stream && cut)
        file->stream = guess;
    if (!file->stream)
        file->what = AUDIT_NEW;
    file->now.stream = file->stream ? file->stream->id : STATE_NO_STREAM;
}

/* A stream is gone on with by one file. */
static void settle_all(struct audit *audit)
{
    struct audit_file **holders = mem_zero(audit->known.stream_count + 1, sizeof(*holders));
    bool *rests = mem_zero(audit->known.stream_count + 1, sizeof *rests);

    for (size_t i = 0; i < audit->file_count; i++) {
        struct audit_file *file = &audit->files[i];

        if (file->what == AUDIT_PART)
            settle_part(audit, file);
        if (file->what == AUDIT_UNCHANGED && file->now.stream < audit->known.stream_count)
            rests[file->now.stream] = true;
    }
    for (size_t i = 0; i < audit->file_count; i++) {
        struct audit_file *file = &audit->files[i];

        settle_resting(audit, rests, file);
        /* Who gives way goes on to a stream of which less was counted, so this ends. */
        while (file && file->what == AUDIT_CONTINUES) {
            struct audit_file **holder = &holders[file->stream->id];
            struct audit_file *other = *holder;

            if (other)
                settle_pair(audit, other, file);
            if (!other || other->what != AUDIT_CONTINUES || &holders[other->stream->id] != holder) {
                *holder = file;
                file = other;
            }
        }
    }
    free(holders);
    free(rests);
}

static bool is_read(const struct audit_file *file)
{
    return file->what == AUDIT_CONTINUES || file->what == AUDIT_NEW;
}

/* Whether a file is as long as one was that held its stream. */
static bool has_not_grown(const struct audit *audit, const struct audit_file *file)
{
    for (size_t i = 0; i < audit->known.file_count; i++) {
        if (audit->known.files[i].stream == file->stream->id &&
            audit->known.files[i].bytes == file->now.bytes)
            return true;
    }
    return false;
}

/* Whether nothing of a stream could be read, and so little of it was there that its layout may be
 * another one now that it has grown: then it is read from its beginning, as if it were new. */
static bool reads_anew(struct audit *audit, const struct audit_file *file)
{
    struct codec codec = codec_reader(file->stream->coverage, &audit->scan.arena);
    struct coverage coverage;

    if (file->stream->bytes >= SAMPLE_HEAD_BYTES || audit->scan.ingest_options.layouts ||
        has_not_grown(audit, file))
        return false;
    dossier_code_input(&codec, &coverage);
    return !codec.failed && coverage.parsed == 0 && coverage_rejected(&coverage) > 0;
}

/* One more file of this run, as the input that it is. */
static void add_input(struct audit *audit, struct inputs *inputs, size_t i)
{
    struct audit_file *file = &audit->files[i];
    const struct state_stream *stream = file->what == AUDIT_CONTINUES ? file->stream : NULL;
    size_t index = stream ? stream->id : inputs->count++;

    inputs->paths[index] = file->now.path.p;
    inputs->order[inputs->unit_count] = index;
    inputs->units[inputs->unit_count] =
        (struct input_unit){.path = file->now.path.p, .first = inputs->unit_count, .count = 1};
    inputs->unit_count++;
    inputs->bytes_total += file->now.bytes;
    audit->inputs[i] = (uint32_t)index;
    audit->starts[index].holds = !file->settled;
    audit->anew[index] = stream && reads_anew(audit, file);
    if (!stream || audit->anew[index])
        return;
    audit->starts[index].offset = stream->bytes;
    audit->starts[index].lines = stream->lines;
}

/* The names that known streams have now; `there` notes those that are there. */
static void name_known(struct audit *audit, const char **paths, bool *there)
{
    const struct audit_known *known = &audit->known;

    for (size_t i = 0; i < known->stream_count; i++)
        paths[i] = arena_str(&audit->scan.arena, known->streams[i].name).p;
    for (size_t i = 0; i < audit->file_count; i++) {
        const struct audit_file *file = &audit->files[i];
        uint32_t stream = file->now.stream;

        if (stream >= known->stream_count)
            continue;
        if (file->what == AUDIT_UNCHANGED &&
            (!there[stream] || str_eq(file->now.path, known->streams[stream].name)))
            paths[stream] = file->now.path.p;
        there[stream] = true;
    }
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(**(const char **const *)a, **(const char **const *)b);
}

/* A rotated log leaves its name to another: of inputs with one name those that are no more get
 * their number, so that a place in a log is never looked for in another. series_name knows it. */
static void tell_apart(struct audit *audit, const struct inputs *inputs, const bool *there)
{
    const char ***names = mem_zero(inputs->count + 1, sizeof(*names));

    for (size_t i = 0; i < inputs->count; i++)
        names[i] = &inputs->paths[i];
    qsort(names, inputs->count, sizeof(*names), compare_names);
    for (size_t i = 0, end; i < inputs->count; i = end) {
        const char *name = *names[i];

        for (end = i + 1; end < inputs->count && strcmp(*names[end], name) == 0;)
            end++;
        for (size_t k = i; end - i > 1 && k < end; k++) {
            size_t stream = (size_t)(names[k] - inputs->paths);

            if (stream < audit->known.stream_count && !there[stream])
                *names[k] = arena_print(&audit->scan.arena, "%s#%zu", name, stream).p;
        }
    }
    free(names);
}

static void build(struct audit *audit)
{
    struct scan *scan = &audit->scan;
    size_t most = audit->known.stream_count + audit->file_count;
    bool *there = mem_zero(audit->known.stream_count + 1, sizeof *there);
    struct inputs inputs = {.count = audit->known.stream_count,
                            .paths = mem_zero(most, sizeof *inputs.paths),
                            .units = mem_zero(most, sizeof *inputs.units),
                            .order = mem_zero(most, sizeof *inputs.order),
                            .progress = scan->inputs.progress};

    audit->inputs = mem_zero(audit->file_count, sizeof *audit->inputs);
    audit->starts = mem_zero(most, sizeof *audit->starts);
    audit->anew = mem_zero(most, sizeof *audit->anew);
    name_known(audit, inputs.paths, there);
    for (size_t i = 0; i < audit->file_count; i++) {
        audit->inputs[i] = AUDIT_NO_INPUT;
        if (is_read(&audit->files[i]))
            add_input(audit, &inputs, i);
    }
    tell_apart(audit, &inputs, there);
    free(there);
    inputs_release(&scan->inputs);
    scan->inputs = inputs;
    scan->ingest_options.starts = audit->starts;
}

int audit_inputs(struct audit *audit, struct err *err)
{
    const struct inputs *there = &audit->scan.inputs;

    audit->files = mem_zero(there->unit_count + 1, sizeof *audit->files);
    for (size_t i = 0; i < there->count; i++) { /* in the order of names */
        const char *path = there->paths[i];
        bool again = i > 0 && strcmp(path, there->paths[i - 1]) == 0;

        if (!again && audit->file_count < there->unit_count)
            audit->files[audit->file_count++].now.path = str_of(path);
    }
    for (size_t i = 0; i < there->unit_count; i++) {
        if (check_unit(&there->units[i], err) < 0)
            return -1;
    }
    for (size_t i = 0; i < audit->file_count; i++)
        audit->files[i] = audit_match(&audit->known, audit->files[i].now.path.p);
    settle_all(audit);
    audit_copies(audit);
    if (audit->known.stream_count + audit->file_count > LIMIT_INPUTS)
        return err_usage(err, "more than %u inputs", LIMIT_INPUTS);
    build(audit);
    return 0;
}

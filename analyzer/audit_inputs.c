/*
 * audit_inputs.c: from the files that are there to what is to be read of them. An input's number is
 * its stream's for ever, because traces of earlier nights name it; new ones come behind.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/stat.h>

#include "audit.h"
#include "base/mem.h"

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

/* Whether a text begins with all of another, shorter one. */
static bool begins_with(const char *path, const char *with, uint64_t bytes, size_t block_bytes)
{
    char x[SHA256_TEXT];
    char y[SHA256_TEXT];
    char head[SHA256_TEXT];

    return audit_digest(path, bytes, block_bytes, x, head) &&
           audit_digest(with, bytes, block_bytes, y, head) && strcmp(x, y) == 0;
}

/* Two files go on where a stream ended: the shorter is a copy of the longer, or another text that
 * only begins alike. */
static void settle_pair(struct audit *audit, struct audit_file *x, struct audit_file *y)
{
    size_t block = audit->known.block_bytes;
    uint64_t x_bytes = audit_length(x->now.path.p, block);
    uint64_t y_bytes = audit_length(y->now.path.p, block);
    struct audit_file *longer = y_bytes > x_bytes ? y : x;
    struct audit_file *shorter = y_bytes > x_bytes ? x : y;

    if (begins_with(longer->now.path.p, shorter->now.path.p, longer == y ? x_bytes : y_bytes,
                    block)) {
        shorter->what = AUDIT_PART;
        return;
    }
    shorter->what = AUDIT_NEW;
    shorter->stream = NULL;
    shorter->now.stream = STATE_NO_STREAM;
}

/* A stream is gone on with by one file. */
static void settle_all(struct audit *audit)
{
    struct audit_file **holders = mem_zero(audit->known.stream_count + 1, sizeof(*holders));

    for (size_t i = 0; i < audit->file_count; i++) {
        struct audit_file *file = &audit->files[i];
        struct audit_file **holder;

        if (file->what != AUDIT_CONTINUES)
            continue;
        holder = &holders[file->stream->id];
        if (*holder)
            settle_pair(audit, *holder, file);
        if (!*holder || (*holder)->what != AUDIT_CONTINUES)
            *holder = file;
    }
    free(holders);
}

static bool is_read(const struct audit_file *file)
{
    return file->what == AUDIT_CONTINUES || file->what == AUDIT_NEW;
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
    audit->starts[index] = (struct ingest_start){.offset = stream ? stream->bytes : 0,
                                                 .lines = stream ? stream->lines : 0,
                                                 .holds = !file->settled};
}

static void build(struct audit *audit)
{
    struct scan *scan = &audit->scan;
    size_t most = audit->known.stream_count + audit->file_count;
    struct inputs inputs = {.count = audit->known.stream_count,
                            .paths = mem_zero(most, sizeof *inputs.paths),
                            .units = mem_zero(most, sizeof *inputs.units),
                            .order = mem_zero(most, sizeof *inputs.order),
                            .progress = scan->inputs.progress};

    audit->inputs = mem_zero(audit->file_count, sizeof *audit->inputs);
    audit->starts = mem_zero(most, sizeof *audit->starts);
    for (size_t i = 0; i < audit->known.stream_count; i++)
        inputs.paths[i] = arena_str(&scan->arena, audit->known.streams[i].name).p;
    for (size_t i = 0; i < audit->file_count; i++) {
        const struct state_file *now = &audit->files[i].now;

        audit->inputs[i] = AUDIT_NO_INPUT;
        if (audit->files[i].what == AUDIT_UNCHANGED && now->stream < audit->known.stream_count)
            inputs.paths[now->stream] = now->path.p;
    }
    for (size_t i = 0; i < audit->file_count; i++) {
        if (is_read(&audit->files[i]))
            add_input(audit, &inputs, i);
    }
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
    if (audit->known.stream_count + audit->file_count > LIMIT_INPUTS)
        return err_usage(err, "more than %u inputs", LIMIT_INPUTS);
    build(audit);
    return 0;
}

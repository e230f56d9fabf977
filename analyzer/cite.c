/*
 * cite.c: an input is read from its beginning, as ingest did, so that numbers of lines are the
 * same, and to its end, so that its digest tells whether it still is what it was.
 */
#include "cite.h"

#include <stdlib.h>

#include "input/lines.h"
#include "inputs.h"
#include "line_mask.h"
#include "measure.h"

/* One input while it is read. */
struct reading {
    struct cite *cites; /* of this input, by line */
    size_t count;
    size_t first; /* before it, all is read */
    const struct cite_options *options;
    struct arena *arena;
};

/* Whether a path is the one that was asked for, or ends as it. */
static bool is_named(struct str path, struct str name, bool whole)
{
    if (whole)
        return str_eq(path, name);
    return path.n > name.n && str_ends(path, name) &&
           (path.p[path.n - name.n - 1] == '/' || path.p[path.n - name.n - 1] == '!');
}

static const struct manifest_entry *find_input(const struct manifest *manifest, struct str name,
                                               bool whole, size_t *ret_count)
{
    const struct manifest_entry *found = NULL;

    *ret_count = 0;
    for (size_t i = 0; i < manifest->count; i++) {
        if (manifest->entries[i].kind != MANIFEST_INPUT ||
            !is_named(manifest->entries[i].name, name, whole))
            continue;
        found = &manifest->entries[i];
        ++*ret_count;
    }
    return found;
}

int cite_parse(struct cite *cite, const char *id, const struct manifest *manifest, struct err *err)
{
    const char *colon = strrchr(id, ':');
    struct str name = {id, colon ? (size_t)(colon - id) : 0};
    struct str line = str_of(colon ? colon + 1 : NULL);
    size_t count;

    *cite = (struct cite){.id = id};
    line.n = str_index(line, '@'); /* a byte behind it says no more than the line */
    if (name.n == 0 || !str_to_u64(line, UINT32_MAX, &cite->line) || cite->line == 0)
        return err_usage(err, "%s: a position is wanted, as in access.log:1234", id);
    cite->input = find_input(manifest, name, true, &count);
    if (!cite->input)
        cite->input = find_input(manifest, name, false, &count);
    if (count == 0)
        return err_usage(err, "%s: the case has no such input", id);
    if (count > 1)
        return err_usage(err, "%s: the case has %zu inputs that end so: give more of its path", id,
                         count);
    return 0;
}

static int compare_cites(const void *a, const void *b)
{
    const struct cite *x = a;
    const struct cite *y = b;

    if (x->input != y->input)
        return x->input < y->input ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

/* Keeps a line where somebody wants it. */
static void keep(struct reading *reading, const struct line *line)
{
    const struct cite_options *o = reading->options;

    while (reading->first < reading->count &&
           reading->cites[reading->first].line + o->after < line->number)
        reading->first++;
    for (size_t i = reading->first; i < reading->count; i++) {
        struct cite *cite = &reading->cites[i];

        if (line->number + o->before < cite->line)
            return;
        cite->lines[line->number + o->before - cite->line] =
            (struct cite_line){.number = line->number,
                               .offset = line->offset,
                               .text = line_mask(reading->arena, line->text, CITE_LINE_BYTES)};
    }
}

static void read_lines(struct reading *reading, struct source *source)
{
    struct line batch[LINES_BATCH];
    struct lines_part part = {0};
    struct lines lines;
    int n;

    lines_init(&lines, source);
    while (lines_take(&lines, &part)) {
        while ((n = lines_next(&part, batch)) > 0) {
            for (int i = 0; i < n; i++)
                keep(reading, &batch[i]);
        }
    }
    lines_part_release(&part);
    lines_release(&lines);
}

/* Closes the source and compares what it was with what the manifest says. */
static void settle(struct reading *reading, struct source *source)
{
    const struct manifest_entry *input = reading->cites[0].input;
    enum cite_state state;

    source_close(source);
    state = !input->sha256_text.p || !source->sha256_text[0]          ? CITE_UNSURE
            : str_eq(input->sha256_text, str_of(source->sha256_text)) ? CITE_SAME
                                                                      : CITE_ALTERED;
    for (size_t i = 0; i < reading->count; i++)
        reading->cites[i].state = state;
}

/* Goes to a member of an archive. False when there is none of that name. */
static bool go_to(struct reader *reader, const struct inputs *inputs, const char *path,
                  struct str member)
{
    const struct input_unit *unit = &inputs->units[0];

    for (size_t i = 0; i < unit->count && reader_next(reader); i++) {
        struct str name = str_of(inputs->paths[inputs->order[unit->first + i]]);

        if (name.n > strlen(path) && str_eq(str_skip(name, strlen(path) + 1), member))
            return true;
    }
    return false;
}

static int read_member(struct reading *reading, const char *path, struct str member,
                       struct err *err)
{
    struct progress *progress = reading->options->progress;
    char *paths[] = {(char *)(uintptr_t)path};
    struct inputs inputs = {.progress = progress};
    struct reader reader;
    struct source source;
    int rc = inputs_expand(&inputs, paths, 1, false, reading->arena, err);

    if (rc == 0) {
        reader_open(&reader, path, LIMIT_BLOCK_BYTES, progress, false);
        source_open_text(&source, go_to(&reader, &inputs, path, member) ? &reader : NULL,
                         LIMIT_BLOCK_BYTES);
        read_lines(reading, &source);
        settle(reading, &source);
        reader_close(&reader);
    }
    inputs_release(&inputs);
    return rc;
}

/* The archive that an input is a member of: the longest one whose path begins the input's. */
static struct str archive_of(const struct manifest *manifest, struct str name)
{
    struct str archive = STR_NONE;

    for (size_t i = 0; i < manifest->count; i++) {
        struct str path = manifest->entries[i].name;

        if (manifest->entries[i].kind == MANIFEST_ARCHIVE && str_starts(name, path) &&
            name.n > path.n && name.p[path.n] == '!' && path.n > archive.n)
            archive = path;
    }
    return archive;
}

static int read_input(struct reading *reading, const struct manifest *manifest, struct err *err)
{
    struct str name = reading->cites[0].input->name;
    struct str archive = archive_of(manifest, name);
    struct str file = archive.p ? archive : name;
    const char *path = measure_locate(reading->options->input_directory, file, reading->arena);
    struct source source;

    for (size_t i = 0; i < reading->count; i++) {
        reading->cites[i].state = CITE_GONE;
        reading->cites[i].found = path && path != file.p ? str_of(path) : STR_NONE;
    }
    if (!path)
        return 0;
    if (archive.p)
        return read_member(reading, path, str_skip(name, archive.n + 1), err);
    source_open(&source, path, LIMIT_BLOCK_BYTES, reading->options->progress, false);
    read_lines(reading, &source);
    settle(reading, &source);
    return 0;
}

int cite_read(struct cite *cites, size_t count, const struct manifest *manifest,
              const struct cite_options *options, struct arena *arena, struct err *err)
{
    const size_t room = options->before + 1 + (size_t)options->after;
    int rc = 0;

    qsort(cites, count, sizeof *cites, compare_cites);
    for (size_t i = 0; i < count; i++)
        cites[i].lines = arena_alloc(arena, room * sizeof *cites[i].lines);
    for (size_t i = 0; rc == 0 && i < count;) {
        struct reading reading = {.cites = &cites[i], .options = options, .arena = arena};

        while (i < count && cites[i].input == reading.cites[0].input) {
            reading.count++;
            i++;
        }
        rc = read_input(&reading, manifest, err);
    }
    return rc;
}

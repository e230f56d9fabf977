/*
 * measure.c: reads a file the way ingest does, without looking at what its lines say, so that its
 * digests are the same.
 */
#include "measure.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "input/source.h"
#include "inputs.h"

static void read_text(struct source *source, struct measured *text)
{
    struct str block;

    while (source_next(source, &block))
        continue;
    source_close(source);
    memcpy(text->sha256, source->sha256, sizeof text->sha256);
    memcpy(text->sha256_text, source->sha256_text, sizeof text->sha256_text);
    text->bytes = source->bytes;
}

/* Members in the order in which they lie there. */
static void read_members(const char *path, const struct inputs *inputs, struct progress *progress,
                         struct measure *measure)
{
    const struct input_unit *unit = &inputs->units[0];
    struct reader reader;

    reader_open(&reader, path, LIMIT_BLOCK_BYTES, progress, false);
    for (size_t i = 0; i < unit->count; i++) {
        struct source source;

        source_open_text(&source, reader_next(&reader) ? &reader : NULL, LIMIT_BLOCK_BYTES);
        read_text(&source, &measure->texts[inputs->order[unit->first + i]]);
    }
    measure->bytes = reader_file(&reader, measure->sha256);
    reader_close(&reader);
}

int measure_file(const char *path, struct progress *progress, struct arena *arena,
                 struct measure *ret_measure, struct err *err)
{
    char *paths[] = {(char *)(uintptr_t)path};
    struct inputs inputs = {.progress = progress};
    struct source source;

    *ret_measure = (struct measure){0};
    if (inputs_expand(&inputs, paths, 1, false, arena, err) < 0 || inputs.unit_count != 1) {
        inputs_release(&inputs);
        return -1;
    }
    ret_measure->archive = inputs.units[0].archive;
    ret_measure->count = inputs.count;
    ret_measure->texts = arena_alloc(arena, inputs.count * sizeof *ret_measure->texts);
    for (size_t i = 0; i < inputs.count; i++) {
        struct str name = str_of(inputs.paths[i]);

        if (name.n > strlen(path))
            ret_measure->texts[i].member = arena_str(arena, str_skip(name, strlen(path) + 1));
    }
    if (ret_measure->archive) {
        read_members(path, &inputs, progress, ret_measure);
    } else {
        source_open(&source, path, LIMIT_BLOCK_BYTES, progress, false);
        read_text(&source, &ret_measure->texts[0]);
        memcpy(ret_measure->sha256, ret_measure->texts[0].sha256, sizeof ret_measure->sha256);
        ret_measure->bytes = ret_measure->texts[0].bytes;
    }
    inputs_release(&inputs);
    return 0;
}

const struct measured *measure_find(const struct measure *measure, struct str member)
{
    for (size_t i = 0; i < measure->count; i++) {
        if (str_eq(measure->texts[i].member, member))
            return &measure->texts[i];
    }
    return NULL;
}

static bool is_there(const char *path)
{
    uint64_t bytes;
    int fd = file_open(AT_FDCWD, path, true, &bytes);

    if (fd >= 0)
        (void)close(fd);
    return fd >= 0;
}

const char *measure_locate(const char *folder, struct str name, struct arena *arena)
{
    const char *slash;
    const char *path;

    if (name.n == 0)
        return NULL;
    if (is_there(name.p) || !folder)
        return is_there(name.p) ? name.p : NULL;
    path = arena_print(arena, "%s/%.*s", folder, (int)name.n, name.p).p;
    if (is_there(path))
        return path;
    slash = strrchr(name.p, '/');
    path = arena_print(arena, "%s/%s", folder, slash ? slash + 1 : name.p).p;
    return is_there(path) ? path : NULL;
}

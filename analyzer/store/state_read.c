/*
 * state_read.c: the rows of a state, table by table. Writes nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "store/state_parts.h"

/* Text or bytes of a column, in the arena. */
static struct str column_str(sqlite3_stmt *statement, int column, struct arena *arena)
{
    const void *bytes = sqlite3_column_blob(statement, column);
    int n = sqlite3_column_bytes(statement, column);

    return arena_str(arena, (struct str){bytes ? bytes : "", (size_t)n});
}

static int64_t column_time(sqlite3_stmt *statement, int column)
{
    return sqlite3_column_type(statement, column) == SQLITE_NULL
               ? TIME_NONE
               : sqlite3_column_int64(statement, column);
}

static void column_digest(sqlite3_stmt *statement, int column, char digest[SHA256_TEXT])
{
    const unsigned char *text = sqlite3_column_text(statement, column);

    (void)str_copy(digest, SHA256_TEXT, str_of(text ? (const char *)text : ""));
}

static void take_stream(sqlite3_stmt *row, void *item, struct arena *arena)
{
    struct state_stream *s = item;

    s->id = (uint32_t)sqlite3_column_int64(row, 0);
    s->name = column_str(row, 1, arena);
    column_digest(row, 2, s->head);
    s->head_bytes = (uint64_t)sqlite3_column_int64(row, 3);
    s->bytes = (uint64_t)sqlite3_column_int64(row, 4);
    s->lines = (uint64_t)sqlite3_column_int64(row, 5);
    column_digest(row, 6, s->text);
    s->held = sqlite3_column_int(row, 7) != 0;
    s->coverage = column_str(row, 8, arena);
}

static void take_file(sqlite3_stmt *row, void *item, struct arena *arena)
{
    struct state_file *file = item;

    file->path = column_str(row, 0, arena);
    file->device = (uint64_t)sqlite3_column_int64(row, 1);
    file->inode = (uint64_t)sqlite3_column_int64(row, 2);
    file->bytes = (uint64_t)sqlite3_column_int64(row, 3);
    file->changed_ns = sqlite3_column_int64(row, 4);
    file->held = sqlite3_column_int(row, 5) != 0;
    file->stream = sqlite3_column_type(row, 6) == SQLITE_NULL
                       ? STATE_NO_STREAM
                       : (uint32_t)sqlite3_column_int64(row, 6);
}

static void take_night(sqlite3_stmt *row, void *item, struct arena *arena)
{
    struct state_night *night = item;

    night->id = (uint32_t)sqlite3_column_int64(row, 0);
    night->name = column_str(row, 1, arena);
    night->bytes = (uint64_t)sqlite3_column_int64(row, 2);
    column_digest(row, 3, night->sha256);
    night->first_ns = column_time(row, 4);
    night->last_ns = column_time(row, 5);
    night->run_ns = sqlite3_column_int64(row, 6);
}

static void take_finding(sqlite3_stmt *row, void *item, struct arena *arena)
{
    struct state_finding *f = item;

    f->account = column_str(row, 0, arena);
    f->verdict = sqlite3_column_int(row, 1);
    f->first_ns = column_time(row, 2);
    f->last_ns = column_time(row, 3);
    f->floor = (uint64_t)sqlite3_column_int64(row, 4);
    f->ceiling = (uint64_t)sqlite3_column_int64(row, 5);
    f->insurers = (uint64_t)sqlite3_column_int64(row, 6);
    f->told_ns = sqlite3_column_int64(row, 7);
}

/* All rows of a query, as items of `size` bytes in the arena. */
static int take_all(struct state *state, const char *sql, size_t size,
                    void (*take)(sqlite3_stmt *, void *, struct arena *), struct arena *arena,
                    void **ret_list, size_t *ret_count, struct err *err)
{
    sqlite3_stmt *statement = NULL;
    int status = sqlite3_prepare_v2(state_db(state), sql, -1, &statement, NULL);
    char *items = NULL;
    size_t count = 0;
    size_t room = 0;

    while (status == SQLITE_OK || status == SQLITE_ROW) {
        status = sqlite3_step(statement);
        if (status != SQLITE_ROW)
            break;
        if (count == room) {
            room = room ? room * 2 : 16;
            items = mem_resize(items, room, size);
        }
        memset(items + count * size, 0, size);
        take(statement, items + count++ * size, arena);
    }
    (void)sqlite3_finalize(statement);
    *ret_list = arena_alloc(arena, (count + 1) * size);
    if (count)
        memcpy(*ret_list, items, count * size);
    *ret_count = count;
    free(items);
    return status == SQLITE_DONE ? 0 : state_fail(state, status, err);
}

int state_streams(struct state *state, struct arena *arena, struct state_stream **ret_list,
                  size_t *ret_count, struct err *err)
{
    void *list;
    int rc = take_all(state, "SELECT * FROM streams ORDER BY id", sizeof **ret_list, take_stream,
                      arena, &list, ret_count, err);

    *ret_list = list;
    return rc;
}

int state_files(struct state *state, struct arena *arena, struct state_file **ret_list,
                size_t *ret_count, struct err *err)
{
    void *list;
    int rc = take_all(state, "SELECT * FROM files ORDER BY path", sizeof **ret_list, take_file,
                      arena, &list, ret_count, err);

    *ret_list = list;
    return rc;
}

int state_nights(struct state *state, struct arena *arena, struct state_night **ret_list,
                 size_t *ret_count, struct err *err)
{
    void *list;
    int rc = take_all(state, "SELECT * FROM nights ORDER BY id", sizeof **ret_list, take_night,
                      arena, &list, ret_count, err);

    *ret_list = list;
    return rc;
}

int state_findings(struct state *state, struct arena *arena, struct state_finding **ret_list,
                   size_t *ret_count, struct err *err)
{
    void *list;
    int rc = take_all(state, "SELECT * FROM findings ORDER BY account", sizeof **ret_list,
                      take_finding, arena, &list, ret_count, err);

    *ret_list = list;
    return rc;
}

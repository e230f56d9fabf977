/*
 * outbox.c: the table of messages that wait.
 */
#include "store/outbox.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "store/state_parts.h"

static struct str column_str(sqlite3_stmt *row, int column, struct arena *arena)
{
    const void *bytes = sqlite3_column_blob(row, column);
    int n = sqlite3_column_bytes(row, column);

    return arena_str(arena, (struct str){bytes ? bytes : "", (size_t)n});
}

int outbox_list(struct state *state, struct arena *arena, struct outbox_parcel **ret_list,
                size_t *ret_count, struct err *err)
{
    static const char sql[] = "SELECT id, channel, made_ns, parcel FROM outbox ORDER BY id";
    struct outbox_parcel *list = NULL;
    sqlite3_stmt *row = NULL;
    size_t count = 0;
    size_t room = 0;
    int status = sqlite3_prepare_v2(state_db(state), sql, -1, &row, NULL);

    if (status == SQLITE_OK)
        status = sqlite3_step(row);
    for (; status == SQLITE_ROW; status = sqlite3_step(row)) {
        MEM_GROW(list, count, room);
        list[count++] = (struct outbox_parcel){.id = sqlite3_column_int64(row, 0),
                                               .channel = column_str(row, 1, arena),
                                               .made_ns = sqlite3_column_int64(row, 2),
                                               .bytes = column_str(row, 3, arena)};
    }
    (void)sqlite3_finalize(row);
    *ret_list = arena_alloc(arena, (count + 1) * sizeof *list);
    if (count)
        memcpy(*ret_list, list, count * sizeof *list);
    *ret_count = count;
    free(list);
    return status == SQLITE_DONE ? 0 : state_fail(state, status, err);
}

/* Runs a statement with one text, two numbers and bytes; of them it uses those that it names. */
static int run(struct state *state, const char *sql, const struct outbox_parcel *parcel,
               int64_t number, struct err *err)
{
    sqlite3_stmt *statement = NULL;
    int status = state_begin(state);

    if (status == SQLITE_OK)
        status = sqlite3_prepare_v2(state_db(state), sql, -1, &statement, NULL);
    if (status == SQLITE_OK)
        status = sqlite3_bind_int64(statement, 1, number);
    if (status == SQLITE_OK && parcel)
        status = sqlite3_bind_text64(statement, 2, parcel->channel.p, parcel->channel.n,
                                     SQLITE_STATIC, SQLITE_UTF8);
    if (status == SQLITE_OK && sqlite3_bind_parameter_count(statement) > 2)
        status = sqlite3_bind_blob64(statement, 3, parcel->bytes.p ? parcel->bytes.p : "",
                                     parcel->bytes.n, SQLITE_STATIC);
    if (status == SQLITE_OK)
        status = sqlite3_step(statement);
    (void)sqlite3_finalize(statement);
    return status == SQLITE_DONE ? 0 : state_fail(state, status, err);
}

int outbox_put(struct state *state, const struct outbox_parcel *parcel, struct err *err)
{
    if (run(state,
            "INSERT INTO outbox VALUES ((SELECT coalesce(max(id), 0) + 1 FROM outbox), ?2, ?1, ?3)",
            parcel, parcel->made_ns, err) < 0)
        return -1;
    return run(state,
               "DELETE FROM outbox WHERE channel = ?2 AND id NOT IN (SELECT id FROM outbox "
               "WHERE channel = ?2 ORDER BY id DESC LIMIT ?1)",
               parcel, LIMIT_OUTBOX, err);
}

int outbox_drop(struct state *state, int64_t id, struct err *err)
{
    return run(state, "DELETE FROM outbox WHERE id = ?1", NULL, id, err);
}

/*
 * test_state.c: what audit remembers: all of a run or nothing of it; other options, newer versions
 * and what is no state are refused.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/state.h"

static char folder[] = "/tmp/limier-state-XXXXXX";

static void path_of(char path[64])
{
    (void)snprintf(path, 64, "%s/state.sqlite", folder);
}

static int begin(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/limier-state-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int end(void **state)
{
    char path[64];

    (void)state;
    path_of(path);
    (void)unlink(path);
    return rmdir(folder);
}

static void put_all(struct state *state)
{
    const struct state_stream stream = {.id = 3,
                                        .name = STR("logs/access.log"),
                                        .head = "aa",
                                        .head_bytes = 4096,
                                        .bytes = 5000,
                                        .lines = 40,
                                        .text = "bb",
                                        .held = true,
                                        .coverage = {"a\0b", 3}};
    const struct state_file file = {STR("logs/access.log"), 1, 2, 5010, 77, true, 3};
    const struct state_night night = {.id = 1,
                                      .name = STR("000001.night"),
                                      .bytes = 64,
                                      .sha256 = "cc",
                                      .first_ns = TIME_NONE,
                                      .last_ns = 9,
                                      .run_ns = 10};
    const struct state_finding finding = {STR("anna"), 3, 1, TIME_NONE, 100, 120, 7, 11};
    struct err err = {0};

    assert_int_equal(state_put_stream(state, &stream, &err), 0);
    assert_int_equal(state_put_file(state, &file, &err), 0);
    assert_int_equal(state_put_night(state, &night, &err), 0);
    assert_int_equal(state_put_finding(state, &finding, &err), 0);
    assert_int_equal(state_put_number(state, "lines", 40, &err), 0);
}

static void check_all(struct state *state, size_t count)
{
    struct arena arena = {0};
    struct state_stream *streams;
    struct state_file *files;
    struct state_night *nights;
    struct state_finding *findings;
    struct err err = {0};
    int64_t lines;
    size_t n;

    assert_int_equal(state_number(state, "lines", -1, &lines, &err), 0);
    assert_int_equal(lines, count ? 40 : -1);
    assert_int_equal(state_streams(state, &arena, &streams, &n, &err), 0);
    assert_int_equal(n, count);
    if (n) {
        assert_int_equal(streams[0].id, 3);
        assert_int_equal(streams[0].coverage.n, 3);
        assert_memory_equal(streams[0].coverage.p, "a\0b", 3);
        assert_string_equal(streams[0].text, "bb");
        assert_true(streams[0].held);
    }
    assert_int_equal(state_files(state, &arena, &files, &n, &err), 0);
    assert_int_equal(n, count);
    assert_true(n == 0 || files[0].bytes == 5010);
    assert_int_equal(state_nights(state, &arena, &nights, &n, &err), 0);
    assert_int_equal(n, count);
    assert_true(n == 0 || (nights[0].first_ns == TIME_NONE && nights[0].last_ns == 9));
    assert_int_equal(state_findings(state, &arena, &findings, &n, &err), 0);
    assert_int_equal(n, count);
    assert_true(n == 0 || (str_eq(findings[0].account, STR("anna")) && findings[0].ceiling == 120 &&
                           findings[0].last_ns == TIME_NONE));
    arena_release(&arena);
}

static void all_or_nothing(void **unused)
{
    struct state *state = NULL;
    struct err err = {0};

    (void)unused;
    assert_int_equal(state_open(&state, folder, "d1", &err), 0);
    put_all(state);
    state_close(state); /* as if the run had been killed */
    assert_int_equal(state_open(&state, folder, "d1", &err), 0);
    check_all(state, 0);
    put_all(state);
    assert_int_equal(state_commit(state, &err), 0);
    state_close(state);
    assert_int_equal(state_open(&state, folder, "d1", &err), 0);
    check_all(state, 1);
    put_all(state); /* the same rows again */
    assert_int_equal(state_commit(state, &err), 0);
    check_all(state, 1);
    assert_int_equal(state_drop_finding(state, STR("anna"), &err), 0);
    assert_int_equal(state_drop_night(state, 1, &err), 0);
    assert_int_equal(state_commit(state, &err), 0);
    assert_int_equal(state_commit(state, &err), 0);
    state_close(state);
}

static void refused(const char *digest, const char *sentence, enum err_kind kind)
{
    struct state *state = NULL;
    struct err err = {0};

    assert_int_equal(state_open(&state, folder, digest, &err), -1);
    assert_int_equal(err.kind, kind);
    if (!strstr(err.text, sentence))
        fail_msg("\"%s\" does not say \"%s\"", err.text, sentence);
}

static void execute(const char *sql)
{
    char path[64];
    sqlite3 *db;

    path_of(path);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    (void)sqlite3_close(db);
}

static void other_states_are_refused(void **unused)
{
    struct state *state = NULL;
    struct err err = {0};
    char path[64];
    int fd;

    (void)unused;
    assert_int_equal(state_open(&state, folder, "d2", &err), 0);
    state_close(state); /* a run that did not finish binds nobody */
    assert_int_equal(state_open(&state, folder, "d1", &err), 0);
    assert_int_equal(state_commit(state, &err), 0);
    state_close(state);
    refused("d2", "other options", ERR_USAGE);
    execute("PRAGMA user_version = 99");
    refused("d1", "newer version", ERR_USAGE);
    execute("PRAGMA user_version = 1; PRAGMA application_id = 5");
    refused("d1", "is not a state", ERR_USAGE);
    path_of(path);
    fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
    assert_int_equal(write(fd, "no database at all, but long enough to be one", 45), 45);
    (void)close(fd);
    refused("d1", "state.sqlite: ", ERR_FAILED);
}

/* What somebody has added would run as ours: a view without end, a trigger, a column that is
 * computed, an index, a table of his own. */
static void other_tables_are_refused(void **unused)
{
    static const char *const added[] = {
        "CREATE TRIGGER t AFTER INSERT ON files BEGIN DELETE FROM findings; END",
        "CREATE VIEW v AS SELECT 1",
        "CREATE INDEX i ON files (bytes)",
        "CREATE TABLE mine (a)",
        "ALTER TABLE files ADD COLUMN twice INTEGER GENERATED ALWAYS AS (bytes * 2)",
        "ALTER TABLE outbox RENAME TO inbox",
        "ALTER TABLE meta RENAME TO was; CREATE VIEW meta AS WITH RECURSIVE n(name) AS "
        "(SELECT 'options' UNION ALL SELECT name FROM n) SELECT * FROM n",
    };
    struct state *state = NULL;
    struct err err = {0};
    char path[64];

    (void)unused;
    path_of(path);
    for (size_t i = 0; i < sizeof added / sizeof added[0]; i++) {
        (void)unlink(path);
        assert_int_equal(state_open(&state, folder, "d1", &err), 0);
        assert_int_equal(state_commit(state, &err), 0);
        state_close(state);
        execute(added[i]);
        refused("d1", "other tables", ERR_FAILED);
    }
    assert_int_equal(state_look(&state, folder, "d1", &err), -1); /* and does not run for ever */
}

/* Opens the state, which says what it did, or is refused: 1. */
static size_t opens_whole_or_not(void)
{
    struct state *state = NULL;
    struct err err = {0};

    if (state_open(&state, folder, "d1", &err) == 0) {
        check_all(state, 1);
        state_close(state);
        return 0;
    }
    assert_non_null(strstr(err.text, "state.sqlite: "));
    return 1;
}

/* A byte that is another one: the state is refused, or it says what it said. */
static void damage_is_found(void **unused)
{
    static char bytes[1 << 17];
    struct state *state = NULL;
    struct err err = {0};
    char path[64];
    size_t refusals = 0;
    ssize_t size;
    int fd;

    (void)unused;
    assert_int_equal(state_open(&state, folder, "d1", &err), 0);
    put_all(state);
    assert_int_equal(state_commit(state, &err), 0);
    state_close(state);
    path_of(path);
    fd = open(path, O_RDWR | O_CLOEXEC);
    size = read(fd, bytes, sizeof bytes);
    assert_true(size > 4096 && size < (ssize_t)sizeof bytes);
    for (ssize_t at = 0; at < size; at++) {
        char other = (char)(bytes[at] ^ 1 << at % 8);

        if (bytes[at] == 0 && bytes[(at + 1) % size] == 0 && at % 64)
            continue; /* most of what is empty */
        assert_int_equal(pwrite(fd, &other, 1, at), 1);
        refusals += opens_whole_or_not();
        assert_int_equal(pwrite(fd, bytes, (size_t)size, 0), size);
        assert_int_equal(ftruncate(fd, size), 0);
    }
    assert_true(refusals > 500);
    refusals = 0;
    for (ssize_t n = size - 1; n > 0; n -= 1 + n / 5) {
        assert_int_equal(ftruncate(fd, n), 0);
        refusals += opens_whole_or_not();
        assert_int_equal(pwrite(fd, bytes, (size_t)size, 0), size);
    }
    assert_true(refusals > 20);
    (void)close(fd);
}

static bool tells(struct state *state, const char *digest, int64_t first_ns, int64_t last_ns)
{
    struct state_alert alert = {.first_ns = first_ns, .last_ns = last_ns, .told_ns = 1};
    struct err err = {0};
    bool fresh = false;

    strcpy(alert.digest, digest);
    assert_int_equal(state_tell(state, &alert, &fresh, &err), 0);
    return fresh;
}

/* The same thing is told once; whether it is the same does not hang on when exactly it began. */
static void an_alert_is_told_once(void **unused)
{
    struct state *state;
    struct err err = {0};

    (void)unused;
    assert_int_equal(state_open(&state, folder, "d", &err), 0);
    assert_true(tells(state, "aa", 100, 200));
    assert_false(tells(state, "aa", 100, 200));
    assert_false(tells(state, "aa", 150, 300)); /* goes on */
    assert_false(tells(state, "aa", 290, 310));
    assert_true(tells(state, "bb", 100, 200));
    assert_true(tells(state, "aa", 400, 400));
    assert_false(tells(state, "aa", 90, 410)); /* two that have grown together */
    assert_true(tells(state, "aa", 10, 20));
    assert_int_equal(state_commit(state, &err), 0);
    state_close(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(all_or_nothing, begin, end),
        cmocka_unit_test_setup_teardown(other_states_are_refused, begin, end),
        cmocka_unit_test_setup_teardown(other_tables_are_refused, begin, end),
        cmocka_unit_test_setup_teardown(damage_is_found, begin, end),
        cmocka_unit_test_setup_teardown(an_alert_is_told_once, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * test_casedir.c: a case directory is private, never mixed, and only our own files are removed; and
 * paths of the command line become inputs in canonical order (inputs.c).
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "casedir.h"
#include "inputs.h"

static char root[40];

static int setup(void **state)
{
    (void)state;
    strcpy(root, "/tmp/limier-dirs-XXXXXX");
    return mkdtemp(root) ? 0 : -1;
}

static int teardown(void **state)
{
    char command[80];

    (void)state;
    snprintf(command, sizeof command, "rm -rf %s", root);
    return system(command);
}

/* root/name */
static const char *below(struct arena *arena, const char *name)
{
    return arena_print(arena, "%s/%s", root, name).p;
}

static void make_file(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, "12345", 5), 5);
    (void)close(fd);
}

/* Opens and publishes. */
static int open_case(struct casedir *casedir, const char *path, bool clobber, bool keep_traces,
                     struct err *err)
{
    int rc = casedir_open(casedir, path, clobber, err);

    if (rc == 0 && casedir_publish(casedir, keep_traces, err) < 0) {
        casedir_close(casedir);
        rc = -1;
    }
    return rc;
}

static void a_new_case_is_private(void **state)
{
    struct arena arena = {0};
    struct casedir casedir;
    struct err err = {0};
    struct stat st;

    (void)state;
    assert_int_equal(open_case(&casedir, below(&arena, "case"), false, true, &err), 0);
    assert_int_equal(fstat(casedir.directory, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0700);
    assert_int_equal(fstat(casedir.traces, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0700);
    casedir_close(&casedir);
    assert_int_equal(casedir.directory, -1);
    assert_int_equal(open_case(&casedir, below(&arena, "none/case"), false, true, &err), -1);
    assert_int_equal(err.kind, ERR_FAILED);
    arena_release(&arena);
}

static void an_open_folder_becomes_private(void **state)
{
    struct arena arena = {0};
    struct casedir casedir;
    struct err err = {0};
    struct stat st;

    (void)state;
    assert_int_equal(mkdir(below(&arena, "case"), 0755), 0);
    assert_int_equal(open_case(&casedir, below(&arena, "case"), false, false, &err), 0);
    assert_int_equal(fstat(casedir.directory, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0700);
    assert_int_equal(casedir.traces, -1);
    casedir_close(&casedir);
    arena_release(&arena);
}

static void a_case_is_replaced_on_demand_only(void **state)
{
    struct arena arena = {0};
    struct casedir casedir;
    struct err err = {0};

    (void)state;
    assert_int_equal(open_case(&casedir, below(&arena, "case"), false, true, &err), 0);
    casedir_close(&casedir);
    make_file(below(&arena, "case/findings.json"));
    make_file(below(&arena, "case/traces/00.acts"));
    assert_int_equal(casedir_open(&casedir, below(&arena, "case"), true, &err), 0);
    casedir_close(&casedir); /* not published: the older case is still there */
    assert_int_equal(access(below(&arena, "case/findings.json"), F_OK), 0);
    assert_int_equal(access(below(&arena, "case/traces/00.acts"), F_OK), 0);
    assert_int_equal(open_case(&casedir, below(&arena, "case"), false, true, &err), -1);
    assert_int_equal(err.kind, ERR_USAGE);
    assert_non_null(strstr(err.text, "holds a case already"));
    assert_int_equal(access(below(&arena, "case/findings.json"), F_OK), 0);
    err = (struct err){0};
    assert_int_equal(open_case(&casedir, below(&arena, "case"), true, true, &err), 0);
    casedir_close(&casedir);
    assert_int_not_equal(access(below(&arena, "case/findings.json"), F_OK), 0);
    assert_int_not_equal(access(below(&arena, "case/traces/00.acts"), F_OK), 0);
    arena_release(&arena);
}

/* Lists, sealed ones, sheets and the index go; what somebody has put beside them stays. */
static void lists_are_removed(void **state)
{
    static const char *const ours[] = {"1.csv",     "1.jsonl",     "1.html",    "index.json",
                                       "2.csv.age", "2.jsonl.age", "3.csv.gpg", "3.jsonl.gpg"};
    static const char *const others[] = {"letter.odt", "2.age", "csv", "notes.json", "key.gpg"};
    struct arena arena = {0};
    struct casedir casedir;
    struct err err = {0};

    (void)state;
    assert_int_equal(open_case(&casedir, below(&arena, "case"), false, false, &err), 0);
    casedir_close(&casedir);
    assert_int_equal(mkdir(below(&arena, "case/exposed"), 0700), 0);
    for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
        make_file(arena_print(&arena, "%s/case/exposed/%s", root, ours[i]).p);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        make_file(arena_print(&arena, "%s/case/exposed/%s", root, others[i]).p);
    assert_int_equal(open_case(&casedir, below(&arena, "case"), true, false, &err), 0);
    casedir_close(&casedir);
    for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
        assert_int_equal(access(arena_print(&arena, "%s/case/exposed/%s", root, ours[i]).p, F_OK),
                         -1);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_int_equal(access(arena_print(&arena, "%s/case/exposed/%s", root, others[i]).p, F_OK),
                         0);
    arena_release(&arena);
}

static void strangers_are_never_removed(void **state)
{
    struct arena arena = {0};
    struct casedir casedir;
    struct err err = {0};

    (void)state;
    assert_int_equal(mkdir(below(&arena, "case"), 0755), 0);
    make_file(below(&arena, "case/thesis.odt"));
    make_file(below(&arena, "case/findings.json"));
    for (int clobber = 0; clobber < 2; clobber++) {
        err = (struct err){0};
        assert_int_equal(open_case(&casedir, below(&arena, "case"), clobber, true, &err), -1);
        assert_int_equal(err.kind, ERR_USAGE);
        assert_non_null(strstr(err.text, "\"thesis.odt\""));
        assert_int_equal(access(below(&arena, "case/findings.json"), F_OK), 0);
    }
    arena_release(&arena);
}

/* traces/ as a link to a folder elsewhere: what lies there is not ours. */
static void links_are_not_followed(void **state)
{
    struct arena arena = {0};
    struct casedir casedir;
    struct err err = {0};

    (void)state;
    assert_int_equal(mkdir(below(&arena, "case"), 0755), 0);
    assert_int_equal(mkdir(below(&arena, "elsewhere"), 0755), 0);
    make_file(below(&arena, "elsewhere/00.acts"));
    assert_int_equal(symlink(below(&arena, "elsewhere"), below(&arena, "case/traces")), 0);
    assert_int_equal(open_case(&casedir, below(&arena, "case"), true, true, &err), -1);
    assert_int_equal(access(below(&arena, "elsewhere/00.acts"), F_OK), 0);
    arena_release(&arena);
}

static void check_inputs(struct arena *arena, const char *const *given, bool recursive,
                         const char *const *wanted)
{
    struct inputs inputs = {0};
    struct err err = {0};
    char *paths[8];
    size_t count = 0;
    size_t i;

    for (; given[count]; count++)
        paths[count] =
            (char *)(uintptr_t)(given[count][0] == '-' ? given[count] : below(arena, given[count]));
    assert_int_equal(inputs_expand(&inputs, paths, count, recursive, arena, &err), 0);
    for (i = 0; wanted[i]; i++) {
        assert_true(i < inputs.count);
        assert_string_equal(inputs.paths[i], wanted[i][0] == '-' ? "-" : below(arena, wanted[i]));
    }
    assert_int_equal(inputs.count, i);
    assert_int_equal(inputs.bytes_total % 5, 0);
    inputs_release(&inputs);
}

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})

static void inputs_in_canonical_order(void **state)
{
    struct arena arena = {0};
    struct inputs inputs = {0};
    struct err err = {0};
    char *missing;

    (void)state;
    assert_int_equal(mkdir(below(&arena, "logs"), 0755), 0);
    assert_int_equal(mkdir(below(&arena, "logs/old"), 0755), 0);
    make_file(below(&arena, "logs/b.log"));
    make_file(below(&arena, "logs/a.log.gz"));
    make_file(below(&arena, "logs/.hidden"));
    make_file(below(&arena, "logs/old/c.log"));
    assert_int_equal(symlink(below(&arena, "logs"), below(&arena, "logs/old/loop")), 0);
    assert_int_equal(symlink(below(&arena, "logs/b.log"), below(&arena, "logs/z.link")), 0);
    check_inputs(&arena, LIST("logs"), false, LIST("logs/a.log.gz", "logs/b.log", "logs/z.link"));
    check_inputs(&arena, LIST("logs/"), true,
                 LIST("logs/a.log.gz", "logs/b.log", "logs/old/c.log", "logs/z.link"));
    check_inputs(&arena, LIST("logs/b.log", "-", "logs/a.log.gz"), false,
                 LIST("-", "logs/a.log.gz", "logs/b.log"));
    check_inputs(&arena, LIST("logs/.hidden"), false, LIST("logs/.hidden")); /* named: taken */
    missing = (char *)(uintptr_t)below(&arena, "logs/none");
    assert_int_equal(inputs_expand(&inputs, &missing, 1, false, &arena, &err), -1);
    assert_int_equal(err.kind, ERR_USAGE);
    assert_non_null(strstr(err.text, "no such file or folder"));
    inputs_release(&inputs);
    err = (struct err){0};
    assert_int_equal(mkdir(below(&arena, "empty"), 0755), 0);
    missing = (char *)(uintptr_t)below(&arena, "empty");
    assert_int_equal(inputs_expand(&inputs, &missing, 1, true, &arena, &err), -1);
    assert_non_null(strstr(err.text, "no log file found"));
    inputs_release(&inputs);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_new_case_is_private, setup, teardown),
        cmocka_unit_test_setup_teardown(an_open_folder_becomes_private, setup, teardown),
        cmocka_unit_test_setup_teardown(a_case_is_replaced_on_demand_only, setup, teardown),
        cmocka_unit_test_setup_teardown(lists_are_removed, setup, teardown),
        cmocka_unit_test_setup_teardown(strangers_are_never_removed, setup, teardown),
        cmocka_unit_test_setup_teardown(links_are_not_followed, setup, teardown),
        cmocka_unit_test_setup_teardown(inputs_in_canonical_order, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

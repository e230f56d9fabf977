/*
 * test_load_paths.c: rules in files and folders: which are read, in which order, and what becomes
 * of those that cannot be.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/limits.h"
#include "rule_fixture.h"

/* A folder below /tmp that is the current one during a test. */
struct place {
    char path[64];
    char before[4096];
};

static int enter(void **state)
{
    struct place *place = calloc(1, sizeof *place);

    *state = place;
    snprintf(place->path, sizeof place->path, "/tmp/limier-rules-XXXXXX");
    return !place || !getcwd(place->before, sizeof place->before) || !mkdtemp(place->path) ||
           chdir(place->path) != 0;
}

static int leave(void **state)
{
    struct place *place = *state;
    char command[100];
    int rc = chdir(place->before);

    snprintf(command, sizeof command, "rm -rf %s", place->path);
    rc |= system(command);
    free(place);
    return rc;
}

static void put(const char *path, const char *text)
{
    FILE *stream = fopen(path, "wb");

    assert_non_null(stream);
    assert_int_equal(fwrite(text, 1, strlen(text), stream), strlen(text));
    assert_int_equal(fclose(stream), 0);
}

static void add(struct rule_set *set, const char *path)
{
    struct err err = {0};

    if (rules_add_path(set, path, &err) < 0)
        fail_msg("%s", err.text);
}

static void folders(void **state)
{
    struct rule_set set = {0};
    static const char *const files[] = {"r/a.yml", "r/b.yaml", "r/b/c.yml", "r/z.yml"};

    (void)state;
    assert_int_equal(mkdir("r", 0700) | mkdir("r/b", 0700) | mkdir("r/.git", 0700), 0);
    for (size_t i = 0; i < 4; i++)
        put(files[3 - i], RULE("t"));
    put("r/readme.md", "- no rule");
    put("r/b/.hidden.yml", "- no rule");
    put("r/.git/x.yml", "- no rule");
    add(&set, "r/");
    rules_finish(&set);
    assert_int_equal(set.problem_count, 0);
    assert_int_equal(set.count, 4);
    assert_int_equal(set.file_count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_string_equal(set.rules[i].file, files[i]);
    rules_release(&set);
}

static void files_are_read_once(void **state)
{
    struct rule_set set = {0};

    (void)state;
    assert_int_equal(mkdir("r", 0700), 0);
    put("r/a.yml", "name: a\n" RULE("t"));
    assert_int_equal(symlink("a.yml", "r/b.yml") | symlink("../r", "r/c"), 0);
    assert_int_equal(symlink("nowhere", "r/d.yml"), 0);
    add(&set, "r");
    add(&set, "./r/a.yml");
    add(&set, "r");
    rules_finish(&set);
    assert_int_equal(set.count, 1);
    assert_int_equal(set.problem_count, 0);
    rules_release(&set);
}

static void any_name_when_it_is_given(void **state)
{
    struct rule_set set = {0};

    (void)state;
    put("rules.txt", RULE("t"));
    add(&set, "rules.txt");
    rules_finish(&set);
    assert_int_equal(set.count, 1);
    rules_release(&set);
}

static void what_cannot_be_read(void **state)
{
    struct rule_set set = {0};
    struct err err = {0};

    (void)state;
    assert_int_equal(rules_add_path(&set, "nothing", &err), -1);
    assert_int_equal(err.kind, ERR_USAGE);
    assert_non_null(strstr(err.text, "nothing: cannot be opened"));
    assert_int_equal(mkdir("r", 0700) | mkdir("empty", 0700), 0);
    put("r/a.yml", RULE("t"));
    put("r/large.yml", "x: 1\n");
    assert_int_equal(truncate("r/large.yml", LIMIT_RULE_FILE_BYTES + 1), 0);
    put("r/locked.yml", RULE("t"));
    assert_int_equal(chmod("r/locked.yml", 0), 0);
    add(&set, "r");
    add(&set, "empty");
    rules_finish(&set);
    check_problem(&set, "empty:0:0: warning: no *.yml or *.yaml file is below this folder");
    check_problem(&set, "r/large.yml:0:0: error: larger than 16777216 bytes");
    if (geteuid() != 0) /* who may read everything reads this, too */
        check_problem(&set, "r/locked.yml:0:0: error: cannot be opened");
    assert_int_equal(set.count, geteuid() == 0 ? 2 : 1);
    rules_release(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(folders, enter, leave),
        cmocka_unit_test_setup_teardown(files_are_read_once, enter, leave),
        cmocka_unit_test_setup_teardown(any_name_when_it_is_given, enter, leave),
        cmocka_unit_test_setup_teardown(what_cannot_be_read, enter, leave),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

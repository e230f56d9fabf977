/*
 * test_options.c: command lines and the configuration file: what is taken, what wins, what is
 * refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "configuration.h"

static const enum option_id taken[] = {OPT_OUTPUT, OPT_CLOBBER, OPT_MEMORY, OPT_JOBS,
                                       OPT_SINCE,  OPT_GEOIP,   OPT_PORTAL, OPT_RECURSIVE,
                                       OPT_CONFIG, OPT_COUNT};

/* Where nobody says anything, unless a test lets them. */
static struct configuration_places places;

/* One parse of at most eight words. */
struct parsed_line {
    struct options options;
    struct configuration_problems problems;
    struct arena arena;
    struct err err;
    char *argv[10];
    int rc;
};

static void parse(struct parsed_line *p, const char *const *words)
{
    int argc = 1;

    memset(p, 0, sizeof *p);
    p->argv[0] = (char *)(uintptr_t) "scan";
    for (; *words; words++)
        p->argv[argc++] = (char *)(uintptr_t)*words;
    p->rc = options_parse(&p->options, argc, p->argv, taken, &p->err);
    if (p->rc == 0)
        p->rc = configuration_read(&p->options, taken, &places, &p->problems, &p->arena, &p->err);
}

static void release(struct parsed_line *p)
{
    configuration_release(&p->problems);
    options_release(&p->options);
    arena_release(&p->arena);
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void what_is_taken(void **state)
{
    struct parsed_line p;

    (void)state;
    parse(&p, WORDS("-C", "a.log", "--output=case", "--geoip-database", "x", "--geoip-database",
                    "y", "b.log"));
    assert_int_equal(p.rc, 0);
    assert_true(p.options.set[OPT_CLOBBER]);
    assert_string_equal(p.options.text[OPT_OUTPUT], "case");
    assert_int_equal(p.options.list_count[OPT_GEOIP], 2);
    assert_string_equal(p.options.list[OPT_GEOIP][1], "y");
    assert_int_equal(p.options.path_count, 2);
    assert_string_equal(p.options.paths[0], "a.log");
    assert_false(p.options.set[OPT_MEMORY]);
    release(&p);
    parse(&p, WORDS("--", "-C"));
    assert_int_equal(p.rc, 0);
    assert_false(p.options.set[OPT_CLOBBER]);
    assert_string_equal(p.options.paths[0], "-C");
    release(&p);
}

static void check_refused(const char *const *words, const char *sentence)
{
    struct parsed_line p;

    parse(&p, words);
    assert_int_equal(p.rc, -1);
    assert_int_equal(p.err.kind, ERR_USAGE);
    if (!strstr(p.err.text, sentence))
        fail_msg("\"%s\" does not say \"%s\"", p.err.text, sentence);
    release(&p);
}

static void what_is_refused(void **state)
{
    (void)state;
    check_refused(WORDS("--frobnicate"), "unknown option --frobnicate");
    check_refused(WORDS("-Z"), "unknown option -Z");
    check_refused(WORDS("--reveal"), "unknown option --reveal"); /* another command's */
    check_refused(WORDS("-o"), "option -o needs a value");
    check_refused(WORDS("--memory"), "option --memory needs a value");
    check_refused(WORDS("--config", "/nonexistent/limier.yaml"), "cannot be opened");
}

static int size_of(const char *text, uint64_t *ret_bytes)
{
    struct parsed_line p;
    struct err err = {0};
    int rc;

    parse(&p, WORDS("--memory", text));
    rc = options_size(&p.options, OPT_MEMORY, 42, ret_bytes, &err);
    release(&p);
    return rc;
}

static void sizes(void **state)
{
    static const char *const bad[] = {
        "",     "0", "K", "-1", "1.5G", "12X", "1KK", "99999999999999999999", "1099511627776G",
        "1025G"};
    struct parsed_line p;
    struct err err = {0};
    uint64_t bytes;

    (void)state;
    assert_int_equal(size_of("65536", &bytes), 0);
    assert_int_equal(bytes, 65536);
    assert_int_equal(size_of("64k", &bytes), 0);
    assert_int_equal(bytes, 65536);
    assert_int_equal(size_of("512M", &bytes), 0);
    assert_int_equal(bytes, 512 << 20);
    assert_int_equal(size_of("1024G", &bytes), 0);
    assert_true(bytes == UINT64_C(1) << 40);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (size_of(bad[i], &bytes) != -1)
            fail_msg("\"%s\" was taken for a size", bad[i]);
    }
    parse(&p, WORDS("a.log"));
    assert_int_equal(options_size(&p.options, OPT_MEMORY, 42, &bytes, &err), 0);
    assert_int_equal(bytes, 42);
    release(&p);
}

static void numbers_and_times(void **state)
{
    struct parsed_line p;
    struct err err = {0};
    uint64_t number;
    int64_t ns;

    (void)state;
    parse(&p, WORDS("-j", "9", "-S", "2024-01-29 01:00"));
    assert_int_equal(options_number(&p.options, OPT_JOBS, 9, 1, &number, &err), 0);
    assert_int_equal(number, 9);
    assert_int_equal(options_number(&p.options, OPT_JOBS, 8, 1, &number, &err), -1);
    assert_string_equal(err.text, "--jobs 9: a number from 1 to 8 is wanted");
    err = (struct err){0};
    assert_int_equal(options_time(&p.options, OPT_SINCE, 3600, TIME_NONE, &ns, &err), 0);
    assert_true(ns == INT64_C(1706486400) * NS_PER_SECOND);
    release(&p);
    parse(&p, WORDS("-j", "0", "-S", "yesterday"));
    assert_int_equal(options_number(&p.options, OPT_JOBS, 9, 1, &number, &err), -1);
    err = (struct err){0};
    assert_int_equal(options_time(&p.options, OPT_SINCE, 0, TIME_NONE, &ns, &err), -1);
    assert_non_null(strstr(err.text, "--since yesterday: "));
    release(&p);
}

/* Parses with a configuration of this text, and -o given on the command line. */
static void parse_config(struct parsed_line *p, const char *text)
{
    char path[] = "/tmp/limier-config-XXXXXX";
    int fd = mkstemp(path);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    (void)close(fd);
    parse(p, WORDS("--portal", "mine", "--config", path));
    (void)unlink(path);
}

static void configuration(void **state)
{
    static const char *const bad[] = {
        "frobnicate: 1\n",
        "config: other.yaml\n",
        "- output\n",
        "portal: [a, b]\n",
        "portal: {a: b}\n",
        "recursive: maybe\n",
        "geoip-database: [[x]]\n",
        "geoip-database: [{a: b}]\n",
        "recursive: [true]\n",
        "portal: a\nportal: b\n",
        "portal:\n",
        "portal: ~\n",
        "rules: ['']\n",
        "now: 2024-01-01\n",
        "output: a\n",
        "clobber: false\n",
        "json: true\n",
        "all: true\n",
        "help: true\n",
        "version: true\n",
        "explain: a\n",
        "until: 2024-01-01\n",
    };
    struct parsed_line p;

    (void)state;
    parse_config(&p, "portal: theirs\nrecursive: true\nmemory: 64M\ngeoip-database: [x, y]\n"
                     "keep: 9\n"); /* another command's is no mistake */
    assert_int_equal(p.rc, 0);
    assert_string_equal(p.options.text[OPT_PORTAL], "mine");
    assert_true(p.options.set[OPT_RECURSIVE]);
    assert_string_equal(p.options.text[OPT_MEMORY], "64M");
    assert_int_equal(p.options.list_count[OPT_GEOIP], 2);
    assert_false(p.options.set[OPT_KEEP]);
    release(&p);
    parse_config(&p, "recursive: false\ngeoip-database: []\n");
    assert_false(p.options.set[OPT_RECURSIVE]);
    assert_non_null(p.options.origin[OPT_GEOIP]); /* none is wanted: weaker voices are not asked */
    release(&p);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        parse_config(&p, bad[i]);
        if (p.rc != -1 || p.err.kind != ERR_USAGE)
            fail_msg("\"%s\" was taken", bad[i]);
        release(&p);
    }
}

/* All that is wrong is found in one reading, and typing errors are guessed. */
static void every_problem(void **state)
{
    struct parsed_line p;

    (void)state;
    parse_config(&p, "portel: x\nmemory: [1]\njson: true\nfrobnicate: 1\nmin_level: low\n");
    assert_int_equal(p.rc, -1);
    assert_int_equal(p.problems.count, 5);
    assert_non_null(strstr(p.err.text, ":1:9: \"portel\" is not an option: \"portal\" may"));
    assert_non_null(strstr(p.problems.list[1].err.text, "\"memory\" takes one value"));
    assert_non_null(strstr(p.problems.list[2].err.text, "\"json\" is for one run"));
    assert_non_null(strstr(p.problems.list[3].err.text, "\"frobnicate\" is not an option"));
    assert_null(strstr(p.problems.list[3].err.text, "meant"));
    assert_non_null(strstr(p.problems.list[4].err.text, "\"min-level\" may have been meant"));
    release(&p);
    assert_string_equal(configuration_near(STR("memroy")), "memory");
    assert_null(configuration_near(STR("x")));
    assert_null(configuration_near(STR("clobbr"))); /* may not stand there either */
}

static void put(const char *folder, const char *name, const char *text)
{
    char path[128];
    FILE *file;

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fputs(text, file) < 0, 0);
    assert_int_equal(fclose(file), 0);
}

/* The strongest voice wins, option by option; a list is one voice's. */
static void who_speaks_last_wins(void **state)
{
    char *environment[] = {(char[]){"PATH=/bin"}, (char[]){"LIMIER_MEMORY=3M"},
                           (char[]){"LIMIER_RECURSIVE=false"},
                           (char[]){"LIMIER_SYSLOG=nonsense"}, /* another command's */
                           NULL};
    static const char *const files[] = {"limier.conf",
                                        "conf.d/10-first.conf",
                                        "conf.d/20-second.conf",
                                        "conf.d/20-second.conf.dpkg-old",
                                        "conf.d/30-bad.conf",
                                        "conf.d/40-stray",
                                        "conf.d"};
    char folder[] = "/tmp/limier-etc-XXXXXX";
    char path[128];
    struct parsed_line p;

    (void)state;
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/conf.d", folder);
    assert_int_equal(mkdir(path, 0700), 0);
    put(folder, "limier.conf",
        "memory: 1M\nportal: main\nsince: 2024-01-01\nrecursive: true\n"
        "geoip-database: [a, b]\n");
    put(folder, "conf.d/10-first.conf", "memory: 2M\nportal: first\n");
    put(folder, "conf.d/20-second.conf", "portal: second\ngeoip-database: c\n");
    put(folder, "conf.d/20-second.conf.dpkg-old", "frobnicate: 1\n");
    put(folder, "conf.d/40-stray", "frobnicate: 1\n");
    places = (struct configuration_places){folder, environment};
    parse(&p, WORDS("-j", "5"));
    assert_int_equal(p.rc, 0);
    assert_int_equal(p.problems.count, 1);
    assert_true(p.problems.list[0].note);
    assert_non_null(strstr(p.problems.list[0].err.text, "/conf.d/40-stray: is not read"));
    assert_string_equal(p.options.text[OPT_MEMORY], "3M");
    assert_string_equal(p.options.origin[OPT_MEMORY], "environment, LIMIER_MEMORY");
    assert_string_equal(p.options.text[OPT_PORTAL], "second");
    assert_non_null(strstr(p.options.origin[OPT_PORTAL], "/conf.d/20-second.conf:1"));
    assert_string_equal(p.options.text[OPT_SINCE], "2024-01-01");
    assert_non_null(strstr(p.options.origin[OPT_SINCE], "/limier.conf:3"));
    assert_string_equal(p.options.origin[OPT_JOBS], ORIGIN_COMMAND_LINE);
    assert_false(p.options.set[OPT_RECURSIVE]);
    assert_string_equal(p.options.origin[OPT_RECURSIVE], "environment, LIMIER_RECURSIVE");
    assert_int_equal(p.options.list_count[OPT_GEOIP], 1);
    assert_string_equal(p.options.list[OPT_GEOIP][0], "c");
    release(&p);
    parse(&p, WORDS("--geoip-database", "d", "--memory", "9M"));
    assert_int_equal(p.options.list_count[OPT_GEOIP], 1);
    assert_string_equal(p.options.text[OPT_MEMORY], "9M");
    release(&p);
    put(folder, "conf.d/30-bad.conf", "frobnicate: 1\n");
    parse(&p, WORDS("-j", "5"));
    assert_int_equal(p.rc, -1);
    assert_non_null(strstr(p.err.text, "30-bad.conf:1"));
    release(&p);
    environment[1] = (char[]){"LIMIER_NOW=2024-01-01"};
    parse(&p, WORDS("-j", "5"));
    assert_int_equal(p.rc, -1);
    assert_non_null(strstr(p.err.text, "LIMIER_NOW: --now is for one run"));
    release(&p);
    places = (struct configuration_places){NULL, NULL};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        (void)remove(path);
    }
    (void)remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_taken),
        cmocka_unit_test(what_is_refused),
        cmocka_unit_test(sizes),
        cmocka_unit_test(numbers_and_times),
        cmocka_unit_test(configuration),
        cmocka_unit_test(every_problem),
        cmocka_unit_test(who_speaks_last_wins),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

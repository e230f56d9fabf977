/*
 * test_program.c: other programs: what they are given, what they leave, how they fail. Nothing is
 * passed to a shell, nothing waits for ever.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/out.h"
#include "base/program.h"
#include "case_folder.h"

static int memory_file(void)
{
    int fd = memfd_create("limier-test", MFD_CLOEXEC);

    assert_true(fd >= 0);
    return fd;
}

static size_t contents(int fd, char *text, size_t room)
{
    ssize_t n = pread(fd, text, room - 1, 0);

    assert_true(n >= 0);
    text[n] = '\0';
    return (size_t)n;
}

/* Runs with an input; 0 or -1. */
static int run(const char *const *arguments, const char *const *more, const char *input, int output,
               struct err *err)
{
    struct program program;

    if (program_start(&program, arguments, more, output, err) < 0)
        return -1;
    if (input && write(program.input, input, strlen(input)) < 0)
        (void)0; /* EPIPE: what it said is what matters */
    return program_finish(&program, err);
}

static int lowest_free(void)
{
    int fd = dup(0);

    (void)close(fd);
    return fd;
}

static void it_reads_and_writes(void **state)
{
    const char *const arguments[] = {"tr", "a-z", "A-Z", NULL};
    struct err err = {0};
    char text[64];
    int output = memory_file();
    int before = lowest_free();

    (void)state;
    assert_int_equal(run(arguments, NULL, "limier\n", output, &err), 0);
    (void)contents(output, text, sizeof text);
    assert_string_equal(text, "LIMIER\n");
    assert_int_equal(before, lowest_free());
    (void)close(output);
}

/* The words are arguments, whatever stands in them. */
static void no_shell(void **state)
{
    const char *const arguments[] = {"printf", "%s|", "$(id); `id` > x & \"'*", "-rf", NULL};
    struct err err = {0};
    char text[128];
    int output = memory_file();

    (void)state;
    assert_int_equal(run(arguments, NULL, NULL, output, &err), 0);
    (void)contents(output, text, sizeof text);
    assert_string_equal(text, "$(id); `id` > x & \"'*|-rf|");
    (void)close(output);
}

static void its_environment_is_clean(void **state)
{
    const char *const arguments[] = {"env", NULL};
    const char *const more[] = {"GNUPGHOME=/nowhere", NULL};
    struct err err = {0};
    char text[4096];
    int output = memory_file();

    (void)state;
    assert_int_equal(setenv("LD_PRELOAD_OF_OURS", "secret", 1), 0);
    assert_int_equal(setenv("GNUPGHOME", "/somewhere", 1), 0);
    assert_int_equal(run(arguments, more, NULL, output, &err), 0);
    (void)contents(output, text, sizeof text);
    assert_null(strstr(text, "secret"));
    assert_null(strstr(text, "/somewhere"));
    assert_non_null(strstr(text, "GNUPGHOME=/nowhere\n"));
    assert_non_null(strstr(text, "LC_ALL=C\n"));
    assert_non_null(strstr(text, "PATH="));
    (void)close(output);
}

/* SIGPIPE is ignored and SIGTERM blocked here; a child must know nothing of it. */
static void signals_are_usual(void **state)
{
    const char *const arguments[] = {"sh", "-c", "kill -PIPE $$; echo survived", NULL};
    struct err err = {0};
    int output = memory_file();
    sigset_t set;
    char text[64];

    (void)state;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGTERM);
    assert_int_equal(sigprocmask(SIG_BLOCK, &set, NULL), 0);
    assert_int_equal(run(arguments, NULL, NULL, output, &err), -1);
    assert_non_null(strstr(err.text, "sh: ended by signal 13"));
    assert_int_equal(contents(output, text, sizeof text), 0);
    (void)close(output);
}

static void failures_are_told(void **state)
{
    static const struct {
        const char *script;
        const char *said;
    } cases[] = {
        {"exit 7", "sh: failed with exit status 7"},
        {"cat >/dev/null; echo 'no key' >&2; exit 2", "sh: failed with exit status 2: no key"},
        {"printf 'a\\nb\\n\\033[31m\\001\\n' >&2; exit 1", "status 1: a; b; ?[31m?"},
        {"kill -KILL $$", "sh: ended by signal 9"},
    };
    int output = memory_file();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *const arguments[] = {"sh", "-c", cases[i].script, NULL};
        struct err err = {0};

        assert_int_equal(run(arguments, NULL, "text", output, &err), -1);
        assert_int_equal(err.kind, ERR_FAILED);
        assert_non_null(strstr(err.text, cases[i].said));
    }
    (void)close(output);
}

static void a_missing_program_is_told(void **state)
{
    const char *const arguments[] = {"limier-no-such-program", NULL};
    struct program program;
    struct err err = {0};
    int before = lowest_free();

    (void)state;
    assert_int_equal(program_start(&program, arguments, NULL, STDERR_FILENO, &err), -1);
    assert_non_null(strstr(err.text, "limier-no-such-program: the program cannot be started"));
    assert_int_equal(before, lowest_free());
    program_drop(&program);
}

/* It says more than any pipe holds while it is written more than any pipe holds. */
static void talk_does_not_block(void **state)
{
    const char *const arguments[] = {
        "sh", "-c",
        "i=0; while [ $i -lt 20000 ]; do echo 'a long complaint' >&2; i=$((i+1)); done; "
        "cat >/dev/null; exit 3",
        NULL};
    struct program program;
    struct err err = {0};
    char *big = calloc(1, 300000);
    int output = memory_file();

    (void)state;
    assert_int_equal(program_start(&program, arguments, NULL, output, &err), 0);
    assert_int_equal(write(program.input, big, 300000), 300000);
    assert_int_equal(program_finish(&program, &err), -1);
    assert_non_null(strstr(err.text, "exit status 3: a long complaint; a long"));
    assert_true(strlen(err.text) < 400);
    free(big);
    (void)close(output);
}

/* Nor does a program fail because it talks, however little is kept of it. */
static void talk_is_no_failure(void **state)
{
    const char *const arguments[] = {"sh", "-c", "set -e; seq 200000 >&2; seq 9 >&2", NULL};
    struct err err = {0};

    (void)state;
    assert_int_equal(program_run(arguments, NULL, STR("x"), 600, &err), 0);
}

/* What a program leaves running may keep its descriptors: nobody waits for that. */
static void what_is_left_running_is_not_waited_for(void **state)
{
    const char *const arguments[] = {"sh", "-c", "echo first >&2; setsid sleep 300 & exit 4", NULL};
    struct err err = {0};
    time_t began = time(NULL);

    (void)state;
    assert_int_equal(program_run(arguments, NULL, STR("x"), 600, &err), -1);
    assert_non_null(strstr(err.text, "status 4: first"));
    assert_true(time(NULL) - began < 250);
}

/* What limier was given open is none of the program's. */
static void inherited_descriptors_stay_here(void **state)
{
    const char *const arguments[] = {"sh", "-c", "test ! -e /proc/self/fd/77", NULL};
    struct err err = {0};
    int fd = memory_file();

    (void)state;
    assert_int_equal(dup2(fd, 77), 77);
    assert_int_equal(program_run(arguments, NULL, STR("x"), 600, &err), 0);
    (void)close(77);
    (void)close(fd);
}

/* One that leaves early: the writer learns it, and nothing is killed. */
static void early_end(void **state)
{
    const char *const arguments[] = {"sh", "-c", "exit 0", NULL};
    struct program program;
    struct err err = {0};
    struct out out;
    char *big = calloc(1, 1 << 20);
    int output = memory_file();

    (void)state;
    assert_int_equal(program_start(&program, arguments, NULL, output, &err), 0);
    out_fd(&out, program.input);
    out_bytes(&out, big, 1 << 20);
    assert_int_equal(out_flush(&out), -1);
    out_drop(&out);
    assert_int_equal(program_finish(&program, &err), 0);
    free(big);
    (void)close(output);
}

static void dropped_is_gone(void **state)
{
    const char *const arguments[] = {"sleep", "600", NULL};
    struct program program;
    struct err err = {0};
    int before = lowest_free();
    pid_t pid;

    (void)state;
    assert_int_equal(program_start(&program, arguments, NULL, STDERR_FILENO, &err), 0);
    pid = program.pid;
    program_drop(&program);
    assert_int_equal(kill(pid, 0), -1);
    assert_int_equal(before, lowest_free());
    program_drop(&program);
}

/* Whether a child of ours is left, dead or alive. */
static bool has_child(void)
{
    return waitpid(-1, NULL, WNOHANG) >= 0;
}

static void a_run_hands_all_of_it_over(void **state)
{
    const char *const arguments[] = {"sh", "-c", "test $(wc -c) -eq 1000000", NULL};
    const char *const deaf[] = {"true", NULL};
    struct str big = {calloc(1, 1000000), 1000000};
    struct err err = {0};
    int before = lowest_free();

    (void)state;
    assert_int_equal(program_run(arguments, NULL, big, 600, &err), 0);
    assert_int_equal(program_run(deaf, NULL, big, 600, &err), 0);
    assert_int_equal(before, lowest_free());
    assert_false(has_child());
    free((char *)(uintptr_t)big.p);
}

static void a_run_that_fails_says_what_it_complained_of(void **state)
{
    const char *const arguments[] = {"sh", "-c", "seq 100000 && echo err >&2; exit 75", NULL};
    const char *const missing[] = {"/nowhere/limier-page", NULL};
    struct err err = {0};

    (void)state;
    assert_int_equal(program_run(arguments, NULL, STR("x"), 600, &err), -1);
    assert_non_null(strstr(err.text, "exit status 75: err"));
    err = (struct err){0};
    assert_int_equal(program_run(missing, NULL, STR("x"), 600, &err), -1);
    assert_non_null(strstr(err.text, "cannot be started"));
}

/* Whether it sleeps, or reads nothing of more than a pipe holds. */
static void a_run_that_takes_too_long_is_ended(void **state)
{
    const char *const arguments[] = {"sh", "-c", "echo here >&2; sleep 600 & wait", NULL};
    struct str big = {calloc(1, 1000000), 1000000};
    struct err err = {0};

    (void)state;
    assert_int_equal(program_run(arguments, NULL, STR("x"), 1, &err), -1);
    assert_non_null(strstr(err.text, "more than 1 seconds: here"));
    err = (struct err){0};
    assert_int_equal(program_run(arguments, NULL, big, 1, &err), -1);
    assert_non_null(strstr(err.text, "more than 1 seconds: here"));
    assert_false(has_child());
    free((char *)(uintptr_t)big.p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_reads_and_writes),
        cmocka_unit_test(no_shell),
        cmocka_unit_test(its_environment_is_clean),
        cmocka_unit_test(signals_are_usual),
        cmocka_unit_test(failures_are_told),
        cmocka_unit_test(a_missing_program_is_told),
        cmocka_unit_test(talk_does_not_block),
        cmocka_unit_test(talk_is_no_failure),
        cmocka_unit_test(what_is_left_running_is_not_waited_for),
        cmocka_unit_test(inherited_descriptors_stay_here),
        cmocka_unit_test(early_end),
        cmocka_unit_test(dropped_is_gone),
        cmocka_unit_test(a_run_hands_all_of_it_over),
        cmocka_unit_test(a_run_that_fails_says_what_it_complained_of),
        cmocka_unit_test(a_run_that_takes_too_long_is_ended),
    };

    (void)signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

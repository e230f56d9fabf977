/*
 * program.c: posix_spawnp with everything said: what is inherited is what stands here.
 */
#define _GNU_SOURCE
#include "base/program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/said.h"

/* Of what a program said in an error sentence. */
#define LINE_BYTES 300

/* How often a program with a time limit is looked at. */
#define LOOK_NS (10 * NS_PER_MS)

/* One start: descriptors above 2, so that none is taken for another when they become 0, 1 and 2. */
struct start {
    int input[2];
    int output;
    int said_end;
    struct said *said;
    bool apart; /* a process group of its own, which can be ended with all that it started */
    char *environment[PROGRAM_ARGUMENTS];
    int environment_count;
};

static void close_one(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
}

/* The same file under a number above 2. The old one is closed. */
static int lift(int fd)
{
    int high = fd < 0 || fd > 2 ? fd : fcntl(fd, F_DUPFD_CLOEXEC, 3);

    if (high != fd)
        (void)close(fd);
    return high;
}

/* `output` below 0: what it writes goes nowhere. 0, or -1 with errno. */
static int open_all(struct start *start, int output)
{
    *start = (struct start){.input = {-1, -1}, .output = -1, .said_end = -1, .apart = output < 0};
    if (pipe2(start->input, O_CLOEXEC) != 0)
        return -1;
    start->input[0] = lift(start->input[0]);
    start->input[1] = lift(start->input[1]);
    errno = said_open(&start->said, &start->said_end);
    if (errno)
        return -1;
    start->said_end = lift(start->said_end);
    start->output = output < 0 ? lift(open("/dev/null", O_WRONLY | O_CLOEXEC))
                               : fcntl(output, F_DUPFD_CLOEXEC, 3);
    return start->input[0] < 0 || start->input[1] < 0 || start->output < 0 || start->said_end < 0
               ? -1
               : 0;
}

static void add_entry(struct start *start, const char *name, const char *value)
{
    size_t n = strlen(name) + strlen(value) + 2;
    char *entry = mem_zero(n, 1);

    (void)snprintf(entry, n, "%s=%s", name, value);
    start->environment[start->environment_count++] = entry;
}

static void make_environment(struct start *start, const char *const *more)
{
    static const char *const kept[] = {"PATH", "HOME", "GNUPGHOME"};

    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        const char *value = getenv(kept[i]);
        size_t n = strlen(kept[i]);
        bool given = false;

        for (size_t k = 0; more && more[k]; k++)
            given = given || (strncmp(more[k], kept[i], n) == 0 && more[k][n] == '=');
        if (value && !given)
            add_entry(start, kept[i], value);
    }
    add_entry(start, "LC_ALL", "C");
    for (size_t k = 0; more && more[k] && start->environment_count < PROGRAM_ARGUMENTS - 1; k++)
        start->environment[start->environment_count++] = mem_text(more[k], strlen(more[k]));
}

static void release_start(struct start *start)
{
    close_one(&start->input[0]);
    close_one(&start->input[1]);
    close_one(&start->output);
    close_one(&start->said_end);
    (void)said_close(start->said, NULL);
    for (int i = 0; i < start->environment_count; i++)
        free(start->environment[i]);
}

/* What limier itself has inherited is nothing that it could mark: the child closes it. 0 or a
 * number of errno. */
static int leave_others(posix_spawn_file_actions_t *actions)
{
#if defined __GLIBC_PREREQ
#if __GLIBC_PREREQ(2, 34)
    return posix_spawn_file_actions_addclosefrom_np(actions, STDERR_FILENO + 1);
#endif
#endif
    (void)actions;
    return 0;
}

/* 0 or a number of errno. */
static int spawn(struct start *start, const char *const *arguments, pid_t *ret_pid)
{
    char *list[PROGRAM_ARGUMENTS + 1] = {NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigset_t usual;
    size_t n = 0;
    int rc;

    for (; n < PROGRAM_ARGUMENTS && arguments[n]; n++)
        list[n] = mem_text(arguments[n], strlen(arguments[n]));
    (void)sigemptyset(&none);
    (void)sigemptyset(&usual);
    (void)sigaddset(&usual, SIGPIPE);
    (void)posix_spawn_file_actions_init(&actions);
    (void)posix_spawnattr_init(&attributes);
    (void)posix_spawnattr_setflags(&attributes,
                                   (short)(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                           (start->apart ? POSIX_SPAWN_SETPGROUP : 0)));
    (void)posix_spawnattr_setsigmask(&attributes, &none);
    (void)posix_spawnattr_setsigdefault(&attributes, &usual);
    rc = posix_spawn_file_actions_adddup2(&actions, start->input[0], STDIN_FILENO);
    if (rc == 0)
        rc = posix_spawn_file_actions_adddup2(&actions, start->output, STDOUT_FILENO);
    if (rc == 0)
        rc = posix_spawn_file_actions_adddup2(&actions, start->said_end, STDERR_FILENO);
    if (rc == 0)
        rc = leave_others(&actions);
    if (rc == 0)
        rc = posix_spawnp(ret_pid, arguments[0], &actions, &attributes, list, start->environment);
    (void)posix_spawn_file_actions_destroy(&actions);
    (void)posix_spawnattr_destroy(&attributes);
    for (size_t i = 0; i < n; i++)
        free(list[i]);
    return rc;
}

int program_start(struct program *program, const char *const *arguments, const char *const *more,
                  int output, struct err *err)
{
    struct start start;
    int number;

    *program = (struct program){.name = arguments[0], .input = -1};
    if (open_all(&start, output) < 0) {
        number = errno;
        release_start(&start);
        return err_system(err, number, "%s: no descriptors to start it with", arguments[0]);
    }
    make_environment(&start, more);
    number = spawn(&start, arguments, &program->pid);
    if (number == 0) {
        program->input = start.input[1];
        program->said = start.said;
        start.input[1] = -1;
        start.said = NULL;
    } else {
        program->pid = 0;
    }
    release_start(&start);
    if (number)
        return err_system(err, number, "%s: the program cannot be started", arguments[0]);
    return 0;
}

/* What it said as one line, without bytes that a terminal would obey. Nobody listens any more. */
static void what_it_said(struct program *program, char line[LINE_BYTES])
{
    char text[SAID_BYTES];
    size_t got = said_close(program->said, text);
    size_t n = 0;

    program->said = NULL;
    for (size_t i = 0; i < got && text[i] && n + 3 < LINE_BYTES; i++) {
        unsigned char c = (unsigned char)text[i];

        if (c != '\n')
            line[n++] = c >= 0x20 && c < 0x7f ? (char)c : '?';
        else if (i + 1 < got && text[i + 1] && text[i + 1] != '\n' && n) {
            line[n++] = ';';
            line[n++] = ' ';
        }
    }
    line[n] = '\0';
}

static int wait_for(pid_t pid)
{
    int status = 0;

    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR)
            return -1;
    }
    return status;
}

static void release(struct program *program)
{
    close_one(&program->input);
    (void)said_close(program->said, NULL);
    program->said = NULL;
    program->pid = 0;
}

/* How it ended, with what it said. Releases everything. */
static int conclude(struct program *program, int status, struct err *err)
{
    char line[LINE_BYTES] = "";
    int rc = 0;

    what_it_said(program, line);
    if (status == -1 || WIFSIGNALED(status))
        rc = err_set(err, "%s: ended by signal %d%s%s", program->name,
                     status == -1 ? 0 : WTERMSIG(status), line[0] ? ": " : "", line);
    else if (WEXITSTATUS(status) != 0)
        rc = err_set(err, "%s: failed with exit status %d%s%s", program->name, WEXITSTATUS(status),
                     line[0] ? ": " : "", line);
    release(program);
    return rc;
}

int program_finish(struct program *program, struct err *err)
{
    close_one(&program->input);
    return conclude(program, wait_for(program->pid), err);
}

/* Writes the text as fast as it is read, until the deadline; who does not want it need not read it.
 */
static void feed(struct program *program, struct str text, int64_t deadline_ns)
{
    int flags = fcntl(program->input, F_GETFL);

    if (flags < 0 || fcntl(program->input, F_SETFL, flags | O_NONBLOCK) != 0)
        return;
    while (text.n) {
        struct pollfd wait = {.fd = program->input, .events = POLLOUT};
        int64_t left_ns = deadline_ns - clock_monotonic();
        ssize_t put;

        if (left_ns <= 0)
            return;
        (void)poll(&wait, 1, (int)(left_ns / NS_PER_MS) + 1);
        put = write(program->input, text.p, text.n);
        if (put < 0 && errno != EAGAIN && errno != EINTR)
            return;
        if (put > 0)
            text = str_skip(text, (size_t)put);
    }
}

/* True and how it ended, or false: it has not by the deadline. */
static bool ends_in_time(pid_t pid, int64_t deadline_ns, int *ret_status)
{
    const struct timespec pause = {0, LOOK_NS};

    for (;;) {
        pid_t got = waitpid(pid, ret_status, WNOHANG);

        if (got == pid)
            return true;
        if (got < 0 && errno != EINTR) {
            *ret_status = -1;
            return true;
        }
        if (clock_monotonic() >= deadline_ns)
            return false;
        (void)nanosleep(&pause, NULL);
    }
}

int program_run(const char *const *arguments, const char *const *more, struct str input,
                unsigned seconds, struct err *err)
{
    int64_t deadline_ns = clock_monotonic() + (int64_t)seconds * NS_PER_SECOND;
    struct program program;
    char line[LINE_BYTES] = "";
    int status = 0;

    if (program_start(&program, arguments, more, PROGRAM_NO_OUTPUT, err) < 0)
        return -1;
    feed(&program, input, deadline_ns);
    close_one(&program.input);
    if (ends_in_time(program.pid, deadline_ns, &status))
        return conclude(&program, status, err);
    (void)kill(-program.pid, SIGKILL); /* the whole group: a shell leaves children behind */
    (void)wait_for(program.pid);
    what_it_said(&program, line);
    release(&program);
    return err_set(err, "%s: was ended because it took more than %u seconds%s%s", arguments[0],
                   seconds, line[0] ? ": " : "", line);
}

void program_drop(struct program *program)
{
    if (program->pid == 0)
        return;
    close_one(&program->input);
    (void)kill(program->pid, SIGKILL);
    (void)wait_for(program->pid);
    release(program);
}

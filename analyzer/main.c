/*
 * main.c: the program's only contact with the terminal: arguments, signals, progress, exit code.
 * Nothing else prints.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "command.h"
#include "manual.h"

/* How often the progress line is renewed. */
#define PROGRESS_NS (250 * NS_PER_MS)

/* The thread that waits for signals and draws the progress line. */
struct watch {
    pthread_t thread;
    struct progress progress;
    _Atomic int signal; /* the first signal that asked to stop, 0 for none */
    _Atomic bool done;
    bool draws;
    bool drawn;
    int64_t start_ns;
};

_Noreturn void mem_exhausted(size_t wanted_bytes)
{
    static const char text[] = "limier: out of memory\n";

    (void)wanted_bytes;
    (void)!write(STDERR_FILENO, text, sizeof text - 1);
    _exit(EXIT_FAILED);
}

static void draw_progress(struct watch *watch)
{
    uint64_t read = atomic_load(&watch->progress.bytes_read);
    uint64_t total = atomic_load(&watch->progress.bytes_total);
    uint64_t lines = atomic_load(&watch->progress.lines);
    double seconds = (double)(clock_monotonic() - watch->start_ns) / NS_PER_SECOND;
    double rate = seconds > 0 ? (double)lines / seconds : 0;
    char left[64] = "";

    if (total > read && read > 0)
        snprintf(left, sizeof left, "  %.0f s", seconds * (double)(total - read) / (double)read);
    (void)fprintf(stderr, "\r\033[K%.1f / %.1f MB  %.2f M  %.2f M/s%s", (double)read / 1e6,
                  (double)total / 1e6, (double)lines / 1e6, rate / 1e6, left);
    (void)fflush(stderr);
    watch->drawn = true;
}

static void *watch_run(void *argument)
{
    struct watch *watch = argument;
    const struct timespec pause = {0, PROGRESS_NS};
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    while (!atomic_load(&watch->done)) {
        int number = sigtimedwait(&set, NULL, &pause);

        if (atomic_load(&watch->done))
            break;
        if (number > 0 && atomic_load(&watch->signal)) /* a second signal: leave at once */
            _exit(number == SIGINT ? 130 : 143);
        if (number > 0) {
            atomic_store(&watch->signal, number);
            atomic_store(&watch->progress.stop, true);
        } else if (watch->draws) {
            draw_progress(watch);
        }
    }
    return NULL;
}

static void watch_start(struct watch *watch, bool draws)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    (void)pthread_sigmask(SIG_BLOCK, &set, NULL);
    watch->start_ns = clock_monotonic();
    watch->draws = draws;
    if (pthread_create(&watch->thread, NULL, watch_run, watch) != 0)
        mem_exhausted(0);
}

static void watch_stop(struct watch *watch)
{
    atomic_store(&watch->done, true);
    (void)pthread_kill(watch->thread, SIGHUP); /* wakes it; done is set, so it stops nothing */
    (void)pthread_join(watch->thread, NULL);
    if (watch->drawn)
        (void)fprintf(stderr, "\r\033[K");
}

static enum lang locale_lang(void)
{
    static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);

        if (value && value[0])
            return strncmp(value, "fr", 2) == 0 ? LANG_FR : LANG_EN;
    }
    return LANG_EN;
}

static bool wants_color(const struct options *options)
{
    const char *mode = options->text[OPT_COLOR];
    const char *none = getenv("NO_COLOR");

    if (mode && strcmp(mode, "always") == 0)
        return true;
    if ((mode && strcmp(mode, "never") == 0) || (none && none[0]))
        return false;
    return isatty(STDOUT_FILENO) != 0;
}

/* What files and the environment say beside the command line; the language may be theirs, that of
 * what is wrong with them too. 0 or -1. */
static int settle(struct options *options, const struct command *command, struct console *console,
                  struct arena *arena, struct err *err)
{
    struct err told = {0}; /* by the command itself */
    struct err *own = command->judges ? &told : err;
    int rc = configuration_read(options, command->options, &console->places, &console->problems,
                                arena, own);

    if (options_lang(options, console->lang, &console->lang, own) < 0 ||
        options_color(options, own) < 0)
        rc = -1;
    return command->judges ? 0 : rc;
}

static int run_command(const struct command *command, int argc, char **argv,
                       struct console *console, struct err *err)
{
    struct watch watch = {.signal = 0};
    struct options options;
    struct arena arena = {0};
    int code = EXIT_USAGE;

    if (options_parse(&options, argc, argv, command->options, err) == 0 &&
        options_lang(&options, console->lang, &console->lang, err) == 0) {
        if (options.set[OPT_HELP]) {
            command_help(&console->data, console->lang, command);
            code = EXIT_CLEAN;
        } else if (settle(&options, command, console, &arena, err) == 0) {
            console->color = wants_color(&options);
            console->progress = &watch.progress;
            watch_start(&watch, isatty(STDERR_FILENO) && !options.set[OPT_NO_PROGRESS] &&
                                    !options.set[OPT_QUIET]);
            code = command->run(&options, console, err);
            watch_stop(&watch);
        }
    }
    if (err->kind == ERR_NONE && watch.signal)
        code = watch.signal == SIGINT ? 130 : 143;
    configuration_release(&console->problems);
    options_release(&options);
    arena_release(&arena);
    return code;
}

static int dispatch(int argc, char **argv, struct console *console, struct err *err)
{
    struct str name = argc > 1 ? str_of(argv[1]) : STR_NONE;
    const struct command *command = command_find(name);

    if (command)
        return run_command(command, argc - 1, argv + 1, console, err);
    if (str_eq(name, STR("--version"))) {
        command_version(&console->data);
        return EXIT_CLEAN;
    }
    if (str_eq(name, STR("--manual"))) { /* for the build: .ci/manual */
        name = argc > 2 ? str_of(argv[2]) : STR_NONE;
        if (!manual_format(&console->data, console->lang, name))
            manual_page(&console->data, console->lang, command_find(name));
        return EXIT_CLEAN;
    }
    if (str_eq(name, STR("--help")) || str_eq(name, STR("-h")) || str_eq(name, STR("help"))) {
        command = argc > 2 ? command_find(str_of(argv[2])) : NULL;
        command_help(&console->data, console->lang, command);
        return EXIT_CLEAN;
    }
    if (argc < 2)
        return err_usage(err, "no command given; limier --help lists them"), EXIT_USAGE;
    return err_usage(err, "\"%.60s\" is not a command; limier --help lists them", argv[1]),
           EXIT_USAGE;
}

int main(int argc, char **argv)
{
    struct console console = {.lang = locale_lang(),
                              .config_home = getenv("XDG_CONFIG_HOME"),
                              .home = getenv("HOME"),
                              .places = {getenv(CONFIGURATION_FOLDER_VARIABLE), environ}};
    const struct rlimit no_core = {0, 0};
    struct err err = {0};
    int code;

    /* Memory holds beneficiaries' identifiers: it must not end up in a core file. */
    (void)setrlimit(RLIMIT_CORE, &no_core);
    (void)prctl(PR_SET_DUMPABLE, 0);
    (void)signal(SIGPIPE, SIG_IGN);
    if (!console.places.folder)
        console.places.folder = CONFIGURATION_FOLDER;
    out_fd(&console.data, STDOUT_FILENO);
    out_fd(&console.notes, STDERR_FILENO);
    code = dispatch(argc, argv, &console, &err);
    (void)out_flush(&console.notes);
    if (out_flush(&console.data) < 0 && console.data.failed != EPIPE && err.kind == ERR_NONE)
        err_system(&err, console.data.failed, "standard output cannot be written");
    if (err.kind != ERR_NONE) {
        (void)fprintf(stderr, "limier: %s\n", err_text(&err, console.lang));
        code = err.kind == ERR_USAGE ? EXIT_USAGE : EXIT_FAILED;
    }
    out_drop(&console.data);
    out_drop(&console.notes);
    return code;
}

/*
 * cmd_audit.c: limier audit: the run of a night. Everything is prepared before anything is told,
 * and told before it is final: a run that is killed says a thing twice rather than never.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

#include "audit_explain.h"
#include "base/mem.h"
#include "channel.h"
#include "textfile.h"

/* How a run ended. */
struct ending {
    struct textfile_run run;
    struct channels_result delivered;
};

static const enum option_id options_taken[] = {OPT_STATE,
                                               OPT_KEEP,
                                               OPT_WAIT,
                                               OPT_NOTIFY_COMMAND,
                                               OPT_NOTIFY_TIMEOUT,
                                               OPT_MAIL_TO,
                                               OPT_MAIL_FROM,
                                               OPT_SENDMAIL,
                                               OPT_SYSLOG,
                                               OPT_SYSLOG_SOCKET,
                                               OPT_TEXTFILE,
                                               OPT_OUTPUT,
                                               OPT_CLOBBER,
                                               OPT_PORTAL,
                                               OPT_DIRECTORY,
                                               OPT_LOG_FORMAT,
                                               OPT_FROM_CONFIG,
                                               OPT_DATE_FORMAT,
                                               OPT_TIME_FORMAT,
                                               OPT_DATETIME_FORMAT,
                                               OPT_TZ,
                                               OPT_TRUSTED_PROXY,
                                               OPT_SINCE,
                                               OPT_UNTIL,
                                               OPT_RECURSIVE,
                                               OPT_GEOIP,
                                               OPT_ALERT_BUDGET,
                                               OPT_CANARY,
                                               OPT_ALLOW_LIST,
                                               OPT_SET,
                                               OPT_RULES,
                                               OPT_NO_BUILTIN_RULES,
                                               OPT_MIN_LEVEL,
                                               OPT_JOBS,
                                               OPT_MEMORY,
                                               OPT_LANG,
                                               OPT_FORMAT,
                                               OPT_REVEAL,
                                               OPT_KEY,
                                               OPT_DISCARD,
                                               OPT_CONFIG,
                                               OPT_NOW,
                                               OPT_EXPLAIN,
                                               OPT_LEARN,
                                               OPT_ADDRESSES,
                                               OPT_JSON,
                                               OPT_BLOCK,
                                               OPT_QUIET,
                                               OPT_COLOR,
                                               OPT_NO_PROGRESS,
                                               OPT_STATS,
                                               OPT_HELP,
                                               OPT_COUNT};

static const char *const examples[] = {
    "limier audit --state /var/lib/limier /var/log/nginx/portail-access.log*",
    "limier audit --state etat -o cas --clobber --portal portail.yml logs/",
    "limier audit --state etat --explain 10000000003",
    "limier audit --state etat --mail-to rssi@example.org --syslog --wait 600 logs/",
    NULL,
};

/* Where files lie that nobody will name: in the case, or beside the state. */
static int open_case(struct audit *audit, struct err *err)
{
    const struct options *o = &audit->options;
    struct casedir *casedir = &audit->scan.casedir;

    if (o->set[OPT_OUTPUT])
        return casedir_open(casedir, o->text[OPT_OUTPUT], o->set[OPT_CLOBBER], err);
    casedir->directory = fcntl(audit->directory, F_DUPFD_CLOEXEC, 0);
    return casedir->directory < 0
               ? err_system(err, errno, "%s: cannot be opened once more", audit->folder)
               : 0;
}

static int prepare(struct audit *audit, struct err *err)
{
    struct scan *scan = &audit->scan;
    uint64_t days;

    if (!audit->options.set[OPT_STATE])
        return err_usage(err, "--state is missing: the folder in which audit remembers");
    if (audit->options.set[OPT_JSON])
        return err_usage(err, "--json is for --explain alone: what audit tells of a night is text");
    if (audit->options.path_count == 0)
        return err_usage(err, "no log given: name files or folders");
    audit->folder = audit->options.text[OPT_STATE];
    if (options_number(&audit->options, OPT_KEEP, AUDIT_KEEP_MOST, AUDIT_KEEP_DEFAULT, &days, err) <
            0 ||
        audit_learning_read(audit, err) < 0 || textfile_check(&audit->options, err) < 0 ||
        channels_check(&audit->options, err) < 0 || audit_open(audit, err) < 0 ||
        scan_prepare(scan, err) < 0)
        return -1;
    audit->keep_days = days;
    audit->cutoff_ns = scan->dossier.now_ns - (int64_t)days * NS_PER_DAY;
    if (audit_open_state(audit, err) < 0 || audit_inputs(audit, err) < 0 ||
        audit_clock_check(audit, err) < 0)
        return -1;
    return open_case(audit, err);
}

/* The case, when one is wanted. */
static int report(struct audit *audit, struct err *err)
{
    struct scan *scan = &audit->scan;

    if (!audit->options.set[OPT_OUTPUT])
        return address_level_apply(&scan->dossier, &scan->census, scan->addresses, &scan->arena,
                                   err);
    if (casedir_publish(&scan->casedir, !audit->options.set[OPT_DISCARD], err) < 0)
        return -1;
    return scan_report(scan, err);
}

/* What is told has arrived, or waits in the state; then it is final. */
static int settle(struct audit *audit, struct ending *ending, struct err *err)
{
    struct message message;

    if (audit_keep_portal(audit, err) < 0 || audit_clock_note(audit, err) < 0)
        return -1;
    message_make(&message, audit);
    ending->run.told = message.count + message.omitted;
    if (channels_deliver(audit, &message, &ending->delivered, err) < 0 ||
        state_commit(audit->state, err) < 0)
        return -1;
    ending->run.settled = true;
    ending->run.waiting = ending->delivered.waiting;
    (void)audit_sweep(audit, audit->night_kept, true);
    return 0;
}

/* 1: stopped by a signal; nothing of the run is kept. */
static int run(struct audit *audit, struct ending *ending, struct err *err)
{
    struct scan *scan = &audit->scan;
    const _Atomic bool *stop = &scan->console->progress->stop;

    if (prepare(audit, err) < 0)
        return -1;
    atomic_store(&scan->console->progress->bytes_total, scan->inputs.bytes_total);
    if (scan_read(scan, err) < 0)
        return -1;
    if (atomic_load(stop))
        return 1;
    if (audit_books(audit, err) < 0 || audit_history(audit, err) < 0 || scan_judge(scan, err) < 0)
        return -1;
    scan_dossier(scan);
    /* Before the report: what is remembered of alerts depends on no --addresses. */
    if (audit_find_news(audit, err) < 0 || report(audit, err) < 0)
        return -1;
    return atomic_load(stop) ? 1 : settle(audit, ending, err);
}

static enum exit_code code_of(const struct audit *audit)
{
    bool incomplete = audit_incomplete(audit);

    if (audit->news.count)
        return incomplete ? EXIT_FINDINGS_INCOMPLETE : EXIT_FINDINGS;
    return incomplete ? EXIT_INCOMPLETE : EXIT_CLEAN;
}

/* Begins a run that holds nothing yet. */
static struct audit *begin(const struct options *options, struct console *console)
{
    struct audit *audit = mem_zero(1, sizeof *audit);

    audit->directory = audit->nights = audit->lock = -1;
    audit->scan.casedir = (struct casedir){-1, -1};
    audit->scan.dossier.exposed_fd = audit->scan.dossier.acts_fd = -1;
    audit->options = *options;
    audit->scan.options = &audit->options;
    audit->scan.console = console;
    audit->scan.command = "audit";
    return audit;
}

/* Messages of a channel that this run was not asked for. */
static void tell_left(struct console *console, size_t left)
{
    if (left)
        out_print(&console->notes, "limier: %zu%s\n", left,
                  text_plural(console->lang,
                              " message waits for a way that this run was not given (--mail-to, "
                              "--notify-command, --syslog): nobody has heard it yet",
                              " messages wait for ways that this run was not given (--mail-to, "
                              "--notify-command, --syslog): nobody has heard them yet",
                              left));
}

/* What is told of the run itself, whatever became of it. */
static void conclude(const struct audit *audit, struct ending *ending, enum exit_code code,
                     struct err *err)
{
    struct console *console = audit->scan.console;
    struct err failure = {0};

    if (ending->delivered.first.kind != ERR_NONE && err->kind == ERR_NONE) {
        *err = ending->delivered.first;
        code = EXIT_FAILED;
        if (ending->delivered.waiting > ending->delivered.left)
            out_print(&audit->scan.console->notes, "limier: %s\n",
                      text_get(console->lang, N_("what could not be delivered waits in the state: "
                                                 "the next run tries again")));
    }
    tell_left(console, ending->delivered.left);
    ending->run.exit_code = err->kind == ERR_USAGE ? EXIT_USAGE : (int)code;
    if (!audit->options.set[OPT_TEXTFILE] || audit->busy ||
        textfile_check(&audit->options, &failure) < 0 ||
        textfile_write(audit, &ending->run, &failure) == 0)
        return;
    if (err->kind == ERR_NONE)
        *err = failure;
    else
        out_print(&audit->scan.console->notes, "limier: %s\n", err_text(&failure, console->lang));
}

static enum exit_code audit_run(const struct options *options, struct console *console,
                                struct err *err)
{
    struct ending ending = {.run = {.began_ns = clock_monotonic()}};
    enum exit_code code = EXIT_FAILED;
    struct audit *audit;

    if (options->set[OPT_EXPLAIN])
        return audit_explain(options, console, err);
    audit = begin(options, console);
    if (run(audit, &ending, err) == 0) {
        if (options->set[OPT_STATS])
            summary_stats(&audit->scan);
        code = code_of(audit);
    }
    conclude(audit, &ending, code, err);
    audit_release(audit);
    free(audit);
    return code;
}

const struct command command_audit = {
    .name = "audit",
    .usage = "[options] --state DIR PATH…",
    .options = options_taken,
    .examples = examples,
    .run = audit_run,
};

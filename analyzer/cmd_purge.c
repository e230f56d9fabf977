/*
 * cmd_purge.c: limier purge: removes what audit remembers of what happened before a moment. What
 * goes, and how it goes at once, is audit_purge.c's.
 */
#include <stdlib.h>

#include "audit_purge.h"
#include "base/mem.h"
#include "summary_text.h"

static const enum option_id options_taken[] = {
    OPT_STATE, OPT_PURGE_BEFORE, OPT_KEEP,   OPT_PURGE_ALL, OPT_DRY_RUN, OPT_WAIT,
    OPT_LANG,  OPT_NOW,          OPT_CONFIG, OPT_COLOR,     OPT_HELP,    OPT_COUNT};

static const char *const examples[] = {
    "limier purge --state /var/lib/limier --keep 180",
    "limier purge --state /var/lib/limier --before 2026-05-22 --dry-run",
    "limier purge --state /var/lib/limier --all",
    NULL,
};

/* From when on things are kept; INT64_MAX: nothing is. 0 or -1. */
static int read_before(const struct options *o, int64_t *ret_ns, struct err *err)
{
    int64_t now_ns;
    uint64_t days;

    if (options_time(o, OPT_NOW, 0, clock_now(), &now_ns, err) < 0 ||
        options_number(o, OPT_KEEP, AUDIT_KEEP_MOST, AUDIT_KEEP_DEFAULT, &days, err) < 0)
        return -1;
    *ret_ns = INT64_MAX;
    if (o->set[OPT_PURGE_ALL])
        return o->set[OPT_PURGE_BEFORE]
                   ? err_usage(err, "--before and --all: one of them is wanted")
                   : 0;
    if (!o->set[OPT_PURGE_BEFORE] && !o->set[OPT_KEEP])
        return err_usage(err, "what is to be removed is missing: --before, --keep or --all");
    if (options_time(o, OPT_PURGE_BEFORE, 0, now_ns - (int64_t)days * NS_PER_DAY, ret_ns, err) < 0)
        return -1;
    if (*ret_ns > now_ns) /* a slip of the year would remove all */
        return err_usage(err, "--before %s: is in the future", o->text[OPT_PURGE_BEFORE]);
    return 0;
}

static void count(const struct summary *s, const char *one, const char *many, uint64_t n)
{
    char text[TEXT_COUNT];

    out_text(s->out, "  ");
    out_print(s->out, text_plural(s->lang, one, many, n), text_count(s->lang, n, text));
    out_text(s->out, "\n");
}

/* From when to when it happened. */
static void span(const struct summary *s, const struct audit_purged *purged)
{
    if (purged->first_ns == TIME_NONE)
        return;
    out_print(s->out, "  %s ", summary_tr(s, N_("the first of them:")));
    summary_moment(s, purged->first_ns);
    out_print(s->out, " UTC\n  %s ", summary_tr(s, N_("the last of them:")));
    summary_moment(s, purged->last_ns);
    out_text(s->out, " UTC\n");
}

static void tell(const struct audit *audit, int64_t before_ns, bool dry,
                 const struct audit_purged *purged)
{
    const struct summary s = {
        .scan = &audit->scan, .out = &audit->scan.console->data, .lang = audit->scan.console->lang};

    out_print(s.out, "%s ",
              summary_tr(&s, before_ns == INT64_MAX
                                 ? (dry ? N_("would be removed, all of it:") : N_("removed all:"))
                             : dry ? N_("would be removed, of what happened before")
                                   : N_("removed, of what happened before")));
    if (before_ns != INT64_MAX) {
        summary_moment(&s, before_ns);
        out_text(s.out, s.lang == LANG_FR ? " UTC\xC2\xA0:" : " UTC:");
    }
    out_text(s.out, "\n");
    count(&s, "%s request", "%s requests", purged->traces);
    span(&s, purged);
    count(&s, "%s file of nights", "%s files of nights", purged->removed);
    count(&s, "%s byte in them", "%s bytes in them", purged->bytes);
    count(&s, "%s file of nights in part", "%s files of nights in part", purged->rewritten);
    count(&s, "%s finding", "%s findings", purged->rows.findings);
    count(&s, "%s alert that was told", "%s alerts that were told", purged->rows.alerts);
    count(&s, "%s message that waited", "%s messages that waited", purged->rows.messages);
    count(&s, "%s sample of a line that could not be read",
          "%s samples of lines that could not be read", purged->samples);
}

static enum exit_code purge_run(const struct options *options, struct console *console,
                                struct err *err)
{
    struct audit *audit = mem_zero(1, sizeof *audit);
    bool dry = options->set[OPT_DRY_RUN];
    struct audit_purged purged;
    int64_t before_ns;
    int rc = -1;

    audit->directory = audit->nights = audit->lock = -1;
    audit->scan.casedir = (struct casedir){-1, -1};
    audit->scan.dossier.exposed_fd = audit->scan.dossier.acts_fd = -1;
    audit->options = *options;
    audit->scan.options = &audit->options;
    audit->scan.console = console;
    audit->folder = options->text[OPT_STATE];
    audit->cutoff_ns = TIME_NONE;
    if (!options->set[OPT_STATE])
        (void)err_usage(err, "--state is missing: the folder in which audit remembers");
    else if (options->path_count)
        (void)err_usage(err, "purge reads no log: name none");
    else if (read_before(options, &before_ns, err) == 0 && audit_open_purge(audit, err) == 0)
        rc = audit_purge(audit, before_ns, dry, &purged, err);
    if (rc == 0)
        tell(audit, before_ns, dry, &purged);
    audit_release(audit);
    free(audit);
    return rc == 0 ? EXIT_CLEAN : EXIT_FAILED;
}

static const struct exit_row exits[] = {
    {EXIT_CLEAN, N_("removed, or nothing was to be removed")},
    {EXIT_USAGE, N_("usage: the command line, a profile, a table or a rule is wrong")},
    {EXIT_FAILED, N_("could not finish: nothing was removed")},
    {0, NULL},
};

const struct command command_purge = {
    .name = "purge",
    .usage = "[options] --state DIR",
    .options = options_taken,
    .examples = examples,
    .exits = exits,
    .run = purge_run,
};

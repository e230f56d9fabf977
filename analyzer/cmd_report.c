/*
 * cmd_report.c: limier report: the reports of a case again, from what the scan found: in the other
 * language, in another format, after the moment of awareness is known. Nothing is judged. What is
 * told of the notification, and of indicators, stays in the case.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "address_level.h"
#include "case_dossier.h"
#include "case_key.h"
#include "case_parts.h"
#include "casedir.h"
#include "command.h"
#include "legal_options.h"
#include "lists_note.h"
#include "report/manifest.h"
#include "report/seal.h"
#include "sightings.h"
#include "writers.h"

/* For counting the persons of indicators; what is more goes to a file of the case's folder. */
#define MEMORY_INDICATORS ((size_t)256 << 20)

static const enum option_id options_taken[] = {
    OPT_FORMAT,     OPT_OUTPUT,   OPT_CLOBBER, OPT_RECIPIENTS, OPT_ADDRESSES,
    OPT_AWARE_AT,   OPT_DEADLINE, OPT_PHASE,   OPT_EARLIER,    OPT_LANG,
    OPT_REVEAL,     OPT_KEY,      OPT_JOBS,    OPT_CONFIG,     OPT_NOW,
    OPT_INDICATORS, OPT_QUIET,    OPT_HELP,    OPT_COUNT};

static const char *const examples[] = {
    "limier report --lang en limier-case",
    "limier report --format stix,misp,sarif limier-case",
    "limier report --reveal --format exposed -o listes limier-case",
    NULL,
};

/* One run. */
struct run {
    const struct options *given;
    struct console *console;
    struct case_dossier from;
    struct casedir apart; /* of --output; closed: the reports go into the case */
    struct writers writers;
    struct pseudonym_key key;
    struct indicators indicators; /* that were given now: they replace those of the scan */
    struct recipients recipients;
    struct out kept; /* the dossier with what was told now; fd −1: nothing was */
};

static int read_recipients(struct run *run, struct err *err)
{
    const char *path = run->given->text[OPT_RECIPIENTS];

    if (!path)
        return 0;
    if (recipients_load(&run->recipients, path, err) < 0)
        return -1;
    run->from.dossier.recipients = &run->recipients;
    return seal_check(&run->recipients, err);
}

/* Reports that nobody asked for by name are left out where they cannot be. */
static int check_key(struct run *run, struct err *err)
{
    const struct dossier *d = &run->from.dossier;

    for (size_t i = 0; i < report_writer_count && !d->key; i++) {
        if (!run->writers.wanted[i] || !report_writers[i]->persons)
            continue;
        if (run->given->list_count[OPT_FORMAT])
            return err_usage(err,
                             "--format %s: names persons by tokens of the key %.*s, which is not "
                             "here: give it with --key",
                             report_writers[i]->name, (int)d->key_id.n, d->key_id.p);
        run->writers.wanted[i] = false;
    }
    return 0;
}

/* Unless reports were asked for by name, all that the case has are written again: none must keep
 * another language, or addresses at another level. */
static void want_present(struct run *run)
{
    const struct dossier *d = &run->from.dossier;

    for (size_t i = 0; i < report_writer_count; i++) {
        struct str file = str_of(report_writers[i]->file);

        for (size_t o = 0; o < d->output_count && !run->writers.wanted[i]; o++)
            run->writers.wanted[i] = str_eq(d->outputs[o].name, file);
    }
}

static int read_options(struct run *run, struct err *err)
{
    const struct options *o = run->given;
    struct dossier *d = &run->from.dossier;

    d->reveal = o->set[OPT_REVEAL];
    if (options_lang(o, LANG_FR, &d->lang, err) < 0 ||
        options_lang(o, run->console->lang, &run->console->lang, err) < 0 ||
        options_time(o, OPT_NOW, 0, clock_now(), &d->now_ns, err) < 0 ||
        legal_options(o, d, &run->from.arena, err) < 0 ||
        options_jobs(o, &run->writers.jobs, err) < 0 ||
        writers_select(&run->writers, o, o->list_count[OPT_FORMAT] == 0, err) < 0)
        return -1;
    if (o->list_count[OPT_FORMAT] == 0)
        want_present(run);
    if (case_key_read(&run->key, o, run->console, d, err) < 0 || check_key(run, err) < 0)
        return -1;
    return read_recipients(run, err);
}

/* A folder that is emptied for the reports must not be the one that they are made of. */
static int check_apart(const struct run *run, struct err *err)
{
    struct stat apart;
    struct stat from;

    if (fstat(run->apart.directory, &apart) == 0 && fstat(run->from.from.directory, &from) == 0 &&
        (apart.st_dev != from.st_dev || apart.st_ino != from.st_ino))
        return 0;
    return err_usage(err, "%s: is the case itself: without --output its reports are written again",
                     run->given->text[OPT_OUTPUT]);
}

/* Where the reports go: into the case, or into a folder of their own. */
static int open_target(struct run *run, struct err *err)
{
    const struct options *o = run->given;

    run->writers.dossier = &run->from.dossier;
    run->writers.directory = run->from.from.directory;
    if (!o->set[OPT_OUTPUT])
        return 0;
    if (casedir_open(&run->apart, o->text[OPT_OUTPUT], o->set[OPT_CLOBBER], err) < 0 ||
        check_apart(run, err) < 0)
        return -1;
    run->writers.directory = run->apart.directory;
    run->from.dossier.output_count = 0;
    run->from.dossier.manifest = STR_NONE;
    return casedir_publish(&run->apart, false, err);
}

/* Files of one folder that stand together, from `first` on. */
static size_t folder_files(const struct dossier *d, size_t first, struct str *ret_folder)
{
    struct str name = d->outputs[first].name;
    size_t slash = str_index(name, '/');
    size_t n = 1;

    *ret_folder = (struct str){name.p, slash < name.n ? slash + 1 : 0};
    while (ret_folder->n && first + n < d->output_count &&
           str_starts(d->outputs[first + n].name, *ret_folder))
        n++;
    return n;
}

/* What was written, one line for each file or folder. */
static void tell(const struct run *run)
{
    const struct dossier *d = &run->from.dossier;
    struct out *out = &run->console->data;

    for (size_t i = 0; i < d->output_count;) {
        struct str folder;
        size_t n = folder_files(d, i, &folder);

        if (d->outputs[i].fresh) {
            out_terminal(out, folder.n ? folder : d->outputs[i].name);
            if (folder.n)
                out_print(out, " (%zu %s)", n, text_plural(run->console->lang, "file", "files", n));
            out_text(out, "\n");
        }
        i += n;
    }
}

/* Looks for what another platform has learnt since: among all acts, which are checked first. */
static int read_indicators(struct run *run, struct err *err)
{
    const struct options *o = run->given;
    size_t n = o->list_count[OPT_INDICATORS];

    if (n == 0)
        return 0;
    if (indicators_load(&run->indicators, o->list[OPT_INDICATORS], n, err) < 0 ||
        case_check_acts(&run->from.from, run->writers.jobs, err) < 0 ||
        sightings_of_case(&run->indicators, &run->from.from, &run->from.dossier, MEMORY_INDICATORS,
                          err) < 0)
        return -1;
    run->from.dossier.indicators = &run->indicators;
    return 0;
}

static int settle(void *context, struct err *err)
{
    struct run *run = context;
    struct out kept = run->kept;

    run->kept.fd = -1;
    return case_dossier_commit(&run->from, &kept, err);
}

/* What was told now of the notification and of indicators is known from now on: the next report of
 * the case must not forget it. Before addresses are taken out of the dossier, and with the clock of
 * the scan: those are this run's alone. */
static int keep_told(struct run *run, int64_t scanned_ns, struct err *err)
{
    static const enum option_id told[] = {OPT_AWARE_AT, OPT_DEADLINE, OPT_PHASE, OPT_EARLIER};
    struct dossier *d = &run->from.dossier;
    const int64_t now_ns = d->now_ns;
    bool any = run->given->list_count[OPT_INDICATORS] > 0;
    int rc;

    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++)
        any = any || run->given->set[told[i]];
    if (!any || run->given->set[OPT_OUTPUT])
        return 0;
    d->now_ns = scanned_ns;
    rc = case_dossier_keep(&run->from, &run->kept, err);
    d->now_ns = now_ns;
    if (rc < 0)
        run->kept.fd = -1;
    run->writers.settle = rc == 0 ? settle : NULL;
    run->writers.context = run;
    return rc;
}

static int level_addresses(struct run *run, struct err *err)
{
    struct dossier *d = &run->from.dossier;
    enum address_level level;

    if (address_level_read(run->given, d, &level, err) < 0)
        return -1;
    return address_level_apply(d, &run->from.from.census, level, &run->from.arena, err);
}

static int run_report(struct run *run, struct err *err)
{
    int64_t scanned_ns;

    if (case_dossier_open(&run->from, run->given->paths[0], err) < 0)
        return -1;
    scanned_ns = run->from.dossier.now_ns;
    if (read_options(run, err) < 0 || read_indicators(run, err) < 0 ||
        keep_told(run, scanned_ns, err) < 0 || level_addresses(run, err) < 0 ||
        open_target(run, err) < 0)
        return -1;
    return writers_run(&run->writers, err);
}

/* A signature is of the manifest that was there before: to leave it without a word would let verify
 * call it bad for no fault of anybody. */
static void tell_signature(const struct run *run)
{
    static const char *const names[] = {MANIFEST_SSH_SIGNATURE, MANIFEST_MINISIGN_SIGNATURE};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (faccessat(run->writers.directory, names[i], F_OK, 0) == 0)
            out_print(
                &run->console->notes,
                text_get(run->console->lang,
                         N_("limier: %s is of the manifest before this report: sign again\n")),
                names[i]);
    }
}

static enum exit_code report_command(const struct options *options, struct console *console,
                                     struct err *err)
{
    struct run run = {.given = options, .console = console, .apart = {-1, -1}, .kept = {.fd = -1}};
    enum exit_code code = EXIT_FAILED;

    if (options->path_count != 1) {
        (void)err_usage(err, "report takes one case, the folder that scan has written");
        return EXIT_USAGE;
    }
    if (run_report(&run, err) == 0) {
        if (!options->set[OPT_QUIET])
            tell(&run);
        lists_note(&run.from.dossier, &console->notes, console->lang);
        tell_signature(&run);
        code = EXIT_CLEAN;
    }
    if (run.kept.fd >= 0)
        out_drop(&run.kept);
    recipients_release(&run.recipients);
    writers_release(&run.writers);
    casedir_close(&run.apart);
    case_dossier_close(&run.from);
    indicators_release(&run.indicators);
    return code;
}

static const struct exit_row exits[] = {
    {EXIT_CLEAN, N_("the reports were written")},
    {EXIT_USAGE, N_("usage: the command line, a profile, a table or a rule is wrong")},
    {EXIT_FAILED, N_("could not finish")},
    {0, NULL},
};

const struct command command_report = {
    .name = "report",
    .usage = N_("[options] CASE"),
    .options = options_taken,
    .examples = examples,
    .exits = exits,
    .run = report_command,
};

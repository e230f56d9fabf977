/*
 * cmd_report.c: limier report: the reports of a case again, from what the scan found: in the other
 * language, in another format, after the moment of awareness is known. Nothing is judged.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <unistd.h>

#include "case_dossier.h"
#include "case_parts.h"
#include "casedir.h"
#include "command.h"
#include "writers.h"

static const enum option_id options_taken[] = {OPT_FORMAT, OPT_OUTPUT, OPT_CLOBBER, OPT_LANG,
                                               OPT_REVEAL, OPT_KEY,    OPT_JOBS,    OPT_CONFIG,
                                               OPT_NOW,    OPT_QUIET,  OPT_HELP,    OPT_COUNT};

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
};

/* Persons are named by the tokens of the case's own key, or not at all. A key that is given and is
 * another one is a mistake; without the default one, only what names nobody can be written. */
static int read_key(struct run *run, struct err *err)
{
    const char *path = run->given->text[OPT_KEY];
    struct dossier *d = &run->from.dossier;
    struct err none = {0};
    int rc = path
                 ? pseudonym_load(&run->key, path, err)
                 : pseudonym_known(&run->key, run->console->config_home, run->console->home, &none);

    if (rc < 0)
        return path ? -1 : 0;
    if (str_eq(d->key_id, str_of(run->key.id)))
        d->key = &run->key;
    else if (path)
        return err_usage(err,
                         "--key %s: is the key %s, and the pseudonyms of this case were made with "
                         "%.*s",
                         path, run->key.id, (int)d->key_id.n, d->key_id.p);
    return 0;
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

static int read_options(struct run *run, struct err *err)
{
    const struct options *o = run->given;
    struct dossier *d = &run->from.dossier;

    d->reveal = o->set[OPT_REVEAL];
    if (options_lang(o, LANG_FR, &d->lang, err) < 0 ||
        options_lang(o, run->console->lang, &run->console->lang, err) < 0 ||
        options_time(o, OPT_NOW, 0, clock_now(), &d->now_ns, err) < 0 ||
        options_jobs(o, &run->writers.jobs, err) < 0 ||
        writers_select(&run->writers, o, o->list_count[OPT_FORMAT] == 0, err) < 0)
        return -1;
    return read_key(run, err) < 0 ? -1 : check_key(run, err);
}

/* Where the reports go: into the case, or into a folder of their own. */
static int open_target(struct run *run, struct err *err)
{
    const struct options *o = run->given;

    run->writers.dossier = &run->from.dossier;
    run->writers.directory = run->from.from.directory;
    if (!o->set[OPT_OUTPUT])
        return 0;
    if (casedir_open(&run->apart, o->text[OPT_OUTPUT], o->set[OPT_CLOBBER], err) < 0)
        return -1;
    run->writers.directory = run->apart.directory;
    run->from.dossier.output_count = 0;
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

static int run_report(struct run *run, struct err *err)
{
    if (case_dossier_open(&run->from, run->given->paths[0], err) < 0 ||
        read_options(run, err) < 0 || open_target(run, err) < 0)
        return -1;
    return writers_run(&run->writers, err);
}

static enum exit_code report_command(const struct options *options, struct console *console,
                                     struct err *err)
{
    struct run run = {.given = options, .console = console, .apart = {-1, -1}};
    enum exit_code code = EXIT_FAILED;

    if (options->path_count != 1) {
        (void)err_usage(err, "report takes one case, the folder that scan has written");
        return EXIT_USAGE;
    }
    if (run_report(&run, err) == 0) {
        if (!options->set[OPT_QUIET])
            tell(&run);
        code = EXIT_CLEAN;
    }
    writers_release(&run.writers);
    casedir_close(&run.apart);
    case_dossier_close(&run.from);
    return code;
}

const struct command command_report = {
    .name = "report",
    .usage = "[options] CASE",
    .options = options_taken,
    .examples = examples,
    .run = report_command,
};

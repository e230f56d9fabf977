/*
 * cmd_inspect.c: limier inspect: says what a log is, and proposes a portal profile.
 */
#include <stdlib.h>
#include <unistd.h>
#include <fcntl.h>

#include "base/mem.h"
#include "inspect.h"
#include "model/pseudonym.h"

static const enum option_id options_taken[] = {
    OPT_LOG_FORMAT, OPT_FROM_CONFIG,   OPT_DATE_FORMAT, OPT_TIME_FORMAT,  OPT_DATETIME_FORMAT,
    OPT_TZ,         OPT_TRUSTED_PROXY, OPT_RECURSIVE,   OPT_WRITE_PORTAL, OPT_JSON,
    OPT_CLOBBER,    OPT_JOBS,          OPT_LANG,        OPT_CONFIG,       OPT_NOW,
    OPT_BLOCK,      OPT_VERBOSE,       OPT_COLOR,       OPT_NO_PROGRESS,  OPT_HELP,
    OPT_COUNT};

static const char *const examples[] = {
    "limier inspect access.log",
    "limier inspect --write-portal portail.yml logs/ && limier scan --portal portail.yml logs/",
    "limier inspect --json access.log.gz | jq .account",
    NULL,
};

/* Refuses to write over a profile, before hours are spent on reading the logs. */
static int check_portal(const struct options *o, struct err *err)
{
    const char *path = o->text[OPT_WRITE_PORTAL];

    if (path && !o->set[OPT_CLOBBER] && access(path, F_OK) == 0)
        return err_usage(err, "%s exists; -C replaces it", path);
    return 0;
}

/* Writes the proposed profile, whole or not at all. */
static int write_portal(const struct inspection *in, struct err *err)
{
    const char *path = in->scan->options->text[OPT_WRITE_PORTAL];
    char sha[SHA256_TEXT];
    struct out out;

    if (out_create(&out, AT_FDCWD, path, err) < 0)
        return -1;
    profile_write(&in->proposal, in->lang, &out);
    return out_commit(&out, sha, err);
}

struct trace_share inspect_trace(const struct inspection *in, enum trace_item item)
{
    const struct survey *s = in->survey;
    const struct proposal *p = &in->proposal;

    switch (item) {
    case TRACE_AUTHOR:
        /* A session that leads to its login line names its author. */
        return p->person_requests == 0
                   ? (struct trace_share){p->account ? p->account->lines : 0, s->lines}
               : p->join ? (struct trace_share){p->session->lines < p->person_requests
                                                    ? p->session->lines
                                                    : p->person_requests,
                                                p->person_requests}
                         : (struct trace_share){p->person_with_account, p->person_requests};
    case TRACE_TIME: return (struct trace_share){in->dossier->parsed, in->dossier->parsed};
    case TRACE_OPERATION:
        return (struct trace_share){s->fields[FIELD_CS_URI_QUERY].present, s->lines};
    case TRACE_REFERENCE:
    case TRACE_ITEMS: break;
    }
    {
        uint64_t unnamed = 0; /* searches whose answer names somebody, and whose request does not */

        for (size_t i = 0; i < p->form_count; i++) {
            enum kind kind = p->forms[i].kind;

            if (!p->forms[i].has_person && (kind == KIND_SEARCH || kind == KIND_EXPORT))
                unnamed += p->forms[i].path->form->requests;
        }
        return (struct trace_share){p->person_requests, p->person_requests + unnamed};
    }
}

static int inspect(struct scan *scan, struct inspection *in, struct survey **ret_survey,
                   struct err *err)
{
    if (check_portal(scan->options, err) < 0 || scan_prepare_reading(scan, err) < 0)
        return -1;
    atomic_store(&scan->console->progress->bytes_total, scan->inputs.bytes_total);
    *ret_survey = survey_run(&scan->inputs, &scan->ingest_options, 0, scan->console->progress,
                             &scan->ingest, err);
    if (!*ret_survey)
        return -1;
    scan_dossier_inputs(scan);
    *in = (struct inspection){.scan = scan,
                              .dossier = &scan->dossier,
                              .survey = *ret_survey,
                              .lang = scan->console->lang};
    propose(&in->proposal, in->survey, &in->arena);
    if (scan->options->set[OPT_JSON])
        inspect_json(in, &scan->console->data);
    else
        inspect_text(in, scan->console);
    return scan->options->set[OPT_WRITE_PORTAL] ? write_portal(in, err) : 0;
}

/* As scan ends: nothing of any input could be read, or not everything. */
static enum exit_code verdict(const struct dossier *d)
{
    for (size_t i = 0; d->lines == 0 && !d->partial && i < d->input_count; i++) {
        if (d->inputs[i].damage.kind != DAMAGE_NONE)
            return EXIT_FAILED;
    }
    return dossier_unread(d) ? EXIT_INCOMPLETE : EXIT_CLEAN;
}

static enum exit_code inspect_run(const struct options *options, struct console *console,
                                  struct err *err)
{
    struct scan *scan = mem_zero(1, sizeof *scan);
    struct inspection in = {0};
    struct survey *survey = NULL;
    enum exit_code code = EXIT_FAILED;

    scan->options = options;
    scan->console = console;
    if (inspect(scan, &in, &survey, err) == 0)
        code = verdict(&scan->dossier);
    if (survey) {
        survey_release(survey);
        free(survey);
    }
    arena_release(&in.arena);
    scan_release(scan);
    free(scan);
    return code;
}

static const struct exit_row exits[] = {
    {EXIT_CLEAN, N_("everything could be read")},
    {EXIT_USAGE, N_("usage: the command line, a profile, a table or a rule is wrong")},
    {EXIT_FAILED, N_("could not finish")},
    {EXIT_INCOMPLETE, N_("not everything could be read")},
    {0, NULL},
};

const struct command command_inspect = {
    .name = "inspect",
    .usage = N_("[options] PATH…"),
    .options = options_taken,
    .examples = examples,
    .exits = exits,
    .run = inspect_run,
};

/*
 * cmd_exposed.c: limier exposed: the persons whose data was shown, from a case: how many, which,
 * and whether those of a file are among them. Persons are named by tokens; identifiers stand
 * nowhere but in the lists that scan and report write with --reveal.
 */
#include <unistd.h>

#include "case_dossier.h"
#include "case_key.h"
#include "case_parts.h"
#include "case_scratch.h"
#include "exposed_print.h"

#define MEMORY_DEFAULT (UINT64_C(512) << 20)
#define MEMORY_LEAST   (UINT64_C(16) << 20)

static const enum option_id options_taken[] = {
    OPT_ACCOUNT, OPT_INSURER, OPT_SINCE, OPT_UNTIL, OPT_TZ,     OPT_BENEFICIARY_FILE,
    OPT_LIST,    OPT_JSON,    OPT_KEY,   OPT_LANG,  OPT_MEMORY, OPT_REVEAL,
    OPT_CONFIG,  OPT_QUIET,   OPT_COLOR, OPT_HELP,  OPT_COUNT};

static const char *const examples[] = {
    "limier exposed limier-case",
    "limier exposed --insurer 26008411 --since 2024-01-29 --list limier-case",
    "limier exposed --beneficiary-file adherents.txt --json limier-case",
    NULL,
};

/* One run. */
struct run {
    const struct options *given;
    struct console *console;
    struct case_dossier from;
    struct pseudonym_key key;
    struct query_filter filter;
    struct query query;
    struct asked asked;
    uint64_t memory_bytes;
    int scratch;
    bool found; /* somebody was shown, or is concerned */
};

/* Times without a zone are in the case's, which its reports show. */
static int read_times(struct run *run, struct err *err)
{
    const struct options *o = run->given;
    int zone = run->from.dossier.offset_seconds;

    if (o->set[OPT_TZ] && clock_parse_zone(str_of(o->text[OPT_TZ]), &zone) < 0)
        return err_usage(err, "--tz %s: a zone such as UTC or +01:00 is wanted", o->text[OPT_TZ]);
    if (options_time(o, OPT_SINCE, zone, TIME_NONE, &run->filter.since_ns, err) < 0)
        return -1;
    if (options_time(o, OPT_UNTIL, zone, TIME_NONE, &run->filter.until_ns, err) < 0)
        return -1;
    /* A slip must not read as "nobody". */
    if (options_window(o, run->filter.since_ns, run->filter.until_ns, err) < 0)
        return -1;
    return 0;
}

/* What can be refused without the case. */
static int read_options(struct run *run, struct err *err)
{
    const struct options *o = run->given;

    if (o->path_count != 1)
        return err_usage(err, "exposed takes one case, the folder that scan has written");
    if (o->set[OPT_REVEAL])
        return err_usage(err, "exposed prints no identifier in clear: limier report --reveal "
                              "--format exposed writes them into exposed/, and nowhere else");
    if (o->set[OPT_LIST] && o->set[OPT_BENEFICIARY_FILE])
        return err_usage(err, "--list prints persons of the case, --beneficiary-file asks about "
                              "others: choose one of them");
    if (options_size(o, OPT_MEMORY, MEMORY_DEFAULT, &run->memory_bytes, err) < 0)
        return -1;
    if (run->memory_bytes < MEMORY_LEAST)
        return err_usage(err, "--memory %s: at least 16M", o->text[OPT_MEMORY]);
    run->filter.accounts = o->list[OPT_ACCOUNT];
    run->filter.account_count = o->list_count[OPT_ACCOUNT];
    run->filter.insurers = o->list[OPT_INSURER];
    run->filter.insurer_count = o->list_count[OPT_INSURER];
    return options_lang(o, run->console->lang, &run->console->lang, err);
}

static bool account_known(const struct dossier *d, struct str account)
{
    for (size_t i = 0; i < d->account_count; i++) {
        if (str_eq(d->accounts[i].account, account))
            return true;
    }
    return false;
}

static bool insurer_known(const struct dossier *d, struct str insurer)
{
    for (size_t i = 0; i < d->insurer_count; i++) {
        if (str_eq(d->insurers[i], insurer))
            return true;
    }
    return str_eq(insurer, STR("unknown"));
}

static void note_unknown(const struct run *run, const char *english, const char *name)
{
    struct out *notes = &run->console->notes;

    out_terminal(notes, str_of(name));
    out_print(notes, "%s\n", text_get(run->console->lang, english));
}

/* A slip must not read as "nobody". */
static void check_names(const struct run *run)
{
    const struct dossier *d = &run->from.dossier;
    const struct query_filter *f = &run->filter;

    for (size_t i = 0; i < f->account_count; i++) {
        if (!account_known(d, str_of(f->accounts[i])))
            note_unknown(run, N_(": the logs name no such account"), f->accounts[i]);
    }
    for (size_t i = 0; i < f->insurer_count; i++) {
        if (!insurer_known(d, str_of(f->insurers[i])))
            note_unknown(run, N_(": the logs name no such insurer"), f->insurers[i]);
    }
}

/* What an account showed whose use the operator allows is on no list. */
static void note_left_out(const struct run *run)
{
    enum lang lang = run->console->lang;
    uint64_t count = dossier_left_out(&run->from.dossier);
    char text[TEXT_COUNT];

    if (count == 0 || run->given->set[OPT_QUIET])
        return;
    out_print(&run->console->notes,
              text_plural(lang,
                          "limier: not counted: what %s account showed whose use the operator "
                          "allows (--allow-list of the scan)\n",
                          "limier: not counted: what %s accounts showed whose use the operator "
                          "allows (--allow-list of the scan)\n",
                          count),
              text_count(lang, count, text));
}

static int answer(struct run *run, const struct exposed_print *print, struct err *err)
{
    const struct dossier *d = &run->from.dossier;
    uint64_t count[ASKED_UNREADABLE + 1] = {0};
    const struct exposed_row *row;
    int rc;

    if (asked_load(&run->asked, run->given->text[OPT_BENEFICIARY_FILE],
                   portal_persons_told(d->portal), err) < 0)
        return -1;
    query_rewind(&run->query);
    while ((rc = query_next(&run->query, &row, err)) > 0)
        asked_row(&run->asked, row);
    if (rc < 0)
        return -1;
    asked_settle(&run->asked);
    if (run->given->set[OPT_JSON])
        exposed_answers_json(print, &run->asked, count);
    else
        exposed_answers_csv(print, &run->asked, count);
    if (!run->given->set[OPT_QUIET])
        exposed_answers_note(print, &run->console->notes, count);
    run->found = count[ASKED_YES] + count[ASKED_PERHAPS] > 0;
    return 0;
}

static int print_persons(struct run *run, const struct exposed_print *print, struct err *err)
{
    const struct options *o = run->given;
    struct query_sum total = {.rows = 0};
    int rc;

    if (o->set[OPT_LIST] && !print->dossier->key)
        return case_key_wanted(print->dossier, "--list", err);
    if (o->set[OPT_JSON])
        rc = exposed_print_json(print, &run->query, o->set[OPT_LIST], &total, err);
    else if (o->set[OPT_LIST])
        rc = exposed_print_csv(print, &run->query, &total.rows, err);
    else
        rc = exposed_print_text(print, &run->query, &total, err);
    run->found = total.rows > 0;
    return rc;
}

static int run_exposed(struct run *run, struct err *err)
{
    struct dossier *d = &run->from.dossier;
    struct exposed_print print = {
        .out = &run->console->data, .lang = run->console->lang, .dossier = d};

    if (read_options(run, err) < 0 ||
        case_dossier_open(&run->from, run->given->paths[0], err) < 0 || read_times(run, err) < 0 ||
        case_key_read(&run->key, run->given, run->console, d, err) < 0)
        return -1;
    check_names(run);
    note_left_out(run);
    run->scratch = case_scratch(run->from.from.directory, err);
    if (run->scratch < 0 ||
        query_open(&run->query, d, &run->filter, (size_t)run->memory_bytes, run->scratch, err) < 0)
        return -1;
    print.lang = run->console->lang;
    print.filter = &run->filter;
    print.complete = !dossier_incomplete(d);
    if (run->given->set[OPT_BENEFICIARY_FILE])
        return answer(run, &print, err);
    return print_persons(run, &print, err);
}

/* Persons are findings; a line that is no identifier was not answered, like one of a log that was
 * not read. */
static enum exit_code code_of(const struct run *run)
{
    bool incomplete = dossier_incomplete(&run->from.dossier) || run->asked.unreadable;

    if (run->found)
        return incomplete ? EXIT_FINDINGS_INCOMPLETE : EXIT_FINDINGS;
    return incomplete ? EXIT_INCOMPLETE : EXIT_CLEAN;
}

static enum exit_code exposed_command(const struct options *options, struct console *console,
                                      struct err *err)
{
    struct run run = {.given = options,
                      .console = console,
                      .filter = {.since_ns = TIME_NONE, .until_ns = TIME_NONE},
                      .query = {.fd = -1},
                      .scratch = -1};
    enum exit_code code = EXIT_FAILED;

    case_init(&run.from.from, "");
    run.from.dossier.exposed_fd = run.from.dossier.acts_fd = -1;
    if (run_exposed(&run, err) == 0)
        code = code_of(&run);
    asked_release(&run.asked);
    query_release(&run.query);
    case_dossier_close(&run.from);
    if (run.scratch >= 0)
        (void)close(run.scratch);
    return code;
}

static const struct exit_row exits[] = {
    {EXIT_CLEAN, N_("nobody was shown, or none of those who were asked about")},
    {EXIT_FINDINGS, N_("somebody was shown, or somebody of those who were asked about")},
    {EXIT_USAGE, N_("usage: the command line, a profile, a table or a rule is wrong")},
    {EXIT_FAILED, N_("could not finish")},
    {EXIT_INCOMPLETE, N_("nobody, but not everything could be read")},
    {EXIT_FINDINGS_INCOMPLETE, N_("somebody, and not everything could be read")},
    {0, NULL},
};

const struct command command_exposed = {
    .name = "exposed",
    .usage = "[options] CASE",
    .options = options_taken,
    .examples = examples,
    .exits = exits,
    .run = exposed_command,
};

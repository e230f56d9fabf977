/*
 * cmd_replay.c: limier replay: judges a case again as of each moment, from what traces/ keeps.
 * Writes nothing into the case.
 */
#include "base/clock.h"
#include "base/json.h"
#include "command.h"
#include "replay.h"

static const enum option_id options_taken[] = {OPT_ALERT_BUDGET, OPT_JSON,  OPT_JOBS, OPT_LANG,
                                               OPT_CONFIG,       OPT_COLOR, OPT_HELP, OPT_COUNT};

static const char *const examples[] = {
    "limier replay limier-case",
    "limier replay --alert-budget 100 limier-case",
    "limier replay --json limier-case | jq -r '.accounts[].account'",
    NULL,
};

/* One run. */
struct run {
    struct console *console;
    enum lang lang;
    struct case_read from;
    struct cohort_options options;
    struct replay replay;
};

static struct str name_of(const struct run *run, const struct replay_account *a)
{
    return run->from.census.texts[NAMES_ACCOUNT][a->account];
}

/* What the end says of an account that was flagged. */
static enum verdict verdict_of(const struct replay_account *a)
{
    if (!a->accused)
        return VERDICT_NONE;
    return a->floor ? VERDICT_HARVESTING : VERDICT_SUSPECT;
}

/* Persons who would not have been shown, had the account been blocked at the moment. */
static uint64_t saved_of(const struct replay_account *a)
{
    return a->flagged_ns == TIME_NONE || a->ceiling < a->then ? 0 : a->ceiling - a->then;
}

static void write_account(const struct run *run, struct json *json, const struct replay_account *a)
{
    json_object(json, NULL);
    json_str(json, "account", name_of(run, a));
    json_text(json, "verdict", a->accused ? verdict_name(verdict_of(a)) : "none");
    json_number(json, "evidence", a->bans, 2);
    if (a->flagged_ns == TIME_NONE)
        json_null(json, "flagged");
    else
        json_time(json, "flagged", a->flagged_ns);
    json_array(json, "detectors");
    for (size_t d = 0; a->flagged_ns != TIME_NONE && d < detector_count; d++) {
        if (a->flag.weights[d].bans < 0.3)
            continue;
        json_object(json, NULL);
        json_text(json, "detector", detectors[d]->name);
        json_number(json, "evidence", a->flag.weights[d].bans, 2);
        json_object_end(json);
    }
    json_array_end(json);
    json_u64(json, "beneficiaries_by_then", a->flagged_ns == TIME_NONE ? a->ceiling : a->then);
    json_u64(json, "beneficiaries", a->ceiling);
    json_u64(json, "saved", saved_of(a));
    json_object_end(json);
}

static void write_json(const struct run *run)
{
    const struct replay *r = &run->replay;
    struct out *out = &run->console->data;
    struct json json;

    json_init(&json, out, 1);
    json_object(&json, NULL);
    json_text(&json, "schema", "limier-replay/1");
    json_object(&json, "period");
    json_time(&json, "first", run->from.facts.first_ns);
    json_time(&json, "last", run->from.facts.last_ns);
    json_object_end(&json);
    json_number(&json, "alert_budget", run->options.alert_budget * 10000, 6);
    json_number(&json, "threshold", r->threshold, 4);
    json_u64(&json, "judged", r->judged);
    json_bool(&json, "complete", !run->from.facts.incomplete);
    json_array(&json, "accounts");
    for (size_t i = 0; i < r->count; i++)
        write_account(run, &json, &r->accounts[i]);
    json_array_end(&json);
    json_object_end(&json);
    out_text(out, "\n");
}

static void print_account(const struct run *run, const struct replay_account *a)
{
    struct out *out = &run->console->data;
    char moment[TEXT_MOMENT];
    char then[TEXT_COUNT];
    char all[TEXT_COUNT];
    char saved[TEXT_COUNT];

    out_terminal(out, name_of(run, a));
    if (a->flagged_ns == TIME_NONE) {
        out_print(out, text_get(run->lang, N_(": accused only when the whole log was known; %s "
                                              "persons in all\n")),
                  text_count(run->lang, a->ceiling, all));
        return;
    }
    text_moment(run->lang, a->flagged_ns, run->from.facts.offset_seconds, moment);
    out_print(out,
              text_get(run->lang, a->accused
                                      ? N_(": would have been accused on %s, when %s of %s persons "
                                           "had been shown; blocking it then would have saved %s\n")
                                      : N_(": would have been accused on %s, when %s of %s persons "
                                           "had been shown, but the rest of the log clears it\n")),
              moment, text_count(run->lang, a->then, then), text_count(run->lang, a->ceiling, all),
              text_count(run->lang, saved_of(a), saved));
    for (size_t d = 0; d < detector_count; d++) {
        char bans[TEXT_COUNT];

        if (a->flag.weights[d].bans >= 0.3)
            out_print(out, "  %s: %s\n", detectors[d]->name,
                      text_decimal(run->lang, a->flag.weights[d].bans, bans));
    }
}

static enum exit_code print(const struct run *run, bool json)
{
    bool incomplete = run->from.facts.incomplete;
    size_t accused = 0;
    char judged[TEXT_COUNT];

    for (size_t i = 0; i < run->replay.count; i++)
        accused += run->replay.accounts[i].accused;
    if (json) {
        write_json(run);
    } else {
        struct out *out = &run->console->data;

        out_print(out,
                  text_get(run->lang,
                           N_("accounts judged again: %s; beyond the threshold at the end: %zu\n")),
                  text_count(run->lang, run->replay.judged, judged), accused);
        if (incomplete)
            out_print(out, "%s\n",
                      text_get(run->lang, N_("INCOMPLETE: what was not read may hold more")));
        for (size_t i = 0; i < run->replay.count; i++)
            print_account(run, &run->replay.accounts[i]);
    }
    if (accused)
        return incomplete ? EXIT_FINDINGS_INCOMPLETE : EXIT_FINDINGS;
    return incomplete ? EXIT_INCOMPLETE : EXIT_CLEAN;
}

static enum exit_code replay_command(const struct options *options, struct console *console,
                                     struct err *err)
{
    struct run run = {.console = console, .lang = console->lang};
    enum exit_code code = EXIT_FAILED;

    if (options->path_count != 1) {
        (void)err_usage(err, "replay takes one case, the folder that scan has written");
        return EXIT_USAGE;
    }
    if (options_lang(options, console->lang, &run.lang, err) < 0 ||
        options_jobs(options, &run.options.jobs, err) < 0 ||
        options_budget(options, ALERT_BUDGET_DEFAULT, &run.options.alert_budget, err) < 0)
        return EXIT_USAGE;
    if (case_open(&run.from, options->paths[0], run.options.jobs, err) == 0) {
        /* The alert budget is the scan's unless another one is given. */
        run.options.months = case_months(&run.from);
        if (options_budget(options, run.from.facts.alert_budget, &run.options.alert_budget, err) ==
                0 &&
            replay_run(&run.replay, &run.from, &run.options, err) == 0)
            code = print(&run, options->set[OPT_JSON]);
        replay_release(&run.replay);
    }
    case_close(&run.from);
    return code;
}

const struct command command_replay = {
    .name = "replay",
    .usage = "[options] CASE",
    .options = options_taken,
    .examples = examples,
    .run = replay_command,
};

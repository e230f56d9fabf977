/*
 * cmd_replay.c: limier replay: judges a case again from what traces/ keeps, and names the accounts
 * beyond the threshold. Writes nothing into the case.
 */
#include "base/clock.h"
#include "base/json.h"
#include "case_read.h"
#include "cohort.h"
#include "command.h"

static const enum option_id options_taken[] = {OPT_ALERT_BUDGET, OPT_JSON,  OPT_JOBS, OPT_LANG,
                                               OPT_CONFIG,       OPT_COLOR, OPT_HELP, OPT_COUNT};

static const char *const examples[] = {
    "limier replay limier-case",
    "limier replay --alert-budget 100 limier-case",
    "limier replay --json limier-case | jq -r '.accounts[].account'",
    NULL,
};

/* One run. */
struct replay {
    struct console *console;
    enum lang lang;
    unsigned jobs;
    double alert_budget;
    struct case_read from;
    struct judge judge;
    struct cohort cohort;
};

static bool accused(const struct replay *r, const struct suspect *suspect)
{
    return suspect->surprise >= r->cohort.threshold;
}

static struct str account_name(const struct replay *r, const struct suspect *suspect)
{
    return r->from.census.texts[NAMES_ACCOUNT][suspect->account];
}

/* The strongest suspicion of a detector, NULL for none. */
static const struct suspicion *strongest(const struct suspect *suspect, size_t detector)
{
    const struct suspicion *best = NULL;

    for (int i = 0; i < SUSPICIONS_MOST; i++) {
        const struct suspicion *s = &suspect->suspicions[detector * SUSPICIONS_MOST + (size_t)i];

        if (s->surprise > 0 && (!best || s->surprise > best->surprise))
            best = s;
    }
    return best;
}

static void write_detectors(struct json *json, const struct suspect *suspect)
{
    json_array(json, "detectors");
    for (size_t d = 0; d < detector_count; d++) {
        const struct suspicion *s = strongest(suspect, d);

        if (!s)
            continue;
        json_object(json, NULL);
        json_text(json, "detector", detectors[d]->name);
        json_number(json, "surprise", s->surprise, 2);
        json_time(json, "from", s->from_ns);
        json_time(json, "to", s->to_ns);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_json(const struct replay *r)
{
    struct out *out = &r->console->data;
    struct json json;

    json_init(&json, out, 1);
    json_object(&json, NULL);
    json_text(&json, "schema", "limier-replay/1");
    json_number(&json, "alert_budget", r->alert_budget * 10000, 6);
    json_number(&json, "threshold", r->cohort.threshold, 4);
    json_u64(&json, "judged", r->judge.population.accounts);
    json_bool(&json, "complete", !r->from.facts.incomplete);
    json_array(&json, "accounts");
    for (size_t i = 0; i < r->cohort.count; i++) {
        const struct suspect *suspect = &r->cohort.suspects[i];

        if (!accused(r, suspect))
            continue;
        json_object(&json, NULL);
        json_str(&json, "account", account_name(r, suspect));
        json_text(&json, "verdict", verdict_name(VERDICT_SUSPECT));
        json_number(&json, "surprise", suspect->surprise, 2);
        write_detectors(&json, suspect);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    out_text(out, "\n");
}

static void write_window(const struct replay *r, const char *detector, const struct suspicion *s)
{
    char from[TEXT_MOMENT];
    char to[TEXT_MOMENT];
    int zone = r->from.facts.offset_seconds;

    out_print(&r->console->data, text_get(r->lang, N_("  %s: surprise %.1f, from %s to %s\n")),
              detector, s->surprise, text_moment(r->lang, s->from_ns, zone, from),
              text_moment(r->lang, s->to_ns, zone, to));
}

static void write_text(const struct replay *r, size_t count)
{
    struct out *out = &r->console->data;
    char judged[TEXT_COUNT];

    (void)text_count(r->lang, r->judge.population.accounts, judged);
    out_print(out, text_get(r->lang, N_("accounts judged again: %s; beyond the threshold: %zu\n")),
              judged, count);
    if (r->from.facts.incomplete)
        out_print(out, "%s\n",
                  text_get(r->lang, N_("INCOMPLETE: what was not read may hold more")));
    for (size_t i = 0; i < r->cohort.count; i++) {
        const struct suspect *suspect = &r->cohort.suspects[i];

        if (!accused(r, suspect))
            continue;
        out_terminal(out, account_name(r, suspect));
        out_text(out, "\n");
        for (size_t d = 0; d < detector_count; d++) {
            const struct suspicion *s = strongest(suspect, d);

            if (s)
                write_window(r, detectors[d]->name, s);
        }
    }
}

static enum exit_code print(const struct replay *r, bool json)
{
    bool incomplete = r->from.facts.incomplete;
    size_t count = 0;

    for (size_t i = 0; i < r->cohort.count; i++)
        count += accused(r, &r->cohort.suspects[i]);
    if (json)
        write_json(r);
    else
        write_text(r, count);
    if (count)
        return incomplete ? EXIT_FINDINGS_INCOMPLETE : EXIT_FINDINGS;
    return incomplete ? EXIT_INCOMPLETE : EXIT_CLEAN;
}

/* The alert budget is the scan's unless another one is given. */
static int judge_again(struct replay *r, const struct options *options, struct err *err)
{
    int rc;

    if (options_budget(options, r->from.facts.alert_budget, &r->alert_budget, err) < 0)
        return -1;
    rc = case_judge(&r->from, &r->judge, TIME_NONE, r->jobs, err);
    if (rc == 0)
        cohort_run(&r->cohort, &r->judge, r->alert_budget, case_months(&r->from));
    return rc;
}

static enum exit_code replay_run(const struct options *options, struct console *console,
                                 struct err *err)
{
    struct replay r = {.console = console, .lang = console->lang};
    enum exit_code code = EXIT_FAILED;

    if (options->path_count != 1) {
        (void)err_usage(err, "replay takes one case, the folder that scan has written");
        return EXIT_USAGE;
    }
    if (options_lang(options, console->lang, &r.lang, err) < 0 ||
        options_jobs(options, &r.jobs, err) < 0 ||
        options_budget(options, ALERT_BUDGET_DEFAULT, &r.alert_budget, err) < 0)
        return EXIT_USAGE;
    if (case_open(&r.from, options->paths[0], r.jobs, err) == 0) {
        if (judge_again(&r, options, err) == 0)
            code = print(&r, options->set[OPT_JSON]);
        cohort_release(&r.cohort);
        judge_release(&r.judge);
    }
    case_close(&r.from);
    return code;
}

const struct command command_replay = {
    .name = "replay",
    .usage = "[options] CASE",
    .options = options_taken,
    .examples = examples,
    .run = replay_run,
};

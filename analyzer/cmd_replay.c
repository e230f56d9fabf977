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

/* The windows of a suspect that are beyond the threshold, one after another: the next one from
 * *at on, which is moved behind it; NULL at the end. */
static const struct suspicion *next_window(const struct replay *r, const struct suspect *suspect,
                                           size_t *at)
{
    while (*at < detector_count * SUSPICIONS_MOST) {
        const struct suspicion *s = &suspect->suspicions[(*at)++];

        if (s->surprise >= r->cohort.threshold)
            return s;
    }
    return NULL;
}

/* The detector of the window that next_window has just given. */
static const char *detector_of(size_t at)
{
    return detectors[(at - 1) / SUSPICIONS_MOST]->name;
}

/* Where a window begins and ends; the whole use of the account has no window of its own. */
static void bounds_of(const struct replay *r, const struct suspect *suspect,
                      const struct suspicion *s, int64_t *ret_from, int64_t *ret_to)
{
    const struct account_summary *sum = &r->judge.population.summary[suspect->account];

    *ret_from = s->scale == SCALE_ALL ? sum->first_ns : s->from_ns;
    *ret_to = s->scale == SCALE_ALL ? sum->last_ns : s->to_ns;
}

static void write_windows(const struct replay *r, struct json *json, const struct suspect *suspect)
{
    const struct suspicion *s;
    int64_t from;
    int64_t to;

    json_array(json, "windows");
    for (size_t at = 0; (s = next_window(r, suspect, &at)) != NULL;) {
        bounds_of(r, suspect, s, &from, &to);
        json_object(json, NULL);
        json_text(json, "detector", detector_of(at));
        json_number(json, "surprise", s->surprise, 2);
        json_time(json, "from", from);
        json_time(json, "to", to);
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
        write_windows(r, &json, suspect);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    out_text(out, "\n");
}

static void print_windows(const struct replay *r, const struct suspect *suspect)
{
    const struct suspicion *s;
    int64_t from;
    int64_t to;

    for (size_t at = 0; (s = next_window(r, suspect, &at)) != NULL;) {
        int zone = r->from.facts.offset_seconds;
        char surprise[TEXT_COUNT];
        char begin[TEXT_MOMENT];
        char end[TEXT_MOMENT];

        bounds_of(r, suspect, s, &from, &to);
        out_print(&r->console->data, text_get(r->lang, N_("  %s: surprise %s, from %s to %s\n")),
                  detector_of(at), text_decimal(r->lang, s->surprise, surprise),
                  text_moment(r->lang, from, zone, begin), text_moment(r->lang, to, zone, end));
    }
}

static void write_text(const struct replay *r, size_t count)
{
    struct out *out = &r->console->data;
    char judged[TEXT_COUNT];

    out_print(out, text_get(r->lang, N_("accounts judged again: %s; beyond the threshold: %zu\n")),
              text_count(r->lang, r->judge.population.accounts, judged), count);
    if (r->from.facts.incomplete)
        out_print(out, "%s\n",
                  text_get(r->lang, N_("INCOMPLETE: what was not read may hold more")));
    for (size_t i = 0; i < r->cohort.count; i++) {
        const struct suspect *suspect = &r->cohort.suspects[i];

        if (!accused(r, suspect))
            continue;
        out_terminal(out, account_name(r, suspect));
        out_text(out, "\n");
        print_windows(r, suspect);
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

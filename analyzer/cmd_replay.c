/*
 * cmd_replay.c: limier replay: judges a case again as of each moment, from what traces/ keeps, as
 * the scan did or with other settings. Writes nothing into the case. What it says is
 * replay_report.c's.
 */
#include <stdlib.h>
#include <unistd.h>

#include "address_level.h"
#include "case_dossier.h"
#include "case_key.h"
#include "case_parts.h"
#include "case_scratch.h"
#include "detect/detect.h"
#include "model/directory.h"
#include "replay_report.h"
#include "replay_rules.h"

#define MEMORY_DEFAULT (UINT64_C(512) << 20)
#define MEMORY_LEAST   (UINT64_C(16) << 20)

static const enum option_id options_taken[] = {
    OPT_ALERT_BUDGET, OPT_SET,   OPT_RULES, OPT_CANARY, OPT_DIRECTORY, OPT_GEOIP,
    OPT_ADDRESSES,    OPT_KEY,   OPT_JSON,  OPT_JOBS,   OPT_MEMORY,    OPT_LANG,
    OPT_CONFIG,       OPT_COLOR, OPT_HELP,  OPT_COUNT};

static const char *const examples[] = {
    "limier replay limier-case",
    "limier replay --alert-budget 100 --set place.weight=0 limier-case",
    "limier replay --json limier-case | jq -r '.accounts[] | [.account, .flagged] | @tsv'",
    NULL,
};

/* One run. */
struct run {
    const struct options *given;
    struct case_read from;
    struct replay_options options;
    struct replay replay;
    struct console *console;
    struct directory practices; /* that was given */
    struct dossier rules;       /* what --rules found */
    struct dossier said;        /* by the scan: with which key, and how much of addresses */
    struct str said_text;       /* from which it borrows */
    struct pseudonym_key key;
    enum address_level level;
    struct geo geo;
    struct where where;
    struct arena arena;
};

static double parameter_of(const void *settings, const char *detector, const char *name,
                           double fallback)
{
    return settings_get(settings, detector, name, fallback);
}

/* What can be read without the case. */
static int read_options(struct run *run, struct err *err)
{
    const struct options *o = run->given;
    double budget;
    uint64_t memory;

    if (options_jobs(o, &run->options.cohort.jobs, err) < 0 ||
        options_budget(o, ALERT_BUDGET_DEFAULT, &budget, err) < 0 ||
        options_size(o, OPT_MEMORY, MEMORY_DEFAULT, &memory, err) < 0)
        return -1;
    if (memory < MEMORY_LEAST)
        return err_usage(err, "--memory %s: at least 16M", o->text[OPT_MEMORY]);
    run->options.memory_bytes = (size_t)memory;
    return 0;
}

/* Other trades than the scan's. Shops are in the acts, and stay what they were. */
static int read_trades(struct run *run, struct err *err)
{
    const struct census *census = &run->from.census;

    if (directory_load(&run->practices, run->given->text[OPT_DIRECTORY], err) < 0)
        return -1;
    free(run->from.trades);
    run->from.trades = directory_trades(&run->practices, census->texts[NAMES_ACCOUNT],
                                        census->count[NAMES_ACCOUNT]);
    return 0;
}

/* What the scan knew, but for what is said otherwise. */
static int read_knowledge(struct run *run, struct err *err)
{
    const struct options *o = run->given;
    struct case_read *from = &run->from;

    if (o->set[OPT_CANARY]) {
        canaries_release(&from->canaries);
        if (canaries_load(&from->canaries, o->text[OPT_CANARY], err) < 0)
            return -1;
    }
    if (o->set[OPT_DIRECTORY] && read_trades(run, err) < 0)
        return -1;
    for (size_t i = 0; i < o->list_count[OPT_SET]; i++) {
        if (settings_add(&from->settings, o->list[OPT_SET][i], err) < 0)
            return -1;
    }
    return settings_check(&from->settings, detector_parameter, err);
}

static int open_geo(struct run *run, struct err *err)
{
    const struct options *o = run->given;
    const struct census *census = &run->from.census;
    const char *found[LIMIT_GEO_DATABASES];
    const char *const *paths = o->list[OPT_GEOIP];
    size_t count = o->list_count[OPT_GEOIP];

    if (count == 0) {
        count = geo_default_paths(&run->arena, found);
        count = count < LIMIT_GEO_DATABASES ? count : LIMIT_GEO_DATABASES;
        paths = found;
    }
    if (geo_open(&run->geo, paths, count, err) < 0)
        return -1;
    run->options.geo = &run->geo;
    if (run->geo.count) {
        where_init(&run->where, &run->geo, census->texts[NAMES_SOURCE],
                   census->count[NAMES_SOURCE]);
        run->from.where = &run->where;
    }
    return 0;
}

static int run_rules(struct run *run, struct err *err)
{
    const struct replay_rules rules = {.options = run->given,
                                       .console = run->console,
                                       .practices =
                                           run->given->set[OPT_DIRECTORY] ? &run->practices : NULL,
                                       .geo = run->geo.count ? &run->geo : NULL,
                                       .jobs = run->options.cohort.jobs,
                                       .memory_bytes = run->options.memory_bytes,
                                       .directory = run->options.directory};

    if (!run->given->set[OPT_RULES])
        return 0;
    return replay_rules_run(&rules, &run->from, &run->rules, &run->arena, err);
}

/* How much of addresses is told: as much as the scan did, unless it is said otherwise. */
static int read_level(struct run *run, struct err *err)
{
    if (case_dossier_read(&run->from, &run->said, &run->said_text, &run->arena, err) < 0 ||
        case_key_read(&run->key, run->given, run->console, &run->said, err) < 0 ||
        address_level_read(run->given, &run->said, &run->level, err) < 0)
        return -1;
    return address_teller_check(&(struct address_teller){.level = run->level, .key = run->said.key},
                                err);
}

/* Reasons can name addresses. */
static int level_addresses(struct run *run, struct err *err)
{
    struct dossier *d = &run->replay.dossier;

    d->key = run->said.key;
    d->agents = run->from.census.texts[NAMES_AGENT];
    return address_level_apply(d, &run->from.census, run->level, &run->arena, err);
}

static int run_replay(struct run *run, struct err *err)
{
    struct cohort_options *cohort = &run->options.cohort;

    if (case_open(&run->from, run->given->paths[0], cohort->jobs, err) < 0 ||
        read_level(run, err) < 0 || read_knowledge(run, err) < 0 || open_geo(run, err) < 0)
        return -1;
    cohort->months = case_months(&run->from);
    cohort->settings = &run->from.settings;
    cohort->parameter = parameter_of;
    run->options.directory = case_scratch(run->from.directory, err);
    /* The alert budget is the scan's unless another one is given. */
    if (run->options.directory < 0 ||
        options_budget(run->given, run->from.facts.alert_budget, &cohort->alert_budget, err) < 0)
        return -1;
    if (run_rules(run, err) < 0)
        return -1;
    if (replay_run(&run->replay, &run->from, &run->options, err) < 0)
        return -1;
    return level_addresses(run, err);
}

static enum exit_code verdict_code(const struct run *run)
{
    bool incomplete = run->from.facts.incomplete;

    if (run->replay.suspects)
        return incomplete ? EXIT_FINDINGS_INCOMPLETE : EXIT_FINDINGS;
    return incomplete ? EXIT_INCOMPLETE : EXIT_CLEAN;
}

static void release(struct run *run)
{
    replay_release(&run->replay);
    where_release(&run->where);
    geo_release(&run->geo);
    case_close(&run->from);
    free((void *)(uintptr_t)run->said_text.p);
    arena_release(&run->arena);
    directory_release(&run->practices);
    free(run->rules.alerts);
    if (run->options.directory >= 0)
        (void)close(run->options.directory);
}

static enum exit_code replay_command(const struct options *options, struct console *console,
                                     struct err *err)
{
    struct run run = {.given = options,
                      .console = console,
                      .from = {.directory = -1},
                      .options = {.directory = -1}};
    struct replay_report report = {.out = &console->data,
                                   .options = options,
                                   .from = &run.from,
                                   .replay = &run.replay,
                                   .rules = options->set[OPT_RULES] ? &run.rules : NULL,
                                   .lang = console->lang};
    enum exit_code code = EXIT_FAILED;

    run.replay.dossier.exposed_fd = run.replay.dossier.acts_fd = -1;
    case_init(&run.from, "");
    if (options->path_count != 1) {
        (void)err_usage(err, "replay takes one case, the folder that scan has written");
    } else if (options_lang(options, console->lang, &report.lang, err) == 0 &&
               read_options(&run, err) == 0 && run_replay(&run, err) == 0) {
        report.alert_budget = run.options.cohort.alert_budget;
        if (options->set[OPT_JSON])
            replay_write_json(&report);
        else
            replay_write_text(&report);
        code = verdict_code(&run);
    }
    release(&run);
    return code;
}

const struct command command_replay = {
    .name = "replay",
    .usage = N_("[options] CASE"),
    .options = options_taken,
    .examples = examples,
    .run = replay_command,
};

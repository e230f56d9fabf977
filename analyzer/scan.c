/*
 * scan.c: the steps of a run. Each step is elsewhere; here is their order, their budgets and their
 * release.
 */
#define _GNU_SOURCE
#include "scan.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "narrate.h"
#include "report/seal.h"

#define MEMORY_DEFAULT (UINT64_C(512) << 20)
#define MEMORY_LEAST   (UINT64_C(16) << 20)

static int read_ingest_options(struct scan *scan, struct err *err)
{
    struct ingest_options *io = &scan->ingest_options;
    const struct options *o = scan->options;
    uint64_t block;
    uint64_t memory;

    if (o->set[OPT_TZ] && clock_parse_zone(str_of(o->text[OPT_TZ]), &io->zone_seconds) < 0)
        return err_usage(err, "--tz %s: a zone such as UTC or +01:00 is wanted", o->text[OPT_TZ]);
    if (options_time(o, OPT_SINCE, io->zone_seconds, TIME_NONE, &io->since_ns, err) < 0 ||
        options_time(o, OPT_UNTIL, io->zone_seconds, TIME_NONE, &io->until_ns, err) < 0 ||
        options_window(o, io->since_ns, io->until_ns, err) < 0 ||
        options_jobs(o, &scan->jobs, err) < 0 ||
        options_size(o, OPT_BLOCK, LIMIT_BLOCK_BYTES, &block, err) < 0 ||
        options_size(o, OPT_MEMORY, MEMORY_DEFAULT, &memory, err) < 0)
        return -1;
    if (block > LIMIT_LINE_BYTES)
        return err_usage(err, "--block-size %s: at most 1M", o->text[OPT_BLOCK]);
    if (memory < MEMORY_LEAST)
        return err_usage(err, "--memory %s: at least 16M", o->text[OPT_MEMORY]);
    io->since_as_logged = !o->set[OPT_TZ] && options_time_local(o, OPT_SINCE);
    io->until_as_logged = !o->set[OPT_TZ] && options_time_local(o, OPT_UNTIL);
    io->jobs = scan->jobs;
    scan->memory_bytes = (size_t)memory;
    io->block_bytes = (size_t)block;
    for (size_t i = 0; i < o->list_count[OPT_TRUSTED_PROXY]; i++) {
        if (proxies_add(&scan->proxies, o->list[OPT_TRUSTED_PROXY][i], err) < 0)
            return -1;
    }
    io->portal = &scan->portal;
    io->proxies = &scan->proxies;
    io->layouts = layouts_given(&scan->layouts, &io->layout_count);
    return options_budget(o, ALERT_BUDGET_DEFAULT, &scan->alert_budget, err);
}

/* What the operator says of the portal's accounts and persons, and of the detectors. */
static int read_knowledge(struct scan *scan, struct err *err)
{
    const struct options *o = scan->options;

    if (o->set[OPT_CANARY] && canaries_load(&scan->canaries, o->text[OPT_CANARY], err) < 0)
        return -1;
    if (o->set[OPT_ALLOW_LIST] &&
        allow_list_load(&scan->allow_list, o->text[OPT_ALLOW_LIST], scan->dossier.now_ns,
                        scan->ingest_options.zone_seconds, err) < 0)
        return -1;
    for (size_t i = 0; i < o->list_count[OPT_SET]; i++) {
        if (settings_add(&scan->settings, o->list[OPT_SET][i], err) < 0)
            return -1;
    }
    if (scan_indicators_read(scan, err) < 0)
        return -1;
    return settings_check(&scan->settings, detector_parameter, err);
}

static int open_geo(struct scan *scan, struct err *err)
{
    const struct options *o = scan->options;
    const char *found[LIMIT_GEO_DATABASES];
    const char *const *paths = o->list[OPT_GEOIP];
    size_t count = o->list_count[OPT_GEOIP];

    if (count == 0) {
        count = geo_default_paths(&scan->arena, found);
        count = count < LIMIT_GEO_DATABASES ? count : LIMIT_GEO_DATABASES;
        paths = found;
    }
    return geo_open(&scan->geo, paths, count, err);
}

static int read_lang(struct scan *scan, struct err *err)
{
    if (options_lang(scan->options, LANG_FR, &scan->dossier.lang, err) < 0)
        return -1;
    return options_lang(scan->options, scan->console->lang, &scan->console->lang, err);
}

static int read_key(struct scan *scan, struct err *err)
{
    const char *path = scan->options->text[OPT_KEY];
    int rc =
        path ? pseudonym_load(&scan->key, path, err)
             : pseudonym_default(&scan->key, scan->console->config_home, scan->console->home, err);

    if (rc == 0)
        key_warn(path, scan->console);
    return rc;
}

/* What would fail at the end of a run of hours fails now. */
static int read_recipients(struct scan *scan, struct err *err)
{
    const char *path = scan->options->text[OPT_RECIPIENTS];

    if (!path)
        return 0;
    if (recipients_load(&scan->recipients, path, err) < 0)
        return -1;
    return seal_check(&scan->recipients, err);
}

/* The profile, or the generic one until the logs have been looked at. */
static int read_portal(struct scan *scan, struct err *err)
{
    if (!scan->options->set[OPT_PORTAL])
        portal_generic(&scan->portal);
    else if (portal_load(&scan->portal, scan->options->text[OPT_PORTAL], err) < 0)
        return -1;
    scan->has_portal = true;
    return 0;
}

static int read_directory(struct scan *scan, struct err *err)
{
    const char *path = scan->options->text[OPT_DIRECTORY];

    if (!path)
        return 0;
    scan->ingest_options.practices = &scan->practices;
    return directory_load(&scan->practices, path, err);
}

static int list_inputs(struct scan *scan, struct err *err)
{
    const struct options *o = scan->options;
    char *standard_input[] = {(char[]){"-"}};

    scan->inputs.progress = scan->console->progress;
    if (scan->unread)
        return 0;
    if (o->path_count == 0 && isatty(STDIN_FILENO))
        return err_usage(err, "no log given: name files or folders, or - for standard input");
    if (inputs_expand(&scan->inputs, o->path_count ? o->paths : standard_input,
                      o->path_count ? o->path_count : 1, o->set[OPT_RECURSIVE], &scan->arena,
                      err) < 0)
        return -1;
    for (size_t i = 0; i < scan->inputs.count; i++) /* "-" above lives on the stack */
        scan->inputs.paths[i] = arena_str(&scan->arena, str_of(scan->inputs.paths[i])).p;
    return 0;
}

/* What the options say of reading. 0 or -1. */
static int read_reading(struct scan *scan, struct err *err)
{
    const struct options *o = scan->options;

    scan->casedir = (struct casedir){-1, -1};
    scan->dossier.exposed_fd = scan->dossier.acts_fd = -1;
    if (read_lang(scan, err) < 0 ||
        options_time(o, OPT_NOW, 0, clock_now(), &scan->dossier.now_ns, err) < 0 ||
        read_portal(scan, err) < 0 || read_directory(scan, err) < 0 ||
        layouts_read(&scan->layouts, o, scan->console, err) < 0)
        return -1;
    return read_ingest_options(scan, err);
}

int scan_prepare_reading(struct scan *scan, struct err *err)
{
    return read_reading(scan, err) < 0 ? -1 : list_inputs(scan, err);
}

int scan_settle(struct scan *scan, struct err *err)
{
    if (writers_select(&scan->writers, scan->options, true, err) < 0 ||
        address_level_read(scan->options, &scan->dossier, &scan->addresses, err) < 0 ||
        read_reading(scan, err) < 0)
        return -1;
    scan->dossier.offset_seconds = scan->ingest_options.zone_seconds;
    scan->dossier.aware_ns = TIME_NONE;
    scan->dossier.deadline_hours = DEADLINE_HOURS;
    if (read_knowledge(scan, err) < 0 || scan_rules_read(scan, err) < 0 || open_geo(scan, err) < 0)
        return -1;
    return read_recipients(scan, err);
}

int scan_prepare(struct scan *scan, struct err *err)
{
    if (scan_settle(scan, err) < 0 || list_inputs(scan, err) < 0 || read_key(scan, err) < 0 ||
        scan_given(scan, err) < 0)
        return -1;
    return scan->options->set[OPT_PORTAL] ? 0 : scan_propose(scan, err);
}

int scan_check_read(const struct scan *scan, struct err *err)
{
    const struct coverage *first = scan->ingest.coverage;
    char text[DAMAGE_TEXT];
    char french[DAMAGE_TEXT];

    for (size_t i = 0; i < scan->ingest.input_count; i++) {
        const struct coverage *c = &scan->ingest.coverage[i];

        if (c->damage.kind == DAMAGE_NONE || c->lines > 0)
            return 0;
    }
    (void)damage_text(&first->damage, LANG_EN, text);
    (void)damage_text(&first->damage, LANG_FR, french);
    (void)err_said(err, text, french);
    err->kind = ERR_FAILED;
    err_place(err, "%.*s: ", (int)first->input.n, first->input.p);
    return -1;
}

static bool hits_canary(const void *canaries, struct person person)
{
    return canaries_hit(canaries, person);
}

static double parameter_of(const void *settings, const char *detector, const char *name,
                           double fallback)
{
    return settings_get(settings, detector, name, fallback);
}

static int run_judge(struct scan *scan, struct err *err)
{
    bool read = scan->dossier.first_ns != TIME_NONE; /* any line with a time */
    struct join_options joining = {.portal = &scan->portal,
                                   .practices = scan->ingest_options.practices,
                                   .jobs = scan->jobs,
                                   .memory_bytes = scan->memory_bytes / 2,
                                   .most_logins = LIMIT_LOGINS,
                                   .directory = scan->casedir.directory};
    struct judge_options options = {.jobs = scan->jobs,
                                    .memory_bytes = scan->memory_bytes,
                                    .undigested = scan->undigested,
                                    .directory = scan->casedir.directory,
                                    .context = {.portal = &scan->portal,
                                                .offset_seconds = scan->ingest.offset_seconds,
                                                .first_ns = read ? scan->dossier.first_ns : 0,
                                                .end_ns = read ? scan->dossier.last_ns + 1 : 0}};

    census_take(&scan->census, &scan->ingest);
    if (scan->portal.join && join_run(&scan->join, &scan->ingest, &scan->census, &joining, err) < 0)
        return -1;
    scan->judged = true;
    options.shops = scan->shops =
        directory_shops(scan->ingest_options.practices, scan->census.texts[NAMES_ACCOUNT],
                        scan->census.count[NAMES_ACCOUNT], &scan->practices_known);
    options.trades = scan->trades =
        directory_trades(scan->ingest_options.practices, scan->census.texts[NAMES_ACCOUNT],
                         scan->census.count[NAMES_ACCOUNT]);
    scan->act_context.census = &scan->census;
    scan->act_context.offset_seconds = scan->ingest.offset_seconds;
    options.act_context = &scan->act_context;
    options.lookouts = scan->lookouts ? scan->lookouts + scan->jobs : NULL;
    scan_indicators_watch(scan);
    options.sightings = scan->sightings.views;
    options.context.canary = scan->options->set[OPT_CANARY] ? hits_canary : NULL;
    options.context.canaries = &scan->canaries;
    if (scan->geo.count) {
        where_init(&scan->where, &scan->geo, scan->census.texts[NAMES_SOURCE],
                   scan->census.count[NAMES_SOURCE]);
        options.context.where_context = &scan->where;
    }
    if (judge_run(&scan->judge, &scan->ingest, &scan->census, &options, err) < 0)
        return -1;
    /* Learning asks for no place: only suspects' addresses are looked up. */
    scan->judge.context.where = scan->geo.count ? where_of : NULL;
    return 0;
}

static int run_investigation(struct scan *scan, struct err *err)
{
    struct investigation in = {.judge = &scan->judge,
                               .census = &scan->census,
                               .cohort = &scan->cohort,
                               .geo = &scan->geo,
                               .inputs = scan->ingest.coverage,
                               .arena = &scan->arena,
                               .allow_list = &scan->allow_list,
                               .memory_bytes = scan->memory_bytes,
                               .directory = scan->casedir.directory};
    const struct dossier *d = &scan->dossier;
    double months =
        d->first_ns == TIME_NONE ? 0 : (double)(d->last_ns - d->first_ns) / (30.4375 * NS_PER_DAY);
    const struct cohort_options options = {.alert_budget = scan->alert_budget,
                                           .months = months,
                                           .jobs = scan->jobs,
                                           .settings = &scan->settings,
                                           .parameter = parameter_of};

    if (cohort_run(&scan->cohort, &scan->judge, &options, err) < 0)
        return -1;
    scan->stats.tests = scan->cohort.tests;
    scan->stats.threshold = scan->cohort.threshold;
    if (investigate(&in, &scan->dossier, err) < 0)
        return -1;
    scan->dossier.allow_expired = scan->allow_list.expired;
    alerts_settle(&scan->dossier, &scan->allow_list);
    scan->dossier.active = scan->cohort.active;
    scan->dossier.tried = scan->cohort.tried;
    scan->dossier.tests = scan->cohort.tests;
    scan->dossier.threshold = scan->cohort.threshold;
    narrate_dossier(&scan->dossier, &scan->arena);
    if (scan_indicators_end(scan, err) < 0)
        return -1;
    return geo_check(&scan->geo, err);
}

void scan_phase_begin(struct scan *scan, enum scan_phase phase)
{
    scan->stats.wall_ns[phase] = -clock_monotonic();
    scan->stats.processor_ns[phase] = -clock_processor();
}

void scan_phase_end(struct scan *scan, enum scan_phase phase)
{
    scan->stats.wall_ns[phase] += clock_monotonic();
    scan->stats.processor_ns[phase] += clock_processor();
}

int scan_read(struct scan *scan, struct err *err)
{
    scan_phase_begin(scan, PHASE_INGEST);
    scan->ingest_options.directory = scan->casedir.directory;
    scan_rules_watch(scan);
    if (ingest_run(&scan->ingest, &scan->inputs, &scan->ingest_options, scan->console->progress,
                   err) < 0 ||
        scan_check_sample(scan, err) < 0)
        return -1;
    scan_phase_end(scan, PHASE_INGEST);
    return 0;
}

int scan_judge(struct scan *scan, struct err *err)
{
    scan_dossier_inputs(scan);
    scan_given_archives(scan);
    scan_phase_begin(scan, PHASE_JUDGE);
    if (run_judge(scan, err) < 0)
        return -1;
    scan_phase_end(scan, PHASE_JUDGE);
    scan_phase_begin(scan, PHASE_SIGNATURES);
    if (scan_rules_alert(scan, err) < 0)
        return -1;
    scan_phase_end(scan, PHASE_SIGNATURES);
    scan_phase_begin(scan, PHASE_INVESTIGATE);
    if (run_investigation(scan, err) < 0)
        return -1;
    scan_phase_end(scan, PHASE_INVESTIGATE);
    return 0;
}

int scan_report(struct scan *scan, struct err *err)
{
    int rc;

    scan_phase_begin(scan, PHASE_REPORT);
    scan->writers.directory = scan->casedir.directory;
    scan->writers.dossier = &scan->dossier;
    scan->writers.jobs = scan->jobs;
    rc = scan_keep_traces(scan, err);
    if (rc == 0)
        rc = address_level_apply(&scan->dossier, &scan->census, scan->addresses, &scan->arena, err);
    if (rc == 0)
        rc = writers_run(&scan->writers, err);
    scan_phase_end(scan, PHASE_REPORT);
    return rc;
}

void scan_release(struct scan *scan)
{
    scan_rules_release(scan);
    scan_indicators_release(scan);
    cohort_release(&scan->cohort);
    if (scan->judged)
        judge_release(&scan->judge);
    census_release(&scan->census);
    if (scan->ingest.workers)
        ingest_release(&scan->ingest);
    layouts_release(&scan->layouts);
    if (scan->has_portal)
        portal_release(&scan->portal);
    directory_release(&scan->practices);
    free(scan->shops);
    free(scan->trades);
    where_release(&scan->where);
    recipients_release(&scan->recipients);
    canaries_release(&scan->canaries);
    allow_list_release(&scan->allow_list);
    settings_release(&scan->settings);
    geo_release(&scan->geo);
    inputs_release(&scan->inputs);
    if (scan->dossier.exposed_fd >= 0)
        (void)close(scan->dossier.exposed_fd);
    if (scan->dossier.acts_fd >= 0)
        (void)close(scan->dossier.acts_fd);
    series_release(&scan->dossier.series);
    free(scan->dossier.accounts);
    free(scan->dossier.given);
    free(scan->dossier.outputs);
    writers_release(&scan->writers);
    casedir_close(&scan->casedir);
    arena_release(&scan->arena);
}

/*
 * scan_dossier.c: the frame of the dossier: what was asked, with what, on what, and all accounts.
 */
#include "base/mem.h"
#include "scan.h"
#include "silences.h"
#include "versions.h"

/* Options that change results: they stand in the manifest. */
static const enum option_id telling[] = {
    OPT_PORTAL,     OPT_DIRECTORY,    OPT_LOG_FORMAT,       OPT_TZ,         OPT_SINCE,
    OPT_UNTIL,      OPT_ALERT_BUDGET, OPT_CANARY,           OPT_ALLOW_LIST, OPT_INDICATORS,
    OPT_SET,        OPT_RULES,        OPT_NO_BUILTIN_RULES, OPT_MIN_LEVEL,  OPT_REVEAL,
    OPT_RECIPIENTS, OPT_ADDRESSES,    OPT_AWARE_AT,         OPT_DEADLINE,   OPT_PHASE,
    OPT_EARLIER,    OPT_LANG};

/* The value of an option; those of a list joined in the order given. */
static struct str value_of(struct scan *scan, enum option_id id)
{
    const struct options *o = scan->options;
    struct str value = str_of(o->text[id] ? o->text[id] : "true");

    if (o->list_count[id])
        value = str_of(o->list[id][0]);
    for (size_t i = 1; i < o->list_count[id]; i++)
        value = arena_print(&scan->arena, "%.*s %s", (int)value.n, value.p, o->list[id][i]);
    return value;
}

static void fill_options(struct scan *scan)
{
    struct dossier *d = &scan->dossier;

    d->options = arena_alloc(&scan->arena, sizeof telling / sizeof telling[0] * sizeof *d->options);
    for (size_t i = 0; i < sizeof telling / sizeof telling[0]; i++) {
        enum option_id id = telling[i];

        if (scan->options->set[id])
            d->options[d->option_count++] =
                (struct dossier_pair){str_of(option_rows[id].name), value_of(scan, id)};
    }
    d->versions = arena_alloc(&scan->arena, (VERSIONS_MOST + 1) * sizeof *d->versions);
    d->version_count = versions_list(d->versions, &scan->arena);
    d->versions[d->version_count++] = (struct dossier_pair){STR("rules"), scan_rules_version(scan)};
}

static void fill_databases(struct scan *scan)
{
    struct dossier *d = &scan->dossier;
    size_t n = scan->geo.count;

    d->databases = arena_alloc(&scan->arena, (n + 1) * sizeof *d->databases);
    d->attributions = arena_alloc(&scan->arena, (n + 1) * sizeof *d->attributions);
    for (size_t i = 0; i < n; i++) {
        struct geo_about about = geo_describe(&scan->geo, i);

        d->databases[d->database_count++] = (struct dossier_pair){
            about.path, arena_print(&scan->arena, "%.*s, %.*s", (int)about.type.n, about.type.p,
                                    (int)about.built.n, about.built.p)};
        if (about.attribution.p)
            d->attributions[d->attribution_count++] =
                (struct dossier_pair){about.attribution, about.link};
    }
}

/* What of the coverage comes from reading alone. */
static void fill_inputs(struct scan *scan)
{
    struct dossier *d = &scan->dossier;

    d->offset_seconds = scan->ingest.offset_seconds;
    d->partial = scan->console->progress->stop;
    d->inputs = scan->ingest.coverage;
    d->input_count = scan->ingest.input_count;
    d->first_ns = d->last_ns = TIME_NONE;
    for (size_t i = 0; i < d->input_count; i++) {
        const struct coverage *c = &d->inputs[i];

        if (c->duplicate_of.p)
            continue; /* its lines are counted where they stand first */
        d->lines += c->lines;
        d->parsed += c->parsed;
        d->skipped += c->skipped;
        d->rejected += coverage_rejected(c);
        if (c->first_ns != TIME_NONE && (d->first_ns == TIME_NONE || c->first_ns < d->first_ns))
            d->first_ns = c->first_ns;
        if (c->last_ns > d->last_ns)
            d->last_ns = c->last_ns;
    }
    if (scan->kept_from_ns && d->first_ns != TIME_NONE && d->first_ns < scan->kept_from_ns)
        d->first_ns = scan->kept_from_ns < d->last_ns ? scan->kept_from_ns : d->last_ns;
}

static void fill_coverage(struct scan *scan)
{
    struct dossier *d = &scan->dossier;

    for (unsigned w = 0; w < scan->ingest.worker_count; w++)
        d->regex_limits += scan->ingest.workers[w].matcher.limit_hits;
    d->joined = scan->join.joined;
    d->sessions_shared = scan->join.shared;
    d->sessions_refused = scan->join.refused;
    d->names_refused = scan->census.refused;
    d->unattributed = scan->judge.unattributed;
}

/* An interrupted run has read what it has read: its silences say nothing about the logs. */
static void fill_series(struct scan *scan)
{
    struct dossier *d = &scan->dossier;
    struct silence_options options = {
        .offset_seconds = d->offset_seconds,
        .since_ns = scan->ingest_options.since_ns,
        .until_ns = scan->ingest_options.until_ns,
    };
    int64_t offset_ns = d->offset_seconds * NS_PER_SECOND;

    if (scan->ingest_options.since_as_logged)
        options.since_ns -= offset_ns;
    if (scan->ingest_options.until_as_logged)
        options.until_ns -= offset_ns;

    series_build(&d->series, d->inputs, d->input_count, &scan->arena);
    if (!d->partial)
        silences_find(&d->series, &options);
}

void scan_dossier_inputs(struct scan *scan)
{
    fill_inputs(scan);
    fill_series(scan);
}

static void fill_accounts(struct scan *scan)
{
    struct dossier *d = &scan->dossier;
    const struct population *p = &scan->judge.population;

    d->accounts = mem_zero(p->accounts, sizeof *d->accounts);
    d->account_count = p->accounts;
    for (uint32_t a = 0; a < p->accounts; a++) {
        const struct account_summary *s = &p->summary[a];

        d->records += s->records;
        d->accounts[a] = (struct dossier_account){
            .account = scan->census.texts[NAMES_ACCOUNT][a],
            .first_ns = s->first_ns,
            .last_ns = s->last_ns,
            .requests = s->requests,
            .records = s->records,
            .beneficiaries = s->beneficiaries,
            .not_found = s->not_found,
            .follow_ups = s->follow_ups,
            .active_days = s->active_days,
            .sources = s->sources,
            .group = p->group[a],
            .day_median = s->day_median,
            .day_max = s->day_most,
        };
    }
}

/* The run in words that do not depend on the order of the inputs or on the number of threads: same
 * case, same bytes. */
static struct str command_line(struct scan *scan)
{
    const struct dossier *d = &scan->dossier;
    struct str line =
        arena_print(&scan->arena, "limier %s", scan->command ? scan->command : "scan");

    for (size_t i = 0; i < d->option_count; i++)
        line = arena_print(&scan->arena, "%.*s --%.*s %.*s", (int)line.n, line.p,
                           (int)d->options[i].name.n, d->options[i].name.p,
                           (int)d->options[i].value.n, d->options[i].value.p);
    return line;
}

void scan_dossier(struct scan *scan)
{
    struct dossier *d = &scan->dossier;

    d->reveal = scan->options->set[OPT_REVEAL];
    d->portal = &scan->portal;
    d->key = &scan->key;
    d->recipients = scan->options->set[OPT_RECIPIENTS] ? &scan->recipients : NULL;
    d->key_id = str_of(scan->key.id);
    d->sources = scan->census.texts[NAMES_SOURCE];
    d->agents = scan->census.texts[NAMES_AGENT];
    d->insurers = scan->census.texts[NAMES_INSURER];
    d->insurer_count = scan->census.count[NAMES_INSURER];
    fill_options(scan);
    d->command_line = command_line(scan);
    fill_databases(scan);
    fill_coverage(scan);
    fill_accounts(scan);
}

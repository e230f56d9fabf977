/*
 * scan_rules.c: signatures in a run: which are looked for, by whom, and what is made of it.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "rules_given.h"
#include "scan.h"

static int read_level(struct scan *scan, struct err *err)
{
    const char *text = scan->options->text[OPT_MIN_LEVEL];
    enum level level = text ? level_by_name(str_of(text)) : LEVEL_HIGH;

    scan->dossier.min_rank = (int)level;
    return level == LEVEL_COUNT ? err_usage(err,
                                            "--min-level %s: informational, low, medium, high or "
                                            "critical is wanted",
                                            text)
                                : 0;
}

int scan_rules_read(struct scan *scan, struct err *err)
{
    const struct options *o = scan->options;
    struct rule_set set = {0};
    int rc = read_level(scan, err);

    if (rc == 0)
        rc = rules_given(&set, o, !o->set[OPT_NO_BUILTIN_RULES], scan->console,
                         &scan->dossier.rules_refused, err);
    scan->dossier.rules = set.count;
    if (rc == 0 && set.count)
        watch_init(&scan->watch, &set, o->set[OPT_STATS]);
    rules_release(&set);
    return rc;
}

/* Depth is bounded by the reader of YAML. */
static void digest_node(struct sha256 *sha, const struct yaml_node *node)
{
    const unsigned char kind = (unsigned char)node->kind;

    sha256_add(sha, &kind, 1);
    sha256_add(sha, &node->key.n, sizeof node->key.n);
    sha256_add(sha, node->key.p, node->key.n);
    sha256_add(sha, &node->value.n, sizeof node->value.n);
    sha256_add(sha, node->value.p, node->value.n);
    for (const struct yaml_node *child = node->first; child; child = child->next)
        digest_node(sha, child);
    sha256_add(sha, "", 1);
}

struct str scan_rules_version(struct scan *scan)
{
    const struct rule_set *set = &scan->watch.set;
    char text[SHA256_TEXT];
    struct sha256 sha;

    sha256_init(&sha);
    for (size_t r = 0; r < set->count; r++)
        digest_node(&sha, set->rules[r].root);
    sha256_finish(&sha, text);
    return arena_print(&scan->arena, "%zu, SHA-256 %s", set->count, text);
}

static unsigned lookout_count(const struct scan *scan)
{
    return 2 * scan->jobs + 1;
}

void scan_rules_watch(struct scan *scan)
{
    const struct geo *geo = scan->geo.count ? &scan->geo : NULL;
    const struct directory *practices = scan->ingest_options.practices;

    if (scan->watch.set.count == 0)
        return;
    scan->lookouts = mem_zero(lookout_count(scan), sizeof *scan->lookouts);
    for (unsigned i = 0; i < lookout_count(scan); i++)
        lookout_init(&scan->lookouts[i], &scan->watch,
                     i < scan->jobs || i == 2 * scan->jobs ? WATCH_LINES : WATCH_ACTS, i,
                     scan->jobs, scan->casedir.directory);
    scan->ingest_options.lookouts = scan->lookouts;
    scan->ingest_options.line_context = (struct line_context){&scan->portal, practices, geo};
    scan->act_context =
        (struct act_context){.portal = &scan->portal, .practices = practices, .geo = geo};
}

int scan_rules_alert(struct scan *scan, struct err *err)
{
    struct alerts_options options = {.watch = &scan->watch,
                                     .lookouts = scan->lookouts,
                                     .lookout_count = lookout_count(scan),
                                     .inputs = scan->ingest.coverage,
                                     .judge = &scan->judge,
                                     .acts = &scan->act_context,
                                     .key = &scan->key,
                                     .since_ns = scan->kept_from_ns,
                                     .memory_bytes = scan->memory_bytes,
                                     .directory = scan->casedir.directory};

    if (!scan->lookouts)
        return 0;
    for (uint32_t a = 0; a < scan->judge.population.accounts; a++)
        options.active += scan->judge.population.summary[a].records > 0;
    if (alerts_collect(&scan->alerts, &options, &scan->dossier, &scan->arena, err) < 0)
        return -1;
    scan->dossier.regex_limits += scan->alerts.regex_limits;
    scan->judge.context.alerted = alert_marks_weight;
    scan->judge.context.alerts = &scan->alerts.marks;
    return 0;
}

void scan_rules_release(struct scan *scan)
{
    for (unsigned i = 0; scan->lookouts && i < lookout_count(scan); i++)
        lookout_release(&scan->lookouts[i]);
    free(scan->lookouts);
    alerts_release(&scan->alerts);
    free(scan->dossier.alerts);
    watch_release(&scan->watch);
}

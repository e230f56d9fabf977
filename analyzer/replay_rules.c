/*
 * replay_rules.c: one pass over the acts, as a scan would watch them.
 */
#include "replay_rules.h"

#include <stdlib.h>

#include "base/mem.h"
#include "rules_given.h"

/* Reads all acts once, watched. */
static int read_acts(const struct replay_rules *rules, struct case_read *from,
                     const struct alerts_options *options, struct judge *judge, struct err *err)
{
    int rc;

    from->lookouts = options->lookouts;
    from->act_context = options->acts;
    rc = case_judge(from, judge, TIME_NONE, rules->jobs, err);
    from->lookouts = NULL;
    from->act_context = NULL;
    return rc;
}

static int watch_acts(const struct replay_rules *rules, struct case_read *from,
                      const struct watch *watch, struct dossier *dossier, struct arena *arena,
                      struct err *err)
{
    const struct act_context context = {.portal = &from->portal,
                                        .census = &from->census,
                                        .practices = rules->practices,
                                        .geo = rules->geo,
                                        .offset_seconds = from->facts.offset_seconds};
    struct alerts alerts = {0};
    struct judge judge = {0};
    struct alerts_options options = {.watch = watch,
                                     .lookout_count = rules->jobs,
                                     .inputs = from->inputs,
                                     .judge = &judge,
                                     .acts = &context,
                                     .sessions_are_tokens = true,
                                     .memory_bytes = rules->memory_bytes,
                                     .directory = rules->directory};
    int rc;

    options.lookouts = mem_zero(rules->jobs, sizeof *options.lookouts);
    for (unsigned i = 0; i < rules->jobs; i++)
        lookout_init(&options.lookouts[i], watch, WATCH_ACTS, i, rules->jobs, rules->directory);
    rc = read_acts(rules, from, &options, &judge, err);
    for (uint32_t a = 0; rc == 0 && a < judge.population.accounts; a++)
        options.active += judge.population.summary[a].records > 0;
    if (rc == 0)
        rc = alerts_collect(&alerts, &options, dossier, arena, err);
    for (size_t i = 0; rc == 0 && i < alerts.marks.count; i++)
        alert_marks_add(&from->alerts, &alerts.marks.list[i]);
    alert_marks_ready(&from->alerts);
    for (unsigned i = 0; i < rules->jobs; i++)
        lookout_release(&options.lookouts[i]);
    free(options.lookouts);
    alerts_release(&alerts);
    judge_release(&judge);
    return rc;
}

int replay_rules_run(const struct replay_rules *rules, struct case_read *from,
                     struct dossier *dossier, struct arena *arena, struct err *err)
{
    struct rule_set set = {0};
    struct watch watch;
    int rc = rules_given(&set, rules->options, false, rules->console, &dossier->rules_refused, err);

    dossier->rules = set.count;
    if (rc < 0) {
        rules_release(&set);
        return -1;
    }
    watch_init(&watch, &set, false);
    if (watch_has_acts(&watch))
        rc = watch_acts(rules, from, &watch, dossier, arena, err);
    if (watch_has(&watch, WATCH_LINES))
        out_text(&rules->console->notes,
                 text_get(rules->console->lang,
                          N_("limier: rules about lines of logs find nothing in a case: "
                             "they are for scan\n")));
    watch_release(&watch);
    return rc;
}

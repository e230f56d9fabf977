/*
 * replay_json.c: limier-replay/1, and the figures that both reports share.
 */
#include <math.h>

#include "base/arena.h"
#include "base/json.h"
#include "replay_report.h"

double replay_hours(const struct replay_account *a)
{
    if (a->flagged_ns == TIME_NONE || a->persons.first_ns == TIME_NONE)
        return NAN;
    return (double)(a->flagged_ns - a->persons.first_ns) / NS_PER_HOUR;
}

bool replay_other_budget(const struct replay_report *r)
{
    double was = r->from->facts.alert_budget;

    return fabs(r->alert_budget - was) > 1e-12 * was;
}

size_t replay_reasons(const struct replay_account *a, size_t rows[DETECTORS_MOST])
{
    size_t n = 0;

    for (size_t d = 0; a->flagged_ns != TIME_NONE && d < detector_count; d++) {
        size_t at = n;

        if (a->flag.weights[d].bans < REPLAY_REASON_BANS)
            continue;
        for (; at > 0 && a->flag.weights[rows[at - 1]].bans < a->flag.weights[d].bans; at--)
            rows[at] = rows[at - 1];
        rows[at] = d;
        n++;
    }
    return n;
}

static void write_reason(struct json *json, const struct reason *reason)
{
    json_object(json, NULL);
    json_text(json, "detector", reason->detector);
    json_number(json, "observed", reason->observed, 4);
    json_number(json, "expected", reason->expected, 4);
    json_text(json, "unit", reason->unit);
    json_number(json, "weight", reason->bans, 2);
    json_time(json, "from", reason->from_ns);
    json_time(json, "to", reason->to_ns);
    json_object(json, "text");
    json_str(json, "fr", reason->text[LANG_FR]);
    json_str(json, "en", reason->text[LANG_EN]);
    json_object_end(json);
    json_object_end(json);
}

/* What spoke against the account when it was flagged, and what does at the end. */
static void write_detectors(const struct replay_report *r, struct json *json,
                            const struct replay_account *a)
{
    struct arena arena = {0};
    size_t rows[DETECTORS_MOST];
    size_t n = replay_reasons(a, rows);

    json_array(json, "detectors");
    for (size_t i = 0; i < n; i++) {
        struct reason reason;

        detector_explain(detectors[rows[i]], &a->flag.weights[rows[i]],
                         r->from->facts.offset_seconds, &arena, &reason);
        write_reason(json, &reason);
    }
    json_array_end(json);
    json_array(json, "reasons");
    for (size_t i = 0; a->finding && i < a->finding->reason_count; i++)
        write_reason(json, &a->finding->reasons[i]);
    json_array_end(json);
    arena_release(&arena);
}

static void write_account(const struct replay_report *r, struct json *json,
                          const struct replay_account *a)
{
    const struct persons *p = &a->persons;
    bool flagged = a->flagged_ns != TIME_NONE;

    json_object(json, NULL);
    json_str(json, "account", r->from->census.texts[NAMES_ACCOUNT][a->account]);
    json_text(json, "verdict", a->verdict == VERDICT_NONE ? "none" : verdict_name(a->verdict));
    json_number(json, "evidence", a->bans, 2);
    json_time(json, "first", p->first_ns);
    json_time(json, "last", p->last_ns);
    json_time(json, "flagged", a->flagged_ns);
    json_number(json, "hours", replay_hours(a), 4);
    json_time(json, "cleared", replay_accused(a) ? TIME_NONE : r->from->facts.last_ns);
    if (flagged)
        json_number(json, "evidence_then", a->flag.bans, 2);
    else
        json_null(json, "evidence_then");
    json_u64(json, "beneficiaries_by_then", flagged ? p->then : p->ceiling);
    json_object(json, "beneficiaries");
    json_u64(json, "floor", p->floor);
    json_u64(json, "ceiling", p->ceiling);
    json_object_end(json);
    json_u64(json, "saved", replay_saved(a));
    write_detectors(r, json, a);
    json_object_end(json);
}

/* What differs from the scan. */
static void write_what_if(const struct replay_report *r, struct json *json)
{
    const struct options *o = r->options;

    json_object(json, "what_if");
    json_array(json, "set");
    for (size_t i = 0; i < o->list_count[OPT_SET]; i++)
        json_text(json, NULL, o->list[OPT_SET][i]);
    json_array_end(json);
    json_number(json, "alert_budget", replay_other_budget(r) ? r->alert_budget * 10000 : NAN, 6);
    json_bool(json, "canary", o->set[OPT_CANARY]);
    json_bool(json, "directory", o->set[OPT_DIRECTORY]);
    json_bool(json, "rules", o->set[OPT_RULES]);
    json_object_end(json);
}

/* What the rules of --rules found. */
static void write_rules(const struct dossier *rules, struct json *json)
{
    json_array(json, "signatures");
    for (size_t i = 0; rules && i < rules->signature_count; i++) {
        const struct signature *s = &rules->signatures[i];

        json_object(json, NULL);
        json_str(json, "id", s->id);
        json_str(json, "title", s->title[LANG_EN]);
        json_str(json, "level", s->level);
        json_u64(json, "alerts", s->alerts);
        json_u64(json, "events", s->events);
        json_u64(json, "accounts", s->accounts);
        json_time(json, "first", s->first_ns);
        json_time(json, "last", s->last_ns);
        json_object_end(json);
    }
    json_array_end(json);
}

void replay_write_json(const struct replay_report *r)
{
    const struct case_facts *facts = &r->from->facts;
    struct json json;

    json_init(&json, r->out, 1);
    json_object(&json, NULL);
    json_text(&json, "schema", "limier-replay/1");
    json_object(&json, "period");
    json_time(&json, "first", facts->first_ns);
    json_time(&json, "last", facts->last_ns);
    json_object_end(&json);
    json_bool(&json, "complete", !facts->incomplete);
    json_number(&json, "alert_budget", r->alert_budget * 10000, 6);
    write_what_if(r, &json);
    json_number(&json, "threshold", r->replay->threshold, 4);
    json_u64(&json, "judged", r->replay->judged);
    json_u64(&json, "checkpoints", r->replay->checkpoints);
    write_rules(r->rules, &json);
    json_array(&json, "accounts");
    for (size_t i = 0; i < r->replay->count; i++)
        write_account(r, &json, &r->replay->accounts[i]);
    json_array_end(&json);
    json_object_end(&json);
    out_text(r->out, "\n");
}

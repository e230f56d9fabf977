/*
 * explain_json.c: limier-explain/1.
 */
#include <math.h>

#include "audit.h"
#include "base/json.h"
#include "explain.h"

/* Parts of a list that are written; `count` says how many there are. */
#define PARTS_MOST 1000

static void write_parts(struct json *json, const struct explain *e, enum explain_kind kind)
{
    const struct explain_list *list = &e->lists[kind];

    json_object(json, explain_kind_name(kind));
    json_u64(json, "count", list->count);
    json_array(json, "list");
    for (size_t i = 0; i < list->count && i < PARTS_MOST; i++) {
        const struct explain_part *part = &list->parts[i];

        json_object(json, NULL);
        json_str(json, "name", part->text);
        json_u64(json, "requests", part->requests);
        json_u64(json, "views", part->views);
        json_time(json, "first", part->first_ns);
        json_time(json, "last", part->last_ns);
        if (kind != EXPLAIN_INSURER)
            json_bool(json, "learnt", part->learnt);
        json_object_end(json);
    }
    json_array_end(json);
    json_object_end(json);
}

static void write_days(struct json *json, const char *name, const struct explain_days *days)
{
    json_object(json, name);
    json_number(json, "median", days->median, 1);
    json_number(json, "p90", days->high, 1);
    json_number(json, "most", days->most, 1);
    json_object_end(json);
}

static void write_counts(struct json *json, const char *name, const uint32_t *counts, size_t n)
{
    json_array(json, name);
    for (size_t i = 0; i < n; i++)
        json_u64(json, NULL, counts[i]);
    json_array_end(json);
}

/* What it did, and on what days. */
static void write_use(struct json *json, const struct explain *e)
{
    const struct account_summary *s = e->summary;

    json_u64(json, "requests", s->requests);
    json_u64(json, "views", s->records);
    json_u64(json, "beneficiaries", s->beneficiaries);
    json_u64(json, "not_found", s->not_found);
    json_u64(json, "follow_ups", s->follow_ups);
    json_object(json, "new_beneficiaries");
    json_u64(json, "count", e->fresh);
    json_u64(json, "followed", e->fresh - e->unreasoned);
    json_u64(json, "unexplained", e->unreasoned);
    json_object_end(json);
    json_object(json, "days");
    json_u64(json, "active", s->active_days);
    json_u64(json, "weekend", s->weekend_days);
    write_days(json, "beneficiaries", &e->persons);
    write_days(json, "views", &e->views);
    write_counts(json, "weekdays", e->weekdays, 7);
    json_object_end(json);
    json_bool(json, "by_program", s->by_program);
}

static void write_past(struct json *json, const struct explain *e)
{
    json_object(json, "past");
    json_u64(json, "days", e->past_days);
    json_u64(json, "sessions", e->sessions);
    json_u64(json, "sessions_learnt", e->sessions_learnt);
    write_counts(json, "hours", e->hours, 24);
    write_counts(json, "weekend_hours", e->hours + 24, 24);
    json_object_end(json);
    for (int k = 0; k < EXPLAIN_KINDS; k++)
        write_parts(json, e, (enum explain_kind)k);
}

static void write_peers(struct json *json, const struct explain *e)
{
    json_object(json, "peers");
    json_u64(json, "accounts", e->peers);
    if (e->trade.n)
        json_str(json, "trade", e->trade);
    else
        json_null(json, "trade");
    json_array(json, "figures");
    for (int f = 0; f < FIGURES; f++) {
        const struct explain_rank *rank = &e->ranks[f];

        json_object(json, NULL);
        json_text(json, "name", explain_figure_name((enum explain_figure)f));
        json_number(json, "own", rank->own, 2);
        json_number(json, "median", e->peers ? rank->median : NAN, 2);
        json_u64(json, "peers_below", rank->below);
        json_u64(json, "peers_above", rank->above);
        json_object_end(json);
    }
    json_array_end(json);
    json_object_end(json);
}

static void write_detector(struct json *json, const struct explain_detector *d)
{
    json_object(json, NULL);
    json_text(json, "detector", d->detector->name);
    if (d->has_share) {
        json_object(json, "past");
        json_number(json, "taken", d->k, 2);
        json_number(json, "of", d->n, 2);
        json_object_end(json);
        json_number(json, "peers_share", d->peers, 4);
    } else {
        json_null(json, "past");
        json_null(json, "peers_share");
    }
    json_number(json, "weight", d->weight ? d->weight->bans : NAN, 2);
    json_number(json, "weight_most", d->detector->most, 2);
    if (d->weight && d->weight->bans != 0) {
        json_object(json, "text");
        json_str(json, "fr", d->reason.text[LANG_FR]);
        json_str(json, "en", d->reason.text[LANG_EN]);
        json_object_end(json);
    } else {
        json_null(json, "text");
    }
    json_object_end(json);
}

/* How far it is from an alert. */
static void write_evidence(struct json *json, const struct explain *e)
{
    bool weighed = e->best.stretch != STRETCH_NONE;

    json_object(json, "evidence");
    json_bool(json, "tried", e->wanted);
    json_u64(json, "unexplained_week_most", e->summary->unreasoned_most);
    json_u64(json, "unexplained_week_least", PERSONS_LEAST);
    json_number(json, "threshold", e->threshold, 4);
    json_text(json, "stretch", weighed ? stretch_name(e->best.stretch) : NULL);
    json_number(json, "weight", weighed ? e->best.bans : NAN, 2);
    json_number(json, "missing",
                weighed && e->best.bans < e->threshold ? e->threshold - e->best.bans
                : weighed                              ? 0
                                                       : NAN,
                2);
    json_time(json, "from", weighed ? e->best.from_ns : TIME_NONE);
    json_time(json, "to", weighed ? e->best.to_ns : TIME_NONE);
    json_array(json, "detectors");
    for (size_t d = 0; d < detector_count; d++)
        write_detector(json, &e->detectors[d]);
    json_array_end(json);
    json_object_end(json);
}

/* What a file says is a number. */
static const char *told_verdict(const struct state_finding *told)
{
    bool known = told->verdict > VERDICT_NONE && told->verdict <= VERDICT_HARVESTING;

    return verdict_name(known ? (enum verdict)told->verdict : VERDICT_NONE);
}

static void write_finding(struct json *json, const struct explain *e)
{
    const struct finding *f = e->finding;
    bool kept_back = e->told && e->told->told_ns == AUDIT_KEPT_BACK;
    const struct state_finding *told = kept_back ? NULL : e->told;

    if (f) {
        json_object(json, "finding");
        json_text(json, "verdict", verdict_name(f->verdict));
        json_time(json, "first", f->first_ns);
        json_time(json, "last", f->last_ns);
        json_u64(json, "floor", f->beneficiaries.floor);
        json_u64(json, "ceiling", f->beneficiaries.ceiling);
        json_bool(json, "allowed", f->allowed_reason.p != NULL);
        json_object_end(json);
    } else {
        json_null(json, "finding");
    }
    if (told) {
        json_object(json, "told");
        json_time(json, "at", told->told_ns);
        json_text(json, "verdict", told_verdict(told));
        json_u64(json, "floor", told->floor);
        json_u64(json, "ceiling", told->ceiling);
        json_object_end(json);
    } else {
        json_null(json, "told");
    }
    json_bool(json, "kept_back", kept_back);
    json_u64(json, "alerts", e->alerts);
}

void explain_write_json(const struct explain *e, const struct scan *scan)
{
    struct out *out = &scan->console->data;
    struct json json;

    json_init(&json, out, 1);
    json_object(&json, NULL);
    json_text(&json, "schema", "limier-explain/1");
    json_str(&json, "account", e->account);
    json_object(&json, "period");
    json_time(&json, "first", scan->dossier.first_ns);
    json_time(&json, "last", scan->dossier.last_ns);
    json_i64(&json, "offset_seconds", scan->dossier.offset_seconds);
    json_object_end(&json);
    json_time(&json, "first", e->summary->first_ns);
    json_time(&json, "last", e->summary->last_ns);
    write_use(&json, e);
    write_past(&json, e);
    write_peers(&json, e);
    write_evidence(&json, e);
    write_finding(&json, e);
    json_object_end(&json);
    out_text(out, "\n");
}

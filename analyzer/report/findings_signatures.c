/*
 * findings_signatures.c: what signatures found, in findings.json: an object for each rule that
 * alerted, its alerts in it, and how many rules were looked for. Texts of rules and of the log are
 * strangers' alike.
 */
#include "report/findings_signatures.h"

#include "report/findings_parts.h"

static void write_list(struct json *json, const char *name, const struct str *list, size_t count)
{
    json_array(json, name);
    for (size_t i = 0; i < count; i++)
        json_str(json, NULL, list[i].p ? list[i] : STR(""));
    json_array_end(json);
}

/* The account whose finding stands under "accounts"; null for an alert that has none there. */
static void write_finding(struct json *json, const struct dossier *dossier,
                          const struct alert *alert)
{
    if (alert->finding < 0 || (size_t)alert->finding >= dossier->finding_count)
        json_null(json, "finding");
    else
        json_str(json, "finding", dossier->findings[alert->finding].account);
}

static void write_alert(struct json *json, const struct dossier *dossier, const struct alert *alert)
{
    json_object(json, NULL);
    json_time(json, "first", alert->first_ns);
    json_time(json, "at", alert->at_ns);
    json_time(json, "last", alert->last_ns);
    json_u64(json, "events", alert->events);
    if (dossier->signatures[alert->signature].correlation)
        json_number(json, "value", alert->value, 4);
    else
        json_null(json, "value");
    json_str(json, "account", alert->account);
    json_str(json, "source", alert->source);
    json_str(json, "agent", alert->agent);
    json_str(json, "group", alert->group);
    json_str(json, "request", alert->request);
    write_finding(json, dossier, alert);
    json_array(json, "evidence");
    for (int i = 0; i < alert->evidence_count && i < ALERT_EVIDENCE; i++)
        findings_evidence(json, dossier, &alert->evidence[i]);
    json_array_end(json);
    json_object_end(json);
}

/* What the rule says of itself. */
static void write_rule(struct json *json, const struct signature *signature)
{
    json_str(json, "id", signature->id);
    findings_texts(json, "title", signature->title);
    findings_texts(json, "description", signature->description);
    json_text(json, "level", alert_level_name(signature->rank));
    json_str(json, "author", signature->author);
    json_str(json, "license", signature->license);
    write_list(json, "references", signature->references, signature->reference_count);
    write_list(json, "tags", signature->tags, signature->tag_count);
    write_list(json, "falsepositives", signature->falsepositives, signature->falsepositive_count);
    json_str(json, "file", signature->file);
    json_text(json, "kind", signature->correlation ? "correlation" : "detection");
}

static void write_signature(struct json *json, const struct dossier *dossier, size_t index,
                            const struct alert_lists *lists)
{
    const struct signature *signature = &dossier->signatures[index];

    json_object(json, NULL);
    write_rule(json, signature);
    json_u64(json, "alerts", signature->alerts);
    json_u64(json, "events", signature->events);
    json_u64(json, "accounts", signature->accounts);
    json_time(json, "first", signature->first_ns);
    json_time(json, "last", signature->last_ns);
    json_number(json, "weight", signature->bans, 2);
    json_array(json, "listed");
    for (size_t i = lists->from[index]; i < lists->from[index + 1]; i++)
        write_alert(json, dossier, &dossier->alerts[lists->alerts[i]]);
    json_array_end(json);
    json_object_end(json);
}

void findings_signatures(struct json *json, const struct dossier *dossier)
{
    struct alert_lists lists;

    alert_lists_by_signature(&lists, dossier);
    json_array(json, "signatures");
    for (size_t i = 0; i < dossier->signature_count; i++)
        write_signature(json, dossier, i, &lists);
    json_array_end(json);
    alert_lists_release(&lists);
    json_object(json, "rules");
    json_u64(json, "loaded", dossier->rules);
    json_u64(json, "refused", dossier->rules_refused);
    json_u64(json, "dropped", dossier->rules_dropped);
    json_u64(json, "omitted", dossier->alerts_omitted);
    if (dossier->min_rank < ALERT_LEVELS)
        json_text(json, "min_level", alert_level_name(dossier->min_rank));
    else
        json_null(json, "min_level");
    json_object_end(json);
}

/*
 * ocsf.c: ocsf.ndjson for tools of the Open Cybersecurity Schema Framework: an Incident Finding for
 * each campaign and for each suspect use outside of one, a Detection Finding for each finding and
 * each alert of a signature. No person stands in it, not even as a token.
 */
#include "report/ocsf.h"

#include <stdlib.h>

#include "base/mem.h"
#include "report/identity.h"
#include "report/report.h"
#include "report/stream.h"

/* Rule. */
#define ANALYTIC_RULE 1

static void put_rule(struct json *json, const struct dossier *dossier,
                     const struct signature *signature)
{
    json_object(json, "analytic");
    json_u64(json, "type_id", ANALYTIC_RULE);
    json_text(json, "type", "Rule");
    json_str(json, "uid", signature->id.n ? signature->id : signature->file);
    json_str(json, "name", stream_cut(signature->title[dossier->lang], 1024));
    if (signature->description[dossier->lang].n)
        json_str(json, "desc", stream_cut(signature->description[dossier->lang], 1024));
    json_object_end(json);
}

static void put_info(struct json *json, const struct dossier *dossier, const struct alert *alert,
                     const char *uid)
{
    const struct signature *signature = &dossier->signatures[alert->signature];
    const struct attack attack = attack_of_signature(signature);

    json_object(json, "finding_info");
    json_text(json, "uid", uid);
    json_str(json, "title", stream_cut(signature->title[dossier->lang], 1024));
    put_rule(json, dossier, signature);
    ocsf_attacks(json, &attack);
    ocsf_time(json, "created_time", dossier->now_ns);
    ocsf_time(json, "first_seen_time", alert->first_ns);
    ocsf_time(json, "last_seen_time", alert->last_ns);
    json_u64(json, "related_events_count", alert->events);
    json_object_end(json);
}

static void put_evidences(struct json *json, const struct dossier *dossier,
                          const struct alert *alert)
{
    json_array(json, "evidences");
    if (alert->source.n) {
        ocsf_source(json, alert->source, NULL);
        if (alert->agent.n) {
            json_object(json, "http_request");
            json_str(json, "user_agent", alert->agent);
            json_object_end(json);
        }
        if (alert->request.n) {
            json_object(json, "data");
            json_str(json, "request", alert->request);
            json_object_end(json);
        }
        json_object_end(json);
    }
    for (int i = 0; i < alert->evidence_count; i++)
        ocsf_evidence(json, dossier, &alert->evidence[i]);
    json_array_end(json);
}

void ocsf_alert(struct out *out, const struct dossier *dossier, const struct alert *alert)
{
    const struct signature *signature = &dossier->signatures[alert->signature];
    int rank = signature->rank < 0 ? 0 : signature->rank > 4 ? 4 : signature->rank;
    enum ocsf_severity severity =
        alert->allowed ? OCSF_INFORMATIONAL : (enum ocsf_severity)(rank + 1);
    char uid[UUID_TEXT];
    struct ocsf_head head = {OCSF_DETECTION,  severity,      uid, signature->title[dossier->lang],
                             alert->first_ns, alert->last_ns};
    struct json json;

    identity_alert(dossier, alert, uid);
    json_init(&json, out, 0);
    ocsf_begin(&json, dossier, &head);
    json_bool(&json, "is_alert", rank >= dossier->min_rank && !alert->allowed);
    put_info(&json, dossier, alert, uid);
    ocsf_account(&json, alert->account);
    put_evidences(&json, dossier, alert);
    json_object(&json, "unmapped");
    json_text(&json, "level", alert_level_name(rank));
    json_bool(&json, "allowed", alert->allowed);
    if (alert->group.n)
        json_str(&json, "group", alert->group);
    json_object_end(&json);
    json_object_end(&json);
    out_text(out, "\n");
}

/* The log does not know who deals with it: the schema wants one of assignee and assignee_group. */
static void put_assignee(struct json *json)
{
    json_object(json, "assignee_group");
    json_text(json, "name", "Unassigned");
    json_object_end(json);
}

void ocsf_incident(struct out *out, const struct dossier *dossier, const char *uid,
                   const uint32_t *findings, size_t count, const struct campaign *campaign)
{
    const struct finding *first = &dossier->findings[findings[0]];
    enum ocsf_severity severity = OCSF_INFORMATIONAL;
    uint64_t ceiling = campaign ? campaign->beneficiaries.ceiling : first->beneficiaries.ceiling;
    struct ocsf_head head = {OCSF_INCIDENT,
                             severity,
                             uid,
                             first->text[dossier->lang],
                             campaign ? campaign->first_ns : first->first_ns,
                             campaign ? campaign->last_ns : first->last_ns};
    struct json json;

    for (size_t i = 0; i < count; i++) {
        severity = ocsf_severity_of(&dossier->findings[findings[i]]);
        if (severity > head.severity)
            head.severity = severity;
    }
    json_init(&json, out, 0);
    ocsf_begin(&json, dossier, &head);
    json_bool(&json, "is_suspected_breach", head.severity >= OCSF_HIGH && ceiling > 0);
    put_assignee(&json);
    json_array(&json, "finding_info_list");
    for (size_t i = 0; i < count; i++)
        ocsf_finding_info(&json, NULL, dossier, &dossier->findings[findings[i]]);
    json_array_end(&json);
    json_object(&json, "unmapped");
    json_object(&json, "beneficiaries");
    json_u64(&json, "floor", campaign ? campaign->beneficiaries.floor : first->beneficiaries.floor);
    json_u64(&json, "ceiling", ceiling);
    json_object_end(&json);
    json_object_end(&json);
    json_object_end(&json);
    out_text(out, "\n");
}

/* Incidents: campaigns first, then suspect uses that are in none. */
static void write_incidents(struct out *out, const struct dossier *dossier)
{
    bool *told = mem_zero(dossier->finding_count, sizeof *told);
    char uid[UUID_TEXT];

    for (size_t i = 0; i < dossier->campaign_count; i++) {
        const struct campaign *campaign = &dossier->campaigns[i];

        if (campaign->finding_count == 0)
            continue;
        for (size_t k = 0; k < campaign->finding_count; k++)
            told[campaign->findings[k]] = true;
        identity_campaign(dossier, campaign, uid);
        ocsf_incident(out, dossier, uid, campaign->findings, campaign->finding_count, campaign);
    }
    for (uint32_t i = 0; i < dossier->finding_count; i++) {
        const struct finding *finding = &dossier->findings[i];
        const struct campaign alone = {.findings = &i, .finding_count = 1};

        if (told[i] || finding->verdict < VERDICT_SUSPECT || finding->allowed_reason.p)
            continue;
        identity_campaign(dossier, &alone, uid);
        ocsf_incident(out, dossier, uid, &i, 1, NULL);
    }
    free(told);
}

static int write_ocsf(const struct report_target *target, struct err *err)
{
    const struct dossier *dossier = target->dossier;
    struct out out;

    if (report_create(target, "ocsf.ndjson", &out, err) < 0)
        return -1;
    write_incidents(&out, dossier);
    for (size_t i = 0; i < dossier->finding_count; i++)
        ocsf_finding(&out, dossier, &dossier->findings[i]);
    for (size_t i = 0; i < dossier->alert_count; i++)
        ocsf_alert(&out, dossier, &dossier->alerts[i]);
    return report_commit(target, "ocsf.ndjson", &out, err);
}

const struct report_writer report_ocsf = {
    .name = "ocsf", .file = "ocsf.ndjson", .write = write_ocsf};

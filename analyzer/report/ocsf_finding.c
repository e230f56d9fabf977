/*
 * ocsf_finding.c: a finding as a Detection Finding, in which each reason is an anomaly analysis:
 * what was observed, against the baseline that the account's past and its peers give. The subject
 * is the use of an account, which is a resource here; no event says who the user was.
 */
#include <math.h>
#include <stdio.h>

#include "base/out.h"
#include "detect/detect.h"
#include "report/identity.h"
#include "report/ocsf.h"
#include "report/stream.h"

/* Behavioral. */
#define ANALYTIC_BEHAVIORAL 2

/* Kinds of analysis in the schema's own words. */
static const char *observation_type(const struct reason *reason)
{
    static const char *const types[ASPECT_COUNT] = {
        [ASPECT_AMOUNT] = "Volume Analysis",     [ASPECT_REASON] = "Association Analysis",
        [ASPECT_NOVELTY] = "Frequency Analysis", [ASPECT_MIX] = "Distribution Analysis",
        [ASPECT_CHOICE] = "Sequence Analysis",   [ASPECT_MANNER] = "Behavioral Clustering",
        [ASPECT_PLACE] = "Deviation Analysis",   [ASPECT_ORIGIN] = "Deviation Analysis"};

    return reason->aspect >= 0 && reason->aspect < ASPECT_COUNT ? types[reason->aspect]
                                                                : "Deviation Analysis";
}

static void put_timespan(struct json *json, const struct reason *reason)
{
    if (reason->from_ns == TIME_NONE || reason->to_ns == TIME_NONE)
        return;
    json_object(json, "timespan");
    json_u64(json, "type_id", 9); /* Time Interval */
    ocsf_time(json, "start_time", reason->from_ns);
    ocsf_time(json, "end_time", reason->to_ns);
    json_object_end(json);
}

/* "18.50" is "18.5", "72.00" is "72". */
static void trim_zeros(char *text)
{
    size_t n = strlen(text);

    while (n && text[n - 1] == '0')
        n--;
    if (n && text[n - 1] == '.')
        n--;
    text[n] = '\0';
}

/* An anomaly or a baseline, which have one shape. A value is a text in this schema. */
static void put_observation(struct json *json, const char *name, const struct reason *reason,
                            double value, bool observed, struct str pattern)
{
    char text[40];

    snprintf(text, sizeof text, "%.2f", isfinite(value) && fabs(value) < 1e30 ? value : 0);
    trim_zeros(text);
    json_array(json, name);
    json_object(json, NULL);
    json_text(json, "observation_parameter", reason->unit ? reason->unit : reason->detector);
    json_text(json, "observation_type", observation_type(reason));
    if (pattern.n)
        json_str(json, "observed_pattern", stream_cut(pattern, 1024));
    json_array(json, "observations");
    json_object(json, NULL);
    json_text(json, "value", text);
    if (observed && isfinite(value) && value >= 0 && value < 2147483648.0)
        json_u64(json, "count", (uint64_t)(value + 0.5));
    if (observed)
        put_timespan(json, reason);
    json_object_end(json);
    json_array_end(json);
    json_object_end(json);
    json_array_end(json);
}

static void put_analyses(struct json *json, const struct dossier *dossier,
                         const struct finding *finding)
{
    if (finding->reason_count == 0)
        return;
    json_array(json, "anomaly_analyses");
    for (size_t i = 0; i < finding->reason_count; i++) {
        const struct reason *reason = &finding->reasons[i];

        json_object(json, NULL);
        json_array(json, "analysis_targets");
        json_object(json, NULL);
        json_str(json, "name", finding->account.n ? finding->account : STR("-"));
        json_text(json, "type", "User Account");
        json_object_end(json);
        json_array_end(json);
        put_observation(json, "anomalies", reason, reason->observed, true,
                        reason->text[dossier->lang]);
        put_observation(json, "baselines", reason, reason->expected, false, STR_NONE);
        json_object_end(json);
    }
    json_array_end(json);
}

static void put_analytics(struct json *json, const struct finding *finding)
{
    json_object(json, "analytic");
    json_u64(json, "type_id", ANALYTIC_BEHAVIORAL);
    json_text(json, "type", "Behavioral");
    json_text(json, "uid", "limier-account-use");
    json_text(json, "name", "Use of an account");
    json_object_end(json);
    json_array(json, "related_analytics");
    for (size_t i = 0; i < finding->reason_count; i++) {
        json_object(json, NULL);
        json_u64(json, "type_id", ANALYTIC_BEHAVIORAL);
        json_text(json, "type", "Behavioral");
        json_text(json, "uid", finding->reasons[i].detector);
        json_text(json, "name", finding->reasons[i].detector);
        json_object_end(json);
    }
    json_array_end(json);
}

/* "Account 10003879623: harvesting" in the report's language. */
static void put_title(struct json *json, const struct dossier *dossier,
                      const struct finding *finding)
{
    static const char *const titles[] = {N_("No account accused"), N_("Use to check"),
                                         N_("Suspect use"), N_("Harvesting")};
    struct str account = stream_cut(finding->account, 80);
    struct out out;

    out_memory(&out);
    out_text(&out, text_get(dossier->lang, titles[finding->verdict]));
    out_text(&out, " - ");
    if (account.n)
        out_bytes(&out, account.p, account.n);
    json_str(json, "title", (struct str){out.buffer, out.used});
    out_drop(&out);
}

void ocsf_finding_info(struct json *json, const char *name, const struct dossier *dossier,
                       const struct finding *finding)
{
    const struct attack attack = attack_of_finding(finding);
    char uid[UUID_TEXT];

    identity_finding(finding, uid);
    json_object(json, name);
    json_text(json, "uid", uid);
    put_title(json, dossier, finding);
    if (finding->text[dossier->lang].n)
        json_str(json, "desc", stream_cut(finding->text[dossier->lang], 4096));
    put_analytics(json, finding);
    ocsf_attacks(json, &attack);
    ocsf_time(json, "created_time", dossier->now_ns);
    ocsf_time(json, "first_seen_time", finding->first_ns);
    ocsf_time(json, "last_seen_time", finding->last_ns);
    json_u64(json, "related_events_count", finding->records.ceiling);
    json_object_end(json);
}

/* Addresses other than the owner's, then the lines of the decisive moments. */
static void put_evidences(struct json *json, const struct dossier *dossier,
                          const struct finding *finding)
{
    json_array(json, "evidences");
    for (size_t i = 0; i < finding->source_count; i++) {
        const struct finding_source *source = &finding->sources[i];

        if (source->attributed == ATTRIBUTED_OWNER || source->address.n == 0)
            continue;
        ocsf_source(json, source->address, &source->place);
        json_object(json, "data");
        json_text(json, "attributed", attribution_name(source->attributed));
        json_u64(json, "requests", source->requests);
        json_u64(json, "records", source->records);
        json_object_end(json);
        json_object_end(json);
    }
    for (size_t i = 0; i < finding->moment_count; i++)
        ocsf_evidence(json, dossier, &finding->moments[i].evidence);
    json_array_end(json);
}

static void put_bounds(struct json *json, const char *name, uint64_t floor_count, uint64_t ceiling)
{
    json_object(json, name);
    json_u64(json, "floor", floor_count);
    json_u64(json, "ceiling", ceiling);
    json_object_end(json);
}

/* What the schema has no attribute for: the figures, always as two bounds. */
static void put_figures(struct json *json, const struct finding *finding)
{
    json_object(json, "unmapped");
    json_text(json, "verdict", verdict_name(finding->verdict));
    json_bool(json, "allowed", finding->allowed_reason.p != NULL);
    put_bounds(json, "beneficiaries", finding->beneficiaries.floor, finding->beneficiaries.ceiling);
    put_bounds(json, "records", finding->records.floor, finding->records.ceiling);
    json_array(json, "data");
    for (int i = 0; i < DATA_COUNT; i++) {
        if (finding->data & 1u << i)
            json_text(json, NULL, portal_data_name(i));
    }
    json_array_end(json);
    json_object_end(json);
}

void ocsf_finding(struct out *out, const struct dossier *dossier, const struct finding *finding)
{
    enum ocsf_severity severity = ocsf_severity_of(finding);
    double share = fmin(fmax(finding->probability, 0), 0.9999);
    unsigned confidence = share < 0.5 ? 1 : share < 0.95 ? 2 : 3;
    char uid[UUID_TEXT];
    struct ocsf_head head = {OCSF_DETECTION,    severity,        uid, finding->text[dossier->lang],
                             finding->first_ns, finding->last_ns};
    struct json json;

    identity_finding(finding, uid);
    json_init(&json, out, 0);
    ocsf_begin(&json, dossier, &head);
    json_bool(&json, "is_alert", severity >= OCSF_HIGH);
    json_u64(&json, "confidence_id", confidence);
    json_u64(&json, "confidence_score", (uint64_t)(share * 100));
    json_u64(&json, "risk_level_id", (uint64_t)severity - 1);
    ocsf_finding_info(&json, "finding_info", dossier, finding);
    ocsf_account(&json, finding->account);
    put_analyses(&json, dossier, finding);
    put_evidences(&json, dossier, finding);
    if (finding->advice[dossier->lang].n) {
        json_object(&json, "remediation");
        json_str(&json, "desc", finding->advice[dossier->lang]);
        json_object_end(&json);
    }
    put_figures(&json, finding);
    json_object_end(&json);
    out_text(out, "\n");
}

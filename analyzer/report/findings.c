/*
 * findings.c: findings.json: every finding with its window, numbers, reasons and evidence, and what
 * was read. The contract is tests/schema/findings.schema.json. No beneficiary, not even a token,
 * stands in it.
 */
#include <math.h>

#include "detect/detect.h"
#include "report/findings_indicators.h"
#include "report/findings_parts.h"
#include "report/findings_series.h"
#include "report/findings_signatures.h"
#include "report/findings_totals.h"
#include "report/report.h"

static void write_place(struct json *json, const struct place *place)
{
    json_str(json, "country", place->country_code);
    json_str(json, "city", place->city[LANG_FR]);
    if (place->located) {
        json_number(json, "latitude", place->latitude, 4);
        json_number(json, "longitude", place->longitude, 4);
    } else {
        json_null(json, "latitude");
        json_null(json, "longitude");
    }
    if (place->accuracy_km)
        json_u64(json, "accuracy_km", place->accuracy_km);
    else
        json_null(json, "accuracy_km");
    if (place->asn)
        json_u64(json, "asn", place->asn);
    else
        json_null(json, "asn");
    json_str(json, "organisation", place->organisation);
}

static void write_sources(struct json *json, const struct finding *finding)
{
    json_array(json, "sources");
    for (size_t i = 0; i < finding->source_count; i++) {
        const struct finding_source *source = &finding->sources[i];

        json_object(json, NULL);
        json_str(json, "address", source->address);
        write_place(json, &source->place);
        json_text(json, "attributed", attribution_name(source->attributed));
        json_time(json, "first", source->first_ns);
        json_time(json, "last", source->last_ns);
        json_u64(json, "requests", source->requests);
        json_u64(json, "records", source->records);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_session(struct json *json, const struct dossier *dossier,
                          const struct finding *finding, const struct finding_session *session)
{
    json_object(json, NULL);
    json_text(json, "attributed", attribution_name(session->attributed));
    json_str(json, "source",
             session->source < finding->source_count ? finding->sources[session->source].address
                                                     : STR_NONE);
    json_str(json, "agent", session->agent);
    json_time(json, "first", session->first_ns);
    json_time(json, "last", session->last_ns);
    json_number(json, "weight", session->bans, 2);
    json_u64(json, "requests", session->requests);
    json_u64(json, "records", session->records);
    json_u64(json, "beneficiaries", session->beneficiaries);
    json_u64(json, "not_found", session->not_found);
    json_u64(json, "follow_ups", session->follow_ups);
    json_array(json, "evidence");
    findings_evidence(json, dossier, &session->first);
    findings_evidence(json, dossier, &session->last);
    json_array_end(json);
    json_object_end(json);
}

static void write_reasons(struct json *json, const struct dossier *dossier,
                          const struct finding *finding)
{
    json_array(json, "reasons");
    for (size_t i = 0; i < finding->reason_count; i++) {
        const struct reason *reason = &finding->reasons[i];

        json_object(json, NULL);
        json_text(json, "detector", reason->detector);
        json_number(json, "observed", reason->observed, 4);
        json_number(json, "expected", reason->expected, 4);
        json_text(json, "unit", reason->unit);
        if (reason->of > 0)
            json_number(json, "of", reason->of, 4);
        else
            json_null(json, "of");
        json_number(json, "weight", reason->bans, 2);
        json_time(json, "from", reason->from_ns);
        json_time(json, "to", reason->to_ns);
        findings_texts(json, "text", reason->text);
        json_array(json, "evidence");
        for (int e = 0; e < reason->evidence_count; e++)
            findings_evidence(json, dossier, &reason->evidence[e]);
        json_array_end(json);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_moments(struct json *json, const struct dossier *dossier,
                          const struct finding *finding)
{
    json_array(json, "moments");
    for (size_t i = 0; i < finding->moment_count; i++) {
        const struct moment *moment = &finding->moments[i];

        json_object(json, NULL);
        json_time(json, "time", moment->time_ns);
        json_text(json, "what", moment->what);
        findings_texts(json, "text", moment->text);
        json_array(json, "evidence");
        if (moment->evidence.line)
            findings_evidence(json, dossier, &moment->evidence);
        json_array_end(json);
        json_object_end(json);
    }
    json_array_end(json);
}

/* Distinct persons a local day; `start` is the day's first moment. */
static void write_days(struct json *json, const struct finding *finding)
{
    json_array(json, "days");
    for (size_t i = 0; i < finding->day_count; i++) {
        const struct finding_day *day = &finding->days[i];

        json_object(json, NULL);
        json_time(json, "start", day->start_ns);
        json_u64(json, "owner", day->owner);
        json_u64(json, "unclear", day->unclear);
        json_u64(json, "attacker", day->attacker);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_bounds(struct json *json, const char *name, uint64_t floor, uint64_t ceiling)
{
    json_object(json, name);
    json_u64(json, "floor", floor);
    json_u64(json, "ceiling", ceiling);
    json_object_end(json);
}

static void write_insurers(struct json *json, const struct finding *finding)
{
    json_array(json, "insurers");
    for (size_t i = 0; i < finding->insurer_count; i++) {
        json_object(json, NULL);
        json_str(json, "insurer", finding->insurers[i].insurer);
        json_u64(json, "floor", finding->insurers[i].floor);
        json_u64(json, "ceiling", finding->insurers[i].ceiling);
        json_object_end(json);
    }
    json_array_end(json);
}

/* Categories of data that the attacker was shown, and the peers. */
static void write_context(struct json *json, const struct finding *finding)
{
    const struct finding_peers *peers = &finding->peers;

    json_array(json, "data");
    for (int i = 0; i < DATA_COUNT; i++) {
        if (finding->data & 1u << i)
            json_text(json, NULL, portal_data_name(i));
    }
    json_array_end(json);
    json_object(json, "peers");
    json_u64(json, "accounts", peers->accounts);
    json_number(json, "median", peers->median, 4);
    json_number(json, "high", peers->high, 4);
    json_number(json, "own_median", peers->own_median, 4);
    json_number(json, "own_high", peers->own_high, 4);
    json_object_end(json);
}

/* What of its holder's own data the account was made to show, where it was. */
static void write_holder(struct json *json, const struct dossier *dossier,
                         const struct finding *finding)
{
    if (finding->holder_views == 0)
        return;
    json_object(json, "holder");
    json_array(json, "data");
    for (int i = 0; i < DATA_COUNT; i++) {
        if (finding->holder_data & 1u << i)
            json_text(json, NULL, portal_data_name(i));
    }
    json_array_end(json);
    json_u64(json, "views", finding->holder_views);
    json_array(json, "evidence");
    findings_evidence(json, dossier, &finding->holder_evidence);
    json_array_end(json);
    json_object_end(json);
}

/* Why the operator allows this use of the account, where he does. */
static void write_allowed(struct json *json, const struct finding *finding)
{
    if (!finding->allowed_reason.p)
        return;
    json_object(json, "allowed");
    json_str(json, "reason", finding->allowed_reason);
    json_time(json, "until", finding->allowed_until_ns);
    json_object_end(json);
}

/* How sure, and what the evidence was found in. */
static void write_certainty(struct json *json, const struct finding *finding)
{
    json_number(json, "probability", fmin(fmax(finding->probability, 0), 0.9999), 4);
    json_number(json, "evidence", finding->bans, 2);
    json_object(json, "stretch");
    json_text(json, "kind", stretch_name(finding->stretch));
    json_time(json, "from", finding->stretch_from_ns);
    json_time(json, "to", finding->stretch_to_ns);
    findings_texts(json, "text", finding->stretch_text);
    json_object_end(json);
}

static void write_finding(struct json *json, const struct dossier *dossier,
                          const struct finding *finding)
{
    json_object(json, NULL);
    json_str(json, "account", finding->account.p ? finding->account : STR(""));
    json_text(json, "verdict", verdict_name(finding->verdict));
    write_allowed(json, finding);
    json_time(json, "first", finding->first_ns);
    json_time(json, "last", finding->last_ns);
    json_time(json, "account_first", finding->account_first_ns);
    json_time(json, "account_last", finding->account_last_ns);
    findings_texts(json, "text", finding->text);
    write_certainty(json, finding);
    write_bounds(json, "beneficiaries", finding->beneficiaries.floor,
                 finding->beneficiaries.ceiling);
    json_u64(json, "beneficiaries_also_owner", finding->beneficiaries_also_owner);
    write_bounds(json, "records", finding->records.floor, finding->records.ceiling);
    json_u64(json, "not_found", finding->not_found);
    json_u64(json, "refused", finding->refused);
    write_context(json, finding);
    write_holder(json, dossier, finding);
    findings_shown(json, finding->shown);
    write_insurers(json, finding);
    write_sources(json, finding);
    json_array(json, "sessions");
    for (size_t i = 0; i < finding->session_count; i++)
        write_session(json, dossier, finding, &finding->sessions[i]);
    json_array_end(json);
    json_u64(json, "sessions_omitted", finding->sessions_omitted);
    write_reasons(json, dossier, finding);
    write_moments(json, dossier, finding);
    write_days(json, finding);
    json_object_end(json);
}

/* What may be said of the other accounts, and after which tests. */
static void write_cleared(struct json *json, const struct dossier *dossier)
{
    json_object(json, "cleared");
    json_u64(json, "accounts", dossier_cleared(dossier));
    json_u64(json, "tried", dossier->tried);
    json_u64(json, "tests", dossier->tests);
    json_array(json, "detectors");
    for (size_t i = 0; i < detector_count; i++)
        json_text(json, NULL, detectors[i]->name);
    json_array_end(json);
    findings_texts(json, "text", dossier->cleared);
    json_object_end(json);
}

static void write_rejects(struct json *json, const struct coverage *input)
{
    json_object(json, "reasons");
    for (int r = 0; r < REJECT_COUNT; r++) {
        if (input->rejected[r])
            json_u64(json, reject_name((enum reject)r), input->rejected[r]);
    }
    json_object_end(json);
    json_array(json, "samples");
    for (int r = 0; r < REJECT_COUNT; r++) {
        for (int s = 0; s < input->sample_count[r]; s++) {
            const struct reject_sample *sample = &input->samples[r][s];

            json_object(json, NULL);
            json_text(json, "reason", reject_name((enum reject)r));
            json_u64(json, "line", sample->line);
            json_u64(json, "offset", sample->offset);
            json_u64(json, "column", sample->column);
            json_u64(json, "text_at", sample->text_at);
            json_str(json, "text", sample->text.p ? sample->text : STR(""));
            json_object_end(json);
        }
    }
    json_array_end(json);
}

/* Lines that another layout has read, by its name. */
static void write_other_layouts(struct json *json, const struct coverage *input)
{
    json_object(json, "other_layouts");
    for (uint32_t i = 0; i < input->other_count; i++) {
        char name[LIMIT_NAME_BYTES];

        str_copy(name, sizeof name, input->others[i].name);
        json_u64(json, name, input->others[i].lines);
    }
    json_object_end(json);
}

static void write_input(struct json *json, const struct coverage *input)
{
    json_object(json, NULL);
    json_str(json, "input", input->input);
    json_str(json, "layout", input->layout);
    write_other_layouts(json, input);
    json_u64(json, "lines", input->lines);
    json_u64(json, "parsed", input->parsed);
    json_u64(json, "rejected", coverage_rejected(input));
    json_u64(json, "skipped", input->skipped);
    write_rejects(json, input);
    json_time(json, "first", input->first_ns);
    json_time(json, "last", input->last_ns);
    findings_steps(json, input);
    json_str(json, "containers", input->containers);
    findings_damage(json, &input->damage);
    json_str(json, "duplicate_of", input->duplicate_of);
    json_u64(json, "outside", input->outside);
    json_u64(json, "ambiguous", input->ambiguous);
    json_u64(json, "bytes", input->bytes);
    json_u64(json, "bytes_inflated", input->bytes_inflated);
    json_text(json, "sha256", input->sha256[0] ? input->sha256 : NULL);
    json_object_end(json);
}

static void write_coverage(struct json *json, const struct dossier *dossier)
{
    json_object(json, "coverage");
    json_u64(json, "lines", dossier->lines);
    json_u64(json, "parsed", dossier->parsed);
    json_u64(json, "rejected", dossier->rejected);
    json_u64(json, "skipped", dossier->skipped);
    json_bool(json, "complete", !dossier_incomplete(dossier));
    json_bool(json, "partial", dossier->partial);
    json_u64(json, "unattributed", dossier->unattributed);
    json_u64(json, "records", dossier->records);
    json_u64(json, "accounts", dossier->account_count);
    json_u64(json, "regex_limits", dossier->regex_limits);
    json_u64(json, "names_refused", dossier->names_refused);
    if (dossier->portal && dossier->portal->join) {
        json_u64(json, "joined", dossier->joined);
        json_u64(json, "sessions_shared", dossier->sessions_shared);
        json_u64(json, "sessions_refused", dossier->sessions_refused);
    }
    json_array(json, "inputs");
    for (size_t i = 0; i < dossier->input_count; i++)
        write_input(json, &dossier->inputs[i]);
    json_array_end(json);
    findings_series(json, dossier);
    json_object_end(json);
}

static void write_tool(struct json *json, const struct dossier *dossier)
{
    json_object(json, "tool");
    json_text(json, "name", "limier");
    json_text(json, "version", LIMIER_VERSION);
    json_array(json, "components");
    for (size_t i = 0; i < dossier->version_count; i++) {
        json_object(json, NULL);
        json_str(json, "name", dossier->versions[i].name);
        json_str(json, "version", dossier->versions[i].value);
        json_object_end(json);
    }
    json_array_end(json);
    json_object_end(json);
}

/* Accounts that one attacker used, and what shows it. */
static void write_campaign(struct json *json, const struct dossier *dossier,
                           const struct campaign *campaign)
{
    json_object(json, NULL);
    json_array(json, "accounts");
    for (size_t i = 0; i < campaign->finding_count; i++) {
        struct str account = dossier->findings[campaign->findings[i]].account;

        json_str(json, NULL, account.p ? account : STR(""));
    }
    json_array_end(json);
    json_time(json, "first", campaign->first_ns);
    json_time(json, "last", campaign->last_ns);
    write_bounds(json, "beneficiaries", campaign->beneficiaries.floor,
                 campaign->beneficiaries.ceiling);
    write_bounds(json, "records", campaign->records.floor, campaign->records.ceiling);
    json_array(json, "shared");
    for (size_t i = 0; i < campaign->shared_count; i++) {
        const struct campaign_shared *shared = &campaign->shared[i];

        json_object(json, NULL);
        json_text(json, "kind", campaign_kind_name(shared->kind));
        json_str(json, "value", shared->value.p ? shared->value : STR(""));
        json_u64(json, "accounts", shared->accounts);
        json_object_end(json);
    }
    json_array_end(json);
    json_object_end(json);
}

static int write_findings(const struct report_target *target, struct err *err)
{
    const struct dossier *dossier = target->dossier;
    struct out out;
    struct json json;

    if (report_create(target, "findings.json", &out, err) < 0)
        return -1;
    json_init(&json, &out, 1);
    json_object(&json, NULL);
    json_text(&json, "schema", "limier-findings/1");
    write_tool(&json, dossier);
    json_object(&json, "period");
    json_time(&json, "first", dossier->first_ns);
    json_time(&json, "last", dossier->last_ns);
    json_object_end(&json);
    json_array(&json, "accounts");
    for (size_t i = 0; i < dossier->finding_count; i++)
        write_finding(&json, dossier, &dossier->findings[i]);
    json_array_end(&json);
    findings_totals(&json, dossier);
    json_array(&json, "campaigns");
    for (size_t i = 0; i < dossier->campaign_count; i++)
        write_campaign(&json, dossier, &dossier->campaigns[i]);
    json_array_end(&json);
    findings_signatures(&json, dossier);
    findings_indicators(&json, dossier);
    write_cleared(&json, dossier);
    write_coverage(&json, dossier);
    json_object_end(&json);
    out_text(&out, "\n");
    return report_commit(target, "findings.json", &out, err);
}

const struct report_writer report_findings = {
    .name = "findings", .file = "findings.json", .write = write_findings};

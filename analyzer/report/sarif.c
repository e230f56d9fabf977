/*
 * sarif.c: limier.sarif, SARIF 2.1.0 (OASIS): detectors and signatures as rules; findings, their
 * reasons and alerts as results, each with the lines that show it; what could not be read as
 * notifications. Log viewers for code understand it, and it is the format that gives a digest, a
 * line and a byte for every claim. No person stands in it, not even as a token.
 */
#include "report/sarif.h"

#include <math.h>
#include <stdio.h>

#include "detect/detect.h"
#include "report/identity.h"
#include "report/report.h"
#include "report/stream.h"

/* Braces are places for arguments and brackets may be links, unless they are doubled or marked
 * (3.11.5, 3.11.6). */
void sarif_message(struct json *json, const char *name, struct str text)
{
    struct out plain;

    if (text.n == 0)
        return;
    text = stream_cut(text, 4096);
    out_memory(&plain);
    for (size_t i = 0; i < text.n; i++) {
        if (memchr("{}", text.p[i], 2))
            out_bytes(&plain, &text.p[i], 1);
        else if (memchr("[]\\", text.p[i], 3))
            out_text(&plain, "\\");
        out_bytes(&plain, &text.p[i], 1);
    }
    json_object(json, name);
    json_str(json, "text", (struct str){plain.buffer, plain.used});
    json_object_end(json);
    out_drop(&plain);
}

static void put_level(struct json *json, const char *level)
{
    json_object(json, "defaultConfiguration");
    json_text(json, "level", level);
    json_object_end(json);
}

static const char *level_of_rank(int rank)
{
    return rank >= 3 ? "error" : rank == 2 ? "warning" : "note";
}

static const char *level_of(const struct finding *finding)
{
    if (finding->allowed_reason.p)
        return "note";
    return finding->verdict >= VERDICT_SUSPECT ? "error" : "warning";
}

static void put_rule(struct json *json, const char *id, const char *doc, enum lang lang)
{
    json_object(json, NULL);
    json_text(json, "id", id);
    sarif_message(json, "shortDescription", str_of(text_get(lang, doc)));
    put_level(json, "warning");
    json_object_end(json);
}

/* Ids of signatures are the rules' own, where they have one; two files may have the same. */
static void put_signature_id(struct json *json, const char *name, const struct dossier *dossier,
                             size_t index)
{
    const struct signature *signature = &dossier->signatures[index];
    struct str id = signature->id.n ? signature->id : signature->file;
    struct arena arena = {0};

    json_str(json, name,
             arena_print(&arena, "signature/%zu/%.*s", index + 1, (int)(id.n < 200 ? id.n : 200),
                         id.n ? id.p : ""));
    arena_release(&arena);
}

static void put_signature(struct json *json, const struct dossier *dossier, size_t index)
{
    const struct signature *signature = &dossier->signatures[index];

    json_object(json, NULL);
    put_signature_id(json, "id", dossier, index);
    sarif_message(json, "shortDescription", signature->title[dossier->lang]);
    sarif_message(json, "fullDescription", signature->description[dossier->lang]);
    put_level(json, level_of_rank(signature->rank));
    json_object(json, "properties");
    json_array(json, "tags");
    for (size_t i = 0; i < signature->tag_count; i++)
        json_str(json, NULL, signature->tags[i]);
    json_array_end(json);
    json_str(json, "file", signature->file);
    if (signature->author.n)
        json_str(json, "author", signature->author);
    json_object_end(json);
    json_object_end(json);
}

static void put_tool(struct json *json, const struct dossier *dossier)
{
    json_object(json, "tool");
    json_object(json, "driver");
    json_text(json, "name", "limier");
    json_text(json, "version", LIMIER_VERSION);
    json_text(json, "language", text_lang_code(dossier->lang));
    json_array(json, "rules");
    put_rule(json, "account-use", N_("use of an account to harvest beneficiaries' records"),
             dossier->lang);
    for (size_t i = 0; i < detector_count; i++)
        put_rule(json, detectors[i]->name, detector_doc(detectors[i]), dossier->lang);
    for (size_t i = 0; i < dossier->signature_count; i++)
        put_signature(json, dossier, i);
    json_array_end(json);
    json_object_end(json);
    json_object_end(json);
}

/* One line, as a physical location; of a relation also what it shows. */
static void put_line(struct sarif *sarif, const struct evidence *evidence, struct str account,
                     struct str message)
{
    struct json *json = &sarif->json;

    if (!evidence->line || evidence->input >= sarif->dossier->input_count)
        return;
    json_object(json, NULL);
    json_object(json, "physicalLocation");
    sarif_location(sarif, evidence->input);
    json_object(json, "region");
    json_u64(json, "startLine", evidence->line);
    json_u64(json, "byteOffset", evidence->offset);
    json_object_end(json);
    json_object_end(json);
    if (account.n) {
        json_array(json, "logicalLocations");
        json_object(json, NULL);
        json_str(json, "name", account);
        json_text(json, "kind", "account");
        json_object_end(json);
        json_array_end(json);
    }
    sarif_message(json, "message", message);
    json_object_end(json);
}

/* Starts a result, which stays open. `rule`: NULL where the caller names it. */
static void begin_result(struct json *json, const char *rule, size_t index, const char *level,
                         const char *guid)
{
    json_object(json, NULL);
    if (rule)
        json_text(json, "ruleId", rule);
    json_u64(json, "ruleIndex", index);
    json_text(json, "kind", "fail");
    json_text(json, "level", level);
    json_text(json, "guid", guid);
    json_object(json, "partialFingerprints");
    json_text(json, "limier/v1", guid);
    json_object_end(json);
}

static void put_bounds(struct json *json, const char *name, uint64_t floor_count, uint64_t ceiling)
{
    json_object(json, name);
    json_u64(json, "floor", floor_count);
    json_u64(json, "ceiling", ceiling);
    json_object_end(json);
}

static void put_finding(struct sarif *sarif, const struct finding *finding)
{
    const struct dossier *dossier = sarif->dossier;
    struct json *json = &sarif->json;
    char guid[UUID_TEXT];

    identity_finding(finding, guid);
    begin_result(json, "account-use", SARIF_RULE_USE, level_of(finding), guid);
    json_number(json, "rank", fmin(fmax(finding->probability, 0), 0.9999) * 100, 2);
    sarif_message(json, "message",
                  finding->text[dossier->lang].n ? finding->text[dossier->lang] : STR("-"));
    json_array(json, "locations");
    if (finding->moment_count)
        put_line(sarif, &finding->moments[0].evidence, finding->account, STR_NONE);
    json_array_end(json);
    json_array(json, "relatedLocations");
    for (size_t i = 1; i < finding->moment_count; i++)
        put_line(sarif, &finding->moments[i].evidence, STR_NONE,
                 finding->moments[i].text[dossier->lang]);
    json_array_end(json);
    json_object(json, "properties");
    json_str(json, "account", finding->account.n ? finding->account : STR(""));
    json_text(json, "verdict", verdict_name(finding->verdict));
    json_bool(json, "allowed", finding->allowed_reason.p != NULL);
    json_time(json, "first", finding->first_ns);
    json_time(json, "last", finding->last_ns);
    put_bounds(json, "beneficiaries", finding->beneficiaries.floor, finding->beneficiaries.ceiling);
    put_bounds(json, "records", finding->records.floor, finding->records.ceiling);
    json_object_end(json);
    json_object_end(json);
}

/* The place of a detector in the list of rules. */
static size_t rule_of(const char *detector)
{
    for (size_t i = 0; i < detector_count; i++) {
        if (strcmp(detectors[i]->name, detector) == 0)
            return SARIF_RULES + i;
    }
    return SARIF_RULE_USE;
}

static void put_reason(struct sarif *sarif, const struct finding *finding, size_t index)
{
    const struct reason *reason = &finding->reasons[index];
    const struct dossier *dossier = sarif->dossier;
    struct json *json = &sarif->json;
    size_t rule = rule_of(reason->detector);
    char guid[UUID_TEXT];

    identity_reason(finding, index, guid);
    begin_result(json, rule ? reason->detector : "account-use", rule, level_of(finding), guid);
    sarif_message(json, "message",
                  reason->text[dossier->lang].n ? reason->text[dossier->lang] : STR("-"));
    json_array(json, "locations");
    if (reason->evidence_count > 0)
        put_line(sarif, &reason->evidence[0], finding->account, STR_NONE);
    json_array_end(json);
    json_array(json, "relatedLocations");
    for (int i = 1; i < reason->evidence_count; i++)
        put_line(sarif, &reason->evidence[i], STR_NONE, STR_NONE);
    json_array_end(json);
    json_object(json, "properties");
    json_number(json, "observed", reason->observed, 4);
    json_number(json, "expected", reason->expected, 4);
    json_text(json, "unit", reason->unit);
    json_number(json, "weight", reason->bans, 2);
    json_time(json, "from", reason->from_ns);
    json_time(json, "to", reason->to_ns);
    json_object_end(json);
    json_object_end(json);
}

static void put_alert(struct sarif *sarif, const struct alert *alert)
{
    const struct dossier *dossier = sarif->dossier;
    const struct signature *signature = &dossier->signatures[alert->signature];
    struct str title = signature->title[dossier->lang];
    struct json *json = &sarif->json;
    char guid[UUID_TEXT];

    identity_alert(dossier, alert, guid);
    begin_result(json, NULL, SARIF_RULES + detector_count + alert->signature,
                 alert->allowed ? "note" : level_of_rank(signature->rank), guid);
    put_signature_id(json, "ruleId", dossier, alert->signature);
    sarif_message(json, "message", title.n ? title : STR("-"));
    json_array(json, "locations");
    if (alert->evidence_count > 0)
        put_line(sarif, &alert->evidence[0], alert->account, STR_NONE);
    json_array_end(json);
    json_array(json, "relatedLocations");
    for (int i = 1; i < alert->evidence_count; i++)
        put_line(sarif, &alert->evidence[i], STR_NONE, STR_NONE);
    json_array_end(json);
    json_u64(json, "occurrenceCount", alert->events ? alert->events : 1);
    json_object(json, "properties");
    json_time(json, "first", alert->first_ns);
    json_time(json, "last", alert->last_ns);
    if (alert->source.n)
        json_str(json, "source", alert->source);
    if (alert->group.n)
        json_str(json, "group", alert->group);
    if (alert->request.n)
        json_str(json, "request", alert->request);
    json_object_end(json);
    json_object_end(json);
}

static void put_results(struct sarif *sarif)
{
    const struct dossier *dossier = sarif->dossier;

    json_array(&sarif->json, "results");
    for (size_t i = 0; i < dossier->finding_count; i++) {
        put_finding(sarif, &dossier->findings[i]);
        for (size_t k = 0; k < dossier->findings[i].reason_count; k++)
            put_reason(sarif, &dossier->findings[i], k);
    }
    for (size_t i = 0; i < dossier->alert_count; i++)
        put_alert(sarif, &dossier->alerts[i]);
    json_array_end(&sarif->json);
}

static void put_run(struct sarif *sarif)
{
    struct json *json = &sarif->json;
    char guid[UUID_TEXT];

    identity_case(sarif->dossier, guid);
    json_object(json, NULL);
    put_tool(json, sarif->dossier);
    json_object(json, "automationDetails");
    json_text(json, "id", "limier/");
    json_text(json, "correlationGuid", guid);
    json_object_end(json);
    sarif_invocations(sarif);
    sarif_artifacts(sarif);
    json_text(json, "columnKind", "unicodeCodePoints");
    put_results(sarif);
    json_object_end(json);
}

static int write_sarif(const struct report_target *target, struct err *err)
{
    struct sarif sarif;
    struct out out;

    if (report_create(target, "limier.sarif", &out, err) < 0)
        return -1;
    sarif_init(&sarif, target->dossier, &out);
    json_object(&sarif.json, NULL);
    json_text(&sarif.json, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    json_text(&sarif.json, "version", "2.1.0");
    json_array(&sarif.json, "runs");
    put_run(&sarif);
    json_array_end(&sarif.json);
    json_object_end(&sarif.json);
    out_text(&out, "\n");
    sarif_release(&sarif);
    return report_commit(target, "limier.sarif", &out, err);
}

const struct report_writer report_sarif = {
    .name = "sarif", .file = "limier.sarif", .write = write_sarif};

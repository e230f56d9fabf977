/*
 * ocsf_base.c: what the events of ocsf.ndjson have in common.
 */
#include "report/ocsf.h"

#include "report/address.h"
#include "report/identity.h"
#include "report/stream.h"

enum ocsf_severity ocsf_severity_of(const struct finding *finding)
{
    static const enum ocsf_severity severities[] = {OCSF_INFORMATIONAL, OCSF_LOW, OCSF_HIGH,
                                                    OCSF_CRITICAL};

    return finding->allowed_reason.p ? OCSF_INFORMATIONAL : severities[finding->verdict];
}

void ocsf_time(struct json *json, const char *name, int64_t time_ns)
{
    if (time_ns != TIME_NONE)
        json_i64(json, name, clock_floor(time_ns, NS_PER_MS));
}

static void put_metadata(struct json *json, const struct dossier *dossier, const char *uid)
{
    char of_case[UUID_TEXT];

    identity_case(dossier, of_case);
    json_object(json, "metadata");
    json_text(json, "version", OCSF_VERSION);
    json_text(json, "uid", uid);
    json_text(json, "correlation_uid", of_case);
    json_object(json, "product");
    json_text(json, "name", "limier");
    json_text(json, "vendor_name", "limier");
    json_text(json, "version", LIMIER_VERSION);
    json_text(json, "lang", text_lang_code(dossier->lang));
    json_object_end(json);
    json_object_end(json);
}

void ocsf_begin(struct json *json, const struct dossier *dossier, const struct ocsf_head *head)
{
    static const char *const severities[] = {"Unknown", "Informational", "Low",
                                             "Medium",  "High",          "Critical"};
    bool incident = head->class == OCSF_INCIDENT;

    json_object(json, NULL);
    json_u64(json, "activity_id", 1);
    json_text(json, "activity_name", "Create");
    json_u64(json, "category_uid", 2);
    json_text(json, "category_name", "Findings");
    json_u64(json, "class_uid", head->class);
    json_text(json, "class_name", incident ? "Incident Finding" : "Detection Finding");
    json_u64(json, "type_uid", (uint64_t)head->class * 100 + 1);
    json_text(json, "type_name",
              incident ? "Incident Finding: Create" : "Detection Finding: Create");
    json_u64(json, "severity_id", head->severity);
    json_text(json, "severity", severities[head->severity]);
    json_u64(json, "status_id", 1);
    json_text(json, "status", "New");
    ocsf_time(json, "time", dossier->now_ns);
    ocsf_time(json, "start_time", head->first_ns);
    ocsf_time(json, "end_time", head->last_ns);
    if (head->message.n)
        json_str(json, "message", stream_cut(head->message, 4096));
    put_metadata(json, dossier, head->uid);
}

static void put_technique(struct json *json, const char *id)
{
    char parent[ATTACK_TEXT];
    bool below = attack_parent(id, parent);

    json_object(json, NULL);
    json_object(json, "technique");
    json_text(json, "uid", parent);
    json_text(json, "name", attack_technique(parent));
    json_object_end(json);
    if (below) {
        json_object(json, "sub_technique");
        json_text(json, "uid", id);
        json_text(json, "name", attack_technique(id));
        json_object_end(json);
    }
    json_object_end(json);
}

/* Tags do not say which technique serves which tactic: each stands by itself. */
void ocsf_attacks(struct json *json, const struct attack *attack)
{
    if (attack->technique_count == 0 && attack->tactic_count == 0)
        return;
    json_array(json, "attacks");
    for (int i = 0; i < attack->technique_count; i++)
        put_technique(json, attack->techniques[i]);
    for (int i = 0; i < attack->tactic_count; i++) {
        json_object(json, NULL);
        json_object(json, "tactic");
        json_text(json, "uid", attack_tactic(attack->tactics[i]).id);
        json_text(json, "name", attack_tactic(attack->tactics[i]).name);
        json_object_end(json);
        json_object_end(json);
    }
    json_array_end(json);
}

/* The last part of a path. */
static struct str file_name(struct str path)
{
    size_t from = path.n;

    while (from > 0 && path.p[from - 1] != '/')
        from--;
    return from < path.n ? str_skip(path, from) : path;
}

void ocsf_evidence(struct json *json, const struct dossier *dossier,
                   const struct evidence *evidence)
{
    const struct coverage *input;

    if (!evidence->line || evidence->input >= dossier->input_count)
        return;
    input = &dossier->inputs[evidence->input];
    json_object(json, NULL);
    json_object(json, "file");
    json_str(json, "name", file_name(input->input));
    json_str(json, "path", input->input);
    json_u64(json, "type_id", 1);
    json_text(json, "type", "Regular File");
    if (input->sha256[0]) {
        json_array(json, "hashes");
        json_object(json, NULL);
        json_u64(json, "algorithm_id", 3);
        json_text(json, "algorithm", "SHA-256");
        json_text(json, "value", input->sha256);
        json_object_end(json);
        json_array_end(json);
    }
    json_object_end(json);
    json_object(json, "data");
    json_u64(json, "line", evidence->line);
    json_u64(json, "offset", evidence->offset);
    json_time(json, "time", evidence->time_ns);
    json_object_end(json);
    json_object_end(json);
}

void ocsf_source(struct json *json, struct str address, const struct place *place)
{
    json_object(json, NULL);
    json_object(json, "src_endpoint");
    json_str(json, address_is_ip(address) ? "ip" : "name", address);
    if (place && place->country_code.n) {
        json_object(json, "location");
        json_str(json, "country", place->country_code);
        if (place->city[LANG_EN].n)
            json_str(json, "city", place->city[LANG_EN]);
        json_object_end(json);
    }
    if (place && place->asn) {
        json_object(json, "autonomous_system");
        json_u64(json, "number", place->asn);
        if (place->organisation.n)
            json_str(json, "name", place->organisation);
        json_object_end(json);
    }
    json_object_end(json);
}

void ocsf_account(struct json *json, struct str account)
{
    if (account.n == 0)
        return;
    json_array(json, "resources");
    json_object(json, NULL);
    json_text(json, "type", "User Account");
    json_str(json, "uid", account);
    json_str(json, "name", account);
    json_object_end(json);
    json_array_end(json);
}

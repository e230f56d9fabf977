/*
 * ecs_alerts.c: findings and alerts of signatures in the names of the Elastic Common Schema, and
 * the parts that they share with events.
 */
#include "report/ecs.h"

#include <math.h>

#include "report/address.h"
#include "report/attack.h"
#include "report/identity.h"
#include "report/stream.h"

static void put_text(struct json *json, const char *name, struct str text)
{
    if (text.n)
        json_str(json, name, stream_cut(text, STREAM_TEXT_BYTES));
}

/* geo_point as an object, and names in English, which ECS's examples have. */
static void put_geo(struct json *json, const struct place *place)
{
    json_object(json, "geo");
    put_text(json, "country_iso_code", place->country_code);
    put_text(json, "country_name", place->country[LANG_EN]);
    put_text(json, "city_name", place->city[LANG_EN]);
    if (place->located) {
        json_object(json, "location");
        json_number(json, "lat", place->latitude, 4);
        json_number(json, "lon", place->longitude, 4);
        json_object_end(json);
    }
    json_object_end(json);
}

static void put_network(struct json *json, const struct place *place)
{
    json_object(json, "as");
    json_u64(json, "number", place->asn);
    if (place->organisation.n) {
        json_object(json, "organization");
        put_text(json, "name", place->organisation);
        json_object_end(json);
    }
    json_object_end(json);
}

void ecs_source(struct json *json, struct str address, const struct place *place)
{
    if (address.n == 0)
        return;
    json_object(json, "source");
    put_text(json, "address", address);
    if (address_is_ip(address))
        json_str(json, "ip", address);
    if (place && (place->country_code.n || place->located))
        put_geo(json, place);
    if (place && place->asn)
        put_network(json, place);
    json_object_end(json);
    if (!address_is_ip(address))
        return;
    json_object(json, "related");
    json_array(json, "ip");
    json_str(json, NULL, address);
    json_array_end(json);
    json_object_end(json);
}

void ecs_line(struct json *json, const struct dossier *dossier, const struct evidence *evidence)
{
    if (!evidence || evidence->input >= dossier->input_count)
        return;
    json_object(json, "log");
    json_object(json, "file");
    put_text(json, "path", dossier->inputs[evidence->input].input);
    json_object_end(json);
    json_object_end(json);
}

void ecs_position(struct json *json, const struct evidence *evidence)
{
    if (!evidence)
        return;
    json_u64(json, "line", evidence->line);
    json_u64(json, "offset", evidence->offset);
}

/* One line of several, with the digest of its file. */
static void put_evidence(struct json *json, const struct dossier *dossier,
                         const struct evidence *evidence)
{
    const struct coverage *input;

    if (!evidence->line || evidence->input >= dossier->input_count)
        return;
    input = &dossier->inputs[evidence->input];
    json_object(json, NULL);
    put_text(json, "path", input->input);
    if (input->sha256[0])
        json_text(json, "sha256", input->sha256);
    ecs_position(json, evidence);
    json_object_end(json);
}

void ecs_begin(struct json *json, const struct ecs_head *head)
{
    json_object(json, NULL);
    json_time(json, "@timestamp", head->time_ns);
    json_object(json, "ecs");
    json_text(json, "version", ECS_VERSION);
    json_object_end(json);
    json_str(json, "message", head->message);
    json_object(json, "event");
    json_text(json, "kind", head->kind);
    json_array(json, "category");
    json_text(json, NULL, head->category);
    if (head->also)
        json_text(json, NULL, head->also);
    json_array_end(json);
    json_array(json, "type");
    json_text(json, NULL, head->type);
    json_array_end(json);
    json_text(json, "module", "limier");
    json_text(json, "dataset", head->dataset);
    if (head->id)
        json_text(json, "id", head->id);
}

/* The techniques of a rule or finding; nothing where it names none. */
static void put_threat(struct json *json, const struct attack *attack)
{
    char parent[ATTACK_TEXT];

    if (attack->technique_count == 0 && attack->tactic_count == 0)
        return;
    json_object(json, "threat");
    json_text(json, "framework", "MITRE ATT&CK");
    json_object(json, "tactic");
    json_array(json, "id");
    for (int i = 0; i < attack->tactic_count; i++)
        json_text(json, NULL, attack_tactic(attack->tactics[i]).id);
    json_array_end(json);
    json_array(json, "name");
    for (int i = 0; i < attack->tactic_count; i++)
        json_text(json, NULL, attack_tactic(attack->tactics[i]).name);
    json_array_end(json);
    json_object_end(json);
    json_object(json, "technique");
    json_array(json, "id");
    for (int i = 0; i < attack->technique_count; i++) {
        if (!attack_parent(attack->techniques[i], parent) || !attack_has(attack, parent))
            json_text(json, NULL, parent);
    }
    json_array_end(json);
    json_object(json, "subtechnique");
    json_array(json, "id");
    for (int i = 0; i < attack->technique_count; i++) {
        if (attack_parent(attack->techniques[i], parent))
            json_text(json, NULL, attack->techniques[i]);
    }
    json_array_end(json);
    json_object_end(json);
    json_object_end(json);
    json_object_end(json);
}

/* Level 0 to 4 on the scale of 0 to 100 that Elastic's own rules use. */
static uint64_t risk_of(int rank)
{
    static const unsigned char scores[ALERT_LEVELS] = {1, 21, 47, 73, 99};

    return scores[rank < 0 ? 0 : rank < ALERT_LEVELS ? rank : ALERT_LEVELS - 1];
}

static void put_window(struct json *json, int64_t first_ns, int64_t last_ns)
{
    if (first_ns != TIME_NONE)
        json_time(json, "start", first_ns);
    if (last_ns != TIME_NONE)
        json_time(json, "end", last_ns);
}

static void put_rule(struct json *json, const struct signature *signature)
{
    json_object(json, "rule");
    put_text(json, "id", signature->id.n ? signature->id : signature->file);
    put_text(json, "name", signature->title[LANG_EN]);
    put_text(json, "description", signature->description[LANG_EN]);
    put_text(json, "license", signature->license);
    put_text(json, "ruleset", signature->file);
    if (signature->author.n) {
        json_array(json, "author");
        put_text(json, NULL, signature->author);
        json_array_end(json);
    }
    if (signature->reference_count)
        put_text(json, "reference", signature->references[0]);
    json_object_end(json);
}

static void put_account(struct json *json, struct str account)
{
    if (account.n == 0)
        return;
    json_object(json, "user");
    put_text(json, "name", account);
    json_object_end(json);
}

void ecs_alert(struct out *out, const struct dossier *dossier, const struct alert *alert,
               struct str message)
{
    const struct signature *signature = &dossier->signatures[alert->signature];
    const struct attack attack = attack_of_signature(signature);
    char id[UUID_TEXT];
    struct ecs_head head = {alert->at_ns, message, "alert",        "intrusion_detection",
                            "web",        "info",  "limier.alert", id};
    struct json json;

    identity_alert(dossier, alert, id);
    json_init(&json, out, 0);
    ecs_begin(&json, &head);
    json_i64(&json, "severity", signature->rank);
    json_u64(&json, "risk_score", risk_of(signature->rank));
    put_window(&json, alert->first_ns, alert->last_ns);
    if (alert->evidence_count > 0)
        json_u64(&json, "sequence", alert->evidence[0].line);
    json_object_end(&json);
    put_rule(&json, signature);
    put_threat(&json, &attack);
    ecs_source(&json, alert->source, NULL);
    put_account(&json, alert->account);
    if (alert->agent.n) {
        json_object(&json, "user_agent");
        put_text(&json, "original", alert->agent);
        json_object_end(&json);
    }
    ecs_line(&json, dossier, alert->evidence_count > 0 ? &alert->evidence[0] : NULL);
    json_object(&json, "limier");
    json_text(&json, "level", alert_level_name(signature->rank));
    json_u64(&json, "events", alert->events);
    json_bool(&json, "allowed", alert->allowed);
    put_text(&json, "group", alert->group);
    put_text(&json, "request", alert->request);
    json_array(&json, "evidence");
    for (int i = 0; i < alert->evidence_count; i++)
        put_evidence(&json, dossier, &alert->evidence[i]);
    json_array_end(&json);
    json_object_end(&json);
    json_object_end(&json);
    out_text(out, "\n");
}

static void put_sources(struct json *json, const struct finding *finding)
{
    json_object(json, "related");
    json_array(json, "ip");
    for (size_t i = 0; i < finding->source_count; i++) {
        const struct finding_source *source = &finding->sources[i];

        if (source->attributed != ATTRIBUTED_OWNER && address_is_ip(source->address))
            json_str(json, NULL, source->address);
    }
    json_array_end(json);
    json_array(json, "user");
    if (finding->account.n)
        put_text(json, NULL, finding->account);
    json_array_end(json);
    json_object_end(json);
}

static void put_figures(struct json *json, const struct dossier *dossier,
                        const struct finding *finding)
{
    json_object(json, "limier");
    json_text(json, "verdict", verdict_name(finding->verdict));
    json_bool(json, "allowed", finding->allowed_reason.p != NULL);
    json_number(json, "probability", fmin(fmax(finding->probability, 0), 0.9999), 4);
    json_object(json, "beneficiaries");
    json_u64(json, "floor", finding->beneficiaries.floor);
    json_u64(json, "ceiling", finding->beneficiaries.ceiling);
    json_object_end(json);
    json_object(json, "records");
    json_u64(json, "floor", finding->records.floor);
    json_u64(json, "ceiling", finding->records.ceiling);
    json_object_end(json);
    json_array(json, "reasons");
    for (size_t i = 0; i < finding->reason_count; i++)
        json_text(json, NULL, finding->reasons[i].detector);
    json_array_end(json);
    json_array(json, "evidence");
    for (size_t i = 0; i < finding->moment_count; i++)
        put_evidence(json, dossier, &finding->moments[i].evidence);
    json_array_end(json);
    json_object_end(json);
}

void ecs_finding(struct out *out, const struct dossier *dossier, const struct finding *finding)
{
    static const int ranks[] = {0, 1, 3, 4}; /* by verdict */
    const struct attack attack = attack_of_finding(finding);
    int rank = finding->allowed_reason.p ? 0 : ranks[finding->verdict];
    char id[UUID_TEXT];
    struct ecs_head head = {dossier->now_ns,
                            stream_cut(finding->text[dossier->lang], 4096),
                            "alert",
                            "intrusion_detection",
                            "web",
                            "info",
                            "limier.finding",
                            id};
    struct json json;

    identity_finding(finding, id);
    json_init(&json, out, 0);
    ecs_begin(&json, &head);
    json_i64(&json, "severity", rank);
    json_u64(&json, "risk_score", risk_of(rank));
    put_window(&json, finding->first_ns, finding->last_ns);
    json_object_end(&json);
    json_object(&json, "rule");
    json_text(&json, "id", "limier-account-use");
    json_text(&json, "name", "Use of an account to harvest beneficiaries' records");
    json_text(&json, "ruleset", "limier");
    json_object_end(&json);
    put_threat(&json, &attack);
    put_account(&json, finding->account);
    put_sources(&json, finding);
    put_figures(&json, dossier, finding);
    json_object_end(&json);
    out_text(out, "\n");
}

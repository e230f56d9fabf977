/*
 * ecs.c: ecs.ndjson for Elasticsearch and what reads its schema: every act, session and decisive
 * moment as an event, every finding and every alert of a signature as an alert; what was read as a
 * metric. Acts come in order of time; findings follow last, dated by the clock of the run.
 * Beneficiaries appear as tokens only. Source: Elastic Common Schema, field reference.
 */
#include "report/ecs.h"

#include <stdlib.h>

#include "base/mem.h"
#include "report/identity.h"
#include "report/rows.h"

/* Addresses whose fields are kept; a power of two. */
#define CACHED 256u

/* Bytes of an address with its place: six texts and their names. */
#define SOURCE_BYTES 9216

/* Fields of one address, as the rows have them. */
struct ecs_entry {
    uint32_t number;
    bool filled;
    struct str text; /* owned */
};

/* What this report keeps beside the rows. */
struct ecs {
    struct ecs_entry entries[CACHED];
    const struct finding_source **known; /* by address: those of all findings */
    size_t known_count;
};

static int by_address(const void *a, const void *b)
{
    const struct finding_source *const *x = a;
    const struct finding_source *const *y = b;

    return str_cmp((*x)->address, (*y)->address);
}

static void start(struct rows *rows)
{
    const struct dossier *dossier = rows->dossier;
    struct ecs *ecs = rows->own;
    size_t count = 0;

    for (size_t i = 0; i < dossier->finding_count; i++)
        count += dossier->findings[i].source_count;
    ecs->known = mem_zero(count, sizeof(const struct finding_source *));
    for (size_t i = 0; i < dossier->finding_count; i++) {
        for (size_t k = 0; k < dossier->findings[i].source_count; k++)
            ecs->known[ecs->known_count++] = &dossier->findings[i].sources[k];
    }
    qsort(ecs->known, count, sizeof(const struct finding_source *), by_address);
}

static const struct place *place_of(const struct ecs *ecs, struct str address)
{
    struct finding_source wanted = {.address = address};
    const struct finding_source *key = &wanted;
    const struct finding_source *const *hit =
        ecs->known_count
            ? bsearch(&key, ecs->known, ecs->known_count, sizeof *ecs->known, by_address)
            : NULL;

    return hit ? &(*hit)->place : NULL;
}

/* `,"source":{…},"related":{"ip":[…]}` of an address. */
static struct str source_fields(const struct ecs *ecs, struct str address)
{
    struct out out;
    struct json json;

    out_memory(&out);
    json_init(&json, &out, 0);
    json_object(&json, NULL);
    ecs_source(&json, stream_cut(address, STREAM_TEXT_BYTES), place_of(ecs, address));
    if (out.used < 2 || out.used > SOURCE_BYTES) {
        out_drop(&out);
        return STR_NONE;
    }
    out.buffer[0] = ','; /* the brace of an object that goes on elsewhere */
    return (struct str){out.buffer, out.used};
}

static struct str cached_source(struct rows *rows, uint32_t number)
{
    struct ecs *ecs = rows->own;
    struct ecs_entry *entry = &ecs->entries[number % CACHED];

    if (number == NAME_NONE || !rows->dossier->sources)
        return STR_NONE;
    if (!entry->filled || entry->number != number) {
        free((void *)(uintptr_t)entry->text.p);
        entry->text = source_fields(ecs, rows->dossier->sources[number]);
        entry->number = number;
        entry->filled = true;
    }
    return entry->text;
}

static void end(struct rows *rows)
{
    const struct dossier *dossier = rows->dossier;
    struct ecs *ecs = rows->own;

    for (size_t i = 0; i < dossier->finding_count; i++)
        ecs_finding(rows->out, dossier, &dossier->findings[i]);
    for (size_t i = 0; i < CACHED; i++)
        free((void *)(uintptr_t)ecs->entries[i].text.p);
    free(ecs->known);
}

/* A member with an escaped text; nothing when the text is absent. */
static char *put_member(char *at, struct str name, struct str value)
{
    if (!value.p)
        return at;
    at = stream_text(at, name);
    at = stream_text(at, value);
    return ROW_PUT(at, "\"");
}

/* What ECS calls an outcome. */
static struct str outcome_of(const struct trace *trace)
{
    switch (trace_outcome(trace)) {
    case OUTCOME_SUCCESS: return STR("success");
    case OUTCOME_NOT_FOUND:
    case OUTCOME_REFUSED:
    case OUTCOME_FAILED: return STR("failure");
    default: return STR("unknown");
    }
}

static char *put_event(struct rows *rows, char *at, const struct trace *trace,
                       const struct row_texts *texts)
{
    char id[UUID_TEXT];

    identity_line(rows->dossier, trace->input, trace->offset, id);
    at = ROW_PUT(at, ",\"event\":{\"kind\":\"event\",\"category\":[\"web\"],\"type\":[\"access\"],"
                     "\"module\":\"limier\",\"dataset\":\"limier.act\",\"id\":\"");
    at = stream_text(at, (struct str){id, UUID_TEXT - 1});
    at = ROW_PUT(at, "\",\"sequence\":");
    at = stream_u64(at, trace->line);
    at = put_member(at, STR(",\"outcome\":\""), outcome_of(trace));
    at = put_member(at, STR(",\"action\":\""), texts->operation);
    return ROW_PUT(at, "}");
}

/* The size is left out where the log's format cannot hold it. */
static char *put_response(char *at, const struct trace *trace)
{
    unsigned status = trace_status(trace);
    uint32_t bytes = trace_bytes(trace);

    if (!status)
        return at;
    at = ROW_PUT(at, ",\"http\":{\"response\":{\"status_code\":");
    at = stream_u64(at, status);
    if (bytes && bytes < TRACE_BYTES_MAX) {
        at = ROW_PUT(at, ",\"bytes\":");
        at = stream_u64(at, bytes);
    }
    return ROW_PUT(at, "}}");
}

/* What ECS has no field for. Ends the row. */
static char *put_own(char *at, const struct exposed_act *act, const struct finding *finding,
                     const struct row_texts *texts)
{
    at = ROW_PUT(at, ",\"limier\":{\"attribution\":\"");
    at = stream_text(at, str_of(attribution_name((enum attribution)act->attributed)));
    at = put_member(at, STR("\",\"verdict\":\""), str_of(verdict_name(finding->verdict)));
    at = put_member(at, STR(",\"beneficiary\":\""), texts->token);
    at = put_member(at, STR(",\"insurer\":\""), texts->insurer);
    at = trace_shown(&act->t) ? ROW_PUT(at, ",\"shown\":true") : ROW_PUT(at, ",\"shown\":false");
    at = ROW_PUT(at, ",\"line\":");
    at = stream_u64(at, act->t.line);
    at = ROW_PUT(at, ",\"offset\":");
    at = stream_u64(at, act->t.offset);
    return ROW_PUT(at, "}}\n");
}

static void write_act(struct rows *rows, const struct exposed_act *act)
{
    const struct trace *trace = &act->t;
    struct row_texts texts = rows_texts(rows, act);
    char *at = ROW_PUT(rows->row, "{\"@timestamp\":\"");

    at = stream_moment(at, trace->time_ns);
    at = ROW_PUT(at, "Z\",\"ecs\":{\"version\":\"" ECS_VERSION "\"},\"message\":\"");
    at = rows_message(rows, at, trace, &texts);
    at = ROW_PUT(at, "\"");
    at = put_event(rows, at, trace, &texts);
    at = stream_text(at, cached_source(rows, trace->source));
    if (texts.account.p) {
        at = put_member(at, STR(",\"user\":{\"name\":\""), texts.account);
        at = ROW_PUT(at, "}");
    }
    if (texts.agent.p) {
        at = put_member(at, STR(",\"user_agent\":{\"original\":\""), texts.agent);
        at = ROW_PUT(at, "}");
    }
    at = put_response(at, trace);
    if (trace->input < rows->dossier->input_count) {
        at = put_member(at, STR(",\"log\":{\"file\":{\"path\":\""), rows_input(rows, trace->input));
        at = ROW_PUT(at, "}}");
    }
    at = put_own(at, act, &rows->dossier->findings[act->finding], &texts);
    rows_put(rows, at);
}

/* What was read: so that a file without alerts does not look as if nobody had looked. */
static void put_coverage(struct json *json, const struct dossier *dossier)
{
    json_object(json, "coverage");
    json_u64(json, "lines", dossier->lines);
    json_u64(json, "parsed", dossier->parsed);
    json_u64(json, "rejected", dossier->rejected);
    json_u64(json, "skipped", dossier->skipped);
    json_u64(json, "inputs", dossier->input_count);
    json_u64(json, "findings", dossier->finding_count);
    json_bool(json, "complete", !dossier_incomplete(dossier));
    json_bool(json, "partial", dossier->partial);
    json_object_end(json);
}

static void put_user(struct json *json, struct str account, struct str agent)
{
    if (account.n) {
        json_object(json, "user");
        json_str(json, "name", account);
        json_object_end(json);
    }
    if (agent.n) {
        json_object(json, "user_agent");
        json_str(json, "original", stream_cut(agent, STREAM_TEXT_BYTES));
        json_object_end(json);
    }
}

/* How ECS classes an event that is no alert. */
static struct ecs_head head_of(const struct event *event)
{
    struct ecs_head head = {.time_ns = event->time_ns,
                            .kind = "event",
                            .category = "web",
                            .type = "info",
                            .dataset = "limier.moment"};

    if (event->kind == EVENT_SESSION_START || event->kind == EVENT_SESSION_END) {
        head.category = "session";
        head.type = event->kind == EVENT_SESSION_START ? "start" : "end";
        head.dataset = "limier.session";
    } else if (event->kind == EVENT_COVERAGE) {
        head.kind = "metric";
        head.dataset = "limier.coverage";
    } else if (event->kind != EVENT_MOMENT) {
        head.dataset = "limier.period";
    }
    return head;
}

static void put_own_event(struct json *json, const struct dossier *dossier,
                          const struct event *event)
{
    const struct finding *finding = event_finding(dossier, event);
    int attributed = event_attribution(dossier, event);

    json_object(json, "limier");
    ecs_position(json, event_evidence(dossier, event));
    if (finding)
        json_text(json, "verdict", verdict_name(finding->verdict));
    if (attributed >= 0)
        json_text(json, "attribution", attribution_name((enum attribution)attributed));
    if (event->kind == EVENT_MOMENT)
        json_text(json, "moment", finding->moments[event->index].what);
    if (event->kind == EVENT_COVERAGE)
        put_coverage(json, dossier);
    json_object_end(json);
}

static void write_event(struct rows *rows, const struct event *event)
{
    const struct dossier *dossier = rows->dossier;
    struct arena arena = {0};
    struct str message = stream_cut(event_message(dossier, event, &arena), 4096);
    struct str source = event_source(dossier, event);
    struct ecs_head head = head_of(event);
    struct json json;

    if (event->kind == EVENT_ALERT) {
        ecs_alert(rows->out, dossier, event_alert(dossier, event), message);
        arena_release(&arena);
        return;
    }
    head.message = message;
    json_init(&json, rows->out, 0);
    ecs_begin(&json, &head);
    json_object_end(&json);
    ecs_source(&json, source, place_of(rows->own, source));
    put_user(&json, event_account(dossier, event), event_agent(dossier, event));
    ecs_line(&json, dossier, event_evidence(dossier, event));
    put_own_event(&json, dossier, event);
    json_object_end(&json);
    out_text(rows->out, "\n");
    arena_release(&arena);
}

static const struct row_report report = {.joint = {", ", 2},
                                         .file = "ecs.ndjson",
                                         .escape = out_json,
                                         .own_bytes = sizeof(struct ecs),
                                         .start = start,
                                         .event = write_event,
                                         .act = write_act,
                                         .end = end};

static int write_ecs(const struct report_target *target, struct err *err)
{
    return rows_report(&report, target, err);
}

const struct report_writer report_ecs = {
    .name = "ecs", .file = "ecs.ndjson", .write = write_ecs, .persons = true};

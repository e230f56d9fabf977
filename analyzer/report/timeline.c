/*
 * timeline.c: timeline.jsonl for Timesketch: decisive moments, sessions of flagged accounts,
 * alerts of signatures and every act of the attacker (or unclear), in order of time. The importer's
 * rules are its own (Timesketch, "Create timeline from JSON/JSONL/CSV"): each line an object with
 * message, datetime and timestamp_desc; timestamp in microseconds; texts of at most 256 characters
 * are searchable as a whole; one bad line ends the import. Beneficiaries appear as tokens only.
 *
 * There are as many rows as records were taken, hundreds of thousands: a row is copied together
 * from parts that were escaped before, in one buffer.
 */
#include "report/report.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/names.h"
#include "report/events.h"
#include "report/stream.h"

/* A row's fixed parts take 500 bytes, its escaped texts - seven and the message's copies of an act,
 * nine of an alert - less than the rest. */
#define ROW_BYTES ((size_t)24 << 10)

/* Escaped parts that do not change from act to act. */
struct timeline {
    const struct dossier *dossier;
    struct out *out;
    struct arena arena;
    struct str *accounts;                   /* by finding */
    struct str *inputs;                     /* by input, filled at first use */
    struct str *insurers;                   /* by insurer */
    struct str *operations;                 /* by operation of the portal */
    struct str messages[OUTCOME_COUNT + 1]; /* by outcome; the last for "shown" */
    struct stream_texts sources;
    struct stream_texts agents;
    struct person person; /* of the token below: views of one person follow each other */
    char token[PSEUDONYM_TEXT];
    char *row;
};

static struct str escaped(struct arena *arena, struct str text)
{
    struct out json;
    struct str kept;

    out_memory(&json);
    out_json(&json, stream_cut(text, STREAM_TEXT_BYTES));
    kept = arena_str(arena, (struct str){json.buffer, json.used});
    out_drop(&json);
    return kept;
}

/* What an act's message starts with. */
static void prepare_messages(struct timeline *t)
{
    static const char *const texts[OUTCOME_COUNT + 1] = {
        [OUTCOME_UNKNOWN] = N_("Asked for (outcome not logged)"),
        [OUTCOME_SUCCESS] = N_("Done"),
        [OUTCOME_NOT_FOUND] = N_("Not found"),
        [OUTCOME_REFUSED] = N_("Refused"),
        [OUTCOME_FAILED] = N_("Failed"),
        [OUTCOME_COUNT] = N_("Record shown"),
    };

    for (int i = 0; i <= OUTCOME_COUNT; i++)
        t->messages[i] = escaped(&t->arena, str_of(text_get(t->dossier->lang, texts[i])));
}

static void timeline_init(struct timeline *t, const struct dossier *dossier, struct out *out)
{
    size_t operations = dossier->portal ? (size_t)dossier->portal->operation_count : 0;

    *t = (struct timeline){.dossier = dossier, .out = out};
    t->accounts = mem_zero(dossier->finding_count, sizeof *t->accounts);
    t->inputs = mem_zero(dossier->input_count, sizeof *t->inputs);
    t->insurers = mem_zero(dossier->insurer_count, sizeof *t->insurers);
    t->operations = mem_zero(operations, sizeof *t->operations);
    for (size_t i = 0; i < dossier->finding_count; i++)
        t->accounts[i] = escaped(&t->arena, dossier->findings[i].account);
    for (size_t i = 0; i < dossier->insurer_count; i++)
        t->insurers[i] = escaped(&t->arena, dossier->insurers[i]);
    for (size_t i = 0; i < operations; i++)
        t->operations[i] = escaped(&t->arena, dossier->portal->operations[i].name);
    prepare_messages(t);
    stream_texts_init(&t->sources);
    stream_texts_init(&t->agents);
    t->row = mem_resize(NULL, ROW_BYTES, 1);
}

static void timeline_release(struct timeline *t)
{
    free(t->accounts);
    free(t->inputs);
    free(t->insurers);
    free(t->operations);
    free(t->row);
    stream_texts_release(&t->sources);
    stream_texts_release(&t->agents);
    arena_release(&t->arena);
}

/* A literal's bytes. */
#define PUT(at, literal) stream_text((at), STR(literal))

/* A member with an escaped text; nothing when the text is absent. */
static char *put_member(char *at, struct str name, struct str value)
{
    if (!value.p)
        return at;
    at = stream_text(at, name);
    at = stream_text(at, value);
    return PUT(at, "\"");
}

static char *put_time(char *at, int64_t time_ns)
{
    int64_t us = clock_floor(time_ns, 1000);

    at = PUT(at, "\",\"datetime\":\"");
    at = stream_moment(at, time_ns);
    at = PUT(at, "+00:00\",\"timestamp\":");
    if (us < 0)
        *at++ = '-';
    return stream_u64(at, us < 0 ? (uint64_t)-us : (uint64_t)us);
}

/* Where the line stands. */
static char *put_position(struct timeline *t, char *at, uint32_t input, uint32_t line,
                          uint64_t offset)
{
    if (input >= t->dossier->input_count)
        return at;
    if (!t->inputs[input].p)
        t->inputs[input] = escaped(&t->arena, t->dossier->inputs[input].input);
    at = put_member(at, STR(",\"log_file\":\""), t->inputs[input]);
    at = PUT(at, ",\"log_line\":");
    at = stream_u64(at, line);
    at = PUT(at, ",\"log_offset\":");
    return stream_u64(at, offset);
}

/* Words of ours; those that are NULL are left out. Ends the row. */
static char *put_tags(char *at, const char *one, const char *other)
{
    const char *const words[] = {one, other};

    at = PUT(at, ",\"tag\":[\"limier\"");
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!words[i])
            continue;
        at = PUT(at, ",\"");
        at = stream_text(at, str_of(words[i]));
        at = PUT(at, "\"");
    }
    return PUT(at, "]}\n");
}

/* A member with a stranger's text, escaped and cut to what is searchable as a whole. */
static char *put_escaped(struct arena *arena, char *at, struct str name, struct str value)
{
    return value.p ? put_member(at, name, escaped(arena, value)) : at;
}

/* What alerted, and on what. */
static char *put_alert(struct arena *arena, char *at, enum lang lang,
                       const struct signature *signature, const struct alert *alert)
{
    struct str level = str_of(alert_level_name(signature->rank));

    at = put_escaped(arena, at, STR(",\"signature\":\""), signature->title[lang]);
    at = put_escaped(arena, at, STR(",\"signature_id\":\""), signature->id);
    at = put_member(at, STR(",\"signature_level\":\""), level);
    at = put_escaped(arena, at, STR(",\"signature_author\":\""), signature->author);
    at = put_escaped(arena, at, STR(",\"signature_file\":\""), signature->file);
    at = put_escaped(arena, at, STR(",\"group\":\""), alert->group);
    at = put_escaped(arena, at, STR(",\"request\":\""), alert->request);
    at = PUT(at, ",\"events\":");
    return stream_u64(at, alert->events);
}

static const char *token_of(struct timeline *t, struct person person)
{
    if (!t->token[0] || !person_eq(t->person, person)) {
        pseudonym_write(t->dossier->key, person, t->token);
        t->person = person;
    }
    return t->token;
}

/* The texts of one act, all escaped. */
struct act_texts {
    struct str account;
    struct str source;
    struct str agent;
    struct str insurer;
    struct str operation;
    struct str token;
    struct str outcome;
};

static struct act_texts act_texts(struct timeline *t, const struct exposed_act *act)
{
    const struct dossier *dossier = t->dossier;
    const struct trace *trace = &act->t;
    struct act_texts texts = {.account = t->accounts[act->finding]};

    if (trace->source != NAME_NONE && dossier->sources)
        texts.source = stream_texts_get(&t->sources, dossier->sources, trace->source);
    if (trace->agent != NAME_NONE && dossier->agents)
        texts.agent = stream_texts_get(&t->agents, dossier->agents, trace->agent);
    if (trace->insurer < dossier->insurer_count)
        texts.insurer = t->insurers[trace->insurer];
    if (dossier->portal && trace->operation < dossier->portal->operation_count)
        texts.operation = t->operations[trace->operation];
    if (person_tag(trace->person) != PERSON_NONE)
        texts.token = (struct str){token_of(t, trace->person), PSEUDONYM_TEXT - 1};
    texts.outcome = str_of(outcome_name(trace_outcome(trace)));
    return texts;
}

/* "Record shown, rights, b-0123…, 10003879623, 203.0.113.7" */
static char *put_message(struct timeline *t, char *at, const struct trace *trace,
                         const struct act_texts *texts)
{
    struct str parts[] = {texts->operation, texts->token, texts->account, texts->source};
    unsigned outcome = trace_outcome(trace);

    if (outcome >= OUTCOME_COUNT)
        outcome = OUTCOME_UNKNOWN;
    at = PUT(at, "{\"message\":\"");
    at = stream_text(at, t->messages[trace_shown(trace) ? OUTCOME_COUNT : outcome]);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (!parts[i].p)
            continue;
        at = PUT(at, ", ");
        at = stream_text(at, parts[i]);
    }
    return at;
}

static int write_act(struct timeline *t, const struct exposed_act *act, struct err *err)
{
    const struct trace *trace = &act->t;
    struct act_texts texts;
    char *at = t->row;

    if (act->finding >= t->dossier->finding_count || act->attributed >= ATTRIBUTION_COUNT)
        return err_set(err, "acts: a record names finding %u of %zu", act->finding,
                       t->dossier->finding_count);
    texts = act_texts(t, act);
    at = put_message(t, at, trace, &texts);
    at = put_time(at, trace->time_ns);
    at = trace_shown(trace) ? PUT(at, ",\"timestamp_desc\":\"Record Shown\"")
                            : PUT(at, ",\"timestamp_desc\":\"Request\"");
    at = PUT(at, ",\"data_type\":\"limier:act\"");
    at = put_member(at, STR(",\"source_ip\":\""), texts.source);
    at = put_member(at, STR(",\"user\":\""), texts.account);
    at = put_member(at, STR(",\"beneficiary\":\""), texts.token);
    at = put_member(at, STR(",\"insurer\":\""), texts.insurer);
    at = put_member(at, STR(",\"operation\":\""), texts.operation);
    at = put_member(at, STR(",\"outcome\":\""), texts.outcome);
    if (trace_status(trace)) {
        at = PUT(at, ",\"http_response_code\":");
        at = stream_u64(at, trace_status(trace));
    }
    at = put_member(at, STR(",\"http_request_user_agent\":\""), texts.agent);
    at = put_position(t, at, trace->input, trace->line, trace->offset);
    at = put_tags(at, attribution_name((enum attribution)act->attributed), NULL);
    out_bytes(t->out, t->row, (size_t)(at - t->row));
    return 0;
}

/* An event is rare: its texts are escaped on the spot. The message is full text and may be long; it
 * stays far below the 32,766 bytes at which sorting is lost. */
static void write_event(struct timeline *t, const struct event *event)
{
    const struct dossier *dossier = t->dossier;
    const struct finding *finding = event_finding(dossier, event);
    const struct evidence *evidence = event_evidence(dossier, event);
    const struct alert *alert = event_alert(dossier, event);
    int attributed = event_attribution(dossier, event);
    struct arena arena = {0};
    char *at = t->row;

    out_text(t->out, "{\"message\":\"");
    out_json(t->out, stream_cut(event_message(dossier, event, &arena), 4096));
    at = put_time(at, event->time_ns);
    at = put_member(at, STR(",\"timestamp_desc\":\""), str_of(event_description(event)));
    at = put_member(at, STR(",\"data_type\":\""), str_of(event_type(event)));
    if (event->kind == EVENT_MOMENT)
        at = put_member(at, STR(",\"moment\":\""), str_of(finding->moments[event->index].what));
    at = put_escaped(&arena, at, STR(",\"source_ip\":\""), event_source(dossier, event));
    at = put_escaped(&arena, at, STR(",\"user\":\""), event_account(dossier, event));
    at = put_escaped(&arena, at, STR(",\"http_request_user_agent\":\""),
                     event_agent(dossier, event));
    if (alert)
        at = put_alert(&arena, at, dossier->lang, event_signature(dossier, event), alert);
    if (evidence)
        at = put_position(t, at, evidence->input, evidence->line, evidence->offset);
    if (alert)
        at = put_tags(at, "signature", alert_level_name(event_signature(dossier, event)->rank));
    else
        at = put_tags(at, attributed < 0 ? NULL : attribution_name((enum attribution)attributed),
                      finding ? verdict_name(finding->verdict) : NULL);
    out_bytes(t->out, t->row, (size_t)(at - t->row));
    arena_release(&arena);
}

/* Events and acts are both in order of time: a merge. */
static int write_rows(struct timeline *t, const struct event *events, size_t count, struct err *err)
{
    struct stream acts;
    const void *record;
    size_t next = 0;
    int rc;

    stream_init(&acts, t->dossier->acts_fd, sizeof(struct exposed_act), t->dossier->act_count,
                "acts");
    while ((rc = stream_next(&acts, &record, err)) > 0) {
        const struct exposed_act *act = record;

        while (next < count && event_precedes(&events[next], act->t.time_ns))
            write_event(t, &events[next++]);
        rc = write_act(t, act, err);
        if (rc < 0 || t->out->failed)
            break;
    }
    for (; rc >= 0 && next < count; next++)
        write_event(t, &events[next]);
    stream_release(&acts);
    return rc;
}

static int write_timeline(const struct report_target *target, struct err *err)
{
    struct timeline timeline;
    struct event *events;
    struct out out;
    size_t count;
    int rc;

    if (report_create(target, "timeline.jsonl", &out, err) < 0)
        return -1;
    count = events_list(target->dossier, &events);
    timeline_init(&timeline, target->dossier, &out);
    rc = write_rows(&timeline, events, count, err);
    timeline_release(&timeline);
    free(events);
    if (rc < 0)
        out_drop(&out);
    else
        rc = report_commit(target, "timeline.jsonl", &out, err);
    return rc;
}

const struct report_writer report_timeline = {
    .name = "timeline", .file = "timeline.jsonl", .write = write_timeline, .persons = true};

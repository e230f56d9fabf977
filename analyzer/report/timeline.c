/*
 * timeline.c: timeline.jsonl for Timesketch: decisive moments, sessions of flagged accounts,
 * alerts of signatures and every act of the attacker (or unclear), in order of time. The importer's
 * rules are its own (Timesketch, "Create timeline from JSON/JSONL/CSV"): each line an object with
 * message, datetime and timestamp_desc; timestamp in microseconds; texts of at most 256 characters
 * are searchable as a whole; one bad line ends the import. Beneficiaries appear as tokens only.
 */
#include "report/rows.h"

/* A member with an escaped text; nothing when the text is absent. */
static char *put_member(char *at, struct str name, struct str value)
{
    if (!value.p)
        return at;
    at = stream_text(at, name);
    at = stream_text(at, value);
    return ROW_PUT(at, "\"");
}

static char *put_time(char *at, int64_t time_ns)
{
    int64_t us = clock_floor(time_ns, 1000);

    at = ROW_PUT(at, "\",\"datetime\":\"");
    at = stream_moment(at, time_ns);
    at = ROW_PUT(at, "+00:00\",\"timestamp\":");
    if (us < 0)
        *at++ = '-';
    return stream_u64(at, us < 0 ? (uint64_t)-us : (uint64_t)us);
}

/* Where the line stands. */
static char *put_position(struct rows *rows, char *at, uint32_t input, uint32_t line,
                          uint64_t offset)
{
    if (input >= rows->dossier->input_count)
        return at;
    at = put_member(at, STR(",\"log_file\":\""), rows_input(rows, input));
    at = ROW_PUT(at, ",\"log_line\":");
    at = stream_u64(at, line);
    at = ROW_PUT(at, ",\"log_offset\":");
    return stream_u64(at, offset);
}

/* Words of ours; those that are NULL are left out. Ends the row. */
static char *put_tags(char *at, const char *one, const char *other)
{
    const char *const words[] = {one, other};

    at = ROW_PUT(at, ",\"tag\":[\"limier\"");
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!words[i])
            continue;
        at = ROW_PUT(at, ",\"");
        at = stream_text(at, str_of(words[i]));
        at = ROW_PUT(at, "\"");
    }
    return ROW_PUT(at, "]}\n");
}

/* A member with a stranger's text, escaped and cut to what is searchable as a whole. */
static char *put_escaped(const struct rows *rows, struct arena *arena, char *at, struct str name,
                         struct str value)
{
    return value.p ? put_member(at, name, rows_escaped(rows, arena, value)) : at;
}

/* What alerted, and on what. */
static char *put_alert(const struct rows *rows, struct arena *arena, char *at,
                       const struct signature *signature, const struct alert *alert)
{
    struct str level = str_of(alert_level_name(signature->rank));

    at = put_escaped(rows, arena, at, STR(",\"signature\":\""),
                     signature->title[rows->dossier->lang]);
    at = put_escaped(rows, arena, at, STR(",\"signature_id\":\""), signature->id);
    at = put_member(at, STR(",\"signature_level\":\""), level);
    at = put_escaped(rows, arena, at, STR(",\"signature_author\":\""), signature->author);
    at = put_escaped(rows, arena, at, STR(",\"signature_file\":\""), signature->file);
    at = put_escaped(rows, arena, at, STR(",\"group\":\""), alert->group);
    at = put_escaped(rows, arena, at, STR(",\"request\":\""), alert->request);
    at = ROW_PUT(at, ",\"events\":");
    return stream_u64(at, alert->events);
}

static void write_act(struct rows *rows, const struct exposed_act *act)
{
    const struct trace *trace = &act->t;
    struct row_texts texts = rows_texts(rows, act);
    char *at = rows->row;

    at = ROW_PUT(at, "{\"message\":\"");
    at = rows_message(rows, at, trace, &texts);
    at = put_time(at, trace->time_ns);
    at = trace_shown(trace) ? ROW_PUT(at, ",\"timestamp_desc\":\"Record Shown\"")
                            : ROW_PUT(at, ",\"timestamp_desc\":\"Request\"");
    at = ROW_PUT(at, ",\"data_type\":\"limier:act\"");
    at = put_member(at, STR(",\"source_ip\":\""), texts.source);
    at = put_member(at, STR(",\"user\":\""), texts.account);
    at = put_member(at, STR(",\"beneficiary\":\""), texts.token);
    at = put_member(at, STR(",\"insurer\":\""), texts.insurer);
    at = put_member(at, STR(",\"operation\":\""), texts.operation);
    at = put_member(at, STR(",\"outcome\":\""), texts.outcome);
    if (trace_status(trace)) {
        at = ROW_PUT(at, ",\"http_response_code\":");
        at = stream_u64(at, trace_status(trace));
    }
    at = put_member(at, STR(",\"http_request_user_agent\":\""), texts.agent);
    at = put_position(rows, at, trace->input, trace->line, trace->offset);
    at = put_tags(at, attribution_name((enum attribution)act->attributed), NULL);
    rows_put(rows, at);
}

/* An event is rare: its texts are escaped on the spot. The message is full text and may be long; it
 * stays far below the 32,766 bytes at which sorting is lost. */
static void write_event(struct rows *rows, const struct event *event)
{
    const struct dossier *dossier = rows->dossier;
    const struct finding *finding = event_finding(dossier, event);
    const struct evidence *evidence = event_evidence(dossier, event);
    const struct alert *alert = event_alert(dossier, event);
    int attributed = event_attribution(dossier, event);
    struct arena arena = {0};
    char *at = rows->row;

    out_text(rows->out, "{\"message\":\"");
    out_json(rows->out, stream_cut(event_message(dossier, event, &arena), 4096));
    at = put_time(at, event->time_ns);
    at = put_member(at, STR(",\"timestamp_desc\":\""), str_of(event_description(event)));
    at = put_member(at, STR(",\"data_type\":\""), str_of(event_type(event)));
    if (event->kind == EVENT_MOMENT)
        at = put_member(at, STR(",\"moment\":\""), str_of(finding->moments[event->index].what));
    at = put_escaped(rows, &arena, at, STR(",\"source_ip\":\""), event_source(dossier, event));
    at = put_escaped(rows, &arena, at, STR(",\"user\":\""), event_account(dossier, event));
    at = put_escaped(rows, &arena, at, STR(",\"http_request_user_agent\":\""),
                     event_agent(dossier, event));
    if (alert)
        at = put_alert(rows, &arena, at, event_signature(dossier, event), alert);
    if (evidence)
        at = put_position(rows, at, evidence->input, evidence->line, evidence->offset);
    if (alert)
        at = put_tags(at, "signature", alert_level_name(event_signature(dossier, event)->rank));
    else
        at = put_tags(at, attributed < 0 ? NULL : attribution_name((enum attribution)attributed),
                      finding ? verdict_name(finding->verdict) : NULL);
    rows_put(rows, at);
    arena_release(&arena);
}

static const struct row_report report = {.joint = {", ", 2},
                                         .file = "timeline.jsonl",
                                         .escape = out_json,
                                         .event = write_event,
                                         .act = write_act};

static int write_timeline(const struct report_target *target, struct err *err)
{
    return rows_report(&report, target, err);
}

const struct report_writer report_timeline = {
    .name = "timeline", .file = "timeline.jsonl", .write = write_timeline, .persons = true};

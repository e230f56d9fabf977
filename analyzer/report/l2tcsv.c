/*
 * l2tcsv.c: timeline.l2t.csv, the seventeen columns of log2timeline as Plaso writes them: moments,
 * sessions, alerts and acts, in order of time, for tools that read that format. Such tools cut
 * lines at every comma and know no quotes, so no cell has either (Plaso too puts a blank for a
 * comma); what the log wrote literally stands in timeline.jsonl. An empty cell is "-". No cell
 * becomes a formula.
 */
#include "report/rows.h"

/* Control bytes are shown as \xNN, what hides or turns text as U+FFFD. */
static void escape_cell(struct out *out, struct str text)
{
    while (text.n) {
        size_t wide = str_utf8_length(text);
        unsigned char c = (unsigned char)text.p[0];
        struct str one = {text.p, wide ? wide : 1};

        if (c == ',')
            out_text(out, " ");
        else if (c == '"')
            out_text(out, "'");
        else if (c < 0x20 || c == 0x7f)
            out_print(out, "\\x%02x", c);
        else if (wide && out_is_shown(one))
            out_bytes(out, one.p, one.n);
        else
            out_text(out, "\xEF\xBF\xBD");
        text = str_skip(text, one.n);
    }
}

/* A cell that a stranger's text begins. */
static char *put_guarded(char *at, struct str text)
{
    if (text.n == 0)
        return ROW_PUT(at, "-");
    if (memchr("=+-@", text.p[0], 4))
        at = ROW_PUT(at, "'");
    return stream_text(at, text);
}

static char *put_two(char *at, int value, char then)
{
    *at++ = (char)('0' + value / 10 % 10);
    *at++ = (char)('0' + value % 10);
    *at++ = then;
    return at;
}

/* "01/29/2024,14:03:07,UTC,....," and what kind of source it is. A request is neither a
 * modification, access, change nor birth of a file: no letter. */
static char *put_head(char *at, int64_t time_ns, struct str sourcetype)
{
    struct civil c = clock_civil(time_ns, 0);

    at = put_two(at, c.month, '/');
    at = put_two(at, c.day, '/');
    at = put_two(at, c.year / 100, '0');
    at = put_two(at - 1, c.year, ',');
    at = put_two(at, c.hour, ':');
    at = put_two(at, c.minute, ':');
    at = put_two(at, c.second, ',');
    at = ROW_PUT(at, "UTC,....,LOG,");
    at = stream_text(at, sourcetype);
    return ROW_PUT(at, ",");
}

/* "; name: value" in the last column. */
static char *put_extra(char *at, bool *first, struct str name, struct str value)
{
    if (value.n == 0)
        return at;
    if (!*first)
        at = ROW_PUT(at, "; ");
    *first = false;
    at = stream_text(at, name);
    at = ROW_PUT(at, ": ");
    return stream_text(at, value);
}

/* Version, file and format; then the last column follows. The notes say where the line stands. */
static char *put_file(struct rows *rows, char *at, const struct evidence *evidence)
{
    at = ROW_PUT(at, ",2,");
    if (!evidence)
        return ROW_PUT(at, "-,-,-,limier,");
    at = put_guarded(at, rows_input(rows, evidence->input));
    at = ROW_PUT(at, ",-,line ");
    at = stream_u64(at, evidence->line);
    at = ROW_PUT(at, " offset ");
    at = stream_u64(at, evidence->offset);
    return ROW_PUT(at, ",limier,");
}

static char *put_status(char *at, bool *first, unsigned status)
{
    char digits[20];

    return status ? put_extra(at, first, STR("http_response_code"),
                              (struct str){digits, (size_t)(stream_u64(digits, status) - digits)})
                  : at;
}

static void write_act(struct rows *rows, const struct exposed_act *act)
{
    const struct trace *trace = &act->t;
    const struct evidence evidence = {
        .input = trace->input, .line = trace->line, .offset = trace->offset};
    struct row_texts texts = rows_texts(rows, act);
    char *at = put_head(rows->row, trace->time_ns, STR("Portal Access Log"));
    bool first = true;

    at = trace_shown(trace) ? ROW_PUT(at, "Record Shown,") : ROW_PUT(at, "Request,");
    at = put_guarded(at, texts.account);
    at = ROW_PUT(at, ",-,");
    at = stream_text(at, rows_outcome(rows, trace));
    at = ROW_PUT(at, ",");
    at = rows_message(rows, at, trace, &texts);
    at = put_file(rows, at, &evidence);
    at = put_extra(at, &first, STR("attributed"),
                   str_of(attribution_name((enum attribution)act->attributed)));
    at = put_extra(at, &first, STR("source_ip"), texts.source);
    at = put_extra(at, &first, STR("beneficiary"), texts.token);
    at = put_extra(at, &first, STR("insurer"), texts.insurer);
    at = put_extra(at, &first, STR("operation"), texts.operation);
    at = put_extra(at, &first, STR("outcome"), texts.outcome);
    at = put_status(at, &first, trace_status(trace));
    at = put_extra(at, &first, STR("user_agent"), texts.agent);
    rows_put(rows, ROW_PUT(at, "\n"));
}

static char *put_event_extra(struct rows *rows, char *at, const struct event *event,
                             struct arena *arena)
{
    const struct dossier *dossier = rows->dossier;
    const struct finding *finding = event_finding(dossier, event);
    const struct signature *signature = event_signature(dossier, event);
    int attributed = event_attribution(dossier, event);
    bool first = true;
    char *from = at;

    if (finding)
        at = put_extra(at, &first, STR("verdict"), str_of(verdict_name(finding->verdict)));
    if (attributed >= 0)
        at = put_extra(at, &first, STR("attributed"),
                       str_of(attribution_name((enum attribution)attributed)));
    at = put_extra(at, &first, STR("source_ip"),
                   rows_escaped(rows, arena, event_source(dossier, event)));
    at = put_extra(at, &first, STR("user_agent"),
                   rows_escaped(rows, arena, event_agent(dossier, event)));
    if (signature) {
        at = put_extra(at, &first, STR("level"), str_of(alert_level_name(signature->rank)));
        at =
            put_extra(at, &first, STR("rule"),
                      rows_escaped(rows, arena, signature->id.n ? signature->id : signature->file));
        at = put_extra(at, &first, STR("author"), rows_escaped(rows, arena, signature->author));
    }
    return at == from ? ROW_PUT(at, "-") : at;
}

/* An event is rare, and its message may be longer than what is escaped in one piece. */
static void write_event(struct rows *rows, const struct event *event)
{
    const struct dossier *dossier = rows->dossier;
    struct arena arena = {0};
    struct str message = event_message(dossier, event, &arena);
    char *at = put_head(rows->row, event->time_ns, STR("limier"));

    at = stream_text(at, str_of(event_description(event)));
    at = ROW_PUT(at, ",");
    at = put_guarded(at, rows_escaped(rows, &arena, event_account(dossier, event)));
    at = ROW_PUT(at, ",-,");
    at = stream_text(at, rows_escaped(rows, &arena, stream_cut(message, 80)));
    rows_put(rows, ROW_PUT(at, ","));
    escape_cell(rows->out, stream_cut(message, 4096));
    at = put_file(rows, rows->row, event_evidence(dossier, event));
    at = put_event_extra(rows, at, event, &arena);
    rows_put(rows, ROW_PUT(at, "\n"));
    arena_release(&arena);
}

static void write_columns(struct rows *rows)
{
    out_text(rows->out, "date,time,timezone,MACB,source,sourcetype,type,user,host,short,desc,"
                        "version,filename,inode,notes,format,extra\n");
}

static const struct row_report report = {.joint = {"; ", 2},
                                         .file = "timeline.l2t.csv",
                                         .escape = escape_cell,
                                         .start = write_columns,
                                         .event = write_event,
                                         .act = write_act};

static int write_l2tcsv(const struct report_target *target, struct err *err)
{
    return rows_report(&report, target, err);
}

const struct report_writer report_l2tcsv = {
    .name = "l2tcsv", .file = "timeline.l2t.csv", .write = write_l2tcsv, .persons = true};

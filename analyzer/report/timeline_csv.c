/*
 * timeline_csv.c: timeline.csv for people: the period, decisive moments, sessions of flagged
 * accounts and alerts of signatures, without the single acts, which are in timeline.jsonl. Cells
 * cannot become formulas.
 */
#include "report/report.h"

#include <stdlib.h>

#include "report/events.h"
#include "report/stream.h"

/* A comma and a cell. */
static void put_cell(struct out *out, struct str text)
{
    out_text(out, ",");
    out_csv(out, stream_cut(text, 4096));
}

static void write_event(struct out *out, const struct dossier *dossier, const struct event *event)
{
    const struct finding *finding = event_finding(dossier, event);
    const struct signature *signature = event_signature(dossier, event);
    const struct evidence *evidence = event_evidence(dossier, event);
    int attributed = event_attribution(dossier, event);
    struct arena arena = {0};
    char time[CLOCK_TEXT];

    (void)clock_rfc3339(event->time_ns, time);
    out_text(out, time);
    put_cell(out, str_of(event_description(event)));
    put_cell(out,
             event->kind == EVENT_MOMENT ? str_of(finding->moments[event->index].what) : STR_NONE);
    put_cell(out, event_account(dossier, event));
    put_cell(out, finding ? str_of(verdict_name(finding->verdict)) : STR_NONE);
    put_cell(out, event_source(dossier, event));
    put_cell(out,
             attributed < 0 ? STR_NONE : str_of(attribution_name((enum attribution)attributed)));
    put_cell(out, event_message(dossier, event, &arena));
    if (evidence) {
        put_cell(out, dossier->inputs[evidence->input].input);
        out_text(out, ",");
        out_u64(out, evidence->line);
    } else {
        out_text(out, ",,");
    }
    put_cell(out, signature ? str_of(alert_level_name(signature->rank)) : STR_NONE);
    put_cell(out, signature ? signature->id.n ? signature->id : signature->file : STR_NONE);
    put_cell(out, signature ? signature->author : STR_NONE);
    out_text(out, "\n");
    arena_release(&arena);
}

static int write_timeline_csv(const struct report_target *target, struct err *err)
{
    struct event *events;
    struct out out;
    size_t count;

    if (report_create(target, "timeline.csv", &out, err) < 0)
        return -1;
    count = events_list(target->dossier, &events);
    out_text(&out, "time,event,moment,account,verdict,source,attributed,message,input,line,level,"
                   "rule,author\n");
    for (size_t i = 0; i < count; i++)
        write_event(&out, target->dossier, &events[i]);
    free(events);
    return report_commit(target, "timeline.csv", &out, err);
}

const struct report_writer report_timeline_csv = {
    .name = "timeline_csv", .file = "timeline.csv", .write = write_timeline_csv};

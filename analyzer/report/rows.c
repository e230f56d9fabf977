/*
 * rows.c: merges events and acts, and keeps their escaped texts.
 */
#include "report/rows.h"

#include <stdlib.h>

#include "base/mem.h"

struct str rows_escaped(const struct rows *rows, struct arena *arena, struct str text)
{
    struct out escaped;
    struct str kept;

    out_memory(&escaped);
    rows->report->escape(&escaped, stream_cut(text, STREAM_TEXT_BYTES));
    kept = arena_str(arena, (struct str){escaped.buffer, escaped.used});
    out_drop(&escaped);
    return kept;
}

/* What an act's message starts with. */
static void prepare_messages(struct rows *rows)
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
        rows->messages[i] =
            rows_escaped(rows, &rows->arena, str_of(text_get(rows->dossier->lang, texts[i])));
}

static void rows_init(struct rows *rows, const struct row_report *report,
                      const struct dossier *dossier, struct out *out)
{
    size_t operations = dossier->portal ? (size_t)dossier->portal->operation_count : 0;
    struct arena *arena = &rows->arena;

    *rows = (struct rows){.report = report, .dossier = dossier, .out = out};
    rows->own = report->own_bytes ? mem_zero(1, report->own_bytes) : NULL;
    rows->accounts = mem_zero(dossier->finding_count, sizeof *rows->accounts);
    rows->inputs = mem_zero(dossier->input_count, sizeof *rows->inputs);
    rows->insurers = mem_zero(dossier->insurer_count, sizeof *rows->insurers);
    rows->operations = mem_zero(operations, sizeof *rows->operations);
    for (size_t i = 0; i < dossier->finding_count; i++)
        rows->accounts[i] = rows_escaped(rows, arena, dossier->findings[i].account);
    for (size_t i = 0; i < dossier->insurer_count; i++)
        rows->insurers[i] = rows_escaped(rows, arena, dossier->insurers[i]);
    for (size_t i = 0; i < operations; i++)
        rows->operations[i] = rows_escaped(rows, arena, dossier->portal->operations[i].name);
    prepare_messages(rows);
    stream_texts_init(&rows->sources, report->escape);
    stream_texts_init(&rows->agents, report->escape);
    rows->row = mem_resize(NULL, ROW_BYTES, 1);
}

static void rows_release(struct rows *rows)
{
    free(rows->own);
    free(rows->accounts);
    free(rows->inputs);
    free(rows->insurers);
    free(rows->operations);
    free(rows->row);
    stream_texts_release(&rows->sources);
    stream_texts_release(&rows->agents);
    arena_release(&rows->arena);
}

struct str rows_input(struct rows *rows, uint32_t input)
{
    if (input >= rows->dossier->input_count)
        return STR_NONE;
    if (!rows->inputs[input].p)
        rows->inputs[input] = rows_escaped(rows, &rows->arena, rows->dossier->inputs[input].input);
    return rows->inputs[input];
}

static const char *token_of(struct rows *rows, struct person person)
{
    if (!rows->token[0] || !person_eq(rows->person, person)) {
        pseudonym_write(rows->dossier->key, person, rows->token);
        rows->person = person;
    }
    return rows->token;
}

struct row_texts rows_texts(struct rows *rows, const struct exposed_act *act)
{
    const struct dossier *dossier = rows->dossier;
    const struct trace *trace = &act->t;
    struct row_texts texts = {.account = rows->accounts[act->finding]};

    if (trace->source != NAME_NONE && dossier->sources)
        texts.source = stream_texts_get(&rows->sources, dossier->sources, trace->source);
    if (trace->agent != NAME_NONE && dossier->agents)
        texts.agent = stream_texts_get(&rows->agents, dossier->agents, trace->agent);
    if (trace->insurer < dossier->insurer_count)
        texts.insurer = rows->insurers[trace->insurer];
    if (dossier->portal && trace->operation < dossier->portal->operation_count)
        texts.operation = rows->operations[trace->operation];
    if (person_tag(trace->person) != PERSON_NONE)
        texts.token = (struct str){token_of(rows, trace->person), PSEUDONYM_TEXT - 1};
    texts.outcome = str_of(outcome_name(trace_outcome(trace)));
    return texts;
}

struct str rows_outcome(const struct rows *rows, const struct trace *trace)
{
    unsigned outcome = trace_outcome(trace);

    if (trace_shown(trace))
        return rows->messages[OUTCOME_COUNT];
    return rows->messages[outcome < OUTCOME_COUNT ? outcome : OUTCOME_UNKNOWN];
}

char *rows_message(const struct rows *rows, char *at, const struct trace *trace,
                   const struct row_texts *texts)
{
    struct str parts[] = {texts->operation, texts->token, texts->account, texts->source};

    at = stream_text(at, rows_outcome(rows, trace));
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (!parts[i].p)
            continue;
        at = stream_text(at, rows->report->joint);
        at = stream_text(at, parts[i]);
    }
    return at;
}

static int check_act(const struct rows *rows, const struct exposed_act *act, struct err *err)
{
    if (act->finding >= rows->dossier->finding_count || act->attributed >= ATTRIBUTION_COUNT)
        return err_set(err, "acts: a record names finding %u of %zu", act->finding,
                       rows->dossier->finding_count);
    return 0;
}

/* Events and acts are both in order of time: a merge. */
static int write_rows(struct rows *rows, const struct event *events, size_t count, struct err *err)
{
    struct stream acts;
    const void *record;
    size_t next = 0;
    int rc;

    stream_init(&acts, rows->dossier->acts_fd, sizeof(struct exposed_act), rows->dossier->act_count,
                "acts");
    while ((rc = stream_next(&acts, &record, err)) > 0) {
        const struct exposed_act *act = record;

        while (next < count && event_precedes(&events[next], act->t.time_ns))
            rows->report->event(rows, &events[next++]);
        rc = check_act(rows, act, err);
        if (rc < 0 || rows->out->failed)
            break;
        rows->report->act(rows, act);
    }
    for (; rc >= 0 && next < count; next++)
        rows->report->event(rows, &events[next]);
    stream_release(&acts);
    return rc < 0 ? -1 : 0;
}

int rows_report(const struct row_report *report, const struct report_target *target,
                struct err *err)
{
    struct event *events;
    struct rows rows;
    struct out out;
    size_t count;
    int rc;

    if (report_create(target, report->file, &out, err) < 0)
        return -1;
    count = events_list(target->dossier, &events);
    rows_init(&rows, report, target->dossier, &out);
    if (report->start)
        report->start(&rows);
    rc = write_rows(&rows, events, count, err);
    if (report->end)
        report->end(&rows);
    rows_release(&rows);
    free(events);
    if (rc < 0)
        out_drop(&out);
    else
        rc = report_commit(target, report->file, &out, err);
    return rc;
}

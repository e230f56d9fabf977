/*
 * batch.c: the hot path. Nothing is allocated per line once names have been seen, but for escaped
 * texts.
 */
#include "batch.h"

#include "base/mem.h"

static void reject(struct batch *batch, const struct line *line, enum reject why, uint32_t column)
{
    batch->coverage->rejected[why]++;
    batch->rejects[batch->reject_count++] = (struct batch_reject){*line, column, why};
}

static void note_time(struct coverage *coverage, int64_t time_ns)
{
    if (coverage->first_ns == TIME_NONE || time_ns < coverage->first_ns)
        coverage->first_ns = time_ns;
    if (time_ns > coverage->last_ns)
        coverage->last_ns = time_ns;
}

/* Parses one line; false when it is rejected or skipped. */
static bool parse_line(struct batch *batch, const struct line *line)
{
    uint32_t column = 0;
    enum parsed parsed;

    batch->coverage->lines++;
    if (line->too_long) {
        reject(batch, line, REJECT_TOO_LONG, 0);
        return false;
    }
    if (line->text.n == 0) {
        batch->coverage->skipped++;
        return false;
    }
    if (!batch->layout) {
        reject(batch, line, REJECT_NO_LAYOUT, 0);
        return false;
    }
    parsed =
        layout_parse(batch->layout, &batch->worker->parse, line->text, &batch->record, &column);
    switch (parsed) {
    case PARSED_AMBIGUOUS: batch->coverage->ambiguous++; break;
    case PARSED: break;
    case PARSED_SKIP: batch->coverage->skipped++; return false;
    case PARSED_BAD_TIME:
        reject(batch, line, line->cut ? REJECT_CUT : REJECT_TIME, column);
        return false;
    case PARSED_BAD_LAYOUT:
        reject(batch, line, line->cut ? REJECT_CUT : REJECT_LAYOUT, column);
        return false;
    }
    batch->coverage->parsed++;
    note_time(batch->coverage, batch->record.time_ns);
    return true;
}

static uint32_t pack_status(const struct record *record)
{
    uint32_t status = record->status > 0 ? (uint32_t)record->status : 0;
    uint64_t bytes = record->bytes > 0 ? (uint64_t)record->bytes : 0;

    return status | (uint32_t)(bytes < TRACE_BYTES_MAX ? bytes : TRACE_BYTES_MAX) << 10;
}

/* What the line means on the portal. Lines that name neither an account nor a person, and open no
 * session, leave no trace. */
static void match_line(struct batch *batch, const struct line *line)
{
    const struct record *record = &batch->record;
    const struct ingest_options *options = batch->options;
    struct batch_trace *bt = &batch->traces[batch->trace_count];
    struct portal_match m;

    if ((options->since_ns != TIME_NONE && record->time_ns < options->since_ns) ||
        (options->until_ns != TIME_NONE && record->time_ns >= options->until_ns)) {
        batch->coverage->outside++;
        return;
    }
    portal_match(&batch->worker->matcher, record, &m);
    if (!m.account.p) {
        if (!m.person_name.p && !m.session.p &&
            options->portal->operations[m.operation].kind != KIND_LOGIN)
            return;
    }
    bt->t = (struct trace){
        .time_ns = record->time_ns,
        .offset = line->offset,
        .person = m.person,
        .line = (uint32_t)line->number,
        .input = batch->input & 0xFFFFFu,
        .status_bytes = pack_status(record),
        .operation = (unsigned)m.operation & 127u,
        .outcome = ((unsigned)m.outcome | (m.shown ? TRACE_SHOWN : 0)) & 31u,
    };
    bt->text[NAMES_ACCOUNT] = m.account;
    bt->text[NAMES_SOURCE] = record->field[FIELD_C_IP];
    bt->text[NAMES_AGENT] = record->field[FIELD_CS_USER_AGENT];
    bt->text[NAMES_SESSION] = m.session;
    bt->text[NAMES_INSURER] = m.insurer;
    batch->trace_count++;
}

static void hash_names(struct batch *batch)
{
    for (int i = 0; i < batch->trace_count; i++) {
        struct batch_trace *bt = &batch->traces[i];

        for (int k = 0; k < NAMES_KINDS; k++) {
            if (bt->text[k].p)
                bt->hash[k] = names_hash(&batch->worker->names[k], bt->text[k]);
        }
    }
    for (int i = 0; i < batch->trace_count; i++) {
        const struct batch_trace *bt = &batch->traces[i];

        for (int k = 0; k < NAMES_KINDS; k++) {
            if (bt->text[k].p)
                names_prefetch(&batch->worker->names[k], bt->hash[k]);
        }
    }
}

static uint32_t number(struct batch *batch, struct batch_trace *bt, enum name_kind kind)
{
    if (!bt->text[kind].p)
        return NAME_NONE;
    return names_add_hashed(&batch->worker->names[kind], bt->text[kind], bt->hash[kind]);
}

/* An account's partition is computed once, when its name is new. */
static uint32_t partition_of(struct ingest_worker *worker, uint32_t account)
{
    if (account == NAME_NONE)
        return 0;
    if (account >= worker->partition_room) {
        uint32_t room = worker->partition_room ? worker->partition_room * 2 : 1024;

        while (room <= account)
            room *= 2;
        worker->partition = mem_resize(worker->partition, room, 1);
        memset(worker->partition + worker->partition_room, 255, room - worker->partition_room);
        worker->partition_room = room;
    }
    if (worker->partition[account] == 255)
        worker->partition[account] =
            (uint8_t)spool_partition(names_text(&worker->names[NAMES_ACCOUNT], account));
    return worker->partition[account];
}

static int spool_traces(struct batch *batch, struct err *err)
{
    struct ingest_worker *worker = batch->worker;

    for (int i = 0; i < batch->trace_count; i++) {
        struct batch_trace *bt = &batch->traces[i];

        bt->t.account = number(batch, bt, NAMES_ACCOUNT);
        bt->t.source = number(batch, bt, NAMES_SOURCE);
        bt->t.agent = number(batch, bt, NAMES_AGENT);
        bt->t.session = number(batch, bt, NAMES_SESSION);
        bt->t.insurer = number(batch, bt, NAMES_INSURER);
        if (spool_add(&worker->spool, partition_of(worker, bt->t.account), &bt->t, err) < 0)
            return -1;
    }
    return 0;
}

int batch_run(struct batch *batch, struct err *err)
{
    struct ingest_worker *worker = batch->worker;

    batch->trace_count = 0;
    batch->reject_count = 0;
    arena_reset(&worker->parse.scratch);
    portal_matcher_next(&worker->matcher);
    for (int i = 0; i < batch->line_count; i++) {
        if (parse_line(batch, &batch->lines[i]))
            match_line(batch, &batch->lines[i]);
    }
    hash_names(batch);
    return spool_traces(batch, err);
}

/*
 * batch.c: the hot path. Nothing is allocated per line once names have been seen, but for escaped
 * texts.
 */
#include "batch.h"

#include "base/mem.h"
#include "join.h"
#include "watch.h"

static void reject(struct batch *batch, const struct line *line, enum reject why, uint32_t column)
{
    batch->coverage->rejected[why]++;
    batch->rejects[batch->reject_count++] = (struct batch_reject){*line, column, why};
}

static void note_time(struct batch *batch, const struct line *line, int64_t time_ns)
{
    struct coverage *coverage = batch->coverage;

    if (coverage->first_ns == TIME_NONE || time_ns < coverage->first_ns)
        coverage->first_ns = time_ns;
    if (time_ns > coverage->last_ns)
        coverage->last_ns = time_ns;
    hours_add(&coverage->hours, time_ns);
    order_note(&coverage->order, time_ns, line->number, line->offset);
    if (line->offset < batch->damage_at)
        coverage->order.good_ns = time_ns;
}

/* Parses one line; false when it is rejected or skipped. */
static bool parse_line(struct batch *batch, const struct line *line)
{
    const struct layout *layout = NULL;
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
    if (!batch->reading->layout) {
        reject(batch, line, REJECT_NO_LAYOUT, 0);
        return false;
    }
    parsed = reading_parse(batch->reading, &batch->worker->parse, line->text, &batch->record,
                           &layout, &column);
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
    if (batch->options->proxies->count && batch->record.field[FIELD_FORWARDED].p)
        batch->record.field[FIELD_C_IP] =
            proxies_client(batch->options->proxies, batch->record.field[FIELD_C_IP],
                           batch->record.field[FIELD_FORWARDED]);
    if (layout != batch->reading->layout)
        batch->coverage->other_layout[layout - batch->reading->from->layouts]++;
    note_time(batch, line, batch->record.time_ns);
    return true;
}

static uint32_t pack_status(const struct record *record)
{
    uint32_t status = record->status > 0 ? (uint32_t)record->status : 0;
    uint64_t bytes = record->bytes > 0 ? (uint64_t)record->bytes : 0;

    return status | (uint32_t)(bytes < TRACE_BYTES_MAX ? bytes : TRACE_BYTES_MAX) << 10;
}

/* A trace of the line, unless it names neither an account nor a person, and opens no session. */
static void add_trace(struct batch *batch, const struct line *line,
                      const struct portal_match *match, bool before)
{
    const struct portal_match m = *match;
    const struct record *record = &batch->record;
    const struct portal *portal = batch->options->portal;
    enum kind kind = portal->operations[m.operation].kind;
    struct batch_trace *bt = &batch->traces[batch->trace_count];

    bt->outside = before;
    bt->session_act = portal->join && m.session.p &&
                      session_act(m.account.p != NULL, kind, m.outcome) != SESSION_ACT_NONE;
    if (before ? !bt->session_act
               : !m.account.p && !m.person_name.p && !m.session.p && kind != KIND_LOGIN)
        return;
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
    bt->text[NAMES_SOURCE] = before ? STR_NONE : record->field[FIELD_C_IP];
    bt->text[NAMES_AGENT] = before ? STR_NONE : record->field[FIELD_CS_USER_AGENT];
    bt->text[NAMES_SESSION] = m.session;
    bt->text[NAMES_INSURER] = before ? STR_NONE : m.insurer;
    if (m.account.p)
        bt->account_hash = names_hash(&batch->worker->names[NAMES_ACCOUNT], m.account);
    batch->trace_count++;
}

/* Signatures look at every line of the period, whether it leaves a trace or not. */
static int watch_line(struct batch *batch, const struct line *line, const struct portal_match *m)
{
    struct lookout *lookout = batch->worker->lookout;
    const struct evidence at = {line->offset, batch->record.time_ns, batch->input,
                                (uint32_t)line->number};

    if (!lookout || lookout_line(lookout, &batch->options->line_context, line->text, &batch->record,
                                 m, &at) == 0)
        return 0;
    batch->worker->err = lookout->err;
    return -1;
}

/* When a line was logged: the moment, or what a clock on the wall showed, as if it were UTC. */
static int64_t time_of(const struct batch *batch, bool as_logged)
{
    return batch->record.time_ns + (as_logged ? batch->worker->parse.line_zone * NS_PER_SECOND : 0);
}

/* What the line means on the portal. Of lines outside the period only those before it matter, where
 * sessions stand for accounts: who had logged in by then is known in it. */
static int match_line(struct batch *batch, const struct line *line)
{
    const struct record *record = &batch->record;
    const struct ingest_options *options = batch->options;
    bool before = options->since_ns != TIME_NONE &&
                  time_of(batch, options->since_as_logged) < options->since_ns;
    bool after = options->until_ns != TIME_NONE &&
                 time_of(batch, options->until_as_logged) >= options->until_ns;
    struct portal_match m;

    batch->coverage->outside += before || after;
    if (after || (before && !options->portal->join))
        return 0;
    portal_match(&batch->worker->matcher, record, &m);
    add_trace(batch, line, &m, before);
    return before ? 0 : watch_line(batch, line, &m);
}

/* What is remembered of an account; made when its name is new. */
static struct account_memo *memo_of(struct ingest_worker *worker, uint32_t account)
{
    if (account >= worker->memo_room) {
        uint32_t room = worker->memo_room ? worker->memo_room * 2 : 1024;

        while (room <= account)
            room *= 2;
        worker->memo = mem_resize(worker->memo, room, sizeof *worker->memo);
        memset(worker->memo + worker->memo_room, 255,
               (room - worker->memo_room) * sizeof *worker->memo);
        worker->memo_room = room;
    }
    return &worker->memo[account];
}

/* Accounts get their numbers, in three rounds over the batch so that no round waits for the memory.
 */
static void number_accounts(struct batch *batch)
{
    struct ingest_worker *worker = batch->worker;
    struct names *names = &worker->names[NAMES_ACCOUNT];

    for (int i = 0; i < batch->trace_count; i++) {
        if (batch->traces[i].text[NAMES_ACCOUNT].p)
            names_prefetch(names, batch->traces[i].account_hash);
    }
    for (int i = 0; i < batch->trace_count; i++) {
        struct batch_trace *bt = &batch->traces[i];

        bt->t.account = NAME_NONE;
        if (!bt->text[NAMES_ACCOUNT].p)
            continue;
        bt->t.account = names_add_hashed(names, bt->text[NAMES_ACCOUNT], bt->account_hash);
        __builtin_prefetch(memo_of(worker, bt->t.account));
    }
    for (int i = 0; i < batch->trace_count; i++) {
        const struct batch_trace *bt = &batch->traces[i];
        const struct account_memo *memo =
            bt->t.account == NAME_NONE ? NULL : &worker->memo[bt->t.account];

        if (memo && memo->source != NAME_NONE)
            __builtin_prefetch(worker->names[NAMES_SOURCE].texts[memo->source].p);
        if (memo && memo->agent != NAME_NONE)
            __builtin_prefetch(worker->names[NAMES_AGENT].texts[memo->agent].p);
    }
}

/* The number of a text; *remembered is tried first and renewed. */
static uint32_t number(struct names *names, struct str text, uint32_t *remembered)
{
    if (!text.p)
        return NAME_NONE;
    if (*remembered == NAME_NONE || !str_eq(names->texts[*remembered], text))
        *remembered = names_add(names, text);
    return *remembered;
}

/* Spools a numbered trace where it belongs: in the partition of its account, or, where sessions
 * stand for accounts, with those that wait for the join. */
static int spool_trace(struct batch *batch, const struct batch_trace *bt, struct account_memo *memo,
                       struct err *err)
{
    struct ingest_worker *worker = batch->worker;
    bool session = batch->options->portal->join && bt->t.session != NAME_NONE &&
                   bt->t.session != worker->names[NAMES_SESSION].overflow;

    if (session && bt->session_act && spool_add(&worker->spool, SPOOL_LOGINS, &bt->t, err) < 0)
        return -1;
    if (bt->outside)
        return 0;
    if (session && bt->t.account == NAME_NONE)
        return spool_add(&worker->spool, SPOOL_WAITING, &bt->t, err);
    if (memo->partition == UINT32_MAX)
        memo->partition = spool_partition(directory_home(
            batch->options->practices, names_text(&worker->names[NAMES_ACCOUNT], bt->t.account)));
    return spool_add(&worker->spool, memo->partition, &bt->t, err);
}

static int spool_traces(struct batch *batch, struct err *err)
{
    struct ingest_worker *worker = batch->worker;
    struct names *names = worker->names;

    for (int i = 0; i < batch->trace_count; i++) {
        struct batch_trace *bt = &batch->traces[i];
        struct account_memo nobody = {NAME_NONE, NAME_NONE, SPOOL_NOBODY};
        struct account_memo *memo =
            bt->t.account == NAME_NONE ? &nobody : &worker->memo[bt->t.account];
        uint32_t none = NAME_NONE;

        bt->t.source = number(&names[NAMES_SOURCE], bt->text[NAMES_SOURCE], &memo->source);
        bt->t.agent = number(&names[NAMES_AGENT], bt->text[NAMES_AGENT], &memo->agent);
        bt->t.session = number(&names[NAMES_SESSION], bt->text[NAMES_SESSION], &none);
        none = NAME_NONE;
        bt->t.insurer = number(&names[NAMES_INSURER], bt->text[NAMES_INSURER], &none);
        if (spool_trace(batch, bt, memo, err) < 0)
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
        const struct line *line = &batch->lines[i];

        if (batch->options->sample_bytes && line->offset >= batch->options->sample_bytes)
            continue;
        if (!parse_line(batch, line))
            continue;
        if (worker->survey)
            survey_take(worker->survey, &batch->record, batch->input, line->number);
        else if (match_line(batch, line) < 0)
            return -1;
    }
    if (worker->survey)
        return 0;
    number_accounts(batch);
    return spool_traces(batch, err);
}

/*
 * lookout.c: one thread, one event after the other: match, and hand each hit to what it is good
 * for.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "input/spool.h"
#include "signatures/read_value.h"
#include "watch.h"

/* What is written at a time. */
#define BUFFER_BYTES (256u << 10)

/* Longest text that is kept for an alert: a request target says enough by then. */
#define TEXT_MOST 1000

/* Tables of what groups can reach: of one lookout, and of all of one world. */
#define REACH_MOST  ((size_t)16 << 20)
#define REACH_LEAST ((size_t)1 << 20)
#define REACH_TOTAL ((size_t)64 << 20)

/* A window that has grown beyond this for one account is not kept for the next one. */
#define STREAM_KEPT ((size_t)1 << 20)

/* One correlation that is counted while acts are read. */
struct watch_stream {
    struct lookout *lookout;
    uint32_t rule;
    struct correlator *correlator; /* made for the first event */
    bool live;                     /* has events of the account at hand */
};

static void give(struct lookout *w, uint32_t rule, bool began);

static int file_flush(struct lookout *w, struct watch_file *file)
{
    if (file->used == 0)
        return 0;
    if (file->fd < 0)
        file->fd = spool_unnamed(w->directory, &w->err);
    if (file->fd < 0 ||
        spool_pwrite(file->fd, file->buffer, file->used, file->bytes - file->used, &w->err) < 0)
        return -1;
    file->used = 0;
    return 0;
}

static void file_add(struct lookout *w, struct watch_file *file, const void *bytes, size_t n)
{
    if (!file->buffer)
        file->buffer = mem_resize(NULL, BUFFER_BYTES, 1);
    if (file->used + n > BUFFER_BYTES && file_flush(w, file) < 0) {
        w->failed = true;
        file->used = 0;
    }
    memcpy(file->buffer + file->used, bytes, n);
    file->used += n;
    file->bytes += n;
}

static void file_close(struct watch_file *file)
{
    if (file->fd >= 0)
        (void)close(file->fd);
    free(file->buffer);
}

static const struct sigma_value *value_of(struct lookout *w, int field)
{
    return w->world == WATCH_LINES ? line_event_value(&w->line, field)
                                   : act_event_value(&w->act, field);
}

/* What an engine asks for, by its own number. */
static const struct sigma_value *asked_for(void *context, uint32_t field)
{
    struct lookout *w = context;

    return value_of(w, w->watch->fields[w->world][field]);
}

static const struct sigma_value *asked_for_each(void *context, uint32_t field)
{
    struct lookout *w = context;

    return value_of(w, w->watch->fields[WATCH_ACTS_EACH][field]);
}

static void add_text(struct lookout *w, struct str text)
{
    uint16_t n = (uint16_t)(text.n < TEXT_MOST ? text.n : TEXT_MOST);
    uint16_t written = text.p ? (uint16_t)(n + 1) : 0;

    file_add(w, &w->texts, &written, sizeof written);
    if (text.p)
        file_add(w, &w->texts, text.p, n);
}

/* Leaves the texts of a line; returns their place. */
static uint64_t leave_texts(struct lookout *w, const struct watch_use *use)
{
    static const int fields[WATCH_TEXT_GROUP] = {
        [WATCH_TEXT_ACCOUNT] = SIGMA_ACCOUNT,     [WATCH_TEXT_SOURCE] = FIELD_C_IP,
        [WATCH_TEXT_AGENT] = FIELD_CS_USER_AGENT, [WATCH_TEXT_SESSION] = FIELD_SESSION,
        [WATCH_TEXT_TARGET] = FIELD_CS_URI_QUERY,
    };
    uint64_t place = (uint64_t)w->number << WATCH_TEXT_BITS | w->texts.bytes;
    uint32_t number = (uint32_t)(use - w->watch->uses);

    file_add(w, &w->texts, &number, sizeof number);
    for (int i = 0; i < WATCH_TEXT_GROUP; i++)
        add_text(w, value_of(w, fields[i])->text);
    for (size_t i = 0; i < use->group_count; i++)
        add_text(w, value_of(w, use->group[i])->text);
    return place;
}

/* The person of the event at hand; PERSON_NONE: nobody. */
static struct person person_at(const struct lookout *w)
{
    const struct person nobody = {0};

    if (w->world == WATCH_ACTS)
        return w->act.act->t.person;
    return w->line.match ? w->line.match->person : nobody;
}

/* Part of what a tuple of values is told apart by; false when the event lacks it. Persons are
 * compared by their keys: many are counted, and one person may be written in several ways. */
static bool hash_value(struct lookout *w, int field, uint64_t *hash)
{
    const struct sigma_value *value;

    if (field == SIGMA_BENEFICIARY) {
        struct person person = person_at(w);

        *hash = watch_hash_person(*hash, person);
        return person_tag(person) != PERSON_NONE;
    }
    value = value_of(w, field);
    *hash = watch_hash(w->watch, *hash, value->text);
    return value->kind == VALUE_TEXT;
}

/* What is counted; false when the event lacks it. */
static bool counted(struct lookout *w, const struct watch_use *use, uint64_t *ret_value,
                    double *ret_number)
{
    enum correlation_kind kind = watch_correlation(w->watch, use->correlation)->kind;

    *ret_value = 0;
    *ret_number = 0;
    if (kind != CORRELATION_VALUE_COUNT && use->field_count)
        return watch_sums(use->fields[0]) &&
               read_number(value_of(w, use->fields[0])->text, ret_number);
    for (size_t i = 0; i < use->field_count; i++) {
        if (!hash_value(w, use->fields[i], ret_value))
            return false;
    }
    return true;
}

/* The group that an event belongs to; false when a field of it is missing. A detection rule's own
 * hits are grouped by account or, without one, by address. */
static bool group_of(struct lookout *w, const struct watch_use *use, uint32_t rule,
                     uint64_t *ret_group)
{
    uint64_t hash = 0;

    for (size_t i = 0; i < use->group_count; i++) {
        bool there = hash_value(w, use->group[i], &hash);

        if (!there && use->correlation != rule)
            return false;
        if (there && use->correlation == rule)
            break;
    }
    *ret_group = hash;
    return true;
}

static void stream_fire(void *context, const struct correlate_event *event,
                        const struct correlate_alert *alert, bool began)
{
    const struct watch_stream *stream = context;

    (void)event;
    (void)alert;
    /* A detection rule's own hits have been given to all that they are good for. */
    if (stream->lookout->watch->set.rules[stream->rule].correlation)
        give(stream->lookout, stream->rule, began);
}

static void stream_alert(void *context, const struct correlate_alert *found)
{
    const struct watch_stream *stream = context;
    struct watch_alert alert = {.rule = stream->rule, .found = *found};

    if (!stream->lookout->watch->set.rules[stream->rule].silent)
        file_add(stream->lookout, &stream->lookout->alerts, &alert, sizeof alert);
}

static void stream_add(struct lookout *w, const struct watch_use *use, uint64_t value,
                       double number)
{
    struct watch_stream *stream = &w->streams[use->correlation];
    struct correlate_event event = {.time_ns = w->at.time_ns,
                                    .value = value,
                                    .number = number,
                                    .member = use->member,
                                    .place = w->place};

    if (!stream->correlator) {
        const struct correlate_sink sink = {stream_fire, stream_alert, stream};

        *stream = (struct watch_stream){.lookout = w, .rule = use->correlation};
        stream->correlator =
            correlator_new(watch_correlation(w->watch, use->correlation), &sink, 0);
    }
    if (!stream->live)
        w->live[w->live_count++] = use->correlation;
    stream->live = true;
    correlator_add(stream->correlator, &event);
}

void lookout_drop(struct lookout *w, uint32_t input, uint64_t count)
{
    if (input >= w->dropped_room) {
        size_t room = (size_t)input + 16;

        w->dropped = mem_resize(w->dropped, room, sizeof *w->dropped);
        memset(w->dropped + w->dropped_room, 0, (room - w->dropped_room) * sizeof *w->dropped);
        w->dropped_room = room;
    }
    w->dropped[input] += count;
}

static void add_row(struct lookout *w, const struct correlation_row *row)
{
    if (w->watch->least[row->correlation])
        reach_add(&w->reach, w->reach_bytes, watch_correlation(w->watch, row->correlation), row);
    file_add(w, &w->rows, row, sizeof *row);
}

/* One hit, for one use. */
static void give_use(struct lookout *w, const struct watch_use *use, uint32_t rule)
{
    struct correlation_row row = {.time_ns = w->at.time_ns,
                                  .offset = w->at.offset,
                                  .line = w->at.line,
                                  .input = w->at.input,
                                  .correlation = use->correlation,
                                  .member = use->member};
    uint64_t value;
    double number;

    bool stream = use->by_account && w->world == WATCH_ACTS && w->account != 0;

    if (!counted(w, use, &value, &number) || (!stream && !group_of(w, use, rule, &row.group))) {
        lookout_drop(w, w->at.input, 1); /* the event at hand lacks something */
        return;
    }
    if (stream) {
        stream_add(w, use, value, number);
        return;
    }
    if (watch_correlation(w->watch, use->correlation)->kind == CORRELATION_VALUE_COUNT)
        row.value = value;
    else
        row.number = number;
    row.place = w->world == WATCH_LINES ? leave_texts(w, use) : w->place;
    add_row(w, &row);
}

/* The event at hand is one of a rule, for all that this is good for. What counts alerts of another
 * correlation counts each once; what waits for one to be true looks at each event that finds it so.
 */
static void give(struct lookout *w, uint32_t rule, bool began)
{
    const struct watch *watch = w->watch;

    for (size_t u = watch->first_use[rule]; u < watch->first_use[rule + 1]; u++) {
        const struct watch_use *use = &watch->uses[u];
        enum correlation_kind kind = watch_correlation(watch, use->correlation)->kind;

        if (began || kind == CORRELATION_TEMPORAL || kind == CORRELATION_TEMPORAL_ORDERED)
            give_use(w, use, rule);
    }
}

static void give_all(struct lookout *w, const uint32_t *rules, size_t n)
{
    for (size_t i = 0; i < n; i++)
        give(w, rules[i], true);
}

/* The rules that need only the act's class: looked for when it is a new one. */
static void match_class(struct lookout *w)
{
    const struct act_class of = act_class_of(&w->watch->classes, &w->act);
    struct act_memo_entry *known = act_memo_find(w->memo, &of);
    const struct sigma_event event = {STR_NONE, w->at.time_ns, asked_for, w};
    const uint32_t *rules;
    size_t n;

    if (known->count) {
        give_all(w, known->hits, known->count - 1);
        return;
    }
    n = engine_match(w->state, &event, &rules);
    if (n <= ACT_MEMO_HITS) {
        memcpy(known->hits, rules, n * sizeof *rules);
        known->count = (uint32_t)n + 1;
    }
    give_all(w, rules, n);
}

int lookout_line(struct lookout *w, const struct line_context *context, struct str text,
                 const struct record *record, const struct portal_match *portal,
                 const struct evidence *evidence)
{
    const struct sigma_event event = {text, evidence->time_ns, asked_for, w};
    const uint32_t *rules;
    size_t n;

    line_event_begin(&w->line, context, record, portal);
    w->at = *evidence;
    n = engine_match(w->state, &event, &rules);
    give_all(w, rules, n);
    return w->failed ? -1 : 0;
}

static void end_account(struct lookout *w)
{
    for (size_t i = 0; i < w->live_count; i++) {
        struct watch_stream *stream = &w->streams[w->live[i]];

        correlator_end_group(stream->correlator);
        stream->live = false;
        if (correlator_bytes(stream->correlator) > STREAM_KEPT) {
            w->evicted += correlator_evicted(stream->correlator);
            correlator_free(stream->correlator);
            stream->correlator = NULL;
        }
    }
    w->live_count = 0;
    w->account = 0;
}

int lookout_acts(struct lookout *w, const struct act_context *context, const struct act *acts,
                 size_t n, uint8_t partition, uint64_t position)
{
    for (size_t i = 0; i < n; i++) {
        const struct trace *t = &acts[i].t;
        const struct sigma_event event = {STR_NONE, t->time_ns, asked_for_each, w};

        if (w->account != t->account + 1) {
            end_account(w);
            w->account = t->account + 1;
        }
        act_event_begin(&w->act, context, &acts[i]);
        w->at = (struct evidence){t->offset, t->time_ns, t->input, t->line};
        w->place = watch_place_of_act(partition, position + i * sizeof *acts);
        if (w->state)
            match_class(w);
        if (w->each) {
            const uint32_t *rules;
            size_t hits = engine_match(w->each, &event, &rules);

            give_all(w, rules, hits);
        }
    }
    return w->failed ? -1 : 0;
}

int lookout_end(struct lookout *w)
{
    if (lookout_idle(w))
        return 0;
    end_account(w);
    if (file_flush(w, &w->rows) < 0 || file_flush(w, &w->texts) < 0 ||
        file_flush(w, &w->alerts) < 0)
        w->failed = true;
    return w->failed ? -1 : 0;
}

int lookout_lines(const struct lookout *w, lookout_taker *take, void *context, struct err *err)
{
    struct correlation_row rows[2];
    struct str texts = STR_NONE;
    char *room = NULL;
    int rc = 0;

    /* Each row stands where its line left its texts: they end where the next begin. */
    for (uint64_t at = 0; rc == 0 && at < w->rows.bytes; at += sizeof *rows) {
        bool last = at + sizeof *rows == w->rows.bytes;
        uint64_t begin;
        uint64_t end = w->texts.bytes;

        rc = spool_pread(w->rows.fd, rows, last ? sizeof *rows : sizeof rows, at, err);
        if (rc < 0)
            break;
        begin = rows[0].place & WATCH_TEXT_OFFSET;
        if (!last)
            end = rows[1].place & WATCH_TEXT_OFFSET;
        room = mem_resize(room, end - begin + 1, 1);
        texts = (struct str){room, end - begin};
        rc = spool_pread(w->texts.fd, room, texts.n, begin, err);
        if (rc == 0)
            rc = take(context, &rows[0], texts, err);
    }
    free(room);
    return rc;
}

/* Whether the texts are what a line leaves for a use, and no byte more. */
static bool texts_fit(const struct watch_use *use, struct str texts)
{
    for (size_t i = 0; i < WATCH_TEXT_GROUP + use->group_count; i++) {
        uint16_t n;

        if (texts.n < sizeof n)
            return false;
        memcpy(&n, texts.p, sizeof n);
        texts = str_skip(texts, sizeof n);
        if (n && texts.n < n - 1u)
            return false;
        texts = str_skip(texts, n ? n - 1u : 0);
    }
    return texts.n == 0;
}

bool lookout_recall(struct lookout *w, const struct correlation_row *row, struct str texts)
{
    const struct watch *watch = w->watch;
    struct correlation_row now = *row;
    uint32_t number = UINT32_MAX;

    if (texts.n >= sizeof number)
        memcpy(&number, texts.p, sizeof number);
    if (number >= watch->first_use[watch->set.count] ||
        watch->uses[number].correlation != row->correlation ||
        watch->uses[number].member != row->member ||
        !texts_fit(&watch->uses[number], str_skip(texts, sizeof number)))
        return false;
    now.place = (uint64_t)w->number << WATCH_TEXT_BITS | w->texts.bytes;
    file_add(w, &w->texts, texts.p, texts.n);
    add_row(w, &now);
    return !w->failed;
}

/* The largest power of two that all lookouts can have. */
static size_t reach_bytes(unsigned jobs)
{
    size_t bytes = REACH_MOST;

    while (bytes * jobs > REACH_TOTAL && bytes > REACH_LEAST)
        bytes /= 2;
    return bytes;
}

void lookout_init(struct lookout *w, const struct watch *watch, int world, uint32_t number,
                  unsigned jobs, int directory)
{
    *w = (struct lookout){.watch = watch,
                          .world = world,
                          .number = number,
                          .directory = directory,
                          .rows = {.fd = -1},
                          .texts = {.fd = -1},
                          .alerts = {.fd = -1}};
    if (!watch || watch->set.count == 0)
        return;
    if (watch_has(watch, world))
        w->state = engine_state_new(watch->engine[world]);
    if (world == WATCH_ACTS && watch_has(watch, WATCH_ACTS_EACH))
        w->each = engine_state_new(watch->engine[WATCH_ACTS_EACH]);
    if (lookout_idle(w))
        return;
    if (world == WATCH_ACTS)
        w->memo = mem_zero(1, sizeof *w->memo);
    w->streams = mem_zero(watch->set.count + 1, sizeof *w->streams);
    w->live = mem_zero(watch->set.count + 1, sizeof *w->live);
    w->reach_bytes = reach_bytes(jobs);
}

uint64_t lookout_evicted(const struct lookout *w)
{
    uint64_t evicted = w->evicted;

    for (size_t r = 0; !lookout_idle(w) && r < w->watch->set.count; r++) {
        if (w->streams[r].correlator)
            evicted += correlator_evicted(w->streams[r].correlator);
    }
    return evicted;
}

void lookout_release(struct lookout *w)
{
    if (lookout_idle(w))
        return;
    if (w->state)
        engine_state_free(w->state);
    if (w->each)
        engine_state_free(w->each);
    free(w->memo);
    for (size_t r = 0; r < w->watch->set.count; r++) {
        if (w->streams[r].correlator)
            correlator_free(w->streams[r].correlator);
    }
    free(w->streams);
    free(w->live);
    free(w->dropped);
    line_event_release(&w->line);
    act_event_release(&w->act);
    reach_release(&w->reach);
    file_close(&w->rows);
    file_close(&w->texts);
    file_close(&w->alerts);
    w->state = w->each = NULL;
}

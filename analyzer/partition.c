/*
 * partition.c: orders a partition. What fits is ordered in memory by a radix sort on the account,
 * which keeps the order of arrival; only accounts whose lines came from several front-ends need
 * more. What does not fit is dealt out by person into parts that fit, so that "last shown" can be
 * found in each part alone, and merged.
 */
#define _GNU_SOURCE
#include "partition.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "input/sorter.h"

/* Memory for one act while it is ordered: the act twice, its place in the order, and its share of
 * the table. */
#define BYTES_PER_ACT (2 * sizeof(struct act) + 16 + 48)

/* Acts handed to the sink at a time when they come from a merge. */
#define MERGE_BLOCK 4096

/* When a person was last shown. */
struct last_shown {
    struct person person;
    int64_t time_ns;
};

/* One ordering, with buffers that live from part to part. */
struct ordering {
    const struct ingest *ingest;
    const struct census *census;
    struct act *acts;
    size_t count;
    size_t room;
    struct act *ordered;
    size_t ordered_room;
    uint64_t *order; /* account << 32 | index */
    uint64_t *order_other;
    size_t order_room;
    struct last_shown *table;
    size_t table_room;
    struct err *err;
};

int act_compare(const void *a, const void *b)
{
    const struct trace *x = &((const struct act *)a)->t;
    const struct trace *y = &((const struct act *)b)->t;

    if (x->account != y->account)
        return x->account < y->account ? -1 : 1;
    if (x->time_ns != y->time_ns)
        return x->time_ns < y->time_ns ? -1 : 1;
    if (x->input != y->input)
        return x->input < y->input ? -1 : 1;
    return x->offset < y->offset ? -1 : x->offset > y->offset;
}

static void add_act(struct ordering *o, unsigned worker, const struct trace *trace)
{
    struct act *act;

    MEM_GROW(o->acts, o->count, o->room);
    act = &o->acts[o->count++];
    act->t = *trace;
    act->prev_ns = TIME_NONE;
    act->t.account = census_number(o->census, NAMES_ACCOUNT, worker, trace->account);
    act->t.source = census_number(o->census, NAMES_SOURCE, worker, trace->source);
    act->t.agent = census_number(o->census, NAMES_AGENT, worker, trace->agent);
    act->t.session = census_number(o->census, NAMES_SESSION, worker, trace->session);
    act->t.insurer = census_number(o->census, NAMES_INSURER, worker, trace->insurer);
}

/* Which part of `parts` a trace belongs to: by person, so that all views of one person are in one
 * part. */
static uint64_t part_of(const struct trace *t, uint64_t parts)
{
    uint64_t hash = person_tag(t->person) ? hash_words(t->person.hi, t->person.lo)
                                          : hash_words(t->offset, t->input);

    return hash % parts;
}

/* The s-th spool: those of the workers, then those of the join. */
static const struct spool *spool_at(const struct ingest *ingest, unsigned s)
{
    return s < ingest->worker_count ? &ingest->workers[s].spool
                                    : &ingest->joined[s - ingest->worker_count];
}

/* Loads one part of a partition, about `expected` acts, from all workers. The inputs that repeat
 * another are left out. */
static int load(struct ordering *o, uint32_t partition, uint64_t part, uint64_t parts,
                uint64_t expected)
{
    struct trace *block = mem_resize(NULL, MERGE_BLOCK, sizeof *block);
    int64_t n = 0;

    o->count = 0;
    if (o->room < expected) {
        o->room = (size_t)expected;
        o->acts = mem_resize(o->acts, o->room, sizeof *o->acts);
    }
    for (unsigned s = 0; n >= 0 && s < o->ingest->worker_count + o->ingest->joined_count; s++) {
        unsigned w = s < o->ingest->worker_count ? s : o->ingest->worker_count;
        uint32_t cursor = 0;

        while ((n = spool_read(spool_at(o->ingest, s), partition, &cursor, block, MERGE_BLOCK,
                               o->err)) > 0) {
            for (int64_t i = 0; i < n; i++) {
                if (!o->ingest->coverage[block[i].input].duplicate_of.p &&
                    (parts == 1 || part_of(&block[i], parts) == part))
                    add_act(o, w, &block[i]);
            }
        }
    }
    free(block);
    return n < 0 ? -1 : 0;
}

/* Least significant digit first, 11 bits at a time: stable. */
static void radix_by_account(struct ordering *o)
{
    for (int shift = 32; shift < 64; shift += 11) {
        uint32_t start[2049] = {0};
        uint64_t *swap = o->order;

        for (size_t i = 0; i < o->count; i++)
            start[(o->order[i] >> shift & 2047) + 1]++;
        for (int d = 0; d < 2048; d++)
            start[d + 1] += start[d];
        for (size_t i = 0; i < o->count; i++)
            o->order_other[start[o->order[i] >> shift & 2047]++] = o->order[i];
        o->order = o->order_other;
        o->order_other = swap;
    }
}

static void order_acts(struct ordering *o)
{
    if (o->count > o->order_room) {
        o->order_room = o->count;
        o->order = mem_resize(o->order, o->count, sizeof *o->order);
        o->order_other = mem_resize(o->order_other, o->count, sizeof *o->order_other);
    }
    if (o->count > o->ordered_room) {
        o->ordered_room = o->count;
        o->ordered = mem_resize(o->ordered, o->count, sizeof *o->ordered);
    }
    for (size_t i = 0; i < o->count; i++)
        o->order[i] = (uint64_t)o->acts[i].t.account << 32 | i;
    radix_by_account(o);
    for (size_t i = 0; i < o->count; i++)
        o->ordered[i] = o->acts[o->order[i] & UINT32_MAX];
}

/* The slot of a person in a table of mask + 1 slots. */
static struct last_shown *slot_of(struct last_shown *table, uint64_t mask, struct person person)
{
    uint64_t at = hash_words(person.hi, person.lo) & mask;

    while (table[at].person.lo && !person_eq(table[at].person, person))
        at = (at + 1) & mask;
    return &table[at];
}

/* Fills prev_ns of one account's acts, which are in order of time. */
static void find_last_shown(struct ordering *o, struct act *acts, size_t n)
{
    size_t shown = 0;
    size_t slots = 16;

    for (size_t i = 0; i < n; i++)
        shown += trace_shown(&acts[i].t);
    while (slots < 2 * shown)
        slots *= 2;
    if (slots > o->table_room) {
        free(o->table);
        o->table = mem_table(slots * sizeof *o->table);
        o->table_room = slots;
    } else {
        memset(o->table, 0, slots * sizeof *o->table);
    }
    for (size_t i = 0; i < n; i++) {
        struct last_shown *slot;

        if (!trace_shown(&acts[i].t))
            continue;
        slot = slot_of(o->table, slots - 1, acts[i].t.person);
        acts[i].prev_ns = slot->person.lo ? slot->time_ns : TIME_NONE;
        *slot = (struct last_shown){acts[i].t.person, acts[i].t.time_ns};
    }
}

/* Length of the run in order at the start of acts. */
static size_t run_length(const struct act *acts, size_t n)
{
    size_t i = 1;

    while (i < n && act_compare(&acts[i - 1], &acts[i]) <= 0)
        i++;
    return i;
}

/* Merges [0, a) and [a, n), both in order, through `room`, which holds a acts. */
static void merge_runs(struct act *acts, size_t a, size_t n, struct act *room)
{
    size_t i = 0;
    size_t k = a;
    size_t to = 0;

    memcpy(room, acts, a * sizeof *acts);
    while (i < a && k < n)
        acts[to++] = act_compare(&room[i], &acts[k]) <= 0 ? room[i++] : acts[k++];
    memcpy(acts + to, room + i, (a - i) * sizeof *acts);
}

/* Runs that are merged one after another; more are sorted. */
#define RUNS_MOST 4

/* Puts one account's acts in order. They come as a few runs in order, one for each worker or
 * front-end: merging these is most of the time all there is to do. */
static void order_account(struct ordering *o, struct act *acts, size_t n)
{
    size_t done = run_length(acts, n);

    for (int runs = 1; done < n; runs++) {
        size_t next = run_length(acts + done, n - done);

        if (runs == RUNS_MOST) {
            qsort(acts, n, sizeof *acts, act_compare);
            return;
        }
        merge_runs(acts, done, done + next, o->acts); /* o->acts is free: it was copied in order */
        done += next;
    }
}

/* Calls the sink with each account of the ordered acts. */
static int each_account(struct ordering *o, const struct act_sink *sink)
{
    for (size_t i = 0, n; i < o->count; i += n) {
        struct act *acts = o->ordered + i;
        n = 1;
        while (i + n < o->count && acts[n].t.account == acts[0].t.account)
            n++;
        order_account(o, acts, n);
        find_last_shown(o, acts, n);
        if (sink->take(sink->context, acts, n, o->err) < 0)
            return -1;
    }
    return 0;
}

static int add_to_sorter(void *context, const struct act *acts, size_t n, struct err *err)
{
    for (size_t i = 0; i < n; i++) {
        if (sorter_add(context, &acts[i], err) < 0)
            return -1;
    }
    return 0;
}

/* Hands merged acts to the sink, a block of one account at a time. */
static int drain(struct sorter *sorter, const struct act_sink *sink, struct err *err)
{
    struct act *block = mem_resize(NULL, MERGE_BLOCK, sizeof *block);
    const struct act *act;
    size_t n = 0;
    bool failed = false;
    int rc = 0;

    while (rc == 0 && (act = sorter_next(sorter, &failed, err)) != NULL) {
        if (n && (n == MERGE_BLOCK || block[0].t.account != act->t.account)) {
            rc = sink->take(sink->context, block, n, err);
            n = 0;
        }
        block[n++] = *act;
    }
    if (rc == 0 && n)
        rc = sink->take(sink->context, block, n, err);
    free(block);
    return failed ? -1 : rc;
}

static int run_in_parts(struct ordering *o, uint32_t partition, uint64_t parts, size_t memory_bytes,
                        int directory, const struct act_sink *sink)
{
    struct sorter sorter;
    const struct act_sink gather = {add_to_sorter, &sorter};
    int rc = 0;

    sorter_init(&sorter, sizeof(struct act), act_compare, memory_bytes / 4, directory);
    for (uint64_t part = 0; rc == 0 && part < parts; part++) {
        rc = load(o, partition, part, parts, 0);
        if (rc == 0 && o->count) {
            order_acts(o);
            rc = each_account(o, &gather);
        }
    }
    if (rc == 0)
        rc = sorter_finish(&sorter, o->err);
    if (rc == 0)
        rc = drain(&sorter, sink, o->err);
    sorter_release(&sorter);
    return rc;
}

int partition_run(const struct ingest *ingest, const struct census *census, uint32_t partition,
                  size_t memory_bytes, int directory, const struct act_sink *sink, struct err *err)
{
    struct ordering o = {.ingest = ingest, .census = census, .err = err};
    uint64_t total = 0;
    uint64_t fits = memory_bytes / BYTES_PER_ACT;
    int rc;

    for (unsigned s = 0; s < ingest->worker_count + ingest->joined_count; s++)
        total += spool_count(spool_at(ingest, s), partition);
    if (total <= fits && total < UINT32_MAX) {
        rc = load(&o, partition, 0, 1, total);
        if (rc == 0 && o.count) {
            order_acts(&o);
            rc = each_account(&o, sink);
        }
    } else {
        rc = run_in_parts(&o, partition, total / (fits / 2 ? fits / 2 : 1) + 1, memory_bytes / 2,
                          directory, sink);
    }
    free(o.acts);
    free(o.ordered);
    free(o.order);
    free(o.order_other);
    free(o.table);
    return rc;
}

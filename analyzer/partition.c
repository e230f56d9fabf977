/*
 * partition.c: orders a partition. What fits is ordered in memory by a radix sort on the account,
 * which keeps the order of arrival; only accounts whose lines came from several front-ends need
 * more. What does not fit is dealt out by person into parts that fit, so that the links between
 * acts about one person can be found in each part alone, and merged. What the links are: links.c.
 */
#define _GNU_SOURCE
#include "partition.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "input/sorter.h"
#include "links.h"

/* Memory for one act while it is ordered: the act twice, its place in the order, and its share of
 * the table. */
#define BYTES_PER_ACT (2 * sizeof(struct act) + 16 + LINKS_BYTES_PER_ACT)

/* Acts handed to the sink at a time when they come from a merge. */
#define MERGE_BLOCK 4096

/* One ordering, with buffers that live from part to part. */
struct ordering {
    const struct ingest *ingest;
    const struct census *census;
    const uint32_t *shops; /* by account, or NULL */
    struct act *acts;
    size_t count;
    size_t room;
    struct act *ordered;
    size_t ordered_room;
    uint64_t *order; /* account << 32 | index */
    uint64_t *order_other;
    size_t order_room;
    struct shop_run *runs; /* of the accounts that share a shop, by shop */
    size_t run_count;
    size_t run_room;
    struct links links;
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
    act->known_s = act->follow_s = SECONDS_NEVER;
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

/* Acts of the account at the start of acts. */
static size_t account_length(const struct act *acts, size_t n)
{
    size_t i = 1;

    while (i < n && acts[i].t.account == acts[0].t.account)
        i++;
    return i;
}

static uint32_t shop_of(const struct ordering *o, const struct act *act)
{
    return o->shops && act->t.account != NAME_NONE ? o->shops[act->t.account] : NAME_NONE;
}

static int compare_runs(const void *a, const void *b)
{
    const struct shop_run *x = a;
    const struct shop_run *y = b;

    if (x->shop != y->shop)
        return x->shop < y->shop ? -1 : 1;
    return x->start < y->start ? -1 : x->start > y->start;
}

/* Puts the accounts of shops in order, and links their acts shop by shop. */
static void link_shops(struct ordering *o)
{
    o->run_count = 0;
    for (size_t i = 0, n; i < o->count; i += n) {
        uint32_t shop = shop_of(o, o->ordered + i);

        n = account_length(o->ordered + i, o->count - i);
        if (shop == NAME_NONE)
            continue;
        order_account(o, o->ordered + i, n);
        links_account(&o->links, o->ordered + i, n);
        MEM_GROW(o->runs, o->run_count, o->run_room);
        o->runs[o->run_count++] = (struct shop_run){shop, i, n};
    }
    if (o->run_count)
        qsort(o->runs, o->run_count, sizeof *o->runs, compare_runs);
    for (size_t i = 0, n; i < o->run_count; i += n) {
        for (n = 1; i + n < o->run_count && o->runs[i + n].shop == o->runs[i].shop;)
            n++;
        if (n > 1)
            links_shop(&o->links, o->ordered, o->runs + i, n);
    }
}

/* Calls the sink with each account of the ordered acts. */
static int each_account(struct ordering *o, const struct act_sink *sink)
{
    if (o->shops)
        link_shops(o);
    for (size_t i = 0, n; i < o->count; i += n) {
        struct act *acts = o->ordered + i;

        n = account_length(acts, o->count - i);
        if (shop_of(o, acts) == NAME_NONE) {
            order_account(o, acts, n);
            links_account(&o->links, acts, n);
        }
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

int partition_run(const struct partition_options *options, uint32_t partition,
                  const struct act_sink *sink, struct err *err)
{
    const struct ingest *ingest = options->ingest;
    struct ordering o = {
        .ingest = ingest, .census = options->census, .shops = options->shops, .err = err};
    uint64_t total = 0;
    uint64_t fits = options->memory_bytes / BYTES_PER_ACT;
    int rc;

    links_init(&o.links, options->portal);
    for (unsigned s = 0; s < ingest->worker_count + ingest->joined_count; s++)
        total += spool_count(spool_at(ingest, s), partition);
    if (total <= fits && total <= LINKS_ACTS_MOST) {
        rc = load(&o, partition, 0, 1, total);
        if (rc == 0 && o.count) {
            order_acts(&o);
            rc = each_account(&o, sink);
        }
    } else {
        rc = run_in_parts(&o, partition, total / (fits / 2 ? fits / 2 : 1) + 1,
                          options->memory_bytes / 2, options->directory, sink);
    }
    links_release(&o.links);
    free(o.acts);
    free(o.ordered);
    free(o.order);
    free(o.order_other);
    free(o.runs);
    return rc;
}

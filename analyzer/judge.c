/*
 * judge.c: deals partitions out to threads. Accounts of different partitions are different, so
 * summaries are written without locks.
 */
#define _GNU_SOURCE
#include "judge.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/out.h"
#include "networks.h"
#include "observe.h"
#include "partition.h"
#include "sightings.h"
#include "watch.h"

/* Acts read back at a time. */
#define READ_ACTS 4096

/* What the threads share. Acts come from an ingest and its census, or from the past. */
struct shared {
    struct judge *judge;
    const struct ingest *ingest;
    const struct census *census;
    const struct judge_past *past; /* NULL: from the ingest */
    const struct judge_options *options;
    _Atomic uint32_t next;
    _Atomic bool failed;
};

/* One thread: its observer, and the partition that it is at. */
struct thread_view {
    struct shared *shared;
    pthread_t thread;
    struct observer observer;
    struct lookout *lookout;         /* NULL: nobody looks for signatures in acts */
    struct sighting_view *sightings; /* NULL: no indicator is looked for */
    uint8_t partition;
    int fd;
    uint64_t bytes; /* of the partition so far */
    uint64_t acts;  /* of all partitions */
    struct sha256 sha;
    struct err err;
};

/* A block of one account, which stands at `position` in the partition's file. */
static int observe(struct thread_view *view, const struct act *acts, size_t n, uint64_t position)
{
    observer_take(&view->observer, acts, n, view->partition, position);
    view->acts += n;
    if (view->sightings)
        sightings_take(view->sightings, acts, n);
    if (!view->lookout || lookout_acts(view->lookout, view->shared->options->act_context, acts, n,
                                       view->partition, position) == 0)
        return 0;
    view->err = view->lookout->err;
    return -1;
}

static int take_acts(void *context, const struct act *acts, size_t n, struct err *err)
{
    struct thread_view *view = context;
    size_t bytes = n * sizeof *acts;

    if (!view->shared->options->undigested)
        sha256_add(&view->sha, acts, bytes);
    if (observe(view, acts, n, view->bytes) < 0 ||
        spool_pwrite(view->fd, acts, bytes, view->bytes, err) < 0)
        return -1;
    view->bytes += bytes;
    return 0;
}

/* Orders the partition into a file of its own. */
static int order_partition(struct thread_view *view)
{
    struct shared *shared = view->shared;
    const struct judge_options *options = shared->options;
    const struct act_sink sink = {take_acts, view};
    const struct partition_options ordering = {.ingest = shared->ingest,
                                               .census = shared->census,
                                               .portal = options->context.portal,
                                               .shops = options->shops,
                                               .memory_bytes =
                                                   options->memory_bytes / options->jobs,
                                               .directory = options->directory};
    int rc;

    view->fd = spool_unnamed(options->directory, &view->err);
    if (view->fd < 0)
        return -1;
    shared->judge->partition_fd[view->partition] = view->fd;
    sha256_init(&view->sha);
    rc = partition_run(&ordering, view->partition, &sink, &view->err);
    sha256_finish(&view->sha, shared->judge->partition_sha256[view->partition]);
    return rc;
}

/* Observes a block of sorted acts, account by account, each up to the moment in question. */
static int observe_sorted(struct thread_view *view, const struct act *acts, size_t n)
{
    int64_t until = view->shared->past->until_ns;
    int rc = 0;

    for (size_t i = 0, next; rc == 0 && i < n; i = next) {
        size_t end = i;

        next = i;
        while (next < n && acts[next].t.account == acts[i].t.account)
            next++;
        while (end < next && (until == TIME_NONE || acts[end].t.time_ns < until))
            end++;
        if (end > i)
            rc = observe(view, acts + i, end - i, view->bytes + i * sizeof *acts);
    }
    return rc;
}

/* Takes the partition as it lies in the case. */
static int reread_partition(struct thread_view *view)
{
    const struct judge_past *past = view->shared->past;
    uint64_t size = past->bytes[view->partition];
    struct act *block;
    int rc = 0;

    view->fd = fcntl(past->fd[view->partition], F_DUPFD_CLOEXEC, 0);
    if (view->fd < 0)
        return err_system(&view->err, errno, "the acts of the case cannot be opened again");
    view->shared->judge->partition_fd[view->partition] = view->fd;
    block = mem_resize(NULL, READ_ACTS, sizeof *block);
    while (rc == 0 && size - view->bytes >= sizeof *block) {
        uint64_t left = (size - view->bytes) / sizeof *block;
        size_t n = left < READ_ACTS ? (size_t)left : READ_ACTS;

        rc = spool_pread(view->fd, block, n * sizeof *block, view->bytes, &view->err);
        if (rc == 0)
            rc = observe_sorted(view, block, n);
        view->bytes += n * sizeof *block;
    }
    free(block);
    return rc;
}

static int run_partition(struct thread_view *view, uint32_t partition)
{
    int rc;

    view->partition = (uint8_t)partition;
    view->bytes = 0;
    rc = view->shared->past ? reread_partition(view) : order_partition(view);
    observer_end(&view->observer);
    view->shared->judge->partition_bytes[partition] = view->bytes;
    return rc;
}

static void *end_work(struct thread_view *view)
{
    if (view->lookout && lookout_end(view->lookout) < 0) {
        view->err = view->lookout->err;
        atomic_store(&view->shared->failed, true);
    }
    return NULL;
}

static void *work(void *argument)
{
    struct thread_view *view = argument;
    struct shared *shared = view->shared;

    for (;;) {
        uint32_t partition = atomic_fetch_add(&shared->next, 1);

        if (partition >= LIMIT_PARTITIONS || atomic_load(&shared->failed))
            return end_work(view);
        if (run_partition(view, partition) < 0) {
            atomic_store(&shared->failed, true);
            return NULL;
        }
    }
}

static int run_threads(struct shared *shared, struct err *err)
{
    unsigned jobs = shared->options->jobs;
    struct thread_view *views = mem_zero(jobs, sizeof *views);
    unsigned started = 1;
    int rc = 0;

    for (unsigned i = 0; i < jobs; i++) {
        views[i].shared = shared;
        if (shared->options->lookouts && !lookout_idle(&shared->options->lookouts[i]))
            views[i].lookout = &shared->options->lookouts[i];
        if (shared->options->sightings)
            views[i].sightings = &shared->options->sightings[i];
        observer_init(&views[i].observer, shared->judge, shared->options->trades);
    }
    for (unsigned i = 1; i < jobs; i++, started++) {
        if (pthread_create(&views[i].thread, NULL, work, &views[i]) != 0)
            break;
    }
    work(&views[0]);
    for (unsigned i = 1; i < started; i++)
        pthread_join(views[i].thread, NULL);
    for (unsigned i = 0; i < jobs; i++) {
        shared->judge->unattributed += views[i].observer.unattributed;
        shared->judge->acts += views[i].acts;
        lessons_add(&shared->judge->lessons, &views[i].observer.lessons);
        observer_release(&views[i].observer);
        if (views[i].err.kind != ERR_NONE && rc == 0) {
            *err = views[i].err;
            rc = -1;
        }
    }
    free(views);
    return rc;
}

static size_t habit_stride(size_t detector)
{
    return (detector_habit_bytes(detectors[detector]) + 7) / 8 * 8;
}

void *judge_habit(const struct judge *judge, size_t detector, uint32_t account)
{
    return judge->habits[detector]
               ? (char *)judge->habits[detector] + account * habit_stride(detector)
               : NULL;
}

/* Makes room for the accounts, and observes all partitions. */
static int observe_all(struct shared *shared, struct err *err)
{
    struct judge *judge = shared->judge;
    uint32_t accounts = shared->census->count[NAMES_ACCOUNT];
    uint32_t sources = shared->census->count[NAMES_SOURCE];

    *judge = (struct judge){.context = shared->options->context};
    for (int p = 0; p < LIMIT_PARTITIONS; p++)
        judge->partition_fd[p] = -1;
    judge->population.accounts = accounts;
    judge->population.summary = mem_zero(accounts, sizeof *judge->population.summary);
    judge->population.group = mem_zero(accounts, sizeof *judge->population.group);
    judge->habits = mem_zero(detector_count, sizeof *judge->habits);
    for (size_t d = 0; d < detector_count; d++)
        judge->habits[d] =
            detector_habit_bytes(detectors[d]) ? mem_zero(accounts, habit_stride(d)) : NULL;
    judge->networks = networks_of(shared->census->texts[NAMES_SOURCE], sources);
    judge->refused = mem_zero(sources, sizeof *judge->refused);
    judge->strangers = mem_zero(sources, sizeof *judge->strangers);
    judge->users = mem_zero(sources, sizeof *judge->users);
    judge->agents = mem_zero(shared->census->count[NAMES_AGENT], sizeof *judge->agents);
    judge->context.networks = judge->networks;
    lessons_init(&judge->lessons);
    return run_threads(shared, err);
}

int judge_run(struct judge *judge, const struct ingest *ingest, const struct census *census,
              const struct judge_options *options, struct err *err)
{
    struct shared shared = {.judge = judge, .ingest = ingest, .census = census, .options = options};

    return observe_all(&shared, err);
}

int judge_reread(struct judge *judge, const struct judge_past *past, const struct census *census,
                 const struct judge_options *options, struct err *err)
{
    struct shared shared = {.judge = judge, .census = census, .past = past, .options = options};

    return observe_all(&shared, err);
}

int judge_acts(const struct judge *judge, uint32_t account,
               int (*take)(void *, const struct act *, size_t, struct err *), void *context,
               struct err *err)
{
    const struct account_summary *sum = &judge->population.summary[account];
    struct act *block = mem_resize(NULL, READ_ACTS, sizeof *block);
    uint64_t at = sum->position;
    int rc = 0;

    for (uint64_t left = sum->acts; rc == 0 && left;) {
        size_t n = left < READ_ACTS ? (size_t)left : READ_ACTS;

        rc = spool_pread(judge->partition_fd[sum->partition], block, n * sizeof *block, at, err);
        if (rc == 0)
            rc = take(context, block, n, err);
        at += n * sizeof *block;
        left -= n;
    }
    free(block);
    return rc;
}

void judge_release(struct judge *judge)
{
    for (size_t d = 0; judge->habits && d < detector_count; d++)
        free(judge->habits[d]);
    for (int p = 0; p < LIMIT_PARTITIONS; p++) {
        if (judge->partition_fd[p] >= 0)
            (void)close(judge->partition_fd[p]);
    }
    free(judge->habits);
    lessons_release(&judge->lessons);
    free(judge->networks);
    free(judge->refused);
    free(judge->strangers);
    free(judge->users);
    free(judge->agents);
    free(judge->population.summary);
    free(judge->population.group);
    *judge = (struct judge){0};
}

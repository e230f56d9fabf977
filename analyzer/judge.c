/*
 * judge.c: deals partitions out to threads. Accounts of different partitions are different, so
 * summaries are written without locks.
 */
#define _GNU_SOURCE
#include "judge.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/out.h"
#include "observe.h"
#include "partition.h"

/* Acts read back at a time. */
#define READ_ACTS 4096

/* What the threads share. */
struct shared {
    struct judge *judge;
    const struct ingest *ingest;
    const struct census *census;
    const struct judge_options *options;
    _Atomic uint32_t next;
    _Atomic bool failed;
};

/* One thread: its observer, and the partition that it is writing. */
struct thread_view {
    struct shared *shared;
    pthread_t thread;
    struct observer observer;
    uint8_t partition;
    int fd;
    uint64_t bytes;
    struct sha256 sha;
    struct err err;
};

static int take_acts(void *context, const struct act *acts, size_t n, struct err *err)
{
    struct thread_view *view = context;
    size_t bytes = n * sizeof *acts;

    observer_take(&view->observer, acts, n, view->partition, view->bytes);
    sha256_add(&view->sha, acts, bytes);
    if (spool_pwrite(view->fd, acts, bytes, view->bytes, err) < 0)
        return -1;
    view->bytes += bytes;
    return 0;
}

static int run_partition(struct thread_view *view, uint32_t partition)
{
    struct shared *shared = view->shared;
    struct judge *judge = shared->judge;
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

    view->partition = (uint8_t)partition;
    view->bytes = 0;
    view->fd = spool_unnamed(options->directory, &view->err);
    if (view->fd < 0)
        return -1;
    judge->partition_fd[partition] = view->fd;
    sha256_init(&view->sha);
    rc = partition_run(&ordering, partition, &sink, &view->err);
    observer_end(&view->observer);
    sha256_finish(&view->sha, judge->partition_sha256[partition]);
    judge->partition_bytes[partition] = view->bytes;
    return rc;
}

static void *work(void *argument)
{
    struct thread_view *view = argument;
    struct shared *shared = view->shared;

    for (;;) {
        uint32_t partition = atomic_fetch_add(&shared->next, 1);

        if (partition >= LIMIT_PARTITIONS || atomic_load(&shared->failed))
            return NULL;
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
        observer_init(&views[i].observer, shared->judge);
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
        observer_release(&views[i].observer);
        if (views[i].err.kind != ERR_NONE && rc == 0) {
            *err = views[i].err;
            rc = -1;
        }
    }
    free(views);
    return rc;
}

int judge_run(struct judge *judge, const struct ingest *ingest, const struct census *census,
              const struct judge_options *options, struct err *err)
{
    struct shared shared = {.judge = judge, .ingest = ingest, .census = census, .options = options};
    uint32_t accounts = census->count[NAMES_ACCOUNT];
    int rc;

    *judge = (struct judge){.context = options->context};
    for (int p = 0; p < LIMIT_PARTITIONS; p++)
        judge->partition_fd[p] = -1;
    judge->population.accounts = accounts;
    judge->population.summary = mem_zero(accounts, sizeof *judge->population.summary);
    judge->population.group = mem_zero(accounts, sizeof *judge->population.group);
    judge->summaries = mem_zero(detector_count, sizeof *judge->summaries);
    judge->models = mem_zero(detector_count, sizeof *judge->models);
    for (size_t d = 0; d < detector_count; d++)
        judge->summaries[d] = mem_zero(accounts, detectors[d]->summary_bytes);
    rc = run_threads(&shared, err);
    for (int p = 0; p < LIMIT_PARTITIONS; p++)
        judge->acts += judge->partition_bytes[p] / sizeof(struct act);
    return rc;
}

void judge_fit(struct judge *judge)
{
    for (size_t d = 0; d < detector_count; d++) {
        judge->models[d] = mem_zero(1, detectors[d]->model_bytes);
        detectors[d]->fit(judge->models[d], &judge->population, judge->summaries[d]);
    }
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
    for (size_t d = 0; d < detector_count; d++) {
        if (judge->models && judge->models[d]) {
            detectors[d]->release(judge->models[d]);
            free(judge->models[d]);
        }
        if (judge->summaries)
            free(judge->summaries[d]);
    }
    for (int p = 0; p < LIMIT_PARTITIONS; p++) {
        if (judge->partition_fd[p] >= 0)
            (void)close(judge->partition_fd[p]);
    }
    free(judge->models);
    free(judge->summaries);
    free(judge->population.summary);
    free(judge->population.group);
    *judge = (struct judge){0};
}

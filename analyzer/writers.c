/*
 * writers.c: runs the report writers, each in one thread at a time, and the manifest when all
 * others are done.
 */
#include "writers.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "casedir.h"

/* What the threads share. */
struct shared {
    struct writers *writers;
    pthread_mutex_t lock;
    _Atomic size_t next;
    _Atomic bool failed;
};

/* One thread and its failure. */
struct thread_view {
    struct shared *shared;
    pthread_t thread;
    struct err err;
};

static int compare_outputs(const void *a, const void *b)
{
    return str_cmp(((const struct dossier_output *)a)->name,
                   ((const struct dossier_output *)b)->name);
}

static int run_writer(struct shared *shared, size_t i, struct err *err)
{
    struct writers *w = shared->writers;
    struct report_target target = {w->directory, w->dossier, &w->arenas[i], &shared->lock};

    return report_writers[i]->write(&target, err);
}

static void *work(void *argument)
{
    struct thread_view *view = argument;
    struct shared *shared = view->shared;

    for (;;) {
        size_t i = atomic_fetch_add(&shared->next, 1);

        if (i >= report_writer_count || atomic_load(&shared->failed))
            return NULL;
        if (shared->writers->wanted[i] && !report_writers[i]->last &&
            run_writer(shared, i, &view->err) < 0)
            atomic_store(&shared->failed, true);
    }
}

static int run_threads(struct shared *shared, unsigned jobs, struct err *err)
{
    struct thread_view *views = mem_zero(jobs, sizeof *views);
    unsigned started = 1;
    int rc = 0;

    for (unsigned i = 0; i < jobs; i++)
        views[i].shared = shared;
    for (; started < jobs; started++) {
        if (pthread_create(&views[started].thread, NULL, work, &views[started]) != 0)
            break;
    }
    work(&views[0]);
    for (unsigned i = 1; i < started; i++)
        (void)pthread_join(views[i].thread, NULL);
    for (unsigned i = 0; i < started; i++) {
        if (views[i].err.kind != ERR_NONE && rc == 0) {
            *err = views[i].err;
            rc = -1;
        }
    }
    free(views);
    return rc;
}

int writers_select(struct writers *writers, const struct options *options, bool always,
                   struct err *err)
{
    writers->wanted = mem_zero(report_writer_count, sizeof *writers->wanted);
    for (size_t i = 0; i < report_writer_count; i++)
        writers->wanted[i] = report_writers[i]->last || (always && report_when(i) == REPORT_ALWAYS);
    for (size_t i = 0; i < options->list_count[OPT_FORMAT]; i++) {
        if (report_select(str_of(options->list[OPT_FORMAT][i]), writers->wanted, err) < 0)
            return -1;
    }
    return 0;
}

/* Whether this run has written a file of a folder. */
static bool is_fresh(const void *context, const char *folder, struct str name)
{
    const struct dossier *d = context;

    for (size_t i = 0; i < d->output_count; i++) {
        struct str output = d->outputs[i].name;

        if (d->outputs[i].fresh && str_starts(output, str_of(folder)) &&
            str_eq(str_skip(output, strlen(folder)), name))
            return true;
    }
    return false;
}

/* A folder that was written again holds nothing that this run has not written: not the clear list
 * that has become an encrypted one, nor the one of a run that was killed before its manifest. */
static int drop_stale(const struct writers *writers, struct err *err)
{
    struct dossier *d = writers->dossier;

    for (size_t w = 0; w < report_writer_count; w++) {
        const char *folder = report_writers[w]->file;
        size_t kept = 0;

        if (!writers->wanted[w] || !str_ends(str_of(folder), STR("/")))
            continue;
        if (casedir_sweep(writers->directory, folder, is_fresh, d, err) < 0)
            return -1;
        for (size_t i = 0; i < d->output_count; i++) {
            if (d->outputs[i].fresh || !str_starts(d->outputs[i].name, str_of(folder)))
                d->outputs[kept++] = d->outputs[i];
        }
        d->output_count = kept;
    }
    return 0;
}

/* The manifest. Of a case that had one, also when a writer has failed: what others have written
 * until then is no alteration. */
static int run_last(struct shared *shared, struct err *err)
{
    for (size_t i = 0; i < report_writer_count; i++) {
        if (report_writers[i]->last && run_writer(shared, i, err) < 0)
            return -1;
    }
    return 0;
}

int writers_run(struct writers *writers, struct err *err)
{
    struct shared shared = {.writers = writers};
    struct dossier *d = writers->dossier;
    unsigned most = (unsigned)report_writer_count;
    struct err unsaid = {0};
    int rc;

    writers->arenas = mem_zero(report_writer_count, sizeof *writers->arenas);
    pthread_mutex_init(&shared.lock, NULL);
    rc = run_threads(&shared, writers->jobs < most ? writers->jobs : most, err);
    if (rc == 0)
        rc = drop_stale(writers, err);
    if (rc == 0 && writers->settle)
        rc = writers->settle(writers->context, err);
    if (d->output_count)
        qsort(d->outputs, d->output_count, sizeof *d->outputs, compare_outputs);
    if (rc == 0)
        rc = run_last(&shared, err);
    else if (d->manifest.n)
        (void)run_last(&shared, &unsaid);
    pthread_mutex_destroy(&shared.lock);
    return rc;
}

void writers_release(struct writers *writers)
{
    for (size_t i = 0; writers->arenas && i < report_writer_count; i++)
        arena_release(&writers->arenas[i]);
    free(writers->arenas);
    free(writers->wanted);
    *writers = (struct writers){.directory = -1};
}

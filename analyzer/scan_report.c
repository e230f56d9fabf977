/*
 * scan_report.c: runs the report writers, each in one thread at a time, and the manifest when all
 * others are done.
 */
#include <stdatomic.h>
#include <stdlib.h>

#include "base/mem.h"
#include "report/report.h"
#include "scan.h"

/* What the threads share. */
struct shared {
    struct scan *scan;
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

static void note_output(struct dossier *d, struct str name, uint64_t bytes, const char *sha256)
{
    struct dossier_output *output;

    d->outputs = mem_resize(d->outputs, d->output_count + 1, sizeof *d->outputs);
    output = &d->outputs[d->output_count++];
    *output = (struct dossier_output){.name = name, .bytes = bytes};
    memcpy(output->sha256, sha256, SHA256_TEXT);
}

/* traces/NN.acts: the sorted partitions get their names. */
static int keep_acts(struct scan *scan, struct err *err)
{
    for (int p = 0; p < LIMIT_PARTITIONS; p++) {
        struct str name = arena_print(&scan->arena, "traces/%02d.acts", p);

        if (spool_name(scan->judge.partition_fd[p], scan->casedir.traces,
                       name.p + strlen("traces/"), err) < 0)
            return -1;
        note_output(&scan->dossier, name, scan->judge.partition_bytes[p],
                    scan->judge.partition_sha256[p]);
    }
    return 0;
}

/* The text of a number as it is kept: who reads the identifier of an open session is let in by it,
 * so that its token stands for it. */
static struct str kept_text(const struct scan *scan, int kind, uint32_t number,
                            char token[PSEUDONYM_TEXT])
{
    if (kind == NAMES_KINDS)
        return scan->ingest.coverage[number].input;
    if (kind != NAMES_SESSION)
        return scan->census.texts[kind][number];
    pseudonym_session(&scan->key, scan->census.texts[kind][number], token);
    return str_of(token);
}

/* traces/texts.names: the texts behind the numbers in the acts. For each kind (account, source,
 * agent, session, insurer, input) the count of texts, then each as its length and its bytes;
 * numbers are 32 bits, little-endian. */
static int keep_names(struct scan *scan, struct err *err)
{
    struct out out;
    char sha256[SHA256_TEXT];
    uint64_t bytes;

    if (out_create(&out, scan->casedir.traces, "texts.names", err) < 0)
        return -1;
    for (int k = 0; k <= NAMES_KINDS; k++) {
        uint32_t count =
            k < NAMES_KINDS ? scan->census.count[k] : (uint32_t)scan->ingest.input_count;

        out_bytes(&out, &count, sizeof count);
        for (uint32_t i = 0; i < count; i++) {
            char token[PSEUDONYM_TEXT];
            struct str text = kept_text(scan, k, i, token);
            uint32_t n = (uint32_t)text.n;

            out_bytes(&out, &n, sizeof n);
            out_bytes(&out, text.p, n);
        }
    }
    bytes = out.bytes;
    if (out_commit(&out, sha256, err) < 0)
        return -1;
    note_output(&scan->dossier, STR("traces/texts.names"), bytes, sha256);
    return 0;
}

static int compare_outputs(const void *a, const void *b)
{
    return str_cmp(((const struct dossier_output *)a)->name,
                   ((const struct dossier_output *)b)->name);
}

static int run_writer(struct shared *shared, size_t i, struct err *err)
{
    struct scan *scan = shared->scan;
    struct report_target target = {scan->casedir.directory, &scan->dossier, &scan->writer_arenas[i],
                                   &shared->lock};

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
        if (!report_writers[i]->last && run_writer(shared, i, &view->err) < 0)
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

int scan_report(struct scan *scan, struct err *err)
{
    struct shared shared = {.scan = scan};
    struct dossier *d = &scan->dossier;
    int rc = 0;

    scan_phase_begin(scan, PHASE_REPORT);
    scan->writer_arenas = mem_zero(report_writer_count, sizeof *scan->writer_arenas);
    if (scan->casedir.traces >= 0 && (keep_acts(scan, err) < 0 || keep_names(scan, err) < 0))
        return -1;
    pthread_mutex_init(&shared.lock, NULL);
    rc = run_threads(&shared,
                     scan->jobs < report_writer_count ? scan->jobs : (unsigned)report_writer_count,
                     err);
    qsort(d->outputs, d->output_count, sizeof *d->outputs, compare_outputs);
    for (size_t i = 0; rc == 0 && i < report_writer_count; i++) {
        if (report_writers[i]->last)
            rc = run_writer(&shared, i, err);
    }
    pthread_mutex_destroy(&shared.lock);
    scan_phase_end(scan, PHASE_REPORT);
    return rc;
}

/*
 * ingest.c: deals inputs out to workers, chooses each input's layout, and keeps the books of what
 * was read. The work on a batch of lines is in batch.c.
 */
#include "ingest.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"
#include "batch.h"

/* Bytes of an input that its layout is chosen on. */
#define SNIFF_BYTES ((size_t)64 << 10)

/* What the workers share. */
struct shared {
    struct ingest *ingest;
    const struct inputs *inputs;
    const struct ingest_options *options;
    struct progress *progress;
    struct layout *layouts; /* those that are tried */
    size_t layout_count;
    _Atomic size_t next;
    _Atomic bool failed;
    pthread_mutex_t arena_lock; /* the arena of texts in the coverage */
};

/* One thread's view. */
struct thread_view {
    struct shared *shared;
    struct ingest_worker *worker;
    pthread_t thread;
};

static struct str keep_text(struct shared *shared, struct str text)
{
    struct str kept;

    pthread_mutex_lock(&shared->arena_lock);
    kept = arena_str(&shared->ingest->arena, text);
    pthread_mutex_unlock(&shared->arena_lock);
    return kept;
}

/* The layout of an input: the one that was asked for, or the one that reads its beginning best. */
static const struct layout *choose_layout(const struct shared *shared, struct lines *lines)
{
    struct str head = lines_head(lines, SNIFF_BYTES);
    struct sniff sniff;

    if (shared->options->layout)
        return shared->options->layout;
    sniff = layout_sniff(shared->layouts, shared->layout_count, head, head.n < SNIFF_BYTES);
    return sniff.best;
}

/* Identifiers must not reach a report by way of a rejected line: long runs of digits become '#'. */
static struct str mask_sample(struct shared *shared, struct str text)
{
    char masked[241];
    size_t n = text.n < sizeof masked - 1 ? text.n : sizeof masked - 1;
    size_t run = 0;

    for (size_t i = 0; i <= n; i++) {
        bool digit = i < n && text.p[i] >= '0' && text.p[i] <= '9';

        if (i < n)
            masked[i] = text.p[i];
        if (!digit && run >= 6)
            memset(masked + i - run, '#', run);
        run = digit ? run + 1 : 0;
    }
    return keep_text(shared, (struct str){masked, n});
}

static void note_samples(struct shared *shared, struct coverage *coverage,
                         const struct batch *batch)
{
    for (int i = 0; i < batch->reject_count; i++) {
        const struct batch_reject *r = &batch->rejects[i];
        uint8_t *count = &coverage->sample_count[r->reject];

        if (*count == LIMIT_REJECT_SAMPLES)
            continue;
        coverage->samples[r->reject][(*count)++] = (struct reject_sample){
            r->line.number, r->line.offset, r->column, mask_sample(shared, r->line.text)};
    }
}

static void copy_damage(struct shared *shared, struct coverage *coverage,
                        const struct source *source)
{
    if (source->damage[0])
        coverage->damage = keep_text(shared, str_of(source->damage));
    memcpy(coverage->sha256, source->sha256, sizeof coverage->sha256);
    coverage->bytes = source->bytes;
    coverage->bytes_inflated = source->bytes_inflated;
}

static int read_input(struct thread_view *view, size_t index)
{
    struct shared *shared = view->shared;
    struct coverage *coverage = &shared->ingest->coverage[index];
    struct batch *batch = mem_zero(1, sizeof *batch);
    struct source source;
    struct lines lines;
    bool ahead = shared->options->jobs > 1 && shared->inputs->count < shared->options->jobs;
    int rc = 0;

    source_open(&source, shared->inputs->paths[index], shared->options->block_bytes, ahead,
                shared->progress);
    lines_init(&lines, &source);
    *batch = (struct batch){.worker = view->worker,
                            .options = shared->options,
                            .coverage = coverage,
                            .input = (uint32_t)index,
                            .layout = choose_layout(shared, &lines)};
    if (batch->layout)
        coverage->layout = keep_text(shared, batch->layout->name);
    while (rc == 0 && (batch->line_count = lines_next(&lines, batch->lines)) > 0) {
        rc = batch_run(batch, &view->worker->err);
        if (batch->reject_count)
            note_samples(shared, coverage, batch);
        atomic_fetch_add_explicit(&shared->progress->lines, (uint64_t)batch->line_count,
                                  memory_order_relaxed);
        if (atomic_load_explicit(&shared->failed, memory_order_relaxed))
            break;
    }
    lines_release(&lines);
    source_close(&source);
    copy_damage(shared, coverage, &source);
    free(batch);
    return rc;
}

static void *work(void *argument)
{
    struct thread_view *view = argument;
    struct shared *shared = view->shared;

    for (;;) {
        size_t index = atomic_fetch_add(&shared->next, 1);

        if (index >= shared->inputs->count || atomic_load(&shared->failed))
            break;
        if (read_input(view, index) < 0) {
            atomic_store(&shared->failed, true);
            break;
        }
    }
    if (view->worker->err.kind == ERR_NONE &&
        spool_flush(&view->worker->spool, &view->worker->err) < 0)
        atomic_store(&shared->failed, true);
    return NULL;
}

static int start_worker(struct ingest_worker *worker, const struct ingest_options *options,
                        struct err *err)
{
    for (int k = 0; k < NAMES_KINDS; k++)
        names_init(&worker->names[k], LIMIT_NAMES, LIMIT_NAMES_BYTES);
    portal_matcher_init(&worker->matcher, options->portal);
    worker->parse.zone_seconds = options->zone_seconds;
    return spool_open(&worker->spool, options->directory, err);
}

static int compile_layouts(struct shared *shared, struct err *err)
{
    shared->layouts = mem_zero(parser_count, sizeof *shared->layouts);
    for (size_t i = 0; i < parser_count; i++) {
        if (!parsers[i]->sniffed)
            continue;
        if (layout_compile(&shared->layouts[shared->layout_count], str_of(parsers[i]->name), err) <
            0)
            return -1;
        shared->layout_count++;
    }
    return 0;
}

/* The zone that most lines have: the one in which a report speaks and days begin. */
static int common_zone(const struct ingest *ingest, int otherwise)
{
    uint64_t best = 0;
    int zone = otherwise;

    for (int slot = 0; slot < PARSE_ZONES; slot++) {
        uint64_t sum = 0;

        for (unsigned w = 0; w < ingest->worker_count; w++)
            sum += ingest->workers[w].parse.zones[slot];
        if (sum > best) {
            best = sum;
            zone = (slot - PARSE_ZONES / 2) * 900;
        }
    }
    return zone;
}

/* By content, then by position: repetitions follow the first in canonical order. */
static int compare_contents(const void *a, const void *b)
{
    const struct coverage *x = *(const struct coverage *const *)a;
    const struct coverage *y = *(const struct coverage *const *)b;
    int order = strcmp(x->sha256, y->sha256);

    if (order != 0)
        return order;
    return x < y ? -1 : x > y;
}

/* The same bytes given twice count once: the first in canonical order counts. */
static void mark_duplicates(struct ingest *ingest)
{
    struct coverage **sorted = mem_resize(NULL, ingest->input_count, sizeof *sorted);
    struct coverage *first;

    for (size_t i = 0; i < ingest->input_count; i++)
        sorted[i] = &ingest->coverage[i];
    qsort(sorted, ingest->input_count, sizeof(struct coverage *), compare_contents);
    first = sorted[0];
    for (size_t i = 1; i < ingest->input_count; i++) {
        if (sorted[i]->bytes && sorted[i]->bytes == first->bytes &&
            strcmp(sorted[i]->sha256, first->sha256) == 0)
            sorted[i]->duplicate_of = first->input;
        else
            first = sorted[i];
    }
    free(sorted);
}

static int run_threads(struct shared *shared, struct err *err)
{
    struct ingest *ingest = shared->ingest;
    struct thread_view *views = mem_zero(ingest->worker_count, sizeof *views);
    unsigned started = 0;

    for (unsigned w = 0; w < ingest->worker_count; w++) {
        views[w] = (struct thread_view){.shared = shared, .worker = &ingest->workers[w]};
        if (w > 0 && pthread_create(&views[w].thread, NULL, work, &views[w]) != 0)
            break;
        started++;
    }
    work(&views[0]);
    for (unsigned w = 1; w < started; w++)
        pthread_join(views[w].thread, NULL);
    free(views);
    for (unsigned w = 0; w < ingest->worker_count; w++) {
        if (ingest->workers[w].err.kind != ERR_NONE) {
            *err = ingest->workers[w].err;
            return -1;
        }
    }
    return 0;
}

int ingest_run(struct ingest *ingest, const struct inputs *inputs,
               const struct ingest_options *options, struct progress *progress, struct err *err)
{
    struct shared shared = {
        .ingest = ingest, .inputs = inputs, .options = options, .progress = progress};
    int rc = 0;

    *ingest = (struct ingest){.input_count = inputs->count};
    ingest->worker_count = options->jobs < inputs->count ? options->jobs : (unsigned)inputs->count;
    ingest->workers = mem_zero(ingest->worker_count, sizeof *ingest->workers);
    ingest->coverage = mem_zero(inputs->count, sizeof *ingest->coverage);
    for (size_t i = 0; i < inputs->count; i++) {
        ingest->coverage[i].input = str_of(inputs->paths[i]);
        ingest->coverage[i].first_ns = ingest->coverage[i].last_ns = TIME_NONE;
    }
    for (unsigned w = 0; w < ingest->worker_count; w++)
        ingest->workers[w].spool.fd = -1;
    for (unsigned w = 0; rc == 0 && w < ingest->worker_count; w++)
        rc = start_worker(&ingest->workers[w], options, err);
    if (rc == 0)
        rc = compile_layouts(&shared, err);
    pthread_mutex_init(&shared.arena_lock, NULL);
    if (rc == 0)
        rc = run_threads(&shared, err);
    pthread_mutex_destroy(&shared.arena_lock);
    for (size_t i = 0; i < shared.layout_count; i++)
        layout_release(&shared.layouts[i]);
    free(shared.layouts);
    ingest->offset_seconds = common_zone(ingest, options->zone_seconds);
    mark_duplicates(ingest);
    return rc;
}

void ingest_release(struct ingest *ingest)
{
    for (unsigned w = 0; w < ingest->worker_count; w++) {
        struct ingest_worker *worker = &ingest->workers[w];

        for (int k = 0; k < NAMES_KINDS; k++)
            names_release(&worker->names[k]);
        portal_matcher_release(&worker->matcher);
        arena_release(&worker->parse.scratch);
        spool_close(&worker->spool);
        free(worker->partition);
    }
    free(ingest->workers);
    free(ingest->coverage);
    arena_release(&ingest->arena);
    *ingest = (struct ingest){0};
}

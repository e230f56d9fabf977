/*
 * ingest.c: deals inputs out to workers, chooses each input's layout, and keeps the books of what
 * was read. The work on a batch of lines is in batch.c.
 */
#include "ingest.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"
#include "batch.h"
#include "model/pseudonym.h"

/* Bytes of an input that its layout is chosen on. */
#define SNIFF_BYTES ((size_t)64 << 10)

/* An input while it is read: by the worker that opened it, and by those that have none left to
 * open. */
struct active {
    struct source source;
    struct lines lines;
    struct text_hash hash;
    const struct layout *layout; /* NULL: none fits */
    bool undecided;              /* the head had no line to choose a layout on */
    size_t index;
    bool open;    /* may be helped with */
    bool drained; /* no more parts */
    unsigned users;
};

/* What the workers share. */
struct shared {
    struct ingest *ingest;
    const struct inputs *inputs;
    const struct ingest_options *options;
    struct progress *progress;
    struct layout *layouts; /* those that are tried */
    size_t layout_count;
    _Atomic bool failed;
    pthread_mutex_t lock; /* of all below, of the coverage and of its texts */
    pthread_cond_t changed;
    size_t next;           /* unit of the inputs to open */
    struct hash_key key;   /* of the hashes of texts */
    unsigned opening;      /* workers that are about to open one */
    struct active *active; /* one for each worker */
};

/* One thread's view. */
struct thread_view {
    struct shared *shared;
    struct ingest_worker *worker;
    struct active *active;
    const struct input_unit *unit; /* whose inputs are being read; NULL: none */
    size_t done;                   /* inputs of it that have been begun */
    struct reader reader;          /* of an archive */
    bool reading;                  /* it is open */
    pthread_t thread;
};

/* Whether a text has a line, ended and not blank, that a layout can be chosen on. */
static bool has_line(struct str text)
{
    while (text.n) {
        size_t end = str_index(text, '\n');

        if (end == text.n)
            return false;
        if (str_trim((struct str){text.p, end}).n)
            return true;
        text = str_skip(text, end + 1);
    }
    return false;
}

/* The layout of an input: the one that was asked for, or the one that reads its beginning best. */
static void choose_layout(const struct shared *shared, struct active *active, struct str head,
                          bool whole)
{
    active->undecided = !shared->options->layout && !whole && !has_line(head);
    active->layout = shared->options->layout;
    if (!active->layout && !active->undecided)
        active->layout = layout_sniff(shared->layouts, shared->layout_count, head, whole).best;
}

/* Bytes of a rejected line that are kept. */
#define SAMPLE_BYTES 240

/* Keeps the first rejected lines of this thread; those of all threads are chosen from when it ends.
 */
static void note_samples(struct batch *batch, struct arena *arena)
{
    struct coverage *coverage = batch->coverage;

    for (int i = 0; i < batch->reject_count; i++) {
        const struct batch_reject *r = &batch->rejects[i];
        uint8_t *count = &coverage->sample_count[r->reject];

        if (*count < LIMIT_REJECT_SAMPLES)
            coverage->samples[r->reject][(*count)++] =
                (struct reject_sample){r->line.number, r->line.offset, r->column,
                                       pseudonym_mask(arena, r->line.text, 1, SAMPLE_BYTES)};
    }
}

/* Adds a sample to a list in the order of lines, which keeps the first. */
static void merge_sample(struct reject_sample *list, uint8_t *count, struct reject_sample sample)
{
    uint8_t at = *count;

    while (at > 0 && list[at - 1].line > sample.line)
        at--;
    if (at == LIMIT_REJECT_SAMPLES)
        return;
    if (*count < LIMIT_REJECT_SAMPLES)
        ++*count;
    memmove(list + at + 1, list + at, (size_t)(*count - at - 1) * sizeof *list);
    list[at] = sample;
}

/* Adds what one thread has read of an input to the input's coverage. Sums, so the order does not
 * matter. */
static void merge_coverage(struct shared *shared, struct coverage *to, const struct coverage *from)
{
    to->lines += from->lines;
    to->parsed += from->parsed;
    to->skipped += from->skipped;
    to->outside += from->outside;
    to->ambiguous += from->ambiguous;
    if (from->first_ns != TIME_NONE && (to->first_ns == TIME_NONE || from->first_ns < to->first_ns))
        to->first_ns = from->first_ns;
    if (from->last_ns > to->last_ns)
        to->last_ns = from->last_ns;
    for (int r = 0; r < REJECT_COUNT; r++) {
        to->rejected[r] += from->rejected[r];
        for (uint8_t i = 0; i < from->sample_count[r]; i++) {
            struct reject_sample sample = from->samples[r][i];

            sample.text = arena_str(&shared->ingest->arena, sample.text);
            merge_sample(to->samples[r], &to->sample_count[r], sample);
        }
    }
}

/* Lets others help with an input, now that its layout is known. */
static void publish(struct shared *shared, struct active *active)
{
    pthread_mutex_lock(&shared->lock);
    if (active->layout)
        shared->ingest->coverage[active->index].layout =
            arena_str(&shared->ingest->arena, active->layout->name);
    active->open = true;
    shared->opening--;
    pthread_cond_broadcast(&shared->changed);
    pthread_mutex_unlock(&shared->lock);
}

/* Opens the source of an input: a file, or the next member of the archive that this worker reads.
 */
static void open_source(struct thread_view *view, struct source *source)
{
    const struct ingest_options *options = view->shared->options;
    struct progress *progress = view->shared->progress;

    if (!view->unit->archive) {
        source_open(source, view->unit->path, options->block_bytes, progress);
        return;
    }
    if (!view->reading)
        reader_open(&view->reader, view->unit->path, options->block_bytes, progress, false);
    view->reading = true;
    source_open_text(source, reader_next(&view->reader) ? &view->reader : NULL,
                     options->block_bytes);
}

/* Opens an input. Its layout is chosen on its first 64 KiB; when these hold no line (blank lines,
 * or one that is too long) on the first part that has one. */
static void open_active(struct thread_view *view, size_t index)
{
    struct shared *shared = view->shared;
    struct active *active = view->active;
    struct str head;

    pthread_mutex_lock(&shared->lock); /* others look at it while they wait for work */
    *active = (struct active){.index = index};
    pthread_mutex_unlock(&shared->lock);
    open_source(view, &active->source);
    if (shared->inputs->count > 1) {
        text_hash_init(&active->hash, &shared->key);
        active->source.hash = &active->hash;
    }
    lines_init(&active->lines, &active->source);
    head = lines_head(&active->lines, SNIFF_BYTES);
    choose_layout(shared, active, head, head.n < SNIFF_BYTES);
    if (!active->undecided)
        publish(shared, active);
}

/* Tries again to choose the layout of an input that nobody else works on yet. */
static void decide(struct shared *shared, struct active *active, const struct lines_part *part)
{
    if (part->too_long)
        return;
    choose_layout(shared, active, (struct str){part->buffer, part->used}, part->cut);
    if (!active->undecided)
        publish(shared, active);
}

/* Works on an input until it has no more parts. 0, or -1 when the disk refuses. */
static int work_on(struct thread_view *view, struct active *active)
{
    struct shared *shared = view->shared;
    struct coverage mine = {.first_ns = TIME_NONE, .last_ns = TIME_NONE};
    struct batch *batch = mem_zero(1, sizeof *batch);
    struct lines_part part = {0};
    struct arena samples = {0};
    int rc = 0;

    *batch = (struct batch){.worker = view->worker,
                            .options = shared->options,
                            .coverage = &mine,
                            .input = (uint32_t)active->index};
    while (rc == 0 && !atomic_load_explicit(&shared->failed, memory_order_relaxed) &&
           lines_take(&active->lines, &part)) {
        uint64_t before = part.number;

        if (active->undecided)
            decide(shared, active, &part);
        batch->layout = active->layout;
        view->worker->parse.no_escapes = memchr(part.buffer, '\\', part.used) == NULL;
        while (rc == 0 && (batch->line_count = lines_next(&part, batch->lines)) > 0) {
            rc = batch_run(batch, &view->worker->err);
            if (batch->reject_count)
                note_samples(batch, &samples);
        }
        atomic_fetch_add_explicit(&shared->progress->lines, part.number - before,
                                  memory_order_relaxed);
    }
    pthread_mutex_lock(&shared->lock);
    active->drained = true;
    merge_coverage(shared, &shared->ingest->coverage[active->index], &mine);
    pthread_mutex_unlock(&shared->lock);
    arena_release(&samples);
    lines_part_release(&part);
    free(batch);
    return rc;
}

/* Waits for the helpers, then closes the input and notes what its source says. */
static void close_active(struct thread_view *view)
{
    struct shared *shared = view->shared;
    struct active *active = view->active;
    struct coverage *coverage = &shared->ingest->coverage[active->index];
    struct source *source = &active->source;

    pthread_mutex_lock(&shared->lock);
    if (active->undecided)
        shared->opening--;                                           /* it never was */
    shared->opening += view->unit && view->done < view->unit->count; /* the next member follows */
    active->open = false;
    while (active->users)
        pthread_cond_wait(&shared->changed, &shared->lock);
    pthread_mutex_unlock(&shared->lock);
    lines_release(&active->lines);
    source_close(source);
    pthread_mutex_lock(&shared->lock);
    coverage->damage = source->damage;
    if (source->containers[0])
        coverage->containers = arena_str(&shared->ingest->arena, str_of(source->containers));
    if (source->hash)
        text_hash_end(source->hash, coverage->text_hash);
    memcpy(coverage->sha256, source->sha256, sizeof coverage->sha256);
    coverage->bytes = source->bytes;
    coverage->bytes_inflated = source->bytes_inflated;
    pthread_cond_broadcast(&shared->changed);
    pthread_mutex_unlock(&shared->lock);
}

/* Leaves the file that this worker has opened. Whoever waits for its next member need not. */
static void end_unit(struct thread_view *view)
{
    struct shared *shared = view->shared;

    if (view->reading)
        reader_close(&view->reader);
    view->reading = false;
    if (view->unit && view->done < view->unit->count) {
        pthread_mutex_lock(&shared->lock);
        shared->opening--;
        pthread_cond_broadcast(&shared->changed);
        pthread_mutex_unlock(&shared->lock);
    }
    view->unit = NULL;
}

/* The next input to open: the next member of an archive, or of another file; false when all have
 * been. */
static bool next_input(struct thread_view *view, size_t *ret_index)
{
    struct shared *shared = view->shared;
    const struct inputs *inputs = shared->inputs;

    if (view->unit && (view->done == view->unit->count || atomic_load(&shared->failed)))
        end_unit(view);
    if (!view->unit) {
        pthread_mutex_lock(&shared->lock);
        if (shared->next < inputs->unit_count && !atomic_load(&shared->failed)) {
            view->unit = &inputs->units[shared->next++];
            view->done = 0;
            shared->opening++;
        }
        pthread_mutex_unlock(&shared->lock);
        if (!view->unit)
            return false;
    }
    *ret_index = inputs->order[view->unit->first + view->done++];
    return true;
}

/* An input of another worker that still has parts; NULL when there is none and there will be none.
 */
static struct active *join_active(struct shared *shared)
{
    struct active *found = NULL;

    pthread_mutex_lock(&shared->lock);
    for (;;) {
        for (unsigned w = 0; !found && w < shared->ingest->worker_count; w++) {
            if (shared->active[w].open && !shared->active[w].drained)
                found = &shared->active[w];
        }
        if (found || !shared->opening)
            break;
        pthread_cond_wait(&shared->changed, &shared->lock);
    }
    if (found)
        found->users++;
    pthread_mutex_unlock(&shared->lock);
    return found;
}

static void leave_active(struct shared *shared, struct active *active)
{
    pthread_mutex_lock(&shared->lock);
    active->users--;
    pthread_cond_broadcast(&shared->changed);
    pthread_mutex_unlock(&shared->lock);
}

/* Opens inputs while there are any, then helps the others with theirs. */
static void *work(void *argument)
{
    struct thread_view *view = argument;
    struct shared *shared = view->shared;
    struct active *active;
    size_t index;
    int rc = 0;

    while (rc == 0 && next_input(view, &index)) {
        open_active(view, index);
        rc = work_on(view, view->active);
        if (rc < 0)
            atomic_store(&shared->failed, true);
        close_active(view);
    }
    end_unit(view);
    while (rc == 0 && (active = join_active(shared)) != NULL) {
        rc = work_on(view, active);
        if (rc < 0)
            atomic_store(&shared->failed, true);
        leave_active(shared, active);
    }
    if (rc == 0 && spool_flush(&view->worker->spool, &view->worker->err) < 0)
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

/* By content, then by position: repetitions follow the first in canonical order. What has no text
 * is compared by its bytes as found. */
static int compare_texts(const struct coverage *x, const struct coverage *y)
{
    if (x->bytes_inflated != y->bytes_inflated)
        return x->bytes_inflated < y->bytes_inflated ? -1 : 1;
    if (x->bytes_inflated == 0)
        return strcmp(x->sha256, y->sha256);
    return memcmp(x->text_hash, y->text_hash, sizeof x->text_hash);
}

static int compare_contents(const void *a, const void *b)
{
    const struct coverage *x = *(const struct coverage *const *)a;
    const struct coverage *y = *(const struct coverage *const *)b;
    int order = compare_texts(x, y);

    if (order != 0)
        return order;
    return x < y ? -1 : x > y;
}

/* The same text given twice counts once, whatever it was packed in: the first in canonical order
 * counts. */
static void mark_duplicates(struct ingest *ingest)
{
    struct coverage **sorted = mem_resize(NULL, ingest->input_count, sizeof *sorted);
    struct coverage *first;

    for (size_t i = 0; i < ingest->input_count; i++)
        sorted[i] = &ingest->coverage[i];
    qsort(sorted, ingest->input_count, sizeof(struct coverage *), compare_contents);
    first = sorted[0];
    for (size_t i = 1; i < ingest->input_count; i++) {
        if (sorted[i]->bytes && compare_texts(sorted[i], first) == 0)
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
        views[w] = (struct thread_view){
            .shared = shared, .worker = &ingest->workers[w], .active = &shared->active[w]};
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

    shared.key = hash_key_random();
    *ingest = (struct ingest){.input_count = inputs->count};
    ingest->worker_count = options->jobs;
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
    shared.active = mem_zero(ingest->worker_count, sizeof *shared.active);
    pthread_mutex_init(&shared.lock, NULL);
    pthread_cond_init(&shared.changed, NULL);
    if (rc == 0)
        rc = run_threads(&shared, err);
    pthread_mutex_destroy(&shared.lock);
    pthread_cond_destroy(&shared.changed);
    free(shared.active);
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
        free(worker->memo);
    }
    free(ingest->workers);
    free(ingest->coverage);
    arena_release(&ingest->arena);
    *ingest = (struct ingest){0};
}

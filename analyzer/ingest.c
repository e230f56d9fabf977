/*
 * ingest.c: deals inputs out to workers, chooses each input's layout, and keeps the books of what
 * was read. The work on a batch of lines is in batch.c.
 */
#include "ingest.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"
#include "ingest_coverage.h"
#include "sample.h"
#include "watch.h"

/* An input while it is read: by the worker that opened it, and by those that have none left to
 * open. */
struct active {
    struct source source;
    struct lines lines;
    struct reading reading;
    bool undecided; /* the head had no line to choose a layout on */
    uint64_t from;  /* lines before this offset were read by an earlier run; what they say of the
                       layout counts */
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
    struct layout *layouts; /* those that are known, when none was asked for */
    struct reading_choice choice;
    _Atomic bool failed;
    pthread_mutex_t lock; /* of all below, of the coverage and of its texts */
    pthread_cond_t changed;
    size_t next;           /* unit of the inputs to open */
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

/* A layout in the template language, on one line; absent when its name is all there is to say. */
static struct str description(struct arena *arena, const struct layout *layout)
{
    struct str text;
    struct out out;

    out_memory(&out);
    layout_describe(layout, &out);
    text = (struct str){out.buffer, str_index((struct str){out.buffer, out.used}, '\n')};
    text = str_eq(text, layout->name) ? STR_NONE : arena_str(arena, text);
    out_drop(&out);
    return text;
}

/* Says in the coverage how an input is read: "combined", "combined in syslog". */
static void note_layout(struct shared *shared, const struct active *active)
{
    struct coverage *coverage = &shared->ingest->coverage[active->index];
    struct arena *arena = &shared->ingest->arena;
    const struct reading *r = &active->reading;

    coverage->choice =
        (struct layout_choice){.lines = r->lines,
                               .read = r->read,
                               .any_read = r->any_read,
                               .second_read = r->second_read,
                               .best = r->closest ? arena_str(arena, r->closest->name) : STR_NONE,
                               .second = r->second ? arena_str(arena, r->second->name) : STR_NONE};
    if (!r->layout)
        return;
    coverage->layout = arena_str(arena, r->layout->name);
    coverage->form = description(arena, r->layout);
    if (r->wrapper)
        coverage->layout = arena_print(arena, "%.*s in %s", (int)r->layout->name.n,
                                       r->layout->name.p, r->wrapper->name);
}

/* Lets others help with an input, now that its layout is known. */
static void publish(struct shared *shared, struct active *active)
{
    pthread_mutex_lock(&shared->lock);
    note_layout(shared, active);
    active->open = !active->reading.in_order;
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
        source_open(source, view->unit->path, options->block_bytes, progress,
                    options->sample_bytes > 0);
        return;
    }
    if (!view->reading)
        reader_open(&view->reader, view->unit->path, options->block_bytes, progress,
                    options->sample_bytes > 0);
    view->reading = true;
    source_open_text(source, reader_next(&view->reader) ? &view->reader : NULL,
                     options->block_bytes);
}

/* The path of an input that is nothing but text; NULL for all others. */
static const char *plain_path(const struct thread_view *view, const struct active *active)
{
    bool plain = !view->unit->archive && active->source.containers[0] == '\0' &&
                 strcmp(view->unit->path, "-") != 0;

    return plain ? view->unit->path : NULL;
}

/* Leaves out what an earlier run has read. Where header lines say how the next lines are to be
 * read, they are looked for from the beginning. */
static void start_at(struct shared *shared, struct active *active)
{
    const struct ingest_start *start = shared->options->starts;

    if (!start)
        return;
    start += active->index;
    active->lines.holds = start->holds;
    if (active->reading.in_order && start->offset)
        active->from = start->offset;
    else if (!lines_skip(&active->lines, start->offset, start->lines))
        shared->ingest->ends[active->index].missing = true;
}

/* Opens an input. Its layout is chosen on a sample of its beginning; when that holds no line (blank
 * lines, or one that is too long) on the first part that has one. */
static void open_active(struct thread_view *view, size_t index)
{
    struct shared *shared = view->shared;
    struct active *active = view->active;
    struct str head;

    pthread_mutex_lock(&shared->lock); /* others look at it while they wait for work */
    *active = (struct active){.index = index};
    pthread_mutex_unlock(&shared->lock);
    open_source(view, &active->source);
    lines_init(&active->lines, &active->source);
    reading_begin(&view->worker->parse);
    head = lines_head(&active->lines, SAMPLE_HEAD_BYTES);
    active->undecided = !sample_choose(&shared->choice, head, head.n < SAMPLE_HEAD_BYTES,
                                       plain_path(view, active), &active->reading);
    start_at(shared, active);
    if (!active->undecided)
        publish(shared, active);
}

/* Tries again to choose the layout of an input that nobody else works on yet. */
static void decide(struct shared *shared, struct active *active, const struct lines_part *part)
{
    if (part->too_long)
        return;
    active->undecided = !sample_choose(&shared->choice, (struct str){part->buffer, part->used},
                                       part->cut, NULL, &active->reading);
    if (!active->undecided)
        publish(shared, active);
}

/* Of the lines at hand, those that an earlier run has read are taken out. Their headers are read
 * once more, and so are the lines where only they tell which day it is by now; nothing of them is
 * counted. */
static void pass_over(struct batch *batch, const struct active *active)
{
    struct parse_state *state = &batch->worker->parse;
    uint64_t zones[PARSE_ZONES];
    int n = 0;

    memcpy(zones, state->zones, sizeof zones);
    arena_reset(&state->scratch);
    for (int i = 0; i < batch->line_count; i++) {
        const struct line *line = &batch->lines[i];
        const struct layout *layout;
        uint32_t column;

        if (line->offset >= active->from)
            batch->lines[n++] = *line;
        else if (line->text.n && !line->too_long && active->reading.layout &&
                 (line->text.p[0] == '#' || !state->columns.has_date))
            (void)reading_parse(&active->reading, state, line->text, &batch->record, &layout,
                                &column);
    }
    memcpy(state->zones, zones, sizeof zones);
    batch->reject_count = 0;
    batch->line_count = n;
}

/* Works on an input until it has no more parts. 0, or -1 when the disk refuses. */
static int work_on(struct thread_view *view, struct active *active)
{
    struct shared *shared = view->shared;
    struct coverage *all = &shared->ingest->coverage[active->index];
    struct coverage mine;
    struct batch *batch = mem_zero(1, sizeof *batch);
    struct lines_part part = {0};
    struct arena samples = {0};
    int rc = 0;

    coverage_init(&mine);
    *batch = (struct batch){.worker = view->worker,
                            .options = shared->options,
                            .reading = &active->reading,
                            .coverage = &mine,
                            .input = (uint32_t)active->index};
    while (rc == 0 && !atomic_load_explicit(&shared->failed, memory_order_relaxed) &&
           lines_take(&active->lines, &part)) {
        uint64_t before = part.number;

        if (shared->options->sample_bytes && part.offset >= shared->options->sample_bytes)
            break;
        if (active->undecided)
            decide(shared, active, &part);
        batch->reading = &active->reading;
        ingest_coverage_begin(batch, &part);
        view->worker->parse.no_escapes = memchr(part.buffer, '\\', part.used) == NULL;
        while (rc == 0 && (batch->line_count = lines_next(&part, batch->lines)) > 0) {
            if (active->from)
                pass_over(batch, active);
            if (batch->line_count)
                rc = batch_run(batch, &view->worker->err);
            if (batch->reject_count)
                ingest_coverage_samples(batch, &samples);
        }
        ingest_coverage_end(all, &shared->lock, &mine, &part);
        atomic_fetch_add_explicit(&shared->progress->lines, part.number - before,
                                  memory_order_relaxed);
    }
    pthread_mutex_lock(&shared->lock);
    active->drained = true;
    ingest_coverage_merge(all, &mine, &shared->ingest->arena);
    pthread_mutex_unlock(&shared->lock);
    coverage_release(&mine);
    arena_release(&samples);
    lines_part_release(&part);
    free(batch);
    return rc;
}

/* Names the layouts of lines that are not of the input's own. */
static void name_others(struct shared *shared, struct coverage *coverage)
{
    struct arena *arena = &shared->ingest->arena;

    for (size_t i = 0; i < shared->choice.count && i < LIMIT_LAYOUTS; i++)
        coverage->other_count += coverage->other_layout[i] > 0;
    if (coverage->other_count == 0)
        return;
    coverage->others = arena_alloc(arena, coverage->other_count * sizeof *coverage->others);
    coverage->other_count = 0;
    for (size_t i = 0; i < shared->choice.count && i < LIMIT_LAYOUTS; i++) {
        if (coverage->other_layout[i])
            coverage->others[coverage->other_count++] = (struct other_layout){
                arena_str(arena, shared->choice.layouts[i].name), coverage->other_layout[i]};
    }
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
    shared->ingest->ends[active->index].offset = active->lines.offset;
    shared->ingest->ends[active->index].lines = active->lines.number;
    shared->ingest->ends[active->index].held = active->lines.held;
    lines_release(&active->lines);
    source_close(source);
    pthread_mutex_lock(&shared->lock);
    coverage->damage = source->damage;
    if (source->containers[0])
        coverage->containers = arena_str(&shared->ingest->arena, str_of(source->containers));
    ingest_coverage_close(coverage);
    memcpy(coverage->sha256, source->sha256, sizeof coverage->sha256);
    memcpy(coverage->sha256_text, source->sha256_text, sizeof coverage->sha256_text);
    coverage->bytes = source->bytes;
    coverage->bytes_inflated = source->bytes_inflated;
    name_others(shared, coverage);
    pthread_cond_broadcast(&shared->changed);
    pthread_mutex_unlock(&shared->lock);
}

/* Notes the digest of the archive itself: a byte of it may belong to no member. */
static void close_archive(struct thread_view *view)
{
    struct ingest *ingest = view->shared->ingest;
    struct ingest_archive *archive = &ingest->archives[view->unit - view->shared->inputs->units];

    archive->path = str_of(view->unit->path);
    archive->bytes = reader_file(&view->reader, archive->sha256);
    reader_close(&view->reader);
}

/* Leaves the file that this worker has opened. Whoever waits for its next member need not. */
static void end_unit(struct thread_view *view)
{
    struct shared *shared = view->shared;

    if (view->reading)
        close_archive(view);
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

static int end_lookout(struct thread_view *view)
{
    struct lookout *lookout = view->worker->lookout;

    if (!lookout || lookout_end(lookout) == 0)
        return 0;
    view->worker->err = lookout->err;
    return -1;
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
    if (rc == 0 && !view->worker->survey &&
        (spool_flush(&view->worker->spool, &view->worker->err) < 0 || end_lookout(view) < 0))
        atomic_store(&shared->failed, true);
    return NULL;
}

static int start_worker(struct ingest_worker *worker, const struct ingest_options *options,
                        unsigned number, struct err *err)
{
    if (options->lookouts && !lookout_idle(&options->lookouts[number]))
        worker->lookout = &options->lookouts[number];
    if (options->survey_key) {
        worker->survey = mem_zero(1, sizeof *worker->survey);
        survey_init(worker->survey, options->survey_key);
    }
    for (int k = 0; k < NAMES_KINDS; k++)
        names_init(&worker->names[k], LIMIT_NAMES, LIMIT_NAMES_BYTES);
    portal_matcher_init(&worker->matcher, options->portal);
    worker->parse.zone_seconds = options->zone_seconds;
    return options->survey_key ? 0 : spool_open(&worker->spool, options->directory, err);
}

static int choose_from(struct shared *shared, struct err *err)
{
    const struct ingest_options *options = shared->options;
    int count;

    shared->choice = (struct reading_choice){options->layouts, options->layout_count, true};
    if (options->layouts)
        return 0;
    shared->layouts = mem_zero(parser_count, sizeof *shared->layouts);
    count = reading_layouts(shared->layouts, err);
    if (count < 0)
        return -1;
    shared->choice = (struct reading_choice){shared->layouts, (size_t)count, false};
    return 0;
}

int ingest_zone(const struct ingest *ingest, int otherwise)
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

    *ingest = (struct ingest){.input_count = inputs->count};
    ingest->worker_count = options->jobs;
    ingest->workers = mem_zero(ingest->worker_count, sizeof *ingest->workers);
    ingest->coverage = mem_zero(inputs->count, sizeof *ingest->coverage);
    ingest->ends = mem_zero(inputs->count, sizeof *ingest->ends);
    ingest->archives = mem_zero(inputs->unit_count, sizeof *ingest->archives);
    ingest->archive_room = inputs->unit_count;
    for (size_t i = 0; i < inputs->count; i++) {
        coverage_init(&ingest->coverage[i]);
        ingest->coverage[i].input = str_of(inputs->paths[i]);
    }
    for (unsigned w = 0; w < ingest->worker_count; w++)
        ingest->workers[w].spool.fd = -1;
    for (unsigned w = 0; rc == 0 && w < ingest->worker_count; w++)
        rc = start_worker(&ingest->workers[w], options, w, err);
    if (rc == 0)
        rc = choose_from(&shared, err);
    shared.active = mem_zero(ingest->worker_count, sizeof *shared.active);
    pthread_mutex_init(&shared.lock, NULL);
    pthread_cond_init(&shared.changed, NULL);
    if (rc == 0)
        rc = run_threads(&shared, err);
    pthread_mutex_destroy(&shared.lock);
    pthread_cond_destroy(&shared.changed);
    free(shared.active);
    for (size_t i = 0; shared.layouts && i < shared.choice.count; i++)
        layout_release(&shared.layouts[i]);
    free(shared.layouts);
    ingest->offset_seconds = ingest_zone(ingest, options->zone_seconds);
    ingest_coverage_duplicates(ingest->coverage, ingest->input_count);
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
        if (worker->survey)
            survey_release(worker->survey);
        free(worker->survey);
    }
    for (unsigned i = 0; i < ingest->joined_count; i++)
        spool_close(&ingest->joined[i]);
    free(ingest->joined);
    free(ingest->workers);
    for (size_t i = 0; i < ingest->input_count; i++)
        coverage_release(&ingest->coverage[i]);
    free(ingest->coverage);
    free(ingest->ends);
    free(ingest->archives);
    arena_release(&ingest->arena);
    *ingest = (struct ingest){0};
}

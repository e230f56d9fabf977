/*
 * ingest_coverage.c: merges what threads counted. Sums, smallest and largest, and runs of lines
 * that are joined where they touch: nothing depends on who came first.
 */
#include "ingest_coverage.h"

#include <stdlib.h>

#include "base/mem.h"
#include "model/pseudonym.h"

/* Bytes of a rejected line that are kept, and how many of them before the column of a line that is
 * longer. */
#define SAMPLE_BYTES  240
#define SAMPLE_BEFORE 160

void ingest_coverage_begin(struct batch *batch, const struct lines_part *part)
{
    batch->damage_at = part->damage_at;
    order_begin(&batch->coverage->order, part->number);
}

void ingest_coverage_end(struct coverage *all, pthread_mutex_t *lock, struct coverage *mine,
                         const struct lines_part *part)
{
    mine->order.to = part->number;
    (void)pthread_mutex_lock(lock);
    order_list_add(&all->order_runs, &mine->order);
    (void)pthread_mutex_unlock(lock);
}

/* The part of a rejected line that is kept, masked: its beginning, or what stands around the column
 * when that lies farther on. It begins where a character does. */
static struct reject_sample sample_of(const struct batch_reject *r, struct arena *arena)
{
    struct str text = r->line.text;
    struct str masked;
    size_t at = 0;

    if (text.n > SAMPLE_BYTES && r->column > SAMPLE_BEFORE && r->column <= text.n) {
        at = r->column - SAMPLE_BEFORE;
        if (at > text.n - SAMPLE_BYTES)
            at = text.n - SAMPLE_BYTES;
        for (int i = 0; i < 3 && ((unsigned char)text.p[at] & 0xC0) == 0x80; i++)
            at--;
    }
    /* Masked from the line's beginning: what is a secret shows only as a whole. */
    masked = pseudonym_mask_line(arena, text, at + SAMPLE_BYTES);
    return (struct reject_sample){.line = r->line.number,
                                  .offset = r->line.offset,
                                  .column = r->column,
                                  .text = str_skip(masked, at),
                                  .text_at = (uint32_t)at};
}

void ingest_coverage_samples(struct batch *batch, struct arena *arena)
{
    struct coverage *coverage = batch->coverage;

    for (int i = 0; i < batch->reject_count; i++) {
        const struct batch_reject *r = &batch->rejects[i];
        uint8_t *count = &coverage->sample_count[r->reject];

        if (*count < LIMIT_REJECT_SAMPLES)
            coverage->samples[r->reject][(*count)++] = sample_of(r, arena);
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

void ingest_coverage_merge(struct coverage *to, const struct coverage *from, struct arena *arena)
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
    hours_merge(&to->hours, &from->hours);
    for (int i = 0; i < LIMIT_LAYOUTS; i++)
        to->other_layout[i] += from->other_layout[i];
    for (int r = 0; r < REJECT_COUNT; r++) {
        to->rejected[r] += from->rejected[r];
        for (uint8_t i = 0; i < from->sample_count[r]; i++) {
            struct reject_sample sample = from->samples[r][i];

            sample.text = arena_str(arena, sample.text);
            merge_sample(to->samples[r], &to->sample_count[r], sample);
        }
    }
}

void ingest_coverage_close(struct coverage *coverage)
{
    if (coverage->order_runs.count)
        coverage->order = coverage->order_runs.list[0]; /* one is left: all parts were taken */
    order_list_release(&coverage->order_runs);
    hours_settle(&coverage->hours);
    /* A wrong checksum is known behind the data only: no line was the last good one. */
    if (coverage->damage.kind != DAMAGE_NONE && coverage->damage.kind != DAMAGE_CHECKSUM)
        coverage->last_good_ns = coverage->order.good_ns;
}

/* By content, then by position: repetitions follow the first in canonical order. What has no text
 * is compared by its bytes as found. */
static int compare_texts(const struct coverage *x, const struct coverage *y)
{
    if (x->bytes_inflated != y->bytes_inflated)
        return x->bytes_inflated < y->bytes_inflated ? -1 : 1;
    if (x->bytes_inflated == 0)
        return strcmp(x->sha256, y->sha256);
    return strcmp(x->sha256_text, y->sha256_text);
}

/* A text that was not read to its end has no digest, and is like no other. */
static bool same_text(const struct coverage *x, const struct coverage *y)
{
    return x->bytes && (x->bytes_inflated == 0 || x->sha256_text[0]) && compare_texts(x, y) == 0;
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

void ingest_coverage_duplicates(struct coverage *inputs, size_t count)
{
    struct coverage **sorted = mem_resize(NULL, count, sizeof *sorted);
    struct coverage *first;

    for (size_t i = 0; i < count; i++)
        sorted[i] = &inputs[i];
    qsort(sorted, count, sizeof(struct coverage *), compare_contents);
    first = sorted[0];
    for (size_t i = 1; i < count; i++) {
        if (same_text(sorted[i], first))
            sorted[i]->duplicate_of = first->input;
        else
            first = sorted[i];
    }
    free(sorted);
}

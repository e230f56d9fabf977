/*
 * engine_scan.c: one look at one value. Nothing is remembered of it: hashing and comparing a value
 * that was seen before took as long as looking at it anew (measured).
 */
#include "signatures/engine_parts.h"

#include <stdlib.h>

#include "base/mem.h"
#include "signatures/read_value.h"

/* Numbers with more digits are compared as text (test.c): all leaves are candidates. */
#define LONG_NUMBER 256

void watcher_init(struct watcher *watcher, const struct watch *watch)
{
    *watcher = (struct watcher){0};
    finder_hits_init(&watcher->hits, &watch->finder, watch->number_count);
}

void watcher_release(struct watcher *watcher)
{
    finder_hits_release(&watcher->hits);
}

static void find_numbers(const struct watch *watch, struct watcher *watcher, struct str text)
{
    bool all = text.n > LONG_NUMBER;
    size_t low = 0;
    size_t high = watch->number_count;
    double number = 0;

    if (!all && !read_number(text, &number))
        return;
    while (!all && low < high) {
        size_t middle = low + (high - low) / 2;

        if (watch->numbers[middle].value < number)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < watch->number_count && (all || watch->numbers[low].value <= number); low++)
        watcher->hits.ids[watcher->hits.count++] = watch->numbers[low].leaf * 2;
}

static struct str folded(struct engine_state *state, struct str text)
{
    if (text.n > state->fold_bytes) {
        state->fold_bytes = text.n + text.n / 2 + 256;
        state->fold = mem_resize(state->fold, state->fold_bytes, 1);
    }
    fold_text(text, state->fold);
    return (struct str){state->fold, text.n};
}

/* The finder folds ASCII by itself; accented letters all begin with the same byte. */
void engine_scan(struct engine_state *state, uint32_t index, struct str text)
{
    const struct watch *watch = &state->engine->watches[index];
    struct watcher *watcher = &state->watchers[index];
    struct str seen = text;

    if (str_index(text, '\xC3') < text.n)
        seen = folded(state, text);
    finder_scan(&watch->finder, seen, &watcher->hits);
    if (watch->number_count)
        find_numbers(watch, watcher, text);
}

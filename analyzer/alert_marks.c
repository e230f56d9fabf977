/*
 * alert_marks.c: a table of places, behind a filter of 64 KiB bits.
 */
#include "alert_marks.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/limits.h"
#include "base/mem.h"

static uint64_t hash_place(uint32_t input, uint64_t offset)
{
    return hash_words(offset, input);
}

void alert_marks_add(struct alert_marks *marks, const struct alert_mark *mark)
{
    if (marks->count >= LIMIT_ALERT_MARKS)
        return;
    MEM_GROW(marks->list, marks->count, marks->room);
    marks->list[marks->count++] = *mark;
}

void alert_marks_weigh(struct alert_marks *marks, const struct signature *signatures)
{
    for (size_t i = 0; i < marks->count; i++)
        marks->list[i].bans = signatures[marks->list[i].signature].bans;
}

void alert_marks_ready(struct alert_marks *marks)
{
    uint64_t room = 16;

    while (room < 2 * marks->count)
        room *= 2;
    marks->mask = room - 1;
    free(marks->slots);
    marks->slots = mem_zero(room, sizeof *marks->slots);
    for (size_t i = 0; i < marks->count; i++) {
        uint64_t hash = hash_place(marks->list[i].input, marks->list[i].offset);
        uint64_t slot = hash & marks->mask;

        marks->filter[hash >> 48 & 1023] |= UINT64_C(1) << (hash >> 58);
        while (marks->slots[slot])
            slot = (slot + 1) & marks->mask;
        marks->slots[slot] = (uint32_t)i + 1;
    }
}

double alert_marks_weight(const void *context, const struct trace *t)
{
    const struct alert_marks *marks = context;
    uint64_t hash = hash_place(t->input, t->offset);
    double heaviest = 0;

    if (!(marks->filter[hash >> 48 & 1023] >> (hash >> 58) & 1))
        return 0;
    for (uint64_t slot = hash & marks->mask; marks->slots[slot]; slot = (slot + 1) & marks->mask) {
        const struct alert_mark *mark = &marks->list[marks->slots[slot] - 1];

        if (mark->input == t->input && mark->offset == t->offset && mark->bans > heaviest)
            heaviest = mark->bans;
    }
    return heaviest;
}

void alert_marks_release(struct alert_marks *marks)
{
    free(marks->list);
    free(marks->slots);
    *marks = (struct alert_marks){0};
}

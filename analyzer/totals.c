/*
 * totals.c: two passes. The list is sorted by insurer and person, so that an insurer's persons are
 * counted as they come; for all insurers together, each of their persons is sorted again by person.
 */
#include "totals.h"

#include <stdlib.h>

#include "base/mem.h"
#include "input/sorter.h"
#include "report/stream.h"

/* A person of one insurer, or of all. */
struct shown {
    struct person person;
    uint32_t insurer;
    uint16_t data;
    uint16_t data_most;
    bool floor; /* the attacker was shown this person */
};

/* One counting. */
struct counting {
    struct dossier *dossier;
    const struct totals_options *options;
    struct sorter persons;
    struct shown now;
    bool open;
    size_t room;
};

static int compare_shown(const void *a, const void *b)
{
    const struct shown *x = a;
    const struct shown *y = b;
    int order = person_cmp(x->person, y->person);

    if (order != 0)
        return order;
    return x->insurer < y->insurer ? -1 : x->insurer > y->insurer;
}

static void count_person(struct dossier_total *total, const struct shown *shown)
{
    total->beneficiaries.ceiling++;
    total->beneficiaries.floor += shown->floor;
    for (int i = 0; i < DATA_COUNT; i++) {
        total->shown[i].floor += (unsigned)shown->data >> i & 1;
        total->shown[i].ceiling += (unsigned)shown->data_most >> i & 1;
    }
}

static void widen(struct dossier_total *total, const struct exposed_row *row)
{
    total->views += row->views;
    if (total->first_ns == TIME_NONE || row->first_ns < total->first_ns)
        total->first_ns = row->first_ns;
    if (total->last_ns == TIME_NONE || row->last_ns > total->last_ns)
        total->last_ns = row->last_ns;
}

static void begin_insurer(struct counting *c, uint32_t insurer)
{
    struct dossier *d = c->dossier;

    MEM_GROW(d->totals, d->total_count, c->room);
    d->totals[d->total_count++] = (struct dossier_total){
        .insurer = insurer < c->options->insurer_count ? c->options->insurers[insurer] : STR_NONE,
        .first_ns = TIME_NONE,
        .last_ns = TIME_NONE};
}

static int end_person(struct counting *c, struct err *err)
{
    if (!c->open)
        return 0;
    c->open = false;
    count_person(&c->dossier->totals[c->dossier->total_count - 1], &c->now);
    return sorter_add(&c->persons, &c->now, err);
}

static int take_row(struct counting *c, const struct exposed_row *row, struct err *err)
{
    bool insurer = c->dossier->total_count > 0 && c->now.insurer == row->insurer;

    if (!insurer || !person_eq(c->now.person, row->person)) {
        if (end_person(c, err) < 0)
            return -1;
        if (!insurer)
            begin_insurer(c, row->insurer);
        c->now = (struct shown){.person = row->person, .insurer = row->insurer};
        c->open = true;
    }
    c->now.data |= row->data;
    c->now.data_most |= row->data_most;
    c->now.floor = c->now.floor || row->attributed == ATTRIBUTED_ATTACKER;
    widen(&c->dossier->totals[c->dossier->total_count - 1], row);
    widen(&c->dossier->total, row);
    return 0;
}

static int count_insurers(struct counting *c, struct err *err)
{
    const struct dossier *d = c->dossier;
    struct stream rows;
    const void *row;
    int rc;

    stream_init(&rows, d->exposed_fd, sizeof(struct exposed_row), d->exposed_count,
                "exposed persons");
    while ((rc = stream_next(&rows, &row, err)) > 0) {
        rc = take_row(c, row, err);
        if (rc < 0)
            break;
    }
    stream_release(&rows);
    return rc == 0 ? end_person(c, err) : rc;
}

static int count_all(struct counting *c, struct err *err)
{
    struct shown now = {.floor = false};
    const struct shown *next;
    bool open = false;
    bool failed = false;
    int rc = sorter_finish(&c->persons, err);

    while (rc == 0 && (next = sorter_next(&c->persons, &failed, err)) != NULL) {
        if (open && person_eq(now.person, next->person)) {
            now.data |= next->data;
            now.data_most |= next->data_most;
            now.floor = now.floor || next->floor;
            continue;
        }
        if (open)
            count_person(&c->dossier->total, &now);
        now = *next;
        open = true;
    }
    if (open)
        count_person(&c->dossier->total, &now);
    return failed ? -1 : rc;
}

int totals_count(struct dossier *dossier, const struct totals_options *options, struct err *err)
{
    struct counting c = {.dossier = dossier, .options = options};
    struct dossier_total *heap;
    int rc;

    dossier->total = (struct dossier_total){.first_ns = TIME_NONE, .last_ns = TIME_NONE};
    dossier->totals = NULL;
    dossier->total_count = 0;
    sorter_init(&c.persons, sizeof c.now, compare_shown, options->memory_bytes, options->directory);
    rc = count_insurers(&c, err);
    if (rc == 0)
        rc = count_all(&c, err);
    sorter_release(&c.persons);
    heap = dossier->totals;
    dossier->totals = arena_alloc(options->arena, (dossier->total_count + 1) * sizeof *heap);
    if (dossier->total_count)
        memcpy(dossier->totals, heap, dossier->total_count * sizeof *heap);
    free(heap);
    return rc;
}

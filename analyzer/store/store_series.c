/*
 * store_series.c: the tables about time: order of the lines of each input, series, their hours and
 * their silences.
 */
#include "store/store_series.h"

#include "store/store_row.h"

static int write_input_times(struct store *store, const struct dossier *dossier, struct err *err)
{
    struct store_row row;

    store_row_init(&row, store, "input_times", 9);
    for (size_t i = 0; i < dossier->input_count; i++) {
        const struct coverage *input = &dossier->inputs[i];

        store_row_u64(&row, i);
        if (input->hours.refused)
            store_row_null(&row);
        else
            store_row_u64(&row, input->hours.count);
        store_row_u64(&row, input->order.back);
        store_row_u64(&row, input->order.steps);
        store_row_double(&row, (double)input->order.most_ns / NS_PER_SECOND);
        if (input->order.most_line) {
            store_row_u64(&row, input->order.most_line);
            store_row_u64(&row, input->order.most_offset);
        } else {
            store_row_null(&row);
            store_row_null(&row);
        }
        store_row_time(&row, input->last_good_ns);
        store_row_end(&row);
    }
    return store_row_release(&row, err);
}

/* The series with an identifier: 0 is all inputs together. */
static const struct series *series_at(const struct dossier *dossier, size_t id)
{
    return id == 0 ? &dossier->series.all : &dossier->series.list[id - 1];
}

static int write_series(struct store *store, const struct dossier *dossier, struct err *err)
{
    struct store_row row;

    store_row_init(&row, store, "series", 10);
    for (size_t id = 0; id <= dossier->series.count; id++) {
        const struct series *series = series_at(dossier, id);

        store_row_u64(&row, id);
        store_row_str(&row, series->name);
        store_row_u64(&row, series->inputs);
        store_row_u64(&row, series->lines);
        store_row_time(&row, series->lines ? series->first_ns : TIME_NONE);
        store_row_time(&row, series->lines ? series->last_ns : TIME_NONE);
        if (series->hours.refused) {
            store_row_null(&row);
            store_row_null(&row);
        } else {
            store_row_u64(&row, series->hours.count);
            store_row_u64(&row, series->hours_without);
        }
        store_row_end(&row);
    }
    return store_row_release(&row, err);
}

static int write_hours(struct store *store, const struct dossier *dossier, struct err *err)
{
    struct store_row row;

    store_row_init(&row, store, "series_hours", 4);
    for (size_t id = 1; id <= dossier->series.count; id++) {
        const struct hours *hours = &series_at(dossier, id)->hours;

        for (size_t i = 0; i < hours->count; i++) {
            store_row_u64(&row, id);
            store_row_time(&row, hours->list[i].number * NS_PER_HOUR);
            store_row_u64(&row, hours->list[i].lines);
            store_row_end(&row);
        }
    }
    return store_row_release(&row, err);
}

static int write_silences(struct store *store, const struct dossier *dossier, struct err *err)
{
    struct store_row row;

    store_row_init(&row, store, "silences", 11);
    for (size_t id = 0; id <= dossier->series.count; id++) {
        const struct series *series = series_at(dossier, id);

        for (size_t i = 0; i < series->silence_count; i++) {
            const struct silence *silence = &series->silences[i];

            store_row_u64(&row, id);
            store_row_u64(&row, i);
            store_row_text(&row, silence_kind_name(silence->kind));
            store_row_time(&row, silence->from_ns);
            store_row_time(&row, silence->to_ns);
            store_row_u64(&row, (uint64_t)((silence->to_ns - silence->from_ns) / NS_PER_HOUR));
            store_row_double(&row, silence->expected);
            store_row_double(&row, silence->surprise);
            store_row_u64(&row, silence->improbable);
            store_row_end(&row);
        }
    }
    return store_row_release(&row, err);
}

int store_series_write(struct store *store, const struct dossier *dossier, struct err *err)
{
    if (write_input_times(store, dossier, err) < 0 || write_series(store, dossier, err) < 0 ||
        write_hours(store, dossier, err) < 0)
        return -1;
    return write_silences(store, dossier, err);
}

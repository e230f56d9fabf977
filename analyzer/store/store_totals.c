/*
 * store_totals.c: what was shown in all, and to persons of each insurer. One function for each
 * table; columns stand in the order of store/schema.sql.
 */
#include "store/store_totals.h"

/* Number 0 is the sum, the insurers follow. */
static const struct dossier_total *total_at(const struct dossier *dossier, size_t number)
{
    return number ? &dossier->totals[number - 1] : &dossier->total;
}

static int write_totals(struct store *store, const struct dossier *dossier, struct err *err)
{
    struct store_row row;

    store_row_init(&row, store, "totals", 9);
    for (size_t i = 0; i <= dossier->total_count; i++) {
        const struct dossier_total *total = total_at(dossier, i);

        store_row_u64(&row, i);
        store_row_str(&row, total->insurer);
        store_row_u64(&row, total->beneficiaries.floor);
        store_row_u64(&row, total->beneficiaries.ceiling);
        store_row_u64(&row, total->views);
        store_row_time(&row, total->first_ns);
        store_row_time(&row, total->last_ns);
        store_row_end(&row);
    }
    return store_row_release(&row, err);
}

static int write_shown(struct store *store, const struct dossier *dossier, struct err *err)
{
    struct store_row row;

    store_row_init(&row, store, "total_shown", 4);
    for (size_t i = 0; i <= dossier->total_count; i++) {
        for (int data = 0; data < DATA_COUNT; data++) {
            const struct extent *shown = &total_at(dossier, i)->shown[data];

            if (shown->ceiling == 0)
                continue;
            store_row_u64(&row, i);
            store_row_text(&row, portal_data_name(data));
            store_row_u64(&row, shown->floor);
            store_row_u64(&row, shown->ceiling);
            store_row_end(&row);
        }
    }
    return store_row_release(&row, err);
}

int store_totals_write(struct store *store, const struct dossier *dossier, struct err *err)
{
    if (write_totals(store, dossier, err) < 0)
        return -1;
    return write_shown(store, dossier, err);
}

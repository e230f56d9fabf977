/*
 * store_campaigns.c: campaigns, their findings, and what these have in common. One function for
 * each table; columns stand in the order of store/schema.sql.
 */
#include "store/store_campaigns.h"

static int write_campaigns(struct store *store, const struct dossier *dossier, struct err *err)
{
    struct store_row row;

    store_row_init(&row, store, "campaigns", 9);
    for (size_t c = 0; c < dossier->campaign_count; c++) {
        const struct campaign *campaign = &dossier->campaigns[c];

        store_row_u64(&row, c);
        store_row_time(&row, campaign->first_ns);
        store_row_time(&row, campaign->last_ns);
        store_row_u64(&row, campaign->beneficiaries.floor);
        store_row_u64(&row, campaign->beneficiaries.ceiling);
        store_row_u64(&row, campaign->records.floor);
        store_row_u64(&row, campaign->records.ceiling);
        store_row_end(&row);
    }
    return store_row_release(&row, err);
}

static int write_members(struct store *store, const struct dossier *dossier, struct err *err)
{
    struct store_row row;

    store_row_init(&row, store, "campaign_findings", 2);
    for (size_t c = 0; c < dossier->campaign_count; c++) {
        for (size_t i = 0; i < dossier->campaigns[c].finding_count; i++) {
            store_row_u64(&row, c);
            store_row_u64(&row, dossier->campaigns[c].findings[i]);
            store_row_end(&row);
        }
    }
    return store_row_release(&row, err);
}

static int write_shared(struct store *store, const struct dossier *dossier, struct err *err)
{
    struct store_row row;

    store_row_init(&row, store, "campaign_shared", 5);
    for (size_t c = 0; c < dossier->campaign_count; c++) {
        for (size_t i = 0; i < dossier->campaigns[c].shared_count; i++) {
            const struct campaign_shared *shared = &dossier->campaigns[c].shared[i];

            store_row_u64(&row, c);
            store_row_u64(&row, i);
            store_row_text(&row, campaign_kind_name(shared->kind));
            store_row_str(&row, shared->value.p ? shared->value : STR(""));
            store_row_u64(&row, shared->accounts);
            store_row_end(&row);
        }
    }
    return store_row_release(&row, err);
}

int store_campaigns_write(struct store *store, const struct dossier *dossier, struct err *err)
{
    if (write_campaigns(store, dossier, err) < 0 || write_members(store, dossier, err) < 0)
        return -1;
    return write_shared(store, dossier, err);
}

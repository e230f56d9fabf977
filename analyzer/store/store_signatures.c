/*
 * store_signatures.c: rules that alerted, what they say of themselves, their alerts, and the lines
 * of these. One function for each table; columns stand in the order of store/schema.sql.
 */
#include "store/store_signatures.h"

static int write_signatures(struct store *store, const struct dossier *dossier, struct err *err)
{
    struct store_row row;

    store_row_init(&row, store, "signatures", 19);
    for (size_t i = 0; i < dossier->signature_count; i++) {
        const struct signature *signature = &dossier->signatures[i];

        store_row_u64(&row, i);
        store_row_str(&row, signature->id);
        store_row_text(&row, alert_level_name(signature->rank));
        store_row_text(&row, signature->correlation ? "correlation" : "detection");
        store_row_str(&row, signature->title[LANG_FR]);
        store_row_str(&row, signature->title[LANG_EN]);
        store_row_str(&row, signature->description[LANG_FR]);
        store_row_str(&row, signature->description[LANG_EN]);
        store_row_str(&row, signature->author);
        store_row_str(&row, signature->license);
        store_row_str(&row, signature->file);
        store_row_u64(&row, signature->alerts);
        store_row_u64(&row, signature->events);
        store_row_u64(&row, signature->accounts);
        store_row_time(&row, signature->first_ns);
        store_row_time(&row, signature->last_ns);
        store_row_double(&row, signature->bans);
        store_row_end(&row);
    }
    return store_row_release(&row, err);
}

static void put_notes(struct store_row *row, uint64_t id, const char *kind, const struct str *list,
                      size_t count)
{
    for (size_t i = 0; i < count; i++) {
        store_row_u64(row, id);
        store_row_text(row, kind);
        store_row_u64(row, i);
        store_row_str(row, list[i].p ? list[i] : STR(""));
        store_row_end(row);
    }
}

static int write_notes(struct store *store, const struct dossier *dossier, struct err *err)
{
    struct store_row row;

    store_row_init(&row, store, "signature_notes", 4);
    for (size_t i = 0; i < dossier->signature_count; i++) {
        const struct signature *s = &dossier->signatures[i];

        put_notes(&row, i, "reference", s->references, s->reference_count);
        put_notes(&row, i, "tag", s->tags, s->tag_count);
        put_notes(&row, i, "falsepositive", s->falsepositives, s->falsepositive_count);
    }
    return store_row_release(&row, err);
}

static int write_alerts(struct store *store, const struct dossier *dossier, struct err *err)
{
    struct store_row row;

    store_row_init(&row, store, "alerts", 16);
    for (size_t i = 0; i < dossier->alert_count; i++) {
        const struct alert *alert = &dossier->alerts[i];

        store_row_u64(&row, i);
        store_row_u64(&row, alert->signature);
        store_row_time(&row, alert->first_ns);
        store_row_time(&row, alert->at_ns);
        store_row_time(&row, alert->last_ns);
        store_row_u64(&row, alert->events);
        if (dossier->signatures[alert->signature].correlation)
            store_row_double(&row, alert->value);
        else
            store_row_null(&row);
        store_row_str(&row, alert->account);
        store_row_str(&row, alert->source);
        store_row_str(&row, alert->agent);
        store_row_str(&row, alert->group);
        store_row_str(&row, alert->request);
        if (alert->finding >= 0)
            store_row_u64(&row, (uint64_t)alert->finding);
        else
            store_row_null(&row);
        store_row_end(&row);
    }
    return store_row_release(&row, err);
}

static int write_evidence(struct store *store, const struct dossier *dossier, struct err *err)
{
    struct store_row row;

    store_row_init(&row, store, "alert_evidence", 5);
    for (size_t i = 0; i < dossier->alert_count; i++) {
        const struct alert *alert = &dossier->alerts[i];

        for (int k = 0; k < alert->evidence_count && k < ALERT_EVIDENCE; k++) {
            store_row_u64(&row, i);
            store_row_u64(&row, (uint64_t)k);
            store_row_place(&row, dossier, &alert->evidence[k]);
            store_row_end(&row);
        }
    }
    return store_row_release(&row, err);
}

int store_signatures_write(struct store *store, const struct dossier *dossier, struct err *err)
{
    if (write_signatures(store, dossier, err) < 0 || write_notes(store, dossier, err) < 0 ||
        write_alerts(store, dossier, err) < 0)
        return -1;
    return write_evidence(store, dossier, err);
}

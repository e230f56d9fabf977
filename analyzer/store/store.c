/*
 * store.c: the database in memory: schema, one transaction, bytes; and the tables that are about
 * the whole run. The findings' tables are in store_findings.c.
 */
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/names.h"
#include "store/store_campaigns.h"
#include "store/store_totals.h"
#include "store/store_findings.h"
#include "store/store_row.h"
#include "store/store_series.h"
#include "store/store_signatures.h"

/* store/schema.sql, with a NUL behind it; linked in by the build. */
extern const char store_schema[] __asm__("store_schema_start");

static int run(struct store *store, const char *sql, struct err *err)
{
    int status = sqlite3_exec(store->db, sql, NULL, NULL, NULL);

    return status == SQLITE_OK ? 0 : store_err(store, status, err);
}

int store_open(struct store **ret_store, const char *name, struct err *err)
{
    struct store *store = mem_zero(1, sizeof *store);
    int status;

    store->name = name;
    status =
        sqlite3_open_v2(":memory:", &store->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
    if (status != SQLITE_OK) {
        (void)store_err(store, status, err);
        store_close(store);
        return -1;
    }
    /* Nothing to roll back to, no disk to wait for; deleted bytes are zeroed, so that the file has
     * no memory. */
    if (run(store,
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA secure_delete = ON;"
            "PRAGMA encoding = 'UTF-8'; PRAGMA page_size = 4096",
            err) < 0 ||
        run(store, store_schema, err) < 0) {
        store_close(store);
        return -1;
    }
    *ret_store = store;
    return 0;
}

static void meta(struct store_row *row, const char *name, struct str value)
{
    store_row_text(row, name);
    store_row_str(row, value);
    store_row_end(row);
}

static void meta_time(struct store_row *row, const char *name, int64_t time_ns)
{
    char text[CLOCK_TEXT];
    size_t n = clock_rfc3339(time_ns, text);

    meta(row, name, n ? (struct str){text, n} : STR_NONE);
}

static void meta_u64(struct store_row *row, const char *name, uint64_t value)
{
    char text[24];
    int n = snprintf(text, sizeof text, "%llu", (unsigned long long)value);

    meta(row, name, (struct str){text, (size_t)n});
}

/* "option max-gap" → value. A name that comes again is numbered, as names are unique here. */
static void meta_pairs(struct store_row *row, const char *kind, const struct dossier_pair *pairs,
                       size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct arena arena = {0};
        unsigned twin = 1;
        struct str name;

        for (size_t k = 0; k < i; k++)
            twin += str_eq(pairs[k].name, pairs[i].name);
        name = arena_print(&arena, "%s %.*s", kind, (int)pairs[i].name.n, pairs[i].name.p);
        if (twin > 1)
            name = arena_print(&arena, "%s (%u)", name.p, twin);
        store_row_str(row, name);
        store_row_str(row, pairs[i].value);
        store_row_end(row);
        arena_release(&arena);
    }
}

static int write_meta(struct store *store, const struct dossier *dossier, struct err *err)
{
    struct store_row row;

    store_row_init(&row, store, "meta", 2);
    meta(&row, "schema", STR("limier-case/1"));
    meta(&row, "version", STR(LIMIER_VERSION));
    meta_time(&row, "first", dossier->first_ns);
    meta_time(&row, "last", dossier->last_ns);
    meta(&row, "lang", str_of(text_lang_code(dossier->lang)));
    meta(&row, "portal", dossier->portal ? dossier->portal->name : STR_NONE);
    meta(&row, "key", dossier->key ? str_of(dossier->key->id) : STR_NONE);
    meta_u64(&row, "rules", dossier->rules);
    meta_u64(&row, "rules_refused", dossier->rules_refused);
    meta_u64(&row, "rules_dropped", dossier->rules_dropped);
    meta_u64(&row, "alerts_omitted", dossier->alerts_omitted);
    meta(&row, "partial", dossier->partial ? STR("1") : STR("0"));
    meta(&row, "complete", dossier_incomplete(dossier) ? STR("0") : STR("1"));
    meta_u64(&row, "lines", dossier->lines);
    meta_u64(&row, "parsed", dossier->parsed);
    meta_u64(&row, "rejected", dossier->rejected);
    meta_u64(&row, "skipped", dossier->skipped);
    meta_u64(&row, "unattributed", dossier->unattributed);
    meta_u64(&row, "records", dossier->records);
    meta_u64(&row, "regex_limits", dossier->regex_limits);
    meta_u64(&row, "names_refused", dossier->names_refused);
    if (dossier->portal && dossier->portal->join) {
        meta_u64(&row, "joined", dossier->joined);
        meta_u64(&row, "sessions_shared", dossier->sessions_shared);
        meta_u64(&row, "sessions_refused", dossier->sessions_refused);
    }
    meta_pairs(&row, "component", dossier->versions, dossier->version_count);
    meta_pairs(&row, "option", dossier->options, dossier->option_count);
    meta_pairs(&row, "database", dossier->databases, dossier->database_count);
    meta_pairs(&row, "attribution", dossier->attributions, dossier->attribution_count);
    return store_row_release(&row, err);
}

static int write_inputs(struct store *store, const struct dossier *dossier, struct err *err)
{
    struct store_row row;
    char text[DAMAGE_TEXT];

    store_row_init(&row, store, "inputs", 26);
    for (size_t i = 0; i < dossier->input_count; i++) {
        const struct coverage *input = &dossier->inputs[i];

        store_row_u64(&row, i);
        store_row_str(&row, input->input.p ? input->input : STR(""));
        store_row_str(&row, input->layout);
        store_row_str(&row, input->containers);
        store_row_str(&row, damage_text(&input->damage, LANG_EN, text));
        store_row_text(&row, damage_name(&input->damage));
        store_row_u64(&row, input->damage.offset);
        store_row_u64(&row, input->damage.at);
        store_row_u64(&row, input->damage.lost);
        store_row_u64(&row, input->damage.gaps);
        store_row_u64(&row, input->damage.recovered);
        store_row_text(&row, damage_sum_name(input->damage.sum));
        store_row_str(&row, input->duplicate_of);
        store_row_text(&row, input->sha256[0] ? input->sha256 : NULL);
        store_row_u64(&row, input->bytes);
        store_row_u64(&row, input->bytes_inflated);
        store_row_u64(&row, input->lines);
        store_row_u64(&row, input->parsed);
        store_row_u64(&row, coverage_rejected(input));
        store_row_u64(&row, input->skipped);
        store_row_u64(&row, input->outside);
        store_row_u64(&row, input->ambiguous);
        store_row_time(&row, input->first_ns);
        store_row_time(&row, input->last_ns);
        store_row_end(&row);
    }
    return store_row_release(&row, err);
}

static int write_rejects(struct store *store, const struct dossier *dossier, struct err *err)
{
    struct store_row row;

    store_row_init(&row, store, "rejects", 3);
    for (size_t i = 0; i < dossier->input_count; i++) {
        for (int r = 0; r < REJECT_COUNT; r++) {
            if (dossier->inputs[i].rejected[r] == 0)
                continue;
            store_row_u64(&row, i);
            store_row_text(&row, reject_name((enum reject)r));
            store_row_u64(&row, dossier->inputs[i].rejected[r]);
            store_row_end(&row);
        }
    }
    return store_row_release(&row, err);
}

static void write_samples_of(struct store_row *row, uint64_t id, const struct coverage *input)
{
    for (int r = 0; r < REJECT_COUNT; r++) {
        for (int s = 0; s < input->sample_count[r]; s++) {
            const struct reject_sample *sample = &input->samples[r][s];

            store_row_u64(row, id);
            store_row_text(row, reject_name((enum reject)r));
            store_row_u64(row, sample->line);
            store_row_u64(row, sample->offset);
            store_row_u64(row, sample->column);
            store_row_u64(row, sample->text_at);
            store_row_str(row, sample->text.p ? sample->text : STR(""));
            store_row_end(row);
        }
    }
}

static int write_samples(struct store *store, const struct dossier *dossier, struct err *err)
{
    struct store_row row;

    store_row_init(&row, store, "reject_samples", 7);
    for (size_t i = 0; i < dossier->input_count; i++)
        write_samples_of(&row, i, &dossier->inputs[i]);
    return store_row_release(&row, err);
}

static int write_accounts(struct store *store, const struct dossier *dossier, struct err *err)
{
    struct store_row row;

    store_row_init(&row, store, "accounts", 16);
    for (size_t i = 0; i < dossier->account_count; i++) {
        const struct dossier_account *account = &dossier->accounts[i];

        store_row_u64(&row, i);
        store_row_str(&row, account->account.p ? account->account : STR(""));
        store_row_time(&row, account->first_ns);
        store_row_time(&row, account->last_ns);
        store_row_u64(&row, account->requests);
        store_row_u64(&row, account->records);
        store_row_u64(&row, account->beneficiaries);
        store_row_u64(&row, account->not_found);
        store_row_u64(&row, account->follow_ups);
        store_row_u64(&row, account->active_days);
        store_row_u64(&row, account->sources);
        if (account->group >= 0)
            store_row_u64(&row, (uint64_t)account->group);
        else
            store_row_null(&row);
        store_row_double(&row, account->day_median);
        store_row_double(&row, account->day_max);
        store_row_end(&row);
    }
    return store_row_release(&row, err);
}

int store_write(struct store *store, const struct dossier *dossier, struct err *err)
{
    if (run(store, "BEGIN", err) < 0 || write_meta(store, dossier, err) < 0 ||
        write_inputs(store, dossier, err) < 0 || write_rejects(store, dossier, err) < 0 ||
        write_samples(store, dossier, err) < 0 || store_series_write(store, dossier, err) < 0 ||
        write_accounts(store, dossier, err) < 0 || store_findings_write(store, dossier, err) < 0 ||
        store_campaigns_write(store, dossier, err) < 0 ||
        store_totals_write(store, dossier, err) < 0 ||
        store_signatures_write(store, dossier, err) < 0)
        return -1;
    return run(store, "COMMIT", err);
}

int store_bytes(struct store *store, struct str *ret_bytes, struct err *err)
{
    sqlite3_int64 n = 0;

    sqlite3_free(store->bytes);
    store->bytes = sqlite3_serialize(store->db, "main", &n, 0);
    if (!store->bytes)
        return store_err(store, SQLITE_NOMEM, err);
    *ret_bytes = (struct str){(const char *)store->bytes, (size_t)n};
    return 0;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    sqlite3_free(store->bytes);
    (void)sqlite3_close(store->db);
    free(store);
}

const char *store_library_version(void)
{
    return sqlite3_libversion();
}

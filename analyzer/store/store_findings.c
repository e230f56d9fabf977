/*
 * store_findings.c: findings, sources, sessions, insurers, reasons, evidence, moments, days. One
 * function for each table; columns stand in the order of store/schema.sql.
 */
#include "store/store_findings.h"

#include "base/names.h"

/* Categories of data that were shown, separated by blanks. */
static struct str data_names(struct arena *arena, uint16_t data)
{
    struct str names = STR("");

    for (int i = 0; i < DATA_COUNT; i++) {
        if (data & 1u << i)
            names = arena_print(arena, "%s%s%s", names.p, names.n ? " " : "", portal_data_name(i));
    }
    return names;
}

static void put_finding(struct store_row *row, const struct finding *finding, uint32_t account_id)
{
    struct arena arena = {0};

    if (account_id == NAME_NONE)
        store_row_null(row);
    else
        store_row_u64(row, account_id);
    store_row_str(row, finding->account.p ? finding->account : STR(""));
    store_row_text(row, verdict_name(finding->verdict));
    store_row_time(row, finding->first_ns);
    store_row_time(row, finding->last_ns);
    store_row_u64(row, finding->beneficiaries.floor);
    store_row_u64(row, finding->beneficiaries.ceiling);
    store_row_u64(row, finding->beneficiaries_also_owner);
    store_row_u64(row, finding->records.floor);
    store_row_u64(row, finding->records.ceiling);
    store_row_u64(row, finding->not_found);
    store_row_u64(row, finding->refused);
    store_row_str(row, data_names(&arena, finding->data));
    store_row_str(row, finding->text[LANG_FR]);
    store_row_str(row, finding->text[LANG_EN]);
    store_row_str(row, finding->allowed_reason);
    store_row_time(row, finding->allowed_reason.p ? finding->allowed_until_ns : TIME_NONE);
    store_row_double(row, finding->probability < 0.9999 ? finding->probability : 0.9999);
    store_row_double(row, finding->bans);
    store_row_end(row);
    arena_release(&arena);
}

static int write_findings(struct store *store, const struct dossier *dossier, struct err *err)
{
    struct names accounts;
    struct store_row row;

    /* Accounts are distinct texts, so that a name's number is its place in the dossier. */
    names_init(&accounts, LIMIT_NAMES, LIMIT_NAMES_BYTES);
    for (size_t i = 0; dossier->finding_count && i < dossier->account_count; i++)
        (void)names_add(&accounts, dossier->accounts[i].account);
    store_row_init(&row, store, "findings", 23);
    for (size_t i = 0; i < dossier->finding_count; i++) {
        const struct finding *finding = &dossier->findings[i];
        uint32_t account = names_find(&accounts, finding->account);

        if (account != NAME_NONE && !str_eq(dossier->accounts[account].account, finding->account))
            account = NAME_NONE;
        store_row_u64(&row, i);
        put_finding(&row, finding, account);
    }
    names_release(&accounts);
    return store_row_release(&row, err);
}

static void put_source(struct store_row *row, const struct finding_source *source, enum lang lang)
{
    const struct place *place = &source->place;

    store_row_str(row, source->address);
    store_row_text(row, attribution_name(source->attributed));
    store_row_str(row, place->country_code);
    store_row_str(row, place->country[lang]);
    store_row_str(row, place->city[lang]);
    if (place->located) {
        store_row_double(row, place->latitude);
        store_row_double(row, place->longitude);
    } else {
        store_row_null(row);
        store_row_null(row);
    }
    if (place->accuracy_km)
        store_row_u64(row, place->accuracy_km);
    else
        store_row_null(row);
    if (place->asn)
        store_row_u64(row, place->asn);
    else
        store_row_null(row);
    store_row_str(row, place->organisation);
    store_row_time(row, source->first_ns);
    store_row_time(row, source->last_ns);
    store_row_u64(row, source->requests);
    store_row_u64(row, source->records);
    store_row_end(row);
}

static int write_sources(struct store *store, const struct dossier *dossier, struct err *err)
{
    struct store_row row;

    store_row_init(&row, store, "finding_sources", 18);
    for (size_t f = 0; f < dossier->finding_count; f++) {
        for (size_t i = 0; i < dossier->findings[f].source_count; i++) {
            store_row_u64(&row, f);
            store_row_u64(&row, i);
            put_source(&row, &dossier->findings[f].sources[i], dossier->lang);
        }
    }
    return store_row_release(&row, err);
}

static void put_session(struct store_row *row, const struct dossier *dossier,
                        const struct finding *finding, const struct finding_session *session)
{
    store_row_text(row, attribution_name(session->attributed));
    if (session->source < finding->source_count)
        store_row_u64(row, session->source);
    else
        store_row_null(row);
    store_row_str(row, session->agent);
    store_row_time(row, session->first_ns);
    store_row_time(row, session->last_ns);
    store_row_u64(row, session->requests);
    store_row_u64(row, session->records);
    store_row_u64(row, session->beneficiaries);
    store_row_u64(row, session->not_found);
    store_row_u64(row, session->follow_ups);
    store_row_place(row, dossier, &session->first);
    store_row_place(row, dossier, &session->last);
    store_row_double(row, session->bans);
    store_row_end(row);
}

static int write_sessions(struct store *store, const struct dossier *dossier, struct err *err)
{
    struct store_row row;

    store_row_init(&row, store, "sessions", 21);
    for (size_t f = 0; f < dossier->finding_count; f++) {
        const struct finding *finding = &dossier->findings[f];

        for (size_t i = 0; i < finding->session_count; i++) {
            store_row_u64(&row, f);
            store_row_u64(&row, i);
            put_session(&row, dossier, finding, &finding->sessions[i]);
        }
    }
    return store_row_release(&row, err);
}

static int write_insurers(struct store *store, const struct dossier *dossier, struct err *err)
{
    struct store_row row;

    store_row_init(&row, store, "insurers", 5);
    for (size_t f = 0; f < dossier->finding_count; f++) {
        const struct finding *finding = &dossier->findings[f];

        for (size_t i = 0; i < finding->insurer_count; i++) {
            store_row_u64(&row, f);
            store_row_u64(&row, i);
            store_row_str(&row, finding->insurers[i].insurer);
            store_row_u64(&row, finding->insurers[i].floor);
            store_row_u64(&row, finding->insurers[i].ceiling);
            store_row_end(&row);
        }
    }
    return store_row_release(&row, err);
}

static int write_reasons(struct store *store, const struct dossier *dossier, struct err *err)
{
    struct store_row row;

    store_row_init(&row, store, "reasons", 14);
    for (size_t f = 0; f < dossier->finding_count; f++) {
        const struct finding *finding = &dossier->findings[f];

        for (size_t i = 0; i < finding->reason_count; i++) {
            const struct reason *reason = &finding->reasons[i];

            store_row_u64(&row, f);
            store_row_u64(&row, i);
            store_row_text(&row, reason->detector);
            store_row_double(&row, reason->observed);
            store_row_double(&row, reason->expected);
            store_row_text(&row, reason->unit);
            store_row_double(&row, reason->bans);
            store_row_time(&row, reason->from_ns);
            store_row_time(&row, reason->to_ns);
            store_row_str(&row, reason->text[LANG_FR]);
            store_row_str(&row, reason->text[LANG_EN]);
            store_row_double(&row, reason->of);
            store_row_end(&row);
        }
    }
    return store_row_release(&row, err);
}

/* The lines of one reason. */
static void put_evidence(struct store_row *row, const struct dossier *dossier, size_t finding,
                         size_t number)
{
    const struct reason *reason = &dossier->findings[finding].reasons[number];

    for (int e = 0; e < reason->evidence_count; e++) {
        store_row_u64(row, finding);
        store_row_u64(row, number);
        store_row_u64(row, (uint64_t)e);
        store_row_place(row, dossier, &reason->evidence[e]);
        store_row_time(row, reason->evidence[e].time_ns);
        store_row_end(row);
    }
}

static int write_evidence(struct store *store, const struct dossier *dossier, struct err *err)
{
    struct store_row row;

    store_row_init(&row, store, "evidence", 8);
    for (size_t f = 0; f < dossier->finding_count; f++) {
        for (size_t i = 0; i < dossier->findings[f].reason_count; i++)
            put_evidence(&row, dossier, f, i);
    }
    return store_row_release(&row, err);
}

static int write_moments(struct store *store, const struct dossier *dossier, struct err *err)
{
    struct store_row row;

    store_row_init(&row, store, "moments", 10);
    for (size_t f = 0; f < dossier->finding_count; f++) {
        const struct finding *finding = &dossier->findings[f];

        for (size_t i = 0; i < finding->moment_count; i++) {
            const struct moment *moment = &finding->moments[i];

            store_row_u64(&row, f);
            store_row_u64(&row, i);
            store_row_time(&row, moment->time_ns);
            store_row_text(&row, moment->what);
            store_row_str(&row, moment->text[LANG_FR]);
            store_row_str(&row, moment->text[LANG_EN]);
            store_row_place(&row, dossier, &moment->evidence);
            store_row_end(&row);
        }
    }
    return store_row_release(&row, err);
}

static int write_days(struct store *store, const struct dossier *dossier, struct err *err)
{
    struct store_row row;

    store_row_init(&row, store, "days", 7);
    for (size_t f = 0; f < dossier->finding_count; f++) {
        const struct finding *finding = &dossier->findings[f];

        for (size_t i = 0; i < finding->day_count; i++) {
            const struct finding_day *day = &finding->days[i];

            store_row_u64(&row, f);
            store_row_u64(&row, i);
            store_row_time(&row, day->start_ns);
            store_row_u64(&row, day->owner);
            store_row_u64(&row, day->unclear);
            store_row_u64(&row, day->attacker);
            store_row_end(&row);
        }
    }
    return store_row_release(&row, err);
}

int store_findings_write(struct store *store, const struct dossier *dossier, struct err *err)
{
    int (*const tables[])(struct store *, const struct dossier *, struct err *) = {
        write_findings, write_sources,  write_sessions, write_insurers,
        write_reasons,  write_evidence, write_moments,  write_days};

    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        if (tables[i](store, dossier, err) < 0)
            return -1;
    }
    return 0;
}

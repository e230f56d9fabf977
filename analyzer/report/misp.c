/*
 * misp.c: misp.json, one event for a MISP platform: the attacker's addresses as attributes, the
 * accounts and networks as objects. It is not published and for the importing organisation only,
 * until an analyst says otherwise; it names no beneficiary. Only addresses are for detection
 * (to_ids): an account is a victim.
 *
 * Source: MISP core format (draft-dulaunoy-misp-core-format); MISP/misp-objects for the templates.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/uuid.h"
#include "report/intel.h"
#include "report/report.h"
#include "report/stream.h"

/* Ours: version 5 of "urn:limier:misp" in the namespace of URLs. */
#define SPACE_MISP "0cc27207-6fd1-5d35-8461-450520edcca5"

#define INFO_MOST 255 /* bytes of an event's title */

/* One event being written. */
struct misp {
    struct json json;
    const struct dossier *dossier;
    enum lang lang;
    struct intel intel;
    struct arena arena;
    struct str seed;
    char timestamp[24]; /* of all parts: seconds of the clock of the case */
};

/* A template: what an object is made after. */
struct template
{
    const char *name;
    const char *category;
    const char *uuid;
    const char *version;
    const char *description;
};

static const struct template template_account = {
    "user-account", "misc", "49606b06-22f0-4ac8-8eee-2f12ad46f3d3", "6", "An account of a system."};
static const struct template template_incident = {
    "incident", "misc", "38597424-f9bb-4865-9b4b-819172df0334", "1", "An incident."};
static const struct template template_asn = {
    "asn", "network", "4ec55cc6-9e49-4c64-b794-03c25c1a6587", "6", "An autonomous system."};

static const char *tr(const struct misp *m, const char *english)
{
    return text_get(m->lang, english);
}

/* The identifier of a part, of what was read and what the part is. */
static void put_uuid(struct misp *m, const char *name, const char *what, struct str which)
{
    struct uuid_space space;
    char uuid[UUID_TEXT];
    struct out out;

    (void)uuid_read(STR(SPACE_MISP), &space);
    out_memory(&out);
    out_bytes(&out, m->seed.p, m->seed.n);
    out_print(&out, "\n%s\n", what);
    out_bytes(&out, which.p, which.n);
    uuid_of(&space, (struct str){out.buffer, out.used}, uuid);
    out_drop(&out);
    json_text(&m->json, name, uuid);
}

/* What every attribute has. `relation` is its place in an object; NULL in the event itself. */
static void put_attribute(struct misp *m, const char *what, struct str which, const char *relation,
                          const char *type, const char *category, struct str value, bool to_ids)
{
    struct str key =
        arena_print(&m->arena, "%s %s %.*s", what, relation ? relation : "", (int)which.n, which.p);

    put_uuid(m, "uuid", "attribute", key);
    json_text(&m->json, "type", type);
    json_text(&m->json, "category", category);
    if (relation)
        json_text(&m->json, "object_relation", relation);
    json_str(&m->json, "value", value);
    json_bool(&m->json, "to_ids", to_ids);
    json_bool(&m->json, "disable_correlation", false);
    json_text(&m->json, "distribution", "5"); /* that of the event */
    json_text(&m->json, "timestamp", m->timestamp);
}

static void put_span(struct misp *m, int64_t first_ns, int64_t last_ns)
{
    if (first_ns != TIME_NONE)
        json_time(&m->json, "first_seen", first_ns);
    if (last_ns != TIME_NONE)
        json_time(&m->json, "last_seen", last_ns);
}

static void write_addresses(struct misp *m)
{
    json_array(&m->json, "Attribute");
    for (size_t i = 0; i < m->intel.address_count; i++) {
        const struct intel_address *a = &m->intel.addresses[i];
        struct str country = a->place->country[m->lang];

        json_object(&m->json, NULL);
        put_attribute(m, "address", str_of(a->text), NULL, "ip-src", "Network activity",
                      str_of(a->text), true);
        json_str(&m->json, "comment",
                 arena_print(&m->arena,
                             tr(m, N_("%llu requests, %llu of which showed a record; %.*s")),
                             (unsigned long long)a->requests, (unsigned long long)a->records,
                             (int)(country.n ? country.n : 1), country.n ? country.p : "-"));
        put_span(m, a->first_ns, a->last_ns);
        json_object_end(&m->json);
    }
    json_array_end(&m->json);
}

/* Opens an object and its list of attributes. */
static void open_object(struct misp *m, const struct template *template, struct str which,
                        const char *comment)
{
    json_object(&m->json, NULL);
    put_uuid(m, "uuid", template->name, which);
    json_text(&m->json, "name", template->name);
    json_text(&m->json, "meta-category", template->category);
    json_text(&m->json, "description", template->description);
    json_text(&m->json, "template_uuid", template->uuid);
    json_text(&m->json, "template_version", template->version);
    json_text(&m->json, "distribution", "5");
    json_text(&m->json, "timestamp", m->timestamp);
    json_text(&m->json, "comment", comment);
    json_array(&m->json, "Attribute");
}

static void close_object(struct misp *m)
{
    json_array_end(&m->json);
    json_object_end(&m->json);
}

/* A text of an object that nobody detects anything by. */
static void object_text(struct misp *m, const char *what, struct str which, const char *relation,
                        const char *type, const char *category, struct str value)
{
    if (value.n == 0)
        return;
    json_object(&m->json, NULL);
    put_attribute(m, what, which, relation, type, category, value, false);
    json_object_end(&m->json);
}

static void write_finding(struct misp *m, uint32_t index)
{
    const struct finding *f = &m->dossier->findings[index];
    struct str account = m->intel.accounts[index];
    struct str which = intel_account(&m->intel, index);
    struct str counts = arena_print(
        &m->arena,
        tr(m,
           N_("Persons whose data was shown: %llu at least, %llu at most. Records shown: %llu at "
              "least, %llu at most.")),
        (unsigned long long)f->beneficiaries.floor, (unsigned long long)f->beneficiaries.ceiling,
        (unsigned long long)f->records.floor, (unsigned long long)f->records.ceiling);

    open_object(m, &template_account, which,
                tr(m, N_("account that was used by somebody else than its holder; taken for "
                         "compromised until shown otherwise")));
    object_text(m, "account", which, "username", "text", "Other", account);
    close_object(m);
    open_object(m, &template_incident, which, counts.p);
    object_text(m, "incident", which, "name", "text", "Other",
                arena_print(&m->arena, tr(m, N_("Harvest of records through account %.*s")),
                            (int)account.n, account.p));
    object_text(m, "incident", which, "description", "text", "Other", f->text[m->lang]);
    close_object(m);
}

static int by_number(const void *a, const void *b)
{
    const struct place *x = *(const struct place *const *)a;
    const struct place *y = *(const struct place *const *)b;

    if (x->asn != y->asn)
        return x->asn < y->asn ? -1 : 1;
    return str_cmp(x->organisation, y->organisation);
}

static void write_systems(struct misp *m)
{
    const struct place **places = mem_zero(m->intel.address_count + 1, sizeof *places);
    size_t n = 0;

    for (size_t i = 0; i < m->intel.address_count; i++) {
        if (m->intel.addresses[i].place->asn)
            places[n++] = m->intel.addresses[i].place;
    }
    if (n)
        qsort(places, n, sizeof *places, by_number);
    for (size_t i = 0; i < n; i++) {
        struct str number = arena_print(&m->arena, "AS%u", places[i]->asn);

        if (i && places[i]->asn == places[i - 1]->asn)
            continue;
        open_object(m, &template_asn, number, "");
        object_text(m, "asn", number, "asn", "AS", "Network activity", number);
        object_text(m, "asn", number, "organization", "text", "Other", places[i]->organisation);
        close_object(m);
    }
    free(places);
}

static void write_objects(struct misp *m)
{
    json_array(&m->json, "Object");
    for (uint32_t f = 0; f < m->dossier->finding_count; f++) {
        if (intel_told(&m->dossier->findings[f]))
            write_finding(m, f);
    }
    write_systems(m);
    json_array_end(&m->json);
}

/* Colours are those that FIRST gives for TLP 2.0. */
static void write_tags(struct misp *m)
{
    json_array(&m->json, "Tag");
    json_object(&m->json, NULL);
    json_text(&m->json, "name", "tlp:amber");
    json_text(&m->json, "colour", "#FFC000");
    json_object_end(&m->json);
    json_array_end(&m->json);
}

/* Title, day and gravity. */
static void write_head(struct misp *m)
{
    const struct dossier *d = m->dossier;
    int64_t first = TIME_NONE;
    unsigned long long told = 0;
    char day[CLOCK_TEXT];
    struct civil civil;

    for (size_t f = 0; f < d->finding_count; f++) {
        if (!intel_told(&d->findings[f]))
            continue;
        if (!told++ || d->findings[f].first_ns < first)
            first = d->findings[f].first_ns;
    }
    civil = clock_civil(first == TIME_NONE ? d->now_ns : first, d->offset_seconds);
    (void)snprintf(day, sizeof day, "%04d-%02d-%02d", civil.year % 10000, civil.month, civil.day);
    put_uuid(m, "uuid", "event", STR(""));
    json_str(&m->json, "info",
             stream_cut(arena_print(&m->arena,
                                    tr(m, N_("Harvest of beneficiaries’ records on a tiers-payant "
                                             "portal: %llu accounts, %zu addresses")),
                                    told, m->intel.address_count),
                        INFO_MOST));
    json_text(&m->json, "date", day);
    json_text(&m->json, "timestamp", m->timestamp);
    json_text(&m->json, "publish_timestamp", "0");
    json_bool(&m->json, "published", false);
    json_text(&m->json, "threat_level_id",
              dossier_verdict(d) == VERDICT_HARVESTING ? "1"
              : dossier_verdict(d) == VERDICT_SUSPECT  ? "2"
                                                       : "4");
    json_text(&m->json, "analysis", "1"); /* ongoing */
    json_text(&m->json, "distribution", "0");
    json_object(&m->json, "Orgc");
    json_text(&m->json, "name", "limier");
    json_text(&m->json, "uuid", SPACE_MISP);
    json_object_end(&m->json);
}

static struct str take_seed(struct misp *m)
{
    char text[SHA256_TEXT];
    struct sha256 sha;

    sha256_init(&sha);
    for (size_t i = 0; i < m->dossier->input_count; i++) {
        sha256_add(&sha, m->dossier->inputs[i].sha256, strlen(m->dossier->inputs[i].sha256));
        sha256_add(&sha, "\n", 1);
    }
    sha256_finish(&sha, text);
    return arena_str(&m->arena, str_of(text));
}

static int write_misp(const struct report_target *target, struct err *err)
{
    struct misp m = {.dossier = target->dossier, .lang = target->dossier->lang};
    struct out out;

    if (report_create(target, "misp.json", &out, err) < 0)
        return -1;
    m.seed = take_seed(&m);
    (void)snprintf(m.timestamp, sizeof m.timestamp, "%lld",
                   (long long)clock_floor(m.dossier->now_ns, NS_PER_SECOND));
    intel_collect(&m.intel, m.dossier);
    json_init(&m.json, &out, 1);
    json_object(&m.json, NULL);
    json_object(&m.json, "Event");
    write_head(&m);
    write_tags(&m);
    write_addresses(&m);
    write_objects(&m);
    json_object_end(&m.json);
    json_object_end(&m.json);
    out_text(&out, "\n");
    intel_release(&m.intel);
    arena_release(&m.arena);
    return report_commit(target, "misp.json", &out, err);
}

const struct report_writer report_misp = {.name = "misp", .file = "misp.json", .write = write_misp};

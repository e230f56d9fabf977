/*
 * stix_findings.c: the objects of stix.json that come from findings and campaigns, and from
 * indicators that somebody gave. Persons appear as counts only.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "report/stix_parts.h"

#define COUNT_MOST UINT64_C(999999999) /* of observed-data and sightings */

static const char *tr(const struct stix *s, const char *english)
{
    return text_get(s->lang, english);
}

static uint64_t counted(uint64_t n)
{
    return n < COUNT_MOST ? n : COUNT_MOST;
}

static struct stix_id incident_id(struct stix *s, uint32_t finding)
{
    return stix_domain_id(s, "incident", "account", intel_account(&s->intel, finding));
}

static struct stix_id indicator_id(const struct stix *s, uint32_t address)
{
    return stix_domain_id(s, "indicator", "address", str_of(s->intel.addresses[address].text));
}

static void relate(struct stix *s, struct stix_id source, struct stix_id target)
{
    struct str key = arena_print(&s->arena, "%s %s", source.text, target.text);

    stix_domain(s, "relationship", stix_domain_id(s, "relationship", "related-to", key));
    json_text(&s->json, "relationship_type", "related-to");
    json_text(&s->json, "source_ref", source.text);
    json_text(&s->json, "target_ref", target.text);
    json_object_end(&s->json);
}

/* ISO 3166-1, as far as its form tells: databases are input. */
static bool is_country(struct str code)
{
    return code.n == 2 && code.p[0] >= 'A' && code.p[0] <= 'Z' && code.p[1] >= 'A' &&
           code.p[1] <= 'Z';
}

static struct stix_id location_id(const struct stix *s, struct str country)
{
    return stix_domain_id(s, "location", "country", country);
}

/* Each country once. */
static void write_locations(struct stix *s)
{
    bool written[26 * 26] = {false};

    for (size_t i = 0; i < s->intel.address_count; i++) {
        const struct place *place = s->intel.addresses[i].place;
        int cell;

        if (!is_country(place->country_code))
            continue;
        cell = (place->country_code.p[0] - 'A') * 26 + place->country_code.p[1] - 'A';
        if (written[cell])
            continue;
        written[cell] = true;
        stix_domain(s, "location", location_id(s, place->country_code));
        if (place->country[s->lang].n)
            json_str(&s->json, "name", place->country[s->lang]);
        json_str(&s->json, "country", place->country_code);
        json_object_end(&s->json);
    }
}

static int by_number(const void *a, const void *b)
{
    const struct place *x = *(const struct place *const *)a;
    const struct place *y = *(const struct place *const *)b;

    if (x->asn != y->asn)
        return x->asn < y->asn ? -1 : 1;
    return str_cmp(x->organisation, y->organisation);
}

/* Each autonomous system once. */
static void write_systems(struct stix *s)
{
    const struct place **places = mem_zero(s->intel.address_count + 1, sizeof *places);
    size_t n = 0;

    for (size_t i = 0; i < s->intel.address_count; i++) {
        if (s->intel.addresses[i].place->asn)
            places[n++] = s->intel.addresses[i].place;
    }
    if (n)
        qsort(places, n, sizeof *places, by_number);
    for (size_t i = 0; i < n; i++) {
        if (i && places[i]->asn == places[i - 1]->asn)
            continue;
        stix_observed(s, "autonomous-system", stix_as_id(places[i]->asn));
        json_u64(&s->json, "number", places[i]->asn);
        if (places[i]->organisation.n)
            json_str(&s->json, "name", places[i]->organisation);
        json_object_end(&s->json);
    }
    free(places);
}

static void write_address(struct stix *s, uint32_t index)
{
    const struct intel_address *address = &s->intel.addresses[index];
    bool v4 = network_is_v4(&address->network);
    struct stix_id id = stix_address_id(address);
    struct stix_id indicator = indicator_id(s, index);

    stix_observed(s, v4 ? "ipv4-addr" : "ipv6-addr", id);
    json_text(&s->json, "value", address->text);
    if (address->place->asn)
        stix_ref_list(s, "belongs_to_refs", stix_as_id(address->place->asn));
    json_object_end(&s->json);
    stix_domain(s, "indicator", indicator);
    json_str(&s->json, "name",
             arena_print(&s->arena, tr(s, N_("Address of a harvester: %s")), address->text));
    json_str(&s->json, "description",
             str_of(tr(s, N_("Records of beneficiaries were harvested from this address, through "
                             "accounts whose holders are not known to use it."))));
    json_array(&s->json, "indicator_types");
    json_text(&s->json, NULL, "anomalous-activity");
    json_text(&s->json, NULL, "compromised");
    json_array_end(&s->json);
    json_str(&s->json, "pattern", stix_pattern_of(s, INDICATOR_ADDRESS, str_of(address->text), v4));
    json_text(&s->json, "pattern_type", "stix");
    json_text(&s->json, "pattern_version", "2.1");
    stix_time(s, "valid_from", address->first_ns);
    json_object_end(&s->json);
    relate(s, indicator, id);
    if (is_country(address->place->country_code))
        relate(s, indicator, location_id(s, address->place->country_code));
}

static void write_incident(struct stix *s, uint32_t index)
{
    const struct finding *finding = &s->dossier->findings[index];
    struct str account = s->intel.accounts[index];

    if (s->intel.again[index] == 0) {
        stix_observed(s, "user-account", stix_account_id(account));
        json_str(&s->json, "account_login", account);
        json_object_end(&s->json);
    }
    stix_domain(s, "incident", incident_id(s, index));
    json_str(&s->json, "name",
             arena_print(&s->arena, tr(s, N_("Harvest of records through account %.*s")),
                         (int)account.n, account.p));
    if (finding->text[s->lang].n)
        json_str(&s->json, "description", finding->text[s->lang]);
    json_array(&s->json, "labels");
    json_text(&s->json, NULL, verdict_name(finding->verdict));
    json_array_end(&s->json);
    json_object_end(&s->json);
    relate(s, incident_id(s, index), stix_account_id(account));
}

/* Counts; no person. */
static void write_note(struct stix *s, uint32_t index)
{
    const struct finding *finding = &s->dossier->findings[index];
    struct str content = arena_print(
        &s->arena,
        tr(s,
           N_("Persons whose data was shown: %llu at least, %llu at most. Records shown: %llu "
              "at least, %llu at most. Insurers concerned: %zu. The log shows what was answered, "
              "not what was kept. Persons are named nowhere in this file.")),
        (unsigned long long)finding->beneficiaries.floor,
        (unsigned long long)finding->beneficiaries.ceiling,
        (unsigned long long)finding->records.floor, (unsigned long long)finding->records.ceiling,
        finding->insurer_count);

    stix_domain(s, "note", stix_domain_id(s, "note", "account", intel_account(&s->intel, index)));
    json_str(&s->json, "abstract", str_of(tr(s, N_("How many persons are concerned"))));
    json_str(&s->json, "content", content);
    stix_ref_list(s, "object_refs", incident_id(s, index));
    json_object_end(&s->json);
}

static void write_sighting(struct stix *s, const struct intel_use *use, struct stix_id observed)
{
    struct str key =
        arena_print(&s->arena, "%s %s", s->intel.addresses[use->address].text, observed.text);

    stix_domain(s, "sighting", stix_domain_id(s, "sighting", "address", key));
    stix_time(s, "first_seen", use->source->first_ns);
    stix_time(s, "last_seen", use->source->last_ns);
    json_u64(&s->json, "count", counted(use->source->requests));
    json_text(&s->json, "sighting_of_ref", indicator_id(s, use->address).text);
    stix_ref_list(s, "observed_data_refs", observed);
    stix_ref_list(s, "where_sighted_refs", s->tool);
    json_object_end(&s->json);
}

/* What was seen of the attacker in one account: the account, his addresses, and how often. */
static void write_observed(struct stix *s, uint32_t index)
{
    size_t n;
    const struct intel_use *uses = intel_of(&s->intel, index, &n);
    struct stix_id id =
        stix_domain_id(s, "observed-data", "account", intel_account(&s->intel, index));
    int64_t first = TIME_NONE;
    int64_t last = TIME_NONE;
    uint64_t requests = 0;

    for (size_t i = 0; i < n; i++) {
        requests += uses[i].source->requests;
        if (i == 0 || uses[i].source->first_ns < first)
            first = uses[i].source->first_ns;
        if (i == 0 || uses[i].source->last_ns > last)
            last = uses[i].source->last_ns;
    }
    if (requests == 0)
        return;
    stix_domain(s, "observed-data", id);
    stix_time(s, "first_observed", first);
    stix_time(s, "last_observed", last);
    json_u64(&s->json, "number_observed", counted(requests));
    json_array(&s->json, "object_refs");
    json_text(&s->json, NULL, stix_account_id(s->intel.accounts[index]).text);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || uses[i].address != uses[i - 1].address)
            json_text(&s->json, NULL, stix_address_id(&s->intel.addresses[uses[i].address]).text);
    }
    json_array_end(&s->json);
    json_object_end(&s->json);
    relate(s, incident_id(s, index), id);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || uses[i].address != uses[i - 1].address)
            write_sighting(s, &uses[i], id);
    }
}

/* A campaign groups the incidents that it is made of, those that are told. */
static void write_campaign(struct stix *s, size_t index)
{
    const struct campaign *campaign = &s->dossier->campaigns[index];
    const struct finding *findings = s->dossier->findings;
    size_t told = 0;
    size_t first = 0;

    for (size_t i = campaign->finding_count; i > 0; i--) {
        if (intel_told(&findings[campaign->findings[i - 1]])) {
            told++;
            first = i - 1;
        }
    }
    if (told == 0)
        return;
    stix_domain(s, "grouping",
                stix_domain_id(s, "grouping", "campaign",
                               intel_account(&s->intel, campaign->findings[first])));
    json_str(&s->json, "name",
             arena_print(&s->arena, tr(s, N_("Campaign through %zu accounts")), told));
    json_text(&s->json, "context", "suspicious-activity");
    json_array(&s->json, "object_refs");
    for (size_t i = first; i < campaign->finding_count; i++) {
        if (intel_told(&findings[campaign->findings[i]]))
            json_text(&s->json, NULL, incident_id(s, campaign->findings[i]).text);
    }
    json_array_end(&s->json);
    json_object_end(&s->json);
}

void stix_findings(struct stix *s)
{
    const struct dossier *d = s->dossier;

    write_locations(s);
    write_systems(s);
    for (uint32_t i = 0; i < s->intel.address_count; i++)
        write_address(s, i);
    for (uint32_t f = 0; f < d->finding_count; f++) {
        if (!intel_told(&d->findings[f]))
            continue;
        write_incident(s, f);
        write_note(s, f);
        write_observed(s, f);
    }
    for (size_t c = 0; c < d->campaign_count; c++)
        write_campaign(s, c);
}

/* Where the file lies is nobody else's business. */
static struct str base_name(struct str path)
{
    for (size_t n = path.n; n > 0; n--) {
        if (path.p[n - 1] == '/')
            return n < path.n ? str_skip(path, n) : STR("-");
    }
    return path.n ? path : STR("-");
}

static void write_given(struct stix *s, const struct indicator *given)
{
    const struct indicator_file *file = &s->dossier->indicators->files[given->file];
    bool v4 = network_is_v4(&given->network);
    struct str what = arena_print(&s->arena, "given %s", indicator_kind_name(given->kind));
    struct stix_id id = stix_domain_id(s, "indicator", what.p, given->value);

    stix_domain(s, "indicator", id);
    json_str(&s->json, "name", given->value);
    json_str(&s->json, "description",
             str_of(tr(s, N_("Another platform gave this indicator; it was seen in this log."))));
    json_array(&s->json, "external_references");
    json_object(&s->json, NULL);
    json_str(&s->json, "source_name", base_name(file->name));
    json_str(&s->json, "description",
             arena_print(&s->arena, tr(s, N_("line %u of the file")), given->line));
    if (given->id.n)
        json_str(&s->json, "external_id", given->id);
    json_object_end(&s->json);
    json_array_end(&s->json);
    json_array(&s->json, "indicator_types");
    json_text(&s->json, NULL, "unknown");
    json_array_end(&s->json);
    json_str(&s->json, "pattern", stix_pattern_of(s, given->kind, given->value, v4));
    json_text(&s->json, "pattern_type", "stix");
    json_text(&s->json, "pattern_version", "2.1");
    stix_time(s, "valid_from", given->first_ns);
    json_object_end(&s->json);
    stix_domain(s, "sighting", stix_domain_id(s, "sighting", what.p, given->value));
    stix_time(s, "first_seen", given->first_ns);
    stix_time(s, "last_seen", given->last_ns);
    json_u64(&s->json, "count", counted(given->requests));
    json_text(&s->json, "sighting_of_ref", id.text);
    stix_ref_list(s, "where_sighted_refs", s->tool);
    json_object_end(&s->json);
}

void stix_given(struct stix *s)
{
    const struct indicators *given = s->dossier->indicators;

    for (size_t i = 0; given && i < given->count; i++) {
        if (given->list[i].requests)
            write_given(s, &given->list[i]);
    }
}

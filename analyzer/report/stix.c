/*
 * stix.c: stix.json, a bundle of STIX 2.1 for other platforms: what the attacker came from, seen
 * when and how often, and which accounts were used. It names no beneficiary, not even by a token.
 * Order of the bundle only; the objects are in stix_findings.c.
 *
 * Identifiers come from content: the same log gives the same objects, and a bundle that is imported
 * twice changes nothing.
 */
#include <stdlib.h>

#include "report/report.h"
#include "report/stix_parts.h"

/* What the identifiers of all findings depend on: the inputs, as they lie there. */
static void take_seed(struct stix *s)
{
    struct sha256 sha;

    sha256_init(&sha);
    for (size_t i = 0; i < s->dossier->input_count; i++) {
        const struct coverage *input = &s->dossier->inputs[i];

        sha256_add(&sha, input->sha256, strlen(input->sha256));
        sha256_add(&sha, "\n", 1);
    }
    sha256_finish(&sha, s->seed);
}

static void take_clock(struct stix *s)
{
    const struct dossier *d = s->dossier;
    int64_t created = d->last_ns == TIME_NONE ? d->now_ns : d->last_ns;

    (void)clock_rfc3339(created, s->created);
    (void)clock_rfc3339(d->now_ns > created ? d->now_ns : created, s->modified);
}

/* TLP:AMBER: those who get it may tell it to those who need to know it, and to their clients.
 * Source: FIRST, Traffic Light Protocol 2.0; OASIS, TLP 2.0 markings for STIX. */
static void write_marking(struct stix *s)
{
    json_object(&s->json, NULL);
    json_text(&s->json, "type", "marking-definition");
    json_text(&s->json, "spec_version", "2.1");
    json_text(&s->json, "id", STIX_AMBER);
    json_text(&s->json, "created", "2022-10-01T00:00:00.000Z");
    json_text(&s->json, "name", "TLP:AMBER");
    json_object(&s->json, "extensions");
    json_object(&s->json, "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d");
    json_text(&s->json, "extension_type", "property-extension");
    json_text(&s->json, "tlp_2_0", "amber");
    json_object_end(&s->json);
    json_object_end(&s->json);
    json_object_end(&s->json);
}

static void write_tool(struct stix *s)
{
    stix_domain(s, "identity", s->tool);
    json_text(&s->json, "name", "limier " LIMIER_VERSION);
    json_text(&s->json, "identity_class", "system");
    json_object_end(&s->json);
}

/* What was read, and what was withheld: silence must not be taken for "nothing there". */
static void write_coverage(struct stix *s)
{
    const struct dossier *d = s->dossier;
    const char *complete =
        dossier_incomplete(d)
            ? text_get(s->lang, N_("The log was not read completely: there may be more."))
            : text_get(s->lang, N_("The log was read completely."));
    struct str content = arena_print(
        &s->arena,
        text_get(
            s->lang,
            N_("%llu lines in %zu inputs. %s Addresses withheld: %llu that owners use as well, "
               "%llu of private networks, %llu entries that are no address. Findings that are "
               "only watched, or that the operator allows, are not in this file.")),
        (unsigned long long)d->lines, d->input_count, complete, (unsigned long long)s->intel.shared,
        (unsigned long long)s->intel.internal, (unsigned long long)s->intel.unclear);

    stix_domain(s, "note", stix_domain_id(s, "note", "coverage", STR("")));
    json_str(&s->json, "abstract", str_of(text_get(s->lang, N_("What was read"))));
    json_str(&s->json, "content", content);
    stix_ref_list(s, "object_refs", s->tool);
    json_object_end(&s->json);
}

static void write_report(struct stix *s)
{
    size_t n = s->id_count;

    stix_domain(s, "report", stix_domain_id(s, "report", "case", STR("")));
    json_str(&s->json, "name",
             str_of(text_get(s->lang, N_("Harvest of beneficiaries’ records: what the access log "
                                         "shows"))));
    json_array(&s->json, "report_types");
    json_text(&s->json, NULL, "observed-data");
    if (s->intel.address_count)
        json_text(&s->json, NULL, "indicator");
    json_array_end(&s->json);
    json_text(&s->json, "published", s->modified);
    json_array(&s->json, "object_refs");
    for (size_t i = 0; i < n; i++)
        json_text(&s->json, NULL, s->ids[i].text);
    json_array_end(&s->json);
    json_object_end(&s->json);
}

static void write_bundle(struct stix *s)
{
    json_object(&s->json, NULL);
    json_text(&s->json, "type", "bundle");
    json_text(&s->json, "id", stix_domain_id(s, "bundle", "case", str_of(s->modified)).text);
    json_array(&s->json, "objects");
    write_marking(s);
    write_tool(s);
    write_coverage(s);
    stix_findings(s);
    stix_given(s);
    write_report(s);
    json_array_end(&s->json);
    json_object_end(&s->json);
}

static int write_stix(const struct report_target *target, struct err *err)
{
    struct stix s = {.dossier = target->dossier, .lang = target->dossier->lang};
    struct out out;

    if (report_create(target, "stix.json", &out, err) < 0)
        return -1;
    take_seed(&s);
    take_clock(&s);
    s.tool = stix_domain_id(&s, "identity", "tool", STR(LIMIER_VERSION));
    intel_collect(&s.intel, s.dossier);
    json_init(&s.json, &out, 1);
    write_bundle(&s);
    out_text(&out, "\n");
    intel_release(&s.intel);
    arena_release(&s.arena);
    free(s.ids);
    return report_commit(target, "stix.json", &out, err);
}

const struct report_writer report_stix = {.name = "stix", .file = "stix.json", .write = write_stix};

/*
 * manual_portal.c: limier-portal(5), from the rows that the reader of profiles checks keys, groups,
 * kinds, categories, methods and fields by.
 */
#include "manual.h"
#include "model/portal.h"
#include "roff.h"

static const struct {
    const char *name;
    const char *doc;
} groups[] = {
#define CAPTURE(id, name, doc, source) {name, doc},
#include "model/captures.def"
#undef CAPTURE
};

static const char *const methods[] = {
#define METHOD(id, name, doc, source) name,
#include "model/methods.def"
#undef METHOD
};

/* A portal in small; tests/cases/manual.sh scans a log with it. */
static const char example[] =
    "portal: example\n"
    "account:\n"
    "  field: cs-username\n"
    "  pattern: '^(?<account>[0-9]{9,11})(?:@.*)?$'\n"
    "operations:\n"
    "  - name: rights-check\n"
    "    kind: rights\n"
    "    method: [GET]\n"
    "    request: '^/droits/(?<beneficiary>[0-9AB]{13,15})\\?amc=(?<insurer>[0-9]{8,10})'\n"
    "    shown: [200]\n"
    "    not-found: [404]\n"
    "    refused: [401, 403, 429]\n"
    "    data: [civil-status, birth-date, nir, insurer, guarantees]\n"
    "  - name: claim\n"
    "    kind: claim\n"
    "    method: [POST]\n"
    "    request: '^/factures\\?nir=(?<beneficiary>[0-9AB]{13,15})'\n"
    "    shown: [201]\n"
    "  - kind: login\n"
    "    request: '^/connexion$'\n"
    "    shown: [302]\n"
    "    refused: [401]\n"
    "  - kind: asset\n"
    "    request: '^/static/'\n";

static void put_keys(struct out *out, enum lang lang, enum portal_level level, const char *title)
{
    roff_section(out, lang, title);
    for (size_t i = 0; i < portal_key_count; i++) {
        const struct portal_key *key = &portal_keys[i];

        if (key->level != level)
            continue;
        roff_item(out, lang, key->name, text_get(lang, key->type), key->doc);
        out_text(out, ".br\n");
        roff_text(out, text_get(lang, N_("Default: ")), false);
        roff_text(out, text_get(lang, key->otherwise), false);
        out_text(out, ".\n");
    }
}

static void put_words(struct out *out, enum lang lang)
{
    roff_section(out, lang, N_("GROUPS OF A REQUEST"));
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
        roff_item(out, lang, groups[i].name, NULL, groups[i].doc);
    roff_section(out, lang, N_("KINDS OF OPERATIONS"));
    for (int i = 0; i < KIND_COUNT; i++)
        roff_item(out, lang, kind_name((enum kind)i), NULL, kind_doc((enum kind)i));
    roff_section(out, lang, N_("CATEGORIES OF DATA"));
    for (int i = 0; i < DATA_COUNT; i++)
        roff_item(out, lang, portal_data_name(i), NULL, data_doc(i));
    roff_section(out, lang, N_("METHODS"));
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
        out_print(out, "%s%s", i ? ", " : "", methods[i]);
    out_text(out, ".\n");
    roff_section(out, lang, N_("FIELDS OF A LINE"));
    for (int i = 0; i < FIELD_COUNT; i++)
        roff_item(out, lang, field_name((enum field)i), NULL, field_doc((enum field)i));
}

void manual_portal(struct out *out, enum lang lang)
{
    manual_head(out, lang, "LIMIER-PORTAL", "limier-portal",
                N_("portal profile: what the operator of a portal knows and a log does not say"));
    (void)manual_description(out, lang, "limier-portal");
    put_keys(out, lang, PORTAL_PROFILE, N_("KEYS OF THE PROFILE"));
    put_keys(out, lang, PORTAL_ACCOUNT, N_("KEYS OF AN ACCOUNT"));
    put_keys(out, lang, PORTAL_SESSION, N_("KEYS OF A SESSION"));
    put_keys(out, lang, PORTAL_OPERATION, N_("KEYS OF AN OPERATION"));
    put_words(out, lang);
    roff_section(out, lang, N_("EXAMPLE"));
    roff_example(out, example);
    roff_section(out, lang, N_("SEE ALSO"));
    out_text(out, ".BR limier\\-scan (1),\n.BR limier\\-inspect (1),\n.BR limier\\-case (5),\n"
                  ".BR pcre2pattern (3)\n");
}

/*
 * dossier_fixture_plan.c: the story of the sample dossier: one account harvested from two hosting
 * addresses over a weekend, a second one tried from the same address, a third one that woke up.
 * Addresses and operators are those reserved for documentation (RFC 5737, RFC 3849, RFC 5398).
 */
#include "dossier_fixture_plan.h"

/* Spans in constant initializers. */
#define S(text)                                                                                    \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }
#define TEXTS(fr, en)                                                                              \
    {                                                                                              \
        S(fr), S(en)                                                                               \
    }

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

/* Portal time is an hour east of UTC. */
#define AT(day, hour, minute)                                                                      \
    ((INT64_C(1704063600) + ((day)-1) * 86400 + (hour)*3600 + (minute)*60 + 7) * NS_PER_SECOND)

#define LINE(in, number, time)                                                                     \
    {                                                                                              \
        .offset = (uint64_t)(number)*187, .time_ns = (time), .input = (in), .line = (number)       \
    }

const char *const plan_addresses[] = {"203.0.113.14",   "2001:db8:41::9f", "192.0.2.77",
                                      "198.51.100.141", "203.0.113.201",   "2001:db8:97::21",
                                      "198.51.100.9"};
const size_t plan_address_count = COUNT(plan_addresses);

const char *const plan_agents[] = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:121.0) Gecko/20100101 Firefox/121.0",
    "python-requests/2.31.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 Version/17.2",
    "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/120.0.0.0 Safari/537.36"};
const size_t plan_agent_count = COUNT(plan_agents);

const char plan_portal[] =
    "portal: exemple\n"
    "description: Portail de tiers payant d'exemple\n"
    "operations:\n"
    "  - {name: connexion, kind: login, method: POST, request: '^/login'}\n"
    "  - name: droits\n"
    "    kind: rights\n"
    "    request: '^/droits/(?<insurer>[0-9]{9})/(?<beneficiary>[0-9AB]{13,15})'\n"
    "    data: [civil-status, birth-date, nir, insurer, guarantees]\n"
    "  - {name: pec, kind: pec, method: POST, request: '^/pec/(?<beneficiary>[0-9AB]{13,15})'}\n";
const char plan_command_line[] =
    "limier scan --portal exemple.yml --geoip-database dbip-city.mmdb journaux/";

static const struct plan_source harvest_sources[] = {
    {0, "FR", "France", "France", "Rouen", 49.44, 1.10, 20, 64498, "Exemple Télécom"},
    {1, "FR", "France", "France", NULL, 48.86, 2.34, 200, 64499, "Exemple Mobile"},
    {2, "RO", "Roumanie", "Romania", "Bucarest", 44.43, 26.10, 10, 64496, "Example Hosting SRL"},
    {3, "NL", "Pays-Bas", "Netherlands", "Amsterdam", 52.37, 4.90, 5, 64497, "Example Cloud BV"},
    {4, NULL, NULL, NULL, NULL, 0, 0, 0, 0, NULL},
};

static const struct plan_session harvest_sessions[] = {
    {2, 0, 1, 21, 23, 41, 6, 3, ATTRIBUTED_ATTACKER},
    {2, 1, 1, 24, 22, 58, 31, 48, ATTRIBUTED_ATTACKER},
    {1, 2, 1, 25, 19, 12, 14, 9, ATTRIBUTED_UNCLEAR},
    {2, 1, 1, 27, 1, 7, 55, 214, ATTRIBUTED_ATTACKER},
    {2, 1, 1, 27, 13, 20, 340, 960, ATTRIBUTED_ATTACKER},
    {3, 1, 1, 28, 0, 4, 410, 1502, ATTRIBUTED_ATTACKER},
    {3, 1, 1, 28, 14, 0, 380, 1388, ATTRIBUTED_ATTACKER},
    {1, 2, 1, 28, 20, 47, 9, 14, ATTRIBUTED_UNCLEAR},
    {3, 3, 1, 29, 2, 13, 545, 3120, ATTRIBUTED_ATTACKER},
    {2, 1, 1, 29, 12, 1, 178, 2204, ATTRIBUTED_ATTACKER},
    {3, 1, 1, 29, 22, 30, 420, 2015, ATTRIBUTED_ATTACKER},
    {4, 0, 1, 30, 12, 44, 8, 5, ATTRIBUTED_OWNER},
    {3, 1, 1, 31, 1, 2, 246, 954, ATTRIBUTED_ATTACKER},
};

static const struct reason harvest_reasons[] = {
    {.detector = "volume",
     .observed = 6837,
     .expected = 38,
     .unit = "beneficiaries/day",
     .bans = 300,
     .from_ns = AT(29, 0, 0),
     .to_ns = AT(30, 0, 0),
     .text = TEXTS(
         "Le 29/01/2024, 6 837 bénéficiaires distincts ont été consultés avec ce compte ; son "
         "propre maximum était de 38 par jour.",
         "On 2024-01-29, 6,837 distinct beneficiaries were viewed with this account; its own "
         "maximum was 38 a day."),
     .evidence = {LINE(1, 14022, AT(29, 2, 13)), LINE(0, 31877, AT(29, 12, 1))},
     .evidence_count = 2},
    {.detector = "unexplained",
     .observed = 0.0,
     .expected = 0.81,
     .unit = "follow-ups/view",
     .bans = 212.4,
     .from_ns = AT(21, 23, 41),
     .to_ns = AT(31, 5, 8),
     .text =
         TEXTS("Aucune de ces consultations n’est suivie d’une prise en charge ni d’une facture ; "
               "d’ordinaire, 81 % le sont.",
               "None of these views is followed by a PEC or a claim; usually 81% are."),
     .evidence = {LINE(0, 9021, AT(21, 23, 41))},
     .evidence_count = 1},
    {.detector = "place",
     .observed = 2,
     .expected = 0,
     .unit = "countries",
     .bans = 6.1,
     .from_ns = AT(21, 23, 41),
     .to_ns = AT(31, 5, 8),
     .text = TEXTS(
         "Connexions depuis deux réseaux d’hébergement en Roumanie et aux Pays-Bas, jamais vus "
         "auparavant pour ce compte.",
         "Connections from two hosting networks in Romania and the Netherlands, never seen "
         "before for this account."),
     .evidence = {LINE(0, 9021, AT(21, 23, 41)), LINE(1, 11408, AT(28, 0, 4))},
     .evidence_count = 2},
    {.detector = "rhythm",
     .observed = 10.5,
     .expected = 610,
     .unit = "seconds between views",
     .bans = 88,
     .from_ns = AT(29, 2, 13),
     .to_ns = AT(29, 11, 18),
     .text = TEXTS(
         "Une consultation toutes les 10,5 secondes pendant neuf heures, sans charger de page.",
         "One view every 10.5 seconds for nine hours, without loading a page."),
     .evidence = {LINE(1, 14022, AT(29, 2, 13))},
     .evidence_count = 1},
};

static const struct moment harvest_moments[] = {
    {AT(21, 23, 41), "first-foreign-session",
     TEXTS("Première session depuis un réseau inconnu : 192.0.2.77, Bucarest.",
           "First session from an unknown network: 192.0.2.77, Bucharest."),
     LINE(0, 9021, AT(21, 23, 41))},
    {AT(27, 1, 7), "build-up",
     TEXTS("Le rythme passe de quelques fiches à plus de deux cents par heure.",
           "The pace goes from a few records to more than two hundred an hour."),
     LINE(0, 12250, AT(27, 1, 7))},
    {AT(29, 2, 13), "peak",
     TEXTS("Début de la session la plus longue : 3 120 bénéficiaires en neuf heures.",
           "Start of the longest session: 3,120 beneficiaries in nine hours."),
     LINE(1, 14022, AT(29, 2, 13))},
    {AT(31, 5, 4), "last-record",
     TEXTS("Dernière fiche affichée ; la session s’arrête quatre minutes plus tard.",
           "Last record shown; the session ends four minutes later."),
     LINE(1, 40126, AT(31, 5, 4))},
    {AT(31, 9, 30), "refused",
     TEXTS("Connexions refusées à partir d’ici : le compte est fermé.",
           "Connections are refused from here on: the account is closed."),
     LINE(0, 52210, AT(31, 9, 30))},
};

static const struct plan_source tried_sources[] = {
    {5, "FR", "La Réunion", "Réunion", "Saint-Denis", -20.88, 55.45, 50, 64498, "Exemple Télécom"},
    {2, "RO", "Roumanie", "Romania", "Bucarest", 44.43, 26.10, 10, 64496, "Example Hosting SRL"},
};

static const struct plan_session tried_sessions[] = {
    {1, 1, 1, 30, 3, 20, 61, 402, ATTRIBUTED_ATTACKER},
    {1, 1, 1, 31, 2, 48, 118, 811, ATTRIBUTED_ATTACKER},
    {0, 0, 1, 31, 20, 5, 44, 61, ATTRIBUTED_UNCLEAR},
};

static const struct reason tried_reasons[] = {
    {.detector = "sibling",
     .observed = 1,
     .expected = 0,
     .unit = "shared sources",
     .bans = 9.3,
     .from_ns = AT(30, 3, 20),
     .to_ns = AT(31, 4, 46),
     .text =
         TEXTS("Même adresse et même logiciel que ceux qui ont servi avec le compte 10003879623.",
               "Same address and same software as those used with account 10003879623."),
     .evidence = {LINE(1, 29010, AT(30, 3, 20))},
     .evidence_count = 1},
};

static const struct moment tried_moments[] = {
    {AT(30, 3, 20), "first-record",
     TEXTS("Première fiche affichée depuis 192.0.2.77.", "First record shown to 192.0.2.77."),
     LINE(1, 29010, AT(30, 3, 20))},
};

static const struct plan_source woken_sources[] = {
    {6, "FR", "France", "France", "Lyon", 45.76, 4.84, 20, 64498, "Exemple Télécom"},
};

static const struct plan_session woken_sessions[] = {
    {0, 3, 1, 30, 21, 2, 39, 41, ATTRIBUTED_UNCLEAR},
};

static const struct reason woken_reasons[] = {
    {.detector = "dormant",
     .observed = 41,
     .expected = 0,
     .unit = "beneficiaries/evening",
     .bans = 3.2,
     .from_ns = AT(30, 21, 2),
     .to_ns = AT(30, 21, 41),
     .text = TEXTS(
         "Ce compte, sans activité depuis le début du journal, consulte 41 bénéficiaires un soir.",
         "This account, silent since the log begins, views 41 beneficiaries in one evening."),
     .evidence = {LINE(0, 44102, AT(30, 21, 2))},
     .evidence_count = 1},
};

#define SHOWN                                                                                      \
    (1u << DATA_CIVIL_STATUS | 1u << DATA_BIRTH_DATE | 1u << DATA_NIR | 1u << DATA_INSURER |       \
     1u << DATA_GUARANTEES)

const struct plan plans[] = {
    {0,
     "10003879623",
     VERDICT_HARVESTING,
     ATTRIBUTED_ATTACKER,
     SHOWN,
     24,
     6,
     118,
     "Entre le 21/01/2024 à 23:41 et le 31/01/2024 à 05:08, l’usage du compte 10003879623 depuis "
     "deux réseaux d’hébergement à l’étranger a fait afficher les données de 12 408 bénéficiaires, "
     "sans aucune prise en charge ni facture. Les sessions habituelles, depuis Rouen, continuent "
     "aux heures ouvrées.",
     "Between 2024-01-21 23:41 and 2024-01-31 05:08, use of account 10003879623 from two hosting "
     "networks abroad showed the data of 12,408 beneficiaries, without any PEC or claim. The usual "
     "sessions, from Rouen, go on in working hours.",
     {187, 17, 61, 24, 38},
     harvest_sources,
     COUNT(harvest_sources),
     harvest_sessions,
     COUNT(harvest_sessions),
     harvest_reasons,
     COUNT(harvest_reasons),
     harvest_moments,
     COUNT(harvest_moments)},
    {1,
     "OPT-974-0417",
     VERDICT_SUSPECT,
     ATTRIBUTED_ATTACKER,
     SHOWN,
     14,
     0,
     0,
     "Le compte OPT-974-0417 a servi depuis une adresse qui a aussi servi avec le compte "
     "10003879623.",
     "Account OPT-974-0417 was used from an address that was also used with account 10003879623.",
     {187, 17, 61, 14, 22},
     tried_sources,
     COUNT(tried_sources),
     tried_sessions,
     COUNT(tried_sessions),
     tried_reasons,
     COUNT(tried_reasons),
     tried_moments,
     COUNT(tried_moments)},
    {2,
     "20045512907",
     VERDICT_WATCH,
     ATTRIBUTED_UNCLEAR,
     SHOWN,
     0,
     0,
     0,
     "Le compte 20045512907, endormi, a été réveillé un soir depuis un réseau nouveau.",
     "Account 20045512907, dormant, woke up one evening from a new network.",
     {0, 0, 0, 0, 0},
     woken_sources,
     COUNT(woken_sources),
     woken_sessions,
     COUNT(woken_sessions),
     woken_reasons,
     COUNT(woken_reasons),
     NULL,
     0},
};
const size_t plan_count = COUNT(plans);

const struct coverage plan_inputs[] = {
    {.input = S("journaux/fe1/access.log.1.gz"),
     .layout = S("combined"),
     .sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
     .bytes = 31457280,
     .bytes_inflated = 402653184,
     .lines = 2153226,
     .parsed = 2153214,
     .skipped = 12,
     .first_ns = AT(2, 0, 3),
     .last_ns = AT(34, 11, 38)},
    {.input = S("journaux/fe2/access.log.1.gz"),
     .layout = S("combined"),
     .sha256 = "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
     .bytes = 30998112,
     .bytes_inflated = 398240001,
     .lines = 2098007,
     .parsed = 2098007,
     .first_ns = AT(2, 0, 4),
     .last_ns = AT(34, 11, 39)},
    {.input = S("journaux/fe3/access.log.1.gz"),
     .layout = S("combined"),
     .containers = S("gzip"),
     .damage = {.kind = DAMAGE_TRUNCATED, .sum = SUM_ABSENT, .offset = 10485760, .at = 131072044},
     .sha256 = "fd61a03af4f77d870fc21e05e7e80678095c92d808cfb3b5c279ee04c74aca13",
     .bytes = 10485760,
     .bytes_inflated = 131072044,
     .lines = 700140,
     .parsed = 700121,
     .skipped = 2,
     .rejected = {[REJECT_LAYOUT] = 14, [REJECT_TIME] = 2, [REJECT_CUT] = 1},
     .ambiguous = 31,
     .first_ns = AT(2, 0, 3),
     .last_ns = AT(12, 4, 51),
     .samples =
         {[REJECT_LAYOUT] = {{40233, 7482011, 41,
                              S("192.0.2.4 - - [09/Jan/2024:10:12:44 +01 \"GET /accueil"), 0},
                             {51877, 9690012, 0, S("-- MARK --"), 0}},
          [REJECT_TIME] = {{61002, 11407374, 18,
                            S("192.0.2.9 - lb1 [31/Feb/2024:00:00:00 +0100] \"GET /\" 200 ######"),
                            0}}},
     .sample_count = {[REJECT_LAYOUT] = 2, [REJECT_TIME] = 1}},
    {.input = S("journaux/copie/access.log.1.gz"),
     .layout = S("combined"),
     .duplicate_of = S("journaux/fe1/access.log.1.gz"),
     .sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
     .bytes = 31457280,
     .first_ns = TIME_NONE,
     .last_ns = TIME_NONE},
    {.input = S("journaux/LISEZMOI"),
     .sha256 = "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d",
     .bytes = 912,
     .bytes_inflated = 912,
     .lines = 17,
     .rejected = {[REJECT_NO_LAYOUT] = 17},
     .first_ns = TIME_NONE,
     .last_ns = TIME_NONE},
};
const size_t plan_input_count = COUNT(plan_inputs);

#define PAIR(a, b)                                                                                 \
    {                                                                                              \
        {a, sizeof(a) - 1},                                                                        \
        {                                                                                          \
            b, sizeof(b) - 1                                                                       \
        }                                                                                          \
    }

const struct dossier_pair plan_options[] = {PAIR("portal", "exemple.yml"), PAIR("tz", "+01:00"),
                                            PAIR("alerts-per-month", "2")};
const size_t plan_option_count = COUNT(plan_options);

const struct dossier_pair plan_versions[] = {PAIR("limier", "0.1.0"), PAIR("pcre2", "10.42"),
                                             PAIR("libmaxminddb", "1.7.1"), PAIR("zlib", "1.3")};
const size_t plan_version_count = COUNT(plan_versions);

const struct dossier_pair plan_databases[] = {
    PAIR("dbip-city.mmdb", "DBIP-City-Lite, built 2024-01-15"),
    PAIR("asn.mmdb", "GeoLite2-ASN, built 2024-01-16")};
const size_t plan_database_count = COUNT(plan_databases);

const struct dossier_pair plan_attributions[] = {
    PAIR("IP Geolocation by DB-IP", "https://db-ip.com")};
const size_t plan_attribution_count = COUNT(plan_attributions);

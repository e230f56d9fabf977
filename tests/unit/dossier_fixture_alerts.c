/*
 * dossier_fixture_alerts.c: what signatures found in the sample dossiers: a scanner that belongs to
 * no account, a guessing of passwords with more alerts than are listed, and what the harvested
 * account did. The rules are invented, and the hostile one says what a stranger's rule might.
 */
#include "dossier_fixture.h"

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

/* Spans in constant initializers. */
#define S(text)                                                                                    \
    {                                                                                              \
        text, sizeof(text) - 1                                                                     \
    }

/* Bytes that a rule's author may have put anywhere. */
#define RULE_BYTES                                                                                 \
    "=HYPERLINK(\"http://x\")<script>alert(7)</script>\x1b]0;x\x07\0%s{3}\xff\xe2\x80\xae"
#define RULE_HOSTILE S(RULE_BYTES)

static struct str scanner_links[] = {S("https://example.org/rules/scanner?a=1&b=2"),
                                     S("https://example.net/notes")};
static struct str scanner_tags[] = {S("attack.reconnaissance"), S("attack.t1595")};
static struct str scanner_excuses[] = {S("An audit that was announced")};
static struct str guess_links[] = {S("javascript:alert(9)"), S("http://example.com/guessing")};
static struct str hostile_links[] = {S("https://example.org/\"><script>alert(8)</script>"),
                                     RULE_HOSTILE};
static struct str hostile_tags[] = {RULE_HOSTILE};

static const struct signature rules[] = {
    {.id = S("6d1f0f52-2b1e-4c3a-9d0e-5a1b2c3d4e5f"),
     .title = {S("Recherche de failles par un programme"), S("A program looks for weak points")},
     .description = {S("Des demandes de fichiers que le portail n’a jamais eus."),
                     S("Requests for files that the portal never had.")},
     .rank = 4,
     .author = S("Exemple SA"),
     .license = S("DRL-1.1"),
     .file = S("builtin:scanner.yml"),
     .references = scanner_links,
     .reference_count = COUNT(scanner_links),
     .tags = scanner_tags,
     .tag_count = COUNT(scanner_tags),
     .falsepositives = scanner_excuses,
     .falsepositive_count = COUNT(scanner_excuses)},
    {.id = S("0c9a5b1e-7a44-4f0f-8e57-0b9d3f6a2c11"),
     .title = {S("Mots de passe essayés l’un après l’autre"), S("Passwords tried in turn")},
     .rank = 3,
     .author = S("A. Martin"),
     .file = S("regles/mots-de-passe.yml"),
     .references = guess_links,
     .reference_count = COUNT(guess_links),
     .correlation = true,
     .bans = 1.5},
    {.title = {RULE_HOSTILE, RULE_HOSTILE},
     .description = {RULE_HOSTILE, RULE_HOSTILE},
     .rank = 1,
     .author = RULE_HOSTILE,
     .license = RULE_HOSTILE,
     .id = RULE_HOSTILE,
     .file = RULE_HOSTILE,
     .references = hostile_links,
     .reference_count = COUNT(hostile_links),
     .tags = hostile_tags,
     .tag_count = COUNT(hostile_tags),
     .falsepositives = hostile_tags,
     .falsepositive_count = COUNT(hostile_tags)},
};

/* Index of the finding of an account, -1 for none. */
static int32_t finding_of(const struct dossier *d, struct str account)
{
    for (size_t i = 0; i < d->finding_count; i++) {
        if (str_eq(d->findings[i].account, account))
            return (int32_t)i;
    }
    return -1;
}

/* The i-th alert: one of each rule in turn, an hour and a bit after the one before. */
static void fill(const struct dossier *d, struct alert *a, size_t i)
{
    int64_t start = d->first_ns + (int64_t)(26 + i * 17) * NS_PER_HOUR + (int64_t)i * NS_PER_SECOND;

    *a = (struct alert){.signature = (uint32_t)(i % COUNT(rules)),
                        .first_ns = start,
                        .at_ns = start,
                        .last_ns = start,
                        .events = 1,
                        .source = STR("203.0.113.66"),
                        .agent = STR("scanner/1.0"),
                        .request = STR("GET /.git/config?n=###"),
                        .evidence_count = 1,
                        .finding = -1};
    if (a->signature == 1) {
        a->at_ns += 4 * NS_PER_MINUTE;
        a->last_ns += 9 * NS_PER_MINUTE;
        a->events = 41 + i;
        a->value = (double)a->events;
        a->account = STR("10003879623");
        a->group = STR("c-ip 192.0.2.77");
        a->source = STR("192.0.2.77");
        a->request = STR_NONE;
        a->evidence_count = ALERT_EVIDENCE;
    } else if (a->signature == 2) {
        a->account = STR("20045512907");
        a->source = a->agent = a->group = a->request = STR(RULE_BYTES);
    }
    a->finding = finding_of(d, a->account);
    for (int k = 0; k < a->evidence_count; k++) {
        uint32_t line = (uint32_t)(2000 + i * 31 + (size_t)k * 3);

        a->evidence[k] = (struct evidence){(uint64_t)line * 187, a->at_ns, (uint32_t)(k > 4), line};
    }
}

void dossier_fixture_alerts(struct dossier_fixture *fixture)
{
    struct dossier *d = &fixture->dossier;

    d->signatures = arena_alloc(&fixture->arena, sizeof rules);
    memcpy(d->signatures, rules, sizeof rules);
    d->signature_count = COUNT(rules);
    d->alert_count = 20;
    d->alerts = arena_alloc(&fixture->arena, d->alert_count * sizeof *d->alerts);
    for (size_t i = 0; i < d->alert_count; i++) {
        struct signature *s = &d->signatures[i % COUNT(rules)];
        struct alert *a = &d->alerts[i];

        fill(d, a, i);
        s->level = str_of(alert_level_name(s->rank));
        s->alerts++;
        s->events += a->events;
        s->accounts = a->account.p != NULL;
        if (s->alerts == 1)
            s->first_ns = a->first_ns;
        s->last_ns = a->last_ns;
    }
    d->signatures[1].alerts += 1207; /* which the dossier does not list */
    d->signatures[1].events += 54321;
    d->signatures[1].accounts = 12;
    d->alerts_omitted = 1207;
    d->rules = 87;
    d->rules_refused = 2;
    d->rules_dropped = 31;
    d->min_rank = 3;
}

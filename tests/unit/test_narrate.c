/*
 * test_narrate.c: paragraphs of findings: numbers agree, what is unlike the owner is told, a
 * doubtful case asks before it blocks, nobody is accused but the use; reasons say how many of how
 * many.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "detect/detect.h"
#include "narrate.h"

#define START (INT64_C(1706488200) * NS_PER_SECOND) /* 2024-01-29T00:30:00Z */

/* A finding of two sessions from one address, the owner's and another one. */
struct case_of_one {
    struct arena arena;
    struct finding finding;
    struct finding_source sources[2];
    struct finding_session sessions[2];
    struct finding_day day;
    struct reason reasons[3];
    struct dossier dossier;
};

static void make(struct case_of_one *c, enum verdict verdict, enum attribution whose)
{
    *c = (struct case_of_one){0};
    c->sources[0] = (struct finding_source){.address = STR("203.0.113.7"), .attributed = whose};
    c->sources[1] = (struct finding_source){.address = STR("192.0.2.9")};
    c->sessions[0] = (struct finding_session){.attributed = whose, .beneficiaries = 40};
    c->sessions[1] = (struct finding_session){.attributed = ATTRIBUTED_OWNER, .source = 1};
    c->day = (struct finding_day){.attacker = 40, .unclear = 40};
    for (int i = 0; i < 3; i++)
        c->reasons[i] = (struct reason){.detector = "some",
                                        .bans = 3 - i,
                                        .aspect = i,
                                        .circumstance = i > 0,
                                        .brief = {STR("une chose"), STR("a thing")}};
    c->finding = (struct finding){.account = STR("100"),
                                  .verdict = verdict,
                                  .first_ns = START,
                                  .last_ns = START + NS_PER_HOUR,
                                  .beneficiaries = {40, 40},
                                  .stretch = STRETCH_SESSION,
                                  .stretch_from_ns = START,
                                  .stretch_to_ns = START + NS_PER_HOUR,
                                  .peers = {.own_median = 8},
                                  .sources = c->sources,
                                  .source_count = 2,
                                  .sessions = c->sessions,
                                  .session_count = 2,
                                  .reasons = c->reasons,
                                  .reason_count = 3,
                                  .days = &c->day,
                                  .day_count = 1};
    c->dossier = (struct dossier){
        .findings = &c->finding, .finding_count = 1, .active = 3, .tried = 2, .tests = 1234};
}

static bool says(const struct case_of_one *c, enum lang lang, const char *text)
{
    return strstr(c->finding.text[lang].p, text) != NULL;
}

static int sentences(struct str text)
{
    int n = 0;

    for (size_t i = 0; i < text.n; i++)
        n += text.p[i] == '.' && (i + 1 == text.n || text.p[i + 1] == ' ');
    return n;
}

static void harvest(void **state)
{
    struct case_of_one c;

    (void)state;
    make(&c, VERDICT_HARVESTING, ATTRIBUTED_ATTACKER);
    narrate_dossier(&c.dossier, &c.arena);
    assert_true(says(&c, LANG_EN, "From 2024-01-29 00:30 to 2024-01-29 01:30, somebody other"));
    assert_true(says(&c, LANG_EN, "at least 40 persons, from the address 203.0.113.7."));
    assert_true(says(&c, LANG_EN,
                     "about 8 persons are looked up with it; on the busiest day of "
                     "this use, 40 persons."));
    assert_true(says(&c, LANG_EN, "a thing; a thing; a thing."));
    assert_true(says(&c, LANG_FR, "d’au moins 40 personnes, depuis l’adresse 203.0.113.7."));
    assert_true(says(&c, LANG_FR, "Bloquez le compte"));
    assert_false(says(&c, LANG_FR, "une partie vient pourtant"));
    for (int l = 0; l < 2; l++) {
        struct str text = c.finding.text[l];
        struct str advice = c.finding.advice[l];

        assert_int_equal(sentences(text), 5);
        assert_true(advice.n && str_eq(str_skip(text, text.n - advice.n), advice));
    }
    assert_non_null(strstr(c.finding.stretch_text[LANG_FR].p, "une seule session"));
    assert_non_null(strstr(c.dossier.cleared[LANG_EN].p, "2 accounts through which"));
    assert_non_null(strstr(c.dossier.cleared[LANG_EN].p, "were weighed: 1,234."));
    arena_release(&c.arena);
}

/* One is singular, everywhere; the owner's own address is told. */
static void one(void **state)
{
    struct case_of_one c;

    (void)state;
    make(&c, VERDICT_HARVESTING, ATTRIBUTED_ATTACKER);
    c.finding.beneficiaries.floor = 1;
    c.finding.beneficiaries.ceiling = 2;
    c.finding.last_ns = START;
    c.finding.peers.own_median = 1;
    c.finding.session_count = 1;
    c.sessions[0].attributed = ATTRIBUTED_UNCLEAR;
    narrate_dossier(&c.dossier, &c.arena);
    assert_true(says(&c, LANG_EN, "On 2024-01-29 00:30, somebody"));
    assert_true(says(&c, LANG_EN, "at least 1 person, from"));
    assert_true(says(&c, LANG_EN, "of 1 session the log does not say whether it was"));
    assert_true(says(&c, LANG_FR, "si 1 session est du titulaire"));
    assert_false(says(&c, LANG_FR, " 1 personnes") || says(&c, LANG_EN, " 1 persons"));
    arena_release(&c.arena);

    make(&c, VERDICT_HARVESTING, ATTRIBUTED_ATTACKER);
    c.sessions[1].source = 0;
    narrate_dossier(&c.dossier, &c.arena);
    assert_true(says(&c, LANG_FR, "d’une adresse dont le titulaire se sert aussi"));
    arena_release(&c.arena);
}

static void doubts(void **state)
{
    struct case_of_one c;

    (void)state;
    make(&c, VERDICT_SUSPECT, ATTRIBUTED_UNCLEAR);
    c.finding.peers.own_median = 90;
    narrate_dossier(&c.dossier, &c.arena);
    assert_true(says(&c, LANG_EN, "That is no more than on an ordinary day, about 90 persons"));
    assert_true(says(&c, LANG_FR, "demandez d’abord au titulaire"));
    assert_false(says(&c, LANG_FR, "très probablement"));
    arena_release(&c.arena);

    make(&c, VERDICT_HARVESTING, ATTRIBUTED_ATTACKER);
    c.finding.allowed_reason = STR("audit");
    c.finding.allowed_until_ns = START + NS_PER_DAY;
    narrate_dossier(&c.dossier, &c.arena);
    assert_true(says(&c, LANG_EN, "on the allow list until 2024-01-30 00:30 (audit)"));
    arena_release(&c.arena);

    make(&c, VERDICT_SUSPECT, ATTRIBUTED_ATTACKER);
    c.finding.doubtful = true;
    narrate_dossier(&c.dossier, &c.arena);
    assert_true(says(&c, LANG_EN, "Find a sound copy"));
    assert_true(sentences(c.finding.text[LANG_EN]) <= 5);
    arena_release(&c.arena);

    make(&c, VERDICT_WATCH, ATTRIBUTED_UNCLEAR);
    narrate_dossier(&c.dossier, &c.arena);
    assert_true(says(&c, LANG_FR, "Il n’y a rien à faire pour l’instant"));
    assert_int_equal(sentences(c.finding.text[LANG_FR]), 3);
    arena_release(&c.arena);
}

/* Every sentence of every detector: how many of how many, and never "about 0". */
static void reasons(void **state)
{
    struct arena arena = {0};

    (void)state;
    for (size_t d = 0; d < detector_count; d++) {
        for (int v = 0; v < 4 && detectors[d]->texts[v]; v++) {
            struct weight w = {.observed = 38, .of = 40, .expected = 0.2, .variant = v};
            struct reason r;

            detector_explain(detectors[d], &w, 0, &arena, &r);
            assert_non_null(r.unit);
            assert_false(str_eq(r.text[LANG_FR], r.text[LANG_EN]));
            assert_null(strstr(r.text[LANG_EN].p, "about 0"));
            if (!strstr(detectors[d]->texts[v], "%1$s"))
                continue;
            assert_non_null(strstr(r.text[LANG_EN].p, "38 of 40"));
            assert_non_null(strstr(r.text[LANG_FR].p, "38 sur 40"));
            assert_non_null(strstr(r.text[LANG_FR].p, "presque jamais"));
            w.expected = 12;
            detector_explain(detectors[d], &w, 0, &arena, &r);
            assert_non_null(strstr(r.text[LANG_EN].p, "about 12 of 40"));
            w = (struct weight){.observed = 500, .of = 1000, .expected = 20, .variant = v};
            detector_explain(detectors[d], &w, 0, &arena, &r);
            assert_non_null(strstr(r.text[LANG_EN].p, "about 2 of 100"));
        }
    }
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(harvest),
        cmocka_unit_test(one),
        cmocka_unit_test(doubts),
        cmocka_unit_test(reasons),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

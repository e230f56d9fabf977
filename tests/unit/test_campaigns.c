/*
 * test_campaigns.c: what joins findings and what does not; the union of a campaign's persons; the
 * rhythm. Findings, strands and rows are made by hand: two accounts on one address, two that walk
 * over one sequence, two with persons in common, and one that shares nothing.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"
#include "campaigns.h"
#include "investigate.h"
#include "networks.h"

enum { ACCOUNTS = 400, ADDRESSES = 8, AGENTS = 2, PEOPLE = 7 };
enum { BROWSER, ROBOT };

/* A small investigation. Account a's finding is a. */
struct scene {
    struct judge judge;
    struct census census;
    struct investigation in;
    struct arena arena;
    struct dossier dossier;
    struct finding findings[PEOPLE];
    uint32_t finding_of[PEOPLE];
    struct str addresses[ADDRESSES];
    struct str agents[AGENTS];
    struct str accounts[PEOPLE];
    uint64_t networks[ADDRESSES];
    uint32_t agent_users[AGENTS];
    char names[PEOPLE][8];
};

static void scene_open(struct scene *s)
{
    static const char *const addresses[ADDRESSES] = {"192.0.2.1",   "192.0.2.77", "198.51.100.3",
                                                     "203.0.113.4", "198.18.1.5", "198.18.2.5",
                                                     "198.18.3.5",  "198.18.4.5"};

    memset(s, 0, sizeof *s);
    for (int i = 0; i < ADDRESSES; i++) {
        s->addresses[i] = str_of(addresses[i]);
        s->networks[i] = (uint64_t)(i < 2 ? 1 : i);
    }
    s->agents[BROWSER] = STR("Mozilla/5.0");
    s->agents[ROBOT] = STR("robot/1.0");
    s->agent_users[BROWSER] = ACCOUNTS;
    for (uint32_t a = 0; a < PEOPLE; a++) {
        snprintf(s->names[a], sizeof s->names[a], "%u", 100 + a);
        s->accounts[a] = str_of(s->names[a]);
        s->finding_of[a] = a;
        s->findings[a] = (struct finding){.account = s->accounts[a],
                                          .verdict = VERDICT_HARVESTING,
                                          .first_ns = (100 + (int64_t)a) * NS_PER_DAY,
                                          .last_ns = (101 + (int64_t)a) * NS_PER_DAY,
                                          .records = {10, 11}};
    }
    s->judge.networks = s->networks;
    s->judge.agents = s->agent_users;
    s->judge.population.accounts = ACCOUNTS;
    s->census.texts[NAMES_SOURCE] = s->addresses;
    s->census.texts[NAMES_AGENT] = s->agents;
    s->census.texts[NAMES_ACCOUNT] = s->accounts;
    s->in = (struct investigation){.judge = &s->judge,
                                   .census = &s->census,
                                   .arena = &s->arena,
                                   .memory_bytes = 1 << 20,
                                   .directory = AT_FDCWD};
    s->dossier.findings = s->findings;
    s->dossier.finding_count = PEOPLE;
    s->dossier.exposed_fd = memfd_create("rows", 0);
}

static void scene_close(struct scene *s)
{
    campaign_marks_release(&s->in.marks);
    arena_release(&s->arena);
    (void)close(s->dossier.exposed_fd);
}

static void add_strand(struct scene *s, uint32_t account, uint32_t source, uint32_t agent)
{
    struct attacker_strands *strands = &s->in.marks.strands;

    MEM_GROW(strands->list, strands->count, strands->room);
    strands->list[strands->count++] = (struct attacker_strand){.account = account,
                                                               .source = source,
                                                               .agent = agent,
                                                               .network = s->networks[source],
                                                               .hours = 1u << account,
                                                               .strange = true};
}

/* Persons with the NIR numbers from, from + step … */
static void add_rows(struct scene *s, uint32_t finding, uint64_t from, uint64_t step, int n,
                     enum attribution attributed)
{
    for (int i = 0; i < n; i++) {
        char nir[16];
        struct exposed_row row = {.finding = finding, .attributed = (uint8_t)attributed};

        snprintf(nir, sizeof nir, "%013llu", (unsigned long long)(from + step * (uint64_t)i));
        row.person = person_of((struct str){nir, 13});
        assert_true(person_is_nir(row.person));
        assert_int_equal(write(s->dossier.exposed_fd, &row, sizeof row), sizeof row);
        s->dossier.exposed_count++;
    }
}

static void find(struct scene *s)
{
    struct err err = {0};

    assert_int_equal(campaigns_find(&s->in, s->finding_of, &s->dossier, &err), 0);
}

static const struct campaign_shared *shared(const struct campaign *c, enum campaign_kind kind)
{
    for (size_t i = 0; i < c->shared_count; i++) {
        if (c->shared[i].kind == kind)
            return &c->shared[i];
    }
    return NULL;
}

static void nothing_in_common_is_no_campaign(void **state)
{
    struct scene s;

    (void)state;
    scene_open(&s);
    for (uint32_t a = 0; a < 6; a++) {
        add_strand(&s, a, a + 2 < ADDRESSES ? a + 2 : 0, BROWSER); /* a common browser */
        add_rows(&s, a, 1800175100001 + a * UINT64_C(10000000000), 1000, 50, ATTRIBUTED_ATTACKER);
    }
    find(&s);
    assert_int_equal(s.dossier.campaign_count, 0);
    scene_close(&s);
}

static void an_address_joins_and_persons_are_counted_once(void **state)
{
    const struct campaign *c;
    struct scene s;

    (void)state;
    scene_open(&s);
    add_strand(&s, 2, 3, BROWSER);
    add_strand(&s, 4, 3, BROWSER);
    s.findings[4].verdict = VERDICT_SUSPECT;
    add_rows(&s, 2, 1800175100001, 1000, 20, ATTRIBUTED_ATTACKER);
    add_rows(&s, 4, 1800175100001 + 17000, 1000, 10, ATTRIBUTED_UNCLEAR); /* 3 of them again */
    find(&s);
    assert_int_equal(s.dossier.campaign_count, 1);
    c = &s.dossier.campaigns[0];
    assert_int_equal(c->finding_count, 2);
    assert_int_equal(c->findings[0], 2);
    assert_int_equal(c->findings[1], 4);
    assert_int_equal(c->beneficiaries.floor, 20);
    assert_int_equal(c->beneficiaries.ceiling, 27);
    assert_int_equal(c->records.ceiling, 22);
    assert_true(c->first_ns == 102 * NS_PER_DAY && c->last_ns == 105 * NS_PER_DAY);
    assert_true(str_eq(shared(c, CAMPAIGN_ADDRESS)->value, STR("203.0.113.4")));
    assert_null(shared(c, CAMPAIGN_NETWORK));
    assert_null(shared(c, CAMPAIGN_AGENT));
    scene_close(&s);
}

/* Somebody who is only watched joins by an address that is a pivot, not by any other. */
static void the_watched_need_an_attackers_address(void **state)
{
    struct pivot pivot = {.kind = PIVOT_ADDRESS, .value = 5};
    struct scene s;

    (void)state;
    scene_open(&s);
    s.findings[5].verdict = s.findings[6].verdict = VERDICT_WATCH;
    add_strand(&s, 0, 4, ROBOT);
    add_strand(&s, 5, 4, BROWSER);
    add_strand(&s, 1, 5, BROWSER);
    add_strand(&s, 6, 5, BROWSER);
    s.in.siblings.pivots = &pivot;
    s.in.siblings.pivot_count = 1;
    find(&s);
    assert_int_equal(s.dossier.campaign_count, 1);
    assert_int_equal(s.dossier.campaigns[0].findings[0], 1);
    assert_int_equal(s.dossier.campaigns[0].findings[1], 6);
    scene_close(&s);
}

static void a_network_needs_a_second_circumstance(void **state)
{
    struct scene s;

    (void)state;
    for (int same = 0; same < 2; same++) {
        scene_open(&s);
        s.agent_users[ROBOT] = ACCOUNTS;
        add_strand(&s, 0, 0, ROBOT);
        add_strand(&s, 1, 1, same ? ROBOT : BROWSER);
        find(&s);
        assert_int_equal(s.dossier.campaign_count, same);
        if (same)
            assert_true(str_eq(shared(&s.dossier.campaigns[0], CAMPAIGN_NETWORK)->value,
                               STR("192.0.2.0/24")));
        scene_close(&s);
    }
}

static void a_rare_program_joins_near_in_time(void **state)
{
    struct scene s;

    (void)state;
    for (int far = 0; far < 2; far++) {
        scene_open(&s);
        s.agent_users[ROBOT] = 3;
        s.findings[1].first_ns += far * 60 * NS_PER_DAY;
        s.findings[1].last_ns += far * 60 * NS_PER_DAY;
        add_strand(&s, 0, 2, ROBOT);
        add_strand(&s, 1, 3, ROBOT);
        find(&s);
        assert_int_equal(s.dossier.campaign_count, !far);
        scene_close(&s);
    }
}

static void persons_in_common_join_beyond_chance(void **state)
{
    struct scene s;

    (void)state;
    for (int common = 4; common <= 5; common++) {
        scene_open(&s);
        add_strand(&s, 0, 2, BROWSER);
        add_strand(&s, 1, 3, BROWSER);
        add_rows(&s, 0, 1800175100001, 1000, 100, ATTRIBUTED_ATTACKER);
        add_rows(&s, 1, 1800175100001 + (uint64_t)(100 - common) * 1000, 1000, 100,
                 ATTRIBUTED_ATTACKER);
        find(&s);
        assert_int_equal(s.dossier.campaign_count, common == 5);
        if (common == 5) {
            const struct campaign *c = &s.dossier.campaigns[0];

            assert_true(str_eq(shared(c, CAMPAIGN_PERSONS)->value, STR("5")));
            assert_int_equal(c->beneficiaries.floor, 195);
        }
        scene_close(&s);
    }
}

/* One walk is taken up where the other one ended; two walks through different towns are not. */
static void a_sequence_that_goes_on_joins(void **state)
{
    struct scene s;

    (void)state;
    for (int on = 0; on < 2; on++) {
        scene_open(&s);
        add_strand(&s, 0, 2, BROWSER);
        add_strand(&s, 1, 3, BROWSER);
        add_rows(&s, 0, 1800175100001, 3, 60, ATTRIBUTED_ATTACKER);
        add_rows(&s, 1, (on ? 1800175100001 : 1800175200001) + 60 * 3, 3, 60, ATTRIBUTED_ATTACKER);
        find(&s);
        assert_int_equal(s.dossier.campaign_count, on);
        if (on)
            assert_true(
                str_eq(shared(&s.dossier.campaigns[0], CAMPAIGN_SEQUENCE)->value, STR("1")));
        scene_close(&s);
    }
}

static void the_rhythm_is_the_median_pause(void **state)
{
    struct campaign_pace pace = {.last_ns = 0};
    struct trace t = {.time_ns = NS_PER_DAY, .person = {8, PERSON_NIR}};

    (void)state;
    for (int i = 0; i < 40; i++) {
        t.time_ns += i % 8 == 7 ? 600 * NS_PER_SECOND : 4 * NS_PER_SECOND;
        campaign_pace_add(&pace, &t, 1, ATTRIBUTED_ATTACKER);
        campaign_pace_add(&pace, &t, 2, ATTRIBUTED_OWNER); /* does not count */
        if (i == 10)
            assert_true(campaign_pace_median(&pace) == 0); /* too few */
    }
    assert_true(campaign_pace_median(&pace) > 3.8 && campaign_pace_median(&pace) < 4.2);
}

static void networks_are_told_as_such(void **state)
{
    struct arena arena = {0};

    (void)state;
    assert_true(str_eq(network_text(STR("203.0.113.9"), &arena), STR("203.0.113.0/24")));
    assert_true(str_eq(network_text(STR("2001:db8:1:2::3"), &arena), STR("2001:db8:1::/48")));
    assert_true(str_eq(network_text(STR("unknown"), &arena), STR("unknown")));
    assert_true(str_eq(network_text(STR(""), &arena), STR("")));
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_in_common_is_no_campaign),
        cmocka_unit_test(an_address_joins_and_persons_are_counted_once),
        cmocka_unit_test(the_watched_need_an_attackers_address),
        cmocka_unit_test(a_network_needs_a_second_circumstance),
        cmocka_unit_test(a_rare_program_joins_near_in_time),
        cmocka_unit_test(persons_in_common_join_beyond_chance),
        cmocka_unit_test(a_sequence_that_goes_on_joins),
        cmocka_unit_test(the_rhythm_is_the_median_pause),
        cmocka_unit_test(networks_are_told_as_such),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

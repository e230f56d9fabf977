/*
 * crowd_fixture.c: the town of shops.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/names.h"
#include "crowd_fixture.h"
#include "input/spool.h"
#include "links.h"
#include "partition.h"

uint32_t crowd_random(struct crowd *c, uint32_t below)
{
    c->random = c->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((c->random >> 33) % below);
}

int64_t crowd_time(int day, double hour)
{
    return CROWD_START + day * NS_PER_DAY + (int64_t)(hour * NS_PER_HOUR);
}

struct person crowd_person(int departement, int year, uint32_t serial)
{
    uint64_t number = 1 + serial % 2;

    number = number * 100 + (uint64_t)(year % 100);
    number = number * 100 + 1 + serial / 2 % 12;
    number = number * 100 + (uint64_t)departement;
    number = number * 1000 + 1 + serial / 24 % 300;
    number = number * 1000 + 1 + serial / 7200 % 900;
    return (struct person){number * 4, PERSON_NIR};
}

struct person crowd_client(uint32_t account, uint32_t number)
{
    uint32_t mixed = (account * 100003 + number) * 2654435761u;
    int home = 1 + (int)(account * 7 % 95);
    int departement = mixed >> 8 & 3 ? home : 1 + (int)(mixed >> 10) % 95;

    return crowd_person(departement, 30 + (int)(mixed >> 18 & 31), account * 5000 + number);
}

struct person crowd_anybody(struct crowd *c)
{
    return crowd_person(1 + (int)crowd_random(c, 95), (int)crowd_random(c, 100),
                        crowd_random(c, 6000000));
}

struct act *crowd_act(struct crowd *c, uint32_t account, int64_t time_ns, uint32_t source,
                      uint32_t agent, enum crowd_operation operation, struct person person)
{
    struct act act = {.t = {.time_ns = time_ns,
                            .offset = c->count,
                            .line = (uint32_t)c->count + 1,
                            .account = account,
                            .source = source,
                            .agent = agent,
                            .session = NAME_NONE,
                            .insurer = INSURER_NONE,
                            .status_bytes = 200,
                            .operation = operation,
                            .person = person,
                            .outcome = OUTCOME_SUCCESS},
                      .prev_ns = TIME_NONE,
                      .known_s = SECONDS_NEVER,
                      .follow_s = SECONDS_NEVER};

    if (operation == CROWD_RIGHTS)
        act.t.outcome = OUTCOME_SUCCESS | TRACE_SHOWN;
    MEM_GROW(c->acts, c->count, c->room);
    c->acts[c->count] = act;
    return &c->acts[c->count++];
}

void crowd_visit(struct crowd *c, uint32_t account, int64_t time_ns, uint32_t source,
                 struct person person, bool followed)
{
    const struct person nobody = {0, 0};
    uint32_t agent = account % CROWD_AGENTS;

    crowd_act(c, account, time_ns - 20 * NS_PER_SECOND, source, agent, CROWD_PAGE, nobody);
    crowd_act(c, account, time_ns, source, agent, CROWD_RIGHTS, person);
    if (followed)
        crowd_act(c, account, time_ns + 10 * NS_PER_MINUTE, source, agent, CROWD_PEC, person);
}

void crowd_work(struct crowd *c)
{
    for (uint32_t a = 0; a < c->accounts; a++) {
        uint32_t clients = 0;

        for (int day = 0; day < c->days; day++) {
            uint32_t visits = 10 + a % 7 + crowd_random(c, 10);

            for (uint32_t i = 0; day % 7 < 5 && i < visits; i++) {
                double hour = 9 + 9.0 * i / visits + crowd_random(c, 100) / 400.0;
                bool known = clients > 20 && crowd_random(c, 100) < 45;
                uint32_t client = known ? crowd_random(c, clients) : clients++;

                crowd_visit(c, a, crowd_time(day, hour), a, crowd_client(a, client),
                            crowd_random(c, 100) < 70);
            }
        }
    }
}

void crowd_harvest(struct crowd *c, uint32_t account, int64_t from_ns, int64_t gap_ns, int n,
                   uint32_t source, uint32_t agent)
{
    for (int i = 0; i < n; i++)
        crowd_act(c, account, from_ns + i * gap_ns, source, agent, CROWD_RIGHTS, crowd_anybody(c));
}

void crowd_open(struct crowd *c, uint32_t accounts, int days)
{
    memset(c, 0, sizeof *c);
    assert_true(accounts <= CROWD_ACCOUNTS);
    c->accounts = accounts;
    c->days = days;
    c->random = 7;
    c->portal.operations[CROWD_RIGHTS].kind = KIND_RIGHTS;
    c->portal.operations[CROWD_PEC].kind = KIND_PEC;
    c->portal.operations[CROWD_PAGE].kind = KIND_OTHER;
    c->portal.operations[CROWD_LOGIN].kind = KIND_LOGIN;
    c->portal.operation_count = 4;
    for (uint32_t i = 0; i < CROWD_SOURCES; i++) {
        snprintf(c->source_text[i], sizeof c->source_text[i], "198.18.%u.7", (unsigned)i);
        c->sources[i] = str_of(c->source_text[i]);
    }
}

void crowd_close(struct crowd *c)
{
    if (c->learnt)
        judge_release(&c->judge);
    free(c->acts);
}

/* Fills what links acts, account by account. */
static void link_acts(struct crowd *c)
{
    struct links links = {0};
    size_t end;

    links_init(&links, &c->portal);
    qsort(c->acts, c->count, sizeof *c->acts, act_compare);
    for (size_t i = 0; i < c->count; i = end) {
        end = i;
        while (end < c->count && c->acts[end].t.account == c->acts[i].t.account) {
            c->acts[end].prev_ns = TIME_NONE;
            c->acts[end].known_s = c->acts[end].follow_s = SECONDS_NEVER;
            end++;
        }
        if (c->acts[i].t.account != NAME_NONE)
            links_account(&links, c->acts + i, end - i);
    }
    links_release(&links);
}

/* Writes the acts into partitions, by account. */
static void write_partitions(const struct crowd *c, int *fd, uint64_t *bytes)
{
    struct err err = {0};

    for (int p = 0; p < LIMIT_PARTITIONS; p++) {
        fd[p] = spool_unnamed(AT_FDCWD, &err);
        assert_true(fd[p] >= 0);
        bytes[p] = 0;
        for (size_t i = 0; i < c->count; i++) {
            if (c->acts[i].t.account % LIMIT_PARTITIONS != (uint32_t)p)
                continue;
            assert_int_equal(spool_pwrite(fd[p], &c->acts[i], sizeof *c->acts, bytes[p], &err), 0);
            bytes[p] += sizeof *c->acts;
        }
    }
}

void crowd_learn(struct crowd *c, unsigned jobs)
{
    int fd[LIMIT_PARTITIONS];
    uint64_t bytes[LIMIT_PARTITIONS];
    struct judge_past past = {.fd = fd, .bytes = bytes, .until_ns = TIME_NONE};
    struct census census = {0};
    struct judge_options options = {.jobs = jobs,
                                    .trades = c->trades,
                                    .context = {.portal = &c->portal,
                                                .first_ns = CROWD_START,
                                                .end_ns = CROWD_START + c->days * NS_PER_DAY}};
    struct err err = {0};

    if (c->learnt)
        judge_release(&c->judge);
    link_acts(c);
    write_partitions(c, fd, bytes);
    census.count[NAMES_ACCOUNT] = c->accounts;
    census.count[NAMES_SOURCE] = CROWD_SOURCES;
    census.count[NAMES_AGENT] = CROWD_AGENTS_ALL;
    census.texts[NAMES_SOURCE] = c->sources;
    assert_int_equal(judge_reread(&c->judge, &past, &census, &options, &err), 0);
    for (int p = 0; p < LIMIT_PARTITIONS; p++)
        close(fd[p]);
    c->learnt = true;
}

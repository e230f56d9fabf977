/*
 * ledger_fixture.c: one account's ledger.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/mem.h"
#include "base/names.h"
#include "ledger_fixture.h"

#define START INT64_C(1704067200000000000) /* a Monday */

static void closed(void *caller, struct ledger *ledger, uint32_t session)
{
    struct ledger_fixture *f = caller;

    assert_true(f->closed_count < sizeof f->closed / sizeof f->closed[0]);
    f->closed[f->closed_count++] = session;
    if (f->learn)
        ledger_learn(ledger, session);
}

void fixture_open(struct ledger_fixture *f)
{
    memset(f, 0, sizeof *f);
    f->portal.operations[OP_RIGHTS].kind = KIND_RIGHTS;
    f->portal.operations[OP_PEC].kind = KIND_PEC;
    f->portal.operations[OP_PAGE].kind = KIND_OTHER;
    f->context = (struct detect_context){
        .portal = &f->portal, .first_ns = START, .end_ns = START + 60 * NS_PER_DAY};
    f->learn = true;
    ledger_init(&f->ledger, &f->context, closed, f);
}

void fixture_close(struct ledger_fixture *f)
{
    ledger_release(&f->ledger);
    free(f->acts);
    free(f->of);
}

int64_t fixture_time(int day, double hour)
{
    return START + day * NS_PER_DAY + (int64_t)(hour * NS_PER_HOUR);
}

struct act fixture_act(const struct ledger_fixture *f, int64_t time_ns, uint32_t source,
                       enum ledger_operation operation)
{
    struct act act = {.t = {.time_ns = time_ns,
                            .offset = f->count * 100,
                            .line = (uint32_t)f->count + 1,
                            .source = source,
                            .agent = 7,
                            .session = NAME_NONE,
                            .insurer = INSURER_NONE,
                            .operation = operation,
                            .status_bytes = 200,
                            .outcome = OUTCOME_SUCCESS},
                      .prev_ns = TIME_NONE,
                      .known_s = SECONDS_NEVER,
                      .follow_s = SECONDS_NEVER};

    if (operation == OP_RIGHTS) {
        act.t.outcome = OUTCOME_SUCCESS | TRACE_SHOWN;
        /* Far apart: no number is next to another. */
        act.t.person = (struct person){(1010101001001 + f->people * 7919000) * 4, PERSON_NIR};
    }
    return act;
}

uint32_t fixture_take(struct ledger_fixture *f, const struct act *act)
{
    size_t room = f->room;

    MEM_GROW(f->acts, f->count, f->room);
    if (room != f->room)
        f->of = mem_resize(f->of, f->room, sizeof *f->of);
    f->people += act->t.operation == OP_RIGHTS;
    f->acts[f->count] = *act;
    f->of[f->count] = ledger_take(&f->ledger, &f->acts[f->count], &f->step);
    return f->of[f->count++];
}

uint32_t fixture_add(struct ledger_fixture *f, int64_t time_ns, uint32_t source,
                     enum ledger_operation operation)
{
    struct act act = fixture_act(f, time_ns, source, operation);

    return fixture_take(f, &act);
}

void fixture_work(struct ledger_fixture *f, int from_day, int days)
{
    for (int d = from_day; d < from_day + days; d++) {
        for (int hour = 9; hour < 16; hour++) {
            (void)fixture_add(f, fixture_time(d, hour), SRC_HOME, OP_PAGE);
            (void)fixture_add(f, fixture_time(d, hour + 0.1), SRC_HOME, OP_RIGHTS);
        }
    }
}

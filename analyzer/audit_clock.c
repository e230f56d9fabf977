/*
 * audit_clock.c: whether the clock can be right. What is kept is what happened --keep days before
 * now: one run on a machine whose battery is empty would forget all of it, and one in the future,
 * too.
 */
#include "audit.h"

/* How far a run may be from the last one: half of what is kept, so that a wrong clock never forgets
 * more than half of it, and more days than a holiday has at least. */
#define DAYS_LEAST INT64_C(4)
#define DAYS_MOST  INT64_C(31)

static int64_t bound_ns(const struct audit *audit)
{
    int64_t days = (int64_t)audit->keep_days / 2;

    days = days < DAYS_LEAST ? DAYS_LEAST : days > DAYS_MOST ? DAYS_MOST : days;
    return days * NS_PER_DAY;
}

static bool is_far(int64_t now_ns, int64_t other_ns, int64_t bound)
{
    return now_ns - other_ns > bound || other_ns - now_ns > bound;
}

int audit_clock_check(struct audit *audit, struct err *err)
{
    int64_t now_ns = audit->scan.dossier.now_ns;
    int64_t ran_ns = 0;
    int64_t newest_ns = 0;
    char now[CLOCK_TEXT];
    char ran[CLOCK_TEXT];

    if (state_number(audit->state, "ran", 0, &ran_ns, err) < 0)
        return -1;
    for (size_t i = 0; i < audit->night_count; i++) {
        const struct state_night *night = &audit->night_list[i];

        ran_ns = night->run_ns > ran_ns ? night->run_ns : ran_ns;
        newest_ns = night->last_ns > newest_ns ? night->last_ns : newest_ns;
    }
    /* Whoever gives a moment knows it; a line near to it says that it is right. */
    if (ran_ns == 0 || audit->options.set[OPT_NOW] || !is_far(now_ns, ran_ns, bound_ns(audit)) ||
        (newest_ns && !is_far(now_ns, newest_ns, bound_ns(audit))))
        return 0;
    (void)clock_rfc3339(now_ns, now);
    (void)clock_rfc3339(ran_ns, ran);
    return err_set(
        err,
        "the clock of this machine says %s, but the last run was at %s: nothing is read, "
        "so that nothing is forgotten; set the clock, or confirm it with --now %s",
        now, ran, now);
}

int audit_clock_note(struct audit *audit, struct err *err)
{
    return state_put_number(audit->state, "ran", audit->scan.dossier.now_ns, err);
}

/*
 * audit_pulse.c: the rule of the dead man's switch.
 */
#include "audit_pulse.h"

/* Runs that are closer than this follow the hours of a day, which differ more than nights do: the
 * habit takes two days, and must be broken by half as much again. */
#define NIGHTLY_NS  (12 * NS_PER_HOUR)
#define HABIT_NS    (2 * NS_PER_DAY)
#define OFTEN_LEAST INT64_C(150)

/* Weeks that a silence is compared with; in which it is one when it has less than one line in so
 * many of its week. */
#define WEEK_HOURS    INT64_C(168)
#define WEEKS_MOST    8
#define WEEKS_LEAST   2
#define SILENCE_SHARE 100

const struct audit_pulse_rule audit_pulse_lines = {.runs = 1, .percent = 90};
const struct audit_pulse_rule audit_pulse_acts = {.runs = 7, .percent = 150};

static int64_t greater(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* Something came. A time without that was told of makes a habit only when it happens twice. */
static enum pulse_news beat(struct audit_pulse *pulse, int64_t now_ns)
{
    bool stood = pulse->told_ns != 0;
    int64_t since_ns = pulse->runs ? now_ns - pulse->last_ns : 0;

    if (pulse->runs == 0)
        pulse->first_ns = now_ns;
    if (stood && since_ns > pulse->outage_ns) {
        pulse->most_ns = greater(pulse->most_ns, pulse->outage_ns);
        pulse->outage_ns = since_ns;
    } else {
        pulse->most_ns = greater(pulse->most_ns, since_ns);
    }
    pulse->runs++;
    pulse->last_ns = now_ns;
    pulse->told_ns = 0;
    return stood ? PULSE_AGAIN : PULSE_QUIET;
}

/* How long nothing may come. */
static int64_t patience_ns(const struct audit_pulse *pulse, const struct audit_pulse_rule *rule)
{
    int64_t percent = rule->percent;

    if (pulse->most_ns >= NIGHTLY_NS)
        return pulse->most_ns / 100 * percent;
    if (pulse->last_ns - pulse->first_ns < HABIT_NS)
        return NS_PER_DAY / 100 * percent;
    return pulse->most_ns / 100 * greater(percent, OFTEN_LEAST);
}

bool audit_pulse_lasting(int64_t *told_ns, bool lasts, int64_t now_ns)
{
    bool tell = lasts && (*told_ns == 0 || now_ns - *told_ns >= AUDIT_AGAIN_NS);

    if (!lasts)
        *told_ns = 0;
    if (tell)
        *told_ns = now_ns;
    return tell;
}

enum pulse_news audit_pulse_note(struct audit_pulse *pulse, const struct audit_pulse_rule *rule,
                                 bool brought, int64_t now_ns)
{
    bool stands = pulse->told_ns != 0;

    if (brought)
        return beat(pulse, now_ns);
    if (pulse->runs < rule->runs ||
        (!stands && now_ns - pulse->last_ns < patience_ns(pulse, rule)) ||
        !audit_pulse_lasting(&pulse->told_ns, true, now_ns))
        return PULSE_QUIET;
    return stands ? PULSE_STILL : PULSE_STOPPED;
}

static uint64_t lines_between(const struct hours *hours, int64_t from, int64_t to)
{
    uint64_t lines = 0;

    for (int64_t hour = from; hour < to; hour++)
        lines += hours_at(hours, hour);
    return lines;
}

bool audit_pulse_weekly(const struct hours *hours, int64_t now_ns)
{
    size_t begin;
    size_t end;
    int64_t from; /* the hours since the last line that are over */
    int64_t to = clock_floor(now_ns, NS_PER_HOUR);
    int weeks = 0;
    int silent = 0;

    hours_life(hours, &begin, &end);
    if (begin == end)
        return false;
    from = hours->list[end - 1].number + 1;
    if (from >= to || to - from >= WEEK_HOURS)
        return false;
    for (int64_t k = 1; k <= WEEKS_MOST; k++) {
        int64_t back = k * WEEK_HOURS;
        uint64_t week = lines_between(hours, to - back - WEEK_HOURS, to - back);

        if (from - back < hours->list[begin].number)
            break;
        weeks++;
        silent += week > 0 && lines_between(hours, from - back, to - back) * SILENCE_SHARE < week;
    }
    return silent >= WEEKS_LEAST && silent * 2 > weeks;
}

/*
 * audit_habits.c: what a night is held against, of which every quiet one must be told apart: lines
 * that do not come, lines in which hardly anybody is recognised, lines of which nothing can be
 * judged, limits that are reached. What lasts is told when it begins, and each week.
 */
#include <stdio.h>

#include "audit.h"

/* How many runs the usual share of recognised lines follows. */
#define SHARE_RUNS 30

/* Lines are too few to tell anything when so many recognised ones are not expected; too few of them
 * are recognised when it is one in so many of those expected. Chance does not do that: of ten
 * expected ones it leaves out nine once in two thousand nights (Poisson), and that two nights in a
 * row. */
#define SHARE_LEAST INT64_C(10)
#define SHARE_DROP  INT64_C(10)

/* A number of the state by a name of two parts. */
static int number_of(struct state *state, const char *what, const char *part, int64_t *value,
                     bool put, struct err *err)
{
    char name[40];

    (void)snprintf(name, sizeof name, "%s.%s", what, part);
    return put ? state_put_number(state, name, *value, err)
               : state_number(state, name, 0, value, err);
}

static int code_pulse(struct state *state, const char *what, struct audit_pulse *pulse, bool put,
                      struct err *err)
{
    if (number_of(state, what, "runs", &pulse->runs, put, err) < 0 ||
        number_of(state, what, "first", &pulse->first_ns, put, err) < 0 ||
        number_of(state, what, "last", &pulse->last_ns, put, err) < 0 ||
        number_of(state, what, "most", &pulse->most_ns, put, err) < 0 ||
        number_of(state, what, "outage", &pulse->outage_ns, put, err) < 0)
        return -1;
    return number_of(state, what, "told", &pulse->told_ns, put, err);
}

/* Notes one of them, and what is to be told of it. 0 or -1. */
static int note(struct audit *audit, const char *what, const struct audit_pulse_rule *rule,
                bool brought, struct audit_beat *ret, struct err *err)
{
    struct audit_pulse pulse;

    if (code_pulse(audit->state, what, &pulse, false, err) < 0)
        return -1;
    ret->since_ns = pulse.runs ? pulse.last_ns : TIME_NONE;
    ret->news = audit_pulse_note(&pulse, rule, brought, audit->scan.dossier.now_ns);
    audit->news.lasting = audit->news.lasting || pulse.told_ns;
    return code_pulse(audit->state, what, &pulse, true, err);
}

/* The share of lines that name a beneficiary follows the runs in which it is as usual. */
static int note_acts(struct audit *audit, struct err *err)
{
    struct state *state = audit->state;
    int64_t lines = (int64_t)audit->new_lines;
    int64_t named = (int64_t)audit->new_named;
    int64_t all_lines;
    int64_t all_named;
    double expected;
    bool usual;

    if (number_of(state, "acts", "lines", &all_lines, false, err) < 0 ||
        number_of(state, "acts", "named", &all_named, false, err) < 0)
        return -1;
    expected = all_lines > 0 ? (double)lines * (double)all_named / (double)all_lines : 0;
    usual = named > 0 && (double)(named * SHARE_DROP) >= expected;
    if (!usual && expected < SHARE_LEAST)
        return 0; /* nobody can tell */
    if (usual) {
        all_lines += lines - all_lines / SHARE_RUNS;
        all_named += named - all_named / SHARE_RUNS;
    }
    if (number_of(state, "acts", "lines", &all_lines, true, err) < 0 ||
        number_of(state, "acts", "named", &all_named, true, err) < 0)
        return -1;
    return note(audit, "acts", &audit_pulse_acts, usual, &audit->news.acts, err);
}

/* Something that lasts: whether it is told now. 0 or -1. */
static int note_lasting(struct audit *audit, const char *what, bool lasts, bool *ret_tell,
                        struct err *err)
{
    int64_t told_ns;

    if (number_of(audit->state, what, "told", &told_ns, false, err) < 0)
        return -1;
    *ret_tell = audit_pulse_lasting(&told_ns, lasts, audit->scan.dossier.now_ns);
    audit->news.lasting = audit->news.lasting || lasts;
    return number_of(audit->state, what, "told", &told_ns, true, err);
}

/* Lines. A silence of every week is as usual as a night with lines. */
static int note_lines(struct audit *audit, struct err *err)
{
    const struct dossier *d = &audit->scan.dossier;
    bool brought = audit->new_lines > 0;
    bool usual = brought || audit_pulse_weekly(&d->series.all.hours, d->now_ns);
    int64_t read_ns;

    if (number_of(audit->state, "pulse", "read", &read_ns, false, err) < 0 ||
        note(audit, "pulse", &audit_pulse_lines, usual, &audit->news.lines, err) < 0)
        return -1;
    if (read_ns && audit->news.lines.since_ns != TIME_NONE)
        audit->news.lines.since_ns = read_ns;
    if (brought)
        read_ns = d->now_ns;
    return number_of(audit->state, "pulse", "read", &read_ns, true, err);
}

int audit_find_habits(struct audit *audit, struct err *err)
{
    const struct dossier *d = &audit->scan.dossier;
    struct audit_news *news = &audit->news;
    bool limited = d->names_refused || d->sessions_refused || d->regex_limits;

    if (note_lines(audit, err) < 0 || (audit->new_lines && note_acts(audit, err) < 0) ||
        note_lasting(audit, "limit", limited, &news->limited, err) < 0)
        return -1;
    return note_lasting(audit, "unjudged", audit->new_lines > 0 && dossier_unjudged(d),
                        &news->unjudged, err);
}

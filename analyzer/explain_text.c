/*
 * explain_text.c: what is known of an account, for people.
 */
#include "audit.h"
#include "detect/tallies.h"
#include "explain.h"
#include "summary_text.h"

/* Parts of a list that are shown, and columns of a bar. */
#define PARTS_MOST 8
#define BAR        30

/* Columns of the text of a part. */
#define PART_COLUMNS 45

static void heading(const struct summary *s, const char *english)
{
    out_text(s->out, "\n");
    summary_style(s, "1");
    out_text(s->out, summary_tr(s, english));
    summary_style(s, "0");
    out_text(s->out, "\n");
}

/* A figure with one decimal where it has any. */
static void figure(const struct summary *s, double value)
{
    char text[TEXT_COUNT];

    if (value == (double)(uint64_t)value)
        summary_number(s, (uint64_t)value);
    else
        out_text(s->out, text_decimal(s->lang, value, text));
}

/* "40 views": one and many hold a %s. */
static void plural(const struct summary *s, const char *one, const char *many, uint64_t count)
{
    char text[TEXT_COUNT];

    out_print(s->out, text_plural(s->lang, one, many, count), text_count(s->lang, count, text));
}

static void share(const struct summary *s, uint64_t part, uint64_t whole)
{
    char text[TEXT_COUNT];

    if (whole)
        out_print(s->out, " (%s)", text_percent(s->lang, part, whole, text));
}

/* ", from … to …" */
static void period(const struct summary *s, int64_t first_ns, int64_t last_ns)
{
    int offset = s->scan->dossier.offset_seconds;
    char first[TEXT_MOMENT];
    char last[TEXT_MOMENT];

    out_print(s->out, summary_tr(s, N_(", from %s to %s")),
              text_moment(s->lang, first_ns, offset, first),
              text_moment(s->lang, last_ns, offset, last));
}

static void write_days(const struct summary *s, const char *label, const struct explain_days *days)
{
    summary_label(s, label);
    out_print(s->out, "%s ", summary_tr(s, N_("median")));
    figure(s, days->median);
    out_print(s->out, ", %s ", summary_tr(s, N_("on nine days of ten at most")));
    figure(s, days->high);
    out_print(s->out, ", %s ", summary_tr(s, N_("on its busiest day")));
    figure(s, days->most);
    out_text(s->out, "\n");
}

static void write_reasons(const struct summary *s, const struct explain *e)
{
    summary_label(s, N_("reasons"));
    plural(s, "%s person was new to its shop", "%s persons were new to its shop", e->fresh);
    out_text(s->out, "; ");
    plural(s, "%s of them had a PEC or a claim afterwards",
           "%s of them had a PEC or a claim afterwards", e->fresh - e->unreasoned);
    share(s, e->fresh - e->unreasoned, e->fresh);
    out_text(s->out, "\n");
}

static void write_use(const struct summary *s, const struct explain *e)
{
    const struct account_summary *sum = e->summary;

    summary_label(s, N_("known since"));
    summary_moment(s, sum->first_ns);
    out_print(s->out, ", %s ", summary_tr(s, N_("last seen")));
    summary_moment(s, sum->last_ns);
    out_text(s->out, "\n");
    summary_label(s, N_("use"));
    plural(s, "%s request", "%s requests", sum->requests);
    out_text(s->out, ", ");
    plural(s, "%s view", "%s views", sum->records);
    out_text(s->out, ", ");
    plural(s, "%s person", "%s persons", sum->beneficiaries);
    out_text(s->out, ", ");
    plural(s, "%s PEC or claim", "%s PEC and claims", sum->follow_ups);
    out_text(s->out, ", ");
    plural(s, "%s not found", "%s not found", sum->not_found);
    out_text(s->out, "\n");
    if (!e->active)
        return;
    summary_label(s, N_("days"));
    plural(s, "%s day with views", "%s days with views", sum->active_days);
    out_text(s->out, ", ");
    plural(s, "%s of them on a weekend", "%s of them on weekends", sum->weekend_days);
    out_print(
        s->out, ", %s\n",
        summary_tr(s, sum->by_program ? N_("mostly by a program") : N_("mostly in a browser")));
    write_days(s, N_("persons/day"), &e->persons);
    write_days(s, N_("views/day"), &e->views);
    write_reasons(s, e);
}

static void bar(const struct summary *s, uint32_t count, uint32_t most)
{
    char text[TEXT_COUNT];

    out_print(s->out, "%7s  ", text_count(s->lang, count, text));
    for (uint64_t i = 0; most && i < ((uint64_t)count * BAR + most - 1) / most; i++)
        out_text(s->out, "#");
    out_text(s->out, "\n");
}

static uint32_t most_of(const uint32_t *counts, size_t n)
{
    uint32_t most = 0;

    for (size_t i = 0; i < n; i++)
        most = counts[i] > most ? counts[i] : most;
    return most;
}

static void write_hours(const struct summary *s, const struct explain *e)
{
    static const char *const names[] = {N_("Monday"),   N_("Tuesday"), N_("Wednesday"),
                                        N_("Thursday"), N_("Friday"),  N_("Saturday"),
                                        N_("Sunday")};
    uint32_t most = most_of(e->weekdays, 7);

    heading(s, N_("Days of the week on which it was shown anybody"));
    for (int i = 0; i < 7; i++) {
        summary_label(s, names[i]);
        bar(s, e->weekdays[i], most);
    }
    most = most_of(e->hours, 48);
    heading(s, N_("Hours in which it usually works: days of its past"));
    for (int i = 0; i < 48; i++) {
        if (e->hours[i] == 0)
            continue;
        summary_label(s, i < 24 ? N_("weekday") : N_("weekend"));
        out_print(s->out, "%02d h", i % 24);
        bar(s, e->hours[i], most);
    }
    out_text(s->out, "  ");
    plural(s, "It has learnt from %s day.", "It has learnt from %s days.", e->past_days);
    out_text(s->out, " ");
    plural(s, "Sessions: %s,", "Sessions: %s,", e->sessions);
    out_text(s->out, " ");
    plural(s, "of which it has learnt from %s.", "of which it has learnt from %s.",
           e->sessions_learnt);
    out_text(s->out, "\n");
}

static void write_part(const struct summary *s, const struct explain_part *part, uint64_t views,
                       bool insurer)
{
    struct str text = part->text;
    size_t columns;

    while (str_columns(text) > PART_COLUMNS)
        text.n--;
    while (text.n && text.n < part->text.n && ((unsigned char)part->text.p[text.n] & 0xC0) == 0x80)
        text.n--;
    columns = str_columns(text);
    out_text(s->out, "  ");
    out_terminal(s->out, text);
    out_print(s->out, "%*s  ", columns < PART_COLUMNS ? (int)(PART_COLUMNS - columns) : 0, "");
    plural(s, "%s view", "%s views", part->views);
    share(s, part->views, views);
    period(s, part->first_ns, part->last_ns);
    if (!insurer && !part->learnt)
        out_print(s->out, ", %s", summary_tr(s, N_("not learnt from")));
    out_text(s->out, "\n");
}

static void write_parts(const struct summary *s, const struct explain *e)
{
    static const char *const titles[] = {
        [EXPLAIN_ADDRESS] = N_("Addresses"),
        [EXPLAIN_NETWORK] = N_("Networks"),
        [EXPLAIN_COUNTRY] = N_("Countries"),
        [EXPLAIN_AGENT] = N_("Browsers and programs"),
        [EXPLAIN_INSURER] = N_("Insurers of those whom it was shown"),
    };

    for (int k = 0; k < EXPLAIN_KINDS; k++) {
        const struct explain_list *list = &e->lists[k];

        if (list->count == 0)
            continue;
        heading(s, titles[k]);
        for (size_t i = 0; i < list->count && i < PARTS_MOST; i++)
            write_part(s, &list->parts[i], e->summary->records, k == EXPLAIN_INSURER);
        if (list->count > PARTS_MOST) {
            out_text(s->out, "  + ");
            summary_number(s, list->count - PARTS_MOST);
            out_text(s->out, "\n");
        }
    }
}

static void write_peers(const struct summary *s, const struct explain *e)
{
    static const char *const names[] = {
        [FIGURE_DAY_MEDIAN] = N_("persons on a usual day"),
        [FIGURE_DAY_MOST] = N_("persons on the busiest day"),
        [FIGURE_BENEFICIARIES] = N_("persons in all"),
        [FIGURE_ACTIVE_DAYS] = N_("days with views"),
        [FIGURE_FOLLOW_UPS] = N_("PEC and claims for 100 views"),
        [FIGURE_SOURCES] = N_("addresses used"),
    };

    if (!e->active)
        return;
    heading(s, N_("Against its peers"));
    out_text(s->out, "  ");
    plural(s, "%s other account that works alike", "%s other accounts that work alike", e->peers);
    if (e->trade.n) {
        out_print(s->out, " (%s ", summary_tr(s, N_("trade of this one:")));
        out_terminal(s->out, e->trade);
        out_text(s->out, ")");
    }
    out_text(s->out, "\n");
    for (int f = 0; f < FIGURES && e->peers; f++) {
        const struct explain_rank *rank = &e->ranks[f];

        out_print(s->out, "  %s%s ", summary_tr(s, names[f]),
                  s->lang == LANG_FR ? "\xC2\xA0:" : ":");
        figure(s, rank->own);
        out_print(s->out, "; %s ", summary_tr(s, N_("median of its peers")));
        figure(s, rank->median);
        out_text(s->out, "; ");
        plural(s, "%s of them has less", "%s of them have less", rank->below);
        out_text(s->out, ", ");
        plural(s, "%s has more", "%s have more", rank->above);
        out_text(s->out, "\n");
    }
}

/* A weight with its sign, to one decimal. */
static void weight(const struct summary *s, double bans)
{
    char text[TEXT_COUNT];
    double size = bans < 0 ? -bans : bans;

    out_print(s->out, "%s%s",
              bans < -0.05  ? "-"
              : bans > 0.05 ? "+"
                            : "",
              text_decimal(s->lang, size, text));
}

/* Days in a row are added up: each is believed to the same most. */
static void write_detector(const struct summary *s, const struct explain_detector *d, bool by_day)
{
    char percent[TEXT_COUNT];

    out_print(s->out, "  %-12s", d->detector->name);
    if (d->weight) {
        weight(s, d->weight->bans);
        out_print(s->out, " %s ", summary_tr(s, N_("of at most")));
        weight(s, d->detector->most);
        if (by_day)
            out_print(s->out, " %s", summary_tr(s, N_("a day")));
    } else {
        out_text(s->out, summary_tr(s, N_("nothing was weighed")));
    }
    if (d->has_share && d->n > 0) {
        out_print(s->out, "; %s ", summary_tr(s, N_("its past:")));
        out_text(s->out, text_percent(s->lang, (uint64_t)(d->k * 1000 + 0.5),
                                      (uint64_t)(d->n * 1000 + 0.5), percent));
        out_print(s->out, ", %s ", summary_tr(s, N_("its peers:")));
        out_text(s->out, text_percent(s->lang, (uint64_t)(d->peers * 1e6 + 0.5), 1000000, percent));
    }
    out_text(s->out, "\n");
    if (d->weight && d->weight->bans != 0 && d->reason.text[s->lang].n) {
        out_print(s->out, "%14s", "");
        summary_wrapped(s, d->reason.text[s->lang]);
    }
}

/* How far it is from an alert. */
static void write_distance(const struct summary *s, const struct explain *e)
{
    char number[TEXT_COUNT];

    out_text(s->out, "  ");
    if (e->best.stretch == STRETCH_NONE) {
        plural(s,
               "Nobody could be accused of what it did: in its busiest week, %s person was new to "
               "its shop without a PEC or claim afterwards;",
               "Nobody could be accused of what it did: in its busiest week, %s persons were new "
               "to its shop without a PEC or claim afterwards;",
               e->summary->unreasoned_most);
        out_text(s->out, " ");
        plural(s, "it would need %s.", "it would need %s.", PERSONS_LEAST);
        out_text(s->out, "\n");
        return;
    }
    out_text(s->out, summary_tr(s, N_("What speaks most against it")));
    period(s, e->best.from_ns, e->best.to_ns);
    out_print(s->out, ", %s ", summary_tr(s, N_("weighs")));
    weight(s, e->best.bans);
    out_print(s->out, "; %s %s.", summary_tr(s, N_("an alert takes")),
              text_decimal(s->lang, e->threshold, number));
    if (e->best.bans < e->threshold)
        out_print(s->out, summary_tr(s, N_(" It would need %s more.")),
                  text_decimal(s->lang, e->threshold - e->best.bans, number));
    out_text(s->out, "\n");
}

static void write_finding(const struct summary *s, const struct explain *e)
{
    heading(s, N_("Findings"));
    if (e->told && e->told->told_ns == AUDIT_KEPT_BACK) {
        out_print(s->out, "  %s\n", summary_tr(s, N_("kept back while audit learns (--learn)")));
    } else if (e->told) {
        out_print(s->out, "  %s ", summary_tr(s, N_("told last on")));
        summary_moment(s, e->told->told_ns);
        out_print(s->out, " (%s ", summary_tr(s, N_("then, persons:")));
        summary_number(s, e->told->floor);
        out_print(s->out, " %s, ", summary_tr(s, N_("at least")));
        summary_number(s, e->told->ceiling);
        out_print(s->out, " %s)\n", summary_tr(s, N_("at most")));
    } else {
        out_print(s->out, "  %s\n", summary_tr(s, N_("nothing of it was ever told")));
    }
    if (e->alerts) {
        out_text(s->out, "  ");
        plural(s, "%s alert of a signature", "%s alerts of signatures", e->alerts);
        out_text(s->out, "\n");
    }
    if (e->finding) {
        out_text(s->out, "\n");
        summary_finding(s, e->finding);
    }
}

void explain_write_text(const struct explain *e, const struct scan *scan)
{
    const struct summary s = {
        .scan = scan, .out = &scan->console->data, .lang = scan->console->lang};

    summary_style(&s, "1");
    out_print(s.out, "%s ", summary_tr(&s, N_("account")));
    out_terminal(s.out, e->account);
    summary_style(&s, "0");
    out_text(s.out, "\n");
    write_use(&s, e);
    if (e->active)
        write_hours(&s, e);
    write_parts(&s, e);
    write_peers(&s, e);
    if (e->active) {
        heading(&s, N_("What the detectors hold of it: plus speaks against it, ten times as "
                       "strongly for each 1"));
        write_distance(&s, e);
        for (size_t d = 0; d < detector_count; d++)
            write_detector(&s, &e->detectors[d], e->best.stretch == STRETCH_DRIP);
    }
    write_finding(&s, e);
}

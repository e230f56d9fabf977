/*
 * figure_peers.c: how many persons a day accounts like this one are shown, as a histogram on a
 * logarithmic scale, and where this account's ordinary days and its days of attack stand on it.
 */
#include "report/figure.h"

#include <math.h>

#define WIDTH  960
#define LEFT   70
#define RIGHT  920
#define TOP    108
#define BOTTOM 330
#define BINS   60
#define FINE   8.0 /* bins in a decade */
#define MARKS  3
#define ROW    24 /* of a mark's words */

/* Accounts by their usual day, in bins of equal ratio from half a person on. */
struct histogram {
    uint32_t bins[BINS];
    uint32_t most;
    uint32_t accounts;
};

/* One value of this account. */
struct mark {
    double value;
    const char *style;
    const char *text; /* translated; {1} is the value */
};

static double scale_of(double value)
{
    return log10(fmax(value, 0.5)) - log10(0.5);
}

static int32_t group_of(const struct dossier *d, struct str account)
{
    for (size_t i = 0; i < d->account_count; i++) {
        if (str_eq(d->accounts[i].account, account))
            return d->accounts[i].group;
    }
    return -1;
}

/* Of the others of a group; group −1: of all. Who was shown nobody has no ordinary day. */
static struct histogram histogram_of(const struct dossier *d, const struct finding *f,
                                     int32_t group)
{
    struct histogram g = {0};

    for (size_t i = 0; i < d->account_count; i++) {
        const struct dossier_account *a = &d->accounts[i];
        size_t bin = (size_t)fmin(floor(scale_of(a->day_median) * FINE), BINS - 1);

        if ((group >= 0 && a->group != group) || a->day_median <= 0 ||
            str_eq(a->account, f->account))
            continue;
        g.bins[bin]++;
        g.accounts++;
        g.most = g.bins[bin] > g.most ? g.bins[bin] : g.most;
    }
    return g;
}

/* Persons of the busiest day of whoever is not the holder. */
static uint64_t attack_day(const struct finding *f)
{
    uint64_t most = 0;

    for (size_t i = 0; i < f->day_count; i++) {
        uint64_t persons = (uint64_t)f->days[i].attacker + f->days[i].unclear;

        most = persons > most ? persons : most;
    }
    return most;
}

static void bars(const struct html *h, const struct histogram *g, const struct axis *x,
                 const struct axis *y)
{
    html_raw(h, "<path class=\"peers-bar\" d=\"");
    for (int i = 0; i < BINS; i++) {
        double from = axis_at(x, i / FINE) + 1;
        double width = axis_at(x, (i + 1) / FINE) - 1 - from;
        double high = axis_at(y, g->bins[i]);

        if (g->bins[i] == 0 || from > RIGHT)
            continue;
        html_raw(h, "M");
        figure_number(h, from);
        out_print(h->out, " %dV", BOTTOM);
        figure_number(h, high);
        html_raw(h, "h");
        figure_number(h, width);
        out_print(h->out, "V%dz", BOTTOM);
    }
    html_raw(h, "\"/>\n");
}

static void ticks(const struct html *h, const struct axis *x)
{
    double value = 1;

    for (int i = 0; i < 36 && scale_of(value) <= x->to; i++) {
        double at = axis_at(x, scale_of(value));

        figure_line(h, "base", at, BOTTOM, at, BOTTOM + 5);
        figure_label(h, at, BOTTOM + 20, "middle", "tick");
        html_count(h, (uint64_t)value);
        figure_label_end(h);
        value *= i % 3 == 1 ? 2.5 : 2; /* 1, 2, 5, 10 … */
    }
    figure_label(h, (LEFT + RIGHT) / 2.0, BOTTOM + 42, "middle", "tick");
    html_text(h, N_("persons shown in a day (each step to the right multiplies)"));
    figure_label_end(h);
}

/* From the mark's words, in a row of their own, down to the axis. Words on the right of their stems
 * hang lower the farther right these are, so that none crosses another's words. */
static void draw_mark(const struct html *h, const struct axis *x, const struct mark *mark, int row)
{
    double at = axis_at(x, scale_of(mark->value));
    double y = TOP - 14 - ROW * (double)row;
    bool left = at > (LEFT + RIGHT) / 2.0;
    struct slot slots[] = {slot_count((uint64_t)(mark->value + 0.5))};

    out_print(h->out, "<g class=\"peer-mark %s\">\n", mark->style);
    figure_line(h, "stem", at, y - 12, at, BOTTOM);
    html_raw(h, "<path d=\"M");
    figure_number(h, at);
    out_print(h->out, " %dl-6-10h12z\"/>\n", BOTTOM);
    figure_label(h, left ? at - 7 : at + 7, y, left ? "end" : "start", "mark-text");
    html_fill(h, mark->text, slots);
    figure_label_end(h);
    html_raw(h, "</g>\n");
}

static size_t marks_of(const struct html *h, const struct finding *f, struct mark marks[MARKS])
{
    double attack = (double)attack_day(f);
    size_t n = 0;

    if (attack > 0)
        marks[n++] = (struct mark){attack, "attack",
                                   text_get(h->lang, N_("busiest day of the attack: {1}"))};
    if (f->peers.own_high > 0)
        marks[n++] = (struct mark){
            f->peers.own_high, "own",
            text_get(h->lang, N_("this account, highest day without the attack: {1}"))};
    if (f->peers.own_median > 0)
        marks[n++] = (struct mark){f->peers.own_median, "own",
                                   text_get(h->lang, N_("this account, usual day: {1}"))};
    return n;
}

static void caption(const struct html *h, const struct finding *f, const struct histogram *g,
                    bool grouped)
{
    double usual = f->peers.accounts && f->peers.median > 0 ? f->peers.median : 0;
    double times = usual > 0 ? (double)attack_day(f) / usual : 0;
    struct slot slots[] = {slot_count((uint64_t)(times + 0.5)), slot_count(g->accounts)};

    if (grouped && times >= 1.5)
        figure_seen(h,
                    text_get(h->lang, N_("The busiest day of the attack showed {1} times as many "
                                         "persons as a usual day of comparable accounts.")),
                    slots);
    html_fill(h,
              grouped ? text_plural(h->lang,
                                    "Bars: {2} comparable account by its usual day; what is "
                                    "comparable, the section Method says.",
                                    "Bars: {2} comparable accounts by their usual day; what is "
                                    "comparable, the section Method says.",
                                    g->accounts)
                      : text_plural(h->lang,
                                    "Bars: the {2} other account of the log by its usual day, as "
                                    "none is comparable.",
                                    "Bars: the {2} other accounts of the log by their usual day, "
                                    "as none is comparable.",
                                    g->accounts),
              slots);
}

void figure_peers(const struct html *h, const struct finding *f, size_t number)
{
    int32_t group = f->peers.accounts ? group_of(h->dossier, f->account) : -1;
    struct histogram g = histogram_of(h->dossier, f, group);
    struct slot slots[] = {slot_log(f->account), slot_count(g.accounts), slot_count(attack_day(f))};
    struct figure figure = {
        .name = "peers", .number = number, .width = WIDTH, .height = BOTTOM + 52, .slots = slots};
    struct mark marks[MARKS];
    size_t n = marks_of(h, f, marks);
    struct axis x = {0, scale_of(10), LEFT, RIGHT};
    struct axis y = {0, fmax(g.most, 4) * 1.05, BOTTOM, TOP};

    if (n == 0 || g.accounts < 2)
        return;
    for (int i = 0; i < BINS; i++)
        x.to = g.bins[i] ? fmax(x.to, (i + 1) / FINE) : x.to;
    for (size_t i = 0; i < n; i++)
        x.to = fmax(x.to, scale_of(marks[i].value * 1.3));
    figure.title = text_get(h->lang, N_("Account {1} against its peers"));
    figure.description = text_get(h->lang, N_("Bars: {2} other accounts by the persons they are "
                                              "shown on a usual day. The busiest day of the attack "
                                              "on this account showed {3}."));
    figure_open(h, &figure);
    figure_grid(h, &y, LEFT, RIGHT, 4);
    bars(h, &g, &x, &y);
    ticks(h, &x);
    for (size_t i = 0; i < n; i++)
        draw_mark(h, &x, &marks[i], (int)i);
    figure_label(h, LEFT - 50, TOP - 14, "start", "tick");
    html_text(h, N_("accounts"));
    figure_label_end(h);
    figure_drawn(h);
    caption(h, f, &g, group >= 0);
    figure_close(h);
}

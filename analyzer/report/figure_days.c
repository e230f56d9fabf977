/*
 * figure_days.c: persons shown on each day of the account, by who opened the sessions, with the
 * peers' usual and high day. Where harvesting dwarfs the ordinary, a second panel shows the
 * ordinary at its own scale, its bars cut.
 */
#include "report/figure.h"

#define WIDTH 960
#define LEFT  70
#define RIGHT 840
#define TOP   24
#define TALL  230 /* height of the first panel */
#define SMALL 150 /* of the second */
#define GAP   56

/* One panel: its scale, and the days along it. */
struct panel {
    struct axis x;
    struct axis y;
    size_t number;
    uint64_t most; /* persons of the highest day */
};

static uint64_t day_total(const struct finding_day *day)
{
    return (uint64_t)day->owner + day->unclear + day->attacker;
}

static void bar(const struct html *h, const struct panel *p, enum attribution who, double x,
                double width, double from, double to)
{
    double low = axis_at(&p->y, from);
    double high = axis_at(&p->y, to < p->y.to ? to : p->y.to);

    if (from >= p->y.to || to <= from)
        return;
    out_print(h->out, "<rect class=\"bar %s\"", attribution_name(who));
    if (who == ATTRIBUTED_UNCLEAR)
        out_print(h->out, " fill=\"url(#f%zu-days-hatch)\"", p->number);
    figure_attribute(h, "x", x);
    figure_attribute(h, "y", high);
    figure_attribute(h, "width", width);
    figure_attribute(h, "height", low - high);
    html_raw(h, "/>\n");
}

/* The sign of a bar that goes on beyond the panel. */
static void cut(const struct html *h, const struct panel *p, double x, double width)
{
    out_print(h->out, "<path class=\"cut\" d=\"M");
    figure_number(h, x - 2);
    html_raw(h, " ");
    figure_number(h, p->y.end + 9);
    html_raw(h, "l");
    figure_number(h, width + 4);
    html_raw(h, "-5\"/>\n");
}

/* The count above the highest bar. */
static void summit(const struct html *h, const struct panel *p, double x, double width)
{
    figure_label(h, x + width / 2, axis_at(&p->y, (double)p->most) - 6, "middle", "value");
    html_count(h, p->most);
    figure_label_end(h);
}

static void bars(const struct html *h, const struct finding *f, const struct panel *p)
{
    double width = axis_at(&p->x, p->x.from + (double)NS_PER_DAY) - p->x.start;
    double gap = width > 6 ? width * 0.18 : 0;

    for (size_t i = 0; i < f->day_count; i++) {
        const struct finding_day *day = &f->days[i];
        double x = axis_at(&p->x, (double)day->start_ns) + gap / 2;
        double owner = day->owner;
        double unclear = owner + day->unclear;

        bar(h, p, ATTRIBUTED_OWNER, x, width - gap, 0, owner);
        bar(h, p, ATTRIBUTED_UNCLEAR, x, width - gap, owner, unclear);
        bar(h, p, ATTRIBUTED_ATTACKER, x, width - gap, unclear, unclear + day->attacker);
        if ((double)day_total(day) > p->y.to)
            cut(h, p, x, width - gap);
        else if (day_total(day) == p->most)
            summit(h, p, x, width - gap);
    }
}

static void peer_line(const struct html *h, const struct panel *p, const char *style, double value,
                      const char *name, double shift)
{
    double y = axis_at(&p->y, value);

    if (value <= 0 || value > p->y.to)
        return;
    figure_line(h, style, LEFT, y, RIGHT, y);
    figure_label(h, RIGHT + 6, y + 4 + shift, "start", "tick");
    html_text(h, name);
    html_raw(h, " ");
    html_number(h, value);
    figure_label_end(h);
}

static void peers(const struct html *h, const struct finding *f, const struct panel *p)
{
    double apart = axis_at(&p->y, f->peers.median) - axis_at(&p->y, f->peers.high);
    double shift = apart < 14 ? (14 - apart) / 2 : 0;

    if (f->peers.accounts == 0)
        return;
    peer_line(h, p, "peer high", f->peers.high, N_("others, high"), -shift);
    peer_line(h, p, "peer median", f->peers.median, N_("others, usual"), shift);
}

static void legend(const struct html *h, bool two)
{
    figure_who(h);
    html_text(h, N_("Distinct persons shown per day, by who opened the sessions."));
    if (two) {
        html_raw(h, " ");
        html_text(h, N_("The lower panel has the same days at the scale of ordinary work: "
                        "higher bars are cut."));
    }
}

static void day_table(const struct html *h, const struct finding *f)
{
    static const struct column columns[] = {
        {N_("Day"), false}, {N_("Holder"), true}, {N_("Unclear"), true}, {N_("Attacker"), true}};
    struct slot slots[] = {slot_log(f->account)};
    size_t shown = f->day_count < 2 * HTML_ROWS ? f->day_count : 2 * HTML_ROWS;

    html_raw(h, "<details><summary>");
    html_text(h, N_("The figure as a table"));
    html_raw(h, "</summary>\n");
    html_table(h, text_get(h->lang, N_("Persons shown per day, account {1}")), slots, columns, 4);
    for (size_t i = 0; i < shown; i++) {
        char text[HTML_TICK];

        html_tick(h, f->days[i].start_ns, TICK_DATE, text);
        html_raw(h, "<tr><th scope=\"row\">");
        html_put(h, text);
        html_raw(h, "</th>");
        html_cell_count(h, f->days[i].owner);
        html_cell_count(h, f->days[i].unclear);
        html_cell_count(h, f->days[i].attacker);
        html_raw(h, "</tr>\n");
    }
    html_table_end(h);
    html_omitted(h, f->day_count - shown);
    html_raw(h, "</details>\n");
}

/* What ordinary days need: the account's own high day and its peers', with some air. */
static double ordinary(const struct finding *f)
{
    double high = f->peers.accounts ? f->peers.high : 0;

    if (f->peers.own_high > high)
        high = f->peers.own_high;
    for (size_t i = 0; i < f->day_count; i++) {
        if (f->days[i].owner > high)
            high = f->days[i].owner;
    }
    return high * 1.25;
}

static void draw(const struct html *h, const struct finding *f, struct panel *p, bool two)
{
    double usual = ordinary(f);

    figure_hatch(h, p->number, "days");
    p->y = (struct axis){0, (double)p->most * 1.05 + 1, TOP + TALL, TOP};
    figure_grid(h, &p->y, LEFT, RIGHT, 5);
    bars(h, f, p);
    if (!two)
        peers(h, f, p);
    figure_dates(h, &p->x, TOP + TALL);
    if (!two)
        return;
    p->y = (struct axis){0, usual, TOP + TALL + GAP + SMALL, TOP + TALL + GAP};
    figure_grid(h, &p->y, LEFT, RIGHT, 4);
    bars(h, f, p);
    peers(h, f, p);
    figure_dates(h, &p->x, TOP + TALL + GAP + SMALL);
}

void figure_days(const struct html *h, const struct finding *f, size_t number)
{
    struct slot slots[] = {slot_log(f->account), slot_count(0), slot_count(0)};
    struct figure figure = {.name = "days", .number = number, .width = WIDTH, .slots = slots};
    struct panel panel = {.number = number};
    bool two;

    if (f->day_count == 0)
        return;
    for (size_t i = 0; i < f->day_count; i++) {
        if (day_total(&f->days[i]) > panel.most)
            panel.most = day_total(&f->days[i]);
    }
    slots[1] = slot_count(panel.most);
    slots[2] = slot_count((uint64_t)f->peers.high);
    two = ordinary(f) > 0 && (double)panel.most > 3 * ordinary(f);
    panel.x = (struct axis){(double)f->days[0].start_ns,
                            (double)(f->days[f->day_count - 1].start_ns + NS_PER_DAY), LEFT, RIGHT};
    if (panel.x.to - panel.x.from < 14 * (double)NS_PER_DAY)
        panel.x.from = panel.x.to - 14 * (double)NS_PER_DAY; /* one day is not a wall */
    figure.height = TOP + TALL + 32 + (two ? GAP + SMALL : 0);
    figure.title = text_get(h->lang, N_("Days of account {1}, against its past and its peers"));
    figure.description =
        f->peers.accounts
            ? text_get(h->lang, N_("Bars per day. The highest day has {2} persons; a high day of "
                                   "comparable accounts has {3}. The table below has all days."))
            : text_get(h->lang, N_("Bars per day. The highest day has {2} persons. The table "
                                   "below has all days."));
    figure_open(h, &figure);
    draw(h, f, &panel, two);
    figure_drawn(h);
    legend(h, two);
    figure_close(h);
    day_table(h, f);
}

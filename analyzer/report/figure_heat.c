/*
 * figure_heat.c: in which hours of the week the account was used: squares whose area follows the
 * requests, of whoever is not the holder above and of the holder below. The holder's hours are
 * shaded in the upper panel, so that what lies outside of them is seen at once.
 */
#include "report/figure.h"

#include <math.h>

#define WIDTH  960
#define LEFT   76
#define CELL_X 36
#define CELL_Y 24
#define TOP    30
#define PANEL  (7 * CELL_Y) /* height of one */
#define GAP    62

/* What one panel shows. */
struct panel {
    double top;
    uint64_t most; /* requests of its busiest hour of the week */
    size_t number;
};

static uint64_t strangers_at(const struct finding *f, int day, int hour)
{
    return (uint64_t)f->hours[ATTRIBUTED_ATTACKER][day][hour] +
           f->hours[ATTRIBUTED_UNCLEAR][day][hour];
}

/* One square, as part of a path. */
static void square(const struct html *h, const struct panel *p, int day, int hour,
                   uint64_t requests)
{
    double side = (CELL_Y - 3) * sqrt((double)requests / (double)p->most);

    if (requests == 0)
        return;
    side = fmax(side, 2.5); /* never too small to be seen */
    html_raw(h, "M");
    figure_number(h, LEFT + hour * CELL_X + (CELL_X - side) / 2);
    html_raw(h, " ");
    figure_number(h, p->top + day * CELL_Y + (CELL_Y - side) / 2);
    html_raw(h, "h");
    figure_number(h, side);
    html_raw(h, "v");
    figure_number(h, side);
    html_raw(h, "h");
    figure_number(h, -side);
    html_raw(h, "z");
}

/* Runs of hours in which the holder works, behind the squares. */
static void shade(const struct html *h, const struct finding *f, const struct panel *p)
{
    html_raw(h, "<path class=\"habit\" d=\"");
    for (int day = 0; day < 7; day++) {
        for (int hour = 0; hour < 24; hour++) {
            int from = hour;

            while (hour < 24 && f->hours[ATTRIBUTED_OWNER][day][hour])
                hour++;
            if (hour == from)
                continue;
            out_print(h->out, "M%d %dh%dv%dh-%dz", LEFT + from * CELL_X, (int)p->top + day * CELL_Y,
                      (hour - from) * CELL_X, CELL_Y, (hour - from) * CELL_X);
        }
    }
    html_raw(h, "\"/>\n");
}

static void frame(const struct html *h, const struct panel *p, const char *title)
{
    static const char *const days[] = {N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"),
                                       N_("Fri"), N_("Sat"), N_("Sun")};
    double bottom = p->top + PANEL;

    figure_label(h, LEFT, p->top - 10, "start", "panel");
    html_text(h, title);
    figure_label_end(h);
    for (int day = 0; day <= 7; day++)
        figure_line(h, "grid", LEFT, p->top + day * CELL_Y, LEFT + 24 * CELL_X,
                    p->top + day * CELL_Y);
    for (int hour = 0; hour <= 24; hour += 3) {
        double x = LEFT + hour * CELL_X;

        figure_line(h, "grid", x, p->top, x, bottom + 4);
        figure_label(h, x, bottom + 18, "middle", "tick");
        html_fill(h, text_get(h->lang, N_("{1}:00")),
                  &(struct slot){.kind = SLOT_COUNT, .count = (uint64_t)hour});
        figure_label_end(h);
    }
    for (int day = 0; day < 7; day++) {
        figure_label(h, LEFT - 10, p->top + day * CELL_Y + 17, "end", "tick");
        html_text(h, days[day]);
        figure_label_end(h);
    }
}

/* All squares of one attribution; those of unclear requests are as large as for these and the
 * attacker's together, and the attacker's are drawn into them. */
static void squares(const struct html *h, const struct finding *f, const struct panel *p,
                    enum attribution who)
{
    out_print(h->out, "<path class=\"bar %s\"", attribution_name(who));
    if (who == ATTRIBUTED_UNCLEAR)
        out_print(h->out, " fill=\"url(#f%zu-heat-hatch)\"", p->number);
    html_raw(h, " d=\"");
    for (int day = 0; day < 7; day++) {
        for (int hour = 0; hour < 24; hour++) {
            uint64_t requests = f->hours[who][day][hour];

            if (who == ATTRIBUTED_UNCLEAR && requests)
                requests = strangers_at(f, day, hour);
            square(h, p, day, hour, requests);
        }
    }
    html_raw(h, "\"/>\n");
}

/* Requests of the holder, of others, and those of others in hours in which the holder never works;
 * the busiest hour of each. */
struct week {
    uint64_t owner;
    uint64_t strangers;
    uint64_t outside;
    uint64_t owner_most;
    uint64_t strangers_most;
};

static struct week week_of(const struct finding *f)
{
    struct week w = {0};

    for (int day = 0; day < 7; day++) {
        for (int hour = 0; hour < 24; hour++) {
            uint64_t owner = f->hours[ATTRIBUTED_OWNER][day][hour];
            uint64_t strangers = strangers_at(f, day, hour);

            w.owner += owner;
            w.strangers += strangers;
            w.outside += owner ? 0 : strangers;
            w.owner_most = owner > w.owner_most ? owner : w.owner_most;
            w.strangers_most = strangers > w.strangers_most ? strangers : w.strangers_most;
        }
    }
    return w;
}

static void caption(const struct html *h, const struct week *w)
{
    char share[TEXT_COUNT];
    struct slot slots[] = {
        slot_log(str_of(text_percent(h->lang, w->outside, w->strangers ? w->strangers : 1, share))),
        slot_count(w->strangers_most), slot_count(w->owner_most)};

    if (w->owner && w->strangers) {
        figure_seen(
            h,
            text_get(h->lang, N_("{1} of the requests that are not the holder's fall in hours "
                                 "of the week in which the holder never used the account.")),
            slots);
    } else if (w->strangers) {
        figure_seen(
            h,
            text_get(h->lang,
                     N_("The log has no use of this account by its holder to compare with.")),
            slots);
    }
    html_fill(h,
              w->owner ? text_get(h->lang, N_("The area of a square follows the requests of that "
                                              "hour of the week: {2} for the largest one above, "
                                              "{3} below. Shaded: hours of the holder."))
                       : text_get(h->lang, N_("The area of a square follows the requests of that "
                                              "hour of the week: {2} for the largest one.")),
              slots);
}

void figure_heat(const struct html *h, const struct finding *f, size_t number)
{
    struct week w = week_of(f);
    struct slot slots[] = {slot_log(f->account), slot_count(w.strangers), slot_count(w.owner),
                           slot_count(w.outside)};
    struct figure figure = {.name = "heat", .number = number, .width = WIDTH, .slots = slots};
    struct panel p = {.top = TOP, .most = w.strangers_most, .number = number};

    if (w.strangers == 0)
        return;
    figure.height = TOP + PANEL + 28 + (w.owner ? GAP + PANEL : 0);
    figure.title = text_get(h->lang, N_("Hours of the week, account {1}"));
    figure.description =
        text_get(h->lang, N_("Requests by hour and day of the week: {2} that are not the holder's, "
                             "and {3} of the holder. {4} of the former fall in hours in which the "
                             "holder never used the account."));
    figure_open(h, &figure);
    figure_hatch(h, number, "heat");
    shade(h, f, &p);
    frame(h, &p, N_("Attacker and unclear sessions"));
    squares(h, f, &p, ATTRIBUTED_UNCLEAR);
    squares(h, f, &p, ATTRIBUTED_ATTACKER);
    if (w.owner) {
        p = (struct panel){.top = TOP + PANEL + GAP, .most = w.owner_most, .number = number};
        frame(h, &p, N_("Holder"));
        squares(h, f, &p, ATTRIBUTED_OWNER);
    }
    figure_drawn(h);
    figure_who(h);
    caption(h, &w);
    figure_close(h);
}

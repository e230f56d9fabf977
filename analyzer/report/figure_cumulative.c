/*
 * figure_cumulative.c: persons shown by the attacker, added up over time: floor as a line, ceiling
 * as the band above it, and the decisive moments as numbered marks.
 */
#include "report/figure.h"

#define WIDTH  960
#define HEIGHT 440
#define LEFT   70
#define RIGHT  840
#define TOP    84
#define BOTTOM 380

/* Rows of the moments' numbers, and the room that one needs. */
#define BADGE_ROWS 3
#define BADGE_ROOM 20

static uint64_t value_of(const struct finding_point *p, bool ceiling)
{
    return ceiling ? p->ceiling : p->floor;
}

/* Steps: the count stays until the next point. */
static void steps(const struct html *h, const struct finding *f, const struct axis *x,
                  const struct axis *y, bool ceiling)
{
    html_raw(h, "M");
    figure_number(h, LEFT);
    html_raw(h, " ");
    figure_number(h, BOTTOM);
    for (size_t i = 0; i < f->point_count; i++) {
        html_raw(h, "H");
        figure_number(h, axis_at(x, (double)f->points[i].time_ns));
        html_raw(h, "V");
        figure_number(h, axis_at(y, (double)value_of(&f->points[i], ceiling)));
    }
    html_raw(h, "H");
    figure_number(h, RIGHT);
}

static void curve(const struct html *h, const struct finding *f, const struct axis *x,
                  const struct axis *y)
{
    html_raw(h, "<path class=\"area\" d=\"");
    steps(h, f, x, y, true);
    out_print(h->out, "V%dz\"/>\n<path class=\"ceiling\" d=\"", BOTTOM);
    steps(h, f, x, y, true);
    html_raw(h, "\"/>\n");
    if (f->beneficiaries.floor == 0)
        return;
    html_raw(h, "<path class=\"floor\" d=\"");
    steps(h, f, x, y, false);
    html_raw(h, "\"/>\n");
}

static void end_label(const struct html *h, double y, uint64_t value, const char *what)
{
    figure_label(h, RIGHT + 8, y, "start", "value");
    html_count(h, value);
    figure_label_end(h);
    figure_label(h, RIGHT + 8, y + 15, "start", "tick");
    html_text(h, what);
    figure_label_end(h);
}

static void end_labels(const struct html *h, const struct finding *f, const struct axis *y)
{
    double floor = axis_at(y, (double)f->beneficiaries.floor);
    double ceiling = axis_at(y, (double)f->beneficiaries.ceiling);

    if (f->beneficiaries.floor == f->beneficiaries.ceiling) {
        end_label(h, ceiling + 2, f->beneficiaries.ceiling, N_("persons"));
        return;
    }
    if (floor - ceiling < 36) { /* the two labels would overlap: share the room */
        double middle = (floor + ceiling) / 2;

        ceiling = middle - 12;
        floor = middle + 24;
    }
    end_label(h, ceiling, f->beneficiaries.ceiling, N_("at most"));
    end_label(h, floor, f->beneficiaries.floor, N_("at least"));
}

/* The lowest row in which a badge at this place covers none of those before it. */
static size_t badge_row(double at, double last[BADGE_ROWS])
{
    size_t row = 0;

    while (row + 1 < BADGE_ROWS && at - last[row] < BADGE_ROOM)
        row++;
    last[row] = at;
    return row;
}

/* Numbers as in the list of decisive moments. */
static void moments(const struct html *h, const struct finding *f, const struct axis *x)
{
    double last[BADGE_ROWS] = {-WIDTH, -WIDTH, -WIDTH};

    for (size_t i = 0; i < f->moment_count && i < 20; i++) {
        double at;
        double middle;

        if ((double)f->moments[i].time_ns < x->from || (double)f->moments[i].time_ns > x->to)
            continue;
        at = axis_at(x, (double)f->moments[i].time_ns);
        middle = TOP - 22 - BADGE_ROOM * (double)badge_row(at, last);
        figure_line(h, "moment", at, middle + 9, at, BOTTOM);
        html_raw(h, "<circle class=\"badge\" r=\"9\"");
        figure_attribute(h, "cx", at);
        figure_attribute(h, "cy", middle);
        html_raw(h, "/>\n");
        figure_label(h, at, middle + 4, "middle", "badge-text");
        out_u64(h->out, i + 1);
        figure_label_end(h);
    }
}

void figure_cumulative(const struct html *h, const struct finding *f, size_t number)
{
    struct slot slots[] = {slot_log(f->account), slot_count(f->beneficiaries.floor),
                           slot_count(f->beneficiaries.ceiling)};
    struct figure figure = {
        .name = "cumulative", .number = number, .width = WIDTH, .height = HEIGHT, .slots = slots};
    struct axis x;
    struct axis y;
    double span;

    if (f->point_count < 2)
        return;
    figure.title = text_get(h->lang, N_("Persons shown, cumulative, account {1}"));
    figure.description =
        text_get(h->lang, N_("A rising curve: from none to {2} persons (floor) and {3} persons "
                             "(ceiling). The list of decisive moments gives its turning points."));
    span = (double)(f->points[f->point_count - 1].time_ns - f->points[0].time_ns);
    x = (struct axis){(double)f->points[0].time_ns - span / 40 - (double)NS_PER_MINUTE,
                      (double)f->points[f->point_count - 1].time_ns + span / 40 +
                          (double)NS_PER_MINUTE,
                      LEFT, RIGHT};
    y = (struct axis){0, (double)f->beneficiaries.ceiling * 1.05 + 1, BOTTOM, TOP};
    figure_open(h, &figure);
    figure_grid(h, &y, LEFT, RIGHT, 5);
    figure_dates(h, &x, BOTTOM);
    curve(h, f, &x, &y);
    moments(h, f, &x);
    end_labels(h, f, &y);
    figure_drawn(h);
    html_text(h, N_("Distinct persons, each counted at its first appearance. Numbers refer to the "
                    "decisive moments."));
    figure_close(h);
}

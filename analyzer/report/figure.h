/*
 * figure.h: the figures of report.html, as SVG written by the program: the same bytes on every run,
 * readable without colour, with a title and a description for those who cannot see them.
 */
#ifndef LIMIER_REPORT_FIGURE_H
#define LIMIER_REPORT_FIGURE_H

#include "report/html.h"

/* A linear axis: values from..to stand at pixels start..end. */
struct axis {
    double from, to;
    double start, end;
};

/* Position of a value. */
double axis_at(const struct axis *axis, double value);

/* A step of 1, 2 or 5 times a power of ten that divides `most` into at most `wanted` parts. */
double axis_step(double most, int wanted);

/* A step in nanoseconds, from an hour to a year, that divides the span into at most `wanted` parts.
 */
int64_t axis_time_step(int64_t span_ns, int wanted);

/* A coordinate with one decimal at most, rounded, the same in every locale. */
void figure_number(const struct html *h, double value);

/* An attribute of a coordinate: ` name="12.5"`. */
void figure_attribute(const struct html *h, const char *name, double value);

/* Opens and closes the text element at a place; `anchor` is start, middle or end. */
void figure_label(const struct html *h, double x, double y, const char *anchor, const char *more);
void figure_label_end(const struct html *h);

/* A straight line of a class. */
void figure_line(const struct html *h, const char *style, double x1, double y1, double x2,
                 double y2);

/* Horizontal grid with its numbers, and the ticks of a time axis below `bottom`. */
void figure_grid(const struct html *h, const struct axis *y, double left, double right, int wanted);
void figure_dates(const struct html *h, const struct axis *x, double bottom);

/* Starts a figure: <figure>, <svg> with title and description; `name` and the finding's number make
 * its ids. */
struct figure {
    const char *name;
    size_t number;
    int width;
    int height;
    const char *title; /* translated; {1} is the account */
    const char *description;
    const struct slot *slots;
};

/* Opens the figure and its drawing; ends the drawing, before the caption; ends the figure. */
void figure_open(const struct html *h, const struct figure *figure);
void figure_drawn(const struct html *h);
void figure_close(const struct html *h);

/* The hatch of unclear sessions, "f1-days-hatch", inside a figure. */
void figure_hatch(const struct html *h, size_t number, const char *name);

/* Legend of the holder's, the unclear and the attacker's filling, inside a caption. */
void figure_who(const struct html *h);

/* What a figure shows, in a sentence that stands out in its caption; translated. */
void figure_seen(const struct html *h, const char *text, const struct slot *slots);

/* The land of all maps, once in the page, when a source is located. */
void figure_land(const struct html *h);

/* The figures of a finding; nothing when there is nothing to draw. */
void figure_cumulative(const struct html *h, const struct finding *finding, size_t number);
void figure_days(const struct html *h, const struct finding *finding, size_t number);
void figure_map(const struct html *h, const struct finding *finding, size_t number);

/* Who used the account when. */
void figure_sessions(const struct html *h, const struct finding *finding, size_t number);

/* Hours of the week of the attacker and of the holder. */
void figure_heat(const struct html *h, const struct finding *finding, size_t number);

/* The account against comparable ones. */
void figure_peers(const struct html *h, const struct finding *finding, size_t number);

/* The order of the numbers that were asked for. */
void figure_numbers(const struct html *h, const struct finding *finding, size_t number);

/* The accounts of a campaign with its addresses and programs; nothing when they share none. */
void figure_campaign(const struct html *h, const struct campaign *campaign, size_t number);

/* Hours with lines of each series; nothing when there is none. */
void figure_hours(const struct html *h);

#endif

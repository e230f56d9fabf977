/*
 * figure_axis.c: what the figures share: scales, ticks, labels, the frame. Numbers are written by
 * integer arithmetic, so that a figure has the same bytes everywhere.
 */
#include "report/figure.h"

#include <math.h>

double axis_at(const struct axis *axis, double value)
{
    double span = axis->to - axis->from;

    return span > 0 ? axis->start + (value - axis->from) / span * (axis->end - axis->start)
                    : axis->start;
}

double axis_step(double most, int wanted)
{
    double step = 1;

    while (step * wanted < most) {
        if (step * 2 * wanted >= most)
            return step * 2;
        if (step * 5 * wanted >= most)
            return step * 5;
        step *= 10;
    }
    return step;
}

int64_t axis_time_step(int64_t span_ns, int wanted)
{
    static const int hours[] = {
        1,       3,       6,       12,       24,       2 * 24,       7 * 24,
        14 * 24, 28 * 24, 91 * 24, 182 * 24, 364 * 24, 5 * 364 * 24, 25 * 364 * 24};
    size_t i = 0;

    while (i + 1 < sizeof hours / sizeof hours[0] && hours[i] * NS_PER_HOUR * wanted < span_ns)
        i++;
    return hours[i] * NS_PER_HOUR;
}

void figure_number(const struct html *h, double value)
{
    int64_t tenths = (int64_t)floor(value * 10 + 0.5);
    uint64_t size = tenths < 0 ? (uint64_t)-tenths : (uint64_t)tenths;

    if (tenths < 0)
        html_raw(h, "-");
    out_u64(h->out, size / 10);
    if (size % 10)
        out_print(h->out, ".%d", (int)(size % 10));
}

void figure_attribute(const struct html *h, const char *name, double value)
{
    out_print(h->out, " %s=\"", name);
    figure_number(h, value);
    html_raw(h, "\"");
}

void figure_label(const struct html *h, double x, double y, const char *anchor, const char *more)
{
    html_raw(h, "<text");
    figure_attribute(h, "x", x);
    figure_attribute(h, "y", y);
    out_print(h->out, " text-anchor=\"%s\" class=\"%s\">", anchor, more);
}

void figure_label_end(const struct html *h)
{
    html_raw(h, "</text>\n");
}

void figure_line(const struct html *h, const char *style, double x1, double y1, double x2,
                 double y2)
{
    out_print(h->out, "<line class=\"%s\"", style);
    figure_attribute(h, "x1", x1);
    figure_attribute(h, "y1", y1);
    figure_attribute(h, "x2", x2);
    figure_attribute(h, "y2", y2);
    html_raw(h, "/>\n");
}

void figure_grid(const struct html *h, const struct axis *y, double left, double right, int wanted)
{
    double step = axis_step(y->to, wanted);

    for (double value = 0; value <= y->to; value += step) {
        double at = axis_at(y, value);

        figure_line(h, value > 0 ? "grid" : "base", left, at, right, at);
        figure_label(h, left - 8, at + 4, "end", "tick");
        html_count(h, (uint64_t)value);
        figure_label_end(h);
    }
}

static void date_label(const struct html *h, double x, double y, int64_t time_ns,
                       enum tick_kind kind)
{
    char text[HTML_TICK];

    html_tick(h, time_ns, kind, text);
    figure_label(h, x, y, "middle", "tick");
    html_put(h, text);
    figure_label_end(h);
}

void figure_dates(const struct html *h, const struct axis *x, double bottom)
{
    int64_t shift = h->dossier->offset_seconds * NS_PER_SECOND;
    int64_t step = axis_time_step((int64_t)(x->to - x->from), 9);
    int64_t first = (int64_t)x->from + shift;
    int64_t at = (clock_floor(first - 1, step) + 1) * step; /* at or after, on local midnights */
    enum tick_kind kind = step < NS_PER_DAY        ? TICK_HOUR
                          : step < 28 * NS_PER_DAY ? TICK_DAY
                                                   : TICK_MONTH;
    bool dated = false;

    for (; (double)(at - shift) <= x->to; at += step) {
        double place = axis_at(x, (double)(at - shift));

        figure_line(h, "base", place, bottom, place, bottom + 5);
        date_label(h, place, bottom + 20, at - shift, kind);
        if (kind == TICK_HOUR && (!dated || at % NS_PER_DAY == 0)) /* hours of which day */
            date_label(h, place, bottom + 37, at - shift, TICK_DATE);
        dated = true;
    }
}

void figure_open(const struct html *h, const struct figure *f)
{
    out_print(h->out, "<figure class=\"%s\">\n<h3>", f->name);
    html_fill(h, f->title, f->slots);
    html_raw(h, "</h3>\n<section class=\"plot\" tabindex=\"0\" aria-label=\"");
    html_fill(h, f->title, f->slots);
    out_print(h->out,
              "\">\n<svg role=\"img\" viewBox=\"0 0 %d %d\" "
              "aria-labelledby=\"f%zu-%s-t f%zu-%s-d\">\n<title id=\"f%zu-%s-t\">",
              f->width, f->height, f->number, f->name, f->number, f->name, f->number, f->name);
    html_fill(h, f->title, f->slots);
    out_print(h->out, "</title>\n<desc id=\"f%zu-%s-d\">", f->number, f->name);
    html_fill(h, f->description, f->slots);
    html_raw(h, "</desc>\n");
}

void figure_drawn(const struct html *h)
{
    html_raw(h, "</svg>\n</section>\n<figcaption>");
}

void figure_close(const struct html *h)
{
    html_raw(h, "</figcaption>\n</figure>\n");
}

void figure_hatch(const struct html *h, size_t number, const char *name)
{
    out_print(h->out,
              "<defs><pattern id=\"f%zu-%s-hatch\" width=\"6\" height=\"6\" "
              "patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
              "<rect class=\"hatch-ground\" width=\"6\" height=\"6\"/>"
              "<rect class=\"hatch-stripe\" width=\"3\" height=\"6\"/></pattern></defs>\n",
              number, name);
}

void figure_who(const struct html *h)
{
    html_raw(h, "<span class=\"legend\">");
    for (int who = ATTRIBUTED_OWNER; who <= ATTRIBUTED_ATTACKER; who++) {
        out_print(h->out,
                  "<span><svg class=\"swatch %s\" aria-hidden=\"true\" viewBox=\"0 0 14 10\">",
                  attribution_name((enum attribution)who));
        html_raw(h, "<rect width=\"14\" height=\"10\"/>");
        if (who == ATTRIBUTED_UNCLEAR)
            html_raw(h, "<path d=\"M0 10L10 0M5 10L14 1M-5 10L5 0\"/>");
        html_raw(h, "</svg> ");
        html_put(h, html_attribution(h->lang, (enum attribution)who));
        html_raw(h, "</span> ");
    }
    html_raw(h, "</span>");
}

void figure_seen(const struct html *h, const char *text, const struct slot *slots)
{
    html_raw(h, "<strong class=\"seen\">");
    html_fill(h, text, slots);
    html_raw(h, "</strong> ");
}

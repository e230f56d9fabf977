/*
 * figure_hours.c: which hours have lines: a strip for each series along one axis of time, with the
 * hours that are missing hatched, framed and numbered. Nights are blank and nothing more.
 */
#include "report/figure.h"

#define WIDTH 960
#define LEFT  230
#define RIGHT 940
#define TOP   8
#define ROW   30
#define BAND  16

/* Series that are drawn; the table below the figure lists the silences of all. */
#define ROWS_MOST ((size_t)30)

/* Bytes of a series' name that fit beside its strip: its end, which tells it from others. */
#define NAME_MOST 28

static void rect(const struct html *h, const char *style, double x, double y, double width,
                 double height)
{
    out_print(h->out, "<rect class=\"%s\"", style);
    figure_attribute(h, "x", x);
    figure_attribute(h, "y", y);
    figure_attribute(h, "width", width);
    figure_attribute(h, "height", height);
    html_raw(h, "/>\n");
}

/* The end of a name, from a character on. */
static struct str end_of(struct str name)
{
    size_t at = name.n > NAME_MOST ? name.n - NAME_MOST : 0;

    while (at < name.n && at > 0 && ((unsigned char)name.p[at] & 0xC0) == 0x80)
        at++;
    return str_skip(name, at);
}

static void name(const struct html *h, const struct series *series, double y)
{
    figure_label(h, LEFT - 10, y + BAND - 3, "end", "tick");
    if (series->name.p) {
        struct str end = end_of(series->name);

        if (end.n < series->name.n)
            html_raw(h, "\xE2\x80\xA6");
        html_log(h, end);
    } else {
        html_text(h, N_("all inputs"));
    }
    figure_label_end(h);
}

/* Runs of hours with lines, as one path; what is nearer than half a pixel is one run. */
static void strip(const struct html *h, const struct hours *hours, const struct axis *x, double y)
{
    double near = (x->to - x->from) / (x->end - x->start) / 2;
    size_t begin;
    size_t end;

    hours_life(hours, &begin, &end);
    if (begin == end)
        return;
    html_raw(h, "<path class=\"hours\" d=\"");
    while (begin < end) {
        double from = (double)(hours->list[begin].number * NS_PER_HOUR);
        double to = from + (double)NS_PER_HOUR;

        while (++begin < end && (double)(hours->list[begin].number * NS_PER_HOUR) - to <= near)
            to = (double)((hours->list[begin].number + 1) * NS_PER_HOUR);
        html_raw(h, "M");
        figure_number(h, axis_at(x, from));
        html_raw(h, " ");
        figure_number(h, y);
        html_raw(h, "H");
        figure_number(h, axis_at(x, to));
        out_print(h->out, "v%dH", BAND);
        figure_number(h, axis_at(x, from));
        html_raw(h, "z");
    }
    html_raw(h, "\"/>\n");
}

/* The number of a silence is its row in the table. */
static void silences(const struct html *h, const struct series *series, const struct axis *x,
                     double y, uint64_t *number)
{
    for (size_t i = 0; i < series->silence_count; i++) {
        const struct silence *s = &series->silences[i];
        double from = axis_at(x, (double)s->from_ns);
        double wide = axis_at(x, (double)s->to_ns) - from;

        ++*number;
        if (wide < 3) { /* never too small to be seen */
            from -= (3 - wide) / 2;
            wide = 3;
        }
        rect(h, s->improbable ? "silence" : "silence told", from, y, wide, BAND);
        figure_label(h, from + wide / 2, y + BAND + 11, "middle", "silence-number");
        html_count(h, *number);
        figure_label_end(h);
    }
}

static void pattern(const struct html *h)
{
    html_raw(h, "<defs><pattern id=\"f0-gap\" width=\"6\" height=\"6\" "
                "patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
                "<rect class=\"gap-ground\" width=\"6\" height=\"6\"/>"
                "<rect class=\"gap-stripe\" width=\"2\" height=\"6\"/></pattern></defs>\n");
}

static void legend(const struct html *h, size_t left_out)
{
    struct slot slots[] = {slot_count(left_out)};

    html_raw(h, "<span class=\"legend\"><span><svg class=\"swatch\" aria-hidden=\"true\" "
                "viewBox=\"0 0 14 10\"><rect class=\"hours\" width=\"14\" height=\"10\"/></svg> ");
    html_text(h, N_("hours with lines"));
    html_raw(h, "</span> <span><svg class=\"swatch\" aria-hidden=\"true\" viewBox=\"0 0 14 10\">"
                "<rect class=\"silence\" x=\"1\" y=\"1\" width=\"12\" height=\"8\"/></svg> ");
    html_text(h, N_("missing, against all habit"));
    html_raw(h, "</span> <span><svg class=\"swatch\" aria-hidden=\"true\" viewBox=\"0 0 14 10\">"
                "<rect class=\"silence told\" x=\"1\" y=\"1\" width=\"12\" height=\"8\"/></svg> ");
    html_text(h, N_("begins later or ends earlier than others"));
    html_raw(h, "</span></span>");
    html_text(h, N_("Numbers are those of the table of silences. Hours that are blank and not "
                    "hatched are usual: nights, weekends."));
    if (left_out) {
        html_raw(h, " ");
        html_fill(h,
                  text_plural(h->lang, "{1} more series is not drawn.",
                              "{1} more series are not drawn.", left_out),
                  slots);
    }
}

void figure_hours(const struct html *h)
{
    const struct series_set *set = &h->dossier->series;
    size_t rows = set->count < ROWS_MOST ? set->count : ROWS_MOST;
    struct slot slots[] = {slot_count(set->count), slot_count(dossier_silences(h->dossier))};
    struct figure figure = {.name = "hours", .width = WIDTH, .slots = slots};
    struct axis x = {.start = LEFT, .end = RIGHT};
    size_t first = set->count > 1 ? 0 : 1; /* all together, when that is not the only series */
    uint64_t number = 0;
    size_t begin;
    size_t end;
    double y = TOP;

    hours_life(&set->all.hours, &begin, &end);
    if (begin == end)
        return;
    x.from = (double)(set->all.hours.list[begin].number * NS_PER_HOUR);
    x.to = (double)((set->all.hours.list[end - 1].number + 1) * NS_PER_HOUR);
    figure.height = TOP + (int)(rows + 1 - first) * ROW + 44;
    figure.title = text_get(h->lang, N_("Hours with and without lines"));
    figure.description =
        text_plural(h->lang,
                    "A strip for each of {1} series, filled where hours have lines. Silences that "
                    "no habit explains: {2}. The tables below have the same.",
                    "A strip for each of {1} series, filled where hours have lines. Silences that "
                    "no habit explains: {2}. The tables below have the same.",
                    set->count);
    figure_open(h, &figure);
    pattern(h);
    for (size_t i = first; i <= rows; i++) {
        const struct series *series = i ? &set->list[i - 1] : &set->all;

        name(h, series, y);
        figure_line(h, "grid", LEFT, y + BAND, RIGHT, y + BAND);
        strip(h, &series->hours, &x, y);
        silences(h, series, &x, y, &number);
        y += ROW;
    }
    figure_dates(h, &x, y);
    figure_drawn(h);
    legend(h, set->count - rows);
    figure_close(h);
}

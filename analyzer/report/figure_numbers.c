/*
 * figure_numbers.c: the numbers that the attacker asked for, in the order in which he did: who
 * counts draws a staircase, who works through a list draws a cloud. Below, some numbers in a row,
 * step by step. A height is a rank among those
 * numbers and has no scale: no number can be read from it. Pauses are cut out.
 */
#include "report/figure.h"

#define WIDTH 960

#define LEFT     92
#define RIGHT    940
#define TOP      26
#define BOTTOM   300
#define BELOW    374 /* top of the second panel */
#define DEPTH    140
#define PASSAGES 24 /* more of them are one line of time */
#define PAUSE    14 /* pixels between two */
#define LEAST    20 /* numbers that make an order */

/* Time without a pause, and where it is drawn. */
struct passage {
    int64_t from_ns;
    int64_t to_ns;
    double start;
    double end;
};

/* The order of the numbers, in words. */
enum order_kind { ORDER_UP, ORDER_DOWN, ORDER_BOTH, ORDER_SORTED, ORDER_NONE };

/* Half of the steps to a neighbour is no chance: the simulator's honest accounts, and robots that
 * replay a list, have next to none. */
static enum order_kind order_of(const struct finding_walk *w)
{
    if ((w->up + w->down) * 2 >= w->steps)
        return w->down * 4 <= w->up ? ORDER_UP : w->up * 4 <= w->down ? ORDER_DOWN : ORDER_BOTH;
    if (w->rising * 10 >= w->steps * 9)
        return ORDER_SORTED;
    return ORDER_NONE;
}

/* A pause is longer than this: half an hour, as sessions have it, or more where the attack lasts.
 */
static int64_t pause_of(const struct finding *f)
{
    int64_t span = f->numbers[f->number_count - 1].time_ns - f->numbers[0].time_ns;

    return span / 200 > 30 * NS_PER_MINUTE ? span / 200 : 30 * NS_PER_MINUTE;
}

/* Stretches of time, and their number; one for all where there are too many. */
static size_t split(const struct finding *f, struct passage passages[PASSAGES])
{
    int64_t pause = pause_of(f);
    size_t n = 1;

    passages[0].from_ns = f->numbers[0].time_ns;
    for (size_t i = 1; i < f->number_count; i++) {
        if (f->numbers[i].time_ns - f->numbers[i - 1].time_ns <= pause)
            continue;
        if (n == PASSAGES) {
            n = 1;
            break;
        }
        passages[n - 1].to_ns = f->numbers[i - 1].time_ns;
        passages[n++].from_ns = f->numbers[i].time_ns;
    }
    passages[n - 1].to_ns = f->numbers[f->number_count - 1].time_ns;
    return n;
}

/* Widths follow durations; a short stretch has some width all the same. */
static void arrange(struct passage *passages, size_t n)
{
    double room = RIGHT - LEFT - (double)(n - 1) * PAUSE;
    double least = room / (double)n / 6;
    double total = 0;
    double at = LEFT;

    for (size_t i = 0; i < n; i++)
        total += (double)(passages[i].to_ns - passages[i].from_ns);
    for (size_t i = 0; i < n; i++) {
        double share = (double)(passages[i].to_ns - passages[i].from_ns) / (total > 0 ? total : 1);
        double width = least + (room - least * (double)n) * (total > 0 ? share : 1 / (double)n);

        passages[i].start = at;
        passages[i].end = at + width;
        at += width + PAUSE;
    }
}

static void begin_label(const struct html *h, const struct passage *s, double *next)
{
    char text[HTML_TICK];

    figure_line(h, "base", s->start, BOTTOM, s->start, BOTTOM + 5);
    if (s->start < *next)
        return;
    html_tick(h, s->from_ns, TICK_DAY, text);
    figure_label(h, s->start, BOTTOM + 20, "start", "tick");
    html_put(h, text);
    html_raw(h, " ");
    html_tick(h, s->from_ns, TICK_HOUR, text);
    html_put(h, text);
    figure_label_end(h);
    *next = s->start + 96;
}

/* Names of the two ends of a panel's scale. */
static void ends(const struct html *h, double top, double bottom)
{
    figure_label(h, LEFT - 12, top + 8, "end", "tick");
    html_text(h, N_("greatest"));
    figure_label_end(h);
    figure_label(h, LEFT - 12, bottom, "end", "tick");
    html_text(h, N_("least"));
    figure_label_end(h);
}

static void frame(const struct html *h, const struct passage *passages, size_t n)
{
    double next = 0;

    for (size_t i = 0; i < n; i++) {
        const struct passage *s = &passages[i];

        figure_line(h, "base", s->start, BOTTOM, s->end, BOTTOM);
        if (i > 0)
            figure_line(h, "moment", s->start - PAUSE / 2.0, TOP, s->start - PAUSE / 2.0, BOTTOM);
        if (n > 1)
            begin_label(h, s, &next);
    }
    if (n == 1) {
        struct axis x = {(double)passages[0].from_ns, (double)passages[0].to_ns, LEFT, RIGHT};

        figure_dates(h, &x, BOTTOM);
    }
    ends(h, TOP, BOTTOM);
}

/* Dots of one attribution as one path, in steps from one to the next. */
static void dots(const struct html *h, const struct finding *f, const struct passage *passages,
                 size_t n, bool unclear)
{
    int64_t at_x = 0;
    int64_t at_y = 0;
    size_t s = 0;

    html_raw(h,
             unclear ? "<path class=\"dots unclear\" d=\"M0 0" : "<path class=\"dots\" d=\"M0 0");
    for (size_t i = 0; i < f->number_count; i++) {
        const struct finding_number *number = &f->numbers[i];
        struct axis x;
        int64_t to_x;
        int64_t to_y;

        while (s + 1 < n && number->time_ns > passages[s].to_ns)
            s++;
        if (number->unclear != unclear)
            continue;
        x = (struct axis){(double)passages[s].from_ns, (double)passages[s].to_ns, passages[s].start,
                          passages[s].end};
        to_x = (int64_t)(axis_at(&x, (double)number->time_ns) + 0.5);
        to_y = (int64_t)(BOTTOM - 4 - (double)number->place * (BOTTOM - TOP - 8) + 0.5);
        if (i > 0 && to_x == at_x && to_y == at_y)
            continue;
        out_print(h->out, "m%d %dh0", (int)(to_x - at_x), (int)(to_y - at_y));
        at_x = to_x;
        at_y = to_y;
    }
    html_raw(h, "\"/>\n");
}

/* Numbers in a row as steps: each has the same width, whatever the time between them. */
static void stairs(const struct html *h, const struct finding *f)
{
    double width = (RIGHT - LEFT) / (double)f->run_count;
    struct slot slots[] = {slot_count(f->run_count)};

    figure_label(h, LEFT, BELOW - 12, "start", "panel");
    html_fill(h, text_get(h->lang, N_("{1} of them in a row, one after another")), slots);
    figure_label_end(h);
    figure_line(h, "base", LEFT, BELOW + DEPTH, RIGHT, BELOW + DEPTH);
    ends(h, BELOW, BELOW + DEPTH);
    html_raw(h, "<path class=\"stairs\" d=\"");
    for (size_t i = 0; i < f->run_count; i++) {
        html_raw(h, i ? "V" : "M92 ");
        figure_number(h, BELOW + DEPTH - 6 - (double)f->run[i].place * (DEPTH - 12));
        html_raw(h, "H");
        figure_number(h, LEFT + (double)(i + 1) * width);
    }
    html_raw(h, "\"/>\n");
}

/* What is seen. */
static const char *sentence(const struct html *h, const struct finding_walk *w)
{
    switch (order_of(w)) {
    case ORDER_UP:
        return text_get(h->lang, N_("A staircase: {2} of the steps go to a number at most 10 "
                                    "above one of those asked for just before. Numbers were tried "
                                    "one after another."));
    case ORDER_DOWN:
        return text_get(h->lang, N_("A staircase that descends: {2} of the steps go to a number at "
                                    "most 10 below one of those asked for just before. Numbers "
                                    "were tried one after another."));
    case ORDER_BOTH:
        return text_get(h->lang, N_("{2} of the steps go to a number at most 10 away from one of "
                                    "those asked for just before, up or down: numbers were tried "
                                    "in rows."));
    case ORDER_SORTED:
        return text_get(h->lang, N_("The numbers rise, but only {2} of the steps go to a number "
                                    "close by: a sorted list was worked through rather than a "
                                    "series."));
    default:
        return text_get(h->lang, N_("The order follows no number: {2} of the steps go to a "
                                    "number close by. Nobody counted here: it looks like a list, "
                                    "or like persons asked for one by one."));
    }
}

static void caption(const struct html *h, const struct finding *f, size_t passages, bool close)
{
    const struct finding_walk *w = &f->walk;
    char share[TEXT_COUNT];
    struct slot slots[] = {
        slot_count(w->asked),
        slot_log(str_of(text_percent(h->lang, w->up + w->down, w->steps, share))),
        slot_count(f->number_count)};

    if (order_of(w) == ORDER_UP)
        slots[1] = slot_log(str_of(text_percent(h->lang, w->up, w->steps, share)));
    else if (order_of(w) == ORDER_DOWN)
        slots[1] = slot_log(str_of(text_percent(h->lang, w->down, w->steps, share)));
    figure_seen(h, sentence(h, w), slots);
    html_fill(h,
              w->nir
                  ? text_plural(h->lang,
                                "Each dot is a social security number (NIR) that was asked for.",
                                "Each dot is a social security number (NIR) that was asked for; "
                                "{3} of {1} requests are drawn.",
                                w->asked)
                  : text_plural(h->lang, "Each dot is a file or member number that was asked for.",
                                "Each dot is a file or member number that was asked for; {3} of "
                                "{1} requests are drawn.",
                                w->asked),
              slots);
    html_raw(h, " ");
    html_text(h, N_("Its height is its rank among them, so that no number can be read here."));
    if (close) {
        html_raw(h, " ");
        html_text(h, N_("Below: where most steps go to a neighbour."));
    }
    if (passages > 1) {
        html_raw(h, " ");
        html_text(h, N_("Dotted lines: longer pauses, cut out."));
    }
}

void figure_numbers(const struct html *h, const struct finding *f, size_t number)
{
    struct slot slots[] = {slot_log(f->account), slot_count(f->walk.asked)};
    struct figure figure = {.name = "numbers", .number = number, .width = WIDTH, .slots = slots};
    struct passage passages[PASSAGES];
    bool close = f->run_count >= LEAST && order_of(&f->walk) < ORDER_SORTED;
    size_t n;

    if (f->number_count < LEAST || f->walk.steps == 0)
        return;
    figure.height = close ? BELOW + DEPTH + 14 : BOTTOM + 46;
    n = split(f, passages);
    arrange(passages, n);
    figure.title = text_get(h->lang, f->walk.nir ? N_("Social security numbers (NIR) in the order "
                                                      "in which they were asked for, account {1}")
                                                 : N_("File or member numbers in the order in "
                                                      "which they were asked for, account {1}"));
    figure.description = text_get(
        h->lang, N_("Dots over time, one for a number asked for, higher for a greater "
                    "one, of {2} requests in all. The caption says what order they have."));
    figure_open(h, &figure);
    frame(h, passages, n);
    dots(h, f, passages, n, true);
    dots(h, f, passages, n, false);
    if (close)
        stairs(h, f);
    figure_drawn(h);
    caption(h, f, n, close);
    figure_close(h);
}

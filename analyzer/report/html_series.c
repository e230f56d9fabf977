/*
 * html_series.c: the part of the coverage that is about time: hours of each series, silences,
 * clocks that step back.
 */
#include "report/figure.h"
#include "report/html.h"

/* The series of a row: 0 is all together, which is left out when it is the only one. */
static const struct series *series_at(const struct series_set *set, size_t i)
{
    return i ? &set->list[i - 1] : &set->all;
}

static void series_cell(const struct html *h, const struct series *series)
{
    html_raw(h, "<th scope=\"row\" class=\"input\">");
    if (series->name.p)
        html_code(h, series->name);
    else
        html_text(h, N_("all inputs"));
    html_raw(h, "</th>");
}

static void hours_cell(const struct html *h, const struct series *series, uint64_t hours)
{
    if (!series->hours.refused) {
        html_cell_count(h, hours);
        return;
    }
    html_raw(h, "<td class=\"n\">");
    html_text(h, N_("too many"));
    html_raw(h, "</td>");
}

static void series_table(const struct html *h)
{
    static const struct column columns[] = {
        {N_("Series"), false},          {N_("Inputs"), true},        {N_("Understood"), true},
        {N_("Hours with lines"), true}, {N_("Hours without"), true}, {N_("Gaps"), true},
        {N_("First and last"), false}};
    const struct series_set *set = &h->dossier->series;
    size_t first = set->count > 1 ? 0 : 1;
    size_t shown = set->count < HTML_ROWS ? set->count : HTML_ROWS;

    html_table(h, text_get(h->lang, N_("Series: the files that one log was rotated into")), NULL,
               columns, sizeof columns / sizeof columns[0]);
    for (size_t i = first; i <= shown; i++) {
        const struct series *series = series_at(set, i);

        html_raw(h, "<tr>");
        series_cell(h, series);
        html_cell_count(h, series->inputs);
        html_cell_count(h, series->lines);
        hours_cell(h, series, series->hours.count);
        hours_cell(h, series, series->hours_without);
        html_cell_count(h, series->improbable);
        html_cell_span(h, series->lines ? series->first_ns : TIME_NONE,
                       series->lines ? series->last_ns : TIME_NONE);
        html_raw(h, "</tr>\n");
    }
    html_table_end(h);
    html_omitted(h, set->count - shown);
}

static const char *silence_text(const struct silence *silence)
{
    if (silence->kind == SILENCE_BEGINS)
        return N_("begins later than the others");
    return silence->kind == SILENCE_ENDS ? N_("ends before the others") : N_("no line");
}

static void silence_row(const struct html *h, const struct series *series,
                        const struct silence *silence, uint64_t number)
{
    html_raw(h, "<tr>");
    html_cell_count(h, number);
    series_cell(h, series);
    html_raw(h, silence->improbable ? "<td><strong>" : "<td>");
    html_text(h, silence_text(silence));
    html_raw(h, silence->improbable ? "</strong></td>" : "</td>");
    html_cell_span(h, silence->from_ns, silence->to_ns);
    html_cell_count(h, (uint64_t)((silence->to_ns - silence->from_ns) / NS_PER_HOUR));
    html_cell_count(h, (uint64_t)silence->expected);
    html_raw(h, "<td>");
    html_text(h, silence->improbable ? N_("a gap: the reading is incomplete")
                                     : N_("too little is known to call it a gap"));
    html_raw(h, "</td></tr>\n");
}

static void silence_table(const struct html *h)
{
    static const struct column columns[] = {
        {N_("No."), true},          {N_("Series"), false}, {N_("What"), false},
        {N_("From and to"), false}, {N_("Hours"), true},   {N_("Lines expected, at least"), true},
        {N_("Judgement"), false}};
    const struct series_set *set = &h->dossier->series;
    uint64_t number = 0;
    uint64_t omitted = 0;

    for (size_t i = set->count > 1 ? 0 : 1; i <= set->count; i++)
        number += series_at(set, i)->silence_count;
    if (number == 0)
        return;
    number = 0;
    html_table(h, text_get(h->lang, N_("Silences: hours in which lines are missing")), NULL,
               columns, sizeof columns / sizeof columns[0]);
    for (size_t i = set->count > 1 ? 0 : 1; i <= set->count; i++) {
        const struct series *series = series_at(set, i);

        omitted += series->silences_omitted;
        for (size_t k = 0; k < series->silence_count; k++) {
            if (number < HTML_ROWS)
                silence_row(h, series, &series->silences[k], ++number);
            else
                omitted++;
        }
    }
    html_table_end(h);
    html_omitted(h, omitted);
    html_raw(h, "<p class=\"note\">");
    html_text(h, N_("Expected is what the same hours hold on at least three of four comparable "
                    "days. A silence counts as a gap when chance would bring one less often than "
                    "once in a million such logs."));
    html_raw(h, "</p>\n");
}

static void step_row(const struct html *h, const struct coverage *c)
{
    html_raw(h, "<tr><th scope=\"row\" class=\"input\">");
    html_code(h, c->input);
    html_raw(h, "</th>");
    html_cell_count(h, c->order.back);
    html_cell_count(h, c->order.steps);
    html_raw(h, "<td class=\"n\">");
    html_number(h, (double)c->order.most_ns / NS_PER_SECOND);
    html_raw(h, "</td>");
    html_cell_count(h, c->order.most_line);
    html_raw(h, "</tr>\n");
}

static void step_table(const struct html *h)
{
    static const struct column columns[] = {{N_("Input"), false},
                                            {N_("Lines out of order"), true},
                                            {N_("Of these, clock steps"), true},
                                            {N_("Farthest back (s)"), true},
                                            {N_("In line"), true}};
    const struct dossier *d = h->dossier;
    size_t found = 0;

    for (size_t i = 0; i < d->input_count; i++)
        found += d->inputs[i].order.steps > 0;
    if (found == 0)
        return;
    html_table(h, text_get(h->lang, N_("Clocks that step back")), NULL, columns,
               sizeof columns / sizeof columns[0]);
    found = 0;
    for (size_t i = 0; i < d->input_count; i++) {
        if (d->inputs[i].order.steps && found++ < HTML_ROWS)
            step_row(h, &d->inputs[i]);
    }
    html_table_end(h);
    html_omitted(h, found > HTML_ROWS ? found - HTML_ROWS : 0);
}

/* Disorder that is usual, in one sentence. */
static void disorder(const struct html *h)
{
    const struct dossier *d = h->dossier;
    struct slot slots[] = {slot_count(0), slot_count(0)};
    uint64_t back = 0;
    int64_t most_ns = 0;

    for (size_t i = 0; i < d->input_count; i++) {
        const struct order *order = &d->inputs[i].order;

        if (order->steps || d->inputs[i].duplicate_of.p)
            continue;
        back += order->back;
        most_ns = order->most_ns > most_ns ? order->most_ns : most_ns;
    }
    html_raw(h, "<p class=\"note\">");
    slots[0] = slot_count(back);
    slots[1] = slot_count((uint64_t)((most_ns + NS_PER_SECOND - 1) / NS_PER_SECOND));
    html_fill(
        h,
        text_plural(h->lang,
                    "{1} line is earlier than the line before it, by {2} s at most, in inputs "
                    "whose clock does not step back: servers log when a request ends, so that "
                    "is usual. A step is more than 60 s.",
                    "{1} lines are earlier than the line before them, by {2} s at most, in "
                    "inputs whose clock does not step back: servers log when a request ends, "
                    "so that is usual. A step is more than 60 s.",
                    back),
        slots);
    html_raw(h, "</p>\n");
}

void html_series(const struct html *h)
{
    if (h->dossier->series.count == 0)
        return;
    figure_hours(h);
    silence_table(h);
    series_table(h);
    step_table(h);
    disorder(h);
}

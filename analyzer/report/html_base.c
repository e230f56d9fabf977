/*
 * html_base.c: the small pieces of report.html: texts, numbers, moments, tables. Knows nothing
 * about what the page says.
 */
#include "report/html.h"

#include <math.h>
#include <stdio.h>

#define DASH "\xE2\x80\x94"

void html_raw(const struct html *h, const char *markup)
{
    out_text(h->out, markup);
}

void html_put(const struct html *h, const char *text)
{
    out_html(h->out, str_of(text));
}

void html_text(const struct html *h, const char *english)
{
    html_put(h, text_get(h->lang, english));
}

static void put_slot(const struct html *h, const struct slot *slot)
{
    if (slot->kind == SLOT_COUNT)
        html_count(h, slot->count);
    else if (slot->kind == SLOT_TIME)
        html_time(h, slot->time_ns);
    else
        html_log(h, slot->text);
}

void html_fill(const struct html *h, const char *text, const struct slot *slots)
{
    const char *from = text;

    for (const char *c = text; *c; c++) {
        if (c[0] != '{' || c[1] < '1' || c[1] > '9' || c[2] != '}')
            continue;
        out_html(h->out, (struct str){from, (size_t)(c - from)});
        put_slot(h, &slots[c[1] - '1']);
        c += 2;
        from = c + 1;
    }
    html_put(h, from);
}

void html_log(const struct html *h, struct str text)
{
    out_html(h->out, text.n ? text : STR(DASH));
}

void html_code(const struct html *h, struct str text)
{
    if (text.n == 0) {
        html_raw(h, DASH);
        return;
    }
    html_raw(h, "<code>");
    out_html(h->out, text);
    html_raw(h, "</code>");
}

void html_count(const struct html *h, uint64_t value)
{
    char buffer[TEXT_COUNT];

    html_put(h, text_count(h->lang, value, buffer));
}

void html_number(const struct html *h, double value)
{
    double whole;
    unsigned hundredths;

    if (!isfinite(value) || value < 0 || value >= 1e18) {
        html_raw(h, DASH);
        return;
    }
    whole = value >= 100 ? floor(value + 0.5) : floor(value + 0.005);
    hundredths = value >= 100 ? 0 : (unsigned)floor((value + 0.005 - whole) * 100) % 100;
    html_count(h, (uint64_t)whole);
    if (hundredths == 0)
        return;
    html_raw(h, h->lang == LANG_FR ? "," : ".");
    if (hundredths % 10)
        out_print(h->out, "%02u", hundredths);
    else
        out_u64(h->out, hundredths / 10);
}

void html_range(const struct html *h, uint64_t floor_count, uint64_t ceiling)
{
    struct slot slots[] = {slot_count(floor_count), slot_count(ceiling)};

    if (floor_count == ceiling)
        html_count(h, ceiling);
    else
        html_fill(h, text_get(h->lang, N_("{1} to {2}")), slots);
}

void html_time(const struct html *h, int64_t time_ns)
{
    char machine[CLOCK_TEXT];
    struct civil c;

    if (time_ns == TIME_NONE) {
        html_raw(h, DASH);
        return;
    }
    c = clock_civil(time_ns, h->dossier->offset_seconds);
    (void)clock_rfc3339(time_ns, machine);
    out_print(h->out, "<time datetime=\"%s\">", machine);
    if (h->lang == LANG_FR)
        out_print(h->out, "%02d/%02d/%04d", c.day, c.month, c.year);
    else
        out_print(h->out, "%04d-%02d-%02d", c.year, c.month, c.day);
    out_print(h->out, " %02d:%02d:%02d</time>", c.hour, c.minute, c.second);
}

struct str html_zone(const struct html *h, char text[HTML_ZONE])
{
    int seconds = h->dossier->offset_seconds;
    int minutes = (seconds < 0 ? -seconds : seconds) / 60 % (24 * 60);
    int n = snprintf(text, HTML_ZONE, "UTC%c%02d:%02d", seconds < 0 ? '-' : '+', minutes / 60,
                     minutes % 60);

    return (struct str){text, (size_t)n};
}

void html_tick(const struct html *h, int64_t time_ns, enum tick_kind kind, char text[HTML_TICK])
{
    struct civil c = clock_civil(time_ns, h->dossier->offset_seconds);
    bool french = h->lang == LANG_FR;

    if (kind == TICK_HOUR)
        snprintf(text, HTML_TICK, "%02d:%02d", c.hour, c.minute);
    else if (kind == TICK_DAY && french)
        snprintf(text, HTML_TICK, "%02d/%02d", c.day, c.month);
    else if (kind == TICK_DAY)
        snprintf(text, HTML_TICK, "%02d-%02d", c.month, c.day);
    else if (kind == TICK_MONTH && french)
        snprintf(text, HTML_TICK, "%02d/%04d", c.month, c.year);
    else if (kind == TICK_MONTH)
        snprintf(text, HTML_TICK, "%04d-%02d", c.year, c.month);
    else if (french)
        snprintf(text, HTML_TICK, "%02d/%02d/%04d", c.day, c.month, c.year);
    else
        snprintf(text, HTML_TICK, "%04d-%02d-%02d", c.year, c.month, c.day);
}

/* Opens <code> and the span of the line number, which stays open for a range. */
static void open_line(const struct html *h, const struct evidence *evidence)
{
    struct str input = evidence->input < h->dossier->input_count
                           ? h->dossier->inputs[evidence->input].input
                           : STR_NONE;

    html_raw(h, "<code>");
    html_log(h, input);
    html_raw(h, "<wbr><span class=\"line\">:");
    out_u64(h->out, evidence->line);
}

void html_evidence(const struct html *h, const struct evidence *evidence)
{
    open_line(h, evidence);
    html_raw(h, "</span></code>");
}

void html_evidences(const struct html *h, const struct evidence *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i && list[i].input == list[i - 1].input) {
            html_raw(h, ", ");
            out_u64(h->out, list[i].line);
            continue;
        }
        if (i)
            html_raw(h, "</code><br>");
        open_line(h, &list[i]);
        html_raw(h, "</span>");
    }
    if (count)
        html_raw(h, "</code>");
}

void html_lines(const struct html *h, const struct evidence *first, const struct evidence *last)
{
    bool together = first->input == last->input;

    open_line(h, first);
    if (together && last->line != first->line) {
        html_raw(h, "\xE2\x80\x93");
        out_u64(h->out, last->line);
    }
    html_raw(h, "</span></code>");
    if (together)
        return;
    html_raw(h, "<br>");
    html_evidence(h, last);
}

const char *html_verdict(enum lang lang, enum verdict verdict)
{
    static const char *const names[] = {N_("No account accused"), N_("Use to check"),
                                        N_("Suspect use"), N_("Harvesting")};

    return text_get(lang, names[verdict]);
}

const char *html_attribution(enum lang lang, enum attribution attributed)
{
    static const char *const names[] = {N_("Holder"), N_("Unclear"), N_("Attacker")};

    return text_get(lang, names[attributed]);
}

void html_mark(const struct html *h, enum attribution attributed)
{
    static const char *const shapes[] = {"<circle cx=\"6\" cy=\"6\" r=\"4.5\"/>",
                                         "<rect x=\"2\" y=\"2\" width=\"8\" height=\"8\"/>",
                                         "<path d=\"M6 0l6 6-6 6-6-6z\"/>"};

    out_print(h->out,
              "<span class=\"marked\"><svg class=\"mark %s\" aria-hidden=\"true\" "
              "viewBox=\"0 0 12 12\">%s</svg>",
              attribution_name(attributed), shapes[attributed]);
    html_put(h, html_attribution(h->lang, attributed));
    html_raw(h, "</span>");
}

void html_table(const struct html *h, const char *caption, const struct slot *slots,
                const struct column *columns, size_t count)
{
    html_raw(h, "<section class=\"scroll\" tabindex=\"0\" aria-label=\"");
    html_fill(h, caption, slots);
    html_raw(h, "\">\n<table>\n<caption>");
    html_fill(h, caption, slots);
    html_raw(h, "</caption>\n<thead><tr>");
    for (size_t i = 0; i < count; i++) {
        html_raw(h, columns[i].number ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">");
        html_text(h, columns[i].title);
        html_raw(h, "</th>");
    }
    html_raw(h, "</tr></thead>\n<tbody>\n");
}

void html_table_end(const struct html *h)
{
    html_raw(h, "</tbody>\n</table>\n</section>\n");
}

void html_cell_count(const struct html *h, uint64_t value)
{
    html_raw(h, "<td class=\"n\">");
    html_count(h, value);
    html_raw(h, "</td>");
}

void html_cell_time(const struct html *h, int64_t time_ns)
{
    html_raw(h, "<td class=\"t\">");
    html_time(h, time_ns);
    html_raw(h, "</td>");
}

void html_cell_span(const struct html *h, int64_t first_ns, int64_t last_ns)
{
    html_raw(h, "<td class=\"t\">");
    html_time(h, first_ns);
    if (last_ns != first_ns) {
        html_raw(h, "<br>");
        html_time(h, last_ns);
    }
    html_raw(h, "</td>");
}

void html_cell_log(const struct html *h, struct str text)
{
    html_raw(h, "<td>");
    html_log(h, text);
    html_raw(h, "</td>");
}

void html_omitted(const struct html *h, uint64_t omitted)
{
    struct slot slots[] = {slot_count(omitted)};

    if (omitted == 0)
        return;
    html_raw(h, "<p class=\"note\">");
    html_fill(h,
              text_plural(h->lang, "{1} more row is not shown; findings.json has it.",
                          "{1} more rows are not shown; findings.json has them.", omitted),
              slots);
    html_raw(h, "</p>\n");
}

void html_place(const struct html *h, const struct place *place)
{
    struct str city = place->city[h->lang];
    struct str country = place->country[h->lang].n ? place->country[h->lang] : place->country_code;

    if (city.n) {
        html_log(h, city);
        if (country.n)
            html_raw(h, ", ");
    }
    if (country.n || !city.n)
        html_log(h, country);
}

void html_account(const struct html *h, size_t finding)
{
    bool linked = finding < HTML_FINDINGS;

    if (linked)
        out_print(h->out, "<a href=\"#f%zu\">", finding + 1);
    html_log(h, h->dossier->findings[finding].account);
    html_raw(h, linked ? "</a>" : "");
}

void html_fact(const struct html *h, const char *name)
{
    html_raw(h, "<div><dt>");
    html_text(h, name);
    html_raw(h, "</dt><dd>");
}

void html_fact_end(const struct html *h)
{
    html_raw(h, "</dd></div>\n");
}

bool html_fold(const struct html *h, uint64_t rows)
{
    struct slot slots[] = {slot_count(rows)};

    if (rows <= HTML_OPEN)
        return false;
    html_raw(h, "<details class=\"long\"><summary>");
    html_fill(h, text_plural(h->lang, "{1} row", "{1} rows", rows), slots);
    html_raw(h, "</summary>\n");
    return true;
}

void html_fold_end(const struct html *h, bool folded)
{
    html_raw(h, folded ? "</details>\n" : "");
}

/*
 * html_coverage.c: accounts without a finding, what was read and what was not, and what the log
 * cannot tell: "no alert" must never mean "did not look".
 */
#include "detect/detect.h"
#include "report/caret.h"
#include "report/html.h"

static void heading(const struct html *h, const char *id, const char *title)
{
    out_print(h->out, "<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">", id, id);
    html_text(h, title);
    html_raw(h, "</h2>\n");
}

/* What every account was put through. */
static void tests(const struct html *h)
{
    html_raw(h, "<ul class=\"limits\">\n");
    for (size_t i = 0; i < detector_count; i++) {
        const char *label = detector_label(h->lang, detectors[i]->name);

        html_raw(h, "<li>");
        if (strcmp(label, detectors[i]->name) != 0) {
            html_raw(h, "<b>");
            html_put(h, label);
            html_raw(h, "</b> ");
        }
        html_raw(h, "<code>");
        html_put(h, detectors[i]->name);
        html_raw(h, "</code> ");
        html_text(h, detector_doc(detectors[i]));
        html_raw(h, "</li>\n");
    }
    html_raw(h, "</ul>\n");
}

void html_accounts(const struct html *h)
{
    const struct dossier *d = h->dossier;
    struct slot slots[] = {slot_count(d->records), slot_count(d->account_count)};

    heading(h, "accounts", N_("Accounts without a finding, on these tests"));
    html_raw(h, "<p>");
    html_log(h, d->cleared[h->lang]);
    html_raw(h, "</p>\n<p>");
    html_fill(h,
              text_plural(h->lang,
                          "The log names {2} account; all together were shown {1} records.",
                          "The log names {2} accounts; all together were shown {1} records.",
                          d->account_count),
              slots);
    html_raw(h, " ");
    html_text(h, N_("An account is compared with its own past and with comparable accounts; an "
                    "account without either is compared with all."));
    html_raw(h, "</p>\n<details><summary>");
    html_text(h, N_("The tests"));
    html_raw(h, "</summary>\n");
    tests(h);
    html_raw(h, "</details>\n</section>\n");
}

static void status(const struct html *h, const struct coverage *c)
{
    char damage[DAMAGE_TEXT];

    if (c->duplicate_of.n) {
        html_text(h, N_("same content as"));
        html_raw(h, " ");
        html_code(h, c->duplicate_of);
    } else if (c->damage.kind != DAMAGE_NONE) {
        html_raw(h, "<strong>");
        html_text(h, N_("damaged"));
        html_raw(h, "</strong> ");
        html_log(h, damage_text(&c->damage, h->lang, damage));
        if (c->last_good_ns != TIME_NONE) {
            html_raw(h, "; ");
            html_text(h, N_("last line before it:"));
            html_raw(h, " ");
            html_time(h, c->last_good_ns);
        }
    } else if (c->lines == 0) {
        html_text(h, N_("empty"));
    } else if (coverage_void(c)) {
        html_text(h, N_("nothing of a log: blank lines, comments, headers"));
    } else if (!c->layout.n) {
        html_raw(h, "<strong>");
        html_text(h, N_("no known layout"));
        html_raw(h, "</strong>");
    } else if (coverage_rejected(c)) {
        html_text(h, N_("lines rejected"));
    } else {
        html_text(h, N_("complete"));
    }
}

/* The layout of most lines, and those of the others. */
static void layout_cell(const struct html *h, const struct coverage *c)
{
    html_raw(h, "<td>");
    html_log(h, c->layout);
    for (uint32_t i = 0; i < c->other_count; i++) {
        html_raw(h, i ? ", " : "<br>");
        if (i == 0) {
            html_text(h, N_("of them in another layout:"));
            html_raw(h, " ");
        }
        html_log(h, c->others[i].name);
        html_raw(h, " ");
        html_count(h, c->others[i].lines);
    }
    html_raw(h, "</td>");
}

static void input_row(const struct html *h, const struct coverage *c)
{
    html_raw(h, "<tr><th scope=\"row\" class=\"input\">");
    html_code(h, c->input);
    html_raw(h, "</th><td>");
    status(h, c);
    html_raw(h, "</td>");
    layout_cell(h, c);
    html_cell_count(h, c->lines);
    html_cell_count(h, c->parsed);
    html_cell_count(h, coverage_rejected(c));
    html_cell_count(h, c->skipped);
    html_cell_span(h, c->first_ns, c->last_ns);
    html_raw(h, "</tr>\n");
}

static void inputs(const struct html *h)
{
    static const struct column columns[] = {
        {N_("Input"), false},  {N_("State"), false},          {N_("Layout"), false},
        {N_("Lines"), true},   {N_("Understood"), true},      {N_("Rejected"), true},
        {N_("Skipped"), true}, {N_("First and last"), false},
    };
    const struct dossier *d = h->dossier;
    size_t shown = d->input_count < HTML_ROWS ? d->input_count : HTML_ROWS;
    bool folded;

    html_raw(h, "<h3>");
    html_text(h, N_("Inputs, and what was read of them"));
    html_raw(h, "</h3>\n");
    folded = html_fold(h, d->input_count);
    html_table(h, text_get(h->lang, N_("Inputs, and what was read of them")), NULL, columns,
               sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < shown; i++)
        input_row(h, &d->inputs[i]);
    html_table_end(h);
    html_omitted(h, d->input_count - shown);
    html_fold_end(h, folded);
    html_raw(h, "<p class=\"note\">");
    html_text(h, N_("Lines = understood + rejected + skipped. Skipped lines are blank, comments or "
                    "headers. A duplicate is named and not counted."));
    html_raw(h, "</p>\n");
}

/* A caret under the byte where the line stopped making sense. Rows are cut here, so that no browser
 * wraps them and moves the caret; a narrow window scrolls. */
static void sample(const struct html *h, const struct coverage *c, const struct reject_sample *s)
{
    struct caret caret = caret_of(s, false);
    struct str row;
    int blanks;

    html_raw(h, "<div class=\"sample\"><p><code>");
    html_log(h, c->input);
    out_print(h->out, ":%llu:%u</code></p><pre tabindex=\"0\">", (unsigned long long)s->line,
              s->column + 1);
    while (caret_next(&caret, &row, &blanks)) {
        out_html(h->out, row);
        html_raw(h, "\n");
        if (blanks >= 0)
            out_print(h->out, "%*s^\n", blanks, "");
    }
    html_raw(h, "</pre></div>\n");
}

static void samples_of(const struct html *h, int reason)
{
    const struct dossier *d = h->dossier;
    int shown = 0;

    for (size_t i = 0; i < d->input_count && shown < LIMIT_REJECT_SAMPLES; i++) {
        const struct coverage *c = &d->inputs[i];

        if (c->duplicate_of.p)
            continue; /* its lines are shown where they stand first */
        for (int k = 0; k < c->sample_count[reason] && shown < LIMIT_REJECT_SAMPLES; k++, shown++)
            sample(h, c, &c->samples[reason][k]);
    }
}

static void rejects(const struct html *h)
{
    const struct dossier *d = h->dossier;

    if (d->rejected == 0)
        return;
    html_raw(h, "<h3>");
    html_text(h, N_("Lines that could not be read, by reason"));
    html_raw(h, "</h3>\n<p class=\"note\">");
    html_text(h, N_("A caret marks where a line stops making sense; its column stands behind the "
                    "line's number. In the samples every digit is replaced by #."));
    html_raw(h, "</p>\n<dl class=\"rejects\">\n");
    for (int reason = 0; reason < REJECT_COUNT; reason++) {
        struct slot slots[1];
        uint64_t sum = dossier_rejected(d, (enum reject)reason);

        if (sum == 0)
            continue;
        slots[0] = slot_count(sum);
        html_raw(h, "<dt>");
        html_text(h, reject_doc((enum reject)reason));
        html_raw(h, "</dt><dd>");
        html_fill(h, text_plural(h->lang, "{1} line", "{1} lines", sum), slots);
        samples_of(h, reason);
        html_raw(h, "</dd>\n");
    }
    html_raw(h, "</dl>\n");
}

void html_coverage(const struct html *h)
{
    const struct dossier *d = h->dossier;
    struct slot slots[] = {slot_count(d->lines), slot_count(d->parsed), slot_count(d->rejected),
                           slot_count(d->skipped), slot_count(d->input_count)};

    heading(h, "coverage", N_("What was read, and what was not"));
    html_raw(h, "<p>");
    html_fill(h,
              text_plural(h->lang,
                          "{5} input, {1} lines: {2} understood, {3} rejected, {4} skipped.",
                          "{5} inputs, {1} lines: {2} understood, {3} rejected, {4} skipped.",
                          d->input_count),
              slots);
    html_raw(h, " ");
    html_raw(h, dossier_incomplete(d) ? "<strong>" : "");
    html_text(h, dossier_incomplete(d) ? N_("The reading is incomplete.")
                                       : N_("The reading is complete."));
    html_raw(h, dossier_incomplete(d) ? "</strong></p>\n" : "</p>\n");
    html_series(h);
    inputs(h);
    rejects(h);
    html_raw(h, "</section>\n");
}

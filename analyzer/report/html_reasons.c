/*
 * html_reasons.c: why an account is reported: each reason with the weight that it has, as a bar and
 * in a word. Sentences are the detectors'.
 */
#include <math.h>

#include "detect/detect.h"
#include "report/figure.h"

/* Evidence that fills the bar, in bans, and the length of the bar. */
#define BAR_BANS  5.0
#define BAR_WIDTH 64.0

/* Words for a weight of evidence: likelihood ratios of 3, 20 and 150 (Kass and Raftery, Journal of
 * the American Statistical Association 90, 1995). */
static const char *weight_word(double bans)
{
    if (bans <= -log10(3))
        return N_("for the holder");
    if (bans < log10(3))
        return N_("weak");
    if (bans < log10(20))
        return N_("clear");
    return bans < log10(150) ? N_("strong") : N_("very strong");
}

void html_cell_weight(const struct html *h, double bans)
{
    html_raw(h, "<td class=\"weight\"><svg aria-hidden=\"true\" viewBox=\"0 0 64 8\">"
                "<rect class=\"track\" width=\"64\" height=\"8\"/><rect class=\"full\"");
    figure_attribute(h, "width", fmin(fmax(bans / BAR_BANS, 0), 1) * BAR_WIDTH);
    html_raw(h, " height=\"8\"/></svg> ");
    html_text(h, weight_word(bans));
    html_raw(h, "</td>");
}

void html_evidences_folded(const struct html *h, const struct evidence *list, size_t count)
{
    struct slot slots[] = {slot_count(count)};

    if (count == 0)
        return;
    html_raw(h, "<details><summary>");
    html_fill(h, text_plural(h->lang, "{1} line", "{1} lines", count), slots);
    html_raw(h, "</summary>");
    html_evidences(h, list, count);
    html_raw(h, "</details>");
}

static void reason_row(const struct html *h, const struct reason *r)
{
    size_t count = r->evidence_count > 0 ? (size_t)r->evidence_count : 0;

    if (count > LIMIT_REASON_EVIDENCE)
        count = LIMIT_REASON_EVIDENCE;
    html_raw(h, "<tr>");
    html_cell_weight(h, r->bans);
    html_raw(h, "<td class=\"why\">");
    html_log(h, r->text[h->lang]);
    html_raw(h, " <small class=\"detector\">");
    html_log(h, str_of(detector_label(h->lang, r->detector)));
    html_raw(h, "</small></td>");
    html_cell_span(h, r->from_ns, r->to_ns);
    html_raw(h, "<td class=\"evidence\">");
    html_evidences_folded(h, r->evidence, count);
    html_raw(h, "</td></tr>\n");
}

void html_reasons(const struct html *h, const struct finding *f)
{
    static const struct column columns[] = {
        {N_("Weight"), false},
        {N_("Reason"), false},
        {N_("Window"), false},
        {N_("Lines"), false},
    };
    struct slot slots[] = {slot_log(f->account)};

    html_raw(h, "<h3>");
    html_text(h, N_("Reasons"));
    html_raw(h, "</h3>\n");
    html_table(h, text_get(h->lang, N_("Why account {1} is reported: observed against expected")),
               slots, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < f->reason_count; i++)
        reason_row(h, &f->reasons[i]);
    html_table_end(h);
    html_raw(h, "<p class=\"note\">");
    html_text(h, N_("Weight: how many times as probable this is in harvesting as in the account's "
                    "usual work. Weak: less than 3 times; clear: 3 to 20; strong: 20 to 150; very "
                    "strong: more than 150. A reason alone accuses nobody."));
    html_raw(h, "</p>\n");
}

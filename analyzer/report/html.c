/*
 * html.c: report.html, the report for people. One file that makes no request: its style and its
 * script are in it, and the policy in its head allows these two by their digests and nothing else.
 * Order of the page only; the sections are in html_*.c, the figures in figure_*.c.
 */
#include "report/html.h"

#include "report/figure.h"
#include "report/report.h"

/* An attribute of the script: a word that it shows. */
static void word(const struct html *h, const char *name, const char *english)
{
    out_print(h->out, " data-%s=\"", name);
    html_text(h, english);
    html_raw(h, "\"");
}

/* Last of all, so that it finds the page whole. */
static void behaviour(const struct html *h)
{
    const struct slot counts[] = {slot_log(STR("@1")), slot_log(STR("@2"))}; /* the script's */

    html_raw(h, "<script");
    word(h, "filter", N_("Filter these rows"));
    html_raw(h, " data-rows=\"");
    html_fill(h, text_get(h->lang, N_("{1} of {2} rows")), counts);
    html_raw(h, "\"");
    word(h, "zoom", N_("Zoom of the figure:"));
    word(h, "plus", N_("Zoom in"));
    word(h, "minus", N_("Zoom out"));
    word(h, "reset", N_("Whole figure"));
    html_raw(h, ">");
    html_script(h);
    html_raw(h, "</script>\n");
}

static void head(const struct html *h)
{
    html_raw(h, "<!DOCTYPE html>\n<html lang=\"");
    html_raw(h, text_lang_code(h->lang));
    html_raw(h, "\">\n<head>\n<meta charset=\"utf-8\">\n<title>");
    html_put(h, html_verdict(h->lang, dossier_verdict(h->dossier)));
    if (dossier_verdict(h->dossier) == VERDICT_NONE && dossier_alerted(h->dossier)) {
        html_raw(h, ", ");
        html_text(h, N_("signatures alerted"));
    }
    html_raw(h, " \xC2\xB7 limier</title>\n"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                "<meta name=\"referrer\" content=\"no-referrer\">\n"
                "<meta name=\"color-scheme\" content=\"light dark\">\n");
    html_style(h, true);
    html_raw(h, "</head>\n");
}

static void skip_link(const struct html *h)
{
    html_raw(h, "<body>\n<a class=\"skip\" href=\"#main\">");
    html_text(h, N_("Skip to the report"));
    html_raw(h, "</a>\n");
}

static void foot(const struct html *h)
{
    html_raw(h, "<footer class=\"foot\"><p>");
    html_text(h,
              N_("The account is taken for compromised until shown otherwise: this report speaks "
                 "of its use, not of its holder. Beneficiaries are named nowhere in it."));
    html_raw(h, "</p></footer>\n");
    behaviour(h);
    html_raw(h, "</body>\n</html>\n");
}

static void page(const struct html *h)
{
    const struct dossier *d = h->dossier;

    head(h);
    skip_link(h);
    html_header(h);
    html_raw(h, "<main id=\"main\">\n");
    html_essentials(h);
    html_contents(h);
    html_summary(h);
    html_indicators(h);
    figure_land(h);
    html_campaigns(h);
    for (size_t i = 0; i < d->finding_count && i < HTML_FINDINGS; i++)
        html_finding(h, i);
    html_persons(h);
    html_spared(h);
    html_signatures(h);
    html_accounts(h);
    html_coverage(h);
    html_limits(h);
    html_method(h);
    html_raw(h, "</main>\n");
    foot(h);
}

static int write_html(const struct report_target *target, struct err *err)
{
    struct out out;
    struct html_answers answers;
    struct html h = {&out, target->dossier, target->dossier->lang, &answers};

    if (report_create(target, "report.html", &out, err) < 0)
        return -1;
    html_answers_read(target->dossier, &answers);
    page(&h);
    return report_commit(target, "report.html", &out, err);
}

const struct report_writer report_html = {
    .name = "html", .file = "report.html", .write = write_html};

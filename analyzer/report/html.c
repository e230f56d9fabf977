/*
 * html.c: report.html, the report for people. One file that makes no request: its style is in it,
 * and the policy in its head allows that style by its digest and nothing else. Order of the page
 * only; the sections are in html_*.c, the figures in figure_*.c.
 */
#include "report/html.h"

#include <openssl/evp.h>

#include "report/figure.h"
#include "report/report.h"

extern const char html_css_start[] __asm__("html_css_start");
extern const char html_css_end[] __asm__("html_css_end");

void html_style(const struct html *h)
{
    struct str css = {html_css_start, (size_t)(html_css_end - html_css_start)};
    unsigned char digest[SHA256_BYTES];
    unsigned char text[4 * ((SHA256_BYTES + 2) / 3) + 1];

    sha256_of(css, digest);
    (void)EVP_EncodeBlock(text, digest, SHA256_BYTES);
    out_print(h->out,
              "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
              "style-src 'sha256-%s'; base-uri 'none'; form-action 'none'\">\n<style>",
              (const char *)text);
    out_bytes(h->out, css.p, css.n);
    html_raw(h, "</style>\n");
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
    html_style(h);
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
    html_raw(h, "</p></footer>\n</body>\n</html>\n");
}

static void page(const struct html *h)
{
    const struct dossier *d = h->dossier;

    head(h);
    skip_link(h);
    html_header(h);
    html_raw(h, "<main id=\"main\">\n");
    html_summary(h);
    html_indicators(h);
    figure_land(h);
    html_campaigns(h);
    for (size_t i = 0; i < d->finding_count && i < HTML_FINDINGS; i++)
        html_finding(h, i);
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
    struct html h = {&out, target->dossier, target->dossier->lang};

    if (report_create(target, "report.html", &out, err) < 0)
        return -1;
    page(&h);
    return report_commit(target, "report.html", &out, err);
}

const struct report_writer report_html = {
    .name = "html", .file = "report.html", .write = write_html};

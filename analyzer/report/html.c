/*
 * html.c: report.html, the report for people. One file that makes no request: its style and its
 * script are in it, and the policy in its head allows these two by their digests and nothing else.
 * Order of the page only; the sections are in html_*.c, the figures in figure_*.c.
 */
#include "report/html.h"

#include <openssl/evp.h>

#include "report/figure.h"
#include "report/report.h"

extern const char html_css_start[] __asm__("html_css_start");
extern const char html_css_end[] __asm__("html_css_end");
extern const char html_js_start[] __asm__("html_js_start");
extern const char html_js_end[] __asm__("html_js_end");

/* Base64 of a SHA-256, with its NUL. */
#define POLICY_HASH (4 * ((SHA256_BYTES + 2) / 3) + 1)

static const char *policy_hash(struct str text, unsigned char hash[POLICY_HASH])
{
    unsigned char digest[SHA256_BYTES];

    sha256_of(text, digest);
    (void)EVP_EncodeBlock(hash, digest, SHA256_BYTES);
    return (const char *)hash;
}

static struct str style_sheet(void)
{
    return (struct str){html_css_start, (size_t)(html_css_end - html_css_start)};
}

static struct str script(void)
{
    return (struct str){html_js_start, (size_t)(html_js_end - html_js_start)};
}

/* The policy comes before what it allows. */
static void policy(const struct html *h)
{
    unsigned char style[POLICY_HASH];
    unsigned char code[POLICY_HASH];

    out_print(h->out,
              "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
              "style-src 'sha256-%s'; script-src 'sha256-%s'; base-uri 'none'; "
              "form-action 'none'\">\n<style>",
              policy_hash(style_sheet(), style), policy_hash(script(), code));
    out_bytes(h->out, style_sheet().p, style_sheet().n);
    html_raw(h, "</style>\n");
}

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
    out_bytes(h->out, script().p, script().n);
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
    policy(h);
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

/*
 * cnil_html.c: dossier-cnil.html: the legal facts as a form, for a data protection officer to
 * check, complete and print. Looks like report.html; makes no request and has no script. Its tables
 * are in cnil_tables.c.
 */
#include "report/cnil_html.h"
#include "report/report.h"

/* "33(3)(a)" as lawyers write it: "33, § 3, a)" in French. Several are separated by ", ". */
static void put_article(const struct html *h, const char *article)
{
    bool french = h->lang == LANG_FR;
    bool code = strncmp(article, "CSP ", 4) == 0;

    html_raw(h, code ? "CSP, art. " : french ? "RGPD, art. " : "GDPR, art. ");
    for (const char *c = article + (code ? 4 : 0); *c; c++) {
        bool digit = c[0] == '(' && c[1] >= '0' && c[1] <= '9';

        if (code || !french || (c[0] != '(' && c[0] != ',')) {
            out_html(h->out, (struct str){c, 1});
        } else if (c[0] == ',') {
            html_raw(h, " ;");
        } else {
            html_raw(h, digit ? ", \xC2\xA7\xC2\xA0" : ", ");
            out_html(h->out, (struct str){c + 1, digit ? 1 : 2});
            c += 2;
        }
    }
}

static void put_field(const struct html *h, const struct legal *l, const struct legal_field *f)
{
    struct str answer = f->answer.in[h->lang];
    struct str counted = f->counted.in[h->lang];

    out_print(h->out, "<div class=\"field %s%s\" id=\"%s\">\n<h3>", legal_state_name(f->state),
              f->table ? " long" : "", f->id);
    html_text(h, f->label);
    html_raw(h, " <small>");
    put_article(h, f->article);
    html_raw(h, "</small></h3>\n");
    if (f->state == LEGAL_UNKNOWN) {
        html_raw(h, "<p class=\"unknown-said\">");
        html_text(h, N_("Not known from the log"));
        html_raw(h, "</p>\n");
    }
    if (answer.n) {
        html_raw(h, f->state == LEGAL_KNOWN ? "<p class=\"answer\">" : "<p class=\"hint\">");
        html_log(h, answer);
        html_raw(h, "</p>\n");
    }
    cnil_table(h, l, f->table);
    if (counted.n) {
        html_raw(h, "<p class=\"counted\"><b>");
        html_text(h, N_("Counted:"));
        html_raw(h, "</b> ");
        html_log(h, counted);
        html_raw(h, "</p>\n");
    }
    if (f->evidence_count) {
        html_raw(h, "<p class=\"counted\"><b>");
        html_text(h, N_("Lines of the log:"));
        html_raw(h, "</b> ");
        html_evidences(h, f->evidence, (size_t)f->evidence_count);
        html_raw(h, "</p>\n");
    }
    if (f->state != LEGAL_KNOWN) {
        html_raw(h, "<p class=\"fill\"><span>");
        html_text(h, N_("To be completed"));
        html_raw(h, "</span></p>\n");
    }
    html_raw(h, "</div>\n");
}

static void put_section(const struct html *h, const struct legal *l, const struct legal_section *s)
{
    out_print(h->out, "<section class=\"form\" aria-labelledby=\"s-%s\">\n<h2 id=\"s-%s\">", s->id,
              s->id);
    html_text(h, s->title);
    html_raw(h, " <small>");
    put_article(h, s->article);
    html_raw(h, "</small></h2>\n");
    if (s->intro) {
        html_raw(h, "<p>");
        html_text(h, s->intro);
        html_raw(h, "</p>\n");
    }
    for (size_t i = s->from; i < s->to; i++)
        put_field(h, l, &l->fields[i]);
    html_raw(h, "</section>\n");
}

static const char *title(const struct legal *l)
{
    return l->dossier->phase == PHASE_COMPLEMENTARY
               ? N_("Personal data breach: facts for the complementary notification")
               : N_("Personal data breach: facts for the notification");
}

static void head(const struct html *h, const struct legal *l)
{
    html_raw(h, "<!DOCTYPE html>\n<html lang=\"");
    html_raw(h, text_lang_code(h->lang));
    html_raw(h, "\">\n<head>\n<meta charset=\"utf-8\">\n<title>");
    html_text(h, title(l));
    html_raw(h, " \xC2\xB7 limier</title>\n"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                "<meta name=\"referrer\" content=\"no-referrer\">\n"
                "<meta name=\"color-scheme\" content=\"light dark\">\n");
    html_style(h, false);
    html_raw(h, "</head>\n<body class=\"cnil\">\n<a class=\"skip\" href=\"#main\">");
    html_text(h, N_("Skip to the form"));
    html_raw(h, "</a>\n");
}

/* One figure of the head: a number and what it is of, translated. */
static void figure(const struct html *h, struct extent value, const char *of)
{
    html_raw(h, "<p><strong>");
    html_range(h, value.floor, value.ceiling);
    html_raw(h, "</strong> ");
    html_put(h, of);
    html_raw(h, "</p>\n");
}

static void figures(const struct html *h, const struct legal *l)
{
    size_t named = l->insurer_count;

    named -= named && !l->insurers[named - 1].insurer.p;
    html_raw(h, "<div class=\"big\">\n");
    figure(h, l->persons,
           l->persons.floor == l->persons.ceiling
               ? text_plural(h->lang, "person concerned", "persons concerned", l->persons.ceiling)
               : text_get(h->lang, N_("persons concerned (lower to upper figure)")));
    figure(
        h, (struct extent){l->accused, l->accused},
        text_plural(h->lang, "account of a professional", "accounts of professionals", l->accused));
    figure(h, (struct extent){named, named},
           text_plural(h->lang, "insurer named in the log", "insurers named in the log", named));
    html_raw(h, "</div>\n");
}

/* How many fields the case answers, and how many are left to people. */
static void progress(const struct html *h, const struct legal *l)
{
    struct slot slots[3];
    uint64_t count[3] = {0};

    for (size_t i = 0; i < l->field_count; i++)
        count[l->fields[i].state]++;
    for (int i = 0; i < 3; i++)
        slots[i] = slot_count(count[i]);
    html_raw(h, "<p class=\"note\">");
    html_fill(
        h,
        text_get(h->lang, N_("Fields answered from the case: {1}; not known from the log: {2}; "
                             "left to the controller: {3}. Nothing is answered that the case "
                             "does not show. This document is no legal advice.")),
        slots);
    html_raw(h, "</p>\n");
}

static void header(const struct html *h, const struct legal *l)
{
    const struct dossier *d = l->dossier;
    char zone[HTML_ZONE];
    struct slot slots[] = {slot_time(d->now_ns), slot_log(html_zone(h, zone)),
                           slot_time(legal_deadline(d))};

    html_raw(h, "<header class=\"top\">\n<p class=\"brand\"><b>limier</b> <span>");
    html_text(h, N_("Articles 33 and 34 of the GDPR, internal register, health incident"));
    html_raw(h, "</span></p>\n<h1>");
    html_text(h, title(l));
    html_raw(h, "</h1>\n<p class=\"dateline\">");
    html_fill(h, text_get(h->lang, N_("Document of {1}. All times are the portal's, {2}.")), slots);
    if (d->aware_ns != TIME_NONE) {
        html_raw(h, " <strong>");
        html_fill(h, text_get(h->lang, N_("Time limit of the notification: {3}.")), slots);
        html_raw(h, "</strong>");
    }
    html_raw(h, "</p>\n");
    if (l->accused) {
        figures(h, l);
    } else {
        html_raw(h, "<p class=\"alarm\">");
        html_text(h, N_("The log establishes no breach: no account is accused. This proves nothing "
                        "for what was not logged or not read."));
        html_raw(h, "</p>\n");
    }
    progress(h, l);
    html_raw(h, "</header>\n");
}

static void contents(const struct html *h, const struct legal *l)
{
    html_raw(h, "<nav class=\"contents\" aria-label=\"");
    html_text(h, N_("Contents"));
    html_raw(h, "\">\n<ol>\n");
    for (size_t i = 0; i < l->section_count; i++) {
        out_print(h->out, "<li><a href=\"#s-%s\">", l->sections[i].id);
        html_text(h, l->sections[i].title);
        html_raw(h, "</a></li>\n");
    }
    html_raw(h, "</ol>\n</nav>\n");
}

int cnil_html(const struct report_target *target, const struct legal *l, struct err *err)
{
    struct out out;
    struct html h = {.out = &out, .dossier = target->dossier, .lang = target->dossier->lang};

    if (report_create(target, "dossier-cnil.html", &out, err) < 0)
        return -1;
    head(&h, l);
    header(&h, l);
    html_raw(&h, "<main id=\"main\">\n");
    contents(&h, l);
    for (size_t i = 0; i < l->section_count; i++)
        put_section(&h, l, &l->sections[i]);
    html_raw(&h, "</main>\n<footer class=\"foot\"><p>");
    html_text(&h,
              N_("The account is taken for compromised until shown otherwise: this report speaks "
                 "of its use, not of its holder. Beneficiaries are named nowhere in it."));
    html_raw(&h, "</p></footer>\n</body>\n</html>\n");
    return report_commit(target, "dossier-cnil.html", &out, err);
}

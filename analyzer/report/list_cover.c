/*
 * list_cover.c: exposed/NAME.html: the order of the cover sheet, its style and its figures. It
 * names no person. What it explains is in list_cover_text.c.
 */
#include <stdio.h>

#include "report/cover.h"

/* A printed sheet first: black on white, one narrow column, tables that do not break. */
static const char style[] =
    ":root{color-scheme:light dark;--ink:#1b1b1b;--soft:#55524c;--rule:#bdb8ad;--paper:#fff}\n"
    "@media(prefers-color-scheme:dark){:root{--ink:#ecebe6;--soft:#b3afa6;--rule:#4a4c52;"
    "--paper:#16171a}}\n"
    "*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);"
    "font:1rem/1.5 system-ui,-apple-system,\"Segoe UI\",Roboto,\"Noto Sans\",sans-serif;"
    "font-variant-numeric:tabular-nums}\n"
    "main{max-width:46rem;margin:0 auto;padding:1.5rem}\n"
    ".kicker,.foot{color:var(--soft);font-size:.88rem;margin:0}\n"
    "h1{font:600 1.7rem/1.2 Georgia,\"Noto Serif\",serif;margin:.2rem 0 1rem;"
    "overflow-wrap:anywhere}\n"
    "h2{font-size:1.05rem;margin:1.6rem 0 .4rem;border-top:2px solid var(--ink);"
    "padding-top:.5rem;break-after:avoid}\n"
    "p{margin:0 0 .6rem}ul{margin:0 0 .6rem;padding-left:1.2rem}li{margin-bottom:.25rem}\n"
    ".warn{border:2px solid var(--ink);padding:.5rem .8rem;font-weight:600}\n"
    "table{border-collapse:collapse;width:100%;margin:0 0 .8rem;font-size:.92rem}\n"
    "caption{text-align:left;color:var(--soft);padding-bottom:.25rem}\n"
    "th,td{text-align:left;vertical-align:top;padding:.25rem .8rem .25rem 0;"
    "border-bottom:1px solid var(--rule);font-weight:400;overflow-wrap:anywhere}\n"
    ".facts th{width:38%;color:var(--soft)}thead th{font-weight:600}\n"
    ".n{text-align:right;white-space:nowrap;padding-right:0}tr{break-inside:avoid}\n"
    "code{font-family:ui-monospace,Menlo,Consolas,\"DejaVu Sans Mono\",monospace;font-size:.82em;"
    "overflow-wrap:anywhere}.big{font:600 1.25rem/1.2 Georgia,\"Noto Serif\",serif}\n"
    ".foot{border-top:1px solid var(--rule);margin-top:1.6rem;padding-top:.5rem}\n"
    "@media print{@page{size:A4;margin:13mm 16mm}:root{--ink:#000;--soft:#333;--rule:#999;"
    "--paper:#fff}html{font-size:9.5pt}body{line-height:1.34}main{max-width:none;padding:0}"
    "h1{font-size:15pt;margin-bottom:2mm}"
    "h2{margin:2.6mm 0 1mm;padding-top:1mm;font-size:10.5pt}th,td{padding-top:.5mm;"
    "padding-bottom:.5mm}table,p,ul{margin-bottom:1.2mm}li{margin-bottom:.5mm}}\n";

static void title(const struct cover *c)
{
    const struct html *h = &c->h;
    struct slot slots[] = {slot_log(c->list->insurer)};

    if (c->list->kind == LIST_UNKNOWN)
        html_text(h, N_("Persons whose insurer the log does not name"));
    else if (c->list->kind == LIST_OTHERS)
        html_text(h, N_("Persons of all other insurers"));
    else
        html_fill(h, text_get(h->lang, N_("Members of the complementary insurer {1}")), slots);
}

void cover_title(const struct cover *c, const char *english)
{
    html_raw(&c->h, "<h2>");
    html_text(&c->h, english);
    html_raw(&c->h, "</h2>\n");
}

void cover_say(const struct cover *c, const char *element, const char *english,
               const struct slot *slots)
{
    out_print(c->h.out, "<%s>", element);
    html_fill(&c->h, text_get(c->h.lang, english), slots);
    out_print(c->h.out, "</%.*s>\n", (int)strcspn(element, " "), element);
}

void cover_head(const struct cover *c)
{
    const struct html *h = &c->h;

    html_raw(h, "<!DOCTYPE html>\n<html lang=\"");
    html_raw(h, text_lang_code(h->lang));
    html_raw(h, "\">\n<head>\n<meta charset=\"utf-8\">\n<title>");
    title(c);
    html_raw(h, " \xC2\xB7 limier</title>\n"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                "<meta name=\"referrer\" content=\"no-referrer\">\n"
                "<meta name=\"color-scheme\" content=\"light dark\">\n");
    html_style_of(h, STR(style), false);
    html_raw(h, "</head>\n<body>\n<main>\n<p class=\"kicker\">");
    html_text(h, N_("Cover sheet of a list of beneficiaries whose data was shown on a portal"));
    html_raw(h, "</p>\n<h1>");
    title(c);
    html_raw(h, "</h1>\n");
}

static void fact(const struct cover *c, const char *english)
{
    html_raw(&c->h, "<tr><th scope=\"row\">");
    html_text(&c->h, english);
    html_raw(&c->h, "</th><td>");
}

static void fact_end(const struct cover *c)
{
    html_raw(&c->h, "</td></tr>\n");
}

/* Made of what was found, not of how it was asked for: the same logs give the same reference,
 * compressed or not, in every language. */
static void reference(const struct cover *c)
{
    const struct dossier *d = c->h.dossier;
    unsigned char digest[SHA256_BYTES];
    struct out text;

    out_memory(&text);
    out_print(&text, "%lld %lld\n", (long long)d->first_ns, (long long)d->last_ns);
    for (size_t i = 0; i < d->finding_count; i++) {
        const struct finding *f = &d->findings[i];

        out_json(&text, f->account);
        out_print(&text, " %lld %lld %llu %llu\n", (long long)f->first_ns, (long long)f->last_ns,
                  (unsigned long long)f->beneficiaries.floor,
                  (unsigned long long)f->beneficiaries.ceiling);
    }
    sha256_of((struct str){text.buffer, text.used}, digest);
    out_drop(&text);
    html_raw(&c->h, "<code>");
    for (int i = 0; i < 8; i++)
        out_print(c->h.out, "%02x", digest[i]);
    html_raw(&c->h, "</code>");
}

void cover_facts(const struct cover *c)
{
    const struct list *list = c->list;
    const struct dossier *d = c->h.dossier;
    char zone[HTML_ZONE];
    struct slot slots[] = {slot_time(list->first_ns), slot_time(list->last_ns),
                           slot_log(html_zone(&c->h, zone)), slot_time(d->first_ns),
                           slot_time(d->last_ns)};
    struct slot persons[] = {slot_count(list->persons.floor), slot_count(list->persons.ceiling)};

    html_raw(&c->h, "<table class=\"facts\"><tbody>\n");
    fact(c, N_("Persons"));
    html_raw(&c->h, "<span class=\"big\">");
    html_fill(&c->h, text_get(c->h.lang, N_("at least {1}, at most {2}")), persons);
    html_raw(&c->h, "</span>");
    fact_end(c);
    fact(c, N_("Rows of the list"));
    html_count(&c->h, list->rows);
    fact_end(c);
    fact(c, N_("Views"));
    html_count(&c->h, list->views);
    fact_end(c);
    fact(c, N_("First and last view"));
    html_fill(&c->h, text_get(c->h.lang, N_("from {1} to {2} ({3})")), slots);
    fact_end(c);
    fact(c, N_("Period of the logs that were read"));
    html_fill(&c->h, text_get(c->h.lang, N_("from {4} to {5} ({3})")), slots);
    fact_end(c);
    fact(c, N_("Case"));
    reference(c);
    fact_end(c);
    fact(c, N_("Made"));
    html_time(&c->h, d->now_ns);
    html_raw(&c->h, ", limier " LIMIER_VERSION);
    fact_end(c);
    html_raw(&c->h, "</tbody></table>\n");
}

static void file_row(const struct cover *c, const struct list_file *file)
{
    const struct html *h = &c->h;
    struct str name = str_of(file->name);

    html_raw(h, "<tr><th scope=\"row\">");
    html_code(h, str_skip(name, str_index(name, '/') + 1));
    html_raw(h, "</th><td class=\"n\">");
    html_count(h, file->bytes);
    html_raw(h, "</td></tr>\n<tr><td colspan=\"2\">");
    html_text(h, file->sealed ? N_("SHA-256 of the encrypted file") : N_("SHA-256"));
    out_print(h->out, "<br><code>%s</code>", file->sha256);
    if (file->sealed) {
        html_raw(h, "<br>");
        html_text(h, N_("SHA-256 of its text once decrypted"));
        out_print(h->out, "<br><code>%s</code>", file->plain_sha256);
    }
    html_raw(h, "</td></tr>\n");
}

void cover_files(const struct cover *c)
{
    const struct list *list = c->list;
    struct slot slots[] = {
        slot_log(list->recipient ? str_of(list->recipient->method == SEAL_AGE ? "age" : "OpenPGP")
                                 : STR_NONE)};

    cover_title(c, N_("Files"));
    if (list->withheld) {
        cover_say(
            c, "p class=\"warn\"",
            N_("The list was not written: lists had to be encrypted, and the table of keys has "
               "none for this insurer. Its figures are above."),
            NULL);
        return;
    }
    html_raw(&c->h, "<table>\n<thead><tr><th scope=\"col\">");
    html_text(&c->h, N_("File"));
    html_raw(&c->h, "</th><th scope=\"col\" class=\"n\">");
    html_text(&c->h, N_("Bytes"));
    html_raw(&c->h, "</th></tr></thead>\n<tbody>\n");
    file_row(c, &list->csv);
    file_row(c, &list->jsonl);
    html_raw(&c->h, "</tbody></table>\n");
    cover_say(c, "p",
              N_("Both hold the same persons; the JSON file (one object a line) also says which "
                 "categories of data were shown of each. Check a file that you receive: its "
                 "SHA-256 (sha256sum, or Get-FileHash on Windows) must be the one above."),
              NULL);
    if (list->recipient)
        cover_say(c, "p",
                  N_("The files are encrypted ({1}) to your key alone and were never stored in "
                     "clear by limier. Encrypting the same list again gives other bytes; the "
                     "SHA-256 of the decrypted text stays the same."),
                  slots);
}

void cover_data(const struct cover *c)
{
    const struct html *h = &c->h;
    bool any = false;

    cover_title(c, N_("Data that was shown"));
    for (int i = 0; i < DATA_COUNT; i++)
        any = any || c->list->shown[i].ceiling;
    if (!any) {
        cover_say(
            c, "p",
            N_("Not known from the log: the portal's profile does not say which categories of "
               "data its pages show. The portal's operator does."),
            NULL);
        return;
    }
    html_raw(h, "<table>\n<thead><tr><th scope=\"col\">");
    html_text(h, N_("Category"));
    html_raw(h, "</th><th scope=\"col\" class=\"n\">");
    html_text(h, N_("Persons"));
    html_raw(h, "</th></tr></thead>\n<tbody>\n");
    for (int i = 0; i < DATA_COUNT; i++) {
        if (!c->list->shown[i].ceiling)
            continue;
        html_raw(h, "<tr><th scope=\"row\">");
        html_text(h, data_text(i));
        html_raw(h, "</th><td class=\"n\">");
        html_range(h, c->list->shown[i].floor, c->list->shown[i].ceiling);
        html_raw(h, "</td></tr>\n");
    }
    html_raw(h, "</tbody></table>\n");
    cover_say(c, "p",
              N_("Categories are those that the pages show by the portal's profile; a log does not "
                 "hold what stood on a page. By that profile, the pages that were opened "
                 "showed no other category."),
              NULL);
}

int list_cover(const struct report_target *target, const struct list *list, struct err *err)
{
    struct out out;
    struct cover cover = {
        .h = {.out = &out, .dossier = target->dossier, .lang = target->dossier->lang},
        .list = list};
    char name[LIST_NAME_BYTES + 64];

    (void)snprintf(name, sizeof name, "%s.html", list->base);
    if (report_create(target, name, &out, err) < 0)
        return -1;
    cover_head(&cover);
    cover_facts(&cover);
    cover_files(&cover);
    cover_data(&cover);
    cover_reading(&cover);
    cover_identifiers(&cover);
    cover_making(&cover);
    cover_duties(&cover);
    html_raw(&cover.h, "</main>\n</body>\n</html>\n");
    return report_commit(target, name, &out, err);
}

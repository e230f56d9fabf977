/*
 * html_summary.c: the head of the page: the verdict, what happened in a few sentences, and the list
 * of accounts with a finding.
 */
#include "report/html.h"

#include <stdlib.h>

/* Addresses that the sentence names before it says "and n others". */
#define NAMED_SOURCES 4

static void banner(const struct html *h, enum verdict verdict)
{
    out_print(h->out, "<p class=\"verdict %s\"><span>", verdict_name(verdict));
    html_text(h, N_("Verdict"));
    html_raw(h, "</span> <strong>");
    html_put(h, html_verdict(h->lang, verdict));
    html_raw(h, "</strong></p>\n");
}

/* Accounts with the same verdict as the worst one, allowed ones left out. */
static uint64_t alike(const struct html *h, const struct finding *worst)
{
    uint64_t n = 0;

    for (size_t i = 0; i < h->dossier->finding_count; i++) {
        const struct finding *f = &h->dossier->findings[i];

        n += f->verdict == worst->verdict && !f->allowed_reason.p;
    }
    return n;
}

/* Several accounts of one verdict, at least two. */
static void title_of_many(const struct html *h, enum verdict verdict, uint64_t count)
{
    static const char *const titles[] = {
        "", N_("The use of {1} accounts is to be checked"),
        N_("The use of {1} accounts is suspect"),
        N_("{1} accounts were used to harvest beneficiaries' records")};
    struct slot slots[] = {slot_count(count)};

    html_fill(h, text_get(h->lang, titles[verdict]), slots);
}

static void title(const struct html *h, const struct finding *worst)
{
    static const char *const titles[] = {
        "", N_("The use of account {1} is to be checked"), N_("The use of account {1} is suspect"),
        N_("Account {1} was used to harvest beneficiaries' records")};
    struct slot slots[] = {slot_log(worst ? worst->account : STR_NONE)};

    html_raw(h, "<h1>");
    if (worst && alike(h, worst) > 1)
        title_of_many(h, worst->verdict, alike(h, worst));
    else if (worst)
        html_fill(h, text_get(h->lang, titles[worst->verdict]), slots);
    else if (dossier_alerted(h->dossier))
        html_text(h, N_("No account is accused, but signatures alerted"));
    else
        html_text(h, N_("No account is accused"));
    html_raw(h, "</h1>\n");
}

void html_header(const struct html *h)
{
    const struct dossier *d = h->dossier;
    char zone[HTML_ZONE];
    struct slot slots[] = {slot_time(d->now_ns), slot_time(d->first_ns), slot_time(d->last_ns),
                           slot_log(html_zone(h, zone))};

    html_raw(h, "<header class=\"top\">\n<p class=\"brand\"><b>limier</b> <span>");
    html_text(h, N_("Examination of a tiers-payant portal's access logs"));
    html_raw(h, "</span></p>\n<div class=\"badges\">");
    banner(h, dossier_verdict(d));
    html_signatures_badge(h);
    html_raw(h, "</div>\n");
    title(h, dossier_worst(d));
    html_raw(h, "<p class=\"dateline\">");
    if (d->first_ns == TIME_NONE)
        html_fill(h, text_get(h->lang, N_("Report of {1}. No line could be dated. Times are {4}.")),
                  slots);
    else
        html_fill(h,
                  text_get(h->lang, N_("Report of {1}. Log from {2} to {3}. All times are the "
                                       "portal's, {4}.")),
                  slots);
    html_raw(h, "</p>\n");
    if (d->partial) {
        html_raw(h, "<p class=\"alarm\"><strong>");
        html_text(h, N_("Partial report."));
        html_raw(h, "</strong> ");
        html_text(h, N_("The run was interrupted: what follows holds for what had been read."));
        html_raw(h, "</p>\n");
    }
    if (dossier_unjudged(d)) {
        html_raw(h, "<p class=\"alarm\"><strong>");
        html_put(h, dossier_unjudged_text(d, h->lang));
        html_raw(h, "</strong></p>\n");
    }
    html_raw(h, "</header>\n");
}

static void sentence_who(const struct html *h, const struct finding *f)
{
    static const char *const texts[] = {
        "", N_("The use of account {1} deserves a check; nothing here accuses its holder."),
        N_("The use of account {1} is suspect; nothing here accuses its holder."),
        N_("Account {1} was used to harvest beneficiaries' records; nothing here accuses its "
           "holder, whose access was probably taken over.")};
    struct slot slots[] = {slot_log(f->account)};

    html_fill(h, text_get(h->lang, texts[f->verdict]), slots);
}

/* Several accounts of one verdict. */
static void sentence_who_many(const struct html *h, enum verdict verdict, uint64_t count)
{
    static const char *const texts[] = {
        "", N_("The use of {1} accounts deserves a check; nothing here accuses their holders."),
        N_("The use of {1} accounts is suspect; nothing here accuses their holders."),
        N_("{1} accounts were used to harvest beneficiaries' records; nothing here accuses their "
           "holders, whose access was probably taken over.")};
    struct slot slots[] = {slot_count(count)};

    html_fill(h, text_get(h->lang, texts[verdict]), slots);
}

/* Those whose verdict is less than the worst. */
static void sentence_others(const struct html *h, uint64_t count)
{
    struct slot slots[] = {slot_count(count)};

    html_raw(h, " ");
    html_fill(h,
              text_plural(h->lang, "The use of {1} more account is suspect.",
                          "The use of {1} more accounts is suspect.", count),
              slots);
}

static void sentence_when(const struct html *h, const struct html_scope *scope)
{
    struct slot slots[] = {slot_time(scope->first_ns), slot_time(scope->last_ns)};

    if (scope->first_ns == TIME_NONE)
        html_text(h, N_("The log does not tell which of its sessions are concerned."));
    else
        html_fill(h, text_get(h->lang, N_("The sessions concerned go from {1} to {2}.")), slots);
}

static void sentence_where(const struct html *h, const struct html_scope *scope)
{
    size_t total;
    struct html_origin *list = html_origins(h, &total);
    size_t named = total < NAMED_SOURCES ? total : NAMED_SOURCES;
    struct slot slots[] = {slot_count(total)};

    (void)scope;
    if (total == 0)
        html_text(h, N_("No address stands out."));
    else
        html_fill(h,
                  text_plural(h->lang, "They came from {1} address:",
                              "They came from {1} addresses:", total),
                  slots);
    for (size_t i = 0; i < named; i++) {
        html_raw(h, i ? ", " : " ");
        html_log(h, list[i].address);
        if (list[i].place->country_code.n || list[i].place->country[h->lang].n) {
            html_raw(h, " (");
            html_place(h, list[i].place);
            html_raw(h, ")");
        }
    }
    slots[0] = slot_count(total - named);
    if (total > named)
        html_fill(h, text_plural(h->lang, ", and {1} other", ", and {1} others", total - named),
                  slots);
    html_raw(h, total ? "." : "");
    free(list);
}

static void sentence_persons(const struct html *h, const struct html_scope *scope)
{
    uint64_t floor = scope->persons.floor;
    uint64_t ceiling = scope->persons.ceiling;
    struct slot persons[] = {slot_count(floor), slot_count(ceiling)};
    const char *text;

    if (floor == ceiling)
        text = text_plural(h->lang, "They showed the data of {2} person",
                           "They showed the data of {2} persons", ceiling);
    else if (floor == 0)
        text = text_plural(h->lang, "They showed the data of {2} person at most",
                           "They showed the data of {2} persons at most", ceiling);
    else
        text = text_get(h->lang,
                        N_("They showed the data of {1} persons at least, {2} persons at most"));
    html_fill(h, text, persons);
    if (scope->insurers == 0) {
        html_text(h, N_("; the log does not say of which insurer."));
        return;
    }
    html_fill(h,
              text_plural(h->lang, ", of {1} insurer: {2}.", ", of {1} insurers, first of all {2}.",
                          scope->insurers),
              (struct slot[]){slot_count(scope->insurers), slot_log(scope->largest)});
}

static void sentence_unknown(const struct html *h, const struct html_scope *scope)
{
    const struct dossier *d = h->dossier;
    uint64_t between = scope->persons.ceiling - scope->persons.floor;
    struct slot slots[] = {slot_count(between), slot_time(d->first_ns), slot_count(d->rejected)};

    html_text(h, N_("Not known: who stood behind these addresses"));
    if (between)
        html_fill(h,
                  text_plural(h->lang, "; who looked at the {1} person between the two numbers",
                              "; who looked at the {1} persons between the two numbers", between),
                  slots);
    if (scope->first_ns != TIME_NONE && d->first_ns != TIME_NONE &&
        scope->first_ns - d->first_ns < NS_PER_DAY)
        html_fill(h, text_get(h->lang, N_("; whether it had begun before the log does, on {2}")),
                  slots);
    if (d->rejected)
        html_fill(h,
                  text_plural(h->lang, "; what the {3} line that could not be read says",
                              "; what the {3} lines that could not be read say", d->rejected),
                  slots);
    html_raw(h, ".");
}

static void sentences(const struct html *h, const struct finding *f)
{
    void (*const all[])(const struct html *, const struct html_scope *) = {
        sentence_when, sentence_where, sentence_persons, sentence_unknown};
    struct html_scope scope;

    html_scope_read(h, &scope);
    html_raw(h, "<p class=\"lead\">");
    if (alike(h, f) > 1)
        sentence_who_many(h, f->verdict, alike(h, f));
    else
        sentence_who(h, f);
    if (scope.accounts > alike(h, f))
        sentence_others(h, scope.accounts - alike(h, f));
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        html_raw(h, " ");
        all[i](h, &scope);
    }
    html_raw(h, "</p>\n");
}

static void nothing_found(const struct html *h)
{
    const struct dossier *d = h->dossier;
    struct slot slots[] = {slot_count(d->account_count), slot_count(d->records),
                           slot_count(d->lines), slot_count(d->parsed)};

    html_raw(h, "<p class=\"lead\">");
    html_fill(h,
              text_plural(h->lang,
                          "{1} account was compared with its own past and with its peers; "
                          "it is not accused.",
                          "{1} accounts were compared with their own past and with their peers; "
                          "none is accused.",
                          d->account_count),
              slots);
    html_raw(h, " ");
    html_fill(h,
              text_get(h->lang, N_("{3} lines were read, of which {4} were understood; they showed "
                                   "persons' data {2} times.")),
              slots);
    html_raw(h, " ");
    if (dossier_incomplete(d))
        html_text(h,
                  N_("Part of it could not be read or is missing: the absence of a finding holds "
                     "only for what was read."));
    else
        html_text(h, N_("All that was given was read."));
    html_raw(h, "</p>\n");
}

static void finding_row(const struct html *h, size_t i)
{
    const struct finding *f = &h->dossier->findings[i];

    html_raw(h, "<tr><th scope=\"row\">");
    html_account(h, i);
    html_raw(h, "</th><td>");
    out_print(h->out, "<span class=\"tag %s\">", verdict_name(f->verdict));
    html_put(h, html_verdict(h->lang, f->verdict));
    html_raw(h, "</span>");
    if (f->allowed_reason.p)
        html_allowed(h);
    html_raw(h, "</td>");
    html_cell_time(h, f->first_ns);
    html_cell_time(h, f->last_ns);
    html_cell_count(h, f->beneficiaries.floor);
    html_cell_count(h, f->beneficiaries.ceiling);
    html_cell_count(h, f->records.ceiling);
    html_raw(h, "</tr>\n");
}

static void findings_table(const struct html *h)
{
    static const struct column columns[] = {
        {N_("Account"), false},
        {N_("Verdict"), false},
        {N_("From"), false},
        {N_("To"), false},
        {N_("Persons, at least"), true},
        {N_("Persons, at most"), true},
        {N_("Records shown"), true},
    };
    const struct dossier *d = h->dossier;
    size_t shown = d->finding_count < HTML_ROWS ? d->finding_count : HTML_ROWS;
    bool folded;

    if (d->finding_count == 0)
        return;
    html_raw(h, "<h3 id=\"reported\">");
    html_text(h, N_("Accounts reported"));
    html_raw(h, "</h3>\n");
    folded = html_fold(h, d->finding_count);
    html_table(h, text_get(h->lang, N_("Accounts reported")), NULL, columns,
               sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < shown; i++)
        finding_row(h, i);
    html_table_end(h);
    html_omitted(h, d->finding_count - shown);
    html_fold_end(h, folded);
    html_raw(h, "<p class=\"note\">");
    html_text(h,
              N_("At least: persons shown in sessions that are not the holder's. At most: adds the "
                 "sessions of which the log does not settle who opened them."));
    html_raw(h, "</p>\n");
}

void html_summary(const struct html *h)
{
    const struct finding *worst = dossier_worst(h->dossier);

    html_raw(h, "<section class=\"sentences\" aria-labelledby=\"what\">\n<h2 id=\"what\">");
    html_text(h, worst ? N_("What happened, in a few sentences") : N_("What was examined"));
    html_raw(h, "</h2>\n");
    html_raw(h, h->dossier->signature_count ? "<div class=\"telling\">\n" : "<div>\n");
    if (worst)
        sentences(h, worst);
    else
        nothing_found(h);
    html_signatures_note(h);
    html_raw(h, "</div>\n");
    findings_table(h);
    html_raw(h, "</section>\n");
}

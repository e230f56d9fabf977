/*
 * html_summary.c: the head of the page: the verdict, what happened in five sentences, and the list
 * of accounts with a finding.
 */
#include "report/html.h"

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

static void sentence_when(const struct html *h, const struct finding *f)
{
    struct slot slots[] = {slot_time(f->first_ns), slot_time(f->last_ns)};

    if (f->first_ns == TIME_NONE)
        html_text(h, N_("The log does not tell which of its sessions are concerned."));
    else
        html_fill(h, text_get(h->lang, N_("The sessions concerned go from {1} to {2}.")), slots);
}

/* The attribution whose addresses are named: the attacker's, or the unclear ones where there is
 * none. */
static enum attribution named_attribution(const struct finding *f)
{
    for (size_t i = 0; i < f->source_count; i++) {
        if (f->sources[i].attributed == ATTRIBUTED_ATTACKER)
            return ATTRIBUTED_ATTACKER;
    }
    return ATTRIBUTED_UNCLEAR;
}

static void sentence_where(const struct html *h, const struct finding *f)
{
    enum attribution wanted = named_attribution(f);
    uint64_t total = 0;
    uint64_t named = 0;
    struct slot slots[1];

    for (size_t i = 0; i < f->source_count; i++)
        total += f->sources[i].attributed == wanted;
    if (total == 0) {
        html_text(h, N_("No address stands out."));
        return;
    }
    slots[0] = slot_count(total);
    html_fill(
        h,
        text_plural(h->lang, "They came from {1} address:", "They came from {1} addresses:", total),
        slots);
    for (size_t i = 0; i < f->source_count && named < NAMED_SOURCES; i++) {
        const struct finding_source *s = &f->sources[i];

        if (s->attributed != wanted)
            continue;
        html_raw(h, named++ ? ", " : " ");
        html_log(h, s->address);
        if (s->place.country_code.n || s->place.country[h->lang].n) {
            html_raw(h, " (");
            html_place(h, &s->place);
            html_raw(h, ")");
        }
    }
    slots[0] = slot_count(total - named);
    if (total > named)
        html_fill(h, text_plural(h->lang, ", and {1} other", ", and {1} others", total - named),
                  slots);
    html_raw(h, ".");
}

static const struct finding_insurer *largest_insurer(const struct finding *f, uint64_t *ret_count)
{
    const struct finding_insurer *largest = NULL;

    *ret_count = 0;
    for (size_t i = 0; i < f->insurer_count; i++) {
        const struct finding_insurer *k = &f->insurers[i];

        if (k->insurer.n == 0 || k->ceiling == 0)
            continue;
        (*ret_count)++;
        if (!largest || k->ceiling > largest->ceiling)
            largest = k;
    }
    return largest;
}

static void sentence_persons(const struct html *h, const struct finding *f)
{
    uint64_t floor = f->beneficiaries.floor;
    uint64_t ceiling = f->beneficiaries.ceiling;
    uint64_t count;
    const struct finding_insurer *largest = largest_insurer(f, &count);
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
    if (!largest) {
        html_text(h, N_("; the log does not say of which insurer."));
        return;
    }
    html_fill(h,
              text_plural(h->lang, ", of {1} insurer: {2}.", ", of {1} insurers, first of all {2}.",
                          count),
              (struct slot[]){slot_count(count), slot_log(largest->insurer)});
}

static void sentence_unknown(const struct html *h, const struct finding *f)
{
    const struct dossier *d = h->dossier;
    uint64_t between = f->beneficiaries.ceiling - f->beneficiaries.floor;
    struct slot slots[] = {slot_count(between), slot_time(d->first_ns), slot_count(d->rejected)};

    html_text(h, N_("Not known: who stood behind these addresses"));
    if (between)
        html_fill(h,
                  text_plural(h->lang, "; who looked at the {1} person between the two numbers",
                              "; who looked at the {1} persons between the two numbers", between),
                  slots);
    if (f->first_ns != TIME_NONE && d->first_ns != TIME_NONE &&
        f->first_ns - d->first_ns < NS_PER_DAY)
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
    void (*const all[])(const struct html *, const struct finding *) = {
        sentence_who, sentence_when, sentence_where, sentence_persons, sentence_unknown};

    html_raw(h, "<p class=\"lead\">");
    if (alike(h, f) > 1) {
        html_text(h, N_("The first of them:"));
        html_raw(h, " ");
    }
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (i)
            html_raw(h, " ");
        all[i](h, f);
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
    html_raw(h, "</span></td>");
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

    if (d->finding_count == 0)
        return;
    html_raw(h, "<h3 id=\"reported\">");
    html_text(h, N_("Accounts reported"));
    html_raw(h, "</h3>\n");
    html_table(h, text_get(h->lang, N_("Accounts reported")), NULL, columns,
               sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < shown; i++)
        finding_row(h, i);
    html_table_end(h);
    html_omitted(h, d->finding_count - shown);
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
    html_text(h, worst ? N_("What happened, in five sentences") : N_("What was examined"));
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

/*
 * html_finding.c: the section of one account: narrative, key figures, decisive moments, figures.
 * Its reasons are in html_reasons.c, the tables in html_tables.c.
 */
#include <math.h>

#include "report/figure.h"

static void fact_count(const struct html *h, const char *name, uint64_t value)
{
    html_fact(h, name);
    html_count(h, value);
    html_fact_end(h);
}

static void data_facts(const struct html *h, const struct finding *f)
{
    html_raw(h, "</dl>\n<dl class=\"facts wide\">\n");
    html_fact(h, N_("Data shown"));
    html_data_list(h, f->data);
    html_fact_end(h);
    if (!html_data_known(h))
        return;
    html_fact(h, N_("Not shown, says the portal's profile"));
    html_data_list(h, (uint16_t)(~f->data & ((1u << DATA_COUNT) - 1)));
    html_fact_end(h);
}

static void peer_facts(const struct html *h, const struct finding *f)
{
    const struct finding_peers *p = &f->peers;
    struct slot slots[] = {slot_count(p->accounts)};

    html_fact(h, N_("Ordinary day of the account"));
    html_number(h, p->own_median);
    html_raw(h, " <small>");
    html_text(h, N_("usually"));
    html_raw(h, "</small> ");
    html_number(h, p->own_high);
    html_raw(h, " <small>");
    html_text(h, N_("highest"));
    html_raw(h, "</small>");
    html_fact_end(h);
    html_fact(h, N_("Ordinary day of comparable accounts"));
    if (p->accounts == 0) {
        html_text(h, N_("no comparable account"));
        html_fact_end(h);
        return;
    }
    html_number(h, p->median);
    html_raw(h, " <small>");
    html_text(h, N_("usually"));
    html_raw(h, "</small> ");
    html_number(h, p->high);
    html_raw(h, " <small>");
    html_fill(h,
              text_plural(h->lang, "on one day in a hundred, {1} account",
                          "on one day in a hundred, {1} accounts", p->accounts),
              slots);
    html_raw(h, "</small>");
    html_fact_end(h);
}

/* How sure, and what the evidence was found in. */
static void certainty(const struct html *h, const struct finding *f)
{
    char text[TEXT_COUNT];

    if (f->stretch == STRETCH_NONE)
        return;
    html_fact(h, N_("Probability that this is harvesting"));
    if (f->probability >= 0.9999) {
        html_text(h, N_("more than"));
        html_raw(h, " ");
    }
    html_put(h, text_percent(h->lang, (uint64_t)(fmin(f->probability, 0.9999) * 10000 + 0.5), 10000,
                             text));
    html_raw(h, " <small>");
    html_text(h, N_("the section Method says how it is reckoned"));
    html_raw(h, "</small>");
    html_fact_end(h);
    html_fact(h, N_("Where it shows most"));
    html_log(h, f->stretch_text[h->lang]);
    html_raw(h, "<br>");
    html_time(h, f->stretch_from_ns);
    html_raw(h, "<br>");
    html_time(h, f->stretch_to_ns);
    html_fact_end(h);
}

static void key_figures(const struct html *h, const struct finding *f)
{
    html_raw(h, "<div class=\"big\">\n<p><strong>");
    html_range(h, f->beneficiaries.floor, f->beneficiaries.ceiling);
    html_raw(h, "</strong> ");
    html_text(h, N_("persons whose data was shown, at least and at most"));
    html_raw(h, "</p>\n<p><strong>");
    html_range(h, f->records.floor, f->records.ceiling);
    html_raw(h, "</strong> ");
    html_text(h, N_("records shown, a person seen twice counting twice"));
    html_raw(h, "</p>\n</div>\n");
}

static void facts(const struct html *h, const struct finding *f)
{
    html_raw(h, "<dl class=\"facts\">\n");
    certainty(h, f);
    html_fact(h, N_("Sessions concerned, first to last"));
    html_time(h, f->first_ns);
    html_raw(h, "<br>");
    html_time(h, f->last_ns);
    html_fact_end(h);
    html_fact(h, N_("Account in the log, first to last"));
    html_time(h, f->account_first_ns);
    html_raw(h, "<br>");
    html_time(h, f->account_last_ns);
    html_fact_end(h);
    peer_facts(h, f);
    fact_count(h, N_("Of these, persons whom the holder was shown too"),
               f->beneficiaries_also_owner);
    fact_count(h, N_("Requests for persons who were not found"), f->not_found);
    fact_count(h, N_("Requests that were refused"), f->refused);
    data_facts(h, f);
    html_raw(h, "</dl>\n");
}

static void moments(const struct html *h, const struct finding *f)
{
    if (f->moment_count == 0)
        return;
    html_raw(h, "<div class=\"beside\">\n<h3>");
    html_text(h, N_("Decisive moments"));
    html_raw(h, "</h3>\n<ol class=\"moments\">\n");
    for (size_t i = 0; i < f->moment_count; i++) {
        const struct moment *m = &f->moments[i];

        html_raw(h, "<li><p class=\"when\">");
        html_time(h, m->time_ns);
        html_raw(h, "</p><p>");
        html_log(h, m->text[h->lang]);
        html_raw(h, " <span class=\"evidence\">");
        html_evidence(h, &m->evidence);
        html_raw(h, "</span></p></li>\n");
    }
    html_raw(h, "</ol>\n</div>\n");
}

/* Why the operator expects this use, and until when he does. */
static void allowed_note(const struct html *h, const struct finding *f)
{
    struct slot slots[] = {slot_log(f->allowed_reason), slot_time(f->allowed_until_ns)};

    if (!f->allowed_reason.p)
        return;
    html_raw(h, "<p class=\"allowed\">");
    html_fill(h,
              text_get(h->lang, N_("The operator allows this use until {2}: {1}. It is listed "
                                   "and raises no alarm.")),
              slots);
    html_raw(h, "</p>\n");
}

/* The paragraph; what to do next, its last sentence, stands apart. */
static void story(const struct html *h, const struct finding *f)
{
    struct str text = f->text[h->lang];
    struct str advice = f->advice[h->lang];

    if (advice.n && text.n > advice.n + 1)
        text.n -= advice.n + 1;
    html_raw(h, "<p class=\"story\">");
    html_log(h, text);
    html_raw(h, "</p>\n");
    if (!advice.n)
        return;
    html_raw(h, "<p class=\"advice\"><strong>");
    html_text(h, N_("What to do next"));
    html_raw(h, "</strong> ");
    html_log(h, advice);
    html_raw(h, "</p>\n");
}

/* What a section of a long page leaves out. */
static void shortened(const struct html *h)
{
    struct slot slots[] = {slot_count(HTML_FULL)};

    html_raw(h, "<p class=\"note\">");
    html_fill(h,
              text_get(h->lang, N_("Figures, sources and sessions are shown for the first {1} "
                                   "accounts; findings.json has them for all.")),
              slots);
    html_raw(h, "</p>\n</section>\n");
}

void html_finding(const struct html *h, size_t index)
{
    const struct finding *f = &h->dossier->findings[index];
    struct slot slots[] = {slot_log(f->account)};
    size_t number = index + 1;

    out_print(h->out,
              "<section class=\"finding\" aria-labelledby=\"f%zu\">\n"
              "<p class=\"kicker\"><span class=\"tag %s\">",
              number, verdict_name(f->verdict));
    html_put(h, html_verdict(h->lang, f->verdict));
    out_print(h->out, "</span></p>\n<h2 id=\"f%zu\">", number);
    html_fill(h, text_get(h->lang, N_("Account {1}")), slots);
    html_raw(h, "</h2>\n");
    html_raw(h, f->moment_count ? "<div class=\"telling\">\n<div>\n" : "<div>\n");
    story(h, f);
    allowed_note(h, f);
    key_figures(h, f);
    html_raw(h, "</div>\n");
    moments(h, f);
    html_raw(h, f->moment_count ? "</div>\n" : "");
    facts(h, f);
    if (index >= HTML_FULL) {
        html_reasons(h, f);
        shortened(h);
        return;
    }
    figure_cumulative(h, f, number);
    figure_sessions(h, f, number);
    figure_numbers(h, f, number);
    figure_days(h, f, number);
    figure_peers(h, f, number);
    figure_heat(h, f, number);
    figure_map(h, f, number);
    html_reasons(h, f);
    html_alerts_of_finding(h, index);
    html_tables(h, f);
    html_raw(h, "</section>\n");
}

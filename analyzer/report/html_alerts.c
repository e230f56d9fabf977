/*
 * html_alerts.c: tables of alerts: those of one rule, each with its lines; and by rule those that
 * name one account. Alerts that the dossier only counts are told as a number.
 */
#include "report/html.h"

#include <stdlib.h>

#include "base/mem.h"
#include "report/stream.h"

/* Alerts of a rule that stand open when there are more than FOLDED_LEAST; the others are folded,
 * and not printed: many are alike. */
#define OPEN_MOST    5
#define FOLDED_LEAST 8

/* A cell with the account that an alert names, linked to its section where it has one. */
static void account_cell(const struct html *h, const struct alert *a)
{
    bool linked = a->finding >= 0 && (size_t)a->finding < HTML_FINDINGS;

    html_raw(h, "<td class=\"address\">");
    if (linked)
        out_print(h->out, "<a href=\"#f%ld\">", (long)a->finding + 1);
    html_rule_text(h, a->account, HTML_TITLE_BYTES);
    html_raw(h, linked ? "</a></td>" : "</td>");
}

static void address_cell(const struct html *h, const struct alert *a)
{
    html_raw(h, "<td class=\"address\">");
    html_code(h, a->source);
    html_raw(h, "</td>");
}

/* What it saw: what was counted and for whom, the request, the program. */
static void what_cell(const struct html *h, const struct alert *a, bool correlation)
{
    html_raw(h, "<td class=\"what\">");
    if (correlation) {
        html_text(h, N_("counted:"));
        html_raw(h, " ");
        html_number(h, a->value);
        if (a->group.n) {
            html_raw(h, " <small>");
            html_rule_text(h, a->group, HTML_TITLE_BYTES);
            html_raw(h, "</small>");
        }
    }
    if (a->request.n) {
        html_raw(h, correlation ? "<br>" : "");
        html_code(h, a->request);
    }
    if (a->agent.n) {
        html_raw(h, correlation || a->request.n ? "<br><small>" : "<small>");
        html_rule_text(h, a->agent, HTML_TITLE_BYTES);
        html_raw(h, "</small>");
    }
    if (!correlation && !a->request.n && !a->agent.n)
        html_log(h, STR_NONE);
    html_raw(h, "</td>");
}

/* The lines that it rests on; one is shown at once. */
static void lines_cell(const struct html *h, const struct alert *a)
{
    html_raw(h, "<td class=\"evidence\">");
    if (a->evidence_count == 1)
        html_evidence(h, &a->evidence[0]);
    else if (a->evidence_count > 1)
        html_evidences_folded(h, a->evidence, (size_t)a->evidence_count);
    else
        html_log(h, STR_NONE);
    html_raw(h, "</td>");
}

static void signature_row(const struct html *h, const struct alert *a, bool correlation)
{
    html_raw(h, "<tr>");
    html_cell_span(h, a->at_ns, a->last_ns);
    account_cell(h, a);
    address_cell(h, a);
    html_cell_count(h, a->events);
    what_cell(h, a, correlation);
    lines_cell(h, a);
    html_raw(h, "</tr>\n");
}

/* How many alerts stand nowhere, not even in findings.json. */
static void counted_only(const struct html *h, uint64_t count)
{
    struct slot slots[] = {slot_count(count)};

    if (count == 0)
        return;
    html_raw(h, "<p class=\"note\">");
    html_fill(h,
              text_plural(h->lang,
                          "{1} more alert is counted and listed nowhere: the limit of a rule is "
                          "reached.",
                          "{1} more alerts are counted and listed nowhere: the limit of a rule is "
                          "reached.",
                          count),
              slots);
    html_raw(h, "</p>\n");
}

/* Alerts of a rule, from one place of its list up to another. */
static void alerts_table(const struct html *h, size_t index, const struct alert_lists *lists,
                         const char *caption, size_t from, size_t to)
{
    static const struct column columns[] = {
        {N_("First and last"), false}, {N_("Account"), false},     {N_("Address"), false},
        {N_("Events"), true},          {N_("What it saw"), false}, {N_("Lines"), false},
    };
    const struct signature *s = &h->dossier->signatures[index];
    struct slot slots[] = {slot_count(index + 1),
                           slot_log(stream_cut(s->title[h->lang], HTML_TITLE_BYTES))};

    html_table(h, text_get(h->lang, caption), slots, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = from; i < to; i++)
        signature_row(h, &h->dossier->alerts[lists->alerts[lists->from[index] + i]],
                      s->correlation);
    html_table_end(h);
}

void html_alerts_of_signature(const struct html *h, size_t index, const struct alert_lists *lists)
{
    const struct signature *s = &h->dossier->signatures[index];
    size_t listed = lists->from[index + 1] - lists->from[index];
    size_t shown = listed < HTML_ALERTS ? listed : HTML_ALERTS;
    size_t open = shown <= FOLDED_LEAST ? shown : OPEN_MOST;
    struct slot slots[] = {slot_count(shown - open)};

    alerts_table(h, index, lists, N_("Alerts of rule {1}: {2}"), 0, open);
    if (open < shown) {
        html_raw(h, "<details class=\"annex\"><summary>");
        html_fill(h, text_plural(h->lang, "{1} more alert", "{1} more alerts", shown - open),
                  slots);
        html_raw(h, "</summary>\n");
        alerts_table(h, index, lists, N_("Further alerts of rule {1}: {2}"), open, shown);
        html_raw(h, "</details>\n");
    }
    html_omitted(h, listed - shown);
    counted_only(h, s->alerts > listed ? s->alerts - listed : 0);
}

/* The alerts of one rule that name an account. */
struct rule_sum {
    uint64_t alerts;
    uint64_t events;
    int64_t first_ns;
    int64_t last_ns;
    const struct alert *first;
    bool one_source;
};

static void add_alert(struct rule_sum *sum, const struct alert *a)
{
    if (sum->alerts++ == 0) {
        sum->first = a;
        sum->one_source = true;
        sum->first_ns = a->at_ns;
        sum->last_ns = a->last_ns;
    }
    sum->events += a->events;
    sum->one_source = sum->one_source && str_eq(sum->first->source, a->source);
    sum->first_ns = a->at_ns < sum->first_ns ? a->at_ns : sum->first_ns;
    sum->last_ns = a->last_ns > sum->last_ns ? a->last_ns : sum->last_ns;
}

static void rule_row(const struct html *h, size_t index, const struct rule_sum *sum)
{
    const struct signature *s = &h->dossier->signatures[index];
    bool linked = index < HTML_SIGNATURES;

    html_raw(h, "<tr><td>");
    html_level(h, s->rank);
    html_raw(h, "</td><th scope=\"row\" class=\"rule\">");
    if (linked)
        out_print(h->out, "<a href=\"#s%zu\">", index + 1);
    html_rule_text(h, s->title[h->lang], HTML_TITLE_BYTES);
    html_raw(h, linked ? "</a></th>" : "</th>");
    html_cell_count(h, sum->alerts);
    html_cell_span(h, sum->first_ns, sum->last_ns);
    if (sum->one_source) {
        address_cell(h, sum->first);
    } else {
        html_raw(h, "<td class=\"address\">");
        html_text(h, N_("several"));
        html_raw(h, "</td>");
    }
    html_cell_count(h, sum->events);
    html_raw(h, "</tr>\n");
}

static void rule_rows(const struct html *h, const struct rule_sum *sums, size_t rules)
{
    size_t shown = 0;
    size_t more = 0;

    for (size_t i = 0; i < rules; i++) {
        if (sums[i].alerts == 0)
            continue;
        if (shown < HTML_ALERTS) {
            rule_row(h, i, &sums[i]);
            shown++;
        } else {
            more++;
        }
    }
    html_table_end(h);
    html_omitted(h, more);
}

/* By rule: each alert with its lines stands once, in the rule's own section. */
void html_alerts_of_finding(const struct html *h, size_t index)
{
    static const struct column columns[] = {
        {N_("Level"), false},          {N_("Rule"), false},    {N_("Alerts"), true},
        {N_("First and last"), false}, {N_("Address"), false}, {N_("Events"), true},
    };
    const struct dossier *d = h->dossier;
    struct slot slots[] = {slot_log(d->findings[index].account)};
    struct rule_sum *sums = mem_zero(d->signature_count + 1, sizeof *sums);
    uint64_t found = 0;

    for (size_t i = 0; i < d->alert_count; i++) {
        if (d->alerts[i].finding != (int32_t)index)
            continue;
        add_alert(&sums[d->alerts[i].signature], &d->alerts[i]);
        found++;
    }
    if (found) {
        html_raw(h, "<h3>");
        html_text(h, N_("Signatures"));
        html_raw(h, "</h3>\n");
        html_table(h, text_get(h->lang, N_("Alerts that name account {1}, by rule")), slots,
                   columns, sizeof columns / sizeof columns[0]);
        rule_rows(h, sums, d->signature_count);
        html_raw(h, "<p class=\"note\">");
        html_text(h, N_("These alerts name the account; whether the holder or somebody else made "
                        "these requests, a signature does not say. Each alert stands with its "
                        "lines under its rule."));
        if (d->alerts_omitted) {
            html_raw(h, " ");
            html_text(h, N_("Alerts beyond the limit of a rule are only counted: more of them may "
                            "name it."));
        }
        html_raw(h, "</p>\n");
    }
    free(sums);
}

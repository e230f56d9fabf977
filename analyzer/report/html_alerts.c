/*
 * html_alerts.c: tables of alerts: those of one rule, those that name one account. Alerts that the
 * dossier only counts are told as a number.
 */
#include "report/html.h"
#include "report/stream.h"

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

void html_alerts_of_signature(const struct html *h, size_t index, const struct alert_lists *lists)
{
    static const struct column columns[] = {
        {N_("First and last"), false}, {N_("Account"), false},     {N_("Address"), false},
        {N_("Events"), true},          {N_("What it saw"), false}, {N_("Lines"), false},
    };
    const struct signature *s = &h->dossier->signatures[index];
    size_t from = lists->from[index];
    size_t listed = lists->from[index + 1] - from;
    size_t shown = listed < HTML_ALERTS ? listed : HTML_ALERTS;
    struct slot slots[] = {slot_count(index + 1),
                           slot_log(stream_cut(s->title[h->lang], HTML_TITLE_BYTES))};

    html_table(h, text_get(h->lang, N_("Alerts of rule {1}: {2}")), slots, columns,
               sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < shown; i++)
        signature_row(h, &h->dossier->alerts[lists->alerts[from + i]], s->correlation);
    html_table_end(h);
    html_omitted(h, listed - shown);
    counted_only(h, s->alerts > listed ? s->alerts - listed : 0);
}

static void finding_row(const struct html *h, const struct alert *a)
{
    const struct signature *s = &h->dossier->signatures[a->signature];
    bool linked = a->signature < HTML_SIGNATURES;

    html_raw(h, "<tr><td>");
    html_level(h, s->rank);
    html_raw(h, "</td><th scope=\"row\" class=\"rule\">");
    if (linked)
        out_print(h->out, "<a href=\"#s%lu\">", (unsigned long)a->signature + 1);
    html_rule_text(h, s->title[h->lang], HTML_TITLE_BYTES);
    html_raw(h, linked ? "</a></th>" : "</th>");
    html_cell_span(h, a->at_ns, a->last_ns);
    address_cell(h, a);
    html_cell_count(h, a->events);
    lines_cell(h, a);
    html_raw(h, "</tr>\n");
}

static uint64_t alerts_of(const struct dossier *d, size_t finding)
{
    uint64_t n = 0;

    for (size_t i = 0; i < d->alert_count; i++)
        n += d->alerts[i].finding == (int32_t)finding;
    return n;
}

/* The heading; a long list is folded. */
static void open_alerts(const struct html *h, uint64_t count)
{
    struct slot slots[] = {slot_count(count)};

    html_raw(h, "<h3>");
    html_text(h, N_("Signatures"));
    html_raw(h, "</h3>\n");
    if (count <= HTML_OPEN)
        return;
    html_raw(h, "<details class=\"long\"><summary>");
    html_fill(h, text_plural(h->lang, "{1} alert", "{1} alerts", count), slots);
    html_raw(h, "</summary>\n");
}

void html_alerts_of_finding(const struct html *h, size_t index)
{
    static const struct column columns[] = {
        {N_("Level"), false},   {N_("Rule"), false},  {N_("First and last"), false},
        {N_("Address"), false}, {N_("Events"), true}, {N_("Lines"), false},
    };
    const struct dossier *d = h->dossier;
    struct slot slots[] = {slot_log(d->findings[index].account)};
    uint64_t found = 0;

    for (size_t i = 0; i < d->alert_count; i++) {
        if (d->alerts[i].finding != (int32_t)index || found++ >= HTML_ALERTS)
            continue;
        if (found == 1) {
            open_alerts(h, alerts_of(d, index));
            html_table(h, text_get(h->lang, N_("Alerts that name account {1}")), slots, columns,
                       sizeof columns / sizeof columns[0]);
        }
        finding_row(h, &d->alerts[i]);
    }
    if (found == 0)
        return;
    html_table_end(h);
    html_omitted(h, found > HTML_ALERTS ? found - HTML_ALERTS : 0);
    html_raw(h, found > HTML_OPEN ? "</details>\n" : "");
    html_raw(h, "<p class=\"note\">");
    html_text(h, N_("These alerts name the account; whether the holder or somebody else made these "
                    "requests, a signature does not say."));
    if (d->alerts_omitted) {
        html_raw(h, " ");
        html_text(h, N_("Alerts beyond the limit of a rule are only counted: more of them may name "
                        "it."));
    }
    html_raw(h, "</p>\n");
}

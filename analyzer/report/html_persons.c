/*
 * html_persons.c: whose data and which data: persons of all findings on the lists by insurer and by
 * category of data, and the professionals, who are persons concerned as well. Who they are stands
 * in exposed/ only.
 */
#include "report/figure.h"
#include "report/html.h"

/* Length of the bar of the largest row. */
#define BAR_WIDTH 64.0

/* Floor and ceiling as a bar: full, and pale behind it. */
static void cell_bar(const struct html *h, const struct extent *persons, uint64_t most)
{
    double unit = BAR_WIDTH / (double)(most ? most : 1);

    html_raw(h, "<td class=\"weight share\"><svg aria-hidden=\"true\" viewBox=\"0 0 64 8\">"
                "<rect class=\"track\" width=\"64\" height=\"8\"/><rect class=\"pale\"");
    figure_attribute(h, "width", unit * (double)persons->ceiling);
    html_raw(h, " height=\"8\"/><rect class=\"full\"");
    figure_attribute(h, "width", unit * (double)persons->floor);
    html_raw(h, " height=\"8\"/></svg></td>");
}

static void insurer_row(const struct html *h, const struct dossier_total *t, uint64_t most)
{
    html_raw(h, "<tr><th scope=\"row\">");
    if (t->insurer.n)
        html_log(h, t->insurer);
    else
        html_text(h, N_("the log does not say"));
    html_raw(h, "</th>");
    html_cell_count(h, t->beneficiaries.floor);
    html_cell_count(h, t->beneficiaries.ceiling);
    cell_bar(h, &t->beneficiaries, most);
    html_cell_count(h, t->views);
    html_cell_span(h, t->first_ns, t->last_ns);
    html_raw(h, "</tr>\n");
}

static void insurer_table(const struct html *h)
{
    static const struct column columns[] = {
        {N_("Insurer"), false}, {N_("Persons, at least"), true}, {N_("Persons, at most"), true},
        {N_("Share"), false},   {N_("Records shown"), true},     {N_("First and last"), false},
    };
    const struct dossier *d = h->dossier;
    size_t shown = d->total_count < HTML_ROWS ? d->total_count : HTML_ROWS;
    uint64_t most = 0;

    for (size_t i = 0; i < d->total_count; i++) {
        if (d->totals[i].beneficiaries.ceiling > most)
            most = d->totals[i].beneficiaries.ceiling;
    }
    html_table(h, text_get(h->lang, N_("Persons shown through all accounts together, by insurer")),
               NULL, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < shown; i++)
        insurer_row(h, &d->totals[i], most);
    html_table_end(h);
    html_omitted(h, d->total_count - shown);
}

static void by_insurer(const struct html *h)
{
    const struct dossier *d = h->dossier;
    bool folded;

    if (d->total_count == 0)
        return;
    html_raw(h, "<h3>");
    html_text(h, N_("By insurer"));
    html_raw(h, "</h3>\n");
    folded = html_fold(h, d->total_count);
    insurer_table(h);
    html_fold_end(h, folded);
    html_raw(h, "<p class=\"note\">");
    html_text(h,
              N_("Each insurer's own list is in the folder exposed/: an insurer must not receive "
                 "another's."));
    html_raw(h, "</p>\n");
}

/* Operations that were answered and show a category. */
static void operations_of(const struct html *h, int data)
{
    const struct portal *portal = h->dossier->portal;
    int named = 0;

    for (int i = 0; i < portal->described; i++) {
        if (!(portal->operations[i].data & 1u << data) || !h->answers->of[i].ceiling)
            continue;
        html_raw(h, named++ ? ", " : "");
        html_code(h, portal->operations[i].name);
    }
    if (named == 0)
        html_log(h, STR_NONE);
}

static void data_row(const struct html *h, const struct html_scope *scope, int data)
{
    html_raw(h, "<tr><th scope=\"row\">");
    html_text(h, data_text(data));
    html_raw(h, "</th>");
    if (scope->shown[data].ceiling) {
        html_cell_count(h, scope->shown[data].floor);
        html_cell_count(h, scope->shown[data].ceiling);
    } else {
        html_raw(h, "<td class=\"n\">\xE2\x80\x94</td><td class=\"n\">\xE2\x80\x94</td>");
    }
    html_raw(h, "<td>");
    operations_of(h, data);
    html_raw(h, "</td></tr>\n");
}

static void by_data(const struct html *h, const struct html_scope *scope)
{
    static const struct column columns[] = {
        {N_("Category of data"), false},
        {N_("Persons, at least"), true},
        {N_("Persons, at most"), true},
        {N_("Shown by these operations, which were answered"), false},
    };

    html_raw(h, "<h3>");
    html_text(h, N_("By category of data"));
    html_raw(h, "</h3>\n");
    if (!html_data_known(h)) {
        html_raw(h, "<p>");
        html_text(h, N_("Not known from the log: a log names the page that was asked for, not what "
                        "it shows. A profile of the portal (--portal) says it."));
        html_raw(h, "</p>\n");
        return;
    }
    html_table(h, text_get(h->lang, N_("Persons shown, by category of data")), NULL, columns,
               sizeof columns / sizeof columns[0]);
    for (int i = 0; i < DATA_COUNT; i++) {
        if (scope->shown[i].ceiling || scope->data & 1u << i)
            data_row(h, scope, i);
    }
    html_table_end(h);
}

static void holder_row(const struct html *h, size_t index)
{
    const struct finding *f = &h->dossier->findings[index];

    html_raw(h, "<tr><th scope=\"row\">");
    html_account(h, index);
    html_raw(h, "</th><td>");
    html_data_list(h, f->holder_data);
    html_raw(h, "</td>");
    html_cell_count(h, f->holder_views);
    html_raw(h, "<td class=\"evidence\">");
    html_evidence(h, &f->holder_evidence);
    html_raw(h, "</td></tr>\n");
}

static void holder_table(const struct html *h, size_t count)
{
    static const struct column columns[] = {
        {N_("Account"), false},
        {N_("Own data of its holder that was shown"), false},
        {N_("Answers"), true},
        {N_("First line"), false},
    };
    const struct dossier *d = h->dossier;
    size_t shown = 0;

    html_table(h, text_get(h->lang, N_("Professionals whose own data was shown")), NULL, columns,
               sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < d->finding_count && shown < HTML_ROWS; i++) {
        if (html_concerns(h, &d->findings[i]) && d->findings[i].holder_views) {
            holder_row(h, i);
            shown++;
        }
    }
    html_table_end(h);
    html_omitted(h, count - shown);
}

/* Whether the profile says which answers show the holder's own data. */
static bool holders_described(const struct html *h)
{
    const struct portal *portal = h->dossier->portal;

    for (int i = 0; portal && i < portal->described; i++) {
        if (portal->operations[i].holder)
            return true;
    }
    return false;
}

static void professionals(const struct html *h)
{
    const struct dossier *d = h->dossier;
    size_t count = 0;

    for (size_t i = 0; i < d->finding_count; i++)
        count += html_concerns(h, &d->findings[i]) && d->findings[i].holder_views;
    html_raw(h, "<h3>");
    html_text(h, N_("A second category of persons: the professionals"));
    html_raw(h, "</h3>\n<p>");
    if (count)
        html_text(h, N_("The holders of these accounts are persons concerned too: answers that "
                        "show their own data were sent to somebody else."));
    else if (holders_described(h))
        html_text(h, N_("No answer that shows the holder's own data, as the portal's profile "
                        "describes them, was sent in a session that is not the holder's."));
    else
        html_text(h, N_("Not known from the log: the profile does not say which pages show the "
                        "holder's own data (contact details, bank details). Whether the portal has "
                        "such pages is to be checked: their holders would be persons concerned "
                        "too."));
    html_raw(h, "</p>\n");
    if (count)
        holder_table(h, count);
}

void html_persons(const struct html *h)
{
    struct html_scope scope;

    if (dossier_verdict(h->dossier) < VERDICT_SUSPECT)
        return;
    html_scope_read(h, &scope);
    html_raw(h, "<section class=\"persons\" aria-labelledby=\"persons\">\n<h2 id=\"persons\">");
    html_text(h, N_("Persons and data concerned"));
    html_raw(h, "</h2>\n<p>");
    html_text(h, N_("Data shown to somebody who has no right to see it is a loss of "
                    "confidentiality: a personal data breach (GDPR, article 4(12)). The controller "
                    "assesses the risk, notifies the breach to the supervisory authority (article "
                    "33) and, where the risk is high, communicates it to the persons concerned "
                    "(article 34). A processor notifies the controller without undue delay "
                    "(article 33(2))."));
    html_raw(h, "</p>\n");
    by_data(h, &scope);
    by_insurer(h);
    professionals(h);
    html_raw(h, "</section>\n");
}

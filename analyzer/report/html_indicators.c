/*
 * html_indicators.c: the section of indicators: which of those that another platform gave were
 * seen, when, through which accounts, and where the first line stands. Nothing when none were
 * given.
 */
#include "report/html.h"

static const char *kind_text(enum indicator_kind kind)
{
    static const char *const kinds[INDICATOR_KINDS] = {N_("address"), N_("network"), N_("account"),
                                                       N_("agent"), N_("account or agent")};

    return kinds[kind];
}

static void put_answer(const struct html *h, const struct indicators *given)
{
    struct slot slots[] = {slot_count(given->seen), slot_count(given->count)};

    html_raw(h, "<p class=\"story\">");
    html_fill(h,
              text_plural(h->lang, "{1} of the {2} indicators that were looked for was seen.",
                          "{1} of the {2} indicators that were looked for were seen.", given->seen),
              slots);
    html_raw(h, " ");
    html_text(h,
              N_("An indicator says what another platform knows of an attacker. That it was seen "
                 "is a reason to look, and no finding by itself: an address or a program may "
                 "serve several users, and an account that was abused elsewhere has an owner "
                 "here. It was looked for in the requests that name an account, a person or a "
                 "session, and in logins."));
    html_raw(h, "</p>\n");
}

static void put_accounts(const struct html *h, const struct indicator *i)
{
    html_raw(h, "<td>");
    for (int a = 0; a < i->shown_accounts; a++) {
        html_raw(h, a ? ", " : "");
        html_code(h, i->accounts[a]);
    }
    if (i->account_count > (uint64_t)i->shown_accounts) {
        html_raw(h, " + ");
        html_count(h, i->account_count - (uint64_t)i->shown_accounts);
    }
    html_raw(h, i->account_count ? "</td>" : "\xE2\x80\x93</td>");
}

static void put_row(const struct html *h, const struct indicator *i)
{
    html_raw(h, "<tr><td>");
    html_text(h, kind_text(i->kind));
    html_raw(h, "</td><td>");
    html_code(h, i->value);
    html_raw(h, "</td>");
    html_cell_span(h, i->first_ns, i->last_ns);
    html_cell_count(h, i->requests);
    put_accounts(h, i);
    html_raw(h, "<td class=\"n\">");
    html_range(h, i->beneficiaries.floor, i->beneficiaries.ceiling);
    html_raw(h, "</td><td>");
    html_evidence(h, &i->evidence);
    html_raw(h, "</td></tr>\n");
}

static void put_seen(const struct html *h, const struct indicators *given)
{
    static const struct column columns[] = {
        {N_("Kind"), false},      {N_("Indicator"), false}, {N_("First and last request"), false},
        {N_("Requests"), true},   {N_("Accounts"), false},  {N_("Persons in findings"), true},
        {N_("First line"), false}};
    size_t shown = 0;

    if (given->seen == 0)
        return;
    html_table(h, text_get(h->lang, N_("Indicators that were seen")), NULL, columns,
               sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < given->count && shown < HTML_ROWS; i++) {
        if (given->list[i].requests) {
            put_row(h, &given->list[i]);
            shown++;
        }
    }
    html_table_end(h);
    html_omitted(h, given->seen - shown);
}

static void put_files(const struct html *h, const struct indicators *given)
{
    static const struct column columns[] = {{N_("File"), false},
                                            {N_("Looked for"), true},
                                            {N_("Patterns in part"), true},
                                            {N_("Not understood"), true},
                                            {N_("Revoked"), true}};

    html_table(h, text_get(h->lang, N_("Files of indicators")), NULL, columns,
               sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < given->file_count; i++) {
        const struct indicator_file *file = &given->files[i];

        html_raw(h, "<tr>");
        html_cell_log(h, file->name);
        html_cell_count(h, file->read);
        html_cell_count(h, file->partial);
        html_cell_count(h, file->unknown);
        html_cell_count(h, file->revoked);
        html_raw(h, "</tr>\n");
    }
    html_table_end(h);
}

void html_indicators(const struct html *h)
{
    const struct indicators *given = h->dossier->indicators;

    if (!given)
        return;
    html_raw(h, "<section id=\"indicators\" aria-labelledby=\"indicators-title\">\n"
                "<h2 id=\"indicators-title\">");
    html_text(h, N_("Seen elsewhere: were we visited by the same attacker?"));
    html_raw(h, "</h2>\n");
    put_answer(h, given);
    put_seen(h, given);
    put_files(h, given);
    html_raw(h, "</section>\n");
}

/*
 * html_tables.c: the tables of one account: sources, sessions, insurers. Long ones are cut at
 * HTML_ROWS, the cut is said.
 */
#include "report/html.h"

static void source_row(const struct html *h, const struct finding_source *s, size_t number)
{
    out_print(h->out, "<tr><td class=\"n\">%zu</td><th scope=\"row\" class=\"address\">", number);
    html_code(h, s->address);
    html_raw(h, "</th><td>");
    html_mark(h, s->attributed);
    html_raw(h, "</td><td>");
    html_place(h, &s->place);
    html_raw(h, "</td><td class=\"n\">");
    if (s->place.accuracy_km) {
        html_count(h, s->place.accuracy_km);
        html_raw(h, "\xC2\xA0km");
    } else {
        html_raw(h, "\xE2\x80\x94");
    }
    html_raw(h, "</td><td>");
    if (s->place.asn)
        out_print(h->out, "AS%lu ", (unsigned long)s->place.asn);
    if (s->place.organisation.n || !s->place.asn)
        html_log(h, s->place.organisation);
    html_raw(h, "</td>");
    html_cell_span(h, s->first_ns, s->last_ns);
    html_cell_count(h, s->requests);
    html_cell_count(h, s->records);
    html_raw(h, "</tr>\n");
}

static void sources(const struct html *h, const struct finding *f)
{
    static const struct column columns[] = {
        {N_("No."), true},
        {N_("Address"), false},
        {N_("Attributed to"), false},
        {N_("Place"), false},
        {N_("Accuracy"), true},
        {N_("Network"), false},
        {N_("First and last"), false},
        {N_("Requests"), true},
        {N_("Records shown"), true},
    };
    struct slot slots[] = {slot_log(f->account)};
    size_t shown = f->source_count < HTML_ROWS ? f->source_count : HTML_ROWS;
    bool folded = html_fold(h, f->source_count);

    html_table(h, text_get(h->lang, N_("Sources of account {1}")), slots, columns,
               sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < shown; i++)
        source_row(h, &f->sources[i], i + 1);
    html_table_end(h);
    html_omitted(h, f->source_count - shown);
    html_fold_end(h, folded);
}

static void session_row(const struct html *h, const struct finding *f,
                        const struct finding_session *s)
{
    html_raw(h, "<tr><td>");
    html_mark(h, s->attributed);
    html_raw(h, "</td>");
    html_cell_weight(h, s->bans);
    html_cell_span(h, s->first_ns, s->last_ns);
    html_raw(h, "<td class=\"agent\">");
    html_code(h, s->source < f->source_count ? f->sources[s->source].address : STR_NONE);
    html_raw(h, "<br><small>");
    html_log(h, s->agent);
    html_raw(h, "</small></td>");
    html_cell_count(h, s->requests);
    html_cell_count(h, s->records);
    html_cell_count(h, s->beneficiaries);
    html_cell_count(h, s->not_found);
    html_cell_count(h, s->follow_ups);
    html_raw(h, "<td class=\"evidence\">");
    html_lines(h, &s->first, &s->last);
    html_raw(h, "</td></tr>\n");
}

/* Sessions of the holder, or those of all others; `extra` more exist beyond the finding's own
 * limit. */
static void session_table(const struct html *h, const struct finding *f, bool owner,
                          const char *caption, uint64_t extra)
{
    static const struct column columns[] = {
        {N_("Attributed to"), false}, {N_("Evidence"), false},
        {N_("From, to"), false},      {N_("Address and software"), false},
        {N_("Requests"), true},       {N_("Records shown"), true},
        {N_("Persons"), true},        {N_("Not found"), true},
        {N_("PEC, claims"), true},    {N_("Lines"), false},
    };
    struct slot slots[] = {slot_log(f->account)};
    size_t most = owner ? HTML_OWN : HTML_ROWS;
    size_t shown = 0;

    html_table(h, caption, slots, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < f->session_count; i++) {
        if ((f->sessions[i].attributed == ATTRIBUTED_OWNER) != owner)
            continue;
        if (shown < most)
            session_row(h, f, &f->sessions[i]);
        shown++;
    }
    html_table_end(h);
    html_omitted(h, (shown > most ? shown - most : 0) + extra);
}

static void sessions(const struct html *h, const struct finding *f)
{
    uint64_t own = 0;
    bool folded;
    struct slot slots[1];

    for (size_t i = 0; i < f->session_count; i++)
        own += f->sessions[i].attributed == ATTRIBUTED_OWNER;
    if (own < f->session_count) {
        html_raw(h, "<h3>");
        html_text(h, N_("Sessions that are not the holder's"));
        html_raw(h, "</h3>\n");
        folded = html_fold(h, f->session_count - own);
        session_table(h, f, false,
                      text_get(h->lang, N_("Sessions of account {1} that are not its holder's")),
                      f->sessions_omitted);
        html_fold_end(h, folded);
        html_raw(h, "<p class=\"note\">");
        html_text(h, N_("Evidence: how strongly a session, with the others of its address and "
                        "software, speaks against being the holder's. What the holder had a reason "
                        "to look at, at the holder's own address, is not counted as the "
                        "attacker's, so that fewer persons may count than a session shows."));
        html_raw(h, "</p>\n");
    }
    if (own == 0)
        return;
    slots[0] = slot_count(own);
    html_raw(h, "<details class=\"annex\"><summary>");
    html_fill(
        h, text_plural(h->lang, "The holder's session ({1})", "The holder's sessions ({1})", own),
        slots);
    html_raw(h, "</summary>\n");
    session_table(h, f, true, text_get(h->lang, N_("Sessions of the holder of account {1}")), 0);
    html_raw(h, "</details>\n");
}

/* Whether the section of persons says the same of all findings, there being one. */
static bool alone(const struct html *h)
{
    struct html_scope scope;

    html_scope_read(h, &scope);
    return scope.counted && scope.accounts == 1 && h->dossier->finding_count == 1;
}

static void insurers(const struct html *h, const struct finding *f)
{
    static const struct column columns[] = {
        {N_("Insurer"), false}, {N_("Persons, at least"), true}, {N_("Persons, at most"), true}};
    struct slot slots[] = {slot_log(f->account)};
    size_t shown = f->insurer_count < HTML_ROWS ? f->insurer_count : HTML_ROWS;
    bool folded;

    if (f->insurer_count == 0 || alone(h))
        return;
    html_raw(h, "<h3>");
    html_text(h, N_("Persons by insurer"));
    html_raw(h, "</h3>\n");
    folded = html_fold(h, f->insurer_count);
    html_table(h, text_get(h->lang, N_("Persons shown through account {1}, by insurer")), slots,
               columns, 3);
    for (size_t i = 0; i < shown; i++) {
        html_raw(h, "<tr><th scope=\"row\">");
        if (f->insurers[i].insurer.n)
            html_log(h, f->insurers[i].insurer);
        else
            html_text(h, N_("the log does not say"));
        html_raw(h, "</th>");
        html_cell_count(h, f->insurers[i].floor);
        html_cell_count(h, f->insurers[i].ceiling);
        html_raw(h, "</tr>\n");
    }
    html_table_end(h);
    html_omitted(h, f->insurer_count - shown);
    html_fold_end(h, folded);
    html_raw(h, "<p class=\"note\">");
    html_text(h,
              N_("Each insurer's own list is in the folder exposed/: an insurer must not receive "
                 "another's."));
    html_raw(h, "</p>\n");
}

void html_tables(const struct html *h, const struct finding *f)
{
    html_raw(h, "<h3>");
    html_text(h, N_("Sources"));
    html_raw(h, "</h3>\n");
    sources(h, f);
    sessions(h, f);
    insurers(h, f);
}

/*
 * cnil_tables.c: the tables of dossier-cnil.html: accounts, circumstances, origins, categories of
 * data, insurers, changes. At most HTML_ROWS rows each; dossier-cnil.json has all of them.
 */
#include "report/cnil_html.h"

/* Reasons that are told of one account: findings.json has them all. */
#define REASONS 4

static void begin(const struct html *h, const char *caption, const struct column *columns,
                  size_t count)
{
    html_table(h, text_get(h->lang, caption), NULL, columns, count);
}

static void end(const struct html *h, uint64_t omitted)
{
    struct slot slots[] = {slot_count(omitted)};

    html_table_end(h);
    if (omitted == 0)
        return;
    html_raw(h, "<p class=\"note\">");
    html_fill(h,
              text_get(h->lang, N_("Rows that are not shown here: {1}. The JSON files of the case "
                                   "have them.")),
              slots);
    html_raw(h, "</p>\n");
}

static void head_cell(const struct html *h, struct str text)
{
    html_raw(h, "<tr><th scope=\"row\" class=\"name\">");
    html_code(h, text);
    html_raw(h, "</th>");
}

static void cell_range(const struct html *h, uint64_t floor, uint64_t ceiling)
{
    html_raw(h, "<td class=\"n\">");
    html_range(h, floor, ceiling);
    html_raw(h, "</td>");
}

static void accounts(const struct html *h, const struct legal *l)
{
    static const struct column columns[] = {{N_("Account"), false},
                                            {N_("Use"), false},
                                            {N_("First and last request"), false},
                                            {N_("Persons"), true},
                                            {N_("Records"), true}};

    begin(h, N_("Accounts of professionals concerned"), columns, 5);
    for (size_t i = 0; i < l->accused && i < HTML_ROWS; i++) {
        const struct finding *f = l->findings[i];

        head_cell(h, f->account);
        html_raw(h, "<td>");
        html_put(h, html_verdict(h->lang, f->verdict));
        html_raw(h, "</td>");
        html_cell_span(h, f->first_ns, f->last_ns);
        cell_range(h, f->beneficiaries.floor, f->beneficiaries.ceiling);
        cell_range(h, f->records.floor, f->records.ceiling);
        html_raw(h, "</tr>\n");
    }
    end(h, l->accused > HTML_ROWS ? l->accused - HTML_ROWS : 0);
}

static void circumstances(const struct html *h, const struct legal *l)
{
    static const struct column columns[] = {
        {N_("Account"), false}, {N_("Observed"), false}, {N_("Lines of the log"), false}};
    size_t rows = 0;
    uint64_t omitted = 0;

    begin(h, N_("Why the use is not the holder's"), columns, 3);
    for (size_t i = 0; i < l->accused; i++) {
        const struct finding *f = l->findings[i];

        for (size_t r = 0; r < f->reason_count; r++) {
            const struct reason *why = &f->reasons[r];

            if (r >= REASONS || rows >= HTML_ROWS) {
                omitted++;
                continue;
            }
            rows++;
            head_cell(h, f->account);
            html_raw(h, "<td class=\"why\">");
            html_log(h, why->text[h->lang]);
            html_raw(h, "</td><td class=\"evidence\">");
            html_evidences(h, why->evidence, (size_t)why->evidence_count);
            html_raw(h, "</td></tr>\n");
        }
    }
    end(h, omitted);
}

static void origin(const struct html *h, const struct finding *f, const struct finding_source *s)
{
    head_cell(h, s->address);
    html_raw(h, "<td class=\"name\">");
    html_code(h, f->account);
    html_raw(h, "</td><td>");
    html_place(h, &s->place);
    html_raw(h, "</td><td>");
    html_log(h, s->place.organisation);
    if (s->place.asn)
        out_print(h->out, " (AS%u)", s->place.asn);
    html_raw(h, "</td>");
    html_cell_span(h, s->first_ns, s->last_ns);
    html_cell_count(h, s->requests);
    html_cell_count(h, s->records);
    html_raw(h, "</tr>\n");
}

static void origins(const struct html *h, const struct legal *l)
{
    static const struct column columns[] = {{N_("Address"), false},
                                            {N_("Account"), false},
                                            {N_("Place"), false},
                                            {N_("Network"), false},
                                            {N_("First and last request"), false},
                                            {N_("Requests"), true},
                                            {N_("Records"), true}};
    size_t rows = 0;

    begin(h, N_("Addresses from which the accounts were used"), columns, 7);
    for (size_t i = 0; i < l->accused; i++) {
        const struct finding *f = l->findings[i];

        for (size_t k = 0; k < f->source_count; k++) {
            if (legal_is_origin(f, &f->sources[k]) && rows++ < HTML_ROWS)
                origin(h, f, &f->sources[k]);
        }
    }
    end(h, rows > HTML_ROWS ? rows - HTML_ROWS : 0);
}

static void categories(const struct html *h, const struct legal *l)
{
    static const struct column columns[] = {{N_("Category of data"), false}, {N_("Persons"), true}};

    if (!l->data_told)
        return; /* the answer has the names already */
    begin(h, N_("Persons by category of data displayed"), columns, 2);
    for (int i = 0; i < DATA_COUNT; i++) {
        if (!(l->data & 1u << i))
            continue;
        html_raw(h, "<tr><th scope=\"row\" class=\"name\">");
        html_text(h, data_text(i));
        html_raw(h, "</th>");
        cell_range(h, l->shown[i].floor, l->shown[i].ceiling);
        html_raw(h, "</tr>\n");
    }
    end(h, 0);
}

static void insurers(const struct html *h, const struct legal *l)
{
    static const struct column columns[] = {{N_("Insurer"), false},
                                            {N_("Persons to inform"), true},
                                            {N_("Insurer informed on (33(2))"), false},
                                            {N_("Persons informed on (34)"), false}};

    begin(h, N_("Persons by controller"), columns, 4);
    for (size_t i = 0; i < l->insurer_count && i < HTML_ROWS; i++) {
        const struct legal_insurer *k = &l->insurers[i];

        html_raw(h, "<tr><th scope=\"row\" class=\"name\">");
        if (k->insurer.p)
            html_code(h, k->insurer);
        else
            html_text(h, N_("not named by the log"));
        html_raw(h, "</th>");
        cell_range(h, k->persons.floor, k->persons.ceiling);
        html_raw(h, "<td class=\"blank\"></td><td class=\"blank\"></td></tr>\n");
    }
    end(h, l->insurer_count > HTML_ROWS ? l->insurer_count - HTML_ROWS : 0);
}

/* A side of a change; what was not there is a dash. */
static void side(const struct html *h, struct str text)
{
    html_raw(h, "<td>");
    html_log(h, text);
    html_raw(h, "</td>");
}

static void changes(const struct html *h, const struct legal *l)
{
    static const struct column columns[] = {{N_("Field"), false},
                                            {N_("Earlier notification"), false},
                                            {N_("Now"), false},
                                            {N_("Change"), false}};

    begin(h, N_("Changes since the earlier notification"), columns, 4);
    for (size_t i = 0; i < l->change_count && i < HTML_ROWS; i++) {
        const struct legal_change *c = &l->changes[i];

        html_raw(h, "<tr><th scope=\"row\" class=\"name\">");
        html_text(h, c->label);
        html_raw(h, " ");
        if (c->named.in[h->lang].p)
            html_log(h, c->named.in[h->lang]);
        else if (c->of.p)
            html_code(h, c->of);
        else if (strcmp(c->field, "insurer") == 0)
            html_text(h, N_("not named by the log"));
        html_raw(h, "</th>");
        side(h, c->before.in[h->lang]);
        side(h, c->now.in[h->lang]);
        html_raw(h, c->changed ? "<td><strong>" : "<td>");
        html_text(h, c->changed ? N_("changed") : N_("unchanged"));
        html_raw(h, c->changed ? "</strong></td></tr>\n" : "</td></tr>\n");
    }
    end(h, l->change_count > HTML_ROWS ? l->change_count - HTML_ROWS : 0);
}

void cnil_table(const struct html *h, const struct legal *l, enum legal_table table)
{
    switch (table) {
    case LEGAL_NO_TABLE: break;
    case LEGAL_ACCOUNTS: accounts(h, l); break;
    case LEGAL_CIRCUMSTANCES: circumstances(h, l); break;
    case LEGAL_ORIGINS: origins(h, l); break;
    case LEGAL_CATEGORIES: categories(h, l); break;
    case LEGAL_INSURERS: insurers(h, l); break;
    case LEGAL_CHANGES: changes(h, l); break;
    }
}

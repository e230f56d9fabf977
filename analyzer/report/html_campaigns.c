/*
 * html_campaigns.c: the sections of campaigns: which accounts one attacker used, how many persons
 * they showed together, and what they have in common. Nothing when no findings were joined; why one
 * account is accused stands in its own section (html_finding.c).
 */
#include "report/figure.h"

/* Number of things of one kind that a campaign's accounts have in common. */
static size_t count_kind(const struct campaign *c, enum campaign_kind kind)
{
    size_t n = 0;

    for (size_t i = 0; i < c->shared_count; i++)
        n += c->shared[i].kind == kind;
    return n;
}

/* Accounts of which the figures are: those that the operator allows are told, not counted. */
static size_t counted(const struct html *h, const struct campaign *c)
{
    size_t n = 0;

    for (size_t i = 0; i < c->finding_count; i++)
        n += !h->dossier->findings[c->findings[i]].allowed_reason.p;
    return n;
}

static void key_figures(const struct html *h, const struct campaign *c)
{
    html_raw(h, "<div class=\"big\">\n<p><strong>");
    html_count(h, c->finding_count);
    html_raw(h, "</strong> ");
    html_text(h, N_("accounts, each with a section of its own or a row in the list of accounts"));
    html_raw(h, "</p>\n<p><strong>");
    html_range(h, c->beneficiaries.floor, c->beneficiaries.ceiling);
    html_raw(h, "</strong> ");
    html_text(h, N_("persons whose data these accounts showed together, at least and at most; each "
                    "counts once"));
    if (c->finding_count > counted(h, c))
        html_text(h, N_("; without those of accounts whose use the operator allows"));
    html_raw(h, "</p>\n</div>\n");
}

static void story(const struct html *h, const struct campaign *c)
{
    struct slot slots[] = {slot_count(c->finding_count), slot_time(c->first_ns),
                           slot_time(c->last_ns)};

    html_raw(h, "<p class=\"story\">");
    html_fill(h,
              text_get(h->lang, N_("What these {1} accounts have in common is very probably the "
                                   "work of one attacker.")),
              slots);
    html_raw(h, " ");
    if (c->first_ns != TIME_NONE)
        html_fill(h, text_get(h->lang, N_("The sessions concerned go from {2} to {3}.")), slots);
    html_raw(h, "</p>\n");
}

/* What stands beside a value: how many of the accounts have it. */
static void fact_end(const struct html *h, uint64_t accounts)
{
    struct slot slots[] = {slot_count(accounts)};

    html_raw(h, " <small>");
    html_fill(h, text_plural(h->lang, "{1} account", "{1} accounts", accounts), slots);
    html_raw(h, "</small></dd></div>\n");
}

/* "4.2 s" with the language's decimal sign. */
static void duration(const struct html *h, struct str value)
{
    size_t point = str_index(value, '.');

    out_html(h->out, str_slice(value, 0, point));
    if (point < value.n) {
        html_raw(h, h->lang == LANG_FR ? "," : ".");
        out_html(h->out, str_skip(value, point + 1));
    }
}

/* The value of a kind of which a campaign has one at most. */
static void shared_fact(const struct html *h, const struct campaign_shared *s)
{
    static const char *const names[CAMPAIGN_KINDS] = {
        [CAMPAIGN_PERSONS] = N_("Persons whom several of the accounts showed"),
        [CAMPAIGN_SEQUENCE] = N_("Times the numbers asked for go on from one account to another"),
        [CAMPAIGN_RHYTHM] = N_("Median pause between requests")};
    uint64_t number;

    html_fact(h, names[s->kind]);
    if (s->kind == CAMPAIGN_RHYTHM)
        duration(h, s->value);
    else if (str_to_u64(s->value, UINT64_MAX, &number))
        html_count(h, number);
    else
        html_log(h, s->value);
    fact_end(h, s->accounts);
}

static void facts(const struct html *h, const struct campaign *c)
{
    bool open = false;

    for (size_t i = 0; i < c->shared_count; i++) {
        if (c->shared[i].kind < CAMPAIGN_PERSONS)
            continue;
        html_raw(h, open ? "" : "<dl class=\"facts\">\n");
        open = true;
        shared_fact(h, &c->shared[i]);
    }
    html_raw(h, open ? "</dl>\n" : "");
}

/* Where an address is, by the first of the campaign's findings that it stands in. */
static const struct place *place_of(const struct html *h, const struct campaign *c,
                                    struct str address)
{
    for (size_t i = 0; i < c->finding_count; i++) {
        const struct finding *f = &h->dossier->findings[c->findings[i]];

        for (size_t k = 0; k < f->source_count; k++) {
            if (str_eq(f->sources[k].address, address))
                return &f->sources[k].place;
        }
    }
    return NULL;
}

static void place_cell(const struct html *h, const struct place *place)
{
    static const struct place unknown;

    html_raw(h, "<td>");
    html_place(h, place ? place : &unknown);
    html_raw(h, "</td><td>");
    if (place && place->asn)
        out_print(h->out, "AS%lu ", (unsigned long)place->asn);
    if (!place || place->organisation.n || !place->asn)
        html_log(h, place ? place->organisation : STR_NONE);
    html_raw(h, "</td>");
}

/* Addresses, networks or programs that several of the accounts have in common. */
static void shared_table(const struct html *h, const struct campaign *c, enum campaign_kind kind,
                         const char *caption, size_t number)
{
    static const char *const titles[] = {N_("Address"), N_("Network"), N_("Software")};
    struct column columns[4] = {{titles[kind], false}};
    size_t count = 1;
    struct slot slots[] = {slot_count(number)};

    if (count_kind(c, kind) == 0)
        return;
    if (kind == CAMPAIGN_ADDRESS) {
        columns[count++] = (struct column){N_("Place"), false};
        columns[count++] = (struct column){N_("Network"), false};
    }
    columns[count++] = (struct column){N_("Accounts"), true};
    html_table(h, caption, slots, columns, count);
    for (size_t i = 0; i < c->shared_count; i++) {
        const struct campaign_shared *s = &c->shared[i];

        if (s->kind != kind)
            continue;
        html_raw(h, kind == CAMPAIGN_AGENT ? "<tr><th scope=\"row\" class=\"agent\">"
                                           : "<tr><th scope=\"row\" class=\"address\">");
        html_code(h, s->value);
        html_raw(h, "</th>");
        if (kind == CAMPAIGN_ADDRESS)
            place_cell(h, place_of(h, c, s->value));
        html_cell_count(h, s->accounts);
        html_raw(h, "</tr>\n");
    }
    html_table_end(h);
}

static void shared(const struct html *h, const struct campaign *c, size_t number)
{
    html_raw(h, "<h3>");
    html_text(h, N_("What they have in common"));
    html_raw(h, "</h3>\n");
    facts(h, c);
    shared_table(h, c, CAMPAIGN_ADDRESS,
                 text_get(h->lang, N_("Addresses that several accounts of campaign {1} share")),
                 number);
    shared_table(h, c, CAMPAIGN_NETWORK,
                 text_get(h->lang, N_("Networks that several accounts of campaign {1} share")),
                 number);
    shared_table(h, c, CAMPAIGN_AGENT,
                 text_get(h->lang, N_("Software that several accounts of campaign {1} share and "
                                      "hardly any other account uses")),
                 number);
}

static void member_row(const struct html *h, size_t finding)
{
    const struct finding *f = &h->dossier->findings[finding];

    html_raw(h, "<tr><th scope=\"row\">");
    html_account(h, finding);
    if (f->allowed_reason.p)
        html_allowed(h);
    html_raw(h, "</th>");
    html_cell_time(h, f->first_ns);
    html_cell_time(h, f->last_ns);
    html_cell_count(h, f->beneficiaries.floor);
    html_cell_count(h, f->beneficiaries.ceiling);
    html_raw(h, "</tr>\n");
}

static void members(const struct html *h, const struct campaign *c, size_t number)
{
    static const struct column columns[] = {{N_("Account"), false},
                                            {N_("From"), false},
                                            {N_("To"), false},
                                            {N_("Persons, at least"), true},
                                            {N_("Persons, at most"), true}};
    struct slot slots[] = {slot_count(number)};
    size_t shown = c->finding_count < HTML_ROWS ? c->finding_count : HTML_ROWS;
    bool folded;

    html_raw(h, "<h3>");
    html_text(h, N_("Its accounts"));
    html_raw(h, "</h3>\n");
    folded = html_fold(h, c->finding_count);
    html_table(h, text_get(h->lang, N_("Accounts of campaign {1}")), slots, columns,
               sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < shown; i++)
        member_row(h, c->findings[i]);
    html_table_end(h);
    html_omitted(h, c->finding_count - shown);
    html_fold_end(h, folded);
}

static void write_campaign(const struct html *h, size_t index)
{
    const struct campaign *c = &h->dossier->campaigns[index];
    struct slot slots[] = {slot_count(c->finding_count), slot_count(index + 1)};

    out_print(h->out,
              "<section class=\"campaign\" aria-labelledby=\"c%zu\">\n"
              "<p class=\"kicker\"><span class=\"tag harvesting\">",
              index + 1);
    html_fill(h, text_get(h->lang, N_("Campaign {2}")), slots);
    out_print(h->out, "</span></p>\n<h2 id=\"c%zu\">", index + 1);
    html_fill(h, text_get(h->lang, N_("One attacker, {1} accounts")), slots);
    html_raw(h, "</h2>\n");
    story(h, c);
    key_figures(h, c);
    figure_campaign(h, c, index + 1);
    shared(h, c, index + 1);
    members(h, c, index + 1);
    html_raw(h, "</section>\n");
}

void html_campaigns(const struct html *h)
{
    const struct dossier *d = h->dossier;
    size_t shown = d->campaign_count < HTML_FINDINGS ? d->campaign_count : HTML_FINDINGS;

    for (size_t i = 0; i < shown; i++)
        write_campaign(h, i);
    html_omitted(h, d->campaign_count - shown);
}

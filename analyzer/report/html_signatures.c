/*
 * html_signatures.c: what signatures found: on the first screen in a word, in a section of its own
 * by rule. What a rule says of itself is a stranger's text. Tables of alerts are in html_alerts.c.
 */
#include "report/html.h"
#include "report/stream.h"

/* Of one rule's lists. */
#define LINKS_MOST 8
#define TAGS_MOST  24

/* Bars of a badge, one for each level above the lowest. */
#define BARS (ALERT_LEVELS - 1)

void html_level(const struct html *h, int rank)
{
    out_print(h->out,
              "<span class=\"tag level %s\"><svg aria-hidden=\"true\" viewBox=\"0 0 15 10\">",
              alert_level_name(rank));
    for (int i = 0; i < BARS; i++)
        out_print(h->out, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"3\" height=\"%d\"/>",
                  i < rank ? "on" : "off", i * 4, 7 - 2 * i, 3 + 2 * i);
    html_raw(h, "</svg><b>");
    html_put(h, alert_level_text(h->lang, rank));
    html_raw(h, "</b></span>");
}

void html_rule_text(const struct html *h, struct str text, size_t most)
{
    struct str cut = stream_cut(text, most);
    struct str rest = cut;

    html_log(h, (struct str){rest.p, str_index(rest, '\n')}); /* may be absent */
    while (str_index(rest, '\n') < rest.n) { /* of a folded text: a line's end is a space */
        rest = str_skip(rest, str_index(rest, '\n') + 1);
        if (rest.n) {
            html_raw(h, " ");
            out_html(h->out, str_slice(rest, 0, str_index(rest, '\n')));
        }
    }
    if (cut.n < text.n)
        html_raw(h, "\xE2\x80\xA6");
}

/* Alerts of all rules, and the highest level. */
static uint64_t alerts_in_all(const struct dossier *d, int *ret_rank)
{
    uint64_t sum = 0;

    *ret_rank = 0;
    for (size_t i = 0; i < d->signature_count; i++) {
        sum += d->signatures[i].alerts;
        if (d->signatures[i].rank > *ret_rank)
            *ret_rank = d->signatures[i].rank;
    }
    return sum;
}

/* "2 rules alerted, 17 times in all" */
static void counted(const struct html *h, uint64_t alerts)
{
    const struct dossier *d = h->dossier;
    struct slot slots[] = {slot_count(d->signature_count), slot_count(alerts)};

    html_fill(h, text_plural(h->lang, "{1} rule alerted", "{1} rules alerted", d->signature_count),
              slots);
    html_fill(h, text_plural(h->lang, ", {2} time in all", ", {2} times in all", alerts), slots);
}

void html_signatures_badge(const struct html *h)
{
    const struct dossier *d = h->dossier;
    struct slot slots[] = {slot_count(d->signature_count)};
    int rank;

    if (!dossier_alerted(d))
        return;
    (void)alerts_in_all(d, &rank);
    out_print(h->out, "<p class=\"verdict alerted %s\"><span>", alert_level_name(rank));
    html_text(h, N_("Signatures"));
    html_raw(h, "</span> <strong>");
    html_fill(h, text_plural(h->lang, "{1} rule alerted", "{1} rules alerted", d->signature_count),
              slots);
    html_raw(h, "</strong></p>\n");
}

void html_signatures_note(const struct html *h)
{
    const struct dossier *d = h->dossier;
    uint64_t alerts;
    int rank;

    if (d->signature_count == 0)
        return;
    alerts = alerts_in_all(d, &rank);
    out_print(h->out, "<p class=\"advice alerted %s\"><strong>", alert_level_name(rank));
    html_text(h, N_("Signatures"));
    html_raw(h, "</strong> ");
    counted(h, alerts);
    html_fill(h, text_get(h->lang, N_("; the highest level is {1}.")),
              (struct slot[]){slot_log(str_of(alert_level_text(h->lang, rank)))});
    html_raw(h, " ");
    html_text(h, N_("An alert describes requests: by itself it accuses neither an account nor a "
                    "person."));
    html_raw(h, " <a href=\"#signatures\">");
    html_text(h, N_("What they saw"));
    html_raw(h, "</a></p>\n");
}

/* Whether a rule's reference is made a link: the address of a page, of harmless bytes. */
static bool is_link(struct str text)
{
    if ((!str_starts(text, STR("https://")) && !str_starts(text, STR("http://"))) ||
        text.n > HTML_RULE_BYTES)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] <= ' ' || text.p[i] > '~' || strchr("\"'<>\\^`{|}", text.p[i]))
            return false;
    }
    return text.n > strlen("https://");
}

static void references(const struct html *h, const struct signature *s)
{
    for (size_t i = 0; i < s->reference_count && i < LINKS_MOST; i++) {
        html_raw(h, "<small>");
        if (is_link(s->references[i])) {
            html_raw(h, "<a rel=\"noreferrer noopener\" href=\"");
            out_html(h->out, s->references[i]);
            html_raw(h, "\">");
            html_rule_text(h, s->references[i], HTML_TITLE_BYTES);
            html_raw(h, "</a>");
        } else {
            html_rule_text(h, s->references[i], HTML_TITLE_BYTES);
        }
        html_raw(h, "</small>");
    }
}

/* Who wrote it, under which licence. */
static void author(const struct html *h, const struct signature *s)
{
    if (!s->author.n && !s->license.n)
        return;
    html_raw(h, "<small>");
    html_rule_text(h, s->author, HTML_TITLE_BYTES);
    if (s->license.n) {
        html_raw(h, " \xC2\xB7 ");
        html_rule_text(h, s->license, HTML_TITLE_BYTES);
    }
    html_raw(h, "</small>");
}

static void rule_row(const struct html *h, size_t index)
{
    const struct signature *s = &h->dossier->signatures[index];
    bool linked = index < HTML_SIGNATURES;

    html_raw(h, "<tr><td>");
    html_level(h, s->rank);
    html_raw(h, "</td><th scope=\"row\" class=\"rule\">");
    if (linked)
        out_print(h->out, "<a href=\"#s%zu\">", index + 1);
    html_rule_text(h, s->title[h->lang], HTML_TITLE_BYTES);
    html_raw(h, linked ? "</a>" : "");
    author(h, s);
    references(h, s);
    html_raw(h, "</th>");
    html_cell_count(h, s->alerts);
    html_cell_count(h, s->accounts);
    html_cell_span(h, s->first_ns, s->last_ns);
    html_raw(h, "</tr>\n");
}

static void rules_table(const struct html *h)
{
    static const struct column columns[] = {
        {N_("Level"), false},         {N_("Rule"), false},           {N_("Alerts"), true},
        {N_("Accounts named"), true}, {N_("First and last"), false},
    };
    const struct dossier *d = h->dossier;
    size_t shown = d->signature_count < HTML_ROWS ? d->signature_count : HTML_ROWS;

    html_table(h, text_get(h->lang, N_("Rules that alerted, by level")), NULL, columns,
               sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < shown; i++)
        rule_row(h, i);
    html_table_end(h);
    html_omitted(h, d->signature_count - shown);
}

/* A list of the rule's names, one entry below the other. */
static void fact_list(const struct html *h, const char *name, const struct str *list, size_t count)
{
    if (count == 0)
        return;
    html_fact(h, name);
    for (size_t i = 0; i < count && i < TAGS_MOST; i++) {
        html_raw(h, i ? "<br>" : "");
        html_code(h, stream_cut(list[i], HTML_TITLE_BYTES));
    }
    html_fact_end(h);
}

/* What else an alert may be. Rules that limier brings have it in the catalogue; of a stranger's
 * rule it stays as it is. */
static void fact_otherwise(const struct html *h, const struct signature *s)
{
    bool ours = str_starts(s->file, STR("builtin:"));

    if (s->falsepositive_count == 0)
        return;
    html_fact(h, N_("May also be"));
    for (size_t i = 0; i < s->falsepositive_count && i < TAGS_MOST; i++) {
        struct str text = s->falsepositives[i];
        char english[HTML_TITLE_BYTES];

        html_raw(h, i ? "<br>" : "");
        if (ours && text.n < sizeof english) {
            memcpy(english, text.p, text.n);
            english[text.n] = '\0';
            html_text(h, english);
        } else {
            html_rule_text(h, text, HTML_RULE_BYTES);
        }
    }
    html_fact_end(h);
}

/* What one alert weighs against the use of its account, where it does. */
static void fact_weight(const struct html *h, const struct signature *s)
{
    char text[TEXT_COUNT];
    struct slot slots[] = {slot_log(str_of(text_decimal(h->lang, s->bans, text)))};

    html_fact(h, N_("As evidence"));
    if (s->bans > 0)
        html_fill(
            h,
            text_get(h->lang, N_("weighs at most {1} against the use of its account (see Method)")),
            slots);
    else
        html_text(h, N_("weighs nothing: it is shown, and accuses no account"));
    html_fact_end(h);
}

static void rule_facts(const struct html *h, const struct signature *s)
{
    html_raw(h, "<dl class=\"facts\">\n");
    fact_otherwise(h, s);
    fact_weight(h, s);
    fact_list(h, N_("Filed under"), s->tags, s->tag_count);
    html_fact(h, N_("Rule"));
    html_code(h, stream_cut(s->file, HTML_TITLE_BYTES));
    if (s->id.n) {
        html_raw(h, "<br>");
        html_code(h, stream_cut(s->id, HTML_TITLE_BYTES));
    }
    html_fact_end(h);
    html_raw(h, "</dl>\n");
}

static void rule_block(const struct html *h, size_t index, const struct alert_lists *lists)
{
    const struct signature *s = &h->dossier->signatures[index];
    struct slot slots[] = {slot_count(s->alerts), slot_count(s->events)};

    out_print(h->out, "<h3 id=\"s%zu\" class=\"signature\">", index + 1);
    html_level(h, s->rank);
    html_raw(h, " ");
    html_rule_text(h, s->title[h->lang], HTML_TITLE_BYTES);
    html_raw(h, "</h3>\n");
    if (s->description[h->lang].n) {
        html_raw(h, "<p class=\"said\">");
        html_rule_text(h, s->description[h->lang], HTML_RULE_BYTES);
        html_raw(h, "</p>\n");
    }
    rule_facts(h, s);
    html_raw(h, "<p>");
    html_fill(h, text_plural(h->lang, "{1} alert", "{1} alerts", s->alerts), slots);
    html_fill(h, text_plural(h->lang, ", made of {2} event", ", made of {2} events", s->events),
              slots);
    html_raw(h, ".</p>\n");
    html_alerts_of_signature(h, index, lists);
}

static void rule_blocks(const struct html *h)
{
    const struct dossier *d = h->dossier;
    struct alert_lists lists;

    alert_lists_by_signature(&lists, d);
    for (size_t i = 0; i < d->signature_count && i < HTML_SIGNATURES; i++)
        rule_block(h, i, &lists);
    alert_lists_release(&lists);
}

/* What was looked for, and what was not. */
static void looked_for(const struct html *h)
{
    const struct dossier *d = h->dossier;
    struct slot slots[] = {slot_count(d->rules), slot_count(d->rules_refused),
                           slot_count(d->rules_dropped)};

    html_raw(h, "<p class=\"note\">");
    html_fill(
        h, text_plural(h->lang, "{1} rule was looked for.", "{1} rules were looked for.", d->rules),
        slots);
    if (d->rules_refused) {
        html_raw(h, " ");
        html_fill(h,
                  text_plural(h->lang, "{2} rule could not be used: its signs were not looked for.",
                              "{2} rules could not be used: their signs were not looked for.",
                              d->rules_refused),
                  slots);
    }
    if (d->rules_dropped) {
        html_raw(h, " ");
        html_fill(h,
                  text_plural(h->lang,
                              "{3} event was not counted: it lacks what its rule groups by or "
                              "counts, or is beyond a limit.",
                              "{3} events were not counted: they lack what their rule groups by or "
                              "counts, or are beyond a limit.",
                              d->rules_dropped),
                  slots);
    }
    html_raw(h, "</p>\n");
}

bool html_has_signatures(const struct html *h)
{
    const struct dossier *d = h->dossier;

    return d->rules || d->rules_refused || d->signature_count;
}

void html_signatures(const struct html *h)
{
    const struct dossier *d = h->dossier;
    int rank;
    uint64_t alerts = alerts_in_all(d, &rank);

    if (!html_has_signatures(h))
        return;
    html_raw(h, "<section class=\"signatures\" aria-labelledby=\"signatures\">\n"
                "<h2 id=\"signatures\">");
    html_text(h, N_("Signatures"));
    html_raw(h, "</h2>\n<p>");
    if (d->signature_count) {
        counted(h, alerts);
        html_raw(h, ". ");
        html_text(h, N_("A rule recognises a form of request, or so many of them in a while, "
                        "whoever sends them: an alert says what was done, not by whom, and accuses "
                        "nobody by itself."));
    } else {
        html_text(h, N_("No rule alerted. What no rule describes, signatures do not see."));
    }
    html_raw(h, "</p>\n");
    if (d->signature_count)
        rules_table(h);
    looked_for(h);
    rule_blocks(h);
    html_raw(h, "</section>\n");
}

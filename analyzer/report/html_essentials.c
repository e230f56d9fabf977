/*
 * html_essentials.c: the first screen: who, since when, from where, how many persons, which data,
 * which insurers, what is unknown, and the clock of the notification. Each answer in a few words;
 * the sections below prove it.
 */
#include "report/html.h"

#include <stdlib.h>

/* Addresses and accounts that are named before "and n others". */
#define NAMED 3

/* An answer that has a class of its own. */
static void answer(const struct html *h, const char *style, const char *name)
{
    out_print(h->out, "<div class=\"%s\"><dt>", style);
    html_text(h, name);
    html_raw(h, "</dt><dd>");
}

static void small(const struct html *h, const char *text, const struct slot *slots)
{
    html_raw(h, "<small>");
    html_fill(h, text, slots);
    html_raw(h, "</small>");
}

/* Uses that the operator allows: whoever finds them below is not to wonder at the figures. */
static void left_out(const struct html *h)
{
    uint64_t count = dossier_left_out(h->dossier);
    struct slot slots[] = {slot_count(count)};

    if (count == 0)
        return;
    html_raw(h, "<br>");
    small(h,
          text_plural(h->lang,
                      "{1} account whose use the operator allows is in none of these figures; its "
                      "section has its own, and the reason",
                      "{1} accounts whose use the operator allows are in none of these figures; "
                      "their sections have their own, and the reasons",
                      count),
          slots);
}

static void persons(const struct html *h, const struct html_scope *scope)
{
    const struct extent *p = &scope->persons;

    answer(h, "most", N_("Persons concerned, floor and ceiling"));
    html_raw(h, "<strong>");
    html_range(h, p->floor, p->ceiling);
    html_raw(h, "</strong> ");
    if (p->floor == p->ceiling)
        small(h,
              text_get(h->lang, N_("distinct persons whose data was shown; floor and ceiling are "
                                   "the same: no unclear session adds anybody")),
              NULL);
    else
        small(h,
              text_get(h->lang, N_("distinct persons whose data was shown: in the attacker's "
                                   "sessions at least, with the unclear ones at most")),
              NULL);
    left_out(h);
    html_fact_end(h);
}

static void when(const struct html *h, const struct html_scope *scope)
{
    struct slot slots[] = {slot_time(scope->first_ns), slot_time(scope->last_ns)};

    html_fact(h, N_("Since when, until when"));
    if (scope->first_ns == TIME_NONE) {
        html_text(h, N_("The log does not tell which of its sessions are concerned."));
        html_fact_end(h);
        return;
    }
    html_fill(h, text_get(h->lang, N_("from {1}")), slots);
    html_raw(h, "<br>");
    html_fill(h, text_get(h->lang, N_("to {2}")), slots);
    html_raw(h, " <small>");
    html_duration(h, scope->last_ns - scope->first_ns);
    html_text(h, N_(", from the first session concerned to the end of the last"));
    html_raw(h, "</small>");
    html_fact_end(h);
}

static void who(const struct html *h, const struct html_scope *scope)
{
    const struct dossier *d = h->dossier;
    uint64_t named = 0;
    struct slot slots[] = {slot_count(scope->accounts), slot_count(scope->accounts - NAMED)};

    html_fact(h, N_("By which account"));
    if (scope->accounts > 1) {
        html_raw(h, "<strong>");
        html_fill(h, text_plural(h->lang, "{1} account", "{1} accounts", scope->accounts), slots);
        html_raw(h, "</strong><br>");
    }
    for (size_t i = 0; i < d->finding_count && named < NAMED; i++) {
        if (!html_concerns(h, &d->findings[i]))
            continue;
        html_raw(h, named++ ? ", " : "");
        html_account(h, i);
    }
    if (scope->accounts > NAMED)
        html_fill(
            h, text_plural(h->lang, " and {2} other", " and {2} others", scope->accounts - NAMED),
            slots);
    html_raw(h, " ");
    small(h,
          text_plural(h->lang, "compromised until shown otherwise; not its holder",
                      "compromised until shown otherwise; not their holders", scope->accounts),
          NULL);
    html_fact_end(h);
}

static void where(const struct html *h)
{
    size_t count;
    struct html_origin *list = html_origins(h, &count);
    struct slot slots[] = {slot_count(count > NAMED ? count - NAMED : 0)};

    answer(h, "from", N_("From where"));
    if (count == 0)
        html_text(h, N_("No address stands out."));
    for (size_t i = 0; i < count && i < NAMED; i++) {
        html_raw(h, i ? "<br>" : "");
        html_code(h, list[i].address);
        if (list[i].place->country_code.n || list[i].place->country[h->lang].n) {
            html_raw(h, " <small>");
            html_place(h, list[i].place);
            html_raw(h, "</small>");
        }
    }
    if (count > NAMED) {
        html_raw(h, "<br>");
        html_fill(
            h,
            text_plural(h->lang, "and {1} other address", "and {1} other addresses", count - NAMED),
            slots);
    }
    html_fact_end(h);
    free(list);
}

static void insurers(const struct html *h, const struct html_scope *scope)
{
    struct slot slots[] = {
        slot_count(scope->insurers), slot_log(scope->largest), slot_count(scope->of_largest.floor),
        slot_count(scope->of_largest.ceiling), slot_count(scope->unnamed.ceiling)};

    html_fact(h, N_("Insurers concerned"));
    if (scope->insurers == 0) {
        html_text(h, N_("not known from the log"));
        html_fact_end(h);
        return;
    }
    html_fill(h, text_plural(h->lang, "{1} insurer", "{1} insurers", scope->insurers), slots);
    html_raw(h, " ");
    if (scope->of_largest.floor == scope->of_largest.ceiling)
        small(h,
              text_plural(h->lang, "the largest: {2}, with {4} person",
                          "the largest: {2}, with {4} persons", scope->of_largest.ceiling),
              slots);
    else
        small(h, text_get(h->lang, N_("the largest: {2}, with {3} to {4} persons")), slots);
    if (scope->unnamed.ceiling) {
        html_raw(h, " ");
        small(h,
              text_plural(h->lang, "of {5} more person the insurer is not known",
                          "of {5} more persons the insurer is not known", scope->unnamed.ceiling),
              slots);
    }
    html_fact_end(h);
}

static void data(const struct html *h, const struct html_scope *scope)
{
    answer(h, "wide", N_("Which data"));
    if (scope->data && !html_data_known(h)) {
        html_text(h, N_("at least:"));
        html_raw(h, " ");
    }
    if (scope->data)
        html_data_list(h, scope->data);
    else
        html_text(h, N_("not known: no profile says what the portal's pages show"));
    html_fact_end(h);
}

static void unknown_item(const struct html *h, const char *text, struct slot slot)
{
    html_raw(h, "<li>");
    html_fill(h, text, &slot);
    html_raw(h, "</li>\n");
}

static void unknown(const struct html *h, const struct html_scope *scope)
{
    const struct dossier *d = h->dossier;
    uint64_t between = scope->persons.ceiling - scope->persons.floor;
    uint64_t silences = dossier_silences(d);

    html_raw(h, "<div class=\"wide\"><dt>");
    html_text(h, N_("What is unknown"));
    html_raw(h, "</dt><dd><ul>\n");
    unknown_item(h,
                 text_get(h->lang, N_("who was behind these addresses; whether what was shown was "
                                      "kept")),
                 slot_count(0));
    if (!html_data_known(h))
        unknown_item(
            h,
            text_get(h->lang, N_("which data the pages showed: nobody who knows the portal "
                                 "has written its profile")),
            slot_count(0));
    if (between)
        unknown_item(h,
                     text_plural(h->lang, "who looked at the {1} person between the two numbers",
                                 "who looked at the {1} persons between the two numbers", between),
                     slot_count(between));
    if (scope->first_ns != TIME_NONE && d->first_ns != TIME_NONE &&
        scope->first_ns - d->first_ns < NS_PER_DAY)
        unknown_item(h, text_get(h->lang, N_("whether it began before the log does, on {1}")),
                     slot_time(d->first_ns));
    if (d->rejected)
        unknown_item(h,
                     text_plural(h->lang, "what the {1} line that could not be read says",
                                 "what the {1} lines that could not be read say", d->rejected),
                     slot_count(d->rejected));
    if (silences)
        unknown_item(h,
                     text_plural(h->lang, "what happened during the {1} gap of the log",
                                 "what happened during the {1} gaps of the log", silences),
                     slot_count(silences));
    html_raw(h, "</ul></dd></div>\n");
}

static void examined(const struct html *h)
{
    const struct dossier *d = h->dossier;
    struct slot slots[] = {slot_count(d->lines), slot_count(d->parsed)};

    answer(h, "most", N_("Accounts examined"));
    html_raw(h, "<strong>");
    html_count(h, d->account_count);
    html_raw(h, "</strong> ");
    small(h, text_get(h->lang, N_("none is accused, on the tests that this report names")), NULL);
    left_out(h);
    html_fact_end(h);
    html_fact(h, N_("Period of the log"));
    html_time(h, d->first_ns);
    html_raw(h, "<br>");
    html_time(h, d->last_ns);
    html_fact_end(h);
    html_fact(h, N_("What was read"));
    html_fill(
        h, text_plural(h->lang, "{1} line, {2} understood", "{1} lines, {2} understood", d->lines),
        slots);
    html_raw(h, dossier_incomplete(d) ? "<br><strong class=\"short\">" : "<br>");
    html_text(h, dossier_incomplete(d) ? N_("The reading is incomplete.")
                                       : N_("The reading is complete."));
    html_raw(h, dossier_incomplete(d) ? "</strong>" : "");
    html_fact_end(h);
}

void html_essentials(const struct html *h)
{
    struct html_scope scope;
    bool aware = h->dossier->aware_ns != TIME_NONE && h->dossier->aware_ns != 0;

    html_raw(h, "<section class=\"summary\" aria-labelledby=\"essentials\">\n"
                "<h2 id=\"essentials\" class=\"unseen\">");
    html_text(h, N_("The essentials"));
    out_print(h->out, "</h2>\n<dl class=\"essentials %s\">\n",
              verdict_name(dossier_verdict(h->dossier)));
    if (!dossier_worst(h->dossier)) {
        examined(h);
        if (aware)
            html_deadline(h);
        html_raw(h, "</dl>\n</section>\n");
        return;
    }
    html_scope_read(h, &scope);
    persons(h, &scope);
    when(h, &scope);
    html_deadline(h);
    who(h, &scope);
    where(h);
    insurers(h, &scope);
    data(h, &scope);
    unknown(h, &scope);
    html_raw(h, "</dl>\n</section>\n");
}

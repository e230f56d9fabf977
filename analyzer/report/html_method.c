/*
 * html_method.c: what the log cannot tell, how the numbers were made, and what another person needs
 * to make them again.
 */
#include "report/html.h"

static void item(const struct html *h, const char *text, struct slot slot)
{
    html_raw(h, "<li>");
    html_fill(h, text, &slot);
    html_raw(h, "</li>\n");
}

/* What the join of accounts by session came to. */
static void joined_limits(const struct html *h)
{
    const struct dossier *d = h->dossier;

    if (d->joined)
        item(h,
             text_plural(h->lang,
                         "{1} line names no account and got the one that had logged in with its "
                         "session.",
                         "{1} lines name no account and got the one that had logged in with their "
                         "session.",
                         d->joined),
             slot_count(d->joined));
    if (d->sessions_shared)
        item(h,
             text_plural(h->lang,
                         "{1} session identifier was used by more than one account: each act went "
                         "to the latest login before it. It may be a session that was fixed or "
                         "stolen.",
                         "{1} session identifiers were used by more than one account: each act "
                         "went to the latest login before it. They may be sessions that were fixed "
                         "or stolen.",
                         d->sessions_shared),
             slot_count(d->sessions_shared));
    if (d->sessions_refused)
        item(h,
             text_plural(h->lang,
                         "{1} session is beyond the limit of logins: its lines name no account.",
                         "{1} sessions are beyond the limit of logins: their lines name no "
                         "account.",
                         d->sessions_refused),
             slot_count(d->sessions_refused));
}

static void counted_limits(const struct html *h)
{
    const struct dossier *d = h->dossier;
    uint64_t outside = 0;
    uint64_t ambiguous = 0;

    for (size_t i = 0; i < d->input_count; i++) {
        outside += d->inputs[i].outside;
        ambiguous += d->inputs[i].ambiguous;
    }
    if (d->unattributed)
        item(h,
             text_plural(h->lang, "{1} request names no account and could be attributed to none.",
                         "{1} requests name no account and could be attributed to none.",
                         d->unattributed),
             slot_count(d->unattributed));
    if (d->allow_expired)
        item(h,
             text_plural(h->lang, "{1} entry of the allow list has expired and does not apply.",
                         "{1} entries of the allow list have expired and do not apply.",
                         d->allow_expired),
             slot_count(d->allow_expired));
    if (ambiguous)
        item(h,
             text_plural(
                 h->lang, "{1} line has quotes inside its fields and allows another reading.",
                 "{1} lines have quotes inside their fields and allow another reading.", ambiguous),
             slot_count(ambiguous));
    if (outside)
        item(h,
             text_plural(h->lang, "{1} line lies outside the period asked for.",
                         "{1} lines lie outside the period asked for.", outside),
             slot_count(outside));
    if (d->regex_limits)
        item(
            h,
            text_plural(h->lang,
                        "On {1} request a pattern of the profile reached its limit; it was not "
                        "recognised.",
                        "On {1} requests a pattern of the profile reached its limit; they were not "
                        "recognised.",
                        d->regex_limits),
            slot_count(d->regex_limits));
    if (d->names_refused)
        item(h,
             text_plural(h->lang, "{1} name beyond the limits shares one entry with others.",
                         "{1} names beyond the limits share one entry.", d->names_refused),
             slot_count(d->names_refused));
    joined_limits(h);
}

void html_limits(const struct html *h)
{
    const struct dossier *d = h->dossier;
    const struct slot none = slot_count(0);

    html_raw(h, "<section aria-labelledby=\"limits\">\n<h2 id=\"limits\">");
    html_text(h, N_("What the log cannot tell"));
    html_raw(h, "</h2>\n<ul class=\"limits\">\n");
    item(h,
         text_get(h->lang, N_("A log says that an answer was sent, not that it was read, copied or "
                              "kept.")),
         none);
    item(h,
         text_get(h->lang, N_("An address is a network's, not a person's: it may be a relay, or "
                              "shared by many.")),
         none);
    if (d->portal && d->portal->generic)
        item(h,
             text_get(h->lang,
                      N_("No profile of the portal was given. The generic one recognises "
                         "beneficiaries by the check key of their NIR, a heuristic: file numbers "
                         "and other identifiers are not counted, and what pages show is not "
                         "known.")),
             none);
    if (d->portal)
        item(h, text_get(h->lang, portal_persons(d->portal)), none);
    if (d->portal && d->portal->session_count == 0)
        item(h,
             text_get(h->lang, N_("The log carries no session identifier: a session is here the "
                                  "same address and software without a pause of 30 minutes.")),
             none);
    counted_limits(h);
    html_raw(h, "</ul>\n</section>\n");
}

static void row(const struct html *h, const char *name, struct str value)
{
    html_raw(h, "<div><dt>");
    html_text(h, name);
    html_raw(h, "</dt><dd>");
    html_code(h, value);
    html_raw(h, "</dd></div>\n");
}

static void row_pairs(const struct html *h, const char *name, const struct dossier_pair *pairs,
                      size_t count)
{
    if (count == 0)
        return;
    html_raw(h, "<div><dt>");
    html_text(h, name);
    html_raw(h, "</dt><dd>");
    for (size_t i = 0; i < count; i++) {
        html_raw(h, i ? "<br>" : "");
        html_code(h, pairs[i].name);
        html_raw(h, " ");
        html_log(h, pairs[i].value);
    }
    html_raw(h, "</dd></div>\n");
}

/* Only https links are made: anything else stays text. */
static void attributions(const struct html *h)
{
    const struct dossier *d = h->dossier;

    if (d->attribution_count == 0)
        return;
    html_raw(h, "<div><dt>");
    html_text(h, N_("Attributions"));
    html_raw(h, "</dt><dd>");
    for (size_t i = 0; i < d->attribution_count; i++) {
        const struct dossier_pair *p = &d->attributions[i];
        bool link = str_starts(p->value, STR("https://"));

        html_raw(h, i ? "<br>" : "");
        if (link) {
            html_raw(h, "<a rel=\"noreferrer noopener\" href=\"");
            out_html(h->out, p->value);
            html_raw(h, "\">");
        }
        html_log(h, p->name);
        if (link) {
            html_raw(h, "</a>");
        } else {
            html_raw(h, " ");
            html_log(h, p->value);
        }
    }
    html_raw(h, "</dd></div>\n");
}

static void digests(const struct html *h)
{
    static const struct column columns[] = {
        {N_("Input"), false}, {N_("Bytes"), true}, {N_("SHA-256 of the bytes as read"), false}};
    const struct dossier *d = h->dossier;
    size_t shown = d->input_count < HTML_ROWS ? d->input_count : HTML_ROWS;
    bool folded;

    html_raw(h, "<h3>");
    html_text(h, N_("Digests of the inputs"));
    html_raw(h, "</h3>\n");
    folded = html_fold(h, d->input_count);
    html_table(h, text_get(h->lang, N_("Digests of the inputs")), NULL, columns, 3);
    for (size_t i = 0; i < shown; i++) {
        html_raw(h, "<tr><th scope=\"row\">");
        html_code(h, d->inputs[i].input);
        html_raw(h, "</th>");
        html_cell_count(h, d->inputs[i].bytes);
        html_raw(h, "<td class=\"digest\">");
        html_code(h, str_of(d->inputs[i].sha256));
        html_raw(h, "</td></tr>\n");
    }
    html_table_end(h);
    html_omitted(h, d->input_count - shown);
    html_fold_end(h, folded);
}

/* How weights become an accusation and a probability. */
static void model(const struct html *h)
{
    const struct dossier *d = h->dossier;
    char threshold[TEXT_COUNT];
    struct slot slots[] = {slot_count(d->tests),
                           slot_log(str_of(text_decimal(h->lang, d->threshold, threshold)))};

    if (d->tests == 0)
        return;
    html_raw(h, "<p>");
    html_text(h, N_("Each stretch of work - a session, all sessions of one address and software, a "
                    "day, a week - is weighed. A weight is the decimal logarithm of how much more "
                    "probable the stretch is in harvesting than in usual work (Good 1950), with a "
                    "mean ratio of at most 1 in usual work (Vovk and Wang 2021). Detectors that "
                    "speak of the same thing are averaged, the others add up; manner, hours and "
                    "place add at most 3."));
    html_raw(h, "</p>\n<p>");
    html_fill(h,
              text_get(h->lang,
                       N_("{1} stretches were weighed here, so that an accusation takes a weight "
                          "of {2}: with that, chance alone gives no more false alarms than the "
                          "alert budget allows (Markov's inequality). The probability of a finding "
                          "takes for granted, before any evidence, that as many stretches are "
                          "harvesting as false alarms are allowed; a weight just at the limit "
                          "therefore gives 50 %, one unit more about 91 %.")),
              slots);
    html_raw(h, "</p>\n");
}

void html_method(const struct html *h)
{
    const struct dossier *d = h->dossier;

    html_raw(h, "<section aria-labelledby=\"method\">\n<h2 id=\"method\">");
    html_text(h, N_("Method and integrity"));
    html_raw(h, "</h2>\n<p>");
    html_text(
        h,
        N_("Sessions of each account are attributed to its holder, to an attacker, or to "
           "neither, by network, place, software, rhythm and hours. Persons are counted "
           "exactly, once per account. The 'at least' number counts those shown in the attacker's "
           "sessions; the 'at most' number adds those of the unclear ones."));
    html_raw(h, "</p>\n");
    model(h);
    html_raw(h, "<dl class=\"facts method\">\n");
    row_pairs(h, N_("Versions"), d->versions, d->version_count);
    row(h, N_("Command"), d->command_line);
    row_pairs(h, N_("Options that change results"), d->options, d->option_count);
    row(h, N_("Portal profile"), d->portal ? d->portal->name : STR_NONE);
    row_pairs(h, N_("Geolocation databases"), d->databases, d->database_count);
    attributions(h);
    row(h, N_("Key of the pseudonyms"), d->key ? str_of(d->key->id) : STR_NONE);
    html_raw(h, "</dl>\n");
    digests(h);
    html_raw(h, "<p class=\"note\">");
    html_text(h, N_("manifest.json holds the digests of inputs and outputs; 'limier verify' checks "
                    "them. The same logs, options and key give the same report, byte for byte."));
    html_raw(h, "</p>\n</section>\n");
}

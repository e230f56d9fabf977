/*
 * summary_signatures.c: what signatures found, for the terminal. Titles of rules are strangers'
 * texts. Says what was done; accuses nobody. Allocates nothing: the case is written by now.
 */
#include "summary_signatures.h"

#include "report/stream.h"

/* Rules that are told without -v, and those that are named with a finding. */
#define RULES_MOST 5
#define NAMES_MOST 3

/* Columns of a title: beside others, and where it is what the line is about. */
#define TITLE_COLUMNS 60
#define TITLE_MOST    100

static void title(const struct summary *s, const struct signature *signature, size_t columns)
{
    struct str whole = signature->title[s->lang];
    struct str cut = stream_cut(whole, 4 * columns);

    while (str_columns(cut) > columns)
        cut = stream_cut(whole, cut.n - 1);
    out_terminal(s->out, cut);
    if (cut.n < whole.n)
        out_text(s->out, "\xE2\x80\xA6");
}

/* "1 account", "17 accounts" */
static void plural(const struct summary *s, const char *one, const char *many, uint64_t count)
{
    char text[TEXT_COUNT];

    out_print(s->out, text_plural(s->lang, one, many, count), text_count(s->lang, count, text));
}

void summary_no_accusation(const struct summary *s)
{
    const struct dossier *d = &s->scan->dossier;
    bool incomplete = dossier_incomplete(d);

    summary_style(s, dossier_alerted(d) ? "1;33" : "1;32");
    if (dossier_alerted(d))
        out_text(s->out, summary_tr(s, incomplete ? N_("No account accused in what was read, but "
                                                       "signatures alerted.")
                                                  : N_("No account accused, but signatures "
                                                       "alerted.")));
    else
        out_text(s->out, summary_tr(s, incomplete ? N_("No account accused in what was read.")
                                                  : N_("No account accused.")));
    summary_style(s, "0");
    out_text(s->out, "\n");
}

/* Puts a rule into its place among the first ones, unless it stands there already. */
static void note(uint32_t first[NAMES_MOST + 1], size_t *count, uint32_t rule)
{
    size_t at = *count;

    for (size_t i = 0; i < *count; i++) {
        if (first[i] == rule)
            return;
    }
    while (at > 0 && first[at - 1] > rule) {
        if (at <= NAMES_MOST)
            first[at] = first[at - 1];
        at--;
    }
    if (at <= NAMES_MOST)
        first[at] = rule;
    *count += *count <= NAMES_MOST;
}

void summary_alerts_of(const struct summary *s, size_t finding)
{
    const struct dossier *d = &s->scan->dossier;
    uint32_t rules[NAMES_MOST + 1];
    size_t count = 0;
    uint64_t alerts = 0;

    for (size_t i = 0; i < d->alert_count; i++) {
        if (d->alerts[i].finding < 0 || (size_t)d->alerts[i].finding != finding)
            continue;
        alerts++;
        note(rules, &count, d->alerts[i].signature);
    }
    if (alerts == 0)
        return;
    summary_label(s, N_("signatures"));
    plural(s, "%s alert", "%s alerts", alerts);
    if (d->alerts_omitted) /* some of those that are only counted may name it as well */
        out_print(s->out, " %s", summary_tr(s, N_("at least")));
    out_text(s->out, summary_tr(s, N_(": ")));
    for (size_t i = 0; i < count && i < NAMES_MOST; i++) {
        const struct signature *signature = &d->signatures[rules[i]];

        out_text(s->out, i ? ", " : "");
        title(s, signature, TITLE_COLUMNS);
        out_print(s->out, " (%s)", alert_level_text(s->lang, signature->rank));
    }
    out_text(s->out, count > NAMES_MOST ? ", \xE2\x80\xA6\n" : "\n");
}

/* "3 rules alerted (critical: 1, high: 2)" */
static void write_levels(const struct summary *s)
{
    const struct dossier *d = &s->scan->dossier;
    uint64_t levels[ALERT_LEVELS] = {0};
    bool first = true;

    for (size_t i = 0; i < d->signature_count; i++) {
        for (int rank = 0; rank < ALERT_LEVELS; rank++)
            levels[rank] += d->signatures[i].rank == rank;
    }
    plural(s, "%s rule alerted", "%s rules alerted", d->signature_count);
    for (int rank = ALERT_LEVELS - 1; rank >= 0; rank--) {
        if (levels[rank] == 0)
            continue;
        out_print(s->out, "%s%s%s", first ? " (" : ", ", alert_level_text(s->lang, rank),
                  summary_tr(s, N_(": ")));
        summary_number(s, levels[rank]);
        first = false;
    }
    out_text(s->out, first ? "\n" : ")\n");
}

/* "  high        Passwords tried in turn: 14 alerts, 2 accounts, 2024-01-29 03:12 - …" */
void summary_signature(const struct summary *s, const struct signature *signature, uint64_t alerts)
{
    summary_label(s, alert_level_text(LANG_EN, signature->rank));
    title(s, signature, TITLE_MOST);
    out_text(s->out, summary_tr(s, N_(": ")));
    plural(s, "%s alert", "%s alerts", alerts);
    if (signature->accounts) {
        out_text(s->out, ", ");
        plural(s, "%s account", "%s accounts", signature->accounts);
    }
    out_text(s->out, ", ");
    summary_moment(s, signature->first_ns);
    if (signature->last_ns != signature->first_ns) {
        out_text(s->out, s->lang == LANG_FR ? " \xE2\x86\x92 " : " - ");
        summary_moment(s, signature->last_ns);
    }
    out_text(s->out, "\n");
}

static void write_rules(const struct summary *s)
{
    const struct dossier *d = &s->scan->dossier;
    bool all = s->scan->options->set[OPT_VERBOSE];
    size_t shown = all || d->signature_count < RULES_MOST ? d->signature_count : RULES_MOST;

    for (size_t i = 0; i < shown; i++)
        summary_signature(s, &d->signatures[i], d->signatures[i].alerts);
    if (shown == d->signature_count)
        return;
    summary_label(s, "");
    out_text(s->out, "+ ");
    plural(s, "%s more rule: see the report, or -v", "%s more rules: see the report, or -v",
           d->signature_count - shown);
    out_text(s->out, "\n");
}

void summary_signatures(const struct summary *s)
{
    const struct dossier *d = &s->scan->dossier;

    if (d->signature_count) {
        out_text(s->out, "\n");
        summary_style(s, dossier_alerted(d) ? "1;33" : "1");
        out_text(s->out, summary_tr(s, N_("SIGNATURES")));
        summary_style(s, "0");
        out_text(s->out, "  ");
        write_levels(s);
        write_rules(s);
        out_text(s->out, "\n");
    } else if (d->rules) {
        plural(s, "Signatures: %s rule was looked for, and did not alert.",
               "Signatures: %s rules were looked for, and none alerted.", d->rules);
        out_text(s->out, "\n");
    }
    if (d->rules_refused) {
        plural(s, "%s rule could not be used: what it describes was not looked for.",
               "%s rules could not be used: what they describe was not looked for.",
               d->rules_refused);
        out_text(s->out, "\n");
    }
}

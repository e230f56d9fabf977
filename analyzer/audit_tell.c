/*
 * audit_tell.c: the message of a run, as cron would mail it: what is new, what has changed, what
 * was taken back, what was not read. Nothing at all where there is nothing of this.
 */
#include "audit.h"
#include "summary_coverage.h"
#include "summary_signatures.h"

/* Findings told in full, rules and damaged inputs named. */
#define FINDINGS_MOST 20
#define RULES_MOST    10
#define DAMAGE_MOST   5

static void write_head(const struct summary *s, const struct audit *audit)
{
    out_print(s->out, "limier audit: ");
    summary_number(s, audit->new_lines);
    out_print(s->out, " %s", text_plural(s->lang, "new line", "new lines", audit->new_lines));
    if (audit->new_first_ns != TIME_NONE) {
        out_text(s->out, ", ");
        summary_moment(s, audit->new_first_ns);
        out_text(s->out, s->lang == LANG_FR ? " \xE2\x86\x92 " : " - ");
        summary_moment(s, audit->new_last_ns);
    }
    out_text(s->out, "\n\n");
}

/* Why a finding is told. */
static void write_change(const struct summary *s, const struct audit *audit, size_t i)
{
    static const char *const texts[] = {
        [AUDIT_SAME] = "",
        [AUDIT_FRESH] = N_("NEW"),
        [AUDIT_GRAVER] = N_("GRAVER than was told on"),
        [AUDIT_MILDER] = N_("MILDER, by what was read since, than was told on"),
        [AUDIT_GROWN] = N_("GROWN since it was told on"),
    };
    const struct state_finding *told = audit->news.told[i];

    out_text(s->out, summary_tr(s, texts[audit->news.findings[i]]));
    if (told) {
        out_text(s->out, " ");
        summary_moment(s, told->told_ns);
        out_print(s->out, " (%s ", summary_tr(s, N_("then, persons:")));
        summary_number(s, told->floor);
        out_print(s->out, " %s, ", summary_tr(s, N_("at least")));
        summary_number(s, told->ceiling);
        out_print(s->out, " %s)", summary_tr(s, N_("at most")));
    }
    out_text(s->out, "\n");
}

static void write_campaigns(const struct summary *s, const struct audit *audit)
{
    const struct dossier *d = &audit->scan.dossier;

    for (size_t i = 0; i < d->campaign_count; i++) {
        bool told = false;

        for (size_t k = 0; k < d->campaigns[i].finding_count; k++)
            told = told || audit->news.findings[d->campaigns[i].findings[k]] != AUDIT_SAME;
        if (told)
            summary_campaign(s, &d->campaigns[i]);
    }
}

static void write_findings(const struct summary *s, const struct audit *audit)
{
    const struct dossier *d = &audit->scan.dossier;
    uint64_t found = 0;

    for (size_t i = 0; i < d->finding_count; i++) {
        if (audit->news.findings[i] == AUDIT_SAME || found++ >= FINDINGS_MOST)
            continue;
        write_change(s, audit, i);
        summary_finding(s, &d->findings[i]);
    }
    if (found > FINDINGS_MOST) {
        summary_number(s, found - FINDINGS_MOST);
        out_print(s->out, " %s\n\n",
                  text_plural(s->lang, "more finding is new or has changed: see a case (--output)",
                              "more findings are new or have changed: see a case (--output)",
                              found - FINDINGS_MOST));
    }
}

static void write_withdrawn(const struct summary *s, const struct audit *audit)
{
    for (size_t i = 0; i < audit->news.withdrawn_count; i++) {
        const struct state_finding *told = audit->news.withdrawn[i];

        out_print(s->out, "%s  %s ", summary_tr(s, N_("WITHDRAWN")), summary_tr(s, N_("account")));
        out_terminal(s->out, told->account);
        out_print(s->out, "\n  %s ",
                  summary_tr(s, N_("what was read since, or what is allowed "
                                   "now, takes back what was told on")));
        summary_moment(s, told->told_ns);
        out_text(s->out, "\n\n");
    }
}

static void write_alerts(const struct summary *s, const struct audit *audit)
{
    const struct dossier *d = &audit->scan.dossier;
    uint64_t rules = 0;

    for (size_t i = 0; i < d->signature_count; i++) {
        if (audit->news.alerts[i] == 0 || rules++ >= RULES_MOST)
            continue;
        if (rules == 1)
            out_print(s->out, "%s\n", summary_tr(s, N_("SIGNATURES")));
        summary_signature(s, &d->signatures[i], audit->news.alerts[i]);
    }
    if (rules > RULES_MOST) {
        out_text(s->out, "  + ");
        summary_number(s, rules - RULES_MOST);
        out_text(s->out, "\n");
    }
    out_text(s->out, rules ? "\n" : "");
}

static void write_damage(const struct summary *s, const struct audit *audit)
{
    const struct dossier *d = &audit->scan.dossier;
    uint64_t shown = 0;

    for (size_t i = 0; i < d->input_count && shown < DAMAGE_MOST; i++) {
        if (!audit->torn[i])
            continue;
        summary_damaged(s->out, d, &d->inputs[i], s->lang);
        shown++;
    }
    if (audit->torn_count > shown) {
        out_text(s->out, "+ ");
        summary_number(s, audit->torn_count - shown);
        out_text(s->out, "\n");
    }
}

/* What was not read, and what did not come. */
static void write_missing(const struct summary *s, const struct audit *audit)
{
    const struct dossier *d = &audit->scan.dossier;
    char share[TEXT_COUNT];

    summary_style(s, "1;33");
    out_print(s->out, "%s\n", summary_tr(s, N_("INCOMPLETE")));
    summary_style(s, "0");
    if (audit->news.silent)
        out_print(s->out, "%s\n",
                  summary_tr(s, N_("No new line was read, although every run before brought some: "
                                   "are the logs written elsewhere now?")));
    write_damage(s, audit);
    if (audit_many_rejected(audit)) {
        summary_number(s, audit->new_rejected);
        out_print(s->out, " %s (%s)\n",
                  text_plural(s->lang, "line could not be read", "lines could not be read",
                              audit->new_rejected),
                  text_percent(s->lang, audit->new_rejected, audit->new_lines, share));
    }
    if (audit->news.gap)
        summary_coverage(s->out, d, s->lang);
    if (d->names_refused || d->sessions_refused || d->regex_limits)
        out_print(s->out, "%s\n",
                  summary_tr(s, N_("A limit was reached: see the coverage of a case (--output).")));
}

void audit_tell(const struct audit *audit)
{
    const struct summary s = {&audit->scan, &audit->scan.console->data, audit->scan.console->lang};
    bool incomplete = audit_incomplete(audit);

    if (audit->news.count == 0 && !incomplete)
        return;
    write_head(&s, audit);
    write_campaigns(&s, audit);
    write_findings(&s, audit);
    write_withdrawn(&s, audit);
    write_alerts(&s, audit);
    if (incomplete)
        write_missing(&s, audit);
}

/*
 * message_text.c: the message of a run as cron would mail it, for somebody who is on call and was
 * asleep: first every notice in one line, then what to do now, then who, since when, from where,
 * how many, whose insured; then what was not read, and the commands that show more.
 */
#include "message.h"
#include "summary_coverage.h"
#include "summary_signatures.h"

/* Notices in one line each, findings told in full, rules named, reasons and insurers of a finding,
 * accounts to which one piece of advice applies, accounts for which commands are given. */
#define NOTICES_MOST  30
#define FINDINGS_MOST 20
#define RULES_MOST    10
#define REASONS_MOST  3
#define INSURERS_MOST 5
#define ADVISED_MOST  10
#define COMMANDS_MOST 5

/* The text being written, and of what. */
struct telling {
    struct summary s;
    const struct message *m;
    const struct audit *audit;
    const struct dossier *d;
};

static void write_title(const struct telling *t, const char *english)
{
    summary_style(&t->s, "1");
    out_print(t->s.out, "%s\n", summary_tr(&t->s, english));
    summary_style(&t->s, "0");
}

static void write_more(const struct telling *t, uint64_t more)
{
    if (more == 0)
        return;
    out_text(t->s.out, "  + ");
    summary_number(&t->s, more);
    out_text(t->s.out, "\n");
}

static void write_head(const struct telling *t)
{
    const struct summary *s = &t->s;
    uint64_t n = 0;

    summary_style(s, "1");
    out_print(s->out, "limier audit%s%s\n", summary_tr(s, N_(": ")), t->m->headline.p);
    summary_style(s, "0");
    if (!t->audit->scan.portal.proposed) { /* otherwise nobody has given it a name */
        out_terminal(s->out, t->audit->scan.portal.name);
        out_text(s->out, ", ");
    }
    out_print(s->out, "%s%s", t->m->host, summary_tr(s, N_(": ")));
    summary_number(s, t->audit->new_lines);
    out_print(s->out, " %s", text_plural(s->lang, "new line", "new lines", t->audit->new_lines));
    if (t->audit->new_first_ns != TIME_NONE) {
        out_text(s->out, ", ");
        summary_moment(s, t->audit->new_first_ns);
        out_text(s->out, s->lang == LANG_FR ? " \xE2\x86\x92 " : " - ");
        summary_moment(s, t->audit->new_last_ns);
        out_text(s->out, " (");
        summary_zone(s);
        out_text(s->out, ")");
    }
    out_text(s->out, "\n\n");
    for (size_t i = 0; i < t->m->count; i++) {
        const struct notice *notice = &t->m->notices[i];

        if (notice->kind == NOTICE_SIGNATURE || n++ >= NOTICES_MOST) /* rules have a part below */
            continue;
        out_print(s->out, "- %.*s\n", (int)notice->text.n, notice->text.p);
    }
    write_more(t, n > NOTICES_MOST ? n - NOTICES_MOST : 0);
    out_text(s->out, n ? "\n" : "");
}

/* Whether a finding that is told before this one has the same advice. */
static bool was_advised(const struct telling *t, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (t->audit->news.findings[i] != AUDIT_SAME &&
            str_eq(t->d->findings[i].advice[t->s.lang], t->d->findings[index].advice[t->s.lang]))
            return true;
    }
    return false;
}

/* Each piece of advice once, behind the accounts that it is about. */
static void write_advice(const struct telling *t)
{
    const struct finding *findings = t->d->findings;
    bool titled = false;

    for (size_t i = 0; i < t->d->finding_count; i++) {
        struct str advice = findings[i].advice[t->s.lang];
        uint64_t n = 0;

        if (t->audit->news.findings[i] == AUDIT_SAME || !advice.n || was_advised(t, i))
            continue;
        if (!titled)
            write_title(t, N_("WHAT TO DO NOW"));
        titled = true;
        for (size_t k = i; k < t->d->finding_count; k++) {
            if (t->audit->news.findings[k] == AUDIT_SAME ||
                !str_eq(findings[k].advice[t->s.lang], advice) || n++ >= ADVISED_MOST)
                continue;
            out_text(t->s.out, n == 1 ? "  " : ", ");
            out_terminal(t->s.out, findings[k].account);
        }
        if (n > ADVISED_MOST) {
            out_text(t->s.out, " + ");
            summary_number(&t->s, n - ADVISED_MOST);
        }
        out_text(t->s.out, "\n              ");
        summary_wrapped(&t->s, advice);
    }
    out_text(t->s.out, titled ? "\n" : "");
}

static void write_campaigns(const struct telling *t)
{
    for (size_t i = 0; i < t->d->campaign_count; i++) {
        const struct campaign *c = &t->d->campaigns[i];
        bool told = false;

        for (size_t k = 0; k < c->finding_count; k++)
            told = told || t->audit->news.findings[c->findings[k]] != AUDIT_SAME;
        if (told)
            summary_campaign(&t->s, c);
    }
}

/* Why a finding is told. */
static void write_change(const struct telling *t, size_t i)
{
    static const char *const texts[] = {
        [AUDIT_SAME] = "",
        [AUDIT_FRESH] = N_("NEW"),
        [AUDIT_GRAVER] = N_("GRAVER than was told on"),
        [AUDIT_MILDER] = N_("MILDER, by what was read since, than was told on"),
        [AUDIT_GROWN] = N_("GROWN since it was told on"),
    };
    const struct state_finding *told = t->audit->news.told[i];
    const struct summary *s = &t->s;

    out_text(s->out, summary_tr(s, texts[t->audit->news.findings[i]]));
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

/* The insurers with most members among those shown, in `best`; how many. Equals keep their order.
 */
static size_t rank_insurers(const struct finding *f, size_t best[INSURERS_MOST])
{
    size_t n = 0;

    for (size_t i = 0; i < f->insurer_count; i++) {
        size_t at = n < INSURERS_MOST ? n++ : INSURERS_MOST;

        for (; at > 0 && f->insurers[best[at - 1]].ceiling < f->insurers[i].ceiling; at--) {
            if (at < INSURERS_MOST)
                best[at] = best[at - 1];
        }
        if (at < INSURERS_MOST)
            best[at] = i;
    }
    return n;
}

static void write_insurers(const struct telling *t, const struct finding *f)
{
    const struct summary *s = &t->s;
    size_t best[INSURERS_MOST];
    size_t n = rank_insurers(f, best);

    for (size_t i = 0; i < n; i++) {
        const struct finding_insurer *insurer = &f->insurers[best[i]];

        if (i == 0)
            summary_label(s, N_("of them"));
        out_text(s->out, i ? ", " : "");
        if (insurer->insurer.p)
            out_terminal(s->out, insurer->insurer);
        else
            out_text(s->out, summary_tr(s, N_("unknown")));
        out_text(s->out, " (");
        summary_number(s, insurer->floor);
        if (insurer->ceiling != insurer->floor) {
            out_text(s->out, "\xE2\x80\x93");
            summary_number(s, insurer->ceiling);
        }
        out_text(s->out, ")");
    }
    if (f->insurer_count > n)
        write_more(t, f->insurer_count - n);
    else
        out_text(s->out, n ? "\n" : "");
}

static void write_finding(const struct telling *t, size_t index)
{
    const struct finding *f = &t->d->findings[index];
    const struct summary *s = &t->s;

    write_change(t, index);
    summary_style(s, f->verdict == VERDICT_HARVESTING ? "1;31" : "1;33");
    out_text(s->out, summary_verdict(s, f->verdict));
    summary_style(s, "0");
    out_print(s->out, "  %s ", summary_tr(s, N_("account")));
    out_terminal(s->out, f->account);
    out_text(s->out, "\n");
    if (f->doubtful)
        out_print(
            s->out, "  %s\n",
            summary_tr(s, N_("all evidence lies in damaged files: these lines may not be what the "
                             "server wrote")));
    summary_label(s, N_("since"));
    summary_moment(s, f->first_ns);
    out_text(s->out, "\n");
    summary_label(s, N_("until"));
    summary_moment(s, f->last_ns);
    out_text(s->out, "\n");
    if (f->source_count) {
        summary_label(s, N_("from"));
        summary_places(s, f);
    }
    summary_counts(s, f);
    write_insurers(t, f);
    summary_certainty(s, f);
    summary_reasons(s, f, REASONS_MOST);
    summary_alerts_of(s, index);
    out_text(s->out, "\n");
}

static void write_findings(const struct telling *t)
{
    const struct summary *s = &t->s;
    uint64_t found = 0;

    for (size_t i = 0; i < t->d->finding_count; i++) {
        if (t->audit->news.findings[i] != AUDIT_SAME && found++ < FINDINGS_MOST)
            write_finding(t, i);
    }
    if (found > FINDINGS_MOST) {
        summary_number(s, found - FINDINGS_MOST);
        out_print(s->out, " %s\n\n",
                  text_plural(s->lang, "more finding is new or has changed: see a case (--output)",
                              "more findings are new or have changed: see a case (--output)",
                              found - FINDINGS_MOST));
    }
}

static void write_withdrawn(const struct telling *t)
{
    const struct summary *s = &t->s;

    for (size_t i = 0; i < t->audit->news.withdrawn_count && i < FINDINGS_MOST; i++) {
        const struct state_finding *told = t->audit->news.withdrawn[i];

        out_print(s->out, "%s  %s ", summary_tr(s, N_("WITHDRAWN")), summary_tr(s, N_("account")));
        out_terminal(s->out, told->account);
        out_print(s->out, "\n  %s ",
                  summary_tr(s, N_("what was read since, or what is allowed "
                                   "now, takes back what was told on")));
        summary_moment(s, told->told_ns);
        out_text(s->out, "\n\n");
    }
}

static void write_alerts(const struct telling *t)
{
    uint64_t rules = 0;

    for (size_t i = 0; i < t->d->signature_count; i++) {
        if (t->audit->news.alerts[i] == 0 || rules++ >= RULES_MOST)
            continue;
        if (rules == 1)
            write_title(t, N_("SIGNATURES"));
        summary_signature(&t->s, &t->d->signatures[i], t->audit->news.alerts[i]);
    }
    if (rules > RULES_MOST)
        write_more(t, rules - RULES_MOST);
    out_text(t->s.out, rules ? "\n" : "");
}

/* What is missing stands in the notices already; here is what it means. */
static void write_missing(const struct telling *t)
{
    if (!audit_incomplete(t->audit))
        return;
    summary_style(&t->s, "1;33");
    out_print(t->s.out, "%s", summary_tr(&t->s, N_("INCOMPLETE")));
    summary_style(&t->s, "0");
    out_print(
        t->s.out, "  %s\n\n",
        summary_tr(&t->s, N_("what was not read may hold more: have somebody see to the logs, "
                             "and keep those that are there")));
}

/* A word of a command line as a shell takes it. */
static void write_word(struct out *out, struct str word)
{
    out_text(out, "'");
    for (size_t i = 0; i < word.n; i++) {
        if (word.p[i] == '\'')
            out_text(out, "'\\''");
        else
            out_bytes(out, word.p + i, 1);
    }
    out_text(out, "'");
}

/* Whether a word can be typed as it stands. */
static bool is_plain(struct str word)
{
    for (size_t i = 0; i < word.n; i++) {
        if ((unsigned char)word.p[i] < 0x20 || (unsigned char)word.p[i] > 0x7e)
            return false;
    }
    return word.n > 0;
}

/* The options that say which state, and how it counts, as they were given on the command line. */
static void write_options(const struct telling *t)
{
    static const enum option_id repeated[] = {
        OPT_STATE,       OPT_PORTAL,      OPT_DIRECTORY,   OPT_LOG_FORMAT,
        OPT_FROM_CONFIG, OPT_DATE_FORMAT, OPT_TIME_FORMAT, OPT_DATETIME_FORMAT,
        OPT_TZ,          OPT_SINCE,       OPT_UNTIL,       OPT_TRUSTED_PROXY,
        OPT_KEY,         OPT_CONFIG,      OPT_KEEP,        OPT_NOW};
    const struct options *o = t->audit->scan.options;

    for (size_t i = 0; i < sizeof repeated / sizeof repeated[0]; i++) {
        enum option_id id = repeated[i];
        bool list = option_rows[id].kind == OPTION_LIST;
        size_t n = list ? o->list_count[id] : 1;

        if (!o->set[id] || !o->origin[id] || strcmp(o->origin[id], ORIGIN_COMMAND_LINE) != 0)
            continue;
        for (size_t k = 0; k < n; k++) {
            out_print(t->s.out, " --%s ", option_rows[id].name);
            write_word(t->s.out, str_of(list ? o->list[id][k] : o->text[id]));
        }
    }
}

/* The first accounts that are told, each in a command: "limier exposed --account X CASE". */
static void write_for_accounts(const struct telling *t, const char *option, const char *command,
                               struct str folder)
{
    size_t n = 0;

    for (size_t i = 0; i < t->d->finding_count && n < COMMANDS_MOST; i++) {
        struct str account = t->d->findings[i].account;

        if (t->audit->news.findings[i] == AUDIT_SAME || !is_plain(account))
            continue;
        n++;
        out_print(t->s.out, "  limier %s", command);
        if (!folder.p)
            write_options(t);
        out_print(t->s.out, " --%s ", option);
        write_word(t->s.out, account);
        if (folder.p) {
            out_text(t->s.out, " ");
            write_word(t->s.out, folder);
        }
        out_text(t->s.out, "\n");
    }
}

/* Whether this program has an option. */
static bool has_option(const char *name)
{
    for (size_t i = 0; i < OPT_COUNT; i++) {
        if (strcmp(option_rows[i].name, name) == 0)
            return true;
    }
    return false;
}

/* The commands that show more. */
static void write_commands(const struct telling *t)
{
    struct str output = str_of(t->audit->scan.options->text[OPT_OUTPUT]);

    write_title(t, N_("TO SEE MORE"));
    if (has_option("explain"))
        write_for_accounts(t, "explain", "audit", STR_NONE);
    if (output.p && is_plain(output)) {
        write_for_accounts(t, "account", "exposed", output);
        out_text(t->s.out, "  ");
        out_terminal(t->s.out, output);
        out_text(t->s.out, "/report.html\n");
    } else if (!output.p) {
        out_print(
            t->s.out, "  %s\n",
            summary_tr(&t->s, N_("the same command with --output DIR: report, timeline, lists "
                                 "of persons for each insurer")));
    }
}

void message_text(const struct message *m, struct out *out, bool plain)
{
    const struct telling t = {.s = {&m->audit->scan, out, m->lang, plain},
                              .m = m,
                              .audit = m->audit,
                              .d = &m->audit->scan.dossier};

    if (m->count == 0)
        return;
    write_head(&t);
    write_advice(&t);
    write_campaigns(&t);
    write_findings(&t);
    write_withdrawn(&t);
    write_alerts(&t);
    write_missing(&t);
    write_commands(&t);
}

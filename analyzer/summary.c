/*
 * summary.c: what a tired analyst reads in ten seconds: who, since when, until when, how many, from
 * where, why; what was not read; where the report is. Bytes of the log go through the terminal
 * escaper.
 */
#define _GNU_SOURCE
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "summary_coverage.h"
#include "summary_indicators.h"
#include "summary_signatures.h"

/* Findings shown in full, and those that have a line at least. */
#define FINDINGS_MOST 5
#define LINES_MOST    20
#define NAMES_MOST    10
/* Of one finding. */
#define PLACES_MOST  4
#define REASONS_MOST 4

void summary_zone(const struct summary *s)
{
    int minutes = s->scan->dossier.offset_seconds / 60;

    out_print(s->out, "UTC%c%02d:%02d", minutes < 0 ? '-' : '+',
              (minutes < 0 ? -minutes : minutes) / 60, (minutes < 0 ? -minutes : minutes) % 60);
}

static void write_head(const struct summary *s)
{
    const struct dossier *d = &s->scan->dossier;

    if (dossier_incomplete(d)) { /* first of all: no alert must not read as nothing to find */
        summary_style(s, "1;33");
        out_text(s->out, summary_tr(s, N_("INCOMPLETE")));
        summary_style(s, "0");
        out_text(s->out, "  ");
    }
    summary_number(s, d->input_count);
    out_print(s->out, " %s, ", text_plural(s->lang, "input", "inputs", d->input_count));
    summary_number(s, d->lines);
    out_print(s->out, " %s", text_plural(s->lang, "line", "lines", d->lines));
    if (d->first_ns != TIME_NONE) {
        out_text(s->out, ", ");
        summary_moment(s, d->first_ns);
        out_text(s->out, s->lang == LANG_FR ? " \xE2\x86\x92 " : " - ");
        summary_moment(s, d->last_ns);
        out_text(s->out, " (");
        summary_zone(s);
        out_text(s->out, ")");
    }
    out_text(s->out, "\n");
    if (d->partial)
        out_print(
            s->out, "%s\n",
            summary_tr(
                s,
                N_("INTERRUPTED: only a part of the logs was read; everything below is partial.")));
}

void summary_places(const struct summary *s, const struct finding *f)
{
    enum attribution wanted =
        f->verdict == VERDICT_HARVESTING || f->doubtful ? ATTRIBUTED_ATTACKER : ATTRIBUTED_UNCLEAR;
    size_t shown = 0;
    size_t more = 0;

    for (size_t i = 0; i < f->source_count; i++) {
        const struct finding_source *source = &f->sources[i];
        const struct place *place = &source->place;

        if (source->attributed != wanted)
            continue;
        if (shown == PLACES_MOST) {
            more++;
            continue;
        }
        out_text(s->out, shown++ ? "\n              " : "");
        out_terminal(s->out, source->address.p ? source->address : STR("-"));
        if (place->city[s->lang].n || place->country[s->lang].n) {
            out_text(s->out, "  ");
            out_terminal(s->out, place->city[s->lang]);
            out_text(s->out, place->city[s->lang].n && place->country[s->lang].n ? ", " : "");
            out_terminal(s->out, place->country[s->lang]);
        }
        if (place->asn) {
            out_print(s->out, "  AS%u ", place->asn);
            out_terminal(s->out, place->organisation);
        }
    }
    if (more) {
        out_text(s->out, "\n              + ");
        summary_number(s, more);
    }
    out_text(s->out, "\n");
}

void summary_counts(const struct summary *s, const struct finding *f)
{
    summary_label(s, N_("persons"));
    summary_number(s, f->beneficiaries.floor);
    out_print(s->out, " %s, ", summary_tr(s, N_("at least")));
    summary_number(s, f->beneficiaries.ceiling);
    out_print(s->out, " %s", summary_tr(s, N_("at most")));
    out_print(s->out, " (%s ", summary_tr(s, N_("usual day:")));
    if (f->peers.own_median > 0)
        summary_number(s, (uint64_t)(f->peers.own_median + 0.5));
    else
        out_text(s->out, summary_tr(s, N_("unknown")));
    out_text(s->out, ")\n");
    if (portal_persons_told(&s->scan->portal))
        out_print(s->out, "              %s\n", summary_tr(s, portal_persons(&s->scan->portal)));
    summary_label(s, N_("insurers"));
    summary_number(s, f->insurer_count);
    out_text(s->out, "\n");
}

const char *summary_verdict(const struct summary *s, enum verdict verdict)
{
    return verdict == VERDICT_HARVESTING ? summary_tr(s, N_("HARVESTING"))
           : verdict == VERDICT_SUSPECT  ? summary_tr(s, N_("SUSPECT"))
                                         : summary_tr(s, N_("WATCH"));
}

/* The strongest reasons; the others are in the report, where there is one. */
void summary_reasons(const struct summary *s, const struct finding *f, size_t most)
{
    uint64_t more = f->reason_count > most ? f->reason_count - most : 0;

    for (size_t i = 0; i < f->reason_count && i < most; i++) {
        summary_label(s, i == 0 ? N_("why") : "");
        summary_wrapped(s, f->reasons[i].text[s->lang]);
    }
    if (more == 0)
        return;
    summary_label(s, "");
    out_text(s->out, "+ ");
    summary_number(s, more);
    out_print(s->out, " %s\n",
              s->scan->undigested /* there is no report */
                  ? text_plural(s->lang, "more reason", "more reasons", more)
                  : text_plural(s->lang, "more reason is in the report",
                                "more reasons are in the report", more));
}

/* How sure, and what it was seen in. */
void summary_certainty(const struct summary *s, const struct finding *f)
{
    char text[TEXT_COUNT];

    if (f->stretch == STRETCH_NONE)
        return;
    summary_label(s, N_("probability"));
    if (f->probability >= 0.9999)
        out_print(s->out, "%s ", summary_tr(s, N_("more than")));
    out_text(s->out, text_percent(s->lang, (uint64_t)(fmin(f->probability, 0.9999) * 10000 + 0.5),
                                  10000, text));
    out_text(s->out, "\n");
    summary_label(s, N_("seen"));
    summary_wrapped(s, f->stretch_text[s->lang]);
}

/* A finding in one line. */
static void write_line(const struct summary *s, const struct finding *f)
{
    out_print(s->out, "%s  ", summary_verdict(s, f->verdict));
    out_terminal(s->out, f->account);
    out_text(s->out, "  ");
    summary_moment(s, f->first_ns);
    if (f->verdict != VERDICT_WATCH) {
        out_text(s->out, "  ");
        summary_number(s, f->beneficiaries.ceiling);
        out_print(
            s->out, " %s",
            text_plural(s->lang, "person at most", "persons at most", f->beneficiaries.ceiling));
    }
    if (f->allowed_reason.p)
        out_print(s->out, "  (%s)", summary_tr(s, N_("allowed")));
    out_text(s->out, "\n");
}

/* The accounts of a campaign, the worst first. */
static void write_members(const struct summary *s, const struct campaign *c)
{
    const struct dossier *d = &s->scan->dossier;

    summary_label(s, N_("accounts"));
    for (size_t i = 0; i < c->finding_count && i < NAMES_MOST; i++) {
        out_text(s->out, i ? ", " : "");
        out_terminal(s->out, d->findings[c->findings[i]].account);
        if (d->findings[c->findings[i]].allowed_reason.p)
            out_print(s->out, " (%s)", summary_tr(s, N_("allowed")));
    }
    if (c->finding_count > NAMES_MOST) {
        out_text(s->out, " + ");
        summary_number(s, c->finding_count - NAMES_MOST);
    }
    out_text(s->out, "\n");
}

/* "1.0 s" as the language writes numbers. */
static void write_duration(const struct summary *s, struct str value)
{
    for (size_t i = 0; i < value.n; i++) {
        char c = value.p[i] == '.' && s->lang == LANG_FR ? ',' : value.p[i];

        out_terminal(s->out, (struct str){&c, 1});
    }
}

/* What the accounts have in common, one kind a line; of addresses and the like a few. */
static void write_shared(const struct summary *s, const struct campaign *c)
{
    static const char *const labels[CAMPAIGN_KINDS] = {N_("addresses"), N_("networks"),
                                                       N_("programs"),  N_("in common"),
                                                       N_("sequence"),  N_("rhythm")};
    static const char *const meanings[CAMPAIGN_KINDS] = {
        [CAMPAIGN_PERSONS] = N_("persons shown through several of the accounts"),
        [CAMPAIGN_SEQUENCE] = N_("times the numbers asked for go on from one account to another"),
        [CAMPAIGN_RHYTHM] = N_("median pause between requests")};

    for (int k = 0; k < CAMPAIGN_KINDS; k++) {
        size_t n = 0;

        for (size_t i = 0; i < c->shared_count; i++) {
            if (c->shared[i].kind != (enum campaign_kind)k || n++ >= PLACES_MOST)
                continue;
            if (n == 1)
                summary_label(s, labels[k]);
            out_text(s->out, n == 1 ? "" : ", ");
            if (k == CAMPAIGN_RHYTHM)
                write_duration(s, c->shared[i].value);
            else
                out_terminal(s->out, c->shared[i].value);
            if (meanings[k])
                out_print(s->out, " %s", summary_tr(s, meanings[k]));
        }
        if (n > PLACES_MOST) {
            out_text(s->out, " + ");
            summary_number(s, n - PLACES_MOST);
        }
        out_text(s->out, n ? "\n" : "");
    }
}

void summary_campaign(const struct summary *s, const struct campaign *c)
{
    summary_style(s, "1;31");
    out_text(s->out, summary_tr(s, N_("CAMPAIGN")));
    summary_style(s, "0");
    out_print(s->out, "  %s ", summary_tr(s, N_("very probably one attacker, through")));
    summary_style(s, "1");
    summary_number(s, c->finding_count);
    out_print(s->out, " %s\n", summary_tr(s, N_("accounts")));
    summary_style(s, "0");
    write_members(s, c);
    summary_label(s, N_("since"));
    summary_moment(s, c->first_ns);
    out_text(s->out, "\n");
    summary_label(s, N_("until"));
    summary_moment(s, c->last_ns);
    out_text(s->out, "\n");
    summary_label(s, N_("persons"));
    summary_number(s, c->beneficiaries.floor);
    out_print(s->out, " %s, ", summary_tr(s, N_("at least")));
    summary_number(s, c->beneficiaries.ceiling);
    out_print(s->out, " %s\n", summary_tr(s, N_("at most")));
    write_shared(s, c);
    out_text(s->out, "\n");
}

void summary_finding(const struct summary *s, const struct finding *f)
{
    bool harvesting = f->verdict == VERDICT_HARVESTING;

    summary_style(s, harvesting ? "1;31" : "1;33");
    out_text(s->out, summary_verdict(s, f->verdict));
    summary_style(s, "0");
    out_print(s->out, "  %s ", summary_tr(s, N_("account")));
    summary_style(s, "1");
    out_terminal(s->out, f->account);
    summary_style(s, "0");
    out_text(s->out, "\n");
    if (f->doubtful)
        out_print(
            s->out, "  %s\n",
            summary_tr(s, N_("all evidence lies in damaged files: these lines may not be what the "
                             "server wrote")));
    if (f->allowed_reason.p) {
        out_print(s->out, "  %s ", summary_tr(s, N_("allowed, so no alarm, until")));
        summary_moment(s, f->allowed_until_ns);
        out_text(s->out, s->lang == LANG_FR ? "\xC2\xA0: " : ": ");
        out_terminal(s->out, f->allowed_reason);
        out_text(s->out, "\n");
    }
    summary_label(s, N_("since"));
    summary_moment(s, f->first_ns);
    out_text(s->out, "\n");
    summary_label(s, N_("until"));
    summary_moment(s, f->last_ns);
    out_text(s->out, "\n");
    if (f->verdict != VERDICT_WATCH)
        summary_counts(s, f);
    if (f->source_count && f->verdict != VERDICT_WATCH) {
        summary_label(s, N_("from"));
        summary_places(s, f);
    }
    summary_certainty(s, f);
    summary_reasons(s, f, REASONS_MOST);
    summary_alerts_of(s, (size_t)(f - s->scan->dossier.findings));
    out_text(s->out, "\n");
}

/* The accounts without a finding: on which tests, and that it is no proof. */
static void write_cleared(const struct summary *s)
{
    const struct dossier *d = &s->scan->dossier;
    uint64_t clean = dossier_cleared(d);

    summary_number(s, clean);
    out_print(s->out, " %s",
              text_plural(s->lang, "active account without finding, on these tests (no proof):",
                          "active accounts without finding, on these tests (no proof):", clean));
    for (size_t i = 0; i < detector_count; i++)
        out_print(s->out, "%s%s", i ? ", " : " ", detector_label(s->lang, detectors[i]->name));
    out_text(s->out, "\n");
}

static void write_findings(const struct summary *s)
{
    const struct dossier *d = &s->scan->dossier;
    uint64_t accused = 0;
    size_t shown = d->finding_count < LINES_MOST ? d->finding_count : LINES_MOST;
    uint64_t more = d->finding_count - shown;

    for (size_t i = 0; i < d->campaign_count && i < FINDINGS_MOST; i++)
        summary_campaign(s, &d->campaigns[i]);
    for (size_t i = 0; i < d->finding_count; i++) {
        bool told = d->findings[i].verdict >= VERDICT_SUSPECT;

        accused += told && !d->findings[i].allowed_reason.p;
        if (i < FINDINGS_MOST)
            summary_finding(s, &d->findings[i]);
        else if (i < shown)
            write_line(s, &d->findings[i]);
    }
    if (shown > FINDINGS_MOST && !more)
        out_text(s->out, "\n");
    if (more) {
        summary_number(s, more);
        out_print(s->out, " %s\n",
                  text_plural(s->lang, "more finding is in the report",
                              "more findings are in the report", more));
    }
    if (d->finding_count > FINDINGS_MOST)
        out_text(s->out, "\n");
    if (accused == 0)
        summary_no_accusation(s);
    write_cleared(s);
}

/* Requests whose account is unknown or in doubt. */
static void write_attribution(const struct summary *s)
{
    const struct dossier *d = &s->scan->dossier;

    if (d->unattributed) {
        summary_number(s, d->unattributed);
        out_print(
            s->out, " %s\n",
            text_plural(s->lang,
                        "request about a beneficiary names no account: nobody can be held to it.",
                        "requests about a beneficiary name no account: nobody can be held to them.",
                        d->unattributed));
    }
    if (d->sessions_shared) {
        summary_number(s, d->sessions_shared);
        out_print(s->out, " %s\n",
                  text_plural(s->lang,
                              "session identifier was used by more than one account: each act went "
                              "to the latest login before it.",
                              "session identifiers were used by more than one account: each act "
                              "went to the latest login before it.",
                              d->sessions_shared));
    }
}

/* What stands for a profile when none was given. */
static void write_proposed(const struct summary *s, const struct portal *portal)
{
    out_print(
        s->out, "%s ",
        summary_tr(s, N_("Without --portal, the profile that limier inspect proposes was used:")));
    out_print(s->out,
              portal->join ? summary_tr(s, N_("account = %s, joined by the session's login line;"))
                           : summary_tr(s, N_("account = %s;")),
              portal->account.field == FIELD_NONE ? summary_tr(s, N_("named by login requests"))
                                                  : field_name(portal->account.field));
    out_print(s->out, " %d %s%s%s\n", portal->described,
              text_plural(s->lang, "operation", "operations", (uint64_t)portal->described),
              summary_tr(s, N_("; ")), summary_tr(s, N_("what pages show is not known.")));
}

/* What was not read, and what the log cannot tell. */
static void write_limits(const struct summary *s)
{
    const struct dossier *d = &s->scan->dossier;
    char share[TEXT_COUNT];

    if (d->portal->proposed)
        write_proposed(s, d->portal);
    if (dossier_unjudged(d))
        out_print(s->out, "%s\n", dossier_unjudged_text(d, s->lang));
    if (d->allow_expired) {
        summary_number(s, d->allow_expired);
        out_print(s->out, " %s\n",
                  text_plural(s->lang, "entry of the allow list has expired and does not apply.",
                              "entries of the allow list have expired and do not apply.",
                              d->allow_expired));
    }
    write_attribution(s);
    summary_damage(s->out, d, s->lang);
    if (d->rejected) {
        summary_number(s, d->rejected);
        out_print(
            s->out, " %s",
            text_plural(s->lang, "line could not be read", "lines could not be read", d->rejected));
        out_print(s->out, " (%s)\n", text_percent(s->lang, d->rejected, d->lines, share));
    }
    summary_coverage(s->out, d, s->lang);
}

/* A layout may change inside a file: which others have read lines of it. */
static void write_other_layouts(const struct summary *s, const struct coverage *c)
{
    if (c->other_count == 0)
        return;
    out_print(s->out, "    %s", summary_tr(s, N_("of them in another layout:")));
    for (uint32_t i = 0; i < c->other_count; i++) {
        out_text(s->out, i ? ", " : " ");
        out_terminal(s->out, c->others[i].name);
        out_text(s->out, " ");
        summary_number(s, c->others[i].lines);
    }
    out_text(s->out, "\n");
}

static void write_inputs(const struct summary *s)
{
    const struct dossier *d = &s->scan->dossier;

    for (size_t i = 0; i < d->input_count; i++) {
        const struct coverage *c = &d->inputs[i];

        out_text(s->out, "  ");
        out_terminal(s->out, c->input);
        out_text(s->out, "  ");
        out_terminal(s->out,
                     c->layout.p ? c->layout : str_of(summary_tr(s, N_("no known layout"))));
        out_text(s->out, "  ");
        summary_number(s, c->parsed);
        out_text(s->out, " + ");
        summary_number(s, coverage_rejected(c));
        out_text(s->out, " + ");
        summary_number(s, c->skipped);
        out_text(s->out, " = ");
        summary_number(s, c->lines);
        out_text(s->out, "\n");
        write_other_layouts(s, c);
        summary_disorder(s->out, c, s->lang);
    }
    if (d->input_count)
        out_print(s->out, "  %s\n", summary_tr(s, N_("(read + rejected + skipped = lines)")));
    summary_samples(s->out, d, s->lang);
}

void summary_write(const struct scan *scan, const char *output)
{
    struct summary s = {scan, &scan->console->data, scan->console->lang, false};
    bool incomplete = dossier_incomplete(&scan->dossier);

    write_head(&s);
    if (scan->options->set[OPT_VERBOSE])
        write_inputs(&s);
    out_text(s.out, "\n");
    summary_indicators(&s);
    write_findings(&s);
    summary_signatures(&s);
    write_limits(&s);
    summary_label(&s, N_("coverage"));
    out_print(s.out, "%s\n",
              incomplete ? summary_tr(&s, N_("INCOMPLETE: what was not read may hold more"))
                         : summary_tr(&s, N_("complete")));
    summary_label(&s, N_("report"));
    out_terminal(s.out, str_of(output));
    out_text(s.out, "/report.html\n");
}

void summary_stats(const struct scan *scan)
{
    static const char *const phases[PHASE_COUNT] = {"ingest", "judge", "signatures", "investigate",
                                                    "report"};
    struct out *out = &scan->console->notes;
    const struct scan_stats *st = &scan->stats;
    const struct dossier *d = &scan->dossier;
    struct rusage usage = {0};
    uint64_t inflated = 0;
    double seconds = 0;

    for (size_t i = 0; i < d->input_count; i++)
        inflated += d->inputs[i].bytes_inflated;
    for (int p = 0; p < PHASE_COUNT; p++) {
        seconds += (double)st->wall_ns[p] / NS_PER_SECOND;
        out_print(out, "%-12s %8.3f s, processors %8.3f s\n", phases[p],
                  (double)st->wall_ns[p] / NS_PER_SECOND,
                  (double)st->processor_ns[p] / NS_PER_SECOND);
    }
    (void)getrusage(RUSAGE_SELF, &usage);
    out_print(out, "lines/s      %8.0f\n", seconds > 0 ? (double)d->lines / seconds : 0);
    out_print(out, "MB/s         %8.0f (decompressed)\n",
              seconds > 0 ? (double)inflated / 1e6 / seconds : 0);
    out_print(out, "traces       %8llu\n", (unsigned long long)scan->judge.acts);
    out_print(out, "accounts     %8zu\n", d->account_count);
    out_print(out, "tests        %8llu\n", (unsigned long long)st->tests);
    out_print(out, "threshold    %8.2f (log10 of the likelihood ratio)\n", st->threshold);
    out_print(out, "peak memory  %8ld MiB\n", usage.ru_maxrss / 1024);
    summary_rules(scan);
}

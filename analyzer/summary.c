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

#include "base/clock.h"
#include "scan.h"
#include "summary_coverage.h"

/* Findings shown in full, and those that have a line at least. */
#define FINDINGS_MOST 5
#define LINES_MOST    20
#define NAMES_MOST    10
/* Of one finding. */
#define PLACES_MOST  4
#define REASONS_MOST 4

/* Columns of a line of text, and where it begins. */
#define WIDTH  100
#define INDENT 14

/* One summary being written. */
struct summary {
    const struct scan *scan;
    struct out *out;
    enum lang lang;
};

static const char *tr(const struct summary *s, const char *english)
{
    return text_get(s->lang, english);
}

static void number(const struct summary *s, uint64_t value)
{
    char text[TEXT_COUNT];

    out_text(s->out, text_count(s->lang, value, text));
}

static void moment(const struct summary *s, int64_t time_ns)
{
    char text[TEXT_MOMENT];

    out_text(s->out, text_moment(s->lang, time_ns, s->scan->dossier.offset_seconds, text));
}

static void style(const struct summary *s, const char *code)
{
    if (s->scan->console->color)
        out_print(s->out, "\033[%sm", code);
}

/* "  since     " with the label translated and padded by characters, not bytes. */
static void label(const struct summary *s, const char *english)
{
    const char *text = tr(s, english);
    int width = 0;

    for (const char *c = text; *c; c++)
        width += ((unsigned char)*c & 0xC0) != 0x80;
    out_print(s->out, "  %s%*s", text, width < 12 ? 12 - width : 1, "");
}

/* Characters of a text, not bytes. */
static size_t width_of(const char *text, size_t n)
{
    size_t width = 0;

    for (size_t i = 0; i < n; i++)
        width += ((unsigned char)text[i] & 0xC0) != 0x80;
    return width;
}

/* A text in lines of WIDTH columns, broken at blanks; it begins at column INDENT. */
static void wrapped(const struct summary *s, struct str text)
{
    size_t at = INDENT;

    while (text.n) {
        const char *blank = memchr(text.p, ' ', text.n);
        size_t n = blank ? (size_t)(blank - text.p) : text.n;
        size_t width = width_of(text.p, n);

        if (at > INDENT && at + 1 + width > WIDTH) {
            out_print(s->out, "\n%*s", INDENT, "");
            at = INDENT;
        } else if (at > INDENT) {
            out_text(s->out, " ");
            at++;
        }
        out_terminal(s->out, (struct str){text.p, n});
        at += width;
        n += blank != NULL;
        text = (struct str){text.p + n, text.n - n};
    }
    out_text(s->out, "\n");
}

static void write_zone(const struct summary *s)
{
    int minutes = s->scan->dossier.offset_seconds / 60;

    out_print(s->out, "UTC%c%02d:%02d", minutes < 0 ? '-' : '+',
              (minutes < 0 ? -minutes : minutes) / 60, (minutes < 0 ? -minutes : minutes) % 60);
}

static void write_head(const struct summary *s)
{
    const struct dossier *d = &s->scan->dossier;

    if (dossier_incomplete(d)) { /* first of all: no alert must not read as nothing to find */
        style(s, "1;33");
        out_text(s->out, tr(s, N_("INCOMPLETE")));
        style(s, "0");
        out_text(s->out, "  ");
    }
    number(s, d->input_count);
    out_print(s->out, " %s, ", text_plural(s->lang, "input", "inputs", d->input_count));
    number(s, d->lines);
    out_print(s->out, " %s", text_plural(s->lang, "line", "lines", d->lines));
    if (d->first_ns != TIME_NONE) {
        out_text(s->out, ", ");
        moment(s, d->first_ns);
        out_text(s->out, s->lang == LANG_FR ? " \xE2\x86\x92 " : " - ");
        moment(s, d->last_ns);
        out_text(s->out, " (");
        write_zone(s);
        out_text(s->out, ")");
    }
    out_text(s->out, "\n");
    if (d->partial)
        out_print(
            s->out, "%s\n",
            tr(s,
               N_("INTERRUPTED: only a part of the logs was read; everything below is partial.")));
}

static void write_places(const struct summary *s, const struct finding *f, enum attribution wanted)
{
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
        number(s, more);
    }
    out_text(s->out, "\n");
}

static void write_counts(const struct summary *s, const struct finding *f)
{
    label(s, N_("persons"));
    number(s, f->beneficiaries.floor);
    out_print(s->out, " %s, ", tr(s, N_("at least")));
    number(s, f->beneficiaries.ceiling);
    out_print(s->out, " %s", tr(s, N_("at most")));
    out_print(s->out, " (%s ", tr(s, N_("usual day:")));
    if (f->peers.own_median > 0)
        number(s, (uint64_t)(f->peers.own_median + 0.5));
    else
        out_text(s->out, tr(s, N_("unknown")));
    out_text(s->out, ")\n");
    if (portal_persons_told(&s->scan->portal))
        out_print(s->out, "              %s\n", tr(s, portal_persons(&s->scan->portal)));
    label(s, N_("insurers"));
    number(s, f->insurer_count);
    out_text(s->out, "\n");
}

static const char *verdict_label(const struct summary *s, enum verdict verdict)
{
    return verdict == VERDICT_HARVESTING ? tr(s, N_("HARVESTING"))
           : verdict == VERDICT_SUSPECT  ? tr(s, N_("SUSPECT"))
                                         : tr(s, N_("WATCH"));
}

/* The strongest reasons; the others are in the report. */
static void write_reasons(const struct summary *s, const struct finding *f)
{
    uint64_t more = f->reason_count > REASONS_MOST ? f->reason_count - REASONS_MOST : 0;

    for (size_t i = 0; i < f->reason_count && i < REASONS_MOST; i++) {
        label(s, i == 0 ? N_("why") : "");
        wrapped(s, f->reasons[i].text[s->lang]);
    }
    if (more == 0)
        return;
    label(s, "");
    out_text(s->out, "+ ");
    number(s, more);
    out_print(s->out, " %s\n",
              text_plural(s->lang, "more reason is in the report", "more reasons are in the report",
                          more));
}

/* How sure, and what it was seen in. */
static void write_certainty(const struct summary *s, const struct finding *f)
{
    char text[TEXT_COUNT];

    if (f->stretch == STRETCH_NONE)
        return;
    label(s, N_("probability"));
    if (f->probability >= 0.9999)
        out_print(s->out, "%s ", tr(s, N_("more than")));
    out_text(s->out, text_percent(s->lang, (uint64_t)(fmin(f->probability, 0.9999) * 10000 + 0.5),
                                  10000, text));
    out_text(s->out, "\n");
    label(s, N_("seen"));
    wrapped(s, f->stretch_text[s->lang]);
}

/* A finding in one line. */
static void write_line(const struct summary *s, const struct finding *f)
{
    out_print(s->out, "%s  ", verdict_label(s, f->verdict));
    out_terminal(s->out, f->account);
    out_text(s->out, "  ");
    moment(s, f->first_ns);
    if (f->verdict != VERDICT_WATCH) {
        out_text(s->out, "  ");
        number(s, f->beneficiaries.ceiling);
        out_print(
            s->out, " %s",
            text_plural(s->lang, "person at most", "persons at most", f->beneficiaries.ceiling));
    }
    if (f->allowed_reason.p)
        out_print(s->out, "  (%s)", tr(s, N_("allowed")));
    out_text(s->out, "\n");
}

/* The accounts of a campaign, the worst first. */
static void write_members(const struct summary *s, const struct campaign *c)
{
    const struct dossier *d = &s->scan->dossier;

    label(s, N_("accounts"));
    for (size_t i = 0; i < c->finding_count && i < NAMES_MOST; i++) {
        out_text(s->out, i ? ", " : "");
        out_terminal(s->out, d->findings[c->findings[i]].account);
    }
    if (c->finding_count > NAMES_MOST) {
        out_text(s->out, " + ");
        number(s, c->finding_count - NAMES_MOST);
    }
    out_text(s->out, "\n");
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
                label(s, labels[k]);
            out_text(s->out, n == 1 ? "" : ", ");
            out_terminal(s->out, c->shared[i].value);
            if (meanings[k])
                out_print(s->out, " %s", tr(s, meanings[k]));
        }
        if (n > PLACES_MOST) {
            out_text(s->out, " + ");
            number(s, n - PLACES_MOST);
        }
        out_text(s->out, n ? "\n" : "");
    }
}

static void write_campaign(const struct summary *s, const struct campaign *c)
{
    style(s, "1;31");
    out_text(s->out, tr(s, N_("CAMPAIGN")));
    style(s, "0");
    out_print(s->out, "  %s ", tr(s, N_("very probably one attacker, through")));
    style(s, "1");
    number(s, c->finding_count);
    out_print(s->out, " %s\n", tr(s, N_("accounts")));
    style(s, "0");
    write_members(s, c);
    label(s, N_("since"));
    moment(s, c->first_ns);
    out_text(s->out, "\n");
    label(s, N_("until"));
    moment(s, c->last_ns);
    out_text(s->out, "\n");
    label(s, N_("persons"));
    number(s, c->beneficiaries.floor);
    out_print(s->out, " %s, ", tr(s, N_("at least")));
    number(s, c->beneficiaries.ceiling);
    out_print(s->out, " %s\n", tr(s, N_("at most")));
    write_shared(s, c);
    out_text(s->out, "\n");
}

static void write_finding(const struct summary *s, const struct finding *f)
{
    bool harvesting = f->verdict == VERDICT_HARVESTING;

    style(s, harvesting ? "1;31" : "1;33");
    out_text(s->out, verdict_label(s, f->verdict));
    style(s, "0");
    out_print(s->out, "  %s ", tr(s, N_("account")));
    style(s, "1");
    out_terminal(s->out, f->account);
    style(s, "0");
    out_text(s->out, "\n");
    if (f->doubtful)
        out_print(s->out, "  %s\n",
                  tr(s, N_("all evidence lies in damaged files: these lines may not be what the "
                           "server wrote")));
    if (f->allowed_reason.p) {
        out_print(s->out, "  %s ", tr(s, N_("allowed, so no alarm, until")));
        moment(s, f->allowed_until_ns);
        out_text(s->out, s->lang == LANG_FR ? "\xC2\xA0: " : ": ");
        out_terminal(s->out, f->allowed_reason);
        out_text(s->out, "\n");
    }
    label(s, N_("since"));
    moment(s, f->first_ns);
    out_text(s->out, "\n");
    label(s, N_("until"));
    moment(s, f->last_ns);
    out_text(s->out, "\n");
    if (f->verdict != VERDICT_WATCH)
        write_counts(s, f);
    if (f->source_count && f->verdict != VERDICT_WATCH) {
        label(s, N_("from"));
        write_places(s, f, harvesting || f->doubtful ? ATTRIBUTED_ATTACKER : ATTRIBUTED_UNCLEAR);
    }
    write_certainty(s, f);
    write_reasons(s, f);
    out_text(s->out, "\n");
}

/* The accounts without a finding: on which tests, and that it is no proof. */
static void write_cleared(const struct summary *s)
{
    const struct dossier *d = &s->scan->dossier;
    uint64_t clean = dossier_cleared(d);

    number(s, clean);
    out_print(s->out, " %s",
              text_plural(s->lang, "active account without finding, on these tests (no proof):",
                          "active accounts without finding, on these tests (no proof):", clean));
    for (size_t i = 0; i < detector_count; i++)
        out_print(s->out, "%s%s", i ? ", " : " ", detectors[i]->name);
    out_text(s->out, "\n");
}

static void write_findings(const struct summary *s)
{
    const struct dossier *d = &s->scan->dossier;
    uint64_t accused = 0;
    size_t shown = d->finding_count < LINES_MOST ? d->finding_count : LINES_MOST;
    uint64_t more = d->finding_count - shown;

    for (size_t i = 0; i < d->campaign_count && i < FINDINGS_MOST; i++)
        write_campaign(s, &d->campaigns[i]);
    for (size_t i = 0; i < d->finding_count; i++) {
        bool told = d->findings[i].verdict >= VERDICT_SUSPECT;

        accused += told && !d->findings[i].allowed_reason.p;
        if (i < FINDINGS_MOST)
            write_finding(s, &d->findings[i]);
        else if (i < shown)
            write_line(s, &d->findings[i]);
    }
    if (shown > FINDINGS_MOST && !more)
        out_text(s->out, "\n");
    if (more) {
        number(s, more);
        out_print(s->out, " %s\n",
                  text_plural(s->lang, "more finding is in the report",
                              "more findings are in the report", more));
    }
    if (d->finding_count > FINDINGS_MOST)
        out_text(s->out, "\n");
    if (accused == 0) {
        style(s, "1;32");
        out_text(s->out, dossier_incomplete(d) ? tr(s, N_("No account accused in what was read."))
                                               : tr(s, N_("No account accused.")));
        style(s, "0");
        out_text(s->out, "\n");
    }
    write_cleared(s);
}

/* Requests whose account is unknown or in doubt. */
static void write_attribution(const struct summary *s)
{
    const struct dossier *d = &s->scan->dossier;

    if (d->unattributed) {
        number(s, d->unattributed);
        out_print(
            s->out, " %s\n",
            text_plural(s->lang,
                        "request about a beneficiary names no account: nobody can be held to it.",
                        "requests about a beneficiary name no account: nobody can be held to them.",
                        d->unattributed));
    }
    if (d->sessions_shared) {
        number(s, d->sessions_shared);
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
    out_print(s->out, "%s ",
              tr(s, N_("Without --portal, the profile that limier inspect proposes was used:")));
    out_print(s->out,
              portal->join ? tr(s, N_("account = %s, joined by the session's login line;"))
                           : tr(s, N_("account = %s;")),
              portal->account.field == FIELD_NONE ? tr(s, N_("named by login requests"))
                                                  : field_name(portal->account.field));
    out_print(s->out, " %d %s%s%s\n", portal->described,
              text_plural(s->lang, "operation", "operations", (uint64_t)portal->described),
              tr(s, N_("; ")), tr(s, N_("what pages show is not known.")));
}

/* What was not read, and what the log cannot tell. */
static void write_limits(const struct summary *s)
{
    const struct dossier *d = &s->scan->dossier;
    char share[TEXT_COUNT];

    if (d->portal->proposed)
        write_proposed(s, d->portal);
    if (d->allow_expired) {
        number(s, d->allow_expired);
        out_print(s->out, " %s\n",
                  text_plural(s->lang, "entry of the allow list has expired and does not apply.",
                              "entries of the allow list have expired and do not apply.",
                              d->allow_expired));
    }
    write_attribution(s);
    summary_damage(s->out, d, s->lang);
    if (d->rejected) {
        number(s, d->rejected);
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
    out_print(s->out, "    %s", tr(s, N_("of them in another layout:")));
    for (uint32_t i = 0; i < c->other_count; i++) {
        out_text(s->out, i ? ", " : " ");
        out_terminal(s->out, c->others[i].name);
        out_text(s->out, " ");
        number(s, c->others[i].lines);
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
        out_terminal(s->out, c->layout.p ? c->layout : str_of(tr(s, N_("no known layout"))));
        out_text(s->out, "  ");
        number(s, c->parsed);
        out_text(s->out, " + ");
        number(s, coverage_rejected(c));
        out_text(s->out, " + ");
        number(s, c->skipped);
        out_text(s->out, " = ");
        number(s, c->lines);
        out_text(s->out, "\n");
        write_other_layouts(s, c);
        summary_disorder(s->out, c, s->lang);
    }
    if (d->input_count)
        out_print(s->out, "  %s\n", tr(s, N_("(read + rejected + skipped = lines)")));
    summary_samples(s->out, d, s->lang);
}

void summary_write(const struct scan *scan, const char *output)
{
    struct summary s = {scan, &scan->console->data, scan->console->lang};
    bool incomplete = dossier_incomplete(&scan->dossier);

    write_head(&s);
    if (scan->options->set[OPT_VERBOSE])
        write_inputs(&s);
    out_text(s.out, "\n");
    write_findings(&s);
    write_limits(&s);
    label(&s, N_("coverage"));
    out_print(s.out, "%s\n",
              incomplete ? tr(&s, N_("INCOMPLETE: what was not read may hold more"))
                         : tr(&s, N_("complete")));
    label(&s, N_("report"));
    out_terminal(s.out, str_of(output));
    out_text(s.out, "/report.html\n");
}

void summary_stats(const struct scan *scan)
{
    static const char *const phases[PHASE_COUNT] = {"ingest", "judge", "investigate", "report"};
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
}

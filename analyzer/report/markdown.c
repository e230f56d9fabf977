/*
 * markdown.c: summary.md, for a ticket: who, since when, from where, how many persons, which data
 * and insurers, what is not known, what to do next. Each text of the log stands in a code span, in
 * which nothing has a meaning; sentences that may hold one are escaped. No person stands in it, not
 * even as a token, and nothing in it accuses the holder of an account.
 */
#include "report/markdown.h"

#include <stdio.h>

#include "report/report.h"
#include "report/stream.h"

/* Accounts, signatures and reasons that are listed; the report has them all. */
#define LISTED ((size_t)20)

/* Addresses and insurers that are named of one account. */
#define NAMED ((size_t)6)

static void heading(const struct md *md, const char *english)
{
    out_text(md->out, "\n## ");
    md_say(md, english);
    out_text(md->out, "\n\n");
}

static void question(const struct md *md, const char *english)
{
    out_text(md->out, "- **");
    md_say(md, english);
    out_text(md->out, "** ");
}

static uint64_t accused(const struct dossier *dossier)
{
    uint64_t count = 0;

    for (size_t i = 0; i < dossier->finding_count; i++)
        count += !dossier->findings[i].allowed_reason.p;
    return count;
}

static void title(const struct md *md, const struct finding *worst)
{
    static const char *const titles[] = {
        "", N_("The use of account {1} is to be checked"), N_("The use of account {1} is suspect"),
        N_("Account {1} was used to harvest beneficiaries' records")};

    out_text(md->out, "# ");
    if (worst)
        md_fill(md, text_get(md->lang, titles[worst->verdict]),
                (struct md_slot[]){md_code(worst->account)});
    else if (dossier_alerted(md->dossier))
        md_say(md, N_("No account is accused, but signatures alerted"));
    else
        md_say(md, N_("No account is accused"));
    out_text(md->out, "\n\n");
}

static void dateline(const struct md *md)
{
    const struct dossier *d = md->dossier;
    int minutes = (d->offset_seconds < 0 ? -d->offset_seconds : d->offset_seconds) / 60;
    char zone[24];
    struct md_slot slots[] = {md_time(d->now_ns),
                              md_time(d->first_ns),
                              md_time(d->last_ns),
                              {.kind = MD_OWN, .text = {zone, 9}}};

    snprintf(zone, sizeof zone, "UTC%c%02d:%02d", d->offset_seconds < 0 ? '-' : '+',
             minutes / 60 % 24, minutes % 60);
    if (d->first_ns == TIME_NONE)
        md_fill(md, text_get(md->lang, N_("Report of {1}. No line could be dated. Times are {4}.")),
                slots);
    else
        md_fill(md,
                text_get(md->lang, N_("Report of {1}. Log from {2} to {3}. All times are the "
                                      "portal's, {4}.")),
                slots);
    out_text(md->out, "\n");
    if (d->partial) {
        out_text(md->out, "\n**");
        md_say(md, N_("Partial report."));
        out_text(md->out, "** ");
        md_say(md, N_("The run was interrupted: what follows holds for what had been read."));
        out_text(md->out, "\n");
    }
    if (dossier_unjudged(d))
        out_print(md->out, "\n**%s**\n", dossier_unjudged_text(d, md->lang));
}

/* Addresses that are not the holder's, those that asked most first. */
static void from_where(const struct md *md, const struct finding *f)
{
    uint64_t total = 0;
    size_t named = 0;

    for (size_t i = 0; i < f->source_count; i++) {
        const struct finding_source *s = &f->sources[i];
        struct str country = s->place.country[md->lang];

        if (s->attributed == ATTRIBUTED_OWNER || (++total, named == NAMED))
            continue;
        out_text(md->out, named++ ? ", " : "");
        md_put_code(md, s->address);
        if (!country.n && !s->place.asn)
            continue;
        out_text(md->out, " (");
        md_put_text(md, country);
        if (s->place.asn) {
            out_text(md->out, country.n ? ", AS" : "AS");
            out_u64(md->out, s->place.asn);
        }
        out_text(md->out, ")");
    }
    if (total == 0)
        md_say(md, N_("No address stands out."));
    if (total > named)
        md_fill(md, text_plural(md->lang, ", and {1} other", ", and {1} others", total - named),
                (struct md_slot[]){md_count(total - named)});
    out_text(md->out, "\n");
}

static void which_data(const struct md *md, const struct finding *f)
{
    bool first = true;

    question(md, N_("Which data?"));
    for (int i = 0; i < DATA_COUNT; i++) {
        if (!(f->data & 1u << i))
            continue;
        if (!first)
            md_say(md, N_("; "));
        md_say(md, data_text(i));
        first = false;
    }
    if (first)
        md_say(md, N_("Not known from the log."));
    out_text(md->out, "\n");
}

static void which_insurers(const struct md *md, const struct finding *f)
{
    size_t named = 0;
    uint64_t total = 0;
    uint64_t unnamed = 0;

    question(md, N_("Which insurers?"));
    for (size_t i = 0; i < f->insurer_count; i++) {
        const struct finding_insurer *k = &f->insurers[i];

        if (k->ceiling == 0)
            continue;
        if (k->insurer.n == 0) {
            unnamed += k->ceiling;
            continue;
        }
        if (++total > NAMED)
            continue;
        out_text(md->out, named++ ? ", " : "");
        md_put_code(md, k->insurer);
        out_text(md->out, " (");
        md_range(md, k->floor, k->ceiling);
        out_text(md->out, ")");
    }
    if (total > named)
        md_fill(md, text_plural(md->lang, ", and {1} other", ", and {1} others", total - named),
                (struct md_slot[]){md_count(total - named)});
    if (total == 0)
        md_say(md, N_("Not known from the log."));
    else if (unnamed)
        md_fill(md, text_get(md->lang, N_("; of persons of whom the log names none: {1}")),
                (struct md_slot[]){md_count(unnamed)});
    out_text(md->out, "\n");
}

static void what_is_unknown(const struct md *md, const struct finding *f)
{
    const struct dossier *d = md->dossier;
    uint64_t between = f->beneficiaries.ceiling - f->beneficiaries.floor;
    struct md_slot slots[] = {md_count(between), md_time(d->first_ns), md_count(d->rejected)};

    question(md, N_("What is unknown?"));
    md_say(md, N_("Not known: who stood behind these addresses"));
    if (between)
        md_fill(md,
                text_plural(md->lang, "; who looked at the {1} person between the two numbers",
                            "; who looked at the {1} persons between the two numbers", between),
                slots);
    if (f->first_ns != TIME_NONE && d->first_ns != TIME_NONE &&
        f->first_ns - d->first_ns < NS_PER_DAY)
        md_fill(md, text_get(md->lang, N_("; whether it had begun before the log does, on {2}")),
                slots);
    if (d->rejected)
        md_fill(md,
                text_plural(md->lang, "; what the {3} line that could not be read says",
                            "; what the {3} lines that could not be read say", d->rejected),
                slots);
    out_text(md->out, ".\n");
}

static void questions(const struct md *md, const struct finding *f)
{
    static const char *const uses[] = {
        "", N_("The use of account {1} deserves a check; nothing here accuses its holder."),
        N_("The use of account {1} is suspect; nothing here accuses its holder."),
        N_("Account {1} was used to harvest beneficiaries' records; nothing here accuses its "
           "holder, whose access was probably taken over.")};

    out_text(md->out, "\n");
    question(md, N_("Who?"));
    md_fill(md, text_get(md->lang, uses[f->verdict]), (struct md_slot[]){md_code(f->account)});
    out_text(md->out, "\n");
    question(md, N_("Since when, until when?"));
    if (f->first_ns == TIME_NONE)
        md_say(md, N_("The log does not tell which of its sessions are concerned."));
    else
        md_fill(md, text_get(md->lang, N_("The sessions concerned go from {1} to {2}.")),
                (struct md_slot[]){md_time(f->first_ns), md_time(f->last_ns)});
    out_text(md->out, "\n");
    question(md, N_("From where?"));
    from_where(md, f);
    question(md, N_("How many persons?"));
    md_range(md, f->beneficiaries.floor, f->beneficiaries.ceiling);
    out_text(md->out, "\n");
    which_data(md, f);
    which_insurers(md, f);
    what_is_unknown(md, f);
}

/* All accounts together, each person once. */
static void totals(const struct md *md)
{
    const struct dossier *d = md->dossier;

    if (d->total.beneficiaries.ceiling == 0 || accused(d) < 2)
        return;
    out_text(md->out, "\n**");
    md_say(md, N_("All accounts together, each person once:"));
    out_text(md->out, "** ");
    md_range(md, d->total.beneficiaries.floor, d->total.beneficiaries.ceiling);
    out_text(md->out, "\n");
}

static void more(const struct md *md, size_t count)
{
    if (count <= LISTED)
        return;
    out_text(md->out, "\n");
    md_fill(md, text_get(md->lang, N_("Not listed here: {1}. The report has them all.")),
            (struct md_slot[]){md_count(count - LISTED)});
    out_text(md->out, "\n");
}

static void accounts(const struct md *md)
{
    static const char *const verdicts[] = {N_("No account accused"), N_("Use to check"),
                                           N_("Suspect use"), N_("Harvesting")};
    static const char *const columns[] = {N_("Account"), N_("Verdict"), N_("From"), N_("To"),
                                          N_("Persons")};
    const struct dossier *d = md->dossier;

    if (d->finding_count == 0)
        return;
    heading(md, N_("Accounts reported"));
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        out_text(md->out, i ? " | " : "| ");
        md_say(md, columns[i]);
    }
    out_text(md->out, " |\n| --- | --- | --- | --- | ---: |\n");
    for (size_t i = 0; i < d->finding_count && i < LISTED; i++) {
        const struct finding *f = &d->findings[i];

        out_text(md->out, "| ");
        md_put_code(md, f->account);
        out_text(md->out, " | ");
        md_say(md, verdicts[f->verdict]);
        if (f->allowed_reason.p) {
            out_text(md->out, ", ");
            md_say(md, N_("allowed"));
        }
        out_text(md->out, " | ");
        md_moment(md, f->first_ns);
        out_text(md->out, " | ");
        md_moment(md, f->last_ns);
        out_text(md->out, " | ");
        md_range(md, f->beneficiaries.floor, f->beneficiaries.ceiling);
        out_text(md->out, " |\n");
    }
    more(md, d->finding_count);
}

static void reasons(const struct md *md, const struct finding *f)
{
    if (f->reason_count == 0)
        return;
    heading(md, N_("Why"));
    for (size_t i = 0; i < f->reason_count && i < LISTED; i++) {
        out_text(md->out, "- ");
        md_put_text(md, stream_cut(f->reasons[i].text[md->lang], 1024));
        out_text(md->out, "\n");
    }
    more(md, f->reason_count);
}

static void signatures(const struct md *md)
{
    const struct dossier *d = md->dossier;

    if (d->signature_count == 0)
        return;
    heading(md, N_("Signatures"));
    for (size_t i = 0; i < d->signature_count && i < LISTED; i++) {
        const struct signature *s = &d->signatures[i];

        out_text(md->out, "- ");
        md_put_text(md, stream_cut(s->title[md->lang], STREAM_TEXT_BYTES));
        out_text(md->out, " (");
        md_put_text(md, str_of(alert_level_text(md->lang, s->rank)));
        out_text(md->out, ")");
        md_say(md, N_(": "));
        md_fill(md, text_plural(md->lang, "{1} alert", "{1} alerts", s->alerts),
                (struct md_slot[]){md_count(s->alerts)});
        out_text(md->out, "\n");
    }
    more(md, d->signature_count);
}

static void coverage(const struct md *md)
{
    const struct dossier *d = md->dossier;
    struct md_slot slots[] = {md_count(d->lines), md_count(d->parsed), md_count(d->rejected),
                              md_count(d->skipped), md_count(d->input_count)};

    heading(md, N_("What was read, and what was not"));
    md_fill(md,
            text_plural(md->lang,
                        "{5} input, {1} lines: {2} understood, {3} rejected, {4} skipped.",
                        "{5} inputs, {1} lines: {2} understood, {3} rejected, {4} skipped.",
                        d->input_count),
            slots);
    out_text(md->out, " ");
    md_say(md, dossier_incomplete(d) ? N_("The reading is incomplete.")
                                     : N_("The reading is complete."));
    out_text(md->out, "\n");
}

static void step(const struct md *md, const char *english)
{
    out_text(md->out, "- [ ] ");
    md_say(md, english);
    out_text(md->out, "\n");
}

/* What the law and the evidence ask for; whether it was done, the log does not know. */
static void next_steps(const struct md *md, const struct finding *worst)
{
    const struct dossier *d = md->dossier;
    bool shown = worst && worst->beneficiaries.ceiling > 0;

    if (!worst)
        return;
    heading(md, N_("Next steps"));
    if (worst->advice[md->lang].n) {
        out_text(md->out, "- [ ] ");
        md_put_text(md, worst->advice[md->lang]);
        out_text(md->out, "\n");
    }
    step(md, N_("Keep the logs as they are, with manifest.json, which has their digests."));
    if (!shown)
        return;
    if (d->aware_ns != TIME_NONE && d->aware_ns != 0) {
        out_text(md->out, "- [ ] ");
        md_fill(md,
                text_get(md->lang, N_("Notify the supervisory authority by {1} (GDPR, article "
                                      "33).")),
                (struct md_slot[]){
                    md_time(d->aware_ns + (d->deadline_hours ? d->deadline_hours : DEADLINE_HOURS) *
                                              NS_PER_HOUR)});
        out_text(md->out, "\n");
    } else {
        step(md, N_("Notify the supervisory authority within 72 hours of becoming aware (GDPR, "
                    "article 33)."));
    }
    step(md, N_("Give each insurer its own list, from exposed/, and nobody else's."));
}

static int write_markdown(const struct report_target *target, struct err *err)
{
    const struct dossier *dossier = target->dossier;
    const struct finding *worst = dossier_worst(dossier);
    struct out out;
    const struct md md = {&out, dossier, dossier->lang};

    if (report_create(target, "summary.md", &out, err) < 0)
        return -1;
    title(&md, worst);
    dateline(&md);
    totals(&md);
    if (worst)
        questions(&md, worst);
    accounts(&md);
    if (worst)
        reasons(&md, worst);
    signatures(&md);
    coverage(&md);
    next_steps(&md, worst);
    return report_commit(target, "summary.md", &out, err);
}

const struct report_writer report_markdown = {
    .name = "markdown", .file = "summary.md", .write = write_markdown};

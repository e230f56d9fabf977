/*
 * message.c: from the news of a run to notices: what each says, how grave it is, and a headline.
 */
#define _GNU_SOURCE
#include "message.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "summary_coverage.h"
#include "summary_text.h"

/* Addresses named in a sentence. */
#define PLACES_MOST 3

/* Bytes of a sentence: one datagram has to hold it several times. */
#define TEXT_MOST 2000

static const char *tr(const struct message *m, const char *english)
{
    return text_get(m->lang, english);
}

const char *notice_kind_name(enum notice_kind kind)
{
    static const char *const names[NOTICE_KINDS] = {"finding",  "withdrawn",    "signature",
                                                    "silence",  "unrecognised", "damage",
                                                    "rejected", "limit",        "learnt"};

    return names[kind];
}

const char *message_change_name(enum audit_change change)
{
    return change == AUDIT_GRAVER   ? "graver"
           : change == AUDIT_MILDER ? "milder"
           : change == AUDIT_GROWN  ? "grown"
                                    : "new";
}

/* What was written into memory, as a span of the arena without line ends; the writer is released.
 */
static struct str taken(const struct message *m, struct out *out)
{
    struct str text = {out->buffer, out->used};
    struct str kept;

    while (text.n && text.p[text.n - 1] == '\n')
        text.n--;
    if (text.n > TEXT_MOST) {
        text.n = TEXT_MOST;
        while (text.n && ((unsigned char)text.p[text.n] & 0xC0) == 0x80)
            text.n--;
        kept = arena_print(m->arena, "%.*s\xE2\x80\xA6", (int)text.n, text.p);
    } else {
        kept = arena_str(m->arena, text);
    }
    out_drop(out);
    return kept;
}

/* The notice for the next thing; what makes it itself is added to its name. */
static struct notice *add(struct message *m, enum notice_kind kind, size_t index, int priority,
                          struct str text, struct str name)
{
    struct notice *n;
    struct str full;

    if (m->count == LIMIT_NOTICES) {
        m->omitted++;
        return NULL;
    }
    n = &m->notices[m->count++];
    *n = (struct notice){.kind = kind, .index = index, .priority = priority, .text = text};
    full = arena_print(m->arena, "alert %s %zu:", notice_kind_name(kind), name.n);
    full = arena_print(m->arena, "%.*s%.*s", (int)full.n, full.p, (int)name.n, name.p);
    uuid_of(&uuid_limier, full, n->id);
    return n;
}

static void put_moment(const struct message *m, struct out *out, int64_t time_ns)
{
    char text[TEXT_MOMENT];

    out_text(out, text_moment(m->lang, time_ns, m->audit->scan.dossier.offset_seconds, text));
}

enum attribution message_blamed(const struct finding *f)
{
    return f->verdict == VERDICT_HARVESTING || f->doubtful ? ATTRIBUTED_ATTACKER
                                                           : ATTRIBUTED_UNCLEAR;
}

static void put_sources(const struct message *m, struct out *out, const struct finding *f)
{
    uint64_t shown = 0;
    char number[TEXT_COUNT];

    for (size_t i = 0; i < f->source_count; i++) {
        const struct finding_source *source = &f->sources[i];

        if (source->attributed != message_blamed(f) || !source->address.p || shown++ >= PLACES_MOST)
            continue;
        out_text(out, shown == 1 ? tr(m, N_(", from ")) : ", ");
        out_terminal(out, source->address);
        if (source->place.country[m->lang].n) {
            out_text(out, " (");
            out_terminal(out, source->place.country[m->lang]);
            out_text(out, ")");
        }
    }
    if (shown > PLACES_MOST)
        out_print(out, " + %s", text_count(m->lang, shown - PLACES_MOST, number));
}

static const char *change_text(const struct message *m, enum audit_change change)
{
    return change == AUDIT_GRAVER   ? tr(m, N_("Graver"))
           : change == AUDIT_MILDER ? tr(m, N_("Milder"))
           : change == AUDIT_GROWN  ? tr(m, N_("Grown"))
                                    : tr(m, N_("New"));
}

/* "New: HARVESTING, account X, since …, 12 to 15 persons, 3 insurers, from 192.0.2.1" */
static struct str say_finding(const struct message *m, const struct finding *f,
                              enum audit_change change)
{
    const struct summary s = {.scan = &m->audit->scan, .lang = m->lang};
    char floor[TEXT_COUNT];
    char ceiling[TEXT_COUNT];
    char insurers[TEXT_COUNT];
    struct out out;

    out_memory(&out);
    out_print(&out, "%s%s%s, %s ", change_text(m, change), tr(m, N_(": ")),
              summary_verdict(&s, f->verdict), tr(m, N_("account")));
    out_terminal(&out, f->account);
    out_text(&out, tr(m, N_(", since ")));
    put_moment(m, &out, f->first_ns);
    if (f->beneficiaries.floor == f->beneficiaries.ceiling)
        out_print(&out,
                  text_plural(m->lang, ", %s person, ", ", %s persons, ", f->beneficiaries.floor),
                  text_count(m->lang, f->beneficiaries.floor, floor));
    else
        out_print(&out, tr(m, N_(", %s to %s persons, ")),
                  text_count(m->lang, f->beneficiaries.floor, floor),
                  text_count(m->lang, f->beneficiaries.ceiling, ceiling));
    out_print(&out, text_plural(m->lang, "%s insurer", "%s insurers", f->insurer_count),
              text_count(m->lang, f->insurer_count, insurers));
    put_sources(m, &out, f);
    return taken(m, &out);
}

static void add_findings(struct message *m, const struct audit *audit)
{
    const struct dossier *d = &audit->scan.dossier;

    for (size_t i = 0; i < d->finding_count; i++) {
        const struct finding *f = &d->findings[i];
        enum audit_change change = audit->news.findings[i];
        const struct state_finding *told = audit->news.told[i];
        int priority = change == AUDIT_MILDER ? 5 : f->verdict == VERDICT_HARVESTING ? 2 : 4;

        if (change == AUDIT_SAME)
            continue;
        (void)add(m, NOTICE_FINDING, i, priority, say_finding(m, f, change),
                  arena_print(m->arena, "%d %d %llu %llu %zu %lld %lld %.*s", (int)change,
                              (int)f->verdict, (unsigned long long)f->beneficiaries.floor,
                              (unsigned long long)f->beneficiaries.ceiling, f->insurer_count,
                              (long long)f->first_ns, told ? (long long)told->told_ns : 0LL,
                              (int)f->account.n, f->account.p));
    }
}

static void add_withdrawn(struct message *m, const struct audit *audit)
{
    for (size_t i = 0; i < audit->news.withdrawn_count; i++) {
        const struct state_finding *told = audit->news.withdrawn[i];
        struct out out;

        out_memory(&out);
        out_print(&out, "%s%s%s ", tr(m, N_("Withdrawn")), tr(m, N_(": ")), tr(m, N_("account")));
        out_terminal(&out, told->account);
        out_text(&out, tr(m, N_(", of which was told on ")));
        put_moment(m, &out, told->told_ns);
        (void)add(m, NOTICE_WITHDRAWN, i, 5, taken(m, &out),
                  arena_print(m->arena, "%lld %.*s", (long long)told->told_ns, (int)told->account.n,
                              told->account.p));
    }
}

static void add_signatures(struct message *m, const struct audit *audit)
{
    /* critical is an error here: what a rule sees is no finding yet */
    static const int priorities[ALERT_LEVELS] = {6, 5, 4, 3, 3};
    const struct dossier *d = &audit->scan.dossier;

    for (size_t i = 0; i < d->signature_count; i++) {
        const struct signature *signature = &d->signatures[i];
        uint64_t alerts = audit->news.alerts[i];
        char number[TEXT_COUNT];
        struct out out;

        if (alerts == 0)
            continue;
        out_memory(&out);
        out_print(&out, "%s%s", tr(m, N_("Signature")), tr(m, N_(": ")));
        out_terminal(&out, signature->title[m->lang]);
        out_print(&out, " (%s), ", alert_level_text(m->lang, signature->rank));
        out_print(&out, text_plural(m->lang, "%s new alert", "%s new alerts", alerts),
                  text_count(m->lang, alerts, number));
        (void)add(m, NOTICE_SIGNATURE, i, priorities[signature->rank], taken(m, &out),
                  arena_print(m->arena, "%llu %lld %.*s %.*s", (unsigned long long)alerts,
                              (long long)signature->last_ns, (int)signature->id.n,
                              signature->id.p ? signature->id.p : "", (int)signature->file.n,
                              signature->file.p));
    }
}

static void add_plain(struct message *m, enum notice_kind kind, size_t index, int priority,
                      const char *text)
{
    (void)add(m, kind, index, priority, str_of(text),
              arena_print(m->arena, "%zu %lld", index, (long long)m->audit->scan.dossier.now_ns));
}

/* What stopped, lasts, or comes again; since when. */
static void add_beat(struct message *m, enum notice_kind kind, const struct audit_beat *beat,
                     const char *const texts[PULSE_AGAIN + 1])
{
    int64_t offset = m->audit->scan.dossier.offset_seconds;
    char since[TEXT_MOMENT];
    struct str text;

    if (beat->news == PULSE_QUIET)
        return;
    text = arena_print(m->arena, tr(m, texts[beat->news]),
                       text_moment(m->lang, beat->since_ns, (int)offset, since));
    (void)add(m, kind, NOTICE_ALL, beat->news == PULSE_AGAIN ? 5 : 3, text,
              arena_print(m->arena, "%d %lld", (int)beat->news, (long long)beat->since_ns));
}

/* Old logs are what one tries first. */
static const char *why_unjudged(const struct message *m)
{
    const struct audit *audit = m->audit;
    char days[TEXT_COUNT];

    if (audit->new_last_ns == TIME_NONE || audit->new_last_ns >= audit->cutoff_ns)
        return dossier_unjudged_text(&audit->scan.dossier, m->lang);
    return arena_print(m->arena,
                       tr(m, N_("Nothing was judged: all new lines are older than the %s days of "
                                "--keep. Give more days, or, to try it on an old log, the moment "
                                "after its last line with --now.")),
                       text_count(m->lang, audit->keep_days, days))
        .p;
}

static void add_gaps(struct message *m, const struct audit *audit)
{
    static const char *const lines[PULSE_AGAIN + 1] = {
        [PULSE_STOPPED] = N_("No new line was read, for the first time; the last run that read "
                             "some was on %s: are the logs written elsewhere now?"),
        [PULSE_STILL] = N_("There is still no new line; the last run that read some was on %s."),
        [PULSE_AGAIN] = N_("There are new lines again; the last run before that read some was on "
                           "%s: are those between lost?"),
    };
    static const char *const acts[PULSE_AGAIN + 1] = {
        [PULSE_STOPPED] = N_("Lines go on, but hardly a request about a beneficiary is recognised "
                             "in them any more; the last run in which it was as usual was on %s: "
                             "does --portal still fit the portal?"),
        [PULSE_STILL] = N_("Hardly a request about a beneficiary is recognised; the last run in "
                           "which it was as usual was on %s."),
        [PULSE_AGAIN] = N_("Requests about beneficiaries are recognised again as usual; the last "
                           "run before in which they were was on %s."),
    };
    const struct audit_news *news = &audit->news;

    add_beat(m, NOTICE_SILENCE, &news->lines, lines);
    if (news->unjudged)
        add_plain(m, NOTICE_UNRECOGNISED, NOTICE_ALL, 3, why_unjudged(m));
    else
        add_beat(m, NOTICE_UNRECOGNISED, &news->acts, acts);
    for (size_t i = 0; i < news->gap_count; i++) {
        const struct audit_gap *gap = &news->gaps[i];
        struct out out;

        out_memory(&out);
        summary_silence(&out, &audit->scan.dossier, gap->series, gap->silence, m->lang);
        (void)add(m, NOTICE_SILENCE, i, 3, taken(m, &out),
                  arena_print(m->arena, "%lld %.*s", (long long)gap->silence->from_ns,
                              (int)gap->series->name.n,
                              gap->series->name.p ? gap->series->name.p : ""));
    }
}

static void add_rejected(struct message *m, const struct audit *audit)
{
    char number[TEXT_COUNT];
    char share[TEXT_COUNT];
    struct out out;

    out_memory(&out);
    out_print(&out, "%s %s (%s)", text_count(m->lang, audit->new_rejected, number),
              text_plural(m->lang, "line could not be read", "lines could not be read",
                          audit->new_rejected),
              text_percent(m->lang, audit->new_rejected, audit->new_lines, share));
    out_print(&out, tr(m, N_(", %s of them in ")),
              text_count(m->lang, audit->worst_rejected, number));
    out_terminal(&out, audit->worst_input);
    out_text(&out, tr(m, N_(": limier inspect says how that file can be read")));
    add_plain(m, NOTICE_REJECTED, (size_t)audit->new_rejected, 4, taken(m, &out).p);
}

static void add_unread(struct message *m, const struct audit *audit)
{
    const struct dossier *d = &audit->scan.dossier;

    for (size_t i = 0; i < d->input_count; i++) {
        const struct damage *damage = &d->inputs[i].damage;
        struct out out;

        if (!audit->torn[i])
            continue;
        out_memory(&out);
        summary_damaged(&out, d, &d->inputs[i], m->lang);
        (void)add(m, NOTICE_DAMAGE, i, 4, taken(m, &out),
                  arena_print(m->arena, "%d %llu %s", (int)damage->kind,
                              (unsigned long long)damage->at, d->inputs[i].sha256));
    }
    if (audit_many_rejected(audit))
        add_rejected(m, audit);
    if (audit->news.limited)
        add_plain(m, NOTICE_LIMIT, 0, 4,
                  tr(m, N_("A limit was reached: see the coverage of a case (--output).")));
}

/* "--learn is over after 7 days: 40 accounts are known; kept back: 2 accounts, 31 alerts …" */
static void add_learnt(struct message *m, const struct audit *audit)
{
    const struct audit_learning *l = &audit->learning;
    uint32_t known = audit->scan.cohort.active;
    char number[TEXT_COUNT];
    struct out out;

    if (!l->over)
        return;
    out_memory(&out);
    out_print(&out,
              text_plural(m->lang, "--learn is over after %s day: ",
                          "--learn is over after %s days: ", l->lasted),
              text_count(m->lang, l->lasted, number));
    out_print(&out, text_plural(m->lang, "%s account is known", "%s accounts are known", known),
              text_count(m->lang, known, number));
    out_print(&out,
              text_plural(m->lang, "; kept back: %s account, ", "; kept back: %s accounts, ",
                          l->findings),
              text_count(m->lang, l->findings, number));
    out_print(&out,
              text_plural(m->lang, "%s alert of a signature", "%s alerts of signatures", l->alerts),
              text_count(m->lang, l->alerts, number));
    out_text(&out, tr(m, N_("; what still holds of them is told now as new")));
    add_plain(m, NOTICE_LEARNT, 0, 5, taken(m, &out).p);
}

static void put_count(const struct message *m, struct out *out, uint64_t count, const char *one,
                      const char *many)
{
    char number[TEXT_COUNT];

    if (count == 0)
        return;
    out_text(out, out->used && out->buffer[out->used - 1] != ' ' ? ", " : "");
    out_print(out, text_plural(m->lang, one, many, count), text_count(m->lang, count, number));
}

static bool is_missing(const struct audit_beat *beat)
{
    return beat->news == PULSE_STOPPED || beat->news == PULSE_STILL;
}

/* What a subject line has room for. */
static struct str make_headline(const struct message *m, const struct audit *audit)
{
    const struct summary s = {.scan = &audit->scan, .lang = m->lang};
    const struct dossier *d = &audit->scan.dossier;
    uint64_t changes[AUDIT_GROWN + 1] = {0};
    uint64_t rules = 0;
    enum verdict worst = VERDICT_NONE;
    struct out out;

    out_memory(&out);
    for (size_t i = 0; i < d->finding_count; i++) {
        changes[audit->news.findings[i]]++;
        if (audit->news.findings[i] != AUDIT_SAME && d->findings[i].verdict > worst)
            worst = d->findings[i].verdict;
    }
    for (size_t i = 0; i < d->signature_count; i++)
        rules += audit->news.alerts[i] > 0;
    if (worst != VERDICT_NONE)
        out_print(&out, "%s%s", summary_verdict(&s, worst), tr(m, N_(": ")));
    put_count(m, &out, changes[AUDIT_FRESH], "%s new account", "%s new accounts");
    put_count(m, &out, changes[AUDIT_GRAVER], "%s graver", "%s graver");
    put_count(m, &out, changes[AUDIT_GROWN], "%s grown", "%s grown");
    put_count(m, &out, changes[AUDIT_MILDER], "%s milder", "%s milder");
    put_count(m, &out, audit->news.withdrawn_count, "%s withdrawn", "%s withdrawn");
    put_count(m, &out, rules, "%s rule alerted", "%s rules alerted");
    if (audit_incomplete(audit)) {
        out_text(&out, out.used ? "; " : "");
        out_text(&out, is_missing(&audit->news.lines) || is_missing(&audit->news.acts) ||
                               audit->news.gap_count
                           ? tr(m, N_("LOGS ARE MISSING"))
                       : audit->news.lines.news == PULSE_AGAIN ? tr(m, N_("LOGS COME AGAIN"))
                                                               : tr(m, N_("INCOMPLETE")));
    }
    if (audit->learning.over && out.used == 0)
        out_text(&out, tr(m, N_("--learn is over")));
    return taken(m, &out);
}

/* In their order but for their gravity. */
static void sort_notices(struct message *m)
{
    struct notice *sorted = arena_alloc(m->arena, (m->count + 1) * sizeof *sorted);
    size_t n = 0;

    for (int priority = 0; priority < 8; priority++) {
        for (size_t i = 0; i < m->count; i++) {
            if (m->notices[i].priority == priority)
                sorted[n++] = m->notices[i];
        }
    }
    m->notices = sorted;
}

/* A name that may stand in headers: no blank, no control character. */
static void name_host(char host[MESSAGE_HOST])
{
    if (gethostname(host, MESSAGE_HOST - 1) != 0)
        host[0] = '\0';
    host[MESSAGE_HOST - 1] = '\0';
    for (char *c = host; *c; c++) {
        bool plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
                     (*c >= '0' && *c <= '9') || *c == '-' || *c == '.' || *c == '_';

        if (!plain)
            *c = '-';
    }
    if (!host[0])
        (void)snprintf(host, MESSAGE_HOST, "localhost");
}

void message_make(struct message *m, struct audit *audit)
{
    struct out ids;

    *m = (struct message){
        .audit = audit, .arena = &audit->scan.arena, .lang = audit->scan.console->lang};
    m->notices = arena_alloc(m->arena, LIMIT_NOTICES * sizeof *m->notices);
    add_findings(m, audit);
    add_gaps(m, audit);
    add_withdrawn(m, audit);
    add_signatures(m, audit);
    add_unread(m, audit);
    add_learnt(m, audit);
    if (m->count == 0)
        return;
    sort_notices(m);
    m->headline = make_headline(m, audit);
    name_host(m->host);
    out_memory(&ids);
    for (size_t i = 0; i < m->count; i++)
        out_text(&ids, m->notices[i].id);
    uuid_of(&uuid_limier, (struct str){ids.buffer, ids.used}, m->id);
    out_drop(&ids);
}

/*
 * narrate.c: paragraphs for people: at most five sentences for somebody who has never seen this
 * program, in the order of the questions that he has: what happened, is that much, why should it
 * not be the owner, what is not known, what do I do. Every number in them is a member of the
 * finding, so that it can be traced. Sentences of single reasons are the detectors'.
 */
#include "narrate.h"

#include <string.h>

/* Addresses named in a paragraph, and reasons. */
#define PLACES_MOST  3
#define REASONS_MOST 3

/* One paragraph being written. */
struct story {
    const struct finding *f;
    enum lang lang;
    int offset_seconds;
    enum attribution whose; /* whose sessions it tells: the attacker's, or the unclear ones */
    struct arena *arena;
};

struct str narrate_place(enum lang lang, struct str address, const struct place *place,
                         struct arena *arena)
{
    struct str city = place->city[lang];
    struct str country = place->country[lang];

    if (!address.p)
        return str_of(text_get(lang, N_("an address that the log does not give")));
    if (!country.n)
        return arena_str(arena, address);
    if (!city.n)
        return arena_print(arena, "%.*s (%.*s)", (int)address.n, address.p, (int)country.n,
                           country.p);
    return arena_print(arena, "%.*s (%.*s, %.*s)", (int)address.n, address.p, (int)city.n, city.p,
                       (int)country.n, country.p);
}

static const char *tr(const struct story *s, const char *english)
{
    return text_get(s->lang, english);
}

/* "1 person", "4,812 persons". */
static const char *persons(const struct story *s, uint64_t n)
{
    char number[TEXT_COUNT];

    return arena_print(s->arena, text_plural(s->lang, "%s person", "%s persons", n),
                       text_count(s->lang, n, number))
        .p;
}

/* "2 addresses: 203.0.113.7 (Riga, Latvia), 198.51.100.9"; the busiest first. */
static const char *addresses(const struct story *s)
{
    struct str list = STR("");
    uint64_t count = 0;
    uint64_t named = 0;
    char number[TEXT_COUNT];

    for (size_t i = 0; i < s->f->source_count; i++) {
        const struct finding_source *source = &s->f->sources[i];
        struct str place;

        if (source->attributed != s->whose)
            continue;
        count++;
        if (named == PLACES_MOST)
            continue;
        place = narrate_place(s->lang, source->address, &source->place, s->arena);
        list = arena_print(s->arena, "%.*s%s%.*s", (int)list.n, list.p, named++ ? ", " : "",
                           (int)place.n, place.p);
    }
    if (count > named)
        list = arena_print(
            s->arena,
            text_plural(s->lang, "%.*s and %s other", "%.*s and %s others", count - named),
            (int)list.n, list.p, text_count(s->lang, count - named, number));
    if (count == 1)
        return arena_print(s->arena, tr(s, N_("the address %.*s")), (int)list.n, list.p).p;
    return arena_print(s->arena,
                       text_plural(s->lang, "%s address: %.*s", "%s addresses: %.*s", count),
                       text_count(s->lang, count, number), (int)list.n, list.p)
        .p;
}

static const char *moment(const struct story *s, int64_t time_ns)
{
    char text[TEXT_MOMENT];

    return arena_str(s->arena, str_of(text_moment(s->lang, time_ns, s->offset_seconds, text))).p;
}

/* "From 2024-01-29 02:19 to 2024-01-29 15:02", or "On 2024-01-29 02:19". */
static const char *period(const struct story *s)
{
    const char *first = moment(s, s->f->first_ns);
    const char *last = moment(s, s->f->last_ns);

    if (strcmp(first, last) == 0)
        return arena_print(s->arena, tr(s, N_("On %s")), first).p;
    return arena_print(s->arena, tr(s, N_("From %s to %s")), first, last).p;
}

/* What happened. */
static struct str told(const struct story *s)
{
    const struct finding *f = s->f;

    if (f->verdict == VERDICT_WATCH)
        return arena_print(
            s->arena,
            tr(s, N_("%s, the use of this account was unusual, but less than what would be an "
                     "alarm: among so many accounts, chance alone brings such a case now and "
                     "then.")),
            period(s));
    if (s->whose == ATTRIBUTED_ATTACKER)
        return arena_print(
            s->arena,
            tr(s, N_("%s, somebody other than its owner very probably used this account to look up "
                     "the data of at least %s, from %s.")),
            period(s), persons(s, f->beneficiaries.floor), addresses(s));
    return arena_print(s->arena,
                       tr(s, N_("%s, this account was used in an unusual way to look up as many as "
                                "%s, from %s.")),
                       period(s), persons(s, f->beneficiaries.ceiling), addresses(s));
}

/* Distinct persons of the day on which this use showed most. */
static uint64_t busiest_day(const struct story *s)
{
    uint64_t most = 0;

    for (size_t i = 0; i < s->f->day_count; i++) {
        const struct finding_day *day = &s->f->days[i];
        uint64_t n = s->whose == ATTRIBUTED_ATTACKER ? day->attacker : day->unclear;

        most = n > most ? n : most;
    }
    return most;
}

/* Against what normal. */
static struct str normal(const struct story *s)
{
    const struct finding_peers *p = &s->f->peers;
    uint64_t usual = (uint64_t)(p->own_median + 0.5);
    uint64_t most = busiest_day(s);
    const char *busy = persons(s, most);

    if (p->own_median > 0 && most > usual)
        return arena_print(s->arena,
                           tr(s, N_("On an ordinary day about %s are looked up with it; on the "
                                    "busiest day of this use, %s.")),
                           persons(s, usual), busy);
    if (p->own_median > 0)
        return arena_print(s->arena,
                           tr(s, N_("That is no more than on an ordinary day, about %s: not how "
                                    "many they are stands out, but who they are, or how they were "
                                    "looked up.")),
                           persons(s, usual));
    if (p->accounts)
        return arena_print(s->arena,
                           tr(s, N_("The log holds no ordinary day of this account; comparable "
                                    "accounts look up about %s a day, and this use %s on its "
                                    "busiest day.")),
                           persons(s, (uint64_t)(p->median + 0.5)), busy);
    return arena_print(s->arena,
                       tr(s, N_("The log holds neither an ordinary day of this account nor "
                                "comparable accounts; the busiest day of this use has %s.")),
                       busy);
}

/* Whether this use came from an address that the owner's sessions came from as well. */
static bool own_place(const struct story *s)
{
    const struct finding *f = s->f;
    bool *owners = arena_alloc(s->arena, f->source_count + 1);

    memset(owners, 0, f->source_count + 1);
    for (size_t i = 0; i < f->session_count; i++) {
        if (f->sessions[i].attributed == ATTRIBUTED_OWNER)
            owners[f->sessions[i].source] = true;
    }
    for (size_t i = 0; i < f->session_count; i++) {
        if (f->sessions[i].attributed == s->whose && owners[f->sessions[i].source])
            return true;
    }
    return false;
}

/* Whether a reason is on the list already, or, when `aspects` matter, another one of its aspect. */
static bool chosen_yet(const struct finding *f, size_t i, const size_t *chosen, size_t n,
                       bool aspects)
{
    for (size_t k = 0; k < n; k++) {
        if (chosen[k] == i || (aspects && f->reasons[chosen[k]].aspect == f->reasons[i].aspect))
            return true;
    }
    return false;
}

/* Reasons that the paragraph lists: the strongest about whose data it was, the strongest about how
 * and whence, of different aspects first, then what is left. Reasons are sorted by weight. */
static size_t choose(const struct story *s, size_t chosen[REASONS_MOST])
{
    size_t n = 0;

    for (int round = 0; round < 4; round++) {
        size_t most = round == 0 ? 1 : REASONS_MOST;

        for (size_t i = 0; i < s->f->reason_count && n < most; i++) {
            const struct reason *r = &s->f->reasons[i];

            if (r->brief[s->lang].n && !chosen_yet(s->f, i, chosen, n, round < 2) &&
                (round == 3 || r->circumstance == (round > 0)))
                chosen[n++] = i;
        }
    }
    return n;
}

/* Why it should not be the owner's work. */
static struct str reasons(const struct story *s)
{
    size_t chosen[REASONS_MOST];
    size_t n = choose(s, chosen);
    struct str list = STR("");

    if (n == 0)
        return (struct str){0};
    for (size_t i = 0; i < n; i++) {
        struct str brief = s->f->reasons[chosen[i]].brief[s->lang];

        list = arena_print(s->arena, "%.*s%s%.*s", (int)list.n, list.p, i ? tr(s, N_("; ")) : "",
                           (int)brief.n, brief.p);
    }
    if (s->whose == ATTRIBUTED_ATTACKER && own_place(s))
        return arena_print(s->arena,
                           tr(s, N_("What is unlike the owner's work: %.*s; yet some of it came "
                                    "from an address that the owner uses too, so that somebody may "
                                    "have been at that computer, or have taken it over.")),
                           (int)list.n, list.p);
    return arena_print(s->arena, tr(s, N_("What is unlike its ordinary work: %.*s.")), (int)list.n,
                       list.p);
}

/* Sessions of which nobody knows whose they are; 0 where the finding does not list them all. */
static uint64_t unclear_sessions(const struct finding *f)
{
    uint64_t n = 0;

    for (size_t i = 0; i < f->session_count; i++)
        n += f->sessions[i].attributed == ATTRIBUTED_UNCLEAR && f->sessions[i].beneficiaries > 0;
    return f->sessions_omitted ? 0 : n;
}

/* What is not known. */
static struct str unknown(const struct story *s)
{
    const struct finding *f = s->f;
    uint64_t unclear = unclear_sessions(f);
    const char *ceiling = persons(s, f->beneficiaries.ceiling);
    char number[TEXT_COUNT];

    if (s->whose != ATTRIBUTED_ATTACKER)
        return str_of(
            tr(s, N_("The log does not settle whether these sessions were the owner's or "
                     "somebody else's, and there may be an ordinary explanation, such as a "
                     "replacement, new software or a new kind of work.")));
    if (f->beneficiaries.ceiling == f->beneficiaries.floor)
        return str_of(tr(s, N_("No doubtful session adds anybody to this number; who was behind "
                               "these addresses, the log does not say.")));
    if (unclear == 0)
        return arena_print(
            s->arena,
            tr(s, N_("It may be as many as %s: of some sessions the log does not say "
                     "whether they were the owner's, nor who was behind these "
                     "addresses.")),
            ceiling);
    return arena_print(
        s->arena,
        text_plural(s->lang,
                    "It may be as many as %s: of %s session the log does not say "
                    "whether it was the owner's, nor who was behind these addresses.",
                    "It may be as many as %s: of %s sessions the log does not say "
                    "whether they were the owner's, nor who was behind these "
                    "addresses.",
                    unclear),
        ceiling, text_count(s->lang, unclear, number));
}

/* What to do next. */
static struct str advice(const struct story *s)
{
    const struct finding *f = s->f;

    if (f->verdict == VERDICT_WATCH)
        return str_of(tr(s, N_("Nothing needs to be done now; look at it again if it goes on.")));
    if (f->allowed_reason.p)
        return arena_print(s->arena,
                           tr(s, N_("This use is on the allow list until %s (%.*s), so that it "
                                    "raises no alarm: check that it is what was allowed, and if it "
                                    "is not, block the account and keep the logs.")),
                           moment(s, f->allowed_until_ns), (int)f->allowed_reason.n,
                           f->allowed_reason.p);
    if (f->doubtful)
        return str_of(tr(s, N_("Find a sound copy of these files and examine it before anything "
                               "else; until then, ask the owner what happened in these hours.")));
    if (s->whose != ATTRIBUTED_ATTACKER)
        return str_of(
            tr(s, N_("Keep the logs and first ask the owner what happened in these hours; "
                     "if the owner knows nothing of it, block the account, end its "
                     "sessions, have the password changed and use the lists of persons "
                     "(exposed/ in the case).")));
    return str_of(tr(s, N_("Block the account, end its open sessions, have the password changed, "
                           "keep the logs and hear the owner, who may well be a victim; tell the "
                           "data protection officer at once (the CNIL is to be told within 72 "
                           "hours) and send each insurer its own list (exposed/ in the case).")));
}

static struct str join(const struct story *s, struct str text, struct str sentence)
{
    if (sentence.n == 0)
        return text;
    return arena_print(s->arena, "%.*s%s%.*s", (int)text.n, text.p, text.n ? " " : "",
                       (int)sentence.n, sentence.p);
}

static struct str paragraph(const struct story *s)
{
    bool watch = s->f->verdict == VERDICT_WATCH;
    struct str text = STR("");

    if (s->f->doubtful && !watch)
        text = str_of(tr(s, N_("All evidence lies in files whose data is corrupt or whose checksum "
                               "is wrong: these lines may not be what the server wrote.")));
    text = join(s, text, told(s));
    if (!watch)
        text = join(s, text, normal(s));
    text = join(s, text, reasons(s));
    if (!watch && !s->f->doubtful)
        text = join(s, text, unknown(s));
    return text;
}

/* What the evidence was found in, in words that follow "seen". */
static struct str stretch(const struct story *s)
{
    static const char *const texts[] = {
        "",
        N_("in one session"),
        N_("in all sessions of one address and one browser or program"),
        N_("in one day, from addresses or browsers that the account had never used"),
        N_("in one day of the account"),
    };
    static const char *const weeks[] = {
        [STRETCH_STRANGERS] =
            N_("in one week, from addresses or browsers that the account had never used"),
        [STRETCH_ACCOUNT] = N_("in one week of the account"),
    };
    const struct finding *f = s->f;
    int64_t shift = s->offset_seconds * NS_PER_SECOND;
    int64_t days = clock_floor(f->stretch_to_ns + shift, NS_PER_DAY) -
                   clock_floor(f->stretch_from_ns + shift, NS_PER_DAY) + 1;
    char number[TEXT_COUNT];

    if (f->stretch == STRETCH_DRIP)
        return arena_print(s->arena,
                           text_plural(s->lang, "in the doings of %s day",
                                       "in the doings of %s days taken together", (uint64_t)days),
                           text_count(s->lang, (uint64_t)days, number));
    if (days > 1 && f->stretch >= STRETCH_STRANGERS)
        return str_of(tr(s, weeks[f->stretch]));
    return str_of(tr(s, texts[f->stretch]));
}

static enum attribution whose(const struct finding *f)
{
    for (size_t i = 0; i < f->source_count; i++) {
        if (f->sources[i].attributed == ATTRIBUTED_ATTACKER)
            return ATTRIBUTED_ATTACKER;
    }
    return ATTRIBUTED_UNCLEAR;
}

/* The sentences for the accounts without a finding. */
static struct str cleared(const struct dossier *d, enum lang lang, struct arena *arena)
{
    char accounts[TEXT_COUNT];
    char tried[TEXT_COUNT];
    char tests[TEXT_COUNT];
    uint64_t n = dossier_cleared(d);

    return arena_print(
        arena,
        text_plural(
            lang,
            "%s account through which persons' data was shown has no finding, on these tests. "
            "Accounts whose use "
            "left enough persons unexplained in one week to be looked at closely: %s; sessions, "
            "days "
            "and weeks of theirs that were weighed: %s. That is no proof of innocence: what these "
            "tests do not measure, or what stays within the usual, they do not see.",
            "%s accounts through which persons' data was shown have no finding, on these tests. "
            "Accounts whose "
            "use left enough persons unexplained in one week to be looked at closely: %s; "
            "sessions, "
            "days and weeks of theirs that were weighed: %s. That is no proof of innocence: what "
            "these tests do not measure, or what stays within the usual, they do not see.",
            n),
        text_count(lang, n, accounts), text_count(lang, d->tried, tried),
        text_count(lang, d->tests, tests));
}

void narrate_dossier(struct dossier *d, struct arena *arena)
{
    for (int l = 0; l < 2; l++) {
        for (size_t i = 0; i < d->finding_count; i++) {
            struct finding *f = &d->findings[i];
            const struct story s = {f, (enum lang)l, d->offset_seconds, whose(f), arena};

            f->advice[l] = advice(&s);
            f->text[l] = join(&s, paragraph(&s), f->advice[l]);
            f->stretch_text[l] = stretch(&s);
        }
        d->cleared[l] = cleared(d, (enum lang)l, arena);
    }
}

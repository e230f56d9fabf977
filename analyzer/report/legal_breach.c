/*
 * legal_breach.c: the nature of the breach: article 33(3)(a).
 */
#include "report/legal.h"
#include "report/stream.h"

static void established(struct legal *l)
{
    struct legal_slot slots[] = {legal_count(l->accused), legal_count(l->harvests),
                                 legal_count(l->accused - l->harvests)};
    struct legal_field *field;

    if (l->accused == 0) {
        legal_unknown(l, "established-facts", "33(3)(a)", N_("What the log establishes"),
                      legal_say(l,
                                N_("The log establishes no breach: no account is accused. This "
                                   "proves nothing for what was not logged or not read."),
                                NULL));
        return;
    }
    field = legal_known(
        l, "established-facts", "33(3)(a)", N_("What the log establishes"),
        legal_say(l,
                  N_("Accounts of professionals whose use is not their holder's: {1} (harvesting "
                     "of records: {2}; suspect use: {3}). Each account is taken for compromised "
                     "until shown otherwise: nothing here accuses its holder."),
                  slots));
    field->counted = legal_say(l,
                               N_("findings.json, list “accounts”: verdicts “harvesting” and "
                                  "“suspect”."),
                               NULL);
    field->table = LEGAL_ACCOUNTS;
}

/* Accounts that are left out and named; findings.json has all of them. */
#define LEFT_OUT_NAMED 20

/* Nobody is to be surprised by an account that report.html shows and the figures do not have. */
static void left_out(struct legal *l)
{
    struct legal_slot slots[] = {legal_count(l->allowed)};
    struct legal_field *field;

    if (l->allowed == 0)
        return;
    field = legal_known(l, "left-out", "33(3)(a)",
                        N_("Accounts whose use the operator allows: left out"),
                        legal_say(l,
                                  N_("{1}. Their use stands out too, but the operator's allow list "
                                     "says that it is wanted: they are in no figure, list or table "
                                     "of this document, and nobody of those whom they showed is on "
                                     "a list. Whether the reasons hold is for the controller to "
                                     "say:"),
                                  slots));
    for (size_t i = 0; i < l->allowed && i < LEFT_OUT_NAMED; i++) {
        const struct finding *f = l->left_out[i];
        const struct extent persons = {f->beneficiaries.floor, f->beneficiaries.ceiling};
        struct legal_slot of[] = {legal_log(f->account),
                                  legal_log(stream_cut(f->allowed_reason, STREAM_TEXT_BYTES)),
                                  legal_time(f->allowed_until_ns), legal_range(persons)};

        field->answer = legal_join(
            l, field->answer,
            legal_say(l,
                      i + 1 < l->allowed ? N_("account {1} (persons shown: {4}; allowed until {3}: "
                                              "{2});")
                                         : N_("account {1} (persons shown: {4}; allowed until {3}: "
                                              "{2})."),
                      of));
    }
    field->counted = legal_say(l,
                               N_("findings.json, “allowed” of each account; report.html has a "
                                  "section of each."),
                               NULL);
}

static void start(struct legal *l)
{
    const struct dossier *d = l->dossier;
    struct legal_slot slots[] = {legal_time(l->first_ns), legal_time(d->first_ns)};
    struct legal_field *field;

    if (l->first_ns == TIME_NONE) {
        legal_unknown(l, "period-start", "33(3)(a)", N_("Beginning of the breach"), LEGAL_NOTHING);
        return;
    }
    field = legal_known(l, "period-start", "33(3)(a)", N_("Beginning of the breach"),
                        legal_say(l, "{1}", slots));
    if (d->first_ns != TIME_NONE && l->first_ns - d->first_ns < NS_PER_DAY)
        field->answer = legal_join(
            l, field->answer,
            legal_say(l, N_("The log itself begins on {2}: an earlier beginning is not excluded."),
                      slots));
    field->counted =
        legal_say(l, N_("First request of the sessions that are not the holder's."), NULL);
    legal_rests(field, &l->first);
}

/* A use that ends a day before the log does has ended as far as the log tells. */
static void end(struct legal *l)
{
    const struct dossier *d = l->dossier;
    struct legal_slot slots[] = {legal_time(l->last_ns), legal_time(d->last_ns),
                                 legal_count(l->cuts), legal_count(l->accused)};
    struct legal_field *field;

    if (l->last_ns == TIME_NONE) {
        legal_unknown(l, "period-end", "33(3)(a)", N_("End of the breach"), LEGAL_NOTHING);
        legal_unknown(l, "ongoing", "33(3)(a)", N_("Is the breach still going on?"), LEGAL_NOTHING);
        return;
    }
    field = legal_known(l, "period-end", "33(3)(a)",
                        N_("Last request in the log that is not the holder's"),
                        legal_say(l, "{1}", slots));
    legal_rests(field, &l->last);
    field = legal_unknown(
        l, "ongoing", "33(3)(a)", N_("Is the breach still going on?"),
        d->last_ns - l->last_ns >= NS_PER_DAY
            ? legal_say(l,
                        N_("The log, which ends on {2}, shows no such request after {1}; what "
                           "became of the access later is for the controller to say."),
                        slots)
            : legal_say(l,
                        N_("The last such request, on {1}, lies within 24 hours of the end of the "
                           "log ({2}): the breach may be going on."),
                        slots));
    if (l->cuts)
        field->answer = legal_join(l, field->answer,
                                   legal_say(l,
                                             N_("Accounts that the portal refuses at the end: {3} "
                                                "of {4} (see “Accounts cut off”)."),
                                             slots));
    legal_rests(field, &l->cut);
}

static void duration(struct legal *l)
{
    int64_t minutes = l->first_ns == TIME_NONE ? 0 : (l->last_ns - l->first_ns) / NS_PER_MINUTE;
    struct legal_slot slots[] = {legal_count((uint64_t)minutes / 1440),
                                 legal_count((uint64_t)minutes / 60 % 24),
                                 legal_count((uint64_t)minutes % 60)};

    if (l->first_ns == TIME_NONE)
        return;
    legal_known(
        l, "duration", "33(3)(a)", N_("Duration, as far as the log tells"),
        legal_say(l, minutes < 1440 ? N_("{2} h {3} min") : N_("{1} d {2} h {3} min"), slots));
}

static void confidentiality(struct legal *l)
{
    struct legal_slot slots[] = {legal_range(l->persons)};
    struct legal_field *field;

    if (l->persons.ceiling == 0) {
        legal_unknown(l, "confidentiality", "33(3)(a)", N_("Loss of confidentiality"),
                      legal_say(l,
                                N_("No display of a person's data through an accused account is "
                                   "in the log."),
                                NULL));
        return;
    }
    field = legal_known(l, "confidentiality", "33(3)(a)", N_("Loss of confidentiality"),
                        legal_say(l,
                                  N_("Yes: data was displayed to somebody who is not the holder of "
                                     "the account (persons: {1}). The log tells what was "
                                     "displayed, not what was kept or passed on."),
                                  slots));
    legal_rests(field, &l->first);
}

static void writes(struct legal *l, const struct legal_slot *slots)
{
    struct legal_field *field = legal_known(
        l, "integrity", "33(3)(a)", N_("Loss of integrity"),
        legal_say(l,
                  N_("To be examined: the log has successful writing requests that are not the "
                     "holder's. Payment guarantees (PEC): {1}; claims: {2}; other writes: {3}. "
                     "Requests whose effect is not known: {4}."),
                  slots));

    field->counted = legal_say(l,
                               N_("Successful requests of the attacker, at most with the unclear "
                                  "ones; the lines are those of the first of each kind; all are "
                                  "in timeline.jsonl."),
                               NULL);
    for (int i = LEGAL_PEC; i <= LEGAL_WRITE; i++)
        legal_rests(field, &l->acts.first[i]);
}

/* Nothing that writes is recognised, which proves little when something was not understood. */
static void not_proven(struct legal *l, const struct legal_slot *slots)
{
    struct legal_field *field = legal_unknown(
        l, "integrity", "33(3)(a)", N_("Loss of integrity"),
        l->accused == 0 ? LEGAL_NOTHING
                        : legal_say(l,
                                    N_("No writing request is recognised, but reads only is not "
                                       "proven. Readings: {5}; requests whose effect is not "
                                       "known: {4}; lines of the log that were not understood: "
                                       "{6}; damaged inputs or inputs with such lines: {7}."),
                                    slots));

    legal_rests(field, &l->acts.first[LEGAL_UNDETERMINED]);
}

static void integrity(struct legal *l)
{
    struct extent acts[LEGAL_ACTS];
    struct legal_field *field;

    for (int i = 0; i < LEGAL_ACTS; i++)
        acts[i] = (struct extent){l->acts.attacker[i], l->acts.attacker[i] + l->acts.unclear[i]};
    struct legal_slot slots[] = {
        legal_range(acts[LEGAL_PEC]),   legal_range(acts[LEGAL_CLAIM]),
        legal_range(acts[LEGAL_WRITE]), legal_range(acts[LEGAL_UNDETERMINED]),
        legal_range(acts[LEGAL_READ]),  legal_count(l->dossier->rejected),
        legal_count(l->damaged)};

    if (acts[LEGAL_PEC].ceiling || acts[LEGAL_CLAIM].ceiling || acts[LEGAL_WRITE].ceiling) {
        writes(l, slots);
        return;
    }
    if (l->accused == 0 || acts[LEGAL_UNDETERMINED].ceiling || l->dossier->rejected || l->damaged ||
        l->dossier->partial) {
        not_proven(l, slots);
        return;
    }
    field = legal_known(l, "integrity", "33(3)(a)", N_("Loss of integrity"),
                        legal_say(l,
                                  N_("No: all successful requests that are not the holder's are "
                                     "readings, says the portal's profile ({5})."),
                                  slots));
    field->counted = legal_say(l,
                               N_("Requests of the case's acts, by their operation in the "
                                  "profile; no line of the log was left unread."),
                               NULL);
}

/* Programs that are named; report.html has the sessions with all of them. */
#define AGENTS 6

/* Texts of agents come from whoever asks: they are cut. */
#define AGENT_BYTES 160

/* Distinct programs of the attacker's sessions: how many of at most AGENTS. */
static size_t distinct_agents(const struct legal *l, struct str *named)
{
    size_t count = 0;

    for (size_t i = 0; i < l->accused; i++) {
        const struct finding *f = l->findings[i];

        for (size_t k = 0; k < f->session_count && count < AGENTS; k++) {
            size_t at = 0;

            while (at < count && !str_eq(named[at], f->sessions[k].agent))
                at++;
            if (at == count && f->sessions[k].attributed == ATTRIBUTED_ATTACKER &&
                f->sessions[k].agent.n)
                named[count++] = f->sessions[k].agent;
        }
    }
    return count;
}

static void agents(struct legal *l)
{
    struct str named[AGENTS];
    size_t count = distinct_agents(l, named);
    struct legal_text list = LEGAL_NOTHING;
    struct legal_field *field;

    if (count == 0)
        return;
    for (size_t i = 0; i < count; i++) {
        struct legal_slot slots[] = {legal_log(stream_cut(named[i], AGENT_BYTES))};

        list = legal_join(l, list, legal_say(l, i + 1 < count ? "{1};" : "{1}", slots));
    }
    field =
        legal_known(l, "agents", "33(3)(a)", N_("Programs used, as they call themselves"), list);
    field->counted = legal_say(l,
                               N_("The first six at most; findings.json, “agent” of each session, "
                                  "has all."),
                               NULL);
}

static void origin(struct legal *l)
{
    struct legal_slot slots[] = {legal_count(l->sources)};
    struct legal_field *field;

    if (l->sources == 0)
        legal_unknown(l, "origin", "33(3)(a)", N_("Origin: addresses, networks, countries"),
                      LEGAL_NOTHING);
    else {
        field = legal_known(
            l, "origin", "33(3)(a)", N_("Origin: addresses, networks, countries"),
            legal_say(l,
                      N_("Addresses, counted for each account: {1}. An address is a network's, "
                         "not a person's."),
                      slots));
        field->counted = legal_say(l, N_("findings.json, “sources” of each account."), NULL);
        field->table = LEGAL_ORIGINS;
    }
    agents(l);
    legal_unknown(l, "cause", "33(3)(a)",
                  N_("Cause: internal or external, accidental or malicious"),
                  l->accused ? legal_say(l,
                                         N_("The log tells addresses and manner of use, not who "
                                            "stood behind them."),
                                         NULL)
                             : LEGAL_NOTHING);
}

/* The first finding that says something of log-ins. */
static void access(struct legal *l)
{
    for (size_t i = 0; i < l->accused; i++) {
        const struct finding *f = l->findings[i];

        for (size_t r = 0; r < f->reason_count; r++) {
            const struct reason *why = &f->reasons[r];
            struct legal_slot slots[] = {
                legal_log(f->account), legal_in((struct legal_text){{why->text[0], why->text[1]}})};
            struct legal_field *field;

            if (strcmp(why->detector, "login") != 0)
                continue;
            field = legal_known(l, "access", "33(3)(a)", N_("How access was gained"),
                                legal_say(l, N_("Account {1}: {2}"), slots));
            for (int e = 0; e < why->evidence_count; e++)
                legal_rests(field, &why->evidence[e]);
            return;
        }
    }
    legal_unknown(l, "access", "33(3)(a)", N_("How access was gained"),
                  l->accused
                      ? legal_say(l,
                                  N_("No series of failed log-ins before the success stands out; "
                                     "theft of the password outside of the portal leaves no "
                                     "trace in its log."),
                                  NULL)
                      : LEGAL_NOTHING);
}

static void reliability(struct legal *l)
{
    const struct dossier *d = l->dossier;
    struct legal_slot slots[] = {legal_count(d->parsed),          legal_count(d->lines),
                                 legal_count(l->damaged),         legal_count(l->steps),
                                 legal_time(d->first_ns),         legal_time(d->last_ns),
                                 legal_count(dossier_silences(d))};
    struct legal_field *field = legal_known(
        l, "coverage", "33(3)(a)", N_("What was examined"),
        legal_say(l,
                  N_("Log from {5} to {6}: {1} of {2} lines understood. Inputs that are damaged or "
                     "not wholly understood: {3}. Improbable silences: {7}."),
                  slots));

    field->counted = legal_say(l,
                               N_("findings.json, “coverage”; digests of the inputs in "
                                  "manifest.json."),
                               NULL);
    if (d->partial)
        field->answer = legal_join(
            l, field->answer,
            legal_say(l, N_("The run was interrupted: what follows holds for what had been read."),
                      NULL));
    legal_known(l, "clock", "33(3)(a)", N_("Reliability of the times"),
                legal_say(l,
                          N_("All times are the portal's, in its zone. Steps backwards of more "
                             "than 60 s between two lines of an input: {4}. Whether the clocks "
                             "were right, the log does not say."),
                          slots));
}

void legal_breach(struct legal *l)
{
    legal_section(l, "breach", "33(3)(a)", N_("Nature of the breach"), NULL);
    established(l);
    left_out(l);
    start(l);
    end(l);
    duration(l);
    if (l->accused) {
        struct legal_field *field =
            legal_known(l, "circumstances", "33(3)(a)", N_("Circumstances"),
                        legal_say(l,
                                  N_("What was observed on each account, against what was to be "
                                     "expected, with the lines that show it:"),
                                  NULL));

        field->table = LEGAL_CIRCUMSTANCES;
    }
    confidentiality(l);
    integrity(l);
    legal_unknown(l, "availability", "33(3)(a)", N_("Loss of availability"),
                  legal_say(l,
                            N_("An access log does not tell whether the service was cut off for "
                               "its users."),
                            NULL));
    access(l);
    origin(l);
    reliability(l);
}

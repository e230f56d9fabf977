/*
 * events.c: collects and words the events of a timeline. Writers give them their form.
 */
#include "report/events.h"

#include <stdlib.h>

#include "base/mem.h"
#include "report/stream.h"

/* A growing list of events. */
struct events {
    struct event *list;
    size_t count;
    size_t room;
};

static const struct {
    const char *description;
    const char *type;
} words[EVENT_KIND_COUNT] = {
    [EVENT_PERIOD_START] = {"Period Started", "limier:period"},
    [EVENT_SESSION_START] = {"Session Started", "limier:session"},
    [EVENT_MOMENT] = {"Decisive Moment", "limier:moment"},
    [EVENT_ACT] = {"Request", "limier:act"},
    [EVENT_ALERT] = {"Signature Alerted", "limier:alert"},
    [EVENT_SESSION_END] = {"Session Ended", "limier:session"},
    [EVENT_PERIOD_END] = {"Period Ended", "limier:period"},
    [EVENT_COVERAGE] = {"Log Coverage", "limier:coverage"},
};

static void add(struct events *events, struct event event)
{
    if (event.time_ns == TIME_NONE)
        return;
    MEM_GROW(events->list, events->count, events->room);
    events->list[events->count++] = event;
}

static int event_cmp(const void *a, const void *b)
{
    const struct event *x = a;
    const struct event *y = b;

    if (x->time_ns != y->time_ns)
        return x->time_ns < y->time_ns ? -1 : 1;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if (x->finding != y->finding)
        return x->finding < y->finding ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

size_t events_list(const struct dossier *dossier, struct event **ret_events)
{
    int64_t first = dossier->first_ns == TIME_NONE ? dossier->now_ns : dossier->first_ns;
    int64_t last = dossier->last_ns == TIME_NONE ? dossier->now_ns : dossier->last_ns;
    struct events events = {0};

    add(&events, (struct event){first, EVENT_PERIOD_START, 0, 0});
    add(&events, (struct event){last, EVENT_PERIOD_END, 0, 0});
    add(&events, (struct event){last, EVENT_COVERAGE, 0, 0});
    for (uint32_t f = 0; f < dossier->finding_count; f++) {
        const struct finding *finding = &dossier->findings[f];

        for (uint32_t i = 0; i < finding->moment_count; i++)
            add(&events, (struct event){finding->moments[i].time_ns, EVENT_MOMENT, f, i});
        for (uint32_t i = 0; i < finding->session_count; i++) {
            add(&events, (struct event){finding->sessions[i].first_ns, EVENT_SESSION_START, f, i});
            add(&events, (struct event){finding->sessions[i].last_ns, EVENT_SESSION_END, f, i});
        }
    }
    for (uint32_t i = 0; i < dossier->alert_count; i++)
        add(&events, (struct event){dossier->alerts[i].at_ns, EVENT_ALERT, 0, i});
    qsort(events.list, events.count, sizeof *events.list, event_cmp);
    *ret_events = events.list;
    return events.count;
}

const char *event_description(const struct event *event)
{
    return words[event->kind].description;
}

const char *event_type(const struct event *event)
{
    return words[event->kind].type;
}

static bool is_session(const struct event *event)
{
    return event->kind == EVENT_SESSION_START || event->kind == EVENT_SESSION_END;
}

const struct finding *event_finding(const struct dossier *dossier, const struct event *event)
{
    return is_session(event) || event->kind == EVENT_MOMENT ? &dossier->findings[event->finding]
                                                            : NULL;
}

const struct alert *event_alert(const struct dossier *dossier, const struct event *event)
{
    return event->kind == EVENT_ALERT ? &dossier->alerts[event->index] : NULL;
}

const struct signature *event_signature(const struct dossier *dossier, const struct event *event)
{
    const struct alert *alert = event_alert(dossier, event);

    return alert ? &dossier->signatures[alert->signature] : NULL;
}

struct str event_account(const struct dossier *dossier, const struct event *event)
{
    const struct finding *finding = event_finding(dossier, event);
    const struct alert *alert = event_alert(dossier, event);

    return finding ? finding->account : alert ? alert->account : STR_NONE;
}

static const struct finding_session *session_of(const struct dossier *dossier,
                                                const struct event *event)
{
    return is_session(event) ? &dossier->findings[event->finding].sessions[event->index] : NULL;
}

struct str event_source(const struct dossier *dossier, const struct event *event)
{
    const struct finding_session *session = session_of(dossier, event);
    const struct finding *finding = event_finding(dossier, event);

    if (event->kind == EVENT_ALERT)
        return event_alert(dossier, event)->source;
    return session && session->source < finding->source_count
               ? finding->sources[session->source].address
               : STR_NONE;
}

struct str event_agent(const struct dossier *dossier, const struct event *event)
{
    const struct finding_session *session = session_of(dossier, event);

    if (event->kind == EVENT_ALERT)
        return event_alert(dossier, event)->agent;
    return session ? session->agent : STR_NONE;
}

const struct evidence *event_evidence(const struct dossier *dossier, const struct event *event)
{
    const struct finding_session *session = session_of(dossier, event);
    const struct alert *alert = event_alert(dossier, event);
    const struct evidence *evidence = NULL;

    if (alert)
        evidence = alert->evidence_count > 0 ? &alert->evidence[0] : NULL;
    else if (session)
        evidence = event->kind == EVENT_SESSION_START ? &session->first : &session->last;
    else if (event->kind == EVENT_MOMENT)
        evidence = &dossier->findings[event->finding].moments[event->index].evidence;
    return evidence && evidence->line && evidence->input < dossier->input_count ? evidence : NULL;
}

int event_attribution(const struct dossier *dossier, const struct event *event)
{
    const struct finding_session *session = session_of(dossier, event);

    return session ? (int)session->attributed : -1;
}

/* "10003879623", cut: a message stays readable whatever an account is called. */
#define SHORT(text) (int)stream_cut((text), 80).n, (text).p ? (text).p : ""

/* How a session's user is called in a sentence. */
static const char *user_of(enum lang lang, enum attribution attributed)
{
    switch (attributed) {
    case ATTRIBUTED_OWNER: return text_get(lang, N_("the account's usual user"));
    case ATTRIBUTED_ATTACKER: return text_get(lang, N_("an intruder"));
    default: return text_get(lang, N_("an unclear user"));
    }
}

static struct str session_message(const struct dossier *dossier, const struct event *event,
                                  struct arena *arena)
{
    const struct finding_session *session = session_of(dossier, event);
    struct str account = dossier->findings[event->finding].account;
    struct str source = event_source(dossier, event);
    enum lang lang = dossier->lang;
    const char *format;

    if (event->kind == EVENT_SESSION_START) {
        format = text_get(lang, N_("Account %.*s: session from %.*s starts (%s)"));
        return arena_print(arena, format, SHORT(account), SHORT(source),
                           user_of(lang, session->attributed));
    }
    format = text_get(lang, N_("Account %.*s: session from %.*s ends (%s): %llu beneficiaries "
                               "shown, %llu requests"));
    return arena_print(
        arena, format, SHORT(account), SHORT(source), user_of(lang, session->attributed),
        (unsigned long long)session->beneficiaries, (unsigned long long)session->requests);
}

static struct str coverage_message(const struct dossier *dossier, struct arena *arena)
{
    enum lang lang = dossier->lang;
    struct str text = arena_print(
        arena,
        text_get(lang, N_("Lines: %llu read, %llu parsed, %llu rejected, %llu skipped; inputs: "
                          "%llu; findings: %llu")),
        (unsigned long long)dossier->lines, (unsigned long long)dossier->parsed,
        (unsigned long long)dossier->rejected, (unsigned long long)dossier->skipped,
        (unsigned long long)dossier->input_count, (unsigned long long)dossier->finding_count);

    if (!dossier_incomplete(dossier))
        return text;
    return arena_print(arena, "%s. %s", text.p, text_get(lang, N_("Coverage is incomplete")));
}

static struct str moment_message(const struct dossier *dossier, const struct event *event,
                                 struct arena *arena)
{
    const struct finding *finding = &dossier->findings[event->finding];
    const struct moment *moment = &finding->moments[event->index];
    struct str text = moment->text[dossier->lang];

    if (!text.p)
        text = str_of(moment->what);
    return arena_print(arena, text_get(dossier->lang, N_("Account %.*s: %.*s")),
                       SHORT(finding->account), (int)stream_cut(text, 4096).n, text.p);
}

/* "Signature Passwords tried in turn (high): 41 events, account 10003879623, from 192.0.2.77" */
static struct str alert_message(const struct dossier *dossier, const struct event *event,
                                struct arena *arena)
{
    const struct alert *alert = event_alert(dossier, event);
    const struct signature *signature = event_signature(dossier, event);
    struct str title = stream_cut(signature->title[dossier->lang], 240);
    enum lang lang = dossier->lang;
    char number[TEXT_COUNT];
    struct str text =
        arena_print(arena,
                    text_plural(lang, "Signature %.*s (%s): %s event",
                                "Signature %.*s (%s): %s events", alert->events),
                    (int)title.n, title.n ? title.p : "", alert_level_text(lang, signature->rank),
                    text_count(lang, alert->events, number));

    if (alert->account.n)
        text = arena_print(arena, text_get(lang, N_("%s, account %.*s")), text.p,
                           SHORT(alert->account));
    if (alert->source.n)
        text =
            arena_print(arena, text_get(lang, N_("%s, from %.*s")), text.p, SHORT(alert->source));
    return text;
}

struct str event_message(const struct dossier *dossier, const struct event *event,
                         struct arena *arena)
{
    switch (event->kind) {
    case EVENT_PERIOD_START: return str_of(text_get(dossier->lang, N_("The log starts")));
    case EVENT_PERIOD_END: return str_of(text_get(dossier->lang, N_("The log ends")));
    case EVENT_COVERAGE: return coverage_message(dossier, arena);
    case EVENT_MOMENT: return moment_message(dossier, event, arena);
    case EVENT_ALERT: return alert_message(dossier, event, arena);
    default: return session_message(dossier, event, arena);
    }
}

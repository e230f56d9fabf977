/*
 * replay_text.c: the replay for people: what was judged, then a paragraph for each account.
 */
#include <math.h>
#include <stdio.h>

#include "base/arena.h"
#include "replay_report.h"

/* Sentences of one account: the strongest say enough. */
#define SENTENCES 4

static const char *tr(const struct replay_report *r, const char *english)
{
    return text_get(r->lang, english);
}

/* "40 seconds", "12 minutes", "5 hours", "9 days": whole ones, rounded down. */
#define DURATION_TEXT 64

static const char *duration(const struct replay_report *r, double hours, char text[DURATION_TEXT])
{
    char count[TEXT_COUNT];
    double minutes = hours * 60;
    uint64_t n = (uint64_t)(minutes < 2  ? minutes * 60
                            : hours < 2  ? minutes
                            : hours < 48 ? hours
                                         : hours / 24);
    const char *form = minutes < 2  ? text_plural(r->lang, "%s second", "%s seconds", n)
                       : hours < 2  ? text_plural(r->lang, "%s minute", "%s minutes", n)
                       : hours < 48 ? text_plural(r->lang, "%s hour", "%s hours", n)
                                    : text_plural(r->lang, "%s day", "%s days", n);

    (void)snprintf(text, DURATION_TEXT, form, text_count(r->lang, n, count));
    return text;
}

static void print_count(const struct replay_report *r, const char *one, const char *many,
                        uint64_t n)
{
    char count[TEXT_COUNT];

    out_print(r->out, text_plural(r->lang, one, many, n), text_count(r->lang, n, count));
}

/* What differs from the scan. */
static void print_what_if(const struct replay_report *r)
{
    const struct options *o = r->options;
    const char *between = " ";
    char budget[TEXT_COUNT];

    if (!o->list_count[OPT_SET] && !replay_other_budget(r) && !o->set[OPT_CANARY] &&
        !o->set[OPT_DIRECTORY] && !o->set[OPT_RULES])
        return;
    out_text(r->out, tr(r, N_("Judged otherwise than by the scan:")));
    for (size_t i = 0; i < o->list_count[OPT_SET]; i++, between = ", ") {
        out_print(r->out, "%s--set ", between);
        out_terminal(r->out, str_of(o->list[OPT_SET][i]));
    }
    if (replay_other_budget(r)) {
        (void)snprintf(budget, sizeof budget, "%.6g", r->alert_budget * 10000);
        out_print(r->out, "%s--alert-budget %s", between, budget);
        between = ", ";
    }
    for (int i = 0; i < 3; i++) {
        static const enum option_id ids[] = {OPT_CANARY, OPT_DIRECTORY, OPT_RULES};

        if (!o->set[ids[i]])
            continue;
        out_print(r->out, "%s--%s ", between, option_rows[ids[i]].name);
        out_terminal(r->out, str_of(o->text[ids[i]]));
        between = ", ";
    }
    out_text(r->out, "\n");
}

static void print_head(const struct replay_report *r)
{
    const struct case_facts *facts = &r->from->facts;
    size_t flagged = 0;
    size_t cleared = 0;
    char first[TEXT_MOMENT];
    char last[TEXT_MOMENT];

    for (size_t i = 0; i < r->replay->count; i++) {
        flagged += r->replay->accounts[i].flagged_ns != TIME_NONE;
        cleared += !replay_accused(&r->replay->accounts[i]);
    }
    print_count(r, "%s account judged as of each moment", "%s accounts judged as of each moment",
                r->replay->judged);
    if (facts->first_ns != TIME_NONE)
        out_print(r->out, tr(r, N_(", from %s to %s")),
                  text_moment(r->lang, facts->first_ns, facts->offset_seconds, first),
                  text_moment(r->lang, facts->last_ns, facts->offset_seconds, last));
    out_text(r->out, ".\n");
    print_count(r, "%s would have been flagged", "%s would have been flagged", flagged);
    if (cleared)
        print_count(r, ", of which %s is cleared by the rest of the log",
                    ", of which %s are cleared by the rest of the log", cleared);
    print_count(r, "; knowing all, %s is accused.\n", "; knowing all, %s are accused.\n",
                r->replay->suspects);
    print_what_if(r);
    if (facts->incomplete)
        out_print(r->out, "%s\n", tr(r, N_("INCOMPLETE: what was not read may hold more")));
}

/* When, how long after the first act, how many. */
static void print_flag(const struct replay_report *r, const struct replay_account *a)
{
    double hours = replay_hours(a);
    char moment[TEXT_MOMENT];
    char text[DURATION_TEXT];
    char then[TEXT_COUNT];
    char all[TEXT_COUNT];

    text_moment(r->lang, a->flagged_ns, r->from->facts.offset_seconds, moment);
    if (hours >= 0)
        out_print(r->out,
                  tr(r, N_("would have been flagged on %s, %s after the first request that "
                           "is not the owner's.\n")),
                  moment, duration(r, hours, text));
    else
        out_print(r->out, tr(r, N_("would have been flagged on %s.\n")), moment);
    if (!replay_accused(a)) {
        out_print(r->out, "  %s\n",
                  tr(r, N_("A false alarm, or one too early to tell: the rest of the log clears "
                           "the account.")));
        return;
    }
    out_text(r->out, "  ");
    out_print(r->out,
              text_plural(r->lang, "%s of %s beneficiary had been shown by then.",
                          "%s of %s beneficiaries had been shown by then.", a->persons.ceiling),
              text_count(r->lang, a->persons.then, then),
              text_count(r->lang, a->persons.ceiling, all));
    print_count(r, " Blocking the account at that moment would have spared %s.\n",
                " Blocking the account at that moment would have spared %s.\n", replay_saved(a));
}

static void print_sentence(const struct replay_report *r, const struct reason *reason)
{
    out_text(r->out, "  - ");
    out_terminal(r->out, reason->text[r->lang]);
    out_text(r->out, "\n");
}

static void print_then(const struct replay_report *r, const struct replay_account *a)
{
    struct arena arena = {0};
    size_t rows[DETECTORS_MOST];
    size_t n = replay_reasons(a, rows);

    out_print(r->out, "  %s\n", tr(r, N_("What spoke against this use at that moment:")));
    for (size_t i = 0; i < n && i < SENTENCES; i++) {
        struct reason reason;

        detector_explain(detectors[rows[i]], &a->flag.weights[rows[i]],
                         r->from->facts.offset_seconds, &arena, &reason);
        print_sentence(r, &reason);
    }
    if (n > SENTENCES) {
        out_text(r->out, "  - ");
        print_count(r, "and %s weaker sign\n", "and %s weaker signs\n", n - SENTENCES);
    }
    arena_release(&arena);
}

static void print_account(const struct replay_report *r, const struct replay_account *a)
{
    out_text(r->out, "\n");
    out_terminal(r->out, r->from->census.texts[NAMES_ACCOUNT][a->account]);
    out_text(r->out, r->lang == LANG_FR ? " : " : ": ");
    if (a->flagged_ns != TIME_NONE) {
        print_flag(r, a);
        print_then(r, a);
        return;
    }
    print_count(r,
                "no moment would have flagged it; it is accused only now that the whole log is "
                "known. %s beneficiary was shown in all.\n",
                "no moment would have flagged it; it is accused only now that the whole log is "
                "known. %s beneficiaries were shown in all.\n",
                a->persons.ceiling);
    out_print(r->out, "  %s\n", tr(r, N_("What speaks against this use:")));
    for (size_t i = 0; i < a->finding->reason_count && i < SENTENCES; i++)
        print_sentence(r, &a->finding->reasons[i]);
}

/* When each rule would have alerted first. */
static void print_rules(const struct replay_report *r)
{
    char first[TEXT_MOMENT];

    if (!r->rules)
        return;
    if (r->rules->signature_count == 0)
        out_print(r->out, "\n%s\n", tr(r, N_("The rules of --rules found nothing.")));
    else
        out_print(r->out, "\n%s\n", tr(r, N_("What the rules of --rules found:")));
    for (size_t i = 0; i < r->rules->signature_count; i++) {
        const struct signature *s = &r->rules->signatures[i];

        out_text(r->out, "  ");
        out_terminal(r->out, s->title[r->lang]);
        out_print(r->out, tr(r, N_(" (%1$s): alerts: %2$llu, accounts: %3$llu, first %4$s\n")),
                  s->level.p, (unsigned long long)s->alerts, (unsigned long long)s->accounts,
                  text_moment(r->lang, s->first_ns, r->from->facts.offset_seconds, first));
    }
}

void replay_write_text(const struct replay_report *r)
{
    print_head(r);
    print_rules(r);
    for (size_t i = 0; i < r->replay->count; i++)
        print_account(r, &r->replay->accounts[i]);
}

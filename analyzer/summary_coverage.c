/*
 * summary_coverage.c: what the terminal says of hours that are missing, of clocks, of inputs
 * without a log, and with -v of rejected lines. One line for each problem, the worst first, and not
 * more than a few of a kind.
 */
#include "summary_coverage.h"

#include "report/caret.h"

/* Lines of a kind. */
#define DAMAGE_MOST   5
#define SILENCES_MOST 5
#define STEPS_MOST    3
#define VOID_MOST     3
#define SAMPLES_MOST  10

/* A silence and whose it is. */
struct entry {
    const struct series *series;
    const struct silence *silence;
};

/* What is written, and on what. */
struct writer {
    struct out *out;
    const struct dossier *dossier;
    enum lang lang;
};

static void more(const struct writer *w, uint64_t shown, uint64_t all, const char *one,
                 const char *many)
{
    char text[TEXT_COUNT];

    if (all > shown)
        out_print(w->out, "%s %s\n", text_count(w->lang, all - shown, text),
                  text_plural(w->lang, one, many, all - shown));
}

/* Whether x is to be said before y. */
static bool is_worse(const struct entry *x, const struct entry *y)
{
    if (x->silence->improbable != y->silence->improbable)
        return x->silence->improbable;
    return x->silence->surprise > y->silence->surprise;
}

/* Whether all inputs together are silent then: said once, not for each series. */
static bool is_shared(const struct dossier *d, const struct silence *silence)
{
    const struct series *all = &d->series.all;

    for (size_t i = 0; i < all->silence_count; i++) {
        if (all->silences[i].improbable && all->silences[i].from_ns <= silence->from_ns &&
            all->silences[i].to_ns >= silence->to_ns)
            return true;
    }
    return false;
}

/* Puts a silence into its place among the worst; of equals the first stays before. The case is
 * written by now: nothing is allocated any more that could fail. */
static void rank(struct entry worst[SILENCES_MOST], uint64_t count, struct entry entry)
{
    uint64_t at = count < SILENCES_MOST ? count : SILENCES_MOST;

    while (at > 0 && is_worse(&entry, &worst[at - 1])) {
        if (at < SILENCES_MOST)
            worst[at] = worst[at - 1];
        at--;
    }
    if (at < SILENCES_MOST)
        worst[at] = entry;
}

static void write_silence(const struct writer *w, const struct entry *entry)
{
    const struct silence *s = entry->silence;
    uint64_t hours = (uint64_t)((s->to_ns - s->from_ns) / NS_PER_HOUR);
    int zone = w->dossier->offset_seconds;
    char from[TEXT_MOMENT];
    char to[TEXT_MOMENT];
    char number[TEXT_COUNT];
    char lines[TEXT_COUNT];
    const char *count = text_count(w->lang, hours, number);

    (void)text_moment(w->lang, s->from_ns, zone, from);
    (void)text_moment(w->lang, s->to_ns, zone, to);
    if (entry->series->name.p) {
        out_terminal(w->out, entry->series->name);
        out_text(w->out, ": ");
    } else {
        out_print(w->out, "%s%s", text_get(w->lang, N_("all inputs")), text_get(w->lang, N_(": ")));
    }
    if (s->kind == SILENCE_INSIDE)
        out_print(w->out,
                  text_plural(w->lang, "no line from %s to %s (%s hour)",
                              "no line from %s to %s (%s hours)", hours),
                  from, to, count);
    else if (s->kind == SILENCE_BEGINS)
        out_print(w->out,
                  text_plural(w->lang, "begins %s hour later than the others, at %s",
                              "begins %s hours later than the others, at %s", hours),
                  count, to);
    else
        out_print(w->out,
                  text_plural(w->lang, "ends %s hour before the others, at %s",
                              "ends %s hours before the others, at %s", hours),
                  count, from);
    if (s->improbable)
        out_print(w->out, text_get(w->lang, N_("; %s lines and more were to be expected")),
                  text_count(w->lang, (uint64_t)s->expected, lines));
    else
        out_text(w->out, text_get(w->lang, N_("; too little is known of it to call that a gap")));
    out_text(w->out, "\n");
}

static void write_silences(const struct writer *w)
{
    const struct dossier *d = w->dossier;
    struct entry worst[SILENCES_MOST];
    uint64_t count = 0;

    for (size_t i = 0; i <= d->series.count; i++) {
        const struct series *series = i ? &d->series.list[i - 1] : &d->series.all;

        for (size_t k = 0; k < series->silence_count; k++) {
            if (i == 0 || !is_shared(d, &series->silences[k]))
                rank(worst, count++, (struct entry){series, &series->silences[k]});
        }
    }
    for (uint64_t i = 0; i < count && i < SILENCES_MOST; i++)
        write_silence(w, &worst[i]);
    more(w, SILENCES_MOST, count, "more silence is in the report",
         "more silences are in the report");
}

/* Clocks that were set back. */
static void write_steps(const struct writer *w)
{
    const struct dossier *d = w->dossier;
    uint64_t found = 0;

    for (size_t i = 0; i < d->input_count; i++) {
        const struct coverage *c = &d->inputs[i];
        char steps[TEXT_COUNT];
        char seconds[TEXT_COUNT];
        char line[TEXT_COUNT];

        if (c->order.steps == 0 || c->duplicate_of.p || found++ >= STEPS_MOST)
            continue;
        out_terminal(w->out, c->input);
        out_text(w->out, ": ");
        out_print(w->out,
                  text_plural(w->lang, "time steps back %s time, by %s s at most, in line %s",
                              "time steps back %s times, by %s s at most, in line %s",
                              c->order.steps),
                  text_count(w->lang, c->order.steps, steps),
                  text_count(w->lang, (uint64_t)(c->order.most_ns / NS_PER_SECOND), seconds),
                  text_count(w->lang, c->order.most_line, line));
        out_text(w->out, "\n");
    }
    more(w, STEPS_MOST, found, "more input has a clock that steps back: see the report",
         "more inputs have a clock that steps back: see the report");
}

/* Inputs in which there is no log. */
static void write_void(const struct writer *w)
{
    const struct dossier *d = w->dossier;
    uint64_t found = 0;

    for (size_t i = 0; i < d->input_count; i++) {
        const struct coverage *c = &d->inputs[i];
        char lines[TEXT_COUNT];

        if (!coverage_void(c) || found++ >= VOID_MOST)
            continue;
        out_terminal(w->out, c->input);
        out_text(w->out, ": ");
        if (c->lines == 0)
            out_text(w->out, text_get(w->lang, N_("empty")));
        else
            out_print(
                w->out,
                text_plural(w->lang, "%s line, blank, a comment or a header: nothing of a log",
                            "%s lines, all blank, comments or headers: nothing of a log", c->lines),
                text_count(w->lang, c->lines, lines));
        out_text(w->out, "\n");
    }
    more(w, VOID_MOST, found, "more input has no log in it: see the report",
         "more inputs have no log in them: see the report");
}

void summary_damaged(struct out *out, const struct dossier *dossier, const struct coverage *c,
                     enum lang lang)
{
    const struct writer writer = {out, dossier, lang};
    const struct writer *w = &writer;
    char damage[DAMAGE_TEXT];
    char moment[TEXT_MOMENT];

    out_terminal(w->out, c->input);
    out_text(w->out, ": ");
    out_terminal(w->out, damage_text(&c->damage, w->lang, damage));
    if (c->last_good_ns != TIME_NONE)
        out_print(w->out, "%s%s %s", text_get(w->lang, N_("; ")),
                  text_get(w->lang, N_("last line before it:")),
                  text_moment(w->lang, c->last_good_ns, w->dossier->offset_seconds, moment));
    out_text(w->out, "\n");
}

void summary_silence(struct out *out, const struct dossier *dossier, const struct series *series,
                     const struct silence *silence, enum lang lang)
{
    const struct writer w = {out, dossier, lang};
    const struct entry entry = {series, silence};

    write_silence(&w, &entry);
}

void summary_damage(struct out *out, const struct dossier *dossier, enum lang lang)
{
    struct writer w = {out, dossier, lang};
    uint64_t damaged = 0;

    for (size_t i = 0; i < dossier->input_count; i++) {
        const struct coverage *c = &dossier->inputs[i];

        if (c->duplicate_of.p) {
            out_terminal(out, c->input);
            out_print(out, ": %s ", text_get(lang, N_("same content, counted once, as")));
            out_terminal(out, c->duplicate_of);
            out_text(out, "\n");
        }
        if (c->damage.kind != DAMAGE_NONE && damaged++ < DAMAGE_MOST)
            summary_damaged(out, dossier, c, lang);
    }
    more(&w, DAMAGE_MOST, damaged, "more input is damaged: see the report",
         "more inputs are damaged: see the report");
}

void summary_coverage(struct out *out, const struct dossier *dossier, enum lang lang)
{
    struct writer w = {out, dossier, lang};

    write_silences(&w);
    write_steps(&w);
    write_void(&w);
}

void summary_disorder(struct out *out, const struct coverage *c, enum lang lang)
{
    char lines[TEXT_COUNT];
    char seconds[TEXT_COUNT];

    if (c->order.back == 0)
        return;
    out_text(out, "    ");
    out_print(out,
              text_plural(lang, "%s line out of order, at most %s s",
                          "%s lines out of order, at most %s s", c->order.back),
              text_count(lang, c->order.back, lines),
              text_count(lang, (uint64_t)((c->order.most_ns + NS_PER_SECOND - 1) / NS_PER_SECOND),
                         seconds));
    out_text(out, "\n");
}

static void write_sample(struct out *out, const struct coverage *c, const struct reject_sample *s)
{
    struct caret caret = caret_of(s, true);
    struct str row;
    int blanks;

    out_text(out, "  ");
    out_terminal(out, c->input);
    out_print(out, ":%llu:%u\n", (unsigned long long)s->line, s->column + 1);
    while (caret_next(&caret, &row, &blanks)) {
        out_text(out, "    ");
        out_terminal(out, row);
        out_text(out, "\n");
        if (blanks >= 0)
            out_print(out, "    %*s^\n", blanks, "");
    }
}

void summary_samples(struct out *out, const struct dossier *dossier, enum lang lang)
{
    int shown = 0;

    for (int reason = 0; reason < REJECT_COUNT; reason++) {
        bool titled = false;

        for (size_t i = 0; i < dossier->input_count; i++) {
            const struct coverage *c = &dossier->inputs[i];

            for (int k = 0; k < c->sample_count[reason] && shown < SAMPLES_MOST; k++, shown++) {
                if (!titled)
                    out_print(out, "%s\n", text_get(lang, reject_doc((enum reject)reason)));
                titled = true;
                write_sample(out, c, &c->samples[reason][k]);
            }
        }
    }
}

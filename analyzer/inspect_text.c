/*
 * inspect_text.c: an inspection for a person who has just been handed a log. Everything that comes
 * from the log goes through the terminal escaper, and is outlined before it gets here.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "inspect.h"
#include "summary_coverage.h"

/* Forms of request, inputs of a layout and places of values that are shown without -v. */
#define FORMS_MOST   20
#define INPUTS_MOST  2
#define REFUSED_MOST 20

/* One inspection being told. */
struct telling {
    const struct inspection *in;
    struct console *console;
    struct out *out;
};

static const char *tr(const struct telling *t, const char *english)
{
    return text_get(t->in->lang, english);
}

static void number(const struct telling *t, uint64_t value)
{
    char text[TEXT_COUNT];

    out_text(t->out, text_count(t->in->lang, value, text));
}

/* Between a name and what is said of it: French sets a blank before it. */
static void colon(const struct telling *t)
{
    out_text(t->out, tr(t, N_(": ")));
}

/* A number of characters, however many bytes: pads a text to a width. */
static void padded(const struct telling *t, struct str text, size_t width)
{
    size_t shown = str_columns(text);

    out_terminal(t->out, text);
    out_print(t->out, "%*s", shown < width ? (int)(width - shown) : 0, "");
}

static void heading(const struct telling *t, const char *english)
{
    out_text(t->out, "\n");
    if (t->console->color)
        out_text(t->out, "\033[1m");
    out_text(t->out, tr(t, english));
    if (t->console->color)
        out_text(t->out, "\033[0m");
    out_text(t->out, "\n");
}

static void write_head(const struct telling *t)
{
    const struct inspection *in = t->in;
    char texts[3][TEXT_COUNT];
    char moment[TEXT_MOMENT];
    int minutes = in->dossier->offset_seconds / 60;
    int some = minutes < 0 ? -minutes : minutes;

    number(t, in->dossier->input_count);
    out_print(t->out, " %s, ", text_plural(in->lang, "input", "inputs", in->dossier->input_count));
    number(t, in->dossier->lines);
    out_print(t->out, " %s", text_plural(in->lang, "line", "lines", in->dossier->lines));
    if (in->dossier->first_ns != TIME_NONE) {
        out_print(
            t->out, ", %s",
            text_moment(in->lang, in->dossier->first_ns, in->dossier->offset_seconds, moment));
        out_print(t->out, " - %s",
                  text_moment(in->lang, in->dossier->last_ns, in->dossier->offset_seconds, moment));
        out_print(t->out, " (UTC%c%02d:%02d)", minutes < 0 ? '-' : '+', some / 60, some % 60);
    }
    out_text(t->out, "\n");
    if (in->dossier->partial)
        out_print(t->out, "%s\n",
                  tr(t, N_("INTERRUPTED: only a part of the logs was read; everything below is "
                           "partial.")));
    out_print(t->out, tr(t, N_("parsed: %s; rejected: %s; skipped (comments, headers, blank): %s")),
              text_count(in->lang, in->dossier->parsed, texts[0]),
              text_count(in->lang, in->dossier->rejected, texts[1]),
              text_count(in->lang, in->dossier->skipped, texts[2]));
    out_text(t->out, "\n");
}

/* Whether two inputs are read alike. Those without a line are alike, and not like a log that no
 * layout fits. */
static bool is_alike(const struct coverage *x, const struct coverage *y)
{
    return str_eq(x->layout, y->layout) && (x->lines == 0) == (y->lines == 0);
}

/* Whether an input is read like one before it: then that one speaks for both. */
static bool is_told(const struct inspection *in, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (is_alike(&in->dossier->inputs[i], &in->dossier->inputs[index]))
            return true;
    }
    return false;
}

/* How well one layout reads the lines of the sample. */
static void write_choice(const struct telling *t, const struct coverage *like, uint64_t read,
                         uint64_t lines, uint64_t second)
{
    char texts[3][TEXT_COUNT];

    if (like->layout.p)
        out_terminal(t->out, like->layout);
    else
        out_text(t->out, tr(t, N_("NOT RECOGNISED, give --log-format")));
    colon(t);
    if (!like->layout.p && like->choice.best.p) {
        out_terminal(t->out, like->choice.best);
        out_text(t->out, ", ");
    }
    out_print(t->out, tr(t, N_("%s of %s sampled lines read; the next best layout reads %s")),
              text_count(t->in->lang, read, texts[0]), text_count(t->in->lang, lines, texts[1]),
              text_count(t->in->lang, second, texts[2]));
    if (second) {
        out_text(t->out, " (");
        out_terminal(t->out, like->choice.second);
        out_text(t->out, ")");
    }
    out_text(t->out, "\n");
}

/* All inputs that are read by one layout. */
static void write_layout(const struct telling *t, size_t first)
{
    const struct inspection *in = t->in;
    const struct coverage *like = &in->dossier->inputs[first];
    uint64_t most =
        like->layout.p ? INPUTS_MOST : REFUSED_MOST; /* those that somebody must look at */
    uint64_t inputs = 0;
    uint64_t lines = 0;
    uint64_t read = 0;
    uint64_t second = 0;

    for (size_t i = first; i < in->dossier->input_count; i++) {
        const struct coverage *c = &in->dossier->inputs[i];

        if (!is_alike(c, like))
            continue;
        if (inputs < most || t->in->scan->options->set[OPT_VERBOSE]) {
            out_text(t->out, "  ");
            out_terminal(t->out, c->input);
            out_text(t->out, "\n");
        }
        inputs++;
        lines += c->choice.lines;
        read += c->choice.read;
        second += c->choice.second_read;
    }
    if (inputs > most && !t->in->scan->options->set[OPT_VERBOSE]) {
        out_text(t->out, "  ");
        out_print(t->out, tr(t, N_("... and %llu more")), (unsigned long long)(inputs - most));
        out_text(t->out, "\n");
    }
    out_text(t->out, "    ");
    if (like->lines)
        write_choice(t, like, read, lines, second);
    else
        out_print(t->out, "%s\n", tr(t, N_("no line could be read of it")));
    if (like->form.p) {
        out_text(t->out, "    ");
        out_terminal(t->out, like->form);
        out_text(t->out, "\n");
    }
}

/* Lines of other layouts in the midst of an input. */
static void write_others(const struct telling *t)
{
    for (size_t i = 0; i < t->in->dossier->input_count; i++) {
        const struct coverage *c = &t->in->dossier->inputs[i];

        for (uint32_t k = 0; k < c->other_count; k++) {
            out_text(t->out, "  ");
            out_terminal(t->out, c->input);
            out_text(t->out, ": ");
            number(t, c->others[k].lines);
            out_print(t->out, " %s ", tr(t, N_("lines are of the layout")));
            out_terminal(t->out, c->others[k].name);
            out_text(t->out, "\n");
        }
    }
}

/* Rejected lines by reason. */
static void write_rejected(const struct telling *t)
{
    const struct dossier *d = t->in->dossier;

    for (int r = 0; r < REJECT_COUNT; r++) {
        uint64_t lines = dossier_rejected(d, (enum reject)r);

        if (lines == 0)
            continue;
        out_text(t->out, "  ");
        number(t, lines);
        out_print(t->out, " %s%s%s%s\n", text_plural(t->in->lang, "line", "lines", lines),
                  tr(t, N_(": ")), tr(t, reject_doc((enum reject)r)),
                  t->in->scan->options->set[OPT_VERBOSE] ? "" : tr(t, N_(" (-v shows them)")));
    }
}

/* What is missing, as scan would say it: damage, gaps, clocks, rejected lines with their place. */
static void write_missing(const struct telling *t)
{
    const struct dossier *d = t->in->dossier;

    if (!dossier_unread(d))
        return;
    heading(t, N_("WHAT IS MISSING"));
    if (d->lines == 0)
        out_print(t->out, "  %s\n", tr(t, N_("everything: not one line was read")));
    write_rejected(t);
    if (t->in->scan->options->set[OPT_VERBOSE])
        summary_samples(t->out, d, t->in->lang);
    summary_damage(t->out, d, t->in->lang);
    summary_coverage(t->out, d, t->in->lang);
}

static void write_layouts(const struct telling *t)
{
    heading(t, N_("LAYOUT"));
    for (size_t i = 0; i < t->in->dossier->input_count; i++) {
        if (!is_told(t->in, i))
            write_layout(t, i);
    }
    write_others(t);
}

static void write_fields(const struct telling *t)
{
    heading(t, N_("FIELDS (share of lines, first values; what may name a person is outlined)"));
    for (int k = 0; k < FIELD_COUNT; k++) {
        const struct survey_field *f = &t->in->survey->fields[k];
        char text[TEXT_COUNT];

        if (f->present == 0)
            continue;
        out_text(t->out, "  ");
        padded(t, str_of(field_name((enum field)k)), 18);
        out_print(t->out, "%5s %%  ",
                  text_decimal(t->in->lang,
                               100.0 * (double)f->present / (double)t->in->survey->lines, text));
        for (int i = 0; i < f->example_count; i++) {
            out_text(t->out, i ? "  \xC2\xB7  " : "");
            out_terminal(t->out, f->examples[i].text);
        }
        out_text(t->out, "\n");
    }
}

static void write_shapes(const struct telling *t, const uint64_t shapes[SHAPE_COUNT])
{
    bool any = false;

    for (int i = 0; i < SHAPE_COUNT; i++) {
        if (shapes[i] == 0)
            continue;
        out_text(t->out, any ? ", " : " (");
        any = true;
        number(t, shapes[i]);
        out_print(t->out, " %s", shape_name((enum shape)i));
    }
    out_text(t->out, any ? ")\n" : "\n");
}

static void write_account(const struct telling *t, const struct survey_account *a)
{
    double bits;
    uint32_t distinct = survey_account_distinct(a, &bits);
    char texts[3][TEXT_COUNT];

    out_print(t->out, "  %s ", a == t->in->proposal.account ? "*" : " ");
    if (a->field != FIELD_NONE)
        out_text(t->out, field_name(a->field));
    else
        out_terminal(t->out, a->parameter);
    colon(t);
    out_print(t->out, tr(t, N_("%s different names on %s lines, %s bits of entropy")),
              text_count(t->in->lang, distinct, texts[0]),
              text_count(t->in->lang, a->lines, texts[1]),
              text_decimal(t->in->lang, bits, texts[2]));
    write_shapes(t, a->shapes);
}

static void write_accounts(const struct telling *t)
{
    const struct proposal *p = &t->in->proposal;

    heading(t, N_("ACCOUNT"));
    if (!p->account)
        out_print(t->out, "  %s\n",
                  tr(t, N_("No field or parameter names who acts: this log cannot tell it.")));
    for (int i = 0; i < SURVEY_PLACES; i++) {
        if (t->in->survey->accounts[i].lines)
            write_account(t, &t->in->survey->accounts[i]);
    }
    if (p->join)
        out_print(
            t->out, "  %s\n",
            tr(t, N_("Few lines name the account: it must be joined from the login line of the "
                     "session (the profile does).")));
}

static void write_sessions(const struct telling *t)
{
    const struct survey *s = t->in->survey;

    if (s->session_count == 0)
        return;
    heading(t, N_("SESSIONS"));
    for (int i = 0; i < s->session_count; i++) {
        const struct survey_session *session = &s->sessions[i];
        char texts[3][TEXT_COUNT];

        out_print(t->out, "  %s ", session == t->in->proposal.session ? "*" : " ");
        out_terminal(t->out, session->cookie.p ? session->cookie : STR("session.id"));
        colon(t);
        out_print(t->out,
                  tr(t, N_("sessions: %s, on %s lines; with a line that names an account: %s")),
                  text_count(t->in->lang, session->sessions.count, texts[0]),
                  text_count(t->in->lang, session->lines, texts[1]),
                  text_count(t->in->lang, session->joined.count, texts[2]));
        out_text(t->out, "\n");
    }
}

static void write_person_place(const struct telling *t, const struct proposed_form *form, int place)
{
    const struct url_values *v = proposed_values(form, place);
    uint64_t keys = v->shapes[SHAPE_NIR] + v->shapes[SHAPE_NIR13];
    char texts[2][TEXT_COUNT];

    out_text(t->out, "  ");
    padded(t, str_of(role_name(form->roles[place])), 12);
    out_terminal(t->out, form->text);
    out_text(t->out, "  ");
    if (place < form->path->depth)
        out_print(t->out, "%s %d", tr(t, N_("segment")), place + 1);
    else
        out_terminal(t->out, form->path->form->parameters[place - form->path->depth]->name);
    colon(t);
    out_print(t->out,
              distinct_full(&v->distinct) ? tr(t, N_("at least %s different values in %s requests"))
                                          : tr(t, N_("%s different values in %s requests")),
              text_count(t->in->lang, v->distinct.count, texts[0]),
              text_count(t->in->lang, v->count, texts[1]));
    if (form->roles[place] == ROLE_BENEFICIARY) {
        out_text(t->out, ", ");
        out_print(t->out, tr(t, N_("%s valid social security numbers")),
                  text_percent(t->in->lang, keys, v->count, texts[0]));
    }
    out_text(t->out, "\n");
}

static void write_persons(const struct telling *t)
{
    const struct proposal *p = &t->in->proposal;
    unsigned shown = 0;

    heading(t, N_("PERSONS AND INSURERS IN REQUESTS"));
    for (size_t i = 0; i < p->form_count; i++) {
        for (int k = 0; k < PROPOSE_PLACES; k++) {
            if (p->forms[i].roles[k] != ROLE_NONE && shown++ < FORMS_MOST)
                write_person_place(t, &p->forms[i], k);
        }
    }
    if (shown == 0)
        out_print(
            t->out, "  %s\n",
            tr(t, N_("No part of the requests looks like a social security number, an insurer "
                     "or a file number.")));
}

static void write_form(const struct telling *t, const struct proposed_form *form)
{
    static const char *const methods[] = {
#define METHOD(id, name, doc, source) [METHOD_##id] = name,
#include "model/methods.def"
#undef METHOD
        [METHOD_UNKNOWN] = "?"};
    const struct url_form *f = form->path->form;
    char buffer[TEXT_COUNT];
    const char *count = text_count(t->in->lang, f->requests, buffer);
    uint64_t parts[] = {
        f->outcomes[URL_SHOWN], f->outcomes[URL_NOT_FOUND], f->outcomes[URL_REFUSED],
        f->outcomes[URL_MOVED] + f->outcomes[URL_FAILED] + f->outcomes[URL_UNKNOWN]};

    out_print(t->out, "  %*s%s  %-7s", 12 - (int)str_columns(str_of(count)), "", count,
              methods[url_form_method(f)]);
    padded(t, str_of(kind_name(form->kind)), 9);
    for (int i = 0; i < 4; i++)
        out_print(
            t->out, "%5s ",
            text_decimal(t->in->lang, 100.0 * (double)parts[i] / (double)f->requests, buffer));
    out_text(t->out, " ");
    out_terminal(t->out, form->text);
    out_text(t->out, "\n");
}

static void write_forms(const struct telling *t)
{
    const struct proposal *p = &t->in->proposal;
    size_t most = t->in->scan->options->set[OPT_VERBOSE] ? p->form_count : FORMS_MOST;

    heading(t, N_("REQUESTS (number, method, kind; % shown, not found, refused, other; form)"));
    for (size_t i = 0; i < p->form_count && i < most; i++)
        write_form(t, &p->forms[i]);
    if (p->form_count > most) {
        out_text(t->out, "  ");
        out_print(t->out, tr(t, N_("... and %llu more (-v shows all)")),
                  (unsigned long long)(p->form_count - most));
        out_text(t->out, "\n");
    }
    if (t->in->survey->urls.refused) {
        char text[TEXT_COUNT];

        out_text(t->out, "  ");
        out_print(t->out, tr(t, N_("%s requests are of more forms than are told apart")),
                  text_count(t->in->lang, t->in->survey->urls.refused, text));
        out_text(t->out, "\n");
    }
}

/* The four items that CNIL's deliberation 2021-122 of 14 October 2021 asks of a trace. */
static void write_trace(const struct telling *t)
{
    static const char *const items[TRACE_ITEMS] = {
        N_("who (individually identified author)"), N_("when (timestamp)"),
        N_("what (nature of the operation)"), N_("about whom (reference of the data)")};

    heading(t, N_("TRACES, AS CNIL 2021-122 ASKS FOR THEM"));
    for (int i = 0; i < TRACE_ITEMS; i++) {
        struct trace_share s = inspect_trace(t->in, (enum trace_item)i);
        char texts[2][TEXT_COUNT];
        bool missing = s.have == 0;

        out_text(t->out, "  ");
        padded(t, str_of(tr(t, items[i])), 42);
        if (missing) {
            out_text(t->out, tr(t, N_("MISSING")));
        } else {
            out_print(t->out, tr(t, N_("%s of %s lines")),
                      text_percent(t->in->lang, s.have, s.of, texts[0]),
                      text_count(t->in->lang, s.of, texts[1]));
        }
        out_text(t->out, "\n");
    }
}

static void write_advice(const struct telling *t)
{
    const struct survey *s = t->in->survey;

    if (s->forwarded_lines) {
        out_text(t->out, "\n");
        number(t, s->forwarded_lines);
        out_print(
            t->out, " %s\n",
            tr(t, N_("lines have a client of a private network and an X-Forwarded-For: it is a "
                     "proxy. --trusted-proxy ADDRESS/BITS finds the client behind it.")));
    }
    if (s->lines && !t->in->scan->options->set[OPT_WRITE_PORTAL])
        out_print(t->out, "\n%s\n",
                  tr(t, N_("--write-portal FILE writes the profile that these guesses make.")));
}

void inspect_text(const struct inspection *in, struct console *console)
{
    struct telling t = {in, console, &console->data};

    write_head(&t);
    write_layouts(&t);
    write_missing(&t);
    if (in->survey->lines) {
        write_fields(&t);
        write_accounts(&t);
        write_sessions(&t);
        write_persons(&t);
        write_forms(&t);
        write_trace(&t);
    }
    write_advice(&t);
}

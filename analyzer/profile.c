/*
 * profile.c: writes a proposal as a portal profile. Patterns are anchored at the beginning and use
 * no alternatives, so that their literal beginning spares most requests the pattern
 * (model/portal.c).
 */
#include "propose.h"

/* A comment in the reader's language. */
static void comment(struct out *out, const char *indent, const char *text)
{
    out_print(out, "%s# %s\n", indent, text);
}

/* A text in a YAML scalar between single quotes. Bytes that YAML cannot hold become a dot, which in
 * a pattern stands for any byte. */
static void quoted(struct out *out, struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];

        if (c == '\'')
            out_text(out, "''");
        else if (c < 0x20 || c >= 0x7f)
            out_text(out, ".");
        else
            out_bytes(out, &text.p[i], 1);
    }
}

/* A literal in a pattern. */
static void literal(struct out *out, struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (memchr("\\^$.[]|()?*+{}", text.p[i], 14))
            out_text(out, "\\");
        quoted(out, (struct str){text.p + i, 1});
    }
}

/* The role of a place. A pattern can name each role once: the first place has it. */
static enum role role_of(const struct proposed_form *form, int place)
{
    for (int i = 0; i < place; i++) {
        if (form->roles[i] == form->roles[place])
            return ROLE_NONE;
    }
    return form->roles[place];
}

/* Digits that a count in a pattern may ask for; files with longer numbers are not limited. */
#define DIGITS_MOST 32

/* So many digits as the values have, and two more. */
static void digits(struct out *out, const struct url_values *v)
{
    size_t least = v->digits_least < DIGITS_MOST ? v->digits_least : DIGITS_MOST;

    out_print(out, "[0-9]{%zu,", least);
    if (v->digits_most <= DIGITS_MOST)
        out_print(out, "%zu", v->digits_most + 2);
    out_text(out, "}");
}

/* The values at a place, as a pattern that ends before `stops`. */
static void value(struct out *out, const struct proposed_form *form, int place, const char *stops)
{
    const struct url_values *v = proposed_values(form, place);

    switch (role_of(form, place)) {
    case ROLE_BENEFICIARY: out_text(out, "(?<beneficiary>[0-9AB]{13,15})"); break;
    case ROLE_INSURER:
        out_print(out, "(?<insurer>[0-9]{%zu,%zu})", v->digits_least < 8 ? v->digits_least : 8,
                  v->digits_most > 10 ? v->digits_most : 10);
        break;
    case ROLE_DOSSIER:
        out_text(out, "(?<dossier>");
        if (2 * v->digits >= v->count)
            digits(out, v);
        else
            out_print(out, "[^%s]+", stops);
        out_text(out, ")");
        break;
    case ROLE_ACCOUNT: out_print(out, "(?<account>[^%s]+)", stops); break;
    case ROLE_NONE: out_print(out, "[^%s]+", stops); break;
    }
}

/* The pattern of a form: its path, then its known parameters in whatever order they come. */
static void pattern(struct out *out, const struct proposed_form *form)
{
    bool asked = false;

    out_text(out, "^");
    for (int i = 0; i < form->path->depth; i++) {
        out_text(out, "/");
        if (form->path->nodes[i]->values)
            value(out, form, i, "/?");
        else
            literal(out, form->path->nodes[i]->text);
    }
    for (uint32_t k = 0; k < form->path->form->parameter_count; k++) {
        int place = form->path->depth + (int)k;
        bool needed = form->roles[place] == ROLE_BENEFICIARY || form->roles[place] == ROLE_DOSSIER;

        if (form->roles[place] == ROLE_NONE)
            continue;
        if (!asked)
            out_text(out, form->has_person ? "\\?" : "\\??");
        asked = true;
        out_text(out, needed ? "(?=(?:.*&)?" : "(?:(?=(?:.*&)?");
        literal(out, form->path->form->parameters[k]->name);
        if (form->path->form->parameters[k]->name.n)
            out_text(out, "=");
        value(out, form, place, "&");
        out_text(out, needed ? "(?![^&]))" : "(?![^&])))?");
    }
    if (!asked)
        out_text(out, "(?![^?])");
}

static void write_methods(struct out *out, const struct url_form *form)
{
    static const struct {
        enum method method;
        const char *name;
    } methods[] = {
#define METHOD(id, name, doc, source) {METHOD_##id, name},
#include "model/methods.def"
#undef METHOD
    };
    const char *between = "";

    out_text(out, "    method: [");
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        if (form->methods[methods[i].method] * 100 < form->requests ||
            form->methods[methods[i].method] == 0)
            continue;
        out_print(out, "%s%s", between, methods[i].name);
        between = ", ";
    }
    out_text(out, "]\n");
}

static bool shows_data(enum kind kind)
{
    return kind == KIND_RIGHTS || kind == KIND_EXPORT || kind == KIND_SEARCH;
}

static void write_operation(const struct proposal *p, const struct proposed_form *form,
                            enum lang lang, struct out *out)
{
    const struct url_form *f = form->path->form;

    out_text(out, "\n  - name: '");
    quoted(out, form->name);
    out_print(out, "'\n    kind: %s\n", kind_name(form->kind));
    if (f->methods[METHOD_UNKNOWN] == 0)
        write_methods(out, f);
    out_text(out, "    request: '");
    pattern(out, form);
    out_text(out, "'\n");
    if (!shows_data(form->kind))
        return;
    comment(out, "    ",
            text_get(lang, N_("complete what the page shows: civil-status birth-date nir insurer "
                              "guarantees email phone address bank health")));
    if (form->has_person)
        out_print(out, "    data: [%s]\n", p->by_file ? "civil-status" : "nir");
}

static void write_account(const struct proposal *p, enum lang lang, struct out *out)
{
    const struct survey_account *a = p->account;

    out_text(out, "account:\n");
    if (!a)
        comment(out, "  ", text_get(lang, N_("no field names anybody: say where the account is")));
    if (!p->join || a->field != FIELD_NONE || !p->names_account)
        out_print(out, "  field: %s\n",
                  a && a->field != FIELD_NONE ? field_name(a->field) : "cs-username");
    if (p->join) {
        comment(
            out, "  ",
            text_get(lang, N_("only the login line names the account; the session leads to it")));
        out_text(out, "  session: true\n");
    }
}

static void write_session(const struct proposal *p, struct out *out)
{
    static const enum field places[] = {FIELD_SC_COOKIE, FIELD_CS_COOKIE, FIELD_SESSION};
    const struct survey_session *s = p->session;

    if (!p->join)
        return;
    out_text(out, "session:\n");
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (!(s->fields >> places[i] & 1))
            continue;
        out_print(out, "  - field: %s\n", field_name(places[i]));
        if (!s->cookie.n)
            continue;
        out_text(out, "    pattern: '(?<![^; ])");
        literal(out, s->cookie);
        out_text(out, "=(?<session>[^; ]+)'\n");
    }
}

void profile_write(const struct proposal *p, enum lang lang, struct out *out)
{
    bool any = false;

    comment(
        out, "",
        text_get(lang, N_("Proposed by limier inspect from what the log shows. Read it before you "
                          "rely on it.")));
    out_text(out, "portal: proposed\n");
    write_account(p, lang, out);
    write_session(p, out);
    comment(
        out, "",
        text_get(lang, N_("requests that no operation describes are searched for social security "
                          "numbers")));
    out_text(out, "unmatched: generic\n");
    for (size_t i = 0; i < p->form_count; i++) {
        if (!p->forms[i].name.p)
            continue;
        out_text(out, any ? "" : "operations:\n");
        any = true;
        write_operation(p, &p->forms[i], lang, out);
    }
}

/*
 * template.c: the language in which limier's own layouts are written, and in which a user can
 * describe any other line: literal text with {field} in it.
 *
 *   {c-ip} {cs-ident} {cs-username} [{time}] "{cs-request}" {sc-status} {sc-bytes}
 *
 * {field:part} says how the field is found: token, address, ip, endpoint, number, padded (a number
 * after blanks), list, quoted, free; for the time clf, iso, epoch, or a pattern such as
 * {time:%d/%m/%Y %H:%M:%S}. A part that ends with "?" may be empty. {-} and {-:part} read over a
 * field, {*} over the rest of the line; {?} takes cookies and forwarded addresses from
 * it by what they look like. Several lines are several forms of one layout. "{{" is a
 * brace, "{ }" a blank that counts at an end too. {escape:json} at the beginning says how the
 * server escapes: none, json, hash, percent, squid, plus; {zone:utc} that times without a zone are
 * UTC, whatever --tz says.
 *
 * Every layout that is cut can be described in this language.
 */
#include "parsers/parser.h"

/* Parts by name. */
static const struct {
    const char *name;
    enum part part;
} parts[] = {
    {"token", PART_TOKEN},   {"address", PART_ADDRESS}, {"endpoint", PART_ENDPOINT},
    {"number", PART_NUMBER}, {"quoted", PART_QUOTED},   {"free", PART_FREE},
    {"clf", PART_TIME_CLF},  {"iso", PART_TIME_ISO},    {"epoch", PART_TIME_EPOCH},
    {"ip", PART_IP},         {"padded", PART_PADDED},   {"list", PART_LIST},
};

/* Ways of escaping by name; that of Apache and nginx is not named. */
static const char *const escapes[] = {
    [ESCAPE_BACKSLASH] = "backslash", [ESCAPE_JSON] = "json",       [ESCAPE_RAW] = "none",
    [ESCAPE_HASH] = "hash",           [ESCAPE_PERCENT] = "percent", [ESCAPE_PLUS] = "plus",
    [ESCAPE_SQUID] = "squid",
};

/* A template while it is compiled. */
struct compile {
    struct layout *layout;
    struct str whole;
    struct str rest;
    char *literal; /* since the last field */
    size_t literal_n;
    struct err *err;
};

static bool template_claims(struct str text)
{
    return str_starts(text, STR("{escape:")) || str_starts(text, STR("{zone:")) ||
           (str_find(text, STR("{time")) < text.n &&
            (str_find(text, STR("{c-ip")) < text.n || str_find(text, STR("{cs-")) < text.n));
}

static int refuse(const struct compile *c, const char *what)
{
    return layout_refuse(c->err, c->whole, c->whole.n - c->rest.n, what);
}

/* How a field is found where the template does not say. */
static enum part default_part(enum field field, bool quoted)
{
    if (quoted)
        return PART_QUOTED;
    switch (field) {
    case FIELD_TIME: return PART_TIME_CLF;
    case FIELD_C_IP:
    case FIELD_S_IP: return PART_ADDRESS;
    case FIELD_C_PORT:
    case FIELD_S_PORT:
    case FIELD_SC_STATUS:
    case FIELD_SC_BYTES:
    case FIELD_CS_BYTES:
    case FIELD_TIME_TAKEN: return PART_NUMBER;
    case FIELD_CS_USERNAME: return PART_FREE;
    default: return PART_TOKEN;
    }
}

/* {escape:…} */
static int set_escape(struct compile *c, struct str name)
{
    for (size_t i = 0; i < sizeof escapes / sizeof escapes[0]; i++) {
        if (str_eq(name, str_of(escapes[i]))) {
            c->layout->escape = (enum escape)i;
            return 0;
        }
    }
    return refuse(c, "an escape can be backslash, json, none, hash, percent, squid or plus");
}

/* The part of a name; false when it is none. */
static bool part_by_name(struct str name, enum part *ret_part)
{
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (str_eq(name, str_of(parts[i].name))) {
            *ret_part = parts[i].part;
            return true;
        }
    }
    return false;
}

static int add_field(struct compile *c, struct str name, struct str part_name)
{
    struct str before = arena_str(&c->layout->arena, (struct str){c->literal, c->literal_n});
    bool quoted = before.n && before.p[before.n - 1] == '"';
    enum field field = FIELD_NONE;
    enum part part;
    bool empty = part_name.n && part_name.p[part_name.n - 1] == '?';
    int rc;

    c->literal_n = 0;
    if (str_eq(name, STR("*")))
        return layout_add(c->layout, before, PART_REST, FIELD_NONE, c->err);
    if (str_eq(name, STR("?")))
        return layout_add(c->layout, before, PART_GUESS, FIELD_NONE, c->err);
    if (!str_eq(name, STR("-")) && (field = field_by_name(name)) == FIELD_NONE)
        return refuse(c, "this is not the name of a field");
    if ((field == FIELD_TIME || field == FIELD_NONE) && str_index(part_name, '%') < part_name.n) {
        if (instant_least(part_name) < 0)
            return refuse(c, "this form of the time is not known");
        return layout_add_piece(c->layout, before, part_name, field, c->err);
    }
    part = default_part(field, quoted);
    part_name.n -= empty;
    if (part_name.n && !part_by_name(part_name, &part))
        return refuse(c, "a field can be a token, an address, ip, an endpoint, a number, padded, a "
                         "list, quoted or free; a time clf, iso, epoch or a pattern with %");
    rc = layout_add(c->layout, before, part, field, c->err);
    if (rc == 0)
        c->layout->ops[c->layout->op_count - 1].empty = empty;
    return rc;
}

static int add(struct compile *c, struct str name, struct str part_name)
{
    if (str_eq(name, STR("escape")))
        return set_escape(c, part_name);
    if (str_eq(name, STR("zone")) && str_eq(part_name, STR("utc"))) {
        c->layout->utc = true;
        return 0;
    }
    return add_field(c, name, part_name);
}

/* One field; c->rest starts with its brace. */
static int take_field(struct compile *c)
{
    size_t end = str_index(c->rest, '}');
    struct str inside = str_slice(c->rest, 1, end);
    size_t colon = str_index(inside, ':');
    int rc;

    if (end == c->rest.n)
        return refuse(c, "this { has no }");
    if (inside.n == 1 && memchr(" \t\r", inside.p[0], 3)) {
        c->literal[c->literal_n++] = inside.p[0];
        c->rest = str_skip(c->rest, end + 1);
        return 0;
    }
    rc = add(c, (struct str){inside.p, colon},
             colon < inside.n ? str_skip(inside, colon + 1) : STR_NONE);
    if (rc == LAYOUT_TOUCH)
        return refuse(
            c, "nothing separates this field from the one before: nothing would say where that "
               "one ends");
    c->rest = str_skip(c->rest, end + 1);
    return rc;
}

static void end_form(struct compile *c)
{
    layout_form_end(c->layout,
                    arena_str(&c->layout->arena, (struct str){c->literal, c->literal_n}));
    c->literal_n = 0;
}

static int template_compile(struct layout *layout, struct str text, struct err *err)
{
    struct compile c = {.layout = layout, .whole = text, .rest = text, .err = err};

    c.literal = arena_alloc(&layout->arena, text.n + 1);
    if (layout_form_begin(layout, err) < 0)
        return -1;
    while (c.rest.n) {
        if (c.rest.p[0] == '{' && c.rest.n > 1 && c.rest.p[1] == '{') {
            c.literal[c.literal_n++] = '{';
            c.rest = str_skip(c.rest, 2);
        } else if (c.rest.p[0] == '{') {
            if (take_field(&c) < 0)
                return -1;
        } else if (c.rest.p[0] == '\n') {
            end_form(&c);
            c.rest = str_skip(c.rest, 1);
            if (layout_form_begin(layout, err) < 0)
                return -1;
        } else {
            c.literal[c.literal_n++] = c.rest.p[0];
            c.rest = str_skip(c.rest, 1);
        }
    }
    end_form(&c);
    if (layout->op_count == 0)
        return err_usage(err, "the log format has no {field}");
    return 0;
}

/* Literal text; braces are doubled, and blanks at an end of the whole stand in braces. */
static void describe_literal(struct str text, bool first, bool last, struct out *out)
{
    for (size_t i = 0; i < text.n; i++) {
        bool end = (first && i == 0) || (last && i + 1 == text.n);

        if (end && memchr(" \t\r", text.p[i], 3)) {
            out_print(out, "{%c}", text.p[i]);
            continue;
        }
        out_bytes(out, text.p + i, 1);
        if (text.p[i] == '{')
            out_text(out, "{");
    }
}

static const char *part_name(enum part part)
{
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i].part == part)
            return parts[i].name;
    }
    return "";
}

static void describe_op(const struct layout_op *op, bool first, struct out *out)
{
    bool quoted = op->before.n && op->before.p[op->before.n - 1] == '"';

    describe_literal(op->before, first, false, out);
    if (op->part == PART_REST || op->part == PART_GUESS) {
        out_text(out, op->part == PART_REST ? "{*}" : "{?}");
        return;
    }
    out_print(out, "{%s", op->field == FIELD_NONE ? "-" : field_name(op->field));
    if (op->part == PART_TIME_PIECE) {
        out_text(out, ":");
        out_bytes(out, op->pattern.p, op->pattern.n);
    } else if (op->part != default_part(op->field, quoted) || op->empty) {
        out_print(out, ":%s",
                  op->part != default_part(op->field, quoted) ? part_name(op->part) : "");
    }
    out_text(out, op->empty ? "?}" : "}");
}

/* A layout of members is described in the language of json.c. */
static void describe_members(const struct layout *layout, struct out *out)
{
    out_text(out, "json only");
    for (int i = 0; i < layout->member_count; i++) {
        const struct layout_member *m = &layout->members[i];

        if (m->field != FIELD_NONE)
            out_print(out, " %s=%.*s", field_name(m->field), (int)m->path.n, m->path.p);
        if (m->need)
            out_print(out, " needs=%.*s", (int)m->path.n, m->path.p);
    }
}

static void describe_forms(const struct layout *layout, struct out *out)
{
    if (layout->escape != ESCAPE_BACKSLASH)
        out_print(out, "{escape:%s}", escapes[layout->escape]);
    if (layout->utc)
        out_text(out, "{zone:utc}");
    for (int i = 0; i < layout->form_count; i++) {
        const struct layout_form *form = &layout->forms[i];

        if (i > 0)
            out_text(out, "\n");
        for (int k = 0; k < form->op_count; k++)
            describe_op(&layout->ops[form->first + k], i + k == 0, out);
        describe_literal(form->tail, false, i + 1 == layout->form_count, out);
    }
}

void layout_describe(const struct layout *layout, struct out *out)
{
    struct out forms;
    struct str text;

    if (layout->op_count == 0 && layout->member_count) {
        describe_members(layout, out);
        return;
    }
    /* A layout that does more than cut is said by its name. */
    if (layout->op_count == 0 || (layout->parser->sniffed && layout->parser->parse != layout_cut)) {
        out_bytes(out, layout->name.p, layout->name.n);
        return;
    }
    out_memory(&forms);
    describe_forms(layout, &forms);
    text = (struct str){forms.buffer, forms.used};
    /* Said where the text alone could be taken for something else. */
    if (!template_claims(text) || !memchr("{[\"", text.p[0], 3))
        out_text(out, "template:");
    out_bytes(out, text.p, text.n);
    out_drop(&forms);
}

const struct parser parser_template = {
    .name = "template",
    .claims = template_claims,
    .compile = template_compile,
    .parse = layout_cut,
};

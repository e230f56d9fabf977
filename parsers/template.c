/*
 * template.c: the language in which limier's own layouts are written, and in which a user can
 * describe any other line: literal text with {field} in it.
 *
 *   {c-ip} {cs-ident} {cs-username} [{time}] "{cs-request}" {sc-status} {sc-bytes}
 *
 * {field:part} says how the field is found: token, address, ip, endpoint, number, padded (a number
 * after blanks), quoted, free; for the
 * time clf, iso, epoch, or a pattern such as {time:%d/%m/%Y %H:%M:%S}. {-} and {-:part} read over a
 * field, {*} over the rest of the line. Several lines are several forms of one layout. "{{" is a
 * brace.
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
    {"ip", PART_IP},         {"padded", PART_PADDED},
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
    return str_find(text, STR("{time")) < text.n &&
           (str_find(text, STR("{c-ip")) < text.n || str_find(text, STR("{cs-")) < text.n);
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

static int add(struct compile *c, struct str name, struct str part_name)
{
    struct str before = arena_str(&c->layout->arena, (struct str){c->literal, c->literal_n});
    bool quoted = before.n && before.p[before.n - 1] == '"';
    enum field field = FIELD_NONE;
    enum part part;
    size_t i = 0;

    c->literal_n = 0;
    if (str_eq(name, STR("*")))
        return layout_add(c->layout, before, PART_REST, FIELD_NONE, c->err);
    if (!str_eq(name, STR("-")) && (field = field_by_name(name)) == FIELD_NONE)
        return refuse(c, "this is not the name of a field");
    if (field == FIELD_TIME && str_index(part_name, '%') < part_name.n)
        return layout_add_piece(c->layout, before, part_name, c->err);
    part = default_part(field, quoted);
    while (part_name.p && i < sizeof parts / sizeof parts[0] &&
           !str_eq(part_name, str_of(parts[i].name)))
        i++;
    if (part_name.p && i == sizeof parts / sizeof parts[0])
        return refuse(
            c, "a field can be a token, an address, ip, an endpoint, a number, padded, quoted or "
               "free; a time clf, iso, epoch or a pattern with %");
    return layout_add(c->layout, before, part_name.p ? parts[i].part : part, field, c->err);
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

const struct parser parser_template = {
    .name = "template",
    .claims = template_claims,
    .compile = template_compile,
    .parse = layout_cut,
};

/*
 * json_map.c: goes through a format once, as far as it is JSON. What it does not understand gives
 * no member: the fields of the layout are what counts, the map is for lines that were written anew.
 */
#include "parsers/json_map.h"

extern const struct parser parser_json;

#define MAP_DEPTH 8

/* A format being gone through. */
struct walk {
    struct str format;
    size_t at;
    struct str keys[MAP_DEPTH];
    int depth;  /* of the object at hand, from 1 */
    bool value; /* a value is next, not a key */
};

/* A string or a bare value at the place; its text without quotes. */
static struct str take_text(struct walk *w)
{
    bool quoted = w->format.p[w->at] == '"';
    size_t from = w->at + quoted;
    size_t to = from;

    while (to < w->format.n &&
           (quoted ? w->format.p[to] != '"' : !memchr(",}] \t", w->format.p[to], 5)))
        to++;
    w->at = to + (quoted && to < w->format.n);
    return str_slice(w->format, from, to);
}

/* " field=a.b.c" for the keys at hand; paths that the map cannot write are left out. */
static void write_member(const struct walk *w, enum field field, struct out *out)
{
    for (int i = 0; i < w->depth; i++) {
        if (str_index(w->keys[i], ' ') < w->keys[i].n ||
            str_index(w->keys[i], ',') < w->keys[i].n || w->keys[i].n == 0)
            return;
    }
    out_print(out, " %s=", field_name(field));
    for (int i = 0; i < w->depth; i++) {
        if (i > 0)
            out_text(out, ".");
        out_bytes(out, w->keys[i].p, w->keys[i].n);
    }
}

/* A brace, a comma, a colon or a blank; false where the format is no JSON. */
static bool take_mark(struct walk *w, char c)
{
    w->at++;
    if (c == '{')
        w->depth++;
    else if (c == '}')
        w->depth--;
    if (c == ':')
        w->value = true;
    else if (c != ' ' && c != '\t')
        w->value = false;
    return w->depth > 0 && w->depth <= MAP_DEPTH;
}

/* One step; false at the end or where the format is no JSON. */
static bool step(struct walk *w, enum field (*field_of)(struct str value), struct out *out)
{
    char c = w->format.p[w->at];
    enum field field;

    if (memchr("{},: \t", c, 6))
        return take_mark(w, c);
    if (c == '[' || c == ']' || (!w->value && c != '"'))
        return false;
    if (!w->value) {
        w->keys[w->depth - 1] = take_text(w);
        return true;
    }
    field = field_of(take_text(w));
    if (field != FIELD_NONE)
        write_member(w, field, out);
    return true;
}

int json_map_add(struct layout *layout, struct str format, enum field (*field_of)(struct str value),
                 struct err *err)
{
    struct walk walk = {.format = str_trim(format)};
    struct out out;
    int rc;

    if (walk.format.n == 0 || walk.format.p[0] != '{')
        return 0;
    out_memory(&out);
    out_text(&out, "json");
    while (walk.at < walk.format.n && step(&walk, field_of, &out))
        continue;
    rc = parser_json.compile(layout, arena_str(&layout->arena, (struct str){out.buffer, out.used}),
                             err);
    out_drop(&out);
    return rc;
}

enum parsed json_map_parse(const struct layout *layout, struct parse_state *state, struct str line,
                           struct record *record, uint32_t *ret_column)
{
    enum parsed parsed = layout_cut(layout, state, line, record, ret_column);
    uint32_t column;

    if (parsed == PARSED || layout->member_count == 0)
        return parsed;
    if (parser_json.parse(layout, state, line, record, &column) == PARSED)
        return PARSED;
    return layout_cut(layout, state, line, record, ret_column);
}

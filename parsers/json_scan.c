/*
 * json_scan.c: reads one JSON object in one pass, and puts down the members that a layout knows.
 * Nothing is allocated but for escaped texts; bytes that are not UTF-8 and raw control bytes are
 * kept (nginx's escape=json leaves the ones, escape=none the others); numbers are kept as written.
 *
 * Source: RFC 8259.
 */
#include "parsers/json.h"

/* One line being read. */
struct scan {
    const struct layout *layout;
    struct parse_state *state;
    struct str line;
    size_t at;
    bool escapes; /* the line holds backslashes */
    bool again;   /* a later item of a list is being read */
    char *joined; /* items put together, with room for all of the line; NULL while there are none */
    struct json_found *found;
    struct record *record;
    char path[JSON_PATH_BYTES];
};

/* Where a member stands: its path is the first so many bytes of scan.path. No field stands at a
 * place whose path is longer than any known one. */
#define NOWHERE ((size_t)JSON_PATH_BYTES)

static inline bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static inline bool skip_blank(struct scan *s)
{
    while (s->at < s->line.n && is_blank(s->line.p[s->at]))
        s->at++;
    return s->at < s->line.n;
}

static inline bool expect(struct scan *s, char c)
{
    if (!skip_blank(s) || s->line.p[s->at] != c)
        return false;
    s->at++;
    return true;
}

static int hex4(const char *p)
{
    int value = 0;

    for (int i = 0; i < 4; i++) {
        int digit = str_hex_digit(p[i]);

        if (digit < 0)
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

/* \uXXXX at text.p[i], which is the u; pairs of surrogates are joined. Returns the bytes read
 * beyond the u. */
static size_t unescape_unicode(struct str text, size_t i, char *to, size_t *n)
{
    int code = i + 4 < text.n ? hex4(text.p + i + 1) : -1;

    if (code < 0) {
        to[(*n)++] = 'u';
        return 0;
    }
    if (code >= 0xD800 && code < 0xDC00 && i + 10 < text.n && text.p[i + 5] == '\\' &&
        text.p[i + 6] == 'u') {
        int low = hex4(text.p + i + 7);

        if (low >= 0xDC00 && low < 0xE000) {
            *n += str_put_utf8(to + *n, 0x10000u + ((unsigned)(code - 0xD800) << 10) +
                                            (unsigned)(low - 0xDC00));
            return 10;
        }
    }
    *n += str_put_utf8(to + *n, code >= 0xD800 && code < 0xE000 ? 0xFFFDu : (unsigned)code);
    return 4;
}

/* Two hexadecimal digits at text.p[i], or -1. */
static int hex2(struct str text, size_t i)
{
    int high = i + 1 < text.n ? str_hex_digit(text.p[i]) : -1;
    int low = high >= 0 ? str_hex_digit(text.p[i + 1]) : -1;

    return low >= 0 ? high * 16 + low : -1;
}

/* The escapes of RFC 8259, and \xHH: nginx writes it into JSON formats that forgot escape=json. */
struct str json_unescape(struct parse_state *state, struct str text)
{
    char *plain;
    size_t n = 0;

    if (str_index(text, '\\') == text.n)
        return text;
    plain = arena_alloc(&state->scratch, text.n + 4);
    for (size_t i = 0; i < text.n; i++) {
        static const char from[] = "nrtbf";
        static const char to[] = "\n\r\t\b\f";
        const char *hit;

        if (text.p[i] != '\\' || i + 1 == text.n) {
            plain[n++] = text.p[i];
            continue;
        }
        i++;
        hit = memchr(from, text.p[i], 5);
        if (text.p[i] == 'u') {
            i += unescape_unicode(text, i, plain, &n);
        } else if (text.p[i] == 'x' && hex2(text, i + 1) >= 0) {
            plain[n++] = (char)hex2(text, i + 1);
            i += 2;
        } else {
            plain[n++] = hit ? to[hit - from] : text.p[i];
        }
    }
    return (struct str){plain, n};
}

/* A string, its opening quote already read; the span is between the quotes. */
static bool scan_string(struct scan *s, struct str *ret_text)
{
    size_t from = s->at;

    if (!s->escapes)
        s->at += str_index(str_skip(s->line, from), '"');
    else
        while (s->at < s->line.n && s->line.p[s->at] != '"')
            s->at += s->line.p[s->at] == '\\' ? 2 : 1;
    if (s->at >= s->line.n)
        return false;
    *ret_text = str_slice(s->line, from, s->at++);
    return true;
}

static bool scan_scalar(struct scan *s, struct str *ret_text)
{
    size_t from = s->at;

    while (s->at < s->line.n && !is_blank(s->line.p[s->at]) && s->line.p[s->at] != ',' &&
           s->line.p[s->at] != '}' && s->line.p[s->at] != ']')
        s->at++;
    *ret_text = str_slice(s->line, from, s->at);
    return s->at > from;
}

/* "a, b": lines of one header (RFC 9110, 5.3). A client can send thousands: each is copied once. An
 * item and its comma in the line are half as long as the item and ", " here, at most. */
static struct str join(struct scan *s, struct str a, struct str b)
{
    if (a.p != s->joined) {
        s->joined = arena_alloc(&s->state->scratch, a.n + 2 * s->line.n);
        memcpy(s->joined, a.p, a.n);
    }
    memcpy(s->joined + a.n, ", ", 2);
    memcpy(s->joined + a.n + 2, b.p, b.n);
    return (struct str){s->joined, a.n + 2 + b.n};
}

/* A later item of a list: of forwarded addresses it counts, too. */
static void put_again(struct scan *s, const struct layout_member *member, uint8_t rank,
                      struct str value)
{
    struct str *field = &s->record->field[member->field];

    if (member->field == FIELD_FORWARDED && field->p && rank == member->rank)
        *field = join(s, *field, value);
}

static void put(struct scan *s, const struct layout_member *member, struct str value,
                bool is_string)
{
    struct json_found *found = s->found;
    uint8_t *rank;
    struct str *field;

    if (!is_string && str_eq(value, STR("null")))
        return;
    found->needs |= member->need;
    if (member->field == FIELD_NONE)
        return;
    rank = &found->rank[member->field];
    field = &s->record->field[member->field];
    if (s->again) {
        put_again(s, member, *rank, is_string ? json_unescape(s->state, value) : value);
        return;
    }
    if (field->p && *rank == member->rank)
        found->twice = true; /* a member that stands twice: the first counts */
    if (field->p && *rank <= member->rank)
        return;
    if (member->field != FIELD_TIME && (value.n == 0 || str_eq(value, STR("-"))))
        return;
    *field = is_string ? json_unescape(s->state, value) : value;
    *rank = member->rank;
}

/* The place of a member of the object at `place`. */
static size_t member_place(struct scan *s, size_t place, struct str name)
{
    if (place + name.n + 1 >= sizeof s->path)
        return NOWHERE; /* too long to be a known path: read over */
    if (place)
        s->path[place++] = '.';
    memcpy(s->path + place, name.p, name.n);
    return place + name.n;
}

static bool scan_value(struct scan *s, size_t place, int depth);

/* Members of an object, its { already read. */
static bool scan_object(struct scan *s, size_t place, int depth)
{
    if (skip_blank(s) && s->line.p[s->at] == '}') {
        s->at++;
        return true;
    }
    for (;;) {
        struct str name;

        if (!expect(s, '"') || !scan_string(s, &name) || !expect(s, ':'))
            return false;
        if (!scan_value(s, member_place(s, place, name), depth))
            return false;
        if (!expect(s, ','))
            return expect(s, '}');
    }
}

/* Items of a list, its [ already read. The first one counts, as of headers that stand once; but of
 * the addresses that proxies passed on all do: a client may send a line of its own before the
 * proxy's. An object in a list is no place for fields: clients can write lists. */
static bool scan_list(struct scan *s, size_t place, int depth)
{
    if (skip_blank(s) && s->line.p[s->at] == ']') {
        s->at++;
        return true;
    }
    do {
        bool nested = skip_blank(s) && (s->line.p[s->at] == '{' || s->line.p[s->at] == '[');

        if (!scan_value(s, nested ? NOWHERE : place, depth))
            return false;
        s->again = true;
    } while (expect(s, ','));
    s->again = false;
    return expect(s, ']');
}

static bool scan_value(struct scan *s, size_t place, int depth)
{
    const struct layout_member *member;
    struct str text;
    bool is_string;

    if (depth >= LIMIT_JSON_DEPTH || !skip_blank(s))
        return false;
    if (s->line.p[s->at] == '{' || s->line.p[s->at] == '[') {
        bool object = s->line.p[s->at++] == '{';

        return object ? scan_object(s, place, depth + 1) : scan_list(s, place, depth + 1);
    }
    is_string = s->line.p[s->at] == '"';
    s->at += is_string;
    if (is_string ? !scan_string(s, &text) : !scan_scalar(s, &text))
        return false;
    if (place == NOWHERE)
        return true;
    member = json_member(s->layout, (struct str){s->path, place});
    if (member)
        put(s, member, text, is_string);
    return true;
}

bool json_scan(const struct layout *layout, struct parse_state *state, struct str line,
               struct record *record, struct json_found *found, uint32_t *ret_column)
{
    struct scan s = {.layout = layout,
                     .state = state,
                     .line = line,
                     .record = record,
                     .found = found,
                     .escapes = str_index(line, '\\') < line.n};
    bool whole = expect(&s, '{') && scan_object(&s, 0, 0) && !skip_blank(&s);

    *ret_column = (uint32_t)(s.at < line.n ? s.at : line.n);
    return whole;
}

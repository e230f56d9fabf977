/*
 * cutter.c: runs a compiled layout over a line. Two passes: a strict one from the left, which reads
 * every line that a server wrote with its quotes escaped; and, when that fails, a lenient one that
 * tries the possible ends of free texts.
 *
 * Why two: a user name may hold spaces, quotes and "[" and comes before the time, so that a client
 * could forge the time and the request if the first "[" were taken. Servers escape the quote that
 * starts the request, or they do not escape the user at all; in both cases the RIGHTMOST place
 * where a time and its quote stand is the server's own. The lenient pass prefers it and says that
 * the line allows another reading.
 */
#include "parsers/parser.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Candidates that the lenient pass may try on one line: enough for any real line, and no quadratic
 * time for hostile ones. */
#define CUT_TRIES 4096

/* How often the lenient pass may search a line for ends, in lengths of it: each try can look for
 * the next field's end through the rest of the line. */
#define CUT_SEARCHES 32

/* 29/Jan/2024:03:12:45 +0100 */
#define CLF_TIME_BYTES 26

/* One line being cut. */
struct cut {
    const struct layout_op *ops; /* of the form */
    int op_count;
    struct str tail;
    struct parse_state *state;
    struct str line;
    struct record *record;
    size_t furthest; /* where the best attempt stopped */
    bool bad_time;
    bool hidden; /* a backslash hides a quote from ending its text */
    unsigned tries;
    size_t searched; /* bytes of the lenient pass */
};

/* What a byte may be part of. */
enum {
    CLASS_DIGIT = 1,
    CLASS_DOT = 2,
    CLASS_HEX = 4,
    CLASS_NAME = 8,
    CLASS_COLON = 16,
    CLASS_BRACKET = 32
};

/* Classes by byte: one load for each byte of an address instead of a chain of comparisons. */
#define D CLASS_DIGIT
#define P CLASS_DOT
#define X CLASS_HEX
#define N CLASS_NAME
#define C CLASS_COLON
#define B CLASS_BRACKET
static const unsigned char classes[256] = {
    ['0'] = D, ['1'] = D, ['2'] = D, ['3'] = D, ['4'] = D, ['5'] = D, ['6'] = D, ['7'] = D,
    ['8'] = D, ['9'] = D, ['.'] = P, ['a'] = X, ['b'] = X, ['c'] = X, ['d'] = X, ['e'] = X,
    ['f'] = X, ['A'] = X, ['B'] = X, ['C'] = X, ['D'] = X, ['E'] = X, ['F'] = X, ['g'] = N,
    ['h'] = N, ['i'] = N, ['j'] = N, ['k'] = N, ['l'] = N, ['m'] = N, ['n'] = N, ['o'] = N,
    ['p'] = N, ['q'] = N, ['r'] = N, ['s'] = N, ['t'] = N, ['u'] = N, ['v'] = N, ['w'] = N,
    ['x'] = N, ['y'] = N, ['z'] = N, ['G'] = N, ['H'] = N, ['I'] = N, ['J'] = N, ['K'] = N,
    ['L'] = N, ['M'] = N, ['N'] = N, ['O'] = N, ['P'] = N, ['Q'] = N, ['R'] = N, ['S'] = N,
    ['T'] = N, ['U'] = N, ['V'] = N, ['W'] = N, ['X'] = N, ['Y'] = N, ['Z'] = N, ['-'] = N,
    ['_'] = N, [':'] = C, ['['] = B, [']'] = B, ['%'] = B,
};
#undef D
#undef P
#undef X
#undef N
#undef C
#undef B

/* An IPv4 or IPv6 address or a host name; not a host with a port. */
static bool is_address(struct str text)
{
    unsigned seen = 0;
    size_t colons = 0;

    if (text.n == 0 || text.n > 255)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        unsigned class = classes[(unsigned char)text.p[i]];

        if (class == 0)
            return false;
        seen |= class;
        colons += class == CLASS_COLON;
    }
    if (colons == 0)
        return !(seen & CLASS_BRACKET);
    return colons >= 2 && (!(seen & CLASS_NAME) || str_index(text, '%') < text.n);
}

/* An address that no name can look like: four groups of digits, or colons. */
bool text_is_ip(struct str text)
{
    size_t dots = 0;
    unsigned seen = 0;

    if (!is_address(text))
        return false;
    for (size_t i = 0; i < text.n; i++) {
        seen |= classes[(unsigned char)text.p[i]];
        dots += text.p[i] == '.';
    }
    return (seen & CLASS_COLON) || (seen == (CLASS_DIGIT | CLASS_DOT) && dots == 3);
}

/* Digits with at most their decimals, or "-". *ret_value is the whole part, -1 for "-". */
static bool read_number(struct str text, int64_t *ret_value)
{
    int64_t value = 0;
    size_t i = 0;

    *ret_value = -1;
    if (text.n == 0 || text.n > 18)
        return false;
    if (text.n == 1 && text.p[0] == '-')
        return true;
    if (text.p[0] == '-') { /* HAProxy: a phase that was never reached; a clock that stepped back */
        int64_t ignored;

        return text.p[1] != '-' && read_number(str_skip(text, 1), &ignored);
    }
    i += text.p[0] == '+' && text.n > 1; /* HAProxy: the line was written before the end */
    for (; i < text.n && text.p[i] != '.'; i++) {
        unsigned digit = (unsigned)(unsigned char)text.p[i] - '0';

        if (digit > 9)
            return false;
        value = value * 10 + digit;
    }
    for (i += i < text.n; i < text.n; i++) {
        if (!(classes[(unsigned char)text.p[i]] & CLASS_DIGIT))
            return false;
    }
    *ret_value = value;
    return true;
}

static bool take_number(struct record *record, enum field field, struct str text)
{
    int64_t value;

    if (!read_number(text, &value))
        return false;
    if (field == FIELD_SC_STATUS)
        record->status = value <= 999 ? (int)value : -1;
    else if (field == FIELD_SC_BYTES)
        record->bytes = value;
    return true;
}

static bool is_digits(struct str text)
{
    size_t i = 0;

    while (i < text.n && classes[(unsigned char)text.p[i]] & CLASS_DIGIT)
        i++;
    return i == text.n;
}

/* "192.0.2.1:443", "[2001:db8::1]:443", "2001:db8::1:443" (as HAProxy writes it), "unix:1" or "-":
 * the address, and the port beside it. */
static bool take_endpoint(struct record *record, enum field field, struct str text)
{
    enum field port_field = field == FIELD_C_IP ? FIELD_C_PORT : FIELD_S_PORT;
    size_t colon = text.n;
    struct str address;

    if (text.n == 1 && text.p[0] == '-')
        return true;
    while (colon > 0 && text.p[colon - 1] != ':')
        colon--;
    if (colon < 2 || colon == text.n || !is_digits(str_skip(text, colon)))
        return false;
    address = (struct str){text.p, colon - 1};
    if (address.p[0] == '[' && address.n > 2 && address.p[address.n - 1] == ']')
        address = str_slice(address, 1, address.n - 1);
    if (!is_address(address))
        return false;
    if (field == FIELD_C_IP || field == FIELD_S_IP) {
        record->field[field] = address;
        record->field[port_field] = str_skip(text, colon);
    }
    return true;
}

/* The first byte `stop` in [at, end), or end. Fields are short and of any length: comparing sixteen
 * bytes at once costs less than guessing wrong where a loop ends. */
static inline const char *next_byte(const char *at, const char *end, char stop)
{
#ifdef __SSE2__
    const __m128i wanted = _mm_set1_epi8(stop);

    for (; end - at >= 16; at += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
        unsigned hits = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, wanted));

        if (hits)
            return at + __builtin_ctz(hits);
    }
#endif
    while (at < end && *at != stop)
        at++;
    return at;
}

/* Quotes are those of other fields, but inside a target: Squid does not escape them there. What is
 * read over must not swallow a blank and so another field. */
static inline bool is_token(enum field field, struct str text)
{
    if (text.n == 0 || (field == FIELD_NONE && str_index(text, ' ') < text.n))
        return false;
    if (field == FIELD_CS_URI_QUERY)
        return text.n == 1 || text.p[0] != '"';
    return text.n == 1 || next_byte(text.p, text.p + text.n, '"') == text.p + text.n;
}

/* A piece of a time. What is read over must be one all the same. */
static bool take_piece(struct parse_state *state, const struct layout_op *op, struct str text)
{
    struct instant other = {0};

    return instant_read(op->field == FIELD_TIME ? &state->instant : &other, op->pattern, text);
}

/* A time, or a piece of one. */
static inline bool take_time(struct parse_state *state, struct record *record,
                             const struct layout_op *op, struct str text)
{
    int64_t ignored;

    if (op->part == PART_TIME_PIECE)
        return take_piece(state, op, text);
    return parse_time(state, op->part, text, op->field == FIELD_TIME ? &record->time_ns : &ignored);
}

/* Nothing stands where a value could: another attempt may have left one in the record. */
static bool take_nothing(struct record *record, enum field field)
{
    if (field == FIELD_SC_STATUS)
        record->status = -1;
    else if (field == FIELD_SC_BYTES)
        record->bytes = -1;
    if (field != FIELD_NONE)
        record->field[field] = STR_NONE;
    return true;
}

/* Checks and stores the text of a field. */
static inline bool take(struct parse_state *state, struct record *record,
                        const struct layout_op *op, struct str text, bool *bad_time)
{
    if (text.n == 0 && op->empty)
        return take_nothing(record, op->field);
    switch (op->part) {
    case PART_ADDRESS:
        if (!is_address(text) && !str_eq(text, STR("unix:")))
            return false;
        break;
    case PART_IP:
        if (!text_is_ip(text))
            return false;
        break;
    case PART_PADDED:
        text = str_trim(text);
        /* fall through */
    case PART_NUMBER:
        if (!take_number(record, op->field, text))
            return false;
        break;
    case PART_TIME_CLF:
    case PART_TIME_ISO:
    case PART_TIME_EPOCH:
    case PART_TIME_PIECE:
        if (!take_time(state, record, op, text)) {
            *bad_time = true;
            return false;
        }
        break;
    case PART_ENDPOINT: return take_endpoint(record, op->field, text);
    case PART_TOKEN:
        if (!is_token(op->field, text))
            return false;
        break;
    case PART_QUOTED:
    case PART_LIST:
    case PART_FREE:
    case PART_REST: break;
    case PART_GUESS: extras_take(record, text); break;
    }
    if (op->field != FIELD_NONE)
        record->field[op->field] = text.n == 1 && text.p[0] == '-' ? STR_NONE : text;
    return true;
}

bool record_take(struct parse_state *state, struct record *record, const struct layout_op *op,
                 struct str text, bool *ret_bad_time)
{
    return take(state, record, op, text, ret_bad_time);
}

/* Where `next` stands first in [at, end), or NULL. */
static inline const char *next_literal(const char *at, const char *end, struct str next)
{
    for (;; at++) {
        at = next_byte(at, end, next.p[0]);
        if ((size_t)(end - at) < next.n)
            return NULL;
        if (next.n == 1 || memcmp(at, next.p, next.n) == 0)
            return at;
    }
}

/* End of the quoted text at `at`: its first quote that is not escaped; NULL without one. */
static inline const char *next_quote(const char *at, const char *end, bool escapes)
{
    const char *from = at;

    while ((at = next_byte(at, end, '"')) < end) {
        const char *back = at;

        while (escapes && back > from && back[-1] == '\\')
            back--;
        if ((at - back) % 2 == 0)
            return at;
        at++;
    }
    return NULL;
}

/* End of a list at `at`: the literal, unless a blank of the list itself looks like it. */
static const char *list_end(const char *at, const char *end, struct str after)
{
    const char *stop = at;

    while ((stop = next_literal(stop, end, after)) != NULL) {
        bool inside = after.p[0] == ' ' && stop > at &&
                      (stop[-1] == ',' || (stop[-1] == ':' && stop - at > 1 && stop[-2] == ' ') ||
                       (end - stop > 2 && stop[1] == ':' && stop[2] == ' '));

        if (!inside)
            return stop;
        stop++;
    }
    return NULL;
}

/* End of a piece of a time, which its pattern knows; of something else, so that it is told to be a
 * bad time: its literal. */
static const char *piece_end(const struct layout_op *op, const char *at, const char *end)
{
    struct instant other = {0};
    struct str text = {at, (size_t)(end - at)};

    if (instant_take(&other, op->pattern, &text))
        return text.p;
    return op->after.n ? next_literal(at, end, op->after) : end;
}

/* Where the strict pass ends a field that starts at `at`; NULL when it has no end. */
static inline const char *strict_end(const struct layout_op *op, const char *at, const char *end,
                                     bool escapes)
{
    if (op->part == PART_TIME_PIECE)
        return piece_end(op, at, end);
    if (op->after.n == 0)
        return end;
    switch (op->part) {
    case PART_TIME_CLF: return end - at > CLF_TIME_BYTES ? at + CLF_TIME_BYTES : NULL;
    case PART_QUOTED:
        return op->after.p[0] == '"' ? next_quote(at, end, escapes)
                                     : next_literal(at, end, op->after);
    case PART_FREE: return next_literal(at, end, op->after);
    case PART_LIST: return list_end(at, end, op->after);
    case PART_PADDED:
        while (at < end && *at == ' ')
            at++;
        return next_byte(at, end, op->after.p[0]);
    default: return next_byte(at, end, op->after.p[0]);
    }
}

/* Literals between fields are a few bytes long: a call would cost more than the comparison. */
static inline bool literal_fits(const char *at, const char *end, struct str literal)
{
    size_t i = 0;

    if ((size_t)(end - at) < literal.n)
        return false;
    while (i < literal.n && at[i] == literal.p[i])
        i++;
    return i == literal.n;
}

static bool cut_strict(struct cut *cut)
{
    const struct layout_op *op = cut->ops;
    const struct layout_op *last = op + cut->op_count;
    const char *at = cut->line.p;
    const char *end = at + cut->line.n;

    for (; op < last; op++) {
        const char *stop;

        cut->furthest = (size_t)(at - cut->line.p);
        if (!literal_fits(at, end, op->before))
            return false;
        at += op->before.n;
        stop = strict_end(op, at, end, cut->hidden);
        if (!stop)
            return false;
        if (op->part == PART_FREE && stop - at > 2 && next_byte(at, stop, '"') < stop)
            return false; /* a raw quote in a user name: let the lenient pass decide */
        if (!take(cut->state, cut->record, op, (struct str){at, (size_t)(stop - at)},
                  &cut->bad_time))
            return false;
        at = stop;
    }
    cut->furthest = (size_t)(at - cut->line.p);
    return literal_fits(at, end, cut->tail) && at + cut->tail.n == end;
}

static bool literal_at(struct cut *cut, size_t at, struct str literal)
{
    if (at > cut->furthest)
        cut->furthest = at;
    return at <= cut->line.n && str_starts(str_skip(cut->line, at), literal);
}

static bool cut_lenient(struct cut *cut, int i, size_t at);

/* Tries field i as [from, to). */
static bool try_end(struct cut *cut, int i, size_t from, size_t to)
{
    return cut->tries++ < CUT_TRIES && literal_at(cut, to, cut->ops[i].after) &&
           take(cut->state, cut->record, &cut->ops[i], str_slice(cut->line, from, to),
                &cut->bad_time) &&
           cut_lenient(cut, i + 1, to);
}

/* Counts bytes that were searched; false when there have been too many. */
static bool may_search(struct cut *cut, size_t bytes)
{
    cut->searched += bytes;
    return cut->searched <= CUT_SEARCHES * cut->line.n;
}

/* Fields before a time: the rightmost end first. */
static bool try_from_right(struct cut *cut, int i, size_t from)
{
    struct str next = cut->ops[i].after;

    for (size_t to = cut->line.n - next.n + 1; to-- > from && may_search(cut, 1);) {
        if (cut->line.p[to] == next.p[0] && str_starts(str_skip(cut->line, to), next) &&
            try_end(cut, i, from, to))
            return true;
    }
    return false;
}

static bool try_from_left(struct cut *cut, int i, size_t from)
{
    struct str next = cut->ops[i].after;
    size_t to = from;

    while (to + next.n <= cut->line.n) {
        size_t more = str_find(str_skip(cut->line, to), next);

        to += more;
        if (!may_search(cut, more) || to >= cut->line.n)
            return false;
        if (try_end(cut, i, from, to))
            return true;
        to++;
    }
    return false;
}

/* A line that ends inside its last quoted field, at `at`: HAProxy cuts at 1,024 bytes, others at
 * their buffers. What is there is read. */
static bool is_cut_off(struct cut *cut, size_t at)
{
    const struct layout_op *op = &cut->ops[cut->op_count - 1];
    struct str rest = str_skip(cut->line, at);

    return op->part == PART_QUOTED && str_eq(op->after, STR("\"")) && rest.n > 0 &&
           !next_quote(rest.p, rest.p + rest.n, cut->state->escapes) &&
           take(cut->state, cut->record, op, rest, &cut->bad_time);
}

/* Depth is bounded by the number of fields. */
static bool cut_lenient(struct cut *cut, int i, size_t at)
{
    const struct layout_op *op = &cut->ops[i];
    struct str next;

    if (i == cut->op_count)
        return at + cut->tail.n == cut->line.n;
    at += op->before.n;
    next = op->after;
    if (at > cut->line.n || cut->line.n < next.n)
        return false;
    if (next.n == 0 && op->part != PART_TIME_PIECE)
        return try_end(cut, i, at, cut->line.n);
    if (i + 1 == cut->op_count) /* the last field reaches to the tail of the line */
        return (cut->line.n - next.n >= at && try_end(cut, i, at, cut->line.n - next.n)) ||
               is_cut_off(cut, at);
    if (op->part == PART_FREE || op->part == PART_LIST)
        return try_from_right(cut, i, at);
    if (op->part == PART_QUOTED)
        return try_from_left(cut, i, at);
    {
        const char *end = strict_end(op, cut->line.p + at, cut->line.p + cut->line.n, cut->hidden);

        return end && try_end(cut, i, at, (size_t)(end - cut->line.p));
    }
}

/* Begins to cut a line by a form. */
static void cut_begin(struct cut *cut, const struct layout *layout, const struct layout_form *form)
{
    cut->ops = layout->ops + form->first;
    cut->op_count = form->op_count;
    cut->tail = form->tail;
    cut->tries = 0;
    cut->searched = 0;
    cut->bad_time = false;
    record_clear(cut->record);
    if (form->pieces)
        cut->state->instant = (struct instant){0};
}

/* What a line whose fields were found comes to. */
static bool cut_end(struct cut *cut, const struct layout_form *form)
{
    struct parse_state *state = cut->state;

    if (!form->pieces)
        return true;
    cut->bad_time = !instant_end(&state->instant, state->zone_seconds, &cut->record->time_ns);
    if (!cut->bad_time)
        parse_count_zone(state, state->instant.has_epoch  ? 0
                                : state->instant.has_zone ? state->instant.zone_seconds
                                                          : state->zone_seconds);
    return !cut->bad_time;
}

/* The lenient pass over all forms, which keeps the furthest place that any has reached. */
static bool cut_forms_lenient(struct cut *cut, const struct layout *layout, bool *bad_time)
{
    for (int i = 0; i < layout->form_count; i++) {
        cut_begin(cut, layout, &layout->forms[i]);
        if (literal_at(cut, 0, cut->ops[0].before) && cut_lenient(cut, 0, 0) &&
            cut_end(cut, &layout->forms[i]))
            return true;
        *bad_time = *bad_time || cut->bad_time;
    }
    return false;
}

enum parsed layout_cut(const struct layout *layout, struct parse_state *state, struct str line,
                       struct record *record, uint32_t *ret_column)
{
    struct cut cut = {.state = state, .line = line, .record = record};
    bool bad_time = false;
    size_t furthest = 0;

    state->escapes =
        layout->escape > ESCAPE_JSON || (!state->no_escapes && str_index(line, '\\') < line.n);
    cut.hidden = state->escapes && layout->escape <= ESCAPE_JSON;
    for (int i = 0; i < layout->form_count; i++) {
        cut_begin(&cut, layout, &layout->forms[i]);
        if (cut_strict(&cut) && cut_end(&cut, &layout->forms[i])) {
            record_finish(layout->escape, state, record);
            return PARSED;
        }
        bad_time = bad_time || cut.bad_time;
        furthest = cut.furthest > furthest ? cut.furthest : furthest;
    }
    cut.furthest = furthest;
    if (!state->strict && cut_forms_lenient(&cut, layout, &bad_time)) {
        record_finish(layout->escape, state, record);
        return PARSED_AMBIGUOUS;
    }
    *ret_column = (uint32_t)cut.furthest;
    return bad_time ? PARSED_BAD_TIME : PARSED_BAD_LAYOUT;
}

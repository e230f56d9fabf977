/*
 * cutter.c: runs a compiled layout over a line. Two passes: a strict one from the left, which reads every line that a server wrote
 * with its quotes escaped; and, when that fails, a lenient one that tries the possible ends of free texts.
 *
 * Why two: a user name may hold spaces, quotes and "[" and comes before the time, so that a client could forge the time and the request
 * if the first "[" were taken. Servers escape the quote that starts the request, or they do not escape the user at all; in
 * both cases the RIGHTMOST place where a time and its quote stand is the server's own. The lenient pass prefers it and says
 * that the line allows another reading.
 */
#include "parsers/parser.h"

/* Candidates that the lenient pass may try on one line: enough for any real line, and no quadratic time for hostile ones. */
#define CUT_TRIES 4096

/* One line being cut. */
struct cut {
    const struct layout *layout;
    struct parse_state *state;
    struct str line;
    struct record *record;
    size_t furthest; /* where the best attempt stopped */
    bool bad_time;
    unsigned tries;
};

int layout_add(struct layout *layout, struct str before, enum part part, enum field field,
               struct err *err)
{
    if (layout->op_count == LIMIT_LAYOUT_OPS)
        return err_usage(err, "the log format has more than %d fields", LIMIT_LAYOUT_OPS);
    if (layout->op_count > 0 && before.n == 0)
        return err_usage(
            err, "two fields of the log format touch: nothing says where the first one ends");
    layout->ops[layout->op_count++] = (struct layout_op){before, part, field};
    return 0;
}

/* The literal after field i. */
static struct str after(const struct layout *layout, int i)
{
    return i + 1 < layout->op_count ? layout->ops[i + 1].before : layout->tail;
}

static bool is_host_char(unsigned char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == '-' || c == '_';
}

/* An IPv4 or IPv6 address or a host name; not a host with a port. */
static bool is_address(struct str text)
{
    size_t colons = 0;
    bool hex = true;

    if (text.n == 0 || text.n > 255)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];

        if (c == ':' || c == '[' || c == ']' || c == '%')
            colons += c == ':';
        else if (!is_host_char(c))
            return false;
        else if (!((c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f') || c == '.'))
            hex = false;
    }
    return colons == 0 || (colons >= 2 && hex) || (colons >= 2 && str_index(text, '%') < text.n);
}

static bool is_number(struct str text)
{
    if (text.n == 1 && text.p[0] == '-')
        return true;
    for (size_t i = 0; i < text.n; i++) {
        if (!((text.p[i] >= '0' && text.p[i] <= '9') || text.p[i] == '.'))
            return false;
    }
    return text.n > 0;
}

/* Checks and stores the text of a field. */
static bool take(struct cut *cut, const struct layout_op *op, struct str text)
{
    struct record *record = cut->record;

    switch (op->part) {
    case PART_ADDRESS:
        if (!is_address(text))
            return false;
        break;
    case PART_NUMBER:
        if (!is_number(text))
            return false;
        break;
    case PART_TIME_CLF:
    case PART_TIME_ISO:
    case PART_TIME_EPOCH:
        if (!parse_time(cut->state, op->part, text, &record->time_ns)) {
            cut->bad_time = true;
            return false;
        }
        break;
    case PART_TOKEN:
        if (text.n == 0 || str_index(text, '"') < text.n)
            return false;
        break;
    case PART_QUOTED:
    case PART_FREE: break;
    }
    if (op->field != FIELD_NONE)
        record->field[op->field] = text;
    return true;
}

/* End of the quoted text at `from`: its first quote that is not escaped, or line.n. */
static size_t quoted_end(struct str line, size_t from)
{
    size_t at = from;

    while (at < line.n) {
        size_t quote = at + str_index(str_skip(line, at), '"');
        size_t back = quote;

        while (back > from && line.p[back - 1] == '\\')
            back--;
        if (quote == line.n || (quote - back) % 2 == 0)
            return quote;
        at = quote + 1;
    }
    return line.n;
}

/* Where the strict pass ends field i that starts at `from`. */
static size_t strict_end(const struct cut *cut, int i, size_t from)
{
    struct str line = cut->line;
    struct str next = after(cut->layout, i);
    enum part part = cut->layout->ops[i].part;

    if (next.n == 0)
        return line.n;
    if (part == PART_QUOTED)
        return next.p[0] == '"' ? quoted_end(line, from)
                                : from + str_find(str_skip(line, from), next);
    if (part == PART_FREE)
        return from + str_find(str_skip(line, from), next);
    return from + str_index(str_skip(line, from), next.p[0]);
}

static bool literal_at(struct cut *cut, size_t at, struct str literal)
{
    if (at > cut->furthest)
        cut->furthest = at;
    return str_starts(str_skip(cut->line, at), literal);
}

static bool cut_strict(struct cut *cut)
{
    const struct layout *layout = cut->layout;
    size_t at = 0;

    for (int i = 0; i < layout->op_count; i++) {
        const struct layout_op *op = &layout->ops[i];
        size_t end;

        if (!literal_at(cut, at, op->before))
            return false;
        at += op->before.n;
        end = strict_end(cut, i, at);
        if (op->part == PART_FREE && memchr(cut->line.p + at, '"', end - at) && end - at > 2)
            return false; /* a raw quote in a user name: let the lenient pass decide */
        if (!take(cut, op, str_slice(cut->line, at, end)))
            return false;
        at = end;
    }
    return literal_at(cut, at, layout->tail) && at + layout->tail.n == cut->line.n;
}

static bool cut_lenient(struct cut *cut, int i, size_t at);

/* Tries field i as [from, to). */
static bool try_end(struct cut *cut, int i, size_t from, size_t to)
{
    return cut->tries++ < CUT_TRIES && literal_at(cut, to, after(cut->layout, i)) &&
           take(cut, &cut->layout->ops[i], str_slice(cut->line, from, to)) &&
           cut_lenient(cut, i + 1, to);
}

/* Fields before a time: the rightmost end first. */
static bool try_from_right(struct cut *cut, int i, size_t from)
{
    struct str next = after(cut->layout, i);

    for (size_t to = cut->line.n - next.n + 1; to-- > from;) {
        if (cut->line.p[to] == next.p[0] && str_starts(str_skip(cut->line, to), next) &&
            try_end(cut, i, from, to))
            return true;
    }
    return false;
}

static bool try_from_left(struct cut *cut, int i, size_t from)
{
    struct str next = after(cut->layout, i);
    size_t to = from;

    while (to + next.n <= cut->line.n) {
        to += str_find(str_skip(cut->line, to), next);
        if (to >= cut->line.n)
            return false;
        if (try_end(cut, i, from, to))
            return true;
        to++;
    }
    return false;
}

/* Depth is bounded by the number of fields. */
static bool cut_lenient(struct cut *cut, int i, size_t at)
{
    const struct layout *layout = cut->layout;
    const struct layout_op *op = &layout->ops[i];
    struct str next;

    if (i == layout->op_count)
        return at + layout->tail.n == cut->line.n;
    at += op->before.n;
    next = after(layout, i);
    if (at > cut->line.n || cut->line.n < next.n)
        return false;
    if (next.n == 0)
        return try_end(cut, i, at, cut->line.n);
    if (i + 1 == layout->op_count) /* the last field reaches to the tail of the line */
        return cut->line.n - next.n >= at && try_end(cut, i, at, cut->line.n - next.n);
    if (op->part == PART_FREE)
        return try_from_right(cut, i, at);
    if (op->part == PART_QUOTED)
        return try_from_left(cut, i, at);
    return try_end(cut, i, at, strict_end(cut, i, at));
}

enum parsed layout_cut(const struct layout *layout, struct parse_state *state, struct str line,
                       struct record *record, uint32_t *ret_column)
{
    struct cut cut = {.layout = layout, .state = state, .line = line, .record = record};
    enum parsed parsed = PARSED;

    record_clear(record);
    if (!cut_strict(&cut)) {
        bool bad_time = cut.bad_time;

        record_clear(record);
        cut.bad_time = false;
        if (!literal_at(&cut, 0, layout->ops[0].before) || !cut_lenient(&cut, 0, 0)) {
            *ret_column = (uint32_t)cut.furthest;
            return bad_time || cut.bad_time ? PARSED_BAD_TIME : PARSED_BAD_LAYOUT;
        }
        parsed = PARSED_AMBIGUOUS;
    }
    record_finish(state, record);
    return parsed;
}

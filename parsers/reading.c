/*
 * reading.c: chooses, and reads lines by the choice. Which layout reads a line is a function of the
 * line and of the choice alone, but for layouts with header lines, so it does not matter who reads
 * which part.
 */
#include "parsers/reading.h"

int reading_layouts(struct layout *layouts, struct err *err)
{
    int n = 0;

    for (size_t i = 0; i < parser_count; i++) {
        if (!parsers[i]->sniffed)
            continue;
        if (layout_compile(&layouts[n], str_of(parsers[i]->name), err) < 0) {
            while (n > 0)
                layout_release(&layouts[--n]);
            return -1;
        }
        n++;
    }
    return n;
}

void reading_begin(struct parse_state *state)
{
    state->columns = (struct columns){0};
    state->time_text[0] = '\0';
}

/* A line as it is read: without its CR. */
static struct str next_line(struct str *text)
{
    size_t end = str_index(*text, '\n');
    struct str line = {text->p, end};

    *text = str_skip(*text, end < text->n ? end + 1 : end);
    if (line.n && line.p[line.n - 1] == '\r')
        line.n--;
    return line;
}

/* The line inside its wrapper; false when the wrapper does not stand around it. */
static bool inner_line(const struct parser *wrapper, struct parse_state *state, struct str line,
                       struct str *ret_inner)
{
    if (str_starts(line, STR("\xEF\xBB\xBF"))) /* a byte order mark: Windows begins files so */
        line = str_skip(line, 3);
    *ret_inner = line;
    return !wrapper || wrapper->unwrap(state, line, ret_inner);
}

/* Lines of a sample, gone through one after another. */
struct sample {
    const struct str *windows;
    int count;
    bool whole;
    int window;
    struct str rest;
};

static bool sample_next(struct sample *s, struct str *ret_line)
{
    for (;;) {
        while (s->rest.n == 0) {
            if (s->window == s->count)
                return false;
            s->rest = s->windows[s->window++];
        }
        if (str_index(s->rest, '\n') == s->rest.n && (s->window < s->count || !s->whole)) {
            s->rest.n = 0; /* a line that the window cuts */
            continue;
        }
        *ret_line = next_line(&s->rest);
        if (ret_line->n)
            return true;
    }
}

/* Which lines of a sample somebody has read: the first so many, one bit each. */
#define MARKED_LINES 16384
struct marks {
    uint8_t bits[MARKED_LINES / 8];
};

static void mark(struct marks *marks, unsigned line)
{
    if (line < MARKED_LINES)
        marks->bits[line / 8] |= (uint8_t)(1u << line % 8);
}

static bool is_comment(struct str line)
{
    return line.n && line.p[0] == '#';
}

/* How well a layout reads a sample. */
struct score {
    unsigned lines;
    unsigned read;
    unsigned weight; /* an ambiguous line counts once, one whose rest is read over twice, any other
                        three times: a layout that swallows columns of another one must not win */
};

/* A layout that reads over the rest of a line reads any line that begins like its own: it proves
 * less than one that accounts for every byte. */
static bool reads_over(const struct layout *layout)
{
    enum part last = layout->op_count ? layout->ops[layout->op_count - 1].part : PART_TOKEN;

    return last == PART_REST || last == PART_GUESS;
}

/* Lines of the sample that a layout reads inside a wrapper. */
static struct score count_read(const struct layout *layout, const struct parser *wrapper,
                               const struct sample *sample, struct marks *marks)
{
    struct score score = {0};
    struct sample s = *sample;
    struct parse_state state = {0};
    struct record record;
    struct str line;

    for (unsigned i = 0; i < MARKED_LINES && sample_next(&s, &line); i++) {
        enum parsed parsed;
        struct str inner;
        uint32_t column;

        (void)inner_line(wrapper, &state, line, &inner); /* or the line as it stands */
        parsed = layout_parse(layout, &state, inner, &record, &column);
        if (parsed == PARSED || parsed == PARSED_AMBIGUOUS) {
            score.read++;
            score.lines++;
            score.weight += parsed == PARSED_AMBIGUOUS ? 1 : reads_over(layout) ? 2 : 3;
            mark(marks, i);
        } else if (parsed != PARSED_SKIP && !is_comment(line)) {
            score.lines++;
        }
        if (state.scratch.head)
            arena_release(&state.scratch);
    }
    return score;
}

static unsigned count_marks(const struct marks *marks)
{
    unsigned n = 0;

    for (size_t i = 0; i < sizeof marks->bits; i++)
        n += (unsigned)__builtin_popcount(marks->bits[i]);
    return n;
}

/* Lines of the sample that a wrapper stands around. */
static bool is_wrapped(const struct parser *wrapper, const struct sample *sample)
{
    struct sample s = *sample;
    struct parse_state state = {0};
    struct str line;
    unsigned lines = 0;
    unsigned wrapped = 0;

    while (lines < MARKED_LINES && sample_next(&s, &line)) {
        struct str inner;

        lines++;
        wrapped += inner_line(wrapper, &state, line, &inner);
        if (state.scratch.head)
            arena_release(&state.scratch);
    }
    return wrapped > 0 && (uint64_t)wrapped * 100 >= (uint64_t)lines * READING_SHARE_PCT;
}

/* Tries all layouts inside one wrapper; *best is replaced when more lines are read. As many are
 * enough for a wrapper that stands around them: combined, with names for addresses and blanks in
 * accounts, can take a whole syslog header for a client and a part of the account. */
static void try_wrapper(struct reading *best, const struct parser *wrapper,
                        const struct sample *sample)
{
    struct reading r = {.from = best->from, .wrapper = wrapper};
    unsigned best_weight = 0;
    unsigned second_weight = 0;
    struct marks marks = {{0}};

    for (size_t i = 0; i < r.from->count; i++) {
        const struct layout *layout = &r.from->layouts[i];
        struct score score = count_read(layout, wrapper, sample, &marks);

        if (!r.layout && score.lines > r.lines)
            r.lines = score.lines;
        if (score.weight > best_weight) {
            r.second = r.layout;
            r.second_read = r.read;
            second_weight = best_weight;
            r.layout = layout;
            r.read = score.read;
            r.lines = score.lines; /* what a layout skips for certain is not held against it */
            best_weight = score.weight;
        } else if (score.weight > second_weight) {
            r.second = layout;
            r.second_read = score.read;
            second_weight = score.weight;
        }
    }
    r.any_read = count_marks(&marks);
    if (!best->lines || r.any_read > best->any_read || (wrapper && r.any_read == best->any_read))
        *best = r;
}

/* Whether a header line stands in the sample. */
static bool has_header(const struct sample *sample)
{
    struct sample s = *sample;
    struct str line;

    while (sample_next(&s, &line)) {
        if (str_starts(line, STR("#Fields:")) || str_starts(line, STR("#fields")))
            return true;
    }
    return false;
}

struct reading reading_choose(const struct reading_choice *from, const struct str *windows,
                              int count, bool whole)
{
    struct reading best = {.from = from};
    struct sample sample = {.windows = windows, .count = count, .whole = whole};

    try_wrapper(&best, NULL, &sample);
    for (size_t i = 0; i < parser_count; i++) {
        if (parsers[i]->unwrap && is_wrapped(parsers[i], &sample))
            try_wrapper(&best, parsers[i], &sample);
    }
    best.closest = best.layout;
    if (from->fixed && from->count == 1)
        best.layout = from->layouts;
    else if (best.read == 0 ||
             (uint64_t)best.any_read * 100 < (uint64_t)best.lines * READING_SHARE_PCT)
        best.layout = NULL;
    best.in_order = (best.layout && best.layout->parser->headed) || has_header(&sample);
    return best;
}

/* Tries the layouts that were not chosen. A line that one of them reads whole, without ambiguity,
 * is of that layout. */
static bool parse_otherwise(const struct reading *reading, struct parse_state *state,
                            struct str line, struct record *record,
                            const struct layout **ret_layout)
{
    enum parsed parsed = PARSED_BAD_LAYOUT;
    uint32_t column;

    state->strict = true;
    for (size_t i = 0; i < reading->from->count && parsed != PARSED; i++) {
        const struct layout *layout = &reading->from->layouts[i];

        if (layout == reading->layout || (layout->parser->headed && !reading->in_order))
            continue;
        *ret_layout = layout;
        parsed = layout_parse(layout, state, line, record, &column);
    }
    state->strict = false;
    if (parsed != PARSED)
        *ret_layout = reading->layout;
    return parsed == PARSED;
}

/* Where a part of a line stands in it; 0 when it was copied. */
static uint32_t offset_in(struct str line, struct str inner)
{
    uintptr_t from = (uintptr_t)line.p;
    uintptr_t at = (uintptr_t)inner.p;

    return at >= from && at <= from + line.n ? (uint32_t)(at - from) : 0;
}

enum parsed reading_parse(const struct reading *reading, struct parse_state *state, struct str line,
                          struct record *record, const struct layout **ret_layout,
                          uint32_t *ret_column)
{
    struct str inner = line;
    enum parsed parsed;

    *ret_layout = reading->layout;
    (void)inner_line(reading->wrapper, state, line, &inner);
    parsed = layout_parse(reading->layout, state, inner, record, ret_column);
    if (parsed == PARSED || parsed == PARSED_AMBIGUOUS || parsed == PARSED_SKIP)
        return parsed;
    if (parse_otherwise(reading, state, inner, record, ret_layout))
        return PARSED;
    if (is_comment(line))
        return PARSED_SKIP;
    *ret_column += offset_in(line, inner);
    return parsed;
}

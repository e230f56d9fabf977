/*
 * draft.c: what the languages of layouts share. It knows no language's letters.
 */
#include "parsers/draft.h"

#include <stdarg.h>
#include <stdio.h>

#define CLF_PATTERN "%d/%b/%Y:%H:%M:%S %z"
#define ISO_PATTERN "%Y-%m-%dT%H:%M:%S%z"

/* Patterns that finish.c reads without interpreting them. */
static const struct {
    const char *pattern;
    enum part part;
} quick[] = {
    {CLF_PATTERN, PART_TIME_CLF},   {"%d/%b/%Y:%T %z", PART_TIME_CLF},
    {ISO_PATTERN, PART_TIME_ISO},   {"%Y-%m-%dT%T%z", PART_TIME_ISO},
    {"%FT%T%z", PART_TIME_ISO},     {"%FT%TZ", PART_TIME_ISO},
    {"%FT%T", PART_TIME_ISO},       {"%Y-%m-%dT%H:%M:%S", PART_TIME_ISO},
    {"%FT%H:%M:%S", PART_TIME_ISO}, {"%s", PART_TIME_EPOCH},
    {"%@ms", PART_TIME_EPOCH},      {"%@us", PART_TIME_EPOCH},
};

int draft_begin(struct draft *draft, struct layout *layout, struct str text, struct spelled from,
                struct err *err)
{
    *draft = (struct draft){.layout = layout,
                            .err = err,
                            .text = text,
                            .from = from,
                            .first = layout->op_count,
                            .literal = arena_alloc(&layout->arena, from.n * 2 + 16)};
    for (size_t i = 0; i < from.n; i++) {
        if (from.p[i] == '\n')
            return draft_refuse(draft, i,
                                "a line end inside the format: each request would be "
                                "written on two lines");
    }
    return layout_form_begin(layout, err);
}

void draft_literal(struct draft *draft, char c)
{
    draft->literal[draft->literal_n++] = c;
}

struct layout_op *draft_last(const struct draft *draft)
{
    struct layout *layout = draft->layout;

    return layout->op_count > draft->first ? &layout->ops[layout->op_count - 1] : NULL;
}

bool draft_touches(const struct draft *draft)
{
    return draft->literal_n == 0 && draft_last(draft);
}

int draft_refuse(const struct draft *draft, size_t at, const char *format, ...)
{
    va_list args;

    at = at < draft->from.n ? at : draft->from.n;
    va_start(args, format);
    (void)layout_vrefuse(draft->err, draft->text, draft->from.place[at], format, args);
    va_end(args);
    return -1;
}

/* The literal text since the last field. */
static struct str take_literal(struct draft *draft)
{
    struct str literal =
        arena_str(&draft->layout->arena, (struct str){draft->literal, draft->literal_n});

    draft->literal_n = 0;
    return literal;
}

static int shown(struct str name)
{
    return (int)(name.n < 60 ? name.n : 60);
}

/* After an op was added, or not. */
static int added(struct draft *draft, struct str name, int rc, int weight)
{
    struct layout_op *op = draft_last(draft);
    struct str before = draft->last;

    if (rc == LAYOUT_TOUCH)
        return draft_refuse(draft, draft->at,
                            "nothing separates %.*s from %.*s: nothing would say where the first "
                            "one ends",
                            shown(before), before.p, shown(name), name.p);
    if (rc < 0 || !op)
        return -1;
    op->empty = draft->empty;
    draft->weight[draft->layout->op_count - 1] = weight;
    draft->last = name;
    return 0;
}

/* An address and its port with a colon between: one field, since IPv6 addresses have colons. */
static bool join_port(struct draft *draft, const struct draft_field *field)
{
    struct layout_op *last = draft_last(draft);

    if (!last || last->part != PART_ADDRESS || draft->literal_n != 1 || draft->literal[0] != ':')
        return false;
    if (!(last->field == FIELD_C_IP && field->field == FIELD_C_PORT) &&
        !(last->field == FIELD_S_IP && field->field == FIELD_S_PORT) &&
        !(last->field == FIELD_NONE && field->field == FIELD_NONE && field->part == PART_NUMBER))
        return false;
    last->part = PART_ENDPOINT;
    draft->literal_n = 0;
    return true;
}

int draft_add(struct draft *draft, struct str name, const struct draft_field *field)
{
    enum part part = field->part;
    bool quoted;
    int rc;

    if (join_port(draft, field))
        return 0;
    quoted = draft->literal_n && draft->literal[draft->literal_n - 1] == '"';
    if (quoted && (part == PART_FREE || part == PART_TOKEN || part == PART_LIST))
        part = PART_QUOTED;
    rc = layout_add(draft->layout, take_literal(draft), part, field->field, draft->err);
    return added(draft, name, rc, field->weight);
}

int draft_add_time(struct draft *draft, struct str name, struct str pattern, int weight)
{
    struct str before;
    int rc = -1;

    if (instant_least(pattern) < 0 || str_index(pattern, '%') == pattern.n ||
        str_index(pattern, '}') < pattern.n)
        return draft_refuse(draft, draft->at, "this form of the time is not known");
    before = take_literal(draft);
    for (size_t i = 0; i < sizeof quick / sizeof quick[0]; i++) {
        if (str_eq(pattern, str_of(quick[i].pattern))) {
            rc = layout_add(draft->layout, before, quick[i].part, FIELD_TIME, draft->err);
            if (rc == 0)
                draft_last(draft)->pattern = arena_str(&draft->layout->arena, pattern);
            break;
        }
        if (i + 1 == sizeof quick / sizeof quick[0])
            rc = layout_add_piece(draft->layout, before, pattern, FIELD_TIME, draft->err);
    }
    if (added(draft, name, rc, weight) < 0)
        return -1;
    draft_last(draft)->empty = false;
    return 0;
}

bool draft_extend(struct draft *draft)
{
    struct layout_op *last = draft_last(draft);

    if (!draft_touches(draft) ||
        (last->field != FIELD_CS_URI_STEM && last->field != FIELD_CS_URI_QUERY))
        return false;
    last->field = FIELD_CS_URI_QUERY;
    return true;
}

/* Times of a form by what they give. */
struct times {
    unsigned gives;
    int whole;   /* the heaviest that is a moment by itself, -1 for none */
    bool beside; /* its decimals or its zone stand apart */
};

/* Decimals or a zone, and nothing else. */
static bool is_beside(unsigned gives)
{
    return gives && (gives & ~(unsigned)(INSTANT_FRACTION | INSTANT_ZONE)) == 0;
}

static bool is_whole(unsigned gives)
{
    return (gives & INSTANT_EPOCH) || ((gives & INSTANT_DATE) && (gives & INSTANT_CLOCK));
}

static struct times find_times(const struct draft *draft)
{
    const struct layout *layout = draft->layout;
    struct times times = {0, -1, false};

    for (int i = draft->first; i < layout->op_count; i++) {
        unsigned gives = instant_gives(layout->ops[i].pattern);

        if (layout->ops[i].field != FIELD_TIME)
            continue;
        times.gives |= gives;
        times.beside = times.beside || is_beside(gives);
        if (is_whole(gives) && (times.whole < 0 || draft->weight[i] > draft->weight[times.whole]))
            times.whole = i;
    }
    return times;
}

/* One whole moment is used, with the decimals and the zone that stand apart from it; or all pieces.
 */
static int settle_times(struct draft *draft)
{
    struct layout *layout = draft->layout;
    struct layout_form *form = &layout->forms[layout->form_count - 1];
    struct times times = find_times(draft);

    if (!is_whole(times.gives))
        return draft_refuse(draft, 0,
                            times.gives ? "it gives only a part of the time: a date, a clock and, "
                                          "where there is one, a zone are needed"
                                        : "it has no time, and without it nothing can be dated");
    form->pieces = false;
    for (int i = draft->first; i < layout->op_count; i++) {
        struct layout_op *op = &layout->ops[i];
        bool kept = times.whole < 0 || i == times.whole || is_beside(instant_gives(op->pattern));

        if (op->field != FIELD_TIME)
            continue;
        if (!kept)
            op->field = FIELD_NONE;
        else if (times.whole < 0 || times.beside)
            op->part = PART_TIME_PIECE;
        form->pieces = form->pieces || (kept && op->part == PART_TIME_PIECE);
    }
    return 0;
}

/* An op is read over. One that only its field told from the op before it cannot be. */
static int read_over(struct draft *draft, int i)
{
    struct layout_op *op = &draft->layout->ops[i];

    op->field = FIELD_NONE;
    if (op->before.n || i == draft->first || op[-1].part == PART_TIME_PIECE)
        return 0;
    return draft_refuse(draft, 0,
                        "the path stands in it twice, once with nothing before it: nothing would "
                        "say where it begins");
}

/* Of the fields that say the same thing, one is used. */
static int settle_fields(struct draft *draft)
{
    struct layout *layout = draft->layout;
    int best[FIELD_COUNT];
    int rc = 0;

    for (int i = 0; i < FIELD_COUNT; i++)
        best[i] = -1;
    for (int i = draft->first; i < layout->op_count && rc == 0; i++) {
        enum field field = layout->ops[i].field;

        if (field == FIELD_NONE || field == FIELD_TIME)
            continue;
        if (best[field] < 0) {
            best[field] = i;
        } else if (draft->weight[i] > draft->weight[best[field]]) {
            rc = read_over(draft, best[field]);
            best[field] = i;
        } else {
            rc = read_over(draft, i);
        }
    }
    return rc;
}

int draft_end(struct draft *draft)
{
    struct str tail = take_literal(draft);

    layout_form_end(draft->layout, tail);
    return settle_fields(draft) < 0 ? -1 : settle_times(draft);
}

const struct draft_field *draft_find(const struct draft_field *rows, size_t count, struct str name)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq_nocase(name, str_of(rows[i].name)))
            return &rows[i];
    }
    return NULL;
}

bool draft_is_session(struct str name)
{
    static const char *const names[] = {"JSESSIONID",
                                        "PHPSESSID",
                                        "ASP.NET_SessionId",
                                        "ASPSESSIONID",
                                        "sid",
                                        "connect.sid",
                                        "session",
                                        "sessionid",
                                        "session_id",
                                        "laravel_session",
                                        "CFID",
                                        "_session_id",
                                        "SESSION",
                                        "SMSESSION",
                                        "MRHSession",
                                        "mod_auth_openidc_session"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (str_eq_nocase(name, str_of(names[i])))
            return true;
    }
    return false;
}

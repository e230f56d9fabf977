/*
 * awstats.c: the language of AWStats' LogFormat: words such as %host between separators. Source:
 * awstats.model.conf, LogFormat. Its numbers (1 to 4) are not taken: they name layouts that have
 * names here.
 */
#include "parsers/draft.h"

/* Words; "quot" ones write their own quotes, which `quotes` adds. */
static const struct word_row {
    struct draft_field field;
    const char *around; /* literal text that the word writes before and after */
    const char *pattern;
} rows[] = {
    {{"%host", PART_ADDRESS, FIELD_C_IP, 1}, "", NULL},
    {{"%host_r", PART_ADDRESS, FIELD_NONE, 0}, "", NULL},
    {{"%lognamequot", PART_QUOTED, FIELD_CS_USERNAME, 1}, "\"\"", NULL},
    {{"%logname", PART_FREE, FIELD_CS_USERNAME, 1}, "", NULL},
    {{"%time1", PART_TIME_CLF, FIELD_TIME, 0}, "[]", "%d/%b/%Y:%H:%M:%S %z"},
    {{"%time1b", PART_TIME_CLF, FIELD_TIME, 0}, "[]", "%d/%b/%Y:%H:%M:%S"},
    {{"%time2", PART_TIME_PIECE, FIELD_TIME, 0}, "", "%Y-%m-%d %H:%M:%S"},
    {{"%time4", PART_TIME_EPOCH, FIELD_TIME, 0}, "", "%s"},
    {{"%time5", PART_TIME_ISO, FIELD_TIME, 0}, "", "%FT%T"},
    {{"%methodurl", PART_QUOTED, FIELD_REQUEST, 0}, "\"\"", NULL},
    {{"%methodurlnoprot", PART_QUOTED, FIELD_REQUEST, 0}, "\"\"", NULL},
    {{"%method", PART_TOKEN, FIELD_CS_METHOD, 0}, "", NULL},
    {{"%url", PART_FREE, FIELD_CS_URI_QUERY, 0}, "", NULL},
    {{"%query", PART_FREE, FIELD_ARGS, 0}, "", NULL},
    {{"%code", PART_NUMBER, FIELD_SC_STATUS, 0}, "", NULL},
    {{"%bytesd", PART_NUMBER, FIELD_SC_BYTES, 0}, "", NULL},
    {{"%refererquot", PART_QUOTED, FIELD_CS_REFERER, 0}, "\"\"", NULL},
    {{"%referer", PART_FREE, FIELD_CS_REFERER, 0}, "", NULL},
    {{"%uaquot", PART_QUOTED, FIELD_CS_USER_AGENT, 0}, "\"\"", NULL},
    {{"%uabracket", PART_FREE, FIELD_CS_USER_AGENT, 0}, "[]", NULL},
    {{"%ua", PART_FREE, FIELD_CS_USER_AGENT, 0}, "", NULL},
    {{"%virtualname", PART_TOKEN, FIELD_S_COMPUTERNAME, 0}, "", NULL},
    {{"%cluster", PART_TOKEN, FIELD_NONE, 0}, "", NULL},
    {{"%otherquot", PART_QUOTED, FIELD_NONE, 0}, "\"\"", NULL},
    {{"%other", PART_TOKEN, FIELD_NONE, 0}, "", NULL},
    {{"%gzipin", PART_TOKEN, FIELD_NONE, 0}, "", NULL},
    {{"%gzipout", PART_TOKEN, FIELD_NONE, 0}, "", NULL},
    {{"%gzipratio", PART_TOKEN, FIELD_NONE, 0}, "", NULL},
    {{"%deflateratio", PART_TOKEN, FIELD_NONE, 0}, "", NULL},
    {{"%extra", PART_FREE, FIELD_NONE, 0}, "", NULL}, /* %extra1 … */
};

static bool awstats_claims(struct str text)
{
    static const char *const only[] = {"%host",  "%logname", "%methodurl", "%bytesd",
                                       "%time1", "%time2",   "%uaquot"};

    for (size_t i = 0; i < sizeof only / sizeof only[0]; i++) {
        if (str_find(text, str_of(only[i])) < text.n)
            return true;
    }
    return false;
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

static const struct word_row *find(struct str name)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct str known = str_of(rows[i].field.name);

        if (str_eq(name, known) || (str_eq(known, STR("%extra")) && str_starts(name, known)))
            return &rows[i];
    }
    return NULL;
}

/* One word at d->at. Returns where it ends, SIZE_MAX with an error. */
static size_t take_word(struct draft *d)
{
    struct str rest = str_skip(spelled_text(&d->from), d->at);
    const struct word_row *row;
    size_t n = 1;
    int rc;

    while (n < rest.n && is_word(rest.p[n]))
        n++;
    rest.n = n;
    row = find(rest);
    if (!row) {
        (void)draft_refuse(d, d->at, "%.*s is no word of AWStats", (int)(n < 60 ? n : 60), rest.p);
        return SIZE_MAX;
    }
    if (row->around[0])
        draft_literal(d, row->around[0]);
    rc = row->pattern ? draft_add_time(d, rest, str_of(row->pattern), 0)
                      : draft_add(d, rest, &row->field);
    if (row->around[0])
        draft_literal(d, row->around[1]);
    return rc < 0 ? SIZE_MAX : d->at + n;
}

/* The format in LogFormat="…", or the text itself. */
static struct spelled format_of(struct layout *layout, struct str text)
{
    struct words words = {.text = text, .rules = WORDS_APACHE};
    struct spelled format = spelled_room(&layout->arena, text.n);

    if (str_starts(text, STR("awstats:")))
        return spelled_plain(&layout->arena, str_skip(text, 8), 8);
    if (!str_starts(text, STR("LogFormat")))
        return spelled_plain(&layout->arena, text, 0);
    words.at = 9;
    while (words.at < text.n && memchr(" \t=", text.p[words.at], 3))
        words.at++;
    (void)words_next(&words, &format);
    return format;
}

static int awstats_compile(struct layout *layout, struct str text, struct err *err)
{
    struct draft d;

    if (draft_begin(&d, layout, text, format_of(layout, text), err) < 0)
        return -1;
    while (d.at < d.from.n) {
        if (d.from.p[d.at] != '%') {
            draft_literal(&d, d.from.p[d.at++]);
            continue;
        }
        d.at = take_word(&d);
        if (d.at == SIZE_MAX)
            return -1;
    }
    return draft_end(&d);
}

const struct parser parser_awstats = {
    .name = "awstats",
    .claims = awstats_claims,
    .compile = awstats_compile,
    .parse = layout_cut,
};

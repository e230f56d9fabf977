/*
 * finish.c: what every layout needs once its fields are cut: times, the request's parts, escapes
 * undone (by unescape.c).
 */
#include "parsers/parser.h"

/* "Jan" … "Dec" as one number each. */
static int month_of(const char *p)
{
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

    for (int i = 0; i < 12; i++) {
        if (memcmp(p, names + (size_t)3 * (size_t)i, 3) == 0)
            return i + 1;
    }
    return 0;
}

static int two_digits(const char *p)
{
    unsigned a = (unsigned)(unsigned char)p[0] - '0';
    unsigned b = (unsigned)(unsigned char)p[1] - '0';

    return a <= 9 && b <= 9 ? (int)(a * 10 + b) : -1;
}

void parse_count_zone(struct parse_state *state, int seconds)
{
    int slot = seconds / 900 + PARSE_ZONES / 2;

    state->line_zone = seconds;
    if (slot >= 0 && slot < PARSE_ZONES)
        state->zones[slot]++;
}

/* 29/Jan/2024:03:12:45 +0100: exactly 26 bytes. */
static bool time_clf(struct parse_state *state, struct str text, int64_t *ret_ns)
{
    const char *p = text.p;
    struct civil c = {0};
    int zone;
    int high;

    if (text.n != 26)
        return false;
    if (state->time_text[0] && memcmp(state->time_text, p, 26) == 0) {
        *ret_ns = state->time_ns;
        parse_count_zone(state, state->time_zone);
        return true;
    }
    if (p[2] != '/' || p[6] != '/' || p[11] != ':' || p[14] != ':' || p[17] != ':' || p[20] != ' ')
        return false;
    high = two_digits(p + 7);
    c.day = two_digits(p);
    c.month = month_of(p + 3);
    c.year = two_digits(p + 9);
    c.hour = two_digits(p + 12);
    c.minute = two_digits(p + 15);
    c.second = two_digits(p + 18);
    if (high < 0 || c.year < 0 || clock_parse_zone(str_slice(text, 21, 26), &zone) < 0)
        return false;
    c.year += high * 100;
    if (!clock_valid(&c))
        return false;
    state->time_ns = clock_ns(&c, zone);
    state->time_zone = zone;
    memcpy(state->time_text, p, 26);
    *ret_ns = state->time_ns;
    parse_count_zone(state, zone);
    return true;
}

/* 1706494365.123 */
static bool time_epoch(struct str text, int64_t *ret_ns)
{
    struct str whole = {text.p, str_index(text, '.')};
    uint64_t seconds;
    int64_t ns = 0;
    int64_t unit = NS_PER_SECOND;
    int scale = 0;

    /* Bigger than the year 2200 in seconds: milliseconds, microseconds or nanoseconds. */
    if (!str_to_u64(whole, 7258118400000000000u, &seconds))
        return false;
    while (seconds > 7258118400u) {
        ns = ns / 10 + (int64_t)(seconds % 10) * (NS_PER_SECOND / 10);
        seconds /= 10;
        scale++;
    }
    for (; scale > 0; scale--) /* decimals are of the unit that the number is in */
        unit /= 10;
    for (size_t i = whole.n + 1; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9')
            return false;
        unit /= 10;
        ns += unit * (text.p[i] - '0');
    }
    *ret_ns = (int64_t)seconds * NS_PER_SECOND + ns;
    return true;
}

/* "2024-01-29T03:12:45", with a T or a blank. */
static bool iso_civil(const char *p, struct civil *c)
{
    int century = two_digits(p);
    int year = two_digits(p + 2);

    if (p[4] != '-' || p[7] != '-' || (p[10] != 'T' && p[10] != ' ') || p[13] != ':' ||
        p[16] != ':' || century < 0 || year < 0)
        return false;
    c->year = century * 100 + year;
    c->month = two_digits(p + 5);
    c->day = two_digits(p + 8);
    c->hour = two_digits(p + 11);
    c->minute = two_digits(p + 14);
    c->second = two_digits(p + 17);
    return clock_valid(c);
}

/* The common shape of ISO 8601, perhaps with decimals and a zone, without the freedom that
 * clock_parse grants: JSON lines have little else that takes time. False: another shape. */
static bool time_iso(struct parse_state *state, struct str text, int64_t *ret_ns)
{
    struct civil c = {0};
    int zone = state->zone_seconds;
    int32_t unit = (int32_t)(NS_PER_SECOND / 10);
    size_t i = 19;

    if (text.n < 19 || !iso_civil(text.p, &c))
        return false;
    if (i < text.n && text.p[i] == '.') {
        for (i++; i < text.n && text.p[i] >= '0' && text.p[i] <= '9'; i++, unit /= 10)
            c.ns += (text.p[i] - '0') * unit;
    }
    if (text.p[i - 1] == '.' || (i < text.n && clock_parse_zone(str_skip(text, i), &zone) < 0))
        return false;
    *ret_ns = clock_ns(&c, zone);
    parse_count_zone(state, zone);
    return true;
}

bool parse_time(struct parse_state *state, enum part part, struct str text, int64_t *ret_ns)
{
    if (part == PART_TIME_CLF)
        return time_clf(state, text, ret_ns);
    if (part == PART_TIME_EPOCH)
        return time_epoch(text, ret_ns);
    if (time_iso(state, text, ret_ns))
        return true;
    if (clock_parse(text, state->zone_seconds, ret_ns) < 0)
        return false;
    /* The zone stands after the time of day, or is the one that was given. */
    for (size_t i = text.n; i-- > 10;) {
        int zone;

        if ((text.p[i] == '+' || text.p[i] == '-') &&
            clock_parse_zone(str_skip(text, i), &zone) == 0) {
            parse_count_zone(state, zone);
            return true;
        }
    }
    parse_count_zone(state, text.p[text.n - 1] == 'Z' ? 0 : state->zone_seconds);
    return true;
}

enum part time_part(struct str text)
{
    if (text.n == 26 && text.p[2] == '/' && text.p[6] == '/')
        return PART_TIME_CLF;
    if (text.n > 8 && text.p[4] == '-' && text.p[7] == '-')
        return PART_TIME_ISO;
    return PART_TIME_EPOCH;
}

/* Bytes of the method that the request starts with, 0 for none. Methods are of capitals; any other
 * token (RFC 9110, 9.1) is one only before a path or an absolute target: most words are no method,
 * but a site may well answer "get /". */
static size_t method_bytes(struct str request)
{
    static const char token[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~";
    struct str target;
    size_t n = 0;

    while (n < request.n && ((request.p[n] >= 'A' && request.p[n] <= 'Z') || request.p[n] == '_' ||
                             request.p[n] == '-'))
        n++;
    if (n < request.n && request.p[n] == ' ')
        return n;
    while (n < request.n && memchr(token, request.p[n], sizeof token - 1))
        n++;
    if (n == request.n || request.p[n] != ' ')
        return 0;
    target = str_skip(request, n + 1);
    return str_starts(target, STR("/")) || str_starts(target, STR("http")) ? n : 0;
}

/* "GET /path HTTP/1.1". Garbage keeps its place in cs-request and has no method. */
static void split_request(struct record *record)
{
    struct str request = record->field[FIELD_REQUEST];
    size_t space = method_bytes(request);
    size_t last = request.n;

    if (space == 0)
        return;
    if (space > 1 || request.p[0] != '-') /* Varnish writes "- http://host -" of what it refused */
        record->field[FIELD_CS_METHOD] = (struct str){request.p, space};
    while (last > space && request.p[last - 1] != ' ')
        last--;
    if (last - 1 > space && str_starts(str_skip(request, last), STR("HTTP/"))) {
        record->field[FIELD_CS_VERSION] = str_skip(request, last);
        record->field[FIELD_CS_URI_QUERY] = str_slice(request, space + 1, last - 1);
    } else {
        record->field[FIELD_CS_URI_QUERY] =
            str_skip(request, space + 1); /* HTTP/0.9, or spaces in the target */
    }
}

/* "path?query". Texts may hold NUL. */
static struct str join(struct parse_state *state, struct str stem, struct str args)
{
    char *text = arena_alloc(&state->scratch, stem.n + 1 + args.n);

    memcpy(text, stem.p, stem.n);
    text[stem.n] = '?';
    memcpy(text + stem.n + 1, args.p, args.n);
    return (struct str){text, stem.n + 1 + args.n};
}

/* "https://host/path": the host apart, the path as target. Proxies, Varnish and load balancers log
 * it so. */
static void split_absolute(struct record *record, struct str *target)
{
    struct str rest = str_skip(*target, target->p[4] == 's' ? 8 : 7);
    size_t end = 0;

    while (end < rest.n && rest.p[end] != '/' && rest.p[end] != '?')
        end++;
    if (!record->field[FIELD_CS_HOST].p)
        record->field[FIELD_CS_HOST] = (struct str){rest.p, end};
    *target = end < rest.n ? str_skip(rest, end) : STR("/");
}

/* Whether a server that escapes so does it in targets, which have escapes of their own. */
static bool escapes_targets(enum escape escape)
{
    return escape != ESCAPE_PERCENT && escape != ESCAPE_PLUS && escape != ESCAPE_SQUID;
}

/* The request target, whatever the layout logs of it: whole, absolute, or path and query apart. */
static void finish_target(enum escape escape, struct parse_state *state, struct record *record)
{
    struct str *target = &record->field[FIELD_CS_URI_QUERY];
    struct str stem = record->field[FIELD_CS_URI_STEM];
    struct str args = record->field[FIELD_ARGS];
    size_t query;

    if (!target->p && stem.p) {
        bool mark = args.n && args.p[0] == '?'; /* Apache's %q has it, nginx's $args has not */

        if (mark)
            args = str_skip(args, 1);
        *target = args.n || mark ? join(state, stem, args) : stem;
    }
    if (state->escapes && escapes_targets(escape))
        *target = unescape(escape, state, *target);
    if (!target->p)
        return;
    if (target->n && target->p[0] == 'h' &&
        (str_starts(*target, STR("http://")) || str_starts(*target, STR("https://"))))
        split_absolute(record, target);
    query = str_index(*target, '?');
    record->field[FIELD_CS_URI_STEM] = (struct str){target->p, query};
    record->field[FIELD_ARGS] = query < target->n ? str_skip(*target, query + 1) : STR_NONE;
}

/* lighttpd and OVH write the virtual host where others write the identity of RFC 1413, which nobody
 * has asked for in decades. */
static void finish_ident(struct record *record)
{
    struct str ident = record->field[FIELD_CS_IDENT];

    if (ident.p && !record->field[FIELD_CS_HOST].p && str_index(ident, '.') < ident.n)
        record->field[FIELD_CS_HOST] = ident;
}

void record_finish(enum escape escape, struct parse_state *state, struct record *record)
{
    static const enum field texts[] = {FIELD_CS_USERNAME, FIELD_CS_USER_AGENT, FIELD_CS_REFERER,
                                       FIELD_CS_COOKIE,   FIELD_FORWARDED,     FIELD_CS_HOST,
                                       FIELD_SESSION};
    const size_t text_count = escape == ESCAPE_SQUID ? 1 : sizeof texts / sizeof texts[0];
    struct str *user = &record->field[FIELD_CS_USERNAME];

    /* Apache writes an empty user as "", and escapes the quotes of any other. */
    if (user->n == 0 || (escape == ESCAPE_BACKSLASH && str_eq(*user, STR("\"\""))))
        *user = STR_NONE;
    for (size_t i = 0; state->escapes && i < text_count; i++)
        record->field[texts[i]] = unescape(escape, state, record->field[texts[i]]);
    /* CloudFront encodes the per cent signs of agents that it has encoded already. */
    if (escape == ESCAPE_PERCENT)
        record->field[FIELD_CS_USER_AGENT] =
            unescape(escape, state, record->field[FIELD_CS_USER_AGENT]);
    if (str_eq(record->field[FIELD_REQUEST], STR("- - - "))) /* ELB: a connection without one */
        record->field[FIELD_REQUEST] = STR_NONE;
    if (record->field[FIELD_REQUEST].p)
        split_request(record);
    if (escape == ESCAPE_BACKSLASH && state->escapes) {
        record->field[FIELD_CS_METHOD] = unescape(escape, state, record->field[FIELD_CS_METHOD]);
        record->field[FIELD_CS_VERSION] = unescape(escape, state, record->field[FIELD_CS_VERSION]);
    }
    finish_target(escape, state, record);
    if (record->field[FIELD_CS_IDENT].p)
        finish_ident(record);
}

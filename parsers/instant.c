/*
 * instant.c: a time that a line writes in any form, or in pieces: "%d/%b/%Y %T" here, ".123" there,
 * "+0100" at the end. Patterns are strftime's (POSIX, strftime; httpd mod_log_config, %{format}t),
 * without locale: names of months and days are the English ones, as servers write them.
 */
#include "parsers/parser.h"

/* 2201-01-01, where the calendar of clock.c ends. */
#define EPOCH_MOST_NS (INT64_C(84371) * NS_PER_DAY)

/* One reading. */
struct reading_piece {
    struct instant *instant;
    struct str text;
    bool evening; /* %p said PM */
    bool has_half;
};

/* Takes up to `most` digits off the text; false when there is none. */
static bool take_digits(struct str *text, size_t most, uint64_t *ret_value, size_t *ret_count)
{
    uint64_t value = 0;
    size_t n = 0;

    while (n < text->n && n < most && text->p[n] >= '0' && text->p[n] <= '9')
        value = value * 10 + (uint64_t)(text->p[n++] - '0');
    *text = str_skip(*text, n);
    *ret_value = value;
    *ret_count = n;
    return n > 0;
}

static bool take_number(struct reading_piece *r, size_t most, int *ret_number)
{
    uint64_t value;
    size_t count;

    if (!take_digits(&r->text, most, &value, &count))
        return false;
    *ret_number = (int)value;
    return true;
}

/* Decimals of a second: as many as there are, at most nine kept. */
static bool take_fraction(struct reading_piece *r)
{
    uint64_t value;
    size_t count;
    uint64_t dropped;
    size_t more;

    if (!take_digits(&r->text, 9, &value, &count))
        return false;
    (void)take_digits(&r->text, 9, &dropped, &more);
    for (; count < 9; count++)
        value *= 10;
    r->instant->civil.ns = (int32_t)value;
    return true;
}

/* A whole since the epoch: seconds, or thousandths or millionths of them. */
static bool take_epoch(struct reading_piece *r, int64_t unit_ns)
{
    uint64_t value;
    size_t count;

    if (!take_digits(&r->text, 18, &value, &count) || value > (uint64_t)(EPOCH_MOST_NS / unit_ns))
        return false;
    r->instant->ns = (int64_t)value * unit_ns;
    r->instant->has_epoch = true;
    return true;
}

/* One of a list of names of `unit` letters each; short forms of longer names are enough. */
static bool take_name(struct reading_piece *r, const char *names, const char *const *whole,
                      int *ret_index)
{
    for (int i = 0; r->text.n >= 3 && names[3 * i]; i++) {
        if (!str_eq_nocase(str_slice(r->text, 0, 3), (struct str){names + 3 * i, 3}))
            continue;
        *ret_index = i;
        r->text = str_skip(r->text, whole && r->text.n >= strlen(whole[i]) &&
                                            str_eq_nocase(str_slice(r->text, 0, strlen(whole[i])),
                                                          str_of(whole[i]))
                                        ? strlen(whole[i])
                                        : 3);
        return true;
    }
    return false;
}

static bool take_month(struct reading_piece *r)
{
    static const char *const whole[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
    int index;

    if (!take_name(r, "JanFebMarAprMayJunJulAugSepOctNovDec", whole, &index))
        return false;
    r->instant->civil.month = index + 1;
    return true;
}

static bool take_weekday(struct reading_piece *r)
{
    static const char *const whole[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                        "Friday", "Saturday", "Sunday"};
    int index;

    return take_name(r, "MonTueWedThuFriSatSun", whole, &index);
}

static bool take_half(struct reading_piece *r)
{
    if (r->text.n < 2 || (r->text.p[1] | 32) != 'm')
        return false;
    r->evening = (r->text.p[0] | 32) == 'p';
    r->has_half = true;
    r->text = str_skip(r->text, 2);
    return true;
}

static bool is_digit(struct str text, size_t i)
{
    return i < text.n && text.p[i] >= '0' && text.p[i] <= '9';
}

/* Length of a zone as numbers: a sign, hours, and minutes with or without a colon; 0 for none. */
static size_t zone_digits(struct str text)
{
    size_t n = 1;

    if (text.n == 0 || (text.p[0] != '+' && text.p[0] != '-') || !is_digit(text, 1))
        return 0;
    n += is_digit(text, 2) ? 2 : 1;
    if (n == 3 && is_digit(text, 3) && is_digit(text, 4))
        return 5;
    if (n == 3 && text.n > 3 && text.p[3] == ':' && is_digit(text, 4) && is_digit(text, 5))
        return 6;
    return n;
}

/* Names of zones that servers in Europe and RFC 5322 (obs-zone) write, in hours. */
static const struct {
    const char *name;
    int hours;
} zone_names[] = {
    {"Z", 0},    {"UTC", 0},  {"GMT", 0},  {"WET", 0},  {"WEST", 1}, {"BST", 1},  {"CET", 1},
    {"CEST", 2}, {"EET", 2},  {"EEST", 3}, {"MSK", 3},  {"EST", -5}, {"EDT", -4}, {"CST", -6},
    {"CDT", -5}, {"MST", -7}, {"MDT", -6}, {"PST", -8}, {"PDT", -7},
};

/* "+0100", "+01:00", or the name of a zone. A name that is not known leaves the zone to --tz. */
static bool take_zone(struct reading_piece *r)
{
    size_t n = zone_digits(r->text);
    struct str zone = {r->text.p, n};

    if (n) {
        r->text = str_skip(r->text, n);
        r->instant->has_zone = true;
        return clock_parse_zone(zone, &r->instant->zone_seconds) == 0;
    }
    while (n < r->text.n && (r->text.p[n] | 32) >= 'a' && (r->text.p[n] | 32) <= 'z')
        n++;
    zone.n = n;
    for (size_t i = 0; i < sizeof zone_names / sizeof zone_names[0]; i++) {
        if (str_eq(zone, str_of(zone_names[i].name))) {
            r->instant->zone_seconds = zone_names[i].hours * 3600;
            r->instant->has_zone = true;
        }
    }
    r->text = str_skip(r->text, n);
    return n > 0;
}

/* A number of so many digits that says nothing new: day of the year, week, day of the week. */
static bool take_other(struct reading_piece *r, size_t digits)
{
    uint64_t value;
    size_t count;

    return take_digits(&r->text, digits, &value, &count);
}

static bool take_year(struct reading_piece *r, bool whole)
{
    uint64_t value;
    size_t count;

    if (!take_digits(&r->text, whole ? 4 : 2, &value, &count) || count != (whole ? 4 : 2))
        return false;
    /* POSIX, strptime %y: 69–99 are of the last century. */
    r->instant->civil.year = (int)value + (whole ? 0 : value < 69 ? 2000 : 1900);
    return true;
}

static bool take_literal(struct reading_piece *r, char c)
{
    if (r->text.n == 0 || r->text.p[0] != c)
        return false;
    r->text = str_skip(r->text, 1);
    return true;
}

/* Conversions that stand for others. */
static const char *expansion(char c)
{
    switch (c) {
    case 'T': return "%H:%M:%S";
    case 'R': return "%H:%M";
    case 'D': return "%m/%d/%y";
    case 'F': return "%Y-%m-%d";
    case 'r': return "%I:%M:%S %p";
    case 'c': return "%a %b %e %H:%M:%S %Y";
    default: return NULL;
    }
}

static bool take_clock(struct reading_piece *r, char c)
{
    struct civil *civil = &r->instant->civil;

    switch (c) {
    case 'H':
    case 'I':
    case 'k':
    case 'l':
        if (c != 'H' && r->text.n && r->text.p[0] == ' ')
            r->text = str_skip(r->text, 1);
        r->instant->has_clock = true;
        return take_number(r, 2, &civil->hour);
    case 'M': return take_number(r, 2, &civil->minute);
    case 'S': return take_number(r, 2, &civil->second);
    case 'L': /* milliseconds */
    case 'f': return take_fraction(r);
    case 'p':
    case 'P': return take_half(r);
    case 'z':
    case 'Z': return take_zone(r);
    case 's': return take_epoch(r, NS_PER_SECOND);
    case 'n': return take_literal(r, '\n');
    case 't': return take_literal(r, '\t');
    default: return false;
    }
}

static bool take_date(struct reading_piece *r, char c)
{
    struct civil *civil = &r->instant->civil;

    switch (c) {
    case 'Y':
    case 'y': return take_year(r, c == 'Y');
    case 'm': return take_number(r, 2, &civil->month);
    case 'e':
        if (r->text.n && r->text.p[0] == ' ')
            r->text = str_skip(r->text, 1);
        /* fall through */
    case 'd': r->instant->has_date = true; return take_number(r, 2, &civil->day);
    case 'b':
    case 'B':
    case 'h': return take_month(r);
    case 'a':
    case 'A': return take_weekday(r);
    case 'j': return take_other(r, 3);
    case 'U':
    case 'V':
    case 'W': return take_other(r, 2);
    case 'u':
    case 'w': return take_other(r, 1);
    default: return false;
    }
}

/* Apache's own: %@ms and %@us since the epoch, %@frac what stands below the second. */
static bool take_apache(struct reading_piece *r, struct str *pattern)
{
    if (str_starts(*pattern, STR("@ms"))) {
        *pattern = str_skip(*pattern, 3);
        return take_epoch(r, NS_PER_MS);
    }
    if (str_starts(*pattern, STR("@us"))) {
        *pattern = str_skip(*pattern, 3);
        return take_epoch(r, NS_PER_MS / 1000);
    }
    if (!str_starts(*pattern, STR("@frac")))
        return false;
    *pattern = str_skip(*pattern, 5);
    return take_fraction(r);
}

static bool read_pattern(struct reading_piece *r, struct str pattern);

/* One conversion; *pattern stands behind its %. */
static bool read_conversion(struct reading_piece *r, struct str *pattern)
{
    char c = pattern->n ? pattern->p[0] : '\0';
    const char *longer = expansion(c);

    if (c == '@')
        return take_apache(r, pattern);
    if (c == '-' && pattern->n > 1) { /* glibc: without leading zeros, which are not asked for */
        *pattern = str_skip(*pattern, 1);
        return read_conversion(r, pattern);
    }
    *pattern = str_skip(*pattern, 1);
    if (longer)
        return read_pattern(r, str_of(longer));
    if (c == '%')
        return take_literal(r, '%');
    if (c && strchr("YymdebBhaAjUVWuw", c))
        return take_date(r, c);
    return take_clock(r, c);
}

/* Depth is two: the expansions have no expansions. */
static bool read_pattern(struct reading_piece *r, struct str pattern)
{
    while (pattern.n) {
        if (pattern.p[0] == '%') {
            pattern = str_skip(pattern, 1);
            if (!read_conversion(r, &pattern))
                return false;
        } else {
            if (!take_literal(r, pattern.p[0]))
                return false;
            pattern = str_skip(pattern, 1);
        }
    }
    return true;
}

bool instant_take(struct instant *instant, struct str pattern, struct str *text)
{
    struct reading_piece r = {.instant = instant, .text = *text};

    if (!read_pattern(&r, pattern))
        return false;
    *text = r.text;
    if (r.has_half) {
        if (instant->civil.hour < 1 || instant->civil.hour > 12)
            return false;
        instant->civil.hour = instant->civil.hour % 12 + (r.evening ? 12 : 0);
    }
    return true;
}

bool instant_read(struct instant *instant, struct str pattern, struct str text)
{
    return instant_take(instant, pattern, &text) && text.n == 0;
}

unsigned instant_gives(struct str pattern)
{
    unsigned gives = 0;

    for (; pattern.n > 1; pattern = str_skip(pattern, 1)) {
        if (pattern.p[0] != '%')
            continue;
        pattern = str_skip(pattern, pattern.n > 2 && pattern.p[1] == '-' ? 2 : 1);
        if (str_starts(pattern, STR("@frac")))
            gives |= INSTANT_FRACTION;
        else if (pattern.p[0] == '@')
            gives |= INSTANT_EPOCH;
        else if (memchr("deDFc", pattern.p[0], 5))
            gives |= INSTANT_DATE;
        if (memchr("HIklTRrc", pattern.p[0], 8))
            gives |= INSTANT_CLOCK;
        if (memchr("zZ", pattern.p[0], 2))
            gives |= INSTANT_ZONE;
        if (memchr("fL", pattern.p[0], 2))
            gives |= INSTANT_FRACTION;
        if (pattern.p[0] == 's')
            gives |= INSTANT_EPOCH;
    }
    return gives;
}

int instant_least(struct str pattern)
{
    static const char known[] = "YymdebBhaAjUVWuwHIklMSLfpPzZsTRDFrcnt%";
    int least = 0;

    while (pattern.n) {
        if (pattern.p[0] == '%') {
            pattern = str_skip(pattern, 1);
            if (pattern.n > 1 && pattern.p[0] == '-' && pattern.p[1] != '@')
                pattern = str_skip(pattern, 1);
            if (str_starts(pattern, STR("@ms")) || str_starts(pattern, STR("@us")))
                pattern = str_skip(pattern, 2);
            else if (str_starts(pattern, STR("@frac")))
                pattern = str_skip(pattern, 4);
            else if (pattern.n == 0 || !memchr(known, pattern.p[0], sizeof known - 1))
                return -1;
        }
        pattern = str_skip(pattern, 1);
        least++;
    }
    return least;
}

bool instant_end(const struct instant *instant, int zone_seconds, int64_t *ret_ns)
{
    struct civil civil = instant->civil;

    if (instant->has_epoch) {
        *ret_ns = instant->ns + civil.ns;
        return true;
    }
    if (!instant->has_date || !instant->has_clock || civil.year < 1970 || civil.year > 2200 ||
        !clock_valid(&civil))
        return false;
    *ret_ns = clock_ns(&civil, instant->has_zone ? instant->zone_seconds : zone_seconds);
    return true;
}

/*
 * clock.c: calendar arithmetic. days_from_civil and its inverse follow Howard Hinnant,
 * "chrono-Compatible Low-Level Date Algorithms" (public domain).
 */
#include "base/clock.h"

#include <stdio.h>
#include <time.h>

int64_t clock_days(int year, int month, int day)
{
    int64_t y = (int64_t)year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * 146097 + day_of_era - 719468;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return days[month - 1] + (month == 2 && leap);
}

bool clock_valid(const struct civil *c)
{
    return c->year >= 1970 && c->year <= 2200 && c->month >= 1 && c->month <= 12 && c->day >= 1 &&
           c->day <= days_in_month(c->year, c->month) && c->hour >= 0 && c->hour <= 23 &&
           c->minute >= 0 && c->minute <= 59 && c->second >= 0 && c->second <= 60;
}

int64_t clock_ns(const struct civil *c, int offset_seconds)
{
    int64_t seconds = clock_days(c->year, c->month, c->day) * 86400 + c->hour * 3600 +
                      c->minute * 60 + c->second - offset_seconds;

    return seconds * NS_PER_SECOND + c->ns;
}

struct civil clock_civil(int64_t time_ns, int offset_seconds)
{
    int64_t local = time_ns + offset_seconds * NS_PER_SECOND;
    int64_t days = clock_floor(local, NS_PER_DAY);
    int64_t rest = local - days * NS_PER_DAY;
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    struct civil c = {0};

    c.day = (int)(doy - (153 * mp + 2) / 5 + 1);
    c.month = (int)(mp < 10 ? mp + 3 : mp - 9);
    c.year = (int)(yoe + era * 400 + (c.month <= 2));
    c.hour = (int)(rest / NS_PER_HOUR);
    c.minute = (int)(rest / NS_PER_MINUTE % 60);
    c.second = (int)(rest / NS_PER_SECOND % 60);
    c.ns = (int32_t)(rest % NS_PER_SECOND);
    c.weekday = (int)(((days + 3) % 7 + 7) % 7); /* 1970-01-01 was a Thursday */
    return c;
}

size_t clock_rfc3339(int64_t time_ns, char text[CLOCK_TEXT])
{
    struct civil c;
    int n;

    text[0] = '\0';
    if (time_ns == TIME_NONE)
        return 0;
    c = clock_civil(time_ns, 0);
    n = snprintf(text, CLOCK_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", c.year, c.month, c.day,
                 c.hour, c.minute, c.second, c.ns / 1000000);
    return n > 0 ? (size_t)n : 0;
}

/* Takes exactly `width` digits off the front of *text. */
static bool take_digits(struct str *text, size_t width, int *ret_value)
{
    uint64_t value;

    if (text->n < width || !str_to_u64((struct str){text->p, width}, 9999, &value))
        return false;
    *ret_value = (int)value;
    *text = str_skip(*text, width);
    return true;
}

static bool take_char(struct str *text, char c)
{
    if (text->n == 0 || text->p[0] != c)
        return false;
    *text = str_skip(*text, 1);
    return true;
}

static bool is_utc(struct str text)
{
    return str_eq_nocase(text, STR("Z")) || str_eq_nocase(text, STR("UTC")) ||
           str_eq_nocase(text, STR("GMT"));
}

int clock_parse_zone(struct str text, int *ret_offset_seconds)
{
    int sign = text.n && text.p[0] == '-' ? -1 : 1;
    int hours = 0;
    int minutes = 0;

    if (is_utc(text)) {
        *ret_offset_seconds = 0;
        return 0;
    }
    if (text.n < 2 || (text.p[0] != '+' && text.p[0] != '-'))
        return -1;
    text = str_skip(text, 1);
    if (!take_digits(&text, text.n == 1 ? 1 : 2, &hours))
        return -1;
    if (text.n) {
        (void)take_char(&text, ':');
        if (!take_digits(&text, 2, &minutes) || text.n)
            return -1;
    }
    if (hours > 15 || minutes > 59)
        return -1;
    *ret_offset_seconds = sign * (hours * 3600 + minutes * 60);
    return 0;
}

/* ".123456789" → nanoseconds; digits beyond the ninth are dropped. */
static bool take_fraction(struct str *text, int32_t *ret_ns)
{
    int32_t ns = 0;
    int digits = 0;

    if (!take_char(text, '.') && !take_char(text, ','))
        return true;
    while (text->n && text->p[0] >= '0' && text->p[0] <= '9') {
        if (digits++ < 9)
            ns = ns * 10 + (text->p[0] - '0');
        *text = str_skip(*text, 1);
    }
    if (digits == 0)
        return false;
    for (; digits < 9; digits++)
        ns *= 10;
    *ret_ns = ns;
    return true;
}

static bool take_time_of_day(struct str *text, struct civil *c)
{
    if (!take_digits(text, 2, &c->hour) || !take_char(text, ':') ||
        !take_digits(text, 2, &c->minute))
        return false;
    if (!take_char(text, ':'))
        return true;
    return take_digits(text, 2, &c->second) && take_fraction(text, &c->ns);
}

int clock_parse(struct str text, int offset_seconds, int64_t *ret_ns)
{
    struct civil c = {0};

    if (!take_digits(&text, 4, &c.year) || !take_char(&text, '-') ||
        !take_digits(&text, 2, &c.month) || !take_char(&text, '-') ||
        !take_digits(&text, 2, &c.day))
        return -1;
    if (text.n) {
        if (!take_char(&text, 'T') && !take_char(&text, 't') && !take_char(&text, ' '))
            return -1;
        if (!take_time_of_day(&text, &c))
            return -1;
        text = str_trim(text);
        if (text.n && clock_parse_zone(text, &offset_seconds) < 0)
            return -1;
    }
    if (!clock_valid(&c))
        return -1;
    *ret_ns = clock_ns(&c, offset_seconds);
    return 0;
}

static int64_t clock_read(clockid_t id)
{
    struct timespec now = {0};

    (void)clock_gettime(id, &now);
    return (int64_t)now.tv_sec * NS_PER_SECOND + now.tv_nsec;
}

int64_t clock_now(void)
{
    return clock_read(CLOCK_REALTIME);
}

int64_t clock_monotonic(void)
{
    return clock_read(CLOCK_MONOTONIC);
}

int64_t clock_processor(void)
{
    return clock_read(CLOCK_PROCESS_CPUTIME_ID);
}

/*
 * read_date.c: dates as logs write them, and parts of them as they are written: the hour of
 * "03:12:45 +0100" is 3.
 */
#include "base/clock.h"
#include "signatures/read_value.h"

/* What was read of a date. */
struct reading {
    struct civil civil;
    bool has_date;
    bool has_time;
};

/* Takes exactly n digits off the front. */
static bool take_number(struct str *text, size_t n, int *ret_number)
{
    int number = 0;

    if (text->n < n)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (text->p[i] < '0' || text->p[i] > '9')
            return false;
        number = number * 10 + (text->p[i] - '0');
    }
    *text = str_skip(*text, n);
    *ret_number = number;
    return true;
}

static bool take_byte(struct str *text, char c)
{
    if (text->n == 0 || text->p[0] != c)
        return false;
    *text = str_skip(*text, 1);
    return true;
}

static bool take_month(struct str *text, int *ret_month)
{
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

    for (int i = 0; text->n >= 3 && i < 12; i++) {
        if (str_eq_nocase((struct str){text->p, 3}, (struct str){names + 3 * i, 3})) {
            *text = str_skip(*text, 3);
            *ret_month = i + 1;
            return true;
        }
    }
    return false;
}

/* "03:12", "03:12:45", and whatever fraction and zone follow. */
static bool take_time(struct str text, struct reading *r)
{
    if (!take_number(&text, 2, &r->civil.hour) || !take_byte(&text, ':') ||
        !take_number(&text, 2, &r->civil.minute))
        return false;
    if (take_byte(&text, ':') && !take_number(&text, 2, &r->civil.second))
        return false;
    r->has_time = true;
    return text.n == 0 || strchr(".,Zz+- ]", text.p[0]) != NULL;
}

static bool read_iso(struct str text, struct reading *r)
{
    char separator;

    *r = (struct reading){.has_date = true};
    if (!take_number(&text, 4, &r->civil.year) || text.n == 0)
        return false;
    separator = text.p[0];
    if ((separator != '-' && separator != '/') || !take_byte(&text, separator) ||
        !take_number(&text, 2, &r->civil.month) || !take_byte(&text, separator) ||
        !take_number(&text, 2, &r->civil.day))
        return false;
    if (text.n == 0)
        return true;
    return (take_byte(&text, 'T') || take_byte(&text, 't') || take_byte(&text, ' ')) &&
           take_time(text, r);
}

static bool read_common(struct str text, struct reading *r)
{
    *r = (struct reading){.has_date = true};
    take_byte(&text, '[');
    return take_number(&text, 2, &r->civil.day) && take_byte(&text, '/') &&
           take_month(&text, &r->civil.month) && take_byte(&text, '/') &&
           take_number(&text, 4, &r->civil.year) && take_byte(&text, ':') && take_time(text, r);
}

static bool read_time(struct str text, struct reading *r)
{
    *r = (struct reading){.civil = {.year = 1970, .month = 1, .day = 1}};
    return take_time(text, r);
}

/* Seconds since 1970, or thousandths, millionths and billionths of them: told by their size, for
 * all moments from 1973 on. */
static bool read_epoch(struct str text, struct reading *r)
{
    size_t digits = str_index(text, '.');
    int64_t unit = NS_PER_SECOND;
    double number;

    if (digits < 9 || digits > 19 || text.p[0] < '1' || text.p[0] > '9' ||
        !read_number(text, &number))
        return false;
    for (size_t i = 11; i < digits; i += 3)
        unit /= 1000;
    if (unit == 0 || number >= (double)INT64_MAX / (double)unit)
        return false;
    *r = (struct reading){
        .civil = clock_civil((int64_t)number * unit, 0), .has_date = true, .has_time = true};
    return true;
}

/* The ISO week: the one that holds the week's Thursday, counted in that Thursday's year. */
static int week_of(const struct civil *civil)
{
    int64_t days = clock_days(civil->year, civil->month, civil->day);
    int64_t weekday = ((days + 3) % 7 + 7) % 7; /* 1970-01-01 was a Thursday; 0 is Monday */
    int64_t thursday = days - weekday + 3;
    struct civil then = clock_civil(thursday * NS_PER_DAY, 0);

    return (int)((thursday - clock_days(then.year, 1, 1)) / 7) + 1;
}

bool read_date_part(struct str text, enum date_part part, int *ret_value)
{
    struct reading r;

    if ((!read_iso(text, &r) && !read_common(text, &r) && !read_time(text, &r) &&
         !read_epoch(text, &r)) ||
        !clock_valid(&r.civil))
        return false;
    if (part == DATE_MINUTE || part == DATE_HOUR) {
        *ret_value = part == DATE_MINUTE ? r.civil.minute : r.civil.hour;
        return r.has_time;
    }
    switch (part) {
    case DATE_DAY: *ret_value = r.civil.day; break;
    case DATE_WEEK: *ret_value = week_of(&r.civil); break;
    case DATE_MONTH: *ret_value = r.civil.month; break;
    default: *ret_value = r.civil.year; break;
    }
    return r.has_date;
}

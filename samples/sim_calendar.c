/* Owns local dates and the opening hours of offices; see sim.h. No call to the C library's time
 * functions: they read the machine's time zone. */
#include "sim.h"

int day_from_civil(int year, unsigned month, unsigned day)
{
    /* H. Hinnant, "chrono-compatible low-level date algorithms" */
    int y = year - (month <= 2);
    int era = y / 400;
    unsigned yoe = (unsigned)(y - era * 400);
    unsigned doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    unsigned doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + (int)doe - 719468;
}

void civil_from_day(int day, int *year, unsigned *month, unsigned *dom)
{
    int z = day + 719468;
    int era = z / 146097;
    unsigned doe = (unsigned)(z - era * 146097);
    unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    unsigned mp = (5 * doy + 2) / 153;
    *dom = doy - (153 * mp + 2) / 5 + 1;
    *month = mp < 10 ? mp + 3 : mp - 9;
    *year = (int)yoe + era * 400 + (*month <= 2);
}

int day_of(int64_t time_ms)
{
    return (int)((time_ms + ZONE_MS) / MS_DAY);
}

int64_t day_start_ms(int day)
{
    return day * MS_DAY - ZONE_MS;
}

unsigned weekday(int day)
{
    return (unsigned)(day + 3) % 7; /* 1970-01-01 was a Thursday */
}

/* Public holidays with a fixed date (Code du travail, L3133-1). */
bool is_holiday(int day)
{
    static const unsigned dates[] = {101, 501, 508, 714, 815, 1101, 1111, 1225};
    int year;
    unsigned month, dom;
    civil_from_day(day, &year, &month, &dom);
    for (unsigned i = 0; i < sizeof dates / sizeof dates[0]; i++) {
        if (dates[i] == month * 100 + dom) {
            return true;
        }
    }
    return false;
}

static bool shut(const struct account *a, int day)
{
    bool exists = day >= a->odd.opens && day <= a->odd.closes;
    return !exists || (is_holiday(day) && a->trade != TRADE_HOSPITAL);
}

unsigned open_minutes(const struct account *a, int day)
{
    if (shut(a, day)) {
        return 0;
    }
    unsigned total = 0;
    for (int half = 0; half < 2; half++) {
        const int16_t *h = a->hours[weekday(day)][half];
        total += h[0] < 0 ? 0 : (unsigned)(h[1] - h[0]);
    }
    return total;
}

bool on_duty(const struct account *a, int day)
{
    return a->odd.duty_every > 0 && day >= a->odd.duty_first && day <= a->odd.closes &&
           (unsigned)(day - a->odd.duty_first) % a->odd.duty_every == 0;
}

bool is_away(const struct account *a, int day)
{
    return a->odd.away_address != 0 && day >= a->odd.away_first && day <= a->odd.away_last;
}

int64_t open_moment(struct account *a, int day, int64_t after_ms)
{
    int64_t start = day_start_ms(day) + (is_away(a, day) ? a->odd.away_shift * MS_MINUTE : 0);
    int64_t spans[2][2];
    int64_t total = 0;
    for (int half = 0; half < 2; half++) {
        const int16_t *h = a->hours[weekday(day)][half];
        int64_t from = start + h[0] * MS_MINUTE;
        int64_t to = start + h[1] * MS_MINUTE;
        from = from < after_ms ? after_ms : from;
        bool none = h[0] < 0 || shut(a, day) || from >= to;
        spans[half][0] = from;
        spans[half][1] = none ? from : to;
        total += spans[half][1] - spans[half][0];
    }
    if (total == 0) {
        return -1;
    }
    int64_t x = rng_between(&a->rng, 0, total - 1);
    int64_t morning = spans[0][1] - spans[0][0];
    return x < morning ? spans[0][0] + x : spans[1][0] + (x - morning);
}

int64_t next_open_moment(struct account *a, int64_t after_ms)
{
    int day = day_of(after_ms);
    for (int i = 0; i < 14; i++) {
        int64_t t = open_moment(a, day + i, after_ms);
        if (t >= 0) {
            return t;
        }
    }
    return -1;
}

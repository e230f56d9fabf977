/*
 * clock.h: time as nanoseconds since 1970-01-01T00:00:00Z, proleptic Gregorian calendar, no leap
 * seconds (as access logs write it). No libc time function, so no dependence on TZ or the locale.
 */
#ifndef LIMIER_BASE_CLOCK_H
#define LIMIER_BASE_CLOCK_H

#include "base/str.h"

#define TIME_NONE INT64_MIN

#define NS_PER_MS     INT64_C(1000000)
#define NS_PER_SECOND INT64_C(1000000000)
#define NS_PER_MINUTE (60 * NS_PER_SECOND)
#define NS_PER_HOUR   (3600 * NS_PER_SECOND)
#define NS_PER_DAY    (86400 * NS_PER_SECOND)
#define NS_PER_WEEK   (7 * NS_PER_DAY)

/* A calendar moment. month 1–12, day 1–31, weekday 0 = Monday. */
struct civil {
    int year;
    int month;
    int day;
    int hour;
    int minute;
    int second;
    int weekday;
    int32_t ns;
};

/* Days since 1970-01-01 of a calendar date. */
int64_t clock_days(int year, int month, int day);

/* Whether the date and time exist (second 60 is accepted, as logs write leap seconds). */
bool clock_valid(const struct civil *civil);

/* Nanoseconds UTC of a valid civil time that stands offset_seconds east of UTC. */
int64_t clock_ns(const struct civil *civil, int offset_seconds);

/* The civil time, offset_seconds east of UTC, of a moment. */
struct civil clock_civil(int64_t time_ns, int offset_seconds);

/* Length of what clock_rfc3339 writes, and room for it with its NUL. */
#define CLOCK_TEXT 40

/* "2024-01-29T14:03:07.125Z": RFC 3339, UTC, milliseconds. TIME_NONE gives "". Returns its length.
 */
size_t clock_rfc3339(int64_t time_ns, char text[CLOCK_TEXT]);

/* Floor division, right for moments before 1970. */
static inline int64_t clock_floor(int64_t time_ns, int64_t unit_ns)
{
    int64_t q = time_ns / unit_ns;

    return q - (time_ns % unit_ns < 0);
}

/* Reads "2024-01-29", "2024-01-29 15:00[:07[.123]]" or RFC 3339 with a zone; without a zone,
 * offset_seconds is used. 0, or -1 and *ret_ns untouched. */
int clock_parse(struct str text, int offset_seconds, int64_t *ret_ns);

/* Reads a zone: "Z", "UTC", "+0100", "+01:00", "-4". Seconds east of UTC. 0 or -1. */
int clock_parse_zone(struct str text, int *ret_offset_seconds);

/* The system's real-time clock, its monotonic one for durations, and the time that the processors
 * have spent on this process. */
int64_t clock_now(void);
int64_t clock_monotonic(void);
int64_t clock_processor(void);

#endif

/*
 * series_name.c: what rotation writes into the name of a log: a date, a number, the ending of a
 * compressed file. Only names are looked at, never contents.
 */
#include "model/series.h"

/* A name being rewritten. */
struct name {
    char *text;
    size_t n;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_separator(char c)
{
    return c == '-' || c == '_' || c == '.';
}

/* The number in `n` digits; all must be. −1 otherwise. */
static int digits(struct str text, size_t at, size_t n)
{
    int value = 0;

    if (at + n > text.n)
        return -1;
    for (size_t i = at; i < at + n; i++) {
        if (!is_digit(text.p[i]))
            return -1;
        value = value * 10 + (text.p[i] - '0');
    }
    return value;
}

static bool is_date(int year, int month, int day)
{
    return ((year >= 1990 && year < 2100) || (year >= 0 && year < 100)) && month >= 1 &&
           month <= 12 && day >= 1 && day <= 31;
}

static size_t digit_run(struct str text, size_t at)
{
    size_t n = 0;

    while (at + n < text.n && is_digit(text.p[at + n]))
        n++;
    return n;
}

/* Length of a time of day behind a date: "-05", "T0530", "_053000", "-05-30"; 0 for none. */
static size_t time_length(struct str text, size_t at)
{
    size_t n = 0;

    while (at + n < text.n && (is_separator(text.p[at + n]) || text.p[at + n] == 'T')) {
        size_t run = digit_run(text, at + n + 1);
        int hour = digits(text, at + n + 1, 2);

        if ((run != 2 && run != 4 && run != 6) || hour < 0 || hour > (n ? 59 : 23) ||
            (text.p[at + n] == '.' && run == 2 && at + n + 3 == text.n))
            break;
        n += 1 + run;
    }
    return n;
}

/* Whether "2024-01-29" stands here, with any separator, the same twice. */
static bool is_written_date(struct str text, size_t at)
{
    return at + 10 <= text.n && is_separator(text.p[at + 4]) && text.p[at + 7] == text.p[at + 4] &&
           digit_run(text, at + 8) == 2 &&
           is_date(digits(text, at, 4), digits(text, at + 5, 2), digits(text, at + 8, 2));
}

/* Length of a date that begins here, its time of day included; 0 for none. Runs of 6 (YYMMDD), 8
 * (YYYYMMDD), 10 (and the hour, or seconds since 1970), 12 and 14 digits, and YYYY-MM-DD. */
static size_t date_length(struct str text, size_t at)
{
    size_t run = digit_run(text, at);
    size_t n = 0;

    if (run == 10 && text.p[at] == '1' && text.p[at + 1] != '9')
        return run; /* seconds, 2001 to 2033: rotatelogs without a format */
    if (run == 6 && is_date(digits(text, at, 2), digits(text, at + 2, 2), digits(text, at + 4, 2)))
        n = run;
    else if (run >= 8 && run <= 14 && run % 2 == 0 &&
             is_date(digits(text, at, 4), digits(text, at + 4, 2), digits(text, at + 6, 2)))
        n = run;
    else if (run == 4 && is_written_date(text, at))
        n = 10;
    return n ? n + time_length(text, at + n) : 0;
}

/* Without endings of compressed files. */
static struct str without_ending(struct str text)
{
    static const char *const endings[] = {".gz", ".xz",  ".zst", ".bz2", ".lz4", ".lzma",
                                          ".Z",  ".zip", ".tgz", ".tar", ".br"};
    bool more = true;

    while (more) {
        more = false;
        for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
            struct str ending = str_of(endings[i]);

            if (text.n > ending.n && str_ends(text, ending) &&
                text.p[text.n - ending.n - 1] != '/') {
                text.n -= ending.n;
                more = true;
            }
        }
    }
    return text;
}

/* Without ".3" at the end. */
static struct str without_number(struct str text)
{
    size_t n = 0;

    while (n < text.n && is_digit(text.p[text.n - n - 1]))
        n++;
    if (n && n <= 5 && n + 1 < text.n && text.p[text.n - n - 1] == '.' &&
        text.p[text.n - n - 2] != '/')
        text.n -= n + 1;
    return text;
}

/* Without "#17" at the end, by which audit tells logs apart that had the same name. */
static struct str without_mark(struct str text)
{
    size_t n = 0;

    while (n < text.n && is_digit(text.p[text.n - n - 1]))
        n++;
    if (n && n + 1 < text.n && text.p[text.n - n - 1] == '#' && text.p[text.n - n - 2] != '/')
        text.n -= n + 1;
    return text;
}

/* Copies one folder or file name without its dates; a name that is nothing else becomes "*". */
static void copy_component(struct name *name, struct str part)
{
    size_t begin = name->n;
    size_t run = digit_run(part, 0);

    if (part.n == run && (run == 2 || run == 4)) { /* 2024/01/29/ */
        name->text[name->n++] = '*';
        return;
    }
    for (size_t i = 0; i < part.n;) {
        bool starts = is_digit(part.p[i]) && (i == 0 || !is_digit(part.p[i - 1]));
        size_t n = starts ? date_length(part, i) : 0;

        if (!n) {
            name->text[name->n++] = part.p[i++];
            continue;
        }
        i += n;
        if (name->n > begin && is_separator(name->text[name->n - 1]) &&
            (i == part.n || is_separator(part.p[i])))
            name->n--;
        else if (name->n == begin)
            name->text[name->n++] = '*';
    }
}

struct str series_name(struct arena *arena, struct str path)
{
    struct str text = without_number(without_ending(without_mark(path)));
    struct name name = {arena_alloc(arena, 2 * path.n + 2), 0};
    size_t at = 0;

    text = without_ending(text); /* access.log.gz.1 */
    while (at < text.n) {
        size_t end = at;

        while (end < text.n && text.p[end] != '/' && text.p[end] != '!')
            end++;
        copy_component(&name, str_slice(text, at, end));
        if (end < text.n)
            name.text[name.n++] = text.p[end];
        at = end + 1;
    }
    return (struct str){name.text, name.n};
}

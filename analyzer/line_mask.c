/*
 * line_mask.c: masks first, and puts back only what has a form that no identifier of a person has.
 */
#include "line_mask.h"

#include "model/pseudonym.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Whether what stands at `at` has the form: '9' is a digit, 'A' a letter, anything else itself. */
static bool has_form(struct str line, size_t at, const char *form)
{
    size_t i = 0;

    for (; form[i]; i++) {
        char c = at + i < line.n ? line.p[at + i] : '\0';
        char small = (char)(c | 0x20);

        if (form[i] == '9'   ? !is_digit(c)
            : form[i] == 'A' ? small < 'a' || small > 'z'
                             : c != form[i])
            return false;
    }
    return at + i == line.n || !is_digit(line.p[at + i]);
}

/* Length of a moment: that of the common log format, or of RFC 3339. A date without a time, or at
 * midnight, may be a date of birth; so may one that is a value of a request. */
static size_t moment(struct str line, size_t at)
{
    static const char clf[] = "99/AAA/9999:99:99:99";
    static const char rfc[] = "9999-99-99T99:99:99";
    static const char sql[] = "9999-99-99 99:99:99";
    const char *form = has_form(line, at, clf)   ? clf
                       : has_form(line, at, rfc) ? rfc
                       : has_form(line, at, sql) ? sql
                                                 : NULL;
    char before = at ? line.p[at - 1] : ' ';
    size_t n;

    if (!form || is_digit(before) || before == '=' || before == '/' || before == '-' ||
        memcmp(line.p + at + strlen(form) - 8, "00:00:00", 8) == 0)
        return 0;
    n = strlen(form);
    return n + (has_form(line, at + n, " +9999") || has_form(line, at + n, " -9999") ? 6 : 0);
}

/* Length of a group of an address: up to three digits, 255 at most; 0: none. */
static size_t group(struct str line, size_t at)
{
    unsigned value = 0;
    size_t n = 0;

    for (; at + n < line.n && is_digit(line.p[at + n]) && n < 4; n++)
        value = value * 10 + (unsigned)(line.p[at + n] - '0');
    return n > 3 || value > 255 ? 0 : n;
}

/* Length of an address of IPv4 that stands alone. Seven groups with dots are a NIR, four are not.
 */
static size_t address(struct str line, size_t at)
{
    char before = at ? line.p[at - 1] : ' ';
    size_t n = group(line, at);

    if (n == 0 || is_digit(before) || strchr("./=", before))
        return 0;
    for (int i = 1; i < 4; i++) {
        size_t more = at + n < line.n && line.p[at + n] == '.' ? group(line, at + n + 1) : 0;

        if (more == 0)
            return 0;
        n += 1 + more;
    }
    if (at + n + 1 < line.n && line.p[at + n] == '.' && is_digit(line.p[at + n + 1]))
        return 0;
    return n;
}

/* Length of something else that is told as it is. */
static size_t other(struct str line, size_t at)
{
    struct str before = str_slice(line, at >= 5 ? at - 5 : 0, at);

    if (str_eq(before, STR("HTTP/")) && (has_form(line, at, "9.9\"") || has_form(line, at, "9.9 ")))
        return 3;
    if (str_ends(before, STR("\" ")) && has_form(line, at, "999"))
        return 3;
    return 0;
}

/* Masks what stands behind "=", up to the next parameter or the end of the request: names and dates
 * of birth are looked for there. */
static void mask_values(char *text, size_t n)
{
    bool value = false;

    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];

        if (c == '=' || (c == '#' && i >= 1 && i + 1 < n && text[i - 1] == '%' &&
                         (text[i + 1] | 0x20) == 'd')) /* "%3D", its digit masked already */
            value = true;
        else if (strchr(" \t\"'&;,)]}", c) && c)
            value = false;
        else if (value)
            text[i] = '#';
    }
}

struct str line_mask(struct arena *arena, struct str line, size_t most)
{
    struct str masked = pseudonym_mask_line(arena, line, most);
    char *to = (char *)(uintptr_t)masked.p;
    bool dated = false;

    mask_values(to, masked.n);
    for (size_t at = 0; at < masked.n;) {
        size_t n = 0;

        if (is_digit(line.p[at])) {
            n = dated ? 0 : moment(line, at);
            dated = dated || n;
            n = n ? n : address(line, at);
            n = n ? n : other(line, at);
        }
        if (n)
            memcpy(to + at, line.p + at, n < masked.n - at ? n : masked.n - at);
        at += n ? n : 1;
    }
    return masked;
}

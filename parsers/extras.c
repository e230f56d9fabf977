/*
 * extras.c: columns that a site has added to a layout that everybody knows, when nobody gave the
 * directive: told by what they look like. Only what can be told without doubt is taken: a list of
 * addresses is what proxies passed on, "name=value" pairs are cookies, with attributes those of the
 * answer. All else is read over.
 */
#include "parsers/parser.h"

/* One column off the front of *text: "quoted, with \" inside" or up to a blank. */
static struct str next_column(struct str *text, bool *ret_quoted)
{
    size_t end = 0;
    struct str column;

    while (text->n && text->p[0] == ' ')
        *text = str_skip(*text, 1);
    *ret_quoted = text->n && text->p[0] == '"';
    if (*ret_quoted) {
        end = 1;
        while (end < text->n && text->p[end] != '"')
            end += text->p[end] == '\\' ? 2 : 1;
        end = end < text->n ? end : text->n;
        column = str_slice(*text, 1, end);
        *text = str_skip(*text, end < text->n ? end + 1 : end);
        return column;
    }
    while (end < text->n && text->p[end] != ' ')
        end++;
    column = (struct str){text->p, end};
    *text = str_skip(*text, end);
    return column;
}

/* "192.0.2.1", "192.0.2.1, 2001:db8::1", "192.0.2.1:443": digits, hexadecimal ones beside colons,
 * and what stands between addresses; no version number and no duration looks so. */
static bool is_address_list(struct str column)
{
    size_t dots = 0;
    size_t colons = 0;

    for (size_t i = 0; i < column.n; i++) {
        char c = column.p[i];

        dots += c == '.';
        colons += c == ':';
        if (str_hex_digit(c) < 0 && !memchr(".:, []", c, 6))
            return false;
    }
    return (dots >= 3 && dots % 3 == 0) || colons >= 2;
}

static bool is_token(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           memchr("-_.", c, 3) != NULL;
}

/* Values of cookies that are worth a column are longer than that. */
#define VALUE_LEAST 6

/* "JSESSIONID=0A1B2C", "a=1; b=2": a name, an equals sign, a value. *ret_set: with attributes (RFC
 * 6265, 4.1). */
static bool is_cookie(struct str column, bool *ret_set)
{
    static const char *const attributes[] = {
        "; path=", "; expires=", "; max-age=", "; httponly", "; secure", "; samesite="};
    size_t equals = 0;
    struct str rest;

    while (equals < column.n && is_token(column.p[equals]))
        equals++;
    if (equals == 0 || equals == column.n || column.p[equals] != '=')
        return false;
    *ret_set = false;
    for (rest = column; rest.n && !*ret_set; rest = str_skip(rest, 1)) {
        for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++) {
            struct str a = str_of(attributes[i]);

            *ret_set = *ret_set || (rest.n >= a.n && str_eq_nocase(str_slice(rest, 0, a.n), a));
        }
    }
    return *ret_set || column.n - equals > VALUE_LEAST;
}

void extras_take(struct record *record, struct str text)
{
    while (text.n) {
        bool quoted;
        bool set;
        struct str column = next_column(&text, &quoted);
        enum field field = FIELD_NONE;

        if (column.n < 3)
            continue;
        if (is_address_list(column))
            field = FIELD_FORWARDED;
        else if (quoted && is_cookie(column, &set))
            field = set ? FIELD_SC_COOKIE : FIELD_CS_COOKIE;
        if (field != FIELD_NONE && !record->field[field].p)
            record->field[field] = column;
    }
}

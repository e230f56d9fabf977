/*
 * shape.c: looks at bytes only.
 */
#include "model/shape.h"

#include "model/ident.h"

/* A text of letters and digits this long is no word and no number. */
#define TOKEN_LEAST 12

/* Names of parameters have fewer digits than a number that tells a person. */
#define NAME_DIGITS 5

/* Bytes that cannot tell anybody: "1.1", "42". */
#define SHOWN_LEAST 3

static const struct {
    const char *name;
    const char *doc;
} shapes[SHAPE_COUNT] = {
#define SHAPE(id, name, doc, source) [SHAPE_##id] = {name, doc},
#include "model/shapes.def"
#undef SHAPE
};

const char *shape_name(enum shape shape)
{
    return shapes[shape].name;
}

const char *shape_doc(enum shape shape)
{
    return shapes[shape].doc;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Bytes of a text by class. */
struct counts {
    size_t digits;
    size_t letters;
    size_t joints; /* - _ . ~ */
    size_t others;
};

static struct counts count_classes(struct str text)
{
    struct counts n = {0};

    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];

        if (is_digit(c))
            n.digits++;
        else if (is_letter(c))
            n.letters++;
        else if (c == '-' || c == '_' || c == '.' || c == '~')
            n.joints++;
        else
            n.others++;
    }
    return n;
}

/* Digits where the form has 0, the form's own bytes elsewhere. */
static bool fits(struct str text, const char *form)
{
    for (size_t i = 0; i < text.n; i++) {
        if (form[i] == '0' ? !is_digit(text.p[i]) : form[i] != text.p[i])
            return false;
    }
    return true;
}

static bool is_date(struct str text)
{
    return text.n == 10 && (fits(text, "0000-00-00") || fits(text, "00/00/0000"));
}

static bool is_uuid(struct str text)
{
    if (text.n != 36)
        return false;
    for (size_t i = 0; i < 36; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;

        if (dash ? text.p[i] != '-' : str_hex_digit(text.p[i]) < 0)
            return false;
    }
    return true;
}

static bool is_mail(struct str text)
{
    size_t at = str_index(text, '@');
    size_t dot = at < text.n ? str_index(str_skip(text, at), '.') : 0;

    return at > 0 && at < text.n && dot > 1 && at + dot + 1 < text.n &&
           str_index(text, ' ') == text.n;
}

static enum shape number_shape(struct str text)
{
    struct nir nir;

    if (text.n == 15 && ident_nir(text, &nir) && nir.key_valid)
        return SHAPE_NIR;
    if (text.n == 13 && ident_nir(text, &nir))
        return SHAPE_NIR13;
    if (ident_rpps(text))
        return SHAPE_RPPS;
    return ident_finess(text) ? SHAPE_FINESS : SHAPE_NUMBER;
}

enum shape shape_of(struct str text)
{
    struct counts n = count_classes(text);
    struct nir nir;

    if (text.n == 0)
        return SHAPE_EMPTY;
    if (n.digits == text.n)
        return number_shape(text);
    if (n.letters == 1 && n.digits + 1 == text.n && ident_nir(text, &nir)) /* Corsica */
        return nir.key_valid ? SHAPE_NIR : nir.key < 0 ? SHAPE_NIR13 : SHAPE_TOKEN;
    if (is_date(text))
        return SHAPE_DATE;
    if (is_uuid(text))
        return SHAPE_UUID;
    if (is_mail(text))
        return SHAPE_MAIL;
    if (n.digits == 0 && n.others == 0)
        return SHAPE_WORD;
    return n.others == 0 && text.n >= TOKEN_LEAST ? SHAPE_TOKEN : SHAPE_TEXT;
}

bool shape_is_literal(struct str text)
{
    struct counts n = count_classes(text);

    if (n.digits == 0)
        return n.others == 0;
    /* "v1", "api2", "droits-v2": few digits beside letters. A number alone is a value. */
    return n.letters > 0 && n.digits <= 2 && n.others == 0 && text.n <= 24 && n.letters >= n.digits;
}

bool shape_is_name(struct str text)
{
    return count_classes(text).digits < NAME_DIGITS;
}

struct str shape_outline(struct arena *arena, struct str text, size_t most)
{
    size_t n = text.n < most ? text.n : most;
    char *outline = arena_alloc(arena, n + 4);
    size_t length = 0;

    for (size_t i = 0; i < n; i++) {
        char c = text.p[i];

        if (((unsigned char)c & 0xC0) == 0x80)
            continue; /* a letter with an accent is one letter */
        outline[length++] = is_digit(c)                ? '0'
                            : (unsigned char)c >= 0x80 ? 'a'
                            : is_letter(c)             ? ((c & 32) ? 'a' : 'A')
                                                       : c;
    }
    if (n < text.n) {
        memcpy(outline + length, "\xE2\x80\xA6", 3);
        length += 3;
    }
    return (struct str){outline, length};
}

/* Whether a piece of a path is shown as it is. */
static bool is_shown(struct str piece)
{
    return piece.n <= SHOWN_LEAST || shape_is_literal(piece) || str_eq(piece, STR("https:")) ||
           str_eq(piece, STR("http:"));
}

/* Whether a piece of a query is the name of a parameter and no number of a person. */
static bool is_name(struct str piece, struct str rest)
{
    return str_starts(rest, STR("=")) && shape_is_name(piece);
}

struct str shape_outline_request(struct arena *arena, struct str text, bool query, size_t most)
{
    char *outline = arena_alloc(arena, most + 8);
    bool value = false;
    size_t n = 0;

    while (text.n && n < most) {
        size_t end = 0;
        struct str piece;
        bool named;

        while (end < text.n && !memchr("/?&= ", text.p[end], 5))
            end++;
        piece = (struct str){text.p, end < most - n ? end : most - n};
        named = query && is_name(piece, str_skip(text, end));
        if (value || !(named || is_shown(piece)))
            piece = shape_outline(arena, piece, piece.n);
        memcpy(outline + n, piece.p, piece.n);
        n += piece.n;
        if (end == text.n)
            break;
        query = text.p[end] == '?' || (query && text.p[end] != ' ');
        value = text.p[end] == '=' && query;
        if (n < most)
            outline[n++] = text.p[end];
        text = str_skip(text, end + 1);
    }
    return (struct str){outline, n};
}

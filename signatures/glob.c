/*
 * glob.c: texts with wildcards, read and matched. A run ("*") takes as little as it can and more
 * when the rest does not fit: only the last run is ever reconsidered, which is enough, since an
 * earlier end of what stands before it leaves more to the rest.
 */
#include "signatures/test.h"

unsigned char fold_byte(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
}

/* U+00C0 to U+00DE are C3 80 to C3 9E and their small letters C3 A0 to C3 BE; U+00D7 is the sign of
 * multiplication (Unicode, Latin-1 Supplement). */
static bool is_accented_capital(unsigned char before, unsigned char c)
{
    return before == 0xC3 && c >= 0x80 && c <= 0x9E && c != 0x97;
}

/* Two passes: the first has no branch and becomes vector code; few texts have anything for the
 * second. */
void fold_text(struct str text, char *restrict into)
{
    const char *restrict from = text.p;
    const char *at = text.n ? memchr(text.p, 0xC3, text.n) : NULL;

    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)from[i];

        into[i] = (char)(c + ((unsigned char)(c - 'A') < 26 ? 32 : 0));
    }
    for (size_t i = at ? (size_t)(at - text.p) + 1 : text.n; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];

        if (is_accented_capital((unsigned char)text.p[i - 1], c))
            into[i] = (char)(c | 0x20);
    }
}

static unsigned char folded_at(struct str text, size_t at)
{
    unsigned char c = (unsigned char)text.p[at];

    if (c < 0x80)
        return fold_byte(c);
    return at && is_accented_capital((unsigned char)text.p[at - 1], c) ? c | 0x20 : c;
}

/* Whether a literal stands at a place of a text. */
static bool stands_at(struct str text, size_t at, struct str literal, bool cased)
{
    if (text.n - at < literal.n)
        return false;
    if (cased)
        return memcmp(text.p + at, literal.p, literal.n) == 0;
    for (size_t i = 0; i < literal.n; i++) {
        if (folded_at(text, at + i) != folded_at(literal, i))
            return false;
    }
    return true;
}

/* The first place of a literal from `at` on, or text.n + 1. */
static size_t find_from(struct str text, size_t at, struct str literal, bool cased)
{
    if (text.n - at < literal.n)
        return text.n + 1;
    if (cased) {
        size_t hit = str_find(str_skip(text, at), literal);

        return at + hit < text.n ? at + hit : text.n + 1;
    }
    for (; text.n - at >= literal.n; at++) {
        if (stands_at(text, at, literal, false))
            return at;
    }
    return text.n + 1;
}

static size_t character_at(struct str text, size_t at)
{
    size_t n = (unsigned char)text.p[at] < 0x80 ? 1 : str_utf8_length(str_skip(text, at));

    return n ? n : 1;
}

/* Matches one part that is no run, and moves on. */
static bool step(const struct glob_part *part, bool cased, struct str text, size_t *at)
{
    if (part->kind == GLOB_ONE) {
        if (*at == text.n)
            return false;
        *at += character_at(text, *at);
        return true;
    }
    if (!stands_at(text, *at, part->text, cased))
        return false;
    *at += part->text.n;
    return true;
}

/* The first place from `at` on at which what follows a run can begin, or text.n + 1. */
static size_t next_place(const struct glob *glob, size_t part, bool cased, struct str text,
                         size_t at)
{
    const struct glob_part *p = &glob->parts[part];

    if (at > text.n || p->kind != GLOB_LITERAL)
        return at;
    if (part + 1 < glob->count)
        return find_from(text, at, p->text, cased);
    if (text.n - at < p->text.n || !stands_at(text, text.n - p->text.n, p->text, cased))
        return text.n + 1;
    return text.n - p->text.n;
}

bool glob_matches(const struct glob *glob, bool cased, struct str text)
{
    size_t part = 0;
    size_t at = 0;
    size_t after_run = 0; /* part after the last run; 0: there was none */
    size_t from = 0;      /* where that part was tried */

    for (;;) {
        if (part < glob->count && glob->parts[part].kind == GLOB_RUN) {
            after_run = ++part;
            if (part == glob->count)
                return true;
            from = at = next_place(glob, part, cased, text, at);
        } else if (part < glob->count && step(&glob->parts[part], cased, text, &at)) {
            part++;
            continue;
        } else if (part == glob->count && at == text.n) {
            return true;
        } else {
            if (after_run == 0 || from >= text.n)
                return false;
            part = after_run;
            from = at = next_place(glob, part, cased, text, from + character_at(text, from));
        }
        if (at > text.n)
            return false;
    }
}

static size_t count_wildcards(struct str text)
{
    size_t count = 0;

    for (size_t i = 0; i < text.n; i++)
        count += text.p[i] == '*' || text.p[i] == '?';
    return count;
}

/* Whether a backslash stands before what it can escape. */
static bool is_escape(struct str text, size_t at)
{
    return text.p[at] == '\\' && at + 1 < text.n &&
           (text.p[at + 1] == '*' || text.p[at + 1] == '?' || text.p[at + 1] == '\\');
}

static void add_literal(struct glob *glob, const char *start, const char *end)
{
    if (end > start)
        glob->parts[glob->count++] =
            (struct glob_part){GLOB_LITERAL, {start, (size_t)(end - start)}};
}

struct glob glob_read(struct str text, struct arena *arena)
{
    struct glob glob = {0};
    char *out = arena_alloc(arena, text.n + 1);
    char *start = out;

    glob.parts = arena_alloc(arena, (2 * count_wildcards(text) + 1) * sizeof *glob.parts);
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];

        if (c == '*' || c == '?') {
            add_literal(&glob, start, out);
            start = out;
            glob.parts[glob.count++] = (struct glob_part){.kind = c == '*' ? GLOB_RUN : GLOB_ONE};
            continue;
        }
        if (is_escape(text, i))
            c = text.p[++i];
        *out++ = c;
    }
    add_literal(&glob, start, out);
    return glob;
}

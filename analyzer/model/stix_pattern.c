/*
 * stix_pattern.c: recursive descent with a limit. AND binds closer than OR in both levels: of
 * observations and of comparisons.
 */
#include "model/stix_pattern.h"

#include "base/limits.h"
#include "base/mem.h"

/* The longest path in use has 80 bytes. */
#define PATH_MOST 512

/* The text being read. */
struct cursor {
    char path[PATH_MOST]; /* the last one */
    struct str text;
    size_t at;
    int depth;
    struct arena *arena;
    struct stix_pattern *pattern;
    size_t room; /* of the terms, which are doubled as needed */
};

/* What an expression amounts to. NEUTRAL: it says only of what type something is. */
enum sense { SENSE_WRONG, SENSE_NEUTRAL, SENSE_TERMS, SENSE_UNKNOWN };

static const char *skip_blanks(struct cursor *c)
{
    while (c->at < c->text.n && memchr(" \t\r\n", c->text.p[c->at], 4))
        c->at++;
    return c->text.p + c->at;
}

static bool take(struct cursor *c, char wanted)
{
    (void)skip_blanks(c);
    if (c->at >= c->text.n || c->text.p[c->at] != wanted)
        return false;
    c->at++;
    return true;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A key word, in capitals, that no letter follows. */
static bool take_word(struct cursor *c, const char *word)
{
    size_t n = strlen(word);

    (void)skip_blanks(c);
    if (!str_starts(str_skip(c->text, c->at), (struct str){word, n}) ||
        (c->at + n < c->text.n && is_letter(c->text.p[c->at + n])))
        return false;
    c->at += n;
    return true;
}

static bool add_term(struct cursor *c, enum indicator_kind kind, struct str value)
{
    struct stix_pattern *p = c->pattern;

    if (p->count == LIMIT_PATTERN_TERMS)
        return false;
    if (p->count == c->room) {
        struct stix_term *more;

        c->room = c->room ? 2 * c->room : 8;
        more = arena_alloc(c->arena, c->room * sizeof *more);
        if (p->count)
            memcpy(more, p->terms, p->count * sizeof *more);
        p->terms = more;
    }
    p->terms[p->count++] = (struct stix_term){kind, value};
    return true;
}

/* 'text', in which a backslash stands before quotes and itself. */
static bool read_text(struct cursor *c, struct str *ret_text)
{
    char *to;
    size_t n = 0;
    size_t end;

    if (!take(c, '\''))
        return false;
    for (end = c->at; end < c->text.n && c->text.p[end] != '\''; end++)
        end += c->text.p[end] == '\\';
    to = arena_alloc(c->arena, end - c->at + 1);
    while (c->at < c->text.n && c->text.p[c->at] != '\'') {
        if (c->text.p[c->at] == '\\' && c->at + 1 < c->text.n)
            c->at++;
        to[n++] = c->text.p[c->at++];
    }
    *ret_text = (struct str){to, n};
    return take(c, '\'');
}

/* A number, a truth value, or t'…', h'…', b'…': nothing that is looked for. */
static bool skip_constant(struct cursor *c)
{
    struct str text;
    size_t from;

    (void)skip_blanks(c);
    if (c->at + 1 < c->text.n && memchr("thb", c->text.p[c->at], 3) && c->text.p[c->at + 1] == '\'')
        c->at++;
    if (c->at < c->text.n && c->text.p[c->at] == '\'')
        return read_text(c, &text);
    from = c->at;
    while (c->at < c->text.n &&
           (is_letter(c->text.p[c->at]) || memchr("0123456789+-.", c->text.p[c->at], 13)))
        c->at++;
    return c->at > from;
}

/* A byte that a path cannot hold bare. */
static bool ends_path(char c)
{
    return memchr(" \t\r\n=!<>()],", c, 11) != NULL;
}

/* What quotes or brackets wait for after a byte: their end, or nothing. */
static char closing_after(char closing, char byte)
{
    if (closing)
        return byte == closing ? '\0' : closing;
    return byte == '[' ? ']' : byte == '\'' ? byte : '\0';
}

/* "network-traffic:extensions.'http-request-ext'…", without its quotes and a last "[0]". */
static bool read_path(struct cursor *c, struct str *ret_path)
{
    const char *p = skip_blanks(c);
    size_t left = c->text.n - c->at < PATH_MOST ? c->text.n - c->at : PATH_MOST;
    size_t n = 0;
    size_t i = 0;
    size_t index = 0;    /* where the last "[" stands */
    char closing = '\0'; /* of the quotes or brackets at hand */

    if (left == 0 || !is_letter(p[0]))
        return false;
    for (; i < left && (closing || !ends_path(p[i])); i++) {
        char byte = p[i];

        if (!closing && byte == '[')
            index = n;
        if (byte != '\'')
            c->path[n++] = byte;
        closing = closing_after(closing, byte);
    }
    c->at += i;
    if (index && c->path[n - 1] == ']')
        n = index;
    *ret_path = (struct str){c->path, n};
    return str_index(*ret_path, ':') < n;
}

/* What a path is about. False: nothing that requests show. */
static bool kind_of_path(struct str path, enum indicator_kind *ret_kind)
{
    static const struct {
        const char *path;
        enum indicator_kind kind;
    } known[] = {
        {"ipv4-addr:value", INDICATOR_NETWORK},
        {"ipv6-addr:value", INDICATOR_NETWORK},
        {"network-traffic:src_ref.value", INDICATOR_NETWORK},
        {"user-account:account_login", INDICATOR_ACCOUNT},
        {"user-account:user_id", INDICATOR_ACCOUNT},
        {"network-traffic:extensions.http-request-ext.request_header.User-Agent",
         INDICATOR_AGENT}, /* names of headers have no case */
    };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (str_eq_nocase(path, str_of(known[i].path))) {
            *ret_kind = known[i].kind;
            return true;
        }
    }
    return false;
}

/* ('a', 'b') */
static enum sense read_set(struct cursor *c, bool known, enum indicator_kind kind)
{
    if (!take(c, '('))
        return SENSE_WRONG;
    do {
        struct str value;

        (void)skip_blanks(c);
        if (c->at < c->text.n && c->text.p[c->at] != '\'') {
            known = false;
            if (!skip_constant(c))
                return SENSE_WRONG;
        } else if (!read_text(c, &value) || (known && !add_term(c, kind, value))) {
            return SENSE_WRONG;
        }
    } while (take(c, ','));
    if (!take(c, ')'))
        return SENSE_WRONG;
    return known ? SENSE_TERMS : SENSE_UNKNOWN;
}

/* An operator other than those that are looked for: 1; none: 0. */
static bool take_other_operator(struct cursor *c)
{
    static const char *const words[] = {"LIKE", "MATCHES", "ISSUPERSET", "ISSUBSET", "IN"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (take_word(c, words[i]))
            return true;
    }
    if (take(c, '!'))
        return take(c, '=');
    if (take(c, '<') || take(c, '>')) {
        (void)take(c, '=');
        return true;
    }
    return take(c, '=');
}

/* The sign and the value. `known`: the path is one that is looked for; `type`: it only says of what
 * type something is. */
static enum sense read_test(struct cursor *c, enum indicator_kind kind, bool known, bool type)
{
    struct str value;

    if (take_word(c, "IN"))
        return read_set(c, known, kind);
    if (!take(c, '=') && !(kind == INDICATOR_NETWORK && take_word(c, "ISSUBSET"))) {
        known = type = false;
        if (!take_other_operator(c))
            return SENSE_WRONG;
    }
    (void)skip_blanks(c);
    if (c->at >= c->text.n || c->text.p[c->at] != '\'')
        return skip_constant(c) ? SENSE_UNKNOWN : SENSE_WRONG;
    if (!read_text(c, &value) || (known && !add_term(c, kind, value)))
        return SENSE_WRONG;
    return known ? SENSE_TERMS : type ? SENSE_NEUTRAL : SENSE_UNKNOWN;
}

/* path operator value */
static enum sense read_comparison(struct cursor *c)
{
    enum indicator_kind kind = INDICATOR_TEXT;
    struct str path;
    bool known;
    bool type;

    if (take_word(c, "EXISTS"))
        return read_path(c, &path) ? SENSE_UNKNOWN : SENSE_WRONG;
    if (!read_path(c, &path))
        return SENSE_WRONG;
    known = kind_of_path(path, &kind);
    type = str_eq(path, STR("network-traffic:src_ref.type"));
    if (take_word(c, "NOT"))
        known = type = false;
    return read_test(c, kind, known, type);
}

/* Of things that must hold together: what one of them says, if the others say nothing more. */
static enum sense both(struct cursor *c, enum sense a, enum sense b, size_t from)
{
    if (a == SENSE_WRONG || b == SENSE_WRONG)
        return SENSE_WRONG;
    if (a == SENSE_NEUTRAL || b == SENSE_NEUTRAL)
        return a == SENSE_NEUTRAL ? b : a;
    c->pattern->count = from;
    return SENSE_UNKNOWN;
}

/* Of alternatives. */
static enum sense either(struct cursor *c, enum sense a, enum sense b)
{
    if (a == SENSE_WRONG || b == SENSE_WRONG)
        return SENSE_WRONG;
    if (a != SENSE_TERMS || b != SENSE_TERMS)
        c->pattern->unknown = true;
    return a == SENSE_TERMS || b == SENSE_TERMS ? SENSE_TERMS : SENSE_UNKNOWN;
}

static enum sense read_alternatives(struct cursor *c, bool observations);

static enum sense read_atom(struct cursor *c, bool observations)
{
    enum sense sense;
    bool bracket = observations && take(c, '[');

    if (!bracket && !take(c, '('))
        return observations ? SENSE_WRONG : read_comparison(c);
    if (++c->depth > LIMIT_PATTERN_DEPTH)
        return SENSE_WRONG;
    sense = read_alternatives(c, observations && !bracket);
    c->depth--;
    return take(c, bracket ? ']' : ')') ? sense : SENSE_WRONG;
}

/* WITHIN 5 SECONDS, REPEATS 3 TIMES, START t'…' STOP t'…': how many of them, −1: a wrong one. */
static int skip_qualifiers(struct cursor *c)
{
    int count = 0;

    for (;; count++) {
        bool fits;

        if (take_word(c, "WITHIN"))
            fits = skip_constant(c) && take_word(c, "SECONDS");
        else if (take_word(c, "REPEATS"))
            fits = skip_constant(c) && take_word(c, "TIMES");
        else if (take_word(c, "START"))
            fits = skip_constant(c) && take_word(c, "STOP") && skip_constant(c);
        else
            return count;
        if (!fits)
            return -1;
    }
}

static enum sense read_together(struct cursor *c, bool observations)
{
    size_t from = c->pattern->count;
    enum sense sense = read_atom(c, observations);
    int qualifiers;

    for (;;) {
        qualifiers = observations && sense != SENSE_WRONG ? skip_qualifiers(c) : 0;
        if (qualifiers < 0)
            return SENSE_WRONG;
        if (qualifiers) {
            c->pattern->count = from;
            sense = SENSE_UNKNOWN;
        }
        if (sense == SENSE_WRONG ||
            !(take_word(c, "AND") || (observations && take_word(c, "FOLLOWEDBY"))))
            return sense;
        sense = both(c, sense, read_atom(c, observations), from);
    }
}

static enum sense read_alternatives(struct cursor *c, bool observations)
{
    enum sense sense = read_together(c, observations);

    while (sense != SENSE_WRONG && take_word(c, "OR"))
        sense = either(c, sense, read_together(c, observations));
    return sense;
}

void stix_pattern_read(struct stix_pattern *pattern, struct str text, struct arena *arena)
{
    struct cursor c = {.text = text.p ? text : STR(""), .arena = arena, .pattern = pattern};
    enum sense sense;

    *pattern = (struct stix_pattern){0};
    sense = read_alternatives(&c, true);
    (void)skip_blanks(&c);
    pattern->wrong = sense == SENSE_WRONG || c.at < text.n;
    if (pattern->wrong)
        pattern->count = 0;
    if (sense != SENSE_TERMS)
        pattern->unknown = true;
}

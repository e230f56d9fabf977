/*
 * condition.c: a parser by descent, one function for each level of precedence: or, and, not, then
 * names, selectors and brackets. Its depth is capped. Keywords are in lower case, as in pySigma.
 */
#include "signatures/condition.h"

#include "base/limits.h"
#include "base/sentence.h"
#include "signatures/test.h"

/* One parse. The next word lies at `at`, behind blanks; it is empty at the end. */
struct parser {
    struct str text;
    const struct condition_scope *scope;
    struct arena *arena;
    struct condition_trouble *error;
    struct condition_trouble *warning;
    struct str word;
    size_t at;
    unsigned depth;
    unsigned names;
};

/* Operands of one operator, in order. */
struct operands {
    struct expr *first;
    struct expr **tail;
};

/* Notes the error (the first one wins) and returns -1. */
static int fail(struct parser *p, size_t at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static struct str said(struct arena *arena, enum lang lang, const char *format, va_list args)
{
    char text[512];

    sentence_print(lang, text, sizeof text, format, args);
    return arena_str(arena, str_of(text));
}

static int fail(struct parser *p, size_t at, const char *format, ...)
{
    va_list args;

    if (p->error->text.p)
        return -1;
    va_start(args, format);
    *p->error = (struct condition_trouble){at, said(p->arena, LANG_EN, format, args),
                                           said(p->arena, LANG_FR, format, args)};
    va_end(args);
    return -1;
}

static void doubt(struct parser *p, size_t at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void doubt(struct parser *p, size_t at, const char *format, ...)
{
    va_list args;

    if (p->warning->text.p)
        return;
    va_start(args, format);
    *p->warning = (struct condition_trouble){at, said(p->arena, LANG_EN, format, args),
                                             said(p->arena, LANG_FR, format, args)};
    va_end(args);
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '-' || c == '*' || c == '.' || (unsigned char)c >= 0x80;
}

/* Goes to the word, bracket or foreign byte that begins at or after `from`. */
static void read_word(struct parser *p, size_t from)
{
    size_t end;

    while (from < p->text.n && strchr(" \t\r\n", p->text.p[from]) && p->text.p[from])
        from++;
    end = from;
    while (end < p->text.n && is_word(p->text.p[end]))
        end++;
    if (end == from && end < p->text.n)
        end++;
    p->at = from;
    p->word = str_slice(p->text, from, end);
}

static void next_word(struct parser *p)
{
    read_word(p, p->at + p->word.n);
}

static bool word_is(const struct parser *p, const char *word)
{
    return str_eq(p->word, str_of(word));
}

/* Whether the word after this one is `word`. */
static bool next_is(const struct parser *p, const char *word)
{
    struct parser ahead = *p;

    next_word(&ahead);
    return word_is(&ahead, word);
}

static int shown(struct str text)
{
    return (int)(text.n < 60 ? text.n : 60);
}

/* An operator in capitals; NULL: it is none. */
static const char *small_operator(struct str word)
{
    static const char *const operators[] = {"and", "or", "not", "of", "them", "all", "any"};

    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        if (str_eq_nocase(word, str_of(operators[i])) && !str_eq(word, str_of(operators[i])))
            return operators[i];
    }
    return NULL;
}

static int fail_capitals(struct parser *p, size_t at, struct str word)
{
    return fail(p, at, "\"%.*s\" is written in lower case: %s", shown(word), word.p,
                small_operator(word));
}

/* The error for a word that cannot stand here. */
static int unexpected(struct parser *p)
{
    struct str w = p->word;

    if (w.n == 0)
        return fail(p, p->at, "the condition ends where a name is wanted");
    if (w.p[0] == '|')
        return fail(p, p->at,
                    "aggregations after \"|\" are Sigma 1: write a correlation rule "
                    "(event_count, value_count, value_sum …) that refers to this rule");
    if (small_operator(w))
        return fail_capitals(p, p->at, w);
    if (w.p[0] == '(' || is_word(w.p[0]))
        return fail(p, p->at, "\"and\" or \"or\" is wanted before \"%.*s\"", shown(w), w.p);
    if (w.p[0] == ')')
        return fail(p, p->at, "a closing bracket without an opening one");
    return fail(p, p->at, "\"%.*s\" is not part of the language of conditions", shown(w), w.p);
}

static void add_operand(struct operands *operands, struct expr *expr)
{
    if (!expr)
        return;
    *operands->tail = expr;
    operands->tail = &expr->next;
}

/* Joins what was not dropped; NULL: nothing is left. */
static struct expr *join(struct parser *p, enum expr_kind kind, const struct operands *operands)
{
    return operands->first ? expr_join(p->arena, kind, operands->first) : NULL;
}

static int count_name(struct parser *p)
{
    if (++p->names > LIMIT_CONDITION_NAMES)
        return fail(p, p->at, "the condition names more than %u selections", LIMIT_CONDITION_NAMES);
    return 0;
}

/* A name that the rule does not have. */
static int unknown_name(struct parser *p)
{
    struct str w = p->word;

    struct parser ahead = *p;

    next_word(&ahead);
    if (small_operator(w))
        return fail_capitals(p, p->at, w);
    if (str_eq_nocase(ahead.word, STR("of")) && small_operator(ahead.word))
        return fail_capitals(p, ahead.at, ahead.word);
    if (str_eq(w, STR("and")) || str_eq(w, STR("or")) || str_eq(w, STR("of")))
        return fail(p, p->at, "a name is wanted before \"%.*s\"", shown(w), w.p);
    if (str_eq(w, STR("near")) || str_eq(ahead.word, STR("near")))
        return fail(p, p->at, "\"near\" is Sigma 1: write a correlation rule of type temporal");
    if (str_eq(ahead.word, STR("of")) && !p->scope->selectors)
        return fail(p, p->at, "a correlation's condition names rules, without \"of\"");
    if (str_eq(ahead.word, STR("of")))
        return fail(p, p->at, "\"%.*s of\" is not Sigma: \"1 of\", \"any of\" or \"all of\"",
                    shown(w), w.p);
    if (str_eq(w, STR("them")))
        return fail(p, p->at, "\"them\" stands after \"1 of\" or \"all of\" only");
    if (str_index(w, '*') < w.n)
        return fail(p, p->at, "a pattern with \"*\" stands after \"1 of\" or \"all of\" only");
    return fail(p, p->at,
                p->scope->selectors ? "\"%.*s\" is no selection of this rule"
                                    : "\"%.*s\" is no rule of this correlation",
                shown(w), w.p);
}

static int parse_name(struct parser *p, struct expr **ret_expr)
{
    for (size_t i = 0; i < p->scope->count; i++) {
        if (str_eq(p->scope->names[i], p->word)) {
            *ret_expr = expr_share(p->arena, p->scope->exprs[i]);
            next_word(p);
            return count_name(p);
        }
    }
    return unknown_name(p);
}

/* All identifiers that a pattern means; those that begin with "_" are meant by their name only. */
static int select_names(struct parser *p, enum expr_kind kind, struct expr **ret_expr)
{
    bool them = word_is(p, "them");
    struct glob pattern = glob_read(them ? STR("*") : p->word, p->arena);
    struct operands operands = {.tail = &operands.first};

    for (size_t i = 0; i < p->scope->count; i++) {
        struct str name = p->scope->names[i];

        if (str_starts(name, STR("_")) || !glob_matches(&pattern, true, name))
            continue;
        add_operand(&operands, expr_share(p->arena, p->scope->exprs[i]));
        if (count_name(p) < 0)
            return -1;
    }
    if (!operands.first)
        doubt(p, p->at, "no selection is called \"%.*s\": this part is left out", shown(p->word),
              p->word.p);
    *ret_expr = join(p, kind, &operands);
    next_word(p);
    return 0;
}

/* "1 of", "any of" or "all of", and what they are about. */
static int parse_selector(struct parser *p, struct expr **ret_expr)
{
    enum expr_kind kind = word_is(p, "all") ? EXPR_AND : EXPR_OR;

    next_word(p);
    next_word(p);
    if (p->word.n == 0 || !is_word(p->word.p[0]))
        return fail(p, p->at, "\"them\", a name or a pattern is wanted after \"of\"");
    if (word_is(p, "them") || str_index(p->word, '*') < p->word.n)
        return select_names(p, kind, ret_expr);
    return parse_name(p, ret_expr);
}

static int parse_or(struct parser *p, struct expr **ret_expr);

static int parse_brackets(struct parser *p, struct expr **ret_expr)
{
    size_t opened = p->at;

    next_word(p);
    if (parse_or(p, ret_expr) < 0)
        return -1;
    if (p->word.n == 0)
        return fail(p, opened, "the bracket is not closed");
    if (!word_is(p, ")"))
        return unexpected(p);
    next_word(p);
    return 0;
}

static int parse_operand(struct parser *p, struct expr **ret_expr)
{
    if (word_is(p, "("))
        return parse_brackets(p, ret_expr);
    if (p->word.n == 0 || !is_word(p->word.p[0]))
        return unexpected(p);
    if (p->scope->selectors && (word_is(p, "1") || word_is(p, "any") || word_is(p, "all")) &&
        next_is(p, "of"))
        return parse_selector(p, ret_expr);
    return parse_name(p, ret_expr);
}

static int parse_not(struct parser *p, struct expr **ret_expr)
{
    size_t at = p->at;
    int rc;

    if (++p->depth > LIMIT_CONDITION_DEPTH)
        return fail(p, at, "more than %d brackets and \"not\" inside one another",
                    LIMIT_CONDITION_DEPTH);
    if (!word_is(p, "not")) {
        rc = parse_operand(p, ret_expr);
    } else {
        next_word(p);
        rc = parse_not(p, ret_expr);
        if (rc == 0 && *ret_expr)
            *ret_expr = expr_not(p->arena, *ret_expr);
    }
    p->depth--;
    return rc;
}

/* Operands with one operator between them. */
static int parse_chain(struct parser *p, const char *operator, enum expr_kind kind,
                       int (*parse)(struct parser *, struct expr **), struct expr **ret_expr)
{
    struct operands operands = {.tail = &operands.first};

    for (;;) {
        struct expr *operand = NULL;

        if (parse(p, &operand) < 0)
            return -1;
        add_operand(&operands, operand);
        if (!word_is(p, operator))
            break;
        next_word(p);
    }
    *ret_expr = join(p, kind, &operands);
    return 0;
}

static int parse_and(struct parser *p, struct expr **ret_expr)
{
    return parse_chain(p, "and", EXPR_AND, parse_not, ret_expr);
}

static int parse_or(struct parser *p, struct expr **ret_expr)
{
    return parse_chain(p, "or", EXPR_OR, parse_and, ret_expr);
}

int condition_parse(struct str text, const struct condition_scope *scope, struct arena *arena,
                    struct expr **ret_expr, struct condition_trouble *ret_error,
                    struct condition_trouble *ret_warning)
{
    struct parser p = {
        .text = text, .scope = scope, .arena = arena, .error = ret_error, .warning = ret_warning};

    *ret_error = *ret_warning = (struct condition_trouble){0};
    *ret_expr = NULL;
    if (text.n > LIMIT_CONDITION_BYTES)
        return fail(&p, 0, "a condition of more than %u bytes", LIMIT_CONDITION_BYTES);
    read_word(&p, 0);
    if (p.word.n == 0)
        return fail(&p, 0, "the condition is empty");
    if (parse_or(&p, ret_expr) < 0)
        return -1;
    if (p.word.n)
        return unexpected(&p);
    if (!*ret_expr)
        return fail(&p, ret_warning->at,
                    "nothing is left of the condition: its selectors match no selection");
    return 0;
}

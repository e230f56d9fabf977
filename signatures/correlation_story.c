/*
 * correlation_story.c: boolean conditions of temporal correlations over the names of their rules
 * ("login and not password-change"), as pySigma has them.
 */
#include "base/limits.h"
#include "signatures/condition.h"
#include "signatures/correlate_window.h"
#include "signatures/correlation_parts.h"

static bool is_operator(struct str word)
{
    return str_eq(word, STR("and")) || str_eq(word, STR("or")) || str_eq(word, STR("not"));
}

/* The next word of a condition, brackets left out; absent at the end. */
static struct str next_word(struct str *rest)
{
    static const char between[] = " \t\r\n()";
    struct str word;
    size_t n = 0;

    while (rest->n && memchr(between, rest->p[0], sizeof between - 1))
        *rest = str_skip(*rest, 1);
    while (n < rest->n && !memchr(between, rest->p[n], sizeof between - 1))
        n++;
    word = n ? str_slice(*rest, 0, n) : STR_NONE;
    *rest = str_skip(*rest, n);
    return word;
}

static bool is_among(const struct str *words, size_t count, struct str word)
{
    while (count && !str_eq(words[count - 1], word))
        count--;
    return count > 0;
}

/* Where no rules are listed, the condition names them, in order. */
static int find_members(struct notes *notes, const struct yaml_node *node,
                        struct correlation *correlation)
{
    struct str references[LIMIT_CORRELATE_STEPS + 1];
    struct str rest = node->value;
    struct str word;
    size_t count = 0;

    while (count <= LIMIT_CORRELATE_STEPS && (word = next_word(&rest)).p) {
        if (!is_operator(word) && !is_among(references, count, word))
            references[count++] = arena_str(&notes->set->arena, word);
    }
    return members_set(notes, node, correlation, references, count);
}

/* The place of a byte of the condition, as far as it is known: the text of a quoted or folded
 * scalar is not what stands in the file. */
static struct yaml_node place_of(const struct yaml_node *node, size_t at)
{
    struct yaml_node place = *node;

    if (node->plain && at <= node->value.n)
        place.column += (unsigned)str_columns(str_slice(node->value, 0, at));
    return place;
}

static int parse(struct notes *notes, const struct yaml_node *node, struct correlation *correlation)
{
    struct str names[LIMIT_CORRELATE_STEPS];
    struct expr nodes[LIMIT_CORRELATE_STEPS] = {{.kind = EXPR_MEMBER}};
    struct expr *exprs[LIMIT_CORRELATE_STEPS];
    struct condition_scope scope = {
        .names = names, .exprs = exprs, .count = correlation->member_count};
    struct condition_trouble error = {0};
    struct condition_trouble warning = {0};
    struct yaml_node place;

    for (uint32_t i = 0; i < correlation->member_count; i++) {
        names[i] = correlation->members[i].reference;
        nodes[i] = (struct expr){.kind = EXPR_MEMBER, .member = i};
        exprs[i] = &nodes[i];
    }
    if (condition_parse(node->value, &scope, &notes->set->arena, &correlation->temporal, &error,
                        &warning) == 0)
        return 0;
    place = place_of(node, error.at);
    return note_said(notes, &place, error.text.p, error.french.p);
}

/* Rules that are listed and not named have no say. */
static void warn_unnamed(struct notes *notes, const struct yaml_node *node,
                         const struct correlation *correlation)
{
    for (size_t i = 0; i < correlation->member_count; i++) {
        struct str rest = node->value;
        struct str word;

        while ((word = next_word(&rest)).p && !str_eq(word, correlation->members[i].reference))
            ;
        if (!word.p)
            note_warning(notes, node, "the condition does not name \"%.60s\", which is listed",
                         correlation->members[i].reference.p);
    }
}

int correlation_story(struct notes *notes, const struct yaml_node *node,
                      struct correlation *correlation)
{
    uint64_t ways[ORDERED_WAYS];

    if (yaml_type(node) != YAML_TEXT)
        return note_error(notes, node, "the condition of a correlation must be a map or a text");
    if (correlation->member_count == 0 && find_members(notes, node, correlation) < 0)
        return -1;
    if (parse(notes, node, correlation) < 0)
        return -1;
    if (correlation->kind == CORRELATION_TEMPORAL_ORDERED &&
        ordered_ways(correlation->temporal, ways) == 0)
        return note_error(
            notes, node,
            "an order has no \"not\", and at most %d ways to fulfil it (\"or\" multiplies them)",
            ORDERED_WAYS);
    warn_unnamed(notes, node, correlation);
    return 0;
}

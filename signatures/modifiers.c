/*
 * modifiers.c: the table of modifiers, chains, and those modifiers that say in which way values are
 * compared. Those that rewrite texts are in modifiers_text.c and modifiers_expand.c.
 */
#include "signatures/modifiers.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/sentence.h"

static int modify_all(struct item *item, int unused)
{
    (void)unused;
    item->all = true;
    return 0;
}

static int modify_neq(struct item *item, int unused)
{
    (void)unused;
    item->negated = true;
    return 0;
}

static int modify_cased(struct item *item, int unused)
{
    (void)unused;
    if (item->decided && item->base.kind != TEST_FIELD)
        return modifier_fail(item, "only texts have capitals and small letters to tell apart");
    item->base.cased = true;
    return item->decided ? 0 : item_as_text(item, false);
}

/* Decides how values are compared; only one modifier of a chain can. */
static int decide(struct item *item, enum test_kind kind)
{
    if (item->decided)
        return modifier_fail(item, "another modifier has already said how values are compared");
    if (item->base.cased && kind != TEST_FIELD)
        return modifier_fail(item, "\"cased\" is for texts only");
    item->base.kind = kind;
    item->decided = true;
    return 0;
}

/* Patterns and networks are taken as they are written, without Sigma's escapes. */
static int modify_shape(struct item *item, int kind)
{
    struct arena *arena = &item->detection->set->arena;

    if (decide(item, (enum test_kind)kind) < 0 || item_as_text(item, true) < 0)
        return -1;
    for (size_t i = 0; i < item->count; i++) {
        struct glob *text = &item->values[i].texts[0];

        *text = (struct glob){arena_alloc(arena, sizeof *text->parts), 0};
        if (item->values[i].node->value.n)
            text->parts[text->count++] =
                (struct glob_part){GLOB_LITERAL, item->values[i].node->value};
    }
    return 0;
}

static int modify_flag(struct item *item, int flag)
{
    if (!item->decided || item->base.kind != TEST_REGEX)
        return modifier_fail(item, "stands after \"re\" only");
    item->base.regex |= (unsigned)flag;
    return 0;
}

static int modify_fieldref(struct item *item, int unused)
{
    (void)unused;
    return decide(item, TEST_FIELD) < 0 ? -1 : item_as_text(item, true);
}

/* All values must be numbers. */
static int want_numbers(struct item *item)
{
    for (size_t i = 0; i < item->count; i++) {
        if (item->values[i].type != YAML_INT && item->values[i].type != YAML_FLOAT)
            return modifier_fail(item, "a number is wanted as its value, without quotes");
    }
    return item->rewritten ? modifier_fail(item, "cannot follow a modifier of texts") : 0;
}

static int modify_compare(struct item *item, int kind)
{
    static const enum relation relations[] = {
        [TEST_LESS] = RELATION_LESS,
        [TEST_LESS_EQUAL] = RELATION_LESS_EQUAL,
        [TEST_GREATER] = RELATION_GREATER,
        [TEST_GREATER_EQUAL] = RELATION_GREATER_EQUAL,
    };

    if (item->decided && item->base.kind == TEST_DATE && item->base.relation == RELATION_EQUAL) {
        item->base.relation = relations[kind];
        return 0;
    }
    return decide(item, (enum test_kind)kind) < 0 ? -1 : want_numbers(item);
}

static int modify_date(struct item *item, int part)
{
    item->base.part = (enum date_part)part;
    return decide(item, TEST_DATE) < 0 ? -1 : want_numbers(item);
}

static int modify_exists(struct item *item, int unused)
{
    (void)unused;
    if (decide(item, TEST_EXISTS) < 0)
        return -1;
    if (item->rewritten)
        return modifier_fail(item, "cannot follow a modifier of texts");
    if (item->count != 1 || item->values[0].type != YAML_BOOL)
        return modifier_fail(item, "the value is true or false, without quotes");
    return 0;
}

static const struct modifier modifiers[] = {
#define MODIFIER(name, function, argument, doc, source) {name, function, argument, doc, source},
#include "signatures/modifiers.def"
#undef MODIFIER
};

const struct modifier *modifiers_all(size_t *ret_count)
{
    *ret_count = sizeof modifiers / sizeof *modifiers;
    return modifiers;
}

static const struct modifier *find_modifier(struct str name)
{
    for (size_t i = 0; i < sizeof modifiers / sizeof *modifiers; i++) {
        if (str_eq(name, str_of(modifiers[i].name)))
            return &modifiers[i];
    }
    return NULL;
}

static int apply_one(struct item *item, struct str name)
{
    item->modifier = find_modifier(name);
    if (!item->modifier)
        return modifier_fail(item, "there is no modifier \"%.*s\"",
                             (int)(name.n < 60 ? name.n : 60), name.p ? name.p : "");
    return item->modifier->apply(item, item->modifier->argument);
}

int modifiers_apply(struct item *item)
{
    unsigned count = 0;

    for (size_t bar = str_index(item->key, '|'); bar < item->key.n;) {
        struct str rest = str_skip(item->key, bar + 1);
        struct str name = {rest.p, str_index(rest, '|')};

        item->modifier = NULL;
        item->at = bar + 1;
        if (++count > LIMIT_MODIFIERS)
            return modifier_fail(item, "more than %d modifiers", LIMIT_MODIFIERS);
        if (apply_one(item, name) < 0)
            return -1;
        bar += 1 + name.n;
    }
    return 0;
}

static void note(struct detection *detection, bool error, unsigned line, unsigned column,
                 const char *format, va_list args)
{
    char text[600];
    char french[600];

    sentence_print(LANG_EN, text, sizeof text, format, args);
    sentence_print(LANG_FR, french, sizeof french, format, args);
    rules_problem(detection->set, &(struct rule_problem){.error = error,
                                                         .file = detection->file,
                                                         .line = line,
                                                         .column = column,
                                                         .text = str_of(text),
                                                         .french = str_of(french),
                                                         .rule = detection->rule});
}

int detection_fail(struct detection *detection, unsigned line, unsigned column, const char *format,
                   ...)
{
    va_list args;

    va_start(args, format);
    note(detection, true, line, column, format, args);
    va_end(args);
    return -1;
}

int detection_said(struct detection *detection, unsigned line, unsigned column, const char *english,
                   const char *french)
{
    rules_problem(detection->set, &(struct rule_problem){.error = true,
                                                         .file = detection->file,
                                                         .line = line,
                                                         .column = column,
                                                         .text = str_of(english),
                                                         .french = str_of(french),
                                                         .rule = detection->rule});
    return -1;
}

void detection_warn(struct detection *detection, unsigned line, unsigned column, const char *format,
                    ...)
{
    va_list args;

    va_start(args, format);
    note(detection, false, line, column, format, args);
    va_end(args);
}

int modifier_fail(struct item *item, const char *format, ...)
{
    /* A key that begins with "|" cannot stand without quotes. */
    unsigned quote = str_starts(item->key, STR("|"));
    unsigned column =
        item->column + quote + (unsigned)str_columns((struct str){item->key.p, item->at});
    size_t named = item->modifier ? strlen(item->modifier->name) : 0;
    char text[500];
    char french[500];
    va_list args;

    if (named) {
        snprintf(text, sizeof text, "%s: ", item->modifier->name);
        snprintf(french, sizeof french, "%s\u00a0: ", item->modifier->name);
    }
    va_start(args, format);
    sentence_print(LANG_EN, text + (named ? named + 2 : 0), sizeof text - named - 2, format, args);
    sentence_print(LANG_FR, french + (named ? named + 4 : 0), sizeof french - named - 4, format,
                   args);
    va_end(args);
    return detection_said(item->detection, item->line, column, text, french);
}

/*
 * modifiers_text.c: modifiers that write a text in another way: wildcards around it, UTF-16,
 * base64.
 */
#include "base/limits.h"
#include "signatures/modifiers.h"

int item_grow(struct item *item, size_t count, size_t bytes)
{
    struct detection *d = item->detection;

    d->tests += count;
    d->expanded_bytes += bytes;
    if (d->tests > LIMIT_RULE_TESTS || d->expanded_bytes > LIMIT_EXPANSION_BYTES)
        return modifier_fail(item, "the rule's values become more than %u texts or %u bytes",
                             LIMIT_RULE_TESTS, LIMIT_EXPANSION_BYTES);
    return 0;
}

int item_as_text(struct item *item, bool plain)
{
    struct arena *arena = &item->detection->set->arena;

    if (plain && item->rewritten)
        return modifier_fail(item, "cannot follow a modifier that changes the text");
    for (size_t i = 0; i < item->count; i++) {
        struct item_value *value = &item->values[i];
        struct glob_part part = {GLOB_LITERAL, value->node->value};

        if (value->type == YAML_TEXT)
            continue;
        if (value->type == YAML_NULL)
            return modifier_fail(item, "a text is wanted as its value, not null");
        value->type = YAML_TEXT;
        value->texts = arena_alloc(arena, sizeof *value->texts);
        value->count = 1;
        value->texts[0] = (struct glob){arena_alloc(arena, sizeof part), 1};
        value->texts[0].parts[0] = part;
    }
    return 0;
}

struct glob glob_joined(struct arena *arena, const struct glob *glob)
{
    struct glob made = {arena_alloc(arena, (glob->count + 1) * sizeof *made.parts), 0};
    size_t n = 0;
    char *bytes;
    bool open = false; /* the last part made is a literal that ends at `bytes` */

    for (size_t i = 0; i < glob->count; i++)
        n += glob->parts[i].text.n;
    bytes = arena_alloc(arena, n + 1);
    for (size_t i = 0; i < glob->count; i++) {
        const struct glob_part *part = &glob->parts[i];
        bool literal = part->kind == GLOB_LITERAL;

        if (literal && part->text.n == 0)
            continue;
        if (!literal || !open)
            made.parts[made.count++] = (struct glob_part){part->kind, {literal ? bytes : NULL, 0}};
        if (literal) {
            memcpy(bytes, part->text.p, part->text.n);
            bytes += part->text.n;
            made.parts[made.count - 1].text.n += part->text.n;
        }
        open = literal;
    }
    return made;
}

/* A glob with a run at its start or end, where it has none yet. */
static struct glob with_runs(struct arena *arena, struct glob glob, int affixes)
{
    struct glob made = {arena_alloc(arena, (glob.count + 2) * sizeof *made.parts), 0};

    if ((affixes & AFFIX_START) && !(glob.count && glob.parts[0].kind == GLOB_RUN))
        made.parts[made.count++] = (struct glob_part){.kind = GLOB_RUN};
    for (size_t i = 0; i < glob.count; i++)
        made.parts[made.count++] = glob.parts[i];
    if ((affixes & AFFIX_END) && !(made.count && made.parts[made.count - 1].kind == GLOB_RUN))
        made.parts[made.count++] = (struct glob_part){.kind = GLOB_RUN};
    return made;
}

int modify_affix(struct item *item, int affixes)
{
    bool relation =
        item->decided && (item->base.kind == TEST_REGEX || item->base.kind == TEST_FIELD);

    if (item->decided && !relation)
        return modifier_fail(item, "only texts, patterns and references have a start and an end");
    item->ends = item->ends || (affixes & AFFIX_START);
    item->starts = item->starts || (affixes & AFFIX_END);
    if (relation)
        return 0;
    if (item_as_text(item, false) < 0)
        return -1;
    item->rewritten = true;
    for (size_t i = 0; i < item->count; i++) {
        for (size_t k = 0; k < item->values[i].count; k++)
            item->values[i].texts[k] =
                with_runs(&item->detection->set->arena, item->values[i].texts[k], affixes);
    }
    return 0;
}

int item_begin_rewrite(struct item *item)
{
    if (item->decided)
        return modifier_fail(item, "only texts can be written in another way");
    if (item_as_text(item, false) < 0)
        return -1;
    item->rewritten = true;
    return 0;
}

/* The character at text.p; *ret_length bytes. Bytes that are no UTF-8 stand for themselves. */
static unsigned character(struct str text, size_t *ret_length)
{
    const unsigned char *p = (const unsigned char *)text.p;

    *ret_length = str_utf8_length(text);
    switch (*ret_length) {
    case 2: return (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
    case 3: return (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
    case 4:
        return (p[0] & 0x07u) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
    default: *ret_length = 1; return p[0];
    }
}

static size_t put_unit(char *to, unsigned unit, int order)
{
    bool big = order == UTF16_BE;

    to[big ? 0 : 1] = (char)(unit >> 8);
    to[big ? 1 : 0] = (char)(unit & 0xFF);
    return 2;
}

/* A text in UTF-16 (RFC 2781). */
static struct str in_utf16(struct arena *arena, struct str text, int order)
{
    char *to = arena_alloc(arena, 2 * text.n + 1);
    size_t n = 0;

    while (text.n) {
        size_t length;
        unsigned c = character(text, &length);

        if (c >= 0x10000) {
            n += put_unit(to + n, 0xD800 | (c - 0x10000) >> 10, order);
            c = 0xDC00 | ((c - 0x10000) & 0x3FF);
        }
        n += put_unit(to + n, c, order);
        text = str_skip(text, length);
    }
    return (struct str){to, n};
}

static int glob_in_utf16(struct item *item, struct glob *glob, int order)
{
    struct arena *arena = &item->detection->set->arena;
    struct glob made = {arena_alloc(arena, (glob->count + 1) * sizeof *made.parts), 0};

    if (order == UTF16_MARKED)
        made.parts[made.count++] = (struct glob_part){GLOB_LITERAL, STR("\xFF\xFE")};
    for (size_t i = 0; i < glob->count; i++) {
        struct glob_part part = glob->parts[i];

        if (part.kind == GLOB_LITERAL) {
            part.text = in_utf16(arena, part.text, order);
            if (item_grow(item, 0, part.text.n) < 0)
                return -1;
            if (!str_is_utf8(part.text))
                return modifier_fail(item, "in UTF-16 this is no text any more; ASCII is");
        }
        made.parts[made.count++] = part;
    }
    *glob = glob_joined(arena, &made);
    return 0;
}

int modify_utf16(struct item *item, int order)
{
    if (item_begin_rewrite(item) < 0)
        return -1;
    for (size_t i = 0; i < item->count; i++) {
        for (size_t k = 0; k < item->values[i].count; k++) {
            if (glob_in_utf16(item, &item->values[i].texts[k], order) < 0)
                return -1;
        }
    }
    return 0;
}

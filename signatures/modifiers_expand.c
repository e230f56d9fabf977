/*
 * modifiers_expand.c: modifiers that make several texts of one: windash, placeholders, base64.
 */
#include "base/limits.h"
#include "signatures/modifiers.h"
#include "signatures/test.h"

/* A text as a row of choices: one of each, in order, makes a text. */
struct choice {
    const struct glob *options;
    size_t count;
};
struct choices {
    struct item *item;
    struct choice *list;
    size_t count;
};

/* The texts that a value has become, so far. */
struct made {
    struct glob *texts;
    size_t count;
};

static struct arena *arena_of(const struct item *item)
{
    return &item->detection->set->arena;
}

/* Adds what has no alternative. */
static void add_part(struct choices *choices, struct glob_part part)
{
    struct glob *one = arena_alloc(arena_of(choices->item), sizeof *one + sizeof part);

    one->parts = (struct glob_part *)(one + 1);
    one->parts[0] = part;
    one->count = 1;
    choices->list[choices->count++] = (struct choice){one, 1};
}

static void add_literal(struct choices *choices, struct str text)
{
    if (text.n)
        add_part(choices, (struct glob_part){GLOB_LITERAL, text});
}

/* Number `index` of the texts that choices make: the first choice changes slowest. */
static int take_text(const struct choices *choices, size_t index, struct glob *ret_text)
{
    struct glob all = {0};
    size_t parts = 0;
    size_t bytes = 0;
    size_t *option = arena_alloc(arena_of(choices->item), (choices->count + 1) * sizeof *option);

    for (size_t i = choices->count; i > 0; i--) {
        const struct choice *choice = &choices->list[i - 1];
        const struct glob *glob = &choice->options[index % choice->count];

        option[i - 1] = index % choice->count;
        index /= choice->count;
        parts += glob->count;
        for (size_t k = 0; k < glob->count; k++)
            bytes += glob->parts[k].text.n;
    }
    if (item_grow(choices->item, 1,
                  bytes + 2 * parts * sizeof *all.parts + choices->count * sizeof *option) < 0)
        return -1;
    all.parts = arena_alloc(arena_of(choices->item), (parts + 1) * sizeof *all.parts);
    for (size_t i = 0; i < choices->count; i++) {
        const struct glob *glob = &choices->list[i].options[option[i]];

        for (size_t k = 0; k < glob->count; k++)
            all.parts[all.count++] = glob->parts[k];
    }
    *ret_text = glob_joined(arena_of(choices->item), &all);
    return 0;
}

/* Adds all texts that choices make. */
static int take_texts(const struct choices *choices, struct made *made)
{
    struct glob *texts;
    size_t count = 1;

    for (size_t i = 0; i < choices->count && count <= LIMIT_EXPANSIONS; i++)
        count *= choices->list[i].count;
    if (made->count + count > LIMIT_EXPANSIONS)
        return modifier_fail(choices->item, "one value becomes more than %u texts",
                             LIMIT_EXPANSIONS);
    texts = arena_alloc(arena_of(choices->item), (made->count + count) * sizeof *texts);
    if (made->count)
        memcpy(texts, made->texts, made->count * sizeof *texts);
    for (size_t i = 0; i < count; i++) {
        if (take_text(choices, i, &texts[made->count + i]) < 0)
            return -1;
    }
    made->texts = texts;
    made->count += count;
    return 0;
}

/* Splits one literal into choices. 0, or -1 with a problem. */
typedef int split_literal(struct choices *choices, struct str literal);

/* Bytes of a glob's literals, and its parts: no split has more choices. */
static size_t most_choices(const struct glob *glob)
{
    size_t n = 2 + glob->count;

    for (size_t i = 0; i < glob->count; i++) {
        struct str text = glob->parts[i].text;

        for (size_t k = 0; k < text.n; k++)
            n += strchr("-/%", text.p[k]) ? 2 : 0;
    }
    return n;
}

static int split_text(struct item *item, const struct glob *text, split_literal *split,
                      struct made *made)
{
    struct choices choices = {.item = item};
    size_t most = most_choices(text);

    if (item_grow(item, 0, most * sizeof *choices.list) < 0)
        return -1;
    choices.list = arena_alloc(arena_of(item), most * sizeof *choices.list);
    for (size_t i = 0; i < text->count; i++) {
        if (text->parts[i].kind != GLOB_LITERAL)
            add_part(&choices, text->parts[i]);
        else if (split(&choices, text->parts[i].text) < 0)
            return -1;
    }
    return take_texts(&choices, made);
}

static int split_values(struct item *item, split_literal *split)
{
    for (size_t i = 0; i < item->count; i++) {
        struct item_value *value = &item->values[i];
        struct made made = {0};

        for (size_t k = 0; k < value->count; k++) {
            if (split_text(item, &value->texts[k], split, &made) < 0)
                return -1;
        }
        value->texts = made.texts;
        value->count = made.count;
    }
    return 0;
}

/* Whether the character that begins at p (or ends before p) is a letter, a digit or "_"; dashes and
 * other punctuation of Unicode (U+2000 to U+206F: E2 80 and E2 81) are not. */
static bool is_word_at(struct str text, size_t at)
{
    unsigned char c = (unsigned char)text.p[at];

    if (c < 0x80)
        return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_';
    while (at > 0 && ((unsigned char)text.p[at] & 0xC0) == 0x80)
        at--;
    return !(text.n - at >= 2 && (unsigned char)text.p[at] == 0xE2 &&
             ((unsigned char)text.p[at + 1] & 0xFE) == 0x80);
}

/* The dashes of Windows: hyphen, slash, en dash, em dash, horizontal bar. */
static struct choice any_dash(struct item *item)
{
    static const struct str dashes[] = {
        {"-", 1}, {"/", 1}, {"\u2013", 3}, {"\u2014", 3}, {"\u2015", 3}};
    const size_t count = sizeof dashes / sizeof *dashes;
    struct glob *options = arena_alloc(arena_of(item), count * sizeof *options);

    for (size_t i = 0; i < count; i++) {
        options[i] = (struct glob){arena_alloc(arena_of(item), sizeof *options->parts), 1};
        options[i].parts[0] = (struct glob_part){GLOB_LITERAL, dashes[i]};
    }
    return (struct choice){options, count};
}

/* pySigma's \B[-/]\b: a dash or slash that begins a word. */
static int split_dashes(struct choices *choices, struct str text)
{
    struct choice dash = any_dash(choices->item);
    size_t start = 0;

    for (size_t i = 0; i + 1 < text.n; i++) {
        if ((text.p[i] != '-' && text.p[i] != '/') || (i > 0 && is_word_at(text, i - 1)) ||
            !is_word_at(text, i + 1))
            continue;
        add_literal(choices, str_slice(text, start, i));
        choices->list[choices->count++] = dash;
        start = i + 1;
    }
    add_literal(choices, str_skip(text, start));
    return 0;
}

int modify_windash(struct item *item, int unused)
{
    (void)unused;
    return item_begin_rewrite(item) < 0 ? -1 : split_values(item, split_dashes);
}

static const struct placeholder *find_placeholder(const struct item *item, struct str name)
{
    const struct rule_config *config = item->detection->config;

    for (size_t i = 0; config && i < config->placeholder_count; i++) {
        if (str_eq(config->placeholders[i].name, name))
            return &config->placeholders[i];
    }
    return NULL;
}

/* A text as a pattern that matches just it. */
static struct str quoted(struct arena *arena, struct str text)
{
    char *to = arena_alloc(arena, 2 * text.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];

        if (c < 0x80 && !is_word_at((struct str){text.p + i, 1}, 0))
            to[n++] = '\\';
        to[n++] = (char)c;
    }
    return (struct str){to, n};
}

/* The values of a list as texts: wildcards count, but in patterns and networks. */
static int add_placeholder(struct choices *choices, const struct placeholder *list)
{
    struct item *item = choices->item;
    struct glob *options = arena_alloc(arena_of(item), (list->count + 1) * sizeof *options);
    bool pattern = item->decided && item->base.kind == TEST_REGEX;

    if (list->count == 0)
        return modifier_fail(item, "the list \"%.*s\" is empty", (int)list->name.n, list->name.p);
    for (size_t i = 0; i < list->count; i++) {
        if (item_grow(item, 0, 2 * list->values[i].n + sizeof *options) < 0)
            return -1;
        if (!pattern) {
            options[i] = glob_read(list->values[i], arena_of(item));
            continue;
        }
        options[i] = (struct glob){arena_alloc(arena_of(item), sizeof *options->parts), 1};
        options[i].parts[0] =
            (struct glob_part){GLOB_LITERAL, quoted(arena_of(item), list->values[i])};
    }
    choices->list[choices->count++] = (struct choice){options, list->count};
    return 0;
}

/* Length of "%name%" at the start of a text, or 0. */
static size_t placeholder_length(struct str text)
{
    size_t n = 1;

    while (n < text.n && ((unsigned char)text.p[n] >= 0x80 || text.p[n] == '-' ||
                          is_word_at((struct str){text.p + n, 1}, 0)))
        n++;
    return n > 1 && n < text.n && text.p[n] == '%' ? n + 1 : 0;
}

static int split_placeholders(struct choices *choices, struct str text)
{
    size_t start = 0;

    for (size_t i = 0; i < text.n; i++) {
        bool escaped = i > start && text.p[i - 1] == '\\';
        size_t length = text.p[i] == '%' ? placeholder_length(str_skip(text, i)) : 0;
        const struct placeholder *list;
        struct str name;

        if (text.p[i] == '%' && escaped) {
            add_literal(choices, str_slice(text, start, i - 1));
            start = i;
        }
        if (length == 0 || escaped)
            continue;
        name = str_slice(text, i + 1, i + length - 1);
        list = find_placeholder(choices->item, name);
        if (!list)
            return modifier_fail(choices->item, "no list of values is called \"%.*s\"",
                                 (int)(name.n < 60 ? name.n : 60), name.p);
        add_literal(choices, str_slice(text, start, i));
        if (add_placeholder(choices, list) < 0)
            return -1;
        start = i + length;
        i = start - 1;
    }
    add_literal(choices, str_skip(text, start));
    return 0;
}

int modify_expand(struct item *item, int unused)
{
    (void)unused;
    if (item_as_text(item, false) < 0)
        return -1;
    item->rewritten = item->rewritten || !item->decided;
    return split_values(item, split_placeholders);
}

static struct str in_base64(struct arena *arena, struct str text)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *to = arena_alloc(arena, (text.n + 2) / 3 * 4 + 1);
    size_t n = 0;

    for (size_t i = 0; i < text.n; i += 3) {
        size_t left = text.n - i;
        unsigned bits = (unsigned)(unsigned char)text.p[i] << 16;

        bits |= left > 1 ? (unsigned)(unsigned char)text.p[i + 1] << 8 : 0;
        bits |= left > 2 ? (unsigned)(unsigned char)text.p[i + 2] : 0;
        to[n++] = digits[bits >> 18];
        to[n++] = digits[bits >> 12 & 63];
        to[n++] = left > 1 ? digits[bits >> 6 & 63] : '=';
        to[n++] = left > 2 ? digits[bits & 63] : '=';
    }
    return (struct str){to, n};
}

/* What is the same in the base64 of every text that holds `text` after 3 × k + offset bytes: its
 * digits without those that its neighbours change. May be empty. */
static struct str in_base64_at(struct arena *arena, struct str text, size_t offset)
{
    static const size_t first[] = {0, 2, 3};
    static const size_t cut[] = {0, 3, 2};
    char *padded = arena_alloc(arena, text.n + offset + 1);
    struct str encoded;
    size_t end;

    memset(padded, ' ', offset);
    if (text.n)
        memcpy(padded + offset, text.p, text.n);
    encoded = in_base64(arena, (struct str){padded, text.n + offset});
    end = cut[(text.n + offset) % 3];
    if (encoded.n <= first[offset] + end)
        return STR_NONE;
    return str_slice(encoded, first[offset], encoded.n - end);
}

/* Adds the base64 of a text: as it is, or inside of others at its offsets. */
static int encode(struct item *item, const struct glob *glob, int offsets, struct made *made)
{
    struct str text = glob->count ? glob->parts[0].text : STR("");

    if (glob->count > 1 || (glob->count && glob->parts[0].kind != GLOB_LITERAL))
        return modifier_fail(item, "a text with wildcards cannot be encoded");
    for (size_t offset = 0; offset < (offsets ? 3 : 1); offset++) {
        struct glob_part *part = arena_alloc(arena_of(item), sizeof *part);

        if (item_grow(item, 1, 3 * text.n + 2 * sizeof *part) < 0)
            return -1;
        part->text =
            offsets ? in_base64_at(arena_of(item), text, offset) : in_base64(arena_of(item), text);
        if (offsets && part->text.n == 0)
            return modifier_fail(item, "the text is too short to be recognised");
        made->texts[made->count++] = (struct glob){part, part->text.n > 0};
    }
    return 0;
}

int modify_base64(struct item *item, int offsets)
{
    if (item_begin_rewrite(item) < 0)
        return -1;
    for (size_t i = 0; i < item->count; i++) {
        struct item_value *value = &item->values[i];
        struct made made = {0};

        if (value->count > LIMIT_EXPANSIONS / 3)
            return modifier_fail(item, "one value becomes more than %u texts", LIMIT_EXPANSIONS);
        made.texts = arena_alloc(arena_of(item), (3 * value->count + 1) * sizeof *made.texts);
        for (size_t k = 0; k < value->count; k++) {
            if (encode(item, &value->texts[k], offsets, &made) < 0)
                return -1;
        }
        value->texts = made.texts;
        value->count = made.count;
    }
    return 0;
}

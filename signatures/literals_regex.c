/*
 * literals_regex.c: literals that every match of a regular expression holds. Reads as much of
 * PCRE2's syntax (pcre2pattern(3)) as is plain: characters, classes, groups, alternatives,
 * repetitions. Anything else gives no literal at all, which is slow but never wrong. Patterns match
 * bytes and fold ASCII only, so letters are given in lower case whatever the flags are.
 */
#include "signatures/literals.h"

#include <math.h>

/* Nested groups, and alternatives that are kept together. */
#define DEPTH_MOST   24
#define CHOICES_MOST 64
#define RUN_MOST     256

struct reader {
    struct str left;
    struct arena *arena;
    int depth;
    bool bad; /* not understood */
};

/* A run of characters that follow one another, and the best that was found so far. */
struct sequence {
    char run[RUN_MOST];
    size_t run_bytes;
    struct literal_set best;
    double rate;
};

/* One piece of a pattern. */
enum atom_kind { ATOM_BYTE, ATOM_GROUP, ATOM_OTHER };
struct atom {
    enum atom_kind kind;
    char byte;
    struct literal_set group;
};

static struct literal_set read_choice(struct reader *reader);

static bool next_is(const struct reader *reader, const char *text)
{
    return str_starts(reader->left, str_of(text));
}

static char take(struct reader *reader)
{
    char c;

    if (reader->left.n == 0) {
        reader->bad = true;
        return 0;
    }
    c = reader->left.p[0];
    reader->left = str_skip(reader->left, 1);
    return c;
}

static bool among(char c, const char *set)
{
    return c && strchr(set, c);
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void consider(struct sequence *sequence, struct literal_set set)
{
    double rate = literals_rate(&set);

    if (set.count > 0 && (sequence->best.count == 0 || rate < sequence->rate)) {
        sequence->best = set;
        sequence->rate = rate;
    }
}

static void end_run(struct reader *reader, struct sequence *sequence)
{
    struct literal_set set = {.count = 1};

    if (sequence->run_bytes == 0)
        return;
    set.items = arena_alloc(reader->arena, sizeof *set.items);
    set.items[0].text = arena_str(reader->arena, (struct str){sequence->run, sequence->run_bytes});
    sequence->run_bytes = 0;
    consider(sequence, set);
}

/* After '[': to its ']'. */
static void skip_class(struct reader *reader)
{
    if (next_is(reader, "^"))
        (void)take(reader);
    if (next_is(reader, "]"))
        (void)take(reader);
    while (!reader->bad) {
        char c = take(reader);

        if (c == ']')
            return;
        if (c == '\\') {
            if (among(take(reader), "QE"))
                reader->bad = true;
        } else if (c == '[' &&
                   (next_is(reader, ":") || next_is(reader, ".") || next_is(reader, "="))) {
            size_t end = str_find(reader->left, STR(":]"));

            if (end == reader->left.n || !next_is(reader, ":"))
                reader->bad = true;
            else
                reader->left = str_skip(reader->left, end + 2);
        }
    }
}

static struct atom read_escape(struct reader *reader)
{
    struct atom atom = {.kind = ATOM_OTHER};
    char c = take(reader);

    if (reader->bad || among(c, "dDwWsSbBAzZhHvVRtnrfea"))
        return atom;
    if (c == 'x' && reader->left.n >= 2 && str_hex_digit(reader->left.p[0]) >= 0 &&
        str_hex_digit(reader->left.p[1]) >= 0) {
        reader->left = str_skip(reader->left, 2);
        return atom;
    }
    if (is_word(c))
        reader->bad = true;
    atom.kind = ATOM_BYTE;
    atom.byte = c;
    return atom;
}

/* After "(?<": a name and '>'. */
static void skip_name(struct reader *reader)
{
    size_t end = str_index(reader->left, '>');

    reader->bad |= end == reader->left.n;
    reader->left = str_skip(reader->left, end < reader->left.n ? end + 1 : end);
}

/* After "(?": what a group is. *ret_open: it has a body to be read. */
static enum atom_kind read_group_head(struct reader *reader, bool *ret_open)
{
    char c = take(reader);

    *ret_open = true;
    if (c == 'P' && next_is(reader, "<"))
        c = take(reader);
    if (c == '<' && !next_is(reader, "=") && !next_is(reader, "!")) {
        skip_name(reader);
        return ATOM_GROUP;
    }
    if (c == '<')
        c = take(reader);
    if (c == '=' || c == '!')
        return ATOM_OTHER;
    if (c == '>' || c == '|')
        return ATOM_GROUP;
    while (among(c, "imsU-"))
        c = take(reader);
    *ret_open = c == ':';
    if (c != ':' && c != ')')
        reader->bad = true;
    return c == ':' ? ATOM_GROUP : ATOM_OTHER;
}

/* After '('. */
static struct atom read_group(struct reader *reader)
{
    struct atom atom = {.kind = ATOM_GROUP};
    bool open = true;

    if (next_is(reader, "*") || ++reader->depth > DEPTH_MOST) {
        reader->bad = true;
        return atom;
    }
    if (next_is(reader, "?")) {
        (void)take(reader);
        atom.kind = read_group_head(reader, &open);
    }
    if (open && !reader->bad) {
        atom.group = read_choice(reader);
        if (take(reader) != ')')
            reader->bad = true;
    }
    reader->depth--;
    return atom;
}

static struct atom read_atom(struct reader *reader)
{
    struct atom atom = {.kind = ATOM_OTHER};
    char c = take(reader);

    if (c == '\\')
        return read_escape(reader);
    if (c == '(')
        return read_group(reader);
    if (c == '[') {
        skip_class(reader);
        return atom;
    }
    if (c == '.' || c == '^' || c == '$' || (unsigned char)c >= 0x80)
        return atom;
    if (among(c, "*+?") ||
        (c == '{' && reader->left.n > 0 && among(reader->left.p[0], "0123456789, \t")))
        reader->bad = true;
    atom.kind = ATOM_BYTE;
    atom.byte = c;
    return atom;
}

/* Whether a repetition follows; *ret_none: it may be of no times. */
static bool read_repetition(struct reader *reader, bool *ret_none)
{
    char c = reader->left.n ? reader->left.p[0] : 0;

    *ret_none = c == '*' || c == '?';
    if (c == '{') {
        size_t end = str_index(reader->left, '}');
        size_t digits = 1;

        while (digits < end && among(reader->left.p[digits], "0123456789"))
            digits++;
        if (digits == 1 || end == reader->left.n) {
            reader->bad |= reader->left.n > 1 && among(reader->left.p[1], "0123456789, \t");
            return false;
        }
        for (size_t i = digits; i < end; i++)
            reader->bad |= !among(reader->left.p[i], i == digits ? "," : "0123456789");
        *ret_none = true;
        for (size_t i = 1; i < digits; i++)
            *ret_none &= reader->left.p[i] == '0';
        reader->left = str_skip(reader->left, end);
    } else if (!among(c, "*+?")) {
        return false;
    }
    (void)take(reader);
    if (next_is(reader, "?") || next_is(reader, "+"))
        (void)take(reader);
    return true;
}

static void add(struct reader *reader, struct sequence *sequence, const struct atom *atom)
{
    bool none;
    bool repeated = read_repetition(reader, &none);

    if (atom->kind == ATOM_BYTE && !(repeated && none)) {
        char c = atom->byte;

        if (sequence->run_bytes == RUN_MOST)
            end_run(reader, sequence);
        sequence->run[sequence->run_bytes++] = (char)(c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c);
    }
    if (repeated || atom->kind != ATOM_BYTE)
        end_run(reader, sequence);
    if (atom->kind == ATOM_GROUP && !(repeated && none))
        consider(sequence, atom->group);
}

static struct literal_set read_sequence(struct reader *reader)
{
    struct sequence sequence = {.run_bytes = 0};

    while (!reader->bad && reader->left.n > 0 && !next_is(reader, "|") && !next_is(reader, ")")) {
        struct atom atom = read_atom(reader);

        if (!reader->bad)
            add(reader, &sequence, &atom);
    }
    end_run(reader, &sequence);
    return sequence.best;
}

/* One of several alternatives matches: what they require together, or nothing. */
static struct literal_set read_choice(struct reader *reader)
{
    struct literal_set all = read_sequence(reader);
    bool known = all.count > 0;

    while (!reader->bad && next_is(reader, "|")) {
        struct literal_set one;
        struct literal *items;

        (void)take(reader);
        one = read_sequence(reader);
        known &= one.count > 0 && all.count + one.count <= CHOICES_MOST;
        if (!known)
            continue;
        items = arena_alloc(reader->arena, (all.count + one.count) * sizeof *items);
        memcpy(items, all.items, all.count * sizeof *items);
        memcpy(items + all.count, one.items, one.count * sizeof *items);
        all.items = items;
        all.count += one.count;
    }
    return known ? all : (struct literal_set){0};
}

struct literal_set literals_of_regex(struct str pattern, struct arena *arena)
{
    struct reader reader = {.left = pattern, .arena = arena};
    struct literal_set set = read_choice(&reader);

    return reader.bad || reader.left.n > 0 ? (struct literal_set){0} : set;
}

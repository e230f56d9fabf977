/*
 * json_tree.c: recursive descent with a limit. Numbers stay text: whoever asks knows what they are.
 *
 * Source: RFC 8259.
 */
#include "base/json_tree.h"

/* The text being read. */
struct cursor {
    struct str text;
    size_t at;
    struct arena *arena;
    int depth;
};

static struct json_node *read_value(struct cursor *c);

/* The next byte that is no blank; NUL at the end. */
static char look(struct cursor *c)
{
    while (c->at < c->text.n && memchr(" \t\r\n", c->text.p[c->at], 4))
        c->at++;
    return c->at < c->text.n ? c->text.p[c->at] : '\0';
}

static bool take(struct cursor *c, char wanted)
{
    if (look(c) != wanted)
        return false;
    c->at++;
    return true;
}

/* Four hexadecimal digits; -1: they are none. */
static int32_t read_hex(struct cursor *c)
{
    int32_t value = 0;

    for (int i = 0; i < 4; i++) {
        int digit = c->at < c->text.n ? str_hex_digit(c->text.p[c->at]) : -1;

        if (digit < 0)
            return -1;
        value = value * 16 + digit;
        c->at++;
    }
    return value;
}

static size_t put_utf8(char *to, int32_t code)
{
    if (code < 0x80) {
        to[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        to[0] = (char)(0xc0 | code >> 6);
        to[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code < 0x10000) {
        to[0] = (char)(0xe0 | code >> 12);
        to[1] = (char)(0x80 | (code >> 6 & 0x3f));
        to[2] = (char)(0x80 | (code & 0x3f));
        return 3;
    }
    to[0] = (char)(0xf0 | code >> 18);
    to[1] = (char)(0x80 | (code >> 12 & 0x3f));
    to[2] = (char)(0x80 | (code >> 6 & 0x3f));
    to[3] = (char)(0x80 | (code & 0x3f));
    return 4;
}

/* \uXXXX, and the second half of a pair. A half alone becomes U+FFFD. Bytes written; 0: refused. */
static size_t read_unicode(struct cursor *c, char *to)
{
    int32_t code = read_hex(c);
    size_t before = c->at;

    if (code < 0)
        return 0;
    if (code >= 0xd800 && code < 0xdc00 && c->at + 1 < c->text.n && c->text.p[c->at] == '\\' &&
        c->text.p[c->at + 1] == 'u') {
        int32_t low;

        c->at += 2;
        low = read_hex(c);
        if (low >= 0xdc00 && low < 0xe000)
            return put_utf8(to, 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00));
        c->at = before;
    }
    return put_utf8(to, code >= 0xd800 && code < 0xe000 ? 0xfffd : code);
}

/* What follows a backslash. Bytes written; 0: refused. */
static size_t read_escape(struct cursor *c, char *to)
{
    static const char names[] = "\"\\/bfnrt";
    static const char values[] = "\"\\/\b\f\n\r\t";
    const char *found;

    if (c->at >= c->text.n || c->text.p[c->at] == '\0')
        return 0;
    if (c->text.p[c->at] == 'u') {
        c->at++;
        return read_unicode(c, to);
    }
    found = strchr(names, c->text.p[c->at]);
    if (!found)
        return 0;
    c->at++;
    *to = values[found - names];
    return 1;
}

/* Unescaped, a string is never longer than as it is written. */
static bool read_string(struct cursor *c, struct str *ret_text)
{
    size_t end;
    size_t n = 0;
    char *to;

    if (!take(c, '"'))
        return false;
    for (end = c->at; end < c->text.n && c->text.p[end] != '"'; end++)
        end += c->text.p[end] == '\\';
    if (end >= c->text.n)
        return false;
    to = arena_alloc(c->arena, end - c->at + 1);
    while (c->text.p[c->at] != '"') {
        char byte = c->text.p[c->at];
        size_t wrote = 1;

        if ((unsigned char)byte < 0x20)
            return false;
        c->at++;
        if (byte == '\\')
            wrote = read_escape(c, to + n);
        else
            to[n] = byte;
        if (wrote == 0)
            return false;
        n += wrote;
    }
    c->at++;
    *ret_text = (struct str){to, n};
    return true;
}

/* Digits, at least one. */
static bool read_digits(struct cursor *c)
{
    size_t from = c->at;

    while (c->at < c->text.n && c->text.p[c->at] >= '0' && c->text.p[c->at] <= '9')
        c->at++;
    return c->at > from;
}

static bool at_byte(const struct cursor *c, const char *any)
{
    return c->at < c->text.n && c->text.p[c->at] && strchr(any, c->text.p[c->at]);
}

static bool read_number(struct cursor *c, struct str *ret_text)
{
    size_t from = c->at;
    size_t digits;
    bool zero;

    c->at += at_byte(c, "-");
    digits = c->at;
    zero = at_byte(c, "0");
    if (!read_digits(c) || (zero && c->at > digits + 1))
        return false;
    if (at_byte(c, ".")) {
        c->at++;
        if (!read_digits(c))
            return false;
    }
    if (at_byte(c, "eE")) {
        c->at++;
        c->at += at_byte(c, "+-");
        if (!read_digits(c))
            return false;
    }
    *ret_text = arena_str(c->arena, (struct str){c->text.p + from, c->at - from});
    return true;
}

static bool read_word(struct cursor *c, const char *word, struct json_node *node,
                      enum json_kind kind)
{
    size_t n = strlen(word);

    if (c->text.n - c->at < n || memcmp(c->text.p + c->at, word, n) != 0)
        return false;
    c->at += n;
    node->kind = kind;
    node->text = str_of(word);
    return true;
}

/* Members or items up to the closing bracket. */
static bool read_container(struct cursor *c, struct json_node *node, char closing)
{
    struct json_node **last = &node->first;

    c->at++;
    if (++c->depth > JSON_TREE_DEPTH)
        return false;
    if (look(c) != closing) {
        do {
            struct str key = STR_NONE;

            if (closing == '}' && (!read_string(c, &key) || !take(c, ':')))
                return false;
            *last = read_value(c);
            if (!*last)
                return false;
            (*last)->key = key;
            last = &(*last)->next;
        } while (take(c, ','));
    }
    c->depth--;
    return take(c, closing);
}

static struct json_node *read_value(struct cursor *c)
{
    struct json_node *node = arena_alloc(c->arena, sizeof *node);
    bool done;

    switch (look(c)) {
    case '{':
        node->kind = JSON_OBJECT;
        done = read_container(c, node, '}');
        break;
    case '[':
        node->kind = JSON_LIST;
        done = read_container(c, node, ']');
        break;
    case '"':
        node->kind = JSON_STRING;
        done = read_string(c, &node->text);
        break;
    case 't': done = read_word(c, "true", node, JSON_BOOL); break;
    case 'f': done = read_word(c, "false", node, JSON_BOOL); break;
    case 'n': done = read_word(c, "null", node, JSON_NULL); break;
    default:
        node->kind = JSON_NUMBER;
        done = read_number(c, &node->text);
        break;
    }
    return done ? node : NULL;
}

struct json_node *json_tree_read(struct str text, struct arena *arena, size_t *ret_at)
{
    struct cursor c = {.text = text, .arena = arena};
    struct json_node *node = read_value(&c);

    if (node && look(&c) == '\0' && c.at == text.n)
        return node;
    *ret_at = c.at;
    return NULL;
}

struct json_node *json_tree_get(const struct json_node *object, const char *key)
{
    if (!object || object->kind != JSON_OBJECT)
        return NULL;
    for (struct json_node *n = object->first; n; n = n->next) {
        if (str_eq(n->key, str_of(key)))
            return n;
    }
    return NULL;
}

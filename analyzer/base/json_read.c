/*
 * json_read.c: the cursor. Reading over counts brackets, so that no depth of a hostile text costs
 * any stack.
 *
 * Source: RFC 8259.
 */
#include "base/json_read.h"

void json_read_init(struct json_reader *reader, struct str text)
{
    *reader = (struct json_reader){.text = text};
}

/* The next byte that is no blank; NUL, which no JSON has there, at the end or after a failure. */
static char look(struct json_reader *r)
{
    while (!r->failed && r->at < r->text.n && memchr(" \t\r\n", r->text.p[r->at], 4))
        r->at++;
    return !r->failed && r->at < r->text.n ? r->text.p[r->at] : '\0';
}

static bool expect(struct json_reader *r, char c)
{
    if (look(r) != c || r->failed) {
        r->failed = true;
        return false;
    }
    r->at++;
    return true;
}

static bool enter(struct json_reader *r, char opening)
{
    if (r->depth == JSON_READ_DEPTH)
        r->failed = true;
    if (!expect(r, opening))
        return false;
    r->started[++r->depth] = false;
    return true;
}

bool json_read_enter_object(struct json_reader *reader)
{
    return enter(reader, '{');
}

bool json_read_enter_list(struct json_reader *reader)
{
    return enter(reader, '[');
}

/* The comma before another one, or the end of the container. */
static bool go_on(struct json_reader *r, char closing)
{
    if (r->depth == 0)
        r->failed = true;
    if (look(r) == closing && !r->failed) {
        r->at++;
        r->depth--;
        return false;
    }
    if (r->failed || (r->started[r->depth] && !expect(r, ',')))
        return false;
    r->started[r->depth] = true;
    return true;
}

bool json_read_member(struct json_reader *reader, struct str *ret_name)
{
    return go_on(reader, '}') && json_read_string(reader, ret_name) && expect(reader, ':');
}

bool json_read_item(struct json_reader *reader)
{
    return go_on(reader, ']');
}

bool json_read_string(struct json_reader *reader, struct str *ret_text)
{
    size_t from;

    if (!expect(reader, '"'))
        return false;
    from = reader->at;
    while (reader->at < reader->text.n && reader->text.p[reader->at] != '"')
        reader->at += reader->text.p[reader->at] == '\\' ? 2 : 1;
    if (reader->at >= reader->text.n) {
        reader->at = reader->text.n;
        reader->failed = true;
        return false;
    }
    *ret_text = str_slice(reader->text, from, reader->at++);
    return true;
}

/* A number or a word, up to what ends it. */
static struct str scalar(struct json_reader *r)
{
    size_t from;

    (void)look(r);
    from = r->at;
    while (!r->failed && r->at < r->text.n && !memchr(" \t\r\n,:{}[]\"", r->text.p[r->at], 11))
        r->at++;
    if (r->at == from)
        r->failed = true;
    return str_slice(r->text, from, r->at);
}

bool json_read_u64(struct json_reader *reader, uint64_t *ret_value)
{
    struct str text = scalar(reader);

    if (!reader->failed && !str_to_u64(text, UINT64_MAX, ret_value))
        reader->failed = true;
    return !reader->failed;
}

void json_read_over(struct json_reader *reader)
{
    struct str text;
    size_t open = 0;

    do {
        char c = look(reader);

        if (c == '"') {
            (void)json_read_string(reader, &text);
        } else if (c == '{' || c == '[') {
            open++;
            reader->at++;
        } else if (open && (c == '}' || c == ']')) {
            open--;
            reader->at++;
        } else if (open && (c == ',' || c == ':')) {
            reader->at++;
        } else {
            (void)scalar(reader);
        }
    } while (open && !reader->failed);
}

/*
 * summary_text.c: how the terminal's summary writes a number, a moment, a label, a paragraph. What
 * it says is in summary*.c.
 */
#include "summary_text.h"

#include <string.h>

/* Columns of a line of text, and where it begins. */
#define WIDTH  100
#define INDENT 14

const char *summary_tr(const struct summary *s, const char *english)
{
    return text_get(s->lang, english);
}

void summary_number(const struct summary *s, uint64_t value)
{
    char text[TEXT_COUNT];

    out_text(s->out, text_count(s->lang, value, text));
}

void summary_moment(const struct summary *s, int64_t time_ns)
{
    char text[TEXT_MOMENT];

    out_text(s->out, text_moment(s->lang, time_ns, s->scan->dossier.offset_seconds, text));
}

void summary_style(const struct summary *s, const char *code)
{
    if (s->scan->console->color && !s->plain)
        out_print(s->out, "\033[%sm", code);
}

void summary_label(const struct summary *s, const char *english)
{
    const char *text = summary_tr(s, english);
    int width = 0;

    for (const char *c = text; *c; c++)
        width += ((unsigned char)*c & 0xC0) != 0x80;
    out_print(s->out, "  %s%*s", text, width < 12 ? 12 - width : 1, "");
}

/* Characters of a text, not bytes. */
static size_t width_of(const char *text, size_t n)
{
    size_t width = 0;

    for (size_t i = 0; i < n; i++)
        width += ((unsigned char)text[i] & 0xC0) != 0x80;
    return width;
}

void summary_wrapped(const struct summary *s, struct str text)
{
    size_t at = INDENT;

    while (text.n) {
        const char *blank = memchr(text.p, ' ', text.n);
        size_t n = blank ? (size_t)(blank - text.p) : text.n;
        size_t width = width_of(text.p, n);

        if (at > INDENT && at + 1 + width > WIDTH) {
            out_print(s->out, "\n%*s", INDENT, "");
            at = INDENT;
        } else if (at > INDENT) {
            out_text(s->out, " ");
            at++;
        }
        out_terminal(s->out, (struct str){text.p, n});
        at += width;
        n += blank != NULL;
        text = (struct str){text.p + n, text.n - n};
    }
    out_text(s->out, "\n");
}

/*
 * markdown_base.c: escaping for Markdown. Nothing here knows what the document says.
 */
#include "report/markdown.h"

#include "report/stream.h"

#define DASH "\xE2\x80\x94"

/* U+FFFD for what is no character or hides or turns text, a blank for what ends a line. */
static void put_character(const struct md *md, struct str one, bool valid)
{
    if ((unsigned char)one.p[0] < 0x20)
        out_text(md->out, " ");
    else if (valid && out_is_shown(one))
        out_bytes(md->out, one.p, one.n);
    else
        out_text(md->out, "\xEF\xBF\xBD");
}

/* In a code span only the backtick means something; in a table, the pipe too, and it must be marked
 * there but would show its mark elsewhere: both are replaced by characters that look alike. */
void md_put_code(const struct md *md, struct str text)
{
    if (text.n == 0) {
        out_text(md->out, DASH);
        return;
    }
    out_text(md->out, "` ");
    for (text = stream_cut(text, STREAM_TEXT_BYTES); text.n;) {
        size_t wide = str_utf8_length(text);
        struct str one = {text.p, wide ? wide : 1};

        if (one.p[0] == '`')
            out_text(md->out, "'");
        else if (one.p[0] == '|')
            out_text(md->out, "\xC2\xA6");
        else
            put_character(md, one, wide > 0);
        text = str_skip(text, one.n);
    }
    out_text(md->out, " `");
}

/* Whether a mark needs a backslash, which takes the meaning of any mark of ASCII (CommonMark 2.4).
 * Addresses of pages are found without any mark by GitHub and GitLab ("www.", "http:"), and names
 * between colons become pictures. */
static bool is_markup(struct str text, size_t i)
{
    char c = text.p[i];
    char next = i + 1 < text.n ? text.p[i + 1] : ' ';

    if (memchr("\\`*_{}[]|~$#!", c, 13))
        return true;
    if (c == ':')
        return next != ' ' && (next < '0' || next > '9');
    if (c == '.')
        return i > 0 && (text.p[i - 1] | 0x20) == 'w';
    return i == 0 && c && strchr("+-=>", c);
}

void md_put_text(const struct md *md, struct str text)
{
    for (size_t i = 0; i < text.n;) {
        size_t wide = str_utf8_length(str_skip(text, i));
        struct str one = {text.p + i, wide ? wide : 1};

        if (one.p[0] == '@')
            out_text(md->out, "&#64;");
        else if (one.p[0] == '<')
            out_text(md->out, "&lt;");
        else if (one.p[0] == '&')
            out_text(md->out, "&amp;");
        else if (is_markup(text, i))
            out_print(md->out, "\\%c", one.p[0]);
        else
            put_character(md, one, wide > 0);
        i += one.n;
    }
}

void md_say(const struct md *md, const char *english)
{
    out_text(md->out, text_get(md->lang, english));
}

void md_moment(const struct md *md, int64_t time_ns)
{
    char moment[TEXT_MOMENT];

    out_text(md->out, time_ns == TIME_NONE
                          ? DASH
                          : text_moment(md->lang, time_ns, md->dossier->offset_seconds, moment));
}

static void put_slot(const struct md *md, const struct md_slot *slot)
{
    char number[TEXT_COUNT];

    switch (slot->kind) {
    case MD_CODE: md_put_code(md, slot->text); break;
    case MD_OWN: out_bytes(md->out, slot->text.p, slot->text.n); break;
    case MD_COUNT: out_text(md->out, text_count(md->lang, slot->count, number)); break;
    default: md_moment(md, slot->time_ns);
    }
}

void md_fill(const struct md *md, const char *text, const struct md_slot *slots)
{
    const char *from = text;

    for (const char *c = text; *c; c++) {
        if (c[0] != '{' || c[1] < '1' || c[1] > '9' || c[2] != '}')
            continue;
        out_bytes(md->out, from, (size_t)(c - from));
        put_slot(md, &slots[c[1] - '1']);
        c += 2;
        from = c + 1;
    }
    out_text(md->out, from);
}

void md_range(const struct md *md, uint64_t floor_count, uint64_t ceiling)
{
    struct md_slot slots[] = {md_count(floor_count), md_count(ceiling)};

    if (floor_count == ceiling)
        put_slot(md, &slots[1]);
    else
        md_fill(md, text_get(md->lang, N_("{1} to {2}")), slots);
}

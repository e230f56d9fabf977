/*
 * escape.c: four media, four escapers. Log content is hostile everywhere: what leaves here is inert
 * in its medium and always valid UTF-8.
 */
#include "base/out.h"

static const char replacement[] = "\xEF\xBF\xBD"; /* U+FFFD */

/* Length of the longest run of bytes that need no escaping in any medium. */
static size_t plain_run(struct str text)
{
    size_t i = 0;

    while (i < text.n) {
        unsigned char c = (unsigned char)text.p[i];

        if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' ||
            c == '\'' || c == '/')
            break;
        i++;
    }
    return i;
}

/* C1 controls (U+0080–U+009F), bidirectional overrides and line separators disturb terminals and
 * readers. */
static bool is_unsafe_wide(struct str text, size_t n)
{
    const unsigned char *b = (const unsigned char *)text.p;

    if (n == 2)
        return b[0] == 0xC2 && b[1] < 0xA0;
    if (n == 3 && b[0] == 0xE2) {
        bool marks =
            b[1] == 0x80 && ((b[2] >= 0x8E && b[2] <= 0x8F) || (b[2] >= 0xA8 && b[2] <= 0xAE));
        bool isolates = b[1] == 0x81 && b[2] >= 0xA6 && b[2] <= 0xA9;

        return marks || isolates;
    }
    return false;
}

bool out_is_shown(struct str character)
{
    unsigned char c = character.n ? (unsigned char)character.p[0] : 0;

    if (character.n == 1)
        return c >= 0x20 && c < 0x7f;
    return !is_unsafe_wide(character, character.n);
}

/* The same, harmless for whoever prints the file, and lost for nobody: JSON has an escape for it.
 */
static void json_unsafe_wide(struct out *out, struct str text, size_t n)
{
    const unsigned char *b = (const unsigned char *)text.p;
    unsigned code = n == 2 ? (b[0] & 0x1Fu) << 6 | (b[1] & 0x3Fu)
                           : (b[0] & 0x0Fu) << 12 | (b[1] & 0x3Fu) << 6 | (b[2] & 0x3Fu);

    out_print(out, "\\u%04x", code);
}

static void json_byte(struct out *out, unsigned char c)
{
    switch (c) {
    case '"': out_text(out, "\\\""); break;
    case '\\': out_text(out, "\\\\"); break;
    case '\n': out_text(out, "\\n"); break;
    case '\r': out_text(out, "\\r"); break;
    case '\t': out_text(out, "\\t"); break;
    default:
        if (c < 0x20 || c == 0x7f)
            out_print(out, "\\u%04x", c);
        else
            out_bytes(out, &c, 1);
    }
}

void out_json(struct out *out, struct str text)
{
    while (text.n) {
        size_t run = plain_run(text);
        size_t wide;

        out_bytes(out, text.p, run);
        text = str_skip(text, run);
        if (text.n == 0)
            return;
        wide = str_utf8_length(text);
        if (wide == 1)
            json_byte(out, (unsigned char)text.p[0]);
        else if (wide == 0)
            out_text(out, replacement);
        else if (is_unsafe_wide(text, wide))
            json_unsafe_wide(out, text, wide);
        else
            out_bytes(out, text.p, wide);
        text = str_skip(text, wide ? wide : 1);
    }
}

static void html_byte(struct out *out, unsigned char c)
{
    switch (c) {
    case '&': out_text(out, "&amp;"); break;
    case '<': out_text(out, "&lt;"); break;
    case '>': out_text(out, "&gt;"); break;
    case '"': out_text(out, "&quot;"); break;
    case '\'': out_text(out, "&#39;"); break;
    default:
        if (c < 0x20 ||
            c == 0x7f) /* controls are not allowed in HTML: show the control picture instead */
            out_print(out, "&#x%04X;", c == 0x7f ? 0x2421 : 0x2400 + c);
        else
            out_bytes(out, &c, 1);
    }
}

void out_html(struct out *out, struct str text)
{
    while (text.n) {
        size_t run = plain_run(text);
        size_t wide;

        out_bytes(out, text.p, run);
        text = str_skip(text, run);
        if (text.n == 0)
            return;
        wide = str_utf8_length(text);
        if (wide == 1)
            html_byte(out, (unsigned char)text.p[0]);
        else if (wide == 0 || is_unsafe_wide(text, wide))
            out_text(out, replacement);
        else
            out_bytes(out, text.p, wide);
        text = str_skip(text, wide ? wide : 1);
    }
}

/* A cell that a spreadsheet would take for a formula (OWASP, "CSV Injection"). */
static bool is_formula(struct str text)
{
    return text.n && memchr("=+-@\t\r\n", text.p[0], 7) != NULL;
}

static bool needs_quotes(struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];

        if (c == ',' || c == '"' || c == ';' || c < 0x20)
            return true;
    }
    return text.n && (text.p[0] == ' ' || text.p[text.n - 1] == ' ');
}

static void csv_byte(struct out *out, unsigned char c)
{
    if (c == '"')
        out_text(out, "\"\"");
    else if (c == '\n')
        out_text(out, "\\n"); /* one record, one line: tools that split on lines stay right */
    else if (c == '\r')
        out_text(out, "\\r");
    else if (c < 0x20 || c == 0x7f)
        out_print(out, "\\x%02x", c);
    else
        out_bytes(out, &c, 1);
}

void out_csv(struct out *out, struct str text)
{
    bool formula = is_formula(text);
    bool quoted = formula || needs_quotes(text);

    if (quoted)
        out_text(out, "\"");
    if (formula)
        out_text(out, "'");
    while (text.n) {
        size_t wide = str_utf8_length(text);

        if (wide == 1)
            csv_byte(out, (unsigned char)text.p[0]);
        else if (wide == 0 || is_unsafe_wide(text, wide))
            out_text(out, replacement);
        else
            out_bytes(out, text.p, wide);
        text = str_skip(text, wide ? wide : 1);
    }
    if (quoted)
        out_text(out, "\"");
}

void out_terminal(struct out *out, struct str text)
{
    while (text.n) {
        size_t wide = str_utf8_length(text);
        unsigned char c = (unsigned char)text.p[0];

        if (wide > 1 && !is_unsafe_wide(text, wide))
            out_bytes(out, text.p, wide);
        else if (wide == 1 && c >= 0x20 && c != 0x7f)
            out_bytes(out, &c, 1);
        else
            for (size_t i = 0; i < (wide ? wide : 1); i++)
                out_print(out, "\\x%02x", (unsigned char)text.p[i]);
        text = str_skip(text, wide ? wide : 1);
    }
}

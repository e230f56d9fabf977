/*
 * caret.c: cuts samples into rows by columns shown, not by bytes.
 */
#include "report/caret.h"

#include "base/out.h"

static uint32_t code_of(struct str text, size_t n)
{
    const unsigned char *b = (const unsigned char *)text.p;
    uint32_t code = n == 2 ? b[0] & 0x1Fu : n == 3 ? b[0] & 0x0Fu : b[0] & 0x07u;

    for (size_t i = 1; i < n; i++)
        code = code << 6 | (b[i] & 0x3Fu);
    return code;
}

/* Columns of a character that is shown as it is: none for combining marks, two for those that are
 * wide or fullwidth (Unicode Standard Annex 11; the ranges are its large blocks). */
static int columns_of_code(uint32_t code)
{
    static const uint32_t wide[][2] = {{0x1100, 0x115F}, {0x2E80, 0xA4CF},   {0xAC00, 0xD7A3},
                                       {0xF900, 0xFAFF}, {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
                                       {0xFFE0, 0xFFE6}, {0x1F300, 0x1FAFF}, {0x20000, 0x3FFFD}};

    if (code >= 0x0300 && code <= 0x036F)
        return 0;
    for (size_t i = 0; i < sizeof wide / sizeof wide[0]; i++) {
        if (code >= wide[i][0] && code <= wide[i][1])
            return 2;
    }
    return 1;
}

/* Bytes of the first character of a text, or 1 for a byte that begins none; and its columns. In
 * HTML whatever is not shown as it is becomes one sign; in a terminal \xNN for each byte. */
static size_t first_unit(const struct caret *caret, struct str text, int *ret_columns)
{
    size_t n = str_utf8_length(text);
    size_t bytes = n ? n : 1;
    bool as_it_is = out_is_shown((struct str){text.p, bytes});

    if (as_it_is)
        *ret_columns = n > 1 ? columns_of_code(code_of(text, n)) : 1;
    else
        *ret_columns = caret->terminal ? 4 * (int)bytes : 1;
    return bytes;
}

struct caret caret_of(const struct reject_sample *sample, bool terminal)
{
    size_t at = sample->column > sample->text_at ? sample->column - sample->text_at : 0;

    return (struct caret){.rest = sample->text,
                          .at = at < sample->text.n ? at : sample->text.n,
                          .terminal = terminal};
}

bool caret_next(struct caret *caret, struct str *ret_row, int *ret_blanks)
{
    struct str text = caret->rest;
    int columns = 0;
    size_t end = 0;

    *ret_blanks = -1;
    if (text.n == 0 && caret->started && caret->at != 0)
        return false;
    caret->started = true;
    while (end < text.n) {
        int width;
        size_t bytes = first_unit(caret, str_skip(text, end), &width);

        if (columns + width > CARET_COLUMNS)
            break;
        if (caret->at >= end && caret->at < end + bytes)
            *ret_blanks = columns;
        columns += width;
        end += bytes;
    }
    if (end == text.n && caret->at == end)
        *ret_blanks = columns; /* the line ends too early */
    *ret_row = (struct str){text.p, end};
    caret->rest = str_skip(text, end);
    caret->at = *ret_blanks >= 0 || caret->at == SIZE_MAX ? SIZE_MAX : caret->at - end;
    return true;
}

/*
 * member_name.c: an archive says what it likes about the names of its members.
 */
#include "input/member_name.h"

/* Whether a part of a path that begins here is "..". */
static bool is_dots(struct str rest)
{
    return rest.n >= 2 && rest.p[0] == '.' && rest.p[1] == '.' && (rest.n == 2 || rest.p[2] == '/');
}

/* Bytes of a character that may stay as it is, 0 for one that may not. */
static size_t plain_length(struct str rest)
{
    unsigned char c = (unsigned char)rest.p[0];
    size_t n = str_utf8_length(rest);

    if (c < 0x20 || c == 0x7f || c == '\\' || c == '!' || c == '#')
        return 0;
    if (n == 2 && c == 0xC2 && (unsigned char)rest.p[1] < 0xA0) /* C1 controls */
        return 0;
    return n;
}

bool member_name(struct str raw, char name[LIMIT_MEMBER_NAME_BYTES + 1])
{
    static const char digits[] = "0123456789abcdef";
    size_t n = 0;
    size_t escape = 0; /* bytes that are written as \xNN although they are plain */

    for (size_t i = 0; i < raw.n;) {
        struct str rest = str_skip(raw, i);
        size_t plain = plain_length(rest);

        if ((i == 0 || raw.p[i - 1] == '/') && is_dots(rest))
            escape = 2;
        if (i == 0 && raw.p[0] == '/')
            escape = 1;
        if (escape)
            plain = 0;
        if (n + (plain ? plain : 4) > LIMIT_MEMBER_NAME_BYTES) {
            name[n] = '\0';
            return false;
        }
        if (plain) {
            memcpy(name + n, rest.p, plain);
            n += plain;
        } else {
            unsigned char c = (unsigned char)rest.p[0];

            name[n++] = '\\';
            name[n++] = 'x';
            name[n++] = digits[c >> 4];
            name[n++] = digits[c & 15];
        }
        i += plain ? plain : 1;
        escape -= escape > 0;
    }
    name[n] = '\0';
    return true;
}

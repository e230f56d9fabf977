/*
 * recognise.c: magic numbers, from the formats' specifications.
 */
#include "input/recognise.h"

#include "base/limits.h"

static const struct {
    const char *magic;
    size_t n;
    enum content content;
    const char *name;
} magics[] = {
    {"\x1F\x8B\x08", 3, CONTENT_GZIP, "gzip"},
    {"\xFD"
     "7zXZ\0",
     6, CONTENT_XZ, "xz"},
    {"\x28\xB5\x2F\xFD", 4, CONTENT_ZSTD, "zstd"},
    {"\x04\x22\x4D\x18", 4, CONTENT_LZ4, "lz4"},
    {"LZIP\x01", 5, CONTENT_LZIP, "lzip"},
    {"\x1F\x9D", 2, CONTENT_COMPRESS, "compress"},
    {"PK\x03\x04", 4, CONTENT_ZIP, "zip"},
    {"PK\x05\x06", 4, CONTENT_ZIP, "zip"},
    {"7z\xBC\xAF\x27\x1C", 6, CONTENT_UNREAD, "7z"},
    {"Rar!\x1A\x07", 6, CONTENT_UNREAD, "rar"},
    {"MSCF\0\0\0\0", 8, CONTENT_UNREAD, "cab"},
    {"\x02\x21\x4C\x18", 4, CONTENT_UNREAD, "lz4 (legacy)"},
};

/* bzip2: a level, and the number of a block or of the end (pi or its root, in BCD). */
static bool is_bzip2(struct str head)
{
    return head.n >= 10 && str_starts(head, STR("BZh")) && head.p[3] >= '1' && head.p[3] <= '9' &&
           (memcmp(head.p + 4, "1AY&SY", 6) == 0 ||
            memcmp(head.p + 4, "\x17\x72\x45\x38\x50\x90", 6) == 0);
}

/* RFC 1950 §2.2: method 8, window of 32 KiB, the check bits, no dictionary. A text does not begin
 * with x and one of these: the first is a control byte, the others are no UTF-8. */
static bool is_zlib(struct str head)
{
    return head.n >= 6 && head.p[0] == '\x78' &&
           (head.p[1] == '\x01' || head.p[1] == '\x9C' || head.p[1] == '\xDA');
}

#define TAR_HEADER   512
#define TAR_SUM      148
#define TAR_SUM_SIZE 8

/* A tar's first header holds the sum of its bytes, its own place counted as blanks (POSIX.1-2017,
 * pax, ustar Interchange Format). */
static bool is_tar(struct str head)
{
    unsigned long told = 0;
    unsigned long sum = 0;
    size_t i = TAR_SUM;

    if (head.n < TAR_HEADER || head.p[0] == '\0')
        return false;
    while (i < TAR_SUM + TAR_SUM_SIZE && head.p[i] == ' ')
        i++;
    while (i < TAR_SUM + TAR_SUM_SIZE && head.p[i] >= '0' && head.p[i] <= '7')
        told = told * 8 + (unsigned long)(head.p[i++] - '0');
    for (i = 0; i < TAR_HEADER; i++)
        sum += i >= TAR_SUM && i < TAR_SUM + TAR_SUM_SIZE ? ' ' : (unsigned char)head.p[i];
    return told == sum;
}

/* A number of xz, seven bits in a byte (The .xz File Format §1.2). */
static uint64_t xz_number(struct str *head)
{
    uint64_t value = 0;

    for (unsigned shift = 0; head->n && shift < 63; shift += 7) {
        unsigned char c = (unsigned char)head->p[0];

        *head = str_skip(*head, 1);
        value |= (uint64_t)(c & 0x7F) << shift;
        if (!(c & 0x80))
            break;
    }
    return value;
}

/* The dictionary that the first block of xz data wants (§3.1 and §5.3.1), 0 when it cannot be told.
 */
static uint64_t xz_dictionary(struct str head)
{
    unsigned char flags;
    uint64_t most = 0;

    if (head.n < 14 || head.p[12] == '\0')
        return 0;
    flags = (unsigned char)head.p[13];
    head = str_skip(head, 14);
    if (flags & 0x40)
        (void)xz_number(&head);
    if (flags & 0x80)
        (void)xz_number(&head);
    for (int filter = 0; filter <= (flags & 3); filter++) {
        uint64_t id = xz_number(&head);
        uint64_t size = xz_number(&head);

        if (size > head.n)
            return most;
        if (id == 0x21 && size == 1) {
            unsigned bits = (unsigned char)head.p[0] & 0x3F;
            uint64_t bytes = (uint64_t)(2 | (bits & 1)) << (bits / 2 + 11);

            most = bytes > most ? bytes : most;
        }
        head = str_skip(head, (size_t)size);
    }
    return most;
}

enum content recognise(struct str head, const char **ret_name)
{
    *ret_name = "";
    for (size_t i = 0; i < sizeof magics / sizeof magics[0]; i++) {
        if (!str_starts(head, (struct str){magics[i].magic, magics[i].n}))
            continue;
        *ret_name = magics[i].name;
        if (magics[i].content == CONTENT_XZ && xz_dictionary(head) > LIMIT_DICTIONARY_BYTES)
            return CONTENT_HUNGRY;
        return magics[i].content;
    }
    if (is_bzip2(head)) {
        *ret_name = "bzip2";
        return CONTENT_BZIP2;
    }
    if (is_zlib(head))
        return CONTENT_ZLIB;
    if (is_tar(head))
        return CONTENT_TAR;
    if (head.n >= 4 && (memcmp(head.p, "\xFF\xFE", 2) == 0 || memcmp(head.p, "\xFE\xFF", 2) == 0) &&
        memcmp(head.p + 2, "\0\0", 2) != 0) /* that would be UTF-32 */
        return CONTENT_UTF16;
    return CONTENT_TEXT;
}

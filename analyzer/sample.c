/*
 * sample.c: places the windows. They depend on the text alone, not on how it was sliced when read.
 */
#include "sample.h"

/* The first window is longer: a preamble stands there. */
#define FIRST_BYTES ((size_t)16 << 10)
#define OTHER_BYTES ((size_t)8 << 10)

/* Whether a text has a line that is not blank; the last one counts when `whole`. */
static bool has_line(struct str text, bool whole)
{
    while (text.n) {
        size_t end = str_index(text, '\n');

        if (end == text.n && !whole)
            return false;
        if (str_trim((struct str){text.p, end}).n)
            return true;
        text = str_skip(text, end < text.n ? end + 1 : end);
    }
    return false;
}

bool sample_choose(const struct reading_choice *from, struct str head, bool whole,
                   struct reading *ret_reading)
{
    struct str windows[READING_WINDOWS];
    int count = 1;

    if (!has_line(head, whole) && !whole && !from->fixed)
        return false;
    if (head.n > SAMPLE_HEAD_BYTES)
        head.n = SAMPLE_HEAD_BYTES; /* how much more there is depends on the size of blocks */
    windows[0] = head;
    if (head.n > FIRST_BYTES + READING_WINDOWS * OTHER_BYTES) {
        windows[0].n = FIRST_BYTES;
        whole = false;
        while (count < READING_WINDOWS) {
            struct str rest = str_skip(head, head.n / READING_WINDOWS * (size_t)count);
            size_t line = str_index(rest, '\n');

            rest = str_skip(rest, line < rest.n ? line + 1 : line);
            windows[count++] = (struct str){rest.p, rest.n < OTHER_BYTES ? rest.n : OTHER_BYTES};
        }
    }
    *ret_reading = reading_choose(from, windows, count, whole);
    return true;
}

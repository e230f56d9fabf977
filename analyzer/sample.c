/*
 * sample.c: places the windows. They depend on the text alone, not on how it was sliced when read.
 */
#include "sample.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

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

/* Blocks of a plain file beyond its head: in its middle and near its end. */
#define FAR_BLOCKS 2
struct far {
    char bytes[FAR_BLOCKS][OTHER_BYTES];
};

/* From the first line that begins in a text. */
static struct str from_line(struct str text)
{
    size_t line = str_index(text, '\n');

    return str_skip(text, line < text.n ? line + 1 : line);
}

/* Adds far blocks; returns the number of windows then. A file that cannot be looked at is judged by
 * its head. */
static int add_far(struct far *far, const char *path, struct str *windows, int count)
{
    struct stat st;
    int fd = -1;

    if (stat(path, &st) == 0 && S_ISREG(st.st_mode)) /* a pipe would lose what is read twice */
        fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return count;
    for (int i = 0; i < FAR_BLOCKS; i++) {
        off_t at = i == 0 ? st.st_size / 2 : st.st_size - (off_t)OTHER_BYTES;
        ssize_t n = at > (off_t)SAMPLE_HEAD_BYTES ? pread(fd, far->bytes[i], OTHER_BYTES, at) : 0;

        if (n > 0)
            windows[count++] = from_line((struct str){far->bytes[i], (size_t)n});
    }
    (void)close(fd);
    return count;
}

bool sample_choose(const struct reading_choice *from, struct str head, bool whole,
                   const char *plain, struct reading *ret_reading)
{
    struct str windows[READING_WINDOWS + FAR_BLOCKS];
    struct far far;
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
            struct str rest = from_line(str_skip(head, head.n / READING_WINDOWS * (size_t)count));

            windows[count++] = (struct str){rest.p, rest.n < OTHER_BYTES ? rest.n : OTHER_BYTES};
        }
    }
    if (plain && head.n == SAMPLE_HEAD_BYTES)
        count = add_far(&far, plain, windows, count);
    *ret_reading = reading_choose(from, windows, count, whole);
    return true;
}

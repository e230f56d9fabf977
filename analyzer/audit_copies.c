/*
 * audit_copies.c: among the texts that nobody knows yet, those that are the beginning of another
 * one: a copy that was made while the log grew. Both would be counted. Texts that are wholly alike
 * are found when they are read.
 */
#include <stdlib.h>

#include "audit.h"
#include "base/mem.h"

/* Short texts that are compared with all others, and texts that begin alike: beyond it nobody made
 * copies, the logs are like that. */
#define SHORT_MOST 64
#define ALIKE_MOST 64

/* What a text begins with. */
struct beginning {
    struct audit_file *file;
    size_t bytes; /* of the head */
    char sha[SHA256_TEXT];
};

static int compare(const void *a, const void *b)
{
    const struct beginning *x = a;
    const struct beginning *y = b;
    int rank = strcmp(x->sha, y->sha);

    return rank ? rank : str_cmp(x->file->now.path, y->file->now.path);
}

bool audit_begins_with(const char *path, const char *with, uint64_t bytes, size_t block_bytes)
{
    char x[SHA256_TEXT];
    char y[SHA256_TEXT];
    char head[SHA256_TEXT];

    return audit_digest(path, bytes, block_bytes, x, head) &&
           audit_digest(with, bytes, block_bytes, y, head) && strcmp(x, y) == 0;
}

/* The shorter of two texts is no text of its own when the longer one begins with it. */
static void settle(const struct audit *audit, struct audit_file *x, struct audit_file *y)
{
    size_t block = audit->known.block_bytes;
    bool cut;
    uint64_t x_bytes;
    uint64_t y_bytes;
    struct audit_file *shorter;

    if (x->what != AUDIT_NEW || y->what != AUDIT_NEW)
        return;
    x_bytes = audit_length(x->now.path.p, block, &cut);
    y_bytes = audit_length(y->now.path.p, block, &cut);
    shorter = x_bytes < y_bytes ? x : y;
    if (x_bytes != y_bytes && x_bytes && y_bytes &&
        audit_begins_with((shorter == x ? y : x)->now.path.p, shorter->now.path.p,
                          shorter == x ? x_bytes : y_bytes, block))
        shorter->what = AUDIT_PART;
}

static size_t gather(struct audit *audit, struct beginning *list)
{
    char head[AUDIT_HEAD_BYTES];
    size_t count = 0;

    for (size_t i = 0; i < audit->file_count; i++) {
        struct beginning *b = &list[count];
        struct sha256 sha;

        if (audit->files[i].what != AUDIT_NEW || !audit->files[i].regular)
            continue;
        b->file = &audit->files[i];
        b->bytes = audit_head(b->file->now.path.p, audit->known.block_bytes, head);
        if (b->bytes == 0)
            continue;
        sha256_init(&sha);
        sha256_add(&sha, head, b->bytes);
        sha256_finish(&sha, b->sha);
        count++;
    }
    return count;
}

void audit_copies(struct audit *audit)
{
    struct beginning *list = mem_zero(audit->file_count + 1, sizeof *list);
    size_t count = gather(audit, list);
    size_t shorts = 0;

    qsort(list, count, sizeof *list, compare);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = i + 1; k < count && k - i < ALIKE_MOST; k++) {
            if (strcmp(list[i].sha, list[k].sha) != 0)
                break;
            settle(audit, list[i].file, list[k].file);
        }
    }
    for (size_t i = 0; i < count && shorts < SHORT_MOST; i++) {
        if (list[i].bytes == AUDIT_HEAD_BYTES)
            continue;
        shorts++;
        for (size_t k = 0; k < count && list[i].file->what == AUDIT_NEW; k++) {
            if (list[k].bytes > list[i].bytes)
                settle(audit, list[i].file, list[k].file);
        }
    }
    free(list);
}

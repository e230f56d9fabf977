/*
 * audit_copies.c: among the texts that nobody knows yet, those that are the beginning of another
 * one: a copy that was made while the log grew. Both would be counted. Texts that are wholly alike
 * are found when they are read.
 *
 * Logs of two servers begin alike for hours where the same machine asks both whether they live, so
 * a short text is never taken for a copy: to count a copy twice is less bad than to lose a log.
 */
#include <stdlib.h>

#include "audit.h"
#include "base/mem.h"

/* Bytes of a copy at least: some hundred lines. */
#define COPY_LEAST (UINT64_C(64) << 10)

/* Texts that begin alike: beyond it nobody made copies, the logs are like that. */
#define ALIKE_MOST 64

/* What a text begins with. */
struct beginning {
    struct audit_file *file;
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
    if (x_bytes != y_bytes && x_bytes >= COPY_LEAST && y_bytes >= COPY_LEAST &&
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
        if (audit_head(b->file->now.path.p, audit->known.block_bytes, head) < sizeof head)
            continue;
        sha256_init(&sha);
        sha256_add(&sha, head, sizeof head);
        sha256_finish(&sha, b->sha);
        count++;
    }
    return count;
}

void audit_copies(struct audit *audit)
{
    struct beginning *list = mem_zero(audit->file_count + 1, sizeof *list);
    size_t count = gather(audit, list);

    qsort(list, count, sizeof *list, compare);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = i + 1; k < count && k - i < ALIKE_MOST; k++) {
            if (strcmp(list[i].sha, list[k].sha) != 0)
                break;
            settle(audit, list[i].file, list[k].file);
        }
    }
    free(list);
}

/*
 * audit_night_lines.c: what rules have found in the lines of a night: each row, the length of the
 * texts that its line left, and these. Blocks are checked before anything in them is looked at.
 */
#include <stdlib.h>

#include "audit_night.h"
#include "base/mem.h"
#include "input/spool.h"

/* Reads the rows from block to block. */
struct row_reading {
    const struct audit_night *night;
    char *block;
    size_t used; /* of the block */
    size_t have;
    uint64_t done; /* bytes of the rows in blocks that were read */
};

static int next_block(struct row_reading *r, struct err *err)
{
    const struct audit_night *night = r->night;
    uint64_t left = night->line_bytes - r->done;
    size_t n = left < NIGHT_BLOCK_BYTES ? (size_t)left : NIGHT_BLOCK_BYTES;

    if (n == 0)
        return audit_night_refuse(night->name, err);
    if (spool_pread(night->fd, r->block, n, night->line_at + r->done, err) < 0)
        return -1;
    if (audit_night_sum(r->block, n) != night->line_sums[r->done / NIGHT_BLOCK_BYTES])
        return audit_night_refuse(night->name, err);
    r->done += n;
    r->have = n;
    r->used = 0;
    return 0;
}

static int get(struct row_reading *r, void *bytes, size_t n, struct err *err)
{
    char *to = bytes;

    while (n) {
        size_t part;

        if (r->used == r->have && next_block(r, err) < 0)
            return -1;
        part = n < r->have - r->used ? n : r->have - r->used;
        memcpy(to, r->block + r->used, part);
        r->used += part;
        to += part;
        n -= part;
    }
    return 0;
}

int audit_night_lines(const struct audit_night *night, lookout_taker *take, void *context,
                      struct err *err)
{
    struct row_reading r = {.night = night, .block = mem_resize(NULL, NIGHT_BLOCK_BYTES, 1)};
    int64_t since_ns = night->bounds.since_ns;
    struct correlation_row row;
    char *room = NULL;
    int rc = 0;

    while (rc == 0 && (r.used < r.have || r.done < night->line_bytes)) {
        uint32_t n = 0;

        rc = get(&r, &row, sizeof row, err);
        if (rc == 0)
            rc = get(&r, &n, sizeof n, err);
        if (rc == 0 && (n > night->line_bytes || row.input >= night->bounds.streams))
            rc = audit_night_refuse(night->name, err);
        if (rc < 0)
            break;
        room = mem_resize(room, (size_t)n + 1, 1);
        rc = get(&r, room, n, err);
        if (rc == 0 && (since_ns == TIME_NONE || row.time_ns >= since_ns))
            rc = take(context, &row, (struct str){room, n}, err);
    }
    free(room);
    free(r.block);
    return rc;
}

/* Who takes the rows of a night. */
struct recall {
    const struct audit_night *night;
    struct lookout *lookout;
};

static int take_row(void *context, const struct correlation_row *row, struct str texts,
                    struct err *err)
{
    const struct recall *recall = context;

    if (lookout_recall(recall->lookout, row, texts))
        return 0;
    if (!recall->lookout->failed)
        return audit_night_refuse(recall->night->name, err);
    *err = recall->lookout->err;
    return -1;
}

int audit_night_recall(const struct audit_night *night, struct lookout *lookout, struct err *err)
{
    struct recall recall = {night, lookout};

    for (size_t i = 0; i < night->drop_count; i++)
        lookout_drop(lookout, night->drops[i].stream, night->drops[i].count);
    return audit_night_lines(night, take_row, &recall, err);
}

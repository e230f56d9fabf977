/*
 * damage.h: what could not be read of one input, in numbers. The sentences are made by the writers,
 * each in its language.
 */
#ifndef LIMIER_MODEL_DAMAGE_H
#define LIMIER_MODEL_DAMAGE_H

#include "base/str.h"
#include "base/text.h"

/* What is wrong; the names and sentences are in damage.def. */
enum damage_kind {
    DAMAGE_NONE,
#define DAMAGE(id, name, sentence, source) DAMAGE_##id,
#include "model/damage.def"
#undef DAMAGE
    DAMAGE_COUNT
};

/* What the checksums of a compressed input say, all of it together. */
enum damage_sum {
    SUM_NONE,   /* the format has none that is looked at: plain text, members of archives */
    SUM_GOOD,   /* every one was there and right */
    SUM_WRONG,  /* one was wrong at least: what was delivered cannot all be trusted */
    SUM_ABSENT, /* the stream broke off before one: what was delivered is not confirmed */
    SUM_COUNT
};

#define DAMAGE_DETAIL 96

/* The damage of one input. `kind`, `offset`, `at` and `detail` are of the first; the rest is of all
 * of it. Zeroed: none. */
struct damage {
    enum damage_kind kind;
    enum damage_sum sum;
    uint64_t offset;    /* in the file or member, of the byte where reading stopped making sense */
    uint64_t at;        /* in the decompressed stream: what lies before is not in doubt */
    uint64_t lost;      /* bytes of the file or member that could not be used */
    uint64_t recovered; /* bytes of text delivered from behind the first damage */
    uint32_t gaps;      /* places behind which reading went on */
    char detail[DAMAGE_DETAIL]; /* what the system or a library said; "" for nothing */
};

/* Whether lines of the input may be no lines of the server: data that is corrupt, or whose checksum
 * is wrong, can be decompressed into lines that look sound. */
bool damage_invents(const struct damage *damage);

/* Notes damage; the first of an input is the one that is described. */
void damage_note(struct damage *damage, enum damage_kind kind, uint64_t offset, uint64_t at,
                 const char *detail);

/* Name for programs; NULL for none. */
const char *damage_name(const struct damage *damage);

/* Name of a verdict for programs; NULL for SUM_NONE. */
const char *damage_sum_name(enum damage_sum sum);

/* The kind or verdict of such a name; DAMAGE_COUNT or SUM_COUNT for none of them. */
enum damage_kind damage_by_name(struct str name);
enum damage_sum damage_sum_by_name(struct str name);

#define DAMAGE_TEXT 512

/* One sentence, with the offset in the file and, where something was lost or found again, how much.
 * Returns an absent span for no damage. */
struct str damage_text(const struct damage *damage, enum lang lang, char text[DAMAGE_TEXT]);

#endif

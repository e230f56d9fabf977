/*
 * damage.c: names and sentences of damage.
 */
#include "model/damage.h"

#include <stdio.h>

static const struct {
    const char *name;
    const char *sentence;
} kinds[DAMAGE_COUNT] = {
#define DAMAGE(id, name, sentence, source) [DAMAGE_##id] = {name, sentence},
#include "model/damage.def"
#undef DAMAGE
};

bool damage_invents(const struct damage *damage)
{
    return damage->sum == SUM_WRONG || damage->kind == DAMAGE_CORRUPT ||
           damage->kind == DAMAGE_CHECKSUM;
}

void damage_note(struct damage *damage, enum damage_kind kind, uint64_t offset, uint64_t at,
                 const char *detail)
{
    if (damage->kind != DAMAGE_NONE)
        return;
    damage->kind = kind;
    damage->offset = offset;
    damage->at = at;
    (void)str_copy(damage->detail, sizeof damage->detail, str_of(detail ? detail : ""));
}

const char *damage_name(const struct damage *damage)
{
    return damage->kind < DAMAGE_COUNT ? kinds[damage->kind].name : NULL;
}

const char *damage_sum_name(enum damage_sum sum)
{
    switch (sum) {
    case SUM_GOOD: return "good";
    case SUM_WRONG: return "wrong";
    case SUM_ABSENT: return "absent";
    case SUM_NONE:
    case SUM_COUNT: break;
    }
    return NULL;
}

enum damage_kind damage_by_name(struct str name)
{
    enum damage_kind kind = DAMAGE_NONE + 1;

    while (kind < DAMAGE_COUNT && !str_eq(name, str_of(kinds[kind].name)))
        kind++;
    return kind;
}

enum damage_sum damage_sum_by_name(struct str name)
{
    enum damage_sum sum = SUM_NONE + 1;

    while (sum < SUM_COUNT && !str_eq(name, str_of(damage_sum_name(sum))))
        sum++;
    return sum;
}

/* Adds to a text that never runs over. */
static size_t add(char *text, size_t n, const char *before, const char *what, const char *behind)
{
    int more = snprintf(text + n, DAMAGE_TEXT - n, "%s%s%s", before, what, behind);

    return more < 0 || n + (size_t)more >= DAMAGE_TEXT ? DAMAGE_TEXT - 1 : n + (size_t)more;
}

/* Whether an offset says something about the kind: what was never opened has none. */
static bool has_offset(enum damage_kind kind)
{
    return kind != DAMAGE_OPEN && kind != DAMAGE_VANISHED && kind != DAMAGE_PIPE &&
           kind != DAMAGE_ENCRYPTED && kind != DAMAGE_NO_MEMBER && kind != DAMAGE_MEMBERS &&
           kind != DAMAGE_DEEP && kind != DAMAGE_UNREAD;
}

struct str damage_text(const struct damage *damage, enum lang lang, char text[DAMAGE_TEXT])
{
    char count[TEXT_COUNT];
    char offset[32];
    size_t n = 0;

    if (damage->kind == DAMAGE_NONE || damage->kind >= DAMAGE_COUNT)
        return STR_NONE;
    if (has_offset(damage->kind)) {
        snprintf(offset, sizeof offset, " %llu", (unsigned long long)damage->offset);
        n = add(text, n, text_get(lang, N_("offset")), offset, lang == LANG_FR ? "\u00a0: " : ": ");
    }
    n = add(text, n, text_get(lang, kinds[damage->kind].sentence), "", "");
    if (damage->detail[0])
        n = add(text, n, lang == LANG_FR ? "\u00a0: " : ": ", text_get(lang, damage->detail), "");
    if (damage->lost)
        n = add(
            text, n, "; ", text_count(lang, damage->lost, count),
            text_plural(lang, " byte could not be used", " bytes could not be used", damage->lost));
    if (damage->gaps)
        n = add(text, n, "; ", text_count(lang, damage->recovered, count),
                text_plural(lang, " byte of text was recovered behind it",
                            " bytes of text were recovered behind it", damage->recovered));
    return (struct str){text, n};
}

/*
 * neighbours.c: a ring of the numbers asked for last, and how many of them are of which family. It
 * does not say what neighbours mean: detect/enumeration.c.
 */
#include "detect/neighbours.h"

#include "base/hash.h"

uint64_t neighbours_number(struct person p, uint64_t *ret_family)
{
    char text[PERSON_TEXT_BYTES];
    size_t n;
    size_t at;
    uint64_t number = 0;
    uint64_t rest = 0;

    if (person_is_nir(p)) {
        number = person_nir_number(p);
        *ret_family = number / 1000 + 1;
        return number;
    }
    if (person_tag(p) < PERSON_TEXT || person_tag(p) >= PERSON_LONG)
        return 0;
    n = person_text(p, text);
    at = n;
    while (at > 0 && text[at - 1] >= '0' && text[at - 1] <= '9')
        at--;
    if (n - at < 3)
        return 0;
    for (size_t i = 0; i < at; i++)
        rest = rest * 131 + (unsigned char)text[i];
    for (size_t i = at; i < n; i++)
        number = number * 10 + (uint64_t)(text[i] - '0');
    *ret_family = hash_words(number / 100, rest) | UINT64_C(1) << 63;
    return number + 1;
}

/* How many words of the ring have this one's family, or another one of the same hash: mostly none.
 */
static uint8_t *family_count(struct neighbours *n, uint64_t word)
{
    return &n->families[(word >> 20) * UINT64_C(0x9e3779b97f4a7c15) >> 56];
}

/* A word takes the place of the oldest one. */
static void put(struct neighbours *n, uint64_t word)
{
    uint64_t *oldest = &n->ring[n->at];

    if (*oldest)
        --*family_count(n, *oldest);
    ++*family_count(n, word);
    *oldest = word;
    n->at = (n->at + 1) % NEIGHBOURS;
}

bool neighbours_take(struct neighbours *n, struct person person)
{
    uint64_t family = 0;
    uint64_t number = neighbours_number(person, &family);
    uint64_t word;
    bool found = false;
    bool repeated = false;

    if (number == 0)
        return false;
    word = family << 20 | (number & 0xfffff);
    for (int i = 0; i < NEIGHBOURS && *family_count(n, word); i++) {
        uint64_t differ = n->ring[i] ^ word;

        repeated |= differ == 0;
        found |= differ - 1 < 0xfffff; /* in the number only, and there */
    }
    if (!repeated)
        put(n, word);
    return found && !repeated;
}

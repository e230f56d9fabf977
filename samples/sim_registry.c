/* Owns the imaginary population; see sim_registry.h. */
#include "sim_registry.h"

#include <stdint.h>
#include <string.h>

#include "sim_place.h"
#include "sim_rng.h"

enum { REGIONAL_INSURERS = 5, REGIONAL_PCT = 55 };

static uint64_t nir_hash(const struct nir *n)
{
    uint64_t x = ((uint64_t)n->sex << 56) | ((uint64_t)n->year << 48) | ((uint64_t)n->month << 40) |
                 ((uint64_t)n->place << 32) | ((uint64_t)n->commune << 16) | n->serial;
    return hash_u64(x);
}

unsigned registry_commune(unsigned place, unsigned k)
{
    const char *code = place_get(place)->code;
    if (code[1] == 'A' && k == 0) {
        return 4; /* Ajaccio, INSEE 2A004 */
    }
    if (code[1] == 'B' && k == 0) {
        return 33; /* Bastia, INSEE 2B033 */
    }
    uint64_t h = hash_u64(0x434f4d00ULL + place * 16 + k);
    return strlen(code) == 3 ? 1 + (unsigned)(h % 40) : 1 + (unsigned)(h % 500);
}

static bool is_main(const struct nir *n)
{
    for (unsigned k = 0; k < MAIN_COMMUNES; k++) {
        if (registry_commune(n->place, k) == n->commune) {
            return true;
        }
    }
    return false;
}

unsigned registry_births(const struct nir *n)
{
    if (n->sex > 2) {
        return 30; /* provisional numbers are few */
    }
    if (n->place == PLACE_ABROAD) {
        return 400;
    }
    uint64_t h = hash_u64(((uint64_t)n->place << 32) | ((uint64_t)n->commune << 8) | 1);
    if (!is_main(n)) {
        return (unsigned)(h % 9);
    }
    unsigned size = 60 + (unsigned)(h % 300);
    return size + (n->month * 7u + n->year * 3u) % 20;
}

unsigned registry_insurer_draw(unsigned long long chance)
{
    uint64_t total = 0;
    for (unsigned i = 0; i < INSURER_COUNT; i++) {
        total += 100000 / (i + 4);
    }
    uint64_t x = chance % total;
    unsigned i = 0;
    while (x >= 100000u / (i + 4)) {
        x -= 100000u / (i + 4);
        i++;
    }
    return i;
}

bool registry_find(const struct nir *n, unsigned *insurer)
{
    if (n->serial == 0 || n->serial > registry_births(n)) {
        return false;
    }
    uint64_t h = nir_hash(n);
    if (h % 100 >= REGISTRY_KNOWN_PCT) {
        return false;
    }
    uint64_t h2 = hash_u64(h);
    if (h2 % 100 < REGIONAL_PCT) {
        uint64_t slot = (h2 >> 8) % (REGIONAL_INSURERS * 3);
        slot = slot < 5 ? 0 : slot < 9 ? 1 : slot < 12 ? 2 : slot < 14 ? 3 : 4;
        *insurer = (unsigned)(hash_u64(0x524547ULL * 256 + n->place * 8u + slot) % INSURER_COUNT);
    } else {
        *insurer = registry_insurer_draw(h2 >> 16);
    }
    return true;
}

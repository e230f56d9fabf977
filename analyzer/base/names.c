/*
 * names.c: open addressing with linear probing, at most 5/8 full. A slot holds the high half of the
 * hash beside the number, so that nearly every probe that compares bytes is a hit.
 */
#include "base/names.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"

#define NAMES_SLOTS_FIRST 1024u

struct names_slot {
    uint32_t tag;
    uint32_t number_plus_1; /* 0: free */
};

void names_init(struct names *names, uint32_t cap, size_t cap_bytes)
{
    *names = (struct names){.cap = cap, .cap_bytes = cap_bytes, .overflow = NAME_NONE};
    names->key = hash_key_random();
    names->mask = NAMES_SLOTS_FIRST - 1;
    names->slots = mem_table(NAMES_SLOTS_FIRST * sizeof *names->slots);
}

static struct str names_cut(struct str text)
{
    return text.n > LIMIT_NAME_BYTES ? (struct str){text.p, LIMIT_NAME_BYTES} : text;
}

uint64_t names_hash(const struct names *names, struct str text)
{
    uint64_t hash = hash_text(&names->key, names_cut(text));

    __builtin_prefetch(&names->slots[hash & names->mask]);
    return hash;
}

void names_prefetch(const struct names *names, uint64_t hash)
{
    const struct names_slot *slot = &names->slots[hash & names->mask];

    if (slot->number_plus_1 && slot->tag == (uint32_t)(hash >> 32))
        __builtin_prefetch(names->texts[slot->number_plus_1 - 1].p);
}

static void names_grow(struct names *names)
{
    uint64_t mask = names->mask * 2 + 1;
    struct names_slot *slots = mem_table((mask + 1) * sizeof *slots);

    for (uint32_t i = 0; i < names->count; i++) {
        uint64_t hash = hash_text(&names->key, names->texts[i]);
        uint64_t at = hash & mask;

        while (slots[at].number_plus_1)
            at = (at + 1) & mask;
        slots[at] = (struct names_slot){(uint32_t)(hash >> 32), i + 1};
    }
    free(names->slots);
    names->slots = slots;
    names->mask = mask;
}

static uint32_t names_append(struct names *names, struct str text)
{
    MEM_GROW(names->texts, names->count, names->room);
    names->texts[names->count] = arena_str(&names->arena, text);
    return names->count++;
}

/* The slot that holds text, or the free one where it belongs. */
static struct names_slot *names_slot(const struct names *names, struct str text, uint64_t hash)
{
    uint32_t tag = (uint32_t)(hash >> 32);
    uint64_t at = hash & names->mask;

    for (;; at = (at + 1) & names->mask) {
        struct names_slot *slot = &names->slots[at];

        if (slot->number_plus_1 == 0)
            return slot;
        if (slot->tag == tag && str_eq(names->texts[slot->number_plus_1 - 1], text))
            return slot;
    }
}

uint32_t names_add_hashed(struct names *names, struct str text, uint64_t hash)
{
    struct names_slot *slot;
    uint32_t number;

    text = names_cut(text);
    slot = names_slot(names, text, hash);
    if (slot->number_plus_1)
        return slot->number_plus_1 - 1;
    if (names->count >= names->cap || names->arena.used_bytes + text.n > names->cap_bytes) {
        names->refused++;
        if (names->overflow == NAME_NONE)
            names->overflow = names_append(names, STR("(overflow)"));
        return names->overflow;
    }
    number = names_append(names, text);
    *slot = (struct names_slot){(uint32_t)(hash >> 32), number + 1};
    if ((uint64_t)names->count * 8 > (names->mask + 1) * 5)
        names_grow(names);
    return number;
}

uint32_t names_add(struct names *names, struct str text)
{
    return names_add_hashed(names, text, names_hash(names, text));
}

uint32_t names_find(const struct names *names, struct str text)
{
    text = names_cut(text);
    return names_slot(names, text, hash_text(&names->key, text))->number_plus_1 - 1;
}

struct str names_text(const struct names *names, uint32_t number)
{
    return number < names->count ? names->texts[number] : STR_NONE;
}

void names_release(struct names *names)
{
    free(names->texts);
    free(names->slots);
    arena_release(&names->arena);
    *names = (struct names){0};
}

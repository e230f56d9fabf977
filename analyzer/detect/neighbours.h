/*
 * neighbours.h: numbers next to one asked for shortly before, of one account.
 */
#ifndef LIMIER_DETECT_NEIGHBOURS_H
#define LIMIER_DETECT_NEIGHBOURS_H

#include "model/trace.h"

/* Numbers asked for shortly before. */
#define NEIGHBOURS 32

/* Families and numbers folded into one word: 44 bits of family, 20 of number; 0: none yet. Zeroed
 * before the first. */
struct neighbours {
    uint64_t ring[NEIGHBOURS];
    uint8_t families[256]; /* how many of these are of families with this hash */
    uint32_t at;
};

/* Whether a number of the same family, but not the same, was asked for shortly before; now this one
 * was. */
bool neighbours_take(struct neighbours *neighbours, struct person person);

/* The number in an identifier, and a hash of what its neighbours have in common: the thirteen
 * digits of a NIR without the serial; of any other text, its last digits without the last two. 0:
 * none. */
uint64_t neighbours_number(struct person person, uint64_t *ret_family);

#endif

/*
 * sieve.h: which of many literals a text holds, for literals of 3 to 64 bytes: four bytes at every
 * second place are looked up in a table of bits, and only where the bit is set literals are
 * compared. The look-ups do not wait for each other, unlike the steps of an automaton: several
 * times its speed on texts in which little is found. Knows bytes only.
 */
#ifndef LIMIER_SIGNATURES_SIEVE_H
#define LIMIER_SIGNATURES_SIEVE_H

#include "signatures/automaton.h"

struct sieve;

/* Builds of the literals that it can take, and says which in ret_taken; the others are too short,
 * too long, or too many have the same bytes in common. Borrows their texts. NULL: it takes none. */
struct sieve *sieve_new(const struct automaton_literal *literals, size_t count, bool *ret_taken);
void sieve_free(struct sieve *sieve);

/* Literals that it took. */
size_t sieve_count(const struct sieve *sieve);

/* Finds the literals of a text, adds their ids to *ret_ids, and returns how many. `seen`, of
 * sieve_count, is compared with `scan`, which is another one for each scan and never 0. */
size_t sieve_scan(const struct sieve *sieve, struct str text, uint32_t *seen, uint32_t scan,
                  uint32_t *ret_ids);

#endif

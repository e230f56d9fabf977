/*
 * canaries.h: beneficiaries whom nobody has a reason to look up: invented persons, or files kept
 * for this end. Any act about one, whatever came of it, is a sign. Their identifiers come from the
 * operator and go into no output.
 */
#ifndef LIMIER_MODEL_CANARIES_H
#define LIMIER_MODEL_CANARIES_H

#include "base/err.h"
#include "model/trace.h"

/* A set of person keys. Zeroed: none. Read-only once loaded; shared by all threads. */
struct canaries {
    struct person *slots; /* open addressing; tag PERSON_NONE: free */
    uint64_t mask;
    uint64_t *bits; /* 16 or more for each canary: most acts are answered here */
    uint64_t bits_mask;
    size_t count; /* different persons */
};

/* Reads a text file: an identifier a line, or a CSV whose first column is `beneficiary`, as
 * exposed/ has it; "#" begins a comment. A NIR stands for all who share it, with any birth date and
 * rank; "NIR/birth date/rank" for one of them, where the portal's profile captures these. Another
 * identifier is written as the portal's requests have it, followed by birth date and rank in the
 * same way where captured. What cannot be an identifier (a NIR whose key is wrong, blanks in it, a
 * pseudonym), more than LIMIT_CANARIES, or none at all: -1 and a usage error with file and line,
 * which does not repeat the text. 0 otherwise. */
int canaries_load(struct canaries *canaries, const char *path, struct err *err);

/* A set of persons from elsewhere: begins with room for `most`, which is at most LIMIT_CANARIES,
 * and adds one. */
void canaries_init(struct canaries *canaries, size_t most);
void canaries_add(struct canaries *canaries, struct person person);

/* All of them in the order of person_cmp: `count` of them, which the caller frees. */
struct person *canaries_list(const struct canaries *canaries);

/* Whether the person is one of them. */
bool canaries_hit(const struct canaries *canaries, struct person person);

/* Frees all. */
void canaries_release(struct canaries *canaries);

#endif

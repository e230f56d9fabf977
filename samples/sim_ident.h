/* Owns how French identifiers are written: NIR with its key, RPPS, FINESS, insurer (AMC) numbers.
 * It does not decide who exists (sim_registry.h). */
#ifndef LIMIER_SAMPLES_SIM_IDENT_H
#define LIMIER_SAMPLES_SIM_IDENT_H

#include <stdbool.h>
#include <stddef.h>

struct rng;

enum {
    NIR_SIZE = 16,     /* 15 characters and the final 0 */
    ACCOUNT_SIZE = 12, /* RPPS 11 digits */
    INSURER_SIZE = 12,
    INSURER_NONE = 255, /* the request does not say */
    INSURER_COUNT = 84  /* insurers behind Viamedis in 2024 (Silicon.fr) */
};

/* place: index in the table of sim_place.h, or PLACE_ABROAD, then commune is a country code. */
struct nir {
    unsigned char sex; /* 1 2, provisional 3 4 7 8 */
    unsigned char year;
    unsigned char month;
    unsigned char place;
    unsigned short commune;
    unsigned short serial;
};

/* Writes the 13 characters and the key. Corsica is written 2A or 2B. */
void nir_write(const struct nir *n, char out[NIR_SIZE]);

/* Key of the 13 characters at text: 97 - (N mod 97), 2A counted as 19 and 2B as 18
 * (python-stdnum, stdnum/fr/nir.py). */
unsigned nir_key(const char *text);

/* The digit that makes `digits` followed by it pass Luhn. */
char luhn_digit(const char *digits, size_t n);

/* Account names in ranges that are not assigned today, so that no invented account can be the
 * number of a real professional: RPPS 109... and 81..., FINESS with 9 after the département. */
void rpps_draw(struct rng *r, char out[ACCOUNT_SIZE]);
void finess_draw(struct rng *r, unsigned place, char out[ACCOUNT_SIZE]);

/* Number of insurer i in [0, INSURER_COUNT): 8 digits (département + order, the former prefecture
 * numbering) or 9 digits shaped like a SIREN. Invented, and the same whatever the seed. */
void insurer_write(unsigned i, char out[INSURER_SIZE]);

#endif

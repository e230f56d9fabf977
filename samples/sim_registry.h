/* Owns who exists: which NIR belong to a person known to the portal, and that person's insurer.
 * It is a pure function of the NIR, so that the owner of an account and the robot that walks over
 * the same serial get the same answer without a table of 20 million people. */
#ifndef LIMIER_SAMPLES_SIM_REGISTRY_H
#define LIMIER_SAMPLES_SIM_REGISTRY_H

#include <stdbool.h>

#include "sim_ident.h"

enum {
    MAIN_COMMUNES = 6,      /* towns with a maternity, per département */
    REGISTRY_KNOWN_PCT = 70 /* of the people born, alive and covered through this portal */
};

/* Code of the k-th main commune of a département. */
unsigned registry_commune(unsigned place, unsigned k);

/* Highest serial given in that commune and month. */
unsigned registry_births(const struct nir *n);

/* True when the portal knows this person; sets the insurer. */
bool registry_find(const struct nir *n, unsigned *insurer);

/* An insurer by national size: a few dominate, as in any market. */
unsigned registry_insurer_draw(unsigned long long chance);

#endif

/* Owns places: the départements where people are born, the cities where offices are, and the
 * address ranges that stand for the access networks of those cities. The ranges here and those of
 * geo/demo.csv are the same facts: change both. It does not own people. */
#ifndef LIMIER_SAMPLES_SIM_PLACE_H
#define LIMIER_SAMPLES_SIM_PLACE_H

#include <stdbool.h>

struct rng;

enum { PLACE_ABROAD = 255, ADDRESS_SIZE = 40, CITY_COUNT = 20 };

/* A département. */
struct place {
    const char *code; /* 2 characters, 3 overseas */
    unsigned weight;  /* inhabitants, in tens of thousands (INSEE, order of magnitude) */
};

/* A city with offices and its share of the address range. */
struct city {
    const char *name;
    const char *code; /* its département */
    unsigned first;   /* first /20 of 198.18.0.0/15 */
    unsigned count;   /* how many /20 */
};

/* Number of places, metropolitan first. */
unsigned place_count(void);
/* The i-th, i below place_count(). */
const struct place *place_get(unsigned i);
/* Index of a code, PLACE_ABROAD when there is none. */
unsigned place_find(const char *code);

/* A département by number of inhabitants. */
unsigned place_draw(struct rng *r);

/* The i-th, i below CITY_COUNT. */
const struct city *city_get(unsigned i);

/* A city by size of its network. */
unsigned city_draw(struct rng *r);

/* An access address in the city: 198.18.0.0/15 (RFC 2544 benchmark range) or 2001:db8::/32. */
void city_address(struct rng *r, unsigned city, bool v6, char out[ADDRESS_SIZE]);

#endif

/* Owns chance: a PCG32 generator and the few laws the simulator draws from, in integers only so
 * that the same seed gives the same bytes on every machine. It knows nothing about portals. */
#ifndef LIMIER_SAMPLES_SIM_RNG_H
#define LIMIER_SAMPLES_SIM_RNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* PCG-XSH-RR 64/32 (M. O'Neill, HMC-CS-2014-0905). Streams with different numbers are independent,
 * so adding an attack never changes what the other accounts do. */
struct rng {
    uint64_t state;
    uint64_t increment;
};

/* Same seed and stream, same numbers. */
void rng_init(struct rng *r, uint64_t seed, uint64_t stream);

/* Uniform over 32 bits. */
uint32_t rng_u32(struct rng *r);

/* Uniform in [0, n), n > 0, without modulo bias. */
uint32_t rng_below(struct rng *r, uint32_t n);

/* Uniform in [low, high], both included; the width must fit 32 bits. */
int64_t rng_between(struct rng *r, int64_t low, int64_t high);

/* True permille times in a thousand. */
bool rng_permille(struct rng *r, unsigned permille);

/* Poisson; mean in thousandths. */
uint32_t rng_poisson(struct rng *r, uint32_t mean_milli);

/* Log-normal in thousandths: 1000 * exp(mu + sigma * z), mu and sigma in thousandths. */
uint32_t rng_lognormal(struct rng *r, int32_t mu_milli, int32_t sigma_milli);

/* splitmix64 finaliser: what is always true of a person or a place is a hash, not a draw. */
uint64_t hash_u64(uint64_t x);

#endif

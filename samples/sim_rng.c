/* Owns the generator and its laws; see sim_rng.h. No floating point and no libm: the results of
 * exp() and log() differ in the last bit between C libraries, and one bit moves a whole log. */
#include "sim_rng.h"

void rng_init(struct rng *r, uint64_t seed, uint64_t stream)
{
    r->state = 0;
    r->increment = (hash_u64(stream) << 1) | 1;
    rng_u32(r);
    r->state += hash_u64(seed);
    rng_u32(r);
}

uint32_t rng_u32(struct rng *r)
{
    uint64_t old = r->state;
    r->state = old * 6364136223846793005ULL + r->increment;
    uint32_t x = (uint32_t)(((old >> 18) ^ old) >> 27);
    uint32_t rot = (uint32_t)(old >> 59);
    return (x >> rot) | (x << ((32 - rot) & 31));
}

uint32_t rng_below(struct rng *r, uint32_t n)
{
    uint32_t floor = (0u - n) % n; /* the incomplete last round of the 2^32 values is refused */
    for (;;) {
        uint64_t m = (uint64_t)rng_u32(r) * n;
        if ((uint32_t)m >= floor) {
            return (uint32_t)(m >> 32);
        }
    }
}

int64_t rng_between(struct rng *r, int64_t low, int64_t high)
{
    return low + (int64_t)rng_below(r, (uint32_t)(high - low + 1));
}

bool rng_permille(struct rng *r, unsigned permille)
{
    return rng_below(r, 1000) < permille;
}

/* 65536 * exp(x / 1000), for x in about [-11000, 20000]. 2^f on [0,1) by a cubic (error < 2e-4),
 * far below what any use here can notice. */
static uint64_t exp_q16(int32_t x_milli)
{
    int64_t y = (int64_t)x_milli * 94548 / 1000; /* 65536 / ln 2 */
    int64_t n = y >= 0 ? y / 65536 : -((65535 - y) / 65536);
    int64_t f = y - n * 65536;
    int64_t p = 5158;            /* 0.0787 */
    p = 14746 + ((p * f) >> 16); /* 0.2250 */
    p = 45632 + ((p * f) >> 16); /* 0.6963 */
    p = 65536 + ((p * f) >> 16);
    return n >= 0 ? (uint64_t)p << n : (uint64_t)p >> -n;
}

/* Standard normal in 1/65536, as the sum of twelve uniforms (Irwin-Hall). */
static int64_t normal_q16(struct rng *r)
{
    int64_t sum = 0;
    for (int i = 0; i < 12; i++) {
        sum += rng_u32(r) >> 16;
    }
    return sum - 6 * 65536;
}

static uint32_t poisson_small(struct rng *r, uint32_t mean_milli)
{
    uint64_t limit = exp_q16(-(int32_t)mean_milli) << 16;
    uint64_t product = 1ULL << 32;
    uint32_t n = 0;
    for (;;) {
        product = (product * rng_u32(r)) >> 32;
        if (product <= limit) {
            return n;
        }
        n++;
    }
}

uint32_t rng_poisson(struct rng *r, uint32_t mean_milli)
{
    uint32_t n = 0;
    while (mean_milli > 4000) { /* a sum of Poisson draws is Poisson; keeps exp(-mean) in range */
        n += poisson_small(r, 4000);
        mean_milli -= 4000;
    }
    return mean_milli == 0 ? n : n + poisson_small(r, mean_milli);
}

uint32_t rng_lognormal(struct rng *r, int32_t mu_milli, int32_t sigma_milli)
{
    int64_t x = mu_milli + ((sigma_milli * normal_q16(r)) / 65536);
    return (uint32_t)((exp_q16((int32_t)x) * 1000) >> 16);
}

uint64_t hash_u64(uint64_t x)
{
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

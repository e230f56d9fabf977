/* Owns the canaries: persons who exist for the portal and whom nobody has a reason to look up. Half
 * of them are born in the same town and month as somebody an account knows, where a walk begins;
 * the others anywhere. Who asks for one did not get the number from a patient. */
#include "sim.h"

#include <stdlib.h>
#include <string.h>

static uint64_t pack(const struct nir *n)
{
    return ((uint64_t)n->sex << 56) | ((uint64_t)n->year << 48) | ((uint64_t)n->month << 40) |
           ((uint64_t)n->place << 32) | ((uint64_t)n->commune << 16) | n->serial;
}

static int by_number(const void *x, const void *y)
{
    uint64_t a = *(const uint64_t *)x;
    uint64_t b = *(const uint64_t *)y;
    return a < b ? -1 : a > b;
}

/* By the 13 characters before the key: a wrong key still names the person. */
static int by_text(const void *x, const void *y)
{
    return strncmp(x, y, 13);
}

/* Everybody whom some account knows, sorted; NULL when memory runs out. */
static uint64_t *known_persons(const struct sim *sim, size_t *count)
{
    size_t total = 0;
    for (unsigned i = 0; i < sim->params.accounts; i++) {
        total += sim->accounts[i].patient_count;
    }
    uint64_t *list = malloc((total + 1) * sizeof *list);
    *count = 0;
    for (unsigned i = 0; list != NULL && i < sim->params.accounts; i++) {
        const struct account *a = &sim->accounts[i];
        for (size_t k = 0; k < a->patient_count; k++) {
            list[(*count)++] = pack(&a->patients[k].nir);
        }
    }
    if (list != NULL) {
        qsort(list, *count, sizeof *list, by_number);
    }
    return list;
}

static void draw(const struct sim *sim, struct rng *r, struct nir *out)
{
    unsigned insurer;
    do {
        const struct account *a = &sim->accounts[rng_below(r, sim->params.accounts)];
        *out = a->patients[rng_below(r, 20)].nir; /* each knows at least 20 */
        if (rng_permille(r, 500)) {
            out->year = (unsigned char)(rng_between(r, 1930, 2016) % 100);
            out->month = (unsigned char)(1 + rng_below(r, 12));
            out->place = (unsigned char)place_draw(r);
            out->commune =
                (unsigned short)registry_commune(out->place, rng_below(r, MAIN_COMMUNES));
        }
        unsigned births = registry_births(out);
        out->serial = (unsigned short)(births == 0 ? 0 : 1 + rng_below(r, births));
    } while (!registry_find(out, &insurer));
}

/* Sorted, each once, and known to the accounts that must avoid them. */
static void finish(struct sim *sim, size_t drawn)
{
    qsort(sim->canaries, drawn, sizeof *sim->canaries, by_text);
    for (size_t i = 0; i < drawn; i++) {
        if (i == 0 || by_text(sim->canaries[sim->canary_count - 1], sim->canaries[i]) != 0) {
            memmove(sim->canaries[sim->canary_count++], sim->canaries[i], NIR_SIZE);
        }
    }
    for (unsigned i = 0; i < sim->params.accounts; i++) {
        sim->accounts[i].canaries = sim->canaries;
        sim->accounts[i].canary_count = sim->canary_count;
    }
}

void canary_make(struct sim *sim)
{
    size_t known_count;
    unsigned wanted = sim->params.canaries;
    struct rng r;
    if (wanted == 0) {
        return;
    }
    uint64_t *known = known_persons(sim, &known_count);
    sim->canaries = malloc(wanted * sizeof *sim->canaries);
    if (known == NULL || sim->canaries == NULL) {
        sim->failed = true;
        free(known);
        return;
    }
    rng_init(&r, sim->params.seed, 3);
    for (unsigned n = 0; n < wanted;) {
        struct nir nir;
        draw(sim, &r, &nir);
        uint64_t packed = pack(&nir);
        if (bsearch(&packed, known, known_count, sizeof packed, by_number) == NULL) {
            nir_write(&nir, sim->canaries[n++]);
        }
    }
    free(known);
    finish(sim, wanted);
}

bool canary_is(const struct account *a, const char *text)
{
    return a->canary_count > 0 &&
           bsearch(text, a->canaries, a->canary_count, sizeof *a->canaries, by_text) != NULL;
}

/* Owns the walk over serial numbers that several attacks share: one sex, month and commune, serials
 * rising from 001, until a run of unknown ones says that the month has no more births. */
#include "sim.h"

enum { WALK_MISSES = 15 };

void walk_start(struct walk *w, struct rng *r, const struct nir *near)
{
    w->misses = 0;
    w->left = (unsigned)rng_between(r, 150, 420);
    if (near != NULL) {
        w->next = *near;
    } else {
        struct nir *n = &w->next;
        n->sex = (unsigned char)(1 + rng_below(r, 2));
        n->year = (unsigned char)(rng_between(r, 1938, 2004) % 100);
        n->month = (unsigned char)(1 + rng_below(r, 12));
        n->place = (unsigned char)place_draw(r);
        n->commune = (unsigned short)registry_commune(n->place, rng_below(r, MAIN_COMMUNES));
    }
    w->next.serial = 0;
}

bool walk_next(struct walk *w, struct nir *out, bool last_was_known)
{
    w->misses = last_was_known ? 0 : w->misses + 1;
    if (w->misses > WALK_MISSES || w->left == 0 || w->next.serial == 999) {
        return false;
    }
    w->left--;
    w->next.serial++;
    *out = w->next;
    return true;
}

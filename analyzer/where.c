/*
 * where.c: from what databases say of an address to what detectors ask of it.
 */
#include "where.h"

#include <stdlib.h>

#include "base/mem.h"

/* Overseas départements and territories are France: a locum in La Réunion is not abroad. ISO 3166-1
 * gives them codes of their own. */
static const char *const france[] = {"FR", "GP", "MQ", "GF", "RE", "YT", "PM",
                                     "BL", "MF", "NC", "PF", "WF", "TF"};

/* Words in the names of networks that rent machines. No free database says which these are; the
 * words are those of the largest ones and of the trade. */
static const char *const hosting[] = {
    "hosting",    "hoster",       "server",   "datacenter", "data center",  "cloud",  "vps",
    "colocation", "ovh",          "hetzner",  "amazon",     "digitalocean", "linode", "contabo",
    "scaleway",   "online s.a.s", "leaseweb", "m247",       "vultr",        "choopa"};

static bool holds(struct str text, const char *word)
{
    size_t n = strlen(word);

    for (size_t i = 0; i + n <= text.n; i++) {
        if (str_eq_nocase((struct str){text.p + i, n}, (struct str){word, n}))
            return true;
    }
    return false;
}

static uint32_t country_of(struct str code)
{
    if (code.n != 2)
        return 0;
    for (size_t i = 0; i < sizeof france / sizeof france[0]; i++) {
        if (str_eq(code, str_of(france[i])))
            code = STR("FR");
    }
    return (uint32_t)(unsigned char)code.p[0] << 8 | (unsigned char)code.p[1];
}

void where_init(struct where *w, const struct geo *geo, const struct str *addresses, uint32_t count)
{
    *w = (struct where){.geo = geo, .addresses = addresses};
    w->places = mem_zero((size_t)count + 1, sizeof *w->places);
    w->known = mem_zero((size_t)count + 1, 1);
    (void)pthread_mutex_init(&w->lock, NULL);
}

void where_release(struct where *w)
{
    free(w->places);
    if (w->known)
        (void)pthread_mutex_destroy(&w->lock);
    free(w->known);
    *w = (struct where){0};
}

static void look_up(const struct where *w, uint32_t source, struct whereabouts *place)
{
    struct arena arena = {0};
    struct place found = {0};

    (void)geo_lookup(w->geo, w->addresses[source], &found, &arena);
    place->country = country_of(found.country_code);
    for (size_t i = 0; i < sizeof hosting / sizeof hosting[0]; i++)
        place->hosting = place->hosting || holds(found.organisation, hosting[i]);
    place->located = found.located;
    place->latitude = (float)found.latitude;
    place->longitude = (float)found.longitude;
    place->accuracy_km = (float)found.accuracy_km;
    arena_release(&arena);
}

const struct whereabouts *where_of(void *context, uint32_t source)
{
    struct where *w = context;

    if (!__atomic_load_n(&w->known[source], __ATOMIC_ACQUIRE)) {
        (void)pthread_mutex_lock(&w->lock);
        if (!__atomic_load_n(&w->known[source], __ATOMIC_RELAXED)) {
            look_up(w, source, &w->places[source]);
            __atomic_store_n(&w->known[source], 1, __ATOMIC_RELEASE);
        }
        (void)pthread_mutex_unlock(&w->lock);
    }
    return &w->places[source];
}

/* Owns the tables of places and the address plan; see sim_place.h. */
#include "sim_place.h"

#include <stdio.h>
#include <string.h>

#include "sim_rng.h"

static const struct place places[] = {
    {"01", 67},  {"02", 53},  {"03", 33},  {"04", 17},  {"05", 14},  {"06", 111}, {"07", 33},
    {"08", 27},  {"09", 15},  {"10", 31},  {"11", 38},  {"12", 28},  {"13", 206}, {"14", 70},
    {"15", 14},  {"16", 35},  {"17", 66},  {"18", 30},  {"19", 24},  {"2A", 16},  {"2B", 18},
    {"21", 54},  {"22", 61},  {"23", 12},  {"24", 41},  {"25", 55},  {"26", 52},  {"27", 60},
    {"28", 43},  {"29", 92},  {"30", 76},  {"31", 143}, {"32", 19},  {"33", 165}, {"34", 120},
    {"35", 110}, {"36", 22},  {"37", 61},  {"38", 129}, {"39", 26},  {"40", 42},  {"41", 33},
    {"42", 77},  {"43", 23},  {"44", 146}, {"45", 68},  {"46", 17},  {"47", 33},  {"48", 8},
    {"49", 82},  {"50", 50},  {"51", 57},  {"52", 17},  {"53", 31},  {"54", 73},  {"55", 18},
    {"56", 77},  {"57", 105}, {"58", 20},  {"59", 261}, {"60", 83},  {"61", 28},  {"62", 146},
    {"63", 66},  {"64", 69},  {"65", 23},  {"66", 49},  {"67", 115}, {"68", 77},  {"69", 189},
    {"70", 23},  {"71", 55},  {"72", 57},  {"73", 44},  {"74", 84},  {"75", 213}, {"76", 125},
    {"77", 144}, {"78", 145}, {"79", 37},  {"80", 57},  {"81", 39},  {"82", 26},  {"83", 109},
    {"84", 56},  {"85", 70},  {"86", 44},  {"87", 37},  {"88", 36},  {"89", 33},  {"90", 14},
    {"91", 131}, {"92", 163}, {"93", 166}, {"94", 141}, {"95", 126}, {"971", 38}, {"972", 36},
    {"973", 29}, {"974", 87}, {"976", 30},
};

static const struct city cities[CITY_COUNT] = {
    {"Paris", "75", 0, 6},
    {"Lyon", "69", 6, 3},
    {"Marseille", "13", 9, 2},
    {"Toulouse", "31", 11, 2},
    {"Nantes", "44", 13, 2},
    {"Bordeaux", "33", 15, 2},
    {"Lille", "59", 17, 2},
    {"Nice", "06", 19, 1},
    {"Montpellier", "34", 20, 1},
    {"Strasbourg", "67", 21, 1},
    {"Rennes", "35", 22, 1},
    {"Reims", "51", 23, 1},
    {"Rouen", "76", 24, 1},
    {"Saint-Étienne", "42", 25, 1},
    {"Grenoble", "38", 26, 1},
    {"Dijon", "21", 27, 1},
    {"Clermont-Ferrand", "63", 28, 1},
    {"Ajaccio", "2A", 29, 1},
    {"Saint-Denis", "974", 30, 1},
    {"Pointe-à-Pitre", "971", 31, 1},
};

unsigned place_count(void)
{
    return sizeof places / sizeof places[0];
}

const struct place *place_get(unsigned i)
{
    return &places[i];
}

unsigned place_find(const char *code)
{
    for (unsigned i = 0; i < place_count(); i++) {
        if (strcmp(places[i].code, code) == 0) {
            return i;
        }
    }
    return PLACE_ABROAD;
}

unsigned place_draw(struct rng *r)
{
    unsigned total = 0;
    for (unsigned i = 0; i < place_count(); i++) {
        total += places[i].weight;
    }
    unsigned x = rng_below(r, total);
    unsigned i = 0;
    while (x >= places[i].weight) {
        x -= places[i].weight;
        i++;
    }
    return i;
}

const struct city *city_get(unsigned i)
{
    return &cities[i];
}

unsigned city_draw(struct rng *r)
{
    unsigned block = rng_below(r, 32);
    unsigned i = 0;
    while (block >= cities[i].first + cities[i].count) {
        i++;
    }
    return i;
}

void city_address(struct rng *r, unsigned city, bool v6, char out[ADDRESS_SIZE])
{
    if (v6) { /* 2001:db8:<city>0::/44, a home network each */
        unsigned group = city * 16 + rng_below(r, 16);
        unsigned net = 1 + rng_below(r, 0xfffe); /* apart: C does not order arguments */
        unsigned interface = 1 + rng_below(r, 0xfffe);
        snprintf(out, ADDRESS_SIZE, "2001:db8:%x:%x::%x", group, net, interface);
        return;
    }
    unsigned host = (cities[city].first << 12) + rng_below(r, cities[city].count << 12);
    snprintf(out, ADDRESS_SIZE, "198.%u.%u.%u", 18 + (host >> 16), (host >> 8) & 255,
             1 + (host & 255) % 254);
}

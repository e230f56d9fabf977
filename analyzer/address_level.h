/*
 * address_level.h: how much of clients' addresses the outputs tell: --addresses. The one place
 * where a dossier loses them: it is called when the dossier is complete and traces/ has the truth,
 * before any writer or summary sees it.
 */
#ifndef LIMIER_ADDRESS_LEVEL_H
#define LIMIER_ADDRESS_LEVEL_H

#include "census.h"
#include "model/dossier.h"
#include "options.h"

/* What is told of an address. */
enum address_level {
    ADDRESS_FULL,
    ADDRESS_NETWORK, /* "198.51.100.0/24", "2001:db8:1::/48"; what is no address becomes a token */
    ADDRESS_TOKEN    /* "a-" and 24 hexadecimal digits, of the operator's key */
};

/* The level of --addresses; without it the one that the dossier was made with, or full. 0, or -1
 * with a usage error. */
int address_level_read(const struct options *options, const struct dossier *dossier,
                       enum address_level *ret_level, struct err *err);

/* One who tells addresses at a level. Borrowed; the key may be NULL but for tokens. */
struct address_teller {
    enum address_level level;
    const struct pseudonym_key *key;
    struct arena *arena;
};

/* Whether a level can be told: tokens take a key. 0, or -1 with a usage error. */
int address_teller_check(const struct address_teller *teller, struct err *err);

/* What is told instead of an address; "-" and nothing are no address. Of a network, as network_text
 * has it, tokens alone tell something else. */
struct str address_told(const struct address_teller *teller, struct str address);
struct str address_told_network(const struct address_teller *teller, struct str network);

/* Replaces every address of a client in every text of the dossier. Rows stay as they are: two
 * sources of one network are two rows with one text. The new texts live in the arena. 0, or -1 as
 * address_teller_check. */
int address_level_apply(struct dossier *dossier, const struct census *census,
                        enum address_level level, struct arena *arena, struct err *err);

#endif

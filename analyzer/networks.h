/*
 * networks.h: which addresses are of one network, as far as the addresses tell.
 */
#ifndef LIMIER_NETWORKS_H
#define LIMIER_NETWORKS_H

#include "base/arena.h"

/* The network of each address: equal numbers, one network; never 0. IPv4: 24 bits, the least that
 * is routed between providers; IPv6: 48 bits, what one site gets (RFC 6177). Another text is a
 * network of its own. The caller frees the list. */
uint64_t *networks_of(const struct str *addresses, uint32_t count);

/* The network of an address as text: "203.0.113.0/24", "2001:db8:1::/48"; the address itself, where
 * it is none. */
struct str network_text(struct str address, struct arena *arena);

#endif

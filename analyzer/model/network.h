/*
 * network.h: addresses and networks as 128 bits, read from texts. IPv4 stands as the IPv6 addresses
 * that mean it (::ffff:0:0/96), so that one comparison serves both.
 */
#ifndef LIMIER_MODEL_NETWORK_H
#define LIMIER_MODEL_NETWORK_H

#include "base/str.h"

/* A network; of one address when all 128 bits count. */
struct network {
    unsigned char address[16];
    unsigned bits; /* of 128 */
};

/* The address in what logs and lists write: "192.0.2.1", "192.0.2.1:443", "[2001:db8::1]:443",
 * "2001:db8::1", in quotes or not; what is none is given back as it is. */
struct str network_bare(struct str item);

/* Reads an address that stands bare. False: it is none. */
bool network_address(struct str text, unsigned char address[16], bool *ret_v4);

/* Reads an address or address/bits. False: it is neither. Bits behind the prefix stay as written.
 */
bool network_read(struct str text, struct network *ret_network);

/* Whether the network holds an address. */
bool network_contains(const struct network *network, const unsigned char address[16]);

/* Clears the bits behind the prefix. */
void network_trim(struct network *network);

/* Whether it is one of IPv4. */
bool network_is_v4(const struct network *network);

/* Writes the address, with "/bits" unless all count, and a NUL. Returns its length. */
#define NETWORK_TEXT 64
size_t network_text_of(const struct network *network, char text[NETWORK_TEXT]);

#endif

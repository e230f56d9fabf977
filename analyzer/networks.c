/*
 * networks.c: addresses to networks.
 */
#include "networks.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"

static uint64_t network_of(struct str address)
{
    char text[INET6_ADDRSTRLEN];
    unsigned char bytes[16];
    uint64_t network = 0;

    if (address.n > 0 && address.n < sizeof text) {
        memcpy(text, address.p, address.n);
        text[address.n] = '\0';
        if (inet_pton(AF_INET, text, bytes) == 1)
            return UINT64_C(1) << 32 | (uint64_t)bytes[0] << 16 | (uint64_t)bytes[1] << 8 |
                   bytes[2];
        if (inet_pton(AF_INET6, text, bytes) == 1) {
            for (int i = 0; i < 6; i++)
                network = network << 8 | bytes[i];
            return UINT64_C(1) << 50 | network;
        }
    }
    for (size_t i = 0; i < address.n; i++)
        network = hash_words(network, (unsigned char)address.p[i]);
    return UINT64_C(1) << 60 | (network >> 5 & ((UINT64_C(1) << 58) - 1));
}

uint64_t *networks_of(const struct str *addresses, uint32_t count)
{
    uint64_t *networks = mem_zero((size_t)count + 1, sizeof *networks);

    for (uint32_t i = 0; i < count; i++)
        networks[i] = network_of(addresses[i]);
    return networks;
}

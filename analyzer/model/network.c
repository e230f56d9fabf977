/*
 * network.c: texts to 128 bits and back.
 */
#include "model/network.h"

#include <arpa/inet.h>
#include <stdio.h>

#define V4_BITS 96 /* what stands before an IPv4 address in ::ffff:0:0/96 */

static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

bool network_address(struct str text, unsigned char address[16], bool *ret_v4)
{
    char copy[INET6_ADDRSTRLEN];

    if (text.n == 0 || text.n >= sizeof copy)
        return false;
    memcpy(copy, text.p, text.n);
    copy[text.n] = '\0';
    *ret_v4 = inet_pton(AF_INET, copy, address + 12) == 1;
    if (*ret_v4)
        memcpy(address, mapped, sizeof mapped);
    return *ret_v4 || inet_pton(AF_INET6, copy, address) == 1;
}

bool network_read(struct str text, struct network *ret_network)
{
    size_t slash = str_index(text, '/');
    uint64_t bits = 128;
    bool v4;

    if (!network_address((struct str){text.p, slash}, ret_network->address, &v4) ||
        (slash < text.n && !str_to_u64(str_skip(text, slash + 1), v4 ? 32 : 128, &bits)))
        return false;
    ret_network->bits = (unsigned)bits + (v4 && slash < text.n ? V4_BITS : 0);
    return true;
}

bool network_contains(const struct network *network, const unsigned char address[16])
{
    unsigned whole = network->bits / 8;
    unsigned rest = network->bits % 8;

    if (memcmp(network->address, address, whole) != 0)
        return false;
    return rest == 0 || (network->address[whole] ^ address[whole]) >> (8 - rest) == 0;
}

void network_trim(struct network *network)
{
    unsigned whole = network->bits / 8;

    if (whole == sizeof network->address)
        return;
    network->address[whole] &= (unsigned char)(0xFF00u >> network->bits % 8);
    memset(network->address + whole + 1, 0, sizeof network->address - whole - 1);
}

bool network_is_v4(const struct network *network)
{
    return network->bits >= V4_BITS && memcmp(network->address, mapped, sizeof mapped) == 0;
}

size_t network_text_of(const struct network *network, char text[NETWORK_TEXT])
{
    bool v4 = network_is_v4(network);

    (void)inet_ntop(v4 ? AF_INET : AF_INET6, network->address + (v4 ? 12 : 0), text, NETWORK_TEXT);
    if (network->bits < 128)
        (void)snprintf(text + strlen(text), NETWORK_TEXT - strlen(text), "/%u",
                       network->bits - (v4 ? V4_BITS : 0));
    return strlen(text);
}

struct str network_bare(struct str item)
{
    size_t colon;

    item = str_trim(item);
    if (item.n >= 2 && item.p[0] == '"' && item.p[item.n - 1] == '"')
        item = str_slice(item, 1, item.n - 1);
    if (item.n && item.p[0] == '[')
        return str_slice(item, 1, str_index(item, ']'));
    colon = str_index(item, ':');
    if (colon < item.n && str_index(str_skip(item, colon + 1), ':') == item.n - colon - 1)
        item.n = colon; /* one colon: a port behind it */
    return item;
}

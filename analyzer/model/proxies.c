/*
 * proxies.c: compares addresses as 128 bits.
 */
#include "model/proxies.h"

#include <arpa/inet.h>

#include <stdlib.h>

#define V4_BITS 96 /* what stands before an IPv4 address in ::ffff:0:0/96 */

static bool read_address(struct str text, unsigned char address[16], bool *ret_v4)
{
    static const unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
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

static int add_network(struct proxies *proxies, struct str text, struct err *err)
{
    size_t slash = str_index(text, '/');
    struct network network;
    uint64_t bits = 128;
    bool v4;

    if (proxies->count == LIMIT_TRUSTED_PROXIES)
        return err_usage(err, "more than %d trusted proxies", LIMIT_TRUSTED_PROXIES);
    if (!read_address((struct str){text.p, slash}, network.address, &v4) ||
        (slash < text.n && !str_to_u64(str_skip(text, slash + 1), v4 ? 32 : 128, &bits)))
        return err_usage(
            err, "--trusted-proxy %.*s: an address, an address/bits or \"private\" is wanted",
            (int)(text.n < 80 ? text.n : 80), text.p);
    network.bits = (unsigned)bits + (v4 && slash < text.n ? V4_BITS : 0);
    proxies->networks[proxies->count++] = network;
    return 0;
}

int proxies_add(struct proxies *proxies, const char *text, struct err *err)
{
    static const char *const own[] = {"10.0.0.0/8",  "172.16.0.0/12", "192.168.0.0/16",
                                      "127.0.0.0/8", "::1",           "fc00::/7"};

    if (strcmp(text, "private") != 0)
        return add_network(proxies, str_of(text), err);
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        if (add_network(proxies, str_of(own[i]), err) < 0)
            return -1;
    }
    return 0;
}

static bool is_in(const struct network *network, const unsigned char address[16])
{
    unsigned whole = network->bits / 8;
    unsigned rest = network->bits % 8;

    if (memcmp(network->address, address, whole) != 0)
        return false;
    return rest == 0 || (network->address[whole] ^ address[whole]) >> (8 - rest) == 0;
}

/* Whether a text is an address, and whether it is trusted. */
static bool is_address(const struct proxies *proxies, struct str text, bool *ret_trusted)
{
    unsigned char address[16];
    bool v4;

    *ret_trusted = false;
    if (!read_address(text, address, &v4))
        return false;
    for (size_t i = 0; i < proxies->count && !*ret_trusted; i++)
        *ret_trusted = is_in(&proxies->networks[i], address);
    return true;
}

/* The address of one item: "192.0.2.1", "192.0.2.1:443", "[2001:db8::1]:443", "2001:db8::1", in
 * quotes or not. */
static struct str bare(struct str item)
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

struct str proxies_client(const struct proxies *proxies, struct str peer, struct str forwarded)
{
    struct str client = peer;
    bool trusted;

    if (!is_address(proxies, peer, &trusted) || !trusted)
        return peer;
    while (forwarded.n) {
        size_t comma = forwarded.n;
        struct str item;

        while (comma > 0 && forwarded.p[comma - 1] != ',')
            comma--;
        item = bare(str_skip(forwarded, comma));
        forwarded.n = comma ? comma - 1 : 0;
        if (!is_address(proxies, item, &trusted))
            return client; /* whoever wrote this was no proxy of ours: what stands before it is
                              worth nothing */
        client = item;
        if (!trusted)
            return client;
    }
    return client;
}

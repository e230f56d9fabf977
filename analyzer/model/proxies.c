/*
 * proxies.c: compares addresses as 128 bits.
 */
#include "model/proxies.h"

static int add_network(struct proxies *proxies, struct str text, struct err *err)
{
    if (proxies->count == LIMIT_TRUSTED_PROXIES)
        return err_usage(err, "more than %d trusted proxies", LIMIT_TRUSTED_PROXIES);
    if (!network_read(text, &proxies->networks[proxies->count]))
        return err_usage(
            err, "--trusted-proxy %.*s: an address, an address/bits or \"private\" is wanted",
            (int)(text.n < 80 ? text.n : 80), text.p);
    proxies->count++;
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

/* Whether a text is an address, and whether it is trusted. */
static bool is_address(const struct proxies *proxies, struct str text, bool *ret_trusted)
{
    unsigned char address[16];
    bool v4;

    *ret_trusted = false;
    if (!network_address(text, address, &v4))
        return false;
    for (size_t i = 0; i < proxies->count && !*ret_trusted; i++)
        *ret_trusted = network_contains(&proxies->networks[i], address);
    return true;
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
        item = network_bare(str_skip(forwarded, comma));
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

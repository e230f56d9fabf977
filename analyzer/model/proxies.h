/*
 * proxies.h: the client behind proxies. X-Forwarded-For is written by whoever wants to; only what
 * trusted proxies have added to its right end can be believed. The client is the right-most address
 * that is not one of theirs (MDN, X-Forwarded-For, "Selecting an IP address"; nginx
 * ngx_http_realip_module, real_ip_recursive).
 */
#ifndef LIMIER_MODEL_PROXIES_H
#define LIMIER_MODEL_PROXIES_H

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"
#include "model/network.h"

/* The networks whose proxies are trusted. Zeroed: none. */
struct proxies {
    struct network networks[LIMIT_TRUSTED_PROXIES];
    size_t count;
};

/* Adds "10.0.0.0/8", "2001:db8::1" or "private" (the networks of RFC 1918 and RFC 4193, and the
 * machine itself). 0, or -1 with a usage error. */
int proxies_add(struct proxies *proxies, const char *text, struct err *err);

/* The client of a request that came from `peer` with that X-Forwarded-For: a part of one of the
 * texts. `peer` itself when it is not trusted, or when the list names nobody else that is an
 * address. */
struct str proxies_client(const struct proxies *proxies, struct str peer, struct str forwarded);

#endif

/*
 * address.c: asks the C library.
 */
#include "report/address.h"

#include <arpa/inet.h>

bool address_is_ip(struct str text)
{
    char name[INET6_ADDRSTRLEN + 1];
    struct in6_addr address;

    if (text.n == 0 || text.n >= sizeof name || memchr(text.p, '\0', text.n))
        return false;
    (void)str_copy(name, sizeof name, text);
    return inet_pton(AF_INET, name, &address) == 1 || inet_pton(AF_INET6, name, &address) == 1;
}

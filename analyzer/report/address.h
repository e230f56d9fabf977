/*
 * address.h: whether a text of the log is an address as typed fields of other tools take it.
 */
#ifndef LIMIER_REPORT_ADDRESS_H
#define LIMIER_REPORT_ADDRESS_H

#include "base/str.h"

/* Whether a text is an IPv4 or IPv6 address: not one that was shortened, nor a name. */
bool address_is_ip(struct str text);

#endif

/*
 * read_value.h: what the text of a value means as a number, an address or a date. Knows no rules.
 */
#ifndef LIMIER_SIGNATURES_READ_VALUE_H
#define LIMIER_SIGNATURES_READ_VALUE_H

#include "base/str.h"
#include "signatures/rule.h"

/* A decimal number as JSON and logs write it: sign, digits, fraction, exponent. False for anything
 * else ("0x10", "inf", blanks), and when it is too large. */
bool read_number(struct str text, double *ret_number);

/* Compares two decimal integers of any length, which doubles would round. False when one of the
 * texts is no integer. */
bool same_integer(struct str a, struct str b, bool *ret_same);

/* An address as 128 bits, IPv4 as ::ffff:a.b.c.d. */
bool read_address(struct str text, unsigned char address[16]);

/* "10.0.0.0/8", "2001:db8::/32" or an address. *ret_bits counts from the first of 128. *ret_loose:
 * bits are set beyond the prefix; they are cleared. */
bool read_network(struct str text, unsigned char network[16], unsigned *ret_bits, bool *ret_loose);

/* Whether an address is in a network. Those of IPv4 are in networks of IPv4 only. */
bool network_holds(const unsigned char network[16], unsigned bits, const unsigned char address[16]);

/* Part of a date, in the zone in which it is written: ISO 8601 ("2024-01-15T03:10:00Z", with blank,
 * with slashes, date or time alone), the common log format ("29/Jan/2024:03:12:45 +0100"), seconds
 * since 1970 and their thousandths and so on (UTC). Weeks are those of ISO 8601. */
bool read_date_part(struct str text, enum date_part part, int *ret_value);

#endif

/*
 * line_mask.h: a line of a log for people to read: everything that may name a beneficiary or open a
 * session is masked; when, from where and with what result it was stays.
 */
#ifndef LIMIER_LINE_MASK_H
#define LIMIER_LINE_MASK_H

#include "base/arena.h"

/* A copy, at most `most` bytes. Digits are '#', and so is what looks like a secret
 * (pseudonym_mask_line), and the value of every parameter, which may be a name; but for the first
 * moment in the line, addresses of IPv4, the version of HTTP, and the status behind the request. */
struct str line_mask(struct arena *arena, struct str line, size_t most);

#endif

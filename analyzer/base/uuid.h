/*
 * uuid.h: identifiers that are the same on every run, because they are made of what they name:
 * UUID version 5 (RFC 9562, 5.5). There are no random ones.
 */
#ifndef LIMIER_BASE_UUID_H
#define LIMIER_BASE_UUID_H

#include "base/str.h"

#define UUID_BYTES 16

/* "2ed6657d-e927-568b-95e1-2665a8aea6a2" and a NUL. */
#define UUID_TEXT 37

/* A namespace: 16 bytes in the order in which the text form has them. */
struct uuid_space {
    unsigned char bytes[UUID_BYTES];
};

/* Names of ours: version 5 of "limier.invalid" in the namespace of domain names. */
extern const struct uuid_space uuid_limier;

/* Reads a namespace from its text form, letter case not counting. 0, or -1 and *ret_space
 * untouched. */
int uuid_read(struct str text, struct uuid_space *ret_space);

/* Writes the identifier of a name: lower-case hexadecimal, with its NUL. Names that are made of
 * several texts must say where one ends: lengths, or a byte that none of them has. */
void uuid_of(const struct uuid_space *space, struct str name, char text[UUID_TEXT]);

#endif

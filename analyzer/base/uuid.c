/*
 * uuid.c: UUID version 5. SHA-1 is what RFC 9562 says; nothing here relies on its strength.
 */
#include "base/uuid.h"

/* A context of the EVP layer for each of a million names would cost more than the digest. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

const struct uuid_space uuid_limier = {{0x66, 0x4f, 0xf5, 0x77, 0x33, 0x76, 0x5e, 0xc0, 0x84, 0x6b,
                                        0x5d, 0x35, 0x88, 0x00, 0x17, 0x03}};

/* Before which bytes the text form has a hyphen: one bit each. */
#define HYPHENS ((1u << 4) | (1u << 6) | (1u << 8) | (1u << 10))

int uuid_read(struct str text, struct uuid_space *ret_space)
{
    struct uuid_space space;
    size_t at = 0;

    if (text.n != UUID_TEXT - 1)
        return -1;
    for (unsigned i = 0; i < UUID_BYTES; i++) {
        int high;
        int low;

        if ((HYPHENS >> i & 1u) && text.p[at++] != '-')
            return -1;
        high = str_hex_digit(text.p[at]);
        low = str_hex_digit(text.p[at + 1]);
        if (high < 0 || low < 0)
            return -1;
        space.bytes[i] = (unsigned char)(high << 4 | low);
        at += 2;
    }
    *ret_space = space;
    return 0;
}

void uuid_of(const struct uuid_space *space, struct str name, char text[UUID_TEXT])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char digest[SHA_DIGEST_LENGTH];
    SHA_CTX sha;

    (void)SHA1_Init(&sha);
    (void)SHA1_Update(&sha, space->bytes, sizeof space->bytes);
    if (name.n)
        (void)SHA1_Update(&sha, name.p, name.n);
    (void)SHA1_Final(digest, &sha);
    digest[6] = (unsigned char)((digest[6] & 0x0f) | 0x50); /* version 5 */
    digest[8] = (unsigned char)((digest[8] & 0x3f) | 0x80); /* variant of the RFC */
    for (unsigned i = 0; i < UUID_BYTES; i++) {
        if (HYPHENS >> i & 1u)
            *text++ = '-';
        *text++ = digits[digest[i] >> 4];
        *text++ = digits[digest[i] & 15];
    }
    *text = '\0';
}

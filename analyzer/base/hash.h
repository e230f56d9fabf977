/*
 * hash.h: hashes for tables and partitions, and SHA-256/HMAC through libcrypto.
 * Table hashes are keyed: log lines are written by strangers, who must not choose collisions.
 */
#ifndef LIMIER_BASE_HASH_H
#define LIMIER_BASE_HASH_H

/* The one-shot digests below are called once per person; the EVP layer would cost five times their
 * work. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

#include "base/err.h"
#include "base/str.h"

/* Secret of the tables of this process, or the fixed one that partitions use. */
struct hash_key {
    uint64_t k[4];
};

/* The fixed key: same text, same value on every run. For layout on disk only. */
#define HASH_KEY_FIXED                                                                             \
    ((struct hash_key){                                                                            \
        {0x243f6a8885a308d3u, 0x13198a2e03707344u, 0xa4093822299f31d1u, 0x082efa98ec4e6c89u}})

/* A key from the system's random source. */
struct hash_key hash_key_random(void);

/* 64-bit hash of the bytes of text. */
uint64_t hash_text(const struct hash_key *key, struct str text);

/* 64-bit mix of two words. */
static inline uint64_t hash_words(uint64_t a, uint64_t b)
{
    __extension__ unsigned __int128 product =
        (unsigned __int128)(a ^ 0x9e3779b97f4a7c15u) * (b ^ 0xe7037ed1a0b428dbu);
    uint64_t folded = (uint64_t)product ^ (uint64_t)(product >> 64);

    return folded ^ (folded >> 29);
}

/* SHA-256 in steps. Owned by the caller; release with sha256_finish. */
struct sha256 {
    void *context;
};

#define SHA256_BYTES 32
#define SHA256_TEXT  65 /* lower-case hexadecimal and a NUL */

/* Starts a digest. */
void sha256_init(struct sha256 *sha);

/* Adds n bytes. */
void sha256_add(struct sha256 *sha, const void *bytes, size_t n);

/* Writes the digest as hexadecimal text and releases the context. */
void sha256_finish(struct sha256 *sha, char text[SHA256_TEXT]);

/* Releases without a result. Harmless after sha256_finish. */
void sha256_drop(struct sha256 *sha);

/* HMAC-SHA-256 with a prepared key: two digests in progress, copied for each message. */
struct hmac_state {
    SHA256_CTX inner;
    SHA256_CTX outer;
};

/* Prepares a key. */
void hmac_init(struct hmac_state *state, struct str key);

/* The code of one message. */
void hmac_run(const struct hmac_state *state, struct str message, unsigned char out[SHA256_BYTES]);

/* A digest as hexadecimal text. */
void sha256_hex(const unsigned char digest[SHA256_BYTES], char text[SHA256_TEXT]);

/* SHA-256 of one text. */
void sha256_of(struct str text, unsigned char out[SHA256_BYTES]);

#endif

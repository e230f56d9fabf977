/*
 * hash.c: a multiply-and-fold hash with a secret key for tables (the construction of wyhash, public
 * domain, by Wang Yi), and libcrypto for digests that leave the program.
 */
#define _GNU_SOURCE
#include "base/hash.h"

#include <openssl/evp.h>
#include <sys/random.h>

#include "base/mem.h"

struct hash_key hash_key_random(void)
{
    struct hash_key key = HASH_KEY_FIXED;
    struct hash_key noise;

    /* Without a random source tables stay correct, only predictable. */
    if (getrandom(&noise, sizeof noise, GRND_NONBLOCK) == (ssize_t)sizeof noise) {
        for (int i = 0; i < 4; i++)
            key.k[i] ^= noise.k[i];
    }
    return key;
}

static inline uint64_t load64(const char *p)
{
    uint64_t value;

    memcpy(&value, p, sizeof value);
    return value;
}

static inline uint64_t load_tail(const char *p, size_t n)
{
    uint64_t value = 0;

    memcpy(&value, p, n);
    return value;
}

static inline uint64_t fold(uint64_t a, uint64_t b)
{
    __extension__ unsigned __int128 product = (unsigned __int128)a * b;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t hash_text(const struct hash_key *key, struct str text)
{
    const char *p = text.p;
    size_t n = text.n;
    uint64_t seed = key->k[0] ^ n;

    while (n > 16) {
        seed = fold(load64(p) ^ key->k[1], load64(p + 8) ^ seed);
        p += 16;
        n -= 16;
    }
    if (n > 8)
        seed = fold(load64(p) ^ key->k[2], load_tail(p + 8, n - 8) ^ seed);
    else if (n > 0)
        seed = fold(load_tail(p, n) ^ key->k[2], seed);
    return fold(seed ^ key->k[3], text.n ^ key->k[1]);
}

void sha256_init(struct sha256 *sha)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();

    if (!context || EVP_DigestInit_ex(context, EVP_sha256(), NULL) != 1)
        mem_exhausted(sizeof(void *));
    sha->context = context;
}

void sha256_add(struct sha256 *sha, const void *bytes, size_t n)
{
    (void)EVP_DigestUpdate(sha->context, bytes, n);
}

void sha256_hex(const unsigned char digest[SHA256_BYTES], char text[SHA256_TEXT])
{
    const char *digits = "0123456789abcdef";

    for (size_t i = 0; i < SHA256_BYTES; i++) {
        text[2 * i] = digits[digest[i] >> 4];
        text[2 * i + 1] = digits[digest[i] & 15];
    }
    text[SHA256_TEXT - 1] = '\0';
}

void sha256_finish(struct sha256 *sha, char text[SHA256_TEXT])
{
    unsigned char digest[EVP_MAX_MD_SIZE] = {0};
    unsigned n = SHA256_BYTES;

    (void)EVP_DigestFinal_ex(sha->context, digest, &n);
    sha256_hex(digest, text);
    sha256_drop(sha);
}

void sha256_drop(struct sha256 *sha)
{
    EVP_MD_CTX_free(sha->context);
    sha->context = NULL;
}

/* RFC 2104. */
void hmac_init(struct hmac_state *state, struct str key)
{
    unsigned char block[64] = {0};
    unsigned char digest[SHA256_BYTES];

    if (key.n > sizeof block) {
        sha256_of(key, digest);
        memcpy(block, digest, sizeof digest);
    } else if (key.n) {
        memcpy(block, key.p, key.n);
    }
    for (size_t i = 0; i < sizeof block; i++)
        block[i] ^= 0x36;
    (void)SHA256_Init(&state->inner);
    (void)SHA256_Update(&state->inner, block, sizeof block);
    for (size_t i = 0; i < sizeof block; i++)
        block[i] ^= 0x36 ^ 0x5c;
    (void)SHA256_Init(&state->outer);
    (void)SHA256_Update(&state->outer, block, sizeof block);
}

void hmac_run(const struct hmac_state *state, struct str message, unsigned char out[SHA256_BYTES])
{
    SHA256_CTX step = state->inner;

    (void)SHA256_Update(&step, message.p, message.n);
    (void)SHA256_Final(out, &step);
    step = state->outer;
    (void)SHA256_Update(&step, out, SHA256_BYTES);
    (void)SHA256_Final(out, &step);
}

void sha256_of(struct str text, unsigned char out[SHA256_BYTES])
{
    (void)SHA256((const unsigned char *)text.p, text.n, out);
}

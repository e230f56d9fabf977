/*
 * test_hash.c: published vectors of SHA-256 and HMAC, and what tables expect of their hash.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "base/hash.h"

static void check_hex(const unsigned char *bytes, const char *wanted)
{
    char text[SHA256_TEXT];

    for (int i = 0; i < SHA256_BYTES; i++)
        snprintf(text + (size_t)2 * (size_t)i, 3, "%02x", bytes[i]);
    assert_string_equal(text, wanted);
}

/* FIPS 180-4 examples. */
static void sha256_vectors(void **state)
{
    static const char abc[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    struct sha256 sha;
    char text[SHA256_TEXT];
    unsigned char digest[SHA256_BYTES];

    (void)state;
    sha256_init(&sha);
    sha256_add(&sha, "a", 1);
    sha256_add(&sha, "bc", 2);
    sha256_finish(&sha, text);
    assert_string_equal(text, abc);
    sha256_drop(&sha); /* harmless */
    sha256_of(STR("abc"), digest);
    check_hex(digest, abc);
    sha256_of(STR(""), digest);
    check_hex(digest, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

/* RFC 4231, test cases 1, 2 and 6. */
static void hmac_vectors(void **state)
{
    struct hmac_state hmac;
    unsigned char digest[SHA256_BYTES];
    char key[131];

    (void)state;
    memset(key, 0x0b, 20);
    hmac_init(&hmac, (struct str){key, 20});
    for (int i = 0; i < 2; i++) { /* the prepared key is not used up */
        hmac_run(&hmac, STR("Hi There"), digest);
        check_hex(digest, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    }
    hmac_init(&hmac, STR("Jefe"));
    hmac_run(&hmac, STR("what do ya want for nothing?"), digest);
    check_hex(digest, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, sizeof key);
    hmac_init(&hmac, (struct str){key, sizeof key});
    hmac_run(&hmac, STR("Test Using Larger Than Block-Size Key - Hash Key First"), digest);
    check_hex(digest, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

static void text_hash(void **state)
{
    struct hash_key fixed = HASH_KEY_FIXED;
    struct hash_key other = hash_key_random();
    char text[64] = {0};

    (void)state;
    /* NULs at the end count, at every length. */
    for (size_t n = 0; n < sizeof text; n++) {
        assert_true(hash_text(&fixed, (struct str){text, n}) !=
                    hash_text(&fixed, (struct str){text, n + 1}));
        assert_true(hash_text(&fixed, (struct str){text, n}) ==
                    hash_text(&fixed, (struct str){text, n}));
    }
    /* One changed byte changes it, wherever it stands. */
    for (size_t i = 0; i < sizeof text; i++) {
        uint64_t before = hash_text(&fixed, (struct str){text, sizeof text});

        text[i] = 1;
        assert_true(hash_text(&fixed, (struct str){text, sizeof text}) != before);
        text[i] = 0;
    }
    assert_true(hash_text(&fixed, STR("account")) != hash_text(&other, STR("account")));
    assert_true(hash_text(&fixed, STR_NONE) == hash_text(&fixed, STR("")));
}

/* Serial numbers, which are what accounts are, spread evenly. */
static void serial_numbers_spread(void **state)
{
    struct hash_key fixed = HASH_KEY_FIXED;
    unsigned count[64] = {0};

    (void)state;
    for (unsigned i = 0; i < 64000; i++) {
        char text[16];
        int n = snprintf(text, sizeof text, "1000%07u", i);

        count[hash_text(&fixed, (struct str){text, (size_t)n}) % 64]++;
    }
    for (int i = 0; i < 64; i++)
        assert_in_range(count[i], 800, 1200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_vectors),
        cmocka_unit_test(hmac_vectors),
        cmocka_unit_test(text_hash),
        cmocka_unit_test(serial_numbers_spread),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * test_same.c: which tests ask the same, so that rules can share their leaves. Every part of struct
 * test that changes an answer is in here.
 */
#include "signatures/test.h"

static bool same_glob(const struct glob *a, const struct glob *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        if (a->parts[i].kind != b->parts[i].kind || !str_eq(a->parts[i].text, b->parts[i].text))
            return false;
    }
    return true;
}

bool test_same(const struct test *a, const struct test *b)
{
    if (a->kind != b->kind || a->cased != b->cased || a->wanted != b->wanted ||
        a->regex != b->regex || a->relation != b->relation || a->part != b->part ||
        a->bits != b->bits || (a->field.p != NULL) != (b->field.p != NULL))
        return false;
    return memcmp(&a->number, &b->number, sizeof a->number) == 0 &&
           memcmp(a->network, b->network, sizeof a->network) == 0 && str_eq(a->field, b->field) &&
           str_eq(a->text, b->text) && same_glob(&a->glob, &b->glob);
}

uint64_t test_hash(const struct test *test, const struct hash_key *key)
{
    uint64_t number;
    uint64_t hash;

    memcpy(&number, &test->number, sizeof number);
    hash = hash_words((uint64_t)test->kind << 32 | (uint64_t)test->relation << 24 |
                          (uint64_t)test->part << 16 | test->regex << 8 |
                          (uint64_t)test->cased << 1 | (uint64_t)test->wanted,
                      number);
    hash = hash_words(hash, hash_text(key, test->field));
    hash = hash_words(hash, hash_text(key, test->text));
    hash = hash_words(
        hash, hash_text(key, (struct str){(const char *)test->network, sizeof test->network}) +
                  test->bits);
    for (size_t i = 0; i < test->glob.count; i++)
        hash = hash_words(hash + (uint64_t)test->glob.parts[i].kind,
                          hash_text(key, test->glob.parts[i].text));
    return hash;
}

/*
 * fuzz_ident.c: identifiers by anybody: a person's key gives the identifier back, and the
 * identifier the key.
 */
#include "fuzz.h"
#include "model/ident.h"
#include "model/trace.h"

/* The same with birth date and rank: the parts between the first two blanks. */
static void check_born(struct str text)
{
    struct str identifier = {text.p, str_index(text, ' ')};
    struct str rest = str_skip(text, identifier.n < text.n ? identifier.n + 1 : text.n);
    struct str birth = {rest.p, str_index(rest, ' ')};
    struct str rank = str_skip(rest, birth.n < rest.n ? birth.n + 1 : rest.n);
    struct person person = person_key(identifier, birth, rank);
    struct person alone = person_of(identifier);
    char back[PERSON_TEXT_BYTES];
    uint32_t date;

    fuzz_check(person_text(person, back) < PERSON_TEXT_BYTES, "a person's text fits");
    fuzz_check(person_is_nir(person) == person_is_nir(alone), "more about a NIR leaves it one");
    if (person_is_nir(person))
        fuzz_check(person.hi == alone.hi, "a NIR's number stays in its place");
    if (ident_birth_date(birth, &date))
        fuzz_check(date >= 18000000 && date < 22000000, "a birth date lies in 1800 to 2199");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    struct person person = person_of(size ? text : STR(""));
    char back[PERSON_TEXT_BYTES];
    size_t n = person_text(person, back);
    struct nir nir;

    fuzz_check(n < PERSON_TEXT_BYTES && back[n] == '\0', "a person's text ends");
    fuzz_check(person_tag(person) != PERSON_NONE, "an identifier names somebody");
    if (size <= 15) {
        struct person again = person_of((struct str){back, n});

        fuzz_check(person_eq(person, again), "a person's text names the same person");
    }
    if (person_tag(person) != PERSON_NIR && size <= 15)
        fuzz_check(str_eq((struct str){back, n}, text), "a short text comes back as it went");
    if (ident_nir(text, &nir)) {
        int key = ident_nir_key(&nir);

        fuzz_check(size == 13 || size == 15, "a NIR has 13 or 15 characters");
        fuzz_check(key >= 1 && key <= 97, "a key lies in 01 to 97");
        fuzz_check(nir.number < UINT64_C(10000000000000), "a NIR has 13 digits");
        fuzz_check((person_tag(person) == PERSON_NIR) == (nir.key < 0 || nir.key_valid),
                   "a NIR with a wrong key is a text");
    }
    check_born(size ? text : STR(""));
    (void)(ident_rpps(text) + ident_finess(text) + ident_insurer(text) + ident_luhn(text));
    return 0;
}

/*
 * fuzz_indicators.c: files of indicators by anybody: whatever they say, the list is in order and
 * without repetitions, nothing in it is what it must not be, and all entries are accounted for.
 */
#include "base/mem.h"
#include "fuzz.h"
#include "model/ident.h"
#include "model/indicators.h"
#include "model/stix_pattern.h"

static void check_list(const struct indicators *list)
{
    uint64_t read = 0;

    for (size_t i = 0; i < list->file_count; i++) {
        read += list->files[i].read;
        for (int s = 0; s < list->files[i].sample_count; s++)
            fuzz_touch(list->files[i].samples[s].text);
    }
    fuzz_check(list->count <= read, "a list is no longer than what was read");
    for (size_t i = 0; i < list->count; i++) {
        const struct indicator *one = &list->list[i];
        struct nir nir;

        fuzz_touch(one->value);
        fuzz_touch(one->id);
        fuzz_check(one->value.n > 0, "an indicator has a value");
        fuzz_check(indicators_find(list, one->kind, one->value) == i, "each stands once, in order");
        fuzz_check(one->kind == INDICATOR_ADDRESS || one->kind == INDICATOR_NETWORK ||
                       !ident_nir(one->value, &nir),
                   "no number of a person is looked for");
        if (one->kind == INDICATOR_ADDRESS || one->kind == INDICATOR_NETWORK) {
            struct network network;

            fuzz_check(network_read(one->value, &network) &&
                           memcmp(network.address, one->network.address, 16) == 0,
                       "an address reads as what it is");
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    struct indicators list = {0};
    struct stix_pattern pattern;
    struct arena arena = {0};
    struct err err = {0};
    int rc = indicators_read(&list, STR("fuzz"), text, &err);

    fuzz_check(rc == 0 || err.kind == ERR_USAGE, "what is refused is refused with a sentence");
    indicators_settle(&list);
    check_list(&list);
    indicators_release(&list);
    stix_pattern_read(&pattern, text, &arena);
    fuzz_check(!pattern.wrong || pattern.count == 0, "what is no pattern says nothing");
    for (size_t i = 0; i < pattern.count; i++)
        fuzz_touch(pattern.terms[i].value);
    arena_release(&arena);
    return 0;
}

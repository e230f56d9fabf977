/*
 * test_manifest_chain.c: the chain of a manifest: what was written is read again, it can be
 * continued, and no byte of it can be another one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/mem.h"
#include "report/manifest.h"

#define DIGEST "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"

static void put_output(struct manifest_log *log, const char *name, uint64_t bytes)
{
    struct json *json = manifest_entry_begin(log, MANIFEST_OUTPUT);

    json_text(json, "name", name);
    json_u64(json, "bytes", bytes);
    json_text(json, "sha256", DIGEST);
    manifest_entry_end(log);
}

static void put_input(struct manifest_log *log, const char *path)
{
    struct json *json = manifest_entry_begin(log, MANIFEST_INPUT);

    json_text(json, "path", path);
    json_text(json, "sha256", DIGEST);
    json_text(json, "sha256_text", NULL);
    json_text(json, "containers", "tar, gzip");
    json_u64(json, "bytes", 7);
    manifest_entry_end(log);
}

/* A manifest in memory, to be dropped. */
static struct str make(struct out *out)
{
    struct manifest_log log;

    out_memory(out);
    manifest_begin(&log, out, STR_NONE);
    json_bool(manifest_entry_begin(&log, MANIFEST_SCAN), "partial", true);
    manifest_entry_end(&log);
    put_input(&log, "logs/\xC3\xA9t\xC3\xA9 \"1\".log");
    put_output(&log, "findings.json", 10);
    put_output(&log, "exposed/12345678.csv", 20);
    manifest_end(&log);
    return (struct str){out->buffer, out->used};
}

static enum manifest_fault fault_of(struct str text)
{
    struct arena arena = {0};
    struct manifest manifest;
    enum manifest_fault fault;

    manifest_read(&manifest, text, &arena);
    fault = manifest.fault;
    assert_true((fault == MANIFEST_WHOLE) == (manifest.fault_line == 0));
    assert_non_null(manifest_fault_text(fault));
    manifest_release(&manifest);
    arena_release(&arena);
    return fault;
}

static void what_was_written_is_read(void **state)
{
    struct arena arena = {0};
    struct manifest manifest;
    struct out out;

    (void)state;
    manifest_read(&manifest, make(&out), &arena);
    assert_int_equal(manifest.fault, MANIFEST_WHOLE);
    assert_int_equal(manifest.count, 4);
    assert_true(manifest.partial);
    assert_int_equal(manifest.entries[1].kind, MANIFEST_INPUT);
    assert_true(str_eq(manifest.entries[1].name, STR("logs/\xC3\xA9t\xC3\xA9 \"1\".log")));
    assert_true(str_eq(manifest.entries[1].sha256, STR(DIGEST)));
    assert_null(manifest.entries[1].sha256_text.p);
    assert_true(str_eq(manifest.entries[1].containers, STR("tar, gzip")));
    assert_int_equal(manifest.entries[3].bytes, 20);
    assert_int_equal(manifest.entries[3].line, 5);
    manifest_release(&manifest);
    arena_release(&arena);
    out_drop(&out);
}

static void no_byte_can_be_another(void **state)
{
    struct out out;
    struct str text = make(&out);
    char *copy = mem_resize(NULL, text.n + 1, 1);

    (void)state;
    for (size_t i = 0; i < text.n; i++) {
        static const unsigned char masks[] = {1, 2, 0x20, 0x80, 0xFF};

        for (size_t m = 0; m < sizeof masks; m++) {
            memcpy(copy, text.p, text.n);
            copy[i] = (char)((unsigned char)copy[i] ^ masks[m]);
            assert_int_not_equal(fault_of((struct str){copy, text.n}), MANIFEST_WHOLE);
        }
        /* A byte less, a byte more, the rest gone. */
        memcpy(copy, text.p, i);
        memcpy(copy + i, text.p + i + 1, text.n - i - 1);
        assert_int_not_equal(fault_of((struct str){copy, text.n - 1}), MANIFEST_WHOLE);
        memcpy(copy, text.p, i);
        copy[i] = ' ';
        memcpy(copy + i + 1, text.p + i, text.n - i);
        assert_int_not_equal(fault_of((struct str){copy, text.n + 1}), MANIFEST_WHOLE);
        assert_int_not_equal(fault_of(str_slice(text, 0, i)), MANIFEST_WHOLE);
    }
    assert_int_equal(fault_of(text), MANIFEST_WHOLE);
    free(copy);
    out_drop(&out);
}

static void a_chain_is_continued(void **state)
{
    struct arena arena = {0};
    struct manifest manifest;
    struct manifest_log log;
    struct out out;
    struct out more;
    struct str text = make(&out);

    (void)state;
    out_memory(&more);
    manifest_begin(&log, &more, text);
    (void)manifest_entry_begin(&log, MANIFEST_REPORT);
    manifest_entry_end(&log);
    json_text(manifest_entry_begin(&log, MANIFEST_REMOVED), "name", "exposed/12345678.csv");
    manifest_entry_end(&log);
    put_output(&log, "findings.json", 30);
    manifest_end(&log);
    manifest_read(&manifest, (struct str){more.buffer, more.used}, &arena);
    assert_int_equal(manifest.fault, MANIFEST_WHOLE);
    assert_int_equal(manifest.count, 7);
    assert_true(manifest.entries[2].superseded);
    assert_true(manifest.entries[3].superseded);
    assert_false(manifest.entries[6].superseded);
    assert_int_equal(manifest.entries[6].bytes, 30);
    manifest_release(&manifest);
    arena_release(&arena);
    out_drop(&out);
    out_drop(&more);
}

static void names_stay_in_the_case(void **state)
{
    static const char *const good[] = {"findings.json", "exposed/1.csv", "traces/00.acts", "A_b-c"};
    static const char *const bad[] = {"",
                                      ".",
                                      "..",
                                      "../a",
                                      "a/..",
                                      "a/.b",
                                      "/a",
                                      "a/",
                                      "a//b",
                                      "a/b/c",
                                      ".a",
                                      "a b",
                                      "a\nb",
                                      "a\\b",
                                      "\xC3\xA9",
                                      "a/../b",
                                      "exposed/../../a"};

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_true(manifest_name_is_plain(str_of(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(manifest_name_is_plain(str_of(bad[i])));
}

static void older_versions_are_told(void **state)
{
    static const char text[] = "{\n \"schema\": \"limier-manifest/1\",\n \"outputs\": []\n}\n";
    struct arena arena = {0};
    struct manifest manifest;

    (void)state;
    manifest_read(&manifest, STR(text), &arena);
    assert_int_equal(manifest.fault, MANIFEST_FOREIGN);
    assert_true(manifest.older);
    manifest_read(&manifest, STR("{}"), &arena);
    assert_int_equal(manifest.fault, MANIFEST_FOREIGN);
    assert_false(manifest.older);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_written_is_read), cmocka_unit_test(no_byte_can_be_another),
        cmocka_unit_test(a_chain_is_continued),     cmocka_unit_test(names_stay_in_the_case),
        cmocka_unit_test(older_versions_are_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

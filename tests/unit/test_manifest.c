/*
 * test_manifest.c: manifest.json against its schema, and its digests against the files.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "case_folder.h"

static struct str written(struct case_folder *folder)
{
    struct err err = {0};
    struct str text;
    int status;

    assert_int_equal(case_folder_write(folder, "manifest", &err), 0);
    text = case_folder_read(folder, "manifest.json");
    assert_true(case_folder_inert(text));
    assert_false(case_folder_names(folder->target.dossier, text, false));
    status = case_folder_check(folder, "check", "manifest.json");
    assert_true(status == 0 || status == 77);
    return text;
}

/* Every output stands in the manifest with the digest that its bytes have. */
static void check_outputs(struct case_folder *folder, struct str manifest, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct dossier_output *output = &folder->target.dossier->outputs[i];
        struct str text = case_folder_read(folder, output->name.p);
        unsigned char digest[SHA256_BYTES];
        char hex[SHA256_TEXT];

        assert_int_equal(text.n, output->bytes);
        sha256_of(text, digest);
        for (int b = 0; b < SHA256_BYTES; b++)
            snprintf(hex + 2 * b, 3, "%02x", digest[b]);
        assert_string_equal(hex, output->sha256);
        assert_true(str_find(manifest, str_of(hex)) < manifest.n);
        assert_true(str_find(manifest, output->name) < manifest.n);
    }
}

static void test_case(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct err err = {0};
    struct str text;
    size_t before;

    (void)state;
    dossier_fixture_case(&fixture);
    case_folder_open(&folder, &fixture.dossier);
    assert_int_equal(case_folder_write(&folder, "findings", &err), 0);
    assert_int_equal(case_folder_write(&folder, "exposed", &err), 0);
    before = fixture.dossier.output_count;
    text = written(&folder);
    check_outputs(&folder, text, before);
    assert_true(str_find(text, STR("\"key\": \"5f0c1a9e\"")) < text.n);
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

static void test_hostile(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;

    (void)state;
    dossier_fixture_case(&fixture);
    case_folder_poison(&fixture);
    fixture.dossier.partial = true;
    case_folder_open(&folder, &fixture.dossier);
    (void)written(&folder);
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

static void test_clean_and_full(void **state)
{
    struct dossier_fixture fixture;
    struct case_folder folder;
    struct err err = {0};

    (void)state;
    dossier_fixture_clean(&fixture);
    case_folder_open(&folder, &fixture.dossier);
    (void)written(&folder);
    assert_int_equal(case_folder_write_full(&folder, "manifest", 10, &err), -1);
    assert_non_null(strstr(err.text, "manifest.json"));
    case_folder_close(&folder);
    dossier_fixture_release(&fixture);
}

/* The manifest lists the others, so it is the last. */
static void test_last(void **state)
{
    (void)state;
    for (size_t i = 0; i < report_writer_count; i++)
        assert_int_equal(report_writers[i]->last, strcmp(report_writers[i]->name, "manifest") == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_case),
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_clean_and_full),
        cmocka_unit_test(test_last),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

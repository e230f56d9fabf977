/*
 * test_dossier_codec.c: a dossier comes back as it was, to the byte; what anybody made of its bytes
 * is refused, or is one that every writer can say.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/mem.h"
#include "case_folder.h"
#include "dossier_codec.h"
#include "dossier_fixture.h"

/* The bytes of a dossier, to be dropped. */
static void write_dossier(struct out *out, struct dossier *dossier)
{
    struct codec codec;

    out_memory(out);
    codec = codec_writer(out);
    dossier_code(&codec, dossier);
}

static bool read_dossier(struct dossier *dossier, struct str bytes, struct arena *arena)
{
    struct codec codec = codec_reader(bytes, arena);

    dossier_code(&codec, dossier);
    return !codec.failed && codec.in.n == 0 && !dossier_wrong(dossier);
}

static void comes_back(struct dossier_fixture *fixture)
{
    struct dossier again = {.deadline_hours = 0};
    struct arena arena = {0};
    struct out first;
    struct out second;

    write_dossier(&first, &fixture->dossier);
    assert_true(read_dossier(&again, (struct str){first.buffer, first.used}, &arena));
    write_dossier(&second, &again);
    assert_int_equal(first.used, second.used);
    assert_memory_equal(first.buffer, second.buffer, first.used);
    assert_int_equal(again.finding_count, fixture->dossier.finding_count);
    assert_int_equal(again.lines, fixture->dossier.lines);
    out_drop(&first);
    out_drop(&second);
    arena_release(&arena);
}

static void dossiers_come_back(void **state)
{
    struct dossier_fixture fixture;

    (void)state;
    dossier_fixture_case(&fixture);
    comes_back(&fixture);
    dossier_fixture_release(&fixture);
    dossier_fixture_clean(&fixture);
    comes_back(&fixture);
    dossier_fixture_release(&fixture);
}

/* A dossier cut anywhere, or with one byte more, is none. */
static void cut_dossiers_are_refused(void **state)
{
    struct dossier_fixture fixture;
    struct arena arena = {0};
    struct out out;

    (void)state;
    dossier_fixture_case(&fixture);
    write_dossier(&out, &fixture.dossier);
    for (size_t n = 0; n < out.used; n += 1 + n / 40) {
        struct dossier dossier = {.lines = 0};

        assert_false(read_dossier(&dossier, (struct str){out.buffer, n}, &arena));
        arena_reset(&arena);
    }
    out_bytes(&out, "", 1);
    {
        struct dossier dossier = {.lines = 0};

        assert_false(read_dossier(&dossier, (struct str){out.buffer, out.used}, &arena));
    }
    out_drop(&out);
    arena_release(&arena);
    dossier_fixture_release(&fixture);
}

/* Figures draw days of so many persons as can be. */
static void days_that_cannot_be_are_refused(void **state)
{
    struct dossier_fixture fixture;

    (void)state;
    dossier_fixture_case(&fixture);
    assert_null(dossier_wrong(&fixture.dossier));
    fixture.dossier.findings[0].peers.high = -4e249;
    assert_non_null(dossier_wrong(&fixture.dossier));
    fixture.dossier.findings[0].peers.high = 1;
    fixture.dossier.accounts[0].day_median = -1e300;
    assert_non_null(dossier_wrong(&fixture.dossier));
    dossier_fixture_release(&fixture);
}

/* Writers say what was read, if it was not refused. */
static void say(struct dossier_fixture *fixture, const struct dossier *read)
{
    static const char *const writers[] = {"html", "findings", "timeline_csv", "sqlite"};
    struct dossier dossier = *read;
    struct case_folder folder;
    struct err err = {0};

    dossier.portal = &fixture->portal;
    dossier.key = &fixture->key;
    dossier.sources = fixture->dossier.sources;
    dossier.agents = fixture->dossier.agents;
    dossier.insurers = fixture->dossier.insurers;
    dossier.insurer_count = fixture->dossier.insurer_count;
    dossier.exposed_fd = dossier.acts_fd = -1;
    dossier.exposed_count = dossier.act_count = 0;
    case_folder_open(&folder, &dossier);
    for (size_t i = 0; i < sizeof writers / sizeof writers[0]; i++)
        assert_int_equal(case_folder_write(&folder, writers[i], &err), 0);
    case_folder_close(&folder);
    free(dossier.outputs);
}

/* What was taken is what the bytes say, all of them. */
static void same_length(struct dossier *read, size_t bytes)
{
    struct out out;

    write_dossier(&out, read);
    assert_int_equal(out.used, bytes);
    out_drop(&out);
}

/* A text of ours that a NUL cuts short is none. */
static void a_nul_in_a_name_is_refused(void **state)
{
    struct dossier_fixture fixture;
    struct dossier dossier = {.lines = 0};
    struct arena arena = {0};
    struct out out;
    char *name;

    (void)state;
    dossier_fixture_case(&fixture);
    write_dossier(&out, &fixture.dossier);
    name = memmem(out.buffer, out.used, "first-record", 12);
    assert_non_null(name);
    name[5] = '\0';
    assert_false(read_dossier(&dossier, (struct str){out.buffer, out.used}, &arena));
    out_drop(&out);
    arena_release(&arena);
    dossier_fixture_release(&fixture);
}

static void altered_dossiers_do_no_harm(void **state)
{
    struct dossier_fixture fixture;
    struct arena arena = {0};
    struct out out;
    uint64_t seed = 20260122;
    unsigned taken = 0;

    (void)state;
    dossier_fixture_case(&fixture);
    write_dossier(&out, &fixture.dossier);
    for (int i = 0; i < 4000; i++) {
        struct dossier dossier = {.lines = 0};
        size_t at;
        char was;

        seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
        at = (size_t)(seed >> 20) % out.used;
        was = out.buffer[at];
        out.buffer[at] = (char)(i % 3 == 0 ? 0xFF : (int)(seed >> 56));
        if (read_dossier(&dossier, (struct str){out.buffer, out.used}, &arena)) {
            taken++;
            same_length(&dossier, out.used);
            if (taken % 8 == 0)
                say(&fixture, &dossier);
        }
        arena_reset(&arena);
        out.buffer[at] = was;
    }
    assert_true(taken > 100 && taken < 4000);
    out_drop(&out);
    arena_release(&arena);
    dossier_fixture_release(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dossiers_come_back),
        cmocka_unit_test(cut_dossiers_are_refused),
        cmocka_unit_test(a_nul_in_a_name_is_refused),
        cmocka_unit_test(days_that_cannot_be_are_refused),
        cmocka_unit_test(altered_dossiers_do_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

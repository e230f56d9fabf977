/*
 * fuzz_case.c: a case by anybody: its manifest, its texts, its facts, and acts whose digests are
 * right, which are judged when they are accepted. The first byte says which.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"
#include "case_parts.h"
#include "cohort.h"
#include "fuzz.h"

/* Whoever refuses says why. */
static void check_err(int rc, const struct err *err)
{
    fuzz_check(rc == 0 || (err->kind != ERR_NONE && err->text[0]), "who refuses says why");
}

static void fuzz_manifest(struct str text)
{
    struct case_read from;
    struct err err = {0};
    int rc;

    case_init(&from, "case");
    rc = case_manifest_read(&from, text, &err);
    check_err(rc, &err);
    for (int i = 0; rc == 0 && i < CASE_FILES; i++)
        fuzz_check(from.files[i].listed && from.files[i].sha256[SHA256_TEXT - 1] == '\0',
                   "every file is listed");
    case_close(&from);
}

static void fuzz_texts(struct str text)
{
    struct case_read from;
    struct err err = {0};
    int rc;

    case_init(&from, "case");
    rc = case_texts_read(&from, text, &err);
    check_err(rc, &err);
    for (int k = 0; rc == 0 && k < NAMES_KINDS; k++) {
        for (uint32_t i = 0; i < from.census.count[k]; i++)
            fuzz_touch(from.census.texts[k][i]);
    }
    for (size_t i = 0; i < from.input_count; i++)
        fuzz_touch(from.inputs[i].input);
    case_close(&from);
}

static void fuzz_facts(struct str text)
{
    struct canaries canaries = {0};
    struct settings settings = {0};
    struct case_facts facts = {.input_count = 2, .canaries = &canaries, .settings = &settings};
    struct err err = {0};
    int rc;

    facts.inputs = mem_zero(2, sizeof *facts.inputs);
    rc = case_facts_read(&facts, text, &err);
    check_err(rc, &err);
    fuzz_check(rc < 0 || (facts.first_ns <= facts.last_ns && facts.alert_budget > 0),
               "facts can be counted with");
    free(facts.inputs);
    canaries_release(&canaries);
    settings_release(&settings);
}

/* A file in memory with these bytes, and its digest. */
static void give(struct case_file *file, struct str bytes)
{
    struct err err = {0};
    struct sha256 sha;

    file->fd = memfd_create("acts", MFD_CLOEXEC);
    fuzz_check(file->fd >= 0 && spool_pwrite(file->fd, bytes.p, bytes.n, 0, &err) == 0,
               "a file in memory");
    file->bytes = bytes.n;
    sha256_init(&sha);
    sha256_add(&sha, bytes.p, bytes.n);
    sha256_finish(&sha, file->sha256);
}

static void fuzz_acts(struct str bytes)
{
    static const char texts[] = "\2\0\0\0\4\0\0\0anna\3\0\0\0bob" /* accounts */
                                "\2\0\0\0\1\0\0\0p\1\0\0\0q"      /* sources */
                                "\1\0\0\0\4\0\0\0curl"
                                "\0\0\0\0"
                                "\0\0\0\0"
                                "\1\0\0\0\1\0\0\0i"
                                "\0\0\0\0"
                                "\0\0\0\0";
    struct case_read from;
    struct judge judge;
    struct cohort cohort = {0};
    const struct cohort_options options = {
        .alert_budget = ALERT_BUDGET_DEFAULT, .months = 1, .jobs = 1};
    struct err err = {0};
    int rc;

    case_init(&from, "case");
    portal_generic(&from.portal);
    from.has_portal = true;
    fuzz_check(case_texts_read(&from, (struct str){texts, sizeof texts - 1}, &err) == 0, "texts");
    for (uint32_t p = 0; p < LIMIT_PARTITIONS; p++)
        give(&from.files[p], p == spool_partition(STR("anna")) ? bytes : STR(""));
    rc = case_check_acts(&from, 1, &err);
    check_err(rc, &err);
    for (int half = 0; rc == 0 && half < 2; half++) {
        rc = case_judge(&from, &judge, half ? INT64_C(1704700800) * NS_PER_SECOND : TIME_NONE, 1,
                        &err);
        check_err(rc, &err);
        if (rc == 0)
            rc = cohort_run(&cohort, &judge, &options, &err);
        check_err(rc, &err);
        cohort_release(&cohort);
        judge_release(&judge);
    }
    case_close(&from);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data + 1, size ? size - 1 : 0};

    if (size == 0)
        return 0;
    switch (data[0] % 4) {
    case 0: fuzz_manifest(text); break;
    case 1: fuzz_texts(text); break;
    case 2: fuzz_facts(text); break;
    default: fuzz_acts(text); break;
    }
    return 0;
}

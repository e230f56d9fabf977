/*
 * fuzz_dossier.c: a dossier by anybody, as traces/dossier.bin holds it: refused, or one that comes
 * back as it is and that every report can say. The first byte chooses a report or all, the second
 * the language and how much is shown.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "dossier_codec.h"
#include "fuzz.h"
#include "report/report.h"

/* A folder in memory where there is one: reports are synced to the disk. */
static int open_folder(void)
{
    char path[64];
    int fd;

    snprintf(path, sizeof path, "%s/limier-fuzz-dossier",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    fuzz_check(mkdir(path, 0700) == 0 || errno == EEXIST, "a folder can be made");
    fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    fuzz_check(fd >= 0, "a folder can be opened");
    return fd;
}

/* What was read is written as it was read. */
static void check_again(struct dossier *dossier, struct str text)
{
    struct codec codec;
    struct out out;

    out_memory(&out);
    codec = codec_writer(&out);
    dossier_code(&codec, dossier);
    fuzz_check(out.used == text.n, "a dossier comes back with all its bytes");
    out_drop(&out);
}

static void check_report(struct dossier *dossier, const struct report_writer *writer)
{
    struct arena arena = {0};
    struct err err = {0};
    int folder = open_folder();
    struct report_target target = {folder, dossier, &arena, NULL};
    int rc = writer->write(&target, &err);

    fuzz_check(rc == 0 || (err.kind != ERR_NONE && err.text[0]), "who fails says why");
    (void)close(folder);
    free(dossier->outputs);
    dossier->outputs = NULL;
    dossier->output_count = 0;
    arena_release(&arena);
}

/* What is not in the dossier's own bytes: the lists are empty. */
static void complete(struct dossier *dossier, const struct portal *portal,
                     struct pseudonym_key *key, uint8_t how)
{
    hmac_init(&key->hmac, STR("a key of thirty-two bytes, no more"));
    (void)str_copy(key->id, sizeof key->id, STR("0123abcd"));
    dossier->portal = portal;
    dossier->key = key;
    dossier->lang = how & 1 ? LANG_EN : LANG_FR;
    dossier->reveal = how & 2;
    dossier->exposed_fd = dossier->acts_fd = -1;
    dossier->exposed_count = dossier->act_count = 0;
    if (dossier->now_ns == TIME_NONE) /* limier report has a clock */
        dossier->now_ns = INT64_C(1706140800) * NS_PER_SECOND;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data + 2, size > 2 ? size - 2 : 0};
    struct dossier dossier = {.exposed_fd = -1, .acts_fd = -1};
    struct arena arena = {0};
    struct codec codec = codec_reader(text, &arena);
    struct portal portal;
    struct pseudonym_key key;

    if (size < 2)
        return 0;
    dossier_code(&codec, &dossier);
    if (!codec.failed && codec.in.n == 0 && !dossier_wrong(&dossier)) {
        check_again(&dossier, text);
        portal_generic(&portal);
        complete(&dossier, &portal, &key, data[1]);
        for (size_t i = 0; i < report_writer_count; i++) {
            if (data[0] == UINT8_MAX || i == data[0] % report_writer_count)
                check_report(&dossier, report_writers[i]);
        }
        portal_release(&portal);
    }
    arena_release(&arena);
    return 0;
}

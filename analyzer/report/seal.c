/*
 * seal.c: the arguments of age and gpg, and the text that goes through them. Which list goes to
 * whom is decided elsewhere.
 */
#define _GNU_SOURCE
#include "report/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* age(1) reads standard input and writes standard output when no file is named. */
static const char *const age_arguments[] = {"age", "--encrypt", "--recipient", NULL};

/* gpg(1): nobody is asked, nothing is looked up elsewhere, no configuration of the user changes
 * what is written; the operator has chosen the keys himself. */
static const char *const gpg_arguments[] = {"gpg",
                                            "--batch",
                                            "--no-tty",
                                            "--quiet",
                                            "--no-options",
                                            "--no-auto-key-locate",
                                            "--no-random-seed-file",
                                            "--lock-never",
                                            "--trust-model",
                                            "always",
                                            "--output",
                                            "-",
                                            "--encrypt",
                                            NULL};

static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st;
    (void)kind;
    (void)at;
    return remove(path);
}

/* A folder for the keyring that gpg makes of a key's file, for its owner alone. */
static int make_home(struct seal *seal, struct err *err)
{
    const char *folder = getenv("TMPDIR");

    if (!folder || folder[0] != '/' || strlen(folder) > sizeof seal->home - 20)
        folder = "/tmp";
    (void)snprintf(seal->home, sizeof seal->home, "%s/limier-gpg-XXXXXX", folder);
    if (mkdtemp(seal->home))
        return 0;
    seal->home[0] = '\0';
    return err_system(err, errno, "%s: no folder for gpg can be made there", folder);
}

static void remove_home(struct seal *seal)
{
    if (seal->home[0])
        (void)nftw(seal->home, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    seal->home[0] = '\0';
}

static size_t add_all(const char **to, size_t n, const char *const *from)
{
    while (*from)
        to[n++] = *from++;
    return n;
}

static int start(struct seal *seal, const struct recipient *recipient, int output, struct err *err)
{
    const char *arguments[PROGRAM_ARGUMENTS] = {NULL};
    const char *more[2] = {NULL, NULL};
    char home[sizeof seal->home + 16];
    size_t n;

    if (recipient->method == SEAL_AGE) {
        n = add_all(arguments, 0, age_arguments);
    } else {
        n = add_all(arguments, 0, gpg_arguments);
        arguments[n++] =
            recipient->method == SEAL_OPENPGP_FILE ? "--recipient-file" : "--recipient";
    }
    arguments[n] = recipient->key.p;
    if (recipient->method == SEAL_OPENPGP_FILE) {
        if (make_home(seal, err) < 0)
            return -1;
        (void)snprintf(home, sizeof home, "GNUPGHOME=%s", seal->home);
        more[0] = home;
    }
    return program_start(&seal->program, arguments, more, output, err);
}

int seal_open(struct seal *seal, const struct recipient *recipient, struct out *file,
              struct err *err)
{
    *seal = (struct seal){.file = file, .plain = {.fd = -1, .directory = -1}};
    if (start(seal, recipient, file->fd, err) < 0) {
        remove_home(seal);
        return -1;
    }
    out_fd(&seal->plain, seal->program.input);
    sha256_init(&seal->plain.sha);
    return 0;
}

int seal_close(struct seal *seal, uint64_t *ret_bytes, char sha_text[SHA256_TEXT], struct err *err)
{
    int number;
    int rc;

    (void)out_flush(&seal->plain);
    number = seal->plain.failed;
    *ret_bytes = seal->plain.bytes;
    sha256_finish(&seal->plain.sha, sha_text);
    out_drop(&seal->plain);
    rc = program_finish(&seal->program, err);
    if (rc == 0 && number)
        rc = err_system(err, number, "%s: did not take the whole text", seal->program.name);
    if (rc == 0)
        rc = out_adopt(seal->file, err);
    remove_home(seal);
    return rc;
}

void seal_drop(struct seal *seal)
{
    if (seal->program.pid == 0)
        return;
    out_drop(&seal->plain);
    program_drop(&seal->program);
    remove_home(seal);
}

static int check_one(const struct recipient *recipient, struct err *err)
{
    struct out nothing = {.fd = open("/dev/null", O_RDWR | O_CLOEXEC), .directory = -1};
    struct seal seal;
    int rc;

    if (nothing.fd < 0)
        return err_system(err, errno, "/dev/null: cannot be opened");
    rc = seal_open(&seal, recipient, &nothing, err);
    if (rc == 0) {
        out_drop(&seal.plain);
        rc = program_finish(&seal.program, err);
        remove_home(&seal);
    }
    (void)close(nothing.fd);
    return rc;
}

int seal_check(const struct recipients *recipients, struct err *err)
{
    for (size_t i = 0; i < recipients->count; i++) {
        struct str insurer = recipients->list[i].insurer;

        if (check_one(&recipients->list[i], err) < 0) {
            err_place(err, "--recipients: \"%.*s\": ", (int)(insurer.n < 60 ? insurer.n : 60),
                      insurer.p);
            err->kind = ERR_USAGE;
            return -1;
        }
    }
    return 0;
}

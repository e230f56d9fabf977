/*
 * verify_signature.c: the manifest that was verified is handed to ssh-keygen from memory, so that
 * nobody can put another one in its place in between.
 */
#define _GNU_SOURCE
#include "verify_signature.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/program.h"

/* Bytes of a name in a list of signers. */
#define SIGNER_BYTES 1024

static bool lies_there(const struct verify *verify, const char *name)
{
    struct stat st;

    return fstatat(verify->directory, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode);
}

/* Starts ssh-keygen, hands it the manifest, and waits. 0; 1 when it says no, with its words in
 * *refusal; -1 when it cannot be started. */
static int ask(const struct verify *verify, const char *const *arguments, int output,
               struct err *refusal, struct err *err)
{
    struct program program = {.pid = 0};
    struct str rest = verify->text;

    if (program_start(&program, arguments, NULL, output, err) < 0)
        return -1;
    while (rest.n) {
        ssize_t n = write(program.input, rest.p, rest.n);

        if (n < 0 && errno != EINTR)
            break; /* it has left: what it said says why */
        rest = str_skip(rest, n > 0 ? (size_t)n : 0);
    }
    return program_finish(&program, refusal) < 0 ? 1 : 0;
}

/* The first name that ssh-keygen finds for the key of the signature. */
static struct str read_signer(struct verify *verify, int fd)
{
    char text[SIGNER_BYTES];
    ssize_t n = pread(fd, text, sizeof text, 0);
    struct str said = {text, n > 0 ? (size_t)n : 0};

    said.n = str_index(said, '\n');
    return arena_str(&verify->arena, said);
}

static int find_signer(struct verify *verify, const char *signers, const char *signature, int fd,
                       struct err *refusal, struct err *err)
{
    const char *const arguments[] = {"ssh-keygen", "-Y", "find-principals", "-s",
                                     signature,    "-f", signers,           NULL};
    int rc = ask(verify, arguments, fd, refusal, err);

    if (rc == 0)
        verify->signer = read_signer(verify, fd);
    if (rc == 0 && verify->signer.n == 0)
        return err_set(refusal, "ssh-keygen names nobody") ? 1 : 1;
    return rc;
}

static int check(struct verify *verify, const char *signers, const char *signature,
                 const char *identity, int fd, struct err *refusal, struct err *err)
{
    int rc = 0;

    if (identity)
        verify->signer = arena_str(&verify->arena, str_of(identity));
    else
        rc = find_signer(verify, signers, signature, fd, refusal, err);
    if (rc == 0) {
        const char *const arguments[] = {
            "ssh-keygen",        "-Y", "verify",  "-f", signers, "-I", verify->signer.p, "-n",
            SIGNATURE_NAMESPACE, "-s", signature, NULL};

        rc = ask(verify, arguments, fd, refusal, err);
    }
    return rc;
}

int verify_signature(struct verify *verify, const char *signers, const char *identity,
                     struct err *err)
{
    const char *signature =
        arena_print(&verify->arena, "%s/" MANIFEST_SSH_SIGNATURE, verify->path).p;
    bool there = lies_there(verify, MANIFEST_SSH_SIGNATURE);
    struct err refusal = {0};
    int fd;
    int rc;

    verify->minisign = lies_there(verify, MANIFEST_MINISIGN_SIGNATURE);
    verify->signed_at_all = there;
    verify->signature = there ? SIGNATURE_UNCHECKED : SIGNATURE_NONE;
    if (!signers)
        return 0;
    if (!there) {
        verify->signature = SIGNATURE_BAD;
        verify->refusal = STR("manifest.json.sig: is not there");
        return 0;
    }
    /* Whoever wrote the case chose the name of the folder, not an option of ssh-keygen. */
    if (signature[0] == '-')
        signature = arena_print(&verify->arena, "./%s", signature).p;
    fd = memfd_create("signer", MFD_CLOEXEC);
    if (fd < 0)
        return err_system(err, errno, "no memory for what ssh-keygen says");
    rc = check(verify, signers, signature, identity, fd, &refusal, err);
    (void)close(fd);
    if (rc < 0)
        return -1;
    verify->signature = rc == 0 ? SIGNATURE_GOOD : SIGNATURE_BAD;
    verify->refusal = rc == 0 ? STR_NONE : arena_str(&verify->arena, str_of(refusal.text));
    return 0;
}

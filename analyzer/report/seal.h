/*
 * seal.h: a file of the case that only the holder of a key can read. The plain text goes through a
 * pipe into age or gpg and is on no disk; what they write becomes the file.
 */
#ifndef LIMIER_REPORT_SEAL_H
#define LIMIER_REPORT_SEAL_H

#include "base/out.h"
#include "base/program.h"
#include "model/recipients.h"

/* One file that is written. `plain` is where its text goes. */
struct seal {
    struct program program;
    struct out plain;
    struct out *file; /* of report_create, to commit after seal_close; the caller's */
    char home[64];    /* gpg's own folder for a key from a file; empty: none */
};

/* Starts the program for a recipient, which writes into `file`. 0, or -1: nothing needs dropping
 * but the file. */
int seal_open(struct seal *seal, const struct recipient *recipient, struct out *file,
              struct err *err);

/* Ends: the program has written all, and `file` knows its bytes. Gives length and SHA-256 of the
 * plain text. 0, or -1 with what the program said. */
int seal_close(struct seal *seal, uint64_t *ret_bytes, char sha_text[SHA256_TEXT], struct err *err);

/* Gives up; harmless after seal_close. The file stays the caller's to drop. */
void seal_drop(struct seal *seal);

/* Encrypts nothing to each recipient, so that a program that is missing or a key that is none shows
 * before logs are read for hours. 0, or -1 with a usage error that names the insurer. */
int seal_check(const struct recipients *recipients, struct err *err);

#endif

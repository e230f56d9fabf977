/*
 * recipients.h: to whose key the list of each insurer is encrypted. Read from the operator's table;
 * the keys are public ones. Encrypting is report/seal.h's.
 */
#ifndef LIMIER_MODEL_RECIPIENTS_H
#define LIMIER_MODEL_RECIPIENTS_H

#include "base/arena.h"
#include "base/err.h"

/* How a list is encrypted. */
enum seal_method {
    SEAL_AGE,         /* age -r KEY: "age1…" or "ssh-ed25519 …", "ssh-rsa …" */
    SEAL_OPENPGP,     /* gpg --recipient: a fingerprint of 40 or 64 digits, in the user's keyring */
    SEAL_OPENPGP_FILE /* gpg --recipient-file: a file with the key */
};

/* One row. */
struct recipient {
    struct str insurer; /* "*": all that have no row of their own */
    enum seal_method method;
    struct str key; /* as the program takes it, with a NUL behind it; a path is absolute, or
                       relative to the working directory */
};

/* The table, in the order of insurers. */
struct recipients {
    struct arena arena;
    struct recipient *list;
    size_t count;
};

/* Reads a CSV (base/csv.h) with the columns insurer, method ("age" or "openpgp") and recipient. A
 * path stands relative to the table. What is no such key, an insurer that stands twice, or more
 * than LIMIT_RECIPIENTS: -1 and a usage error with file and line. 0 otherwise. */
int recipients_load(struct recipients *recipients, const char *path, struct err *err);

/* Whose key the list of an insurer is encrypted to; NULL: nobody's, and it must not be written. The
 * absent insurer has the row "unknown", an insurer whom the log calls "unknown" has none: who
 * writes the requests chooses that text. */
const struct recipient *recipients_find(const struct recipients *recipients, struct str insurer);

/* "age", "openpgp"; what the file's name ends with: ".age", ".gpg". */
const char *seal_method_name(enum seal_method method);
const char *seal_method_ending(enum seal_method method);

/* Frees all. */
void recipients_release(struct recipients *recipients);

#endif

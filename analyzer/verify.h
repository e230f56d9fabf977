/*
 * verify.h: whether a case and what it was made from are still what its manifest says. Reads, and
 * writes nothing. Who wrote the case is not known: names that it gives are opened only as what they
 * must be, a regular file inside the case, or a regular file that is hashed and not shown.
 */
#ifndef LIMIER_VERIFY_H
#define LIMIER_VERIFY_H

#include "base/arena.h"
#include "base/err.h"
#include "input/stage.h"
#include "model/pseudonym.h"
#include "report/manifest.h"

/* What is looked at: files of the case, and files that it was made from. */
enum verify_part {
    VERIFY_OUTPUT,
    VERIFY_STRANGER, /* a file of the case that the manifest does not know */
    VERIFY_GIVEN,
    VERIFY_ARCHIVE,
    VERIFY_INPUT,
    VERIFY_PARTS
};

/* What is found. */
enum verify_state {
    VERIFY_SAME,
    VERIFY_ALTERED,    /* other bytes than were digested */
    VERIFY_MISSING,    /* nowhere */
    VERIFY_REPACKED,   /* the file is nowhere, its text is, in another file: the evidence is what it
                          was, what it was packed in is not */
    VERIFY_UNDIGESTED, /* nobody digested it, or only under a key that was not given */
    VERIFY_UNREADABLE, /* there, and cannot be read: `error` */
    VERIFY_UNEXPECTED  /* not in the manifest */
};

/* One thing that was looked at. Texts live in the arena of the verification. */
struct verify_item {
    enum verify_part part;
    enum verify_state state;
    struct str name;
    struct str found; /* where it was found, when not under its name; absent otherwise */
    int error;        /* errno */
    uint64_t bytes;   /* as they were */
    struct str sha256;
    uint64_t bytes_now;
    char sha256_now[SHA256_TEXT]; /* empty: not digested */
    bool longer;                  /* altered: what was there is there, and more behind it */
    bool text_same;               /* altered: but its text is the same */
};

/* Signature of the manifest. */
enum verify_signature {
    SIGNATURE_NONE,      /* there is none */
    SIGNATURE_UNCHECKED, /* there is one, and nobody said whose is accepted */
    SIGNATURE_GOOD,
    SIGNATURE_BAD
};

/* The result. Release with verify_release. */
struct verify {
    const char *path; /* of the case; borrowed */
    int directory;
    struct str text; /* of the manifest, on the heap */
    struct manifest manifest;
    struct verify_item *items; /* outputs by name, strangers, then files as the manifest has them */
    size_t count;
    enum verify_signature signature;
    bool minisign;      /* a signature of minisign lies there, which is not checked here */
    struct str signer;  /* SIGNATURE_GOOD: who, as the list of signers names him */
    bool signed_at_all; /* manifest.json.sig is there */
    struct str refusal; /* SIGNATURE_BAD: why */
    struct arena arena;
};

/* Where inputs are looked for. */
struct verify_options {
    const char *input_directory; /* where those lie that were moved; NULL: nowhere else */
    char *const *paths;          /* files and folders among which they are found by content */
    size_t path_count;
    bool recursive;
    const struct pseudonym_key *key; /* for digests under it; NULL: those stay unverified */
    struct progress *progress;
};

/* Opens a case and reads its manifest, whose faults stay in it. 0, or -1: a usage error when it is
 * no case. */
int verify_open(struct verify *verify, const char *path, struct err *err);

/* Compares every file of the case. 0 or -1. */
int verify_outputs(struct verify *verify, struct err *err);

/* Compares every file that the case was made from. 0 or -1. (verify_inputs.c) */
int verify_inputs(struct verify *verify, const struct verify_options *options, struct err *err);

/* Adds an item, whose texts are the verification's. */
struct verify_item *verify_add(struct verify *verify, enum verify_part part,
                               const struct manifest_entry *entry);

/* Compares a descriptor's bytes with the item's, and says how they differ. Closes it. */
void verify_compare(struct verify_item *item, int fd);

/* Items of a part in a state; VERIFY_PARTS: of all parts. */
size_t verify_count(const struct verify *verify, enum verify_part part, enum verify_state state);

/* Whether something was altered, taken away or added; and whether something could not be verified.
 */
bool verify_is_altered(const struct verify *verify);
bool verify_is_incomplete(const struct verify *verify);

/* Frees all. */
void verify_release(struct verify *verify);

#endif

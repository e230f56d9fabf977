/*
 * out.h: the only way bytes leave the program. A buffered writer with a sticky error (callers do
 * not check each write), one escaper for each medium, and files that appear whole or not at all.
 */
#ifndef LIMIER_BASE_OUT_H
#define LIMIER_BASE_OUT_H

#include "base/err.h"
#include "base/hash.h"
#include "base/str.h"

#define OUT_BUFFER_BYTES ((size_t)64 << 10)

/* A writer on a file descriptor, or into memory when fd is -1. Bytes that were handed over are
 * counted in `bytes` and, where asked for, digested. After a failure, writes do nothing. */
struct out {
    int fd;
    int failed; /* errno of the first failure, 0 while there is none */
    char *buffer;
    size_t used;
    size_t room;
    uint64_t bytes;
    struct sha256 sha; /* running digest when .context is set */
    int directory;     /* of out_create: where the file will be linked */
    char name[256];
    char temporary[64]; /* named fallback where O_TMPFILE is missing */
};

/* Writes into memory, at .buffer/.used, without limit but the machine's. */
void out_memory(struct out *out);

/* Writes to an open descriptor, which stays the caller's. */
void out_fd(struct out *out, int fd);

/* Creates directory/name, mode 0600, which appears only at out_commit, whole. Digests the bytes. 0
 * or -1. */
int out_create(struct out *out, int directory, const char *name, struct err *err);

/* Writes what is buffered, syncs, and gives the file its name (an older file of that name is
 * replaced in one step). On failure nothing is left. Releases the writer. sha_text may be NULL. 0
 * or -1. */
int out_commit(struct out *out, char sha_text[SHA256_TEXT], struct err *err);

/* Takes what another program has written to the descriptor of out_create: its bytes are counted and
 * digested as if they had been written here. Nothing may have been written here before. 0 or -1. */
int out_adopt(struct out *out, struct err *err);

/* Gives up a file of out_create, or ends out_memory/out_fd without checking. */
void out_drop(struct out *out);

/* Flushes. 0, or -1 when any write has failed. */
int out_flush(struct out *out);

/* Raw bytes, a literal's bytes, printf. Only for text that is ours: never for bytes of a log. */
void out_bytes(struct out *out, const void *bytes, size_t n);
void out_text(struct out *out, const char *text);
void out_print(struct out *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* An unsigned decimal number. */
void out_u64(struct out *out, uint64_t value);

/* Escapers for bytes that strangers wrote. Invalid UTF-8 becomes U+FFFD (JSON, HTML, CSV) or \xNN
 * (terminal). */
void out_json(struct out *out, struct str text); /* contents of a JSON string, without its quotes */
void out_html(struct out *out, struct str text); /* HTML text and quoted attribute values */
void out_csv(struct out *out, struct str text);  /* one CSV cell, formula-safe (RFC 4180) */
void out_terminal(struct out *out, struct str text); /* control bytes made visible */

/* Whether HTML and terminals show a character, one that str_utf8_length gives the bytes of, as it
 * is: not a control, not one that turns the direction of text, not a byte that begins none. */
bool out_is_shown(struct str character);

#endif

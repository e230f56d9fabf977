/*
 * manifest.h: manifest.json as a chain of entries: written, continued and read again. Who wrote
 * what is read is not known: reading believes nothing, and says what does not hold together.
 *
 * The file is one JSON document whose every entry stands on one line, and nothing else:
 *
 *     {"schema": "limier-manifest/2", "entries": [
 *     {"previous": "0000…", "kind": "scan", …},
 *     {"previous": "SHA-256 of the line above", "kind": "input", …},
 *     {"previous": "SHA-256 of the line above", "kind": "output", …}
 *     ], "head": "SHA-256 of the last entry's line"}
 *
 * A line is hashed from its "{" to its "}", without the comma and the line feed behind it; the
 * first entry's "previous" is 64 zeros. So nobody takes out, adds, alters or moves an entry without
 * changing all that follow, and "head" stands for all of them. With standard tools:
 *
 *     sed -n 's/,$//;/^{"previous"/p' manifest.json | while IFS= read -r line; do
 *         printf '%s\n' "$line" | cut -c 15-78; printf %s "$line" | sha256sum; done
 *
 * prints the entry's "previous" and then its own digest, which is the next one's "previous". Who
 * writes all of it anew has a chain as good as this one: only a signature tells them apart.
 *
 * It is a log. `limier scan` writes one entry of kind scan, then what it was made from (file,
 * archive, input) and what it made (output). Who writes reports again later adds an entry of kind
 * report and its outputs, which take the place of earlier ones of the same name, and says which
 * files it has taken away (removed).
 */
#ifndef LIMIER_REPORT_MANIFEST_H
#define LIMIER_REPORT_MANIFEST_H

#include "base/arena.h"
#include "base/json.h"

#define MANIFEST_FILE "manifest.json"

/* Detached signatures of it: by ssh-keygen, and by minisign. */
#define MANIFEST_SSH_SIGNATURE      "manifest.json.sig"
#define MANIFEST_MINISIGN_SIGNATURE "manifest.json.minisig"

/* Kinds of entries: a run and a later run, a file that it was told about (a profile, a list, a
 * database), an archive, a log or member of an archive, a file of the case, and one that is no
 * more. */
enum manifest_kind {
    MANIFEST_SCAN,
    MANIFEST_REPORT,
    MANIFEST_GIVEN,
    MANIFEST_ARCHIVE,
    MANIFEST_INPUT,
    MANIFEST_OUTPUT,
    MANIFEST_REMOVED,
    MANIFEST_KINDS
};

/* The chain while it is written. */
struct manifest_log {
    struct out *out;
    struct out line; /* the entry, in memory */
    struct json json;
    char previous[SHA256_TEXT];
    bool any; /* an entry was written */
};

/* Begins a chain, or goes on with the one in `text`, which manifest_read found whole (absent: a new
 * one). */
void manifest_begin(struct manifest_log *log, struct out *out, struct str text);

/* Starts an entry, whose members the caller writes into what is returned; and ends it. */
struct json *manifest_entry_begin(struct manifest_log *log, enum manifest_kind kind);
void manifest_entry_end(struct manifest_log *log);

/* Writes the end of the file. The writer stays the caller's. */
void manifest_end(struct manifest_log *log);

/* An entry as it was read. Texts live in the arena; absent where there is none. */
struct manifest_entry {
    enum manifest_kind kind;
    struct str name;        /* path of what was read, as given; name of an output */
    struct str role;        /* of a given file: the option that named it */
    struct str sha256;      /* 64 digits; absent: nobody digested it */
    struct str sha256_text; /* the same of an input's decompressed text */
    struct str hmac;        /* HMAC-SHA-256 of a given file, under the key of the pseudonyms */
    struct str containers;  /* of an input */
    uint64_t bytes;
    size_t line;     /* in the file, from 1 */
    bool superseded; /* an output that was written again or removed later */
    bool partial;    /* of a run: it was interrupted */
};

/* What does not hold together. */
enum manifest_fault {
    MANIFEST_WHOLE,
    MANIFEST_FOREIGN,  /* not a manifest of this version */
    MANIFEST_NO_ENTRY, /* the line is no entry, or one of no known kind, or without what it needs */
    MANIFEST_BROKEN,   /* the line does not follow from the one before it */
    MANIFEST_HEAD,     /* the last line is not the digest of the last entry */
    MANIFEST_ENDLESS,  /* the end is missing, or not the end */
    MANIFEST_MANY      /* more entries than are read */
};

/* A manifest. Its entries are those up to the fault, for MANIFEST_BROKEN and MANIFEST_HEAD all. */
struct manifest {
    struct manifest_entry *entries; /* heap */
    size_t count;
    enum manifest_fault fault; /* the first one */
    size_t fault_line;         /* from 1; 0 for none */
    bool older;                /* MANIFEST_FOREIGN: of a version before this one */
    bool partial;              /* the scan was interrupted */
    char head[SHA256_TEXT];    /* as it comes out of the entries */
};

/* Reads one. Never fails: what is wrong is the fault. */
void manifest_read(struct manifest *manifest, struct str text, struct arena *arena);

/* Frees the entries; their texts are the arena's. */
void manifest_release(struct manifest *manifest);

/* Whether an output's name is one that limier writes: a file, or a file in one folder, of plain
 * letters, hidden ones aside. What is not is never opened. */
bool manifest_name_is_plain(struct str name);

/* What is wrong with the line of a fault, for text_get. */
const char *manifest_fault_text(enum manifest_fault fault);

#endif

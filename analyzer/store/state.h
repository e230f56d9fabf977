/*
 * state.h: what audit remembers from one night to the next, in one SQLite file: which text has been
 * read how far, where the nights lie, what was found and told. Everything that a run changes is
 * one transaction: it is there, or it never was.
 */
#ifndef LIMIER_STORE_STATE_H
#define LIMIER_STORE_STATE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/hash.h"
#include "model/finding.h"

struct state;

/* A text that has been read, wholly or in part; its number is that of the input in traces. */
struct state_stream {
    uint32_t id;
    struct str name;        /* the path under which it was seen last */
    char head[SHA256_TEXT]; /* of its first head_bytes bytes */
    uint64_t head_bytes;
    uint64_t bytes; /* counted: whole lines */
    uint64_t lines;
    char text[SHA256_TEXT]; /* of what was counted */
    bool held;              /* a last line without its end was left */
    struct str coverage;    /* as dossier_codec has it */
};

#define STATE_NO_STREAM UINT32_MAX

/* A file as it lay there: while all of it is the same, there is nothing new in it. */
struct state_file {
    struct str path;
    uint64_t device;
    uint64_t inode;
    uint64_t bytes;
    int64_t changed_ns;
    bool held;       /* its last line was being written */
    uint32_t stream; /* STATE_NO_STREAM: nothing of it is counted */
};

/* A file of traces. */
struct state_night {
    uint32_t id;
    struct str name;
    uint64_t bytes;
    char sha256[SHA256_TEXT];
    int64_t first_ns; /* of its traces */
    int64_t last_ns;
    int64_t run_ns;
};

/* A finding as it was told last. */
struct state_finding {
    struct str account;
    int verdict;
    int64_t first_ns;
    int64_t last_ns;
    uint64_t floor;
    uint64_t ceiling;
    uint64_t insurers;
    int64_t told_ns;
};

/* Opens the state in a folder, or begins one. `options` stands for all that change what is
 * counted (state_options.h), and is kept by the first run that commits; a state that was begun with
 * others is refused (NULL: whatever it was begun with), and so are one of a newer version, one that
 * is damaged, and what is no state. 0 or -1 with a usage error, or a failure. */
int state_open(struct state **ret_state, const char *folder, const char *options, struct err *err);

/* Opens a state to look at it: nothing can be written, and until state_commit all that is read is
 * of one moment, whatever a run at work does. A state that is not there, or whose first run has not
 * finished, is a usage error; others are refused as state_open refuses them. 0 or -1. */
int state_look(struct state **ret_state, const char *folder, const char *options, struct err *err);

/* Closes; what was not committed never was. Harmless for NULL. */
void state_close(struct state *state);

/* All of a table, in the arena, by number, path or account. 0 or -1. */
int state_streams(struct state *state, struct arena *arena, struct state_stream **ret_list,
                  size_t *ret_count, struct err *err);
int state_files(struct state *state, struct arena *arena, struct state_file **ret_list,
                size_t *ret_count, struct err *err);
int state_nights(struct state *state, struct arena *arena, struct state_night **ret_list,
                 size_t *ret_count, struct err *err);
int state_findings(struct state *state, struct arena *arena, struct state_finding **ret_list,
                   size_t *ret_count, struct err *err);

/* Writes a row, in place of the one that it is about. The first of them begins the transaction. 0
 * or -1. */
int state_put_stream(struct state *state, const struct state_stream *stream, struct err *err);
int state_put_file(struct state *state, const struct state_file *file, struct err *err);
int state_put_night(struct state *state, const struct state_night *night, struct err *err);
int state_put_finding(struct state *state, const struct state_finding *finding, struct err *err);
int state_drop_finding(struct state *state, struct str account, struct err *err);
int state_drop_night(struct state *state, uint32_t id, struct err *err);

/* An alert that was told: who or what it is about, as a digest, and from when to when. */
struct state_alert {
    char digest[SHA256_TEXT];
    int64_t first_ns;
    int64_t last_ns;
    int64_t told_ns;
};

/* Remembers an alert. *ret_new: none of the same digest that overlaps it was told; one that was is
 * prolonged. 0 or -1. */
int state_tell(struct state *state, const struct state_alert *alert, bool *ret_new,
               struct err *err);

/* Forgets alerts that ended before a moment. 0 or -1. */
int state_forget_alerts(struct state *state, int64_t before_ns, struct err *err);

/* A remembered number by name; `otherwise` where there is none. 0 or -1. */
int state_number(struct state *state, const char *name, int64_t otherwise, int64_t *ret_value,
                 struct err *err);
int state_put_number(struct state *state, const char *name, int64_t value, struct err *err);

/* Makes all of it so. 0 or -1. */
int state_commit(struct state *state, struct err *err);

#endif

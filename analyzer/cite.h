/*
 * cite.h: lines of logs that a case gives as evidence, found again by their position.
 */
#ifndef LIMIER_CITE_H
#define LIMIER_CITE_H

#include "input/stage.h"
#include "report/manifest.h"

/* What became of an input. */
enum cite_state {
    CITE_SAME,
    CITE_ALTERED, /* its text is another one: the line may not be the one */
    CITE_UNSURE,  /* the case has no digest of it, or it could not be read to its end */
    CITE_GONE     /* it is nowhere */
};

/* A line that is shown: masked. */
struct cite_line {
    uint64_t number; /* 0: not there */
    uint64_t offset;
    struct str text;
};

/* A position: "access.log:1234", as reports print it. */
struct cite {
    const char *id; /* as given */
    const struct manifest_entry *input;
    uint64_t line;
    enum cite_state state;
    struct str found;        /* path that was read; absent: the input's own */
    struct cite_line *lines; /* before, the line itself at [before], after */
};

/* What is shown, and where it is looked for. */
struct cite_options {
    const char *input_directory; /* NULL: inputs are where they were */
    unsigned before;
    unsigned after;
    struct progress *progress;
};

/* Lines around one that are shown at most, and bytes of each. */
#define CITE_CONTEXT    1000
#define CITE_LINE_BYTES 8192

/* Reads a position and finds its input: by its path, or by the end of it where that is the only
 * one. 0, or -1 with a usage error. */
int cite_parse(struct cite *cite, const char *id, const struct manifest *manifest, struct err *err);

/* Reads the inputs, each once, and fills in the lines. Sorts the citations by input and line. 0 or
 * -1. */
int cite_read(struct cite *cites, size_t count, const struct manifest *manifest,
              const struct cite_options *options, struct arena *arena, struct err *err);

#endif

/*
 * asked.h: "are these persons concerned?": the persons of a file, and what the exposed persons of a
 * case say about each. Answers name lines of the file; identifiers go into no output.
 */
#ifndef LIMIER_ASKED_H
#define LIMIER_ASKED_H

#include "base/arena.h"
#include "base/err.h"
#include "model/dossier.h"

/* Rows of exposed persons that are about one person, put together. */
struct asked_rows {
    int64_t first_ns;
    int64_t last_ns;
    uint64_t views;
    uint32_t rows;
    uint32_t insurer; /* of the row that was shown first, as is finding */
    uint32_t finding;
    uint16_t data;
    uint16_t data_most;
    bool floor;
};

/* One key that is looked for. A NIR has rows of its own, and `wide` ones: of the same NIR with a
 * birth date or a rank. Indices from 1 into the rows, 0: none yet. */
struct asked_key {
    struct person person;
    uint32_t exact;
    uint32_t wide;
};

/* One line of the file. */
struct asked_line {
    struct person person;
    const char *problem; /* why it is no identifier, in English; NULL: it is one */
    uint32_t line;       /* from 1 */
};

/* The question. Zeroed before asked_load. */
struct asked {
    struct asked_line *lines; /* in order; blank lines and comments are none */
    size_t line_count;
    size_t line_room;
    struct asked_key *keys; /* sorted, each once */
    size_t key_count;
    struct asked_rows *rows;
    size_t row_count;
    size_t row_room;
    size_t unreadable; /* lines that are no identifier */
    bool numbers;      /* a row's person is known by a NIR … */
    bool texts;        /* … and one by something else */
};

/* How certain an answer is. */
enum asked_concerned { ASKED_NO, ASKED_PERHAPS, ASKED_YES, ASKED_UNREADABLE };

/* By what a person was found. */
enum asked_match {
    ASKED_NOTHING,
    ASKED_EXACT, /* by all that the line says */
    ASKED_NUMBER /* by the NIR: birth date or rank stand on one side only */
};

/* An answer; the rows are of the person, or of those who share the NIR when the line says no more.
 */
struct asked_answer {
    enum asked_concerned concerned;
    enum asked_match match;
    struct asked_rows rows;
};

/* Reads a file with an identifier a line: a NIR of 13 or 15 characters, blanks, dots and hyphens in
 * it do not count, or the identifier that the portal's requests have; then, after a comma, a
 * semicolon, a tab or "/", birth date and rank, which are left out unless `born`: the portal tells
 * persons apart by them. "#" begins a comment; a first line "beneficiary" is a heading. A line that
 * is no identifier is kept as such. 0; -1 with a usage error when the file cannot be read, has more
 * than LIMIT_ASKED lines, or none at all. */
int asked_load(struct asked *asked, const char *path, bool born, struct err *err);

/* Takes a row into account. */
void asked_row(struct asked *asked, const struct exposed_row *row);

/* All rows were taken: where persons are known by their NIR alone, a line without one is no
 * identifier; a slip of the pen must not be told "no". */
void asked_settle(struct asked *asked);

/* What is known of a line, when that is settled. */
struct asked_answer asked_about(const struct asked *asked, const struct asked_line *line);

/* Frees all. */
void asked_release(struct asked *asked);

/* "no", "perhaps", "yes", "unreadable"; "exact", "number", NULL for nothing. */
const char *asked_concerned_name(enum asked_concerned concerned);
const char *asked_match_name(enum asked_match match);

#endif

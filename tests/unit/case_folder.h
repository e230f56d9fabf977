/*
 * case_folder.h: a case directory for tests of report writers: made, written to, read back and
 * removed.
 */
#ifndef LIMIER_TESTS_UNIT_CASE_FOLDER_H
#define LIMIER_TESTS_UNIT_CASE_FOLDER_H

#include "dossier_fixture.h"
#include "report/report.h"

/* Bytes that hurt somewhere: a formula, markup, quotes, an escape sequence, NUL, a line end, bytes
 * that are no UTF-8, an override of the direction of writing. */
#define HOSTILE STR("=cmd()|\"<script>alert(1)</script>',\x1b[31m\0\n\r\t;\xff\xc3(\xe2\x80\xae")

/* A folder below /tmp. */
struct case_folder {
    char path[64];
    struct arena arena;
    struct report_target target;
};

/* Makes the folder for a dossier. */
void case_folder_open(struct case_folder *folder, struct dossier *dossier);

/* Runs the writer of that name: what it returned. */
int case_folder_write(struct case_folder *folder, const char *writer, struct err *err);

/* The same while no file can grow beyond `bytes`: writes fail. */
int case_folder_write_full(struct case_folder *folder, const char *writer, size_t bytes,
                           struct err *err);

/* A file's contents, valid until the folder is closed; absent when there is none. */
struct str case_folder_read(struct case_folder *folder, const char *name);

/* How many entries a folder of the case has ("." for the case itself); -1 when there is none. */
int case_folder_count(const struct case_folder *folder, const char *name);

/* Exit status of a checker of tests/schema on a file of the case; 77: a tool is missing. */
int case_folder_check(const struct case_folder *folder, const char *checker, const char *name);

/* Removes everything. */
void case_folder_close(struct case_folder *folder);

/* Puts HOSTILE into every text of the dossier that comes from a log or a file's name. */
void case_folder_poison(struct dossier_fixture *fixture);

/* Whether a text is UTF-8 without a control byte other than the line end. */
bool case_folder_inert(struct str text);

/* Whether an identifier or, unless `tokens` are allowed, a token of an exposed person stands in a
 * text. */
bool case_folder_names(const struct dossier *dossier, struct str text, bool tokens);

#endif

/*
 * case_parts.h: the parts of opening a case, each of which believes nothing. Private to case_read.c
 * and to who tests it.
 */
#ifndef LIMIER_CASE_PARTS_H
#define LIMIER_CASE_PARTS_H

#include "case_read.h"

/* An empty case, whose files have their names. */
void case_init(struct case_read *to, const char *path);

/* A file of a few megabytes, whose digest is the manifest's; the caller frees the text. 0 or -1.
 * (case_read.c) */
int case_file_read(const struct case_read *from, enum case_file_id id, size_t most,
                   struct str *ret_text, struct err *err);

/* Whether a file has the digest that the manifest gives. 0 or -1. (case_check.c) */
int case_file_check(const struct case_read *from, enum case_file_id id, struct err *err);

/* What the manifest says: fills partial and the files, all of which must be listed. 0 or -1.
 * (case_manifest.c) */
int case_manifest_read(struct case_read *to, struct str text, struct err *err);

/* The texts behind the numbers: fills census and inputs, which borrow from the text. 0 or -1. */
int case_texts_read(struct case_read *to, struct str text, struct err *err);

/* Checks digest, order and ranges of the acts of every partition. The first partition that is wrong
 * is told, whatever the number of threads. 0 or -1. (case_check.c) */
int case_check_acts(const struct case_read *from, unsigned jobs, struct err *err);

#endif

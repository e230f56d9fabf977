/*
 * words.h: a command line in an option, as a program and its arguments. No shell: blanks part
 * words, quotes keep blanks together, nothing else has a meaning.
 */
#ifndef LIMIER_WORDS_H
#define LIMIER_WORDS_H

#include "base/err.h"
#include "base/program.h"

/* The words, as program_run takes them. Release with words_release. */
struct words {
    char *text;
    const char *list[PROGRAM_ARGUMENTS + 1]; /* NULL behind the last */
    size_t count;
};

/* Splits the value of an option; `option` names it in errors. 0, or -1 with a usage error and
 * nothing to release. */
int words_split(struct words *words, const char *option, const char *text, struct err *err);

/* Whether a program is named as one is to be: by an absolute path, so that no $PATH decides. 0, or
 * -1 with a usage error. */
int words_absolute(const char *option, const char *path, struct err *err);

/* Whether something that can be started lies there now. 0 or -1. */
int words_program(const char *option, const char *path, struct err *err);

/* Frees. */
void words_release(struct words *words);

#endif

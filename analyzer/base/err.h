/*
 * err.h: the one way a failure travels. The place where it happens writes a complete sentence, in
 * English; its French comes from the catalogue, and both travel. Everyone above forwards -1. Bad
 * input is never an error: it is counted (model/coverage.h).
 */
#ifndef LIMIER_BASE_ERR_H
#define LIMIER_BASE_ERR_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

/* What a failure means for the exit code. */
enum err_kind {
    ERR_NONE = 0,
    ERR_USAGE = 2,  /* command line, configuration, profile or rules */
    ERR_FAILED = 3, /* could not finish */
};

/* A failure. Untouched while there is none. `text` is one sentence without final newline; err_show
 * adds two lines. `french` says the same. */
struct err {
    enum err_kind kind;
    char text[1024];
    char french[1200];
};

/* The sentence in a language. */
const char *err_text(const struct err *err, enum lang lang);

/* Writes the sentence (the first one wins) and returns -1, so that callers can `return err_set(…)`.
 * The format is a text of the catalogue: tests/lint/catalogue wants its French. "%-s" is an
 * argument that is a text of the catalogue too (base/sentence.h). */
int err_set(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same for a mistake of the user (exit code 2). */
int err_usage(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same for functions that take the format themselves. */
int err_vusage(struct err *err, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

/* The same, followed by the text of the system error `number`. */
int err_system(struct err *err, int number, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A mistake of the user that is said in both languages already. */
int err_said(struct err *err, const char *english, const char *french);

/* Puts where it happened, such as "nginx.conf:12: ", before the sentence. */
void err_place(struct err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Bytes of a text that err_show shows before and after the place. */
#define ERR_SHOW_BEFORE 30
#define ERR_SHOW_AFTER  40

/* Adds to a sentence the piece of a text of n bytes that it is about, and a caret under its byte
 * `at` (from 0). */
void err_show(struct err *err, const char *text, size_t n, size_t at);

#endif

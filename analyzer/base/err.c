/*
 * err.c: builds the sentence of a failure, in both languages. Control bytes are replaced, since
 * names of files and texts of profiles are written by strangers and the sentence ends on a
 * terminal.
 */
#include "base/err.h"

#include <stdio.h>
#include <string.h>

#include "base/sentence.h"

/* Replaces what a terminal would obey in the first n bytes. */
static void tame(char *text, size_t n)
{
    for (char *c = text; *c && c < text + n; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            *c = '?';
    }
}

static void err_vset(struct err *err, enum err_kind kind, const char *format, va_list args)
{
    if (err->kind != ERR_NONE)
        return;
    err->kind = kind;
    sentence_print(LANG_EN, err->text, sizeof err->text, format, args);
    sentence_print(LANG_FR, err->french, sizeof err->french, format, args);
    tame(err->text, sizeof err->text);
    tame(err->french, sizeof err->french);
}

const char *err_text(const struct err *err, enum lang lang)
{
    return lang == LANG_FR ? err->french : err->text;
}

int err_set(struct err *err, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    err_vset(err, ERR_FAILED, format, args);
    va_end(args);
    return -1;
}

int err_usage(struct err *err, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    err_vset(err, ERR_USAGE, format, args);
    va_end(args);
    return -1;
}

int err_vusage(struct err *err, const char *format, va_list args)
{
    err_vset(err, ERR_USAGE, format, args);
    return -1;
}

int err_said(struct err *err, const char *english, const char *french)
{
    if (err->kind != ERR_NONE)
        return -1;
    err->kind = ERR_USAGE;
    (void)str_copy(err->text, sizeof err->text, str_of(english));
    (void)str_copy(err->french, sizeof err->french, str_of(french));
    tame(err->text, sizeof err->text);
    tame(err->french, sizeof err->french);
    return -1;
}

/* Puts a text before another. */
static void prefix(char *text, size_t size, const char *before)
{
    size_t n = strlen(before);
    size_t kept = strlen(text);

    n = n < size - 1 ? n : size - 1;
    kept = kept < size - 1 - n ? kept : size - 1 - n;
    memmove(text + n, text, kept);
    memcpy(text, before, n);
    text[n + kept] = '\0';
}

void err_place(struct err *err, const char *format, ...)
{
    char place[sizeof err->french];
    va_list args;

    va_start(args, format);
    sentence_print(LANG_EN, place, sizeof err->text, format, args);
    tame(place, sizeof place);
    prefix(err->text, sizeof err->text, place);
    sentence_print(LANG_FR, place, sizeof err->french, format, args);
    tame(place, sizeof place);
    prefix(err->french, sizeof err->french, place);
    va_end(args);
}

static void append(char *text, size_t size, const char *more)
{
    size_t used = strlen(text);

    snprintf(text + used, size - used, "%s", more);
}

void err_show(struct err *err, const char *text, size_t n, size_t at)
{
    size_t from = at > ERR_SHOW_BEFORE ? at - ERR_SHOW_BEFORE : 0;
    size_t to = at + ERR_SHOW_AFTER < n ? at + ERR_SHOW_AFTER : n;
    char shown[ERR_SHOW_BEFORE + ERR_SHOW_AFTER + 1];
    char lines[3 * sizeof shown];
    size_t length = 0;

    if (strchr(err->text, '\n')) /* shown where it first happened */
        return;
    for (size_t i = from; i < to; i++) {
        unsigned char c = (unsigned char)text[i];

        shown[length++] = c < 0x20 || c >= 0x7f ? ' ' : (char)c;
    }
    shown[length] = '\0';
    snprintf(lines, sizeof lines, "\n  %s\n  %*s^", shown, (int)(at - from), "");
    append(err->text, sizeof err->text, lines);
    append(err->french, sizeof err->french, lines);
}

int err_system(struct err *err, int number, const char *format, ...)
{
    bool first = err->kind == ERR_NONE;
    char room[SENTENCE_REASON];
    const char *reason = sentence_reason(number, room);
    va_list args;

    va_start(args, format);
    err_vset(err, ERR_FAILED, format, args);
    va_end(args);
    if (!first)
        return -1;
    append(err->text, sizeof err->text, ": ");
    append(err->text, sizeof err->text, reason);
    append(err->french, sizeof err->french, "\u00a0: ");
    append(err->french, sizeof err->french, text_get(LANG_FR, reason));
    return -1;
}

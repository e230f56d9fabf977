/*
 * err.c: builds the sentence of a failure. Control bytes are replaced, since names of files and
 * texts of profiles are written by strangers and the sentence ends on a terminal.
 */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void err_vset(struct err *err, enum err_kind kind, const char *format, va_list args)
{
    if (err->kind != ERR_NONE)
        return;
    err->kind = kind;
    vsnprintf(err->text, sizeof err->text, format, args);
    for (char *c = err->text; *c; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            *c = '?';
    }
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

void err_place(struct err *err, const char *format, ...)
{
    char text[sizeof err->text];
    va_list args;
    size_t n;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    n = strlen(text);
    snprintf(text + n, sizeof text - n, "%s", err->text);
    memcpy(err->text, text, sizeof text);
    for (char *c = err->text; c < err->text + n; c++) {
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            *c = '?';
    }
}

void err_show(struct err *err, const char *text, size_t n, size_t at)
{
    size_t from = at > ERR_SHOW_BEFORE ? at - ERR_SHOW_BEFORE : 0;
    size_t to = at + ERR_SHOW_AFTER < n ? at + ERR_SHOW_AFTER : n;
    size_t used = strlen(err->text);
    char shown[ERR_SHOW_BEFORE + ERR_SHOW_AFTER + 1];
    size_t length = 0;

    if (strchr(err->text, '\n')) /* shown where it first happened */
        return;
    for (size_t i = from; i < to; i++) {
        unsigned char c = (unsigned char)text[i];

        shown[length++] = c < 0x20 || c >= 0x7f ? ' ' : (char)c;
    }
    shown[length] = '\0';
    snprintf(err->text + used, sizeof err->text - used, "\n  %s\n  %*s^", shown, (int)(at - from),
             "");
}

int err_system(struct err *err, int number, const char *format, ...)
{
    bool first = err->kind == ERR_NONE;
    char reason[128];
    size_t used;
    va_list args;

    va_start(args, format);
    err_vset(err, ERR_FAILED, format, args);
    va_end(args);
    if (!first || strerror_r(number, reason, sizeof reason) != 0)
        return -1;
    used = strlen(err->text);
    snprintf(err->text + used, sizeof err->text - used, ": %s", reason);
    return -1;
}

/*
 * settings.h: what --set says: numbers of detectors by name. Which detectors and parameters there
 * are is not known here.
 */
#ifndef LIMIER_MODEL_SETTINGS_H
#define LIMIER_MODEL_SETTINGS_H

#include "base/arena.h"
#include "base/err.h"
#include "base/limits.h"

/* One setting. `text` is the whole as it was given. */
struct setting {
    struct str detector;
    struct str parameter;
    const char *text;
    double value;
};

/* All of them, in the order given. Zeroed: none. */
struct settings {
    struct arena arena;
    struct setting list[LIMIT_SETTINGS];
    size_t count;
};

/* Adds "detector.parameter=value": names of small letters, digits, "-" and "_"; a finite decimal
 * number. 0, or -1 with a usage error. */
int settings_add(struct settings *settings, const char *text, struct err *err);

/* The value that was given last, or `fallback`. */
double settings_get(const struct settings *settings, const char *detector, const char *parameter,
                    double fallback);

/* Whether all names are known. 0, or -1 with a usage error that names the first that is not. */
int settings_check(const struct settings *settings,
                   bool (*known)(const char *detector, const char *parameter), struct err *err);

/* Frees all. */
void settings_release(struct settings *settings);

#endif

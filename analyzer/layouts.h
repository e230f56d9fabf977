/*
 * layouts.h: the layouts that a command line names: --log-format with --date-format and
 * --time-format, or --from-config.
 */
#ifndef LIMIER_LAYOUTS_H
#define LIMIER_LAYOUTS_H

#include "command.h"
#include "parsers/config.h"

/* What was named; nothing when each input is to choose by itself. Release with layouts_release. */
struct layouts {
    struct layout one; /* of --log-format */
    bool has_one;
    struct config config; /* of --from-config */
};

/* Reads the options. Notes about a configuration go to the console. 0, or -1 with a usage error. */
int layouts_read(struct layouts *layouts, const struct options *options, struct console *console,
                 struct err *err);

/* The layouts to choose from; NULL and 0 for all that are known. */
const struct layout *layouts_given(const struct layouts *layouts, size_t *ret_count);

/* Frees all. */
void layouts_release(struct layouts *layouts);

#endif

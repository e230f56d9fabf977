/* Owns the text of a log line, in the layouts that the front-ends write. */
#ifndef LIMIER_SAMPLES_SIM_LINE_H
#define LIMIER_SAMPLES_SIM_LINE_H

#include <stddef.h>

struct sim;
struct event;

enum { LINE_MAX_BYTES = 1024 };

/* "combined" (nginx) or "vhost_combined" (Apache, every third front-end); "session" for all with
 * --layout session. */
const char *line_format(const struct sim *sim, unsigned front_end);

/* Writes the line with its newline; returns its length, at most LINE_MAX_BYTES. */
size_t line_write(const struct sim *sim, const struct event *e, char out[LINE_MAX_BYTES]);

#endif

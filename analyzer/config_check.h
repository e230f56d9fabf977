/*
 * config_check.h: whether what files and variables say can be used: each option by itself, as the
 * commands that take it read it, then all together. Nothing is made or changed.
 */
#ifndef LIMIER_CONFIG_CHECK_H
#define LIMIER_CONFIG_CHECK_H

#include "command.h"

/* Says on standard output what is wrong, a line each with its place, and what is worth knowing.
 * Returns how many things cannot be used. */
unsigned config_check(const struct options *options, struct console *console);

#endif

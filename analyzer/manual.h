/*
 * manual.h: the manual pages, from the rows that make --help: commands.def, options.def, the exit
 * codes, and what only a manual says (manual.def).
 */
#ifndef LIMIER_MANUAL_H
#define LIMIER_MANUAL_H

#include "command.h"

/* Writes the page of a command, or of the program (NULL), in roff (man macros), UTF-8. */
void manual_page(struct out *out, enum lang lang, const struct command *command);

#endif

/*
 * manual.h: the manual pages, from the rows that make --help: commands.def, options.def, the exit
 * codes, and what only a manual says (manual.def); those of file formats from the rows that are
 * read and written by.
 */
#ifndef LIMIER_MANUAL_H
#define LIMIER_MANUAL_H

#include "command.h"

/* Writes the page of a command, or of the program (NULL), in roff (man macros), UTF-8. */
void manual_page(struct out *out, enum lang lang, const struct command *command);

/* Writes the page of a file format, "portal" or "case". False: there is none of this name. */
bool manual_format(struct out *out, enum lang lang, struct str name);

/* The two of them. */
void manual_portal(struct out *out, enum lang lang);
void manual_case(struct out *out, enum lang lang);

/* What these pages begin with: title, name and what it is (a text of the catalogue); the
 * description; paragraphs that manual.def has by name. False: it has none. */
void manual_head(struct out *out, enum lang lang, const char *title, const char *name,
                 const char *doc);
bool manual_description(struct out *out, enum lang lang, const char *page);
bool manual_paragraphs(struct out *out, enum lang lang, const char *page);

#endif

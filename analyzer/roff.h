/*
 * roff.h: what every manual page is made of: escaped text, sections, items. Pages are in the man
 * macros; blanks that must not break become "\~", since terminals that groff writes for may not
 * have them; everything else stays UTF-8, which groff (preconv) and mandoc read.
 */
#ifndef LIMIER_ROFF_H
#define LIMIER_ROFF_H

#include "base/out.h"
#include "base/text.h"

/* A text in running lines. `typed`: hyphens are those of options, to be typed as they are. */
void roff_text(struct out *out, const char *text, bool typed);

/* A section, or one of its parts; the title is a text of the catalogue. */
void roff_section(struct out *out, enum lang lang, const char *title);
void roff_part(struct out *out, const char *title);

/* A paragraph, and lines to be shown as they are. */
void roff_paragraph(struct out *out, enum lang lang, const char *text);
void roff_example(struct out *out, const char *text);

/* A name to be typed, and what it is: a text of the catalogue. `note` may stand behind the name,
 * NULL: nothing. */
void roff_item(struct out *out, enum lang lang, const char *name, const char *note,
               const char *doc);

#endif

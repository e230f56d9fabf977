/*
 * text.h: sentences for people in French and English. The source is written in English and marked
 * _("…") or N_("…"); po/fr.po is the French catalogue, compiled by msgfmt and linked into the
 * program, so that one file is enough and both languages are there at once (findings.json holds
 * both).
 */
#ifndef LIMIER_BASE_TEXT_H
#define LIMIER_BASE_TEXT_H

#include "base/str.h"

/* Language of a text. */
enum lang { LANG_FR, LANG_EN };

/* Marks a text for the catalogue without translating it. */
#define N_(text) text

/* The text in a language; the English source where the catalogue has none. Never NULL. */
const char *text_get(enum lang lang, const char *english);

/* Singular or plural by each language's own rule: French has the singular for 0 and 1, English for
 * 1 only. `one` and `many` are the English forms; mark them with text_plural. */
const char *text_plural(enum lang lang, const char *one, const char *many, uint64_t count);

/* "fr" or "en". */
const char *text_lang_code(enum lang lang);

/* A number grouped for people: "1 234 567" with narrow no-break spaces in French, "1,234,567" in
 * English. */
#define TEXT_COUNT 48
const char *text_count(enum lang lang, uint64_t value, char buffer[TEXT_COUNT]);

/* A share in percent, with two decimals: "0,02 %" in French (with a no-break space), "0.02 %" in
 * English. */
const char *text_percent(enum lang lang, uint64_t part, uint64_t whole, char buffer[TEXT_COUNT]);

/* A number with one decimal: "7,8" in French, "7.8" in English. */
const char *text_decimal(enum lang lang, double value, char buffer[TEXT_COUNT]);

/* A moment for people, to the minute, in a zone: "29/01/2024 à 03:12" in French, "2024-01-29 03:12"
 * in English. Returns the buffer. */
#define TEXT_MOMENT 40
const char *text_moment(enum lang lang, int64_t time_ns, int offset_seconds,
                        char buffer[TEXT_MOMENT]);

#endif

/*
 * apache_letters.h: what the letters of Apache's log formats mean, and where Tomcat's differ.
 */
#ifndef LIMIER_PARSERS_APACHE_LETTERS_H
#define LIMIER_PARSERS_APACHE_LETTERS_H

#include "parsers/draft.h"

/* The field of a directive; `argument` is what stands in its braces, absent without braces. False
 * when the letter is none. */
bool apache_letter(char letter, struct str argument, bool tomcat, struct draft_field *ret_field);

/* Whether a text is Tomcat's: "tomcat: …", pattern="…", a Valve element, or letters that only
 * Tomcat has. */
bool tomcat_claims(struct str text);

/* The pattern in it, with XML's entities undone. */
struct spelled tomcat_text(struct layout *layout, struct str text);

/* A pattern of Java's SimpleDateFormat as one of instant.c; absent when it has letters that are not
 * known. In the arena. */
struct str java_pattern(struct arena *arena, struct str text);

#endif

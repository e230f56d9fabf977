/*
 * member_name.h: names of archive members made fit to be shown and compared.
 */
#ifndef LIMIER_INPUT_MEMBER_NAME_H
#define LIMIER_INPUT_MEMBER_NAME_H

#include "base/limits.h"
#include "base/str.h"

/* Writes the name with \xNN for control bytes, invalid UTF-8, backslashes, the signs that limier
 * itself puts into names (! and #), a leading slash and the dots of "..". Different names stay
 * different. False when it was cut at LIMIT_MEMBER_NAME_BYTES. */
bool member_name(struct str raw, char name[LIMIT_MEMBER_NAME_BYTES + 1]);

#endif

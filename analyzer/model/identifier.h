/*
 * identifier.h: what an operator may write as the identifier of a beneficiary in a file: a NIR, or
 * whatever else the portal's requests have.
 */
#ifndef LIMIER_MODEL_IDENTIFIER_H
#define LIMIER_MODEL_IDENTIFIER_H

#include "base/str.h"

/* What is wrong with a text that begins with an identifier (birth date and rank may follow after
 * "/"), in English; NULL when nothing is. It does not repeat the text. */
const char *identifier_complaint(struct str text, struct str identifier);

/* Whether it has the form of a NIR with its key: 15 digits, or 2A, 2B in them. */
bool identifier_like_nir(struct str text);

#endif

/*
 * case_key.h: the key of a case's pseudonyms, found again.
 */
#ifndef LIMIER_CASE_KEY_H
#define LIMIER_CASE_KEY_H

#include "command.h"
#include "model/dossier.h"

/* Reads --key, or the default key, and puts it into the dossier when it is the one with which the
 * case was made. Persons are named by the tokens of that key or not at all: a key that is given and
 * is another one is a mistake; without the default one the dossier has none. `key` outlives the
 * dossier. 0, or -1 with a usage error. */
int case_key_read(struct pseudonym_key *key, const struct options *options, struct console *console,
                  struct dossier *dossier, struct err *err);

/* A usage error that says which key is wanted, for `what` ("--list"). Returns -1. */
int case_key_wanted(const struct dossier *dossier, const char *what, struct err *err);

#endif

/*
 * pseudonym.h: the one place where a beneficiary becomes a token. Same key, same person, same
 * token, so that two runs and two accounts can be compared without a name. Writers have no other
 * way to print a person. Session identifiers, which open a door, become tokens here too.
 */
#ifndef LIMIER_MODEL_PSEUDONYM_H
#define LIMIER_MODEL_PSEUDONYM_H

#include "base/arena.h"
#include "base/err.h"
#include "base/hash.h"
#include "model/trace.h"

#define PSEUDONYM_KEY_BYTES 32

/* "b-" and 24 hexadecimal digits: 96 bits of HMAC-SHA-256. */
#define PSEUDONYM_TEXT 27

/* The operator's key, prepared. `id` names the key without telling it: 8 hexadecimal digits. */
struct pseudonym_key {
    struct hmac_state hmac;
    char id[9];
};

/* Reads a key file (any 16 to 4096 bytes). 0 or -1 with a usage error. */
int pseudonym_load(struct pseudonym_key *key, const char *path, struct err *err);

/* Where the key lies when nobody says. 0 or -1 with a usage error. */
#define PSEUDONYM_PATH 4096
int pseudonym_path(char path[PSEUDONYM_PATH], const char *config_home, const char *home,
                   struct err *err);

/* Reads $XDG_CONFIG_HOME/limier/key (or ~/.config/limier/key), and creates it, 0600, at first use.
 * 0 or -1. */
int pseudonym_default(struct pseudonym_key *key, const char *config_home, const char *home,
                      struct err *err);

/* Digits in a row in an agent that may be an identifier: a NIR has 13, a birth date in an agent's
 * version 8. A client chooses its agent freely. */
#define PSEUDONYM_AGENT_RUN 11

/* Reads it where it is there already. 0 or -1. */
int pseudonym_known(struct pseudonym_key *key, const char *config_home, const char *home,
                    struct err *err);

/* A copy of text, at most `most` bytes, in which runs of `run` digits and more are '#': for texts
 * of the log that are shown as they are (samples of rejected lines, user agents). */
struct str pseudonym_mask(struct arena *arena, struct str text, size_t run, size_t most);

/* The same for a line, in which other secrets may stand: all digits, and every run of 16 letters,
 * digits, "-" and "_" that is no plain word (it has a digit, or both cases), as identifiers of
 * sessions and tokens are. Who holds one is let in. */
struct str pseudonym_mask_line(struct arena *arena, struct str text, size_t most);

/* Writes the token of a session identifier, "s-" and 24 hexadecimal digits, with its NUL. */
void pseudonym_session(const struct pseudonym_key *key, struct str session,
                       char token[PSEUDONYM_TEXT]);

/* Writes the token of an address, "a-" and 24 hexadecimal digits, with its NUL. */
void pseudonym_address(const struct pseudonym_key *key, struct str address,
                       char token[PSEUDONYM_TEXT]);

/* Writes the token of a person, with its NUL. */
void pseudonym_write(const struct pseudonym_key *key, struct person person,
                     char token[PSEUDONYM_TEXT]);

#endif

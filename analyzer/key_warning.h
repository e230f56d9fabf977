/*
 * key_warning.h: tells when others than its owner can read the key of the pseudonyms.
 */
#ifndef LIMIER_KEY_WARNING_H
#define LIMIER_KEY_WARNING_H

#include "command.h"

/* Looks at the key that a run reads: `path`, or the default one where it is NULL. Says so on the
 * console's notes; nothing is said of a key that is not there. */
void key_warn(const char *path, struct console *console);

#endif

/*
 * doctor_state.h: whether audit can remember where it is told to, as the user that it runs as.
 */
#ifndef LIMIER_DOCTOR_STATE_H
#define LIMIER_DOCTOR_STATE_H

#include "base/arena.h"
#include "base/err.h"

/* Bytes of an account's name in /etc/passwd. */
#define DOCTOR_NAME 64

/* A user; the name is the number where /etc/passwd has none. */
struct doctor_user {
    unsigned long id;
    char name[DOCTOR_NAME];
};

/* As whom audit is going to run: asked by root, where the service is installed, it is the
 * service's user; else who asks. */
void doctor_user(struct doctor_user *ret);

/* Whether a run of this user could open or make the folder of a state, and write there; nothing is
 * changed. 0: *ret_there says whether it is there yet; -1 with a usage error that says why not. */
int doctor_state(const char *path, const struct doctor_user *user, bool *ret_there,
                 struct err *err);

#endif

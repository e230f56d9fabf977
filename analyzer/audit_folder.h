/*
 * audit_folder.h: the folder of a state, and the one of its nights: nobody else's, and nobody else
 * can look into them.
 */
#ifndef LIMIER_AUDIT_FOLDER_H
#define LIMIER_AUDIT_FOLDER_H

#include "base/err.h"

/* Opens the folder of a state, which is made when it is not there. One that is another user's is
 * refused, and so is one that others can look into when it is not a state and not empty. 0 or -1.
 */
int audit_folder_open(const char *path, int *ret_fd, struct err *err);

/* Whether a run of the folder's owner could open or make it: nothing is made or changed. 0 or -1.
 */
int audit_folder_look(const char *path, struct err *err);

/* Likewise the folder of its nights, which is no link. 0 or -1. */
int audit_folder_nights(int directory, const char *path, int *ret_fd, struct err *err);

#endif

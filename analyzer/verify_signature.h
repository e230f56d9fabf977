/*
 * verify_signature.h: the detached signature of a manifest, which ssh-keygen checks.
 */
#ifndef LIMIER_VERIFY_SIGNATURE_H
#define LIMIER_VERIFY_SIGNATURE_H

#include "verify.h"

/* What a signature is for: ssh-keygen -Y sign -n limier. One that was made for anything else is
 * none. */
#define SIGNATURE_NAMESPACE "limier"

/* Looks for signatures, and with a list of signers (ALLOWED SIGNERS in ssh-keygen(1)) has
 * ssh-keygen check the one it made: that it is of these very bytes, by `identity`, or by whoever of
 * the list made it (NULL). 0, or -1 when ssh-keygen cannot be started. */
int verify_signature(struct verify *verify, const char *signers, const char *identity,
                     struct err *err);

#endif

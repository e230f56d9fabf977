/*
 * gzip_fixture.h: gzip data made in the test, and files that exist in memory only.
 */
#ifndef LIMIER_TESTS_UNIT_GZIP_FIXTURE_H
#define LIMIER_TESTS_UNIT_GZIP_FIXTURE_H

#include "base/out.h"

/* Adds one member that holds the text. */
void gzip_fixture_add(struct out *gz, struct str text);

/* What zlib recovers of the first member, whole or not: bytes written to `to`. */
size_t gzip_fixture_inflate(struct str gz, char *to, size_t room);

/* A file with these bytes; `path` receives a name that opens it while the descriptor, which is
 * returned, is open. */
int gzip_fixture_file(struct str bytes, char path[40]);

#endif

/*
 * recognise.h: what a stream holds, told by its first bytes and never by its name.
 */
#ifndef LIMIER_INPUT_RECOGNISE_H
#define LIMIER_INPUT_RECOGNISE_H

#include "base/str.h"

/* What it may hold. */
enum content {
    CONTENT_TEXT, /* everything that is nothing else */
    CONTENT_GZIP,
    CONTENT_ZLIB,
    CONTENT_BZIP2,
    CONTENT_XZ,
    CONTENT_ZSTD,
    CONTENT_LZ4,
    CONTENT_LZIP,
    CONTENT_COMPRESS,
    CONTENT_TAR,
    CONTENT_ZIP,
    CONTENT_UTF16,
    CONTENT_UNREAD, /* a container that is known and not read */
    CONTENT_HUNGRY, /* xz that wants more memory than LIMIT_DICTIONARY_BYTES */
};

/* Bytes that suffice to tell. */
#define RECOGNISE_BYTES 1024

/* What begins with these bytes; *ret_name is the format's name. */
enum content recognise(struct str head, const char **ret_name);

#endif

/*
 * archive.h: members of tar and zip archives, one after another, and compressed data other than
 * gzip. The one place that knows libarchive.
 */
#ifndef LIMIER_INPUT_ARCHIVE_H
#define LIMIER_INPUT_ARCHIVE_H

#include "input/stage.h"

/* What an archive_next came to. */
enum archive_step {
    ARCHIVE_STEP_MEMBER, /* a file; the stage gives out its bytes */
    ARCHIVE_STEP_END,
    ARCHIVE_STEP_BROKEN, /* the archive cannot be read any further */
};

/* Kinds of archives. */
enum archive_kind { ARCHIVE_TAR, ARCHIVE_ZIP };

/* An archive as a stage, which takes over the feed. It gives out nothing before archive_next. */
struct stage *archive_stage(const struct feed *feed, enum archive_kind kind);

/* Whether a stage is one. */
bool archive_is(const struct stage *stage);

/* Goes to the next member that is a file and not known to be empty. `digest`: whether its bytes are
 * digested. */
enum archive_step archive_next(struct stage *stage, bool digest);

/* Damage between the members that were found. */
const struct damage *archive_damage(const struct stage *stage);

/* The member's name, harmless: valid UTF-8 without control bytes and without a way out of a folder,
 * at most LIMIT_MEMBER_NAME_BYTES. `ret_whole`: whether no other name of an archive becomes it. */
struct str archive_name(const struct stage *stage, bool *ret_whole);

/* Reads the rest of the member, and its digest and length. */
uint64_t archive_finish(struct stage *stage, char sha256[SHA256_TEXT]);

/* Name and version of the library, for the manifest. */
const char *archive_library(void);

#endif

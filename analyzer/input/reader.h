/*
 * reader.h: a file as one or more texts: the containers it lies in are opened, and each member of
 * an archive is a text of its own, however deep it lies. A file is walked through once, in its own
 * order.
 */
#ifndef LIMIER_INPUT_READER_H
#define LIMIER_INPUT_READER_H

#include "base/out.h"
#include "input/stage.h"

/* A file while it is walked through. */
struct reader {
    struct stage_shared shared;
    struct stage *file;
    struct stage *top;    /* its bytes are the current text */
    struct stage *member; /* the archive whose member it is; NULL: the file is the text */
    struct feed head;     /* of `top`: what was looked at in advance */
    bool heading;         /* there is a head */
    size_t head_gap;      /* where in it bytes are missing; 0: nowhere */
    struct sha256 sha;    /* of the file, unless it is only listed */
    struct out name;      /* of the member: "a/b.log", "inner.zip!b.log"; empty for the file */
    bool name_whole;      /* no other member has become this name */
    bool gap;             /* bytes are missing before those read last */
    bool gap_next;        /* and before those read next */
    uint64_t gap_bytes;
    bool started;
    struct damage damage; /* of what cannot be opened, or of an archive */
    bool broken;          /* the text is the place of an archive's damage: it has no bytes */
    bool ended;           /* there is no further text */
    bool one;             /* archives are not walked through: there is one text */
    unsigned texts;       /* given */
};

/* Opens a file ("-" is standard input). `glance`: what is read now will be read again; nothing
 * is digested, progress is not counted, and the rest of a text is not read. Always returns: what
 * cannot be opened is a text with damage. */
void reader_open(struct reader *reader, const char *path, size_t block_bytes,
                 struct progress *progress, bool glance);

/* Goes to the next text; false when there is none, or the run is to stop. */
bool reader_next(struct reader *reader);

/* Whether the current text is a member of an archive, or the place of an archive's damage. */
bool reader_is_member(const struct reader *reader);

/* Bytes of the current text, 0 at the end. Sets .gap. */
size_t reader_read(struct reader *reader, char *to, size_t room);

/* What is known of the text's damage so far. `at` is DAMAGE_AT_UNKNOWN when the place in the text
 * is not known. */
#define DAMAGE_AT_UNKNOWN UINT64_MAX
struct damage reader_damage(const struct reader *reader);

/* Ends the current text: reads what is left of the file or member for its digest, unless the run
 * is to stop. Returns its bytes in the file or archive. */
uint64_t reader_finish(struct reader *reader, char sha256[SHA256_TEXT]);

/* Ends the file: reads what is left of it for its digest, unless the run is to stop (then the
 * digest is empty). Nothing can be read afterwards. Returns its bytes. */
uint64_t reader_file(struct reader *reader, char sha256[SHA256_TEXT]);

/* Whether the current text is the file, or the member, as it lies there: no container is between.
 */
bool reader_is_plain(const struct reader *reader);

/* Names of the containers around the current text, from the outermost: "tar, gzip". */
#define READER_CONTAINERS 80
void reader_containers(const struct reader *reader, char text[READER_CONTAINERS]);

/* Closes. */
void reader_close(struct reader *reader);

#endif

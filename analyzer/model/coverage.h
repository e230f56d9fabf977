/*
 * coverage.h: what was read and what was not, input by input. "No alert" must never mean "did not
 * look".
 */
#ifndef LIMIER_MODEL_COVERAGE_H
#define LIMIER_MODEL_COVERAGE_H

#include "base/clock.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/str.h"
#include "model/damage.h"
#include "model/hours.h"
#include "model/order.h"

/* Why a line was not parsed; the names are in rejects.def. */
enum reject {
#define REJECT(id, name, doc, source) REJECT_##id,
#include "model/rejects.def"
#undef REJECT
    REJECT_COUNT
};

/* One rejected line, kept as a sample: where it stands and at which byte (from 0) it stopped making
 * sense. The text is masked before it is kept: every digit is '#'. Of a long line it is the part
 * around the column, from byte `text_at` on. */
struct reject_sample {
    uint64_t line;
    uint64_t offset;
    uint32_t column;
    struct str text;
    uint32_t text_at;
};

/* Lines of an input that are of another layout than most. */
struct other_layout {
    struct str name;
    uint64_t lines;
};

/* How the layout of an input was chosen: on so many sampled lines, of which it reads so many. */
struct layout_choice {
    uint32_t lines;
    uint32_t read;
    uint32_t any_read; /* by at least one known layout */
    uint32_t second_read;
    struct str best;   /* the layout that reads most, even where it was refused; absent for none */
    struct str second; /* the runner-up, absent for none */
};

/* One input. lines = parsed + rejected + skipped, always. */
struct coverage {
    struct str input;  /* path as given, "-" for standard input */
    struct str layout; /* name of the layout that was used, absent when none was recognised */
    struct str form;   /* the layout in the template language, absent when it has no such form */
    struct layout_choice choice;
    struct str duplicate_of; /* input with the same content, which is the one that counts; absent
                                for none */
    /* Of the file as it lies there, or of a member as it comes out of its archive; and of what is
     * left when the containers are opened. Empty: not read to the end. */
    char sha256[SHA256_TEXT];
    char sha256_text[SHA256_TEXT];
    uint64_t bytes;
    /* What is left when the containers are opened: names of these, "tar, gzip" (absent for none);
     * the text's length, and what could not be read of it. */
    struct str containers;
    uint64_t bytes_inflated;
    struct damage damage;
    uint64_t lines;
    uint64_t parsed;
    uint64_t skipped; /* blank lines, comments, headers */
    uint64_t rejected[REJECT_COUNT];
    uint64_t other_layout[LIMIT_LAYOUTS]; /* parsed by another layout, by its place in the choice */
    struct other_layout *others;          /* the same with names, when the input is closed */
    uint32_t other_count;
    uint64_t outside;   /* parsed, but before --since or after --until */
    uint64_t ambiguous; /* parsed, but quotes inside fields allow another reading */
    int64_t first_ns;
    int64_t last_ns;
    int64_t last_good_ns; /* of the last line before the damage; TIME_NONE without damage */
    struct hours hours;
    struct order order;           /* of all lines, once the input is read */
    struct order_list order_runs; /* while it is read */
    struct reject_sample samples[REJECT_COUNT][LIMIT_REJECT_SAMPLES];
    uint8_t sample_count[REJECT_COUNT];
};

/* Zeroed, without a time. */
void coverage_init(struct coverage *coverage);

/* Frees what it holds itself; its texts are the run's. */
void coverage_release(struct coverage *coverage);

/* All rejected lines. */
uint64_t coverage_rejected(const struct coverage *coverage);

/* Whether something of the input was not read: rejected lines, damage, or no layout at all. */
bool coverage_incomplete(const struct coverage *coverage);

/* Whether a log was expected and none is there: no line at all, or only blank lines, comments and
 * headers. Not incomplete by itself: rotation leaves empty files. */
bool coverage_void(const struct coverage *coverage);

/* Name and explanation of a reason. */
const char *reject_name(enum reject reject);
const char *reject_doc(enum reject reject);

#endif

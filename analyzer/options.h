/*
 * options.h: command lines, from the table options.def. Values stay text; the commands give them
 * their meaning.
 */
#ifndef LIMIER_OPTIONS_H
#define LIMIER_OPTIONS_H

#include "base/err.h"
#include "base/text.h"

/* The options, in the order of options.def. */
enum option_id {
#define OPTION(id, name, letter, kind, value, doc, source, span) OPT_##id,
#include "options.def"
#undef OPTION
    OPT_COUNT
};

/* Whether an option has a value, and how often. */
enum option_kind { OPTION_FLAG, OPTION_TEXT, OPTION_LIST };

/* Whether an option may stand in a file or a variable, or is for one run. */
enum option_span { OPTION_LASTING, OPTION_ONCE };

/* One row. */
struct option_row {
    const char *name;
    int letter;
    enum option_kind kind;
    const char *value;
    const char *doc;
    enum option_span span;
};

extern const struct option_row option_rows[OPT_COUNT];

/* A parsed command line. Texts borrow from argv or from the arena. */
struct options {
    bool set[OPT_COUNT];
    const char *text[OPT_COUNT]; /* the last value */
    const char **list[OPT_COUNT];
    size_t list_count[OPT_COUNT];
    const char *origin[OPT_COUNT]; /* who said it: "command line", a file with its line … */
    char **paths;
    size_t path_count;
};

#define ORIGIN_COMMAND_LINE "command line"

/* Reads argv[first…]; `taken` lists the options that the command takes, OPT_COUNT ends it. 0, or -1
 * with a usage error. */
int options_parse(struct options *options, int argc, char **argv, const enum option_id *taken,
                  struct err *err);

/* Sets an option; one of a list is added to it. Texts are borrowed. */
void options_set(struct options *options, enum option_id id, const char *value, const char *origin);

/* Releases the lists. */
void options_release(struct options *options);

/* A size such as 64K, 512M, 2G. 0, or -1 with a usage error that names the option. */
int options_size(const struct options *options, enum option_id id, uint64_t otherwise,
                 uint64_t *ret_bytes, struct err *err);

/* Whether an option is given a moment without a zone. */
bool options_time_local(const struct options *options, enum option_id id);

/* A moment; offset_seconds is the zone of one without a zone. 0 or -1. */
int options_time(const struct options *options, enum option_id id, int offset_seconds,
                 int64_t otherwise, int64_t *ret_ns, struct err *err);

/* Whether a window from --since to --until has any time in it. 0 or -1. */
int options_window(const struct options *options, int64_t since_ns, int64_t until_ns,
                   struct err *err);

/* --jobs (the machine's processors), --lang, and --alert-budget as false alarms per account and
 * month. 0 or -1. */
int options_jobs(const struct options *options, unsigned *ret_jobs, struct err *err);
int options_lang(const struct options *options, enum lang otherwise, enum lang *ret_lang,
                 struct err *err);
int options_budget(const struct options *options, double otherwise, double *ret_budget,
                   struct err *err);

/* Whether --color says when. 0 or -1. */
int options_color(const struct options *options, struct err *err);

/* A whole number from 1 to most. 0 or -1. */
int options_number(const struct options *options, enum option_id id, uint64_t most,
                   uint64_t otherwise, uint64_t *ret_number, struct err *err);

#endif

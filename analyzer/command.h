/*
 * command.h: what a subcommand is. One file, one constant, one row of commands.def.
 */
#ifndef LIMIER_COMMAND_H
#define LIMIER_COMMAND_H

#include <stdatomic.h>

#include "base/out.h"
#include "base/text.h"
#include "input/source.h"
#include "configuration.h"
#include "options.h"

/* Exit codes (DESIGN.md, Contracts). 130 and 143 are main's. */
enum exit_code {
    EXIT_CLEAN = 0,
    EXIT_FINDINGS = 1,
    EXIT_USAGE = 2,
    EXIT_FAILED = 3,
    EXIT_INCOMPLETE = 4,
    EXIT_FINDINGS_INCOMPLETE = 5,
};

/* What an exit code says, in English: the catalogue has the French. */
struct exit_row {
    int code;
    const char *doc;
};
extern const struct exit_row exit_rows[]; /* of scan: a NULL text ends them */

/* What main lends a command. `data` becomes standard output, `notes` standard error. */
struct console {
    struct out data;
    struct out notes;
    enum lang lang; /* of the terminal */
    bool color;
    bool utf8; /* the terminal can show more than ASCII */
    struct progress *progress;
    const char *config_home; /* $XDG_CONFIG_HOME */
    const char *home;        /* $HOME */
    struct configuration_places places;
    struct configuration_problems problems; /* of what was read there */
};

/* A subcommand. */
struct command {
    const char *name;
    const char *usage;             /* "[options] PATH…" */
    const enum option_id *options; /* OPT_COUNT ends the list */
    const char *const *examples;   /* NULL ends the list */
    const struct exit_row *exits;  /* a NULL text ends them; NULL: exit_rows */
    bool judges; /* it tells what is wrong with the configuration, instead of being refused */
    /* Returns an exit code; on failure err is set. */
    enum exit_code (*run)(const struct options *options, struct console *console, struct err *err);
};

/* Rows of commands.def. */
extern const struct command *const commands[];
extern const size_t command_count;

/* Explanation of a command, from its row, in English: the catalogue has the French. */
const char *command_doc(const struct command *command);

/* What the exit codes of a command mean. */
const struct exit_row *command_exits(const struct command *command);

/* The command of a name, or NULL. */
const struct command *command_find(struct str name);

/* --help of one command, or of the program (NULL), and --version. */
void command_help(struct out *out, enum lang lang, const struct command *command);
void command_version(struct out *out);

#endif

/*
 * program.h: the only place where limier starts another program: one that it hands a text to and
 * that writes a file (age, gpg) or carries the text away (sendmail). Never a shell; knows nothing
 * about what the programs do.
 */
#ifndef LIMIER_BASE_PROGRAM_H
#define LIMIER_BASE_PROGRAM_H

#include <sys/types.h>

#include "base/err.h"
#include "base/str.h"

/* Arguments of one program and entries of its environment. */
#define PROGRAM_ARGUMENTS 32

/* Instead of a standard output: what is written there is not wanted. */
#define PROGRAM_NO_OUTPUT (-1)

struct said;

/* A program that runs. Zeroed with pid 0: none. */
struct program {
    pid_t pid;
    const char *name;
    int input;         /* what is written here is its standard input; blocking */
    struct said *said; /* its standard error */
};

/* Starts the program of that name, looked for in $PATH, with these arguments (arguments[0] is the
 * name; NULL ends the list). It has a standard input that we write, `output` as standard output, an
 * environment of PATH, HOME and GNUPGHOME as they are here, LC_ALL=C, and then the `more` entries
 * ("NAME=value", NULL ends the list; NULL: none), no other descriptor and no signal blocked or
 * ignored. `output` stays the caller's; with PROGRAM_NO_OUTPUT the program leads a process group.
 * SIGPIPE has to be ignored, as main does: writes to a program that is gone fail then with EPIPE,
 * and program_finish says why it left. 0, or -1 with a sentence. */
int program_start(struct program *program, const char *const *arguments, const char *const *more,
                  int output, struct err *err);

/* Closes its input, waits until it has ended, and releases everything. 0 when its exit status is 0;
 * else -1 with a sentence that holds the status and how what it said begins. */
int program_finish(struct program *program, struct err *err);

/* All of it: starts the program without an output, hands it the text, and waits until it has ended,
 * but not longer than so many seconds: then it is killed, with all that it started and that did not
 * leave its group. 0 when its exit status is 0, whether it read the text or not; else -1 with a
 * sentence. */
int program_run(const char *const *arguments, const char *const *more, struct str input,
                unsigned seconds, struct err *err);

/* Ends it without asking. Harmless after program_finish. */
void program_drop(struct program *program);

#endif

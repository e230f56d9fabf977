/*
 * cmd_dummy.c: limier dummy, for tests/extend.
 */
#include "command.h"

static const enum option_id options_taken[] = {OPT_QUIET, OPT_HELP, OPT_COUNT};

static enum exit_code dummy_run(const struct options *options, struct console *console,
                                struct err *err)
{
    (void)options;
    (void)err;
    out_text(&console->data, "called\n");
    return EXIT_CLEAN;
}

const struct command command_dummy = {
    .name = "dummy",
    .usage = "[options]",
    .options = options_taken,
    .run = dummy_run,
};

/*
 * channel_notify.c: a program of the operator's that gets the message as JSON. What it does with it
 * (a page, a ticket, a chat) is its own.
 */
#include "channel.h"

#include "base/program.h"
#include "words.h"

/* Seconds that the program has, and at most. */
#define SECONDS_DEFAULT 60
#define SECONDS_MOST    3600

static int read_options(const struct options *options, struct words *words, uint64_t *ret_seconds,
                        struct err *err)
{
    if (options_number(options, OPT_NOTIFY_TIMEOUT, SECONDS_MOST, SECONDS_DEFAULT, ret_seconds,
                       err) < 0)
        return -1;
    return words_split(words, "--notify-command", options->text[OPT_NOTIFY_COMMAND], err);
}

static int check(const struct options *options, struct err *err)
{
    struct words words;
    uint64_t seconds;
    int rc;

    if (read_options(options, &words, &seconds, err) < 0)
        return -1;
    rc = words_absolute("--notify-command", words.list[0], err);
    words_release(&words);
    return rc;
}

static int ready(const struct options *options, struct err *err)
{
    struct words words;
    uint64_t seconds;
    int rc;

    if (read_options(options, &words, &seconds, err) < 0)
        return -1;
    rc = words_program("--notify-command", words.list[0], err);
    words_release(&words);
    return rc;
}

static int deliver(const struct options *options, struct console *console, struct str parcel,
                   struct err *err)
{
    struct words words;
    uint64_t seconds;
    int rc;

    (void)console;
    if (read_options(options, &words, &seconds, err) < 0)
        return -1;
    rc = program_run(words.list, NULL, parcel, (unsigned)seconds, err);
    words_release(&words);
    return rc;
}

const struct channel channel_notify = {
    .name = "notify",
    .option = OPT_NOTIFY_COMMAND,
    .check = check,
    .ready = ready,
    .compose = message_json,
    .deliver = deliver,
};

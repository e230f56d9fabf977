/*
 * channel_print.c: the text on standard output.
 */
#include "channel.h"

static void compose(const struct message *message, struct out *out)
{
    message_text(message, out, false);
}

static int deliver(const struct options *options, struct console *console, struct str parcel,
                   struct err *err)
{
    (void)options;
    out_bytes(&console->data, parcel.p, parcel.n);
    return out_flush(&console->data) < 0
               ? err_system(err, console->data.failed, "standard output cannot be written")
               : 0;
}

const struct channel channel_print = {
    .name = "print",
    .option = OPT_COUNT,
    .compose = compose,
    .deliver = deliver,
};

/*
 * channels.c: the table of channels, and the order of delivery: what waits, then what is new. Knows
 * nothing about any channel.
 */
#include "channel.h"

#include "store/outbox.h"

#define CHANNEL(name, doc, source) extern const struct channel channel_##name;
#include "channels.def"
#undef CHANNEL

const struct channel *const channels[] = {
#define CHANNEL(name, doc, source) &channel_##name,
#include "channels.def"
#undef CHANNEL
};

const size_t channel_count = sizeof channels / sizeof channels[0];

/* All of a run. */
struct round {
    struct audit *audit;
    const struct message *message;
    struct outbox_parcel *parcels;
    size_t parcel_count;
    struct channels_result *result;
};

static bool is_wanted(const struct channel *channel, const struct options *options)
{
    return options->set[channel->option == OPT_COUNT ? OPT_QUIET : channel->option] ==
           (channel->option != OPT_COUNT);
}

int channels_check(const struct options *options, struct err *err)
{
    bool any = false;

    for (size_t i = 0; i < channel_count; i++) {
        any = any || is_wanted(channels[i], options);
        if (is_wanted(channels[i], options) && channels[i]->check &&
            channels[i]->check(options, err) < 0)
            return -1;
    }
    return any ? 0
               : err_usage(err, "-q leaves nobody who is told: give --mail-to, --notify-command or "
                                "--syslog");
}

int channels_ready(const struct options *options, struct err *err)
{
    for (size_t i = 0; i < channel_count; i++) {
        if (is_wanted(channels[i], options) && channels[i]->ready &&
            channels[i]->ready(options, err) < 0)
            return -1;
    }
    return 0;
}

static void note_failure(const struct round *r, const struct err *err)
{
    struct console *console = r->audit->scan.console;

    if (r->result->first.kind == ERR_NONE)
        r->result->first = *err;
    else
        out_print(&console->notes, "limier: %s\n", err_text(err, console->lang));
}

/* Whether a channel could deliver; when it could not, that is noted. */
static bool is_ready(const struct round *r, const struct channel *channel)
{
    struct err err = {0};

    if (!channel->ready || channel->ready(r->audit->scan.options, &err) == 0)
        return true;
    note_failure(r, &err);
    return false;
}

/* Hands a parcel over. False: it has not arrived, and that is noted. */
static bool hand_over(const struct round *r, const struct channel *channel, struct str parcel)
{
    struct err err = {0};

    if (channel->deliver(r->audit->scan.options, r->audit->scan.console, parcel, &err) == 0)
        return true;
    note_failure(r, &err);
    return false;
}

/* What waits is delivered first, in its order: once one fails, the channel is not tried again. 0 or
 * -1. */
static int serve(const struct round *r, const struct channel *channel, struct err *err)
{
    struct outbox_parcel parcel = {.channel = str_of(channel->name),
                                   .made_ns = r->audit->scan.dossier.now_ns};
    bool works = is_ready(r, channel);
    struct out out;
    int rc = 0;

    for (size_t i = 0; i < r->parcel_count; i++) {
        if (!str_eq(r->parcels[i].channel, parcel.channel))
            continue;
        works = works && hand_over(r, channel, r->parcels[i].bytes);
        if (works && outbox_drop(r->audit->state, r->parcels[i].id, err) < 0)
            return -1;
        r->result->waiting += !works;
    }
    if (r->message->count == 0)
        return 0;
    out_memory(&out);
    channel->compose(r->message, &out);
    parcel.bytes = (struct str){out.buffer, out.used};
    if (!works || !hand_over(r, channel, parcel.bytes)) {
        rc = outbox_put(r->audit->state, &parcel, err);
        r->result->waiting++;
    }
    out_drop(&out);
    return rc;
}

/* Those of channels that nobody asks for now, or that nobody knows. */
static void count_others(const struct round *r)
{
    for (size_t i = 0; i < r->parcel_count; i++) {
        bool wanted = false;

        for (size_t c = 0; c < channel_count; c++)
            wanted = wanted || (str_eq(r->parcels[i].channel, str_of(channels[c]->name)) &&
                                is_wanted(channels[c], r->audit->scan.options));
        r->result->left += !wanted;
    }
    r->result->waiting += r->result->left;
}

int channels_deliver(struct audit *audit, const struct message *message,
                     struct channels_result *ret, struct err *err)
{
    struct round r = {.audit = audit, .message = message, .result = ret};

    *ret = (struct channels_result){.waiting = 0};
    if (outbox_list(audit->state, &audit->scan.arena, &r.parcels, &r.parcel_count, err) < 0)
        return -1;
    count_others(&r);
    for (size_t i = 0; i < channel_count; i++) {
        if (is_wanted(channels[i], audit->scan.options) && serve(&r, channels[i], err) < 0)
            return -1;
    }
    return 0;
}

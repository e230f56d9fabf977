/*
 * channel.h: a way in which a message leaves audit. One file, one constant, one row of
 * channels.def.
 *
 * At least once: a message is final when it has left. What a channel could not deliver is kept in
 * the state, in the same transaction as the run, and is tried again by the next run, before what is
 * new then; other channels, and the reading of logs, go on meanwhile. A run that is killed between
 * the delivery and the end of its transaction says it once more; identifiers tell.
 */
#ifndef LIMIER_CHANNEL_H
#define LIMIER_CHANNEL_H

#include "message.h"

/* One way. */
struct channel {
    const char *name;      /* also in the state */
    enum option_id option; /* that asks for it; OPT_COUNT: it is there unless --quiet is */
    /* Whether the options say of it what can be, before anything is read; NULL: they do. 0, or -1
     * with a usage error. */
    int (*check)(const struct options *options, struct err *err);
    /* Whether it could deliver now, as far as can be told without doing it: asked on quiet nights
     * as well, so that it is not found out on the night that matters. NULL: it could. 0 or -1. */
    int (*ready)(const struct options *options, struct err *err);
    /* Writes what will be delivered. */
    void (*compose)(const struct message *message, struct out *out);
    /* Delivers what was composed, by this run or an earlier one. 0, or -1: it has not arrived. */
    int (*deliver)(const struct options *options, struct console *console, struct str parcel,
                   struct err *err);
};

/* Rows of channels.def, in whose order they are served. */
extern const struct channel *const channels[];
extern const size_t channel_count;

/* Checks those that are asked for. 0 or -1. */
int channels_check(const struct options *options, struct err *err);

/* Whether all of them could deliver now. 0, or -1 with what is the matter with the first. */
int channels_ready(const struct options *options, struct err *err);

/* What became of the messages. */
struct channels_result {
    struct err first; /* the first failure to deliver; none: all have left, and could */
    size_t waiting;   /* messages that wait now */
    size_t left;      /* of them, those of channels that are not asked for */
};

/* Delivers by all channels that are asked for, first what waits. Failures to deliver are told on
 * standard error, but for the first, which is the caller's to tell. Messages that wait for a
 * channel which is not asked for now stay: whoever runs audit by hand takes nothing from the night.
 * 0, or -1 when the state fails. */
int channels_deliver(struct audit *audit, const struct message *message,
                     struct channels_result *ret, struct err *err);

#endif

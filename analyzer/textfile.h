/*
 * textfile.h: what a run was, as numbers for Prometheus: a file that node_exporter's textfile
 * collector reads. Written by every run, failed ones too, but by none that left the state to
 * another.
 */
#ifndef LIMIER_TEXTFILE_H
#define LIMIER_TEXTFILE_H

#include "audit.h"

/* How a run ended. */
struct textfile_run {
    int exit_code;
    bool settled;     /* what it read is final */
    size_t waiting;   /* messages that could not be delivered */
    size_t told;      /* notices of this run */
    int64_t began_ns; /* on the monotonic clock */
};

/* Whether --textfile names a file that will be read: *.prom. 0, or -1 with a usage error. */
int textfile_check(const struct options *options, struct err *err);

/* Whether its folder is there now. 0 or -1. */
int textfile_ready(const struct options *options, struct err *err);

/* Writes it, whole or not at all, readable for everybody: there is no name of an account in it.
 * Numbers that a failed run does not know stay those of the run before. 0 or -1. */
int textfile_write(const struct audit *audit, const struct textfile_run *run, struct err *err);

#endif

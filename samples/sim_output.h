/* Owns what a run leaves on disk: the logs, the directory of practitioners, the truth. */
#ifndef LIMIER_SAMPLES_SIM_OUTPUT_H
#define LIMIER_SAMPLES_SIM_OUTPUT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "sim_line.h"

struct sim;

/* One file of log. */
struct log_file {
    char path[96]; /* under the output directory */
    unsigned front_end;
    uint64_t lines;
};

/* All of them; release files with free(). broken: not of the format; odd: no HTTP request. */
struct log_set {
    struct log_file *files;
    size_t count;
    uint64_t lines, broken, odd;
};

enum { OUTPUT_ERROR_SIZE = 4400 }; /* room for a path of 4096 */

/* Each returns 0, or -1 after writing a complete sentence into err. */
int output_logs(const struct sim *sim, struct log_set *set, char err[OUTPUT_ERROR_SIZE]);

/* directory.csv: account, trade, shop, city, channel. Errors as above. */
int output_directory(const struct sim *sim, char err[OUTPUT_ERROR_SIZE]);

/* canaries.txt, one NIR a line; nothing without canaries. Errors as above. */
int output_canaries(const struct sim *sim, char err[OUTPUT_ERROR_SIZE]);

/* truth.json and truth-victims.csv. Errors as above. */
int output_truth(const struct sim *sim, const struct log_set *set, char err[OUTPUT_ERROR_SIZE]);

/* A file of the output directory; NULL and err. */
FILE *output_open(const struct sim *sim, const char *name, char err[OUTPUT_ERROR_SIZE]);

/* Closes it and reports what went wrong since it was opened. */
int output_close(FILE *f, const char *name, char err[OUTPUT_ERROR_SIZE]);

#endif

/* Owns what a run leaves on disk: the logs, the directory of practitioners, the truth. */
#ifndef SAMPLES_SIM_OUTPUT_H
#define SAMPLES_SIM_OUTPUT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "sim_line.h"

struct sim;

struct log_file {
    char path[96]; /* under the output directory */
    unsigned front_end;
    uint64_t lines;
};

struct log_set {
    struct log_file *files;
    size_t count;
    uint64_t lines, broken, odd;
};

/* Each returns 0, or -1 after writing a complete sentence into err. */
enum { OUTPUT_ERROR_SIZE = 4400 }; /* room for a path of 4096 */
int output_logs(const struct sim *sim, struct log_set *set, char err[OUTPUT_ERROR_SIZE]);
int output_directory(const struct sim *sim, char err[OUTPUT_ERROR_SIZE]);
int output_truth(const struct sim *sim, const struct log_set *set, char err[OUTPUT_ERROR_SIZE]);

FILE *output_open(const struct sim *sim, const char *name, char err[OUTPUT_ERROR_SIZE]);
int output_close(FILE *f, const char *name, char err[OUTPUT_ERROR_SIZE]);

#endif

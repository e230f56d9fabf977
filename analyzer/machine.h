/*
 * machine.h: how much memory a run can have here: what is free, and what limits leave of it.
 */
#ifndef LIMIER_MACHINE_H
#define LIMIER_MACHINE_H

#include <stdint.h>

/* Bytes that can be had: the least of MemAvailable of /proc/meminfo and the limits of the control
 * groups that the process is in, version 1 or 2, theirs above included. `root` stands before these
 * paths: "" but for tests. UINT64_MAX: nothing is known. */
uint64_t machine_memory(const char *root);

#endif

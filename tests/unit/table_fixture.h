/*
 * table_fixture.h: an operator's file for a test, under a path that holds no trace of the machine.
 */
#ifndef LIMIER_TESTS_UNIT_TABLE_FIXTURE_H
#define LIMIER_TESTS_UNIT_TABLE_FIXTURE_H

#include "base/str.h"

/* A file in a folder of its own. */
struct table_file {
    char folder[40];
    char path[64];
};

/* Writes the text into a new file; fails the test when it cannot. */
void table_file_make(struct table_file *file, struct str text);

/* Removes it. */
void table_file_remove(const struct table_file *file);

#endif

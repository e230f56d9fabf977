/*
 * table_fixture.c: files of operators for tests.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "table_fixture.h"

void table_file_make(struct table_file *file, struct str text)
{
    FILE *stream;

    snprintf(file->folder, sizeof file->folder, "/tmp/limier-table-XXXXXX");
    assert_non_null(mkdtemp(file->folder));
    snprintf(file->path, sizeof file->path, "%s/table", file->folder);
    stream = fopen(file->path, "wb");
    assert_non_null(stream);
    assert_int_equal(fwrite(text.p, 1, text.n, stream), text.n);
    assert_int_equal(fclose(stream), 0);
}

void table_file_remove(const struct table_file *file)
{
    (void)unlink(file->path);
    (void)rmdir(file->folder);
}

/*
 * test_machine.c: memory is what is free, unless a control group, or one above it, leaves less.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "machine.h"

/* Writes a file below a folder, with the folders on its way. */
static void put(const char *root, const char *name, const char *text)
{
    char path[256];
    FILE *file;

    (void)snprintf(path, sizeof path, "%s%s", root, name);
    for (char *c = path + strlen(root) + 1; *c; c++) {
        if (*c == '/') {
            *c = '\0';
            (void)mkdir(path, 0700);
            *c = '/';
        }
    }
    file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static int drop(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st, (void)kind, (void)ftw;
    return remove(path);
}

#define MIB (UINT64_C(1) << 20)

static void the_least_counts(void **state)
{
    char root[] = "/tmp/limier-machine-XXXXXX";

    (void)state;
    assert_non_null(mkdtemp(root));
    assert_true(machine_memory(root) == UINT64_MAX);
    put(root, "/proc/meminfo", "MemTotal: 9000 kB\nMemAvailable:    8388608 kB\nOther: 1 kB\n");
    assert_true(machine_memory(root) == 8192 * MIB);
    put(root, "/proc/self/cgroup", "0::/system.slice/limier-audit.service\n");
    assert_true(machine_memory(root) == 8192 * MIB);
    put(root, "/sys/fs/cgroup/system.slice/limier-audit.service/memory.max", "max\n");
    put(root, "/sys/fs/cgroup/system.slice/memory.max", "536870912\n");
    assert_true(machine_memory(root) == 512 * MIB);
    put(root, "/sys/fs/cgroup/system.slice/limier-audit.service/memory.max", "268435456\n");
    assert_true(machine_memory(root) == 256 * MIB);
    put(root, "/proc/self/cgroup", "9:cpu:/a\n4:cpuset,memory:/docker/x\n0::/elsewhere\n");
    put(root, "/sys/fs/cgroup/memory/docker/x/memory.limit_in_bytes", "9223372036854771712\n");
    assert_true(machine_memory(root) == 8192 * MIB);
    put(root, "/sys/fs/cgroup/memory/memory.limit_in_bytes", "134217728\n");
    assert_true(machine_memory(root) == 128 * MIB);
    (void)nftw(root, drop, 16, FTW_DEPTH | FTW_PHYS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_least_counts)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * case_scratch.c: a case on a write-protected disk can be read all the same.
 */
#define _GNU_SOURCE
#include "case_scratch.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

int case_scratch(int directory, struct err *err)
{
    const char *folder = getenv("TMPDIR");
    int fd;

    if (faccessat(directory, ".", W_OK, 0) == 0)
        return fcntl(directory, F_DUPFD_CLOEXEC, 0);
    folder = folder && folder[0] == '/' ? folder : "/tmp";
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd < 0 ? err_set(err, "%s: cannot be opened for temporary files", folder) : fd;
}

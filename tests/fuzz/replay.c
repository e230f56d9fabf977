/*
 * replay.c: runs a fuzz target on each file given, without libFuzzer: any compiler can replay the
 * corpus.
 */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

static int replay(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *data = NULL;
    size_t size = 0;
    size_t n;

    if (!file) {
        perror(path);
        return -1;
    }
    do {
        uint8_t *more = realloc(data, size + 65536);

        if (!more)
            abort();
        data = more;
        n = fread(data + size, 1, 65536, file);
        size += n;
    } while (n);
    (void)fclose(file);
    /* A copy of the exact size: a sanitizer sees a read beyond it. */
    data = realloc(data, size ? size : 1);
    if (!data)
        abort();
    (void)LLVMFuzzerTestOneInput(data, size);
    free(data);
    return 0;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (replay(argv[i]) < 0)
            return 1;
    }
    printf("%d inputs\n", argc - 1);
    return argc > 1 ? 0 : 1;
}

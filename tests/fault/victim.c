/*
 * victim.c: a small program with the manners of limier, and with one bad habit on request, so that
 * tests/fault/selftest can tell that the sweep sees each of them.
 *
 *   victim HABIT INPUT OUTPUT     copies INPUT into OUTPUT/findings.json, then writes a manifest
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *habit;

static bool has(const char *name)
{
    return strcmp(habit, name) == 0;
}

static int fail(const char *what)
{
    if (!has("silent"))
        fprintf(stderr, "limier: %s: %s\n", what, strerror(errno));
    return has("code") ? 7 : 3;
}

static void *nothing(void *with)
{
    return with;
}

/* Writes a whole file by way of a temporary one. 0, or -1 with nothing left behind. */
static int put(int directory, const char *name, const char *text, size_t n)
{
    const char *temporary = has("half") ? name : "new.tmp";
    int fd = openat(directory, temporary, O_CREAT | O_WRONLY | O_TRUNC, 0600);
    size_t half = n / 2;

    if (fd < 0)
        return -1;
    if (write(fd, text, half) == (ssize_t)half &&
        write(fd, text + half, n - half) == (ssize_t)(n - half) &&
        (fsync(fd) == 0 || has("deaf")) && close(fd) == 0 &&
        (has("half") || renameat(directory, temporary, directory, name) == 0))
        return 0;
    if (!has("leave") && !has("half"))
        unlinkat(directory, temporary, 0);
    return -1;
}

/* Reads the input. The number of bytes, or -1. */
static ssize_t get(const char *input, char *text, size_t room)
{
    int fd = open(input, O_RDONLY);
    size_t used = 0;
    ssize_t n;

    if (fd < 0)
        return -1;
    while ((n = read(fd, text + used, has("swallow") ? 2 : room - used)) > 0)
        used += (size_t)n;
    if (has("hang") && n < 0)
        pause();
    if (has("swallow") && n < 0)
        used -= used > 2 ? 1 : 0;
    close(fd);
    return n < 0 && !has("swallow") ? -1 : (ssize_t)used;
}

int main(int argc, char **argv)
{
    char *text;
    ssize_t n;
    int directory;
    pthread_t thread;

    if (argc != 4)
        return 2;
    habit = argv[1];
    text = malloc(4096);
    if (has("crash"))
        memset(text, 0, 4096);
    if (!text)
        return fail("memory");
    if (pthread_create(&thread, NULL, nothing, NULL) == 0)
        pthread_join(thread, NULL);
    n = get(argv[2], text, 4096);
    if (n < 0)
        return fail(argv[2]);
    if (mkdir(argv[3], 0700) < 0)
        return fail(argv[3]);
    directory = open(argv[3], O_RDONLY | O_DIRECTORY);
    if (directory < 0)
        return fail(argv[3]);
    if (has("early") && put(directory, "manifest.json", "{}\n", 3) < 0)
        return fail("manifest.json");
    if (put(directory, "findings.json", text, (size_t)n) < 0)
        return fail("findings.json");
    if (!has("early") && put(directory, "manifest.json", "{}\n", 3) < 0)
        return fail("manifest.json");
    free(text);
    return 0;
}

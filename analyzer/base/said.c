/*
 * said.c: a pipe, and a thread that empties it. Another pipe says when to stop: something that the
 * program has left behind may hold the first one open for ever.
 */
#define _GNU_SOURCE
#include "base/said.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

#define READ_BYTES 65536

struct said {
    pthread_t thread;
    int from;    /* what is said */
    int stop[2]; /* closed to end it */
    size_t n;
    char text[SAID_BYTES];
};

static void close_one(int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
    *fd = -1;
}

/* Reads once. False: there is no more, or none yet. */
static bool take(struct said *said)
{
    char bytes[READ_BYTES];
    ssize_t got = read(said->from, bytes, sizeof bytes);
    size_t n = got > 0 ? (size_t)got : 0;

    if (got < 0 && errno == EINTR)
        return true;
    if (n > sizeof said->text - said->n)
        n = sizeof said->text - said->n;
    memcpy(said->text + said->n, bytes, n);
    said->n += n;
    return got > 0;
}

static void *listen_to(void *argument)
{
    struct said *said = argument;
    struct pollfd wait[2] = {{.fd = said->from, .events = POLLIN}, {.fd = said->stop[0]}};

    for (;;) {
        if (poll(wait, 2, -1) < 0 && errno != EINTR)
            return NULL;
        if (wait[1].revents) { /* what lies there, but nobody is waited for, nor read for ever */
            for (int i = 0; i < SAID_BYTES && said->n < SAID_BYTES && take(said); i++)
                ;
            return NULL;
        }
        if (wait[0].revents && !take(said))
            wait[0].fd = -1; /* it has ended */
    }
}

/* With all signals blocked: they are the main thread's. */
static int start(struct said *said)
{
    sigset_t all;
    sigset_t before;
    int rc;

    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_BLOCK, &all, &before);
    rc = pthread_create(&said->thread, NULL, listen_to, said);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return rc;
}

int said_open(struct said **ret_said, int *ret_end)
{
    struct said *said = mem_zero(1, sizeof *said);
    int pair[2] = {-1, -1};
    int rc;

    said->from = said->stop[0] = said->stop[1] = -1;
    rc = pipe2(pair, O_CLOEXEC) != 0 || pipe2(said->stop, O_CLOEXEC) != 0 ? errno : 0;
    said->from = pair[0];
    if (rc == 0 && fcntl(said->from, F_SETFL, O_NONBLOCK) != 0)
        rc = errno;
    if (rc == 0)
        rc = start(said);
    if (rc == 0) {
        *ret_said = said;
        *ret_end = pair[1];
        return 0;
    }
    close_one(&pair[1]);
    close_one(&said->from);
    close_one(&said->stop[0]);
    close_one(&said->stop[1]);
    free(said);
    return rc;
}

size_t said_close(struct said *said, char text[SAID_BYTES])
{
    size_t n;

    if (!said)
        return 0;
    close_one(&said->stop[1]);
    (void)pthread_join(said->thread, NULL);
    n = said->n;
    if (text)
        memcpy(text, said->text, n);
    close_one(&said->from);
    close_one(&said->stop[0]);
    free(said);
    return n;
}

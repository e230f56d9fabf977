/*
 * pseudonym.c: tokens by HMAC-SHA-256 over the 16 bytes of the person key, and the key's file.
 */
#define _GNU_SOURCE
#include "model/pseudonym.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

#define KEY_FILE_MOST 4096
#define KEY_PATH      4096

static void key_set(struct pseudonym_key *key, struct str secret)
{
    unsigned char digest[SHA256_BYTES];

    hmac_init(&key->hmac, secret);
    hmac_run(&key->hmac, STR("limier key id"), digest);
    for (int i = 0; i < 4; i++)
        snprintf(key->id + 2 * i, 3, "%02x", digest[i]);
}

int pseudonym_load(struct pseudonym_key *key, const char *path, struct err *err)
{
    struct arena arena = {0};
    struct str secret;
    int rc = file_read(path, KEY_FILE_MOST, &arena, &secret, err);

    if (rc == 0 && secret.n < 16)
        rc = err_usage(err, "%s: a key has at least 16 bytes", path);
    if (rc == 0)
        key_set(key, secret);
    arena_release(&arena);
    return rc;
}

/* Makes each folder on the way to the file, private. Failures show when the file is created. */
static void make_folders(char *path)
{
    for (char *c = path + 1; *c; c++) {
        if (*c != '/')
            continue;
        *c = '\0';
        (void)mkdir(path, 0700);
        *c = '/';
    }
}

/* O_EXCL: of two runs that start together one writes the key, and the other reads it. */
static int key_create(const char *path, struct err *err)
{
    unsigned char secret[PSEUDONYM_KEY_BYTES];
    int fd;
    ssize_t n;

    if (getrandom(secret, sizeof secret, 0) != (ssize_t)sizeof secret)
        return err_system(err, errno, "no random bytes for a key");
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST)
        return 0;
    if (fd < 0)
        return err_system(err, errno, "%s: the key cannot be created (choose one with --key FILE)",
                          path);
    n = write(fd, secret, sizeof secret);
    if (n != (ssize_t)sizeof secret || fsync(fd) != 0) {
        int number = n < 0 ? errno : EIO;

        (void)close(fd);
        (void)unlink(path);
        return err_system(err, number, "%s: the key cannot be written", path);
    }
    (void)close(fd);
    return 0;
}

int pseudonym_default(struct pseudonym_key *key, const char *config_home, const char *home,
                      struct err *err)
{
    char path[KEY_PATH];
    int n;

    if (config_home && config_home[0])
        n = snprintf(path, sizeof path, "%s/limier/key", config_home);
    else if (home && home[0])
        n = snprintf(path, sizeof path, "%s/.config/limier/key", home);
    else
        return err_usage(err, "no place for the pseudonym key: set HOME, or give --key FILE");
    if (n >= (int)sizeof path)
        return err_usage(err, "the path of the pseudonym key is too long; give --key FILE");
    if (access(path, F_OK) != 0) {
        make_folders(path);
        if (key_create(path, err) < 0)
            return -1;
    }
    return pseudonym_load(key, path, err);
}

struct str pseudonym_mask(struct arena *arena, struct str text, size_t run, size_t most)
{
    size_t n = text.n < most ? text.n : most;
    char *masked = arena_alloc(arena, n + 1);
    size_t digits = 0;

    for (size_t i = 0; i <= text.n && i - digits < n; i++) {
        bool digit = i < text.n && text.p[i] >= '0' && text.p[i] <= '9';

        if (i < n)
            masked[i] = text.p[i];
        if (!digit && digits >= run)
            memset(masked + i - digits, '#', (i < n ? i : n) - (i - digits));
        digits = digit ? digits + 1 : 0;
    }
    return (struct str){masked, n};
}

void pseudonym_write(const struct pseudonym_key *key, struct person person,
                     char token[PSEUDONYM_TEXT])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char message[16];
    unsigned char digest[SHA256_BYTES];

    for (int i = 0; i < 8; i++) {
        message[i] = (unsigned char)(person.hi >> (56 - 8 * i));
        message[8 + i] = (unsigned char)(person.lo >> (56 - 8 * i));
    }
    hmac_run(&key->hmac, (struct str){(const char *)message, sizeof message}, digest);
    token[0] = 'b';
    token[1] = '-';
    for (int i = 0; i < 12; i++) {
        token[2 + 2 * i] = digits[digest[i] >> 4];
        token[3 + 2 * i] = digits[digest[i] & 15];
    }
    token[26] = '\0';
}

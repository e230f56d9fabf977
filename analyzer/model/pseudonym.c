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

/* Shorter identifiers of sessions would be guessed anyway (OWASP asks for 64 random bits). */
#define SECRET_LEAST 16

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

int pseudonym_path(char path[PSEUDONYM_PATH], const char *config_home, const char *home,
                   struct err *err)
{
    int n;

    if (config_home && config_home[0])
        n = snprintf(path, PSEUDONYM_PATH, "%s/limier/key", config_home);
    else if (home && home[0])
        n = snprintf(path, PSEUDONYM_PATH, "%s/.config/limier/key", home);
    else
        return err_usage(err, "no place for the pseudonym key: set HOME, or give --key FILE");
    if (n >= PSEUDONYM_PATH)
        return err_usage(err, "the path of the pseudonym key is too long; give --key FILE");
    return 0;
}

int pseudonym_known(struct pseudonym_key *key, const char *config_home, const char *home,
                    struct err *err)
{
    char path[PSEUDONYM_PATH];

    if (pseudonym_path(path, config_home, home, err) < 0)
        return -1;
    return pseudonym_load(key, path, err);
}

int pseudonym_default(struct pseudonym_key *key, const char *config_home, const char *home,
                      struct err *err)
{
    char path[PSEUDONYM_PATH];

    if (pseudonym_path(path, config_home, home, err) < 0)
        return -1;
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

/* Length of a text that may be a secret, from its start: letters, digits, "-" and "_". *ret_plain:
 * it is a word, without digits and in one case but for its first letter. */
static size_t secret_length(struct str text, bool *ret_plain)
{
    bool small = false;
    bool large = false;
    bool digit = false;
    size_t n = 0;

    for (; n < text.n; n++) {
        char c = text.p[n];

        if (c >= 'a' && c <= 'z')
            small = true;
        else if (c >= 'A' && c <= 'Z')
            large = large || n > 0;
        else if (c >= '0' && c <= '9')
            digit = true;
        else if (c != '-' && c != '_')
            break;
    }
    *ret_plain = !digit && !(small && large);
    return n;
}

struct str pseudonym_mask_line(struct arena *arena, struct str text, size_t most)
{
    struct str masked = pseudonym_mask(arena, text, 1, most);
    char *to = arena_alloc(arena, masked.n + 1);

    if (masked.n == 0)
        return masked;
    memcpy(to, masked.p, masked.n);
    for (size_t i = 0; i < masked.n;) {
        bool plain;
        size_t n = secret_length(str_skip(text, i), &plain);

        if (n >= SECRET_LEAST && !plain)
            memset(to + i, '#', n < masked.n - i ? n : masked.n - i);
        i += n ? n : 1;
    }
    return (struct str){to, masked.n};
}

/* A digest as a token: its first 96 bits. */
static void token_of(const unsigned char digest[SHA256_BYTES], char kind,
                     char token[PSEUDONYM_TEXT])
{
    static const char digits[] = "0123456789abcdef";

    token[0] = kind;
    token[1] = '-';
    for (int i = 0; i < 12; i++) {
        token[2 + 2 * i] = digits[digest[i] >> 4];
        token[3 + 2 * i] = digits[digest[i] & 15];
    }
    token[26] = '\0';
}

/* Twice, so that a session chosen to look like a person key does not get that person's digits. */
void pseudonym_session(const struct pseudonym_key *key, struct str session,
                       char token[PSEUDONYM_TEXT])
{
    unsigned char inner[SHA256_BYTES];
    unsigned char digest[SHA256_BYTES];

    hmac_run(&key->hmac, session, inner);
    hmac_run(&key->hmac, (struct str){(const char *)inner, sizeof inner}, digest);
    token_of(digest, 's', token);
}

/* Twice as well, and one byte longer, so that it is no session's token either. */
void pseudonym_address(const struct pseudonym_key *key, struct str address,
                       char token[PSEUDONYM_TEXT])
{
    unsigned char inner[SHA256_BYTES + 1];
    unsigned char digest[SHA256_BYTES];

    hmac_run(&key->hmac, address, inner);
    inner[SHA256_BYTES] = 'a';
    hmac_run(&key->hmac, (struct str){(const char *)inner, sizeof inner}, digest);
    token_of(digest, 'a', token);
}

void pseudonym_write(const struct pseudonym_key *key, struct person person,
                     char token[PSEUDONYM_TEXT])
{
    unsigned char message[16];
    unsigned char digest[SHA256_BYTES];

    for (int i = 0; i < 8; i++) {
        message[i] = (unsigned char)(person.hi >> (56 - 8 * i));
        message[8 + i] = (unsigned char)(person.lo >> (56 - 8 * i));
    }
    hmac_run(&key->hmac, (struct str){(const char *)message, sizeof message}, digest);
    token_of(digest, 'b', token);
}

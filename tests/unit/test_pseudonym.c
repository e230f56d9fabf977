/*
 * test_pseudonym.c: tokens are stable, apart, and depend on the key; the key's file is private.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/pseudonym.h"

/* A folder below /tmp; the test removes it. */
static char folder[40];

static int setup(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/limier-key-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int teardown(void **state)
{
    char command[80];

    (void)state;
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static void write_key(const char *path, const char *bytes, size_t n)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, n), n);
    (void)close(fd);
}

static void tokens(void **state)
{
    struct pseudonym_key key;
    struct pseudonym_key other;
    struct err err = {0};
    char path[80];
    char a[PSEUDONYM_TEXT];
    char b[PSEUDONYM_TEXT];

    (void)state;
    snprintf(path, sizeof path, "%s/key", folder);
    write_key(path, "0123456789abcdef", 16);
    assert_int_equal(pseudonym_load(&key, path, &err), 0);
    write_key(path, "0123456789abcdeg", 16);
    assert_int_equal(pseudonym_load(&other, path, &err), 0);
    pseudonym_write(&key, person_of(STR("180127512345642")), a);
    assert_int_equal(strlen(a), PSEUDONYM_TEXT - 1);
    assert_memory_equal(a, "b-", 2);
    assert_int_equal(strspn(a + 2, "0123456789abcdef"), 24);
    pseudonym_write(&key, person_of(STR("1801275123456")), b);
    assert_string_equal(a, b); /* both forms, one person, one token */
    pseudonym_write(&key, person_of(STR("1801275123457")), b);
    assert_string_not_equal(a, b);
    pseudonym_write(&other, person_of(STR("1801275123456")), b);
    assert_string_not_equal(a, b);
    assert_string_not_equal(key.id, other.id);
    assert_int_equal(strlen(key.id), 8);
}

static void sessions(void **state)
{
    static const struct {
        const char *line;
        const char *masked;
    } rows[] = {
        {"GET /x?s=0BEE22E30E5BF46109D19BF4961060C0;",
         "GET /x?s=################################;"},
        {"sid=aBcDeFgHiJkLmNoP", "sid=################"},
        {"sid=aBcDeFgHiJkLmNo 7", "sid=aBcDeFgHiJkLmNo #"},
        {"sid=a-b_c-d_e-f_g-h1/x", "sid=################/x"},
        {"/services-en-ligne-adherents", "/services-en-ligne-adherents"},
        {"Anticonstitutionnellement", "Anticonstitutionnellement"},
        {"", ""},
    };
    struct arena arena = {0};
    struct pseudonym_key key;
    struct err err = {0};
    char path[80];
    char a[PSEUDONYM_TEXT];
    char b[PSEUDONYM_TEXT];

    (void)state;
    snprintf(path, sizeof path, "%s/key", folder);
    write_key(path, "0123456789abcdef", 16);
    assert_int_equal(pseudonym_load(&key, path, &err), 0);
    pseudonym_session(&key, STR("0BEE22E30E5BF461"), a);
    assert_int_equal(strlen(a), PSEUDONYM_TEXT - 1);
    assert_memory_equal(a, "s-", 2);
    assert_int_equal(strspn(a + 2, "0123456789abcdef"), 24);
    pseudonym_session(&key, STR("0BEE22E30E5BF462"), b);
    assert_string_not_equal(a, b);
    /* A session that is spelt like the key of a person is not known by that person's token. */
    pseudonym_write(&key, (struct person){0x3031323334353637, 0x3839414243444546}, a);
    pseudonym_session(&key, STR("0123456789ABCDEF"), b);
    assert_string_not_equal(a + 2, b + 2);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(
            arena_str(&arena, pseudonym_mask_line(&arena, str_of(rows[i].line), 99)).p,
            rows[i].masked);
    assert_int_equal(pseudonym_mask_line(&arena, STR("a=0BEE22E30E5BF461"), 5).n, 5);
    assert_memory_equal(pseudonym_mask_line(&arena, STR("a=BBEE22E30E5BF461"), 5).p, "a=###", 5);
    arena_release(&arena);
}

static void keys_that_are_refused(void **state)
{
    static const char long_key[5000];
    struct pseudonym_key key;
    struct err err = {0};
    char path[80];

    (void)state;
    snprintf(path, sizeof path, "%s/key", folder);
    assert_int_equal(pseudonym_load(&key, path, &err), -1);
    assert_int_equal(err.kind, ERR_USAGE);
    err = (struct err){0};
    write_key(path, "0123456789abcde", 15);
    assert_int_equal(pseudonym_load(&key, path, &err), -1);
    assert_non_null(strstr(err.text, "at least 16 bytes"));
    err = (struct err){0};
    write_key(path, long_key, sizeof long_key);
    assert_int_equal(pseudonym_load(&key, path, &err), -1);
    assert_non_null(strstr(err.text, "larger than 4096 bytes"));
    err = (struct err){0};
    assert_int_equal(pseudonym_load(&key, folder, &err), -1);
    assert_int_equal(err.kind, ERR_USAGE);
}

static void first_use_makes_a_private_key(void **state)
{
    struct pseudonym_key key;
    struct pseudonym_key again;
    struct err err = {0};
    struct stat st;
    char path[80];
    char home[60];

    (void)state;
    snprintf(home, sizeof home, "%s/a/b", folder);
    assert_int_equal(pseudonym_default(&key, NULL, home, &err), 0);
    snprintf(path, sizeof path, "%s/.config/limier/key", home);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    assert_int_equal(st.st_size, PSEUDONYM_KEY_BYTES);
    assert_int_equal(pseudonym_default(&again, "", home, &err), 0);
    assert_string_equal(key.id, again.id);
    assert_int_equal(pseudonym_default(&again, folder, home, &err), 0); /* XDG_CONFIG_HOME wins */
    assert_string_not_equal(key.id, again.id);
    assert_int_equal(pseudonym_default(&again, NULL, NULL, &err), -1);
    assert_int_equal(err.kind, ERR_USAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(tokens, setup, teardown),
        cmocka_unit_test_setup_teardown(sessions, setup, teardown),
        cmocka_unit_test_setup_teardown(keys_that_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(first_use_makes_a_private_key, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

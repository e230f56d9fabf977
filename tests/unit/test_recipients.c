/*
 * test_recipients.c: the table of keys: what is a key, what could be an option, who gets which.
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

#include "case_folder.h"
#include "model/recipients.h"

#define FINGERPRINT "86AE59797A0BD6C8E57014837032B8A404740AE8"

static char path[64];

static int load(struct recipients *recipients, const char *text, struct err *err)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    *err = (struct err){0};
    return recipients_load(recipients, path, err);
}

static void forms(void **state)
{
    struct recipients r;
    struct err err;

    (void)state;
    assert_int_equal(load(&r,
                          "recipient;insurer;method;note\n"
                          "age1qyqsza2;26008411;age;x\n"
                          "ssh-ed25519 AAAAC3 me@example.org;77886229;age;\n"
                          "86AE 5979 7A0B D6C8 E570  1483 7032 B8A4 0474 0AE8;01448690;openpgp;\n"
                          "keys/-rf.asc;*;openpgp;\n"
                          "/etc/key.gpg;unknown;openpgp;\n",
                          &err),
                     0);
    assert_int_equal(r.count, 5);
    assert_int_equal(recipients_find(&r, STR("26008411"))->method, SEAL_AGE);
    assert_string_equal(recipients_find(&r, STR("26008411"))->key.p, "age1qyqsza2");
    assert_string_equal(recipients_find(&r, STR("77886229"))->key.p,
                        "ssh-ed25519 AAAAC3 me@example.org");
    assert_int_equal(recipients_find(&r, STR("01448690"))->method, SEAL_OPENPGP);
    assert_true(str_eq(recipients_find(&r, STR("01448690"))->key, STR(FINGERPRINT)));
    assert_int_equal(recipients_find(&r, STR("another"))->method, SEAL_OPENPGP_FILE);
    assert_true(str_ends(recipients_find(&r, STR("another"))->key, STR("/keys/-rf.asc")));
    assert_int_equal(recipients_find(&r, STR("another"))->key.p[0], '/');
    /* whoever writes "amc=unknown" or "amc=*" does not get the list that is meant for others */
    assert_string_equal(recipients_find(&r, STR_NONE)->key.p, "/etc/key.gpg");
    assert_true(str_eq(recipients_find(&r, STR("unknown"))->insurer, STR("*")));
    assert_true(str_eq(recipients_find(&r, STR("*"))->insurer, STR("*")));
    recipients_release(&r);
    assert_int_equal(load(&r, "insurer,method,recipient\n26008411,age,age1qyqsza2\n", &err), 0);
    assert_null(recipients_find(&r, STR("77886229")));
    assert_null(recipients_find(&r, STR_NONE));
    assert_null(recipients_find(&r, STR("")));
    recipients_release(&r);
}

static void refused(void **state)
{
    static const struct {
        const char *row;
        const char *said;
    } cases[] = {
        {"1,age,--version", ":2: an age recipient begins with"},
        {"1,age,-r", ":2: an age recipient begins with"},
        {"1,age,age1", ":2: an age recipient begins with"},
        {"1,age,age1QQQQQQQ", ":2: an age recipient begins with"},
        {"1,age,age1qqqqqqq -o x", ":2: an age recipient begins with"},
        {"1,age,\"ssh-rsa A\nB\"", ":2: an age recipient begins with"},
        {"1,openpgp,--output=x.asc/", ":2: an openpgp recipient is"},
        {"1,openpgp,04740AE8", ":2: an openpgp recipient is"},
        {"1,openpgp,me@example.org", ":2: an openpgp recipient is"},
        {"1,openpgp," FINGERPRINT "0", ":2: an openpgp recipient is"},
        {"1,rot13,age1qyqsza2", ":2: the method is age or openpgp"},
        {"1,,age1qyqsza2", ":2: the method is age or openpgp"},
        {",age,age1qyqsza2", ":2: the insurer is empty"},
        {"1,age,", ":2: the recipient is empty"},
        {"1,age,age1qyqsza2\n1,age,age1qyqsza3", "an insurer stands twice: \"1\""},
        {"", "names no recipient"},
    };
    char text[256];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct recipients r;
        struct err err;

        (void)snprintf(text, sizeof text, "insurer,method,recipient\n%s\n", cases[i].row);
        assert_int_equal(load(&r, text, &err), -1);
        assert_int_equal(err.kind, ERR_USAGE);
        if (!strstr(err.text, cases[i].said))
            fail_msg("%s: %s", cases[i].row, err.text);
    }
}

/* A path that is given without a folder is still none of the program's options. */
static void relative_paths(void **state)
{
    struct recipients r;
    struct err err;
    FILE *file;

    (void)state;
    assert_int_equal(chdir("/tmp"), 0);
    file = fopen("-limier-recipients.csv", "w");
    assert_non_null(file);
    (void)fputs("insurer,method,recipient\n*,openpgp,--output=x.asc\n", file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(recipients_load(&r, "-limier-recipients.csv", &err), 0);
    assert_string_equal(r.list[0].key.p, "./--output=x.asc");
    recipients_release(&r);
    assert_int_equal(unlink("-limier-recipients.csv"), 0);
}

static int setup(void **state)
{
    int fd;

    (void)state;
    (void)snprintf(path, sizeof path, "/tmp/limier-recipients-XXXXXX");
    fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int teardown(void **state)
{
    (void)state;
    return unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms),
        cmocka_unit_test(refused),
        cmocka_unit_test(relative_paths),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}

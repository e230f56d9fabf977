/*
 * test_out.c: the four escapers under hostile texts, the sticky error, and files that appear whole
 * or not at all.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/out.h"

#define FFFD "\xef\xbf\xbd"

static void check_escaped(void (*escape)(struct out *, struct str), struct str text,
                          const char *wanted)
{
    struct out out;

    out_memory(&out);
    escape(&out, text);
    if (!str_eq((struct str){out.buffer, out.used}, str_of(wanted)))
        fail_msg("got \"%.*s\", not \"%s\"", (int)out.used, out.buffer, wanted);
    out_drop(&out);
}

static void json_strings(void **state)
{
    (void)state;
    check_escaped(out_json, STR("a\"b\\c/d"), "a\\\"b\\\\c/d");
    check_escaped(out_json, STR("\n\r\t\b\0\x1f\x7f"), "\\n\\r\\t\\u0008\\u0000\\u001f\\u007f");
    check_escaped(out_json, STR("\xff\xc3(\xed\xa0\x80"), FFFD FFFD "(" FFFD FFFD FFFD);
    check_escaped(out_json, STR("caf\xc3\xa9 \xf0\x9f\x98\x80"), "caf\xc3\xa9 \xf0\x9f\x98\x80");
    check_escaped(out_json, STR("</script><!--"), "</script><!--");
    check_escaped(out_json, STR("end\xe2\x80"), "end" FFFD FFFD);
    check_escaped(out_json, STR_NONE, "");
}

static void html_texts(void **state)
{
    (void)state;
    check_escaped(out_html, STR("<a href=\"x\" b='y'>&amp;"),
                  "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;");
    check_escaped(out_html, STR("\x1b[31m\n\0\x7f"), "&#x241B;[31m&#x240A;&#x2400;&#x2421;");
    check_escaped(out_html,
                  STR("\xe2\x80\xae"
                      "gpj.exe\xe2\x81\xa6"),
                  FFFD "gpj.exe" FFFD);
    check_escaped(out_html,
                  STR("\xc2\x9b"
                      "31m\xff"),
                  FFFD "31m" FFFD);
    check_escaped(out_html, STR("\xe2\x82\xac"), "\xe2\x82\xac");
}

static void csv_cells(void **state)
{
    (void)state;
    check_escaped(out_csv, STR("plain"), "plain");
    check_escaped(out_csv, STR("a,b"), "\"a,b\"");
    check_escaped(out_csv, STR("a;b"), "\"a;b\"");
    check_escaped(out_csv, STR("say \"hi\""), "\"say \"\"hi\"\"\"");
    check_escaped(out_csv, STR("=cmd|' /C calc'!A0"), "\"'=cmd|' /C calc'!A0\"");
    check_escaped(out_csv, STR("+1"), "\"'+1\"");
    check_escaped(out_csv, STR("-1"), "\"'-1\"");
    check_escaped(out_csv, STR("@SUM(1)"), "\"'@SUM(1)\"");
    check_escaped(out_csv, STR("\t=1"), "\"'\\x09=1\"");
    check_escaped(out_csv, STR("\n=1\r\n"), "\"'\\n=1\\r\\n\"");
    check_escaped(out_csv, STR(" a "), "\" a \"");
    check_escaped(out_csv, STR("a\0b\x1b"), "\"a\\x00b\\x1b\"");
    check_escaped(out_csv, STR("\xff\xe2\x80\xae"), FFFD FFFD);
    check_escaped(out_csv, STR(""), "");
}

static void terminal_texts(void **state)
{
    (void)state;
    check_escaped(out_terminal, STR("\x1b]0;title\x07\n\r\x7f"),
                  "\\x1b]0;title\\x07\\x0a\\x0d\\x7f");
    check_escaped(out_terminal,
                  STR("\xc2\x9b"
                      "2J"),
                  "\\xc2\\x9b2J"); /* CSI as one C1 control */
    check_escaped(out_terminal, STR("\xe2\x80\xaeok"), "\\xe2\\x80\\xaeok");
    check_escaped(out_terminal, STR("caf\xc3\xa9 \xe9"), "caf\xc3\xa9 \\xe9");
    check_escaped(out_terminal, STR("<>&\"'"), "<>&\"'");
}

/* Every pair of bytes: inert in its medium, and UTF-8. */
static void no_pair_of_bytes_gets_through(void **state)
{
    void (*const escapers[])(struct out *, struct str) = {out_json, out_html, out_csv,
                                                          out_terminal};

    (void)state;
    for (unsigned pair = 0; pair < 65536; pair++) {
        char text[2] = {(char)(pair >> 8), (char)pair};

        for (size_t e = 0; e < 4; e++) {
            struct out out;
            struct str made;

            out_memory(&out);
            escapers[e](&out, (struct str){text, 2});
            made = (struct str){out.buffer, out.used};
            assert_true(str_is_utf8(made));
            for (size_t i = 0; i < made.n; i++)
                assert_true((unsigned char)made.p[i] >= 0x20 && made.p[i] != 0x7f);
            if (e == 1)
                assert_true(str_index(made, '<') == made.n && str_index(made, '"') == made.n);
            if (e == 2)
                assert_true(made.n == 0 || !memchr("=+-@", made.p[0], 4));
            out_drop(&out);
        }
    }
}

static void numbers_and_print(void **state)
{
    struct out out;
    char wide[2000];

    (void)state;
    memset(wide, 'w', sizeof wide);
    wide[sizeof wide - 1] = '\0';
    out_memory(&out);
    out_u64(&out, 0);
    out_text(&out, " ");
    out_u64(&out, UINT64_MAX);
    assert_true(str_eq((struct str){out.buffer, out.used}, STR("0 18446744073709551615")));
    out_print(&out, "%s", wide); /* beyond the buffer on the stack */
    assert_int_equal(out.used, 22 + sizeof wide - 1);
    for (int i = 0; i < 100; i++)
        out_bytes(&out, wide, sizeof wide);
    assert_int_equal(out.bytes, out.used);
    out_drop(&out);
}

/* A folder that is empty again at the end of each test. */
struct folder {
    char path[40];
    int fd;
};

static struct folder folder_open(void)
{
    struct folder folder = {.path = "/tmp/limier-out-XXXXXX"};

    assert_non_null(mkdtemp(folder.path));
    folder.fd = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(folder.fd >= 0);
    return folder;
}

static int folder_count(const struct folder *folder)
{
    DIR *dir = opendir(folder->path);
    int count = 0;

    assert_non_null(dir);
    while (readdir(dir))
        count++;
    (void)closedir(dir);
    return count - 2;
}

static void folder_close(struct folder *folder)
{
    (void)unlinkat(folder->fd, "a", 0);
    (void)close(folder->fd);
    assert_int_equal(rmdir(folder->path), 0); /* nothing was left */
}

static void file_appears_at_commit(void **state)
{
    struct folder folder = folder_open();
    struct err err = {0};
    struct out out;
    struct stat st;
    char sha[SHA256_TEXT];

    (void)state;
    assert_int_equal(out_create(&out, folder.fd, "a", &err), 0);
    out_text(&out, "abc");
    assert_int_equal(out_flush(&out), 0);
    assert_int_equal(fstatat(folder.fd, "a", &st, 0), -1);
    assert_int_equal(out_commit(&out, sha, &err), 0);
    assert_string_equal(sha, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_int_equal(fstatat(folder.fd, "a", &st, 0), 0);
    assert_int_equal(st.st_size, 3);
    assert_int_equal(st.st_mode & 07777, 0600);
    assert_int_equal(folder_count(&folder), 1);
    folder_close(&folder);
}

static void older_file_is_replaced_or_kept_whole(void **state)
{
    struct folder folder = folder_open();
    struct err err = {0};
    struct out out;
    struct stat st;

    (void)state;
    for (int size = 1; size <= 2; size++) {
        assert_int_equal(out_create(&out, folder.fd, "a", &err), 0);
        out_bytes(&out, "xx", (size_t)size);
        assert_int_equal(out_commit(&out, NULL, &err), 0);
        assert_int_equal(fstatat(folder.fd, "a", &st, 0), 0);
        assert_int_equal(st.st_size, size);
    }
    assert_int_equal(out_create(&out, folder.fd, "a", &err), 0);
    out_text(&out, "given up");
    out_drop(&out);
    assert_int_equal(fstatat(folder.fd, "a", &st, 0), 0);
    assert_int_equal(st.st_size, 2);
    assert_int_equal(folder_count(&folder), 1);
    folder_close(&folder);
}

static void failing_write_leaves_nothing(void **state)
{
    static const char block[100000];
    struct folder folder = folder_open();
    struct err err = {0};
    struct rlimit before;
    struct rlimit small;
    struct out out;
    int rc;

    (void)state;
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 70000;
    assert_int_equal(out_create(&out, folder.fd, "a", &err), 0);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    for (int i = 0; i < 5; i++)
        out_bytes(&out, block, sizeof block);
    assert_int_equal(out.failed, EFBIG);
    rc = out_commit(&out, NULL, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(rc, -1);
    assert_int_equal(err.kind, ERR_FAILED);
    assert_non_null(strstr(err.text, "a: cannot be written"));
    assert_int_equal(folder_count(&folder), 0);
    folder_close(&folder);
}

static void failure_on_a_descriptor_sticks(void **state)
{
    struct out out;
    int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);

    (void)state;
    assert_true(fd >= 0);
    out_fd(&out, fd);
    out_text(&out, "x");
    assert_int_equal(out_flush(&out), -1);
    assert_int_equal(out.failed, ENOSPC);
    out_text(&out, "y");
    assert_int_equal(out.used, 0);
    assert_int_equal(out_flush(&out), -1);
    out_drop(&out);
    assert_int_equal(close(fd), 0); /* still ours */
}

static void names_that_cannot_be(void **state)
{
    struct folder folder = folder_open();
    struct err err = {0};
    struct out out;
    char name[400];
    int before = open("/dev/null", O_RDONLY | O_CLOEXEC);
    int after;

    (void)state;
    memset(name, 'n', sizeof name);
    name[sizeof name - 1] = '\0';
    assert_int_equal(out_create(&out, folder.fd, name, &err), -1);
    after = open("/dev/null", O_RDONLY | O_CLOEXEC);
    assert_int_equal(after, before + 1); /* no descriptor leaked */
    (void)close(before);
    (void)close(after);
    err = (struct err){0};
    assert_int_equal(out_create(&out, folder.fd, "missing/a", &err), 0);
    assert_int_equal(out_commit(&out, NULL, &err), -1);
    assert_int_equal(folder_count(&folder), 0);
    folder_close(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_strings),
        cmocka_unit_test(html_texts),
        cmocka_unit_test(csv_cells),
        cmocka_unit_test(terminal_texts),
        cmocka_unit_test(no_pair_of_bytes_gets_through),
        cmocka_unit_test(numbers_and_print),
        cmocka_unit_test(file_appears_at_commit),
        cmocka_unit_test(older_file_is_replaced_or_kept_whole),
        cmocka_unit_test(failing_write_leaves_nothing),
        cmocka_unit_test(failure_on_a_descriptor_sticks),
        cmocka_unit_test(names_that_cannot_be),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * test_lines.c: the same lines, numbers and offsets whatever the size of blocks, plain or gzip,
 * lines beyond the cap included.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "gzip_fixture.h"
#include "input/lines.h"

static const size_t sizes[] = {1, 2, 3, 7, 31, 4096, LIMIT_BLOCK_BYTES};

#define SIZES (sizeof sizes / sizeof sizes[0])

/* The next lines of a part, or of the parts after it; 0 at the end of the input. */
static int next_batch(struct lines *lines, struct lines_part *part, struct line *batch)
{
    int n;

    while ((n = lines_next(part, batch)) == 0) {
        if (!lines_take(lines, part))
            return 0;
    }
    return n;
}

/* Splits in the obvious way and compares line by line. */
static void check_lines(struct str stored, struct str plain, size_t block_bytes, size_t head,
                        bool damaged)
{
    struct progress progress = {0};
    struct source source;
    struct lines lines;
    struct lines_part part = {0};
    struct line batch[LINES_BATCH];
    char path[40];
    int fd = gzip_fixture_file(stored, path);
    uint64_t number = 0;
    size_t at = 0;
    int n;

    source_open(&source, path, block_bytes, &progress, false);
    lines_init(&lines, &source);
    if (head) {
        struct str start = lines_head(&lines, head);

        assert_true(start.n >= (head < plain.n ? head : plain.n));
        assert_memory_equal(start.p, plain.p, start.n);
    }
    while ((n = next_batch(&lines, &part, batch)) > 0) {
        assert_true(n <= LINES_BATCH);
        for (int i = 0; i < n; i++) {
            struct str rest = str_skip(plain, at);
            size_t end = str_index(rest, '\n');
            bool last = end == rest.n;
            struct str text = {rest.p, end < LIMIT_LINE_BYTES ? end : LIMIT_LINE_BYTES};

            if (text.n && text.p[text.n - 1] == '\r')
                text.n--;
            for (size_t k = 0; k < text.n; k++) { /* NUL bytes before something */
                if (text.p[k] != '\0') {
                    text = str_skip(text, k);
                    break;
                }
            }
            assert_true(at < plain.n);
            assert_int_equal(batch[i].number, ++number);
            assert_int_equal(batch[i].offset, at);
            assert_int_equal(batch[i].too_long, end > LIMIT_LINE_BYTES);
            assert_int_equal(batch[i].cut, last && damaged);
            assert_int_equal(batch[i].text.n, text.n);
            assert_memory_equal(batch[i].text.p, text.p, text.n);
            at += last ? end : end + 1;
        }
    }
    assert_int_equal(at, plain.n);
    assert_false(lines_take(&lines, &part));
    lines_part_release(&part);
    lines_release(&lines);
    source_close(&source);
    (void)close(fd);
}

static void check_all_ways(struct str plain)
{
    struct out gz;

    out_memory(&gz);
    for (size_t i = 0; i < plain.n; i += 1000) /* members end inside lines */
        gzip_fixture_add(&gz, str_slice(plain, i, i + 1000 < plain.n ? i + 1000 : plain.n));
    for (size_t i = 0; i < SIZES; i++) {
        if (plain.n > 100000 && sizes[i] < 31)
            continue;
        check_lines(plain, plain, sizes[i], 0, false);
        check_lines(plain, plain, sizes[i], 100, false);
        if (plain.n)
            check_lines((struct str){gz.buffer, gz.used}, plain, sizes[i], 50, false);
    }
    out_drop(&gz);
}

static void ends_of_lines(void **state)
{
    (void)state;
    check_all_ways(STR(""));
    check_all_ways(STR("\n"));
    check_all_ways(STR("\n\n\r\n\r\n"));
    check_all_ways(STR("one"));
    check_all_ways(STR("one\n"));
    check_all_ways(STR("one\r\ntwo\r\nthree"));
    check_all_ways(STR("one\r"));
    check_all_ways(STR("a\rb\r\r\nc\n\rd"));
    check_all_ways(STR("nul \0 inside\n\0\n\0"));
}

static void many_lines(void **state)
{
    struct out plain;

    (void)state;
    out_memory(&plain);
    for (unsigned i = 0; i < 3000; i++)
        out_print(&plain, "%0*u%s", (int)(i * 7919 % 60), i, i % 5 ? "\n" : "\r\n");
    check_all_ways((struct str){plain.buffer, plain.used});
    out_text(&plain, "without an end");
    check_all_ways((struct str){plain.buffer, plain.used});
    out_drop(&plain);
}

/* Lines of the cap, one byte more, and much more; the ones after them stand where they stand. */
static void lines_beyond_the_cap(void **state)
{
    static const size_t lengths[] = {LIMIT_LINE_BYTES - 1, LIMIT_LINE_BYTES, LIMIT_LINE_BYTES + 1,
                                     LIMIT_LINE_BYTES + LIMIT_BLOCK_BYTES, 3 * LIMIT_LINE_BYTES};
    struct out plain;
    char *filler = mem_resize(NULL, 3 * LIMIT_LINE_BYTES, 1);

    (void)state;
    memset(filler, 'x', 3 * LIMIT_LINE_BYTES);
    out_memory(&plain);
    out_text(&plain, "before\n");
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        out_bytes(&plain, filler, lengths[i]);
        out_print(&plain, "\nafter %zu\n", i);
    }
    check_all_ways((struct str){plain.buffer, plain.used});
    out_bytes(&plain, filler, LIMIT_LINE_BYTES + 5); /* and no end */
    check_all_ways((struct str){plain.buffer, plain.used});
    out_drop(&plain);
    free(filler);
}

static void cut_lines_are_marked(void **state)
{
    struct out gz;

    (void)state;
    out_memory(&gz);
    gzip_fixture_add(&gz, STR("one\ntwo\nthr"));
    out_text(&gz, "garbage");
    for (size_t i = 0; i < SIZES; i++)
        check_lines((struct str){gz.buffer, gz.used}, STR("one\ntwo\nthr"), sizes[i], 0, true);
    out_drop(&gz);
}

static void head_longer_than_the_input(void **state)
{
    (void)state;
    for (size_t i = 0; i < SIZES; i++)
        check_lines(STR("one\ntwo"), STR("one\ntwo"), sizes[i], 1 << 16, false);
}

/* Lines from a place on have the numbers and offsets that they have in the whole. */
static void check_skip(struct str stored, size_t block_bytes, bool head, uint64_t bytes,
                       uint64_t count, const char *first, uint64_t left)
{
    struct progress progress = {0};
    struct source source;
    struct lines lines;
    struct lines_part part = {0};
    struct line batch[LINES_BATCH];
    char path[40];
    int fd = gzip_fixture_file(stored, path);
    uint64_t seen = 0;
    int n;

    source_open(&source, path, block_bytes, &progress, false);
    lines_init(&lines, &source);
    lines.holds = true;
    if (head)
        (void)lines_head(&lines, 10);
    assert_true(lines_skip(&lines, bytes, count));
    while ((n = next_batch(&lines, &part, batch)) > 0) {
        if (seen == 0) {
            assert_true(str_eq(batch[0].text, str_of(first)));
            assert_int_equal(batch[0].number, count + 1);
            assert_int_equal(batch[0].offset, bytes);
        }
        seen += (uint64_t)n;
    }
    assert_int_equal(seen, left);
    assert_true(lines.held);
    lines_part_release(&part);
    lines_release(&lines);
    source_close(&source);
    (void)close(fd);
}

static void going_on_behind_what_is_known(void **state)
{
    const struct str text = STR("one\ntwo\nthree\nfour\nfi");
    struct str packed;
    struct out gz;

    (void)state;
    out_memory(&gz);
    gzip_fixture_add(&gz, text);
    packed = (struct str){gz.buffer, gz.used};
    for (size_t i = 0; i < SIZES; i++) {
        for (int head = 0; head < 2; head++) {
            check_skip(text, sizes[i], head, 0, 0, "one", 4);
            check_skip(text, sizes[i], head, 8, 2, "three", 2);
            check_skip(text, sizes[i], head, 19, 4, "", 0);
            check_skip(packed, sizes[i], head, 14, 3, "four", 1);
        }
    }
    out_drop(&gz);
}

static void what_is_not_there_cannot_be_skipped(void **state)
{
    struct progress progress = {0};
    struct source source;
    struct lines lines;
    char path[40];
    int fd = gzip_fixture_file(STR("one\n"), path);

    (void)state;
    source_open(&source, path, 4096, &progress, false);
    lines_init(&lines, &source);
    assert_false(lines_skip(&lines, 5, 1));
    lines_release(&lines);
    source_close(&source);
    (void)close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(going_on_behind_what_is_known),
        cmocka_unit_test(what_is_not_there_cannot_be_skipped),
        cmocka_unit_test(ends_of_lines),
        cmocka_unit_test(many_lines),
        cmocka_unit_test(lines_beyond_the_cap),
        cmocka_unit_test(cut_lines_are_marked),
        cmocka_unit_test(head_longer_than_the_input),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

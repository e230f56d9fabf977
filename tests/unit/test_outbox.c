/*
 * test_outbox.c: messages that wait: in their order, whatever stands in them, until they are
 * dropped; only what is committed, and not without end.
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

#include "base/limits.h"
#include "store/outbox.h"

/* A state in a folder of its own. */
struct box {
    char folder[32];
    struct state *state;
    struct arena arena;
    struct outbox_parcel *list;
    size_t count;
};

static void box_open(struct box *box)
{
    struct err err = {0};

    assert_int_equal(state_open(&box->state, box->folder, "digest", &err), 0);
}

static int begin(void **state)
{
    struct box *box = calloc(1, sizeof *box);

    (void)snprintf(box->folder, sizeof box->folder, "/tmp/limier-outbox-XXXXXX");
    *state = box;
    if (!mkdtemp(box->folder))
        return -1;
    box_open(box);
    return 0;
}

static int end(void **state)
{
    struct box *box = *state;
    char path[64];

    state_close(box->state);
    arena_release(&box->arena);
    (void)snprintf(path, sizeof path, "%s/state.sqlite", box->folder);
    (void)unlink(path);
    (void)rmdir(box->folder);
    free(box);
    return 0;
}

static void look(struct box *box)
{
    struct err err = {0};

    assert_int_equal(outbox_list(box->state, &box->arena, &box->list, &box->count, &err), 0);
}

static void put(struct box *box, struct str channel, struct str bytes)
{
    const struct outbox_parcel parcel = {.channel = channel, .made_ns = 7, .bytes = bytes};
    struct err err = {0};

    assert_int_equal(outbox_put(box->state, &parcel, &err), 0);
}

static void commit(struct box *box, bool really)
{
    struct err err = {0};

    if (really)
        assert_int_equal(state_commit(box->state, &err), 0);
    state_close(box->state);
    box_open(box);
    look(box);
}

static void in_order_and_byte_by_byte(void **state)
{
    struct box *box = *state;
    struct err err = {0};

    look(box);
    assert_int_equal(box->count, 0);
    put(box, STR("mail"), STR("one\n\0two\xFF"));
    put(box, STR("notify"), STR(""));
    put(box, STR("mail"), STR("three"));
    commit(box, true);
    assert_int_equal(box->count, 3);
    assert_true(str_eq(box->list[0].bytes, STR("one\n\0two\xFF")));
    assert_true(str_eq(box->list[1].channel, STR("notify")));
    assert_true(str_eq(box->list[2].bytes, STR("three")));
    assert_int_equal(box->list[2].made_ns, 7);
    assert_int_equal(outbox_drop(box->state, box->list[0].id, &err), 0);
    commit(box, true);
    assert_int_equal(box->count, 2);
    assert_int_equal(box->list[0].bytes.n, 0);
}

static void what_is_not_committed_never_was(void **state)
{
    struct box *box = *state;

    commit(box, true); /* the digest of the options */
    put(box, STR("mail"), STR("one"));
    commit(box, false);
    assert_int_equal(box->count, 0);
}

static void of_one_channel_the_latest_stay(void **state)
{
    struct box *box = *state;
    char text[16];

    put(box, STR("notify"), STR("other"));
    for (int i = 0; i < LIMIT_OUTBOX + 3; i++) {
        int n = snprintf(text, sizeof text, "%d", i);

        put(box, STR("mail"), (struct str){text, (size_t)n});
    }
    commit(box, true);
    assert_int_equal(box->count, LIMIT_OUTBOX + 1);
    assert_true(str_eq(box->list[0].bytes, STR("other")));
    assert_true(str_eq(box->list[1].bytes, STR("3")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(in_order_and_byte_by_byte, begin, end),
        cmocka_unit_test_setup_teardown(what_is_not_committed_never_was, begin, end),
        cmocka_unit_test_setup_teardown(of_one_channel_the_latest_stay, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

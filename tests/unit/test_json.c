/*
 * test_json.c: the JSON writer: nesting, absence, numbers that JSON cannot say.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <float.h>
#include <math.h>

#include "base/clock.h"
#include "base/json.h"

static void check_made(const struct out *out, const char *wanted)
{
    if (!str_eq((struct str){out->buffer, out->used}, str_of(wanted)))
        fail_msg("got %.*s, not %s", (int)out->used, out->buffer, wanted);
}

static void one_line(void **state)
{
    struct out out;
    struct json json;

    (void)state;
    out_memory(&out);
    json_init(&json, &out, 0);
    json_object(&json, NULL);
    json_str(&json, "a\"b", STR("x\ny"));
    json_str(&json, "absent", STR_NONE);
    json_str(&json, "empty", STR(""));
    json_text(&json, "none", NULL);
    json_array(&json, "list");
    json_u64(&json, NULL, UINT64_MAX);
    json_i64(&json, NULL, INT64_MIN);
    json_object(&json, NULL);
    json_object_end(&json);
    json_array(&json, NULL);
    json_array_end(&json);
    json_array_end(&json);
    json_bool(&json, "yes", true);
    json_time(&json, "when", 0);
    json_time(&json, "never", TIME_NONE);
    json_object_end(&json);
    check_made(&out, "{\"a\\\"b\": \"x\\ny\", \"absent\": null, \"empty\": \"\", \"none\": null, "
                     "\"list\": [18446744073709551615, -9223372036854775808, {}, []], "
                     "\"yes\": true, \"when\": \"1970-01-01T00:00:00.000Z\", \"never\": null}");
    out_drop(&out);
}

static void indented(void **state)
{
    struct out out;
    struct json json;

    (void)state;
    out_memory(&out);
    json_init(&json, &out, 2);
    json_object(&json, NULL);
    json_array(&json, "a");
    json_bool(&json, NULL, false);
    json_null(&json, NULL);
    json_array_end(&json);
    json_object(&json, "b");
    json_object_end(&json);
    json_object_end(&json);
    check_made(&out, "{\n  \"a\": [\n    false,\n    null\n  ],\n  \"b\": {}\n}");
    out_drop(&out);
}

static void numbers(void **state)
{
    struct out out;
    struct json json;

    (void)state;
    out_memory(&out);
    json_init(&json, &out, 0);
    json_array(&json, NULL);
    json_number(&json, NULL, 1.5, 3);
    json_number(&json, NULL, 100, 2);
    json_number(&json, NULL, 100, 0);
    json_number(&json, NULL, 0.0004, 3);
    json_number(&json, NULL, NAN, 3);
    json_number(&json, NULL, INFINITY, 3);
    json_number(&json, NULL, -2.25, 1);
    json_array_end(&json);
    check_made(&out, "[1.5, 100, 100, 0, null, null, -2.2]");
    out_drop(&out);
}

/* The largest double has 309 digits. */
static void largest_number(void **state)
{
    struct out out;
    struct json json;

    (void)state;
    out_memory(&out);
    json_init(&json, &out, 0);
    json_number(&json, NULL, -DBL_MAX, 3);
    assert_int_equal(out.used, 310);
    assert_memory_equal(out.buffer, "-17976931348623157", 18);
    out_drop(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_line),
        cmocka_unit_test(indented),
        cmocka_unit_test(numbers),
        cmocka_unit_test(largest_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

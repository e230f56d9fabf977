/*
 * test_events.c: what rules see of a line, and of an act; and where alerts are marked.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "act_event.h"
#include "alert_marks.h"
#include "line_event.h"

static const char *text_of(const struct sigma_value *value, char buffer[128])
{
    if (value->kind != VALUE_TEXT)
        return NULL;
    (void)str_copy(buffer, 128, value->text);
    return buffer;
}

#define assert_line(field, wanted)                                                                 \
    assert_string_equal(text_of(line_event_value(&event, field), buffer), wanted)
#define assert_act(field, wanted)                                                                  \
    assert_string_equal(text_of(act_event_value(&event, field), buffer), wanted)

static void a_line_has_raw_and_decoded_fields(void **state)
{
    struct line_context context = {0};
    struct line_event event = {0};
    struct record record;
    char buffer[128];

    (void)state;
    record_clear(&record);
    record.field[FIELD_CS_URI_QUERY] = STR("/a%252e%2e/x.php?q=%41%zz");
    record.field[FIELD_CS_URI_STEM] = STR("/a%252e%2e/x.php");
    line_event_begin(&event, &context, &record, NULL);
    assert_line(FIELD_CS_URI_QUERY, "/a%252e%2e/x.php?q=%41%zz");
    assert_line(SIGMA_URI_DECODED, "/a../x.php?q=A%zz");
    assert_line(SIGMA_URI_EXTENSION, "php");
    assert_int_equal(line_event_value(&event, FIELD_CS_USER_AGENT)->kind, VALUE_MISSING);
    assert_int_equal(line_event_value(&event, SIGMA_ACCOUNT)->kind, VALUE_MISSING);
    assert_int_equal(line_event_value(&event, SIGMA_NONE)->kind, VALUE_MISSING);
    record.field[FIELD_CS_URI_STEM] = STR("/v1.2/list");
    line_event_begin(&event, &context, &record, NULL);
    assert_int_equal(line_event_value(&event, SIGMA_URI_EXTENSION)->kind, VALUE_MISSING);
    line_event_release(&event);
}

static void spellings_mean_one_field(void **state)
{
    (void)state;
    assert_int_equal(sigma_field(STR("c-useragent")), FIELD_CS_USER_AGENT);
    assert_int_equal(sigma_field(STR("cs-referrer")), FIELD_CS_REFERER);
    assert_int_equal(sigma_field(STR("c-uri")), FIELD_CS_URI_QUERY);
    assert_int_equal(sigma_field(STR("portal.fresh")), SIGMA_FRESH);
    assert_int_equal(sigma_field(STR("EventID")), SIGMA_NONE);
    for (int i = 0; i < SIGMA_FIELDS; i++) {
        assert_int_equal(sigma_field(str_of(sigma_field_name(i))), i);
        assert_true(sigma_field_worlds(i) != 0);
        assert_true(strlen(sigma_field_doc(i)) > 0);
    }
}

static void an_act_knows_what_the_shop_knew(void **state)
{
    static const char table[] = "account,shop,trade,closed\nA1,S1,optician,2024-01-20\n";
    struct str accounts[] = {STR("A1"), STR("B2")};
    struct str sources[] = {STR("192.0.2.7")};
    struct str insurers[] = {STR("12345678")};
    struct census census = {
        .texts = {
            [NAMES_ACCOUNT] = accounts, [NAMES_SOURCE] = sources, [NAMES_INSURER] = insurers}};
    struct directory practices;
    struct portal portal;
    struct act_context context = {
        .portal = &portal, .census = &census, .practices = &practices, .offset_seconds = 3600};
    struct act_event event = {0};
    struct act act = {.t = {.time_ns = INT64_C(1705978800) * NS_PER_SECOND, /* 2024-01-23 03:00Z */
                            .person = person_of(STR("1840675123456")),
                            .source = 0,
                            .agent = NAME_NONE,
                            .session = NAME_NONE,
                            .insurer = 0,
                            .status_bytes = 200 | 512u << 10,
                            .outcome = OUTCOME_SUCCESS | TRACE_SHOWN},
                      .prev_ns = TIME_NONE,
                      .known_s = SECONDS_NEVER,
                      .follow_s = 60};
    struct err err;
    char buffer[128];

    (void)state;
    assert_int_equal(directory_read(&practices, STR(table), "t.csv", &err), 0);
    portal_generic(&portal);
    act_event_begin(&event, &context, &act);
    assert_act(SIGMA_ACCOUNT, "A1");
    assert_act(FIELD_CS_USERNAME, "A1");
    assert_act(SIGMA_SHOP, "S1");
    assert_act(SIGMA_TRADE, "optician");
    assert_act(SIGMA_CLOSED, "true");
    assert_act(SIGMA_BENEFICIARY, "1840675123456");
    assert_act(SIGMA_BLOCK, "1840675123");
    assert_act(SIGMA_FRESH, "true");
    assert_act(SIGMA_FOLLOWED, "true");
    assert_act(SIGMA_OUTCOME, "success");
    assert_act(SIGMA_INSURER, "12345678");
    assert_act(FIELD_SC_STATUS, "200");
    assert_act(FIELD_SC_BYTES, "512");
    assert_act(FIELD_C_IP, "192.0.2.7");
    assert_act(FIELD_TIME, "2024-01-23T04:00:00+01:00");
    assert_int_equal(act_event_value(&event, SIGMA_STEP)->kind, VALUE_MISSING);
    assert_int_equal(act_event_value(&event, SIGMA_COUNTRY)->kind, VALUE_MISSING);
    assert_int_equal(act_event_value(&event, FIELD_CS_METHOD)->kind, VALUE_MISSING);

    act.t.person = person_of(STR("1840675123458"));
    act.known_s = 5;
    act_event_begin(&event, &context, &act);
    assert_act(SIGMA_STEP, "2");
    assert_act(SIGMA_FRESH, "false");

    act.t.account = 1; /* another account has asked for nobody yet */
    act_event_begin(&event, &context, &act);
    assert_int_equal(act_event_value(&event, SIGMA_STEP)->kind, VALUE_MISSING);
    assert_act(SIGMA_SHOP, "B2");
    assert_int_equal(act_event_value(&event, SIGMA_CLOSED)->kind, VALUE_MISSING);
    act_event_release(&event);
    portal_release(&portal);
    directory_release(&practices);
}

static void marks_are_found_at_their_place_only(void **state)
{
    struct alert_marks marks = {0};

    (void)state;
    for (uint32_t i = 0; i < 3000; i++)
        alert_marks_add(&marks, &(struct alert_mark){
                                    .offset = i * 97, .input = i % 5, .bans = 1 + (double)(i % 7)});
    alert_marks_add(&marks, &(struct alert_mark){.offset = 97, .input = 1, .bans = 9});
    alert_marks_ready(&marks);
    for (uint32_t i = 0; i < 3000; i++) {
        struct trace there = {.offset = i * 97, .input = i % 5};
        struct trace beside = {.offset = i * 97 + 1, .input = i % 5};

        assert_true(alert_marks_weight(&marks, &there) == (i == 1 ? 9 : 1 + (double)(i % 7)));
        assert_true(alert_marks_weight(&marks, &beside) == 0);
    }
    alert_marks_release(&marks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_has_raw_and_decoded_fields),
        cmocka_unit_test(spellings_mean_one_field),
        cmocka_unit_test(an_act_knows_what_the_shop_knew),
        cmocka_unit_test(marks_are_found_at_their_place_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

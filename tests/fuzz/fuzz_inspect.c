/*
 * fuzz_inspect.c: a log by anybody, as `limier inspect` sees it. The profile that is proposed must
 * be one that `scan` takes, must not show a person's number, and must not depend on who has seen
 * which line.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "parsers/parser.h"
#include "propose.h"

#define FORMAT                                                                                     \
    "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent "             \
    "\"$http_user_agent\" \"$http_cookie\" \"$sent_http_set_cookie\""

/* Runs of digits that output may hold: a time, a professional's number. */
#define DIGITS_MOST 12

static void check_no_person(struct str text)
{
    size_t digits = 0;
    bool outline = true; /* where 0 stands for any digit */

    for (size_t i = 0; i < text.n; i++) {
        digits = text.p[i] >= '0' && text.p[i] <= '9' ? digits + 1 : 0;
        outline = digits == 0 || (outline && text.p[i] == '0');
        fuzz_check(digits <= DIGITS_MOST || outline, "no person's number is shown");
    }
}

/* All that a proposal says. */
static void tell(const struct survey *survey, struct out *out)
{
    struct proposal proposal;
    struct arena arena = {0};

    propose(&proposal, survey, &arena);
    profile_write(&proposal, LANG_EN, out);
    out_bytes(out, "", 1);
    for (size_t i = 0; i < proposal.form_count; i++)
        out_print(out, "%.*s %llu\n", (int)proposal.forms[i].text.n, proposal.forms[i].text.p,
                  (unsigned long long)proposal.forms[i].path->form->requests);
    for (int i = 0; i < survey->session_count; i++)
        out_print(out, "%.*s %u\n", (int)survey->sessions[i].cookie.n,
                  survey->sessions[i].cookie.p ? survey->sessions[i].cookie.p : "",
                  survey->sessions[i].pairs.count);
    for (int k = 0; k < FIELD_COUNT; k++) {
        for (int i = 0; i < survey->fields[k].example_count; i++) {
            out_bytes(out, survey->fields[k].examples[i].text.p,
                      survey->fields[k].examples[i].text.n);
            out_text(out, "\n");
        }
    }
    arena_release(&arena);
}

/* Lines of one survey, or of one of two. */
static void take_lines(const struct layout *layout, struct str text, struct survey *surveys,
                       unsigned count)
{
    struct parse_state state = {0};
    struct record record;
    uint32_t column;

    for (unsigned line = 0; text.n; line++) {
        size_t end = str_index(text, '\n');
        enum parsed parsed =
            layout_parse(layout, &state, (struct str){text.p, end}, &record, &column);

        if (parsed == PARSED || parsed == PARSED_AMBIGUOUS)
            survey_take(&surveys[line % count], &record, 0, line);
        arena_reset(&state.scratch);
        text = str_skip(text, end < text.n ? end + 1 : end);
    }
    arena_release(&state.scratch);
}

static void check_survey(const struct layout *layout, struct str text)
{
    struct survey *s = calloc(4, sizeof *s);
    const struct hash_key key = HASH_KEY_FIXED;
    struct portal portal;
    struct err err = {0};
    struct out whole;
    struct out merged;

    if (!s)
        abort();
    for (int i = 0; i < 4; i++)
        survey_init(&s[i], &key);
    take_lines(layout, text, &s[0], 1);
    take_lines(layout, text, &s[1], 2);
    survey_merge(&s[3], &s[2]);
    survey_merge(&s[3], &s[1]);
    out_memory(&whole);
    out_memory(&merged);
    tell(&s[0], &whole);
    tell(&s[3], &merged);
    fuzz_check(whole.used == merged.used && memcmp(whole.buffer, merged.buffer, whole.used) == 0,
               "the proposal depends on the set of lines alone");
    check_no_person((struct str){whole.buffer, whole.used});
    fuzz_check(portal_read(&portal, str_of(whole.buffer), "proposed", &err) == 0,
               "the proposal is a profile");
    portal_release(&portal);
    out_drop(&whole);
    out_drop(&merged);
    for (int i = 0; i < 4; i++)
        survey_release(&s[i]);
    free(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct layout layout;
    struct err err = {0};

    if (!layout.parser && layout_compile(&layout, STR(FORMAT), &err) < 0)
        fuzz_check(false, err.text);
    check_survey(&layout, (struct str){(const char *)data, size});
    return 0;
}

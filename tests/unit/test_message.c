/*
 * test_message.c: what leaves audit when a log is hostile: no byte of an account, an address, an
 * insurer or a file ends a header, a record, a string or a word of a command before its time.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/json_tree.h"
#include "base/mem.h"
#include "channel.h"
#include "dossier_fixture.h"

/* Of those that would break out: of a header, of structured data, of JSON, of a shell's word, of a
 * terminal, of a field of the journal; no UTF-8; a character that turns the line around. */
#define HOSTILE                                                                                    \
    "x\r\nBcc: eve@example.org\n\n.\nFrom eve \"]\\ 'a' $(id)\x1b[31m\nMESSAGE=forged\n\xFF"       \
    "\xE2\x80\xAE\x7f"

/* A run that tells all findings of a fixture, of which each text of the log is hostile. */
struct run {
    struct dossier_fixture fixture;
    struct options options;
    const char *to[2];
    struct console console;
    struct audit audit;
    struct message message;
    struct state_finding withdrawn;
    struct audit_gap gap;
    struct series series;
    struct silence silence;
};

static void poison(struct dossier *d)
{
    for (size_t i = 0; i < d->finding_count; i++) {
        struct finding *f = &d->findings[i];

        f->account = STR(HOSTILE);
        for (size_t k = 0; k < f->source_count; k++) {
            f->sources[k].address = STR(HOSTILE);
            f->sources[k].place.organisation = STR(HOSTILE);
            f->sources[k].place.country[LANG_EN] = STR(HOSTILE);
        }
        for (size_t k = 0; k < f->insurer_count; k++)
            f->insurers[k].insurer = STR(HOSTILE);
    }
    for (size_t i = 0; i < d->signature_count; i++) {
        d->signatures[i].title[LANG_EN] = STR(HOSTILE);
        d->signatures[i].id = STR(HOSTILE);
    }
    for (size_t i = 0; i < d->input_count; i++)
        d->inputs[i].input = STR(HOSTILE);
}

/* All news that there can be. */
static void make_news(struct run *run)
{
    struct audit *audit = &run->audit;
    struct dossier *d = &audit->scan.dossier;
    struct audit_news *news = &audit->news;

    news->findings = mem_zero(d->finding_count + 1, sizeof *news->findings);
    news->told = mem_zero(d->finding_count + 1, sizeof(*news->told));
    for (size_t i = 0; i < d->finding_count; i++)
        news->findings[i] = AUDIT_FRESH;
    news->alerts = mem_zero(d->signature_count + 1, sizeof *news->alerts);
    for (size_t i = 0; i < d->signature_count; i++)
        news->alerts[i] = i + 1;
    news->withdrawn = mem_zero(1, sizeof(*news->withdrawn));
    run->withdrawn = (struct state_finding){.account = STR(HOSTILE), .verdict = VERDICT_SUSPECT};
    news->withdrawn[news->withdrawn_count++] = &run->withdrawn;
    run->series.name = STR(HOSTILE);
    run->silence = (struct silence){.kind = SILENCE_ENDS, .to_ns = NS_PER_DAY};
    run->gap = (struct audit_gap){&run->series, &run->silence};
    news->gaps = &run->gap;
    news->gap_count = 1;
    news->lines = (struct audit_beat){PULSE_STOPPED, NS_PER_DAY};
    news->acts = (struct audit_beat){PULSE_STILL, NS_PER_DAY};
    news->limited = true;
    audit->torn = mem_zero(d->input_count + 1, sizeof *audit->torn);
    for (size_t i = 0; i < d->input_count; i++)
        audit->torn[i] = d->inputs[i].damage.kind != DAMAGE_NONE;
    audit->torn_count = 1;
    audit->new_lines = 100;
    audit->learning = (struct audit_learning){.over = true, .lasted = 7, .findings = 2};
    audit->new_rejected = 50;
    audit->new_first_ns = audit->new_last_ns = TIME_NONE;
    audit->folder = HOSTILE;
}

static void run_begin(struct run *run)
{
    *run = (struct run){.console = {.lang = LANG_EN, .color = true}};
    dossier_fixture_case(&run->fixture);
    run->audit.options.set[OPT_MAIL_TO] = true;
    run->to[0] = "soc@example.org";
    run->audit.options.list[OPT_MAIL_TO] = run->to;
    run->audit.options.list_count[OPT_MAIL_TO] = 1;
    run->audit.options.set[OPT_STATE] = true;
    run->audit.options.text[OPT_STATE] = "it's here";
    run->audit.options.origin[OPT_STATE] = ORIGIN_COMMAND_LINE;
    run->audit.scan = (struct scan){.options = &run->audit.options, .console = &run->console};
    run->audit.scan.dossier = run->fixture.dossier;
    poison(&run->audit.scan.dossier);
    make_news(run);
    message_make(&run->message, &run->audit);
}

static void run_end(struct run *run)
{
    free(run->audit.news.findings);
    free(run->audit.news.told);
    free(run->audit.news.alerts);
    free(run->audit.news.withdrawn);
    free(run->audit.torn);
    arena_release(&run->audit.scan.arena);
    dossier_fixture_release(&run->fixture);
}

static const struct channel *channel_of(const char *name)
{
    for (size_t i = 0; i < channel_count; i++) {
        if (strcmp(channels[i]->name, name) == 0)
            return channels[i];
    }
    fail();
    return NULL;
}

/* What a channel would deliver. Released by the caller. */
static struct out parcel_of(struct run *run, const char *name)
{
    struct out out;

    out_memory(&out);
    channel_of(name)->compose(&run->message, &out);
    return out;
}

static struct str all_of(const struct out *out)
{
    return (struct str){out->buffer, out->used};
}

static bool has(struct str text, const char *part)
{
    return str_find(text, str_of(part)) < text.n;
}

static void every_notice_is_one_line(void **state)
{
    struct run run;
    bool kinds[NOTICE_KINDS] = {false};

    (void)state;
    run_begin(&run);
    for (size_t i = 0; i < run.message.count; i++) {
        const struct notice *n = &run.message.notices[i];

        kinds[n->kind] = true;
        assert_true(n->text.n > 0 && str_is_utf8(n->text));
        for (size_t k = 0; k < n->text.n; k++)
            assert_true((unsigned char)n->text.p[k] >= 0x20 && n->text.p[k] != 0x7f);
        assert_true(i == 0 || n->priority >= run.message.notices[i - 1].priority);
        for (size_t k = 0; k < i && n->kind != NOTICE_FINDING; k++)
            assert_string_not_equal(n->id, run.message.notices[k].id);
    }
    for (int kind = 0; kind < NOTICE_KINDS; kind++)
        assert_true(kinds[kind] || kind == NOTICE_SIGNATURE);
    run_end(&run);
}

static void a_mail_has_the_headers_that_we_write(void **state)
{
    static const char *const names[] = {"To: ",
                                        "Subject: ",
                                        "Date: ",
                                        "Message-ID: ",
                                        "MIME-Version: ",
                                        "Content-Type: ",
                                        "Content-Transfer-Encoding: ",
                                        "Content-Language: ",
                                        "Auto-Submitted: ",
                                        "X-Limier-Host: "};
    struct run run;
    struct out out;
    struct str left;
    size_t header = 0;

    (void)state;
    run_begin(&run);
    out = parcel_of(&run, "mail");
    left = all_of(&out);
    for (bool body = false; left.n;) {
        size_t end = str_index(left, '\n');
        struct str line = str_slice(left, 0, end);

        left = str_skip(left, end + 1);
        assert_true(line.n <= 76);
        for (size_t i = 0; i < line.n; i++)
            assert_true(line.p[i] >= 0x20 && line.p[i] < 0x7f);
        assert_false(str_starts(line, STR("From ")) || str_starts(line, STR(".")));
        if (line.n == 0)
            body = true;
        else if (!body && line.p[0] != ' ')
            assert_true(str_starts(line, str_of(names[header++])));
    }
    assert_int_equal(header, sizeof names / sizeof names[0]);
    assert_false(has(all_of(&out), "\nBcc") || has(all_of(&out), "\x1b"));
    out_drop(&out);
    run_end(&run);
}

static void a_document_holds_texts_as_they_are(void **state)
{
    struct run run;
    struct out out;
    struct arena arena = {0};
    struct json_node *tree;
    size_t at = 0;

    (void)state;
    run_begin(&run);
    out = parcel_of(&run, "notify");
    assert_int_equal(str_index(all_of(&out), '\n'), out.used - 1); /* one line */
    tree = json_tree_read(all_of(&out), &arena, &at);
    assert_non_null(tree);
    assert_true(str_eq(json_tree_get(tree, "schema")->text, STR("limier-alert/1")));
    assert_false(has(all_of(&out), "\x1b") || has(all_of(&out), "\xFF"));
    arena_release(&arena);
    out_drop(&out);
    run_end(&run);
}

/* The next datagram. */
static struct str next(struct str *left)
{
    const unsigned char *b = (const unsigned char *)left->p;
    size_t n;
    struct str datagram;

    assert_true(left->n >= 4);
    n = b[0] | (size_t)b[1] << 8 | (size_t)b[2] << 16 | (size_t)b[3] << 24;
    assert_true(n <= left->n - 4);
    datagram = (struct str){left->p + 4, n};
    *left = str_skip(*left, 4 + n);
    return datagram;
}

/* Walks through a record of the journal; how many fields of a name it has. */
static int journal_fields(struct str record, const char *name)
{
    int found = 0;

    while (record.n) {
        size_t end = str_index(record, '\n');
        size_t equals = str_index(record, '=');
        size_t named = equals < end ? equals : end;
        struct str field = str_slice(record, 0, named);

        for (size_t i = 0; i < field.n; i++)
            assert_true((field.p[i] >= 'A' && field.p[i] <= 'Z') || field.p[i] == '_');
        found += str_eq(field, str_of(name));
        record = str_skip(record, end + 1);
        if (named == end) { /* eight bytes of length, the value, a line end */
            uint64_t n = 0;

            assert_true(record.n >= 8);
            for (int i = 0; i < 8; i++)
                n |= (uint64_t)(unsigned char)record.p[i] << (8 * i);
            assert_true(n < record.n - 8 && record.p[8 + n] == '\n');
            record = str_skip(record, 8 + n + 1);
        }
    }
    return found;
}

/* Walks through the structured data of a record of syslog to its end. */
static void check_syslog(struct str record)
{
    size_t at = str_find(record, STR(" [limier@32473 "));
    bool quoted = false;

    assert_true(at < record.n);
    for (size_t i = 0; i < record.n; i++)
        assert_true((unsigned char)record.p[i] >= 0x20);
    record = str_skip(record, at + sizeof " [limier@32473" - 1);
    for (at = 0; at < record.n && (quoted || record.p[at] != ']'); at++) {
        if (record.p[at] == '\\' && quoted)
            at++;
        else if (record.p[at] == '"')
            quoted = !quoted;
        else
            assert_true(record.p[at] != ']');
    }
    assert_true(str_starts(str_skip(record, at), STR("] \xEF\xBB\xBF")));
}

static void records_are_not_forged(void **state)
{
    struct run run;
    struct out out;
    struct str left;
    size_t records = 0;

    (void)state;
    run_begin(&run);
    out = parcel_of(&run, "syslog");
    for (left = all_of(&out); left.n; records++) {
        struct str journal = next(&left);

        assert_int_equal(journal_fields(journal, "MESSAGE"), 1);
        assert_int_equal(journal_fields(journal, "PRIORITY"), 1);
        assert_int_equal(journal_fields(journal, "LIMIER_NOTICE"), 1);
        check_syslog(next(&left));
    }
    assert_int_equal(records, run.message.count);
    out_drop(&out);
    run_end(&run);
}

static void commands_can_be_pasted(void **state)
{
    struct run run;
    struct out out;
    struct str text;

    (void)state;
    run_begin(&run);
    run.audit.scan.dossier.findings[0].account = STR("o'neill; id");
    run.audit.options.text[OPT_OUTPUT] = "a case";
    out_memory(&out);
    message_text(&run.message, &out, true);
    text = all_of(&out);
    assert_true(has(text, "limier exposed --account 'o'\\''neill; id' 'a case'\n"));
    assert_false(has(text, "$(id)\x1b") || has(text, "--account 'x"));
    assert_false(has(text, "\x1b") || has(text, "\r") || has(text, "\nMESSAGE") ||
                 has(text, "\xFF"));
    out_drop(&out);
    run_end(&run);
}

/* Who gets a message twice can tell; who gets another one, too. */
static void identifiers_are_of_what_is_told(void **state)
{
    struct run run;
    struct run again;
    struct run other;

    (void)state;
    run_begin(&run);
    run_begin(&again);
    assert_string_equal(run.message.id, again.message.id);
    run_begin(&other);
    other.audit.scan.dossier.findings[0].beneficiaries.ceiling++;
    message_make(&other.message, &other.audit);
    assert_string_not_equal(run.message.id, other.message.id);
    run_end(&run);
    run_end(&again);
    run_end(&other);
}

static void nothing_new_is_nothing(void **state)
{
    struct run run;
    struct out out;

    (void)state;
    run_begin(&run);
    memset(run.audit.news.findings, 0,
           run.audit.scan.dossier.finding_count * sizeof *run.audit.news.findings);
    memset(run.audit.news.alerts, 0,
           run.audit.scan.dossier.signature_count * sizeof *run.audit.news.alerts);
    run.audit.news.withdrawn_count = run.audit.news.gap_count = 0;
    run.audit.news.lines.news = run.audit.news.acts.news = PULSE_QUIET;
    run.audit.news.limited = false;
    run.audit.learning.over = false;
    memset(run.audit.torn, 0, run.audit.scan.dossier.input_count * sizeof *run.audit.torn);
    run.audit.new_rejected = 0;
    run.audit.scan.dossier.regex_limits = run.audit.scan.dossier.names_refused = 0;
    run.audit.scan.dossier.sessions_refused = 0;
    message_make(&run.message, &run.audit);
    assert_int_equal(run.message.count, 0);
    out_memory(&out);
    message_text(&run.message, &out, true);
    assert_int_equal(out.used, 0);
    out_drop(&out);
    run_end(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_notice_is_one_line),
        cmocka_unit_test(a_mail_has_the_headers_that_we_write),
        cmocka_unit_test(a_document_holds_texts_as_they_are),
        cmocka_unit_test(records_are_not_forged),
        cmocka_unit_test(commands_can_be_pasted),
        cmocka_unit_test(identifiers_are_of_what_is_told),
        cmocka_unit_test(nothing_new_is_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * case_facts.c: one row for each fact: its name and its value; for each input, in the order of
 * their numbers, "input", the name of its damage and the verdict of its checksums, "-" for none;
 * for each alert that weighs, "alert", the number of its input, its
 * offset and its bans; for each setting, in the order given, "set" and what --set took; for each
 * canary "canary" and its person key, 32 hexadecimal digits, in the order of the keys.
 */
#include "case_facts.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/stats.h"
#include "case_files.h"
#include "detect/detect.h"

/* The first row's name. */
#define FIRST "limier-traces"

/* One reading. */
struct reading {
    struct case_facts *facts;
    struct err *err;
    unsigned line;
    size_t inputs; /* that were read */
    unsigned seen; /* bits: rows that were read */
};

static void write_number(struct out *out, const char *name, int64_t value)
{
    out_print(out, "%s\t%lld\n", name, (long long)value);
}

static void write_settings(const struct settings *settings, struct out *out)
{
    for (size_t i = 0; i < settings->count; i++) {
        const struct setting *s = &settings->list[i];

        out_print(out, "set\t%.*s.%.*s=%.17g\n", (int)s->detector.n, s->detector.p,
                  (int)s->parameter.n, s->parameter.p, s->value);
    }
}

static void write_canaries(const struct canaries *canaries, struct out *out)
{
    struct person *list = canaries_list(canaries);

    for (size_t i = 0; i < canaries->count; i++)
        out_print(out, "canary\t%016llx%016llx\n", (unsigned long long)list[i].hi,
                  (unsigned long long)list[i].lo);
    free(list);
}

static void write_alerts(const struct alert_marks *alerts, struct out *out)
{
    for (size_t i = 0; i < alerts->count; i++) {
        const struct alert_mark *mark = &alerts->list[i];

        if (mark->bans > 0)
            out_print(out, "alert\t%u\t%llu\t%.17g\n", mark->input,
                      (unsigned long long)mark->offset, mark->bans);
    }
}

void case_facts_write(const struct case_facts *facts, struct out *out)
{
    write_number(out, FIRST, CASE_FORMAT);
    write_number(out, "act-bytes", (int64_t)sizeof(struct act));
    write_number(out, "zone-seconds", facts->offset_seconds);
    if (facts->first_ns != TIME_NONE) {
        write_number(out, "first-ns", facts->first_ns);
        write_number(out, "last-ns", facts->last_ns);
    }
    out_print(out, "alert-budget\t%.17g\n", facts->alert_budget);
    write_number(out, "proposed", facts->proposed);
    write_number(out, "incomplete", facts->incomplete);
    for (size_t i = 0; i < facts->input_count; i++) {
        const struct damage *damage = &facts->inputs[i].damage;
        const char *kind = damage->kind != DAMAGE_NONE ? damage_name(damage) : NULL;
        /* A good checksum says no more than none: the same text must give the same facts, packed
         * or not. */
        const char *sum = damage->sum == SUM_GOOD ? NULL : damage_sum_name(damage->sum);

        out_print(out, "input\t%s\t%s\n", kind ? kind : "-", sum ? sum : "-");
    }
    write_settings(facts->settings, out);
    write_canaries(facts->canaries, out);
    write_alerts(facts->alerts, out);
}

static int refuse(const struct reading *r, const char *what)
{
    return err_set(r->err, "line %u: %-s", r->line, what);
}

/* The next word of a row, which it is taken off. */
static struct str take_word(struct str *row)
{
    size_t n = str_index(*row, '\t');
    struct str word = {row->p, n};

    *row = str_skip(*row, n < row->n ? n + 1 : n);
    return word;
}

/* A whole number from least to most, both within ±2^62. */
static bool read_number(struct str word, int64_t least, int64_t most, int64_t *ret_value)
{
    bool minus = str_starts(word, STR("-"));
    uint64_t size;
    int64_t value;

    if (!str_to_u64(minus ? str_skip(word, 1) : word, UINT64_C(1) << 62, &size))
        return false;
    value = minus ? -(int64_t)size : (int64_t)size;
    if (value < least || value > most)
        return false;
    *ret_value = value;
    return true;
}

/* A number above 0, at most `most`. */
static bool read_positive(struct str word, double most, double *ret_value)
{
    char text[32];

    if (word.n >= sizeof text)
        return false;
    (void)str_copy(text, sizeof text, word);
    return stats_number(text, ret_value) == 0 && *ret_value > 0 && *ret_value <= most;
}

static int read_budget(struct reading *r, struct str word)
{
    return read_positive(word, 100, &r->facts->alert_budget)
               ? 0
               : refuse(r, "not a number of false alarms");
}

static int read_alert(struct reading *r, struct str row)
{
    struct alert_mark mark = {0};
    struct str input = take_word(&row);
    struct str offset = take_word(&row);
    int64_t number;
    int64_t at;

    if (!read_number(input, 0, (int64_t)r->facts->input_count - 1, &number) ||
        !read_number(offset, 0, INT64_C(1) << 62, &at) || !read_positive(row, 3, &mark.bans))
        return refuse(r, "not an alert");
    if (r->facts->alerts->count == LIMIT_ALERT_MARKS)
        return refuse(r, "too many alerts");
    mark.input = (uint32_t)number;
    mark.offset = (uint64_t)at;
    alert_marks_add(r->facts->alerts, &mark);
    return 0;
}

static int read_input(struct reading *r, struct str row)
{
    struct str kind = take_word(&row);
    struct damage *damage;

    if (r->inputs == r->facts->input_count)
        return refuse(r, "more inputs than there are names of inputs");
    damage = &r->facts->inputs[r->inputs++].damage;
    damage->kind = str_eq(kind, STR("-")) ? DAMAGE_NONE : damage_by_name(kind);
    damage->sum = str_eq(row, STR("-")) ? SUM_NONE : damage_sum_by_name(row);
    if (damage->kind == DAMAGE_COUNT || damage->sum == SUM_COUNT)
        return refuse(r, "not a damage that is known");
    return 0;
}

/* A setting that this program's detectors know. */
static int read_setting(struct reading *r, struct str row)
{
    struct settings *settings = r->facts->settings;
    char text[128];
    struct err why;

    if (row.n >= sizeof text)
        return refuse(r, "not a setting");
    (void)str_copy(text, sizeof text, row);
    if (settings_add(settings, text, &why) < 0 ||
        !detector_parameter(settings->list[settings->count - 1].detector.p,
                            settings->list[settings->count - 1].parameter.p))
        return refuse(r, "not a setting that is known");
    return 0;
}

static bool read_hex(struct str digits, uint64_t *ret_value)
{
    *ret_value = 0;
    for (size_t i = 0; i < digits.n; i++) {
        if (str_hex_digit(digits.p[i]) < 0)
            return false;
        *ret_value = *ret_value << 4 | (uint64_t)str_hex_digit(digits.p[i]);
    }
    return true;
}

static int read_canary(struct reading *r, struct str row)
{
    struct canaries *canaries = r->facts->canaries;
    struct person person;

    if (row.n != 32 || !read_hex(str_slice(row, 0, 16), &person.hi) ||
        !read_hex(str_skip(row, 16), &person.lo) || person_tag(person) == PERSON_NONE ||
        !person_valid(person))
        return refuse(r, "not the key of a person");
    if (!canaries->slots)
        canaries_init(canaries, LIMIT_CANARIES);
    if (canaries->count == LIMIT_CANARIES)
        return refuse(r, "too many canaries");
    canaries_add(canaries, person);
    return 0;
}

/* The rows that are one whole number, and where they go. */
enum fact { FACT_ZONE, FACT_FIRST, FACT_LAST, FACT_PROPOSED, FACT_INCOMPLETE, FACT_BYTES, FACTS };

#define FACT_BUDGET FACTS
#define FACTS_ALL   (((2u << FACT_BUDGET) - 1) & ~(1u << FACT_FIRST | 1u << FACT_LAST))

static const struct {
    const char *name;
    int64_t least;
    int64_t most;
} known[FACTS] = {
    [FACT_ZONE] = {"zone-seconds", -86400, 86400},
    [FACT_FIRST] = {"first-ns", CASE_TIME_LEAST, CASE_TIME_MOST},
    [FACT_LAST] = {"last-ns", CASE_TIME_LEAST, CASE_TIME_MOST},
    [FACT_PROPOSED] = {"proposed", 0, 1},
    [FACT_INCOMPLETE] = {"incomplete", 0, 1},
    [FACT_BYTES] = {"act-bytes", sizeof(struct act), sizeof(struct act)},
};

static void put(struct case_facts *facts, enum fact fact, int64_t value)
{
    switch (fact) {
    case FACT_ZONE: facts->offset_seconds = (int)value; break;
    case FACT_FIRST: facts->first_ns = value; break;
    case FACT_LAST: facts->last_ns = value; break;
    case FACT_PROPOSED: facts->proposed = value != 0; break;
    case FACT_INCOMPLETE: facts->incomplete = value != 0; break;
    case FACT_BYTES:
    case FACTS: break;
    }
}

static int read_row(struct reading *r, struct str row)
{
    struct str name = take_word(&row);
    enum fact fact = FACT_ZONE;
    int64_t value;

    if (str_eq(name, STR("input")))
        return read_input(r, row);
    if (str_eq(name, STR("set")))
        return read_setting(r, row);
    if (str_eq(name, STR("canary")))
        return read_canary(r, row);
    if (str_eq(name, STR("alert")))
        return read_alert(r, row);
    if (str_eq(name, STR("alert-budget"))) {
        r->seen |= 1u << FACT_BUDGET;
        return read_budget(r, row);
    }
    while (fact < FACTS && !str_eq(name, str_of(known[fact].name)))
        fact++;
    if (fact == FACTS)
        return refuse(r, "not a fact that is known");
    if (!read_number(row, known[fact].least, known[fact].most, &value))
        return refuse(r, "the number is out of range");
    r->seen |= 1u << fact;
    put(r->facts, fact, value);
    return 0;
}

/* Another format than this program's is said as such, not as a broken row. */
static int check_format(struct reading *r, struct str row)
{
    int64_t format;

    if (!str_eq(take_word(&row), STR(FIRST)) || !read_number(row, 0, INT32_MAX, &format))
        return refuse(r, "these are not the facts of a case");
    if (format != CASE_FORMAT)
        return err_usage(r->err,
                         "made by another version of limier (format %lld, not %d): scan "
                         "the logs again",
                         (long long)format, CASE_FORMAT);
    return 0;
}

int case_facts_read(struct case_facts *facts, struct str text, struct err *err)
{
    struct reading r = {.facts = facts, .err = err};

    facts->first_ns = facts->last_ns = TIME_NONE;
    while (text.n) {
        size_t n = str_index(text, '\n');
        struct str row = {text.p, n};

        r.line++;
        if (n == text.n)
            return refuse(&r, "the last line is cut");
        if ((r.line == 1 ? check_format(&r, row) : read_row(&r, row)) < 0)
            return -1;
        text = str_skip(text, n + 1);
    }
    if ((r.seen & FACTS_ALL) != FACTS_ALL || r.inputs != facts->input_count ||
        (facts->first_ns == TIME_NONE) != (facts->last_ns == TIME_NONE) ||
        facts->first_ns > facts->last_ns)
        return refuse(&r, "not all facts are there");
    return 0;
}

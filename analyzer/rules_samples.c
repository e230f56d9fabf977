/*
 * rules_samples.c: files of samples: little logs in which a rule must alert or must not. Lines that
 * begin with "# " and a word below are for us, other lines that begin with "# " for people, all
 * others are lines of the log.
 *
 *   # portal: FILE        profile, from the folder of the file of samples
 *   # format: TEXT        layout, as --log-format has it
 *   # directory: CELLS    a row of the table of accounts; the first one names its columns
 *   # rule: NAME          the rule that the samples below are of
 *   # match: WORDS        a little log in which it must alert, up to the next word of ours
 *   # no match: WORDS     the same, and it must not
 *   # repeat: N from TIME every SPAN
 *                         the next line, N times: {n} is the number of the repetition, {n:5} the
 *                         same with zeros before it, {time} its moment as combined logs write it
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/file.h"
#include "rules_little.h"

/* A file of samples, and lines of one repetition. */
#define SAMPLES_BYTES    (16u << 20)
#define REPETITIONS_MOST 100000

/* Reading one file. */
struct reading_samples {
    const struct rules_run *run;
    const char *path;
    struct rules_tally *tally;
    struct err *err;
    struct arena arena; /* of the file */
    struct little_log log;
    struct out directory;
    struct out text; /* of the sample */
    struct str name; /* of the sample; absent: none is open */
    bool wanted;
    unsigned line; /* that is being read */
    unsigned begun;
    uint64_t repeat; /* of the next line; 0: it stands for itself */
    int64_t from_ns;
    int64_t every_ns;
    uint64_t samples;
    int rc;
};

static void fail(struct reading_samples *r, unsigned line, struct str text)
{
    rules_tally(r->tally, r->path, line, r->name.p ? r->name : STR("samples"), text);
}

/* The sample that is open ends: is it as it says? */
static void finish(struct reading_samples *r)
{
    struct arena arena = {0};
    uint64_t alerts = 0;
    struct str text = STR_NONE;

    if (!r->name.p || r->rc < 0)
        return;
    r->samples++;
    r->log.text = (struct str){r->text.buffer, r->text.used};
    r->log.directory =
        r->directory.used ? (struct str){r->directory.buffer, r->directory.used} : STR_NONE;
    if (!r->log.rule.p)
        text = STR("stands before any \"# rule: \"");
    else if (r->log.text.n == 0)
        text = STR("has no lines");
    else
        r->rc = little_log_scan(r->run, &r->log, &arena, &alerts, &text, r->err);
    if (r->rc == 0) {
        if (!text.p && r->wanted && alerts == 0)
            text = STR("does not alert and should");
        else if (!text.p && !r->wanted && alerts)
            text = STR("alerts and should not");
        rules_tally(r->tally, r->path, r->begun,
                    arena_print(&arena, "%.*s: %.*s", (int)r->log.rule.n,
                                r->log.rule.p ? r->log.rule.p : "", (int)r->name.n, r->name.p),
                    text);
    }
    arena_release(&arena);
    r->name = STR_NONE;
    r->text.used = 0;
}

static void begin(struct reading_samples *r, struct str name, bool wanted)
{
    finish(r);
    r->name = name.n ? arena_str(&r->arena, name) : STR("sample");
    r->wanted = wanted;
    r->begun = r->line;
    r->repeat = 0;
}

/* The next word, up to a blank. */
static struct str next_word(struct str *rest)
{
    struct str word;

    while (rest->n && rest->p[0] == ' ')
        *rest = str_skip(*rest, 1);
    word = (struct str){rest->p, str_index(*rest, ' ')};
    *rest = str_skip(*rest, word.n);
    return word;
}

/* "20s", "5m", "500ms", "1h"; −1: it is none. */
static int64_t span_of(struct str text)
{
    static const struct {
        const char *unit;
        int64_t ns;
    } units[] = {{"ms", NS_PER_SECOND / 1000},
                 {"s", NS_PER_SECOND},
                 {"m", NS_PER_MINUTE},
                 {"h", NS_PER_HOUR}};
    size_t digits = 0;
    uint64_t number;

    while (digits < text.n && text.p[digits] >= '0' && text.p[digits] <= '9')
        digits++;
    if (!str_to_u64((struct str){text.p, digits}, 1000000, &number))
        return -1;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (str_eq(str_skip(text, digits), str_of(units[i].unit)))
            return (int64_t)number * units[i].ns;
    }
    return -1;
}

/* "N from TIME every SPAN". */
static void read_repeat(struct reading_samples *r, struct str rest)
{
    struct str number = next_word(&rest);
    struct str from = next_word(&rest);
    struct str time = next_word(&rest);
    struct str every = next_word(&rest);
    struct str span = next_word(&rest);

    r->every_ns = span_of(span);
    if (str_to_u64(number, REPETITIONS_MOST, &r->repeat) && r->repeat &&
        str_eq(from, STR("from")) && clock_parse(time, 0, &r->from_ns) == 0 &&
        str_eq(every, STR("every")) && r->every_ns >= 0)
        return;
    r->repeat = 0;
    fail(r, r->line,
         STR("repeat: \"N from TIME every SPAN\" is wanted, as 100 from "
             "2024-01-15T10:00:00Z every 20s"));
}

/* As the combined format writes it, in UTC. */
static void put_time(struct out *out, int64_t time_ns)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    struct civil c = clock_civil(time_ns, 0);

    out_print(out, "%02d/%.3s/%04d:%02d:%02d:%02d +0000", c.day, months + 3 * ((size_t)c.month - 1),
              c.year, c.hour, c.minute, c.second);
}

/* One repetition of a line. */
static void put_repetition(struct reading_samples *r, struct str line, uint64_t n, int64_t time_ns)
{
    struct out *out = &r->text;

    while (line.n) {
        size_t at = str_index(line, '{');
        struct str rest = str_skip(line, at);
        size_t close = str_index(rest, '}');

        out_bytes(out, line.p, at);
        if (str_starts(rest, STR("{time}"))) {
            put_time(out, time_ns);
        } else if (str_starts(rest, STR("{n}"))) {
            out_u64(out, n);
        } else if (str_starts(rest, STR("{n:")) && close == 4 && rest.p[3] >= '1' &&
                   rest.p[3] <= '9') {
            out_print(out, "%0*llu", rest.p[3] - '0', (unsigned long long)n);
        } else if (rest.n) {
            out_text(out, "{");
            close = 0;
        }
        line = str_skip(rest, close < rest.n ? close + 1 : rest.n);
    }
    out_text(out, "\n");
}

static void take_line(struct reading_samples *r, struct str line)
{
    if (!r->name.p) {
        if (line.n)
            fail(r, r->line, STR("a line of a log stands before any \"# match: \""));
        return;
    }
    if (line.n == 0)
        return;
    for (uint64_t n = 1; n <= r->repeat; n++)
        put_repetition(r, line, n, r->from_ns + (int64_t)(n - 1) * r->every_ns);
    if (r->repeat == 0) {
        out_bytes(&r->text, line.p, line.n);
        out_text(&r->text, "\n");
    }
    r->repeat = 0;
}

/* A path from the folder of the file of samples. */
static struct str beside(struct reading_samples *r, struct str path)
{
    struct str mine = str_of(r->path);
    size_t n = mine.n;

    while (n && mine.p[n - 1] != '/')
        n--;
    if (path.n && path.p[0] == '/')
        n = 0;
    return arena_print(&r->arena, "%.*s%.*s", (int)n, mine.p, (int)path.n, path.p);
}

/* Whether a line begins with a word of ours; *ret_rest is what follows. */
static bool is_word(struct str line, struct str word, struct str *ret_rest)
{
    if (!str_starts(line, word))
        return false;
    *ret_rest = str_skip(line, word.n);
    return true;
}

static void read_line(struct reading_samples *r, struct str line)
{
    struct str rest;

    if (is_word(line, STR("# match:"), &rest) || is_word(line, STR("# no match:"), &rest)) {
        begin(r, str_skip(rest, rest.n ? 1 : 0), line.p[2] == 'm');
    } else if (is_word(line, STR("# repeat: "), &rest)) {
        read_repeat(r, rest);
    } else if (is_word(line, STR("# rule: "), &rest)) {
        finish(r);
        r->log.rule = arena_str(&r->arena, rest);
    } else if (is_word(line, STR("# portal: "), &rest)) {
        finish(r);
        r->log.portal = beside(r, rest);
    } else if (is_word(line, STR("# format: "), &rest)) {
        finish(r);
        r->log.format = arena_str(&r->arena, rest);
    } else if (is_word(line, STR("# directory: "), &rest)) {
        finish(r);
        out_bytes(&r->directory, rest.p, rest.n);
        out_text(&r->directory, "\n");
    } else if (!str_starts(line, STR("# ")) && !str_eq(line, STR("#"))) {
        take_line(r, line);
    }
}

int rules_samples(const struct rules_run *run, const char *path, struct rules_tally *tally,
                  struct err *err)
{
    struct reading_samples r = {.run = run, .path = path, .tally = tally, .err = err};
    struct str rest;

    out_memory(&r.directory);
    out_memory(&r.text);
    r.rc = file_read(path, SAMPLES_BYTES, &r.arena, &rest, err);
    while (r.rc == 0 && rest.n) {
        size_t n = str_index(rest, '\n');

        r.line++;
        read_line(&r, (struct str){rest.p, n});
        rest = str_skip(rest, n < rest.n ? n + 1 : n);
    }
    finish(&r);
    if (r.rc == 0 && r.samples == 0)
        fail(&r, 1, STR("there is no sample in it (\"# match: \" or \"# no match: \")"));
    out_drop(&r.directory);
    out_drop(&r.text);
    arena_release(&r.arena);
    return r.rc;
}

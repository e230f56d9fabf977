/*
 * textfile.c: the numbers, in the text format of Prometheus (exposition format 0.0.4). The label
 * `state` tells the audits of one machine apart: two files with the same series would be refused.
 */
#define _GNU_SOURCE
#include "textfile.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"

/* Bytes of the file that is there. */
#define OLD_MOST ((size_t)64 << 10)

/* Bytes of the longest number. */
#define NUMBER_MOST 32

/* The file being written. */
struct page {
    struct out *out;
    struct str state; /* label value */
    struct str old;   /* the file as it was; absent: there was none */
};

/* The folder of a path, open, and the name in it. A descriptor, or -1. */
static int open_folder(const char *path, const char **ret_name, struct err *err)
{
    const char *slash = strrchr(path, '/');
    size_t n = slash ? (size_t)(slash - path) : 0;
    char *folder = mem_text(slash ? path : ".", slash ? n + (n == 0) : 1);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    *ret_name = slash ? slash + 1 : path;
    if (fd < 0)
        (void)err_set(err, "--textfile %s: the folder is not there", path);
    free(folder);
    return fd;
}

int textfile_check(const struct options *options, struct err *err)
{
    struct str path = str_of(options->text[OPT_TEXTFILE]);

    if (!options->set[OPT_TEXTFILE])
        return 0;
    if (!str_ends(path, STR(".prom")) || path.n < sizeof ".prom")
        return err_usage(err, "--textfile %s: node_exporter reads only files that end in .prom",
                         path.p);
    return 0;
}

int textfile_ready(const struct options *options, struct err *err)
{
    const char *name;
    int folder;

    if (!options->set[OPT_TEXTFILE])
        return 0;
    folder = open_folder(options->text[OPT_TEXTFILE], &name, err);
    if (folder >= 0)
        (void)close(folder);
    return folder < 0 ? -1 : 0;
}

/* A label's value: three characters are escaped. */
static void put_label(struct out *out, struct str value)
{
    for (size_t i = 0; i < value.n; i++) {
        if (value.p[i] == '\n')
            out_text(out, "\\n");
        else if (value.p[i] == '"' || value.p[i] == '\\')
            out_print(out, "\\%c", value.p[i]);
        else
            out_bytes(out, value.p + i, 1);
    }
}

/* "limier_audit_findings{state="…",verdict="suspect"} " */
static struct str series_of(const struct page *page, struct arena *arena, const char *name,
                            const char *label, const char *value)
{
    struct out out;
    struct str text;

    out_memory(&out);
    out_print(&out, "limier_%s{state=\"", name);
    put_label(&out, str_is_utf8(page->state) ? page->state : STR("-"));
    out_text(&out, "\"");
    if (label)
        out_print(&out, ",%s=\"%s\"", label, value);
    out_text(&out, "} ");
    text = arena_str(arena, (struct str){out.buffer, out.used});
    out_drop(&out);
    return text;
}

/* The number that the old file has for a series; absent: none that could be one. */
static struct str old_number(const struct page *page, struct str series)
{
    struct str left = page->old;

    while (left.n) {
        size_t end = str_index(left, '\n');
        struct str line = str_slice(left, 0, end);

        left = end < left.n ? str_skip(left, end + 1) : (struct str){left.p + left.n, 0};
        if (!str_starts(line, series))
            continue;
        line = str_skip(line, series.n);
        for (size_t i = 0; i < line.n; i++) {
            if ((line.p[i] < '0' || line.p[i] > '9') && !strchr("+-.e", line.p[i]))
                return STR_NONE;
        }
        return line.n && line.n < NUMBER_MOST ? line : STR_NONE;
    }
    return STR_NONE;
}

static void put_head(const struct page *page, const char *name, const char *help)
{
    out_print(page->out, "# HELP limier_%s %s\n# TYPE limier_%s gauge\n", name, help, name);
}

/* One sample; NAN: as it was, or nothing. */
static void put_sample(const struct page *page, struct arena *arena, const char *name,
                       const char *label, const char *label_value, double value)
{
    struct str series = series_of(page, arena, name, label, label_value);
    struct str old = isnan(value) ? old_number(page, series) : STR_NONE;

    if (isnan(value) && !old.p)
        return;
    out_bytes(page->out, series.p, series.n);
    if (old.p)
        out_bytes(page->out, old.p, old.n);
    else if (value == floor(value) && fabs(value) < 1e15)
        out_print(page->out, "%.0f", value);
    else
        out_print(page->out, "%.3f", value);
    out_text(page->out, "\n");
}

static void put(const struct page *page, struct arena *arena, const char *name, const char *help,
                double value)
{
    put_head(page, name, help);
    put_sample(page, arena, name, NULL, NULL, value);
}

static double seconds_of(int64_t time_ns)
{
    return (double)(time_ns / NS_PER_MS) / 1000;
}

/* Bytes of the files of the state. */
static double state_bytes(const struct audit *audit)
{
    struct stat st;
    double sum = 0;

    if (audit->directory < 0 || fstatat(audit->directory, "state.sqlite", &st, 0) != 0)
        return NAN;
    sum = (double)st.st_size;
    for (size_t i = 0; i < audit->night_kept; i++)
        sum += (double)audit->night_list[i].bytes;
    return sum;
}

/* Findings of a verdict that nobody allows. */
static double open_findings(const struct dossier *d, enum verdict verdict)
{
    double sum = 0;

    for (size_t i = 0; i < d->finding_count; i++)
        sum += d->findings[i].verdict == verdict && !d->findings[i].allowed_reason.p;
    return sum;
}

static double fresh_findings(const struct audit *audit)
{
    double sum = 0;

    for (size_t i = 0; i < audit->scan.dossier.finding_count; i++)
        sum += audit->news.findings[i] == AUDIT_FRESH;
    return sum;
}

/* How the run went: known whatever became of it. */
static void put_run(const struct page *page, struct arena *arena, const struct textfile_run *run,
                    int64_t now_ns)
{
    bool success = run->exit_code != EXIT_USAGE && run->exit_code != EXIT_FAILED && run->settled;

    put_head(page, "build_info", "Version of limier.");
    put_sample(page, arena, "build_info", "version", LIMIER_VERSION, 1);
    put(page, arena, "audit_last_run_timestamp_seconds", "When limier audit ran last.",
        seconds_of(now_ns));
    put(page, arena, "audit_last_run_success",
        "1: the last run read, judged and delivered all; 0: it failed.", success);
    put(page, arena, "audit_last_run_exit_code",
        "Its exit code: 0 nothing new, 1 news, 4 incomplete, 5 both, 2 and 3 failed.",
        run->exit_code);
    put(page, arena, "audit_last_run_duration_seconds", "How long it took.",
        seconds_of(clock_monotonic() - run->began_ns));
    put(page, arena, "audit_last_success_timestamp_seconds", "When a run succeeded last.",
        success ? seconds_of(now_ns) : NAN);
}

/* What was read and found: known once it is final. */
static void put_facts(const struct page *page, struct arena *arena, const struct audit *audit,
                      const struct textfile_run *run, int64_t now_ns)
{
    static const enum verdict verdicts[] = {VERDICT_HARVESTING, VERDICT_SUSPECT, VERDICT_WATCH};
    const struct dossier *d = &audit->scan.dossier;
    bool known = run->settled;
    bool timed = known && d->last_ns != TIME_NONE;

    put(page, arena, "audit_lines", "New lines that the last run read.",
        known ? (double)audit->new_lines : NAN);
    put(page, arena, "audit_rejected_lines", "Those of them that could not be read.",
        known ? (double)audit->new_rejected : NAN);
    put(page, arena, "audit_files", "Files that it found.",
        known ? (double)audit->file_count : NAN);
    put(page, arena, "audit_learning",
        "1: findings below harvesting are kept back (--learn); 0: all are told.",
        known ? audit->learning.on : NAN);
    put(page, arena, "audit_coverage_complete",
        "1: nothing of what is new is missing or unread; 0: something is.",
        known ? !audit_lacking(audit) : NAN);
    put(page, arena, "audit_newest_line_timestamp_seconds", "Time of the newest line of all.",
        timed ? seconds_of(d->last_ns) : NAN);
    put(page, arena, "audit_lag_seconds", "How old the newest line was when the run began.",
        timed ? seconds_of(now_ns - d->last_ns) : NAN);
    put_head(page, "audit_findings", "Accounts with a finding that nobody allows, by verdict.");
    for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++)
        put_sample(page, arena, "audit_findings", "verdict", verdict_name(verdicts[i]),
                   known ? open_findings(d, verdicts[i]) : NAN);
    put(page, arena, "audit_new_findings", "Accounts that the last run accused first.",
        known ? fresh_findings(audit) : NAN);
    put(page, arena, "audit_notices", "Notices that the last run had to tell.",
        known ? (double)run->told : NAN);
    put(page, arena, "audit_undelivered_messages",
        "Messages that could not be delivered and wait for the next run.",
        known ? (double)run->waiting : NAN);
    put(page, arena, "audit_state_bytes", "Size of the state.", known ? state_bytes(audit) : NAN);
}

int textfile_write(const struct audit *audit, const struct textfile_run *run, struct err *err)
{
    const char *path = audit->options.text[OPT_TEXTFILE];
    int64_t now_ns = audit->scan.dossier.now_ns ? audit->scan.dossier.now_ns : clock_now();
    struct arena arena = {0};
    struct err ignored = {0};
    struct out out;
    struct page page = {.out = &out, .state = str_of(audit->options.text[OPT_STATE])};
    const char *name;
    int folder;
    int rc = -1;

    if (!page.state.p)
        page.state = STR("");
    folder = open_folder(path, &name, err);
    if (folder >= 0 && out_create(&out, folder, name, err) == 0) {
        if (file_read(path, OLD_MOST, &arena, &page.old, &ignored) < 0)
            page.old = STR_NONE;
        put_run(&page, &arena, run, now_ns);
        put_facts(&page, &arena, audit, run, now_ns);
        (void)fchmod(out.fd, 0644); /* another user reads it */
        rc = out_commit(&out, NULL, err);
    }
    if (folder >= 0)
        (void)close(folder);
    arena_release(&arena);
    return rc;
}

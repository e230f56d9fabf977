/*
 * rules_little.c: writes the log where temporary files are, and lets scan.c do the rest. No case is
 * written.
 */
#define _GNU_SOURCE
#include "rules_little.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "scan.h"

/* Any key does: nothing of such a scan is shown. */
#define KEY "a key for samples of rules"

/* Names of the files. */
#define FILE_LOG       "access.log"
#define FILE_DIRECTORY "directory.csv"
#define FILE_KEY       "key"

/* A little log being scanned. */
struct little {
    const struct rules_run *run;
    const struct little_log *log;
    struct arena *arena;
    struct options options;
    char *path;             /* of the log */
    struct console console; /* what a scan would say to people goes nowhere */
    struct scan *scan;
};

static const char *path_of(const struct little *l, const char *name)
{
    return arena_print(l->arena, "%s/%s", l->run->folder, name).p;
}

static int put_file(const struct little *l, const char *name, struct str text, struct err *err)
{
    struct out out;

    if (out_create(&out, l->run->directory, name, err) < 0)
        return -1;
    out_bytes(&out, text.p, text.n);
    return out_commit(&out, NULL, err);
}

static void set_text(struct options *o, enum option_id id, const char *text)
{
    o->set[id] = true;
    o->text[id] = text;
}

/* The options of the command line, but for what the sample says. */
static int prepare(struct little *l, struct err *err)
{
    const struct little_log *log = l->log;
    struct options *o = &l->options;
    char **paths = arena_alloc(l->arena, sizeof *paths);
    const char *path = path_of(l, FILE_LOG);

    l->path = mem_text(path, strlen(path));
    *o = *l->run->options;
    paths[0] = l->path;
    o->paths = paths;
    o->path_count = 1;
    set_text(o, OPT_JOBS, "1");
    set_text(o, OPT_MEMORY, "16M");
    if (log->portal.p)
        set_text(o, OPT_PORTAL, log->portal.p);
    if (log->format.p)
        set_text(o, OPT_LOG_FORMAT, log->format.p);
    if (log->directory.p)
        set_text(o, OPT_DIRECTORY, path_of(l, FILE_DIRECTORY));
    if (put_file(l, FILE_LOG, log->text, err) < 0 || put_file(l, FILE_KEY, STR(KEY), err) < 0)
        return -1;
    return log->directory.p ? put_file(l, FILE_DIRECTORY, log->directory, err) : 0;
}

static int scan_it(struct little *l, struct err *err)
{
    struct scan *scan = l->scan;

    if (scan_prepare_reading(scan, err) < 0 || scan_rules_read(scan, err) < 0 ||
        pseudonym_load(&scan->key, path_of(l, FILE_KEY), err) < 0)
        return -1;
    scan->casedir.directory = fcntl(l->run->directory, F_DUPFD_CLOEXEC, 0);
    if (scan->casedir.directory < 0)
        return err_set(err, "%s: cannot be opened again", l->run->folder);
    return scan_read(scan, err) < 0 ? -1 : scan_judge(scan, err);
}

/* How often a rule alerted. */
static uint64_t alerts_of(const struct dossier *d, const struct rule *rule)
{
    for (size_t i = 0; i < d->signature_count; i++) {
        const struct signature *s = &d->signatures[i];

        if (str_eq(s->id, rule->id) && str_eq(s->title[LANG_EN], rule->title) &&
            str_eq(s->file, str_of(rule->file)))
            return s->alerts;
    }
    return 0;
}

/* Why nothing can be said; absent: something can. */
static struct str doubt(const struct little *l, size_t rule)
{
    const struct scan *scan = l->scan;
    const struct dossier *d = &scan->dossier;

    if (rule == SIZE_MAX)
        return arena_print(l->arena, "no rule that can be used is called \"%.*s\"",
                           (int)l->log->rule.n, l->log->rule.p);
    if (scan->watch.set.rules[rule].silent)
        return STR("the rule is only counted by correlations: it never alerts");
    if (d->parsed != d->lines)
        return arena_print(l->arena, "%llu of its %llu lines cannot be read",
                           (unsigned long long)(d->lines - d->parsed),
                           (unsigned long long)d->lines);
    return STR_NONE;
}

static void remove_files(const struct rules_run *run)
{
    static const char *const names[] = {FILE_LOG, FILE_DIRECTORY, FILE_KEY};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        (void)unlinkat(run->directory, names[i], 0);
}

int little_log_scan(const struct rules_run *run, const struct little_log *log, struct arena *arena,
                    uint64_t *ret_alerts, struct str *ret_text, struct err *err)
{
    struct little l = {.run = run, .log = log, .arena = arena, .console = *run->console};
    int rc;

    out_memory(&l.console.notes);
    out_memory(&l.console.data);
    l.scan = mem_zero(1, sizeof *l.scan);
    l.scan->options = &l.options;
    l.scan->console = &l.console;
    l.scan->casedir = (struct casedir){-1, -1};
    l.scan->dossier.exposed_fd = l.scan->dossier.acts_fd = -1;
    rc = prepare(&l, err);
    if (rc == 0)
        rc = scan_it(&l, err);
    if (rc == 0) {
        size_t rule = rules_find(&l.scan->watch.set, log->rule);

        *ret_text = doubt(&l, rule);
        if (!ret_text->p)
            *ret_alerts = alerts_of(&l.scan->dossier, &l.scan->watch.set.rules[rule]);
    }
    scan_release(l.scan);
    free(l.scan);
    out_drop(&l.console.notes);
    out_drop(&l.console.data);
    free(l.path);
    remove_files(run);
    return rc;
}

/*
 * audit_explain.c: limier audit --explain: a run without a log. What is known comes from the state
 * alone, is judged as every night judges it, and nothing of the state changes. What it says of the
 * account is explain*.c's.
 */
#define _GNU_SOURCE
#include "audit_explain.h"

#include <stdlib.h>

#include "audit.h"
#include "base/mem.h"
#include "case_scratch.h"
#include "explain.h"

/* Bytes of a name that there is none of that are repeated. */
#define NAME_SHOWN 60

/* Readings, while a run at work removes nights that it has replaced. */
#define TRIES 3

static int prepare(struct audit *audit, struct err *err)
{
    const struct options *o = &audit->options;
    uint64_t days;

    if (!o->set[OPT_STATE])
        return err_usage(err, "--state is missing: the folder in which audit remembers");
    if (o->path_count)
        return err_usage(err, "--explain reads no log: name none");
    audit->folder = o->text[OPT_STATE];
    if (options_number(o, OPT_KEEP, AUDIT_KEEP_MOST, AUDIT_KEEP_DEFAULT, &days, err) < 0 ||
        audit_look(audit, err) < 0)
        return -1;
    if (!o->set[OPT_PORTAL])
        return err_usage(err, "%s: was begun with --portal: give the same profile", audit->folder);
    if (scan_prepare(&audit->scan, err) < 0)
        return -1;
    audit->cutoff_ns = audit->scan.dossier.now_ns - (int64_t)days * NS_PER_DAY;
    return audit_look_state(audit, err);
}

/* Judges what is kept. 0 or -1. */
static int judge(struct audit *audit, struct err *err)
{
    struct scan *scan = &audit->scan;

    scan->casedir.directory = case_scratch(audit->directory, err);
    if (scan->casedir.directory < 0 || audit_inputs(audit, err) < 0 || scan_read(scan, err) < 0 ||
        audit_books(audit, err) < 0)
        return -1;
    /* The rows have been read: a run may write now. */
    if (state_commit(audit->state, err) < 0 || audit_history(audit, err) < 0 ||
        scan_judge(scan, err) < 0)
        return -1;
    scan_dossier(scan);
    return address_level_apply(&scan->dossier, &scan->census, scan->addresses, &scan->arena, err);
}

/* Whether a run has replaced the nights since they were listed. */
static bool has_changed(const struct audit *audit)
{
    struct arena arena = {0};
    struct err err = {.kind = ERR_NONE};
    struct state_night *list;
    size_t count;
    bool changed;

    if (!audit->state || state_nights(audit->state, &arena, &list, &count, &err) < 0)
        return false;
    changed = count != audit->night_count;
    for (size_t i = 0; i < count && !changed; i++)
        changed = !str_eq(list[i].name, audit->night_list[i].name) ||
                  list[i].bytes != audit->night_list[i].bytes;
    arena_release(&arena);
    return changed;
}

static struct str near_name(const struct census *census, uint32_t account)
{
    struct str name = census->texts[NAMES_ACCOUNT][account];

    return (struct str){name.p, name.n < NAME_SHOWN ? name.n : NAME_SHOWN};
}

static int refuse_unknown(const struct audit *audit, struct str name, struct err *err)
{
    uint32_t near[EXPLAIN_NEAR];
    size_t count = explain_near(&audit->scan.census, name, near);
    struct out asked;
    struct out names;
    int rc;

    out_memory(&asked);
    out_memory(&names);
    out_terminal(&asked, (struct str){name.p, name.n < NAME_SHOWN ? name.n : NAME_SHOWN});
    for (size_t i = 0; i < count; i++) {
        out_text(&names, i ? ", " : "");
        out_terminal(&names, near_name(&audit->scan.census, near[i]));
    }
    if (count)
        rc = err_usage(err, "--explain %.*s: the state knows no such account; the nearest: %.*s",
                       (int)asked.used, asked.buffer, (int)names.used, names.buffer);
    else
        rc = err_usage(err, "--explain %.*s: the state knows no such account, nor one like it",
                       (int)asked.used, asked.buffer);
    out_drop(&asked);
    out_drop(&names);
    return rc;
}

static const struct state_finding *told_of(const struct audit *audit, struct str account)
{
    for (size_t i = 0; i < audit->finding_count; i++) {
        if (str_eq(audit->findings[i].account, account))
            return &audit->findings[i];
    }
    return NULL;
}

static int explain(struct audit *audit, struct err *err)
{
    struct scan *scan = &audit->scan;
    struct str name = str_of(audit->options.text[OPT_EXPLAIN]);
    uint32_t account = explain_find(&scan->census, name);
    struct explain *e;
    int rc;

    if (account == NAME_NONE)
        return refuse_unknown(audit, name, err);
    e = mem_zero(1, sizeof *e);
    rc = explain_fill(e, scan, account, err);
    if (rc == 0) {
        e->told = told_of(audit, e->account);
        if (audit->options.set[OPT_JSON])
            explain_write_json(e, scan);
        else
            explain_write_text(e, scan);
    }
    free(e);
    return rc;
}

/* One reading. 1: a run has replaced what was read meanwhile. */
static int read_once(const struct options *options, struct console *console, struct err *err)
{
    struct audit *audit = mem_zero(1, sizeof *audit);
    int rc;

    audit->directory = audit->nights = audit->lock = -1;
    audit->scan.casedir = (struct casedir){-1, -1};
    audit->scan.dossier.exposed_fd = audit->scan.dossier.acts_fd = -1;
    audit->options = *options;
    audit->scan.options = &audit->options;
    audit->scan.console = console;
    audit->scan.command = "audit";
    audit->scan.unread = true;
    rc = prepare(audit, err);
    if (rc == 0) {
        rc = judge(audit, err);
        if (rc < 0 && err->kind == ERR_FAILED && has_changed(audit))
            rc = 1;
    }
    if (rc == 0 && !atomic_load(&console->progress->stop))
        rc = explain(audit, err);
    audit_release(audit);
    free(audit);
    return rc;
}

enum exit_code audit_explain(const struct options *options, struct console *console,
                             struct err *err)
{
    int rc = read_once(options, console, err);

    for (int i = 1; rc > 0 && i < TRIES; i++) {
        *err = (struct err){.kind = ERR_NONE};
        rc = read_once(options, console, err);
    }
    return rc == 0 ? EXIT_CLEAN : EXIT_FAILED;
}

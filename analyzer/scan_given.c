/*
 * scan_given.c: what beside the logs makes a case what it is, for the manifest: the files that the
 * options name, each with its digest, and the archives whose members are inputs.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "scan.h"

/* Options whose value is a file. The key is no evidence, and named by its id. */
static const enum option_id naming[] = {OPT_PORTAL, OPT_DIRECTORY, OPT_ALLOW_LIST, OPT_CONFIG,
                                        OPT_RECIPIENTS};

static struct dossier_given *add(struct scan *scan, struct str option, struct str path)
{
    struct dossier *d = &scan->dossier;
    struct dossier_given *given;

    d->given = mem_resize(d->given, d->given_count + 1, sizeof *d->given);
    given = &d->given[d->given_count++];
    *given = (struct dossier_given){.option = option, .path = path};
    return given;
}

/* Notes a file. One that can be read but once, as a pipe, was read by who needed it. 0 or -1. */
static int add_file(struct scan *scan, struct str option, const char *path, struct err *err)
{
    struct dossier_given *given = add(scan, option, arena_str(&scan->arena, str_of(path)));
    int fd = file_open(AT_FDCWD, path, true, &given->bytes);
    int number = errno;

    if (fd >= 0) {
        number = file_digest(fd, UINT64_MAX, given->sha256, &given->bytes);
        (void)close(fd);
        if (number == 0)
            return 0;
    } else if (number == EINVAL) {
        return 0;
    }
    return err_system(err, number, "%s: cannot be read again for its digest", path);
}

/* A list of a few persons: who tries all identifiers would find the one whose plain digest it has.
 * 0 or -1. */
static int add_canaries(struct scan *scan, const char *path, struct err *err)
{
    struct dossier_given *given =
        add(scan, str_of(option_rows[OPT_CANARY].name), arena_str(&scan->arena, str_of(path)));
    unsigned char code[SHA256_BYTES];
    struct arena arena = {0};
    struct str text;
    int fd = file_open(AT_FDCWD, path, true, &given->bytes);
    int rc;

    if (fd < 0)
        return 0; /* a pipe, which was read by who needed it */
    (void)close(fd);
    rc = file_read(path, LIMIT_TABLE_BYTES, &arena, &text, err);
    if (rc == 0) {
        hmac_run(&scan->key.hmac, text, code);
        sha256_hex(code, given->hmac);
    }
    arena_release(&arena);
    return rc;
}

/* "FILE[:NAME]", as the option takes it. */
static int add_config(struct scan *scan, const char *value, struct err *err)
{
    struct str path = str_of(value);
    const char *colon = strrchr(value, ':');

    if (access(value, F_OK) != 0 && colon)
        path.n = (size_t)(colon - value);
    return add_file(scan, str_of(option_rows[OPT_FROM_CONFIG].name),
                    arena_str(&scan->arena, path).p, err);
}

/* Files that rules which are looked for stand in, but for those that limier brings: the version of
 * the program stands for these. */
static int add_rules(struct scan *scan, struct err *err)
{
    const struct rule_set *set = &scan->watch.set;
    const char *last = NULL;

    for (size_t i = 0; i < set->count; i++) {
        const char *file = set->rules[i].file;

        if (str_starts(str_of(file), STR(RULES_BUILTIN)) || (last && strcmp(last, file) == 0))
            continue;
        last = file;
        if (add_file(scan, str_of(option_rows[OPT_RULES].name), file, err) < 0)
            return -1;
    }
    return 0;
}

static int compare_given(const void *a, const void *b)
{
    const struct dossier_given *x = a;
    const struct dossier_given *y = b;
    int order = str_cmp(x->option, y->option);

    if (!x->option.p != !y->option.p)
        return x->option.p ? -1 : 1;
    return order ? order : str_cmp(x->path, y->path);
}

static void sort(struct dossier *d)
{
    if (d->given_count)
        qsort(d->given, d->given_count, sizeof *d->given, compare_given);
}

int scan_given(struct scan *scan, struct err *err)
{
    const struct options *o = scan->options;

    for (size_t i = 0; i < sizeof naming / sizeof naming[0]; i++) {
        if (o->set[naming[i]] &&
            add_file(scan, str_of(option_rows[naming[i]].name), o->text[naming[i]], err) < 0)
            return -1;
    }
    if (o->set[OPT_CANARY] && add_canaries(scan, o->text[OPT_CANARY], err) < 0)
        return -1;
    if (o->set[OPT_FROM_CONFIG] && add_config(scan, o->text[OPT_FROM_CONFIG], err) < 0)
        return -1;
    for (size_t i = 0; i < scan->geo.count; i++) {
        if (add_file(scan, str_of(option_rows[OPT_GEOIP].name), geo_describe(&scan->geo, i).path.p,
                     err) < 0)
            return -1;
    }
    if (add_rules(scan, err) < 0)
        return -1;
    sort(&scan->dossier);
    return 0;
}

void scan_given_archives(struct scan *scan)
{
    for (size_t i = 0; i < scan->ingest.archive_room; i++) {
        const struct ingest_archive *archive = &scan->ingest.archives[i];
        struct dossier_given *given;

        if (!archive->path.p)
            continue;
        given = add(scan, STR_NONE, archive->path);
        given->bytes = archive->bytes;
        memcpy(given->sha256, archive->sha256, sizeof given->sha256);
    }
    sort(&scan->dossier);
}

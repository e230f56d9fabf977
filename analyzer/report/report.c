/*
 * report.c: the table of writers, and how a file of the case comes to be.
 */
#define _GNU_SOURCE
#include "report/report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

#define REPORT(name, when, doc, source) extern const struct report_writer report_##name;
#include "report/reports.def"
#undef REPORT

const struct report_writer *const report_writers[] = {
#define REPORT(name, when, doc, source) &report_##name,
#include "report/reports.def"
#undef REPORT
};

static const char *const docs[] = {
#define REPORT(name, when, doc, source) doc,
#include "report/reports.def"
#undef REPORT
};

static const enum report_when whens[] = {
#define REPORT(name, when, doc, source) REPORT_##when,
#include "report/reports.def"
#undef REPORT
};

const size_t report_writer_count = sizeof report_writers / sizeof report_writers[0];

const char *report_doc(const struct report_writer *writer)
{
    for (size_t i = 0; i < report_writer_count; i++) {
        if (report_writers[i] == writer)
            return docs[i];
    }
    return "";
}

enum report_when report_when(size_t writer)
{
    return whens[writer];
}

static int select_one(struct str name, bool *wanted, struct err *err)
{
    char names[512];
    size_t n = 0;

    for (size_t i = 0; i < report_writer_count; i++) {
        if (str_eq(name, str_of(report_writers[i]->name))) {
            wanted[i] = true;
            return 0;
        }
    }
    for (size_t i = 0; i < report_writer_count && n < sizeof names; i++)
        n += (size_t)snprintf(names + n, sizeof names - n, " %s", report_writers[i]->name);
    return err_usage(err, "--format %.*s: no such report; there are:%s, and \"all\"",
                     (int)(name.n < 64 ? name.n : 64), name.p, names);
}

int report_select(struct str list, bool *wanted, struct err *err)
{
    while (list.n) {
        size_t n = str_index(list, ',');
        struct str name = {list.p, n};

        list = str_skip(list, n < list.n ? n + 1 : n);
        if (str_eq(name, STR("all"))) {
            for (size_t i = 0; i < report_writer_count; i++)
                wanted[i] = true;
        } else if (select_one(name, wanted, err) < 0) {
            return -1;
        }
    }
    return 0;
}

int report_create(const struct report_target *target, const char *name, struct out *out,
                  struct err *err)
{
    const char *slash = strchr(name, '/');
    char folder[64];
    int directory;
    int rc;

    if (!slash)
        return out_create(out, target->directory, name, err);
    str_copy(folder, sizeof folder, (struct str){name, (size_t)(slash - name)});
    if (mkdirat(target->directory, folder, 0700) != 0 && errno != EEXIST)
        return err_system(err, errno, "%s: cannot be created", folder);
    directory = openat(target->directory, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (directory < 0)
        return err_system(err, errno, "%s: cannot be opened", folder);
    rc = out_create(out, directory, slash + 1, err);
    if (rc < 0)
        (void)close(directory);
    return rc;
}

/* Notes a file; one of the same name that was there before is no more. */
static void note(struct dossier *dossier, const struct dossier_output *noted)
{
    for (size_t i = 0; i < dossier->output_count; i++) {
        if (!dossier->outputs[i].fresh && str_eq(dossier->outputs[i].name, noted->name)) {
            dossier->outputs[i] = *noted;
            return;
        }
    }
    dossier->outputs =
        mem_resize(dossier->outputs, dossier->output_count + 1, sizeof *dossier->outputs);
    dossier->outputs[dossier->output_count++] = *noted;
}

int report_commit(const struct report_target *target, const char *name, struct out *out,
                  struct err *err)
{
    struct dossier *dossier = target->dossier;
    struct dossier_output noted = {.bytes = out->bytes, .fresh = true};
    int directory = out->directory;
    int rc = out_commit(out, noted.sha256, err);

    if (directory != target->directory)
        (void)close(directory);
    if (rc < 0)
        return -1;
    noted.name = arena_str(target->arena, str_of(name));
    if (target->lock)
        (void)pthread_mutex_lock(target->lock);
    note(dossier, &noted);
    if (target->lock)
        (void)pthread_mutex_unlock(target->lock);
    return 0;
}

/*
 * case_read.c: opens a case: the manifest first, then what is small, then the acts.
 */
#define _GNU_SOURCE
#include "case_read.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "case_files.h"
#include "case_parts.h"

/* Opens a regular file and gives its size; what is no file of ours (a link, a pipe) is refused. */
static int open_regular(int directory, const char *name, uint64_t *ret_bytes, struct err *err)
{
    int fd = openat(directory, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct stat st;

    if (fd < 0)
        return err_system(err, errno, "%s: cannot be opened", name);
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        (void)close(fd);
        return err_set(err, "%s: is no regular file", name);
    }
    *ret_bytes = (uint64_t)st.st_size;
    return fd;
}

/* All of a file, in memory of its own. */
static int read_whole(int fd, uint64_t bytes, size_t most, struct str *ret_text, struct err *err)
{
    char *text;

    if (bytes > most)
        return err_set(err, "has %llu bytes, and no more than %zu are read",
                       (unsigned long long)bytes, most);
    text = mem_resize(NULL, (size_t)bytes + 1, 1);
    if (spool_pread(fd, text, (size_t)bytes, 0, err) < 0) {
        free(text);
        return -1;
    }
    *ret_text = (struct str){text, (size_t)bytes};
    return 0;
}

static int read_manifest(struct case_read *to, struct err *err)
{
    struct str text = STR_NONE;
    uint64_t bytes = 0;
    int fd;
    int rc;

    if (faccessat(to->directory, "manifest.json", F_OK, 0) != 0)
        return err_usage(err, "%s: is no finished case: it has no manifest.json", to->path);
    fd = open_regular(to->directory, "manifest.json", &bytes, err);
    if (fd < 0) {
        err_place(err, "%s: ", to->path);
        return -1;
    }
    rc = read_whole(fd, bytes, LIMIT_MANIFEST_BYTES, &text, err);
    (void)close(fd);
    if (rc < 0)
        err_place(err, "%s: manifest.json: ", to->path);
    else
        rc = case_manifest_read(to, text, err);
    to->manifest = text;
    return rc;
}

/* Opens the files of traces/, which have the sizes that the manifest gives. */
static int open_files(struct case_read *to, struct err *err)
{
    int traces = openat(to->directory, "traces", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    int rc = 0;

    if (traces < 0)
        return err_system(err, errno, "%s: traces/ cannot be opened", to->path);
    for (int i = 0; i < CASE_FILES && rc == 0; i++) {
        struct case_file *file = &to->files[i];
        uint64_t bytes = 0;

        file->fd = open_regular(traces, file->name, &bytes, err);
        if (file->fd < 0) {
            err_place(err, "%s: " CASE_FOLDER, to->path);
            rc = -1;
        } else if (bytes != file->bytes) {
            rc = err_set(err,
                         "%s: traces/%s has %llu bytes, and %llu in the manifest: "
                         "it was altered, or is not all there",
                         to->path, file->name, (unsigned long long)bytes,
                         (unsigned long long)file->bytes);
        }
    }
    (void)close(traces);
    return rc;
}

int case_file_read(const struct case_read *to, enum case_file_id id, size_t most,
                   struct str *ret_text, struct err *err)
{
    const struct case_file *file = &to->files[id];
    char digest[SHA256_TEXT];
    struct sha256 sha;

    if (read_whole(file->fd, file->bytes, most, ret_text, err) < 0) {
        err_place(err, "%s: traces/%s: ", to->path, file->name);
        return -1;
    }
    sha256_init(&sha);
    sha256_add(&sha, ret_text->p, ret_text->n);
    sha256_finish(&sha, digest);
    if (memcmp(digest, file->sha256, sizeof digest) == 0)
        return 0;
    free((void *)(uintptr_t)ret_text->p);
    *ret_text = STR_NONE;
    return err_set(err, "%s: traces/%s was altered: its SHA-256 is not the manifest's", to->path,
                   file->name);
}

/* Takes a 32-bit number off a text. */
static bool take_u32(struct str *text, uint32_t *ret_value)
{
    if (text->n < sizeof *ret_value)
        return false;
    memcpy(ret_value, text->p, sizeof *ret_value);
    *text = str_skip(*text, sizeof *ret_value);
    return true;
}

/* Takes a list of texts off: a count, and for each text its length and its bytes. */
static bool take_list(struct str *text, struct str **ret_list, uint32_t *ret_count)
{
    uint32_t count;
    uint32_t n;

    if (!take_u32(text, &count) || count > text->n / sizeof n)
        return false;
    *ret_list = mem_resize(NULL, count, sizeof **ret_list);
    *ret_count = count;
    for (uint32_t i = 0; i < count; i++) {
        if (!take_u32(text, &n) || n > text->n)
            return false;
        (*ret_list)[i] = (struct str){text->p, n};
        *text = str_skip(*text, n);
    }
    return true;
}

/* Takes the list of each account's trade off; 0 entries: none was known. */
static bool take_trades(struct case_read *to, struct str *text)
{
    uint32_t count;

    if (!take_list(text, &to->trade_texts, &to->trade_count) || !take_u32(text, &count))
        return false;
    if (count == 0)
        return to->trade_count == 0;
    if (count != to->census.count[NAMES_ACCOUNT] || count > text->n / sizeof *to->trades)
        return false;
    to->trades = mem_resize(NULL, count, sizeof *to->trades);
    for (uint32_t i = 0; i < count; i++) {
        if (!take_u32(text, &to->trades[i]) ||
            (to->trades[i] != NAME_NONE && to->trades[i] >= to->trade_count))
            return false;
    }
    return true;
}

int case_texts_read(struct case_read *to, struct str text, struct err *err)
{
    struct str *names = NULL;
    uint32_t count = 0;
    bool good = true;

    for (int k = 0; k < NAMES_KINDS && good; k++)
        good = take_list(&text, &to->census.texts[k], &to->census.count[k]);
    good = good && take_list(&text, &names, &count) && count <= LIMIT_INPUTS &&
           take_trades(to, &text) && text.n == 0;
    if (good) {
        to->inputs = mem_zero(count, sizeof *to->inputs);
        to->input_count = count;
    }
    for (uint32_t i = 0; good && i < count; i++) {
        coverage_init(&to->inputs[i]);
        to->inputs[i].input = names[i];
    }
    free(names);
    return good ? 0 : err_set(err, "%s: traces/texts.names does not hold what it should", to->path);
}

static int read_texts(struct case_read *to, struct err *err)
{
    struct str text;

    if (case_file_read(to, CASE_FILE_TEXTS, LIMIT_CASE_TEXTS_BYTES, &text, err) < 0)
        return -1;
    to->texts = (char *)(uintptr_t)text.p;
    return case_texts_read(to, text, err);
}

static int read_facts(struct case_read *to, struct err *err)
{
    struct str text;
    int rc;

    if (case_file_read(to, CASE_FILE_FACTS, LIMIT_MANIFEST_BYTES, &text, err) < 0)
        return -1;
    to->facts.inputs = to->inputs;
    to->facts.input_count = to->input_count;
    to->facts.canaries = &to->canaries;
    to->facts.settings = &to->settings;
    to->facts.alerts = &to->alerts;
    rc = case_facts_read(&to->facts, text, err);
    alert_marks_ready(&to->alerts);
    if (rc < 0)
        err_place(err, "%s: " CASE_FOLDER CASE_FACTS ": ", to->path);
    free((void *)(uintptr_t)text.p);
    return rc;
}

static int read_portal(struct case_read *to, struct err *err)
{
    struct str text;
    int rc;

    if (case_file_read(to, CASE_FILE_PORTAL, LIMIT_CONFIG_BYTES, &text, err) < 0)
        return -1;
    rc = portal_read(&to->portal, text, CASE_FOLDER CASE_PORTAL, err);
    free((void *)(uintptr_t)text.p);
    if (rc < 0) {
        err_place(err, "%s: ", to->path);
        return -1;
    }
    to->has_portal = true;
    to->portal.proposed = to->facts.proposed;
    return 0;
}

void case_init(struct case_read *to, const char *path)
{
    *to = (struct case_read){.path = path, .directory = -1};
    for (int i = 0; i < CASE_FILES; i++)
        to->files[i].fd = -1;
    for (int p = 0; p < LIMIT_PARTITIONS; p++)
        (void)snprintf(to->files[p].name, sizeof to->files[p].name, CASE_ACTS_NAME, p);
    (void)str_copy(to->files[CASE_FILE_TEXTS].name, sizeof to->files[0].name, STR(CASE_TEXTS));
    (void)str_copy(to->files[CASE_FILE_PORTAL].name, sizeof to->files[0].name, STR(CASE_PORTAL));
    (void)str_copy(to->files[CASE_FILE_FACTS].name, sizeof to->files[0].name, STR(CASE_FACTS));
    (void)str_copy(to->files[CASE_FILE_DOSSIER].name, sizeof to->files[0].name, STR(CASE_DOSSIER));
    (void)str_copy(to->files[CASE_FILE_PERSONS].name, sizeof to->files[0].name, STR(CASE_PERSONS));
    (void)str_copy(to->files[CASE_FILE_SHOWN].name, sizeof to->files[0].name, STR(CASE_SHOWN));
}

int case_open_frame(struct case_read *ret_case, const char *path, struct err *err)
{
    case_init(ret_case, path);
    ret_case->directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (ret_case->directory < 0) {
        err_system(err, errno, "%s: cannot be opened as a case", path);
        err->kind = ERR_USAGE;
        return -1;
    }
    if (read_manifest(ret_case, err) < 0 || open_files(ret_case, err) < 0 ||
        read_texts(ret_case, err) < 0 || read_facts(ret_case, err) < 0 ||
        read_portal(ret_case, err) < 0)
        return -1;
    return 0;
}

int case_open(struct case_read *ret_case, const char *path, unsigned jobs, struct err *err)
{
    if (case_open_frame(ret_case, path, err) < 0)
        return -1;
    /* Not read here; but a case that was altered anywhere is not to be judged. */
    for (int id = CASE_FILE_DOSSIER; id < CASE_FILES; id++) {
        if (case_file_check(ret_case, (enum case_file_id)id, err) < 0)
            return -1;
    }
    return case_check_acts(ret_case, jobs, err);
}

static bool hits_canary(const void *canaries, struct person person)
{
    return canaries_hit(canaries, person);
}

int case_judge(const struct case_read *from, struct judge *ret_judge, int64_t until_ns,
               unsigned jobs, struct err *err)
{
    bool timed = from->facts.first_ns != TIME_NONE; /* any line with a time, as in a scan */
    const struct judge_options options = {
        .jobs = jobs,
        .directory = -1,
        .trades = from->trades,
        .lookouts = from->lookouts,
        .act_context = from->act_context,
        .context = {.portal = &from->portal,
                    .offset_seconds = from->facts.offset_seconds,
                    .first_ns = timed ? from->facts.first_ns : 0,
                    .end_ns = until_ns != TIME_NONE ? until_ns
                              : timed               ? from->facts.last_ns + 1
                                                    : 0,
                    .where_context = from->where,
                    .canary = from->canaries.count ? hits_canary : NULL,
                    .canaries = &from->canaries,
                    .alerted = from->alerts.count ? alert_marks_weight : NULL,
                    .alerts = &from->alerts}};
    int fd[LIMIT_PARTITIONS];
    uint64_t bytes[LIMIT_PARTITIONS];
    const struct judge_past past = {fd, bytes, until_ns};
    int rc;

    for (int p = 0; p < LIMIT_PARTITIONS; p++) {
        fd[p] = from->files[p].fd;
        bytes[p] = from->files[p].bytes;
    }
    rc = judge_reread(ret_judge, &past, &from->census, &options, err);
    /* Learning asks for no place: only suspects' addresses are looked up. */
    ret_judge->context.where = from->where ? where_of : NULL;
    return rc;
}

double case_months(const struct case_read *from)
{
    const struct case_facts *f = &from->facts;

    return f->first_ns == TIME_NONE ? 0
                                    : (double)(f->last_ns - f->first_ns) / (30.4375 * NS_PER_DAY);
}

void case_close(struct case_read *from)
{
    for (size_t i = 0; i < from->input_count; i++)
        coverage_release(&from->inputs[i]);
    free(from->inputs);
    census_release(&from->census);
    free(from->trade_texts);
    free(from->trades);
    canaries_release(&from->canaries);
    settings_release(&from->settings);
    alert_marks_release(&from->alerts);
    free(from->texts);
    free(from->outputs);
    free((void *)(uintptr_t)from->manifest.p);
    arena_release(&from->arena);
    if (from->has_portal)
        portal_release(&from->portal);
    for (int i = 0; i < CASE_FILES; i++) {
        if (from->files[i].fd >= 0)
            (void)close(from->files[i].fd);
    }
    if (from->directory >= 0)
        (void)close(from->directory);
    *from = (struct case_read){.directory = -1};
}

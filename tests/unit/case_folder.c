/*
 * case_folder.c: the folder, and what tests of several writers look for.
 */
#define _GNU_SOURCE
#include "case_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"

/* The program's own ends the run with a message; a test driver may bring another. */
__attribute__((weak)) _Noreturn void mem_exhausted(size_t wanted_bytes)
{
    (void)wanted_bytes;
    abort();
}

void case_folder_open(struct case_folder *folder, struct dossier *dossier)
{
    *folder = (struct case_folder){.path = "/tmp/limier-case-XXXXXX"};
    if (!mkdtemp(folder->path))
        abort();
    folder->target =
        (struct report_target){.directory = open(folder->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
                               .dossier = dossier,
                               .arena = &folder->arena};
    if (folder->target.directory < 0)
        abort();
}

int case_folder_write(struct case_folder *folder, const char *writer, struct err *err)
{
    for (size_t i = 0; i < report_writer_count; i++) {
        if (strcmp(report_writers[i]->name, writer) == 0)
            return report_writers[i]->write(&folder->target, err);
    }
    return err_set(err, "no writer %s", writer);
}

int case_folder_write_full(struct case_folder *folder, const char *writer, size_t bytes,
                           struct err *err)
{
    struct rlimit before;
    struct rlimit small;
    int rc;

    (void)signal(SIGXFSZ, SIG_IGN);
    if (getrlimit(RLIMIT_FSIZE, &before) != 0)
        abort();
    small = before;
    small.rlim_cur = bytes;
    if (setrlimit(RLIMIT_FSIZE, &small) != 0)
        abort();
    rc = case_folder_write(folder, writer, err);
    if (setrlimit(RLIMIT_FSIZE, &before) != 0)
        abort();
    return rc;
}

struct str case_folder_read(struct case_folder *folder, const char *name)
{
    int fd = openat(folder->target.directory, name, O_RDONLY | O_CLOEXEC);
    off_t size = fd < 0 ? 0 : lseek(fd, 0, SEEK_END);
    char *bytes;
    size_t done = 0;

    if (fd < 0)
        return STR_NONE;
    bytes = arena_alloc(&folder->arena, (size_t)size + 1);
    while (done < (size_t)size) {
        ssize_t n = pread(fd, bytes + done, (size_t)size - done, (off_t)done);

        if (n <= 0)
            abort();
        done += (size_t)n;
    }
    (void)close(fd);
    return (struct str){bytes, done};
}

int case_folder_count(const struct case_folder *folder, const char *name)
{
    int fd = openat(folder->target.directory, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *listing = fd < 0 ? NULL : fdopendir(fd);
    int count = 0;

    if (!listing)
        return -1;
    for (const struct dirent *entry; (entry = readdir(listing));)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    (void)closedir(listing);
    return count;
}

int case_folder_check(const struct case_folder *folder, const char *checker, const char *name)
{
    char command[256];
    int status;

    snprintf(command, sizeof command, "tests/schema/%s %s/%s >&2", checker, folder->path, name);
    status = system(command);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void case_folder_close(struct case_folder *folder)
{
    char command[128];

    (void)close(folder->target.directory);
    arena_release(&folder->arena);
    snprintf(command, sizeof command, "rm -rf %s", folder->path);
    if (system(command) != 0)
        abort();
}

void case_folder_poison(struct dossier_fixture *fixture)
{
    struct dossier *d = &fixture->dossier;

    for (size_t i = 0; i < d->insurer_count; i++)
        d->insurers[i] = HOSTILE;
    d->inputs[0].input = HOSTILE;
    d->inputs[0].damage.kind = DAMAGE_CORRUPT;
    (void)str_copy(d->inputs[0].damage.detail, DAMAGE_DETAIL, HOSTILE);
    d->inputs[0].rejected[REJECT_LAYOUT]++;
    d->inputs[0].lines++;
    d->rejected++;
    d->lines++;
    d->inputs[0].sample_count[REJECT_LAYOUT] = 1;
    d->inputs[0].samples[REJECT_LAYOUT][0] =
        (struct reject_sample){.line = 1, .column = 3, .text = HOSTILE};
    d->accounts[0].account = HOSTILE;
    for (size_t f = 0; f < d->finding_count; f++) {
        struct finding *finding = &d->findings[f];

        finding->account = HOSTILE;
        finding->text[0] = finding->text[1] = HOSTILE;
        for (size_t i = 0; i < finding->source_count; i++)
            finding->sources[i].address = finding->sources[i].place.organisation = HOSTILE;
        for (size_t i = 0; i < finding->session_count; i++)
            finding->sessions[i].agent = HOSTILE;
        for (size_t i = 0; i < finding->moment_count; i++)
            finding->moments[i].text[0] = finding->moments[i].text[1] = HOSTILE;
        for (size_t i = 0; i < finding->reason_count; i++)
            finding->reasons[i].text[0] = finding->reasons[i].text[1] = HOSTILE;
    }
    for (size_t i = 0; i < d->alert_count; i++) {
        struct alert *a = &d->alerts[i];

        a->account = a->source = a->agent = a->group = a->request = HOSTILE;
    }
    d->sources[0] = d->agents[0] = HOSTILE;
    d->command_line = HOSTILE;
}

bool case_folder_inert(struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];

        if ((c < 0x20 && c != '\n') || c == 0x7f)
            return false;
    }
    return str_is_utf8(text);
}

bool case_folder_names(const struct dossier *dossier, struct str text, bool tokens)
{
    struct exposed_row row;

    for (uint64_t i = 0; i < dossier->exposed_count; i += 1 + dossier->exposed_count / 200) {
        char person[PERSON_TEXT_BYTES];
        char token[PSEUDONYM_TEXT];
        size_t n;

        if (pread(dossier->exposed_fd, &row, sizeof row, (off_t)(i * sizeof row)) !=
            (ssize_t)sizeof row)
            abort();
        n = person_text(row.person, person);
        pseudonym_write(dossier->key, row.person, token);
        if (n && str_find(text, (struct str){person, n}) < text.n)
            return true;
        if (!tokens && str_find(text, str_of(token)) < text.n)
            return true;
    }
    return false;
}

/*
 * case_manifest.c: manifest.json, as far as judging again needs it: the schema, whether the run was
 * interrupted, and size and digest of each file of traces/.
 */
#include "case_parts.h"

#include <stdio.h>

#include "base/mem.h"
#include "case_files.h"
#include "report/manifest.h"

/* Notes an output, and where it is one of traces/ what is known of it. */
static int take_entry(struct case_read *to, const struct manifest_entry *entry, struct err *err)
{
    struct dossier_output output = {.name = entry->name, .bytes = entry->bytes};
    struct case_file *file = NULL;
    struct str name;

    if (to->output_count >= LIMIT_CASE_OUTPUTS)
        return err_set(err, "%s: manifest.json lists too many files", to->path);
    (void)str_copy(output.sha256, sizeof output.sha256, entry->sha256);
    MEM_GROW(to->outputs, to->output_count, to->output_room);
    to->outputs[to->output_count++] = output;
    if (!str_starts(entry->name, STR(CASE_FOLDER)))
        return 0;
    name = str_skip(entry->name, strlen(CASE_FOLDER));
    for (int i = 0; i < CASE_FILES && !file; i++) {
        if (str_eq(name, str_of(to->files[i].name)))
            file = &to->files[i];
    }
    if (!file)
        return err_set(err, "%s: manifest.json lists a file of traces/ that is not known",
                       to->path);
    if (file->listed)
        return err_set(err, "%s: manifest.json lists traces/%s twice", to->path, file->name);
    if (entry->sha256.n != SHA256_TEXT - 1 || entry->bytes > INT64_MAX)
        return err_set(err, "%s: manifest.json does not give size and SHA-256 of traces/%s",
                       to->path, file->name);
    file->listed = true;
    file->bytes = entry->bytes;
    (void)str_copy(file->sha256, sizeof file->sha256, entry->sha256);
    return 0;
}

/* Every file is listed, or the case is one that cannot be judged again. */
static int check_files(const struct case_read *to, struct err *err)
{
    int missing = -1;
    int listed = 0;

    for (int i = 0; i < CASE_FILES; i++) {
        listed += to->files[i].listed;
        missing = missing < 0 && !to->files[i].listed ? i : missing;
    }
    if (listed == 0)
        return err_usage(err,
                         "%s: the case was made with --discard-traces and cannot be judged again: "
                         "scan the logs again, without it",
                         to->path);
    if (!to->files[CASE_FILE_FACTS].listed)
        return err_usage(err,
                         "%s: the case was made by an older version of limier and cannot be judged "
                         "again: scan the logs again",
                         to->path);
    if (missing >= 0)
        return err_set(err, "%s: manifest.json does not list traces/%s", to->path,
                       to->files[missing].name);
    return 0;
}

static int take_entries(struct case_read *to, const struct manifest *manifest, struct err *err)
{
    to->partial = manifest->partial;
    for (size_t i = 0; i < manifest->count; i++) {
        const struct manifest_entry *entry = &manifest->entries[i];

        if (entry->kind == MANIFEST_OUTPUT && !entry->superseded && take_entry(to, entry, err) < 0)
            return -1;
    }
    return check_files(to, err);
}

int case_manifest_read(struct case_read *to, struct str text, struct err *err)
{
    struct manifest manifest;
    int rc;

    manifest_read(&manifest, text, &to->arena);
    if (manifest.fault == MANIFEST_WHOLE) {
        rc = take_entries(to, &manifest, err);
    } else if (manifest.fault == MANIFEST_FOREIGN) {
        rc = err_usage(err, "%s: manifest.json is not of a case that this version of limier reads",
                       to->path);
    } else {
        rc = err_set(err, "%s: manifest.json was altered: line %zu %-s", to->path,
                     manifest.fault_line, manifest_fault_text(manifest.fault));
    }
    manifest_release(&manifest);
    return rc;
}

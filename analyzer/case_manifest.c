/*
 * case_manifest.c: manifest.json, as far as judging again needs it: the schema, whether the run was
 * interrupted, and size and digest of each file of traces/.
 */
#include "case_parts.h"

#include <stdio.h>

#include "base/json_read.h"
#include "base/mem.h"
#include "case_files.h"

/* One entry of "outputs". */
struct entry {
    struct str name;
    struct str sha256;
    uint64_t bytes;
};

static bool read_entry(struct json_reader *json, struct entry *entry)
{
    struct str member;

    *entry = (struct entry){.bytes = UINT64_MAX};
    if (!json_read_enter_object(json))
        return false;
    while (json_read_member(json, &member)) {
        if (str_eq(member, STR("name")))
            (void)json_read_string(json, &entry->name);
        else if (str_eq(member, STR("sha256")))
            (void)json_read_string(json, &entry->sha256);
        else if (str_eq(member, STR("bytes")))
            (void)json_read_u64(json, &entry->bytes);
        else
            json_read_over(json);
    }
    return !json->failed;
}

/* Notes an output, and where it is one of traces/ what is known of it. */
static int take_entry(struct case_read *to, const struct entry *entry, struct err *err)
{
    struct dossier_output output = {.name = entry->name, .bytes = entry->bytes};
    struct case_file *file = NULL;
    struct str name;

    if (entry->name.n == 0 || to->output_count >= LIMIT_CASE_OUTPUTS)
        return err_set(err, "%s: manifest.json lists files without names, or too many", to->path);
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
        return err_set(err, "%s: manifest.json lists " CASE_FOLDER "%s twice", to->path,
                       file->name);
    if (entry->sha256.n != SHA256_TEXT - 1 || entry->bytes > INT64_MAX)
        return err_set(err, "%s: manifest.json does not give size and SHA-256 of " CASE_FOLDER "%s",
                       to->path, file->name);
    file->listed = true;
    file->bytes = entry->bytes;
    (void)str_copy(file->sha256, sizeof file->sha256, entry->sha256);
    return 0;
}

static int read_outputs(struct case_read *to, struct json_reader *json, struct err *err)
{
    struct entry entry;

    if (!json_read_enter_list(json))
        return 0; /* the caller sees that it failed */
    while (json_read_item(json)) {
        if (read_entry(json, &entry) && take_entry(to, &entry, err) < 0)
            return -1;
    }
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
        return err_set(err, "%s: manifest.json does not list " CASE_FOLDER "%s", to->path,
                       to->files[missing].name);
    return 0;
}

int case_manifest_read(struct case_read *to, struct str text, struct err *err)
{
    struct json_reader json;
    struct str name;
    struct str schema = STR_NONE;

    json_read_init(&json, text);
    (void)json_read_enter_object(&json);
    while (json_read_member(&json, &name)) {
        if (str_eq(name, STR("outputs"))) {
            if (read_outputs(to, &json, err) < 0)
                return -1;
        } else if (str_eq(name, STR("schema"))) {
            (void)json_read_string(&json, &schema);
        } else {
            if (str_eq(name, STR("partial")))
                to->partial = str_starts(str_trim(str_skip(text, json.at)), STR("true"));
            json_read_over(&json);
        }
    }
    if (json.failed)
        return err_set(err, "%s: manifest.json is no manifest from its byte %zu on", to->path,
                       json.at);
    if (!str_eq(schema, STR("limier-manifest/1")))
        return err_usage(
            err, "%s: manifest.json is not of a case that this version of limier reads", to->path);
    return check_files(to, err);
}

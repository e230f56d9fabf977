/*
 * manifest.c: manifest.json: what was read, by what, with which options, and every file that was
 * written, each with its digest, so that `verify` can tell whether a case is still the one that was
 * made. Runs last; does not list itself. The form of the file is manifest.h's.
 */
#include "report/manifest.h"

#include <stdlib.h>

#include "report/report.h"

static void write_pairs(struct json *json, const char *name, const char *value_name,
                        const struct dossier_pair *pairs, size_t n)
{
    json_array(json, name);
    for (size_t i = 0; i < n; i++) {
        json_object(json, NULL);
        json_str(json, "name", pairs[i].name);
        json_str(json, value_name, pairs[i].value);
        json_object_end(json);
    }
    json_array_end(json);
}

/* The run that writes reports again. */
static void write_again(struct manifest_log *log, const struct dossier *dossier)
{
    struct json *json = manifest_entry_begin(log, MANIFEST_REPORT);

    json_object(json, "tool");
    json_text(json, "name", "limier");
    json_text(json, "version", LIMIER_VERSION);
    json_object_end(json);
    json_time(json, "now", dossier->now_ns);
    json_text(json, "lang", text_lang_code(dossier->lang));
    json_bool(json, "reveal", dossier->reveal);
    manifest_entry_end(log);
}

/* The run that made the case. */
static void write_scan(struct manifest_log *log, const struct dossier *dossier)
{
    struct json *json = manifest_entry_begin(log, MANIFEST_SCAN);

    json_object(json, "tool");
    json_text(json, "name", "limier");
    json_text(json, "version", LIMIER_VERSION);
    write_pairs(json, "components", "version", dossier->versions, dossier->version_count);
    json_object_end(json);
    json_str(json, "command_line", dossier->command_line);
    write_pairs(json, "options", "value", dossier->options, dossier->option_count);
    json_time(json, "now", dossier->now_ns);
    json_text(json, "lang", text_lang_code(dossier->lang));
    json_bool(json, "partial", dossier->partial);
    json_bool(json, "reveal", dossier->reveal);
    json_str(json, "portal", dossier->portal ? dossier->portal->name : STR_NONE);
    json_str(json, "key", dossier->key_id);
    write_pairs(json, "databases", "description", dossier->databases, dossier->database_count);
    manifest_entry_end(log);
}

/* Files that the run was told about, and archives, whose members are the inputs. */
static void write_given(struct manifest_log *log, const struct dossier *dossier)
{
    for (size_t i = 0; i < dossier->given_count; i++) {
        const struct dossier_given *given = &dossier->given[i];
        struct json *json =
            manifest_entry_begin(log, given->option.p ? MANIFEST_GIVEN : MANIFEST_ARCHIVE);

        if (given->option.p)
            json_str(json, "option", given->option);
        json_str(json, "path", given->path);
        json_text(json, "sha256", given->sha256[0] ? given->sha256 : NULL);
        if (given->option.p)
            json_text(json, "hmac", given->hmac[0] ? given->hmac : NULL);
        json_u64(json, "bytes", given->bytes);
        manifest_entry_end(log);
    }
}

static void write_inputs(struct manifest_log *log, const struct dossier *dossier)
{
    for (size_t i = 0; i < dossier->input_count; i++) {
        const struct coverage *input = &dossier->inputs[i];
        struct json *json = manifest_entry_begin(log, MANIFEST_INPUT);

        json_str(json, "path", input->input);
        json_text(json, "sha256", input->sha256[0] ? input->sha256 : NULL);
        json_text(json, "sha256_text", input->sha256_text[0] ? input->sha256_text : NULL);
        json_str(json, "containers", input->containers);
        json_u64(json, "bytes", input->bytes);
        json_u64(json, "bytes_inflated", input->bytes_inflated);
        json_u64(json, "lines", input->lines);
        manifest_entry_end(log);
    }
}

static void write_outputs(struct manifest_log *log, const struct dossier *dossier)
{
    for (size_t i = 0; i < dossier->output_count; i++) {
        const struct dossier_output *output = &dossier->outputs[i];
        struct json *json;

        if (dossier->manifest.p && !output->fresh)
            continue; /* its entry is there already */
        json = manifest_entry_begin(log, MANIFEST_OUTPUT);
        json_str(json, "name", output->name);
        json_u64(json, "bytes", output->bytes);
        json_text(json, "sha256", output->sha256);
        manifest_entry_end(log);
    }
}

static int compare_output(const void *key, const void *element)
{
    return str_cmp(*(const struct str *)key, ((const struct dossier_output *)element)->name);
}

/* Files of the case so far that are no more: outputs are sorted by name. */
static void write_removed(struct manifest_log *log, const struct dossier *dossier)
{
    struct arena arena = {0};
    struct manifest before;

    manifest_read(&before, dossier->manifest, &arena);
    for (size_t i = 0; i < before.count; i++) {
        const struct manifest_entry *entry = &before.entries[i];

        if (entry->kind != MANIFEST_OUTPUT || entry->superseded ||
            (dossier->output_count && bsearch(&entry->name, dossier->outputs, dossier->output_count,
                                              sizeof *dossier->outputs, compare_output)))
            continue;
        json_str(manifest_entry_begin(log, MANIFEST_REMOVED), "name", entry->name);
        manifest_entry_end(log);
    }
    manifest_release(&before);
    arena_release(&arena);
}

static int write_manifest(const struct report_target *target, struct err *err)
{
    const struct dossier *dossier = target->dossier;
    struct out out;
    struct manifest_log log;

    if (report_create(target, MANIFEST_FILE, &out, err) < 0)
        return -1;
    manifest_begin(&log, &out, dossier->manifest);
    if (dossier->manifest.p) {
        write_again(&log, dossier);
        write_removed(&log, dossier);
    } else {
        write_scan(&log, dossier);
        write_given(&log, dossier);
        write_inputs(&log, dossier);
    }
    write_outputs(&log, dossier);
    manifest_end(&log);
    /* Not report_commit, which notes the output for the manifest: with the last file in its place
     * nothing may fail any more. */
    return out_commit(&out, NULL, err);
}

const struct report_writer report_manifest = {
    .name = "manifest", .file = MANIFEST_FILE, .write = write_manifest, .last = true};

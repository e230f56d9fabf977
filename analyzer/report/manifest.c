/*
 * manifest.c: manifest.json: what was read, by what, with which options, and every file that was
 * written, each with its digest, so that `verify` can tell whether a case is still the one that was
 * made. Runs last; does not list itself.
 */
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

static void write_inputs(struct json *json, const struct dossier *dossier)
{
    json_array(json, "inputs");
    for (size_t i = 0; i < dossier->input_count; i++) {
        const struct coverage *input = &dossier->inputs[i];

        json_object(json, NULL);
        json_str(json, "path", input->input);
        json_text(json, "sha256", input->sha256[0] ? input->sha256 : NULL);
        json_u64(json, "bytes", input->bytes);
        json_u64(json, "bytes_inflated", input->bytes_inflated);
        json_u64(json, "lines", input->lines);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_outputs(struct json *json, const struct dossier *dossier)
{
    json_array(json, "outputs");
    for (size_t i = 0; i < dossier->output_count; i++) {
        json_object(json, NULL);
        json_str(json, "name", dossier->outputs[i].name);
        json_u64(json, "bytes", dossier->outputs[i].bytes);
        json_text(json, "sha256", dossier->outputs[i].sha256);
        json_object_end(json);
    }
    json_array_end(json);
}

static int write_manifest(const struct report_target *target, struct err *err)
{
    const struct dossier *dossier = target->dossier;
    struct out out;
    struct json json;

    if (report_create(target, "manifest.json", &out, err) < 0)
        return -1;
    json_init(&json, &out, 1);
    json_object(&json, NULL);
    json_text(&json, "schema", "limier-manifest/1");
    json_object(&json, "tool");
    json_text(&json, "name", "limier");
    json_text(&json, "version", LIMIER_VERSION);
    write_pairs(&json, "components", "version", dossier->versions, dossier->version_count);
    json_object_end(&json);
    json_str(&json, "command_line", dossier->command_line);
    write_pairs(&json, "options", "value", dossier->options, dossier->option_count);
    json_time(&json, "now", dossier->now_ns);
    json_text(&json, "lang", text_lang_code(dossier->lang));
    json_bool(&json, "partial", dossier->partial);
    json_bool(&json, "reveal", dossier->reveal);
    json_str(&json, "portal", dossier->portal ? dossier->portal->name : STR_NONE);
    json_text(&json, "key", dossier->key ? dossier->key->id : NULL);
    write_pairs(&json, "databases", "description", dossier->databases, dossier->database_count);
    write_inputs(&json, dossier);
    write_outputs(&json, dossier);
    json_object_end(&json);
    out_text(&out, "\n");
    /* Not report_commit, which notes the output for the manifest: with the last file in its place
     * nothing may fail any more. */
    return out_commit(&out, NULL, err);
}

const struct report_writer report_manifest = {
    .name = "manifest", .file = "manifest.json", .write = write_manifest, .last = true};

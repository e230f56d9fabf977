/*
 * verify_json.c: a verification for programs.
 */
#include "base/json.h"
#include "verify_report.h"

static const char *const part_names[] = {"output", "stranger", "given", "archive", "input"};
static const char *const state_names[] = {"same",       "altered",    "missing",   "repacked",
                                          "undigested", "unreadable", "unexpected"};
static const char *const signature_names[] = {"none", "unchecked", "good", "bad"};

static void write_item(struct json *json, const struct verify_item *item)
{
    json_object(json, NULL);
    json_text(json, "part", part_names[item->part]);
    json_text(json, "state", state_names[item->state]);
    json_str(json, "name", item->name);
    json_str(json, "found", item->found);
    json_str(json, "sha256", item->sha256);
    json_text(json, "sha256_now", item->sha256_now[0] ? item->sha256_now : NULL);
    if (item->sha256.p)
        json_u64(json, "bytes", item->bytes);
    else
        json_null(json, "bytes");
    if (item->sha256_now[0])
        json_u64(json, "bytes_now", item->bytes_now);
    else
        json_null(json, "bytes_now");
    json_bool(json, "longer", item->longer);
    json_bool(json, "text_same", item->text_same);
    json_object_end(json);
}

void verify_write_json(struct out *out, const struct verify *verify)
{
    const struct manifest *m = &verify->manifest;
    struct json json;

    json_init(&json, out, 1);
    json_object(&json, NULL);
    json_text(&json, "schema", "limier-verify/1");
    json_str(&json, "case", str_of(verify->path));
    json_bool(&json, "altered", verify_is_altered(verify));
    json_bool(&json, "incomplete", verify_is_incomplete(verify));
    json_object(&json, "manifest");
    json_u64(&json, "entries", m->count);
    json_text(&json, "head", m->fault == MANIFEST_WHOLE ? m->head : NULL);
    if (m->fault == MANIFEST_WHOLE) {
        json_null(&json, "fault");
    } else {
        json_object(&json, "fault");
        json_u64(&json, "line", m->fault_line);
        json_text(&json, "text", manifest_fault_text(m->fault));
        json_object_end(&json);
    }
    json_object_end(&json);
    json_object(&json, "signature");
    json_text(&json, "state", signature_names[verify->signature]);
    json_str(&json, "signer", verify->signature == SIGNATURE_GOOD ? verify->signer : STR_NONE);
    json_str(&json, "refusal", verify->refusal);
    json_bool(&json, "minisign", verify->minisign);
    json_object_end(&json);
    json_array(&json, "items");
    for (size_t i = 0; i < verify->count; i++)
        write_item(&json, &verify->items[i]);
    json_array_end(&json);
    json_object_end(&json);
    out_text(out, "\n");
}

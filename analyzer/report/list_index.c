/*
 * list_index.c: exposed/index.json: which lists there are, for who sends them out by a script. It
 * names no person.
 */
#include "base/json.h"
#include "report/lists.h"

void list_index_begin(struct json *json, struct out *out, const struct dossier *dossier)
{
    json_init(json, out, 1);
    json_object(json, NULL);
    json_text(json, "schema", "limier-lists/1");
    json_bool(json, "reveal", dossier->reveal);
    json_text(json, "key", dossier->key->id);
    json_bool(json, "partial", dossier->partial);
    json_array(json, "lists");
}

static void add_file(struct json *json, const struct list_file *file)
{
    if (!file->name[0])
        return;
    json_object(json, NULL);
    json_text(json, "name", file->name);
    json_u64(json, "bytes", file->bytes);
    json_text(json, "sha256", file->sha256);
    if (file->sealed) {
        json_u64(json, "plain_bytes", file->plain_bytes);
        json_text(json, "plain_sha256", file->plain_sha256);
    }
    json_object_end(json);
}

static void add_extent(struct json *json, const char *name, struct extent extent)
{
    json_object(json, name);
    json_u64(json, "floor", extent.floor);
    json_u64(json, "ceiling", extent.ceiling);
    json_object_end(json);
}

void list_index_add(struct json *json, const struct list *list)
{
    json_object(json, NULL);
    json_str(json, "insurer", list->insurer);
    json_text(json, "kind",
              list->kind == LIST_INSURER   ? "insurer"
              : list->kind == LIST_UNKNOWN ? "unknown"
                                           : "others");
    json_text(json, "encrypted",
              list->recipient ? seal_method_name(list->recipient->method) : NULL);
    json_bool(json, "withheld", list->withheld);
    add_extent(json, "beneficiaries", list->persons);
    json_u64(json, "rows", list->rows);
    json_u64(json, "views", list->views);
    json_time(json, "first_seen", list->first_ns);
    json_time(json, "last_seen", list->last_ns);
    json_object(json, "data");
    for (int i = 0; i < DATA_COUNT; i++) {
        if (list->shown[i].ceiling)
            add_extent(json, portal_data_name(i), list->shown[i]);
    }
    json_object_end(json);
    json_array(json, "files");
    add_file(json, &list->csv);
    add_file(json, &list->jsonl);
    json_array_end(json);
    json_object_end(json);
}

void list_index_end(struct json *json)
{
    json_array_end(json);
    json_object_end(json);
    out_text(json->out, "\n");
}

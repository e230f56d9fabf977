/*
 * findings_indicators.c: indicators in findings.json: the files, and every indicator, seen or not:
 * "not seen" is an answer, as far as the log was read.
 */
#include "report/findings_indicators.h"

#include "report/findings_parts.h"

static void write_file(struct json *json, const struct indicator_file *file)
{
    json_object(json, NULL);
    json_str(json, "name", file->name);
    json_text(json, "form", indicator_form_name(file->form));
    json_text(json, "sha256", file->sha256);
    json_u64(json, "read", file->read);
    json_u64(json, "partial", file->partial);
    json_u64(json, "unknown", file->unknown);
    json_u64(json, "revoked", file->revoked);
    json_array(json, "samples");
    for (int i = 0; i < file->sample_count; i++) {
        json_object(json, NULL);
        json_u64(json, "line", file->samples[i].line);
        json_str(json, "text", file->samples[i].text.p ? file->samples[i].text : STR(""));
        json_object_end(json);
    }
    json_array_end(json);
    json_object_end(json);
}

static void write_indicator(struct json *json, const struct dossier *dossier,
                            const struct indicator *i)
{
    json_object(json, NULL);
    json_text(json, "kind", indicator_kind_name(i->kind));
    json_str(json, "value", i->value);
    json_str(json, "file", dossier->indicators->files[i->file].name);
    json_u64(json, "line", i->line);
    json_str(json, "id", i->id);
    json_bool(json, "seen", i->requests > 0);
    json_u64(json, "requests", i->requests);
    json_u64(json, "records", i->records);
    json_time(json, "first", i->first_ns);
    json_time(json, "last", i->last_ns);
    json_u64(json, "account_count", i->account_count);
    json_array(json, "accounts");
    for (int a = 0; a < i->shown_accounts; a++)
        json_str(json, NULL, i->accounts[a]);
    json_array_end(json);
    json_object(json, "beneficiaries");
    json_u64(json, "floor", i->beneficiaries.floor);
    json_u64(json, "ceiling", i->beneficiaries.ceiling);
    json_object_end(json);
    json_array(json, "evidence");
    if (i->requests)
        findings_evidence(json, dossier, &i->evidence);
    json_array_end(json);
    json_object_end(json);
}

void findings_indicators(struct json *json, const struct dossier *dossier)
{
    const struct indicators *given = dossier->indicators;

    if (!given)
        return;
    json_object(json, "indicators");
    json_u64(json, "seen", given->seen);
    json_array(json, "files");
    for (size_t i = 0; i < given->file_count; i++)
        write_file(json, &given->files[i]);
    json_array_end(json);
    json_array(json, "list");
    for (size_t i = 0; i < given->count; i++)
        write_indicator(json, dossier, &given->list[i]);
    json_array_end(json);
    json_object_end(json);
}

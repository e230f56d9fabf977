/*
 * findings_parts.c: small objects that several parts of findings.json hold.
 */
#include "report/findings_parts.h"

void findings_evidence(struct json *json, const struct dossier *dossier,
                       const struct evidence *evidence)
{
    if (evidence->input >= dossier->input_count)
        return;
    json_object(json, NULL);
    json_str(json, "input", dossier->inputs[evidence->input].input);
    json_u64(json, "line", evidence->line);
    json_u64(json, "offset", evidence->offset);
    json_object_end(json);
}

void findings_texts(struct json *json, const char *name, const struct str text[2])
{
    json_object(json, name);
    json_str(json, "fr", text[LANG_FR].p ? text[LANG_FR] : STR(""));
    json_str(json, "en", text[LANG_EN].p ? text[LANG_EN] : STR(""));
    json_object_end(json);
}

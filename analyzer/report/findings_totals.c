/*
 * findings_totals.c: persons of all findings on the lists, each counted once: in all, by category
 * of data, by insurer.
 */
#include "report/findings_totals.h"

static void write_extent(struct json *json, const char *name, const struct extent *extent)
{
    json_object(json, name);
    json_u64(json, "floor", extent->floor);
    json_u64(json, "ceiling", extent->ceiling);
    json_object_end(json);
}

void findings_shown(struct json *json, const struct extent shown[DATA_COUNT])
{
    json_object(json, "shown");
    for (int i = 0; i < DATA_COUNT; i++) {
        if (shown[i].ceiling)
            write_extent(json, portal_data_name(i), &shown[i]);
    }
    json_object_end(json);
}

static void write_total(struct json *json, const struct dossier_total *total)
{
    write_extent(json, "beneficiaries", &total->beneficiaries);
    findings_shown(json, total->shown);
    json_u64(json, "views", total->views);
    json_time(json, "first", total->first_ns);
    json_time(json, "last", total->last_ns);
}

void findings_totals(struct json *json, const struct dossier *dossier)
{
    json_object(json, "total");
    write_total(json, &dossier->total);
    json_array(json, "insurers");
    for (size_t i = 0; i < dossier->total_count; i++) {
        json_object(json, NULL);
        json_str(json, "insurer", dossier->totals[i].insurer);
        write_total(json, &dossier->totals[i]);
        json_object_end(json);
    }
    json_array_end(json);
    json_object_end(json);
}

/*
 * findings_series.c: the parts of findings.json's coverage that are about time: order of the lines
 * of an input, series, and hours in which they are silent.
 */
#include "report/findings_series.h"

void findings_damage(struct json *json, const struct damage *damage)
{
    char text[DAMAGE_TEXT];

    if (damage->kind == DAMAGE_NONE) {
        json_null(json, "damage");
        return;
    }
    json_object(json, "damage");
    json_text(json, "kind", damage_name(damage));
    json_object(json, "text");
    json_str(json, "fr", damage_text(damage, LANG_FR, text));
    json_str(json, "en", damage_text(damage, LANG_EN, text));
    json_object_end(json);
    json_u64(json, "offset", damage->offset);
    json_u64(json, "at", damage->at);
    json_u64(json, "lost", damage->lost);
    json_u64(json, "gaps", damage->gaps);
    json_u64(json, "recovered", damage->recovered);
    json_text(json, "checksum", damage_sum_name(damage->sum));
    json_object_end(json);
}

void findings_steps(struct json *json, const struct coverage *input)
{
    const struct order *order = &input->order;

    json_object(json, "steps");
    json_u64(json, "back", order->back);
    json_u64(json, "clock", order->steps);
    json_number(json, "most_s", (double)order->most_ns / NS_PER_SECOND, 3);
    if (order->most_line) {
        json_u64(json, "line", order->most_line);
        json_u64(json, "offset", order->most_offset);
    } else {
        json_null(json, "line");
        json_null(json, "offset");
    }
    json_object_end(json);
    if (input->hours.refused)
        json_null(json, "hours");
    else
        json_u64(json, "hours", input->hours.count);
    json_time(json, "last_good", input->last_good_ns);
}

static void write_silence(struct json *json, const struct silence *silence)
{
    json_object(json, NULL);
    json_text(json, "kind", silence_kind_name(silence->kind));
    json_time(json, "from", silence->from_ns);
    json_time(json, "to", silence->to_ns);
    json_u64(json, "hours", (uint64_t)((silence->to_ns - silence->from_ns) / NS_PER_HOUR));
    json_number(json, "expected", silence->expected, 1);
    json_number(json, "surprise", silence->surprise, 2);
    json_bool(json, "improbable", silence->improbable);
    json_object_end(json);
}

static void write_series(struct json *json, const char *name, const struct series *series)
{
    json_object(json, name);
    if (!name)
        json_str(json, "series", series->name);
    json_u64(json, "inputs", series->inputs);
    json_u64(json, "lines", series->lines);
    json_time(json, "first", series->lines ? series->first_ns : TIME_NONE);
    json_time(json, "last", series->lines ? series->last_ns : TIME_NONE);
    if (series->hours.refused) {
        json_null(json, "hours");
        json_null(json, "hours_without_lines");
    } else {
        json_u64(json, "hours", series->hours.count);
        json_u64(json, "hours_without_lines", series->hours_without);
    }
    json_array(json, "silences");
    for (size_t i = 0; i < series->silence_count; i++)
        write_silence(json, &series->silences[i]);
    json_array_end(json);
    json_u64(json, "silences_omitted", series->silences_omitted);
    json_object_end(json);
}

void findings_series(struct json *json, const struct dossier *dossier)
{
    json_u64(json, "silences", dossier_silences(dossier));
    write_series(json, "together", &dossier->series.all);
    json_array(json, "series");
    for (size_t i = 0; i < dossier->series.count; i++)
        write_series(json, NULL, &dossier->series.list[i]);
    json_array_end(json);
}

/*
 * dossier_codec_coverage.c: inputs with their damage, and series with their silences, member by
 * member. What exists only while an input is read (buckets that are being filled, runs that are not
 * joined yet) is not kept.
 */
#include "dossier_codec.h"

static void code_hour(struct codec *c, void *item)
{
    struct hour *hour = item;

    codec_i64(c, &hour->number);
    codec_u64(c, &hour->lines);
}

static void code_hours(struct codec *c, struct hours *hours)
{
    codec_bool(c, &hours->refused);
    codec_list(c, &hours->list, &hours->count, sizeof *hours->list, code_hour);
    if (!codec_reads(c))
        return;
    hours->room = hours->sorted = hours->count;
    for (size_t i = 1; i < hours->count; i++) {
        if (hours->list[i].number <= hours->list[i - 1].number)
            codec_refuse(c);
    }
}

static void code_damage(struct codec *c, struct damage *damage)
{
    int kind = (int)damage->kind;
    int sum = (int)damage->sum;

    codec_choice(c, &kind, DAMAGE_COUNT);
    codec_choice(c, &sum, SUM_COUNT);
    damage->kind = (enum damage_kind)kind;
    damage->sum = (enum damage_sum)sum;
    codec_u64(c, &damage->offset);
    codec_u64(c, &damage->at);
    codec_u64(c, &damage->lost);
    codec_u64(c, &damage->recovered);
    codec_u32(c, &damage->gaps);
    codec_chars(c, damage->detail, sizeof damage->detail);
}

static void code_order(struct codec *c, struct order *order)
{
    codec_u64(c, &order->from);
    codec_u64(c, &order->to);
    codec_i64(c, &order->first_ns);
    codec_u64(c, &order->first_line);
    codec_u64(c, &order->first_offset);
    codec_i64(c, &order->last_ns);
    codec_i64(c, &order->good_ns);
    codec_u64(c, &order->back);
    codec_u64(c, &order->steps);
    codec_i64(c, &order->most_ns);
    codec_u64(c, &order->most_line);
    codec_u64(c, &order->most_offset);
}

static void code_choice(struct codec *c, struct layout_choice *choice)
{
    codec_u32(c, &choice->lines);
    codec_u32(c, &choice->read);
    codec_u32(c, &choice->any_read);
    codec_u32(c, &choice->second_read);
    codec_str(c, &choice->best);
    codec_str(c, &choice->second);
}

static void code_other(struct codec *c, void *item)
{
    struct other_layout *other = item;

    codec_str(c, &other->name);
    codec_u64(c, &other->lines);
}

static void code_count(struct codec *c, void *item)
{
    codec_u64(c, item);
}

static void code_sample(struct codec *c, void *item)
{
    struct reject_sample *sample = item;

    codec_u64(c, &sample->line);
    codec_u64(c, &sample->offset);
    codec_u32(c, &sample->column);
    codec_str(c, &sample->text);
    codec_u32(c, &sample->text_at);
}

static void code_rejected(struct codec *c, struct coverage *input)
{
    codec_array(c, input->rejected, REJECT_COUNT, sizeof *input->rejected, code_count);
    for (int r = 0; r < REJECT_COUNT; r++) {
        int count = input->sample_count[r];

        codec_choice(c, &count, LIMIT_REJECT_SAMPLES + 1);
        input->sample_count[r] = (uint8_t)count;
        codec_array(c, input->samples[r], (size_t)count, sizeof input->samples[r][0], code_sample);
    }
}

static void code_names(struct codec *c, struct coverage *input)
{
    size_t others = input->other_count;

    codec_str(c, &input->input);
    codec_str(c, &input->layout);
    codec_str(c, &input->form);
    code_choice(c, &input->choice);
    codec_str(c, &input->duplicate_of);
    codec_chars(c, input->sha256, sizeof input->sha256);
    codec_chars(c, input->sha256_text, sizeof input->sha256_text);
    codec_str(c, &input->containers);
    codec_list(c, &input->others, &others, sizeof *input->others, code_other);
    input->other_count = (uint32_t)others;
}

void dossier_code_input(struct codec *c, struct coverage *input)
{
    if (codec_reads(c))
        coverage_init(input);
    code_names(c, input);
    codec_u64(c, &input->bytes);
    codec_u64(c, &input->bytes_inflated);
    code_damage(c, &input->damage);
    codec_u64(c, &input->lines);
    codec_u64(c, &input->parsed);
    codec_u64(c, &input->skipped);
    code_rejected(c, input);
    codec_u64(c, &input->outside);
    codec_u64(c, &input->ambiguous);
    codec_i64(c, &input->first_ns);
    codec_i64(c, &input->last_ns);
    codec_i64(c, &input->last_good_ns);
    code_hours(c, &input->hours);
    code_order(c, &input->order);
}

static void code_input(struct codec *c, void *item)
{
    dossier_code_input(c, item);
}

static void code_silence(struct codec *c, void *item)
{
    struct silence *silence = item;
    int kind = (int)silence->kind;

    codec_choice(c, &kind, SILENCE_ENDS + 1);
    silence->kind = (enum silence_kind)kind;
    codec_i64(c, &silence->from_ns);
    codec_i64(c, &silence->to_ns);
    codec_double(c, &silence->expected);
    codec_double(c, &silence->surprise);
    codec_bool(c, &silence->improbable);
}

static void code_series(struct codec *c, void *item)
{
    struct series *series = item;

    codec_str(c, &series->name);
    codec_u32(c, &series->inputs);
    codec_u64(c, &series->lines);
    codec_i64(c, &series->first_ns);
    codec_i64(c, &series->last_ns);
    code_hours(c, &series->hours);
    codec_u64(c, &series->hours_without);
    codec_list(c, &series->silences, &series->silence_count, sizeof *series->silences,
               code_silence);
    codec_u64(c, &series->improbable);
    codec_u64(c, &series->silent_hours);
    codec_u64(c, &series->silences_omitted);
}

void dossier_code_coverage(struct codec *c, struct dossier *d)
{
    codec_list(c, &d->inputs, &d->input_count, sizeof *d->inputs, code_input);
    codec_list(c, &d->series.list, &d->series.count, sizeof *d->series.list, code_series);
    code_series(c, &d->series.all);
}

/*
 * dossier_codec_indicators.c: indicators and where they were seen, member by member, in the order
 * of indicators.h; and what writers rely on in them.
 */
#include "case_facts.h"
#include "dossier_codec.h"

static void code_sample(struct codec *c, void *item)
{
    struct indicator_sample *sample = item;

    codec_u32(c, &sample->line);
    codec_str(c, &sample->text);
}

static void code_file(struct codec *c, void *item)
{
    struct indicator_file *file = item;
    int form = (int)file->form;

    codec_str(c, &file->name);
    codec_choice(c, &form, INDICATOR_FORMS);
    file->form = (enum indicator_form)form;
    codec_chars(c, file->sha256, sizeof file->sha256);
    codec_u64(c, &file->read);
    codec_u64(c, &file->partial);
    codec_u64(c, &file->unknown);
    codec_u64(c, &file->revoked);
    codec_choice(c, &file->sample_count, INDICATOR_SAMPLES + 1);
    codec_array(c, file->samples, (size_t)file->sample_count, sizeof *file->samples, code_sample);
}

static void code_indicator(struct codec *c, void *item)
{
    struct indicator *i = item;
    int kind = (int)i->kind;
    uint32_t bits = i->network.bits;

    codec_choice(c, &kind, INDICATOR_KINDS);
    i->kind = (enum indicator_kind)kind;
    codec_str(c, &i->value);
    codec_bytes(c, i->network.address, sizeof i->network.address);
    codec_u32(c, &bits);
    i->network.bits = bits;
    codec_u32(c, &i->file);
    codec_u32(c, &i->line);
    codec_str(c, &i->id);
    codec_u64(c, &i->requests);
    codec_u64(c, &i->records);
    codec_i64(c, &i->first_ns);
    codec_i64(c, &i->last_ns);
    dossier_code_evidence(c, &i->evidence);
    codec_u64(c, &i->account_count);
    codec_choice(c, &i->shown_accounts, INDICATOR_ACCOUNTS + 1);
    codec_array(c, i->accounts, (size_t)i->shown_accounts, sizeof *i->accounts, dossier_code_str);
    codec_u64(c, &i->beneficiaries.floor);
    codec_u64(c, &i->beneficiaries.ceiling);
}

void dossier_code_indicators(struct codec *c, struct dossier *d)
{
    struct indicators copy = d->indicators ? *d->indicators : (struct indicators){0};
    bool given = d->indicators != NULL;
    uint64_t seen = copy.seen;

    codec_bool(c, &given);
    if (!given)
        return;
    codec_list(c, &copy.files, &copy.file_count, sizeof *copy.files, code_file);
    codec_list(c, &copy.list, &copy.count, sizeof *copy.list, code_indicator);
    codec_u64(c, &seen);
    copy.seen = (size_t)seen;
    if (codec_reads(c)) {
        struct indicators *kept = arena_alloc(c->arena, sizeof *kept);

        *kept = copy;
        d->indicators = kept;
    }
}

static bool is_moment(int64_t time_ns)
{
    return time_ns == TIME_NONE || (time_ns >= CASE_TIME_LEAST && time_ns <= CASE_TIME_MOST);
}

bool dossier_indicators_good(const struct dossier *d)
{
    const struct indicators *given = d->indicators;
    size_t seen = 0;

    for (size_t i = 0; given && i < given->count; i++) {
        const struct indicator *one = &given->list[i];

        if (one->file >= given->file_count || one->network.bits > 128 || !one->value.p ||
            !is_moment(one->first_ns) || !is_moment(one->last_ns) ||
            (one->requests && one->evidence.input >= d->input_count))
            return false;
        seen += one->requests > 0;
    }
    return !given || seen == given->seen;
}

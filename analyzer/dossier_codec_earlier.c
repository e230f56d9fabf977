/*
 * dossier_codec_earlier.c: the phase of the notification, and what the earlier one said, as bytes.
 */
#include "dossier_codec.h"

static void code_insurer(struct codec *c, void *item)
{
    struct finding_insurer *i = item;

    codec_str(c, &i->insurer);
    codec_u64(c, &i->floor);
    codec_u64(c, &i->ceiling);
}

static void code_extent(struct codec *c, struct extent *e)
{
    codec_u64(c, &e->floor);
    codec_u64(c, &e->ceiling);
    if (e->floor > e->ceiling)
        codec_refuse(c);
}

static void code_all(struct codec *c, struct earlier *e)
{
    codec_i64(c, &e->established_ns);
    codec_i64(c, &e->first_ns);
    codec_i64(c, &e->last_ns);
    code_extent(c, &e->persons);
    code_extent(c, &e->records);
    codec_list(c, &e->accounts, &e->account_count, sizeof *e->accounts, dossier_code_str);
    codec_list(c, &e->insurers, &e->insurer_count, sizeof *e->insurers, code_insurer);
    for (int i = 0; i < DATA_COUNT; i++)
        codec_bool(c, &e->shown[i]);
}

void dossier_code_earlier(struct codec *c, struct dossier *d)
{
    int phase = (int)d->phase;
    bool known = d->earlier != NULL;
    struct earlier e = {0};

    codec_choice(c, &phase, PHASE_COMPLEMENTARY + 1);
    codec_bool(c, &known);
    d->phase = (enum phase)phase;
    if (!known) {
        d->earlier = NULL;
        return;
    }
    if (!codec_reads(c))
        e = *d->earlier;
    code_all(c, &e);
    if (codec_reads(c)) {
        struct earlier *kept = arena_alloc(c->arena, sizeof *kept);

        *kept = e;
        d->earlier = kept;
    }
}

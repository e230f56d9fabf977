/*
 * dossier_codec_findings.c: findings and campaigns, member by member, in the order of finding.h.
 */
#include "detect/detect.h"
#include "dossier_codec.h"

static void code_attribution(struct codec *c, enum attribution *attributed)
{
    int choice = (int)*attributed;

    codec_choice(c, &choice, ATTRIBUTION_COUNT);
    *attributed = (enum attribution)choice;
}

static void code_extent(struct codec *c, void *item)
{
    struct extent *extent = item;

    codec_u64(c, &extent->floor);
    codec_u64(c, &extent->ceiling);
}

static void code_place(struct codec *c, struct place *place)
{
    codec_str(c, &place->country_code);
    dossier_code_texts(c, place->country);
    dossier_code_texts(c, place->city);
    codec_bool(c, &place->located);
    codec_double(c, &place->latitude);
    codec_double(c, &place->longitude);
    codec_u32(c, &place->accuracy_km);
    codec_u32(c, &place->asn);
    codec_str(c, &place->organisation);
}

static void code_source(struct codec *c, void *item)
{
    struct finding_source *s = item;

    codec_str(c, &s->address);
    code_place(c, &s->place);
    code_attribution(c, &s->attributed);
    codec_i64(c, &s->first_ns);
    codec_i64(c, &s->last_ns);
    codec_u64(c, &s->requests);
    codec_u64(c, &s->records);
}

static void code_session(struct codec *c, void *item)
{
    struct finding_session *s = item;

    code_attribution(c, &s->attributed);
    codec_double(c, &s->bans);
    codec_u32(c, &s->source);
    codec_str(c, &s->agent);
    codec_i64(c, &s->first_ns);
    codec_i64(c, &s->last_ns);
    codec_u64(c, &s->requests);
    codec_u64(c, &s->records);
    codec_u64(c, &s->beneficiaries);
    codec_u64(c, &s->not_found);
    codec_u64(c, &s->follow_ups);
    dossier_code_evidence(c, &s->first);
    dossier_code_evidence(c, &s->last);
}

static void code_insurer(struct codec *c, void *item)
{
    struct finding_insurer *insurer = item;

    codec_str(c, &insurer->insurer);
    codec_u64(c, &insurer->floor);
    codec_u64(c, &insurer->ceiling);
}

static void code_reason(struct codec *c, void *item)
{
    struct reason *r = item;

    codec_text(c, &r->detector);
    codec_double(c, &r->observed);
    codec_double(c, &r->expected);
    codec_double(c, &r->of);
    codec_text(c, &r->unit);
    codec_double(c, &r->bans);
    codec_choice(c, &r->aspect, ASPECT_COUNT);
    codec_bool(c, &r->circumstance);
    codec_i64(c, &r->from_ns);
    codec_i64(c, &r->to_ns);
    dossier_code_texts(c, r->text);
    dossier_code_texts(c, r->brief);
    codec_choice(c, &r->evidence_count, LIMIT_REASON_EVIDENCE + 1);
    codec_array(c, r->evidence, (size_t)r->evidence_count, sizeof *r->evidence,
                dossier_code_evidence);
    if (!r->detector || !r->unit)
        codec_refuse(c);
}

static void code_moment(struct codec *c, void *item)
{
    struct moment *moment = item;

    codec_i64(c, &moment->time_ns);
    codec_text(c, &moment->what);
    dossier_code_texts(c, moment->text);
    dossier_code_evidence(c, &moment->evidence);
    if (!moment->what)
        codec_refuse(c);
}

static void code_day(struct codec *c, void *item)
{
    struct finding_day *day = item;

    codec_i64(c, &day->start_ns);
    codec_u32(c, &day->owner);
    codec_u32(c, &day->unclear);
    codec_u32(c, &day->attacker);
}

static void code_point(struct codec *c, void *item)
{
    struct finding_point *point = item;

    codec_i64(c, &point->time_ns);
    codec_u64(c, &point->floor);
    codec_u64(c, &point->ceiling);
}

static void code_number(struct codec *c, void *item)
{
    struct finding_number *number = item;
    double place = number->place;

    codec_i64(c, &number->time_ns);
    codec_double(c, &place);
    codec_bool(c, &number->unclear);
    number->place = (float)place;
}

static void code_peers(struct codec *c, struct finding_peers *peers)
{
    codec_u32(c, &peers->accounts);
    codec_double(c, &peers->median);
    codec_double(c, &peers->high);
    codec_double(c, &peers->own_median);
    codec_double(c, &peers->own_high);
}

static void code_stretch(struct codec *c, struct finding *f)
{
    int stretch = (int)f->stretch;

    codec_choice(c, &stretch, STRETCH_DRIP + 1);
    f->stretch = (enum stretch)stretch;
    codec_i64(c, &f->stretch_from_ns);
    codec_i64(c, &f->stretch_to_ns);
    dossier_code_texts(c, f->stretch_text);
}

static void code_hour(struct codec *c, void *item)
{
    codec_u32(c, item);
}

static void code_numbers(struct codec *c, struct finding *f)
{
    codec_u64(c, &f->beneficiaries.floor);
    codec_u64(c, &f->beneficiaries.ceiling);
    codec_u64(c, &f->records.floor);
    codec_u64(c, &f->records.ceiling);
    codec_u64(c, &f->beneficiaries_also_owner);
    codec_u64(c, &f->not_found);
    codec_u64(c, &f->refused);
    codec_u16(c, &f->data);
    codec_array(c, f->shown, DATA_COUNT, sizeof *f->shown, code_extent);
    codec_u16(c, &f->holder_data);
    codec_u64(c, &f->holder_views);
    dossier_code_evidence(c, &f->holder_evidence);
    codec_array(c, f->hours, sizeof f->hours / sizeof f->hours[0][0][0], sizeof f->hours[0][0][0],
                code_hour);
}

static void code_walk(struct codec *c, struct finding_walk *walk)
{
    codec_bool(c, &walk->nir);
    codec_u64(c, &walk->asked);
    codec_u64(c, &walk->steps);
    codec_u64(c, &walk->rising);
    codec_u64(c, &walk->up);
    codec_u64(c, &walk->down);
}

static void code_lists(struct codec *c, struct finding *f)
{
    codec_list(c, &f->sources, &f->source_count, sizeof *f->sources, code_source);
    codec_list(c, &f->sessions, &f->session_count, sizeof *f->sessions, code_session);
    codec_u64(c, &f->sessions_omitted);
    codec_list(c, &f->insurers, &f->insurer_count, sizeof *f->insurers, code_insurer);
    codec_list(c, &f->reasons, &f->reason_count, sizeof *f->reasons, code_reason);
    codec_list(c, &f->moments, &f->moment_count, sizeof *f->moments, code_moment);
    codec_list(c, &f->days, &f->day_count, sizeof *f->days, code_day);
    codec_list(c, &f->points, &f->point_count, sizeof *f->points, code_point);
    codec_list(c, &f->numbers, &f->number_count, sizeof *f->numbers, code_number);
    codec_list(c, &f->run, &f->run_count, sizeof *f->run, code_number);
    code_walk(c, &f->walk);
}

static void code_finding(struct codec *c, void *item)
{
    struct finding *f = item;
    int verdict = (int)f->verdict;

    codec_str(c, &f->account);
    codec_choice(c, &verdict, VERDICT_HARVESTING + 1);
    f->verdict = (enum verdict)verdict;
    codec_bool(c, &f->doubtful);
    codec_i64(c, &f->first_ns);
    codec_i64(c, &f->last_ns);
    codec_i64(c, &f->account_first_ns);
    codec_i64(c, &f->account_last_ns);
    code_numbers(c, f);
    dossier_code_texts(c, f->text);
    dossier_code_texts(c, f->advice);
    codec_double(c, &f->bans);
    codec_double(c, &f->probability);
    code_stretch(c, f);
    codec_str(c, &f->allowed_reason);
    codec_i64(c, &f->allowed_until_ns);
    code_peers(c, &f->peers);
    code_lists(c, f);
}

static void code_shared(struct codec *c, void *item)
{
    struct campaign_shared *shared = item;
    int kind = (int)shared->kind;

    codec_choice(c, &kind, CAMPAIGN_KINDS);
    shared->kind = (enum campaign_kind)kind;
    codec_str(c, &shared->value);
    codec_u64(c, &shared->accounts);
}

static void code_index(struct codec *c, void *item)
{
    codec_u32(c, item);
}

static void code_campaign(struct codec *c, void *item)
{
    struct campaign *campaign = item;

    codec_list(c, &campaign->findings, &campaign->finding_count, sizeof *campaign->findings,
               code_index);
    codec_i64(c, &campaign->first_ns);
    codec_i64(c, &campaign->last_ns);
    codec_u64(c, &campaign->beneficiaries.floor);
    codec_u64(c, &campaign->beneficiaries.ceiling);
    codec_u64(c, &campaign->records.floor);
    codec_u64(c, &campaign->records.ceiling);
    codec_list(c, &campaign->shared, &campaign->shared_count, sizeof *campaign->shared,
               code_shared);
}

static void code_total(struct codec *c, void *item)
{
    struct dossier_total *total = item;

    codec_str(c, &total->insurer);
    code_extent(c, &total->beneficiaries);
    codec_array(c, total->shown, DATA_COUNT, sizeof *total->shown, code_extent);
    codec_u64(c, &total->views);
    codec_i64(c, &total->first_ns);
    codec_i64(c, &total->last_ns);
}

void dossier_code_findings(struct codec *c, struct dossier *d)
{
    codec_list(c, &d->findings, &d->finding_count, sizeof *d->findings, code_finding);
    code_total(c, &d->total);
    codec_list(c, &d->totals, &d->total_count, sizeof *d->totals, code_total);
    codec_list(c, &d->campaigns, &d->campaign_count, sizeof *d->campaigns, code_campaign);
}

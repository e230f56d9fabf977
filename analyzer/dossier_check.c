/*
 * dossier_check.c: what writers rely on, looked for in a dossier that anybody may have written.
 * Counts are believed: a case that was altered has another digest than its manifest says.
 */
#include "case_facts.h"
#include "dossier_codec.h"

static bool is_moment(int64_t time_ns)
{
    return time_ns == TIME_NONE || (time_ns >= CASE_TIME_LEAST && time_ns <= CASE_TIME_MOST);
}

static bool is_span(int64_t first_ns, int64_t last_ns)
{
    return is_moment(first_ns) && is_moment(last_ns);
}

static bool is_evidence(const struct dossier *d, const struct evidence *list, int count)
{
    for (int i = 0; i < count; i++) {
        if (list[i].input >= d->input_count || !is_moment(list[i].time_ns))
            return false;
    }
    return true;
}

static bool sessions_good(const struct dossier *d, const struct finding *f)
{
    for (size_t i = 0; i < f->session_count; i++) {
        const struct finding_session *s = &f->sessions[i];

        if (s->source >= f->source_count || !is_span(s->first_ns, s->last_ns) ||
            !is_evidence(d, &s->first, 1) || !is_evidence(d, &s->last, 1))
            return false;
    }
    return true;
}

static bool reasons_good(const struct dossier *d, const struct finding *f)
{
    for (size_t i = 0; i < f->reason_count; i++) {
        const struct reason *r = &f->reasons[i];

        if (!is_span(r->from_ns, r->to_ns) || !is_evidence(d, r->evidence, r->evidence_count))
            return false;
    }
    for (size_t i = 0; i < f->moment_count; i++) {
        if (!is_moment(f->moments[i].time_ns) || !is_evidence(d, &f->moments[i].evidence, 1))
            return false;
    }
    return true;
}

static bool numbers_good(const struct finding_number *numbers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!is_moment(numbers[i].time_ns) || !(numbers[i].place >= 0 && numbers[i].place <= 1))
            return false;
        if (i > 0 && numbers[i].time_ns < numbers[i - 1].time_ns)
            return false;
    }
    return true;
}

static bool figures_good(const struct finding *f)
{
    for (size_t i = 0; i < f->day_count; i++) {
        if (!is_moment(f->days[i].start_ns))
            return false;
    }
    for (size_t i = 0; i < f->point_count; i++) {
        if (!is_moment(f->points[i].time_ns))
            return false;
    }
    if (!numbers_good(f->numbers, f->number_count) || !numbers_good(f->run, f->run_count))
        return false;
    for (size_t i = 0; i < f->source_count; i++) {
        const struct place *p = &f->sources[i].place;

        if (!is_span(f->sources[i].first_ns, f->sources[i].last_ns) || p->latitude < -90 ||
            p->latitude > 90 || p->longitude < -180 || p->longitude > 180)
            return false;
    }
    return true;
}

/* Persons in a day; figures have room for so many. */
static bool is_daily(double persons)
{
    return persons >= 0 && persons <= 1e15;
}

static bool peers_good(const struct finding_peers *peers)
{
    return is_daily(peers->median) && is_daily(peers->high) && is_daily(peers->own_median) &&
           is_daily(peers->own_high);
}

static bool finding_good(const struct dossier *d, const struct finding *f)
{
    return f->account.p && peers_good(&f->peers) && is_span(f->first_ns, f->last_ns) &&
           is_span(f->account_first_ns, f->account_last_ns) &&
           is_span(f->stretch_from_ns, f->stretch_to_ns) && is_moment(f->allowed_until_ns) &&
           f->data < 1u << DATA_COUNT && f->holder_data < 1u << DATA_COUNT &&
           (f->holder_views == 0 || is_evidence(d, &f->holder_evidence, 1)) &&
           sessions_good(d, f) && reasons_good(d, f) && figures_good(f);
}

static bool campaign_good(const struct dossier *d, const struct campaign *campaign)
{
    for (size_t i = 0; i < campaign->finding_count; i++) {
        if (campaign->findings[i] >= d->finding_count)
            return false;
    }
    return is_span(campaign->first_ns, campaign->last_ns);
}

static bool alert_good(const struct dossier *d, const struct alert *a)
{
    return a->signature < d->signature_count && a->finding >= -1 &&
           a->finding < (int64_t)d->finding_count && is_span(a->first_ns, a->last_ns) &&
           is_moment(a->at_ns) && is_evidence(d, a->evidence, a->evidence_count);
}

static bool order_good(const struct order *order)
{
    return is_span(order->first_ns, order->last_ns) && is_moment(order->good_ns) &&
           order->most_ns >= 0 && order->most_ns <= CASE_TIME_MOST - CASE_TIME_LEAST;
}

static bool hours_good(const struct hours *hours)
{
    for (size_t i = 0; i < hours->count; i++) {
        if (hours->list[i].number < CASE_TIME_LEAST / NS_PER_HOUR - 1 ||
            hours->list[i].number > CASE_TIME_MOST / NS_PER_HOUR)
            return false;
    }
    return true;
}

static bool series_good(const struct series *series)
{
    for (size_t i = 0; i < series->silence_count; i++) {
        if (!is_span(series->silences[i].from_ns, series->silences[i].to_ns))
            return false;
    }
    return is_span(series->first_ns, series->last_ns) && hours_good(&series->hours);
}

static bool inputs_good(const struct dossier *d)
{
    for (size_t i = 0; i < d->input_count; i++) {
        const struct coverage *input = &d->inputs[i];

        if (!input->input.p || !is_span(input->first_ns, input->last_ns) ||
            !is_moment(input->last_good_ns) || !order_good(&input->order) ||
            !hours_good(&input->hours))
            return false;
    }
    for (size_t i = 0; i < d->series.count; i++) {
        if (!series_good(&d->series.list[i]))
            return false;
    }
    return series_good(&d->series.all);
}

static bool findings_good(const struct dossier *d)
{
    for (size_t i = 0; i < d->finding_count; i++) {
        if (!finding_good(d, &d->findings[i]))
            return false;
    }
    for (size_t i = 0; i < d->campaign_count; i++) {
        if (!campaign_good(d, &d->campaigns[i]))
            return false;
    }
    for (size_t i = 0; i < d->total_count; i++) {
        if (!is_span(d->totals[i].first_ns, d->totals[i].last_ns))
            return false;
    }
    return is_span(d->total.first_ns, d->total.last_ns);
}

static bool alerts_good(const struct dossier *d)
{
    for (size_t i = 0; i < d->alert_count; i++) {
        if (!alert_good(d, &d->alerts[i]))
            return false;
    }
    for (size_t i = 0; i < d->signature_count; i++) {
        const struct signature *s = &d->signatures[i];

        if (!s->title[0].p || !s->title[1].p || !s->file.p || !is_span(s->first_ns, s->last_ns))
            return false;
    }
    return true;
}

static bool accounts_good(const struct dossier *d)
{
    for (size_t i = 0; i < d->account_count; i++) {
        const struct dossier_account *a = &d->accounts[i];

        if (!is_span(a->first_ns, a->last_ns) || !a->account.p || !is_daily(a->day_median) ||
            !is_daily(a->day_max))
            return false;
    }
    return true;
}

/* What a complementary notification is held against. */
static bool earlier_good(const struct dossier *d)
{
    const struct earlier *e = d->earlier;

    if (!e)
        return d->phase == PHASE_INITIAL;
    for (size_t i = 0; i < e->account_count; i++) {
        if (!e->accounts[i].p)
            return false;
    }
    return is_moment(e->established_ns) && is_moment(e->first_ns) && is_moment(e->last_ns);
}

const char *dossier_wrong(const struct dossier *d)
{
    if (!is_moment(d->now_ns) || !is_moment(d->aware_ns) || d->deadline_hours < 1 ||
        d->deadline_hours > DEADLINE_HOURS_MOST || d->offset_seconds < -86400 ||
        d->offset_seconds > 86400 || !is_span(d->first_ns, d->last_ns))
        return N_("a moment that cannot be");
    if (!earlier_good(d))
        return N_("an earlier notification that cannot be");
    if (!inputs_good(d))
        return N_("an input that cannot be");
    if (!accounts_good(d))
        return N_("an account that cannot be");
    if (!findings_good(d))
        return N_("a finding that cannot be");
    if (!alerts_good(d))
        return N_("an alert that cannot be");
    if (!dossier_indicators_good(d))
        return N_("an indicator that cannot be");
    return NULL;
}

/*
 * dossier.c: questions that every writer asks.
 */
#include "model/dossier.h"

uint64_t dossier_silences(const struct dossier *dossier)
{
    uint64_t sum = dossier->series.all.improbable;

    for (size_t i = 0; i < dossier->series.count; i++)
        sum += dossier->series.list[i].improbable;
    return sum;
}

uint64_t dossier_rejected(const struct dossier *dossier, enum reject reject)
{
    uint64_t lines = 0;

    for (size_t i = 0; i < dossier->input_count; i++)
        lines += dossier->inputs[i].duplicate_of.p ? 0 : dossier->inputs[i].rejected[reject];
    return lines;
}

bool dossier_unjudged(const struct dossier *dossier)
{
    return dossier->active == 0 && dossier->unattributed == 0;
}

const char *dossier_unjudged_text(const struct dossier *dossier, enum lang lang)
{
    if (dossier->parsed == 0 && dossier->rejected > 0)
        return text_get(lang, N_("Not one line could be read: nothing was judged. limier inspect "
                                 "says how far known layouts get; --log-format names another."));
    return text_get(lang, N_("No answer that shows a beneficiary was recognised: nothing was "
                             "judged. Do --portal, --since and --until fit this log?"));
}

bool dossier_unread(const struct dossier *dossier)
{
    if (dossier->partial || dossier->names_refused || dossier->sessions_refused ||
        dossier->regex_limits || dossier->parsed == 0 || dossier_silences(dossier))
        return true;
    for (size_t i = 0; i < dossier->input_count; i++) {
        if (coverage_incomplete(&dossier->inputs[i]))
            return true;
    }
    return false;
}

bool dossier_incomplete(const struct dossier *dossier)
{
    return dossier_unjudged(dossier) || dossier_unread(dossier);
}

uint64_t dossier_cleared(const struct dossier *d)
{
    return d->active > d->finding_count ? d->active - d->finding_count : 0;
}

uint64_t dossier_left_out(const struct dossier *dossier)
{
    uint64_t count = 0;

    for (size_t i = 0; i < dossier->finding_count; i++) {
        const struct finding *f = &dossier->findings[i];

        count += f->verdict >= VERDICT_SUSPECT && !finding_counts(f);
    }
    return count;
}

enum verdict dossier_verdict(const struct dossier *dossier)
{
    enum verdict worst = VERDICT_NONE;

    for (size_t i = 0; i < dossier->finding_count; i++) {
        if (!dossier->findings[i].allowed_reason.p && dossier->findings[i].verdict > worst)
            worst = dossier->findings[i].verdict;
    }
    return worst;
}

const struct finding *dossier_worst(const struct dossier *dossier)
{
    for (size_t i = 0; i < dossier->finding_count; i++) {
        if (!dossier->findings[i].allowed_reason.p)
            return &dossier->findings[i];
    }
    return NULL;
}

bool dossier_alerted(const struct dossier *dossier)
{
    uint64_t alerts = 0;
    uint64_t allowed = 0;

    for (size_t i = 0; i < dossier->signature_count; i++) {
        if (dossier->signatures[i].rank >= dossier->min_rank)
            alerts += dossier->signatures[i].alerts;
    }
    for (size_t i = 0; i < dossier->alert_count; i++) {
        const struct alert *alert = &dossier->alerts[i];

        allowed +=
            alert->allowed && dossier->signatures[alert->signature].rank >= dossier->min_rank;
    }
    return alerts > allowed;
}

/*
 * dossier.c: questions that every writer asks.
 */
#include "model/dossier.h"

bool dossier_incomplete(const struct dossier *dossier)
{
    if (dossier->partial || dossier->names_refused || dossier->sessions_refused ||
        dossier->regex_limits || dossier->lines == 0)
        return true;
    for (size_t i = 0; i < dossier->input_count; i++) {
        if (coverage_incomplete(&dossier->inputs[i]))
            return true;
    }
    return false;
}

enum verdict dossier_verdict(const struct dossier *dossier)
{
    enum verdict worst = VERDICT_NONE;

    for (size_t i = 0; i < dossier->finding_count; i++) {
        if (dossier->findings[i].verdict > worst)
            worst = dossier->findings[i].verdict;
    }
    return worst;
}

/*
 * alert.c: what levels are called, and alerts in lists: those of one signature, those of one
 * finding. What an alert is decided by is not known here.
 */
#include "model/alert.h"

#include <stdlib.h>

#include "base/mem.h"
#include "model/dossier.h"

static const char *const names[ALERT_LEVELS] = {"informational", "low", "medium", "high",
                                                "critical"};

static const char *const texts[ALERT_LEVELS] = {N_("informational"), N_("low"), N_("medium"),
                                                N_("high"), N_("critical")};

/* A rank within the levels, whatever is given. */
static int clamped(int rank)
{
    return rank < 0 ? 0 : rank >= ALERT_LEVELS ? ALERT_LEVELS - 1 : rank;
}

const char *alert_level_name(int rank)
{
    return names[clamped(rank)];
}

const char *alert_level_text(enum lang lang, int rank)
{
    return text_get(lang, texts[clamped(rank)]);
}

/* Deals the alerts out by key; those whose key is none of `count` are left out. Their order stays.
 */
static void deal(struct alert_lists *lists, const struct dossier *dossier, size_t count,
                 size_t (*key)(const struct alert *))
{
    size_t *next;

    lists->from = mem_zero(count + 2, sizeof *lists->from);
    lists->alerts = mem_zero(dossier->alert_count, sizeof *lists->alerts);
    next = lists->from + 1; /* after the dealing, next[k] is the end of list k: from[k + 1] */
    for (size_t i = 0; i < dossier->alert_count; i++) {
        if (key(&dossier->alerts[i]) < count)
            next[key(&dossier->alerts[i]) + 1]++;
    }
    for (size_t k = 1; k <= count; k++)
        next[k] += next[k - 1];
    for (size_t i = 0; i < dossier->alert_count; i++) {
        size_t k = key(&dossier->alerts[i]);

        if (k < count)
            lists->alerts[next[k]++] = (uint32_t)i;
    }
}

static size_t key_signature(const struct alert *alert)
{
    return alert->signature;
}

static size_t key_finding(const struct alert *alert)
{
    return alert->finding < 0 ? SIZE_MAX : (size_t)alert->finding;
}

void alert_lists_by_signature(struct alert_lists *lists, const struct dossier *dossier)
{
    deal(lists, dossier, dossier->signature_count, key_signature);
}

void alert_lists_by_finding(struct alert_lists *lists, const struct dossier *dossier)
{
    deal(lists, dossier, dossier->finding_count, key_finding);
}

void alert_lists_release(struct alert_lists *lists)
{
    free(lists->alerts);
    free(lists->from);
    *lists = (struct alert_lists){0};
}

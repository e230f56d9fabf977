/*
 * scan_indicators.c: --indicators in a run: read before the logs, looked for among the acts, told
 * in the dossier.
 */
#include "scan.h"

int scan_indicators_read(struct scan *scan, struct err *err)
{
    const struct options *o = scan->options;

    return indicators_load(&scan->indicators, o->list[OPT_INDICATORS],
                           o->list_count[OPT_INDICATORS], err);
}

void scan_indicators_watch(struct scan *scan)
{
    if (scan->indicators.count)
        sightings_init(&scan->sightings, &scan->indicators, &scan->census, scan->jobs);
}

int scan_indicators_end(struct scan *scan, struct err *err)
{
    if (scan->indicators.file_count)
        scan->dossier.indicators = &scan->indicators;
    return sightings_end(&scan->sightings, &scan->dossier, scan->memory_bytes,
                         scan->casedir.directory, err);
}

void scan_indicators_release(struct scan *scan)
{
    sightings_release(&scan->sightings);
    indicators_release(&scan->indicators);
}

/*
 * survey_run.c: surveys inputs with the same machinery that reads them for a case, and lays the
 * workers' surveys together.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "scan.h"

struct survey *survey_run(const struct inputs *inputs, const struct ingest_options *options,
                          uint64_t sample_bytes, struct progress *progress,
                          struct ingest *ret_ingest, struct err *err)
{
    struct hash_key key = hash_key_random();
    struct ingest_options mine = *options;
    struct survey *survey;

    mine.survey_key = &key;
    mine.sample_bytes = sample_bytes;
    if (ingest_run(ret_ingest, inputs, &mine, progress, err) < 0) {
        ingest_release(ret_ingest);
        return NULL;
    }
    survey = mem_zero(1, sizeof *survey);
    survey_init(survey, &key);
    for (unsigned w = 0; w < ret_ingest->worker_count; w++)
        survey_merge(survey, ret_ingest->workers[w].survey);
    return survey;
}

/*
 * detect.c: the table of detectors and the calendar windows that they share.
 */
#include "detect/detect.h"

#define DETECTOR(name, doc, source) extern const struct detector detector_##name;
#include "detect/detectors.def"
#undef DETECTOR

const struct detector *const detectors[] = {
#define DETECTOR(name, doc, source) &detector_##name,
#include "detect/detectors.def"
#undef DETECTOR
};

static const struct {
    const char *doc;
    const char *source;
} rows[] = {
#define DETECTOR(name, doc, source) {doc, source},
#include "detect/detectors.def"
#undef DETECTOR
};

const size_t detector_count = sizeof detectors / sizeof detectors[0];

static size_t row_of(const struct detector *detector)
{
    size_t i = 0;

    while (i < detector_count - 1 && detectors[i] != detector)
        i++;
    return i;
}

const char *detector_doc(const struct detector *detector)
{
    return rows[row_of(detector)].doc;
}

const char *detector_source(const struct detector *detector)
{
    return rows[row_of(detector)].source;
}

int64_t scale_length(enum scale scale)
{
    static const int64_t length[SCALE_COUNT] = {NS_PER_HOUR, NS_PER_DAY, NS_PER_WEEK, 0};

    return length[scale];
}

int64_t scale_start(enum scale scale, int64_t time_ns, int offset_seconds)
{
    int64_t shift = offset_seconds * NS_PER_SECOND;
    int64_t length = scale_length(scale);
    /* 1970-01-01 was a Thursday: weeks that begin on Monday are three days off. */
    int64_t monday = scale == SCALE_WEEK ? 3 * NS_PER_DAY : 0;

    if (length == 0)
        return 0;
    return clock_floor(time_ns + shift + monday, length) * length - shift - monday;
}

/*
 * alert_marks.h: at which acts alerts began, so that detectors can ask of each act. Most acts have
 * none, which costs one look at a small filter.
 */
#ifndef LIMIER_ALERT_MARKS_H
#define LIMIER_ALERT_MARKS_H

#include "model/alert.h"
#include "model/trace.h"

/* One mark. */
struct alert_mark {
    uint64_t offset;
    uint32_t input;
    uint32_t signature; /* index, while they are gathered */
    double bans;        /* what the alert weighs against the account, once they are ready */
};

/* The marks. Zeroed: none. */
struct alert_marks {
    struct alert_mark *list; /* as they came; sorted into slots by alert_marks_ready */
    size_t count;
    size_t room;
    uint32_t *slots; /* index + 1, open addressing */
    uint64_t mask;
    uint64_t filter[1024];
};

/* Notes an alert; beyond LIMIT_ALERT_MARKS it has no mark. */
void alert_marks_add(struct alert_marks *marks, const struct alert_mark *mark);

/* Takes the weights from the signatures that the marks mean. */
void alert_marks_weigh(struct alert_marks *marks, const struct signature *signatures);

/* Once all are noted and weighed: makes them findable. May be called again when there are more. */
void alert_marks_ready(struct alert_marks *marks);

/* What the alerts that began at an act weigh against its account, in bans: the heaviest of them; 0
 * for most acts. `marks` is a struct alert_marks. */
double alert_marks_weight(const void *marks, const struct trace *t);

/* Frees. */
void alert_marks_release(struct alert_marks *marks);

#endif

/*
 * legal_options.c: what the command line says of the notification. The earlier case is read by
 * legal_earlier.c.
 */
#include "legal_options.h"

static int read_phase(const struct options *o, struct dossier *d, struct err *err)
{
    const char *phase = o->text[OPT_PHASE];

    if (!o->set[OPT_PHASE])
        return 0;
    if (strcmp(phase, "complementary") == 0)
        d->phase = PHASE_COMPLEMENTARY;
    else if (strcmp(phase, "initial") == 0)
        d->phase = PHASE_INITIAL;
    else
        return err_usage(err, "--phase %.64s: initial or complementary is wanted", phase);
    return 0;
}

static int read_earlier(const struct options *o, struct dossier *d, struct arena *arena,
                        struct err *err)
{
    if (d->phase == PHASE_INITIAL) {
        if (o->set[OPT_EARLIER])
            return err_usage(err, "--earlier is for --phase complementary");
        d->earlier = NULL;
        return 0;
    }
    if (o->set[OPT_EARLIER])
        d->earlier = legal_earlier(o->text[OPT_EARLIER], arena, err);
    else if (!d->earlier)
        (void)err_usage(err, "--phase complementary needs --earlier CASE, the folder of the case "
                             "that was notified");
    return d->earlier ? 0 : -1;
}

int legal_aware(const struct options *o, struct dossier *d, struct err *err)
{
    return options_time(o, OPT_AWARE_AT, d->offset_seconds, d->aware_ns, &d->aware_ns, err);
}

/* A slip of the year must not promise months. A day is left for zones: scan does not know yet the
 * one in which the logs are written. */
static int check_aware(const struct options *o, const struct dossier *d, struct err *err)
{
    if (!o->set[OPT_AWARE_AT] || d->aware_ns <= d->now_ns + NS_PER_DAY)
        return 0;
    return err_usage(err, "--aware-at %s: is in the future", o->text[OPT_AWARE_AT]);
}

int legal_options(const struct options *o, struct dossier *d, struct arena *arena, struct err *err)
{
    uint64_t hours;

    if (legal_aware(o, d, err) < 0 || check_aware(o, d, err) < 0 ||
        options_number(o, OPT_DEADLINE, DEADLINE_HOURS_MOST, (uint64_t)d->deadline_hours, &hours,
                       err) < 0)
        return -1;
    d->deadline_hours = (int)hours;
    return read_phase(o, d, err) < 0 ? -1 : read_earlier(o, d, arena, err);
}

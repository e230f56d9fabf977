/*
 * legal_options.c: what the command line says of the notification. The earlier case is read by
 * legal_earlier.c.
 */
#include "legal_options.h"

/* A month: no notification waits longer. */
#define DEADLINE_MOST 720

static int read_phase(const struct options *o, struct dossier *d, struct arena *arena,
                      struct err *err)
{
    const char *phase = o->set[OPT_PHASE] ? o->text[OPT_PHASE] : "initial";
    bool complementary = strcmp(phase, "complementary") == 0;

    if (!complementary && strcmp(phase, "initial") != 0)
        return err_usage(err, "--phase %.64s: initial or complementary is wanted", phase);
    if (complementary && !o->set[OPT_EARLIER])
        return err_usage(err, "--phase complementary needs --earlier CASE, the folder of the case "
                              "that was notified");
    if (!complementary && o->set[OPT_EARLIER])
        return err_usage(err, "--earlier is for --phase complementary");
    d->phase = complementary ? PHASE_COMPLEMENTARY : PHASE_INITIAL;
    if (!complementary)
        d->earlier = NULL;
    else if (!d->earlier)
        d->earlier = legal_earlier(o->text[OPT_EARLIER], arena, err);
    return complementary && !d->earlier ? -1 : 0;
}

int legal_options(const struct options *o, struct dossier *d, struct arena *arena, struct err *err)
{
    uint64_t hours;

    if (options_time(o, OPT_AWARE_AT, d->offset_seconds, TIME_NONE, &d->aware_ns, err) < 0 ||
        options_number(o, OPT_DEADLINE, DEADLINE_MOST, DEADLINE_HOURS, &hours, err) < 0)
        return -1;
    d->deadline_hours = (int)hours;
    return read_phase(o, d, arena, err);
}

/*
 * legal_notification.c: who notifies what, and by when: article 33(1), (2) and (4).
 */
#include "report/legal.h"

static void type(struct legal *l)
{
    const struct earlier *e = l->dossier->earlier;
    struct legal_slot slots[] = {legal_time(e ? e->established_ns : TIME_NONE)};

    if (l->dossier->phase == PHASE_INITIAL || !e) {
        legal_known(l, "type", "33(4)", N_("Type of notification"),
                    legal_say(l,
                              N_("Initial notification; what is not known yet follows in phases."),
                              NULL));
        return;
    }
    legal_known(l, "type", "33(4)", N_("Type of notification"),
                legal_say(l, N_("Complementary notification; it follows the case of {1}."), slots));
    legal_asked(l, "reference", "33(4)",
                N_("Number that the authority gave the initial notification"), LEGAL_NOTHING);
}

static void awareness(struct legal *l)
{
    const struct dossier *d = l->dossier;
    int64_t deadline = legal_deadline(d);
    int64_t left = deadline == TIME_NONE ? 0 : deadline - d->now_ns;
    struct legal_slot slots[] = {legal_time(d->aware_ns), legal_time(deadline),
                                 legal_count((uint64_t)d->deadline_hours),
                                 legal_count((uint64_t)((left < 0 ? -left : left) / NS_PER_HOUR))};
    struct legal_text text;

    if (deadline == TIME_NONE) {
        legal_asked(l, "aware", "33(1)",
                    N_("Date and time at which the controller became aware of the breach"),
                    legal_say(l,
                              N_("No log knows it: the time of a first alert is not it. Give it "
                                 "with --aware-at, and the time limit is computed."),
                              NULL));
        return;
    }
    legal_known(l, "aware", "33(1)",
                N_("Date and time at which the controller became aware of the breach"),
                legal_say(l, N_("{1}, as stated to limier (--aware-at)."), slots));
    text = legal_say(l, N_("{2}, that is {3} hours after awareness."), slots);
    text = legal_join(
        l, text,
        left < 0
            ? legal_say(l,
                        N_("At the time of this document it has passed, {4} full hours ago: "
                           "the reasons for the delay must be given."),
                        slots)
            : legal_say(l, N_("At the time of this document {4} full hours are left."), slots));
    if (d->deadline_hours != DEADLINE_HOURS)
        text = legal_join(l, text,
                          legal_say(l,
                                    N_("The limit was set with --deadline; article 33(1) says 72 "
                                       "hours."),
                                    NULL));
    legal_known(l, "deadline", "33(1)", N_("Time limit of the notification"), text);
}

void legal_notification(struct legal *l)
{
    struct legal_slot slots[] = {legal_time(l->dossier->now_ns)};

    legal_section(l, "notification", "33(1), 33(2), 33(4)", N_("Notification"), NULL);
    type(l);
    legal_known(l, "established", "33(1)", N_("Date of this document"), legal_say(l, "{1}", slots));
    legal_asked(l, "controller", "33(1)", N_("Controller: name, SIREN number, address"),
                LEGAL_NOTHING);
    legal_asked(
        l, "capacity", "33(2)", N_("Capacity in which the notification is made"),
        legal_say(l,
                  N_("Controller, or processor on behalf of controllers? A processor informs each "
                     "controller without undue delay; each controller notifies for its own "
                     "persons (see the list of insurers)."),
                  NULL));
    legal_asked(l, "contact", "33(3)(b)",
                N_("Data protection officer, or other contact point: name and contact details"),
                LEGAL_NOTHING);
    awareness(l);
    legal_asked(l, "awareness-circumstances", "33(1)",
                N_("How the controller became aware of the breach"), LEGAL_NOTHING);
    legal_asked(l, "delay", "33(1)", N_("Reasons for the delay, if the time limit has passed"),
                LEGAL_NOTHING);
    legal_asked(
        l, "cross-border", "33(1)",
        N_("Persons in other Member States, and other authorities notified"),
        legal_say(l, N_("Police, ANSSI, health agencies, authorities of other countries?"), NULL));
}

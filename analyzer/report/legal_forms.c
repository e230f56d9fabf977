/*
 * legal_forms.c: consequences and measures (article 33(3)(c) and (d)), the communication to the
 * persons (article 34), the internal register (article 33(5)) and the form for health incidents.
 * Most of it only people know: their questions, with what the log adds to them.
 */
#include "report/legal.h"

void legal_consequences(struct legal *l)
{
    struct legal_slot slots[] = {legal_in(legal_data(l, l->data))};

    legal_section(l, "consequences", "33(3)(c)", N_("Likely consequences"), NULL);
    legal_asked(l, "consequences", "33(3)(c)", N_("Likely consequences for the persons concerned"),
                l->data ? legal_say(l,
                                    N_("Starting from the data displayed ({1}): what can somebody "
                                       "do with it who means harm?"),
                                    slots)
                        : LEGAL_NOTHING);
    legal_asked(l, "consequences-professionals", "33(3)(c)",
                N_("Likely consequences for the professionals whose accounts were used"),
                LEGAL_NOTHING);
    legal_asked(l, "severity", "33(3)(c)", N_("Estimated severity, and why"),
                legal_say(l, N_("Negligible, limited, significant or maximal?"), NULL));
}

static void measures_before(struct legal *l)
{
    struct legal_slot slots[] = {legal_count(l->refused), legal_count(l->not_found)};

    if (l->refused) {
        struct legal_field *field = legal_known(
            l, "refused", "33(3)(d)", N_("Requests that the portal refused during the breach"),
            legal_say(l, N_("{1} (statuses such as 401, 403 and 429, as the profile says)."),
                      slots));

        field->counted =
            legal_say(l, N_("findings.json, “refused” of each account, added up."), NULL);
        legal_rests(field, &l->cut);
    } else {
        legal_unknown(l, "refused", "33(3)(d)",
                      N_("Requests that the portal refused during the breach"),
                      l->accused ? legal_say(l,
                                             N_("None is in the log: it shows no limit that "
                                                "stopped these requests."),
                                             NULL)
                                 : LEGAL_NOTHING);
    }
    legal_asked(
        l, "measures-before", "33(3)(d)", N_("Security measures in place before the breach"),
        legal_say(l,
                  N_("Strong authentication? Limits of volume or rate? Locking after failed "
                     "log-ins? Examination of the logs? Rights limited to one's own "
                     "patients?"),
                  NULL));
}

static void measures_cut(struct legal *l)
{
    struct legal_slot slots[] = {legal_count(l->cuts), legal_count(l->accused),
                                 legal_time(l->cut.time_ns)};
    struct legal_field *field;

    if (l->cuts == 0) {
        legal_unknown(l, "cut-off", "33(3)(d)", N_("Accounts cut off"),
                      l->accused
                          ? legal_say(l, N_("No account seems to be cut off in the log."), NULL)
                          : LEGAL_NOTHING);
        return;
    }
    field = legal_known(l, "cut-off", "33(3)(d)", N_("Accounts cut off"),
                        legal_say(l,
                                  N_("Accounts that the portal refuses at the end, as if cut off: "
                                     "{1} of {2}; the latest from {3}."),
                                  slots));
    field->counted =
        legal_say(l, N_("First refusal after which no record is displayed any more."), NULL);
    legal_rests(field, &l->cut);
}

void legal_measures(struct legal *l)
{
    legal_section(l, "measures", "33(3)(d)", N_("Measures"), NULL);
    measures_before(l);
    measures_cut(l);
    legal_asked(l, "measures-taken", "33(3)(d)",
                N_("Measures taken or proposed to address the breach, with dates"),
                legal_say(l,
                          N_("Accounts disconnected? Passwords reset? Addresses blocked? Strong "
                             "authentication? Logs kept as evidence? Complaint filed?"),
                          NULL));
    legal_asked(l, "measures-mitigation", "33(3)(d)",
                N_("Measures to mitigate possible adverse effects for the persons"), LEGAL_NOTHING);
}

/* The first element of the message, from what is known: facts, not prose for sending. */
static void draft(struct legal *l)
{
    struct legal_slot slots[] = {legal_time(l->first_ns), legal_time(l->last_ns),
                                 legal_in(legal_data(l, l->data))};

    if (l->accused == 0 || l->first_ns == TIME_NONE || l->data == 0) {
        legal_asked(l, "message-nature", "34(2), 33(3)(a)",
                    N_("In the message: nature of the breach, in clear and plain language"),
                    LEGAL_NOTHING);
        return;
    }
    legal_known(l, "message-nature", "34(2)",
                N_("In the message: nature of the breach, in clear and plain language"),
                legal_say(l,
                          N_("Facts to start from: between {1} and {2}, somebody who is not the "
                             "holder used the access of a professional to the portal and displayed "
                             "data of yours. Data that the pages display: {3}."),
                          slots));
}

void legal_communication(struct legal *l)
{
    struct legal_slot slots[] = {legal_range(l->persons), legal_count(l->accused)};
    struct legal_field *field;

    legal_section(
        l, "communication", "34", N_("Communication to the persons concerned"),
        N_("Due without undue delay when the breach is likely to result in a high risk to "
           "the rights and freedoms of the persons. Each controller informs its own "
           "persons."));
    legal_asked(l, "high-risk", "34(1)", N_("Is a high risk for the persons likely? Why?"),
                LEGAL_NOTHING);
    legal_asked(
        l, "exemption", "34(3)", N_("If the persons are not informed: which exception, and why"),
        legal_say(l,
                  N_("(a) data unintelligible to others; (b) later measures, so that the high "
                     "risk is no longer likely; (c) disproportionate effort, then a public "
                     "communication instead."),
                  NULL));
    if (l->accused) {
        field = legal_known(
            l, "inform", "34(1)", N_("Number of persons to inform"),
            legal_say(l, N_("Beneficiaries: {1}. Professionals who hold the accounts: {2}."),
                      slots));
        field->counted = legal_say(l,
                                   N_("Whoever informs all persons of the upper figure forgets "
                                      "nobody whom the log names. Lists: exposed/, one for each "
                                      "insurer."),
                                   NULL);
    } else {
        legal_unknown(l, "inform", "34(1)", N_("Number of persons to inform"), LEGAL_NOTHING);
    }
    draft(l);
    legal_asked(l, "message-contact", "34(2), 33(3)(b)",
                N_("In the message: data protection officer, or other contact point"),
                LEGAL_NOTHING);
    legal_asked(l, "message-consequences", "34(2), 33(3)(c)",
                N_("In the message: likely consequences"), LEGAL_NOTHING);
    legal_asked(l, "message-measures", "34(2), 33(3)(d)",
                N_("In the message: measures taken, and what the persons can do themselves"),
                LEGAL_NOTHING);
    legal_asked(l, "message-sent", "34(1)",
                N_("Date and means of the communication, number of persons informed, by whom"),
                legal_say(l, N_("One line for each insurer of the list above."), NULL));
}

void legal_register(struct legal *l)
{
    struct legal_slot slots[] = {legal_range(l->persons), legal_range(l->records),
                                 legal_count(l->accused), legal_time(l->first_ns),
                                 legal_time(l->last_ns)};

    legal_section(l, "register", "33(5)", N_("Entry in the internal register of breaches"),
                  N_("Every breach is documented, notified or not: the facts, its effects and the "
                     "remedial action taken."));
    legal_asked(l, "register-number", "33(5)", N_("Number of the entry, person in charge"),
                LEGAL_NOTHING);
    if (l->accused)
        legal_known(l, "register-facts", "33(5)", N_("Facts"),
                    legal_say(l,
                              N_("Accounts: {3}. From {4} to {5}. Persons: {1}. Records: {2}. The "
                                 "sections above are part of the entry."),
                              slots));
    else
        legal_unknown(l, "register-facts", "33(5)", N_("Facts"), LEGAL_NOTHING);
    legal_asked(l, "register-effects", "33(5)", N_("Effects of the breach"), LEGAL_NOTHING);
    legal_asked(l, "register-remedy", "33(5)", N_("Remedial action taken"), LEGAL_NOTHING);
    legal_asked(l, "register-decision", "33(1), 33(5)",
                N_("Decision to notify or not, with its reasons and its date"),
                legal_say(l,
                          N_("No notification is due only if a risk to the rights and freedoms of "
                             "the persons is unlikely."),
                          NULL));
    legal_known(l, "register-evidence", "33(5)", N_("Evidence kept"),
                legal_say(l,
                          N_("This case: manifest.json lists its files, and the logs it was made "
                             "from, with their SHA-256 digests."),
                          NULL));
}

/* Order of 30 October 2017, article L. 1111-8-2 of the public health code. */
void legal_health(struct legal *l)
{
    const struct dossier *d = l->dossier;
    struct str portal = d->portal ? d->portal->name : STR_NONE;
    struct legal_slot slots[] = {legal_log(portal.n ? portal : STR("\xE2\x80\x94")),
                                 legal_range(l->persons), legal_in(legal_data(l, l->data)),
                                 legal_time(l->last_ns)};
    const char *article = "CSP L. 1111-8-2";

    legal_section(
        l, "health", article,
        N_("Report of a serious information-security incident in "
           "health"),
        N_("Order of 30 October 2017. It binds health establishments and services; whether "
           "it binds the operator of the portal is for the controller to say."));
    legal_asked(l, "health-bound", article, N_("Is the notifying body bound by it?"),
                LEGAL_NOTHING);
    legal_asked(l, "health-declarant", article, N_("Structure and person who reports"),
                LEGAL_NOTHING);
    legal_asked(l, "health-finding", article, N_("Date on which the incident was found, and how"),
                LEGAL_NOTHING);
    legal_known(l, "health-perimeter", article, N_("Perimeter: systems concerned"),
                legal_say(l, N_("Portal whose logs were examined; profile: {1}."), slots));
    if (l->accused && l->last_ns != TIME_NONE)
        legal_known(l, "health-state", article, N_("State of the incident"),
                    legal_say(l,
                              N_("Last request of the attacker in the log: {4}. See “Is the breach "
                                 "still going on?”"),
                              slots));
    else
        legal_unknown(l, "health-state", article, N_("State of the incident"), LEGAL_NOTHING);
    if (l->persons.ceiling && l->data)
        legal_known(
            l, "health-data", article, N_("Impact on data"),
            legal_say(l, N_("Displayed: {3}. Persons: {2}. For writes see “Loss of integrity”."),
                      slots));
    else
        legal_unknown(l, "health-data", article, N_("Impact on data"), LEGAL_NOTHING);
    legal_unknown(l, "health-care", article, N_("Impact on persons and on care"),
                  legal_say(l, N_("An access log does not tell it."), NULL));
    legal_unknown(l, "health-systems", article, N_("Impact on systems"),
                  legal_say(l, N_("An access log does not tell it."), NULL));
    legal_asked(l, "health-structure", article, N_("Impact on the structure"), LEGAL_NOTHING);
    legal_asked(l, "health-cause", article, N_("Causes, as far as they are known"), LEGAL_NOTHING);
}

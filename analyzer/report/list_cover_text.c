/*
 * list_cover_text.c: what a cover sheet explains: what the rows mean and do not mean, whom they
 * name, what its reader owes. Duties are those of Regulation (EU) 2016/679 (GDPR), articles 4(12),
 * 33 and 34; the NIR has its own decree (n° 2019-341 of 19 April 2019).
 */
#include "report/cover.h"

/* What a value of the column means. */
static void cover_certainty(const struct cover *c, const char *value, const char *english)
{
    html_raw(&c->h, "<li>");
    html_code(&c->h, str_of(value));
    html_raw(&c->h, c->h.lang == LANG_FR ? "\xC2\xA0: " : ": ");
    html_text(&c->h, english);
    html_raw(&c->h, "</li>\n");
}

void cover_reading(const struct cover *c)
{
    static const char *const columns[][2] = {
        {"beneficiary", N_("the person, see below")},
        {"insurer", N_("the insurer's number as the requests have it")},
        {"account", N_("the practitioner account through which the person's file was opened")},
        {"first_seen, last_seen", N_("first and last view through that account, in UTC")},
        {"views", N_("views through that account")},
        {"certainty", N_("attacker or unclear, see below")},
    };

    cover_title(c, N_("How to read the list"));
    html_raw(&c->h, "<table class=\"facts\"><tbody>\n");
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        html_raw(&c->h, "<tr><th scope=\"row\">");
        html_code(&c->h, str_of(columns[i][0]));
        html_raw(&c->h, "</th><td>");
        html_text(&c->h, columns[i][1]);
        html_raw(&c->h, "</td></tr>\n");
    }
    html_raw(&c->h, "</tbody></table>\n<ul>\n");
    cover_certainty(c, "attacker",
                    N_("the file was opened in a session that is attributed to the attacker. "
                       "These persons are the floor: data of at least so many was shown to an "
                       "unauthorised person."));
    cover_certainty(
        c, "unclear",
        N_("the log does not tell whether the attacker or the holder of the account "
           "opened the file. Floor and these persons together are the ceiling: at most so "
           "many, as far as the log goes."));
    cover_say(c, "li",
              N_("A person who was shown through several accounts has a row for each of them, and "
                 "counts once. An account is taken for compromised until shown otherwise: the list "
                 "accuses no practitioner."),
              NULL);
    html_raw(&c->h, "</ul>\n");
}

void cover_identifiers(const struct cover *c)
{
    const struct dossier *d = c->h.dossier;
    struct slot slots[] = {slot_log(str_of(d->key->id))};

    cover_title(c, N_("Who the persons are"));
    if (d->reveal) {
        cover_say(c, "p",
                  N_("The column beneficiary holds the identifier in clear: of a NIR its 13 "
                     "characters without the key, followed by \"/\" and birth date, \"/\" and "
                     "rank where the request had them. Match it with your own files by all that it "
                     "holds: members of one family may share a NIR."),
                  NULL);
    } else {
        cover_say(c, "p",
                  N_("The column beneficiary holds pseudonyms (b- and 24 characters): keyed hashes "
                     "that nobody can undo without the key {1}, which the portal's operator keeps. "
                     "The same person has the same pseudonym in every list made with that key."),
                  slots);
        cover_say(c, "p",
                  N_("To match them with your members, ask the operator: for the list with "
                     "identifiers, encrypted to your key (limier report --reveal --recipients), or "
                     "for an answer about the members whom you name (limier exposed "
                     "--beneficiary-file)."),
                  NULL);
    }
    cover_say(c, "p", portal_persons(d->portal), NULL);
}

/* A copy of another input was not read for the list. */
static uint64_t inputs_read(const struct dossier *d)
{
    uint64_t n = 0;

    for (size_t i = 0; i < d->input_count; i++)
        n += d->inputs[i].duplicate_of.p == NULL;
    return n;
}

void cover_making(const struct cover *c)
{
    const struct dossier *d = c->h.dossier;
    struct slot slots[] = {slot_count(inputs_read(d)), slot_count(d->lines),
                           slot_count(d->rejected)};

    cover_title(c, N_("How the list was made"));
    cover_say(c, "p",
              N_("limier read the access logs of the portal (inputs: {1}, lines: {2}), found the "
                 "accounts whose use is not that of their holders, told the attacker's sessions "
                 "from the holder's, and listed the persons whose data the portal's answers showed "
                 "in them. Requests that were refused or found nobody are not in the list. "
                 "report.html of the case says why and on which lines of the logs it rests."),
              slots);
    if (dossier_incomplete(d) || d->partial)
        cover_say(c, "p class=\"warn\"",
                  N_("The logs could not be read completely (lines that could not be read: {3}): "
                     "there may be more persons than this list has."),
                  slots);
    if (c->list->kind == LIST_UNKNOWN)
        cover_say(c, "p class=\"warn\"",
                  N_("The requests about these persons name no insurer. The portal's operator has "
                     "to find their insurers before anybody is informed; this list must be sent to "
                     "none of them as it is."),
                  NULL);
    if (c->list->kind == LIST_OTHERS)
        cover_say(c, "p class=\"warn\"",
                  N_("The logs name more insurers than there can be lists; this one holds the "
                     "persons of several and must be sent to none of them as it is. Persons are "
                     "counted once for each insurer."),
                  NULL);
}

void cover_duties(const struct cover *c)
{
    static const char *const steps[] = {
        N_("Check the SHA-256 of the file, and note when you received it."),
        N_("Match the persons with your members, and keep what you cannot match."),
        N_("Notify the CNIL and inform the persons as far as you have to, without waiting for the "
           "list to be final: a notification can be completed later (article 33(4))."),
        N_("Watch for fraud that uses this data: false claims, changes of bank details, messages "
           "in your name."),
        N_("Record the breach, its effects and what was done (article 33(5)); then delete the list "
           "as soon as you no longer need it."),
    };

    cover_title(c, N_("Why you receive it, and what to do"));
    cover_say(c, "p",
              N_("Showing this data to an unauthorised person is a personal data breach (GDPR, "
                 "article 4(12)). Where the portal's operator processes data on your behalf, it "
                 "notifies you of the breach without undue delay (article 33(2)). As controller of "
                 "your members' data you notify the CNIL within 72 hours of becoming aware, unless "
                 "a risk to the persons is unlikely (article 33(1)), and inform the persons "
                 "themselves without undue delay when the risk is high (article 34(1))."),
              NULL);
    html_raw(&c->h, "<ul>\n");
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        cover_say(c, "li", steps[i], NULL);
    html_raw(&c->h, "</ul>\n");
    cover_title(c, N_("Confidentiality"));
    if (c->list->kind == LIST_INSURER)
        cover_say(c, "p", N_("The list holds members of this insurer and of no other."), NULL);
    cover_say(c, "p",
              N_("Give it only to those who need it, only encrypted, never by plain e-mail. A NIR "
                 "may be used only for the purposes that the decree no. 2019-341 of 19 April 2019 "
                 "allows; look-ups by health professionals can tell about health, which is a "
                 "special category of data (article 9)."),
              NULL);
    html_raw(&c->h, "<p class=\"foot\">");
    html_text(&c->h, N_("This sheet names no beneficiary: it may be sent unencrypted."));
    html_raw(&c->h, "</p>\n");
}

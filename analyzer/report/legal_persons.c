/*
 * legal_persons.c: persons and records concerned, their categories, and whose they are: article
 * 33(3)(a).
 */
#include "report/legal.h"

static void number_of_persons(struct legal *l)
{
    const struct portal *portal = l->dossier->portal;
    struct legal_slot slots[] = {legal_range(l->persons)};
    struct legal_field *field;

    if (l->accused == 0) {
        legal_unknown(l, "persons", "33(3)(a)", N_("Approximate number of persons concerned"),
                      LEGAL_NOTHING);
        return;
    }
    field = legal_known(l, "persons", "33(3)(a)", N_("Approximate number of persons concerned"),
                        legal_say(l, "{1}", slots));
    field->counted = legal_say(
        l,
        N_("Distinct persons whose data was displayed with success, in the files of exposed/. The "
           "lower figure counts the attacker's sessions alone, the upper one those that cannot be "
           "told apart as well."),
        NULL);
    if (portal)
        field->counted = legal_join(l, field->counted, legal_say(l, portal_persons(portal), NULL));
    if (!l->distinct)
        field->counted = legal_join(
            l, field->counted,
            legal_say(l,
                      N_("Persons shown through several accounts are not merged: the lower figure "
                         "is that of the account with most, the upper one the sum."),
                      NULL));
    legal_rests(field, &l->first);
    legal_rests(field, &l->last);
}

static void number_of_records(struct legal *l)
{
    struct legal_slot slots[] = {legal_range(l->records)};
    struct legal_field *field;

    if (l->accused == 0) {
        legal_unknown(l, "records", "33(3)(a)", N_("Approximate number of records concerned"),
                      LEGAL_NOTHING);
        return;
    }
    field = legal_known(l, "records", "33(3)(a)", N_("Approximate number of records concerned"),
                        legal_say(l, "{1}", slots));
    field->counted = legal_say(l,
                               N_("Answers that displayed a person's data; a person displayed "
                                  "twice makes two. findings.json, “records” of each account, "
                                  "added up."),
                               NULL);
}

static void categories_of_persons(struct legal *l)
{
    struct legal_slot slots[] = {legal_range(l->persons), legal_count(l->accused)};

    if (l->accused == 0) {
        legal_unknown(l, "categories-persons", "33(3)(a)", N_("Categories of persons concerned"),
                      LEGAL_NOTHING);
        return;
    }
    legal_known(l, "categories-persons", "33(3)(a)", N_("Categories of persons concerned"),
                legal_say(l,
                          N_("Beneficiaries of complementary health insurance: {1}. Health "
                             "professionals, holders of the accounts used: {2}."),
                          slots));
    legal_unknown(l, "vulnerable", "33(3)(a)",
                  N_("Among the beneficiaries: dependants, minors, other vulnerable persons"),
                  legal_say(l,
                            N_("The log names persons by identifier only. Minors and dependants "
                               "are to be counted by each insurer on its own list."),
                            NULL));
}

static void categories_of_data(struct legal *l)
{
    struct legal_slot slots[] = {legal_in(legal_data(l, l->data))};
    struct legal_field *field;

    if (l->data == 0) {
        legal_unknown(l, "categories-data", "33(3)(a)", N_("Categories of data concerned"),
                      l->accused ? legal_say(l,
                                             N_("The portal's profile does not say what its pages "
                                                "show."),
                                             NULL)
                                 : LEGAL_NOTHING);
        return;
    }
    field = legal_known(l, "categories-data", "33(3)(a)", N_("Categories of data concerned"),
                        legal_say(l, "{1}", slots));
    field->counted = legal_say(
        l,
        l->data_told ? N_("Persons of whom each category was displayed, by the operations of the "
                          "portal's profile. A category that the profile forgets is missing here.")
                     : N_("By the operations of the portal's profile; persons are not counted by "
                          "category. A category that the profile forgets is missing here."),
        NULL);
    field->table = LEGAL_CATEGORIES;
}

/* Data that the law treats apart: health (GDPR 9), the NIR (GDPR 87), and what lets one pay. */
static void sensitive(struct legal *l)
{
    const struct portal *portal = l->dossier->portal;
    uint16_t apart = 1u << DATA_NIR | 1u << DATA_HEALTH | 1u << DATA_BANK;
    uint16_t all = (1u << DATA_COUNT) - 1;
    struct legal_slot slots[] = {legal_in(legal_data(l, l->data & apart)),
                                 legal_in(legal_data(l, (uint16_t)(all & ~l->data)))};

    if (l->accused == 0)
        return;
    if (l->data & apart)
        legal_known(l, "sensitive", "9, 87",
                    N_("Of them: health data, national identification number, bank details"),
                    legal_say(l, "{1}", slots));
    else
        legal_unknown(l, "sensitive", "9, 87",
                      N_("Of them: health data, national identification number, bank details"),
                      LEGAL_NOTHING);
    if (!portal || portal->generic || portal->proposed || !(all & ~l->data))
        return;
    legal_known(l, "not-shown", "33(3)(a)", N_("Not displayed, according to the portal's profile"),
                legal_say(l, "{2}", slots));
}

static void insurers(struct legal *l)
{
    bool unnamed = l->insurer_count && !l->insurers[l->insurer_count - 1].insurer.p;
    size_t named = l->insurer_count - unnamed;
    struct legal_slot slots[] = {legal_count(named), legal_count(l->parts),
                                 legal_count(l->persons.ceiling)};
    struct legal_field *field;

    if (named == 0) {
        legal_unknown(l, "controllers", "33(2), 34(1)", N_("Controllers concerned: insurers"),
                      l->accused
                          ? legal_say(l, N_("The log does not name the persons' insurers."), NULL)
                          : LEGAL_NOTHING);
        return;
    }
    field = legal_known(l, "controllers", "33(2), 34(1)", N_("Controllers concerned: insurers"),
                        legal_say(l,
                                  N_("Insurers named in the log: {1}. Each has a list of its own "
                                     "persons in exposed/, and nobody else's."),
                                  slots));
    if (unnamed)
        field->answer = legal_join(l, field->answer,
                                   legal_say(l,
                                             N_("Of some persons the log does not name the "
                                                "insurer."),
                                             NULL));
    if (l->parts > l->persons.ceiling)
        field->answer = legal_join(
            l, field->answer,
            legal_say(l,
                      N_("Some persons stand with several insurers: the parts add up to {2}, more "
                         "than the {3} persons of all together."),
                      slots));
    field->counted = legal_say(l, N_("Distinct persons of each insurer, as in exposed/."), NULL);
    field->table = LEGAL_INSURERS;
}

static void professionals(struct legal *l)
{
    struct legal_slot slots[] = {legal_count(l->holders), legal_in(legal_data(l, l->holder_data)),
                                 legal_count(l->holder_views),
                                 legal_in(legal_data(l, l->holder_told))};
    struct legal_field *field;

    if (l->accused == 0)
        return;
    if (l->holder_views) {
        field = legal_known(l, "professionals-data", "33(3)(a)",
                            N_("The professionals' own data that was displayed"),
                            legal_say(l, N_("Accounts: {1}. Data: {2}. Answers: {3}."), slots));
        field->counted = legal_say(l,
                                   N_("Successful requests of operations with “holder” in the "
                                      "portal's profile."),
                                   NULL);
        legal_rests(field, &l->holder_evidence);
    } else if (l->holder_told) {
        legal_known(l, "professionals-data", "33(3)(a)",
                    N_("The professionals' own data that was displayed"),
                    legal_say(l,
                              N_("None: no page of the profile that shows the holder's own data "
                                 "({4}) was asked for with success."),
                              slots));
    } else {
        legal_unknown(l, "professionals-data", "33(3)(a)",
                      N_("The professionals' own data that was displayed"),
                      legal_say(l,
                                N_("The portal's profile names no page that shows the holder's "
                                   "own data (bank details, e-mail address, telephone number). "
                                   "Name them with “holder”, or check by hand."),
                                NULL));
    }
}

void legal_persons(struct legal *l)
{
    legal_section(l, "persons", "33(3)(a)", N_("Persons and records concerned"), NULL);
    number_of_persons(l);
    number_of_records(l);
    categories_of_persons(l);
    categories_of_data(l);
    sensitive(l);
    professionals(l);
    insurers(l);
}

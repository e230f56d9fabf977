/*
 * portal_persons.c: what a portal profile makes a person of, in words. The key itself is made in
 * trace.c.
 */
#include "base/text.h"
#include "model/portal.h"

/* Which of the operations that name somebody capture a group. */
struct captures {
    bool some;
    bool all;
};

static struct captures captures_of(const struct portal *portal, enum capture capture)
{
    struct captures c = {false, true};

    for (int i = 0; i < portal->described; i++) {
        const struct operation *op = &portal->operations[i];

        if (!op->group[CAPTURE_BENEFICIARY] && !op->group[CAPTURE_DOSSIER])
            continue;
        c.some = c.some || op->group[capture];
        c.all = c.all && op->group[capture];
    }
    c.all = c.all && c.some && !portal->generic;
    return c;
}

const char *portal_persons(const struct portal *portal)
{
    static const char *const all[4] = {
        N_("Persons are counted by their identifier (NIR) alone: a family that shares one NIR "
           "counts as one."),
        N_("Persons are counted by identifier (NIR) and birth date: twins who share one NIR count "
           "as one."),
        N_("Persons are counted by identifier (NIR) and rank."),
        N_("Persons are counted by identifier (NIR), birth date and rank."),
    };
    static const char *const some[4] = {
        [1] = N_("Persons are counted by identifier (NIR), and by birth date where the request "
                 "has it: who is named with and without it counts twice."),
        [2] = N_("Persons are counted by identifier (NIR), and by rank where the request has it: "
                 "who is named with and without it counts twice."),
        [3] = N_("Persons are counted by identifier (NIR), and by birth date and rank where the "
                 "request has them: who is named with and without them counts twice."),
    };
    struct captures birth = captures_of(portal, CAPTURE_BIRTH);
    struct captures rank = captures_of(portal, CAPTURE_RANK);
    int parts = birth.some + 2 * rank.some;
    bool everywhere = birth.some == birth.all && rank.some == rank.all;

    return everywhere ? all[parts] : some[parts];
}

bool portal_persons_told(const struct portal *portal)
{
    return captures_of(portal, CAPTURE_BIRTH).some || captures_of(portal, CAPTURE_RANK).some;
}

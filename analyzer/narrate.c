/*
 * narrate.c: paragraphs for people. Every number in them is a member of the finding, so that it can
 * be traced.
 */
#include "narrate.h"

#include <stdio.h>

/* Places named in a paragraph. */
#define PLACES_MOST 4

struct str narrate_place(enum lang lang, struct str address, const struct place *place,
                         struct arena *arena)
{
    struct str city = place->city[lang];
    struct str country = place->country[lang];

    if (!address.p)
        return str_of(text_get(lang, N_("an address that the log does not give")));
    if (!country.n)
        return arena_str(arena, address);
    if (!city.n)
        return arena_print(arena, "%.*s (%.*s)", (int)address.n, address.p, (int)country.n,
                           country.p);
    return arena_print(arena, "%.*s (%.*s, %.*s)", (int)address.n, address.p, (int)city.n, city.p,
                       (int)country.n, country.p);
}

/* Addresses of the attacker: how many, and where the busiest ones are. */
static struct str addresses(const struct finding *f, enum lang lang, struct arena *arena)
{
    struct str list = STR("");
    uint64_t count = 0;
    int named = 0;
    char number[TEXT_COUNT];

    for (size_t i = 0; i < f->source_count; i++) {
        const struct finding_source *s = &f->sources[i];

        if (s->attributed !=
            (f->verdict == VERDICT_HARVESTING ? ATTRIBUTED_ATTACKER : ATTRIBUTED_UNCLEAR))
            continue;
        count++;
        if (named < PLACES_MOST) {
            struct str place = narrate_place(lang, s->address, &s->place, arena);

            list = arena_print(arena, "%.*s%s%.*s", (int)list.n, list.p, named ? ", " : "",
                               (int)place.n, place.p);
            named++;
        }
    }
    return arena_print(
        arena, text_plural(lang, "%s address: %.*s%s", "%s addresses: %.*s%s", count),
        text_count(lang, count, number), (int)list.n, list.p, count > PLACES_MOST ? " …" : "");
}

static struct str harvest_text(const struct finding *f, enum lang lang, int offset,
                               struct arena *arena)
{
    char first[TEXT_MOMENT];
    char last[TEXT_MOMENT];
    char floor[TEXT_COUNT];
    char ceiling[TEXT_COUNT];
    char usual[TEXT_COUNT];
    struct str where = addresses(f, lang, arena);

    text_moment(lang, f->first_ns, offset, first);
    text_moment(lang, f->last_ns, offset, last);
    return arena_print(
        arena,
        text_get(lang, N_("Somebody other than its owner very probably used this account to take "
                          "beneficiaries' records, from %s to %s. "
                          "At least %s persons were shown, at most %s. On a usual day the account "
                          "shows about %s. The sessions came from "
                          "%.*s. The account is to be regarded as compromised until its owner has "
                          "been heard: block it, end its "
                          "sessions, keep the logs, and look at the sessions marked unclear.")),
        first, last, text_count(lang, f->beneficiaries.floor, floor),
        text_count(lang, f->beneficiaries.ceiling, ceiling),
        text_count(lang, (uint64_t)(f->peers.own_median + 0.5), usual), (int)where.n, where.p);
}

static struct str suspect_text(const struct finding *f, enum lang lang, int offset,
                               struct arena *arena)
{
    char first[TEXT_MOMENT];
    char last[TEXT_MOMENT];
    char ceiling[TEXT_COUNT];

    text_moment(lang, f->first_ns, offset, first);
    text_moment(lang, f->last_ns, offset, last);
    return arena_print(arena,
                       text_get(lang, N_("This account was used far beyond its usual and that of "
                                         "comparable accounts, from %s to %s, but nothing in the "
                                         "log tells the owner's sessions from anybody else's. Up "
                                         "to %s persons may have been shown to somebody who had "
                                         "no reason to see them. Ask the owner what happened in "
                                         "these hours before anything else.")),
                       first, last, text_count(lang, f->beneficiaries.ceiling, ceiling));
}

/* What the lines say, and that they may be no lines of the server. */
static struct str doubtful_text(const struct finding *f, enum lang lang, int offset,
                                struct arena *arena)
{
    struct str text = harvest_text(f, lang, offset, arena);

    return arena_print(
        arena, "%s %.*s",
        text_get(lang, N_("All evidence lies in files whose data is corrupt or whose "
                          "checksum is wrong: these lines may not be what the "
                          "server wrote. Find a sound copy first.")),
        (int)text.n, text.p);
}

void narrate_finding(struct finding *f, int offset_seconds, struct arena *arena)
{
    for (int l = 0; l < 2; l++) {
        enum lang lang = (enum lang)l;

        if (f->verdict != VERDICT_WATCH && f->doubtful)
            f->text[l] = doubtful_text(f, lang, offset_seconds, arena);
        else if (f->verdict == VERDICT_HARVESTING)
            f->text[l] = harvest_text(f, lang, offset_seconds, arena);
        else if (f->verdict == VERDICT_SUSPECT)
            f->text[l] = suspect_text(f, lang, offset_seconds, arena);
        else
            f->text[l] = str_of(
                text_get(lang, N_("The use of this account is unusual, but not beyond what the "
                                  "alert budget allows for chance. "
                                  "Nothing needs to be done; look at it again if it goes on.")));
    }
}

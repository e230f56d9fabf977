/*
 * watch.c: which hit is good for what: found once, from the rules. Nothing is matched here.
 */
#include "watch.h"

#include <stdlib.h>

#include "base/mem.h"

/* Servers whose name a rule may give as its product: limier cannot tell which of them wrote a log
 * whose layout several of them use. */
static const char *const servers[] = {"",      "apache",  "nginx", "iis",   "haproxy",
                                      "caddy", "traefik", "squid", "tomcat"};

#define SERVERS (sizeof servers / sizeof *servers)

/* What rules about acts say they are about. */
static const struct logsource portal_source = {{"portal", 6}, {"limier", 6}, {"portal", 6}};

static struct str canonical(const void *context, struct str field)
{
    (void)context;
    return sigma_canonical(field);
}

static bool knows_line(const void *context, struct str field)
{
    int number = sigma_field(field);

    (void)context;
    return number != SIGMA_NONE && (sigma_field_worlds(number) & WORLD_LINE);
}

static bool knows_act(const void *context, struct str field)
{
    int number = sigma_field(field);

    (void)context;
    return number != SIGMA_NONE && (sigma_field_worlds(number) & WORLD_ACT);
}

/* A rule that names only the service applies to lines as well, by its letter: the same requests
 * would count twice. */
static bool wanted_in_lines(const void *context, const struct rule *rule)
{
    (void)context;
    return !logsource_applies(&rule->logsource, &portal_source);
}

static bool wanted_in_classes(const void *context, const struct rule *rule)
{
    unsigned parts = 0;

    (void)context;
    return act_class_tells(rule, &parts);
}

static bool wanted_in_each(const void *context, const struct rule *rule)
{
    return !wanted_in_classes(context, rule);
}

/* What rules that are looked for by class need to know of an act. */
static void find_parts(struct watch *watch)
{
    for (uint32_t r = 0; r < watch->set.count; r++) {
        unsigned parts = 0;

        if (engine_has(watch->engine[WATCH_ACTS], r) &&
            act_class_tells(&watch->set.rules[r], &parts))
            watch->classes.parts |= parts;
    }
}

static void compile(struct watch *watch, int world)
{
    struct logsource sources[2 * SERVERS];
    struct engine_options options = {.sources = sources,
                                     .knows = world == WATCH_LINES ? knows_line : knows_act,
                                     .canonical = canonical,
                                     .timed = watch->timed};
    const struct str *names;
    size_t count;

    if (world != WATCH_LINES) {
        options.wanted = world == WATCH_ACTS ? wanted_in_classes : wanted_in_each;
        sources[options.source_count++] = portal_source;
    } else {
        options.wanted = wanted_in_lines;
        for (size_t i = 0; i < SERVERS; i++) {
            sources[options.source_count++] =
                (struct logsource){STR("webserver"), str_of(servers[i]), STR_NONE};
            sources[options.source_count++] =
                (struct logsource){STR("proxy"), str_of(servers[i]), STR_NONE};
        }
    }
    watch->engine[world] = engine_compile(&watch->set, &options);
    names = engine_fields(watch->engine[world], &count);
    watch->fields[world] = mem_zero(count + 1, sizeof **watch->fields);
    for (size_t i = 0; i < count; i++)
        watch->fields[world][i] = sigma_field(names[i]);
}

static bool in_world(const struct watch *watch, int world, uint32_t rule)
{
    return engine_has(watch->engine[world], rule) &&
           !engine_cannot_fire(watch->engine[world], rule);
}

/* Whether a correlation may be found true after the event that makes it so, when its window closes.
 * Others that refer to it get it from rows then, where it can be put in its place in time. */
static bool fires_late(const struct correlation *c)
{
    return !(c->bounds.set & (BOUND_GT | BOUND_GTE)) || c->temporal;
}

/* Whether a correlation groups by the account alone, and all that it counts are acts or such
 * correlations. Members come before what refers to them in depth, not in order. */
static bool counts_by_account(const struct watch *watch, const struct correlation *c)
{
    for (size_t m = 0; m < c->member_count; m++) {
        uint32_t rule = c->members[m].rule;
        int field = c->group_count == 1 ? sigma_field(c->members[m].group[0]) : SIGMA_NONE;

        if (field != SIGMA_ACCOUNT && field != FIELD_CS_USERNAME)
            return false;
        if (watch->set.rules[rule].correlation ? !watch->by_account[rule]
                                               : in_world(watch, WATCH_LINES, rule))
            return false;
    }
    return true;
}

/* Which correlations can be counted where acts are read: by depth, so that members are known. */
static void find_by_account(struct watch *watch)
{
    const struct rule_set *set = &watch->set;
    unsigned deepest = 0;

    watch->by_account = mem_zero(set->count + 1, sizeof *watch->by_account);
    for (size_t r = 0; r < set->count; r++) {
        if (set->rules[r].correlation && set->rules[r].correlation->depth > deepest)
            deepest = set->rules[r].correlation->depth;
    }
    for (unsigned depth = 0; depth <= deepest; depth++) {
        for (size_t r = 0; r < set->count; r++) {
            const struct correlation *c = set->rules[r].correlation;

            if (c && c->depth == depth)
                watch->by_account[r] =
                    counts_by_account(watch, c) && !(set->rules[r].referenced && fires_late(c));
        }
    }
}

/* Whether all events of a correlation are seen when they are found. Alerts of others that are
 * counted over rows only come about then, and no count of rows tells how many. */
static bool seen_at_once(const struct watch *watch, const struct correlation *c)
{
    for (size_t m = 0; m < c->member_count; m++) {
        uint32_t rule = c->members[m].rule;

        if (watch->set.rules[rule].correlation && !watch->by_account[rule])
            return false;
    }
    return true;
}

static void find_least(struct watch *watch)
{
    watch->least = mem_zero(watch->set.count + 1, sizeof *watch->least);
    for (uint32_t r = 0; r < watch->set.count; r++) {
        const struct correlation *c = watch_correlation(watch, r);

        watch->least[r] = seen_at_once(watch, c) ? reach_wanted(c) : 0;
    }
}

static size_t take_fields(int *to, const struct str *names, size_t count)
{
    size_t n = count < WATCH_FIELDS ? count : WATCH_FIELDS;

    for (size_t i = 0; i < n; i++)
        to[i] = sigma_field(names[i]);
    return n;
}

/* Room for the uses of each rule: one for its own alerts, and one for each correlation that it is
 * part of. */
static void place_uses(struct watch *watch)
{
    const struct rule_set *set = &watch->set;
    size_t total = 0;

    watch->first_use = mem_zero(set->count + 2, sizeof *watch->first_use);
    for (size_t r = 0; r < set->count; r++) {
        const struct correlation *c = set->rules[r].correlation;

        watch->first_use[r + 2] += !c && !set->rules[r].silent;
        for (size_t m = 0; c && m < c->member_count; m++)
            watch->first_use[c->members[m].rule + 2]++;
    }
    for (size_t r = 0; r <= set->count; r++)
        watch->first_use[r + 1] += watch->first_use[r];
    total = watch->first_use[set->count + 1];
    watch->uses = mem_zero(total + 1, sizeof *watch->uses);
}

/* Fills them: first_use[rule + 1] moves to the end of the rule's uses, which is where the next
 * one's begin. */
static void find_uses(struct watch *watch)
{
    const struct rule_set *set = &watch->set;

    place_uses(watch);
    for (uint32_t r = 0; r < set->count; r++) {
        const struct correlation *c = set->rules[r].correlation;

        if (!c && !set->rules[r].silent)
            watch->uses[watch->first_use[r + 1]++] =
                (struct watch_use){.correlation = r,
                                   .by_account = !in_world(watch, WATCH_LINES, r),
                                   .group = {SIGMA_ACCOUNT, FIELD_C_IP},
                                   .group_count = 2};
        for (uint32_t m = 0; c && m < c->member_count; m++) {
            struct watch_use *use = &watch->uses[watch->first_use[c->members[m].rule + 1]++];

            *use = (struct watch_use){
                .correlation = r, .member = m, .by_account = watch->by_account[r]};
            use->group_count = take_fields(use->group, c->members[m].group, c->group_count);
            use->field_count = take_fields(use->fields, c->members[m].fields, c->field_count);
        }
    }
}

void watch_init(struct watch *watch, struct rule_set *set, bool timed)
{
    *watch = (struct watch){.set = *set, .key = HASH_KEY_FIXED, .timed = timed};
    *set = (struct rule_set){0};
    for (int world = 0; world < WATCH_WORLDS; world++)
        compile(watch, world);
    find_parts(watch);
    find_by_account(watch);
    find_least(watch);
    find_uses(watch);
}

void watch_release(struct watch *watch)
{
    for (int world = 0; world < WATCH_WORLDS; world++) {
        if (watch->engine[world])
            engine_release(watch->engine[world]);
        free(watch->fields[world]);
    }
    free(watch->uses);
    free(watch->first_use);
    free(watch->by_account);
    free(watch->least);
    rules_release(&watch->set);
    *watch = (struct watch){0};
}

const struct correlation *watch_correlation(const struct watch *watch, uint32_t rule)
{
    return correlation_for(&watch->set.rules[rule]);
}

bool watch_has(const struct watch *watch, int world)
{
    for (uint32_t r = 0; r < watch->set.count; r++) {
        if (in_world(watch, world, r))
            return true;
    }
    return false;
}

bool watch_sums(int field)
{
    switch (field) {
    case SIGMA_BENEFICIARY:
    case SIGMA_BLOCK:
    case SIGMA_URI_DECODED:
    case SIGMA_URI_EXTENSION:
    case FIELD_SESSION:
    case FIELD_REQUEST:
    case FIELD_CS_URI_QUERY:
    case FIELD_CS_URI_STEM:
    case FIELD_ARGS:
    case FIELD_CS_REFERER:
    case FIELD_CS_COOKIE:
    case FIELD_SC_COOKIE: return false;
    default: return true;
    }
}

bool watch_has_acts(const struct watch *watch)
{
    return watch_has(watch, WATCH_ACTS) || watch_has(watch, WATCH_ACTS_EACH);
}

uint64_t watch_hash(const struct watch *watch, uint64_t before, struct str value)
{
    return hash_words(before ^ hash_text(&watch->key, value), value.p ? 3 : 5);
}

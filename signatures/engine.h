/*
 * engine.h: many rules against one event. Rules sleep until a literal, or a number, that every
 * match of theirs contains is found in its field, all literals of a field in one look; those that
 * were woken are evaluated with leaves that all rules share. An engine is read-only; each thread
 * has a state.
 */
#ifndef LIMIER_SIGNATURES_ENGINE_H
#define LIMIER_SIGNATURES_ENGINE_H

#include "signatures/event.h"
#include "signatures/rule.h"

struct engine;
struct engine_state;

/* What an engine is made for. */
struct engine_options {
    const struct logsource *sources; /* events are one of these: a rule that applies to any is in */
    size_t source_count;             /* 0: all rules, whatever their logsource */
    /* Whether a field can exist in these events; rules that need one that cannot are told by
     * engine_cannot_fire, and not evaluated. The raw line is not asked about. NULL: any may. */
    bool (*knows)(const void *context, struct str field);
    /* Whether a rule is wanted in this engine; NULL: all that apply are. */
    bool (*wanted)(const void *context, const struct rule *rule);
    /* The canonical name of a field (taxonomies have several spellings); NULL: as it is. */
    struct str (*canonical)(const void *context, struct str field);
    const void *context;
    bool timed; /* statistics hold nanoseconds: two clock readings for each evaluation of a rule */
};

/* Compiles the detection rules of a set that apply. Borrows the set. Rules whose patterns PCRE2
 * refuses have been refused by the loader. */
struct engine *engine_compile(const struct rule_set *set, const struct engine_options *options);
void engine_release(struct engine *engine);

/* The fields that events are asked for, by number. */
const struct str *engine_fields(const struct engine *engine, size_t *ret_count);

/* Rules (of the set, by index) that are in, and whether events can ever match one. */
bool engine_has(const struct engine *engine, uint32_t rule);
bool engine_cannot_fire(const struct engine *engine, uint32_t rule);

/* Rules without a usable literal: they are evaluated on every event, or on a large share (their
 * literals are shorter than three bytes, or in most requests). */
bool engine_always(const struct engine *engine, uint32_t rule);

/* A thread's state. */
struct engine_state *engine_state_new(const struct engine *engine);
void engine_state_free(struct engine_state *state);

/* Matches. Returns how many rules hit, their indices in *ret_rules, ascending, borrowed until the
 * next call. Allocates nothing once it has seen the longest value. */
size_t engine_match(struct engine_state *state, const struct sigma_event *event,
                    const uint32_t **ret_rules);

/* What a rule cost. */
struct engine_stats {
    uint64_t candidates; /* events on which it was evaluated */
    uint64_t hits;
    uint64_t ns; /* 0 unless timed */
};
/* Adds a state's statistics, by rule of the set, to `stats`; returns how often a pattern reached
 * its match limit. */
uint64_t engine_state_stats(const struct engine_state *state, struct engine_stats *stats);

#endif

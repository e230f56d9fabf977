/*
 * engine_parts.h: what an engine is made of; shared by engine*.c only.
 *
 * Leaves are tests, one for all rules that ask the same. Nodes are conditions over leaves, children
 * before parents. A leaf that is *watched* is found by looking at the value once: by its literals,
 * or its number. A leaf that is found wakes the rules, and the children of wide ORs, that cannot be
 * true without one of the leaves of their key; everything else sleeps and costs nothing.
 */
#ifndef LIMIER_SIGNATURES_ENGINE_PARTS_H
#define LIMIER_SIGNATURES_ENGINE_PARTS_H

#include <math.h>

#include "base/hash.h"
#include "signatures/engine.h"
#include "signatures/finder.h"
#include "signatures/literals.h"
#include "signatures/test.h"

/* No leaf, set, watch; the field of the raw line. */
#define PART_NONE  UINT32_MAX
#define FIELD_LINE (UINT32_MAX - 1)

/* An OR with more children than this sleeps until one of them is woken. */
#define NARROW_MOST 8

/* A test. */
struct leaf {
    struct ready_test ready;
    bool wanted; /* it wakes somebody, or is needed often: it is looked for */
    struct literal_set literals;
    uint32_t field;
    uint32_t other; /* of a TEST_FIELD */
    uint32_t watch; /* PART_NONE: it is asked when its truth is needed */
    double rate;    /* share of events in which it is found, a guess; INFINITY: not watched */
    uint32_t rules; /* first of the rules that it wakes, and past its last one: rules of the next */
    uint32_t rouses; /* likewise, members of sets */
};

/* Three truths. */
enum truth { TRUTH_FALSE, TRUTH_TRUE, TRUTH_UNKNOWN };

/* Kinds of conditions. */
enum node_kind { NODE_LEAF, NODE_AND, NODE_OR, NODE_NOT };

/* A condition. */
struct node {
    enum node_kind kind;
    uint32_t leaf;  /* NODE_LEAF */
    uint32_t first; /* in `children` */
    uint32_t count;
    uint32_t set;  /* NODE_OR: its children that sleep; PART_NONE: none */
    uint32_t cost; /* of evaluation, roughly: the cheapest children go first */
    uint32_t uses;
    uint8_t possible; /* enum truth, as far as it is known before any event */
    double rate[2];   /* of the best key for it to be false, true; INFINITY: there is none */
};

/* A child of a wide OR. */
struct member {
    uint32_t set;
    uint32_t node;
};

/* The watches whose leaves wake members of a set: in `set_watches`. */
struct set {
    uint32_t first;
    uint32_t count;
};

/* A number that a leaf asks for. */
struct number {
    double value;
    uint32_t leaf;
};

/* What is looked for in the values of a field. Ids of literals are leaf × 2, and one more when the
 * literal alone makes the leaf true. */
struct watch {
    uint32_t field;
    bool first; /* it wakes rules: looked at in every event; others when they are needed */
    struct finder finder;
    struct number *numbers; /* ascending */
    size_t number_count;
};

/* A rule that is in. */
struct engine_rule {
    uint32_t rule; /* of the set */
    uint32_t root;
    bool key; /* its key wakes it */
    bool weak;
    bool dead; /* events cannot match it */
};

/* All that events are matched with; the shapes above, and who is woken by what. */
struct engine {
    struct arena arena;
    const struct rule_set *rules_set;
    struct engine_options options;
    struct hash_key key;
    struct str *fields;
    size_t field_count;
    size_t field_room;
    struct leaf *leaves;
    size_t leaf_count;
    size_t leaf_room;
    struct node *nodes;
    size_t node_count;
    size_t node_room;
    uint32_t *children;
    size_t child_count;
    size_t child_room;
    struct engine_rule *rules; /* ascending */
    size_t rule_count;
    size_t rule_room;
    uint32_t *place;  /* by rule of the set: in `rules`; PART_NONE: it is out */
    uint32_t *always; /* rules that nothing wakes */
    size_t always_count;
    struct watch *watches;
    size_t watch_count;
    size_t watch_room;
    uint32_t *wakes; /* rules, by leaf */
    size_t wake_count;
    struct member *members; /* by leaf */
    size_t member_count;
    struct set *sets;
    size_t set_count;
    size_t set_room;
    uint32_t *set_watches;
    size_t set_watch_count;
    size_t set_watch_room;
};

/* Decides which leaves are watched, with their rates. */
void engine_choose_leaves(struct engine *engine);

/* Builds what is looked for, of leaves that are wanted; the others are asked when needed. */
void engine_build_watches(struct engine *engine);

/* The rate of a node's keys, from its children's. */
void engine_rate_node(struct engine *engine, struct node *node);

/* Finds the keys: who is woken by which leaf; splits wide ORs. */
void engine_find_keys(struct engine *engine);

/* A thread's view of a watch: what was found in the last value. */
struct watcher {
    struct finder_hits hits;
};

/* A member that was woken, in a list. */
struct woken {
    uint32_t node;
    uint32_t next; /* plus one */
};

/* What one thread knows of the present event. */
struct engine_state {
    const struct engine *engine;
    const struct sigma_event *event;
    struct test_state tests;
    struct sigma_value line;
    uint32_t epoch;        /* the number of the event; what is not of this epoch is not known */
    uint32_t *leaf_truth;  /* epoch × 4 + enum truth; unknown: found, to be verified */
    uint32_t *node_truth;  /* epoch × 4 + enum truth */
    uint32_t *value_epoch; /* by field */
    const struct sigma_value **values;
    uint32_t *watch_epoch;
    struct watcher *watchers;
    uint32_t *rule_epoch;
    uint32_t *candidates;
    size_t candidate_count;
    uint32_t *set_epoch;
    uint32_t *set_woken; /* first of its list, plus one */
    struct woken *woken;
    size_t woken_count;
    uint64_t *hit_bits; /* by rule that is in */
    uint32_t *hits;
    struct engine_stats *stats; /* by rule that is in */
    char *fold;                 /* grows to the longest value with accents */
    size_t fold_bytes;
};

/* Finds what a watch looks for in one text: ids in its watcher's hits. */
void engine_scan(struct engine_state *state, uint32_t watch, struct str text);
void watcher_init(struct watcher *watcher, const struct watch *watch);
void watcher_release(struct watcher *watcher);

#endif

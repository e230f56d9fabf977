/*
 * act_class.h: acts that are alike in all that most rules ask - what was done, with what outcome,
 * by which account, with which program - hit the same rules: what was found for one is remembered
 * for the others.
 */
#ifndef LIMIER_ACT_CLASS_H
#define LIMIER_ACT_CLASS_H

#include "act_event.h"
#include "signatures/rule.h"

/* Which parts of an act the rules look at that are remembered: bits. */
struct act_classes {
    unsigned parts;
};

/* What makes two acts alike. */
struct act_class {
    uint64_t words[3];
};

/* Hits of one class. */
#define ACT_MEMO_HITS 9
struct act_memo_entry {
    struct act_class of;
    uint32_t hits[ACT_MEMO_HITS];
    uint32_t count; /* plus 1; 0: free */
};

/* One thread's memory: the class last seen in each place. */
#define ACT_MEMO_ENTRIES 16384
struct act_memo {
    struct act_memo_entry entries[ACT_MEMO_ENTRIES];
};

/* Whether a rule asks only for what classes tell; the parts that it needs are added to *parts. */
bool act_class_tells(const struct rule *rule, unsigned *parts);

/* The class of an act. */
struct act_class act_class_of(const struct act_classes *classes, const struct act_event *event);

/* The entry of a class: its own, or one that is to be filled (count 0). */
struct act_memo_entry *act_memo_find(struct act_memo *memo, const struct act_class *of);

#endif

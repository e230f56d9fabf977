/*
 * modifiers.h: what stands behind "|" in a key: "cs-uri-query|windash|contains|all". A chain is
 * applied in order to one item. A new modifier is one function and one row of modifiers.def.
 */
#ifndef LIMIER_SIGNATURES_MODIFIERS_H
#define LIMIER_SIGNATURES_MODIFIERS_H

#include "signatures/detection.h"

/* One rule while its detection section is read. */
struct detection {
    struct rule_set *set;
    const char *file;
    struct str rule;
    const struct rule_config *config; /* may be NULL */
    size_t tests;                     /* made so far, texts that values became included */
    size_t expanded_bytes;
};

/* One value of an item, and the texts that it has become: any of them may match. */
struct item_value {
    const struct yaml_node *node;
    enum yaml_type type;
    struct glob *texts; /* of a YAML_TEXT */
    size_t count;
};

/* An item while its chain is applied: what the modifiers have decided so far. */
struct item {
    struct detection *detection;
    struct str key; /* as written */
    unsigned line;  /* of the key */
    unsigned column;
    struct str field; /* absent: a keyword */
    struct item_value *values;
    size_t count;
    struct test base;  /* what all its tests have in common */
    bool decided;      /* a modifier has set base.kind */
    bool rewritten;    /* texts are no longer as written */
    bool starts, ends; /* startswith, endswith, contains */
    bool all;          /* AND of the values */
    bool negated;
    const struct modifier *modifier; /* that is being applied … */
    size_t at;                       /* … and its byte in the key */
};

/* A modifier. */
struct modifier {
    const char *name;
    int (*apply)(struct item *item, int argument); /* 0, or -1 with a problem noted */
    int argument;
    const char *doc;
    const char *source;
};

/* All of them, in the order of modifiers.def. */
const struct modifier *modifiers_all(size_t *ret_count);

/* Applies the chain of an item: what stands behind the first "|" of its key. 0, or -1 with a
 * problem. */
int modifiers_apply(struct item *item);

/* Notes an error at the modifier that is being applied; returns -1. The modifier's name comes
 * first: "contains: …". */
int modifier_fail(struct item *item, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Notes a problem of the rule at a place; returns -1. */
int detection_fail(struct detection *detection, unsigned line, unsigned column, const char *format,
                   ...) __attribute__((format(printf, 4, 5)));
/* The same for a sentence that is there in both languages. */
int detection_said(struct detection *detection, unsigned line, unsigned column, const char *english,
                   const char *french);
/* The same for what is only doubtful. */
void detection_warn(struct detection *detection, unsigned line, unsigned column, const char *format,
                    ...) __attribute__((format(printf, 4, 5)));

/* Numbers and booleans become texts; a null is refused, and so is what is no longer a plain text
 * when `plain`. For modifiers that change texts. 0, or -1 with a problem. */
int item_as_text(struct item *item, bool plain);

/* What modifiers that write texts in another way need: texts, and no other way of comparing. 0, or
 * -1 with a problem. */
int item_begin_rewrite(struct item *item);

/* A copy in which neighbouring literals are one. */
struct glob glob_joined(struct arena *arena, const struct glob *glob);

/* Takes note of `count` more texts of `bytes`. 0, or -1 with a problem when there are too many. */
int item_grow(struct item *item, size_t count, size_t bytes);

/* For modify_affix: where a run is put. */
enum affix { AFFIX_START = 1, AFFIX_END = 2 };

/* For modify_utf16: order of bytes; marked: low byte first, after a byte order mark. */
enum utf16 { UTF16_LE, UTF16_BE, UTF16_MARKED };

/* Modifiers of texts (modifiers_text.c, modifiers_expand.c); modifiers.def says what they do. */
int modify_affix(struct item *item, int affixes);
int modify_utf16(struct item *item, int order);
int modify_base64(struct item *item, int offsets);
int modify_windash(struct item *item, int unused);
int modify_expand(struct item *item, int unused);

#endif

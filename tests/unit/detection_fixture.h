/*
 * detection_fixture.h: detection sections read from texts, for tests.
 */
#ifndef LIMIER_TESTS_UNIT_DETECTION_FIXTURE_H
#define LIMIER_TESTS_UNIT_DETECTION_FIXTURE_H

#include "signatures/detection.h"

/* What was read of a text; release it. */
struct detection_fixture {
    struct rule_set set;
    struct arena arena;
    struct expr *expr;
    int rc;
};

/* Reads a map with one key as an item, or a whole detection section. */
void detection_fixture_item(struct detection_fixture *f, const char *yaml,
                            const struct rule_config *config);
void detection_fixture_section(struct detection_fixture *f, const char *yaml,
                               const struct rule_config *config);
void detection_fixture_release(struct detection_fixture *f);

/* Fails the test unless an item (or section) means that, see expr_text.h … */
void check_item(const char *yaml, const char *meaning);
void check_item_with(const char *yaml, const struct rule_config *config, const char *meaning);
void check_section(const char *yaml, const char *meaning);

/* … or is refused at that place with a sentence that holds `words`. */
void check_item_refused(const char *yaml, unsigned column, const char *words);
void check_section_refused(const char *yaml, unsigned line, unsigned column, const char *words);

#endif

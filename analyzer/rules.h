/*
 * rules.h: what the parts of `limier rules` share: the rules that a command line names, and the
 * tally of a test. Each part is a file: rules_check.c, rules_list.c, rules_test.c.
 */
#ifndef LIMIER_RULES_H
#define LIMIER_RULES_H

#include "base/json_tree.h"
#include "command.h"
#include "signatures/load.h"

/* One run. */
struct rules_run {
    const struct options *options; /* without the word that says what to do */
    struct console *console;
    enum lang lang;
    enum level least;   /* --min-level; informational when it is not given */
    const char *folder; /* for temporary files; of a test only … */
    int directory;      /* … and the same, open */
};

/* Reads the rules that limier brings unless they are not wanted, those of --rules, and those of the
 * paths when `paths`; finished. The caller releases the set, also after a failure. 0, or -1 when a
 * path cannot be read. */
int rules_read(const struct rules_run *run, bool paths, struct rule_set *set, struct err *err);

/* limier rules check: the problems of all rules, and with --against those that cannot fire. */
enum exit_code rules_check(const struct rules_run *run, struct err *err);

/* limier rules list. */
enum exit_code rules_list(const struct rules_run *run, struct err *err);

/* limier rules test: files of cases and of samples. */
enum exit_code rules_test(const struct rules_run *run, struct err *err);

/* "detection", or what a correlation counts ("value_count"). */
const char *rules_kind(const struct rule *rule);

/* One warning about each rule that no line and no act of a log can ever match: 0, or -1 when the
 * log cannot be read. (rules_against.c) */
int rules_against(const struct rules_run *run, struct rule_set *set, struct err *err);

/* A test that failed. */
struct rules_failure {
    struct str file;
    unsigned line;
    struct str name;
    struct str text; /* what was expected, and what came */
};

/* What tests came to. */
struct rules_tally {
    uint64_t passed;
    uint64_t failed;
    struct rules_failure *failures; /* in the order of the tests; the texts are in the arena */
    size_t failure_count;
    size_t failure_room;
    struct arena arena;
};

/* Counts a test; `text` absent: it passed. */
void rules_tally(struct rules_tally *tally, const char *file, unsigned line, struct str name,
                 struct str text);

/* One line of a .jsonl file (rules_cases.c): tallied. */
void rules_case(const struct rules_run *run, const struct json_node *test, const char *file,
                unsigned line, struct rules_tally *tally);

/* One case with steps (rules_steps.c); the text of its failure, in the arena, absent: none. */
struct str rules_steps(const struct rules_run *run, const struct json_node *test,
                       const struct rule_set *set, struct arena *arena);

/* A file of samples (rules_samples.c): tallied. 0, or -1 when the machine refuses. */
int rules_samples(const struct rules_run *run, const char *path, struct rules_tally *tally,
                  struct err *err);

#endif

/*
 * detection_fixture.c: the loader is left out, so that a test sees one section only.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "detection_fixture.h"
#include "expr_text.h"
#include "signatures/load.h"

static struct yaml_node *read_yaml(struct detection_fixture *f, const char *yaml)
{
    struct yaml_node *root = NULL;
    struct err err = {0};

    *f = (struct detection_fixture){0};
    if (yaml_read(str_of(yaml), "rule.yml", &f->arena, &root, &err) < 0 || !root)
        fail_msg("%s: %s", yaml, err.text);
    return root;
}

void detection_fixture_item(struct detection_fixture *f, const char *yaml,
                            const struct rule_config *config)
{
    const struct yaml_node *root = read_yaml(f, yaml);

    f->rc = detection_item(&f->set, root->first, "rule.yml", STR("r"), config, &f->expr);
}

void detection_fixture_section(struct detection_fixture *f, const char *yaml,
                               const struct rule_config *config)
{
    const struct yaml_node *root = read_yaml(f, yaml);

    f->rc = detection_read(&f->set, root, "rule.yml", STR("r"), config, &f->expr);
}

void detection_fixture_release(struct detection_fixture *f)
{
    rules_release(&f->set);
    arena_release(&f->arena);
}

static void check_meaning(struct detection_fixture *f, const char *yaml, const char *meaning)
{
    if (f->rc < 0)
        fail_msg("%s: %.*s", yaml, (int)f->set.problems[0].text.n, f->set.problems[0].text.p);
    assert_string_equal(expr_text(&f->arena, f->expr), meaning);
    detection_fixture_release(f);
}

void check_item_with(const char *yaml, const struct rule_config *config, const char *meaning)
{
    struct detection_fixture f;

    detection_fixture_item(&f, yaml, config);
    check_meaning(&f, yaml, meaning);
}

void check_item(const char *yaml, const char *meaning)
{
    check_item_with(yaml, NULL, meaning);
}

void check_section(const char *yaml, const char *meaning)
{
    struct detection_fixture f;

    detection_fixture_section(&f, yaml, NULL);
    check_meaning(&f, yaml, meaning);
}

static void check_refused(struct detection_fixture *f, const char *yaml, unsigned line,
                          unsigned column, const char *words)
{
    const struct rule_problem *problem = f->set.problems;

    if (f->rc == 0)
        fail_msg("%s: means %s", yaml, expr_text(&f->arena, f->expr));
    assert_int_equal(f->set.problem_count, 1);
    assert_true(problem->error);
    if (problem->line != line || problem->column != column ||
        !strstr(arena_str(&f->arena, problem->text).p, words))
        fail_msg("%s: %u:%u: %.*s", yaml, problem->line, problem->column, (int)problem->text.n,
                 problem->text.p);
    detection_fixture_release(f);
}

void check_item_refused(const char *yaml, unsigned column, const char *words)
{
    struct detection_fixture f;

    detection_fixture_item(&f, yaml, NULL);
    check_refused(&f, yaml, 1, column, words);
}

void check_section_refused(const char *yaml, unsigned line, unsigned column, const char *words)
{
    struct detection_fixture f;

    detection_fixture_section(&f, yaml, NULL);
    check_refused(&f, yaml, line, column, words);
}

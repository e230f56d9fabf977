/*
 * problems.c: what is wrong with rules, with its place and its line. Rules are written by
 * strangers and problems are shown on terminals, so what a terminal would obey is replaced.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/sentence.h"
#include "signatures/loading.h"

/* Bytes of a sentence, and of an excerpt: two lines of a terminal with its place. */
#define SENTENCE_BYTES 600
#define EXCERPT_BYTES  240

/* Lines for each mark of a source. */
#define LINES_A_MARK 64

/* Bytes of the character at a.p that can be shown as it is, or 0. */
static size_t plain_length(struct str a)
{
    size_t n = str_utf8_length(a);
    unsigned char c = (unsigned char)a.p[0];

    if (n == 1)
        return c >= 0x20 && c != 0x7f;
    if (n == 2 && c == 0xc2 && (unsigned char)a.p[1] < 0xa0) /* C1 control codes */
        return 0;
    return n;
}

/* A copy of at most `most` bytes; every character stays one column. */
static struct str plain_copy(struct arena *arena, struct str text, size_t most)
{
    size_t room = text.n < most ? text.n : most;
    char *copy;
    size_t n = 0;

    if (!text.p)
        return STR_NONE;
    copy = arena_alloc(arena, room + 1);
    while (text.n) {
        size_t length = str_utf8_length(text);
        size_t shown = plain_length(text);

        if (n + (shown ? shown : 1) > room)
            break;
        if (shown)
            memcpy(copy + n, text.p, shown);
        else
            copy[n] = text.p[0] == '\t' ? ' ' : '?';
        n += shown ? shown : 1;
        text = str_skip(text, length ? length : 1);
    }
    return (struct str){copy, n};
}

static struct source *find_source(struct loading *loading, const char *file)
{
    if (!loading || loading->source_count == 0)
        return NULL;
    if (loading->sources[loading->source_last].name == file)
        return &loading->sources[loading->source_last];
    for (size_t i = 0; i < loading->source_count; i++) {
        if (loading->sources[i].name == file) {
            loading->source_last = i;
            return &loading->sources[i];
        }
    }
    return NULL;
}

/* Notes where lines begin: problems come in any order, and a text may have a million lines. */
static void mark_lines(struct source *source)
{
    size_t at = 0;

    for (size_t line = 0; at < source->text.n; line++) {
        if (line % LINES_A_MARK == 0) {
            MEM_GROW(source->marks, source->mark_count, source->mark_room);
            source->marks[source->mark_count++] = (uint32_t)at;
        }
        at += str_index(str_skip(source->text, at), '\n') + 1;
    }
}

/* A line of a source, from 1; absent beyond its end. */
static struct str find_line(struct source *source, unsigned line)
{
    size_t mark = (line - 1) / LINES_A_MARK;
    struct str rest;

    if (!source->marks)
        mark_lines(source);
    if (mark >= source->mark_count)
        return STR_NONE;
    rest = str_skip(source->text, source->marks[mark]);
    for (size_t i = mark * LINES_A_MARK + 1; i < line; i++) {
        size_t end = str_index(rest, '\n');

        if (end + 1 >= rest.n)
            return STR_NONE;
        rest = str_skip(rest, end + 1);
    }
    rest = str_slice(rest, 0, str_index(rest, '\n'));
    if (rest.n && rest.p[rest.n - 1] == '\r')
        rest.n--;
    return rest;
}

void rules_problem(struct rule_set *set, const struct rule_problem *problem)
{
    struct rule_problem *own;
    struct str excerpt = problem->excerpt;

    if (set->problem_count >= LIMIT_RULE_PROBLEMS) {
        set->problems_omitted++;
        return;
    }
    if (!excerpt.p && problem->line) {
        struct source *source = find_source(set->loading, problem->file);

        excerpt = source ? find_line(source, problem->line) : STR_NONE;
    }
    MEM_GROW(set->problems, set->problem_count, set->problem_room);
    own = &set->problems[set->problem_count++];
    *own = *problem;
    own->text = plain_copy(&set->arena, problem->text, SENTENCE_BYTES);
    own->french =
        problem->french.p ? plain_copy(&set->arena, problem->french, SENTENCE_BYTES) : own->text;
    own->excerpt = plain_copy(&set->arena, excerpt, EXCERPT_BYTES);
    own->rule = plain_copy(&set->arena, problem->rule, LIMIT_RULE_TITLE);
}

static void note(const struct notes *notes, const struct yaml_node *at, bool error,
                 const char *format, va_list args)
{
    char text[SENTENCE_BYTES];
    char french[SENTENCE_BYTES];

    sentence_print(LANG_EN, text, sizeof text, format, args);
    sentence_print(LANG_FR, french, sizeof french, format, args);
    rules_problem(notes->set, &(struct rule_problem){.error = error,
                                                     .file = notes->file,
                                                     .line = at ? at->line : 0,
                                                     .column = at ? at->column : 0,
                                                     .text = str_of(text),
                                                     .french = str_of(french),
                                                     .rule = notes->rule});
}

int note_error(struct notes *notes, const struct yaml_node *at, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    note(notes, at, true, format, args);
    va_end(args);
    notes->errors++;
    return -1;
}

int note_said(struct notes *notes, const struct yaml_node *at, const char *english,
              const char *french)
{
    rules_problem(notes->set, &(struct rule_problem){.error = true,
                                                     .file = notes->file,
                                                     .line = at ? at->line : 0,
                                                     .column = at ? at->column : 0,
                                                     .text = str_of(english),
                                                     .french = str_of(french),
                                                     .rule = notes->rule});
    notes->errors++;
    return -1;
}

void note_warning(struct notes *notes, const struct yaml_node *at, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    note(notes, at, false, format, args);
    va_end(args);
}

int compare_files(const char *a, const char *b)
{
    bool ours = str_starts(str_of(a), STR("builtin:"));

    if (ours != str_starts(str_of(b), STR("builtin:")))
        return ours ? 1 : -1;
    return strcmp(a, b);
}

static int compare_problems(const void *a, const void *b)
{
    const struct rule_problem *x = a;
    const struct rule_problem *y = b;
    int order = compare_files(x->file, y->file);

    if (order != 0)
        return order;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    if (x->column != y->column)
        return x->column < y->column ? -1 : 1;
    if (x->error != y->error)
        return x->error ? -1 : 1;
    return str_cmp(x->text, y->text);
}

void problems_sort(struct rule_set *set)
{
    if (set->problem_count)
        qsort(set->problems, set->problem_count, sizeof *set->problems, compare_problems);
}

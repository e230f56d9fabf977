/*
 * canaries.c: the file, and a set that says "no" with one look at a bitmap which stays in the
 * processor's cache: it is asked for every act.
 */
#include "model/canaries.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/mem.h"
#include "model/identifier.h"

/* One file that is read. */
struct reading {
    struct canaries *canaries;
    const char *path;
    unsigned line;
    struct err *err;
};

static uint64_t hash_of(struct person person)
{
    return hash_words(person.hi, person.lo);
}

static struct person *slot_of(const struct canaries *c, struct person person, uint64_t hash)
{
    uint64_t at = hash & c->mask;

    while (person_tag(c->slots[at]) != PERSON_NONE && !person_eq(c->slots[at], person))
        at = (at + 1) & c->mask;
    return &c->slots[at];
}

void canaries_init(struct canaries *c, size_t most)
{
    uint64_t size = 256;

    while (size < 2 * most)
        size *= 2;
    *c = (struct canaries){.mask = size - 1, .bits_mask = 16 * size - 1};
    c->slots = mem_zero(size, sizeof *c->slots);
    c->bits = mem_zero(16 * size / 64, sizeof *c->bits);
}

void canaries_add(struct canaries *c, struct person person)
{
    uint64_t hash = hash_of(person);
    uint64_t bit = hash >> 20 & c->bits_mask;
    struct person *slot = slot_of(c, person, hash);

    c->count += person_tag(*slot) == PERSON_NONE;
    *slot = person;
    c->bits[bit / 64] |= UINT64_C(1) << bit % 64;
}

static bool set_has(const struct canaries *c, struct person person)
{
    uint64_t hash = hash_of(person);
    uint64_t bit = hash >> 20 & c->bits_mask;

    if (!(c->bits[bit / 64] >> bit % 64 & 1))
        return false;
    return person_tag(*slot_of(c, person, hash)) != PERSON_NONE;
}

bool canaries_hit(const struct canaries *c, struct person person)
{
    if (c->count == 0 || person_tag(person) == PERSON_NONE)
        return false;
    if (set_has(c, person))
        return true;
    return person_tag(person) == PERSON_BORN && set_has(c, (struct person){person.hi, PERSON_NIR});
}

/* The first cell of a line, without its quotes. */
static struct str first_cell(struct str line)
{
    size_t n = 0;

    line = str_trim(line);
    if (line.n && line.p[0] == '"') {
        line = str_skip(line, 1);
        return str_trim((struct str){line.p, str_index(line, '"')});
    }
    while (n < line.n && !memchr(",;\t", line.p[n], 3))
        n++;
    return str_trim((struct str){line.p, n});
}

static int read_line(const struct reading *r, struct str line, bool first)
{
    struct str text = first_cell(line);
    struct str identifier = {text.p, str_index(text, '/')};
    struct str rest = str_skip(text, identifier.n);
    struct person person;
    const char *wrong;

    if (str_trim(line).n == 0 || str_trim(line).p[0] == '#' ||
        (first && str_eq_nocase(text, STR("beneficiary"))))
        return 0;
    wrong = text.n ? identifier_complaint(text, identifier) : N_("the first column is empty");
    if (wrong)
        return err_usage(r->err, "%s:%u: %-s", r->path, r->line, wrong);
    person = person_of(text);
    if (rest.n && person_is_nir(person_of(identifier))) {
        struct str birth = {rest.p + 1, str_index(str_skip(rest, 1), '/')};

        rest = str_skip(rest, 1 + birth.n);
        person = person_key(identifier, birth, rest.n ? str_skip(rest, 1) : STR_NONE);
    }
    canaries_add(r->canaries, person);
    if (r->canaries->count > LIMIT_CANARIES)
        return err_usage(r->err, "%s:%u: more than %u canaries", r->path, r->line, LIMIT_CANARIES);
    return 0;
}

static int read_lines(struct reading *r, struct str text)
{
    bool first = true; /* until a line that is no comment */

    if (str_starts(text, STR("\xEF\xBB\xBF")))
        text = str_skip(text, 3);
    for (r->line = 1; text.n; r->line++) {
        struct str line = {text.p, str_index(text, '\n')};
        struct str plain = str_trim(line);

        if (read_line(r, line, first) < 0)
            return -1;
        first = first && (plain.n == 0 || plain.p[0] == '#');
        text = str_skip(text, line.n < text.n ? line.n + 1 : line.n);
    }
    if (r->canaries->count == 0)
        return err_usage(r->err, "%s: names no beneficiary", r->path);
    return 0;
}

int canaries_load(struct canaries *canaries, const char *path, struct err *err)
{
    struct reading r = {.canaries = canaries, .path = path, .err = err};
    struct arena arena = {0};
    struct str text;
    size_t lines = 1;
    int rc = file_read(path, LIMIT_TABLE_BYTES, &arena, &text, err);

    *canaries = (struct canaries){0};
    if (rc == 0) {
        for (size_t i = 0; i < text.n; i++)
            lines += text.p[i] == '\n';
        canaries_init(canaries, lines < LIMIT_CANARIES ? lines : LIMIT_CANARIES + 1);
        rc = read_lines(&r, text);
    }
    arena_release(&arena);
    if (rc < 0)
        canaries_release(canaries);
    return rc;
}

static int compare_persons(const void *a, const void *b)
{
    const struct person *x = a;
    const struct person *y = b;

    return person_cmp(*x, *y);
}

struct person *canaries_list(const struct canaries *c)
{
    struct person *list = mem_zero(c->count + 1, sizeof *list);
    size_t n = 0;

    for (uint64_t i = 0; c->slots && i <= c->mask; i++) {
        if (person_tag(c->slots[i]) != PERSON_NONE)
            list[n++] = c->slots[i];
    }
    qsort(list, n, sizeof *list, compare_persons);
    return list;
}

void canaries_release(struct canaries *canaries)
{
    free(canaries->slots);
    free(canaries->bits);
    *canaries = (struct canaries){0};
}

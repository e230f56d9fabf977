/*
 * asked.c: the file, and keys in a sorted list. A row meets at most two keys, so that neither a
 * file nor a log in which one NIR stands a million times makes this slow.
 */
#include "asked.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/mem.h"
#include "model/ident.h"
#include "model/identifier.h"

/* A NIR with blanks between all its characters, of three bytes each, and more is none. */
#define TEXT_MOST 256

static struct person alone(struct person person)
{
    return (struct person){person.hi, PERSON_NIR};
}

/* Length of what people put between the parts of a NIR: blank, no-break spaces, dot, hyphen. */
static size_t gap(struct str text)
{
    if (text.p[0] == ' ' || text.p[0] == '.' || text.p[0] == '-')
        return 1;
    if (str_starts(text, STR("\xC2\xA0")))
        return 2;
    return str_starts(text, STR("\xE2\x80\xAF")) || str_starts(text, STR("\xE2\x80\x89")) ? 3 : 0;
}

/* The NIR that a text is when what stands between its parts is left out; else the text. */
static struct str compact(struct str text, char room[TEXT_MOST])
{
    struct str packed = {room, 0};
    struct nir nir;

    if (text.n > TEXT_MOST)
        return text;
    for (struct str rest = text; rest.n;) {
        size_t skip = gap(rest);

        if (skip == 0)
            room[packed.n++] = rest.p[0];
        rest = str_skip(rest, skip ? skip : 1);
    }
    return identifier_like_nir(packed) || ident_nir(packed, &nir) ? packed : text;
}

static struct str unquoted(struct str text)
{
    text = str_trim(text);
    if (text.n >= 2 && text.p[0] == '"' && text.p[text.n - 1] == '"')
        text = str_trim(str_slice(text, 1, text.n - 1));
    return text;
}

/* The next cell of a line; `slash`: "/" ends one too, as in the lists of exposed/. */
static struct str next_cell(struct str *rest, bool slash)
{
    struct str cell = *rest;
    size_t n = 0;

    while (n < cell.n && !memchr(",;\t/", cell.p[n], slash ? 4 : 3))
        n++;
    *rest = str_skip(*rest, n < cell.n ? n + 1 : n);
    return unquoted((struct str){cell.p, n});
}

/* A birth date may have slashes in it, so only cells of a list are split at them. */
static void read_text(struct asked_line *line, struct str text, bool born)
{
    char room[TEXT_MOST];
    struct str rest = text;
    struct str first = next_cell(&rest, false);
    struct str identifier = compact(first, room);
    struct str birth = STR_NONE;
    struct str rank = STR_NONE;
    struct nir nir;

    if (!ident_nir(identifier, &nir) && str_index(first, '/') < first.n) {
        struct str parts = first;

        identifier = compact(next_cell(&parts, true), room);
        if (ident_nir(identifier, &nir)) {
            birth = next_cell(&parts, true);
            rank = next_cell(&parts, true);
        } else {
            identifier = first;
        }
    } else {
        birth = next_cell(&rest, false);
        rank = next_cell(&rest, false);
    }
    line->problem =
        identifier.n ? identifier_complaint(identifier, identifier) : "the first column is empty";
    if (line->problem)
        return;
    line->person = born ? person_key(identifier, birth, rank) : person_of(identifier);
}

static int read_lines(struct asked *asked, struct str text, const char *path, bool born,
                      struct err *err)
{
    bool first = true;

    if (str_starts(text, STR("\xEF\xBB\xBF")))
        text = str_skip(text, 3);
    for (uint32_t number = 1; text.n; number++) {
        struct str whole = {text.p, str_index(text, '\n')};
        struct str cell = str_trim(whole);
        struct str rest = cell;
        struct asked_line line = {.line = number};
        bool heading = first && str_eq_nocase(next_cell(&rest, false), STR("beneficiary"));

        text = str_skip(text, whole.n < text.n ? whole.n + 1 : whole.n);
        if (cell.n == 0 || cell.p[0] == '#')
            continue;
        first = false;
        if (heading)
            continue;
        if (asked->line_count == LIMIT_ASKED)
            return err_usage(err, "%s:%u: more than %u persons are asked about", path, number,
                             LIMIT_ASKED);
        read_text(&line, cell, born);
        asked->unreadable += line.problem != NULL;
        MEM_GROW(asked->lines, asked->line_count, asked->line_room);
        asked->lines[asked->line_count++] = line;
    }
    return asked->line_count ? 0 : err_usage(err, "%s: names no beneficiary", path);
}

static int by_person(const void *a, const void *b)
{
    return person_cmp(((const struct asked_key *)a)->person, ((const struct asked_key *)b)->person);
}

/* All keys that lines ask for, and of one with a birth date the NIR alone. */
static void list_keys(struct asked *asked)
{
    size_t n = 0;

    asked->keys = mem_zero(2 * asked->line_count, sizeof *asked->keys);
    for (size_t i = 0; i < asked->line_count; i++) {
        struct person person = asked->lines[i].person;

        if (asked->lines[i].problem)
            continue;
        asked->keys[n++].person = person;
        if (person_tag(person) == PERSON_BORN)
            asked->keys[n++].person = alone(person);
    }
    qsort(asked->keys, n, sizeof *asked->keys, by_person);
    for (size_t i = 0; i < n; i++) {
        if (asked->key_count == 0 ||
            !person_eq(asked->keys[asked->key_count - 1].person, asked->keys[i].person))
            asked->keys[asked->key_count++] = asked->keys[i];
    }
}

int asked_load(struct asked *asked, const char *path, bool born, struct err *err)
{
    struct arena arena = {0};
    struct str text;
    int rc = file_read(path, LIMIT_TABLE_BYTES, &arena, &text, err);

    *asked = (struct asked){0};
    if (rc == 0)
        rc = read_lines(asked, text, path, born, err);
    arena_release(&arena);
    if (rc == 0)
        list_keys(asked);
    else
        asked_release(asked);
    return rc;
}

static struct asked_key *find(const struct asked *asked, struct person person)
{
    struct asked_key key = {.person = person};

    return asked->key_count
               ? bsearch(&key, asked->keys, asked->key_count, sizeof *asked->keys, by_person)
               : NULL;
}

static void add(struct asked_rows *rows, const struct exposed_row *row)
{
    if (rows->rows == 0 || row->first_ns < rows->first_ns) {
        rows->first_ns = row->first_ns;
        rows->insurer = row->insurer;
        rows->finding = row->finding;
    }
    if (rows->rows == 0 || row->last_ns > rows->last_ns)
        rows->last_ns = row->last_ns;
    rows->rows++;
    rows->views += row->views;
    rows->data |= row->data;
    rows->data_most |= row->data | row->data_most;
    rows->floor = rows->floor || row->attributed == ATTRIBUTED_ATTACKER;
}

/* The rows behind an index, which is set when there are none yet. */
static struct asked_rows *rows_of(struct asked *asked, uint32_t *index)
{
    if (*index == 0) {
        MEM_GROW(asked->rows, asked->row_count, asked->row_room);
        asked->rows[asked->row_count++] = (struct asked_rows){.rows = 0};
        *index = (uint32_t)asked->row_count;
    }
    return &asked->rows[*index - 1];
}

void asked_row(struct asked *asked, const struct exposed_row *row)
{
    struct asked_key *key = find(asked, row->person);

    asked->numbers = asked->numbers || person_is_nir(row->person);
    asked->texts = asked->texts || !person_is_nir(row->person);
    if (key)
        add(rows_of(asked, &key->exact), row);
    if (person_tag(row->person) != PERSON_BORN)
        return;
    key = find(asked, alone(row->person));
    if (key)
        add(rows_of(asked, &key->wide), row);
}

void asked_settle(struct asked *asked)
{
    for (size_t i = 0; i < asked->line_count && asked->numbers && !asked->texts; i++) {
        struct asked_line *line = &asked->lines[i];

        if (line->problem || person_is_nir(line->person))
            continue;
        line->problem = N_("no NIR, and this case knows persons by nothing else");
        asked->unreadable++;
    }
}

/* Both together; the earlier one says where. */
static struct asked_rows together(const struct asked_rows *a, const struct asked_rows *b)
{
    struct asked_rows sum = a->first_ns <= b->first_ns ? *a : *b;

    sum.last_ns = a->last_ns > b->last_ns ? a->last_ns : b->last_ns;
    sum.views = a->views + b->views;
    sum.rows = a->rows + b->rows;
    sum.data = a->data | b->data;
    sum.data_most = a->data_most | b->data_most;
    sum.floor = a->floor || b->floor;
    return sum;
}

/* Rows of the key itself, and of those who share its NIR when it says no more. */
static bool answer_key(const struct asked *asked, const struct asked_key *key,
                       struct asked_answer *answer)
{
    if (!key || (!key->exact && !key->wide))
        return false;
    answer->match = key->wide ? ASKED_NUMBER : ASKED_EXACT;
    answer->rows = asked->rows[(key->exact ? key->exact : key->wide) - 1];
    if (key->exact && key->wide)
        answer->rows = together(&answer->rows, &asked->rows[key->wide - 1]);
    answer->concerned = answer->rows.floor ? ASKED_YES : ASKED_PERHAPS;
    return true;
}

struct asked_answer asked_about(const struct asked *asked, const struct asked_line *line)
{
    struct asked_answer answer = {.concerned = line->problem ? ASKED_UNREADABLE : ASKED_NO};
    const struct asked_key *key;

    if (line->problem || answer_key(asked, find(asked, line->person), &answer) ||
        person_tag(line->person) != PERSON_BORN)
        return answer;
    key = find(asked, alone(line->person));
    if (key && key->exact) { /* somebody with this NIR was shown, and nobody can tell who */
        answer.match = ASKED_NUMBER;
        answer.rows = asked->rows[key->exact - 1];
        answer.concerned = ASKED_PERHAPS;
    }
    return answer;
}

void asked_release(struct asked *asked)
{
    free(asked->lines);
    free(asked->keys);
    free(asked->rows);
    *asked = (struct asked){0};
}

const char *asked_concerned_name(enum asked_concerned concerned)
{
    static const char *const names[] = {"no", "perhaps", "yes", "unreadable"};

    return names[concerned];
}

const char *asked_match_name(enum asked_match match)
{
    static const char *const names[] = {NULL, "exact", "number"};

    return names[match];
}

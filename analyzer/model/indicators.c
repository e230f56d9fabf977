/*
 * indicators.c: the list of indicators, and which reader a file is for. What a form of file says is
 * known by its reader alone.
 */
#include "model/indicators.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/mem.h"
#include "model/ident.h"
#include "model/indicators_read.h"
#include "model/pseudonym.h"

const char *indicator_kind_name(enum indicator_kind kind)
{
    static const char *const names[INDICATOR_KINDS] = {"address", "network", "account", "agent",
                                                       "text"};

    return names[kind];
}

const char *indicator_form_name(enum indicator_form form)
{
    static const char *const names[INDICATOR_FORMS] = {"list", "stix", "misp"};

    return names[form];
}

/* The value as it is compared. False: it is none of its kind. */
static bool normalise(struct arena *arena, struct indicator *i)
{
    char text[NETWORK_TEXT];
    struct nir nir;

    if (i->kind == INDICATOR_ADDRESS || i->kind == INDICATOR_NETWORK) {
        if (!network_read(str_index(i->value, '/') < i->value.n ? i->value : network_bare(i->value),
                          &i->network))
            return false;
        network_trim(&i->network);
        i->kind = i->network.bits == 128 ? INDICATOR_ADDRESS : INDICATOR_NETWORK;
        i->value = arena_str(arena, (struct str){text, network_text_of(&i->network, text)});
        return true;
    }
    if (i->value.n == 0 || i->value.n > LIMIT_NAME_BYTES || ident_nir(i->value, &nir))
        return false; /* whoever gives a list of persons must not find them in a report */
    i->value = i->kind == INDICATOR_ACCOUNT
                   ? arena_str(arena, i->value)
                   : pseudonym_mask(arena, i->value, PSEUDONYM_AGENT_RUN, LIMIT_NAME_BYTES);
    return true;
}

int indicator_add(struct indicator_reading *r, enum indicator_kind kind, struct str value)
{
    struct indicators *list = r->list;
    struct indicator i = {.kind = kind,
                          .value = str_trim(value),
                          .file = (uint32_t)(list->file_count - 1),
                          .line = r->line,
                          .first_ns = TIME_NONE,
                          .last_ns = TIME_NONE};

    if (list->count >= LIMIT_INDICATORS)
        return err_usage(r->err, "%.*s:%u: more than %u indicators", (int)r->file->name.n,
                         r->file->name.p, r->line, LIMIT_INDICATORS);
    if (!normalise(&list->arena, &i))
        return 1;
    if (r->id.n && r->id.n <= LIMIT_NAME_BYTES)
        i.id = arena_str(&list->arena, r->id);
    MEM_GROW(list->list, list->count, list->room);
    list->list[list->count++] = i;
    r->file->read++;
    return 0;
}

void indicator_unknown(struct indicator_reading *r, struct str what)
{
    struct indicator_file *file = r->file;

    if (file->sample_count < INDICATOR_SAMPLES) {
        file->samples[file->sample_count].line = r->line;
        file->samples[file->sample_count++].text =
            pseudonym_mask_line(&r->list->arena, what, INDICATOR_SAMPLE_BYTES);
    }
    file->unknown++;
}

void indicator_go(struct indicator_reading *r, size_t at)
{
    while (r->counted < at && r->counted < r->text.n)
        r->line += r->text.p[r->counted++] == '\n';
}

const struct json_node *indicator_value(struct indicator_reading *r, struct json_reader *reader)
{
    size_t from = reader->at;
    const struct json_node *node;
    struct str text;
    size_t at = 0;

    json_read_over(reader);
    if (reader->failed)
        return NULL;
    text = str_slice(r->text, from, reader->at);
    indicator_go(r, from + (text.n - str_trim(text).n));
    if (text.n > LIMIT_INDICATOR_BYTES)
        return NULL;
    arena_reset(&r->scratch);
    node = json_tree_read(text, &r->scratch, &at);
    if (!node) {
        reader->failed = true;
        reader->at = from + at;
    }
    return node;
}

int indicator_refuse(struct indicator_reading *r, size_t at, const char *sentence)
{
    indicator_go(r, at);
    return err_usage(r->err, "%.*s:%u: %s", (int)r->file->name.n, r->file->name.p, r->line,
                     sentence);
}

/* Whether the object that the text is has a member of that name. */
static bool has_member(struct str text, const char *name)
{
    struct json_reader reader;
    struct str member;

    json_read_init(&reader, text);
    if (!json_read_enter_object(&reader))
        return false;
    while (json_read_member(&reader, &member)) {
        if (str_eq(member, str_of(name)))
            return true;
        json_read_over(&reader);
    }
    return false;
}

/* A pattern in a list begins with a bracket as well. */
static bool is_json(struct str text)
{
    if (text.n && text.p[0] == '[')
        text = str_trim(str_skip(text, 1));
    return text.n && memchr("{[]\"", text.p[0], 4);
}

static int read_text(struct indicator_reading *r)
{
    struct json_reader reader;
    bool stix;

    if (!str_is_utf8(r->text))
        return err_usage(r->err, "%.*s: not UTF-8: no list of indicators", (int)r->file->name.n,
                         r->file->name.p);
    if (!is_json(str_trim(r->text)))
        return indicators_read_list(r);
    stix = has_member(r->text, "objects") || has_member(r->text, "spec_version");
    r->file->form = stix ? INDICATORS_STIX : INDICATORS_MISP;
    json_read_init(&reader, r->text);
    return stix ? indicators_read_stix(r, &reader) : indicators_read_misp(r, &reader);
}

int indicators_read(struct indicators *indicators, struct str name, struct str text,
                    struct err *err)
{
    struct indicator_reading r = {.list = indicators, .line = 1, .err = err};
    unsigned char digest[SHA256_BYTES];
    int rc;

    indicators->files =
        mem_resize(indicators->files, indicators->file_count + 1, sizeof *indicators->files);
    r.file = &indicators->files[indicators->file_count++];
    *r.file = (struct indicator_file){.name = arena_str(&indicators->arena, name)};
    sha256_of(text, digest);
    for (int i = 0; i < SHA256_BYTES; i++) {
        r.file->sha256[2 * i] = "0123456789abcdef"[digest[i] >> 4];
        r.file->sha256[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
    }
    r.text = str_starts(text, STR("\xEF\xBB\xBF")) ? str_skip(text, 3) : text;
    rc = read_text(&r);
    arena_release(&r.scratch);
    return rc;
}

static int compare(const void *a, const void *b)
{
    const struct indicator *x = a;
    const struct indicator *y = b;
    int order = (int)x->kind - (int)y->kind;

    if (order == 0)
        order = str_cmp(x->value, y->value);
    if (order == 0)
        order = x->file < y->file ? -1 : x->file > y->file;
    if (order == 0)
        order = x->line < y->line ? -1 : x->line > y->line;
    return order ? order : str_cmp(x->id, y->id);
}

void indicators_settle(struct indicators *list)
{
    size_t kept = 0;

    if (list->count)
        qsort(list->list, list->count, sizeof *list->list, compare);
    for (size_t i = 0; i < list->count; i++) {
        const struct indicator *last = kept ? &list->list[kept - 1] : NULL;

        if (!last || last->kind != list->list[i].kind || !str_eq(last->value, list->list[i].value))
            list->list[kept++] = list->list[i];
        else if (!last->id.p)
            list->list[kept - 1].id = list->list[i].id;
    }
    list->count = kept;
}

size_t indicators_find(const struct indicators *list, enum indicator_kind kind, struct str value)
{
    size_t low = 0;
    size_t high = list->count;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = (int)list->list[mid].kind - (int)kind;

        if (order == 0)
            order = str_cmp(list->list[mid].value, value);
        if (order == 0)
            return mid;
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return SIZE_MAX;
}

int indicators_load(struct indicators *indicators, const char *const *paths, size_t n,
                    struct err *err)
{
    if (n > LIMIT_INDICATOR_FILES)
        return err_usage(err, "--indicators: more than %u files", LIMIT_INDICATOR_FILES);
    for (size_t i = 0; i < n; i++) {
        struct arena arena = {0};
        struct str text;
        int rc = file_read(paths[i], LIMIT_INDICATOR_FILE_BYTES, &arena, &text, err);

        if (rc == 0)
            rc = indicators_read(indicators, str_of(paths[i]), text, err);
        arena_release(&arena);
        if (rc < 0)
            return -1;
    }
    indicators_settle(indicators);
    return 0;
}

void indicators_release(struct indicators *indicators)
{
    free(indicators->list);
    free(indicators->files);
    arena_release(&indicators->arena);
    *indicators = (struct indicators){0};
}

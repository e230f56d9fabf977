/*
 * manifest_read.c: reads a manifest of anybody. Every byte of the file is accounted for: lines that
 * are entries are hashed into the chain, the others must be exactly what they are.
 */
#include <stdlib.h>

#include "base/json_tree.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/text.h"
#include "report/manifest_parts.h"

const char *const manifest_kind_names[MANIFEST_KINDS] = {"scan",  "report", "given",  "archive",
                                                         "input", "output", "removed"};

static const char *const fault_texts[] = {
    [MANIFEST_WHOLE] = N_("the chain is whole"),
    [MANIFEST_FOREIGN] = N_("is not the first line of a manifest that this version reads"),
    [MANIFEST_NO_ENTRY] = N_("is no entry of a manifest"),
    [MANIFEST_BROKEN] = N_("does not follow from the line before it: one of them was altered, or "
                           "lines were taken out, added or moved there"),
    [MANIFEST_HEAD] = N_("is not the digest of the last entry: one of them was altered, or entries "
                         "were taken off the end"),
    [MANIFEST_ENDLESS] = N_("the file does not end as it should"),
    [MANIFEST_MANY] = N_("more entries than limier reads"),
};

/* One reading. */
struct reading {
    struct manifest *manifest;
    struct arena *arena;  /* of what stays */
    struct arena scratch; /* of one line */
    size_t room;
    char previous[SHA256_TEXT];
    struct str rest;
    size_t line;
};

const char *manifest_fault_text(enum manifest_fault fault)
{
    return fault_texts[fault];
}

void manifest_release(struct manifest *manifest)
{
    free(manifest->entries);
    manifest->entries = NULL;
    manifest->count = 0;
}

static bool is_plain_part(struct str part)
{
    if (part.n == 0 || part.n > LIMIT_MEMBER_NAME_BYTES || part.p[0] == '.')
        return false;
    for (size_t i = 0; i < part.n; i++) {
        char c = part.p[i];

        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
              c == '_' || c == '.' || c == '-'))
            return false;
    }
    return true;
}

bool manifest_name_is_plain(struct str name)
{
    size_t slash = str_index(name, '/');

    if (slash == name.n)
        return is_plain_part(name);
    return is_plain_part(str_slice(name, 0, slash)) && is_plain_part(str_skip(name, slash + 1));
}

/* Notes the first fault. */
static void note(struct reading *reading, enum manifest_fault fault)
{
    if (reading->manifest->fault != MANIFEST_WHOLE)
        return;
    reading->manifest->fault = fault;
    reading->manifest->fault_line = reading->line;
}

/* The next line, without its end; false at the end of the file, or where a line has none. */
static bool next_line(struct reading *reading, struct str *ret_line)
{
    size_t n = str_index(reading->rest, '\n');

    reading->line++;
    if (n == reading->rest.n)
        return false;
    *ret_line = str_slice(reading->rest, 0, n);
    reading->rest = str_skip(reading->rest, n + 1);
    return true;
}

static bool is_digest(struct str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (str_hex_digit(text.p[i]) < 0 || (text.p[i] >= 'A' && text.p[i] <= 'F'))
            return false;
    }
    return text.n == SHA256_TEXT - 1;
}

/* A member that is a text, copied; absent for null, and where there is none. False when it is
 * something else. */
static bool take_text(struct reading *reading, const struct json_node *object, const char *key,
                      struct str *ret_text)
{
    const struct json_node *node = json_tree_get(object, key);

    *ret_text = STR_NONE;
    if (!node || node->kind == JSON_NULL)
        return true;
    if (node->kind != JSON_STRING || memchr(node->text.p, '\0', node->text.n))
        return false;
    *ret_text = arena_str(reading->arena, node->text);
    return true;
}

static bool take_digest(struct reading *reading, const struct json_node *object, const char *key,
                        struct str *ret_text)
{
    return take_text(reading, object, key, ret_text) && (!ret_text->p || is_digest(*ret_text));
}

static bool take_count(const struct json_node *object, const char *key, uint64_t *ret_value)
{
    const struct json_node *node = json_tree_get(object, key);

    *ret_value = 0;
    return !node || (node->kind == JSON_NUMBER && str_to_u64(node->text, INT64_MAX, ret_value));
}

static bool take_kind(const struct json_node *object, enum manifest_kind *ret_kind)
{
    const struct json_node *node = json_tree_get(object, "kind");

    for (int k = 0; node && node->kind == JSON_STRING && k < MANIFEST_KINDS; k++) {
        if (str_eq(node->text, str_of(manifest_kind_names[k]))) {
            *ret_kind = (enum manifest_kind)k;
            return true;
        }
    }
    return false;
}

/* Whether it is about a file of the case. */
static bool is_of_case(enum manifest_kind kind)
{
    return kind == MANIFEST_OUTPUT || kind == MANIFEST_REMOVED;
}

/* What entries of a kind cannot be without. */
static bool is_complete(const struct manifest_entry *entry)
{
    if (entry->kind == MANIFEST_SCAN || entry->kind == MANIFEST_REPORT)
        return true;
    if (!entry->name.p)
        return false;
    if (is_of_case(entry->kind) && !manifest_name_is_plain(entry->name))
        return false;
    return entry->kind != MANIFEST_OUTPUT || entry->sha256.p;
}

/* Reads a line as an entry. */
static bool read_entry(struct reading *reading, struct str line, struct manifest_entry *entry)
{
    const struct json_node *object;
    const struct json_node *partial;
    size_t at;

    arena_reset(&reading->scratch);
    object =
        line.n <= LIMIT_MANIFEST_ENTRY_BYTES ? json_tree_read(line, &reading->scratch, &at) : NULL;
    *entry = (struct manifest_entry){.line = reading->line};
    if (!object || object->kind != JSON_OBJECT || !take_kind(object, &entry->kind))
        return false;
    partial = json_tree_get(object, "partial");
    entry->partial = partial && partial->kind == JSON_BOOL && str_eq(partial->text, STR("true"));
    return take_text(reading, object, is_of_case(entry->kind) ? "name" : "path", &entry->name) &&
           take_text(reading, object, "option", &entry->role) &&
           take_text(reading, object, "containers", &entry->containers) &&
           take_digest(reading, object, "sha256", &entry->sha256) &&
           take_digest(reading, object, "hmac", &entry->hmac) &&
           take_digest(reading, object, "sha256_text", &entry->sha256_text) &&
           take_count(object, "bytes", &entry->bytes) && is_complete(entry);
}

/* Checks that a line says the digest of the one before it, and digests it. */
static void chain(struct reading *reading, struct str line)
{
    static const char start[] = "{\"previous\": \"";
    const struct str said = str_slice(
        line, 0,
        sizeof start - 1 + SHA256_TEXT - 1 <= line.n ? sizeof start - 1 + SHA256_TEXT - 1 : 0);
    struct sha256 sha;

    if (said.n == 0 || !str_starts(said, STR(start)) ||
        !str_eq(str_skip(said, sizeof start - 1), str_of(reading->previous)))
        note(reading, MANIFEST_BROKEN);
    sha256_init(&sha);
    sha256_add(&sha, line.p, line.n);
    sha256_finish(&sha, reading->previous);
}

/* The first entry is the scan, and the only one. */
static bool is_in_place(const struct manifest *manifest, const struct manifest_entry *entry)
{
    return (entry->kind == MANIFEST_SCAN) == (manifest->count == 0);
}

/* One line between the first and the last. False where reading ends. */
static bool take_line(struct reading *reading, struct str line)
{
    struct manifest *m = reading->manifest;
    struct manifest_entry entry;

    if (!read_entry(reading, line, &entry) || !is_in_place(m, &entry)) {
        note(reading, MANIFEST_NO_ENTRY);
        return false;
    }
    if (m->count == LIMIT_MANIFEST_ENTRIES) {
        note(reading, MANIFEST_MANY);
        return false;
    }
    chain(reading, line);
    if (m->count == reading->room) {
        reading->room = reading->room ? 2 * reading->room : 64;
        m->entries = mem_resize(m->entries, reading->room, sizeof *m->entries);
    }
    m->partial = m->partial || entry.partial;
    m->entries[m->count++] = entry;
    return true;
}

/* The last line: the head, and nothing behind it. */
static void take_end(struct reading *reading, struct str line)
{
    static const char close[] = "\"}"; /* of MANIFEST_ENDING */
    struct str head;

    if (line.n != sizeof MANIFEST_CLOSING - 1 + SHA256_TEXT - 1 + sizeof close - 1 ||
        !str_ends(line, STR(close)) || reading->manifest->count == 0) {
        note(reading, MANIFEST_ENDLESS);
        return;
    }
    head = str_slice(line, sizeof MANIFEST_CLOSING - 1, line.n - (sizeof close - 1));
    if (!str_eq(head, str_of(reading->previous)))
        note(reading, MANIFEST_HEAD);
    if (reading->rest.n) {
        reading->line++;
        note(reading, MANIFEST_ENDLESS);
    }
}

/* Lines from the second on: "{…}," again and again, one "{…}", and the end. */
static void read_lines(struct reading *reading)
{
    struct str line;
    bool more = true;

    while (next_line(reading, &line)) {
        if (str_starts(line, STR(MANIFEST_CLOSING))) {
            if (more)
                note(reading, MANIFEST_ENDLESS);
            take_end(reading, line);
            return;
        }
        if (!more) {
            note(reading, MANIFEST_NO_ENTRY);
            return;
        }
        more = str_ends(line, STR(","));
        if (!take_line(reading, str_slice(line, 0, line.n - more)))
            return;
    }
    note(reading, MANIFEST_ENDLESS);
}

static int compare_outputs(const void *a, const void *b)
{
    const struct manifest_entry *x = *(const struct manifest_entry *const *)a;
    const struct manifest_entry *y = *(const struct manifest_entry *const *)b;
    int order = str_cmp(x->name, y->name);

    return order ? order : (x->line > y->line) - (x->line < y->line);
}

/* Of outputs with one name the last one counts. */
static void supersede(struct manifest *m)
{
    struct manifest_entry **sorted = mem_resize(NULL, m->count, sizeof *sorted);
    size_t n = 0;

    for (size_t i = 0; i < m->count; i++) {
        if (is_of_case(m->entries[i].kind))
            sorted[n++] = &m->entries[i];
    }
    qsort(sorted, n, sizeof *sorted, compare_outputs);
    for (size_t i = 0; i + 1 < n; i++)
        sorted[i]->superseded = str_eq(sorted[i]->name, sorted[i + 1]->name);
    free(sorted);
}

void manifest_read(struct manifest *manifest, struct str text, struct arena *arena)
{
    const struct str head = str_slice(text, 0, text.n < 80 ? text.n : 80);
    struct reading reading = {.manifest = manifest, .arena = arena, .rest = text};
    struct str line;

    *manifest = (struct manifest){0};
    (void)str_copy(reading.previous, sizeof reading.previous, STR(MANIFEST_ZEROS));
    if (!next_line(&reading, &line) || !str_eq(line, STR(MANIFEST_OPENING))) {
        /* Version 1 was one indented document. */
        manifest->older = str_find(head, STR("\"limier-manifest/1\"")) < head.n;
        note(&reading, MANIFEST_FOREIGN);
    } else {
        read_lines(&reading);
    }
    memcpy(manifest->head, reading.previous, sizeof manifest->head);
    if (manifest->count)
        supersede(manifest);
    arena_release(&reading.scratch);
}

/*
 * load_documents.c: a text to documents. It is split at "---" before YAML is read, so that one
 * document which is no YAML does not take those after it with it.
 */
#include "base/limits.h"
#include "base/mem.h"
#include "signatures/loading.h"

/* Cutting a text at its markers (YAML 1.2.2, §9.1: they end a document wherever they stand). */
struct parts {
    struct str text;
    size_t at;
    unsigned line; /* at `at`, from 1 */
};

/* One text. */
struct documents {
    struct rule_set *set;
    struct notes notes;
    struct collection collection;
    size_t used_before; /* bytes of the arena */
};

static bool is_marker(struct str line, struct str marker)
{
    return str_starts(line, marker) && (line.n == marker.n || line.p[marker.n] == ' ' ||
                                        line.p[marker.n] == '\t' || line.p[marker.n] == '\r');
}

/* A line that may stand before the marker of the document to which it belongs. */
static bool is_preface(struct str line)
{
    struct str trimmed = str_trim(line);

    return trimmed.n == 0 || trimmed.p[0] == '#' || line.p[0] == '%';
}

/* The next document with its marker and directives. False at the end. */
static bool next_part(struct parts *parts, struct str *ret_part, unsigned *ret_line)
{
    size_t begin = parts->at;
    bool content = false;

    *ret_line = parts->line;
    while (parts->at < parts->text.n) {
        struct str rest = str_skip(parts->text, parts->at);
        struct str line = str_slice(rest, 0, str_index(rest, '\n'));
        bool end = is_marker(line, STR("..."));

        if (content && is_marker(line, STR("---")))
            break;
        content = content || !is_preface(line);
        parts->at += line.n < rest.n ? line.n + 1 : line.n;
        parts->line++;
        if (end)
            break;
    }
    *ret_part = str_slice(parts->text, begin, parts->at);
    return parts->at > begin;
}

static void add_entry(struct documents *d, enum entry_kind kind, const struct yaml_node *root)
{
    struct loading *loading = loading_of(d->set);
    struct entry *entry;

    MEM_GROW(loading->entries, loading->entry_count, loading->entry_room);
    entry = &loading->entries[loading->entry_count];
    *entry = (struct entry){.kind = kind,
                            .file = d->notes.file,
                            .order = loading->entry_count,
                            .root = root,
                            .number = SIZE_MAX};
    loading->entry_count++;
}

/* A rule of its own, or on top of what is global. */
static void take_plain(struct documents *d, const struct yaml_node *root)
{
    struct collection *collection = &d->collection;

    if (collection->unknown) {
        (void)note_error(&d->notes, root, "the global document before this rule could not be read");
        collection->previous = NULL;
        return;
    }
    if (collection->global)
        root = tree_merge(&d->set->arena, collection->global, root);
    collection->previous = root;
    add_entry(d, ENTRY_DETECTION, root);
}

/* The kind of a document: by the section that it has. */
static void take_map(struct documents *d, const struct yaml_node *root)
{
    bool detection = yaml_get(root, "detection");
    bool correlation = yaml_get(root, "correlation");
    bool filter = yaml_get(root, "filter");

    if (detection + correlation + filter > 1) {
        (void)note_error(&d->notes, root,
                         "a document has one of \"detection\", \"correlation\" and \"filter\"");
        d->collection.previous = NULL;
    } else if (correlation) {
        add_entry(d, ENTRY_CORRELATION, root);
    } else if (filter) {
        add_entry(d, ENTRY_FILTER, root);
    } else if (!detection && (yaml_get(root, "placeholders") || yaml_get(root, "field-map"))) {
        add_entry(d, ENTRY_CONFIG, root);
    } else {
        take_plain(d, root);
    }
}

static void take_document(struct documents *d, const struct yaml_node *root)
{
    const struct yaml_node *rule = NULL;

    if (root->kind == YAML_KIND_SCALAR && root->plain && root->value.n == 0)
        return; /* nothing between two markers */
    d->notes.rule = rule_label(root);
    if (root->kind != YAML_KIND_MAP) {
        (void)note_error(&d->notes, root, "a document must be a map, with a title and a detection");
        d->collection.previous = NULL;
    } else if (!yaml_get(root, "action")) {
        take_map(d, root);
    } else {
        action_obey(&d->collection, &d->notes, root, &rule);
        if (rule)
            add_entry(d, ENTRY_DETECTION, rule);
    }
}

/* Reads one part; what follows does without it. */
static void take_part(struct documents *d, struct str part, unsigned line)
{
    static const struct yaml_limits limits = {LIMIT_RULE_DEPTH, LIMIT_RULE_NODES, LIMIT_RULE_BYTES,
                                              LIMIT_SCALAR_BYTES};
    struct yaml_node *root;
    struct yaml_problem problem;
    struct yaml_node at = {.line = line, .column = 1};

    if (yaml_read_part(part, line, &limits, &d->set->arena, &root, &problem) < 0) {
        d->notes.rule = STR_NONE;
        if (problem.line) {
            at.line = problem.line;
            at.column = problem.column;
        }
        (void)note_said(&d->notes, &at, problem.text, problem.french);
        d->collection.previous = NULL;
        if (str_find(part, STR("action: global")) < part.n)
            d->collection.unknown = true;
        return;
    }
    for (; root; root = root->next)
        take_document(d, root);
}

struct loading *loading_of(struct rule_set *set)
{
    if (!set->loading)
        set->loading = mem_zero(1, sizeof *set->loading);
    return set->loading;
}

bool load_full(struct rule_set *set, const char *file)
{
    struct loading *loading = loading_of(set);
    struct notes notes = {.set = set, .file = file};
    bool full = set->file_count > LIMIT_RULE_FILES || loading->entry_count >= LIMIT_RULES ||
                set->arena.used_bytes >= LIMIT_RULES_MEMORY;

    if (full && !loading->full)
        (void)note_error(&notes, NULL,
                         "more rules than are taken (%u files, %u rules, %zu MiB with all that "
                         "they hold): the rest is not read",
                         LIMIT_RULE_FILES, LIMIT_RULES, LIMIT_RULES_MEMORY >> 20);
    loading->full = loading->full || full;
    return full;
}

/* The same for one file, so that it cannot take what others need. */
static bool is_file_full(struct documents *d)
{
    if (d->set->arena.used_bytes - d->used_before < LIMIT_RULE_FILE_MEMORY)
        return false;
    d->notes.rule = STR_NONE;
    (void)note_error(&d->notes, NULL,
                     "one file with more than %zu MiB of rules, shared parts repeated: the rest of "
                     "it is not read",
                     LIMIT_RULE_FILE_MEMORY >> 20);
    return true;
}

void load_documents(struct rule_set *set, struct str text, const char *name)
{
    struct loading *loading = loading_of(set);
    struct documents d = {
        .set = set, .notes = {.set = set, .file = name}, .used_before = set->arena.used_bytes};
    struct parts parts = {.text = text, .line = 1};
    size_t entries = loading->entry_count;
    struct str part;
    unsigned line;

    if (str_starts(text, STR("\xef\xbb\xbf")))
        parts.text = str_skip(text, 3);
    MEM_GROW(loading->sources, loading->source_count, loading->source_room);
    loading->sources[loading->source_count++] = (struct source){.name = name, .text = parts.text};
    set->file_count++;
    while (!load_full(set, name) && !is_file_full(&d) && next_part(&parts, &part, &line))
        take_part(&d, part, line);
    d.notes.rule = STR_NONE;
    if (loading->entry_count == entries && d.notes.errors == 0 && !loading->full)
        (void)note_error(&d.notes, NULL, "the file holds no rule");
}

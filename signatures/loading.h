/*
 * loading.h: what the files of the loader share between rules_add_… and rules_finish: texts that
 * were read, documents that wait, and the index of what references find. Nobody else includes it.
 */
#ifndef LIMIER_SIGNATURES_LOADING_H
#define LIMIER_SIGNATURES_LOADING_H

#include "base/names.h"
#include "signatures/detection.h"
#include "signatures/load.h"

/* A text that was read, kept for excerpts. */
struct source {
    const char *name;
    struct str text;
    uint32_t *marks; /* where every 64th line begins, from the first one on; NULL: not asked yet */
    size_t mark_count;
    size_t mark_room;
};

/* Kinds of documents. */
enum entry_kind { ENTRY_DETECTION, ENTRY_CORRELATION, ENTRY_FILTER, ENTRY_CONFIG };

/* A document that waits for rules_finish. */
struct entry {
    enum entry_kind kind;
    const char *file;
    size_t order; /* in which it was added: within a file, its place */
    const struct yaml_node *root;
    struct rule rule;   /* a filter has its condition here, too */
    bool bad;           /* refused, and that was told */
    struct expr *tail;  /* last child of the AND that filters made of the condition; or NULL */
    unsigned char mark; /* of the walk along references */
    size_t number;      /* in the set, once it is in */
};

/* An id or a name, and who has it. */
struct reference {
    struct str key;
    size_t entry; /* while finishing; then the number in the set */
    bool bad;
};

/* State of a set that is being loaded. Released by rules_release. */
struct loading {
    struct source *sources;
    size_t source_count;
    size_t source_room;
    size_t source_last; /* that was asked for last */
    struct names files; /* device and number of those that were read */
    struct entry *entries;
    size_t entry_count;
    size_t entry_room;
    struct reference *index; /* by key; the one to be found is the first of its key */
    size_t index_count;
    struct placeholder *placeholders;
    size_t placeholder_count;
    size_t placeholder_room;
    struct field_map *maps;
    size_t map_count;
    size_t map_room;
    struct names config_names; /* of placeholders ("p…") and of field maps ("f…") */
    bool full;                 /* a cap was reached, and told */
};

/* The state of a set, made when there is none. */
struct loading *loading_of(struct rule_set *set);

/* Reads the documents of a text, which lies in the set's arena like its name. (load_documents.c) */
void load_documents(struct rule_set *set, struct str text, const char *name);

/* Whether no more can be read: the set holds as much as it may. The first time, that is told of
 * `file`. */
bool load_full(struct rule_set *set, const char *file);

/* --- notes (problems.c) --- */

/* Where the notes of one document go. */
struct notes {
    struct rule_set *set;
    const char *file;
    struct str rule;
    unsigned errors;
};

/* Notes an error or a warning at a node; NULL: about the file as a whole. note_error returns -1.
 * Formats are texts of the catalogue (base/sentence.h). */
int note_error(struct notes *notes, const struct yaml_node *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void note_warning(struct notes *notes, const struct yaml_node *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same for a sentence that is there in both languages. */
int note_said(struct notes *notes, const struct yaml_node *at, const char *english,
              const char *french);

/* Orders the problems by file, line and column. */
void problems_sort(struct rule_set *set);

/* Order of files: the operator's before those of the program, then by bytes. */
int compare_files(const char *a, const char *b);

/* --- collections (load_actions.c) --- */

/* What `action` documents of one file have left behind. */
struct collection {
    const struct yaml_node *global;   /* merged into rules that follow, or NULL */
    const struct yaml_node *previous; /* the rule that can be repeated, or NULL */
    bool unknown; /* a document before could not be read: it may have been global */
};

/* Obeys the action of a document. *ret_rule is the rule that it makes, or NULL. */
void action_obey(struct collection *collection, struct notes *notes, const struct yaml_node *root,
                 const struct yaml_node **ret_rule);

/* `over` laid on `base`, map by map; neither is changed, and subtrees are shared. The key "action"
 * is left out. */
const struct yaml_node *tree_merge(struct arena *arena, const struct yaml_node *base,
                                   const struct yaml_node *over);

/* --- rules --- */

/* Reads what all kinds of documents have: title, id, level … 0, or -1 with errors noted.
 * (rule_read.c) */
int rule_read(struct notes *notes, struct entry *entry);

/* The logsource of a document. 0, also when there is none, or -1. (rule_read.c) */
int logsource_read(struct notes *notes, const struct yaml_node *root, struct logsource *ret_source);

/* What a message calls a document: title, id or name; absent: none. (rule_read.c) */
struct str rule_label(const struct yaml_node *root);

/* Whether a text is a UUID. (rule_read.c) */
bool is_uuid(struct str text);

/* Takes over placeholders and field maps of a document. (load_config.c) */
void rule_config_read(struct notes *notes, const struct yaml_node *root);

/* Lays filters on the rules that they name, once references can be found. (filters.c) */
void filters_apply(struct rule_set *set);

/* Reads the detection of a filter. 0 or -1. (filters.c) */
int filter_read(struct notes *notes, struct entry *entry, const struct rule_config *config);

/* Makes the index and refuses rules of one id or name. (references.c) */
void references_index(struct rule_set *set);

/* The entry of an id or a name, good ones before refused ones; or NULL. (references.c) */
struct entry *references_find(const struct loading *loading, struct str key);

/* Once the members of a correlation are found (by entry): their fields by alias. 0 or -1.
 * (correlation_alias.c) */
int correlation_resolved(struct notes *notes, const struct entry *entry);

/* Finds the members of correlations; refuses unknown ones, cycles and long chains. (references.c)
 */
void references_follow(struct rule_set *set);

#endif

/*
 * rule_read.c: the keys that all kinds of documents have (Sigma specification v2.1.0, "Rule"), with
 * the checks of pySigma; other keys are the author's own, and stay in the tree. Detections,
 * correlations and filters have readers of their own.
 */
#include "base/clock.h"
#include "base/limits.h"
#include "signatures/loading.h"

static bool is_null(const struct yaml_node *node)
{
    return node->kind == YAML_KIND_SCALAR && yaml_type(node) == YAML_NULL;
}

static bool is_text(const struct yaml_node *node)
{
    return node->kind == YAML_KIND_SCALAR && yaml_type(node) == YAML_TEXT;
}

/* The member of the document, or NULL when it is missing or null. */
static const struct yaml_node *given(const struct yaml_node *root, const char *key)
{
    const struct yaml_node *node = yaml_get(root, key);

    return node && !is_null(node) ? node : NULL;
}

bool is_uuid(struct str text)
{
    if (text.n != 36)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;

        if (dash ? text.p[i] != '-' : str_hex_digit(text.p[i]) < 0)
            return false;
    }
    return true;
}

struct str rule_label(const struct yaml_node *root)
{
    static const char *const keys[] = {"title", "id", "name"};

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const struct yaml_node *node = yaml_get(root, keys[i]);

        if (node && node->kind == YAML_KIND_SCALAR && node->value.n)
            return node->value;
    }
    return STR_NONE;
}

/* A text, absent when it is not there. */
static void read_text(struct notes *notes, const struct yaml_node *root, const char *key,
                      struct str *ret_text)
{
    const struct yaml_node *node = given(root, key);

    if (!node)
        return;
    if (!is_text(node))
        (void)note_error(notes, node, "\"%s\" must be a text", key);
    else
        *ret_text = node->value;
}

/* A text that is not empty when it is there. */
static void read_word(struct notes *notes, const struct yaml_node *root, const char *key,
                      struct str *ret_text)
{
    read_text(notes, root, key, ret_text);
    if (ret_text->p && ret_text->n == 0)
        (void)note_error(notes, yaml_get(root, key), "\"%s\" must not be empty", key);
}

static void read_title(struct notes *notes, const struct yaml_node *root, struct rule *rule)
{
    const struct yaml_node *node = given(root, "title");

    if (!node) {
        (void)note_error(notes, root, "a rule must have a \"title\"");
        return;
    }
    read_word(notes, root, "title", &rule->title);
    if (str_columns(rule->title) > LIMIT_RULE_TITLE)
        (void)note_error(notes, node, "the title is longer than %d characters", LIMIT_RULE_TITLE);
}

/* A UUID says the specification; other engines' rules have words, which do no harm. */
static void read_id(struct notes *notes, const struct yaml_node *root, struct rule *rule)
{
    const struct yaml_node *node = given(root, "id");

    if (!node)
        return;
    if (node->kind != YAML_KIND_SCALAR || node->value.n == 0) {
        (void)note_error(notes, node, "\"id\" must be a text");
        return;
    }
    rule->id = node->value;
    if (!is_uuid(node->value))
        note_warning(notes, node, "the id is not a UUID: it may be another rule's somewhere else");
}

static void read_level(struct notes *notes, const struct yaml_node *root, struct rule *rule)
{
    const struct yaml_node *node = given(root, "level");

    rule->level = LEVEL_MEDIUM;
    if (!node)
        return;
    if (node->kind == YAML_KIND_SCALAR)
        rule->level = level_by_name(node->value);
    if (node->kind != YAML_KIND_SCALAR || rule->level == LEVEL_COUNT) {
        rule->level = LEVEL_MEDIUM;
        (void)note_error(notes, node, "\"level\" is informational, low, medium, high or critical");
    }
}

static void read_status(struct notes *notes, const struct yaml_node *root, struct rule *rule)
{
    static const char *const names[] = {"stable", "test", "experimental", "deprecated",
                                        "unsupported"};
    const struct yaml_node *node = given(root, "status");

    if (!node)
        return;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (node->kind == YAML_KIND_SCALAR && str_eq_nocase(node->value, str_of(names[i])))
            rule->status = str_of(names[i]);
    }
    if (!rule->status.p)
        (void)note_error(notes, node,
                         "\"status\" is stable, test, experimental, deprecated or unsupported");
}

/* The next number of a date: `least` to `most` digits, then `end` or the end. */
static bool take_number(struct str *rest, size_t least, size_t most, char end, int *ret_value)
{
    size_t n = 0;
    uint64_t value = 0;

    while (n < rest->n && rest->p[n] >= '0' && rest->p[n] <= '9' && n < most)
        n++;
    if (n < least || !str_to_u64(str_slice(*rest, 0, n), 9999, &value))
        return false;
    *ret_value = (int)value;
    *rest = str_skip(*rest, n);
    if (end == '\0')
        return rest->n == 0;
    if (rest->n == 0 || rest->p[0] != end)
        return false;
    *rest = str_skip(*rest, 1);
    return true;
}

/* "2024-01-29"; or "2024/1/29", as rules were dated before the second version of the language. */
static bool parse_date(struct str text, struct civil *ret_date)
{
    char end = str_index(text, '/') < text.n ? '/' : '-';
    size_t least = end == '/' ? 1 : 2;

    *ret_date = (struct civil){0};
    return take_number(&text, 4, 4, end, &ret_date->year) &&
           take_number(&text, least, 2, end, &ret_date->month) &&
           take_number(&text, least, 2, '\0', &ret_date->day) && clock_valid(ret_date);
}

static void read_date(struct notes *notes, const struct yaml_node *root, const char *key,
                      struct str *ret_date)
{
    const struct yaml_node *node = given(root, key);
    struct civil date;

    if (!node)
        return;
    if (node->kind != YAML_KIND_SCALAR || !parse_date(node->value, &date))
        (void)note_error(notes, node, "\"%s\" must be a date like 2024-01-29", key);
    else
        *ret_date =
            arena_print(&notes->set->arena, "%04d-%02d-%02d", date.year, date.month, date.day);
}

/* A list of texts. ret_texts may be NULL: only looked at. */
static void read_texts(struct notes *notes, const struct yaml_node *root, const char *key,
                       struct str **ret_texts, size_t *ret_count)
{
    const struct yaml_node *node = given(root, key);
    size_t count = 0;

    if (!node)
        return;
    if (node->kind != YAML_KIND_LIST) {
        (void)note_error(notes, node, "\"%s\" must be a list", key);
        return;
    }
    for (const struct yaml_node *item = node->first; item; item = item->next) {
        count++;
        if (item->kind != YAML_KIND_SCALAR)
            (void)note_error(notes, item, "\"%s\" must be a list of texts", key);
    }
    if (!ret_texts || !count)
        return;
    *ret_texts = arena_alloc(&notes->set->arena, count * sizeof **ret_texts);
    for (const struct yaml_node *item = node->first; item; item = item->next)
        (*ret_texts)[(*ret_count)++] = item->value;
}

static void read_tags(struct notes *notes, const struct yaml_node *root, struct rule *rule)
{
    const struct yaml_node *node = given(root, "tags");

    read_texts(notes, root, "tags", &rule->tags, &rule->tag_count);
    if (!node || node->kind != YAML_KIND_LIST)
        return;
    for (const struct yaml_node *item = node->first; item; item = item->next) {
        if (item->kind == YAML_KIND_SCALAR && str_index(item->value, '.') == item->value.n)
            note_warning(notes, item, "a tag has a namespace and a name, like attack.t1190");
    }
}

static void read_relation(struct notes *notes, const struct yaml_node *item)
{
    /* "obsoletes" is how the first version of the language had it. */
    static const char *const types[] = {"derived", "obsolete", "merged",
                                        "renamed", "similar",  "obsoletes"};
    const struct yaml_node *id = given(item, "id");
    const struct yaml_node *type = given(item, "type");
    size_t i = 0;

    if (item->kind != YAML_KIND_MAP || !id || !type) {
        (void)note_error(notes, item, "a \"related\" rule must have an \"id\" and a \"type\"");
        return;
    }
    if (id->kind != YAML_KIND_SCALAR || !is_uuid(id->value))
        note_warning(notes, id, "the id of a related rule is not a UUID");
    while (i < sizeof types / sizeof types[0] &&
           (!is_text(type) || !str_eq_nocase(type->value, str_of(types[i]))))
        i++;
    if (i == sizeof types / sizeof types[0])
        (void)note_error(
            notes, type,
            "the type of a related rule is derived, obsolete, merged, renamed or similar");
}

static void read_related(struct notes *notes, const struct yaml_node *root)
{
    const struct yaml_node *node = given(root, "related");

    if (node && node->kind != YAML_KIND_LIST)
        (void)note_error(notes, node, "\"related\" must be a list");
    for (const struct yaml_node *item = node && node->kind == YAML_KIND_LIST ? node->first : NULL;
         item; item = item->next)
        read_relation(notes, item);
}

/* One part of a logsource, in lower case. */
static bool read_source_part(struct notes *notes, const struct yaml_node *map, const char *key,
                             struct str *ret_part)
{
    const struct yaml_node *node = given(map, key);
    char *lower;

    if (!node)
        return true;
    if (!is_text(node) || node->value.n == 0) {
        (void)note_error(notes, node, "\"%s\" of a logsource must be a text", key);
        return false;
    }
    lower = arena_alloc(&notes->set->arena, node->value.n + 1);
    for (size_t i = 0; i < node->value.n; i++) {
        char c = node->value.p[i];

        lower[i] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
    }
    *ret_part = (struct str){lower, node->value.n};
    return true;
}

int logsource_read(struct notes *notes, const struct yaml_node *root, struct logsource *ret_source)
{
    const struct yaml_node *node = given(root, "logsource");

    if (!node)
        return 0;
    if (node->kind != YAML_KIND_MAP)
        return note_error(notes, node, "\"logsource\" must be a map");
    if (!read_source_part(notes, node, "category", &ret_source->category) ||
        !read_source_part(notes, node, "product", &ret_source->product) ||
        !read_source_part(notes, node, "service", &ret_source->service))
        return -1;
    if (!ret_source->category.p && !ret_source->product.p && !ret_source->service.p)
        return note_error(notes, node,
                          "a \"logsource\" must have a category, a product or a service");
    return 0;
}

int rule_read(struct notes *notes, struct entry *entry)
{
    const struct yaml_node *root = entry->root;
    struct rule *rule = &entry->rule;

    rule->file = entry->file;
    rule->line = root->line;
    rule->root = root;
    rule->taxonomy = STR("sigma");
    read_title(notes, root, rule);
    read_id(notes, root, rule);
    read_word(notes, root, "name", &rule->name);
    read_word(notes, root, "taxonomy", &rule->taxonomy);
    read_text(notes, root, "description", &rule->description);
    read_text(notes, root, "author", &rule->author);
    read_text(notes, root, "license", &rule->license);
    read_status(notes, root, rule);
    read_level(notes, root, rule);
    read_date(notes, root, "date", &rule->date);
    read_date(notes, root, "modified", &rule->modified);
    read_related(notes, root);
    read_texts(notes, root, "references", &rule->references, &rule->reference_count);
    read_texts(notes, root, "falsepositives", &rule->falsepositives, &rule->falsepositive_count);
    read_texts(notes, root, "fields", NULL, NULL);
    read_texts(notes, root, "scope", NULL, NULL);
    read_tags(notes, root, rule);
    return notes->errors ? -1 : 0;
}

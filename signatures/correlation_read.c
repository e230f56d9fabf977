/*
 * correlation_read.c: the correlation section of a rule (Sigma specification v2.1.0, "Correlation
 * rules", with what pySigma adds: w M y in timespans, boolean conditions, percentile, median).
 * Conditions have files of their own. Every mistake of a section is noted, not only the first.
 */
#include "base/limits.h"
#include "signatures/correlation_parts.h"

/* A key of the section, or NULL when it is missing or null. */
static const struct yaml_node *given(const struct yaml_node *section, const char *key)
{
    const struct yaml_node *node = yaml_get(section, key);

    return node && node->kind == YAML_KIND_SCALAR && yaml_type(node) == YAML_NULL ? NULL : node;
}

static bool is_word(const struct yaml_node *node)
{
    return node->kind == YAML_KIND_SCALAR && yaml_type(node) != YAML_NULL && node->value.n;
}

int read_words(struct notes *notes, const struct yaml_node *node, const char *key, size_t most,
               struct str **ret_words, size_t *ret_count)
{
    bool list = node->kind == YAML_KIND_LIST;
    const struct yaml_node *item = list ? node->first : node;
    size_t count = 0;

    for (; item; item = list ? item->next : NULL, count++) {
        if (!is_word(item))
            return note_error(notes, item, "\"%s\" must be a text, or a list of texts", key);
        if (count == most)
            return note_error(notes, item, "\"%s\" has more than %zu entries", key, most);
    }
    *ret_words = arena_alloc(&notes->set->arena, (count + 1) * sizeof **ret_words);
    *ret_count = 0;
    for (item = list ? node->first : node; item; item = list ? item->next : NULL)
        (*ret_words)[(*ret_count)++] = item->value;
    return 0;
}

static int read_type(struct notes *notes, const struct yaml_node *section,
                     struct correlation *correlation)
{
    static const char *const names[] = {
        [CORRELATION_EVENT_COUNT] = "event_count",
        [CORRELATION_VALUE_COUNT] = "value_count",
        [CORRELATION_TEMPORAL] = "temporal",
        [CORRELATION_TEMPORAL_ORDERED] = "temporal_ordered",
        [CORRELATION_VALUE_SUM] = "value_sum",
        [CORRELATION_VALUE_AVG] = "value_avg",
        [CORRELATION_VALUE_PERCENTILE] = "value_percentile",
        [CORRELATION_VALUE_MEDIAN] = "value_median",
    };
    const struct yaml_node *node = given(section, "type");

    if (!node)
        return note_error(notes, section, "a correlation must have a \"type\"");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (node->kind != YAML_KIND_SCALAR || !str_eq_nocase(node->value, str_of(names[i])))
            continue;
        correlation->kind = (enum correlation_kind)i;
        return 0;
    }
    return note_error(notes, node,
                      "\"type\" is event_count, value_count, temporal, temporal_ordered, "
                      "value_sum, value_avg, value_percentile or value_median");
}

int members_set(struct notes *notes, const struct yaml_node *node, struct correlation *correlation,
                const struct str *references, size_t count)
{
    size_t most = is_temporal(correlation) ? LIMIT_CORRELATE_STEPS : LIMIT_CORRELATE_MEMBERS;
    struct arena *arena = &notes->set->arena;

    if (count == 0)
        return note_error(notes, node, "\"rules\" must name a rule");
    if (count > most)
        return note_error(notes, node, "a correlation of this type has at most %zu rules", most);
    correlation->members = arena_alloc(arena, count * sizeof *correlation->members);
    correlation->member_count = count;
    for (size_t i = 0; i < count; i++)
        correlation->members[i].reference = references[i];
    return 0;
}

static int read_rules(struct notes *notes, const struct yaml_node *section,
                      struct correlation *correlation)
{
    const struct yaml_node *node = given(section, "rules");
    const struct yaml_node *condition = given(section, "condition");
    struct str *references = NULL;
    size_t count = 0;

    if (!node && is_temporal(correlation) && condition && condition->kind == YAML_KIND_SCALAR)
        return 0; /* those of the boolean condition */
    if (!node)
        return note_error(notes, section, "a correlation must have \"rules\"");
    if (read_words(notes, node, "rules", LIMIT_CORRELATE_MEMBERS, &references, &count) < 0)
        return -1;
    return members_set(notes, node, correlation, references, count);
}

/* Month and year are the mean ones of the Gregorian calendar, as in pySigma. */
static int read_timespan(struct notes *notes, const struct yaml_node *section,
                         struct correlation *correlation)
{
    static const struct {
        char unit;
        uint32_t seconds;
    } units[] = {{'s', 1},      {'m', 60},      {'h', 3600},    {'d', 86400},
                 {'w', 604800}, {'M', 2629746}, {'y', 31556952}};
    const uint64_t second = 1000000000;
    const struct yaml_node *node = given(section, "timespan");
    struct str number;
    uint64_t count;

    if (!node)
        return note_error(notes, section, "a correlation must have a \"timespan\"");
    if (!is_word(node))
        return note_error(notes, node, "\"timespan\" must be a text such as 10m");
    number = str_slice(node->value, 0, node->value.n - 1);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (node->value.p[node->value.n - 1] != units[i].unit ||
            !str_to_u64(number, UINT64_MAX, &count))
            continue;
        if (count == 0)
            return note_error(notes, node, "\"timespan\" must not be nothing");
        if (count > (uint64_t)INT64_MAX / second / units[i].seconds)
            return note_error(notes, node, "\"timespan\" is longer than 292 years");
        correlation->timespan_ns = (int64_t)(count * second * units[i].seconds);
        return 0;
    }
    return note_error(notes, node,
                      "\"timespan\" is a whole number and a unit: s, m, h, d, w, M (month) or y");
}

static int read_group_by(struct notes *notes, const struct yaml_node *section,
                         struct correlation *correlation)
{
    const struct yaml_node *node = given(section, "group-by");

    return node ? read_words(notes, node, "group-by", LIMIT_CORRELATE_FIELDS,
                             &correlation->group_by, &correlation->group_count)
                : 0;
}

static int read_generate(struct notes *notes, const struct yaml_node *section,
                         struct correlation *correlation)
{
    const struct yaml_node *node = yaml_get(section, "generate");

    if (node && !yaml_bool(node, &correlation->generate))
        return note_error(notes, node, "\"generate\" must be true or false");
    return 0;
}

/* Only their shape: what they name is not known yet. */
static int read_aliases(struct notes *notes, const struct yaml_node *section)
{
    const struct yaml_node *node = given(section, "aliases");

    if (node && node->kind != YAML_KIND_MAP)
        return note_error(notes, node, "\"aliases\" must be a map");
    for (const struct yaml_node *alias = node ? node->first : NULL; alias; alias = alias->next) {
        if (alias->kind != YAML_KIND_MAP || !alias->first)
            return note_error(
                notes, alias,
                "an alias must be a map: for each rule, the field that it stands for");
        for (const struct yaml_node *field = alias->first; field; field = field->next)
            if (!is_word(field))
                return note_error(notes, field, "an alias must stand for the name of a field");
    }
    return 0;
}

/* A misspelt key would change what is counted without a word. */
static int check_keys(struct notes *notes, const struct yaml_node *section)
{
    static const char *const known[] = {"type",     "rules",     "aliases", "group-by",
                                        "timespan", "condition", "generate"};
    int rc = 0;

    for (const struct yaml_node *node = section->first; node; node = node->next) {
        size_t i = 0;

        while (i < sizeof known / sizeof known[0] && !str_eq(node->key, str_of(known[i])))
            i++;
        if (i == sizeof known / sizeof known[0])
            rc = note_error(notes, node, "a correlation has no key \"%.60s\"", node->key.p);
    }
    return rc;
}

int correlation_read(struct rule_set *set, const struct yaml_node *section, const char *file,
                     struct str rule, struct correlation **ret_correlation)
{
    struct correlation *correlation = arena_alloc(&set->arena, sizeof *correlation);
    struct notes notes = {.set = set, .file = file, .rule = rule};
    int rc = check_keys(&notes, section);

    rc |= read_group_by(&notes, section, correlation);
    rc |= read_timespan(&notes, section, correlation);
    rc |= read_generate(&notes, section, correlation);
    rc |= read_aliases(&notes, section);
    /* What the rest means depends on the type. */
    if (read_type(&notes, section, correlation) < 0 ||
        read_rules(&notes, section, correlation) < 0 ||
        correlation_condition(&notes, section, given(section, "condition"), correlation) < 0)
        return -1;
    *ret_correlation = correlation;
    return rc;
}

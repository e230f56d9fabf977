/*
 * correlation_bounds.c: the condition of a correlation as a map: bounds, the field that is counted,
 * the percentile; and whether anything can lie within the bounds.
 */
#include <math.h>

#include "base/limits.h"
#include "signatures/correlation_parts.h"

/* Whether what is counted is a whole number. */
static bool is_count(const struct correlation *correlation)
{
    return correlation->kind < CORRELATION_VALUE_SUM;
}

/* Reads a bound, if the key is one. 1: it is; 0: it is none; -1: an error was noted. */
static int read_bound(struct notes *notes, const struct yaml_node *node, struct bounds *bounds)
{
    struct {
        const char *key;
        unsigned bit;
        double *to;
    } const known[] = {
        {"gt", BOUND_GT, &bounds->gt}, {"gte", BOUND_GTE, &bounds->gte},
        {"lt", BOUND_LT, &bounds->lt}, {"lte", BOUND_LTE, &bounds->lte},
        {"eq", BOUND_EQ, &bounds->eq}, {"neq", BOUND_NEQ, &bounds->neq},
    };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (!str_eq(node->key, str_of(known[i].key)))
            continue;
        if (!yaml_number(node, known[i].to) || !isfinite(*known[i].to))
            return note_error(notes, node, "\"%s\" must be a number", known[i].key);
        bounds->set |= known[i].bit;
        return 1;
    }
    return 0;
}

static int read_percentile(struct notes *notes, const struct yaml_node *node,
                           struct correlation *correlation)
{
    if (correlation->kind != CORRELATION_VALUE_PERCENTILE) {
        note_warning(notes, node, "\"percentile\" means nothing here: the type is another one");
        return 0;
    }
    if (!yaml_number(node, &correlation->percentile) || correlation->percentile < 0 ||
        correlation->percentile > 100)
        return note_error(notes, node, "\"percentile\" must be a number from 0 to 100");
    return 0;
}

static int read_fields(struct notes *notes, const struct yaml_node *node,
                       struct correlation *correlation)
{
    if (is_count(correlation) && correlation->kind != CORRELATION_VALUE_COUNT) {
        note_warning(notes, node,
                     "\"field\" means nothing here: this type counts events or rules, not values");
        return 0;
    }
    if (read_words(notes, node, "field", LIMIT_CORRELATE_FIELDS, &correlation->fields,
                   &correlation->field_count) < 0)
        return -1;
    if (correlation->field_count > 1 && correlation->kind != CORRELATION_VALUE_COUNT)
        return note_error(notes, node, "only value_count takes several fields");
    return 0;
}

static int read_item(struct notes *notes, const struct yaml_node *node,
                     struct correlation *correlation)
{
    int rc = read_bound(notes, node, &correlation->bounds);

    if (rc != 0)
        return rc < 0 ? -1 : 0;
    if (str_eq(node->key, STR("field")))
        return read_fields(notes, node, correlation);
    if (str_eq(node->key, STR("percentile")))
        return read_percentile(notes, node, correlation);
    return note_error(
        notes, node,
        "a condition has gt, gte, lt, lte, eq, neq, \"field\" and \"percentile\", no \"%.60s\"",
        node->key.p);
}

static bool within(const struct bounds *bounds, double value)
{
    return (!(bounds->set & BOUND_GT) || value > bounds->gt) &&
           (!(bounds->set & BOUND_GTE) || value >= bounds->gte) &&
           (!(bounds->set & BOUND_LT) || value < bounds->lt) &&
           (!(bounds->set & BOUND_LTE) || value <= bounds->lte) &&
           (!(bounds->set & BOUND_NEQ) || value != bounds->neq);
}

/* Whether a count from 1 to `most` is within. The least count that the bounds from below allow is,
 * or the next one where that is ruled out by neq. */
static bool count_within(const struct bounds *bounds, double most)
{
    double least = 1;

    if (bounds->set & BOUND_GT)
        least = fmax(least, floor(bounds->gt) + 1);
    if (bounds->set & BOUND_GTE)
        least = fmax(least, ceil(bounds->gte));
    if (bounds->set & BOUND_NEQ && bounds->neq == least)
        least++;
    return least <= most && within(bounds, least);
}

/* Whether a number is within: the greatest bound from below and the smallest from above do not
 * cross, and where they meet, both include the point. */
static bool number_within(const struct bounds *bounds)
{
    double low = -INFINITY;
    double high = INFINITY;

    if (bounds->set & BOUND_GT)
        low = bounds->gt;
    if (bounds->set & BOUND_GTE)
        low = fmax(low, bounds->gte);
    if (bounds->set & BOUND_LT)
        high = bounds->lt;
    if (bounds->set & BOUND_LTE)
        high = fmin(high, bounds->lte);
    return low < high || (low == high && within(bounds, low));
}

static int check_bounds(struct notes *notes, const struct yaml_node *node,
                        const struct correlation *correlation)
{
    const struct bounds *bounds = &correlation->bounds;
    double most = is_temporal(correlation) ? (double)correlation->member_count
                                           : (double)LIMIT_CORRELATE_EVENTS;
    bool possible;

    if (!bounds->set)
        return note_error(notes, node, "a condition must have gt, gte, lt, lte, eq or neq");
    if (bounds->set & BOUND_EQ)
        possible = within(bounds, bounds->eq) &&
                   (!is_count(correlation) ||
                    (bounds->eq >= 1 && bounds->eq <= most && bounds->eq == floor(bounds->eq)));
    else
        possible = is_count(correlation) ? count_within(bounds, most) : number_within(bounds);
    if (possible)
        return 0;
    if (is_temporal(correlation))
        return note_error(notes, node,
                          "this can never be true: from 1 to %zu of these rules can be seen",
                          correlation->member_count);
    if (is_count(correlation))
        return note_error(notes, node,
                          "this can never be true: a window holds from 1 to %u events or values",
                          LIMIT_CORRELATE_EVENTS);
    return note_error(notes, node, "this can never be true: the bounds contradict each other");
}

static int read_map(struct notes *notes, const struct yaml_node *node,
                    struct correlation *correlation)
{
    bool percentile = yaml_get(node, "percentile") != NULL;
    int rc = 0;

    for (const struct yaml_node *item = node->first; item; item = item->next)
        rc |= read_item(notes, item, correlation);
    if (rc < 0)
        return -1;
    if ((correlation->kind == CORRELATION_VALUE_COUNT || !is_count(correlation)) &&
        correlation->field_count == 0)
        return note_error(notes, node, "this type of correlation needs a \"field\" here");
    if (correlation->kind == CORRELATION_VALUE_PERCENTILE && !percentile)
        return note_error(notes, node,
                          "value_percentile needs a \"percentile\" here, such as 95: what is "
                          "compared is the value of the field at that percentile");
    return check_bounds(notes, node, correlation);
}

int correlation_condition(struct notes *notes, const struct yaml_node *section,
                          const struct yaml_node *node, struct correlation *correlation)
{
    if (!node && !is_temporal(correlation))
        return note_error(notes, section, "a correlation of this type must have a \"condition\"");
    if (!node) {
        correlation->bounds =
            (struct bounds){.set = BOUND_GTE, .gte = (double)correlation->member_count};
        return 0;
    }
    if (node->kind == YAML_KIND_LIST)
        return note_error(notes, node, "the condition of a correlation must be a map or a text");
    if (node->kind == YAML_KIND_MAP)
        return read_map(notes, node, correlation);
    if (!is_temporal(correlation))
        return note_error(
            notes, node,
            "a condition in words is for temporal and temporal_ordered: here it must be a map, "
            "such as gte: 10");
    return correlation_story(notes, node, correlation);
}

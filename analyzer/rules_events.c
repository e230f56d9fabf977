/*
 * rules_events.c: looks values up along ways. Lists give several values, of which the first
 * VALUES_MOST are looked at.
 */
#include "rules_events.h"

#include "base/out.h"

/* Values of one field. */
#define VALUES_MOST 1000

/* Values as they are found. */
struct finding_values {
    struct sigma_value first;
    struct sigma_value *last;
    size_t count;
    struct arena *arena;
};

static void add(struct finding_values *found, enum value_kind kind, struct str text)
{
    struct sigma_value *value = &found->first;

    if (found->count == VALUES_MOST)
        return;
    if (found->count++)
        value = arena_alloc(found->arena, sizeof *value);
    *value = (struct sigma_value){.kind = kind, .text = text};
    if (value != &found->first)
        found->last->more = value;
    found->last = value;
}

/* A value, or each of a list. An object is there, but has no text of its own. */
static void take(struct finding_values *found, const struct json_node *node)
{
    switch (node->kind) {
    case JSON_NULL: add(found, VALUE_NULL, STR_NONE); break;
    case JSON_LIST:
        for (const struct json_node *item = node->first; item; item = item->next)
            take(found, item);
        break;
    case JSON_OBJECT: add(found, VALUE_TEXT, STR("")); break;
    default: add(found, VALUE_TEXT, node->text); break;
    }
}

/* Follows a way from a node on. Whether it leads anywhere. */
static bool follow(struct finding_values *found, const struct json_node *node, struct str way)
{
    bool any = false;

    if (node->kind == JSON_LIST) {
        for (const struct json_node *item = node->first; item; item = item->next)
            any = follow(found, item, way) || any;
        return any;
    }
    if (node->kind != JSON_OBJECT)
        return false;
    for (const struct json_node *member = node->first; member; member = member->next) {
        if (str_eq(member->key, way)) {
            take(found, member);
            return true;
        }
    }
    for (const struct json_node *member = node->first; member && !any; member = member->next) {
        if (member->key.n < way.n && way.p[member->key.n] == '.' && str_starts(way, member->key))
            any = follow(found, member, str_skip(way, member->key.n + 1));
    }
    return any;
}

struct sigma_value json_event_value(const struct json_node *object, struct str field,
                                    struct arena *arena)
{
    struct finding_values found = {.arena = arena};

    if (!follow(&found, object, field))
        return (struct sigma_value){.kind = VALUE_MISSING};
    /* An empty list is there, and has no value. */
    return found.count ? found.first : (struct sigma_value){.kind = VALUE_NULL};
}

static void put_values(struct out *out, const struct json_node *node)
{
    if (node->kind == JSON_LIST || node->kind == JSON_OBJECT) {
        for (const struct json_node *child = node->first; child; child = child->next)
            put_values(out, child);
    } else if (node->kind != JSON_NULL) {
        out_bytes(out, node->text.p, node->text.n);
        out_text(out, "\n");
    }
}

static const struct sigma_value *value_of(void *context, uint32_t field)
{
    const struct json_event *event = context;

    return &event->values[field];
}

void json_event_fill(struct json_event *event, const struct json_node *object,
                     const struct engine *engine, int64_t time_ns, struct arena *arena)
{
    size_t count;
    const struct str *fields = engine_fields(engine, &count);
    struct out line;

    out_memory(&line);
    put_values(&line, object);
    event->event =
        (struct sigma_event){.line = arena_str(arena, (struct str){line.buffer, line.used}),
                             .time_ns = time_ns,
                             .value = value_of,
                             .context = event};
    out_drop(&line);
    event->values = arena_alloc(arena, (count + 1) * sizeof *event->values);
    for (size_t i = 0; i < count; i++)
        event->values[i] = json_event_value(object, fields[i], arena);
}

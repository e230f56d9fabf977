/*
 * indicators_misp.c: events of MISP as its platform exports them: attributes of the event, and of
 * its objects. An event alone, {"response": [events]}, or a list of them.
 *
 * Source: MISP core format (draft-dulaunoy-misp-core-format), sections 2.2 to 2.5.
 */
#include "model/indicators_read.h"

/* Types of attributes, and what they hold. */
static bool kind_of(struct str type, enum indicator_kind *ret_kind)
{
    static const struct {
        const char *type;
        enum indicator_kind kind;
    } known[] = {{"ip-src", INDICATOR_NETWORK},       {"ip-dst", INDICATOR_NETWORK},
                 {"ip-src|port", INDICATOR_NETWORK},  {"user-agent", INDICATOR_AGENT},
                 {"user-account", INDICATOR_ACCOUNT}, {"target-user", INDICATOR_ACCOUNT},
                 {"username", INDICATOR_ACCOUNT},     {"http-user-agent", INDICATOR_AGENT}};

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (str_eq(type, str_of(known[i].type))) {
            *ret_kind = known[i].kind;
            return true;
        }
    }
    return false;
}

static struct str text_of(const struct json_node *object, const char *key)
{
    const struct json_node *node = json_tree_get(object, key);

    return node && node->kind == JSON_STRING ? node->text : STR_NONE;
}

static bool is_true(const struct json_node *node)
{
    return node && node->kind == JSON_BOOL && node->text.p[0] == 't';
}

/* Accounts and agents are what the attacker used here; what the event's authors wrote about it -
 * texts, counts, links - is no indicator and no failure either. */
static int take_attribute(struct indicator_reading *r, const struct json_node *attribute)
{
    struct str type = text_of(attribute, "type");
    struct str relation = text_of(attribute, "object_relation");
    struct str value = text_of(attribute, "value");
    enum indicator_kind kind;
    int rc;

    if (!type.p || !value.p) {
        indicator_unknown(r, STR("(an attribute without type or value)"));
        return 0;
    }
    if (is_true(json_tree_get(attribute, "deleted"))) {
        r->file->revoked++;
        return 0;
    }
    if (str_eq(relation, STR("username")) || str_eq(relation, STR("user-id")))
        kind = INDICATOR_ACCOUNT;
    else if (!kind_of(type, &kind)) {
        if (is_true(json_tree_get(attribute, "to_ids")))
            indicator_unknown(r, value);
        return 0;
    }
    r->id = text_of(attribute, "uuid");
    value.n = str_eq(type, STR("ip-src|port")) ? str_index(value, '|') : value.n;
    rc = indicator_add(r, kind, value);
    if (rc > 0)
        indicator_unknown(r, value);
    return rc < 0 ? -1 : 0;
}

static int read_attributes(struct indicator_reading *r, struct json_reader *reader)
{
    if (!json_read_enter_list(reader))
        return -1;
    while (json_read_item(reader)) {
        const struct json_node *attribute = indicator_value(r, reader);

        if (reader->failed)
            return -1;
        if (!attribute)
            indicator_unknown(r, STR("(an attribute of more than a megabyte)"));
        else if (take_attribute(r, attribute) < 0)
            return -1;
    }
    return reader->failed ? -1 : 0;
}

/* What holds lists of attributes: an event, and each of its objects. */
static int read_holder(struct indicator_reading *r, struct json_reader *reader, bool event)
{
    struct str name;
    int rc = json_read_enter_object(reader) ? 0 : -1;

    while (rc == 0 && json_read_member(reader, &name)) {
        if (str_eq(name, STR("Attribute"))) {
            rc = read_attributes(r, reader);
        } else if (event && str_eq(name, STR("Object"))) {
            rc = json_read_enter_list(reader) ? 0 : -1;
            while (rc == 0 && json_read_item(reader))
                rc = read_holder(r, reader, false);
        } else {
            json_read_over(reader);
        }
    }
    return reader->failed ? -1 : rc;
}

/* {"Event": …}, in a list or not; *ret_found: there was one. */
static int read_events(struct indicator_reading *r, struct json_reader *reader, bool *ret_found)
{
    struct str name;
    int rc;

    if (str_starts(str_trim(str_skip(r->text, reader->at)), STR("["))) {
        rc = json_read_enter_list(reader) ? 0 : -1;
        while (rc == 0 && reader->depth < JSON_READ_DEPTH - 4 && json_read_item(reader))
            rc = read_events(r, reader, ret_found);
        return reader->failed ? -1 : rc;
    }
    rc = json_read_enter_object(reader) ? 0 : -1;
    while (rc == 0 && json_read_member(reader, &name)) {
        if (str_eq(name, STR("Event"))) {
            *ret_found = true;
            rc = read_holder(r, reader, true);
        } else if (str_eq(name, STR("response")) && reader->depth < JSON_READ_DEPTH - 4) {
            rc = read_events(r, reader, ret_found);
        } else {
            json_read_over(reader);
        }
    }
    return reader->failed ? -1 : rc;
}

int indicators_read_misp(struct indicator_reading *r, struct json_reader *reader)
{
    bool found = false;
    int rc = read_events(r, reader, &found);

    if (reader->failed)
        return indicator_refuse(r, reader->at, "no event of MISP: the JSON breaks off or is wrong");
    if (rc == 0 && !found)
        return indicator_refuse(r, 0,
                                "JSON, but neither a bundle of STIX (objects) nor an event of MISP "
                                "(Event)");
    return rc;
}

/*
 * indicators_stix.c: bundles of STIX 2.0 and 2.1: indicators by their pattern, and observed objects
 * that are an address, an account or a request with its agent. Objects are read one at a time: a
 * bundle is as long as its sender likes.
 *
 * Source: OASIS, STIX Version 2.1, sections 4.7 (Indicator), 6 (Cyber-observable Objects), 8
 * (Bundle).
 */
#include "model/indicators_read.h"

static struct str text_of(const struct json_node *object, const char *key)
{
    const struct json_node *node = json_tree_get(object, key);

    return node && node->kind == JSON_STRING ? node->text : STR_NONE;
}

static bool is_true(const struct json_node *node)
{
    return node && node->kind == JSON_BOOL && node->text.p[0] == 't';
}

static int take_indicator(struct indicator_reading *r, const struct json_node *object)
{
    struct str pattern = text_of(object, "pattern");
    struct str type = text_of(object, "pattern_type");
    int rc;

    if (is_true(json_tree_get(object, "revoked"))) {
        r->file->revoked++;
        return 0;
    }
    if (type.p && !str_eq(type, STR("stix"))) {
        indicator_unknown(r, type);
        return 0;
    }
    rc = indicator_pattern(r, pattern);
    if (rc > 0)
        indicator_unknown(r, pattern);
    return rc < 0 ? -1 : 0;
}

/* A text, or the first of a list: values of headers are either. */
static struct str first_text(const struct json_node *node)
{
    if (node && node->kind == JSON_LIST)
        node = node->first;
    return node && node->kind == JSON_STRING ? node->text : STR_NONE;
}

/* The agent in the headers of a request. */
static struct str agent_of(const struct json_node *traffic)
{
    const struct json_node *request =
        json_tree_get(json_tree_get(traffic, "extensions"), "http-request-ext");
    const struct json_node *headers = json_tree_get(request, "request_header");

    for (const struct json_node *h = headers ? headers->first : NULL; h; h = h->next) {
        if (str_eq_nocase(h->key, STR("User-Agent")))
            return first_text(h);
    }
    return STR_NONE;
}

/* An observed object. Those that hold nothing to look for are no entries: times, relations … */
static int take_observed(struct indicator_reading *r, struct str type,
                         const struct json_node *object)
{
    enum indicator_kind kind;
    struct str value;
    int rc;

    if (str_eq(type, STR("ipv4-addr")) || str_eq(type, STR("ipv6-addr"))) {
        kind = INDICATOR_NETWORK;
        value = text_of(object, "value");
    } else if (str_eq(type, STR("user-account"))) {
        kind = INDICATOR_ACCOUNT;
        value = text_of(object, "account_login");
        value = value.n ? value : text_of(object, "user_id");
    } else if (str_eq(type, STR("network-traffic"))) {
        kind = INDICATOR_AGENT;
        value = agent_of(object);
    } else {
        return 0;
    }
    if (!value.p)
        return 0;
    rc = indicator_add(r, kind, value);
    if (rc > 0)
        indicator_unknown(r, value);
    return rc < 0 ? -1 : 0;
}

static int take_object(struct indicator_reading *r, struct json_reader *reader)
{
    const struct json_node *object = indicator_value(r, reader);
    struct str type = text_of(object, "type");

    if (reader->failed)
        return -1;
    if (!object) {
        indicator_unknown(r, STR("(an object of more than a megabyte)"));
        return 0;
    }
    if (object->kind != JSON_OBJECT || !type.p) {
        indicator_unknown(r, STR("(not an object of STIX)"));
        return 0;
    }
    r->id = text_of(object, "id");
    return str_eq(type, STR("indicator")) ? take_indicator(r, object)
                                          : take_observed(r, type, object);
}

static int read_objects(struct indicator_reading *r, struct json_reader *reader)
{
    if (!json_read_enter_list(reader))
        return -1;
    while (json_read_item(reader)) {
        if (take_object(r, reader) < 0)
            return -1;
    }
    return reader->failed ? -1 : 0;
}

int indicators_read_stix(struct indicator_reading *r, struct json_reader *reader)
{
    struct str name;
    int rc = json_read_enter_object(reader) ? 0 : -1;

    while (rc == 0 && json_read_member(reader, &name)) {
        if (str_eq(name, STR("objects")))
            rc = read_objects(r, reader);
        else
            json_read_over(reader);
    }
    if (reader->failed)
        return indicator_refuse(r, reader->at,
                                "no bundle of STIX: the JSON breaks off or is wrong");
    return rc;
}

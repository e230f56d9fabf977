/*
 * stix_parts.c: identifiers, common members, patterns.
 */
#include "report/stix_parts.h"

#include <stdio.h>

#include "base/mem.h"

/* The namespace that the standard has for observed objects (STIX 2.1, section 2.9). */
#define SPACE_OBSERVED "00abedb4-aa42-466c-9c01-fed23315a9b7"

/* Ours for all others: version 5 of "urn:limier:stix:2.1" in the namespace of URLs. */
#define SPACE_DOMAIN "9ec8d9f7-026b-500c-af7d-7a0c834c8580"

static struct stix_id id_of(const char *type, const char *space_text, struct str name)
{
    struct uuid_space space;
    char uuid[UUID_TEXT];
    struct stix_id id;

    (void)uuid_read(str_of(space_text), &space);
    uuid_of(&space, name, uuid);
    (void)snprintf(id.text, sizeof id.text, "%s--%s", type, uuid);
    return id;
}

struct stix_id stix_observed_id(const char *type, struct str canonical)
{
    return id_of(type, SPACE_OBSERVED, canonical);
}

struct stix_id stix_address_id(const struct intel_address *address)
{
    char text[NETWORK_TEXT + 32];
    int n = snprintf(text, sizeof text, "{\"value\":\"%s\"}", address->text);

    return stix_observed_id(network_is_v4(&address->network) ? "ipv4-addr" : "ipv6-addr",
                            (struct str){text, (size_t)n});
}

struct stix_id stix_as_id(uint32_t number)
{
    char text[48];
    int n = snprintf(text, sizeof text, "{\"number\":%u}", number);

    return stix_observed_id("autonomous-system", (struct str){text, (size_t)n});
}

/* The contents of a string as RFC 8785 writes it: less is escaped than out_json escapes, but what
 * is read back is the same. */
static void put_canonical(struct out *out, struct str text)
{
    static const char names[] = "\b\t\n\f\r\"\\";
    static const char letters[] = "btnfr\"\\";

    while (text.n) {
        size_t wide = str_utf8_length(text);
        const char *short_form = text.p[0] ? strchr(names, text.p[0]) : NULL;

        if (wide == 0)
            out_text(out, "\xEF\xBF\xBD");
        else if (short_form)
            out_print(out, "\\%c", letters[short_form - names]);
        else if ((unsigned char)text.p[0] < 0x20)
            out_print(out, "\\u%04x", (unsigned char)text.p[0]);
        else
            out_bytes(out, text.p, wide);
        text = str_skip(text, wide ? wide : 1);
    }
}

struct stix_id stix_account_id(struct str account)
{
    struct stix_id id;
    struct out out;

    out_memory(&out);
    out_text(&out, "{\"account_login\":\"");
    put_canonical(&out, account);
    out_text(&out, "\"}");
    id = stix_observed_id("user-account", (struct str){out.buffer, out.used});
    out_drop(&out);
    return id;
}

struct stix_id stix_domain_id(const struct stix *s, const char *type, const char *what,
                              struct str which)
{
    struct stix_id id;
    struct out out;

    out_memory(&out);
    out_print(&out, "%s\n%s\n%s\n", type, s->seed, what);
    out_bytes(&out, which.p, which.n);
    id = id_of(type, SPACE_DOMAIN, (struct str){out.buffer, out.used});
    out_drop(&out);
    return id;
}

static void begin(struct stix *s, const char *type, const struct stix_id *id)
{
    MEM_GROW(s->ids, s->id_count, s->id_room);
    s->ids[s->id_count++] = *id;
    json_object(&s->json, NULL);
    json_text(&s->json, "type", type);
    json_text(&s->json, "spec_version", "2.1");
    json_text(&s->json, "id", id->text);
}

static void put_marking(struct stix *s)
{
    json_array(&s->json, "object_marking_refs");
    json_text(&s->json, NULL, STIX_AMBER);
    json_array_end(&s->json);
}

void stix_observed(struct stix *s, const char *type, struct stix_id id)
{
    begin(s, type, &id);
    put_marking(s);
}

void stix_domain(struct stix *s, const char *type, struct stix_id id)
{
    begin(s, type, &id);
    if (strcmp(id.text, s->tool.text) != 0)
        json_text(&s->json, "created_by_ref", s->tool.text);
    json_text(&s->json, "created", s->created);
    json_text(&s->json, "modified", s->modified);
    if (strcmp(type, "sighting") != 0 && strcmp(type, "relationship") != 0 &&
        strcmp(type, "identity") != 0)
        json_text(&s->json, "lang", text_lang_code(s->lang));
    put_marking(s);
}

void stix_ref_list(struct stix *s, const char *name, struct stix_id id)
{
    json_array(&s->json, name);
    json_text(&s->json, NULL, id.text);
    json_array_end(&s->json);
}

void stix_time(struct stix *s, const char *name, int64_t time_ns)
{
    if (time_ns == TIME_NONE)
        json_text(&s->json, name, s->created);
    else
        json_time(&s->json, name, time_ns);
}

/* path = 'value', with what a pattern's string escapes. */
static void put_test(struct out *out, const char *path, const char *sign, struct str value)
{
    out_print(out, "%s %s '", path, sign);
    for (size_t i = 0; i < value.n; i++) {
        if (value.p[i] == '\'' || value.p[i] == '\\')
            out_text(out, "\\");
        out_bytes(out, value.p + i, 1);
    }
    out_text(out, "'");
}

struct str stix_pattern_of(struct stix *s, enum indicator_kind kind, struct str value, bool v4)
{
    static const char agent[] =
        "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'";
    const char *address = v4 ? "ipv4-addr:value" : "ipv6-addr:value";
    struct str pattern;
    struct out out;

    out_memory(&out);
    out_text(&out, "[");
    if (kind == INDICATOR_ADDRESS)
        put_test(&out, address, "=", value);
    if (kind == INDICATOR_NETWORK)
        put_test(&out, address, "ISSUBSET", value);
    if (kind == INDICATOR_ACCOUNT || kind == INDICATOR_TEXT)
        put_test(&out, "user-account:account_login", "=", value);
    if (kind == INDICATOR_TEXT)
        out_text(&out, " OR ");
    if (kind == INDICATOR_AGENT || kind == INDICATOR_TEXT)
        put_test(&out, agent, "=", value);
    out_text(&out, "]");
    pattern = arena_str(&s->arena, (struct str){out.buffer, out.used});
    out_drop(&out);
    return pattern;
}

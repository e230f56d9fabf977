/*
 * json.c: JSON lines: which member is which field, and which objects are lines of an access log.
 * Members are known by their path: names with dots, in nested objects or in one name. json_scan.c
 * reads the object.
 *
 *   json cs-username=user.id c-ip=client.address
 *
 * adds to the names that servers commonly write; of several paths of a field, the first one that
 * stands in the line counts. "only" leaves the common names out, and "needs=path" refuses objects
 * without that member: so the dialects of parsers.def are written.
 */
#include "parsers/json.h"

/* Names that servers and shippers write, by field; the first one present wins. */
static const struct {
    const char *path;
    enum field field;
} known[] = {
    {"time", FIELD_TIME},
    {"time_local", FIELD_TIME},
    {"time_iso8601", FIELD_TIME},
    {"@timestamp", FIELD_TIME},
    {"timestamp", FIELD_TIME},
    {"date", FIELD_TIME},
    {"ts", FIELD_TIME},
    {"msec", FIELD_TIME},
    {"start_time", FIELD_TIME},
    {"datetime", FIELD_TIME},
    {"remote_addr", FIELD_C_IP},
    {"remote_ip", FIELD_C_IP},
    {"client_ip", FIELD_C_IP},
    {"clientip", FIELD_C_IP},
    {"ip", FIELD_C_IP},
    {"source.ip", FIELD_C_IP},
    {"client.ip", FIELD_C_IP},
    {"remote_host", FIELD_C_IP},
    {"http_request.client_ip", FIELD_C_IP},
    {"httpRequest.remoteIp", FIELD_C_IP},
    {"downstream_remote_address", FIELD_C_IP},
    {"source.address", FIELD_C_IP},
    {"remote_port", FIELD_C_PORT},
    {"source.port", FIELD_C_PORT},
    {"remote_user", FIELD_CS_USERNAME},
    {"user", FIELD_CS_USERNAME},
    {"user_id", FIELD_CS_USERNAME},
    {"user.name", FIELD_CS_USERNAME},
    {"username", FIELD_CS_USERNAME},
    {"user.id", FIELD_CS_USERNAME},
    {"request", FIELD_REQUEST},
    {"request_method", FIELD_CS_METHOD},
    {"method", FIELD_CS_METHOD},
    {"http.request.method", FIELD_CS_METHOD},
    {"httpRequest.requestMethod", FIELD_CS_METHOD},
    {"verb", FIELD_CS_METHOD},
    {"request_uri", FIELD_CS_URI_QUERY},
    {"uri", FIELD_CS_URI_QUERY},
    {"path", FIELD_CS_URI_QUERY},
    {"url", FIELD_CS_URI_QUERY},
    {"url.original", FIELD_CS_URI_QUERY},
    {"httpRequest.requestUrl", FIELD_CS_URI_QUERY},
    {"url.path", FIELD_CS_URI_STEM},
    {"url.query", FIELD_ARGS},
    {"args", FIELD_ARGS},
    {"query_string", FIELD_ARGS},
    {"server_protocol", FIELD_CS_VERSION},
    {"protocol", FIELD_CS_VERSION},
    {"status", FIELD_SC_STATUS},
    {"http.response.status_code", FIELD_SC_STATUS},
    {"status_code", FIELD_SC_STATUS},
    {"response_code", FIELD_SC_STATUS},
    {"response", FIELD_SC_STATUS},
    {"httpRequest.status", FIELD_SC_STATUS},
    {"body_bytes_sent", FIELD_SC_BYTES},
    {"bytes_sent", FIELD_SC_BYTES},
    {"bytes", FIELD_SC_BYTES},
    {"size", FIELD_SC_BYTES},
    {"length", FIELD_SC_BYTES},
    {"http.response.body.bytes", FIELD_SC_BYTES},
    {"http.response.bytes", FIELD_SC_BYTES},
    {"httpRequest.responseSize", FIELD_SC_BYTES},
    {"request_length", FIELD_CS_BYTES},
    {"request_time", FIELD_TIME_TAKEN},
    {"duration", FIELD_TIME_TAKEN},
    {"http_referer", FIELD_CS_REFERER},
    {"referrer", FIELD_CS_REFERER},
    {"referer", FIELD_CS_REFERER},
    {"http.request.referrer", FIELD_CS_REFERER},
    {"httpRequest.referer", FIELD_CS_REFERER},
    {"http_user_agent", FIELD_CS_USER_AGENT},
    {"user_agent", FIELD_CS_USER_AGENT},
    {"agent", FIELD_CS_USER_AGENT},
    {"user_agent.original", FIELD_CS_USER_AGENT},
    {"useragent", FIELD_CS_USER_AGENT},
    {"httpRequest.userAgent", FIELD_CS_USER_AGENT},
    {"host", FIELD_CS_HOST},
    {"http_host", FIELD_CS_HOST},
    {"url.domain", FIELD_CS_HOST},
    {"authority", FIELD_CS_HOST},
    {"vhost", FIELD_CS_HOST},
    {"http_cookie", FIELD_CS_COOKIE},
    {"http_x_forwarded_for", FIELD_FORWARDED},
    {"x_forwarded_for", FIELD_FORWARDED},
    {"network.forwarded_ip", FIELD_FORWARDED},
    {"session", FIELD_SESSION},
    {"session.id", FIELD_SESSION},
};

static bool json_claims(struct str text)
{
    return str_starts(text, STR("json ")) || str_starts(text, STR("json:"));
}

static int add_member(struct layout *layout, struct layout_member member, struct err *err)
{
    for (int i = 0; i < layout->member_count; i++) {
        if (layout->members[i].field == FIELD_NONE &&
            str_eq(layout->members[i].path, member.path)) {
            layout->members[i].field = member.field; /* it was only needed */
            return 0;
        }
    }
    if (layout->member_count == LIMIT_JSON_MEMBERS)
        return err_usage(err, "the field map of the log format has more than %d members",
                         LIMIT_JSON_MEMBERS);
    layout->members[layout->member_count++] = member;
    return 0;
}

/* "needs=path": on a member that is a field already, or on one of its own. */
static int add_need(struct layout *layout, struct str path, struct err *err)
{
    uint32_t need = layout->needs + 1; /* the next bit: bits are given from the lowest */

    layout->needs |= need;
    if (need == 0)
        return err_usage(err, "the field map of the log format needs more than 32 members");
    for (int i = 0; i < layout->member_count; i++) {
        if (str_eq(layout->members[i].path, path)) {
            layout->members[i].need = need;
            return 0;
        }
    }
    return add_member(layout, (struct layout_member){path, FIELD_NONE, need, 0}, err);
}

/* One word of the map. */
static int read_word(struct layout *layout, struct str word, bool *only, struct err *err)
{
    size_t equals = str_index(word, '=');
    enum field field = field_by_name((struct str){word.p, equals});

    if (str_eq(word, STR("only"))) {
        *only = true;
        return 0;
    }
    if (str_starts(word, STR("needs=")) && equals + 1 < word.n)
        return add_need(layout, str_skip(word, equals + 1), err);
    if (field == FIELD_NONE || equals + 1 >= word.n)
        return err_usage(err,
                         "the field map of the log format has \"%.*s\": field=path is wanted, "
                         "with a field such as cs-username",
                         (int)(word.n < 80 ? word.n : 80), word.p);
    return add_member(layout, (struct layout_member){str_skip(word, equals + 1), field, 0, 0}, err);
}

/* "cs-username=user.id c-ip=client.address": fields and paths. They come before the known names. */
static int read_map(struct layout *layout, struct str text, bool *only, struct err *err)
{
    text = text.n > 4 ? str_skip(text, 5) : STR("");
    for (text = str_trim(text); text.n; text = str_trim(text)) {
        size_t end = 0;

        while (end < text.n && text.p[end] != ' ' && text.p[end] != ',')
            end++;
        if (end > 0 && read_word(layout, (struct str){text.p, end}, only, err) < 0)
            return -1;
        text = str_skip(text, end < text.n ? end + 1 : end);
    }
    return 0;
}

static uint32_t hash_of(struct str path)
{
    uint32_t hash = JSON_HASH;

    for (size_t i = 0; i < path.n; i++)
        hash = json_hash(hash, path.p[i]);
    return hash;
}

/* The place of a path in the table: where it is, or where it would be. */
static uint32_t slot_of(const struct layout *layout, struct str path, uint32_t hash)
{
    uint32_t slot = hash & (JSON_SLOTS - 1);

    while (layout->slots[slot] && !str_eq(layout->members[layout->slots[slot] - 1].path, path))
        slot = (slot + 1) & (JSON_SLOTS - 1);
    return slot;
}

const struct layout_member *json_member(const struct layout *layout, struct str path, uint32_t hash)
{
    uint16_t member = layout->slots[slot_of(layout, path, hash)];

    return member ? &layout->members[member - 1] : NULL;
}

/* Ranks members of the same field by their order, and builds the table. */
static void index_members(struct layout *layout)
{
    uint8_t ranks[FIELD_COUNT] = {0};

    for (int i = 0; i < layout->member_count; i++) {
        struct layout_member *m = &layout->members[i];
        uint32_t slot = slot_of(layout, m->path, hash_of(m->path));

        if (m->field != FIELD_NONE)
            m->rank = ranks[m->field]++;
        if (layout->slots[slot] == 0)
            layout->slots[slot] = (uint16_t)(i + 1);
    }
}

static int json_compile(struct layout *layout, struct str text, struct err *err)
{
    size_t count = sizeof known / sizeof known[0];
    bool mapped[FIELD_COUNT] = {false};
    bool only = false;

    layout->members =
        arena_alloc(&layout->arena, (count + LIMIT_JSON_MEMBERS) * sizeof *layout->members);
    layout->slots = arena_alloc(&layout->arena, JSON_SLOTS * sizeof *layout->slots);
    memset(layout->slots, 0, JSON_SLOTS * sizeof *layout->slots);
    if (text.n && read_map(layout, text, &only, err) < 0)
        return -1;
    for (int i = 0; i < layout->member_count; i++) {
        if (layout->members[i].field != FIELD_NONE)
            mapped[layout->members[i].field] = true;
    }
    for (size_t i = 0; i < count && !only; i++) {
        if (!mapped[known[i].field]) /* a field that the user places is nowhere else */
            layout->members[layout->member_count++] =
                (struct layout_member){str_of(known[i].path), known[i].field, 0, 0};
    }
    index_members(layout);
    return 0;
}

/* Statuses and sizes may be written as numbers or as texts; the client with its port. */
static void finish_fields(struct parse_state *state, struct record *record)
{
    static const struct layout_op endpoint = {.part = PART_ENDPOINT, .field = FIELD_C_IP};
    struct str client = record->field[FIELD_C_IP];
    uint64_t number;
    bool bad_time;

    if (str_to_u64(record->field[FIELD_SC_STATUS], 999, &number))
        record->status = (int)number;
    if (str_to_u64(record->field[FIELD_SC_BYTES], INT64_MAX, &number))
        record->bytes = (int64_t)number;
    if (client.p && str_index(client, ':') < client.n && !text_is_ip(client) &&
        !record_take(state, record, &endpoint, client, &bad_time))
        record->field[FIELD_C_IP] = client;
}

/* A target is a path, an absolute URL, "*", or what CONNECT names. */
static bool is_target(const struct record *record, struct str target)
{
    return target.n > 0 &&
           (target.p[0] == '/' || target.p[0] == '*' || str_starts(target, STR("http")) ||
            str_eq(record->field[FIELD_CS_METHOD], STR("CONNECT")));
}

/* A line of an access log says when, and who or what; other programs log JSON, too. */
static bool is_access(const struct record *record)
{
    return record->field[FIELD_C_IP].p || record->field[FIELD_FORWARDED].p ||
           record->field[FIELD_REQUEST].p || is_target(record, record->field[FIELD_CS_URI_QUERY]) ||
           is_target(record, record->field[FIELD_CS_URI_STEM]);
}

static enum parsed json_parse(const struct layout *layout, struct parse_state *state,
                              struct str line, struct record *record, uint32_t *ret_column)
{
    struct json_found found = {0};
    struct str time;

    record_clear(record);
    state->escapes = false; /* undone by the scanner, by JSON's own rules */
    if (!json_scan(layout, state, line, record, &found, ret_column))
        return PARSED_BAD_LAYOUT;
    time = record->field[FIELD_TIME];
    *ret_column = 0;
    if ((found.needs & layout->needs) != layout->needs || !time.p || !is_access(record))
        return PARSED_BAD_LAYOUT;
    if (!parse_time(state, time_part(time), time, &record->time_ns))
        return PARSED_BAD_TIME;
    finish_fields(state, record);
    record_finish(ESCAPE_JSON, state, record);
    return found.twice ? PARSED_AMBIGUOUS : PARSED;
}

const struct parser parser_json = {
    .name = "json",
    .sniffed = true,
    .claims = json_claims,
    .compile = json_compile,
    .parse = json_parse,
    .sample = "{\"time_iso8601\":\"2024-01-29T03:12:45+01:00\",\"remote_addr\":\"198.18.4.2\","
              "\"remote_user\":"
              "\"10003879623\",\"request\":\"GET /droits HTTP/1.1\",\"status\":200}",
    .account = "10003879623",
    .stranger = "{\"level\":\"info\",\"msg\":\"started\"",
};

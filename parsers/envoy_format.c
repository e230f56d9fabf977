/*
 * envoy_format.c: the language of Envoy's access logs: %OPERATOR%, %OPERATOR(arguments)% and
 * %OPERATOR(arguments):length% between literal texts. Source: Envoy, "Access logging", command
 * operators.
 */
#include "parsers/draft.h"

/* Operators, with their arguments where those decide; any other is read over. */
static const struct draft_field operators[] = {
    {"REQ(:METHOD)", PART_TOKEN, FIELD_CS_METHOD, 0},
    {"REQ(X-ENVOY-ORIGINAL-PATH?:PATH)", PART_TOKEN, FIELD_CS_URI_QUERY, 2},
    {"REQ(:PATH)", PART_TOKEN, FIELD_CS_URI_QUERY, 1},
    {"PATH(WQ)", PART_TOKEN, FIELD_CS_URI_QUERY, 1},
    {"PATH(NQ)", PART_TOKEN, FIELD_CS_URI_STEM, 0},
    {"REQ(:AUTHORITY)", PART_TOKEN, FIELD_CS_HOST, 1},
    {"REQ(HOST)", PART_TOKEN, FIELD_CS_HOST, 0},
    {"REQ(USER-AGENT)", PART_FREE, FIELD_CS_USER_AGENT, 0},
    {"REQ(REFERER)", PART_FREE, FIELD_CS_REFERER, 0},
    {"REQ(COOKIE)", PART_FREE, FIELD_CS_COOKIE, 0},
    {"REQ(X-FORWARDED-FOR)", PART_LIST, FIELD_FORWARDED, 0},
    {"REQ(X-FORWARDED-USER)", PART_FREE, FIELD_CS_USERNAME, 2},
    {"REQ(X-REMOTE-USER)", PART_FREE, FIELD_CS_USERNAME, 2},
    {"DOWNSTREAM_PEER_SUBJECT", PART_FREE, FIELD_CS_USERNAME, 1},
    {"PROTOCOL", PART_TOKEN, FIELD_CS_VERSION, 0},
    {"RESPONSE_CODE", PART_NUMBER, FIELD_SC_STATUS, 0},
    {"BYTES_RECEIVED", PART_NUMBER, FIELD_CS_BYTES, 0},
    {"BYTES_SENT", PART_NUMBER, FIELD_SC_BYTES, 0},
    {"DURATION", PART_NUMBER, FIELD_TIME_TAKEN, 0},
    {"HOSTNAME", PART_TOKEN, FIELD_S_COMPUTERNAME, 0},
    {"DOWNSTREAM_REMOTE_ADDRESS", PART_ENDPOINT, FIELD_C_IP, 2},
    {"DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT", PART_ADDRESS, FIELD_C_IP, 3},
    {"DOWNSTREAM_REMOTE_PORT", PART_NUMBER, FIELD_C_PORT, 0},
    {"DOWNSTREAM_DIRECT_REMOTE_ADDRESS", PART_ENDPOINT, FIELD_C_IP, 0},
    {"DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT", PART_ADDRESS, FIELD_C_IP, 1},
    {"DOWNSTREAM_DIRECT_REMOTE_PORT", PART_NUMBER, FIELD_NONE, 0},
    {"DOWNSTREAM_LOCAL_ADDRESS", PART_ENDPOINT, FIELD_S_IP, 0},
    {"DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT", PART_ADDRESS, FIELD_S_IP, 1},
    {"DOWNSTREAM_LOCAL_PORT", PART_NUMBER, FIELD_S_PORT, 0},
    {"UPSTREAM_HOST", PART_TOKEN, FIELD_NONE, 0},
    {"UPSTREAM_CLUSTER", PART_TOKEN, FIELD_NONE, 0},
    {"RESPONSE_FLAGS", PART_TOKEN, FIELD_NONE, 0},
};

static bool is_name(char c)
{
    return (c >= 'A' && c <= 'Z') || c == '_' || (c >= '0' && c <= '9');
}

/* Where the parenthesis that begins at `at` ends: before a % or the colon of a length. 0: nowhere.
 */
static size_t arguments_end(struct str text, size_t at)
{
    for (; at + 1 < text.n; at++) {
        if (text.p[at] == ')' && (text.p[at + 1] == '%' || text.p[at + 1] == ':'))
            return at + 1;
    }
    return 0;
}

/* An operator at the front of a text: its length, 0 when it is none. *name is what stands between
 * its signs, without the length. */
static size_t operator_at(struct str text, struct str *ret_name)
{
    size_t end = 1;

    while (end < text.n && is_name(text.p[end]))
        end++;
    if (end < 4 || end == text.n)
        return 0;
    if (text.p[end] == '(' && (end = arguments_end(text, end)) == 0)
        return 0;
    *ret_name = str_slice(text, 1, end);
    if (text.p[end] == ':') {
        end++;
        while (end < text.n && text.p[end] >= '0' && text.p[end] <= '9')
            end++;
    }
    return end < text.n && text.p[end] == '%' ? end + 1 : 0;
}

static bool envoy_claims(struct str text)
{
    struct str name;

    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '%' && operator_at(str_skip(text, i), &name))
            return true;
    }
    return false;
}

/* The strftime form of START_TIME with %3f, %6f, %9f as instant.c has decimals. */
static struct str time_pattern(struct arena *arena, struct str argument)
{
    char *pattern = arena_alloc(arena, argument.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < argument.n; i++) {
        pattern[n++] = argument.p[i];
        if (argument.p[i] == '%' && i + 2 < argument.n && argument.p[i + 1] >= '1' &&
            argument.p[i + 1] <= '9' && argument.p[i + 2] == 'f')
            i++;
    }
    return (struct str){pattern, n};
}

static int add_operator(struct draft *d, struct str shown, struct str name)
{
    static const struct draft_field other = {"", PART_FREE, FIELD_NONE, 0};
    const struct draft_field *field;
    struct str pattern = STR("%FT%TZ");

    if (str_starts(name, STR("START_TIME"))) {
        if (name.n > 12 && name.p[10] == '(')
            pattern = time_pattern(&d->layout->arena, str_slice(name, 11, name.n - 1));
        return draft_add_time(d, shown, pattern, 0);
    }
    field = draft_find(operators, sizeof operators / sizeof operators[0], name);
    return draft_add(d, shown, field ? field : &other);
}

static int envoy_compile(struct layout *layout, struct str text, struct err *err)
{
    struct spelled format = spelled_plain(&layout->arena, text, 0);
    struct draft d;

    if (draft_begin(&d, layout, text, format, err) < 0)
        return -1;
    while (d.at < text.n) {
        struct str rest = str_skip(text, d.at);
        struct str name;
        size_t length;

        if (rest.p[0] != '%' || (rest.n > 1 && rest.p[1] == '%')) {
            bool escaped = rest.p[0] == '\\' && rest.n > 1 && rest.p[1] == '"';

            if (!escaped)
                draft_literal(&d, rest.p[0]);
            d.at += rest.p[0] == '%' ? 2 : 1;
            continue;
        }
        length = operator_at(rest, &name);
        if (length == 0)
            return draft_refuse(&d, d.at, "%%OPERATOR%% or %%OPERATOR(…)%% is wanted here");
        if (add_operator(&d, str_slice(text, d.at, d.at + length), name) < 0)
            return -1;
        d.at += length;
    }
    return draft_end(&d);
}

const struct parser parser_envoy_format = {
    .name = "envoy_format",
    .claims = envoy_claims,
    .compile = envoy_compile,
    .parse = layout_cut,
};

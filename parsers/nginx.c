/*
 * nginx.c: the language of nginx's log_format: "$variable" between literal texts. The whole
 * directive is taken, or its format text. Source: nginx ngx_http_log_module, ngx_http_core_module
 * (variables).
 */
#include "parsers/parser.h"

/* Variables whose meaning is known; any other is read over. `part` is for use outside quotes. */
static const struct variable {
    const char *name;
    enum part part;
    enum field field;
} variables[] = {
    {"remote_addr", PART_ADDRESS, FIELD_C_IP},
    {"remote_port", PART_NUMBER, FIELD_C_PORT},
    {"remote_user", PART_FREE, FIELD_CS_USERNAME},
    {"time_local", PART_TIME_CLF, FIELD_TIME},
    {"time_iso8601", PART_TIME_ISO, FIELD_TIME},
    {"msec", PART_TIME_EPOCH, FIELD_TIME},
    {"request", PART_FREE, FIELD_REQUEST},
    {"request_method", PART_TOKEN, FIELD_CS_METHOD},
    {"request_uri", PART_TOKEN, FIELD_CS_URI_QUERY},
    {"uri", PART_FREE, FIELD_CS_URI_STEM},
    {"document_uri", PART_FREE, FIELD_CS_URI_STEM},
    {"args", PART_FREE, FIELD_ARGS},
    {"query_string", PART_FREE, FIELD_ARGS},
    {"server_protocol", PART_TOKEN, FIELD_CS_VERSION},
    {"host", PART_TOKEN, FIELD_CS_HOST},
    {"http_host", PART_TOKEN, FIELD_CS_HOST},
    {"server_name", PART_TOKEN, FIELD_S_COMPUTERNAME},
    {"hostname", PART_TOKEN, FIELD_S_COMPUTERNAME},
    {"server_addr", PART_ADDRESS, FIELD_S_IP},
    {"server_port", PART_NUMBER, FIELD_S_PORT},
    {"status", PART_NUMBER, FIELD_SC_STATUS},
    {"body_bytes_sent", PART_NUMBER, FIELD_SC_BYTES},
    {"bytes_sent", PART_NUMBER, FIELD_SC_BYTES},
    {"request_length", PART_NUMBER, FIELD_CS_BYTES},
    {"request_time", PART_NUMBER, FIELD_TIME_TAKEN},
    {"http_referer", PART_FREE, FIELD_CS_REFERER},
    {"http_user_agent", PART_FREE, FIELD_CS_USER_AGENT},
    {"http_cookie", PART_FREE, FIELD_CS_COOKIE},
    {"sent_http_set_cookie", PART_FREE, FIELD_SC_COOKIE},
    {"http_x_forwarded_for", PART_FREE, FIELD_FORWARDED},
    {"proxy_add_x_forwarded_for", PART_FREE, FIELD_FORWARDED},
};

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool nginx_claims(struct str text)
{
    return str_starts(text, STR("log_format")) ||
           (str_index(text, '$') < text.n && str_index(text, '%') == text.n && text.p[0] != '{');
}

/* One word of the directive, or one of its quoted strings; false at the end. */
static bool next_word(struct layout *layout, struct str *text, struct str *ret_word)
{
    char *word;
    size_t n = 0;
    size_t i = 1;
    char quote;

    *text = str_trim(*text);
    if (text->n == 0 || text->p[0] == ';')
        return false;
    quote = text->p[0];
    if (quote != '\'' && quote != '"') {
        size_t end = 0;

        while (end < text->n && !memchr(" \t\r\n;", text->p[end], 5))
            end++;
        *ret_word = (struct str){text->p, end};
        *text = str_skip(*text, end);
        return true;
    }
    word = arena_alloc(&layout->arena, text->n);
    for (; i < text->n && text->p[i] != quote; i++) {
        if (text->p[i] == '\\' && i + 1 < text->n && memchr("\"'\\", text->p[i + 1], 3))
            i++;
        word[n++] = text->p[i];
    }
    *ret_word = (struct str){word, n};
    *text = str_skip(*text, i < text->n ? i + 1 : i);
    return true;
}

/* The format text of a whole directive: its strings, joined. */
static struct str format_text(struct layout *layout, struct str text)
{
    char *joined = arena_alloc(&layout->arena, text.n + 1);
    size_t n = 0;
    struct str word;

    if (!str_starts(text, STR("log_format")))
        return text;
    text = str_skip(text, strlen("log_format"));
    (void)next_word(layout, &text, &layout->name);
    while (next_word(layout, &text, &word)) {
        if (str_starts(word, STR("escape=")))
            continue;
        memcpy(joined + n, word.p, word.n);
        n += word.n;
    }
    return (struct str){joined, n};
}

/* Takes "$name" or "${name}" off the front of *text, which starts with the dollar. */
static struct str take_name(struct str *text)
{
    size_t braces = text->n > 1 && text->p[1] == '{';
    size_t end = 1 + braces;
    struct str name;

    while (end < text->n && is_name(text->p[end]))
        end++;
    name = str_slice(*text, 1 + braces, end);
    *text = str_skip(*text, end + (braces && end < text->n && text->p[end] == '}'));
    return name;
}

static int add_variable(struct layout *layout, struct str name, struct str before, struct err *err)
{
    enum part part = PART_FREE;
    enum field field = FIELD_NONE;

    if (name.n == 0)
        return err_usage(err, "the log format has a $ without a name");
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
        if (str_eq(name, str_of(variables[i].name))) {
            part = variables[i].part;
            field = variables[i].field;
        }
    }
    if (before.n && before.p[before.n - 1] == '"' && (part == PART_FREE || part == PART_TOKEN))
        part = PART_QUOTED;
    return layout_add(layout, before, part, field, err);
}

static int nginx_compile(struct layout *layout, struct str text, struct err *err)
{
    struct str format = format_text(layout, text);
    size_t literal = 0;

    while (literal < format.n) {
        struct str before = {format.p, str_index(format, '$')};
        struct str rest = str_skip(format, before.n);

        if (rest.n == 0)
            break;
        {
            int rc = add_variable(layout, take_name(&rest), before, err);

            if (rc == LAYOUT_TOUCH)
                return layout_refuse(err, format, before.n,
                                     "two variables touch: nothing says where the first one ends");
            if (rc < 0)
                return -1;
        }
        format = rest;
    }
    layout_form_end(layout, format);
    if (layout->op_count == 0)
        return err_usage(err, "the log format has no $variable");
    return 0;
}

const struct parser parser_nginx = {
    .name = "nginx",
    .claims = nginx_claims,
    .compile = nginx_compile,
    .parse = layout_cut,
};

/*
 * apache_letters.c: tables. Sources: as in apache.c; for Tomcat also Java's SimpleDateFormat.
 */
#include "parsers/apache_letters.h"

/* Directives by letter and by what stands in their braces. Without an argument: "". */
static const struct letter {
    char letter;
    const char *argument; /* "*": any; compared without case */
    struct draft_field field;
} letters[] = {
    {'h', "", {"", PART_ADDRESS, FIELD_C_IP, 2}},
    {'h',
     "c",
     {"", PART_ADDRESS, FIELD_C_IP, 0}}, /* the peer: a proxy, where it is not the client */
    {'a', "", {"", PART_ADDRESS, FIELD_C_IP, 3}},
    {'a', "c", {"", PART_ADDRESS, FIELD_C_IP, 1}},
    {'A', "", {"", PART_ADDRESS, FIELD_S_IP, 0}},
    {'l', "", {"", PART_TOKEN, FIELD_CS_IDENT, 0}},
    {'u', "", {"", PART_FREE, FIELD_CS_USERNAME, 3}},
    {'r', "", {"", PART_FREE, FIELD_REQUEST, 0}},
    {'m', "", {"", PART_TOKEN, FIELD_CS_METHOD, 0}},
    {'U', "", {"", PART_FREE, FIELD_CS_URI_STEM, 0}},
    {'q', "", {"", PART_FREE, FIELD_ARGS, 0}},
    {'H', "", {"", PART_TOKEN, FIELD_CS_VERSION, 0}},
    {'s', "", {"", PART_NUMBER, FIELD_SC_STATUS, 1}},
    {'b', "", {"", PART_NUMBER, FIELD_SC_BYTES, 3}},
    {'B', "", {"", PART_NUMBER, FIELD_SC_BYTES, 2}},
    {'O', "", {"", PART_NUMBER, FIELD_SC_BYTES, 1}},
    {'I', "", {"", PART_NUMBER, FIELD_CS_BYTES, 0}},
    {'D', "", {"", PART_NUMBER, FIELD_TIME_TAKEN, 3}},
    {'T', "", {"", PART_NUMBER, FIELD_TIME_TAKEN, 1}},
    {'T', "us", {"", PART_NUMBER, FIELD_TIME_TAKEN, 2}},
    {'T', "ms", {"", PART_NUMBER, FIELD_TIME_TAKEN, 2}},
    {'T', "*", {"", PART_NUMBER, FIELD_TIME_TAKEN, 1}},
    {'v', "", {"", PART_TOKEN, FIELD_S_COMPUTERNAME, 1}},
    {'V', "", {"", PART_TOKEN, FIELD_S_COMPUTERNAME, 0}},
    {'p', "", {"", PART_NUMBER, FIELD_S_PORT, 1}},
    {'p', "canonical", {"", PART_NUMBER, FIELD_S_PORT, 0}},
    {'p', "local", {"", PART_NUMBER, FIELD_S_PORT, 2}},
    {'p', "remote", {"", PART_NUMBER, FIELD_C_PORT, 0}},
    {'i', "Referer", {"", PART_FREE, FIELD_CS_REFERER, 0}},
    {'i', "User-Agent", {"", PART_FREE, FIELD_CS_USER_AGENT, 0}},
    {'i', "Cookie", {"", PART_FREE, FIELD_CS_COOKIE, 0}},
    {'o', "Set-Cookie", {"", PART_FREE, FIELD_SC_COOKIE, 0}},
    {'i', "Host", {"", PART_TOKEN, FIELD_CS_HOST, 0}},
    {'i', "X-Forwarded-For", {"", PART_LIST, FIELD_FORWARDED, 2}},
    {'i', "X-Real-IP", {"", PART_FREE, FIELD_FORWARDED, 1}},
    {'i', "X-Forwarded-User", {"", PART_FREE, FIELD_CS_USERNAME, 2}},
    {'i', "X-Remote-User", {"", PART_FREE, FIELD_CS_USERNAME, 2}},
    {'i', "Remote-User", {"", PART_FREE, FIELD_CS_USERNAME, 2}},
    {'x', "SSL_CLIENT_S_DN", {"", PART_FREE, FIELD_CS_USERNAME, 1}},
    {'x', "SSL_CLIENT_S_DN_CN", {"", PART_FREE, FIELD_CS_USERNAME, 1}},
    {'e', "REMOTE_USER", {"", PART_FREE, FIELD_CS_USERNAME, 2}},
    {'f', "", {"", PART_FREE, FIELD_NONE, 0}},
    {'k', "", {"", PART_NUMBER, FIELD_NONE, 0}},
    {'L', "", {"", PART_TOKEN, FIELD_NONE, 0}},
    {'L', "c", {"", PART_TOKEN, FIELD_NONE, 0}},
    {'P', "", {"", PART_TOKEN, FIELD_NONE, 0}},
    {'P', "*", {"", PART_TOKEN, FIELD_NONE, 0}},
    {'R', "", {"", PART_TOKEN, FIELD_NONE, 0}},
    {'S', "", {"", PART_NUMBER, FIELD_NONE, 0}},
    {'X', "", {"", PART_TOKEN, FIELD_NONE, 0}},
    {'c', "", {"", PART_TOKEN, FIELD_NONE, 0}}, /* as %X, where SSL was compiled in: Apache 1.3 */
    {'C', "*", {"", PART_FREE, FIELD_NONE, 0}},
    {'i', "*", {"", PART_FREE, FIELD_NONE, 0}},
    {'o', "*", {"", PART_FREE, FIELD_NONE, 0}},
    {'n', "*", {"", PART_FREE, FIELD_NONE, 0}},
    {'e', "*", {"", PART_FREE, FIELD_NONE, 0}},
    {'x', "*", {"", PART_FREE, FIELD_NONE, 0}},
    {'c', "*", {"", PART_FREE, FIELD_NONE, 0}},
    {'^', "", {"", PART_NUMBER, FIELD_NONE, 0}}, /* %^FU %^FB */
};

/* Letters to which Tomcat gives another sense. */
static const struct letter tomcat_letters[] = {
    {'S', "", {"", PART_TOKEN, FIELD_SESSION, 1}},
    {'I', "", {"", PART_FREE, FIELD_NONE, 0}}, /* name of the thread */
    {'F', "", {"", PART_NUMBER, FIELD_NONE, 0}},
    {'h', "*", {"", PART_ADDRESS, FIELD_NONE, 0}},
    {'a', "*", {"", PART_ADDRESS, FIELD_NONE, 0}},
    {'c', "*", {"", PART_FREE, FIELD_NONE, 0}}, /* a cookie */
    {'r', "*", {"", PART_FREE, FIELD_NONE, 0}}, /* attribute of the request */
    {'s', "*", {"", PART_FREE, FIELD_NONE, 0}}, /* attribute of the session */
};

static const struct letter *find(const struct letter *rows, size_t count, char letter,
                                 struct str argument)
{
    for (size_t i = 0; i < count; i++) {
        if (rows[i].letter == letter &&
            (rows[i].argument[0] == '*' ? argument.p != NULL
                                        : str_eq_nocase(argument, str_of(rows[i].argument))))
            return &rows[i];
    }
    return NULL;
}

bool apache_letter(char letter, struct str argument, bool tomcat, struct draft_field *ret_field)
{
    const struct letter *row = NULL;

    if (tomcat)
        row = find(tomcat_letters, sizeof tomcat_letters / sizeof tomcat_letters[0], letter,
                   argument);
    if (!row)
        row = find(letters, sizeof letters / sizeof letters[0], letter, argument);
    if (!row)
        return false;
    *ret_field = row->field;
    if ((letter == 'C' || (tomcat && letter == 'c')) && draft_is_session(argument))
        ret_field->field = FIELD_SESSION;
    return true;
}

/* Behind the } of a %{…}, or behind a bare %: a letter that only Tomcat has there. */
static bool has_tomcat_letter(struct str text)
{
    for (size_t i = 0; i + 1 < text.n; i++) {
        struct str rest = str_skip(text, i);
        size_t end;

        if (rest.p[0] != '%')
            continue;
        if (rest.p[1] == 'F')
            return true;
        if (rest.p[1] == '%') {
            i++;
            continue;
        }
        end = rest.p[1] == '{' ? str_index(rest, '}') : rest.n;
        if (end + 1 >= rest.n)
            continue;
        if (memchr("rs", rest.p[end + 1], 2) ||
            (rest.p[end + 1] == 't' && str_find(str_slice(rest, 0, end), STR("yy")) < end &&
             str_index(str_slice(rest, 1, end), '%') == end - 1))
            return true;
        i += end;
    }
    return false;
}

bool tomcat_claims(struct str text)
{
    return str_starts(text, STR("tomcat:")) || str_starts(text, STR("pattern=")) ||
           str_find(text, STR("AccessLogValve")) < text.n || has_tomcat_letter(text);
}

/* The character of an entity at text.p[i], and its length; 0 when it is none. */
static size_t entity(struct str text, size_t i, char *ret_char)
{
    static const struct {
        struct str name;
        char c;
    } entities[] = {
        {{"&quot;", 6}, '"'}, {{"&#34;", 5}, '"'}, {{"&apos;", 6}, '\''}, {{"&#39;", 5}, '\''},
        {{"&lt;", 4}, '<'},   {{"&gt;", 4}, '>'},  {{"&amp;", 5}, '&'},
    };

    for (size_t e = 0; e < sizeof entities / sizeof entities[0]; e++) {
        if (str_starts(str_skip(text, i), entities[e].name)) {
            *ret_char = entities[e].c;
            return entities[e].name.n;
        }
    }
    return 0;
}

struct spelled tomcat_text(struct layout *layout, struct str text)
{
    struct spelled plain = spelled_room(&layout->arena, text.n);
    size_t i = str_find(text, STR("pattern="));
    char quote = '\0';

    if (i < text.n) {
        i += 8;
        if (i < text.n && (text.p[i] == '"' || text.p[i] == '\''))
            quote = text.p[i++];
    } else {
        i = str_starts(text, STR("tomcat:")) ? 7 : 0;
        while (i < text.n && text.p[i] == ' ')
            i++;
    }
    plain.place[0] = (uint32_t)i;
    while (i < text.n && !(quote && text.p[i] == quote)) {
        char c = text.p[i];
        size_t length = entity(text, i, &c);

        spelled_add(&plain, c, i);
        i += length ? length : 1;
    }
    return plain;
}

/* The conversion that a run of one letter stands for. */
static const char *java_run(char letter, size_t n)
{
    switch (letter) {
    case 'y': return n == 2 ? "%y" : "%Y";
    case 'M': return n >= 4 ? "%B" : n == 3 ? "%b" : "%m";
    case 'd': return "%d";
    case 'H': return "%H";
    case 'h':
    case 'K': return "%I";
    case 'm': return "%M";
    case 's': return "%S";
    case 'S': return "%@frac";
    case 'a': return "%p";
    case 'E': return n >= 4 ? "%A" : "%a";
    case 'Z':
    case 'X': return "%z";
    case 'z': return "%Z";
    default: return NULL;
    }
}

struct str java_pattern(struct arena *arena, struct str text)
{
    char *pattern = arena_alloc(arena, text.n * 6 + 1);
    size_t n = 0;
    bool quoted = false;

    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        size_t run = 1;
        const char *conversion;

        if (c == '\'') {
            quoted = !quoted;
            continue;
        }
        if (quoted || (c | 32) < 'a' || (c | 32) > 'z') {
            if (c == '%')
                pattern[n++] = '%';
            pattern[n++] = c;
            continue;
        }
        while (i + run < text.n && text.p[i + run] == c)
            run++;
        conversion = java_run(c, run);
        if (!conversion)
            return STR_NONE;
        memcpy(pattern + n, conversion, strlen(conversion));
        n += strlen(conversion);
        i += run - 1;
    }
    return (struct str){pattern, n};
}

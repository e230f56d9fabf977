/*
 * apache.c: the language of Apache's LogFormat: % directives between literal texts. The whole
 * directive is taken (LogFormat, CustomLog), or its format text. lighttpd's accesslog.format and
 * varnishncsa's -F are the same language; so is Tomcat's AccessLogValve but for a few letters,
 * which are used where the text says that it is Tomcat's.
 *
 * Sources: httpd 2.4 mod_log_config, "Custom Log Formats" and "Modifiers"; mod_logio, mod_ssl
 * ("Custom Log Formats"); lighttpd mod_accesslog; varnishncsa(1); Tomcat, "The Access Log Valve".
 */
#include "parsers/apache_letters.h"

/* A format while it is compiled. */
struct compile {
    struct draft draft;
    bool tomcat;
    bool has_begin; /* some time is that of the beginning: those of the end are read over */
};

static const char *const directives[] = {"LogFormat", "CustomLog", "GlobalLog", "BufferedLogs"};

/* The directive that a text begins with, comments and blanks left out; NULL for none. */
static const char *directive_of(struct str text, struct words *ret_after)
{
    struct words words = {.text = text, .rules = WORDS_APACHE};
    struct spelled counted = {NULL, NULL, 0};
    enum word word;

    do
        word = words_next(&words, &counted);
    while (word == WORD_STOP);
    *ret_after = words;
    for (size_t i = 0; i < sizeof directives / sizeof directives[0]; i++) {
        if (str_eq_nocase(str_slice(text, words.from, words.at), str_of(directives[i])))
            return directives[i];
    }
    return NULL;
}

static bool apache_claims(struct str text)
{
    struct words after;

    return directive_of(text, &after) || str_starts(text, STR("accesslog.format")) ||
           str_starts(text, STR("varnishncsa")) || tomcat_claims(text) ||
           (str_index(text, '%') < text.n && text.p[0] != '{');
}

/* Takes the name off a %{…}: what stands at `i`, which is the brace. */
static size_t take_argument(const struct draft *d, size_t i, struct str *ret_argument)
{
    struct str format = spelled_text(&d->from);
    size_t end = i + str_index(str_skip(format, i), '}');

    if (end == format.n)
        return SIZE_MAX;
    *ret_argument = str_slice(format, i + 1, end);
    return end + 1;
}

/* The time of a directive as a pattern of instant.c; absent when it is none that is known. */
static struct str time_pattern(struct compile *c, struct str argument)
{
    static const struct {
        const char *word;
        const char *pattern;
    } words[] = {
        {"sec", "%s"},           {"msec", "%@ms"},        {"usec", "%@us"},
        {"msec_frac", "%@frac"}, {"usec_frac", "%@frac"},
    };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (str_eq(argument, str_of(words[i].word)))
            return str_of(words[i].pattern);
    }
    if (c->tomcat && str_index(argument, '%') == argument.n)
        return java_pattern(&c->draft.layout->arena, argument);
    return argument;
}

static int add_time(struct compile *c, struct str shown, struct str argument)
{
    struct draft *d = &c->draft;
    bool end = str_starts(argument, STR("end:"));
    struct str pattern;

    if (!argument.p || argument.n == 0) { /* %t prints its brackets itself */
        draft_literal(d, '[');
        if (draft_add_time(d, shown, STR("%d/%b/%Y:%H:%M:%S %z"), 0) < 0)
            return -1;
        draft_literal(d, ']');
        return 0;
    }
    if (end)
        argument = str_skip(argument, 4);
    else if (str_starts(argument, STR("begin:")))
        argument = str_skip(argument, 6);
    pattern = time_pattern(c, argument.n ? argument : STR("%d/%b/%Y:%H:%M:%S %z"));
    if (!pattern.p)
        return draft_refuse(d, d->at, "this form of the time is not known");
    /* Epochs are exact; what has decimals is finer. */
    if (draft_add_time(d, shown, pattern,
                       str_eq(pattern, STR("%@us"))   ? 4
                       : str_eq(pattern, STR("%@ms")) ? 3
                                                      : 1) < 0)
        return -1;
    if (end && c->has_begin)
        draft_last(d)->field = FIELD_NONE;
    return 0;
}

static int add_directive(struct compile *c, char letter, struct str shown, struct str argument)
{
    struct draft *d = &c->draft;
    struct draft_field field;

    if (letter == 't')
        return add_time(c, shown, argument);
    if (letter == 'q' && draft_extend(d))
        return 0; /* %U%q: the query begins with its question mark, or is not there */
    if (!apache_letter(letter, argument, c->tomcat, &field))
        return draft_refuse(d, d->at, "%.*s is no directive of Apache's log format",
                            (int)(shown.n < 60 ? shown.n : 60), shown.p);
    if (letter == 's' && str_index(shown, '>') < shown.n)
        field.weight = 2; /* the final status, not the one before an internal redirect */
    return draft_add(d, shown, &field);
}

/* What stands before the letter of a directive: status lists, modifiers, braces. Returns where the
 * letter is, SIZE_MAX when braces do not end. */
static size_t skip_modifiers(const struct draft *d, struct str *ret_argument)
{
    struct str format = spelled_text(&d->from);
    size_t i = d->at + 1;

    while (i < format.n && memchr("<>!,0123456789", format.p[i], 14))
        i++;
    if (i < format.n && format.p[i] == '{')
        i = take_argument(d, i, ret_argument);
    while (i < format.n && (format.p[i] == '<' || format.p[i] == '>'))
        i++; /* %{…}>s is accepted by httpd too */
    return i;
}

/* One directive at d->at, which is its %. Returns where it ends, SIZE_MAX with an error. */
static size_t take_directive(struct compile *c)
{
    struct draft *d = &c->draft;
    struct str format = spelled_text(&d->from);
    struct str argument = STR_NONE;
    size_t i = skip_modifiers(d, &argument);
    char letter;

    if (i == SIZE_MAX) {
        (void)draft_refuse(d, d->at, "a { without its }");
        return SIZE_MAX;
    }
    if (i + 2 < format.n && format.p[i] == '^') {
        letter = format.p[i + 1] == 't' ? format.p[i + 2] : '^'; /* trailers; %^FU and %^FB */
        i += 2;
    } else {
        letter = i < format.n ? format.p[i] : '\0';
    }
    if (!((letter | 32) >= 'a' && (letter | 32) <= 'z') && letter != '^') {
        (void)draft_refuse(d, d->at, "a letter is missing after %%");
        return SIZE_MAX;
    }
    if (add_directive(c, letter, str_slice(format, d->at, i + 1), argument) < 0)
        return SIZE_MAX;
    return i + 1;
}

/* One byte of literal text; \n and \t are written as such, and \" where quotes are not undone yet.
 */
static size_t take_literal(struct draft *d, size_t i)
{
    struct str format = spelled_text(&d->from);
    char next = i + 1 < format.n ? format.p[i + 1] : '\0';

    if (format.p[i] == '\\' && next && memchr("t\"\\'", next, 4)) {
        draft_literal(d, next == 't' ? '\t' : next);
        return i + 2;
    }
    draft_literal(d, format.p[i]);
    return i + 1;
}

static bool has_time_of_begin(struct str format)
{
    for (size_t i = 0; i + 1 < format.n; i++) {
        struct str rest = str_skip(format, i);
        size_t end;

        if (rest.p[0] == '%' && rest.p[1] == 't')
            return true;
        end = rest.p[0] == '{' ? str_index(rest, '}') : rest.n;
        if (end + 1 < rest.n && rest.p[end + 1] == 't' && !str_starts(rest, STR("{end:")))
            return true;
    }
    return false;
}

static int compile_format(struct compile *c)
{
    struct draft *d = &c->draft;
    struct str format = spelled_text(&d->from);
    size_t i = 0;

    c->has_begin = has_time_of_begin(format);
    while (i < format.n) {
        if (format.p[i] == '%' && i + 1 < format.n && format.p[i + 1] == '%') {
            draft_literal(d, '%');
            i += 2;
        } else if (format.p[i] == '%') {
            d->at = i;
            i = take_directive(c);
            if (i == SIZE_MAX)
                return -1;
        } else {
            i = take_literal(d, i);
        }
    }
    if (d->layout->op_count == 0)
        return draft_refuse(d, 0, "it has no %% directive");
    return draft_end(d);
}

/* The format of a LogFormat or CustomLog directive: the string that comes first, or second. *name
 * is the nickname. 0 or -1. */
static int read_directive(struct layout *layout, struct words words, bool custom,
                          struct spelled *ret_format, struct err *err)
{
    struct arena *arena = &layout->arena;
    struct str name = STR_NONE;
    struct str path;

    *ret_format = spelled_room(arena, words.text.n);
    if ((custom && words_take(&words, arena, &path) != WORD_TEXT) ||
        words_next(&words, ret_format) != WORD_TEXT)
        return layout_refuse(err, words.text, words.from, "the directive has no format");
    if (words.open)
        return layout_refuse(err, words.text, words.from, "this quote does not end");
    if (str_index(spelled_text(ret_format), '%') == ret_format->n)
        return layout_refuse(err, words.text, words.from,
                             "this is the nickname of a format: paste its LogFormat, or give the "
                             "configuration with --from-config FILE:NICKNAME");
    if (words.at < words.text.n && !memchr(" \t\r\n", words.text.p[words.at], 4))
        return layout_refuse(err, words.text, words.at,
                             "the format goes on behind the quote that ends it: a quote inside it "
                             "is written \\\"");
    if (!custom && words_take(&words, arena, &name) == WORD_TEXT)
        layout->name = name;
    return 0;
}

/* The text in the first quotes at or after a place; all of it where there are none. */
static struct spelled first_string(struct layout *layout, struct str text, size_t from)
{
    struct words words = {.text = text, .rules = WORDS_APACHE, .at = from};
    struct spelled format = spelled_room(&layout->arena, text.n);

    while (words.at < text.n && text.p[words.at] != '"' && text.p[words.at] != '\'')
        words.at++;
    if (words.at == text.n)
        return spelled_plain(&layout->arena, str_skip(text, from), from);
    (void)words_next(&words, &format);
    return format;
}

static int apache_compile(struct layout *layout, struct str text, struct err *err)
{
    struct compile c = {.tomcat = tomcat_claims(text)};
    struct spelled format;
    struct words after;
    const char *directive = directive_of(text, &after);

    if (directive) {
        if (read_directive(layout, after, directive[0] != 'L', &format, err) < 0)
            return -1;
    } else if (c.tomcat) {
        format = tomcat_text(layout, text);
    } else if (str_starts(text, STR("accesslog.format")) || str_starts(text, STR("varnishncsa"))) {
        format = first_string(layout, text, str_starts(text, STR("varnishncsa")) ? 11 : 16);
    } else {
        format = spelled_plain(&layout->arena, text, 0);
    }
    if (draft_begin(&c.draft, layout, text, format, err) < 0)
        return -1;
    return compile_format(&c);
}

const struct parser parser_apache = {
    .name = "apache",
    .claims = apache_claims,
    .compile = apache_compile,
    .parse = layout_cut,
};

/*
 * config.c: goes through the statements of a configuration and compiles those that describe a
 * layout. Sources: nginx ngx_http_log_module (log_format; "combined" is predefined); httpd
 * mod_log_config (LogFormat, CustomLog); HAProxy configuration manual 4.2 (log-format, option
 * httplog).
 */
#include "parsers/config.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/mem.h"
#include "parsers/words.h"

/* Words of a statement that are looked at; the rest of it only ends it. */
#define WORDS_MOST 8

/* A statement: its first words, and where it stands. */
struct statement {
    struct str word[WORDS_MOST];
    int count;
    size_t from;
    size_t to;
};

/* A configuration being read. */
struct reader {
    struct config *config;
    struct words words;
    struct str wanted;  /* the name that is asked for, absent for all */
    struct str section; /* of HAProxy */
    size_t counted;     /* line ends are counted up to here */
    unsigned line;
    struct err first; /* what was wrong with the first layout that is not understood */
    struct out names; /* those that were found */
};

/* Line of a byte; asked for in order. */
static unsigned line_of(struct reader *r, size_t at)
{
    for (; r->counted < at; r->counted++)
        r->line += r->words.text.p[r->counted] == '\n';
    return r->line;
}

static void note(struct reader *r, enum config_notice notice, size_t at, struct str text)
{
    struct config *config = r->config;

    if (config->note_count < CONFIG_NOTES)
        config->notes[config->note_count++] =
            (struct config_note){notice, line_of(r, at), arena_str(&config->arena, text)};
}

/* The next statement; false at the end. Braces end one too. */
static bool next_statement(struct reader *r, struct statement *s)
{
    struct spelled counted = {NULL, NULL, 0};

    *s = (struct statement){.count = 0};
    for (;;) {
        struct str text = STR_NONE;
        enum word word = s->count < WORDS_MOST ? words_take(&r->words, &r->config->arena, &text)
                                               : words_next(&r->words, &counted);

        if (word != WORD_TEXT) {
            s->to = r->words.at;
            if (s->count)
                return true;
            if (word == WORD_END)
                return false;
            continue;
        }
        if (s->count == 0)
            s->from = r->words.from;
        if (s->count < WORDS_MOST)
            s->word[s->count++] = text;
    }
}

/* Compiles a layout, unless another name is asked for. Several may have one name: all are tried. */
static void add_layout(struct reader *r, const struct statement *s, struct str name,
                       struct str text)
{
    struct config *config = r->config;
    struct layout *layout = &config->layouts[config->count];
    unsigned line = line_of(r, s->from);
    struct err err = {0};

    if (name.p && r->names.used < 300) {
        out_text(&r->names, r->names.used ? ", " : "");
        out_bytes(&r->names, name.p, name.n < 60 ? name.n : 60);
    }
    if (r->wanted.p && !str_eq(name, r->wanted))
        return;
    if (config->count == LIMIT_LAYOUTS) {
        note(r, CONFIG_MORE, s->from, name);
        return;
    }
    if (layout_compile(layout, text, &err) == 0) {
        if (name.p)
            layout->name = arena_str(&layout->arena, name);
        config->count++;
        return;
    }
    err_place(&err, "%.*s:%u: ", (int)config->file.n, config->file.p, line);
    note(r, CONFIG_UNREAD, s->from, str_of(err.text));
    if (r->first.kind == ERR_NONE)
        r->first = err;
}

static struct str statement_text(const struct reader *r, const struct statement *s)
{
    return str_trim(str_slice(r->words.text, s->from, s->to));
}

static bool is_word(const struct statement *s, int i, const char *text)
{
    return i < s->count && str_eq_nocase(s->word[i], str_of(text));
}

/* A layout that has a name of its own here: once is enough. */
static void add_named(struct reader *r, const struct statement *s, const char *name)
{
    for (size_t i = 0; i < r->config->count; i++) {
        if (str_eq(r->config->layouts[i].name, str_of(name)))
            return;
    }
    add_layout(r, s, str_of(name), str_of(name));
}

static void nginx_statement(struct reader *r, const struct statement *s)
{
    if (is_word(s, 0, "include") && s->count > 1) {
        note(r, CONFIG_INCLUDE, s->from, s->word[1]);
    } else if (is_word(s, 0, "log_format") && s->count > 2) {
        add_layout(r, s, s->word[1], statement_text(r, s));
    } else if (is_word(s, 0, "access_log") && !is_word(s, 1, "off") &&
               (s->count == 2 || is_word(s, 2, "combined"))) {
        add_named(r, s, "combined");
    }
}

static void apache_statement(struct reader *r, const struct statement *s)
{
    if ((is_word(s, 0, "Include") || is_word(s, 0, "IncludeOptional")) && s->count > 1) {
        note(r, CONFIG_INCLUDE, s->from, s->word[1]);
    } else if (is_word(s, 0, "LogFormat") && s->count > 1 &&
               str_index(s->word[1], '%') < s->word[1].n) {
        add_layout(r, s, s->count > 2 ? s->word[2] : STR("LogFormat"), statement_text(r, s));
    } else if ((is_word(s, 0, "CustomLog") || is_word(s, 0, "GlobalLog")) && s->count > 2 &&
               str_index(s->word[2], '%') < s->word[2].n) {
        add_layout(r, s, STR("CustomLog"), statement_text(r, s));
    } else if (is_word(s, 0, "accesslog.format")) {
        add_layout(r, s, STR("accesslog.format"), statement_text(r, s));
    }
}

static void haproxy_statement(struct reader *r, const struct statement *s)
{
    static const char *const sections[] = {"defaults", "frontend", "listen", "backend"};

    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
        if (is_word(s, 0, sections[i]))
            r->section = s->word[s->count > 1 ? 1 : 0];
    }
    if (is_word(s, 0, "log-format") && s->count > 1)
        add_layout(r, s, r->section.p ? r->section : STR("log-format"), statement_text(r, s));
    else if (is_word(s, 0, "option") && is_word(s, 1, "httplog"))
        add_named(r, s, is_word(s, 2, "clf") ? "haproxy_clf" : "httplog");
}

/* The languages, and what is done with a statement of each. */
static const struct {
    enum words_rules rules;
    void (*statement)(struct reader *r, const struct statement *s);
} languages[] = {
    {WORDS_NGINX, nginx_statement},
    {WORDS_APACHE, apache_statement},
    {WORDS_HAPROXY, haproxy_statement},
};

/* Goes through the text by the rules of one server. */
static void read_as(struct reader *r, size_t language, struct str text)
{
    struct statement s;

    r->words = (struct words){.text = text, .rules = languages[language].rules};
    r->counted = 0;
    r->line = 1;
    r->config->note_count = 0;
    while (next_statement(r, &s))
        languages[language].statement(r, &s);
}

/* The server is the first by whose rules a layout is found; without any, one that includes. */
static void read_all(struct reader *r, struct str text)
{
    size_t count = sizeof languages / sizeof languages[0];
    size_t noted = count;

    for (size_t i = 0; i < count; i++) {
        read_as(r, i, text);
        if (r->names.used)
            return;
        if (r->config->note_count && noted == count)
            noted = i;
    }
    if (noted < count)
        read_as(r, noted, text);
}

/* Why nothing was found. */
static int nothing(const struct reader *r, struct err *err)
{
    const struct config *config = r->config;
    int n = (int)config->file.n;

    if (r->first.kind != ERR_NONE) {
        if (err->kind == ERR_NONE)
            *err = r->first;
        return -1;
    }
    if (r->wanted.p && r->names.used)
        return err_usage(err, "%.*s: no layout is named \"%.*s\"; there are: %.*s", n,
                         config->file.p, (int)(r->wanted.n < 80 ? r->wanted.n : 80), r->wanted.p,
                         (int)r->names.used, r->names.buffer);
    for (size_t i = 0; i < config->note_count; i++) {
        if (config->notes[i].notice == CONFIG_INCLUDE)
            return err_usage(err,
                             "%.*s: there is no log_format, LogFormat or log-format; line %u "
                             "includes %.*s, which is not followed: name that file",
                             n, config->file.p, config->notes[i].line,
                             (int)(config->notes[i].text.n < 200 ? config->notes[i].text.n : 200),
                             config->notes[i].text.p);
    }
    return err_usage(err,
                     "%.*s: there is no log_format (nginx), LogFormat (Apache) or log-format "
                     "(HAProxy)",
                     n, config->file.p);
}

/* FILE, or FILE:NAME where there is no such file. */
static int read_file(struct config *config, const char *file_and_name, struct str *ret_name,
                     struct str *ret_text, struct err *err)
{
    struct str whole = str_of(file_and_name);
    struct err first = {0};
    size_t colon = whole.n;

    *ret_name = STR_NONE;
    config->file = arena_str(&config->arena, whole);
    if (file_read(config->file.p, LIMIT_CONFIG_BYTES, &config->arena, ret_text, &first) == 0)
        return 0;
    while (colon > 0 && whole.p[colon - 1] != ':')
        colon--;
    if (colon < 2 || colon == whole.n) {
        if (err->kind == ERR_NONE)
            *err = first;
        return -1;
    }
    *ret_name = arena_str(&config->arena, str_skip(whole, colon));
    config->file = arena_str(&config->arena, str_slice(whole, 0, colon - 1));
    return file_read(config->file.p, LIMIT_CONFIG_BYTES, &config->arena, ret_text, err);
}

int config_read(struct config *config, const char *file_and_name, struct err *err)
{
    struct reader reader = {.config = config};
    struct str text;
    int rc = 0;

    *config = (struct config){.count = 0};
    if (read_file(config, file_and_name, &reader.wanted, &text, err) < 0)
        return -1;
    config->layouts = mem_zero(LIMIT_LAYOUTS + 1, sizeof *config->layouts);
    out_memory(&reader.names);
    read_all(&reader, text);
    if (config->count == 0)
        rc = nothing(&reader, err);
    out_drop(&reader.names);
    return rc;
}

void config_release(struct config *config)
{
    for (size_t i = 0; i < config->count; i++)
        layout_release(&config->layouts[i]);
    free(config->layouts);
    arena_release(&config->arena);
    *config = (struct config){.count = 0};
}

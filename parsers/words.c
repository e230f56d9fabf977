/*
 * words.c: reads words. Sources: nginx ngx_conf_read_token; httpd ap_getword_conf and the
 * continuation of lines ("Configuration Files"); HAProxy configuration manual 2.2 (quoting and
 * escaping).
 */
#include "parsers/words.h"

struct spelled spelled_room(struct arena *arena, size_t bytes)
{
    struct spelled spelled = {.p = arena_alloc(arena, bytes + 1),
                              .place = arena_alloc(arena, (bytes + 1) * sizeof(uint32_t))};

    return spelled;
}

void spelled_add(struct spelled *spelled, char c, size_t place)
{
    if (!spelled->p) {
        spelled->n++;
        return;
    }
    spelled->p[spelled->n] = c;
    spelled->place[spelled->n++] = (uint32_t)place;
    spelled->place[spelled->n] = (uint32_t)place + 1;
}

struct spelled spelled_plain(struct arena *arena, struct str text, size_t place)
{
    struct spelled spelled = spelled_room(arena, text.n);

    spelled.place[0] = (uint32_t)place;
    for (size_t i = 0; i < text.n; i++)
        spelled_add(&spelled, text.p[i], place + i);
    return spelled;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Length of a line end that a backslash hides, at the backslash; 0 when it hides none. */
static size_t continuation(const struct words *w)
{
    struct str rest = str_skip(w->text, w->at);

    if (w->rules == WORDS_NGINX || rest.n < 2 || rest.p[0] != '\\')
        return 0;
    if (rest.p[1] == '\n')
        return 2;
    return rest.n > 2 && rest.p[1] == '\r' && rest.p[2] == '\n' ? 3 : 0;
}

/* Skips blanks and comments. Returns true when a statement ends here, by its line. */
static bool skip(struct words *w)
{
    while (w->at < w->text.n) {
        char c = w->text.p[w->at];
        size_t hidden = continuation(w);

        if (hidden) {
            w->at += hidden;
        } else if (c == '\n' && w->rules != WORDS_NGINX) {
            w->at++;
            return true;
        } else if (c == '#') {
            w->at += str_index(str_skip(w->text, w->at), '\n');
        } else if (is_blank(c)) {
            w->at++;
        } else {
            return false;
        }
    }
    return false;
}

/* What a backslash in front of c stands for: -1 when it stands for itself and c follows. `quote` is
 * the quote around, NUL outside. */
static int escaped(const struct words *w, char c, char quote)
{
    switch (w->rules) {
    case WORDS_NGINX:
        if (c == 't')
            return '\t';
        return c == '"' || c == '\'' || c == '\\' ? (unsigned char)c : -1;
    case WORDS_APACHE: return quote && (c == quote || c == '\\') ? (unsigned char)c : -1;
    case WORDS_HAPROXY:
        if (quote == '\'')
            return -1;
        if (quote)
            return memchr("\"\\$", c, 3) ? (unsigned char)c : -1;
        return (unsigned char)c;
    default: return -1;
    }
}

/* Whether a run ends at a byte: its quote, or a blank or what else ends a bare word. */
static bool run_ends(const struct words *w, char c, char quote)
{
    if (quote)
        return c == quote;
    if (is_blank(c))
        return true;
    return w->rules == WORDS_NGINX ? c == ';'
                                   : w->rules == WORDS_HAPROXY && (c == '"' || c == '\'');
}

/* A quoted string at its quote, or what stands up to the next blank or quote. */
static void take_run(struct words *w, struct spelled *spelled)
{
    char c = w->text.p[w->at];
    char quote = c == '"' || c == '\'' ? c : '\0';

    w->at += quote != '\0';
    while (w->at < w->text.n) {
        size_t hidden = continuation(w);
        int plain = -1;

        c = w->text.p[w->at];
        if (hidden) {
            w->at += hidden;
            continue;
        }
        if (run_ends(w, c, quote))
            break;
        if (c == '\\' && w->at + 1 < w->text.n)
            plain = escaped(w, w->text.p[w->at + 1], quote);
        spelled_add(spelled, plain >= 0 ? (char)plain : c, w->at);
        w->at += plain >= 0 ? 2 : 1;
    }
    w->open = quote && w->at == w->text.n;
    w->at += quote && w->at < w->text.n;
}

enum word words_next(struct words *w, struct spelled *spelled)
{
    char c;

    if (skip(w)) {
        w->from = w->at - 1;
        return WORD_STOP;
    }
    w->from = w->at;
    if (w->at == w->text.n)
        return WORD_END;
    c = w->text.p[w->at];
    if (w->rules == WORDS_NGINX && (c == ';' || c == '{' || c == '}')) {
        w->at++;
        return c == ';' ? WORD_STOP : c == '{' ? WORD_OPEN : WORD_CLOSE;
    }
    take_run(w, spelled);
    /* HAProxy joins what touches: a"b c"d is one word. */
    while (w->rules == WORDS_HAPROXY && w->at < w->text.n && !is_blank(w->text.p[w->at]))
        take_run(w, spelled);
    return WORD_TEXT;
}

enum word words_take(struct words *w, struct arena *arena, struct str *ret_word)
{
    struct words ahead = *w;
    struct spelled counted = {NULL, NULL, 0};
    struct spelled spelled;
    enum word word;

    (void)words_next(&ahead, &counted);
    spelled = spelled_room(arena, counted.n);
    word = words_next(w, &spelled);
    *ret_word = spelled_text(&spelled);
    return word;
}

/*
 * words.h: words of the configuration files of servers, with the place that each byte came from, so
 * that a mistake inside a quoted format can be shown where the user wrote it.
 */
#ifndef LIMIER_PARSERS_WORDS_H
#define LIMIER_PARSERS_WORDS_H

#include "parsers/parser.h"

/* Whose rules hold for quotes, escapes, comments and ends of statements. */
enum words_rules {
    WORDS_NGINX,   /* statements end with ; or braces, a line end is a blank */
    WORDS_APACHE,  /* one statement on a line, \ at its end goes on */
    WORDS_HAPROXY, /* one statement on a line, \ hides the next byte outside quotes too */
};

/* What words_next has found. */
enum word { WORD_END, WORD_TEXT, WORD_STOP, WORD_OPEN, WORD_CLOSE };

/* Text whose quotes and escapes are undone. place[i] is where byte i of it stands in what the user
 * wrote; place[n] is where it ends. In an arena. */
struct spelled {
    char *p;
    uint32_t *place;
    size_t n;
};

/* A reader of words. Zero but for `text` and `rules` at the start. */
struct words {
    struct str text;
    enum words_rules rules;
    size_t at;   /* the next byte */
    size_t from; /* where the last word began */
    bool open;   /* the last quote does not end */
};

/* Room for a text as long as the one that is read. */
struct spelled spelled_room(struct arena *arena, size_t bytes);

/* Adds a byte that stands at `place`; only counts it where there is no room (.p == NULL). */
void spelled_add(struct spelled *spelled, char c, size_t place);

/* The same bytes at their own places: a format without a directive around it. */
struct spelled spelled_plain(struct arena *arena, struct str text, size_t place);

/* The text alone, borrowed. */
static inline struct str spelled_text(const struct spelled *spelled)
{
    return (struct str){spelled->p, spelled->n};
}

/* The next word; a text is added to *spelled. WORD_STOP ends a statement: its ; or its line. */
enum word words_next(struct words *words, struct spelled *spelled);

/* The next word as a text of its own, in the arena. */
enum word words_take(struct words *words, struct arena *arena, struct str *ret_word);

#endif

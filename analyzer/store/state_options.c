/*
 * state_options.c: compares word by word; the order of words is that of the program.
 */
#include "store/state_options.h"

#include <stdio.h>

/* The first word of a text, which goes on behind it. */
static struct str next_word(struct str *text)
{
    const char *blank = text->n ? memchr(text->p, ' ', text->n) : NULL;
    struct str word = {text->p, blank ? (size_t)(blank - text->p) : text->n};

    text->p += word.n + (blank != NULL);
    text->n -= word.n + (blank != NULL);
    return word;
}

static bool has_word(struct str text, struct str wanted)
{
    while (text.n) {
        if (str_eq(next_word(&text), wanted))
            return true;
    }
    return false;
}

bool state_options_same(struct str state, struct str run, char ret_names[STATE_OPTIONS_NAMES])
{
    bool same = str_eq(state, run);
    size_t used = 0;

    ret_names[0] = '\0';
    while (!same && run.n) {
        struct str word = next_word(&run);
        const char *equals = word.n ? memchr(word.p, '=', word.n) : NULL;
        int n = equals ? (int)(equals - word.p) : (int)word.n;

        if (!has_word(state, word) && used < STATE_OPTIONS_NAMES)
            used += (size_t)snprintf(ret_names + used, STATE_OPTIONS_NAMES - used, "%s%.*s",
                                     used ? ", " : "", n, word.p);
    }
    return same;
}

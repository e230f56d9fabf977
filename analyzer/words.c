/*
 * words.c: splits. Starts nothing.
 */
#include "words.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

/* Takes one word, which begins at *from, to *to, and ends it. False: a quote is not closed. */
static bool take_word(const char **from, char **to)
{
    const char *p = *from;
    char *q = *to;
    char quote = 0;

    for (; *p && (quote || (*p != ' ' && *p != '\t')); p++) {
        if (quote ? *p == quote : *p == '\'' || *p == '"')
            quote = quote ? 0 : *p;
        else
            *q++ = *p;
    }
    *q++ = '\0';
    *from = p;
    *to = q;
    return quote == 0;
}

int words_split(struct words *words, const char *option, const char *text, struct err *err)
{
    const char *from = text;
    char *to;

    *words = (struct words){.text = mem_zero(strlen(text) + 2, 1)};
    to = words->text;
    for (;;) {
        while (*from == ' ' || *from == '\t')
            from++;
        if (!*from)
            break;
        if (words->count == PROGRAM_ARGUMENTS - 1) {
            words_release(words);
            return err_usage(err, "%s: more than %d words: write a script", option,
                             PROGRAM_ARGUMENTS - 1);
        }
        words->list[words->count++] = to;
        if (!take_word(&from, &to)) {
            words_release(words);
            return err_usage(err, "%s: a quote is not closed", option);
        }
    }
    if (words->count == 0) {
        words_release(words);
        return err_usage(err, "%s: names no program", option);
    }
    return 0;
}

int words_absolute(const char *option, const char *path, struct err *err)
{
    return path[0] == '/' ? 0 : err_usage(err, "%s: %s: an absolute path is wanted", option, path);
}

int words_program(const char *option, const char *path, struct err *err)
{
    struct stat st;

    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode) || access(path, X_OK) != 0)
        return err_set(err, "%s: %s: is no program that can be started", option, path);
    return 0;
}

void words_release(struct words *words)
{
    free(words->text);
    *words = (struct words){.count = 0};
}

/*
 * key_warning.c: a warning and not a refusal: the key may lie where an administrator shares it on
 * purpose, and who has it can read the tokens of every report back.
 */
#include "key_warning.h"

#include <sys/stat.h>

#include "model/pseudonym.h"

void key_warn(const char *path, struct console *console)
{
    char usual[PSEUDONYM_PATH];
    struct err none = {0};
    struct stat st;

    if (!path) {
        if (pseudonym_path(usual, console->config_home, console->home, &none) < 0)
            return;
        path = usual;
    }
    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode) || (st.st_mode & (S_IRGRP | S_IROTH)) == 0)
        return;
    out_terminal(&console->notes, str_of(path));
    out_text(&console->notes,
             text_get(console->lang, N_(": others can read this key: chmod 600 it, or choose "
                                        "another one, since tokens can be read back with it\n")));
}

/*
 * case_key.c: which key a case was made with, its own id says.
 */
#include "case_key.h"

#include "key_warning.h"

int case_key_read(struct pseudonym_key *key, const struct options *options, struct console *console,
                  struct dossier *dossier, struct err *err)
{
    const char *path = options->text[OPT_KEY];
    struct err none = {0};
    int rc = path ? pseudonym_load(key, path, err)
                  : pseudonym_known(key, console->config_home, console->home, &none);

    if (rc < 0)
        return path ? -1 : 0;
    if (str_eq(dossier->key_id, str_of(key->id))) {
        dossier->key = key;
        key_warn(path, console);
        return 0;
    }
    if (path)
        return err_usage(err,
                         "--key %s: is the key %s, and the pseudonyms of this case were made with "
                         "%.*s",
                         path, key->id, (int)dossier->key_id.n, dossier->key_id.p);
    return 0;
}

int case_key_wanted(const struct dossier *dossier, const char *what, struct err *err)
{
    return err_usage(err,
                     "%s: names persons by tokens of the key %.*s, which is not here: give it with "
                     "--key",
                     what, (int)dossier->key_id.n, dossier->key_id.p);
}

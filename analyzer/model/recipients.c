/*
 * recipients.c: the table of keys. A key goes to another program as an argument, so only texts of
 * the known forms are taken: none can be an option.
 */
#include "model/recipients.h"

#include <stdlib.h>

#include "base/csv.h"
#include "base/mem.h"

/* The columns of one table, and where its rows go. */
struct reading {
    struct csv csv;
    const char *path;
    struct recipients *to;
    int insurer;
    int method;
    int recipient;
    size_t room;
};

/* Lower-case letters and digits: Bech32, and the names of plug-ins (age-encryption.org/v1). */
static bool is_age_key(struct str text)
{
    if (!str_starts(text, STR("age1")) || text.n < 10)
        return false;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];

        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')))
            return false;
    }
    return true;
}

/* As in authorized_keys: type, base64, perhaps a comment. */
static bool is_ssh_key(struct str text)
{
    if (!str_starts(text, STR("ssh-ed25519 ")) && !str_starts(text, STR("ssh-rsa ")))
        return false;
    for (size_t i = 0; i < text.n; i++) {
        if ((unsigned char)text.p[i] < 0x20 || text.p[i] == 0x7f)
            return false;
    }
    return true;
}

/* A fingerprint without its blanks, in the arena; absent when it is none. Shorter ids of keys can
 * be forged, names and addresses stand in keys of anybody. */
static struct str fingerprint_of(struct arena *arena, struct str text)
{
    char *digits = arena_alloc(arena, text.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == ' ')
            continue;
        if (str_hex_digit(text.p[i]) < 0)
            return STR_NONE;
        digits[n++] = text.p[i];
    }
    return n == 40 || n == 64 ? (struct str){digits, n} : STR_NONE;
}

/* A path relative to the table that names it. */
static struct str path_of(const struct reading *r, struct str text)
{
    struct str table = str_of(r->path);
    size_t folder = table.n;

    while (folder > 0 && table.p[folder - 1] != '/')
        folder--;
    if (text.p[0] == '/')
        return arena_str(&r->to->arena, text);
    return arena_print(&r->to->arena, "%s%.*s%.*s", table.p[0] == '/' ? "" : "./", (int)folder,
                       table.p, (int)text.n, text.p);
}

static int read_openpgp(struct reading *r, struct str text, struct recipient *row, struct err *err)
{
    struct str fingerprint = fingerprint_of(&r->to->arena, text);

    row->method = fingerprint.p ? SEAL_OPENPGP : SEAL_OPENPGP_FILE;
    row->key = fingerprint.p ? fingerprint : path_of(r, text);
    if (!fingerprint.p && !str_ends(text, STR(".asc")) && !str_ends(text, STR(".gpg")) &&
        !str_ends(text, STR(".pgp")))
        return csv_err(&r->csv, err,
                       "an openpgp recipient is a fingerprint of 40 or 64 digits, or a file with "
                       "the key whose name ends with .asc, .gpg or .pgp");
    return 0;
}

static int read_row(struct reading *r, struct err *err)
{
    struct arena *arena = &r->to->arena;
    struct str method = csv_cell(&r->csv, r->method);
    struct str key = str_trim(csv_cell(&r->csv, r->recipient));
    struct recipient row = {.insurer = arena_str(arena, csv_cell(&r->csv, r->insurer))};

    if (row.insurer.n == 0)
        return csv_err(&r->csv, err, "the insurer is empty");
    if (key.n == 0 || key.n > LIMIT_RECIPIENT_BYTES)
        return csv_err(&r->csv, err, "the recipient is empty, or longer than %u bytes",
                       LIMIT_RECIPIENT_BYTES);
    if (str_eq(method, STR("age"))) {
        if (!is_age_key(key) && !is_ssh_key(key))
            return csv_err(&r->csv, err,
                           "an age recipient begins with age1, ssh-ed25519 or ssh-rsa");
        row.method = SEAL_AGE;
        row.key = arena_str(arena, key);
    } else if (!str_eq(method, STR("openpgp"))) {
        return csv_err(&r->csv, err, "the method is age or openpgp");
    } else if (read_openpgp(r, key, &row, err) < 0) {
        return -1;
    }
    if (r->to->count == LIMIT_RECIPIENTS)
        return csv_err(&r->csv, err, "more than %u recipients", LIMIT_RECIPIENTS);
    MEM_GROW(r->to->list, r->to->count, r->room);
    r->to->list[r->to->count++] = row;
    return 0;
}

static int by_insurer(const void *a, const void *b)
{
    const struct recipient *x = a;
    const struct recipient *y = b;

    return str_cmp(x->insurer, y->insurer);
}

static int read_rows(struct reading *r, struct err *err)
{
    struct recipients *to = r->to;
    int rc;

    while ((rc = csv_next(&r->csv, err)) > 0) {
        if (read_row(r, err) < 0)
            return -1;
    }
    if (rc < 0)
        return -1;
    if (to->count == 0)
        return err_usage(err, "%s: names no recipient", r->path);
    qsort(to->list, to->count, sizeof *to->list, by_insurer);
    for (size_t i = 1; i < to->count; i++) {
        if (str_eq(to->list[i].insurer, to->list[i - 1].insurer))
            return err_usage(err, "%s: an insurer stands twice: \"%.*s\"", r->path,
                             (int)(to->list[i].insurer.n < 60 ? to->list[i].insurer.n : 60),
                             to->list[i].insurer.p);
    }
    return 0;
}

int recipients_load(struct recipients *recipients, const char *path, struct err *err)
{
    struct reading r = {.to = recipients, .path = path};
    int rc;

    *recipients = (struct recipients){0};
    rc = csv_load(&r.csv, path, &recipients->arena, err);
    if (rc == 0 && (csv_need(&r.csv, "insurer", &r.insurer, err) < 0 ||
                    csv_need(&r.csv, "method", &r.method, err) < 0 ||
                    csv_need(&r.csv, "recipient", &r.recipient, err) < 0 || read_rows(&r, err) < 0))
        rc = -1;
    if (rc < 0)
        recipients_release(recipients);
    return rc;
}

static const struct recipient *find(const struct recipients *recipients, struct str insurer)
{
    struct recipient key = {.insurer = insurer};

    return recipients->count ? bsearch(&key, recipients->list, recipients->count,
                                       sizeof *recipients->list, by_insurer)
                             : NULL;
}

const struct recipient *recipients_find(const struct recipients *recipients, struct str insurer)
{
    const struct recipient *found = NULL;

    if (!insurer.p)
        found = find(recipients, STR("unknown"));
    else if (!str_eq(insurer, STR("unknown")) && !str_eq(insurer, STR("*")))
        found = find(recipients, insurer);
    return found ? found : find(recipients, STR("*"));
}

const char *seal_method_name(enum seal_method method)
{
    return method == SEAL_AGE ? "age" : "openpgp";
}

const char *seal_method_ending(enum seal_method method)
{
    return method == SEAL_AGE ? ".age" : ".gpg";
}

void recipients_release(struct recipients *recipients)
{
    free(recipients->list);
    arena_release(&recipients->arena);
    *recipients = (struct recipients){0};
}

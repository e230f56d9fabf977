/*
 * audit_options.c: what says what a line counts as. A state keeps it as a text, a digest for each
 * option, so that a run with others is told which.
 */
#include "audit.h"
#include "base/file.h"

/* Changes when the same options would count otherwise. */
#define COUNTING "1"

/* Bytes of a directory of practices. */
#define DIRECTORY_MOST ((size_t)1 << 30)

/* Hexadecimal digits that are kept of a digest: nobody who can write the state gains by another. */
#define DIGEST_DIGITS 32

/* What a state is told of one option. */
static void add_digest(struct out *text, const char *name, struct sha256 *sha)
{
    char digest[SHA256_TEXT];

    sha256_finish(sha, digest);
    out_print(text, "%s%s=%.*s", text->used ? " " : "", name, DIGEST_DIGITS, digest);
}

static void add_value(struct out *text, const char *name, struct str value)
{
    struct sha256 sha;

    sha256_init(&sha);
    if (value.n)
        sha256_add(&sha, value.p, value.n);
    add_digest(text, name, &sha);
}

static void add_layouts(struct out *text, const struct ingest_options *io)
{
    struct sha256 sha;

    sha256_init(&sha);
    for (size_t i = 0; io->layouts && i < io->layout_count; i++) {
        struct out out;

        out_memory(&out);
        layout_describe(&io->layouts[i], &out);
        sha256_add(&sha, out.buffer, out.used);
        sha256_add(&sha, "", 1);
        out_drop(&out);
    }
    add_digest(text, "--layout", &sha);
}

static void add_proxies(struct out *text, const struct options *o)
{
    struct sha256 sha;

    sha256_init(&sha);
    for (size_t i = 0; i < o->list_count[OPT_TRUSTED_PROXY]; i++) {
        const char *proxy = o->list[OPT_TRUSTED_PROXY][i];

        sha256_add(&sha, proxy, strlen(proxy) + 1);
    }
    add_digest(text, "--trusted-proxy", &sha);
}

/* The table of practices: the accounts of a shop lie in one partition. */
static int add_directory(struct out *text, const char *path, struct err *err)
{
    struct arena arena = {0};
    struct str table = STR_NONE;
    int rc = path ? file_read(path, DIRECTORY_MOST, &arena, &table, err) : 0;

    add_value(text, "--directory", table);
    arena_release(&arena);
    return rc;
}

int audit_options_text(struct audit *audit, struct str *ret, struct err *err)
{
    static const enum option_id periods[] = {OPT_TZ, OPT_SINCE, OPT_UNTIL};
    static const char *const names[] = {"--tz", "--since", "--until"};
    const struct options *o = &audit->options;
    const struct scan *scan = &audit->scan;
    struct out text;
    int rc;

    out_memory(&text);
    out_print(&text, "counting=" COUNTING);
    add_value(&text, "--portal", scan->portal.text);
    add_layouts(&text, &scan->ingest_options);
    for (size_t i = 0; i < sizeof periods / sizeof periods[0]; i++)
        add_value(&text, names[i], str_of(o->text[periods[i]] ? o->text[periods[i]] : ""));
    add_proxies(&text, o);
    add_value(&text, "--key", str_of(scan->key.id));
    rc = add_directory(&text, o->text[OPT_DIRECTORY], err);
    *ret = arena_print(&audit->scan.arena, "%.*s", (int)text.used, text.buffer);
    out_drop(&text);
    return rc;
}

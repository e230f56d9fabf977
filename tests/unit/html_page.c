/*
 * html_page.c: report.html under test: written, kept for tests/browser, and checked as markup.
 */
#include "html_page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define DEEPEST 64

bool html_page_has(struct str text, const char *part)
{
    return str_find(text, str_of(part)) < text.n;
}

size_t html_page_count(struct str text, const char *part)
{
    size_t n = 0;
    size_t at;

    while ((at = str_find(text, str_of(part))) < text.n) {
        n++;
        text = str_skip(text, at + strlen(part));
    }
    return n;
}

/* Leaves the page in $LIMIER_REPORTS/NAME/report.html, for tests/browser/run. */
static void keep(const char *name, struct str text)
{
    const char *folder = getenv("LIMIER_REPORTS");
    char path[1024];
    FILE *file;

    if (!folder)
        return;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    (void)mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/%s/report.html", folder, name);
    file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text.p, 1, text.n, file), text.n);
    assert_int_equal(fclose(file), 0);
}

struct str html_page_written(struct case_folder *folder, struct dossier *dossier, const char *name)
{
    struct err err = {0};
    struct str text;

    case_folder_open(folder, dossier);
    assert_int_equal(case_folder_write(folder, "html", &err), 0);
    text = case_folder_read(folder, "report.html");
    assert_true(text.n > 1000);
    keep(name, text);
    return text;
}

/* Name of the tag that starts at text.p[at] == '<'; "/" in front of an end tag. */
static struct str tag_name(struct str text, size_t at)
{
    size_t end = at + 1;

    while (end < text.n && !memchr(" >\n", text.p[end], 3))
        end++;
    if (text.p[end - 1] == '/')
        end--;
    return str_slice(text, at + 1, end);
}

/* End of a tag: the first ">" outside quotes; every attribute is quoted and none is style or on….
 */
static size_t tag_end(struct str text, size_t at)
{
    bool quoted = false;

    for (size_t i = at + 1; i < text.n; i++) {
        if (text.p[i] == '"') {
            assert_true(quoted || text.p[i - 1] == '=');
            quoted = !quoted;
        }
        if (!quoted && text.p[i] == '>')
            return i;
        assert_false(!quoted && text.p[i] == '<');
        if (!quoted && text.p[i] == ' ') {
            struct str rest = str_skip(text, i + 1);

            assert_false(str_starts(rest, STR("style=")) || str_starts(rest, STR("on")) ||
                         str_starts(rest, STR("src=")));
        }
    }
    fail_msg("a tag has no end");
    return text.n;
}

static bool is_void(struct str name)
{
    static const char *const names[] = {"meta", "br", "wbr", "!DOCTYPE"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (str_eq(name, str_of(names[i])))
            return true;
    }
    return false;
}

/* Every element is closed in order; the names are ours; the style sheet and the script, which are
 * no markup, are skipped over. */
static void check_nesting(struct str text)
{
    struct str stack[DEEPEST];
    size_t depth = 0;

    for (size_t i = 0; i < text.n; i++) {
        struct str name;
        size_t end;

        if (text.p[i] != '<')
            continue;
        name = tag_name(text, i);
        end = tag_end(text, i);
        assert_false(str_eq(name, STR("img")));
        if (name.p[0] == '/') {
            assert_true(depth > 0);
            assert_true(str_eq(str_skip(name, 1), stack[--depth]));
        } else if (text.p[end - 1] != '/' && !is_void(name)) {
            assert_true(depth < DEEPEST);
            stack[depth++] = name;
        }
        i = end;
        if (str_eq(name, STR("style")))
            i += str_find(str_skip(text, i), STR("</style>")) - 1;
        if (str_eq(name, STR("script")))
            i += str_find(str_skip(text, i), STR("</script>")) - 1;
    }
    assert_int_equal(depth, 0);
}

/* Each id stands once; what refers to one finds it. */
static void check_ids(struct str text)
{
    struct str rest = text;
    size_t at;

    while ((at = str_find(rest, STR(" id=\""))) < rest.n) {
        char whole[80];
        size_t length;

        rest = str_skip(rest, at + 5);
        length = str_index(rest, '"');
        snprintf(whole, sizeof whole, " id=\"%.*s\"", (int)length, rest.p);
        assert_int_equal(html_page_count(text, whole), 1);
    }
    rest = text;
    while ((at = str_find(rest, STR("href=\"#"))) < rest.n) {
        char whole[80];

        rest = str_skip(rest, at + 7);
        snprintf(whole, sizeof whole, " id=\"%.*s\"", (int)str_index(rest, '"'), rest.p);
        assert_true(html_page_has(text, whole));
    }
}

/* Base64 of the SHA-256 of what stands between two tags. */
static void hash_between(struct str text, const char *start, const char *end,
                         unsigned char base64[48])
{
    size_t from = str_find(text, str_of(start));
    unsigned char digest[SHA256_BYTES];

    assert_true(from < text.n);
    from += str_find(str_skip(text, from), STR(">")) + 1;
    text = str_skip(text, from);
    assert_true(str_find(text, str_of(end)) < text.n);
    sha256_of(str_slice(text, 0, str_find(text, str_of(end))), digest);
    (void)EVP_EncodeBlock(base64, digest, SHA256_BYTES);
}

/* The digests in the policy are those of the style sheet and of the script, and nothing else is
 * allowed. */
static void check_policy(struct str text)
{
    unsigned char style[48];
    unsigned char script[48];
    char wanted[320];

    hash_between(text, "<style>", "</style>", style);
    hash_between(text, "<script data-filter=", "</script>", script);
    snprintf(wanted, sizeof wanted,
             "content=\"default-src 'none'; style-src 'sha256-%s'; script-src 'sha256-%s'; "
             "base-uri 'none'; form-action 'none'\">",
             (const char *)style, (const char *)script);
    assert_true(html_page_has(text, wanted));
    assert_int_equal(html_page_count(text, "<style"), 1);
    assert_int_equal(html_page_count(text, "<script"), 1);
    assert_true(str_find(text, STR("</footer>")) < str_find(text, STR("<script")));
    assert_true(html_page_has(text, "<meta name=\"referrer\" content=\"no-referrer\">"));
}

void html_page_check(struct str text)
{
    assert_true(case_folder_inert(text));
    check_nesting(text);
    check_ids(text);
    check_policy(text);
    assert_int_equal(html_page_count(text, "<h1>"), 1);
    assert_int_equal(html_page_count(text, "<table>"), html_page_count(text, "<caption>"));
    assert_int_equal(html_page_count(text, "role=\"img\""), html_page_count(text, "<desc "));
}

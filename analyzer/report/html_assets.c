/*
 * html_assets.c: the style sheet and the script of our pages, and the policy that allows them by
 * their digests and nothing else.
 */
#include <openssl/evp.h>

#include "report/html.h"

extern const char html_css_start[] __asm__("html_css_start");
extern const char html_css_end[] __asm__("html_css_end");
extern const char html_js_start[] __asm__("html_js_start");
extern const char html_js_end[] __asm__("html_js_end");

/* Base64 of a SHA-256, with its NUL. */
#define POLICY_HASH (4 * ((SHA256_BYTES + 2) / 3) + 1)

static const char *policy_hash(struct str text, unsigned char hash[POLICY_HASH])
{
    unsigned char digest[SHA256_BYTES];

    sha256_of(text, digest);
    (void)EVP_EncodeBlock(hash, digest, SHA256_BYTES);
    return (const char *)hash;
}

static struct str style_sheet(void)
{
    return (struct str){html_css_start, (size_t)(html_css_end - html_css_start)};
}

static struct str script(void)
{
    return (struct str){html_js_start, (size_t)(html_js_end - html_js_start)};
}

/* The policy comes before what it allows. */
void html_style_of(const struct html *h, struct str css, bool scripted)
{
    unsigned char hash[POLICY_HASH];

    out_print(h->out,
              "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
              "style-src 'sha256-%s'; ",
              policy_hash(css, hash));
    if (scripted)
        out_print(h->out, "script-src 'sha256-%s'; ", policy_hash(script(), hash));
    html_raw(h, "base-uri 'none'; form-action 'none'\">\n<style>");
    out_bytes(h->out, css.p, css.n);
    html_raw(h, "</style>\n");
}

void html_style(const struct html *h, bool scripted)
{
    html_style_of(h, style_sheet(), scripted);
}

void html_script(const struct html *h)
{
    out_bytes(h->out, script().p, script().n);
}

/*
 * verify_text.c: a verification for people: one line for each kind of thing, then what is wrong.
 */
#include <stdio.h>
#include <string.h>

#include "verify_report.h"

/* Columns: of the first column, and of states. */
#define COLUMN_PART  14
#define COLUMN_STATE 14

/* One writing. */
struct text {
    struct out *out;
    enum lang lang;
    const struct verify *verify;
};

static const char *tr(const struct text *t, const char *english)
{
    return text_get(t->lang, english);
}

static const char *part_text(enum verify_part part)
{
    static const char *const texts[] = {N_("outputs"), N_("strangers"), N_("files given"),
                                        N_("archives"), N_("inputs")};

    return texts[part];
}

static const char *state_text(enum verify_state state)
{
    static const char *const texts[] = {N_("same"),      N_("ALTERED"),    N_("missing"),
                                        N_("repacked"),  N_("undigested"), N_("unreadable"),
                                        N_("UNEXPECTED")};

    return texts[state];
}

/* A word, filled up to its column. */
static void cell(const struct text *t, const char *word, size_t columns)
{
    size_t n = str_columns(str_of(word));

    out_text(t->out, word);
    do
        out_text(t->out, " ");
    while (++n < columns);
}

static void count(const struct text *t, uint64_t n)
{
    char buffer[TEXT_COUNT];

    out_text(t->out, text_count(t->lang, n, buffer));
}

static void print_manifest(const struct text *t)
{
    const struct manifest *m = &t->verify->manifest;

    cell(t, tr(t, N_("manifest")), COLUMN_PART);
    if (m->fault != MANIFEST_WHOLE) {
        out_print(t->out, tr(t, N_("ALTERED: manifest.json, line %zu: ")), m->fault_line);
        out_print(t->out, "%s\n", tr(t, manifest_fault_text(m->fault)));
        return;
    }
    out_print(t->out, tr(t, N_("the chain is whole: %zu entries, head %s")), m->count, m->head);
    out_text(t->out, "\n");
}

static void print_signature(const struct text *t)
{
    const struct verify *v = t->verify;

    cell(t, tr(t, N_("signature")), COLUMN_PART);
    switch (v->signature) {
    case SIGNATURE_NONE:
        out_text(t->out,
                 tr(t, N_("unsigned: whoever can write into the case can have written all of it "
                          "anew, manifest included")));
        break;
    case SIGNATURE_UNCHECKED:
        out_text(t->out, tr(t, N_("manifest.json.sig was not checked: say with --signers whose "
                                  "signature counts")));
        break;
    case SIGNATURE_GOOD:
        out_text(t->out, tr(t, N_("good, by ")));
        out_terminal(t->out, v->signer);
        break;
    case SIGNATURE_BAD:
        if (!v->signed_at_all) {
            out_text(t->out, tr(t, N_("BAD: manifest.json.sig is not there")));
            break;
        }
        out_text(t->out, tr(t, N_("BAD: no signature of this manifest, as it is now, by a signer "
                                  "who counts (--signers, --signer); ssh-keygen says: ")));
        out_terminal(t->out, v->refusal);
        break;
    }
    out_text(t->out, "\n");
    if (v->minisign) {
        cell(t, "", COLUMN_PART);
        out_print(t->out, "%s\n", tr(t, N_("manifest.json.minisig is for minisign -V to check")));
    }
}

/* "78 of 79 are as they were". */
static void print_part(const struct text *t, enum verify_part part)
{
    uint64_t same = verify_count(t->verify, part, VERIFY_SAME);
    uint64_t all = 0;

    for (size_t i = 0; i < t->verify->count; i++)
        all += t->verify->items[i].part == part;
    if (all == 0)
        return;
    cell(t, tr(t, part_text(part)), COLUMN_PART);
    count(t, same);
    out_text(t->out, tr(t, N_(" of ")));
    count(t, all);
    out_print(t->out, " %s\n", text_plural(t->lang, "is as it was", "are as they were", all));
}

/* How something differs. */
static void print_difference(const struct text *t, const struct verify_item *item)
{
    if (item->longer) {
        out_text(t->out, tr(t, N_("longer: its first bytes are as they were, and more follow: ")));
        count(t, item->bytes_now - item->bytes);
    } else if (item->bytes_now != item->bytes) {
        count(t, item->bytes_now);
        out_text(t->out, tr(t, N_(" bytes, and there were ")));
        count(t, item->bytes);
    } else {
        out_print(t->out, tr(t, N_("SHA-256 is %.16s…, and was %.16s…")), item->sha256_now,
                  item->sha256.p ? item->sha256.p : "-");
    }
    if (item->text_same)
        out_text(t->out, tr(t, N_("; its text is the same")));
}

static void print_reason(const struct text *t, const struct verify_item *item)
{
    switch (item->state) {
    case VERIFY_ALTERED: print_difference(t, item); break;
    case VERIFY_MISSING:
        out_text(t->out, tr(t, item->part == VERIFY_OUTPUT
                                   ? N_("is not in the case any more")
                                   : N_("is not there: say where with --input-directory, or name "
                                        "the file that it is now")));
        break;
    case VERIFY_REPACKED:
        out_text(
            t->out,
            tr(t, N_("packed otherwise than it was; what it holds is unaltered, to the byte")));
        break;
    case VERIFY_UNDIGESTED:
        out_text(t->out, tr(t, N_("there is no digest to compare with, or one that needs --key")));
        break;
    case VERIFY_UNREADABLE: out_text(t->out, strerror(item->error)); break;
    case VERIFY_UNEXPECTED: out_text(t->out, tr(t, N_("the manifest does not know it"))); break;
    case VERIFY_SAME: break;
    }
}

static void print_item(const struct text *t, const struct verify_item *item)
{
    cell(t, tr(t, state_text(item->state)), COLUMN_STATE);
    out_terminal(t->out, item->name);
    if (item->found.p) {
        out_text(t->out, tr(t, N_(" (found as ")));
        out_terminal(t->out, item->found);
        out_text(t->out, ")");
    }
    if (item->state != VERIFY_SAME) {
        out_text(t->out, "\n");
        cell(t, "", COLUMN_STATE);
        print_reason(t, item);
    }
    out_text(t->out, "\n");
}

static void print_verdict(const struct text *t)
{
    const char *verdict =
        verify_is_altered(t->verify) ? N_("Something is not as it was when the case was made.")
        : verify_is_incomplete(t->verify)
            ? N_("Nothing was altered that could be verified; not everything could.")
        : verify_count(t->verify, VERIFY_PARTS, VERIFY_REPACKED)
            ? N_("Everything says what it said when the case was made; some of it is packed "
                 "otherwise.")
            : N_("Everything is as it was when the case was made.");

    out_print(t->out, "%s\n", tr(t, verdict));
}

void verify_write_text(struct out *out, enum lang lang, const struct verify *verify, bool all)
{
    const struct text t = {out, lang, verify};
    bool any = false;

    print_manifest(&t);
    print_signature(&t);
    for (int part = 0; part < VERIFY_PARTS; part++) {
        if (part != VERIFY_STRANGER)
            print_part(&t, (enum verify_part)part);
    }
    for (size_t i = 0; i < verify->count; i++) {
        if (!all && verify->items[i].state == VERIFY_SAME)
            continue;
        if (!any)
            out_text(out, "\n");
        any = true;
        print_item(&t, &verify->items[i]);
    }
    out_text(out, "\n");
    print_verdict(&t);
}

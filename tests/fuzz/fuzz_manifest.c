/*
 * fuzz_manifest.c: a manifest by anybody: as it stands, and, since hardly anybody meets SHA-256 by
 * chance, as entries whose chain is made here. The first byte says which.
 */
#include "base/limits.h"
#include "fuzz.h"
#include "report/manifest.h"

/* Reads, and checks what who relies on it relies on. */
static enum manifest_fault check(struct str text)
{
    struct arena arena = {0};
    struct manifest manifest;
    enum manifest_fault fault;

    manifest_read(&manifest, text, &arena);
    fault = manifest.fault;
    fuzz_check((fault == MANIFEST_WHOLE) == (manifest.fault_line == 0), "a fault has a line");
    fuzz_touch(str_of(manifest_fault_text(fault)));
    for (size_t i = 0; i < manifest.count; i++) {
        const struct manifest_entry *entry = &manifest.entries[i];

        fuzz_touch(entry->name);
        fuzz_check(entry->kind != MANIFEST_OUTPUT ||
                       (manifest_name_is_plain(entry->name) && entry->sha256.n == SHA256_TEXT - 1),
                   "outputs have plain names and digests");
        fuzz_check((entry->kind == MANIFEST_SCAN) == (i == 0), "the scan is the first entry");
    }
    manifest_release(&manifest);
    arena_release(&arena);
    return fault;
}

/* What is whole can be continued, and is whole again. */
static void check_more(struct str text)
{
    struct manifest_log log;
    struct out out;

    out_memory(&out);
    manifest_begin(&log, &out, text);
    (void)manifest_entry_begin(&log, MANIFEST_REPORT);
    manifest_entry_end(&log);
    manifest_end(&log);
    fuzz_check(check((struct str){out.buffer, out.used}) == MANIFEST_WHOLE, "it can be continued");
    out_drop(&out);
}

/* Lines as the members of entries, in a chain. */
static void fuzz_chain(struct str text)
{
    struct manifest_log log;
    struct out out;
    enum manifest_fault fault;

    out_memory(&out);
    manifest_begin(&log, &out, STR_NONE);
    while (text.n) {
        size_t n = str_index(text, '\n');

        log.line.used = 0;
        out_print(&log.line, "{\"previous\": \"%s\", ", log.previous);
        out_bytes(&log.line, text.p, n);
        log.json = (struct json){.out = &log.line, .depth = 1};
        manifest_entry_end(&log);
        text = str_skip(text, n + (n < text.n));
    }
    manifest_end(&log);
    fault = check((struct str){out.buffer, out.used});
    fuzz_check(fault != MANIFEST_BROKEN && fault != MANIFEST_HEAD, "the chain is whole");
    if (fault == MANIFEST_WHOLE)
        check_more((struct str){out.buffer, out.used});
    out_drop(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data + 1, size ? size - 1 : 0};

    if (size == 0)
        return 0;
    if (data[0] % 2 == 0) {
        if (check(text) == MANIFEST_WHOLE)
            check_more(text);
    } else {
        fuzz_chain(text);
    }
    return 0;
}

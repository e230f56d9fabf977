/*
 * manifest_log.c: writes the chain, line by line. What the entries say is manifest.c's.
 */
#include <assert.h>

#include "report/manifest_parts.h"

void manifest_begin(struct manifest_log *log, struct out *out, struct str text)
{
    /* The last line: its head is the digest of the last entry, and gives way to more. */
    const size_t tail = sizeof MANIFEST_CLOSING - 1 + SHA256_TEXT - 1 + sizeof MANIFEST_ENDING - 1;

    *log = (struct manifest_log){.out = out};
    out_memory(&log->line);
    (void)str_copy(log->previous, sizeof log->previous, STR(MANIFEST_ZEROS));
    if (!text.p) {
        out_text(out, MANIFEST_OPENING);
        return;
    }
    assert(text.n > tail);
    (void)str_copy(log->previous, sizeof log->previous,
                   str_skip(text, text.n - tail + sizeof MANIFEST_CLOSING - 1));
    out_bytes(out, text.p, text.n - tail - 1);
    log->any = true;
}

struct json *manifest_entry_begin(struct manifest_log *log, enum manifest_kind kind)
{
    log->line.used = 0;
    json_init(&log->json, &log->line, 0);
    json_object(&log->json, NULL);
    json_text(&log->json, "previous", log->previous);
    json_text(&log->json, "kind", manifest_kind_names[kind]);
    return &log->json;
}

void manifest_entry_end(struct manifest_log *log)
{
    struct sha256 sha;

    json_object_end(&log->json);
    sha256_init(&sha);
    sha256_add(&sha, log->line.buffer, log->line.used);
    sha256_finish(&sha, log->previous);
    out_text(log->out, log->any ? ",\n" : "\n");
    out_bytes(log->out, log->line.buffer, log->line.used);
    log->any = true;
}

void manifest_end(struct manifest_log *log)
{
    out_text(log->out, "\n" MANIFEST_CLOSING);
    out_text(log->out, log->previous);
    out_text(log->out, MANIFEST_ENDING);
    out_drop(&log->line);
}

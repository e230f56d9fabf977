/*
 * lists_note.c: insurers without a key, in the order in which findings name them.
 */
#include "lists_note.h"

#include "base/limits.h"
#include "base/names.h"

/* Insurers that the sentence names; the cover sheets in exposed/ have them all. */
#define NAMED 8

static void add_finding(struct names *without, const struct dossier *dossier,
                        const struct finding *finding)
{
    for (size_t i = 0; i < finding->insurer_count; i++) {
        struct str insurer = finding->insurers[i].insurer;

        if (finding->insurers[i].ceiling && !recipients_find(dossier->recipients, insurer))
            (void)names_add(without, insurer.p ? insurer : STR("unknown"));
    }
}

void lists_note(const struct dossier *dossier, struct out *out, enum lang lang)
{
    struct names without;
    char count[TEXT_COUNT];

    if (!dossier->recipients)
        return;
    names_init(&without, LIMIT_NAMES, LIMIT_NAMES_BYTES);
    for (size_t i = 0; i < dossier->finding_count; i++)
        if (finding_counts(&dossier->findings[i]))
            add_finding(&without, dossier, &dossier->findings[i]);
    if (without.count) {
        out_print(
            out,
            text_plural(lang, "%s insurer has no key in --recipients and got no list: ",
                        "%s insurers have no key in --recipients and got no list: ", without.count),
            text_count(lang, without.count, count));
        for (uint32_t i = 0; i < without.count && i < NAMED; i++) {
            out_text(out, i ? ", " : "");
            out_terminal(out, without.texts[i]);
        }
        out_text(out, without.count > NAMED ? "\xE2\x80\xA6\n" : "\n");
    }
    names_release(&without);
}

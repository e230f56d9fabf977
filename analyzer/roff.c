/*
 * roff.c: writes roff. What a page says is in manual.c and its like.
 */
#include "roff.h"

#include <string.h>

void roff_text(struct out *out, const char *text, bool typed)
{
    bool first = true;

    for (const char *c = text; *c; c++) {
        if (strncmp(c, "\u00a0", 2) == 0) {
            out_text(out, "\\~");
            c += 1;
        } else if (strncmp(c, "\u202f", 3) == 0) {
            out_text(out, "\\~");
            c += 2;
        } else if (*c == '\\') {
            out_text(out, "\\e");
        } else if (*c == '-' &&
                   (typed || c[1] == '-' || (c > text && (c[-1] == '-' || c[-1] == ' ')))) {
            out_text(out, "\\-");
        } else if (first && (*c == '.' || *c == '\'')) {
            out_text(out, "\\&");
            out_bytes(out, c, 1);
        } else {
            out_bytes(out, c, 1);
        }
        first = *c == '\n';
    }
}

void roff_section(struct out *out, enum lang lang, const char *title)
{
    out_print(out, ".SH %s\n", text_get(lang, title));
}

void roff_part(struct out *out, const char *title)
{
    out_text(out, ".SS ");
    roff_text(out, title, true);
    out_text(out, "\n");
}

void roff_paragraph(struct out *out, enum lang lang, const char *text)
{
    out_text(out, ".PP\n");
    roff_text(out, text_get(lang, text), false);
    out_text(out, "\n");
}

void roff_example(struct out *out, const char *text)
{
    out_text(out, ".EX\n");
    roff_text(out, text, true);
    out_text(out, ".EE\n");
}

void roff_item(struct out *out, enum lang lang, const char *name, const char *note, const char *doc)
{
    out_text(out, ".TP\n.B ");
    roff_text(out, name, true);
    if (note) {
        out_text(out, "\\fR (");
        roff_text(out, note, false);
        out_text(out, ")");
    }
    out_text(out, "\n");
    roff_text(out, text_get(lang, doc), false);
    out_text(out, "\n");
}

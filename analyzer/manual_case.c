/*
 * manual_case.c: limier-case(5), from the rows of the report writers and of case_members.def.
 */
#include <stdio.h>
#include <string.h>

#include "manual.h"
#include "report/report.h"
#include "roff.h"

/* Files without a writer of their own, and what files hold by name. `name` NULL: the file
 * itself. */
static const struct {
    const char *file;
    const char *name;
    const char *doc;
} rows[] = {
#define CASE_FILE(file, doc)         {file, NULL, doc},
#define CASE_MEMBER(file, name, doc) {file, name, doc},
#include "case_members.def"
#undef CASE_FILE
#undef CASE_MEMBER
};

static const char *const sources[] = {
#define REPORT(name, when, doc, source) source,
#include "report/reports.def"
#undef REPORT
};

/* "NAME: what it is" of a writer's row, in two; the French has the same name before its colon. */
static const char *after_name(const char *doc, size_t *ret_name)
{
    const char *colon = strchr(doc, ':');

    *ret_name = colon ? (size_t)(colon - doc) : 0;
    return colon ? colon + strspn(colon, ": ") : doc;
}

/* A name of bounded length, to be typed. */
static void put_name(struct out *out, const char *name, size_t length)
{
    char text[64];

    (void)snprintf(text, sizeof text, "%.*s", (int)length, name);
    out_text(out, ".TP\n.B ");
    roff_text(out, text, true);
}

static void put_report(struct out *out, enum lang lang, size_t writer)
{
    const char *doc = report_doc(report_writers[writer]);
    size_t length;

    (void)after_name(doc, &length);
    put_name(out, doc, length);
    if (report_when(writer) == REPORT_ASKED)
        out_print(out, "\\fR (\\-\\-format %s)\n", report_writers[writer]->name);
    else
        out_text(out, "\n");
    roff_text(out, after_name(text_get(lang, doc), &length), false);
    out_text(out, ".\n.br\n");
    roff_text(out, text_get(lang, N_("After: ")), false);
    roff_text(out, sources[writer], false);
    out_text(out, ".\n");
}

static void put_files(struct out *out, enum lang lang)
{
    roff_section(out, lang, N_("FILES"));
    for (size_t i = 0; i < report_writer_count; i++)
        put_report(out, lang, i);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (!rows[i].name)
            roff_item(out, lang, rows[i].file, NULL, rows[i].doc);
    }
}

/* Columns, members, tables and views, file by file. */
static void put_members(struct out *out, enum lang lang)
{
    const char *file = "";

    roff_section(out, lang, N_("COLUMNS, MEMBERS, TABLES AND VIEWS"));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (!rows[i].name)
            continue;
        if (strcmp(file, rows[i].file) != 0)
            roff_part(out, rows[i].file);
        file = rows[i].file;
        roff_item(out, lang, rows[i].name, NULL, rows[i].doc);
    }
}

static void put_exits(struct out *out, enum lang lang)
{
    roff_section(out, lang, N_("EXIT STATUS OF LIMIER-SCAN"));
    for (const struct exit_row *r = exit_rows; r->doc; r++) {
        char code[4];

        (void)snprintf(code, sizeof code, "%d", r->code);
        roff_item(out, lang, code, NULL, r->doc);
    }
}

void manual_case(struct out *out, enum lang lang)
{
    manual_head(out, lang, "LIMIER-CASE", "limier-case",
                N_("case: the folder that limier-scan writes, file by file"));
    (void)manual_description(out, lang, "limier-case");
    put_files(out, lang);
    put_members(out, lang);
    put_exits(out, lang);
    roff_section(out, lang, N_("INTEGRITY"));
    (void)manual_paragraphs(out, lang, "limier-case-integrity");
    roff_section(out, lang, N_("PRIVACY"));
    (void)manual_paragraphs(out, lang, "limier-case-privacy");
    roff_section(out, lang, N_("SEE ALSO"));
    out_text(out, ".BR limier\\-scan (1),\n.BR limier\\-report (1),\n.BR limier\\-exposed (1),\n"
                  ".BR limier\\-verify (1),\n.BR limier\\-evidence (1),\n"
                  ".BR limier\\-replay (1),\n.BR limier\\-portal (5)\n");
}

bool manual_format(struct out *out, enum lang lang, struct str name)
{
    if (str_eq(name, STR("portal")))
        manual_portal(out, lang);
    else if (str_eq(name, STR("case")))
        manual_case(out, lang);
    else
        return false;
    return true;
}

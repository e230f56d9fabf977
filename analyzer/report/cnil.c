/*
 * cnil.c: dossier-cnil.html: the legal facts of the case as a form, for the data protection
 * officer. What it says is in legal_*.c; how it looks in cnil_html.c.
 */
#include "report/legal.h"
#include "report/report.h"

static int write_cnil(const struct report_target *target, struct err *err)
{
    struct arena arena = {0};
    const struct legal *l = legal_build(target->dossier, &arena, err);
    int rc = l ? cnil_html(target, l, err) : -1;

    arena_release(&arena);
    return rc;
}

const struct report_writer report_cnil = {
    .name = "cnil", .file = "dossier-cnil.html", .write = write_cnil};

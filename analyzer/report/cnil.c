/*
 * cnil.c: the legal facts of the case, for machines (dossier-cnil.json) and for the data protection
 * officer (dossier-cnil.html). What they say is in legal_*.c.
 */
#include "report/legal.h"
#include "report/report.h"

static int write_cnil(const struct report_target *target, struct err *err)
{
    struct arena arena = {0};
    const struct legal *l = legal_build(target->dossier, &arena, err);
    int rc = -1;

    if (l && cnil_json(target, l, err) == 0)
        rc = cnil_html(target, l, err);
    arena_release(&arena);
    return rc;
}

const struct report_writer report_cnil = {
    .name = "cnil", .file = "dossier-cnil.html", .write = write_cnil};

/*
 * make-report.c: writes report.html from a sample dossier, for tests/browser/run:
 * make-report FOLDER [case|clean] [fr|en].
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dossier_fixture.h"
#include "report/report.h"

extern const struct report_writer report_html;

_Noreturn void mem_exhausted(size_t wanted_bytes)
{
    fprintf(stderr, "no memory for %zu bytes\n", wanted_bytes);
    exit(3);
}

int main(int argc, char **argv)
{
    struct dossier_fixture fixture;
    struct err err = {0};
    struct report_target target;
    int rc;

    if (argc != 4)
        return 2;
    if (strcmp(argv[2], "clean") == 0)
        dossier_fixture_clean(&fixture);
    else
        dossier_fixture_case(&fixture);
    fixture.dossier.lang = strcmp(argv[3], "en") == 0 ? LANG_EN : LANG_FR;
    target = (struct report_target){open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC),
                                    &fixture.dossier, &fixture.arena};
    rc = report_html.write(&target, &err);
    if (rc < 0)
        fprintf(stderr, "%s\n", err.text);
    dossier_fixture_release(&fixture);
    return rc < 0 ? 1 : 0;
}

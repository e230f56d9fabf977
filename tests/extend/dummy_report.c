/*
 * dummy_report.c: one line of text in the case, for tests/extend.
 */
#include "report/report.h"

static int write_dummy(const struct report_target *target, struct err *err)
{
    struct out out;

    if (report_create(target, "dummy.txt", &out, err) < 0)
        return -1;
    out_text(&out, "dummy report: ");
    out_u64(&out, target->dossier->lines);
    out_text(&out, " lines\n");
    return report_commit(target, "dummy.txt", &out, err);
}

const struct report_writer report_dummy_report = {
    .name = "dummy_report", .file = "dummy.txt", .write = write_dummy};

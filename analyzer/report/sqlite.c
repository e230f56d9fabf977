/*
 * sqlite.c: case.sqlite: the case for analysts who ask their own questions. The database is
 * store/'s; here it becomes a file like any other of the case: whole, digested, the same on every
 * run.
 */
#include "report/report.h"
#include "store/store.h"

static int write_file(const struct report_target *target, struct str bytes, struct err *err)
{
    struct out out;

    if (report_create(target, "case.sqlite", &out, err) < 0)
        return -1;
    out_bytes(&out, bytes.p, bytes.n);
    return report_commit(target, "case.sqlite", &out, err);
}

static int write_sqlite(const struct report_target *target, struct err *err)
{
    struct store *store;
    struct str bytes;
    int rc;

    if (store_open(&store, "case.sqlite", err) < 0)
        return -1;
    rc = store_write(store, target->dossier, err);
    if (rc == 0)
        rc = store_bytes(store, &bytes, err);
    if (rc == 0)
        rc = write_file(target, bytes, err);
    store_close(store);
    return rc;
}

const struct report_writer report_sqlite = {
    .name = "sqlite", .file = "case.sqlite", .write = write_sqlite};

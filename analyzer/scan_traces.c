/*
 * scan_traces.c: leaves in traces/ what judging the case again needs (case_files.h), and notes it
 * for the manifest. Reads nothing back: that is case_read.c's.
 */
#include "base/mem.h"
#include "case_facts.h"
#include "case_files.h"
#include "dossier_codec.h"
#include "scan.h"

static void note_output(struct dossier *d, struct str name, uint64_t bytes, const char *sha256)
{
    struct dossier_output *output;

    d->outputs = mem_resize(d->outputs, d->output_count + 1, sizeof *d->outputs);
    output = &d->outputs[d->output_count++];
    *output = (struct dossier_output){.name = name, .bytes = bytes, .fresh = true};
    memcpy(output->sha256, sha256, SHA256_TEXT);
}

/* The sorted partitions get their names. */
static int keep_acts(struct scan *scan, struct err *err)
{
    for (int p = 0; p < LIMIT_PARTITIONS; p++) {
        struct str name = arena_print(&scan->arena, CASE_FOLDER CASE_ACTS_NAME, p);

        if (spool_name(scan->judge.partition_fd[p], scan->casedir.traces,
                       name.p + strlen(CASE_FOLDER), err) < 0)
            return -1;
        note_output(&scan->dossier, name, scan->judge.partition_bytes[p],
                    scan->judge.partition_sha256[p]);
    }
    return 0;
}

/* Gives a file its name, and notes it. */
static int commit(struct scan *scan, struct out *out, struct str name, struct err *err)
{
    char sha256[SHA256_TEXT];
    uint64_t bytes = out->bytes;

    if (out_commit(out, sha256, err) < 0)
        return -1;
    note_output(&scan->dossier, name, bytes, sha256);
    return 0;
}

/* The text of a number as it is kept: who reads the identifier of an open session is let in by it,
 * so that its token stands for it. */
static struct str kept_text(const struct scan *scan, int kind, uint32_t number,
                            char token[PSEUDONYM_TEXT])
{
    if (kind == NAMES_KINDS)
        return scan->ingest.coverage[number].input;
    if (kind != NAMES_SESSION)
        return scan->census.texts[kind][number];
    pseudonym_session(&scan->key, scan->census.texts[kind][number], token);
    return str_of(token);
}

static void write_text(struct out *out, struct str text)
{
    uint32_t n = (uint32_t)text.n;

    out_bytes(out, &n, sizeof n);
    out_bytes(out, text.p, n);
}

/* The trades that there are, and each account's. */
static void write_trades(const struct scan *scan, struct out *out)
{
    uint32_t trades = scan->trades ? scan->practices.trade_count : 0;
    uint32_t accounts = scan->trades ? scan->census.count[NAMES_ACCOUNT] : 0;

    out_bytes(out, &trades, sizeof trades);
    for (uint32_t i = 0; i < trades; i++)
        write_text(out, scan->practices.trades[i]);
    out_bytes(out, &accounts, sizeof accounts);
    if (accounts)
        out_bytes(out, scan->trades, accounts * sizeof *scan->trades);
}

static int keep_names(struct scan *scan, struct err *err)
{
    struct out out;

    if (out_create(&out, scan->casedir.traces, CASE_TEXTS, err) < 0)
        return -1;
    for (int k = 0; k <= NAMES_KINDS; k++) {
        uint32_t count =
            k < NAMES_KINDS ? scan->census.count[k] : (uint32_t)scan->ingest.input_count;

        out_bytes(&out, &count, sizeof count);
        for (uint32_t i = 0; i < count; i++) {
            char token[PSEUDONYM_TEXT];

            write_text(&out, kept_text(scan, k, i, token));
        }
    }
    write_trades(scan, &out);
    return commit(scan, &out, STR(CASE_FOLDER CASE_TEXTS), err);
}

static int keep_portal(struct scan *scan, struct err *err)
{
    struct out out;

    if (out_create(&out, scan->casedir.traces, CASE_PORTAL, err) < 0)
        return -1;
    out_bytes(&out, scan->portal.text.p, scan->portal.text.n);
    return commit(scan, &out, STR(CASE_FOLDER CASE_PORTAL), err);
}

static int keep_facts(struct scan *scan, struct err *err)
{
    const struct dossier *d = &scan->dossier;
    const struct case_facts facts = {.offset_seconds = d->offset_seconds,
                                     .first_ns = d->first_ns,
                                     .last_ns = d->last_ns,
                                     .alert_budget = scan->alert_budget,
                                     .proposed = scan->portal.proposed,
                                     .incomplete = dossier_incomplete(d),
                                     .inputs = d->inputs,
                                     .input_count = d->input_count,
                                     .canaries = &scan->canaries,
                                     .settings = &scan->settings,
                                     .alerts = &scan->alerts.marks};
    struct out out;

    if (out_create(&out, scan->casedir.traces, CASE_FACTS, err) < 0)
        return -1;
    case_facts_write(&facts, &out);
    return commit(scan, &out, STR(CASE_FOLDER CASE_FACTS), err);
}

/* What reports say of the case. */
static int keep_dossier(struct scan *scan, struct err *err)
{
    struct codec codec;
    struct out out;

    if (out_create(&out, scan->casedir.traces, CASE_DOSSIER, err) < 0)
        return -1;
    codec = codec_writer(&out);
    dossier_code(&codec, &scan->dossier);
    return commit(scan, &out, STR(CASE_FOLDER CASE_DOSSIER), err);
}

/* A sorted file of rows gets its name. */
static int keep_rows(struct scan *scan, int fd, uint64_t bytes, struct str name, struct err *err)
{
    char *block = mem_resize(NULL, OUT_BUFFER_BYTES, 1);
    char digest[SHA256_TEXT];
    struct sha256 sha;
    int rc = 0;

    sha256_init(&sha);
    for (uint64_t at = 0; at < bytes && rc == 0;) {
        size_t n = bytes - at < OUT_BUFFER_BYTES ? (size_t)(bytes - at) : OUT_BUFFER_BYTES;

        rc = spool_pread(fd, block, n, at, err);
        sha256_add(&sha, block, rc == 0 ? n : 0);
        at += n;
    }
    free(block);
    sha256_finish(&sha, digest);
    if (rc < 0 || spool_name(fd, scan->casedir.traces, name.p + strlen(CASE_FOLDER), err) < 0)
        return -1;
    note_output(&scan->dossier, name, bytes, digest);
    return 0;
}

static int keep_lists(struct scan *scan, struct err *err)
{
    const struct dossier *d = &scan->dossier;

    if (keep_rows(scan, d->exposed_fd, d->exposed_count * sizeof(struct exposed_row),
                  STR(CASE_FOLDER CASE_PERSONS), err) < 0)
        return -1;
    return keep_rows(scan, d->acts_fd, d->act_count * sizeof(struct exposed_act),
                     STR(CASE_FOLDER CASE_SHOWN), err);
}

int scan_keep_traces(struct scan *scan, struct err *err)
{
    if (scan->casedir.traces < 0)
        return 0;
    if (keep_acts(scan, err) < 0 || keep_names(scan, err) < 0 || keep_portal(scan, err) < 0 ||
        keep_facts(scan, err) < 0 || keep_dossier(scan, err) < 0)
        return -1;
    return keep_lists(scan, err);
}

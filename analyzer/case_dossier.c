/*
 * case_dossier.c: dossier.bin, and the two lists beside it, checked row by row before anybody
 * streams them.
 */
#include "case_dossier.h"

#include <stdlib.h>

#include "base/mem.h"
#include "case_files.h"
#include "case_parts.h"
#include "dossier_codec.h"
#include "report/report.h"

/* Rows read at a time. */
#define READ_ROWS 4096

/* Says whether a row is one that writers can use behind the last one, NULL for the first. */
typedef bool check_row(const struct case_dossier *c, const void *row, const void *last);

static bool is_moment(int64_t time_ns)
{
    return time_ns >= CASE_TIME_LEAST && time_ns <= CASE_TIME_MOST;
}

static bool in_list(uint32_t number, uint32_t count)
{
    return number == NAME_NONE || number < count;
}

/* Files of one insurer are written one after the other: insurers must not come back. */
static bool check_person(const struct case_dossier *c, const void *row, const void *last)
{
    const struct exposed_row *r = row;
    const struct exposed_row *before = last;

    return r->finding < c->dossier.finding_count && person_valid(r->person) &&
           in_list(r->insurer, c->from.census.count[NAMES_INSURER]) && is_moment(r->first_ns) &&
           is_moment(r->last_ns) && r->attributed < ATTRIBUTION_COUNT &&
           r->data < 1u << DATA_COUNT && r->data_most < 1u << DATA_COUNT &&
           (!before || before->insurer <= r->insurer);
}

static bool check_act(const struct case_dossier *c, const void *row, const void *last)
{
    const struct exposed_act *act = row;
    const struct exposed_act *before = last;
    const uint32_t *count = c->from.census.count;

    return act->finding < c->dossier.finding_count && act->attributed < ATTRIBUTION_COUNT &&
           person_valid(act->t.person) && is_moment(act->t.time_ns) &&
           in_list(act->t.account, count[NAMES_ACCOUNT]) &&
           in_list(act->t.source, count[NAMES_SOURCE]) &&
           in_list(act->t.agent, count[NAMES_AGENT]) &&
           in_list(act->t.session, count[NAMES_SESSION]) &&
           in_list(act->t.insurer, count[NAMES_INSURER]) && act->t.input < c->dossier.input_count &&
           act->t.operation < (uint32_t)c->from.portal.operation_count &&
           trace_outcome(&act->t) < OUTCOME_COUNT &&
           (!before || before->t.time_ns <= act->t.time_ns);
}

static int check_rows(const struct case_dossier *c, enum case_file_id id, size_t size,
                      uint64_t count, check_row *check, struct err *err)
{
    const struct case_file *file = &c->from.files[id];
    char *block =
        mem_resize(NULL, READ_ROWS + 1, size); /* the last row of the block before first */
    bool any = false;
    int rc = 0;

    if (file->bytes != count * size)
        rc = err_set(err, "%s: traces/%s does not hold as many rows as it should", c->from.path,
                     file->name);
    for (uint64_t at = 0; at < count && rc == 0;) {
        size_t n = count - at < READ_ROWS ? (size_t)(count - at) : READ_ROWS;

        rc = spool_pread(file->fd, block + size, n * size, at * size, err);
        for (size_t i = 1; i <= n && rc == 0; i++) {
            if (!check(c, block + i * size, any || i > 1 ? block + (i - 1) * size : NULL))
                rc = err_set(err, "%s: traces/%s has a row that cannot be, %llu", c->from.path,
                             file->name, (unsigned long long)(at + i - 1));
        }
        memcpy(block, block + n * size, size);
        any = true;
        at += n;
    }
    free(block);
    return rc;
}

int case_dossier_read(const struct case_read *from, struct dossier *ret_dossier,
                      struct str *ret_text, struct arena *arena, struct err *err)
{
    struct codec codec;
    const char *wrong;

    if (case_file_read(from, CASE_FILE_DOSSIER, LIMIT_CASE_TEXTS_BYTES, ret_text, err) < 0)
        return -1;
    codec = codec_reader(*ret_text, arena);
    dossier_code(&codec, ret_dossier);
    wrong = codec.failed || codec.in.n ? N_("something that is no dossier") : NULL;
    if (!wrong)
        wrong = dossier_wrong(ret_dossier);
    if (wrong)
        return err_set(err, "%s: traces/dossier.bin holds %-s", from->path, wrong);
    return 0;
}

static int check_lists(const struct case_dossier *c, struct err *err)
{
    const struct dossier *d = &c->dossier;

    if (case_file_check(&c->from, CASE_FILE_PERSONS, err) < 0 ||
        case_file_check(&c->from, CASE_FILE_SHOWN, err) < 0 ||
        check_rows(c, CASE_FILE_PERSONS, sizeof(struct exposed_row), d->exposed_count, check_person,
                   err) < 0)
        return -1;
    return check_rows(c, CASE_FILE_SHOWN, sizeof(struct exposed_act), d->act_count, check_act, err);
}

int case_dossier_open(struct case_dossier *ret_case, const char *path, struct err *err)
{
    struct dossier *d = &ret_case->dossier;
    const struct census *census = &ret_case->from.census;

    *ret_case = (struct case_dossier){.dossier = {.exposed_fd = -1, .acts_fd = -1}};
    if (case_open_frame(&ret_case->from, path, err) < 0 ||
        case_dossier_read(&ret_case->from, d, &ret_case->text, &ret_case->arena, err) < 0 ||
        check_lists(ret_case, err) < 0)
        return -1;
    d->outputs = ret_case->from.outputs;
    d->output_count = ret_case->from.output_count;
    ret_case->from.outputs = NULL;
    d->manifest = ret_case->from.manifest;
    d->portal = &ret_case->from.portal;
    d->sources = census->texts[NAMES_SOURCE];
    d->agents = census->texts[NAMES_AGENT];
    d->insurers = census->texts[NAMES_INSURER];
    d->insurer_count = census->count[NAMES_INSURER];
    d->exposed_fd = ret_case->from.files[CASE_FILE_PERSONS].fd;
    d->acts_fd = ret_case->from.files[CASE_FILE_SHOWN].fd;
    return 0;
}

/* The case as a folder of reports: dossier.bin is an output like they are. */
static struct report_target target_of(struct case_dossier *c)
{
    return (struct report_target){
        .directory = c->from.directory, .dossier = &c->dossier, .arena = &c->arena};
}

int case_dossier_keep(struct case_dossier *c, struct out *ret_out, struct err *err)
{
    const struct report_target target = target_of(c);
    struct codec codec;

    if (report_create(&target, CASE_FOLDER CASE_DOSSIER, ret_out, err) < 0)
        return -1;
    codec = codec_writer(ret_out);
    dossier_code(&codec, &c->dossier);
    return 0;
}

int case_dossier_commit(struct case_dossier *c, struct out *out, struct err *err)
{
    const struct report_target target = target_of(c);

    return report_commit(&target, CASE_FOLDER CASE_DOSSIER, out, err);
}

void case_dossier_close(struct case_dossier *c)
{
    free(c->dossier.outputs);
    free((void *)(uintptr_t)c->text.p);
    case_close(&c->from);
    arena_release(&c->arena);
}

/*
 * exposed.c: exposed/<insurer>.csv: the persons shown, one file for each insurer, for the letter
 * that each is owed. The only writer that may print an identifier in clear, and only when the
 * operator asked for it.
 */
#include "report/report.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/names.h"
#include "report/stream.h"

#define HEADER "beneficiary,insurer,account,first_seen,last_seen,views,certainty\n"

/* Of an insurer's text in a file name; what makes the name unique may follow. */
#define NAME_BYTES 96

/* An account's cell, and an identifier's: quotes double, controls take four bytes. */
#define CELL_BYTES 512

/* One run. `file` is open while `writing`. */
struct exposed {
    const struct report_target *target;
    struct names used; /* file names that are taken */
    struct out file;
    char name[NAME_BYTES + 64];
    bool writing;
    uint32_t insurer;
    bool others; /* beyond LIMIT_INSURER_FILES: one file for all that follow */
    struct str insurer_cell;
    struct str *account_cells; /* by finding */
    struct arena arena;
};

/* One cell in its CSV form. */
static struct str cell_of(struct arena *arena, struct str text)
{
    struct out cell;
    struct str kept;

    out_memory(&cell);
    out_csv(&cell, text);
    kept = arena_str(arena, (struct str){cell.buffer, cell.used});
    out_drop(&cell);
    return kept;
}

static bool is_plain(char c, bool first)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c == '-' && !first) || c == '_';
}

/* An insurer's text as the name of a file: no byte of it can name a folder or look like an option,
 * and no two insurers share a file. */
static void choose_name(struct exposed *exposed, struct str insurer)
{
    struct str base = STR("unknown");
    struct str chosen;

    if (insurer.p) {
        size_t n = insurer.n < NAME_BYTES ? insurer.n : NAME_BYTES;
        char *text = arena_alloc(&exposed->arena, n + 2);

        for (size_t i = 0; i < n; i++)
            text[i] = is_plain(insurer.p[i], i == 0) ? insurer.p[i] : '_';
        if (n == 0)
            text[n++] = '_';
        base = (struct str){text, n};
    }
    chosen = base;
    for (unsigned twin = 2; insurer.p && names_find(&exposed->used, chosen) != NAME_NONE; twin++)
        chosen = arena_print(&exposed->arena, "%.*s-%u", (int)base.n, base.p, twin);
    (void)names_add(&exposed->used, chosen);
    base = arena_print(&exposed->arena, "exposed/%.*s.csv", (int)chosen.n, chosen.p);
    str_copy(exposed->name, sizeof exposed->name, base);
}

static int file_close(struct exposed *exposed, struct err *err)
{
    if (!exposed->writing)
        return 0;
    exposed->writing = false;
    return report_commit(exposed->target, exposed->name, &exposed->file, err);
}

static int file_open(struct exposed *exposed, uint32_t insurer, struct err *err)
{
    const struct dossier *dossier = exposed->target->dossier;
    struct str text = insurer < dossier->insurer_count ? dossier->insurers[insurer] : STR_NONE;

    exposed->insurer = insurer;
    exposed->insurer_cell = cell_of(&exposed->arena, text);
    if (exposed->others)
        return 0;
    if (file_close(exposed, err) < 0)
        return -1;
    exposed->others = exposed->used.count >= LIMIT_INSURER_FILES;
    choose_name(exposed, exposed->others ? STR("others") : text);
    if (report_create(exposed->target, exposed->name, &exposed->file, err) < 0)
        return -1;
    exposed->writing = true;
    out_text(&exposed->file, HEADER);
    return 0;
}

static void write_person(struct exposed *exposed, struct person person)
{
    const struct dossier *dossier = exposed->target->dossier;

    if (dossier->reveal) {
        char text[PERSON_TEXT_BYTES];
        size_t n = person_text(person, text);

        out_csv(&exposed->file, (struct str){text, n});
    } else {
        char token[PSEUDONYM_TEXT];

        pseudonym_write(dossier->key, person, token);
        out_bytes(&exposed->file, token, PSEUDONYM_TEXT - 1);
    }
}

static int write_row(struct exposed *exposed, const struct exposed_row *row, struct err *err)
{
    const struct dossier *dossier = exposed->target->dossier;
    struct out *out = &exposed->file;
    char line[128];
    char *at = line;

    if (row->finding >= dossier->finding_count)
        return err_set(err, "exposed persons: a row names finding %u of %zu", row->finding,
                       dossier->finding_count);
    if ((!exposed->writing || row->insurer != exposed->insurer) &&
        file_open(exposed, row->insurer, err) < 0)
        return -1;
    write_person(exposed, row->person);
    out_bytes(out, ",", 1);
    out_bytes(out, exposed->insurer_cell.p, exposed->insurer_cell.n);
    out_bytes(out, ",", 1);
    out_bytes(out, exposed->account_cells[row->finding].p, exposed->account_cells[row->finding].n);
    *at++ = ',';
    at = stream_rfc3339(at, row->first_ns);
    *at++ = ',';
    at = stream_rfc3339(at, row->last_ns);
    *at++ = ',';
    at = stream_u64(at, row->views);
    at = stream_text(at, row->attributed == ATTRIBUTED_ATTACKER ? STR(",attacker\n")
                                                                : STR(",unclear\n"));
    out_bytes(out, line, (size_t)(at - line));
    return 0;
}

/* Gives up the file that is open, and the folder that report_create opened with it. */
static void file_drop(struct exposed *exposed)
{
    int directory = exposed->file.directory;

    if (!exposed->writing)
        return;
    out_drop(&exposed->file);
    if (directory != exposed->target->directory)
        (void)close(directory);
}

static int write_exposed(const struct report_target *target, struct err *err)
{
    const struct dossier *dossier = target->dossier;
    struct exposed exposed = {.target = target};
    struct stream rows;
    const void *row;
    int rc;

    names_init(&exposed.used, LIMIT_INSURER_FILES + 2, LIMIT_NAMES_BYTES);
    (void)names_add(&exposed.used, STR("unknown"));
    exposed.account_cells = mem_zero(dossier->finding_count, sizeof *exposed.account_cells);
    for (size_t i = 0; i < dossier->finding_count; i++)
        exposed.account_cells[i] = cell_of(&exposed.arena, dossier->findings[i].account);
    stream_init(&rows, dossier->exposed_fd, sizeof(struct exposed_row), dossier->exposed_count,
                "exposed persons");
    while ((rc = stream_next(&rows, &row, err)) > 0) {
        rc = write_row(&exposed, row, err);
        if (rc < 0)
            break;
    }
    if (rc == 0)
        rc = file_close(&exposed, err);
    file_drop(&exposed);
    stream_release(&rows);
    names_release(&exposed.used);
    free(exposed.account_cells);
    arena_release(&exposed.arena);
    return rc;
}

const struct report_writer report_exposed = {
    .name = "exposed", .file = "exposed/", .write = write_exposed, .persons = true};

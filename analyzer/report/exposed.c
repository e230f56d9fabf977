/*
 * exposed.c: exposed/: the persons shown, one list for each insurer, for the letter that each is
 * owed: CSV, JSON Lines and a cover sheet, in one pass over the rows. The only writer that may
 * print an identifier in clear, and only when the operator asked for it.
 */
#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/names.h"
#include "report/lists.h"
#include "report/stream.h"

#define HEADER "beneficiary,insurer,account,first_seen,last_seen,views,certainty\n"

/* Times, counts and categories of one row. */
#define LINE_BYTES (256 + 2 * LIST_DATA_BYTES)

/* A text in the form of both files. */
struct cell {
    struct str csv;
    struct str json; /* quoted, or null */
};

/* One run. */
struct exposed {
    const struct report_target *target;
    struct names used; /* file names that are taken */
    struct list list;  /* being written, while `open` */
    bool open;
    struct list_person person;
    uint32_t number; /* of its insurer */
    struct out *csv; /* where rows go; NULL: the list is withheld */
    struct out *jsonl;
    struct cell insurer;
    struct cell *accounts; /* by finding */
    struct out index;
    struct json json;
    bool indexing;
    struct arena arena;
    struct arena scratch; /* of one insurer: whoever varies it in his requests fills no memory */
};

static struct cell cell_of(struct arena *arena, struct str text)
{
    struct cell cell = {.json = STR("null")};
    struct out escaped;

    out_memory(&escaped);
    out_csv(&escaped, text);
    cell.csv = arena_str(arena, (struct str){escaped.buffer, escaped.used});
    out_drop(&escaped);
    if (!text.p)
        return cell;
    out_memory(&escaped);
    out_text(&escaped, "\"");
    out_json(&escaped, text);
    out_text(&escaped, "\"");
    cell.json = arena_str(arena, (struct str){escaped.buffer, escaped.used});
    out_drop(&escaped);
    return cell;
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
        size_t n = insurer.n < LIST_NAME_BYTES ? insurer.n : LIST_NAME_BYTES;
        char *text = arena_alloc(&exposed->scratch, n + 2);

        for (size_t i = 0; i < n; i++)
            text[i] = is_plain(insurer.p[i], i == 0) ? insurer.p[i] : '_';
        if (n == 0)
            text[n++] = '_';
        base = (struct str){text, n};
    }
    chosen = base;
    for (unsigned twin = 2; insurer.p && names_find(&exposed->used, chosen) != NAME_NONE; twin++)
        chosen = arena_print(&exposed->scratch, "%.*s-%u", (int)base.n, base.p, twin);
    (void)names_add(&exposed->used, chosen);
    (void)snprintf(exposed->list.base, sizeof exposed->list.base, "exposed/%.*s", (int)chosen.n,
                   chosen.p);
}

/* The list is complete: its files get their names, then its cover sheet says what they are. */
static int list_close(struct exposed *exposed, struct err *err)
{
    struct list *list = &exposed->list;

    if (!exposed->open)
        return 0;
    list_count_end(list, &exposed->person);
    if (list_file_close(&list->csv, exposed->target, err) < 0 ||
        list_file_close(&list->jsonl, exposed->target, err) < 0 ||
        list_cover(exposed->target, list, err) < 0)
        return -1;
    exposed->open = false;
    list_index_add(&exposed->json, list);
    return 0;
}

/* Whose the list is that begins, and to whose key it goes: with keys given, to one or not at all.
 */
static void list_begin(struct exposed *exposed, struct str insurer, enum list_kind kind)
{
    const struct recipients *keys = exposed->target->dossier->recipients;
    struct list *list = &exposed->list;

    *list = (struct list){.kind = kind, .first_ns = TIME_NONE, .last_ns = TIME_NONE};
    exposed->person = (struct list_person){.any = false};
    exposed->csv = exposed->jsonl = NULL;
    if (kind == LIST_INSURER)
        list->insurer = insurer;
    choose_name(exposed, kind == LIST_OTHERS ? STR("others") : insurer);
    if (!keys)
        return;
    list->recipient = recipients_find(keys, kind == LIST_OTHERS ? STR("*") : insurer);
    list->withheld = list->recipient == NULL;
}

static int list_open(struct exposed *exposed, uint32_t number, struct err *err)
{
    const struct dossier *dossier = exposed->target->dossier;
    struct str text = number < dossier->insurer_count ? dossier->insurers[number] : STR_NONE;
    struct list *list = &exposed->list;
    bool others = exposed->open && list->kind == LIST_OTHERS;

    arena_reset(&exposed->scratch);
    exposed->number = number;
    exposed->insurer = cell_of(&exposed->scratch, text);
    if (others) {
        list_count_end(list, &exposed->person);
        return 0;
    }
    if (list_close(exposed, err) < 0)
        return -1;
    others = exposed->used.count >= LIMIT_INSURER_FILES;
    list_begin(exposed, text, others ? LIST_OTHERS : text.p ? LIST_INSURER : LIST_UNKNOWN);
    exposed->open = true;
    if (list->withheld)
        return 0;
    if (list_file_open(&list->csv, exposed->target, list->base, ".csv", list->recipient,
                       &exposed->csv, err) < 0 ||
        list_file_open(&list->jsonl, exposed->target, list->base, ".jsonl", list->recipient,
                       &exposed->jsonl, err) < 0)
        return -1;
    out_text(exposed->csv, HEADER);
    return 0;
}

static void write_person(const struct exposed *exposed, struct person person)
{
    const struct dossier *dossier = exposed->target->dossier;
    char text[PERSON_TEXT_BYTES > PSEUDONYM_TEXT ? PERSON_TEXT_BYTES : PSEUDONYM_TEXT];
    size_t n = PSEUDONYM_TEXT - 1;

    if (dossier->reveal)
        n = person_text(person, text);
    else
        pseudonym_write(dossier->key, person, text);
    out_csv(exposed->csv, (struct str){text, n});
    out_text(exposed->jsonl, "{\"beneficiary\":\"");
    out_json(exposed->jsonl, (struct str){text, n});
}

static void put(struct out *out, struct str text)
{
    out_bytes(out, text.p, text.n);
}

static void write_csv(const struct exposed *exposed, const struct exposed_row *row)
{
    struct out *out = exposed->csv;
    char line[LINE_BYTES];
    char *at = line;

    put(out, STR(","));
    put(out, exposed->insurer.csv);
    put(out, STR(","));
    put(out, exposed->accounts[row->finding].csv);
    *at++ = ',';
    at = stream_rfc3339(at, row->first_ns);
    *at++ = ',';
    at = stream_rfc3339(at, row->last_ns);
    *at++ = ',';
    at = stream_u64(at, row->views);
    at = stream_text(at, row->attributed == ATTRIBUTED_ATTACKER ? STR(",attacker\n")
                                                                : STR(",unclear\n"));
    out_bytes(out, line, (size_t)(at - line));
}

static void write_jsonl(const struct exposed *exposed, const struct exposed_row *row)
{
    struct out *out = exposed->jsonl;
    char line[LINE_BYTES];
    char *at = line;

    put(out, STR("\",\"insurer\":"));
    put(out, exposed->insurer.json);
    put(out, STR(",\"account\":"));
    put(out, exposed->accounts[row->finding].json);
    at = stream_text(at, STR(",\"first_seen\":\""));
    at = stream_rfc3339(at, row->first_ns);
    at = stream_text(at, STR("\",\"last_seen\":\""));
    at = stream_rfc3339(at, row->last_ns);
    at = stream_text(at, STR("\",\"views\":"));
    at = stream_u64(at, row->views);
    at = stream_text(at, row->attributed == ATTRIBUTED_ATTACKER
                             ? STR(",\"certainty\":\"attacker\",\"data\":")
                             : STR(",\"certainty\":\"unclear\",\"data\":"));
    at = list_data(at, row->data);
    at = stream_text(at, STR(",\"data_most\":"));
    at = list_data(at, row->data | row->data_most);
    at = stream_text(at, STR("}\n"));
    out_bytes(out, line, (size_t)(at - line));
}

static int write_row(struct exposed *exposed, const struct exposed_row *row, struct err *err)
{
    const struct dossier *dossier = exposed->target->dossier;

    if (row->finding >= dossier->finding_count)
        return err_set(err, "exposed persons: a row names finding %u of %zu", row->finding,
                       dossier->finding_count);
    if ((!exposed->open || row->insurer != exposed->number) &&
        list_open(exposed, row->insurer, err) < 0)
        return -1;
    list_count(&exposed->list, &exposed->person, row);
    if (exposed->list.withheld)
        return 0;
    write_person(exposed, row->person);
    write_csv(exposed, row);
    write_jsonl(exposed, row);
    return 0;
}

static int write_rows(struct exposed *exposed, struct err *err)
{
    const struct dossier *dossier = exposed->target->dossier;
    struct stream rows;
    const void *row;
    int rc;

    stream_init(&rows, dossier->exposed_fd, sizeof(struct exposed_row), dossier->exposed_count,
                "exposed persons");
    while ((rc = stream_next(&rows, &row, err)) > 0) {
        rc = write_row(exposed, row, err);
        if (rc < 0)
            break;
    }
    stream_release(&rows);
    return rc == 0 ? list_close(exposed, err) : rc;
}

static int index_open(struct exposed *exposed, struct err *err)
{
    if (report_create(exposed->target, "exposed/index.json", &exposed->index, err) < 0)
        return -1;
    exposed->indexing = true;
    list_index_begin(&exposed->json, &exposed->index, exposed->target->dossier);
    return 0;
}

static int index_close(struct exposed *exposed, struct err *err)
{
    list_index_end(&exposed->json);
    exposed->indexing = false;
    return report_commit(exposed->target, "exposed/index.json", &exposed->index, err);
}

/* Gives up the files that are open, and the folders that report_create opened with them. */
static void drop_all(struct exposed *exposed)
{
    int directory = exposed->index.directory;

    list_file_drop(&exposed->list.csv, exposed->target);
    list_file_drop(&exposed->list.jsonl, exposed->target);
    if (!exposed->indexing)
        return;
    out_drop(&exposed->index);
    if (directory != exposed->target->directory)
        (void)close(directory);
}

static int write_exposed(const struct report_target *target, struct err *err)
{
    const struct dossier *dossier = target->dossier;
    struct exposed *exposed;
    int rc;

    if (dossier->exposed_count == 0)
        return 0;
    exposed = mem_zero(1, sizeof *exposed);
    exposed->target = target;
    names_init(&exposed->used, LIMIT_INSURER_FILES + 2, LIMIT_NAMES_BYTES);
    (void)names_add(&exposed->used, STR("unknown"));
    exposed->accounts = mem_zero(dossier->finding_count, sizeof *exposed->accounts);
    for (size_t i = 0; i < dossier->finding_count; i++)
        exposed->accounts[i] = cell_of(&exposed->arena, dossier->findings[i].account);
    rc = index_open(exposed, err);
    if (rc == 0)
        rc = write_rows(exposed, err);
    if (rc == 0)
        rc = index_close(exposed, err);
    drop_all(exposed);
    names_release(&exposed->used);
    free(exposed->accounts);
    arena_release(&exposed->arena);
    arena_release(&exposed->scratch);
    free(exposed);
    return rc;
}

const struct report_writer report_exposed = {
    .name = "exposed", .file = "exposed/", .write = write_exposed, .persons = true};

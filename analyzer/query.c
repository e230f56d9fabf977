/*
 * query.c: filters and counts. What is printed of it is exposed_print.c's.
 */
#define _GNU_SOURCE
#include "query.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "input/spool.h"

/* A person of a row, for the count of all insurers. */
struct seen {
    struct person person;
    uint64_t floor;
};

static bool names_text(const char *const *list, size_t count, struct str text)
{
    for (size_t i = 0; i < count; i++) {
        if (str_eq(str_of(list[i]), text))
            return true;
    }
    return false;
}

static void choose(struct query *query, const struct query_filter *filter)
{
    const struct dossier *d = query->dossier;

    query->accounts = mem_zero(d->finding_count, sizeof *query->accounts);
    query->insurers = mem_zero(d->insurer_count + 1, sizeof *query->insurers);
    for (size_t i = 0; i < d->finding_count; i++)
        query->accounts[i] =
            !d->findings[i].allowed_reason.p &&
            (filter->account_count == 0 ||
             names_text(filter->accounts, filter->account_count, d->findings[i].account));
    for (size_t i = 0; i <= d->insurer_count; i++)
        query->insurers[i] = filter->insurer_count == 0 ||
                             names_text(filter->insurers, filter->insurer_count,
                                        i < d->insurer_count ? d->insurers[i] : STR("unknown"));
}

static bool is_wanted(const struct query *query, uint32_t finding, uint32_t insurer)
{
    const struct dossier *d = query->dossier;

    return finding < d->finding_count && query->accounts[finding] &&
           query->insurers[insurer < d->insurer_count ? insurer : d->insurer_count];
}

static int by_row(const void *a, const void *b)
{
    const struct exposed_row *x = a;
    const struct exposed_row *y = b;
    int order = person_cmp(x->person, y->person);

    if (x->insurer != y->insurer)
        return x->insurer < y->insurer ? -1 : 1;
    if (order != 0)
        return order;
    if (x->finding != y->finding)
        return x->finding < y->finding ? -1 : 1;
    return x->first_ns < y->first_ns ? -1 : x->first_ns > y->first_ns;
}

static bool same_row(const struct exposed_row *x, const struct exposed_row *y)
{
    return x->insurer == y->insurer && x->finding == y->finding && person_eq(x->person, y->person);
}

/* An act as the row that it would be alone. */
static struct exposed_row row_of(const struct query *query, const struct exposed_act *act)
{
    const struct portal *portal = query->dossier->portal;
    uint16_t data = act->t.operation < (uint32_t)portal->operation_count
                        ? portal->operations[act->t.operation].data
                        : 0;

    return (struct exposed_row){.person = act->t.person,
                                .first_ns = act->t.time_ns,
                                .last_ns = act->t.time_ns,
                                .finding = act->finding,
                                .views = 1,
                                .insurer = act->t.insurer,
                                .data = act->attributed == ATTRIBUTED_ATTACKER ? data : 0,
                                .data_most = data,
                                .attributed = act->attributed};
}

static int gather_acts(const struct query *query, const struct query_filter *filter,
                       struct sorter *rows, struct err *err)
{
    const struct dossier *d = query->dossier;
    struct stream acts;
    const void *next;
    int rc;

    stream_init(&acts, d->acts_fd, sizeof(struct exposed_act), d->act_count, "acts");
    while ((rc = stream_next(&acts, &next, err)) > 0) {
        const struct exposed_act *act = next;
        struct exposed_row row;

        if (!trace_shown(&act->t) || act->attributed == ATTRIBUTED_OWNER ||
            !is_wanted(query, act->finding, act->t.insurer) ||
            (filter->since_ns != TIME_NONE && act->t.time_ns < filter->since_ns) ||
            (filter->until_ns != TIME_NONE && act->t.time_ns >= filter->until_ns))
            continue;
        row = row_of(query, act);
        rc = sorter_add(rows, &row, err);
        if (rc < 0)
            break;
    }
    stream_release(&acts);
    return rc < 0 ? -1 : 0;
}

/* Adds a later act of the same row. */
static void merge(struct exposed_row *row, const struct exposed_row *act)
{
    row->last_ns = act->last_ns;
    row->views++;
    row->data |= act->data;
    row->data_most |= act->data_most;
    if (act->attributed == ATTRIBUTED_ATTACKER)
        row->attributed = ATTRIBUTED_ATTACKER;
}

static void put_row(struct query *query, struct out *out, const struct exposed_row *row)
{
    if (row->views == 0)
        return;
    out_bytes(out, row, sizeof *row);
    query->count++;
}

static int keep_rows(struct query *query, struct sorter *rows, struct err *err)
{
    struct exposed_row row = {.views = 0};
    const struct exposed_row *next;
    bool failed = false;
    struct out out;

    out_fd(&out, query->fd);
    while ((next = sorter_next(rows, &failed, err)) != NULL) {
        if (row.views && same_row(&row, next)) {
            merge(&row, next);
            continue;
        }
        put_row(query, &out, &row);
        row = *next;
    }
    put_row(query, &out, &row);
    if (out_flush(&out) < 0 && !failed)
        failed = err_system(err, out.failed, "exposed persons: a file cannot be written") < 0;
    out_drop(&out);
    return failed ? -1 : 0;
}

static int open_window(struct query *query, const struct query_filter *filter, struct err *err)
{
    struct sorter rows;
    int rc;

    sorter_init(&rows, sizeof(struct exposed_row), by_row, query->memory_bytes / 2,
                query->directory);
    rc = gather_acts(query, filter, &rows, err);
    if (rc == 0)
        rc = sorter_finish(&rows, err);
    if (rc == 0) {
        query->fd = spool_unnamed(query->directory, err);
        rc = query->fd < 0 ? -1 : keep_rows(query, &rows, err);
    }
    sorter_release(&rows);
    return rc;
}

int query_open(struct query *query, const struct dossier *dossier,
               const struct query_filter *filter, size_t memory_bytes, int directory,
               struct err *err)
{
    *query = (struct query){
        .dossier = dossier, .memory_bytes = memory_bytes, .directory = directory, .fd = -1};
    choose(query, filter);
    if (filter->since_ns != TIME_NONE || filter->until_ns != TIME_NONE)
        return open_window(query, filter, err);
    query->count = dossier->exposed_count;
    return 0;
}

void query_rewind(struct query *query)
{
    if (query->streaming)
        stream_release(&query->stream);
    stream_init(&query->stream, query->fd >= 0 ? query->fd : query->dossier->exposed_fd,
                sizeof(struct exposed_row), query->count, "exposed persons");
    query->streaming = true;
}

int query_next(struct query *query, const struct exposed_row **ret_row, struct err *err)
{
    const void *next;
    int rc;

    while ((rc = stream_next(&query->stream, &next, err)) > 0) {
        const struct exposed_row *row = next;

        if (!is_wanted(query, row->finding, row->insurer))
            continue;
        *ret_row = row;
        return 1;
    }
    return rc;
}

static void add_row(struct query_sum *sum, const struct exposed_row *row)
{
    sum->rows++;
    sum->views += row->views;
    if (sum->first_ns == TIME_NONE || row->first_ns < sum->first_ns)
        sum->first_ns = row->first_ns;
    if (sum->last_ns == TIME_NONE || row->last_ns > sum->last_ns)
        sum->last_ns = row->last_ns;
}

static int by_person(const void *a, const void *b)
{
    const struct seen *x = a;
    const struct seen *y = b;
    int order = person_cmp(x->person, y->person);

    return order ? order : x->floor < y->floor ? -1 : x->floor > y->floor;
}

static int count_seen(struct sorter *all, struct query_sum *total, struct err *err)
{
    struct seen last = {.floor = 0};
    const struct seen *next;
    bool failed = false;
    bool any = false;

    if (sorter_finish(all, err) < 0)
        return -1;
    while ((next = sorter_next(all, &failed, err)) != NULL) {
        bool same = any && person_eq(last.person, next->person);

        total->persons.ceiling += !same;
        total->persons.floor += next->floor && !(same && last.floor);
        last = *next;
        any = true;
    }
    return failed ? -1 : 0;
}

/* One pass: what is counted of the insurer at hand, and of its person. */
struct counting {
    struct query_sum *total;
    struct query_sum sum; /* of the insurer */
    uint32_t insurer;
    struct seen seen;
    bool open;
    struct sorter *all;
    query_insurer *each;
    void *context;
};

static int end_person(struct counting *c, struct err *err)
{
    if (!c->open)
        return 0;
    c->sum.persons.ceiling++;
    c->sum.persons.floor += c->seen.floor;
    return sorter_add(c->all, &c->seen, err);
}

static void end_insurer(struct counting *c)
{
    if (c->open && c->each)
        c->each(c->context, c->insurer, &c->sum);
    c->sum = (struct query_sum){.first_ns = TIME_NONE, .last_ns = TIME_NONE};
}

static int count_row(struct counting *c, const struct exposed_row *row, struct err *err)
{
    bool same = c->open && c->insurer == row->insurer;

    if (!same || !person_eq(c->seen.person, row->person)) {
        if (end_person(c, err) < 0)
            return -1;
        c->seen = (struct seen){.person = row->person};
    }
    if (!same)
        end_insurer(c);
    c->open = true;
    c->insurer = row->insurer;
    c->seen.floor = c->seen.floor || row->attributed == ATTRIBUTED_ATTACKER;
    add_row(&c->sum, row);
    add_row(c->total, row);
    return 0;
}

int query_count(struct query *query, query_insurer *each, void *context,
                struct query_sum *ret_total, struct err *err)
{
    struct sorter all;
    struct counting c = {.total = ret_total, .all = &all, .each = each, .context = context};
    const struct exposed_row *row;
    int rc;

    *ret_total = (struct query_sum){.first_ns = TIME_NONE, .last_ns = TIME_NONE};
    sorter_init(&all, sizeof(struct seen), by_person, query->memory_bytes / 2, query->directory);
    end_insurer(&c);
    query_rewind(query);
    while ((rc = query_next(query, &row, err)) > 0) {
        rc = count_row(&c, row, err);
        if (rc < 0)
            break;
    }
    if (rc == 0)
        rc = end_person(&c, err);
    if (rc == 0) {
        end_insurer(&c);
        rc = count_seen(&all, ret_total, err);
    }
    sorter_release(&all);
    return rc;
}

void query_release(struct query *query)
{
    if (query->streaming)
        stream_release(&query->stream);
    free(query->accounts);
    free(query->insurers);
    if (query->fd >= 0)
        (void)close(query->fd);
    *query = (struct query){.fd = -1};
}

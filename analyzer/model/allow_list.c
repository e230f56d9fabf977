/*
 * allow_list.c: the list as read from its table. Who is accused is not decided here.
 */
#include "model/allow_list.h"

#include <stdlib.h>

#include "base/csv.h"
#include "base/mem.h"

/* The columns of one table, and where its rows go. */
struct reading {
    struct csv csv;
    int account;
    int reason;
    int until;
    int64_t now_ns;
    int offset_seconds;
    size_t room;
};

/* "2024-06-30" is a day that still counts. */
static int read_until(const struct reading *r, struct str text, int64_t *ret_ns, struct err *err)
{
    if (clock_parse(text, r->offset_seconds, ret_ns) < 0)
        return csv_err(&r->csv, err,
                       "\"until\" is a date such as 2024-06-30, or a time of RFC 3339");
    if (text.n == 10)
        *ret_ns += NS_PER_DAY;
    return 0;
}

static int read_row(struct reading *r, struct allow_list *list, struct err *err)
{
    struct allowed entry = {.account = csv_cell(&r->csv, r->account),
                            .reason = csv_cell(&r->csv, r->reason)};

    if (entry.account.n == 0)
        return csv_err(&r->csv, err, "the account is empty");
    if (str_trim(entry.reason).n == 0)
        return csv_err(&r->csv, err, "the reason is empty: who allows must say why");
    if (read_until(r, csv_cell(&r->csv, r->until), &entry.until_ns, err) < 0)
        return -1;
    entry.expired = entry.until_ns <= r->now_ns;
    list->expired += entry.expired;
    MEM_GROW(list->list, list->count, r->room);
    list->list[list->count++] = entry;
    return 0;
}

static int by_account(const void *a, const void *b)
{
    const struct allowed *x = a;
    const struct allowed *y = b;

    return str_cmp(x->account, y->account);
}

static int read_rows(struct reading *r, struct allow_list *list, struct err *err)
{
    int rc;

    if (csv_need(&r->csv, "account", &r->account, err) < 0 ||
        csv_need(&r->csv, "reason", &r->reason, err) < 0 ||
        csv_need(&r->csv, "until", &r->until, err) < 0)
        return -1;
    while ((rc = csv_next(&r->csv, err)) > 0) {
        if (read_row(r, list, err) < 0)
            return -1;
    }
    if (rc < 0 || list->count == 0)
        return rc;
    qsort(list->list, list->count, sizeof *list->list, by_account);
    for (size_t i = 1; i < list->count; i++) {
        struct str account = list->list[i].account;

        if (str_eq(account, list->list[i - 1].account))
            return err_usage(err, "%s: account \"%.*s\" stands in it twice", r->csv.name,
                             (int)(account.n < 200 ? account.n : 200), account.p);
    }
    return 0;
}

int allow_list_load(struct allow_list *list, const char *path, int64_t now_ns, int offset_seconds,
                    struct err *err)
{
    struct reading *r = mem_zero(1, sizeof *r);
    int rc;

    *list = (struct allow_list){0};
    r->now_ns = now_ns;
    r->offset_seconds = offset_seconds;
    rc = csv_load(&r->csv, path, &list->arena, err);
    if (rc == 0)
        rc = read_rows(r, list, err);
    if (rc < 0)
        allow_list_release(list);
    free(r);
    return rc;
}

const struct allowed *allow_list_find(const struct allow_list *list, struct str account)
{
    struct allowed wanted = {.account = account};

    if (list->count == 0)
        return NULL;
    return bsearch(&wanted, list->list, list->count, sizeof *list->list, by_account);
}

void allow_list_apply(const struct allow_list *list, struct finding *findings, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct allowed *entry = allow_list_find(list, findings[i].account);

        if (!entry || entry->expired)
            continue;
        findings[i].allowed_reason = entry->reason;
        findings[i].allowed_until_ns = entry->until_ns;
    }
}

void allow_list_release(struct allow_list *list)
{
    free(list->list);
    arena_release(&list->arena);
    *list = (struct allow_list){0};
}

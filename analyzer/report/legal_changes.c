/*
 * legal_changes.c: what changed since the earlier notification, field by field: article 33(4).
 * Compares what two cases say; the same logs and the same rules are not presumed.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "report/legal.h"

static void add(struct legal *l, const struct legal_change *change)
{
    l->changes[l->change_count++] = *change;
}

static bool text_eq(struct legal_text a, struct legal_text b)
{
    return str_eq(a.in[LANG_EN], b.in[LANG_EN]) && !a.in[LANG_EN].p == !b.in[LANG_EN].p;
}

/* A field of all: both sides are texts that were made the same way. */
static void compare(struct legal *l, const char *field, const char *label, struct legal_slot before,
                    struct legal_slot now)
{
    struct legal_change change = {field,
                                  label,
                                  STR_NONE,
                                  LEGAL_NOTHING,
                                  legal_say(l, "{1}", &before),
                                  legal_say(l, "{1}", &now),
                                  false};

    change.changed = !text_eq(change.before, change.now);
    add(l, &change);
}

static int compare_texts(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* Accounts that came or went; both lists are sorted. */
static void accounts(struct legal *l, const struct earlier *e)
{
    struct str *now = arena_alloc(l->arena, (l->accused + 1) * sizeof *now);
    size_t i = 0;
    size_t k = 0;

    for (size_t f = 0; f < l->accused; f++)
        now[f] = l->findings[f]->account.p ? l->findings[f]->account : STR("");
    if (l->accused)
        qsort(now, l->accused, sizeof *now, compare_texts);
    while (i < e->account_count || k < l->accused) {
        int order = i == e->account_count ? 1
                    : k == l->accused     ? -1
                                          : str_cmp(e->accounts[i], now[k]);
        struct legal_change change = {.field = "account", .label = N_("Account"), .changed = true};

        change.of = order <= 0 ? e->accounts[i] : now[k];
        if (order < 0)
            change.before = legal_say(l, N_("accused"), NULL);
        if (order > 0)
            change.now = legal_say(l, N_("accused"), NULL);
        if (order != 0)
            add(l, &change);
        i += order <= 0;
        k += order >= 0;
    }
}

/* Unnamed last, as both lists are. */
static int compare_names(struct str a, struct str b)
{
    if (!a.p || !b.p)
        return !a.p - !b.p;
    return str_cmp(a, b);
}

/* Insurers whose numbers changed, that came or went. */
static void insurers(struct legal *l, const struct earlier *e)
{
    size_t i = 0;
    size_t k = 0;

    while (i < e->insurer_count || k < l->insurer_count) {
        int order = i == e->insurer_count ? 1
                    : k == l->insurer_count
                        ? -1
                        : compare_names(e->insurers[i].insurer, l->insurers[k].insurer);
        struct legal_change change = {
            .field = "insurer", .label = N_("Persons of the insurer"), .changed = true};

        change.of = order <= 0 ? e->insurers[i].insurer : l->insurers[k].insurer;
        if (order <= 0) {
            struct legal_slot slot =
                legal_range((struct extent){e->insurers[i].floor, e->insurers[i].ceiling});

            change.before = legal_say(l, "{1}", &slot);
        }
        if (order >= 0) {
            struct legal_slot slot = legal_range(l->insurers[k].persons);

            change.now = legal_say(l, "{1}", &slot);
        }
        if (!text_eq(change.before, change.now))
            add(l, &change);
        i += order <= 0;
        k += order >= 0;
    }
}

static void categories(struct legal *l, const struct earlier *e)
{
    for (int i = 0; i < DATA_COUNT; i++) {
        bool now = l->data & 1u << i;
        struct legal_change change = {.field = "category",
                                      .label = N_("Category of data"),
                                      .of = str_of(portal_data_name(i)),
                                      .named = legal_say(l, data_text(i), NULL),
                                      .changed = true};

        if (e->shown[i] == now)
            continue;
        if (e->shown[i])
            change.before = legal_say(l, N_("displayed"), NULL);
        if (now)
            change.now = legal_say(l, N_("displayed"), NULL);
        add(l, &change);
    }
}

void legal_changes(struct legal *l)
{
    const struct earlier *e = l->dossier->earlier;

    if (!e || l->dossier->phase != PHASE_COMPLEMENTARY)
        return;
    l->changes = arena_alloc(l->arena, (8 + DATA_COUNT + e->account_count + l->accused +
                                        e->insurer_count + l->insurer_count) *
                                           sizeof *l->changes);
    compare(l, "persons", N_("Approximate number of persons concerned"), legal_range(e->persons),
            legal_range(l->persons));
    compare(l, "records", N_("Approximate number of records concerned"), legal_range(e->records),
            legal_range(l->records));
    compare(l, "accounts", N_("Accounts concerned"), legal_count(e->account_count),
            legal_count(l->accused));
    compare(l, "period-start", N_("Beginning of the breach"), legal_time(e->first_ns),
            legal_time(l->first_ns));
    compare(l, "period-end", N_("Last request in the log that is not the holder's"),
            legal_time(e->last_ns), legal_time(l->last_ns));
    compare(l, "insurers", N_("Controllers concerned: insurers"), legal_count(e->insurer_count),
            legal_count(l->insurer_count));
    accounts(l, e);
    categories(l, e);
    insurers(l, e);
}

void legal_changed(struct legal *l)
{
    uint64_t changed = 0;
    struct legal_slot slots[1];
    struct legal_field *field;

    if (l->change_count == 0)
        return;
    for (size_t i = 0; i < l->change_count; i++)
        changed += l->changes[i].changed;
    slots[0] = legal_count(changed);
    legal_section(l, "changes", "33(4)", N_("What changed since the earlier notification"), NULL);
    field = legal_known(l, "changes-listed", "33(4)", N_("Fields that changed"),
                        legal_say(l, "{1}", slots));
    field->counted = legal_say(l, N_("dossier-cnil.json of both cases, field by field."), NULL);
    field->table = LEGAL_CHANGES;
    legal_asked(l, "changes-reasons", "33(4)",
                N_("Reasons for the changes, and corrections of what was notified"), LEGAL_NOTHING);
}

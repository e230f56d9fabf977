/*
 * html_spared.c: what was not exposed, and why that can be said: categories of data that no answer
 * to the attacker shows, insurers and accounts without anybody; and what such a claim does not
 * cover. Says only what the acts on the list and the profile prove.
 */
#include "report/html.h"

#include <stdlib.h>

#include "base/mem.h"
#include "report/stream.h"

void html_answers_read(const struct dossier *d, struct html_answers *ret_answers)
{
    struct stream acts;
    const void *record;
    struct err err = {0};
    int rc;

    *ret_answers = (struct html_answers){.read = false};
    if (d->acts_fd < 0 || !d->portal)
        return;
    stream_init(&acts, d->acts_fd, sizeof(struct exposed_act), d->act_count, "acts");
    while ((rc = stream_next(&acts, &record, &err)) > 0) {
        const struct exposed_act *act = record;
        uint32_t operation = act->t.operation;

        if (trace_outcome(&act->t) != OUTCOME_SUCCESS ||
            d->findings[act->finding].allowed_reason.p ||
            operation >= (uint32_t)d->portal->operation_count)
            continue;
        ret_answers->of[operation].ceiling++;
        ret_answers->of[operation].floor += act->attributed == ATTRIBUTED_ATTACKER;
        ret_answers->data |= d->portal->operations[operation].data;
        ret_answers->undescribed += operation >= (uint32_t)d->portal->described;
    }
    stream_release(&acts);
    ret_answers->read = rc == 0 && d->act_count > 0;
}

static void answers_row(const struct html *h, const struct operation *o, const struct extent *count)
{
    html_raw(h, "<tr><th scope=\"row\">");
    html_code(h, o->name);
    html_raw(h, "</th>");
    html_cell_count(h, count->floor);
    html_cell_count(h, count->ceiling);
    html_raw(h, "<td>");
    if (o->data)
        html_data_list(h, o->data);
    else
        html_text(h, N_("shows no person, says the profile"));
    html_raw(h, "</td></tr>\n");
}

/* The proof: everything that was answered, by operation. */
static void answers_table(const struct html *h, const struct html_answers *answers)
{
    static const struct column columns[] = {
        {N_("Operation of the profile"), false},
        {N_("Answers, at least"), true},
        {N_("Answers, at most"), true},
        {N_("Data that it shows"), false},
    };
    const struct portal *portal = h->dossier->portal;

    html_table(h, text_get(h->lang, N_("Everything that was answered to the attacker")), NULL,
               columns, sizeof columns / sizeof columns[0]);
    for (int i = 0; i < portal->described; i++) {
        if (answers->of[i].ceiling)
            answers_row(h, &portal->operations[i], &answers->of[i]);
    }
    if (answers->undescribed) {
        struct extent others = {0};

        for (int i = portal->described; i < portal->operation_count; i++) {
            others.floor += answers->of[i].floor;
            others.ceiling += answers->of[i].ceiling;
        }
        html_raw(h, "<tr><th scope=\"row\">");
        html_text(h, N_("no operation of the profile"));
        html_raw(h, "</th>");
        html_cell_count(h, others.floor);
        html_cell_count(h, others.ceiling);
        html_raw(h, "<td>");
        html_text(h, N_("not known"));
        html_raw(h, "</td></tr>\n");
    }
    html_table_end(h);
}

/* Whether the attacker wrote something: the integrity of data, not only its confidentiality. */
static void writes(const struct html *h, const struct html_answers *answers)
{
    const struct portal *portal = h->dossier->portal;
    struct extent sum = {0};

    for (int i = 0; i < portal->described; i++) {
        enum kind kind = portal->operations[i].kind;

        if (kind != KIND_PEC && kind != KIND_CLAIM)
            continue;
        sum.floor += answers->of[i].floor;
        sum.ceiling += answers->of[i].ceiling;
    }
    html_raw(h, "<p>");
    if (sum.ceiling == 0)
        html_text(h, N_("Integrity: no request for a payment guarantee (PEC) and no claim was "
                        "accepted in these sessions."));
    else
        html_fill(h,
                  text_get(h->lang, N_("Integrity: between {1} and {2} requests for a payment "
                                       "guarantee (PEC) and claims were accepted in these "
                                       "sessions: they are to be checked one by one.")),
                  (struct slot[]){slot_count(sum.floor), slot_count(sum.ceiling)});
    html_raw(h, "</p>\n");
}

static void data(const struct html *h, const struct html_answers *answers)
{
    struct html_scope scope;
    uint16_t spared;
    struct slot slots[] = {slot_log(h->dossier->portal ? h->dossier->portal->name : STR_NONE)};

    html_raw(h, "<h3>");
    html_text(h, N_("Categories of data"));
    html_raw(h, "</h3>\n");
    if (!html_data_known(h) || !answers->read) {
        html_raw(h, "<p>");
        html_text(h, N_("Nothing can be ruled out: without a profile of the portal it is not known "
                        "what its pages show."));
        html_raw(h, "</p>\n");
        return;
    }
    html_scope_read(h, &scope);
    spared = (uint16_t)(~(scope.data | answers->data) & ((1u << DATA_COUNT) - 1));
    html_raw(h, spared ? "<p class=\"spared\"><strong>" : "<p>");
    if (spared) {
        html_data_list(h, spared);
        html_raw(h, "</strong><br>");
        html_fill(h,
                  text_get(h->lang, N_("No operation of the profile {1} that was answered in these "
                                       "sessions shows these categories. The table has all that "
                                       "was answered.")),
                  slots);
    } else {
        html_text(h, N_("Every category that the profile knows was shown."));
    }
    html_raw(h, "</p>\n");
    answers_table(h, answers);
    writes(h, answers);
}

static int by_name(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* Names of the insurers of whom somebody is on the lists, sorted; the caller frees them. */
static struct str *exposed_insurers(const struct html *h, size_t *ret_count)
{
    const struct dossier *d = h->dossier;
    size_t room = d->total_count;
    struct str *list;
    size_t n = 0;

    for (size_t i = 0; i < d->finding_count; i++)
        room += d->findings[i].insurer_count;
    list = mem_zero(room ? room : 1, sizeof *list);
    for (size_t i = 0; i < d->total_count; i++)
        list[n++] = d->totals[i].insurer;
    for (size_t i = 0; i < d->finding_count; i++) {
        for (size_t k = 0; k < d->findings[i].insurer_count; k++)
            list[n++] = d->findings[i].insurers[k].insurer;
    }
    qsort(list, n, sizeof *list, by_name);
    *ret_count = n;
    return list;
}

/* Those that the log names and that have nobody on the lists, sorted; the caller frees them. */
static struct str *spared_insurers(const struct html *h, size_t *ret_count)
{
    const struct dossier *d = h->dossier;
    size_t count;
    struct str *exposed = exposed_insurers(h, &count);
    struct str *list = mem_zero(d->insurer_count ? d->insurer_count : 1, sizeof *list);
    size_t n = 0;

    for (size_t i = 0; i < d->insurer_count; i++) {
        if (d->insurers[i].n && !bsearch(&d->insurers[i], exposed, count, sizeof *exposed, by_name))
            list[n++] = d->insurers[i];
    }
    free(exposed);
    qsort(list, n, sizeof *list, by_name);
    *ret_count = n;
    return list;
}

static void insurers(const struct html *h)
{
    size_t count;
    struct str *list = spared_insurers(h, &count);
    struct slot slots[] = {slot_count(count), slot_count(h->dossier->insurer_count)};

    html_raw(h, "<h3>");
    html_text(h, N_("Insurers"));
    html_raw(h, "</h3>\n<p>");
    if (h->dossier->insurer_count == 0)
        html_text(h, N_("The log names no insurer: none can be ruled out."));
    else if (count == 0)
        html_fill(h,
                  text_get(h->lang, N_("The log names {2} insurers; each has somebody on the "
                                       "lists.")),
                  slots);
    else
        html_fill(
            h,
            text_plural(h->lang, "Of {2} insurers that the log names, {1} has nobody on the lists:",
                        "Of {2} insurers that the log names, {1} have nobody on the lists:", count),
            slots);
    for (size_t i = 0; i < count && i < HTML_ROWS; i++) {
        html_raw(h, i ? ", " : " ");
        html_log(h, list[i]);
    }
    html_raw(h, count ? ".</p>\n" : "</p>\n");
    html_omitted(h, count > HTML_ROWS ? count - HTML_ROWS : 0);
    free(list);
}

static void accounts(const struct html *h)
{
    const struct dossier *d = h->dossier;
    struct slot slots[] = {slot_count(dossier_cleared(d))};

    html_raw(h, "<h3>");
    html_text(h, N_("Accounts"));
    html_raw(h, "</h3>\n<p>");
    html_fill(h,
              text_plural(h->lang,
                          "{1} account that showed somebody has no finding; the tests that it was "
                          "put through, and what they cannot see, stand under",
                          "{1} accounts that showed somebody have no finding; the tests that they "
                          "were put through, and what they cannot see, stand under",
                          dossier_cleared(d)),
              slots);
    html_raw(h, " <a href=\"#accounts\">");
    html_text(h, N_("Accounts without a finding, on these tests"));
    html_raw(h, "</a>.</p>\n");
}

static void item(const struct html *h, const char *text, uint64_t count)
{
    struct slot slots[] = {slot_count(count)};

    html_raw(h, "<li>");
    html_fill(h, text, slots);
    html_raw(h, "</li>\n");
}

/* What takes from the claims above. */
static void reach(const struct html *h, const struct html_answers *answers)
{
    const struct dossier *d = h->dossier;

    html_raw(h, "<h3>");
    html_text(h, N_("How far this holds"));
    html_raw(h, "</h3>\n<ul class=\"limits\">\n");
    item(h,
         text_get(h->lang, N_("For what these logs record: a way in that writes to other logs, or "
                              "to none, is not seen here.")),
         0);
    if (html_data_known(h))
        item(h,
             text_get(h->lang, N_("For what the profile says: that each page shows these data and "
                                  "no others, the portal's operator confirms.")),
             0);
    if (answers->undescribed)
        item(h,
             text_plural(h->lang,
                         "Not for {1} answer to a request that the profile does not describe.",
                         "Not for {1} answers to requests that the profile does not describe.",
                         answers->undescribed),
             answers->undescribed);
    if (dossier_incomplete(d))
        item(h,
             text_get(h->lang, N_("The reading is incomplete: what the missing or unreadable lines "
                                  "say is not known, and nothing is ruled out for them.")),
             0);
    if (d->unattributed)
        item(h,
             text_plural(h->lang,
                         "Not for {1} request that names no account: what it may have shown is on "
                         "no list.",
                         "Not for {1} requests that name no account: what they may have shown is "
                         "on no list.",
                         d->unattributed),
             d->unattributed);
    if (dossier_left_out(d))
        item(h,
             text_plural(h->lang,
                         "Not for {1} account whose use the operator allows: what it showed is on "
                         "no list.",
                         "Not for {1} accounts whose use the operator allows: what they showed is "
                         "on no list.",
                         dossier_left_out(d)),
             dossier_left_out(d));
    html_raw(h, "</ul>\n");
}

void html_spared(const struct html *h)
{
    if (dossier_verdict(h->dossier) < VERDICT_SUSPECT)
        return;
    html_raw(h, "<section class=\"spared\" aria-labelledby=\"spared\">\n<h2 id=\"spared\">");
    html_text(h, N_("What was not exposed, and why that can be said"));
    html_raw(h, "</h2>\n");
    data(h, h->answers);
    insurers(h);
    accounts(h);
    reach(h, h->answers);
    html_raw(h, "</section>\n");
}

/*
 * exposed_print.c: the persons of a case: table, CSV, JSON. Persons leave as tokens and in no other
 * way.
 */
#include "exposed_print.h"

#include <stdio.h>

#define HEADER "beneficiary,insurer,account,first_seen,last_seen,views,certainty\n"

/* Columns of the table; the first one is as wide as its heading, or as the number of an insurer. */
#define INSURER_COLUMNS 12
#define PERSONS_COLUMNS 19
#define VIEWS_COLUMNS   15

static const char *tr(const struct exposed_print *p, const char *english)
{
    return text_get(p->lang, english);
}

static struct str insurer_of(const struct exposed_print *p, uint32_t number)
{
    return number < p->dossier->insurer_count ? p->dossier->insurers[number] : STR_NONE;
}

static void pad(struct out *out, size_t used, size_t columns)
{
    for (; used < columns; used++)
        out_text(out, " ");
}

static size_t insurer_columns(const struct exposed_print *p)
{
    size_t heading = str_columns(str_of(tr(p, N_("insurer"))));

    return heading > INSURER_COLUMNS ? heading : INSURER_COLUMNS;
}

/* A number, flush right. */
static void put_right(struct out *out, const char *text, size_t columns)
{
    pad(out, str_columns(str_of(text)), columns);
    out_text(out, text);
}

static void put_persons(const struct exposed_print *p, struct extent persons)
{
    char floor[TEXT_COUNT];
    char ceiling[TEXT_COUNT];
    char both[2 * TEXT_COUNT + 8];

    const char *least = text_count(p->lang, persons.floor, floor);

    (void)snprintf(both, sizeof both, "%s\xE2\x80\x93%s", least,
                   text_count(p->lang, persons.ceiling, ceiling));
    put_right(p->out, persons.floor == persons.ceiling ? least : both, PERSONS_COLUMNS);
}

static void print_row(const struct exposed_print *p, const struct query_sum *sum)
{
    char views[TEXT_COUNT];
    char first[TEXT_MOMENT];
    char last[TEXT_MOMENT];
    int zone = p->dossier->offset_seconds;

    put_persons(p, sum->persons);
    put_right(p->out, text_count(p->lang, sum->views, views), VIEWS_COLUMNS);
    if (sum->rows)
        out_print(p->out, "   %s - %s", text_moment(p->lang, sum->first_ns, zone, first),
                  text_moment(p->lang, sum->last_ns, zone, last));
    out_text(p->out, "\n");
}

static void print_insurer(void *context, uint32_t number, const struct query_sum *sum)
{
    const struct exposed_print *p = context;
    struct str insurer = insurer_of(p, number);

    if (!insurer.p)
        insurer = str_of(tr(p, N_("not named")));
    out_terminal(p->out, insurer);
    pad(p->out, str_columns(insurer), insurer_columns(p));
    print_row(p, sum);
}

static void print_heading(const struct exposed_print *p)
{
    const char *insurer = tr(p, N_("insurer"));

    out_text(p->out, insurer);
    pad(p->out, str_columns(str_of(insurer)), insurer_columns(p));
    put_right(p->out, tr(p, N_("persons")), PERSONS_COLUMNS);
    put_right(p->out, tr(p, N_("views")), VIEWS_COLUMNS);
    out_print(p->out, "   %s\n", tr(p, N_("first and last")));
}

int exposed_print_text(const struct exposed_print *print, struct query *query,
                       struct query_sum *ret_total, struct err *err)
{
    struct exposed_print copy = *print;
    const char *all = tr(print, N_("together"));

    print_heading(print);
    if (query_count(query, print_insurer, &copy, ret_total, err) < 0)
        return -1;
    out_text(print->out, all);
    pad(print->out, str_columns(str_of(all)), insurer_columns(print));
    print_row(print, ret_total);
    if (!print->complete)
        out_print(print->out, "%s\n", tr(print, N_("INCOMPLETE: what was not read may hold more")));
    return 0;
}

static void put_token(const struct exposed_print *p, struct person person)
{
    char token[PSEUDONYM_TEXT];

    if (!p->dossier->key)
        return;
    pseudonym_write(p->dossier->key, person, token);
    out_bytes(p->out, token, PSEUDONYM_TEXT - 1);
}

/* ",2024-…,2024-…" */
static void put_moments(struct out *out, int64_t first_ns, int64_t last_ns)
{
    char text[64];
    char *at = text;

    *at++ = ',';
    at = stream_rfc3339(at, first_ns);
    *at++ = ',';
    at = stream_rfc3339(at, last_ns);
    out_bytes(out, text, (size_t)(at - text));
}

int exposed_print_csv(const struct exposed_print *print, struct query *query, uint64_t *ret_rows,
                      struct err *err)
{
    const struct exposed_row *row;
    struct out *out = print->out;
    int rc;

    *ret_rows = 0;
    out_text(out, HEADER);
    query_rewind(query);
    while ((rc = query_next(query, &row, err)) > 0) {
        put_token(print, row->person);
        out_text(out, ",");
        out_csv(out, insurer_of(print, row->insurer));
        out_text(out, ",");
        out_csv(out, print->dossier->findings[row->finding].account);
        put_moments(out, row->first_ns, row->last_ns);
        out_text(out, ",");
        out_u64(out, row->views);
        out_text(out, row->attributed == ATTRIBUTED_ATTACKER ? ",attacker\n" : ",unclear\n");
        ++*ret_rows;
    }
    return rc;
}

static void json_sum(struct json *json, const struct query_sum *sum)
{
    json_object(json, "beneficiaries");
    json_u64(json, "floor", sum->persons.floor);
    json_u64(json, "ceiling", sum->persons.ceiling);
    json_object_end(json);
    json_u64(json, "rows", sum->rows);
    json_u64(json, "views", sum->views);
    json_time(json, "first_seen", sum->first_ns);
    json_time(json, "last_seen", sum->last_ns);
}

static void json_data(struct json *json, const char *name, unsigned bits)
{
    json_array(json, name);
    for (int i = 0; i < DATA_COUNT; i++) {
        if (bits >> i & 1u)
            json_text(json, NULL, portal_data_name(i));
    }
    json_array_end(json);
}

static void json_token(const struct exposed_print *p, struct json *json, struct person person)
{
    char token[PSEUDONYM_TEXT];

    if (p->dossier->key)
        pseudonym_write(p->dossier->key, person, token);
    json_text(json, "beneficiary", p->dossier->key ? token : NULL);
}

/* What print_json needs when an insurer comes. */
struct json_view {
    const struct exposed_print *print;
    struct json *json;
};

static void json_insurer(void *context, uint32_t number, const struct query_sum *sum)
{
    const struct json_view *view = context;

    json_object(view->json, NULL);
    json_str(view->json, "insurer", insurer_of(view->print, number));
    json_sum(view->json, sum);
    json_object_end(view->json);
}

static void json_filter(const struct exposed_print *p, struct json *json)
{
    const struct query_filter *f = p->filter;

    json_object(json, "filter");
    json_array(json, "accounts");
    for (size_t i = 0; i < f->account_count; i++)
        json_str(json, NULL, str_of(f->accounts[i]));
    json_array_end(json);
    json_array(json, "insurers");
    for (size_t i = 0; i < f->insurer_count; i++)
        json_str(json, NULL, str_of(f->insurers[i]));
    json_array_end(json);
    json_time(json, "since", f->since_ns);
    json_time(json, "until", f->until_ns);
    json_object_end(json);
}

static int json_persons(const struct exposed_print *p, struct json *json, struct query *query,
                        struct err *err)
{
    const struct exposed_row *row;
    int rc;

    json_array(json, "persons");
    query_rewind(query);
    while ((rc = query_next(query, &row, err)) > 0) {
        json_object(json, NULL);
        json_token(p, json, row->person);
        json_str(json, "insurer", insurer_of(p, row->insurer));
        json_str(json, "account", p->dossier->findings[row->finding].account);
        json_time(json, "first_seen", row->first_ns);
        json_time(json, "last_seen", row->last_ns);
        json_u64(json, "views", row->views);
        json_text(json, "certainty", attribution_name((enum attribution)row->attributed));
        json_data(json, "data", row->data);
        json_data(json, "data_most", row->data | row->data_most);
        json_object_end(json);
    }
    json_array_end(json);
    return rc;
}

int exposed_print_json(const struct exposed_print *print, struct query *query, bool list,
                       struct query_sum *ret_total, struct err *err)
{
    struct json json;
    struct json_view view = {print, &json};

    json_init(&json, print->out, 1);
    json_object(&json, NULL);
    json_text(&json, "schema", "limier-exposed/1");
    json_bool(&json, "complete", print->complete);
    json_filter(print, &json);
    json_array(&json, "insurers");
    if (query_count(query, json_insurer, &view, ret_total, err) < 0)
        return -1;
    json_array_end(&json);
    json_sum(&json, ret_total);
    if (list && json_persons(print, &json, query, err) < 0)
        return -1;
    json_object_end(&json);
    out_text(print->out, "\n");
    return 0;
}

void exposed_answers_csv(const struct exposed_print *print, const struct asked *asked,
                         uint64_t ret_count[ASKED_UNREADABLE + 1])
{
    struct out *out = print->out;

    out_text(out,
             "line,beneficiary,concerned,match,first_seen,last_seen,views,rows,insurer,account,"
             "problem\n");
    for (size_t i = 0; i < asked->line_count; i++) {
        const struct asked_line *line = &asked->lines[i];
        struct asked_answer a = asked_about(asked, line);
        const char *match = asked_match_name(a.match);

        ret_count[a.concerned]++;
        out_print(out, "%u,", line->line);
        if (!line->problem)
            put_token(print, line->person);
        out_print(out, ",%s,%s", asked_concerned_name(a.concerned), match ? match : "");
        if (match) {
            put_moments(out, a.rows.first_ns, a.rows.last_ns);
            out_print(out, ",%llu,%u,", (unsigned long long)a.rows.views, a.rows.rows);
            out_csv(out, insurer_of(print, a.rows.insurer));
            out_text(out, ",");
            out_csv(out, print->dossier->findings[a.rows.finding].account);
            out_text(out, ",\n");
        } else {
            out_text(out, ",,,,,,,");
            out_csv(out, str_of(line->problem));
            out_text(out, "\n");
        }
    }
}

static void json_answer(const struct exposed_print *p, struct json *json, const struct asked *asked,
                        const struct asked_line *line, uint64_t *count)
{
    struct asked_answer a = asked_about(asked, line);

    count[a.concerned]++;
    json_object(json, NULL);
    json_u64(json, "line", line->line);
    if (line->problem)
        json_null(json, "beneficiary");
    else
        json_token(p, json, line->person);
    json_text(json, "concerned", asked_concerned_name(a.concerned));
    json_text(json, "match", asked_match_name(a.match));
    if (line->problem)
        json_text(json, "problem", line->problem);
    if (a.match != ASKED_NOTHING) {
        json_time(json, "first_seen", a.rows.first_ns);
        json_time(json, "last_seen", a.rows.last_ns);
        json_u64(json, "views", a.rows.views);
        json_u64(json, "rows", a.rows.rows);
        json_str(json, "insurer", insurer_of(p, a.rows.insurer));
        json_str(json, "account", p->dossier->findings[a.rows.finding].account);
        json_data(json, "data", a.rows.data);
        json_data(json, "data_most", a.rows.data_most);
    }
    json_object_end(json);
}

void exposed_answers_json(const struct exposed_print *print, const struct asked *asked,
                          uint64_t ret_count[ASKED_UNREADABLE + 1])
{
    struct json json;

    json_init(&json, print->out, 1);
    json_object(&json, NULL);
    json_text(&json, "schema", "limier-asked/1");
    json_bool(&json, "complete", print->complete);
    json_filter(print, &json);
    json_array(&json, "answers");
    for (size_t i = 0; i < asked->line_count; i++)
        json_answer(print, &json, asked, &asked->lines[i], ret_count);
    json_array_end(&json);
    json_object(&json, "concerned");
    for (int i = 0; i <= ASKED_UNREADABLE; i++)
        json_u64(&json, asked_concerned_name((enum asked_concerned)i), ret_count[i]);
    json_object_end(&json);
    json_object_end(&json);
    out_text(print->out, "\n");
}

void exposed_answers_note(const struct exposed_print *print, struct out *out,
                          const uint64_t count[ASKED_UNREADABLE + 1])
{
    char buffer[ASKED_UNREADABLE + 1][TEXT_COUNT];
    const char *number[ASKED_UNREADABLE + 1];

    for (int i = 0; i <= ASKED_UNREADABLE; i++)
        number[i] = text_count(print->lang, count[i], buffer[i]);
    out_print(out,
              tr(print, N_("concerned: %1$s, perhaps: %2$s, not in the lists: %3$s, no identifier: "
                           "%4$s\n")),
              number[ASKED_YES], number[ASKED_PERHAPS], number[ASKED_NO], number[ASKED_UNREADABLE]);
    if (!print->complete)
        out_print(out, "%s\n", tr(print, N_("INCOMPLETE: what was not read may hold more")));
}

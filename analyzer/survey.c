/*
 * survey.c: looks at every line. The per-place counts are sums and sets, examples are the first by
 * position, so merging in any order gives the same.
 */
#include "survey.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "model/pseudonym.h"
#include "parsers/draft.h"

#define EXAMPLE_BYTES 120

/* Parameters that name who acts, on login requests and elsewhere. Lower case. */
static const char *const account_parameters[] = {"login", "user",   "username", "identifiant",
                                                 "rpps",  "finess", "adeli",    "numps",
                                                 "idps",  "compte", "account"};

static const enum field account_fields[] = {FIELD_CS_USERNAME, FIELD_CS_IDENT};

void survey_init(struct survey *survey, const struct hash_key *key)
{
    size_t n = 0;

    memset(survey, 0, sizeof *survey);
    survey->key = *key;
    url_tree_init(&survey->urls, key);
    for (size_t i = 0; i < sizeof account_fields / sizeof account_fields[0]; i++)
        survey->accounts[n++].field = account_fields[i];
    for (size_t i = 0; i < sizeof account_parameters / sizeof account_parameters[0]; i++) {
        survey->accounts[n].field = FIELD_NONE;
        survey->accounts[n++].parameter = str_of(account_parameters[i]);
    }
    for (size_t i = 0; i < SURVEY_PLACES; i++) {
        names_init(&survey->accounts[i].names, SURVEY_ACCOUNTS, (size_t)SURVEY_ACCOUNTS * 64);
        if (i >= n)
            survey->accounts[i].field = FIELD_NONE;
    }
}

/* Whether an example of a field may be shown as it is. Times, addresses and the server's own words
 * tell nobody; the name of an account is a professional's and is what the reader must recognise. */
static bool is_plain(enum field field)
{
    switch (field) {
    case FIELD_TIME:
    case FIELD_C_IP:
    case FIELD_C_PORT:
    case FIELD_CS_USERNAME:
    case FIELD_CS_METHOD:
    case FIELD_CS_VERSION:
    case FIELD_CS_HOST:
    case FIELD_SC_STATUS:
    case FIELD_SC_BYTES:
    case FIELD_CS_BYTES:
    case FIELD_TIME_TAKEN:
    case FIELD_S_COMPUTERNAME:
    case FIELD_S_IP:
    case FIELD_S_PORT:
    case FIELD_FORWARDED:
    case FIELD_CS_USER_AGENT: return true;
    default: return false;
    }
}

/* Runs of so many digits are masked: clients write what they want into the one kind, accounts have
 * eleven. */
static size_t digits_shown(enum field field)
{
    return field == FIELD_CS_USER_AGENT || field == FIELD_FORWARDED ? 5 : 12;
}

static bool is_request(enum field field)
{
    return field == FIELD_REQUEST || field == FIELD_CS_URI_QUERY || field == FIELD_CS_URI_STEM ||
           field == FIELD_CS_REFERER || field == FIELD_ARGS;
}

static bool is_before(uint32_t input, uint64_t line, const struct survey_example *e)
{
    return input != e->input ? input < e->input : line < e->line;
}

/* Keeps the first distinct values by position. */
static void add_example(struct survey *survey, struct survey_field *f, enum field field,
                        struct str text, const struct survey_example *at)
{
    struct survey_example e = *at;
    int i = 0;

    while (i < f->example_count && f->examples[i].hash != e.hash)
        i++;
    if (i < f->example_count) {
        if (!is_before(e.input, e.line, &f->examples[i]))
            return;
        e.text = f->examples[i].text;
    } else if (f->example_count < SURVEY_EXAMPLES) {
        f->example_count++;
    } else {
        i--;
    }
    if (!e.text.p && is_request(field))
        e.text = shape_outline_request(&survey->arena, text, field == FIELD_ARGS, EXAMPLE_BYTES);
    else if (!e.text.p)
        e.text = is_plain(field)
                     ? pseudonym_mask(&survey->arena, text, digits_shown(field), EXAMPLE_BYTES)
                     : shape_outline(&survey->arena, text, EXAMPLE_BYTES);
    for (; i > 0 && is_before(e.input, e.line, &f->examples[i - 1]); i--)
        f->examples[i] = f->examples[i - 1];
    f->examples[i] = e;
}

static void take_fields(struct survey *survey, const struct record *record, uint32_t input,
                        uint64_t line)
{
    for (int k = 0; k < FIELD_COUNT; k++) {
        struct survey_field *f = &survey->fields[k];
        struct str text = record->field[k];
        struct survey_example at = {.input = input, .line = line};

        if (!text.p)
            continue;
        f->present++;
        if (f->example_count == SURVEY_EXAMPLES &&
            !is_before(input, line, &f->examples[SURVEY_EXAMPLES - 1]))
            continue;
        at.hash = hash_text(&survey->key, text);
        add_example(survey, f, (enum field)k, text, &at);
    }
}

static void add_account(struct survey_account *place, struct str text, uint64_t times)
{
    uint32_t number = names_add(&place->names, text);

    if (number >= place->count_room) {
        uint32_t room = place->count_room ? place->count_room * 2 : 256;

        while (room <= number)
            room *= 2;
        place->counts = mem_resize(place->counts, room, sizeof *place->counts);
        memset(place->counts + place->count_room, 0,
               (room - place->count_room) * sizeof *place->counts);
        place->count_room = room;
    }
    place->counts[number] += times;
}

/* The value of a parameter whose name, in lower case, is `name`; absent when there is none. */
static struct str parameter(struct str query, struct str name)
{
    while (query.n) {
        struct str pair = {query.p, str_index(query, '&')};

        if (pair.n > name.n && pair.p[name.n] == '=' &&
            str_eq_nocase(str_slice(pair, 0, name.n), name))
            return str_skip(pair, name.n + 1);
        query = str_skip(query, pair.n < query.n ? pair.n + 1 : pair.n);
    }
    return STR_NONE;
}

/* Notes who is named, at each place; returns the first, absent when nobody is. */
static struct str take_accounts(struct survey *survey, const struct record *record, bool login)
{
    struct str query = record->field[FIELD_ARGS];
    struct str who = STR_NONE;

    for (int i = 0; i < SURVEY_PLACES; i++) {
        struct survey_account *place = &survey->accounts[i];
        struct str text =
            place->field != FIELD_NONE
                ? record->field[place->field]
                : (query.n && place->parameter.p ? parameter(query, place->parameter) : STR_NONE);

        if (text.n == 0)
            continue;
        place->lines++;
        place->login_lines += login;
        place->shapes[shape_of(text)]++;
        add_account(place, text, 1);
        if (!who.p && place->field != FIELD_CS_IDENT)
            who = text;
    }
    return who;
}

/* Usual names of sessions before others, then shorter names before longer ones; the field
 * session.id before all. */
static int compare_cookies(struct str a, struct str b)
{
    bool usual = a.p && draft_is_session(a);

    if (!a.p || !b.p)
        return (b.p == NULL) - (a.p == NULL);
    if (usual != draft_is_session(b))
        return usual ? -1 : 1;
    return a.n != b.n ? (a.n < b.n ? -1 : 1) : str_cmp(a, b);
}

static void release_session(struct survey_session *s)
{
    distinct_release(&s->sessions);
    distinct_release(&s->joined);
    distinct_release(&s->pairs);
}

/* The place of a name; NULL when it is not among the first SURVEY_COOKIES by compare_cookies. Who
 * is among them at the end has been since it was first seen, whatever the order of the lines. */
static struct survey_session *session_place(struct survey *survey, struct str cookie)
{
    struct survey_session *list = survey->sessions;
    struct survey_session *s;
    char *name = NULL;
    int at = 0;
    int order = 1;

    while (at < survey->session_count && (order = compare_cookies(list[at].cookie, cookie)) < 0)
        at++;
    if (at < survey->session_count && order == 0)
        return &list[at];
    if (at == SURVEY_COOKIES)
        return NULL;
    if (survey->session_count == SURVEY_COOKIES) {
        name = list[--survey->session_count].name;
        release_session(&list[survey->session_count]);
    }
    if (!name)
        name = arena_alloc(&survey->arena, SURVEY_COOKIE_BYTES);
    memmove(list + at + 1, list + at, (size_t)(survey->session_count - at) * sizeof(*list));
    survey->session_count++;
    s = &list[at];
    *s = (struct survey_session){.name = name};
    if (cookie.p)
        s->cookie = (struct str){memcpy(name, cookie.p, cookie.n), cookie.n};
    s->sessions.cap = s->joined.cap = s->pairs.cap = SURVEY_SESSIONS;
    return s;
}

static void add_session(struct survey *survey, enum field field, struct str cookie,
                        struct str value, struct str who)
{
    struct survey_session *s = value.n ? session_place(survey, cookie) : NULL;
    uint64_t hash;

    if (!s)
        return;
    hash = hash_text(&survey->key, value);
    s->lines++;
    s->fields |= 1u << field;
    s->token_lines += value.n >= 8 && str_index(value, ' ') == value.n;
    (void)distinct_add(&s->sessions, hash);
    if (who.p) {
        s->with_account++;
        (void)distinct_add(&s->joined, hash);
        (void)distinct_add(&s->pairs, hash_words(hash, hash_text(&survey->key, who)));
    }
}

/* Names are shown: one with as many digits as a person's number is passed over. */
static bool is_cookie_name(struct str name)
{
    size_t digits = 0;

    for (size_t i = 0; i < name.n; i++)
        digits += name.p[i] >= '0' && name.p[i] <= '9';
    return name.n && name.n <= SURVEY_COOKIE_BYTES && digits < 12;
}

/* "a=1; JSESSIONID=0A1B; …": of cookies that an answer sets, only the first pair is one. */
static void take_cookies(struct survey *survey, enum field field, struct str cookies,
                         struct str who)
{
    while (cookies.n) {
        struct str pair = {cookies.p, str_index(cookies, ';')};
        struct str name;
        size_t equals;

        cookies = str_skip(cookies, pair.n < cookies.n ? pair.n + 1 : pair.n);
        pair = str_trim(pair);
        equals = str_index(pair, '=');
        name = (struct str){pair.p, equals};
        if (equals < pair.n && is_cookie_name(name))
            add_session(survey, field, name, str_skip(pair, equals + 1), who);
        if (field != FIELD_CS_COOKIE)
            break;
    }
}

/* A request that sends somebody's word to a page of that name. */
static bool is_login(const struct record *record)
{
    static const char *const words[] = {"login",     "logon",   "signin", "sign-in",
                                        "connexion", "authent", "/auth",  "session"};
    struct str path = record->field[FIELD_CS_URI_STEM];

    if (method_of(record->field[FIELD_CS_METHOD]) != METHOD_POST)
        return false;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (str_find(path, str_of(words[i])) < path.n)
            return true;
    }
    return false;
}

/* An address of a network of its own: 10/8, 172.16/12, 192.168/16, 127/8, fc00::/7 (RFC 1918, RFC
 * 4193). */
static bool is_private(struct str a)
{
    return str_starts(a, STR("10.")) || str_starts(a, STR("192.168.")) ||
           str_starts(a, STR("127.")) || str_eq(a, STR("::1")) ||
           (str_starts(a, STR("172.")) && a.n > 6 && a.p[6] == '.' &&
            ((a.p[4] == '1' && a.p[5] >= '6') || a.p[4] == '2' ||
             (a.p[4] == '3' && a.p[5] <= '1'))) ||
           ((str_starts(a, STR("fc")) || str_starts(a, STR("fd"))) && str_index(a, ':') == 4);
}

void survey_take(struct survey *survey, const struct record *record, uint32_t input, uint64_t line)
{
    bool login = is_login(record);
    struct str who;

    survey->lines++;
    survey->login_lines += login;
    survey->forwarded_lines +=
        record->field[FIELD_FORWARDED].p && is_private(record->field[FIELD_C_IP]);
    take_fields(survey, record, input, line);
    who = take_accounts(survey, record, login);
    add_session(survey, FIELD_SESSION, STR_NONE, record->field[FIELD_SESSION], who);
    take_cookies(survey, FIELD_CS_COOKIE, record->field[FIELD_CS_COOKIE], who);
    take_cookies(survey, FIELD_SC_COOKIE, record->field[FIELD_SC_COOKIE], who);
    url_tree_add(&survey->urls, record, who.p != NULL);
}

static void merge_account(struct survey_account *to, const struct survey_account *from)
{
    to->lines += from->lines;
    to->login_lines += from->login_lines;
    for (int i = 0; i < SHAPE_COUNT; i++)
        to->shapes[i] += from->shapes[i];
    for (uint32_t i = 0; i < from->names.count; i++)
        add_account(to, from->names.texts[i], from->counts[i]);
}

static void merge_session(struct survey *survey, const struct survey_session *from)
{
    struct survey_session *to = session_place(survey, from->cookie);

    if (!to)
        return;
    to->lines += from->lines;
    to->fields |= from->fields;
    to->with_account += from->with_account;
    to->token_lines += from->token_lines;
    distinct_merge(&to->sessions, &from->sessions);
    distinct_merge(&to->joined, &from->joined);
    distinct_merge(&to->pairs, &from->pairs);
}

void survey_merge(struct survey *to, const struct survey *from)
{
    to->lines += from->lines;
    to->login_lines += from->login_lines;
    to->forwarded_lines += from->forwarded_lines;
    for (int k = 0; k < FIELD_COUNT; k++) {
        to->fields[k].present += from->fields[k].present;
        for (int i = 0; i < from->fields[k].example_count; i++) {
            struct survey_example e = from->fields[k].examples[i];

            e.text = arena_str(&to->arena, e.text);
            if (to->fields[k].example_count < SURVEY_EXAMPLES ||
                is_before(e.input, e.line, &to->fields[k].examples[SURVEY_EXAMPLES - 1]))
                add_example(to, &to->fields[k], (enum field)k, e.text, &e);
        }
    }
    for (int i = 0; i < SURVEY_PLACES; i++)
        merge_account(&to->accounts[i], &from->accounts[i]);
    for (int i = 0; i < from->session_count; i++)
        merge_session(to, &from->sessions[i]);
    url_tree_merge(&to->urls, &from->urls);
}

static int compare_counts(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;

    return x > y ? -1 : x < y;
}

uint32_t survey_account_distinct(const struct survey_account *account, double *ret_bits)
{
    uint32_t n = account->names.count;
    double bits = 0;
    uint64_t *counts = mem_resize(NULL, n, sizeof *counts);

    /* In the order of the counts, so that the sum of roundings does not depend on who came first.
     */
    if (n)
        memcpy(counts, account->counts, n * sizeof *counts);
    qsort(counts, n, sizeof *counts, compare_counts);
    for (uint32_t i = 0; i < n; i++) {
        double share = (double)counts[i] / (double)account->lines;

        bits -= share > 0 ? share * log2(share) : 0;
    }
    free(counts);
    *ret_bits = bits;
    return n;
}

void survey_release(struct survey *survey)
{
    for (int i = 0; i < SURVEY_PLACES; i++) {
        names_release(&survey->accounts[i].names);
        free(survey->accounts[i].counts);
    }
    for (int i = 0; i < survey->session_count; i++)
        release_session(&survey->sessions[i]);
    url_tree_release(&survey->urls);
    arena_release(&survey->arena);
}

/*
 * sightings.c: texts to marks, acts to counts, counts to indicators. What an indicator is, and what
 * a reader makes of one that was seen, is elsewhere.
 */
#include "sightings.h"

#include <stdlib.h>

#include "base/mem.h"
#include "input/sorter.h"
#include "input/spool.h"
#include "report/stream.h"

#define READ_ACTS 4096

/* An account, and its first act with the indicator. */
struct sighted {
    int64_t first_ns;
    uint32_t account;
};

/* What one thread saw of one indicator. */
struct sighting_tally {
    uint64_t requests;
    uint64_t records;
    uint64_t accounts;
    uint64_t serial; /* of the last act: an indicator that is agent and account counts once */
    int64_t last_ns;
    struct evidence first;
    uint32_t account;                            /* of the last act */
    struct sighted earliest[INDICATOR_ACCOUNTS]; /* in order */
    int earliest_count;
};

/* One person shown in a request of one indicator. */
struct shown {
    struct person person;
    uint32_t indicator;
    uint32_t sure; /* in the floor */
};

/* The indicators that are networks, by length and address, so that one search a length is enough.
 */
struct networks_known {
    uint32_t *list;
    size_t count;
    const struct indicators *indicators;
};

static int compare_networks(const struct network *a, const struct network *b)
{
    if (a->bits != b->bits)
        return a->bits < b->bits ? -1 : 1;
    return memcmp(a->address, b->address, sizeof a->address);
}

/* Growing list of pairs: text, indicator; texts ascend. */
struct pairs {
    uint32_t *texts;
    uint32_t *indicators;
    size_t count;
    size_t room;
};

static void pair(struct pairs *p, uint32_t text, size_t indicator)
{
    if (indicator == SIZE_MAX)
        return;
    if (p->count == p->room) {
        p->room = p->room ? 2 * p->room : 64;
        p->texts = mem_resize(p->texts, p->room, sizeof *p->texts);
        p->indicators = mem_resize(p->indicators, p->room, sizeof *p->indicators);
    }
    p->texts[p->count] = text;
    p->indicators[p->count++] = (uint32_t)indicator;
}

/* Where the list of networks of one length begins and ends, at or after `from`. */
static size_t end_of_length(const struct networks_known *known, size_t from)
{
    unsigned bits = known->indicators->list[known->list[from]].network.bits;
    size_t end = from;

    while (end < known->count && known->indicators->list[known->list[end]].network.bits == bits)
        end++;
    return end;
}

/* The network of a length that holds an address, among list[from] … list[end − 1]. */
static size_t find_network(const struct networks_known *known, size_t from, size_t end,
                           const struct network *wanted)
{
    while (from < end) {
        size_t mid = from + (end - from) / 2;
        int order = compare_networks(&known->indicators->list[known->list[mid]].network, wanted);

        if (order == 0)
            return known->list[mid];
        if (order < 0)
            from = mid + 1;
        else
            end = mid;
    }
    return SIZE_MAX;
}

static int by_network(const void *a, const void *b)
{
    const struct indicator *x = *(const struct indicator *const *)a;
    const struct indicator *y = *(const struct indicator *const *)b;

    return compare_networks(&x->network, &y->network);
}

static void list_networks(struct networks_known *known, const struct indicators *indicators)
{
    const struct indicator **sorted = mem_zero(indicators->count + 1, sizeof *sorted);

    *known = (struct networks_known){.indicators = indicators};
    for (size_t i = 0; i < indicators->count; i++) {
        if (indicators->list[i].kind == INDICATOR_ADDRESS ||
            indicators->list[i].kind == INDICATOR_NETWORK)
            sorted[known->count++] = &indicators->list[i];
    }
    if (known->count)
        qsort(sorted, known->count, sizeof *sorted, by_network);
    known->list = mem_zero(known->count + 1, sizeof *known->list);
    for (size_t i = 0; i < known->count; i++)
        known->list[i] = (uint32_t)(sorted[i] - indicators->list);
    free(sorted);
}

static void match_sources(struct pairs *pairs, const struct indicators *indicators,
                          const struct str *texts, uint32_t count)
{
    struct networks_known known;
    struct network address = {.bits = 128};
    bool v4;

    list_networks(&known, indicators);
    for (uint32_t t = 0; known.count && t < count; t++) {
        if (!network_address(texts[t], address.address, &v4) &&
            !network_address(network_bare(texts[t]), address.address, &v4))
            continue;
        for (size_t from = 0, end; from < known.count; from = end) {
            struct network wanted = address;

            end = end_of_length(&known, from);
            wanted.bits = indicators->list[known.list[from]].network.bits;
            network_trim(&wanted);
            pair(pairs, t, find_network(&known, from, end, &wanted));
        }
    }
    free(known.list);
}

static void match_texts(struct pairs *pairs, const struct indicators *indicators,
                        enum indicator_kind kind, const struct str *texts, uint32_t count)
{
    bool any = false;

    for (size_t i = 0; i < indicators->count && !any; i++)
        any = indicators->list[i].kind == kind || indicators->list[i].kind == INDICATOR_TEXT;
    for (uint32_t t = 0; any && t < count; t++) {
        pair(pairs, t, indicators_find(indicators, kind, texts[t]));
        pair(pairs, t, indicators_find(indicators, INDICATOR_TEXT, texts[t]));
    }
}

/* Pairs become lists by text; indicators become numbers of tallies, given at first sight. */
static void mark(struct sightings *s, struct sighting_marks *marks, struct pairs *pairs,
                 uint32_t count, uint32_t *tally_of)
{
    if (pairs->count) {
        marks->count = count;
        marks->from = mem_zero((size_t)count + 1, sizeof *marks->from);
        marks->list = pairs->indicators;
        for (size_t i = 0; i < pairs->count; i++) {
            uint32_t *tally = &tally_of[pairs->indicators[i]];

            marks->from[pairs->texts[i] + 1]++;
            if (*tally == UINT32_MAX) {
                *tally = s->present_count;
                s->present[s->present_count++] = pairs->indicators[i];
            }
            pairs->indicators[i] = *tally;
        }
        for (uint32_t t = 0; t < count; t++)
            marks->from[t + 1] += marks->from[t];
    } else {
        free(pairs->indicators);
    }
    free(pairs->texts);
}

void sightings_init(struct sightings *s, struct indicators *indicators, const struct census *census,
                    unsigned jobs)
{
    static const int kinds[3] = {NAMES_SOURCE, NAMES_AGENT, NAMES_ACCOUNT};
    uint32_t *tally_of = mem_resize(NULL, indicators->count + 1, sizeof *tally_of);

    *s = (struct sightings){
        .indicators = indicators, .accounts = census->texts[NAMES_ACCOUNT], .jobs = jobs};
    memset(tally_of, 0xFF, (indicators->count + 1) * sizeof *tally_of);
    s->present = mem_zero(indicators->count + 1, sizeof *s->present);
    for (int k = 0; k < 3; k++) {
        const struct str *texts = census->texts[kinds[k]];
        uint32_t count = census->count[kinds[k]];
        struct pairs pairs = {0};

        if (k == 0)
            match_sources(&pairs, indicators, texts, count);
        else
            match_texts(&pairs, indicators, k == 1 ? INDICATOR_AGENT : INDICATOR_ACCOUNT, texts,
                        count);
        mark(s, &s->marks[k], &pairs, count, tally_of);
    }
    free(tally_of);
    if (s->present_count == 0)
        return;
    s->views = mem_zero(jobs, sizeof *s->views);
    for (unsigned j = 0; j < jobs; j++)
        s->views[j] =
            (struct sighting_view){s, mem_zero(s->present_count, sizeof(struct sighting_tally)), 0};
}

/* The tallies of a text: those of `number` in the marks. */
static const uint32_t *tallies_of(const struct sighting_marks *marks, uint32_t number,
                                  uint32_t *ret_count)
{
    if (!marks->from || number >= marks->count) {
        *ret_count = 0;
        return NULL;
    }
    *ret_count = marks->from[number + 1] - marks->from[number];
    return marks->list + marks->from[number];
}

static bool precedes(const struct evidence *a, const struct evidence *b)
{
    if (a->time_ns != b->time_ns)
        return a->time_ns < b->time_ns;
    if (a->input != b->input)
        return a->input < b->input;
    return a->offset < b->offset;
}

/* Keeps the earliest accounts in order: by time, then by number. */
static void keep_account(struct sighting_tally *t, struct sighted seen)
{
    int at = t->earliest_count;

    while (at > 0 && (seen.first_ns < t->earliest[at - 1].first_ns ||
                      (seen.first_ns == t->earliest[at - 1].first_ns &&
                       seen.account < t->earliest[at - 1].account)))
        at--;
    if (at == INDICATOR_ACCOUNTS)
        return;
    if (t->earliest_count < INDICATOR_ACCOUNTS)
        t->earliest_count++;
    memmove(&t->earliest[at + 1], &t->earliest[at],
            (size_t)(t->earliest_count - 1 - at) * sizeof seen);
    t->earliest[at] = seen;
}

static void count(struct sighting_tally *t, const struct trace *trace)
{
    const struct evidence at = {trace->offset, trace->time_ns, trace->input, trace->line};

    if (trace->account != NAME_NONE && (t->requests == 0 || trace->account != t->account)) {
        t->accounts++;
        keep_account(t, (struct sighted){trace->time_ns, trace->account});
    }
    t->account = trace->account;
    if (t->requests == 0 || precedes(&at, &t->first))
        t->first = at;
    if (t->requests == 0 || trace->time_ns > t->last_ns)
        t->last_ns = trace->time_ns;
    t->requests++;
    t->records += trace_shown(trace);
}

void sightings_take(struct sighting_view *view, const struct act *acts, size_t n)
{
    const struct sighting_marks *marks = view->sightings->marks;

    for (size_t i = 0; i < n; i++) {
        const struct trace *trace = &acts[i].t;
        const uint32_t numbers[3] = {trace->source, trace->agent, trace->account};

        view->serial++;
        for (int k = 0; k < 3; k++) {
            uint32_t hits;
            const uint32_t *hit = tallies_of(&marks[k], numbers[k], &hits);

            for (uint32_t h = 0; h < hits; h++) {
                struct sighting_tally *t = &view->tallies[hit[h]];

                if (t->serial == view->serial)
                    continue;
                t->serial = view->serial;
                count(t, trace);
            }
        }
    }
}

/* Accounts of different threads are different. */
static void add_tally(struct sighting_tally *sum, const struct sighting_tally *more)
{
    if (more->requests == 0)
        return;
    if (sum->requests == 0 || precedes(&more->first, &sum->first))
        sum->first = more->first;
    if (sum->requests == 0 || more->last_ns > sum->last_ns)
        sum->last_ns = more->last_ns;
    sum->requests += more->requests;
    sum->records += more->records;
    sum->accounts += more->accounts;
    for (int i = 0; i < more->earliest_count; i++)
        keep_account(sum, more->earliest[i]);
}

static void add_up(struct sightings *s)
{
    for (uint32_t p = 0; p < s->present_count; p++) {
        struct indicator *indicator = &s->indicators->list[s->present[p]];
        struct sighting_tally sum = {0};

        for (unsigned j = 0; j < s->jobs; j++)
            add_tally(&sum, &s->views[j].tallies[p]);
        if (sum.requests == 0)
            continue;
        s->indicators->seen++;
        indicator->requests = sum.requests;
        indicator->records = sum.records;
        indicator->first_ns = sum.first.time_ns;
        indicator->last_ns = sum.last_ns;
        indicator->evidence = sum.first;
        indicator->account_count = sum.accounts;
        for (int i = 0; i < sum.earliest_count; i++)
            indicator->accounts[indicator->shown_accounts++] = s->accounts[sum.earliest[i].account];
    }
}

static int compare_shown(const void *a, const void *b)
{
    const struct shown *x = a;
    const struct shown *y = b;
    int order;

    if (x->indicator != y->indicator)
        return x->indicator < y->indicator ? -1 : 1;
    order = person_cmp(x->person, y->person);
    return order ? order : (x->sure < y->sure) - (x->sure > y->sure); /* the sure one first */
}

/* The persons that findings say were shown, by the indicators of the request. */
static int list_shown(const struct sightings *s, const struct dossier *dossier,
                      struct sorter *sorter, struct err *err)
{
    struct stream acts;
    const void *record;
    int rc;

    stream_init(&acts, dossier->acts_fd, sizeof(struct exposed_act), dossier->act_count, "acts");
    while ((rc = stream_next(&acts, &record, err)) > 0) {
        const struct exposed_act *act = record;
        const uint32_t numbers[3] = {act->t.source, act->t.agent, act->t.account};

        for (int k = 0; rc > 0 && trace_shown(&act->t) && k < 3; k++) {
            uint32_t hits;
            const uint32_t *hit = tallies_of(&s->marks[k], numbers[k], &hits);

            for (uint32_t h = 0; rc > 0 && h < hits; h++) {
                struct shown row = {act->t.person, s->present[hit[h]],
                                    act->attributed == ATTRIBUTED_ATTACKER};

                rc = sorter_add(sorter, &row, err) < 0 ? -1 : 1;
            }
        }
        if (rc < 0)
            break;
    }
    stream_release(&acts);
    return rc;
}

static int count_shown(struct sightings *s, const struct dossier *dossier, size_t memory_bytes,
                       int directory, struct err *err)
{
    struct shown last = {.indicator = UINT32_MAX};
    struct sorter sorter;
    const void *row;
    bool failed = false;
    int rc;

    sorter_init(&sorter, sizeof last, compare_shown, memory_bytes / 4, directory);
    rc = list_shown(s, dossier, &sorter, err);
    if (rc == 0)
        rc = sorter_finish(&sorter, err);
    while (rc == 0 && (row = sorter_next(&sorter, &failed, err)) != NULL) {
        const struct shown *shown = row;
        struct extent *persons = &s->indicators->list[shown->indicator].beneficiaries;

        if (shown->indicator == last.indicator && person_eq(shown->person, last.person))
            continue;
        persons->ceiling++;
        persons->floor += shown->sure;
        last = *shown;
    }
    sorter_release(&sorter);
    return failed ? -1 : rc;
}

int sightings_end(struct sightings *s, const struct dossier *dossier, size_t memory_bytes,
                  int directory, struct err *err)
{
    if (!s->views)
        return 0;
    add_up(s);
    return dossier->act_count ? count_shown(s, dossier, memory_bytes, directory, err) : 0;
}

static int take_case(struct sighting_view *view, const struct case_read *from, struct err *err)
{
    struct act *block = mem_resize(NULL, READ_ACTS, sizeof *block);
    int rc = 0;

    for (int p = 0; rc == 0 && p < LIMIT_PARTITIONS; p++) {
        uint64_t size = from->files[p].bytes / sizeof *block * sizeof *block;
        uint64_t at = 0;

        while (rc == 0 && at < size) {
            uint64_t left = (size - at) / sizeof *block;
            size_t n = left < READ_ACTS ? (size_t)left : READ_ACTS;

            rc = spool_pread(from->files[p].fd, block, n * sizeof *block, at, err);
            if (rc == 0)
                sightings_take(view, block, n);
            at += n * sizeof *block;
        }
    }
    free(block);
    return rc;
}

int sightings_of_case(struct indicators *indicators, const struct case_read *from,
                      const struct dossier *dossier, size_t memory_bytes, struct err *err)
{
    struct sightings s;
    int rc = 0;

    sightings_init(&s, indicators, &from->census, 1);
    if (s.views)
        rc = take_case(&s.views[0], from, err);
    if (rc == 0)
        rc = sightings_end(&s, dossier, memory_bytes, from->directory, err);
    sightings_release(&s);
    return rc;
}

void sightings_release(struct sightings *s)
{
    for (unsigned j = 0; s->views && j < s->jobs; j++)
        free(s->views[j].tallies);
    free(s->views);
    for (int k = 0; k < 3; k++) {
        free(s->marks[k].from);
        free(s->marks[k].list);
    }
    free(s->present);
    *s = (struct sightings){0};
}

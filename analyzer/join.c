/*
 * join.c: the logins of all workers are put in the order (session, time, input, offset) and reduced
 * to the changes of holder; they stay in memory. The traces that wait are read once, by several
 * threads, looked up, and spooled again under the run's numbers. Nothing is kept for a trace.
 */
#include "join.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/mem.h"
#include "input/sorter.h"

/* Traces read at a time. */
#define READ_TRACES 4096

/* A login, or a logout (no account), as it is sorted. */
struct session_row {
    int64_t time_ns;
    uint64_t offset;
    uint32_t session;
    uint32_t account;
    uint32_t input;
    uint32_t unused;
};

/* A change of who holds a session, from this place on. */
struct holding {
    int64_t time_ns;
    uint64_t offset;
    uint32_t input;
    uint32_t account; /* NAME_NONE: nobody */
};

/* What the threads share. All but `next`, `failed` and `used` is read-only. */
struct shared {
    struct ingest *ingest;
    const struct census *census;
    const struct join_options *options;
    struct join *join;
    struct holding *holdings; /* by session, then in canonical order */
    size_t count;
    size_t room;
    uint32_t *first;    /* by session, and one beyond the last */
    uint8_t *partition; /* by account */
    _Atomic bool *used; /* by account: it has a trace */
    _Atomic unsigned next;
    _Atomic bool failed;
};

/* One thread. */
struct thread_view {
    struct shared *shared;
    pthread_t thread;
    uint64_t joined;
    struct err err;
};

enum session_act session_act(bool names_account, enum kind kind, enum outcome outcome)
{
    bool accepted = outcome == OUTCOME_SUCCESS || outcome == OUTCOME_UNKNOWN;

    if (kind == KIND_LOGOUT)
        return accepted ? SESSION_ACT_ENDS : SESSION_ACT_NONE;
    if (!names_account || (kind == KIND_LOGIN && !accepted))
        return SESSION_ACT_NONE;
    return SESSION_ACT_OPENS;
}

static int compare_rows(const void *a, const void *b)
{
    const struct session_row *x = a;
    const struct session_row *y = b;

    if (x->session != y->session)
        return x->session < y->session ? -1 : 1;
    if (x->time_ns != y->time_ns)
        return x->time_ns < y->time_ns ? -1 : 1;
    if (x->input != y->input)
        return x->input < y->input ? -1 : 1;
    return x->offset < y->offset ? -1 : x->offset > y->offset;
}

static bool is_repeated(const struct shared *shared, const struct trace *t)
{
    return shared->ingest->coverage[t->input].duplicate_of.p != NULL;
}

static int add_row(const struct shared *shared, unsigned worker, const struct trace *t,
                   struct sorter *sorter, struct err *err)
{
    enum kind kind = shared->options->portal->operations[t->operation].kind;
    struct session_row row = {.time_ns = t->time_ns, .offset = t->offset, .input = t->input};

    row.session = census_number(shared->census, NAMES_SESSION, worker, t->session);
    row.account = kind == KIND_LOGOUT
                      ? NAME_NONE
                      : census_number(shared->census, NAMES_ACCOUNT, worker, t->account);
    return sorter_add(sorter, &row, err);
}

/* Logins and logouts of all workers into the sorter. */
static int gather(const struct shared *shared, struct sorter *sorter, struct err *err)
{
    struct trace *block = mem_resize(NULL, READ_TRACES, sizeof *block);
    int64_t n = 0;
    int rc = 0;

    for (unsigned w = 0; rc == 0 && w < shared->ingest->worker_count; w++) {
        uint32_t cursor = 0;

        while (rc == 0 && (n = spool_read(&shared->ingest->workers[w].spool, SPOOL_LOGINS, &cursor,
                                          block, READ_TRACES, err)) > 0) {
            for (int64_t i = 0; rc == 0 && i < n; i++) {
                if (!is_repeated(shared, &block[i]))
                    rc = add_row(shared, w, &block[i], sorter, err);
            }
        }
        if (n < 0)
            rc = -1;
    }
    free(block);
    return rc == 0 ? sorter_finish(sorter, err) : -1;
}

/* One session while its rows pass. */
struct passing {
    uint32_t session;
    uint32_t holder;
    uint32_t account; /* the first that logged in */
    bool shared;
    bool refused;
};

/* Takes the next row of a session. What does not change the holder is not kept. A session that does
 * not fit is left out as a whole: half of it would be joined to the wrong account. */
static void take_row(struct shared *shared, struct passing *p, const struct session_row *row)
{
    if (row->account != NAME_NONE) {
        if (p->account == NAME_NONE)
            p->account = row->account;
        else if (p->account != row->account && !p->shared)
            shared->join->shared += p->shared = true;
    }
    if (p->refused || row->account == p->holder)
        return;
    if (shared->count >= shared->options->most_logins) {
        shared->count = shared->first[p->session];
        shared->join->refused += p->refused = true;
        return;
    }
    MEM_GROW(shared->holdings, shared->count, shared->room);
    shared->holdings[shared->count++] =
        (struct holding){row->time_ns, row->offset, row->input, row->account};
    p->holder = row->account;
}

/* Fills `holdings` and `first` from the sorted rows. */
static int reduce(struct shared *shared, struct sorter *sorter, struct err *err)
{
    uint32_t sessions = shared->census->count[NAMES_SESSION];
    struct passing p = {.holder = NAME_NONE, .account = NAME_NONE};
    const struct session_row *row;
    uint32_t begun = 0; /* sessions whose `first` is known */
    bool failed = false;

    shared->first = mem_resize(NULL, (size_t)sessions + 1, sizeof *shared->first);
    while ((row = sorter_next(sorter, &failed, err)) != NULL) {
        if (begun <= row->session) {
            p = (struct passing){row->session, NAME_NONE, NAME_NONE, false, false};
            while (begun <= row->session)
                shared->first[begun++] = (uint32_t)shared->count;
        }
        take_row(shared, &p, row);
    }
    while (begun <= sessions)
        shared->first[begun++] = (uint32_t)shared->count;
    return failed ? -1 : 0;
}

/* Whether a holding begins before a trace in canonical order. */
static bool begins_before(const struct holding *h, const struct trace *t)
{
    if (h->time_ns != t->time_ns)
        return h->time_ns < t->time_ns;
    if (h->input != t->input)
        return h->input < t->input;
    return h->offset < t->offset;
}

/* The account that holds the session of a trace at its place; NAME_NONE for none. */
static uint32_t holder_of(const struct shared *shared, uint32_t session, const struct trace *t)
{
    uint32_t low = shared->first[session];
    uint32_t end = shared->first[session + 1];
    uint32_t high = end;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (begins_before(&shared->holdings[middle], t))
            low = middle + 1;
        else
            high = middle;
    }
    if (low > shared->first[session] && shared->holdings[low - 1].account != NAME_NONE)
        return shared->holdings[low - 1].account;
    for (; low < end && shared->holdings[low].time_ns == t->time_ns; low++) {
        if (shared->holdings[low].account != NAME_NONE)
            return shared->holdings[low].account;
    }
    return NAME_NONE;
}

/* Spools a trace again, under the run's numbers. What stays nobody's and names no person says
 * nothing. */
static int join_trace(struct thread_view *view, unsigned worker, struct trace *t,
                      struct spool *spool)
{
    const struct shared *shared = view->shared;
    const struct census *census = shared->census;
    uint32_t partition = SPOOL_NOBODY;

    t->session = census_number(census, NAMES_SESSION, worker, t->session);
    t->account = holder_of(shared, t->session, t);
    if (t->account != NAME_NONE) {
        partition = shared->partition[t->account];
        atomic_store_explicit(&shared->used[t->account], true, memory_order_relaxed);
        view->joined++;
    } else if (person_tag(t->person) == PERSON_NONE) {
        return 0;
    }
    t->source = census_number(census, NAMES_SOURCE, worker, t->source);
    t->agent = census_number(census, NAMES_AGENT, worker, t->agent);
    t->insurer = census_number(census, NAMES_INSURER, worker, t->insurer);
    return spool_add(spool, partition, t, &view->err);
}

/* The waiting traces of one worker. */
static int join_worker(struct thread_view *view, unsigned worker)
{
    const struct shared *shared = view->shared;
    const struct spool *from = &shared->ingest->workers[worker].spool;
    struct spool *to = &shared->ingest->joined[worker];
    struct trace *block;
    uint32_t cursor = 0;
    int64_t n = 0;
    int rc;

    if (spool_count(from, SPOOL_WAITING) == 0)
        return 0;
    if (spool_open(to, shared->options->directory, &view->err) < 0)
        return -1;
    block = mem_resize(NULL, READ_TRACES, sizeof *block);
    rc = 0;
    while (rc == 0 &&
           (n = spool_read(from, SPOOL_WAITING, &cursor, block, READ_TRACES, &view->err)) > 0) {
        for (int64_t i = 0; rc == 0 && i < n; i++) {
            if (!is_repeated(shared, &block[i]))
                rc = join_trace(view, worker, &block[i], to);
        }
    }
    free(block);
    return rc == 0 && n == 0 ? spool_flush(to, &view->err) : -1;
}

static void *work(void *argument)
{
    struct thread_view *view = argument;
    struct shared *shared = view->shared;

    for (;;) {
        unsigned worker = atomic_fetch_add(&shared->next, 1);

        if (worker >= shared->ingest->worker_count || atomic_load(&shared->failed))
            return NULL;
        if (join_worker(view, worker) < 0)
            atomic_store(&shared->failed, true);
    }
}

static int run_threads(struct shared *shared, struct err *err)
{
    unsigned jobs = shared->options->jobs;
    struct thread_view *views = mem_zero(jobs, sizeof *views);
    unsigned started = 1;
    int rc = 0;

    for (unsigned i = 0; i < jobs; i++)
        views[i].shared = shared;
    for (; started < jobs; started++) {
        if (pthread_create(&views[started].thread, NULL, work, &views[started]) != 0)
            break;
    }
    work(&views[0]);
    for (unsigned i = 1; i < started; i++)
        (void)pthread_join(views[i].thread, NULL);
    for (unsigned i = 0; i < started; i++) {
        shared->join->joined += views[i].joined;
        if (views[i].err.kind != ERR_NONE && rc == 0) {
            *err = views[i].err;
            rc = -1;
        }
    }
    free(views);
    return rc;
}

/* By account: its partition, and whether a line of the period names it. */
static void prepare_accounts(struct shared *shared)
{
    const struct census *census = shared->census;
    uint32_t n = census->count[NAMES_ACCOUNT];

    shared->partition = mem_resize(NULL, n, sizeof *shared->partition);
    shared->used = mem_zero(n, sizeof *shared->used);
    for (uint32_t a = 0; a < n; a++)
        shared->partition[a] = (uint8_t)spool_partition(
            directory_home(shared->options->practices, census->texts[NAMES_ACCOUNT][a]));
    for (unsigned w = 0; w < shared->ingest->worker_count; w++) {
        const struct ingest_worker *worker = &shared->ingest->workers[w];

        for (uint32_t i = 0; i < worker->names[NAMES_ACCOUNT].count && i < worker->memo_room; i++) {
            if (worker->memo[i].partition != UINT32_MAX)
                atomic_store(&shared->used[census_number(census, NAMES_ACCOUNT, w, i)], true);
        }
    }
}

static void open_joined(struct ingest *ingest)
{
    ingest->joined = mem_zero(ingest->worker_count, sizeof *ingest->joined);
    ingest->joined_count = ingest->worker_count;
    for (unsigned w = 0; w < ingest->joined_count; w++)
        ingest->joined[w].fd = -1;
}

int join_run(struct join *join, struct ingest *ingest, struct census *census,
             const struct join_options *options, struct err *err)
{
    struct shared shared = {.ingest = ingest, .census = census, .options = options, .join = join};
    struct sorter sorter;
    int rc;

    *join = (struct join){0};
    open_joined(ingest);
    sorter_init(&sorter, sizeof(struct session_row), compare_rows, options->memory_bytes,
                options->directory);
    rc = gather(&shared, &sorter, err);
    if (rc == 0)
        rc = reduce(&shared, &sorter, err);
    sorter_release(&sorter);
    prepare_accounts(&shared);
    if (rc == 0)
        rc = run_threads(&shared, err);
    if (rc == 0)
        census_keep_accounts(census, ingest, shared.used);
    free(shared.holdings);
    free(shared.first);
    free(shared.partition);
    free(shared.used);
    return rc;
}

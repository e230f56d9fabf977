/*
 * case_check.c: one thread to a partition at a time. What is checked is what those who observe and
 * investigate rely on: order, numbers within their lists, one account in one partition, times that
 * can be counted with.
 */
#include "case_parts.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/mem.h"
#include "case_files.h"
#include "partition.h"

/* Acts read at a time. */
#define READ_ACTS 4096

/* What the threads share. */
struct shared {
    const struct case_read *from;
    struct err err[LIMIT_PARTITIONS];
    _Atomic uint32_t next;
    _Atomic uint8_t *home; /* by account: its partition + 1, 0 for none yet */
    _Atomic bool twice;    /* an account was met in two partitions */
};

/* One partition being checked. */
struct check {
    struct shared *shared;
    const struct case_read *from;
    uint32_t partition;
    struct act last;
    bool any; /* there is a last act */
};

static bool in_list(uint32_t number, uint32_t count)
{
    return number == NAME_NONE || number < count;
}

/* Accounts of different partitions are observed side by side, so that each has one: whichever it
 * is, as that depends on shops (ingest.h) that the case need not know. */
static void claim_account(const struct check *c, uint32_t account)
{
    uint8_t mine = (uint8_t)(c->partition + 1);
    uint8_t other = 0;

    if (account != NAME_NONE &&
        !atomic_compare_exchange_strong(&c->shared->home[account], &other, mine) && other != mine)
        atomic_store(&c->shared->twice, true);
}

static bool names_exist(const struct check *c, const struct trace *t)
{
    const uint32_t *count = c->from->census.count;

    return in_list(t->account, count[NAMES_ACCOUNT]) && in_list(t->source, count[NAMES_SOURCE]) &&
           in_list(t->agent, count[NAMES_AGENT]) && in_list(t->session, count[NAMES_SESSION]) &&
           in_list(t->insurer, count[NAMES_INSURER]);
}

static bool is_moment(int64_t time_ns)
{
    return time_ns >= CASE_TIME_LEAST && time_ns <= CASE_TIME_MOST;
}

/* What is wrong with an act by itself, NULL for nothing. */
static const char *wrong_alone(const struct check *c, const struct act *act)
{
    const struct trace *t = &act->t;

    if (!names_exist(c, t))
        return N_("a number for which there is no text");
    if (t->input >= c->from->input_count)
        return N_("an input that there is not");
    if (t->operation >= (uint32_t)c->from->portal.operation_count)
        return N_("an operation that the profile does not have");
    if (trace_outcome(t) >= OUTCOME_COUNT)
        return N_("an outcome that there is not");
    if (!person_valid(t->person))
        return N_("a person whose key is none");
    if (!is_moment(t->time_ns) ||
        (act->prev_ns != TIME_NONE && (!is_moment(act->prev_ns) || act->prev_ns > t->time_ns)))
        return N_("a moment that cannot be");
    return NULL;
}

/* What is wrong with an act behind the last one. */
static const char *wrong_with(const struct check *c, const struct act *act)
{
    const char *wrong = wrong_alone(c, act);

    if (wrong)
        return wrong;
    if (c->any && act_compare(&c->last, act) > 0)
        return N_("acts that are not in order");
    if (!c->any || c->last.t.account != act->t.account)
        claim_account(c, act->t.account);
    return NULL;
}

static int check_block(struct check *c, const struct act *acts, size_t n, uint64_t first,
                       struct err *err)
{
    for (size_t i = 0; i < n; i++) {
        const char *wrong = wrong_with(c, &acts[i]);

        if (wrong)
            return err_set(err, "%s: traces/%s has %-s, at act %llu", c->from->path,
                           c->from->files[c->partition].name, wrong,
                           (unsigned long long)(first + i));
        c->last = acts[i];
        c->any = true;
    }
    return 0;
}

/* The digest first: a flipped bit is told as such. */
static int check_digest(const struct case_file *file, const char *path, struct act *block,
                        struct err *err)
{
    char text[SHA256_TEXT];
    struct sha256 sha;
    uint64_t at = 0;

    sha256_init(&sha);
    while (at < file->bytes) {
        size_t n = READ_ACTS * sizeof *block;

        n = file->bytes - at < n ? (size_t)(file->bytes - at) : n;
        if (spool_pread(file->fd, block, n, at, err) < 0) {
            sha256_drop(&sha);
            err_place(err, "%s: traces/%s: ", path, file->name);
            return -1;
        }
        sha256_add(&sha, block, n);
        at += n;
    }
    sha256_finish(&sha, text);
    if (memcmp(text, file->sha256, sizeof text) != 0)
        return err_set(err, "%s: traces/%s was altered: its SHA-256 is not the manifest's", path,
                       file->name);
    return 0;
}

int case_file_check(const struct case_read *from, enum case_file_id id, struct err *err)
{
    struct act *block = mem_resize(NULL, READ_ACTS, sizeof *block);
    int rc = check_digest(&from->files[id], from->path, block, err);

    free(block);
    return rc;
}

static int check_partition(struct shared *shared, uint32_t partition, struct act *block,
                           struct err *err)
{
    const struct case_read *from = shared->from;
    const struct case_file *file = &from->files[partition];
    struct check check = {.shared = shared, .from = from, .partition = partition};
    uint64_t acts = file->bytes / sizeof *block;

    if (check_digest(file, from->path, block, err) < 0)
        return -1;
    if (file->bytes % sizeof *block)
        return err_set(err, "%s: traces/%s does not hold whole acts", from->path, file->name);
    for (uint64_t at = 0; at < acts;) {
        size_t n = acts - at < READ_ACTS ? (size_t)(acts - at) : READ_ACTS;

        if (spool_pread(file->fd, block, n * sizeof *block, at * sizeof *block, err) < 0 ||
            check_block(&check, block, n, at, err) < 0)
            return -1;
        at += n;
    }
    return 0;
}

static void *work(void *argument)
{
    struct shared *shared = argument;
    struct act *block = mem_resize(NULL, READ_ACTS, sizeof *block);
    uint32_t partition;

    while ((partition = atomic_fetch_add(&shared->next, 1)) < LIMIT_PARTITIONS)
        (void)check_partition(shared, partition, block, &shared->err[partition]);
    free(block);
    return NULL;
}

int case_check_acts(const struct case_read *from, unsigned jobs, struct err *err)
{
    struct shared *shared = mem_zero(1, sizeof *shared);
    pthread_t threads[LIMIT_PARTITIONS];
    unsigned started = 0;
    int rc = 0;

    shared->from = from;
    shared->home = mem_zero(from->census.count[NAMES_ACCOUNT], sizeof *shared->home);
    while (started + 1 < jobs && started < LIMIT_PARTITIONS &&
           pthread_create(&threads[started], NULL, work, shared) == 0)
        started++;
    (void)work(shared);
    for (unsigned i = 0; i < started; i++)
        (void)pthread_join(threads[i], NULL);
    for (int p = 0; p < LIMIT_PARTITIONS && rc == 0; p++) {
        if (shared->err[p].kind != ERR_NONE) {
            *err = shared->err[p];
            rc = -1;
        }
    }
    if (rc == 0 && atomic_load(&shared->twice))
        rc = err_set(err, "%s: traces/ has an account in two partitions", from->path);
    free(shared->home);
    free(shared);
    return rc;
}

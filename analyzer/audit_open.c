/*
 * audit_open.c: the folder of a state: its lock, its profile, its tables. What a run that was
 * killed has left behind is removed here.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "audit.h"
#include "audit_folder.h"
#include "base/file.h"
#include "base/mem.h"

#define PORTAL_NAME "portal.yml"
#define LOCK_NAME   "state.lock"
#define NIGHTS_NAME "nights"
#define STATE_NAME  "state.sqlite"

/* How often a lock that somebody holds is tried. */
#define LOCK_PAUSE_NS (50 * NS_PER_MS)

/* What ordering and sorting may take, unless --memory says otherwise. Less costs little: what does
 * not fit is sorted in parts. */
#define MEMORY_DEFAULT ((size_t)96 << 20)

/* Every night that is kept is an open file. */
static void raise_files(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
    }
}

/* Tries until it has the lock, the time is over or the run is to stop. 0, or -1 with errno. */
static int wait_lock(const struct audit *audit, uint64_t wait_s)
{
    const int64_t deadline_ns = clock_monotonic() + (int64_t)wait_s * NS_PER_SECOND;
    const struct timespec pause = {0, LOCK_PAUSE_NS};

    while (flock(audit->lock, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK || clock_monotonic() >= deadline_ns ||
            atomic_load(&audit->scan.console->progress->stop))
            return -1;
        (void)nanosleep(&pause, NULL);
        errno = EWOULDBLOCK;
    }
    return 0;
}

static int take_lock(struct audit *audit, struct err *err)
{
    uint64_t wait_s;

    if (options_number(&audit->options, OPT_WAIT, AUDIT_WAIT_MOST, 0, &wait_s, err) < 0)
        return -1;
    audit->lock =
        openat(audit->directory, LOCK_NAME, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (audit->lock < 0)
        return err_system(err, errno, "%s/" LOCK_NAME ": cannot be opened", audit->folder);
    audit->busy = true;
    if (wait_lock(audit, wait_s) == 0) {
        audit->busy = false;
        return 0;
    }
    if (errno == EWOULDBLOCK)
        return err_set(err,
                       "%s: another run of limier audit is at work there: this one leaves it alone",
                       audit->folder);
    return err_system(err, errno, "%s/" LOCK_NAME ": cannot be locked", audit->folder);
}

/* The profile that the first run proposed stands for --portal from then on. */
static void take_portal(struct audit *audit)
{
    struct str path;

    if (audit->options.set[OPT_PORTAL] ||
        faccessat(audit->directory, PORTAL_NAME, F_OK, AT_SYMLINK_NOFOLLOW) != 0)
        return;
    path = arena_print(&audit->scan.arena, "%s/" PORTAL_NAME, audit->folder);
    audit->options.set[OPT_PORTAL] = true;
    audit->options.text[OPT_PORTAL] = path.p;
    audit->proposed = true;
}

static int read_state(struct audit *audit, struct err *err)
{
    struct arena *arena = &audit->scan.arena;
    struct state *state = audit->state;
    struct state_stream *streams;
    struct state_file *files;
    int64_t purged_ns;
    int64_t emptied;

    if (state_number(state, "purged", TIME_NONE, &purged_ns, err) < 0 ||
        state_number(state, "emptied", 0, &emptied, err) < 0 ||
        state_streams(state, arena, &streams, &audit->known.stream_count, err) < 0 ||
        state_files(state, arena, &files, &audit->known.file_count, err) < 0 ||
        state_nights(state, arena, &audit->night_list, &audit->night_count, err) < 0 ||
        state_findings(state, arena, &audit->findings, &audit->finding_count, err) < 0)
        return -1;
    audit->known.streams = streams;
    audit->known.files = files;
    audit->emptied = emptied != 0;
    if (purged_ns > audit->cutoff_ns) /* what was purged stays so, whatever comes late */
        audit->cutoff_ns = purged_ns;
    audit->known.block_bytes = audit->scan.ingest_options.block_bytes;
    for (size_t i = 0; i < audit->known.stream_count; i++) {
        if (streams[i].id != i)
            return err_set(err, "%s: the state is damaged: a stream is missing", audit->folder);
    }
    return 0;
}

/* Tables and blocks that have served go back to the system at once: otherwise those of one phase
 * would stay beside those of the next (measured: 100 MiB at nine million acts). */
static void return_memory(void)
{
#ifdef __GLIBC__
    (void)mallopt(M_MMAP_THRESHOLD, 512 << 10);
#endif
}

int audit_open(struct audit *audit, struct err *err)
{
    return_memory();
    (void)umask(0077); /* of the files that SQLite makes */
    raise_files();
    if (audit_folder_open(audit->folder, &audit->directory, err) < 0 || take_lock(audit, err) < 0 ||
        audit_folder_nights(audit->directory, audit->folder, &audit->nights, err) < 0)
        return -1;
    take_portal(audit);
    return 0;
}

int audit_look(struct audit *audit, struct err *err)
{
    audit->directory = open(audit->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (audit->directory < 0)
        return err_usage(err, "%s: is no folder of limier audit that can be read", audit->folder);
    audit->nights = openat(audit->directory, NIGHTS_NAME, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (audit->nights < 0)
        return err_usage(err, "%s: no run of limier audit has finished yet", audit->folder);
    raise_files();
    take_portal(audit);
    return 0;
}

int audit_open_purge(struct audit *audit, struct err *err)
{
    (void)umask(0077);
    if (audit_look(audit, err) < 0 || take_lock(audit, err) < 0)
        return -1;
    if (faccessat(audit->directory, STATE_NAME, F_OK, AT_SYMLINK_NOFOLLOW) != 0)
        return err_usage(err, "%s: no run of limier audit has finished yet", audit->folder);
    if (state_open(&audit->state, audit->folder, NULL, err) < 0)
        return -1;
    return read_state(audit, err);
}

int audit_forget_portal(const struct audit *audit, struct err *err)
{
    if (unlinkat(audit->directory, PORTAL_NAME, 0) != 0 && errno != ENOENT)
        return err_system(err, errno, "%s/" PORTAL_NAME ": cannot be removed", audit->folder);
    return 0;
}

int audit_keep_portal(const struct audit *audit, struct err *err)
{
    const struct scan *scan = &audit->scan;
    struct out out;

    if (audit->options.set[OPT_PORTAL])
        return 0;
    if (out_create(&out, audit->directory, PORTAL_NAME, err) < 0)
        return -1;
    out_bytes(&out, scan->portal.text.p, scan->portal.text.n);
    return out_commit(&out, NULL, err);
}

static int refuse_lost(const struct audit *audit, struct err *err)
{
    return err_set(err,
                   "%s: state.sqlite is gone or empty, but its nights are there: bring it back "
                   "from a backup, or begin in another folder",
                   audit->folder);
}

/* Tables are made before the first night is: where they are not, nights are those of a state that
 * is lost. 0 or -1. */
static int check_lost(const struct audit *audit, struct err *err)
{
    struct stat st;
    bool made =
        fstatat(audit->directory, STATE_NAME, &st, AT_SYMLINK_NOFOLLOW) == 0 && st.st_size > 0;

    return made || audit_sweep(audit, 0, false) == 0 ? 0 : refuse_lost(audit, err);
}

int audit_open_state(struct audit *audit, struct err *err)
{
    struct str options;

    if (audit->proposed)
        audit->scan.portal.proposed = true;
    if (!audit->options.set[OPT_MEMORY])
        audit->scan.memory_bytes = MEMORY_DEFAULT;
    if (!audit->options.set[OPT_PORTAL] && audit->scan.inputs.bytes_total == 0)
        return err_usage(err, "the logs are empty, so no profile of the portal can be proposed: "
                              "give one with --portal, or begin when there are lines");
    if (audit_options_text(audit, &options, err) < 0 || check_lost(audit, err) < 0 ||
        state_open(&audit->state, audit->folder, options.p, err) < 0 || read_state(audit, err) < 0)
        return -1;
    /* A first run that was killed leaves one night; more are those of another state. */
    if (audit->known.stream_count == 0 && !audit->emptied && audit_sweep(audit, 0, false) > 1)
        return refuse_lost(audit, err);
    (void)audit_sweep(audit, audit->night_count, true);
    return 0;
}

int audit_look_state(struct audit *audit, struct err *err)
{
    struct str options;

    audit->scan.portal.proposed = audit->proposed;
    if (audit_options_text(audit, &options, err) < 0 ||
        state_look(&audit->state, audit->folder, options.p, err) < 0)
        return -1;
    return read_state(audit, err);
}

void audit_release(struct audit *audit)
{
    state_close(audit->state);
    scan_release(&audit->scan);
    free(audit->files);
    free(audit->inputs);
    free(audit->starts);
    free(audit->anew);
    free(audit->streams);
    free(audit->torn);
    free(audit->news.findings);
    free(audit->news.told);
    free(audit->news.gaps);
    free(audit->news.withdrawn);
    free(audit->news.alerts);
    if (audit->nights >= 0)
        (void)close(audit->nights);
    if (audit->lock >= 0)
        (void)close(audit->lock);
    if (audit->directory >= 0)
        (void)close(audit->directory);
}

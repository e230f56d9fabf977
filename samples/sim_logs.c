/* Owns the log files: which line goes where, in which order, compressed or not. One file per
 * front-end and day, rotated at local midnight and named by the day inside (logrotate dateext and
 * dateyesterday); the last day is still being written, so it is plain. */
#include "sim_output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#include "sim.h"

struct writer {
    const struct sim *sim;
    struct log_set *set;
    struct log_file *now;
    int day; /* of the open file */
    FILE *plain;
    gzFile zipped;
};

static int64_t written_ms(const struct event *e)
{
    return e->time_ms + e->delay_ms;
}

/* Total order: by front-end, by the moment of writing, then as made. */
static int by_line(const void *x, const void *y)
{
    const struct event *a = *(const struct event *const *)x;
    const struct event *b = *(const struct event *const *)y;
    if (a->front_end != b->front_end) {
        return a->front_end < b->front_end ? -1 : 1;
    }
    if (written_ms(a) != written_ms(b)) {
        return written_ms(a) < written_ms(b) ? -1 : 1;
    }
    return a->sequence < b->sequence ? -1 : a->sequence > b->sequence;
}

static const struct event **sorted_events(const struct sim *sim, size_t *count)
{
    const struct event **list = malloc((sim->event_count + 1) * sizeof *list);
    *count = 0;
    int64_t first = day_start_ms(sim->params.start_day);
    int64_t end = first + sim->params.days * MS_DAY;
    for (size_t i = 0; list != NULL && i < sim->event_count; i++) {
        const struct event *e = &sim->events[i];
        if ((e->flags & EVENT_DROPPED) == 0 && e->time_ms >= first && e->time_ms < end) {
            list[(*count)++] = e;
        }
    }
    if (list != NULL) {
        qsort(list, *count, sizeof *list, by_line);
    }
    return list;
}

static int close_file(struct writer *w)
{
    int bad = 0;
    if (w->zipped != NULL) {
        bad = gzclose(w->zipped) != Z_OK;
    }
    if (w->plain != NULL) {
        bad = fclose(w->plain) != 0;
    }
    w->zipped = NULL;
    w->plain = NULL;
    return bad;
}

static int open_file(struct writer *w, unsigned front_end, int day)
{
    const struct params *p = &w->sim->params;
    bool last = !p->rotate_daily || day == p->start_day + (int)p->days - 1;
    char full[4096];
    int year;
    unsigned month, dom;
    w->now = &w->set->files[w->set->count++];
    w->now->front_end = front_end;
    w->day = day;
    if (last) {
        snprintf(w->now->path, sizeof w->now->path, "logs/fe%u-access.log", front_end + 1);
    } else {
        civil_from_day(day, &year, &month, &dom);
        snprintf(w->now->path, sizeof w->now->path, "logs/fe%u-access.log-%04d%02u%02u.gz",
                 front_end + 1, year, month, dom);
    }
    snprintf(full, sizeof full, "%s/%s", p->output, w->now->path);
    if (last) {
        w->plain = fopen(full, "wb");
        return w->plain == NULL;
    }
    w->zipped = gzopen(full, "wb4"); /* zlib writes a modification time of 0: same bytes always */
    return w->zipped == NULL;
}

static int day_of_file(const struct sim *sim, const struct event *e)
{
    const struct params *p = &sim->params;
    int last = p->start_day + (int)p->days - 1;
    int day = day_of(written_ms(e));
    return !p->rotate_daily || day > last ? last : day;
}

static int write_line(struct writer *w, const struct event *e)
{
    char line[LINE_MAX_BYTES];
    int day = day_of_file(w->sim, e);
    if (w->now == NULL || w->now->front_end != e->front_end || w->day != day) {
        if (close_file(w) || open_file(w, e->front_end, day)) {
            return -1;
        }
    }
    size_t n = line_write(w->sim, e, line);
    w->now->lines++;
    w->set->lines++;
    w->set->broken += e->op == OP_BROKEN;
    w->set->odd += e->op == OP_ODD;
    if (w->zipped != NULL) {
        return gzwrite(w->zipped, line, (unsigned)n) == (int)n ? 0 : -1;
    }
    return fwrite(line, 1, n, w->plain) == n ? 0 : -1;
}

static int make_folders(const struct params *p, char err[OUTPUT_ERROR_SIZE])
{
    char logs[4096];
    snprintf(logs, sizeof logs, "%s/logs", p->output);
    if (mkdir(p->output, 0777) != 0 && errno != EEXIST) {
        snprintf(err, OUTPUT_ERROR_SIZE, "%s: %s", p->output, strerror(errno));
        return -1;
    }
    if (mkdir(logs, 0777) != 0) { /* old files would mix with new ones */
        snprintf(err, OUTPUT_ERROR_SIZE, "%s: %s", logs,
                 errno == EEXIST ? "already exists: remove it or choose another directory"
                                 : strerror(errno));
        return -1;
    }
    return 0;
}

int output_logs(const struct sim *sim, struct log_set *set, char err[OUTPUT_ERROR_SIZE])
{
    const struct params *p = &sim->params;
    if (make_folders(p, err)) {
        return -1;
    }
    int result = -1;
    size_t count = 0;
    const struct event **list = sorted_events(sim, &count);
    struct writer w = {.sim = sim, .set = set};
    set->files = calloc((size_t)p->front_ends * p->days, sizeof *set->files);
    if (list == NULL || set->files == NULL) {
        snprintf(err, OUTPUT_ERROR_SIZE, "out of memory for %zu lines", sim->event_count);
        goto out;
    }
    for (size_t i = 0; i < count; i++) {
        if (write_line(&w, list[i])) {
            break;
        }
    }
    if (close_file(&w) || set->lines != count) {
        snprintf(err, OUTPUT_ERROR_SIZE, "%s/logs: cannot write: %s", p->output, strerror(errno));
        goto out;
    }
    result = 0;
out:
    free(list);
    return result;
}

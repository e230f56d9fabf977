/*
 * scan_propose.c: the profile of a scan that was given none: what inspect would propose, from a
 * sample of the logs.
 */
#include <stdlib.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "propose.h"
#include "scan.h"

/* What is sampled: so much of the text of so many files, spread evenly; of an archive so many
 * members. */
#define SAMPLE_BYTES   (UINT64_C(4) << 20)
#define SAMPLE_UNITS   16
#define SAMPLE_MEMBERS 4

/* The files to sample, as inputs of their own. */
struct selection {
    const char *paths[SAMPLE_UNITS * SAMPLE_MEMBERS];
    size_t order[SAMPLE_UNITS * SAMPLE_MEMBERS];
    struct input_unit units[SAMPLE_UNITS];
    struct inputs inputs;
};

static void select_unit(struct selection *s, const struct inputs *all, size_t index)
{
    struct input_unit *unit = &s->units[s->inputs.unit_count++];

    *unit = all->units[index];
    if (unit->count > SAMPLE_MEMBERS)
        unit->count = SAMPLE_MEMBERS;
    for (size_t k = 0; k < unit->count; k++) {
        s->order[s->inputs.count] = s->inputs.count;
        s->paths[s->inputs.count++] = all->paths[all->order[unit->first + k]];
    }
    unit->first = s->inputs.count - unit->count;
}

/* Whether a file can be read once more: not standard input, nor a pipe that the shell puts in the
 * place of a file. What a sample took of that would be missing in the run itself. */
static bool can_read_twice(const char *path)
{
    struct stat st;

    return strcmp(path, "-") != 0 && stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* False when there is something that cannot be read twice, or nothing at all. */
static bool select_inputs(struct selection *s, const struct inputs *all)
{
    size_t count = all->unit_count < SAMPLE_UNITS ? all->unit_count : SAMPLE_UNITS;

    s->inputs = (struct inputs){.paths = s->paths, .units = s->units, .order = s->order};
    for (size_t i = 0; i < all->unit_count; i++) {
        if (!can_read_twice(all->units[i].path))
            return false;
    }
    for (size_t i = 0; i < count; i++)
        select_unit(s, all, all->unit_count * i / count);
    return s->inputs.count > 0;
}

/* Replaces the generic profile by the one that a survey suggests. */
static int adopt(struct scan *scan, const struct survey *survey, struct err *err)
{
    struct proposal proposal;
    struct arena arena = {0};
    struct out out;
    int rc;

    propose(&proposal, survey, &arena);
    out_memory(&out);
    /* In the language of the reports, not of the terminal: the profile stays in the case, which
     * must not depend on a locale. */
    profile_write(&proposal, scan->dossier.lang, &out);
    portal_release(&scan->portal);
    rc = portal_read(&scan->portal, (struct str){out.buffer, out.used}, "proposed profile", err);
    scan->has_portal = rc == 0;
    scan->portal.proposed = true;
    out_drop(&out);
    arena_release(&arena);
    return rc;
}

int scan_propose(struct scan *scan, struct err *err)
{
    struct selection *some = mem_zero(1, sizeof *some);
    struct ingest ingest = {0};
    struct survey *survey;
    int rc = -1;

    if (!select_inputs(some, &scan->inputs)) {
        free(some);
        return 0;
    }
    survey = survey_run(&some->inputs, &scan->ingest_options, SAMPLE_BYTES, scan->console->progress,
                        &ingest, err);
    if (survey) {
        for (size_t i = 0; i < ingest.input_count && !scan->sample_damage.p; i++) {
            if (ingest.coverage[i].damage.kind != DAMAGE_NONE)
                scan->sample_damage = arena_str(&scan->arena, ingest.coverage[i].input);
        }
        atomic_store(&scan->console->progress->lines, 0); /* the run itself begins now */
        rc = adopt(scan, survey, err);
        survey_release(survey);
        free(survey);
        ingest_release(&ingest);
    }
    free(some);
    return rc;
}

int scan_check_sample(const struct scan *scan, struct err *err)
{
    for (size_t i = 0; scan->sample_damage.p && i < scan->ingest.input_count; i++) {
        const struct coverage *c = &scan->ingest.coverage[i];

        if (str_eq(c->input, scan->sample_damage) && c->damage.kind == DAMAGE_NONE)
            return err_set(err, "%.*s could not be read at first, and then it could: run again",
                           (int)c->input.n, c->input.p);
    }
    return 0;
}

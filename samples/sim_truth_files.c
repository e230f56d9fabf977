/* Owns the text of truth.json, truth-victims.csv, directory.csv and canaries.txt. It counts
 * nothing. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios.h"
#include "sim.h"
#include "sim_output.h"
#include "sim_truth.h"

FILE *output_open(const struct sim *sim, const char *name, char err[OUTPUT_ERROR_SIZE])
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", sim->params.output, name);
    FILE *f = fopen(path, "w");
    if (f == NULL) {
        snprintf(err, OUTPUT_ERROR_SIZE, "%s: %s", path, strerror(errno));
    }
    return f;
}

int output_close(FILE *f, const char *name, char err[OUTPUT_ERROR_SIZE])
{
    int bad = ferror(f);
    if (fclose(f) != 0 || bad) {
        snprintf(err, OUTPUT_ERROR_SIZE, "%s: cannot write", name);
        return -1;
    }
    return 0;
}

/* The log keeps whole seconds, so the truth does: milliseconds are always 000. */
static const char *iso(int64_t time_ms, char out[40])
{
    int year;
    unsigned month, dom;
    int day = (int)(time_ms / MS_DAY);
    int64_t s = time_ms / MS_SECOND % 86400;
    civil_from_day(day, &year, &month, &dom);
    snprintf(out, 40, "%04d-%02u-%02uT%02d:%02d:%02d.000Z", year, month, dom, (int)(s / 3600),
             (int)(s / 60 % 60), (int)(s % 60));
    return out;
}

/* Texts here are all our own: only quotes and backslashes need care. */
static void put_string(FILE *f, const char *s)
{
    fputc('"', f);
    for (; *s != '\0'; s++) {
        if (*s == '"' || *s == '\\') {
            fputc('\\', f);
        }
        fputc(*s, f);
    }
    fputc('"', f);
}

static void put_span(FILE *f, const struct span_count *s)
{
    char a[40], b[40];
    fprintf(f, "\"first\": \"%s\", \"last\": \"%s\", \"requests\": %llu, \"requests_named\": %llu",
            iso(s->first_ms, a), iso(s->last_ms, b), (unsigned long long)s->requests,
            (unsigned long long)s->named);
}

static void put_groups(FILE *f, const struct sim *sim, const struct truth *t)
{
    fprintf(f, "      \"addresses\": [");
    for (size_t i = 0; i < t->addresses.count; i++) {
        fprintf(f, "%s\n        {\"address\": \"%s\", ", i ? "," : "",
                sim->addresses[t->addresses.items[i].address]);
        put_span(f, &t->addresses.items[i].span);
        fputc('}', f);
    }
    fprintf(f, "\n      ],\n      \"agents\": [");
    for (size_t i = 0; i < t->agents.count; i++) {
        fprintf(f, "%s\n        {\"agent\": ", i ? "," : "");
        put_string(f, agent_text(t->agents.items[i].agent));
        fputs(", ", f);
        put_span(f, &t->agents.items[i].span);
        fputc('}', f);
    }
    fprintf(f, "\n      ],\n      \"sessions\": [");
    for (size_t i = 0; i < t->sessions.count; i++) {
        const struct group *g = &t->sessions.items[i];
        fprintf(f, "%s\n        {\"address\": \"%s\", \"agent\": ", i ? "," : "",
                sim->addresses[g->address]);
        put_string(f, agent_text(g->agent));
        fputs(", ", f);
        put_span(f, &g->span);
        fputc('}', f);
    }
    fprintf(f, "\n      ],\n");
}

static void put_insurers(FILE *f, const struct truth *t)
{
    const char *comma = "";
    fprintf(f, "      \"per_insurer\": {");
    for (unsigned i = 0; i < INSURER_COUNT; i++) {
        char number[INSURER_SIZE];
        insurer_write(i, number);
        if (t->per_insurer[i] > 0) {
            fprintf(f, "%s\"%s\": %llu", comma, number, (unsigned long long)t->per_insurer[i]);
            comma = ", ";
        }
    }
    fprintf(f, "}\n");
}

static void put_case(FILE *f, const struct sim *sim, const struct truth *t, int64_t cut_ms)
{
    char a[40], b[40];
    const struct account *account = &sim->accounts[t->account];
    const struct span_count *d = &t->displayed;
    fprintf(f, "    {\n      \"account\": \"%s\",\n      \"trade\": \"%s\",\n      ", account->name,
            trade_rules(account->trade)->name);
    put_span(f, &t->all);
    if (d->requests > 0) {
        fprintf(f, ",\n      \"first_shown\": \"%s\",\n      \"last_shown\": \"%s\"",
                iso(d->first_ms, a), iso(d->last_ms, b));
    }
    if (cut_ms != INT64_MAX) {
        fprintf(f, ",\n      \"cut\": \"%s\"", iso(cut_ms, a));
    }
    fprintf(f,
            ",\n      \"records_shown\": %llu,\n      \"beneficiaries_shown\": %llu,\n"
            "      \"beneficiaries_shown_to_owner_too\": %llu,\n      \"not_found\": %llu,\n"
            "      \"refused\": %llu,\n",
            (unsigned long long)d->requests, (unsigned long long)t->beneficiaries,
            (unsigned long long)t->owner_too, (unsigned long long)t->not_found,
            (unsigned long long)t->refused);
    put_groups(f, sim, t);
    put_insurers(f, t);
    fprintf(f, "    }");
}

static void put_parameters(FILE *f, const struct sim *sim)
{
    const struct params *p = &sim->params;
    int year;
    unsigned month, dom;
    char name[SCENARIO_NAME_SIZE];
    civil_from_day(p->start_day, &year, &month, &dom);
    fprintf(f,
            "{\n  \"schema\": \"limier-truth/1\",\n  \"kind\": \"%s\",\n  \"scenario\": \"%s\",\n  "
            "\"seed\": %llu,\n"
            "  \"parameters\": {\"accounts\": %u, \"days\": %u, \"start\": \"%04d-%02u-%02u\", "
            "\"front_ends\": %u, \"broken\": %u, \"rotate\": \"%s\", \"layout\": \"%s\"},\n  "
            "\"scenario_parameters\": {",
            p->scenario->kind == SCENARIO_ATTACK ? "attack" : "benign",
            scenario_name(p->scenario, name), (unsigned long long)p->seed, p->accounts, p->days,
            year, month, dom, p->front_ends, p->broken, p->rotate_daily ? "daily" : "none",
            p->session_layout ? "session" : "combined");
    for (unsigned i = 0; i < sim->note_count; i++) {
        fprintf(f, "%s\"%s\": ", i ? ", " : "", sim->notes[i].name);
        put_string(f, sim->notes[i].value);
    }
    fprintf(f, "},\n  \"timezone\": \"+01:00\",\n");
}

static void put_files(FILE *f, const struct sim *sim, const struct log_set *set)
{
    fprintf(f,
            "  \"lines_total\": %llu,\n  \"malformed_total\": %llu,\n"
            "  \"odd_requests_total\": %llu,\n  \"files\": [",
            (unsigned long long)set->lines, (unsigned long long)set->broken,
            (unsigned long long)set->odd);
    for (size_t i = 0; i < set->count; i++) {
        const struct log_file *l = &set->files[i];
        fprintf(f, "%s\n    {\"path\": \"%s\", \"format\": \"%s\", \"lines\": %llu}", i ? "," : "",
                l->path, line_format(sim, l->front_end), (unsigned long long)l->lines);
    }
    fprintf(f, "\n  ],\n");
}

struct victim_row {
    const struct shown *person;
    const char *insurer, *account;
};

/* By beneficiary, insurer, account: the order of the text itself. */
static int by_row(const void *x, const void *y)
{
    const struct victim_row *a = x;
    const struct victim_row *b = y;
    int c = strcmp(a->person->nir, b->person->nir);
    c = c != 0 ? c : strcmp(a->insurer, b->insurer);
    return c != 0 ? c : strcmp(a->account, b->account);
}

static int put_victims(const struct sim *sim, const struct truth *truths,
                       char err[OUTPUT_ERROR_SIZE])
{
    char numbers[INSURER_COUNT][INSURER_SIZE];
    char time[40];
    size_t total = 0;
    for (unsigned i = 0; i < INSURER_COUNT; i++) {
        insurer_write(i, numbers[i]);
    }
    for (unsigned i = 0; i < sim->compromised_count; i++) {
        total += truths[i].person_count;
    }
    FILE *f = output_open(sim, "truth-victims.csv", err);
    struct victim_row *rows = malloc((total + 1) * sizeof *rows);
    if (f == NULL || rows == NULL) {
        free(rows);
        return f == NULL ? -1 : (fclose(f), -1);
    }
    size_t n = 0;
    for (unsigned i = 0; i < sim->compromised_count; i++) {
        for (size_t k = 0; k < truths[i].person_count; k++) {
            const struct shown *s = &truths[i].persons[k];
            rows[n++] =
                (struct victim_row){s, s->insurer < INSURER_COUNT ? numbers[s->insurer] : "",
                                    sim->accounts[truths[i].account].name};
        }
    }
    qsort(rows, n, sizeof *rows, by_row);
    fputs("beneficiary,insurer,account,first_seen,views\n", f);
    for (size_t k = 0; k < n; k++) {
        fprintf(f, "%s,%s,%s,%s,%llu\n", rows[k].person->nir, rows[k].insurer, rows[k].account,
                iso(rows[k].person->first_ms, time), (unsigned long long)rows[k].person->views);
    }
    free(rows);
    return output_close(f, "truth-victims.csv", err);
}

int output_truth(const struct sim *sim, const struct log_set *set, char err[OUTPUT_ERROR_SIZE])
{
    int result = -1;
    unsigned done = 0;
    struct truth *truths = calloc(MAX_COMPROMISED, sizeof *truths);
    snprintf(err, OUTPUT_ERROR_SIZE, "out of memory for the truth");
    struct truth_events events = {NULL, 0};
    if (truths == NULL || truth_events(sim, &events)) {
        goto out;
    }
    for (; done < sim->compromised_count; done++) {
        if (truth_collect(sim, &events, done, &truths[done])) {
            done++;
            goto out;
        }
    }
    FILE *f = output_open(sim, "truth.json", err);
    if (f == NULL) {
        goto out;
    }
    put_parameters(f, sim);
    put_files(f, sim, set);
    fprintf(f, "  \"compromised\": [");
    for (unsigned i = 0; i < sim->compromised_count; i++) {
        fputs(i ? ",\n" : "\n", f);
        put_case(f, sim, &truths[i], sim->compromised[i].cut_ms);
    }
    fprintf(f, "%s]\n}\n", sim->compromised_count > 0 ? "\n  " : "");
    result = output_close(f, "truth.json", err);
    if (result == 0) {
        result = put_victims(sim, truths, err);
    }
out:
    for (unsigned i = 0; i < done; i++) {
        truth_release(&truths[i]);
    }
    free(events.events);
    free(truths);
    return result;
}

/* YYYY-MM-DD; empty for an account that is open. */
static void put_closed(FILE *f, const struct sim *sim, const struct account *a)
{
    int year;
    unsigned month, dom;
    if (!sim->closings) {
        return;
    }
    fputc(',', f);
    if (a->closed != 0) {
        civil_from_day(a->closed, &year, &month, &dom);
        fprintf(f, "%04d-%02u-%02u", year, month, dom);
    }
}

int output_directory(const struct sim *sim, char err[OUTPUT_ERROR_SIZE])
{
    FILE *f = output_open(sim, "directory.csv", err);
    if (f == NULL) {
        return -1;
    }
    fprintf(f, "account,trade,shop,city,channel%s\n", sim->closings ? ",closed" : "");
    for (unsigned i = 0; i < sim->params.accounts; i++) {
        const struct account *a = &sim->accounts[i];
        fprintf(f, "%s,%s,S%05u,%s,%s", a->name, trade_rules(a->trade)->name, a->office,
                city_get(a->city)->name, a->software ? "software" : "browser");
        put_closed(f, sim, a);
        fputc('\n', f);
    }
    return output_close(f, "directory.csv", err);
}

int output_canaries(const struct sim *sim, char err[OUTPUT_ERROR_SIZE])
{
    if (sim->canary_count == 0) {
        return 0;
    }
    FILE *f = output_open(sim, "canaries.txt", err);
    if (f == NULL) {
        return -1;
    }
    for (size_t i = 0; i < sim->canary_count; i++) {
        fprintf(f, "%s\n", sim->canaries[i]);
    }
    return output_close(f, "canaries.txt", err);
}

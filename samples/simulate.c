/* Owns the command line of the simulator: parse, run the steps in order, say what went wrong. It is
 * the only printer, and knows nothing of what a scenario does. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenarios.h"
#include "sim_output.h"

static const struct scenario scenarios[] = {
#define SCENARIO(name, doc, source, kind) {#name, doc, source, SCENARIO_##kind, scenario_##name},
#include "scenarios.def"
#undef SCENARIO
};

const struct scenario *scenario_get(unsigned i)
{
    return i < sizeof scenarios / sizeof scenarios[0] ? &scenarios[i] : NULL;
}

const char *scenario_name(const struct scenario *s, char out[SCENARIO_NAME_SIZE])
{
    size_t n = 0;
    for (; s->id[n] != '\0' && n < SCENARIO_NAME_SIZE - 1; n++) {
        out[n] = s->id[n] == '_' ? '-' : s->id[n];
    }
    out[n] = '\0';
    return out;
}

/* A text indented under its name, broken between words before column 80. */
static void put_wrapped(const char *text)
{
    size_t column = 0;
    while (*text != '\0') {
        size_t n = strcspn(text, " ");
        if (column == 0 || column + 1 + n > 80) {
            printf("%s      %.*s", column == 0 ? "" : "\n", (int)n, text);
            column = 6 + n;
        } else {
            printf(" %.*s", (int)n, text);
            column += 1 + n;
        }
        text += n + (text[n] == ' ');
    }
    putchar('\n');
}

static void help(void)
{
    fputs("Usage: simulate [options] --output DIR\n"
          "\n"
          "Writes the access logs of an imaginary tiers-payant portal, and the truth about them:\n"
          "DIR/logs/, DIR/truth.json, DIR/truth-victims.csv, DIR/directory.csv. The same options\n"
          "always give the same bytes.\n"
          "\n"
          "  --output DIR      where to write; DIR/logs must not exist yet\n"
          "  --scenario NAME   what happens (default viamedis); see below\n"
          "  --seed N          seed of all chance (default 1)\n"
          "  --accounts N      practitioner accounts, 10 to 5000 (default 400): 56 % opticians,\n"
          "                    18 % care, 16 % hearing aids, 9 % pharmacies, 1 % hospitals\n"
          "  --days N          days of log, 2 to 400 (default 28)\n"
          "  --start DATE      first day, YYYY-MM-DD (default 2024-01-08); local time is +0100\n"
          "                    all along, so choose a period of winter\n"
          "  --front-ends N    1 to 9 (default 3): two write nginx combined, the third Apache\n"
          "                    vhost_combined, and so on; their logs overlap in time\n"
          "  --rotate HOW      daily (default): a .gz per day, the last day plain; none: one\n"
          "                    plain file per front-end\n"
          "  --layout NAME     combined (default): as above; session: every front-end writes one\n"
          "                    format with cookies, in which only logins name the account\n"
          "  --broken N        broken lines in 100,000 (default 25; 0 for the scenario clean)\n"
          "  --canaries N      0 to 100000 (default 0): writes DIR/canaries.txt, the NIR of "
          "persons who\n"
          "                    exist and whom nobody has a reason to look up\n"
          "  --help            this text\n"
          "\n"
          "Scenarios:\n",
          stdout);
    char name[SCENARIO_NAME_SIZE];
    for (unsigned i = 0; scenario_get(i) != NULL; i++) {
        const struct scenario *s = scenario_get(i);
        printf("  %s (%s)\n", scenario_name(s, name),
               s->kind == SCENARIO_ATTACK ? "attack" : "nobody is compromised");
        put_wrapped(s->doc);
        put_wrapped(s->source);
    }
}

static int parse_number(const char *text, unsigned long long low, unsigned long long high,
                        unsigned long long *out)
{
    char *end;
    if (text[0] < '0' || text[0] > '9') {
        return -1;
    }
    *out = strtoull(text, &end, 10);
    return *end == '\0' && *out >= low && *out <= high ? 0 : -1;
}

static int parse_unsigned(const char *text, unsigned low, unsigned high, unsigned *out)
{
    unsigned long long x;
    if (parse_number(text, low, high, &x)) {
        return -1;
    }
    *out = (unsigned)x;
    return 0;
}

/* YYYY-MM-DD, exactly. */
static int parse_date(const char *text, int *day)
{
    char part[3][5] = {"", "", ""};
    unsigned value[3];
    if (strlen(text) != 10 || text[4] != '-' || text[7] != '-') {
        return -1;
    }
    memcpy(part[0], text, 4);
    memcpy(part[1], text + 5, 2);
    memcpy(part[2], text + 8, 2);
    if (parse_unsigned(part[0], 1971, 2200, &value[0]) ||
        parse_unsigned(part[1], 1, 12, &value[1]) || parse_unsigned(part[2], 1, 31, &value[2])) {
        return -1;
    }
    int y;
    unsigned m, d;
    *day = day_from_civil((int)value[0], value[1], value[2]);
    civil_from_day(*day, &y, &m, &d); /* 31 February would come back as another date */
    return m == value[1] && d == value[2] ? 0 : -1;
}

static int parse_scenario(const char *text, const struct scenario **out)
{
    char name[SCENARIO_NAME_SIZE];
    for (unsigned i = 0; scenario_get(i) != NULL; i++) {
        if (strcmp(scenario_name(scenario_get(i), name), text) == 0) {
            *out = scenario_get(i);
            return 0;
        }
    }
    return -1;
}

static int parse_choice(const char *text, const char *yes, const char *no, bool *out)
{
    *out = strcmp(text, yes) == 0;
    return *out || strcmp(text, no) == 0 ? 0 : -1;
}

static int parse_option(const char *name, const char *value, struct params *p)
{
    unsigned long long seed;
    if (strcmp(name, "--seed") == 0) {
        int bad = parse_number(value, 0, UINT64_MAX, &seed);
        p->seed = bad ? 0 : seed;
        return bad;
    }
    if (strcmp(name, "--accounts") == 0) {
        return parse_unsigned(value, 10, 5000, &p->accounts);
    }
    if (strcmp(name, "--days") == 0) {
        return parse_unsigned(value, 2, MAX_DAYS, &p->days);
    }
    if (strcmp(name, "--front-ends") == 0) {
        return parse_unsigned(value, 1, MAX_FRONT_ENDS, &p->front_ends);
    }
    if (strcmp(name, "--broken") == 0) {
        return parse_unsigned(value, 0, 10000, &p->broken);
    }
    if (strcmp(name, "--canaries") == 0) {
        return parse_unsigned(value, 0, 100000, &p->canaries);
    }
    if (strcmp(name, "--start") == 0) {
        return parse_date(value, &p->start_day);
    }
    if (strcmp(name, "--scenario") == 0) {
        return parse_scenario(value, &p->scenario);
    }
    if (strcmp(name, "--rotate") == 0) {
        return parse_choice(value, "daily", "none", &p->rotate_daily);
    }
    if (strcmp(name, "--layout") == 0) {
        return parse_choice(value, "session", "combined", &p->session_layout);
    }
    p->output = value;
    size_t n = strlen(value);
    return strcmp(name, "--output") == 0 && n > 0 && n < 3900 ? 0 : -1;
}

static void play(struct sim *sim)
{
    const struct params *p = &sim->params;
    world_build(sim);
    if (!sim->failed) {
        canary_make(sim);
    }
    if (!sim->failed) {
        p->scenario->run(sim, PHASE_WORLD);
    }
    for (uint32_t i = 0; i < p->accounts && !sim->failed; i++) {
        if (sim->accounts[i].software) {
            play_software(sim, i);
        } else {
            play_account(sim, i);
        }
    }
    if (!sim->failed) {
        p->scenario->run(sim, PHASE_PLAY);
        play_noise(sim);
    }
}

/* Plays and writes; returns the exit code. */
static int run(struct sim *sim)
{
    struct log_set set = {NULL, 0, 0, 0, 0};
    char err[OUTPUT_ERROR_SIZE] = "";
    play(sim);
    int bad = sim->failed;
    if (bad) {
        snprintf(err, sizeof err, "out of memory, or a table of the simulator is too small");
    }
    bad = bad || output_logs(sim, &set, err) || output_directory(sim, err) ||
          output_canaries(sim, err) || output_truth(sim, &set, err);
    if (bad) {
        fprintf(stderr, "simulate: %s\n", err);
    }
    free(set.files);
    world_release(sim);
    return bad ? 3 : 0;
}

int main(int argc, char **argv)
{
    struct sim sim = {.params = {.seed = 1,
                                 .accounts = 400,
                                 .days = 28,
                                 .front_ends = 3,
                                 .broken = BROKEN_BY_SCENARIO,
                                 .rotate_daily = true,
                                 .start_day = day_from_civil(2024, 1, 8)}};
    parse_scenario("viamedis", &sim.params.scenario);
    for (int i = 1; i < argc; i += 2) {
        if (strcmp(argv[i], "--help") == 0) {
            help();
            return fflush(stdout) == 0 ? 0 : 3;
        }
        if (i + 1 == argc || parse_option(argv[i], argv[i + 1], &sim.params)) {
            fprintf(stderr, "simulate: %s: unknown option or bad value; see --help\n", argv[i]);
            return 2;
        }
    }
    if (sim.params.output == NULL) {
        fputs("simulate: --output is missing; see --help\n", stderr);
        return 2;
    }
    if (sim.params.broken == BROKEN_BY_SCENARIO) {
        /* A clean log is one that can be read whole. */
        sim.params.broken = strcmp(sim.params.scenario->id, "clean") == 0 ? 0 : 25;
    }
    return run(&sim);
}

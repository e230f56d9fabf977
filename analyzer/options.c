/*
 * options.c: getopt_long over the table, and what values mean. Files and the environment are
 * configuration.c's.
 */
#define _GNU_SOURCE
#include "options.h"

#include <getopt.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/stats.h"

const struct option_row option_rows[OPT_COUNT] = {
#define OPTION(id, name, letter, kind, value, doc, source, span)                                   \
    [OPT_##id] = {name, letter, kind, value, doc, OPTION_##span},
#include "options.def"
#undef OPTION
};

void options_set(struct options *o, enum option_id id, const char *value, const char *origin)
{
    o->set[id] = true;
    o->text[id] = value;
    o->origin[id] = origin;
    if (option_rows[id].kind == OPTION_LIST) {
        o->list[id] = mem_resize(o->list[id], o->list_count[id] + 1, sizeof *o->list[id]);
        o->list[id][o->list_count[id]++] = value;
    }
}

/* The tables that getopt_long wants. `letters` has room for three bytes an option and three more.
 */
static void getopt_tables(const enum option_id *taken, struct option *longs, char *letters)
{
    int n = 0;

    *letters++ = ':';
    for (const enum option_id *t = taken; *t != OPT_COUNT; t++) {
        const struct option_row *row = &option_rows[*t];
        int has_value = row->kind == OPTION_FLAG ? no_argument : required_argument;

        longs[n++] = (struct option){row->name, has_value, NULL, 256 + (int)*t};
        if (row->letter) {
            *letters++ = (char)row->letter;
            if (has_value == required_argument)
                *letters++ = ':';
        }
    }
    longs[n] = (struct option){0};
    *letters = '\0';
}

static enum option_id option_by_letter(int letter)
{
    int id = 0;

    if (letter >= 256)
        return (enum option_id)(letter - 256);
    while (id < OPT_COUNT && option_rows[id].letter != letter)
        id++;
    return (enum option_id)id;
}

int options_parse(struct options *options, int argc, char **argv, const enum option_id *taken,
                  struct err *err)
{
    struct option longs[OPT_COUNT + 1];
    char letters[3 * OPT_COUNT + 3];
    int letter;

    *options = (struct options){0};
    getopt_tables(taken, longs, letters);
    optind = 1;
    while ((letter = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
        enum option_id id = option_by_letter(letter);

        if (letter == '?' && optopt && optopt < 256)
            return err_usage(err, "unknown option -%c", optopt);
        if (letter == '?')
            return err_usage(err, "unknown option %s", argv[optind - 1]);
        if (letter == ':')
            return err_usage(err, "option %s needs a value", argv[optind - 1]);
        options_set(options, id, optarg, ORIGIN_COMMAND_LINE);
    }
    options->paths = argv + optind;
    options->path_count = (size_t)(argc - optind);
    return 0;
}

void options_release(struct options *options)
{
    for (int id = 0; id < OPT_COUNT; id++)
        free(options->list[id]);
}

static int bad_value(const struct options *o, enum option_id id, const char *wanted,
                     struct err *err)
{
    return err_usage(err, "--%s %s: %-s is wanted", option_rows[id].name, o->text[id], wanted);
}

int options_size(const struct options *o, enum option_id id, uint64_t otherwise,
                 uint64_t *ret_bytes, struct err *err)
{
    struct str text = str_of(o->text[id]);
    unsigned shift = 0;
    uint64_t value;

    *ret_bytes = otherwise;
    if (!o->set[id])
        return 0;
    if (text.n) {
        char unit = (char)(text.p[text.n - 1] & ~0x20);

        shift = unit == 'K' ? 10 : unit == 'M' ? 20 : unit == 'G' ? 30 : 0;
        text.n -= shift > 0;
    }
    if (!str_to_u64(text, (UINT64_C(1) << 40) >> shift, &value) || value == 0)
        return bad_value(o, id, "a size such as 64K, 512M or 2G", err);
    *ret_bytes = value << shift;
    return 0;
}

int options_time(const struct options *o, enum option_id id, int offset_seconds, int64_t otherwise,
                 int64_t *ret_ns, struct err *err)
{
    *ret_ns = otherwise;
    if (o->set[id] && clock_parse(str_of(o->text[id]), offset_seconds, ret_ns) < 0)
        return bad_value(o, id, "a time such as 2024-01-29 or 2024-01-29T15:00:00+01:00", err);
    return 0;
}

bool options_time_local(const struct options *o, enum option_id id)
{
    int64_t here_ns;
    int64_t there_ns;

    return o->set[id] && clock_parse(str_of(o->text[id]), 0, &here_ns) == 0 &&
           clock_parse(str_of(o->text[id]), 3600, &there_ns) == 0 && here_ns != there_ns;
}

int options_window(const struct options *o, int64_t since_ns, int64_t until_ns, struct err *err)
{
    if (since_ns == TIME_NONE || until_ns == TIME_NONE || since_ns < until_ns)
        return 0;
    return err_usage(err, "--until %s: is not after --since %s", o->text[OPT_UNTIL],
                     o->text[OPT_SINCE]);
}

int options_number(const struct options *o, enum option_id id, uint64_t most, uint64_t otherwise,
                   uint64_t *ret_number, struct err *err)
{
    *ret_number = otherwise;
    if (o->set[id] && (!str_to_u64(str_of(o->text[id]), most, ret_number) || *ret_number == 0))
        return err_usage(err, "--%s %s: a number from 1 to %llu is wanted", option_rows[id].name,
                         o->text[id], (unsigned long long)most);
    return 0;
}

/* Threads that --jobs may ask for. */
#define JOBS_MOST 256

int options_jobs(const struct options *o, unsigned *ret_jobs, struct err *err)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    uint64_t jobs;

    if (options_number(o, OPT_JOBS, JOBS_MOST, processors > 0 ? (uint64_t)processors : 1, &jobs,
                       err) < 0)
        return -1;
    *ret_jobs = (unsigned)jobs;
    return 0;
}

int options_lang(const struct options *o, enum lang otherwise, enum lang *ret_lang, struct err *err)
{
    const char *text = o->text[OPT_LANG];

    *ret_lang = otherwise;
    if (!text)
        return 0;
    if (strcmp(text, "fr") != 0 && strcmp(text, "en") != 0)
        return err_usage(err, "--lang %s: fr or en is wanted", text);
    *ret_lang = text[0] == 'f' ? LANG_FR : LANG_EN;
    return 0;
}

int options_budget(const struct options *o, double otherwise, double *ret_budget, struct err *err)
{
    const char *text = o->text[OPT_ALERT_BUDGET];
    double per_10000 = 0;

    *ret_budget = otherwise;
    if (!text)
        return 0;
    if (stats_number(text, &per_10000) < 0 || per_10000 <= 0 || per_10000 > 1e6)
        return err_usage(err, "--alert-budget %s: a number of false alarms above 0 is wanted",
                         text);
    *ret_budget = per_10000 / 10000;
    return 0;
}

int options_color(const struct options *o, struct err *err)
{
    const char *mode = o->text[OPT_COLOR];

    if (mode && strcmp(mode, "auto") != 0 && strcmp(mode, "always") != 0 &&
        strcmp(mode, "never") != 0)
        return err_usage(err, "--color %s: auto, always or never is wanted", mode);
    return 0;
}

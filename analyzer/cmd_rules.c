/*
 * cmd_rules.c: limier rules: what can be done with signatures without a case: check them, list
 * them, test them. Each is a file of its own.
 */
#include "rules.h"

static const enum option_id options_taken[] = {OPT_RULES,
                                               OPT_NO_BUILTIN_RULES,
                                               OPT_MIN_LEVEL,
                                               OPT_AGAINST,
                                               OPT_PORTAL,
                                               OPT_DIRECTORY,
                                               OPT_LOG_FORMAT,
                                               OPT_FROM_CONFIG,
                                               OPT_DATE_FORMAT,
                                               OPT_TIME_FORMAT,
                                               OPT_DATETIME_FORMAT,
                                               OPT_TZ,
                                               OPT_TRUSTED_PROXY,
                                               OPT_RECURSIVE,
                                               OPT_JSON,
                                               OPT_JOBS,
                                               OPT_LANG,
                                               OPT_CONFIG,
                                               OPT_COLOR,
                                               OPT_NO_PROGRESS,
                                               OPT_HELP,
                                               OPT_COUNT};

static const char *const examples[] = {
    "limier rules check --rules regles/ --against access.log",
    "limier rules list --min-level high",
    "limier rules list --json | jq -r '.rules[] | [.id, .author] | @tsv'",
    NULL,
};

/* What can be asked for. */
static const struct part {
    const char *name;
    enum exit_code (*run)(const struct rules_run *run, struct err *err);
} parts[] = {
    {"check", rules_check},
    {"list", rules_list},
    {"test", rules_test},
};

int rules_read(const struct rules_run *run, bool paths, struct rule_set *set, struct err *err)
{
    const struct options *o = run->options;
    int rc = 0;

    if (!o->set[OPT_NO_BUILTIN_RULES])
        rules_add_builtin(set);
    for (size_t i = 0; i < o->list_count[OPT_RULES] && rc == 0; i++)
        rc = rules_add_path(set, o->list[OPT_RULES][i], err);
    for (size_t i = 0; paths && i < o->path_count && rc == 0; i++)
        rc = rules_add_path(set, o->paths[i], err);
    rules_finish(set);
    return rc;
}

const char *rules_kind(const struct rule *rule)
{
    static const char *const names[] = {
        [CORRELATION_EVENT_COUNT] = "event_count",
        [CORRELATION_VALUE_COUNT] = "value_count",
        [CORRELATION_TEMPORAL] = "temporal",
        [CORRELATION_TEMPORAL_ORDERED] = "temporal_ordered",
        [CORRELATION_VALUE_SUM] = "value_sum",
        [CORRELATION_VALUE_AVG] = "value_avg",
        [CORRELATION_VALUE_PERCENTILE] = "value_percentile",
        [CORRELATION_VALUE_MEDIAN] = "value_median",
    };

    return rule->correlation ? names[rule->correlation->kind] : "detection";
}

static int read_level(struct rules_run *run, struct err *err)
{
    const char *text = run->options->text[OPT_MIN_LEVEL];

    run->least = text ? level_by_name(str_of(text)) : LEVEL_INFORMATIONAL;
    return run->least == LEVEL_COUNT ? err_usage(err,
                                                 "--min-level %s: informational, low, medium, high "
                                                 "or critical is wanted",
                                                 text)
                                     : 0;
}

static enum exit_code rules_command(const struct options *options, struct console *console,
                                    struct err *err)
{
    struct str asked = options->path_count ? str_of(options->paths[0]) : STR_NONE;
    struct options rest = *options;
    struct rules_run run = {.options = &rest, .console = console, .directory = -1};

    if (options_lang(options, console->lang, &run.lang, err) < 0 || read_level(&run, err) < 0)
        return EXIT_USAGE;
    console->lang = run.lang;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (str_eq(asked, str_of(parts[i].name))) {
            rest.paths++;
            rest.path_count--;
            return parts[i].run(&run, err);
        }
    }
    (void)err_usage(err, "limier rules wants to know what to do: check, list or test");
    return EXIT_USAGE;
}

const struct command command_rules = {
    .name = "rules",
    .usage = N_("check|list|test [options] [PATH…]"),
    .options = options_taken,
    .examples = examples,
    .run = rules_command,
};

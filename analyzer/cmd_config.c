/*
 * cmd_config.c: limier config: what the files, the environment and the command line say together,
 * who said it, and whether it can be used.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/json.h"
#include "base/mem.h"
#include "channel.h"
#include "textfile.h"

/* All of them: whatever a file may say can be shown. */
static const enum option_id options_taken[] = {
#define OPTION(id, name, letter, kind, value, doc, source) OPT_##id,
#include "options.def"
#undef OPTION
    OPT_COUNT};

static const char *const examples[] = {
    "limier config show",
    "limier config check && systemctl start limier-audit.timer",
    NULL,
};

/* One run. */
struct run {
    const struct options *options;
    struct console *console;
    unsigned problems;
};

/* Calls `each` for every value that is set. */
static void each_value(struct run *run, void (*each)(struct run *, enum option_id, const char *))
{
    const struct options *o = run->options;

    for (int id = 0; id < OPT_COUNT; id++) {
        if (!o->origin[id] || id == OPT_JSON || id == OPT_CONFIG)
            continue;
        if (option_rows[id].kind != OPTION_LIST) {
            each(run, (enum option_id)id, o->text[id]);
            continue;
        }
        for (size_t i = 0; i < o->list_count[id]; i++)
            each(run, (enum option_id)id, o->list[id][i]);
    }
}

/* The value of a flag is whether it is set. */
static struct str value_of(const struct run *run, enum option_id id, const char *value)
{
    if (option_rows[id].kind == OPTION_FLAG)
        return run->options->set[id] ? STR("true") : STR("false");
    return str_of(value);
}

static void show_line(struct run *run, enum option_id id, const char *value)
{
    struct out *out = &run->console->data;

    out_print(out, "%s: ", option_rows[id].name);
    out_terminal(out, value_of(run, id, value));
    out_text(out, "  # ");
    out_terminal(out, str_of(run->options->origin[id]));
    out_text(out, "\n");
}

/* Nothing at all would look like a failure. */
static void show(struct run *run)
{
    const struct options *o = run->options;
    bool any = false;

    for (int id = 0; id < OPT_COUNT; id++)
        any = any || o->origin[id];
    if (!any)
        out_print(&run->console->data, "# %s\n",
                  text_get(run->console->lang,
                           N_("nothing is configured: all options have their defaults")));
    each_value(run, show_line);
}

static void show_json(struct run *run)
{
    const struct options *o = run->options;
    struct json json;

    json_init(&json, &run->console->data, 1);
    json_object(&json, NULL);
    json_text(&json, "schema", "limier-config/1");
    json_array(&json, "options");
    for (int id = 0; id < OPT_COUNT; id++) {
        bool list = option_rows[id].kind == OPTION_LIST;

        if (!o->origin[id] || id == OPT_JSON || id == OPT_CONFIG)
            continue;
        json_object(&json, NULL);
        json_text(&json, "name", option_rows[id].name);
        if (list) {
            json_array(&json, "value");
            for (size_t i = 0; i < o->list_count[id]; i++)
                json_str(&json, NULL, str_of(o->list[id][i]));
            json_array_end(&json);
        } else {
            json_str(&json, "value", value_of(run, (enum option_id)id, o->text[id]));
        }
        json_str(&json, "origin", str_of(o->origin[id]));
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    out_text(&run->console->data, "\n");
}

static void tell(struct run *run, const char *origin, const char *sentence)
{
    struct out *out = &run->console->data;

    run->problems++;
    out_terminal(out, str_of(origin));
    out_text(out, ": ");
    out_terminal(out, str_of(sentence));
    out_text(out, "\n");
}

/* Whether an option names what is there before a run: not what a run makes. */
static bool names_file(enum option_id id)
{
    static const enum option_id made[] = {OPT_OUTPUT, OPT_WRITE_PORTAL, OPT_STATE, OPT_KEY};
    const char *value = option_rows[id].value;

    for (size_t i = 0; i < sizeof made / sizeof made[0]; i++) {
        if (id == made[i])
            return false;
    }
    return value && (strcmp(value, "FILE") == 0 || strcmp(value, "FILE.csv") == 0 ||
                     strcmp(value, "DIR") == 0);
}

static void check_value(struct run *run, enum option_id id, const char *value)
{
    struct err err = {0};
    uint64_t size;
    int64_t moment;

    if (!value || option_rows[id].kind == OPTION_FLAG)
        return;
    if (names_file(id) && access(value, R_OK) != 0)
        (void)err_system(&err, errno, "%s: %s cannot be read", option_rows[id].name, value);
    else if (strcmp(option_rows[id].value, "SIZE") == 0)
        (void)options_size(run->options, id, 1, &size, &err);
    else if (strcmp(option_rows[id].value, "TIME") == 0)
        (void)options_time(run->options, id, 0, 0, &moment, &err);
    if (err.kind != ERR_NONE)
        tell(run, run->options->origin[id], err_text(&err, run->console->lang));
}

/* What a scan would make of it all: profiles, tables, rules and databases are read. */
static void check_together(struct run *run)
{
    struct scan *scan = mem_zero(1, sizeof *scan);
    struct err err = {0};

    scan->options = run->options;
    scan->console = run->console;
    scan->casedir = (struct casedir){-1, -1};
    scan->dossier.exposed_fd = scan->dossier.acts_fd = -1;
    if (scan_settle(scan, &err) < 0)
        tell(run, "scan", err_text(&err, run->console->lang));
    scan_release(scan);
    free(scan);
}

/* Whether audit could tell anybody: not on the night that it matters is it to be found out. */
static void check_channels(struct run *run)
{
    struct err err = {0};

    if (textfile_check(run->options, &err) < 0 || channels_check(run->options, &err) < 0 ||
        textfile_ready(run->options, &err) < 0 || channels_ready(run->options, &err) < 0)
        tell(run, "audit", err_text(&err, run->console->lang));
}

/* A variable that begins like ours and sets nothing is a typing error. */
static void check_variables(struct run *run)
{
    for (char *const *v = run->console->places.environment; v && *v; v++) {
        struct str name = {*v, strcspn(*v, "=")};
        char text[64];

        if (!str_starts(name, STR("LIMIER_")) || configuration_variable(name) != OPT_COUNT ||
            str_eq(name, STR(CONFIGURATION_FOLDER_VARIABLE)))
            continue;
        (void)str_copy(text, sizeof text, name);
        tell(run, text, text_get(run->console->lang, N_("no option has this name")));
    }
}

static enum exit_code check(struct run *run)
{
    check_variables(run);
    each_value(run, check_value);
    check_channels(run);
    if (run->problems == 0)
        check_together(run);
    if (run->problems)
        return EXIT_USAGE;
    out_print(&run->console->data, "%s\n",
              text_get(run->console->lang, N_("The configuration can be used.")));
    return EXIT_CLEAN;
}

static enum exit_code config_command(const struct options *options, struct console *console,
                                     struct err *err)
{
    struct str asked = options->path_count == 1 ? str_of(options->paths[0]) : STR_NONE;
    struct run run = {.options = options, .console = console};

    if (str_eq(asked, STR("check"))) {
        return check(&run);
    }
    if (!str_eq(asked, STR("show"))) {
        (void)err_usage(err, "limier config wants to know what to do: check or show");
        return EXIT_USAGE;
    }
    if (options->set[OPT_JSON])
        show_json(&run);
    else
        show(&run);
    return EXIT_CLEAN;
}

static const struct exit_row exits[] = {
    {EXIT_CLEAN, N_("shown; checked, and it can be used")},
    {EXIT_USAGE, N_("something cannot be used")},
    {0, NULL},
};

const struct command command_config = {
    .name = "config",
    .usage = "check|show [options]",
    .options = options_taken,
    .examples = examples,
    .exits = exits,
    .run = config_command,
};

/*
 * cmd_config.c: limier config: what the files, the environment and the command line say together,
 * who said it, and whether it can be used (config_check.c).
 */
#include "base/json.h"
#include "config_check.h"

/* Whatever a file may say can be shown. */
static const enum option_id options_taken[] = {
#define TAKEN_LASTING(id) OPT_##id,
#define TAKEN_ONCE(id)
#define OPTION(id, name, letter, kind, value, doc, source, span) TAKEN_##span(id)
#include "options.def"
#undef OPTION
    OPT_JSON, OPT_CONFIG, OPT_HELP, OPT_COUNT};

static const char *const examples[] = {
    "limier config show",
    "limier config check && systemctl start limier-audit.timer",
    NULL,
};

/* One run. */
struct run {
    const struct options *options;
    struct console *console;
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
        if (o->list_count[id] == 0)
            each(run, (enum option_id)id, "[]");
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

static enum exit_code check(struct run *run)
{
    if (config_check(run->options, run->console))
        return EXIT_USAGE;
    out_print(&run->console->data, "%s\n",
              text_get(run->console->lang, N_("The configuration can be used.")));
    return EXIT_CLEAN;
}

/* What does not stand there cannot be shown. 0 or -1. */
static int refuse(const struct run *run, struct err *err)
{
    const struct configuration_problems *p = &run->console->problems;

    for (size_t i = 0; i < p->count; i++) {
        if (!p->list[i].note) {
            *err = p->list[i].err;
            return -1;
        }
    }
    return 0;
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
    if (refuse(&run, err) < 0)
        return EXIT_USAGE;
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
    .judges = true,
    .run = config_command,
};

/*
 * cmd_evidence.c: limier evidence: the lines behind a report, masked, and whether the log that they
 * stand in still is the one that was read.
 */
#include <stdlib.h>

#include "base/json.h"
#include "base/mem.h"
#include "cite.h"
#include "command.h"
#include "verify.h"

static const enum option_id options_taken[] = {
    OPT_INPUT_DIRECTORY, OPT_BEFORE, OPT_AFTER, OPT_JSON, OPT_LANG,
    OPT_CONFIG,          OPT_COLOR,  OPT_HELP,  OPT_COUNT};

static const char *const examples[] = {
    "limier evidence limier-case access.log:1234",
    "limier evidence -B 2 -A 2 --input-directory /mnt/evidence limier-case logs/access.log:1234",
    NULL,
};

/* One run. */
struct run {
    const struct options *given;
    struct console *console;
    enum lang lang;
    struct verify from; /* the case, as far as its manifest */
    struct cite_options options;
    struct cite *cites;
    size_t count;
    struct arena arena;
};

static const char *tr(const struct run *run, const char *english)
{
    return text_get(run->lang, english);
}

static const char *state_text(enum cite_state state)
{
    static const char *const texts[] = {
        N_("the log is the one that was read"),
        N_("the log was ALTERED since: this may not be the line"),
        N_("whether the log was altered since is not known"),
        N_("the log is not there: say where with --input-directory"),
    };

    return texts[state];
}

static void print_lines(const struct run *run, const struct cite *cite)
{
    struct out *out = &run->console->data;
    size_t room = run->options.before + 1 + (size_t)run->options.after;

    for (size_t i = 0; i < room; i++) {
        const struct cite_line *line = &cite->lines[i];

        if (line->number == 0)
            continue;
        out_text(out, i == run->options.before ? "> " : "  ");
        out_u64(out, line->number);
        out_text(out, "  ");
        out_terminal(out, line->text);
        out_text(out, "\n");
    }
    if (cite->state != CITE_GONE && cite->lines[run->options.before].number == 0)
        out_print(out, "  %s\n", tr(run, N_("there is no such line")));
}

static void write_text(const struct run *run)
{
    struct out *out = &run->console->data;

    for (size_t i = 0; i < run->count; i++) {
        const struct cite *cite = &run->cites[i];

        if (i)
            out_text(out, "\n");
        out_terminal(out, cite->input->name);
        out_text(out, ":");
        out_u64(out, cite->line);
        if (cite->found.p) {
            out_text(out, tr(run, N_(" (found as ")));
            out_terminal(out, cite->found);
            out_text(out, ")");
        }
        out_print(out, "\n%s\n", tr(run, state_text(cite->state)));
        print_lines(run, cite);
    }
}

static void write_cite(const struct run *run, struct json *json, const struct cite *cite)
{
    static const char *const states[] = {"same", "altered", "unknown", "gone"};
    size_t room = run->options.before + 1 + (size_t)run->options.after;

    json_object(json, NULL);
    json_str(json, "input", cite->input->name);
    json_u64(json, "line", cite->line);
    json_text(json, "log", states[cite->state]);
    json_str(json, "found", cite->found);
    json_array(json, "lines");
    for (size_t i = 0; i < room; i++) {
        const struct cite_line *line = &cite->lines[i];

        if (line->number == 0)
            continue;
        json_object(json, NULL);
        json_u64(json, "line", line->number);
        json_u64(json, "offset", line->offset);
        json_str(json, "text", line->text);
        json_object_end(json);
    }
    json_array_end(json);
    json_object_end(json);
}

static void write_json(const struct run *run)
{
    struct json json;

    json_init(&json, &run->console->data, 1);
    json_object(&json, NULL);
    json_text(&json, "schema", "limier-evidence/1");
    json_array(&json, "evidence");
    for (size_t i = 0; i < run->count; i++)
        write_cite(run, &json, &run->cites[i]);
    json_array_end(&json);
    json_object_end(&json);
    out_text(&run->console->data, "\n");
}

static int run_evidence(struct run *run, struct err *err)
{
    const struct options *o = run->given;
    uint64_t before;
    uint64_t after;

    if (options_lang(o, run->console->lang, &run->lang, err) < 0 ||
        options_number(o, OPT_BEFORE, CITE_CONTEXT, 0, &before, err) < 0 ||
        options_number(o, OPT_AFTER, CITE_CONTEXT, 0, &after, err) < 0 ||
        verify_open(&run->from, o->paths[0], err) < 0)
        return -1;
    if (run->from.manifest.fault != MANIFEST_WHOLE)
        return err_set(err, "%s: manifest.json was altered: line %zu %-s", o->paths[0],
                       run->from.manifest.fault_line,
                       manifest_fault_text(run->from.manifest.fault));
    run->options = (struct cite_options){.input_directory = o->text[OPT_INPUT_DIRECTORY],
                                         .before = (unsigned)before,
                                         .after = (unsigned)after,
                                         .progress = run->console->progress};
    run->cites = mem_zero(o->path_count - 1, sizeof *run->cites);
    for (size_t i = 1; i < o->path_count; i++) {
        if (cite_parse(&run->cites[run->count++], o->paths[i], &run->from.manifest, err) < 0)
            return -1;
    }
    return cite_read(run->cites, run->count, &run->from.manifest, &run->options, &run->arena, err);
}

/* An altered log comes before one that is not there. */
static enum exit_code code_of(const struct run *run)
{
    enum exit_code code = EXIT_CLEAN;

    for (size_t i = 0; i < run->count; i++) {
        const struct cite *cite = &run->cites[i];

        if (cite->state == CITE_ALTERED)
            return EXIT_FINDINGS;
        if (cite->state != CITE_SAME || cite->lines[run->options.before].number == 0)
            code = EXIT_INCOMPLETE;
    }
    return code;
}

static enum exit_code evidence_command(const struct options *options, struct console *console,
                                       struct err *err)
{
    struct run run = {.given = options, .console = console, .from = {.directory = -1}};
    enum exit_code code = EXIT_FAILED;

    if (options->path_count < 2) {
        (void)err_usage(err, "evidence takes a case and positions of lines, as reports print them: "
                             "access.log:1234");
        return EXIT_USAGE;
    }
    if (run_evidence(&run, err) == 0) {
        if (options->set[OPT_JSON])
            write_json(&run);
        else
            write_text(&run);
        code = code_of(&run);
    }
    free(run.cites);
    verify_release(&run.from);
    arena_release(&run.arena);
    return code;
}

static const struct exit_row exits[] = {
    {EXIT_CLEAN, N_("the lines stand in the log that was read")},
    {EXIT_FINDINGS, N_("the log was altered since")},
    {EXIT_USAGE, N_("usage: the command line, a profile, a table or a rule is wrong")},
    {EXIT_FAILED, N_("could not finish")},
    {EXIT_INCOMPLETE, N_("the log, or the line, is not there")},
    {0, NULL},
};

const struct command command_evidence = {
    .name = "evidence",
    .usage = "[options] CASE INPUT:LINE…",
    .options = options_taken,
    .examples = examples,
    .exits = exits,
    .run = evidence_command,
};

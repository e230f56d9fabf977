/*
 * command.c: the table of commands, and the help that its rows and those of options.def make.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "command.h"

#include "versions.h"

#define COMMAND(name, doc, source) extern const struct command command_##name;
#include "commands.def"
#undef COMMAND

const struct command *const commands[] = {
#define COMMAND(name, doc, source) &command_##name,
#include "commands.def"
#undef COMMAND
};

static const char *const docs[] = {
#define COMMAND(name, doc, source) doc,
#include "commands.def"
#undef COMMAND
};

const struct exit_row exit_rows[] = {
    {EXIT_CLEAN, N_("clean: nothing was found, and everything could be read")},
    {EXIT_FINDINGS, N_("findings, or alerts of the level that was asked for")},
    {EXIT_USAGE, N_("usage: the command line, a profile, a table or a rule is wrong")},
    {EXIT_FAILED, N_("could not finish")},
    {EXIT_INCOMPLETE, N_("nothing was found, but not everything could be read")},
    {EXIT_FINDINGS_INCOMPLETE, N_("findings, and not everything could be read")},
    {0, NULL},
};

const size_t command_count = sizeof commands / sizeof commands[0];

const char *command_doc(const struct command *command)
{
    for (size_t i = 0; i < command_count; i++) {
        if (commands[i] == command)
            return docs[i];
    }
    return "";
}

const struct exit_row *command_exits(const struct command *command)
{
    return command->exits ? command->exits : exit_rows;
}

const struct command *command_find(struct str name)
{
    for (size_t i = 0; i < command_count; i++) {
        if (str_eq(name, str_of(commands[i]->name)))
            return commands[i];
    }
    return NULL;
}

/* Writes a text broken at spaces, indented from its second line on. */
static void wrap(struct out *out, const char *text, int column)
{
    int at = column;

    while (*text) {
        size_t word = strcspn(text, " ");
        int columns = (int)str_columns((struct str){text, word});

        if (at + columns > 98 && at > column) {
            out_print(out, "\n%*s", column, "");
            at = column;
        }
        out_bytes(out, text, word);
        at += columns + 1;
        text += word;
        if (*text == ' ') {
            out_text(out, " ");
            text++;
        }
    }
    out_text(out, "\n");
}

static void help_option(struct out *out, enum lang lang, const struct option_row *row)
{
    const char *value = row->value ? text_get(lang, row->value) : "";
    const char *gap = row->value ? " " : "";
    char left[96];
    size_t columns;
    struct out line;

    out_memory(&line);
    if (row->letter)
        out_print(&line, "  -%c, --%s%s%s", row->letter, row->name, gap, value);
    else
        out_print(&line, "      --%s%s%s", row->name, gap, value);
    str_copy(left, sizeof left, (struct str){line.buffer, line.used});
    out_drop(&line);
    columns = str_columns(str_of(left));
    out_print(out, "%s%s%*s", left, columns < 29 ? "" : "\n", columns < 29 ? 30 - (int)columns : 30,
              "");
    wrap(out, text_get(lang, row->doc), 30);
}

static void help_program(struct out *out, enum lang lang)
{
    out_print(out, "%s\n\n",
              text_get(lang, N_("limier reads the access logs of a tiers-payant portal and finds "
                                "the account that was "
                                "used to take beneficiaries' records.")));
    out_print(out, "%s limier <%s> [options] %s\n\n", text_get(lang, N_("usage:")),
              text_get(lang, N_("command")), text_get(lang, N_("PATH…")));
    for (size_t i = 0; i < command_count; i++)
        out_print(out, "  %-10s %s\n", commands[i]->name, text_get(lang, docs[i]));
    out_print(out, "\n%s\n",
              text_get(lang, N_("limier <command> --help explains a command; limier --version "
                                "lists the libraries.")));
}

void command_help(struct out *out, enum lang lang, const struct command *command)
{
    if (!command) {
        help_program(out, lang);
        return;
    }
    out_print(out, "limier %s: %s\n\n%s limier %s %s\n\n", command->name,
              text_get(lang, command_doc(command)), text_get(lang, N_("usage:")), command->name,
              text_get(lang, command->usage));
    out_print(out, "%s\n", text_get(lang, N_("options:")));
    for (const enum option_id *t = command->options; *t != OPT_COUNT; t++)
        help_option(out, lang, &option_rows[*t]);
    out_print(out, "\n%s\n", text_get(lang, N_("exit codes:")));
    for (const struct exit_row *r = command_exits(command); r->doc; r++)
        out_print(out, "  %d  %s\n", r->code, text_get(lang, r->doc));
    if (command->examples && command->examples[0])
        out_print(out, "\n%s\n", text_get(lang, N_("examples:")));
    for (const char *const *e = command->examples; e && *e; e++)
        out_print(out, "  %s\n", *e);
}

void command_version(struct out *out)
{
    struct arena arena = {0};
    struct dossier_pair pairs[VERSIONS_MOST];
    size_t n = versions_list(pairs, &arena);

    for (size_t i = 0; i < n; i++)
        out_print(out, "%s %s\n", pairs[i].name.p, pairs[i].value.p);
    arena_release(&arena);
}

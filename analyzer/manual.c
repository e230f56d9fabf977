/*
 * manual.c: the pages of the program and of its commands. Those of file formats are in
 * manual_portal.c and manual_case.c.
 */
#include "manual.h"

#include "roff.h"

static const struct {
    const char *command;
    const char *text;
} paragraphs[] = {
#define MANUAL(command, text) {command, text},
#include "manual.def"
#undef MANUAL
};

static void put_name(struct out *out, enum lang lang, const struct command *command)
{
    roff_section(out, lang, N_("NAME"));
    out_print(out, "limier%s%s \\- ", command ? "\\-" : "", command ? command->name : "");
    roff_text(out,
              text_get(lang, command ? command_doc(command)
                                     : N_("find the account that was used "
                                          "to take beneficiaries' records "
                                          "from a portal")),
              false);
    out_text(out, "\n");
}

static void put_synopsis(struct out *out, enum lang lang, const struct command *command)
{
    roff_section(out, lang, N_("SYNOPSIS"));
    out_text(out, ".B limier");
    if (command) {
        out_print(out, " %s\n", command->name);
        roff_text(out, text_get(lang, command->usage), true);
        out_text(out, "\n");
        return;
    }
    out_print(out, "\n<%s> [options] %s\n.br\n.B limier\n<%s> \\-\\-help\n",
              text_get(lang, N_("command")), text_get(lang, N_("PATH…")),
              text_get(lang, N_("command")));
}

bool manual_paragraphs(struct out *out, enum lang lang, const char *name)
{
    bool any = false;

    for (size_t i = 0; i < sizeof paragraphs / sizeof paragraphs[0]; i++) {
        if (strcmp(paragraphs[i].command, name) != 0)
            continue;
        if (any)
            out_text(out, ".PP\n");
        roff_text(out, text_get(lang, paragraphs[i].text), false);
        out_text(out, "\n");
        any = true;
    }
    return any;
}

bool manual_description(struct out *out, enum lang lang, const char *name)
{
    roff_section(out, lang, N_("DESCRIPTION"));
    return manual_paragraphs(out, lang, name);
}

static void put_description(struct out *out, enum lang lang, const struct command *command)
{
    if (!manual_description(out, lang, command ? command->name : "limier") && command) {
        roff_text(out, text_get(lang, command_doc(command)), false);
        out_text(out, "\n");
    }
}

static void put_option(struct out *out, enum lang lang, const struct option_row *row)
{
    out_text(out, ".TP\n.B ");
    if (row->letter)
        out_print(out, "\\-%c\\fR, \\fB", row->letter);
    out_text(out, "\\-\\-");
    roff_text(out, row->name, true);
    if (row->value) {
        out_text(out, " \\fI");
        roff_text(out, text_get(lang, row->value), true);
        out_text(out, "\\fR");
    }
    out_text(out, "\n");
    roff_text(out, text_get(lang, row->doc), false);
    out_text(out, "\n");
}

static void put_options(struct out *out, enum lang lang, const struct command *command)
{
    roff_section(out, lang, N_("OPTIONS"));
    for (const enum option_id *t = command->options; *t != OPT_COUNT; t++)
        put_option(out, lang, &option_rows[*t]);
}

static void put_commands(struct out *out, enum lang lang)
{
    roff_section(out, lang, N_("COMMANDS"));
    for (size_t i = 0; i < command_count; i++) {
        out_print(out, ".TP\n.BR limier\\-%s (1)\n", commands[i]->name);
        roff_text(out, text_get(lang, command_doc(commands[i])), false);
        out_text(out, "\n");
    }
}

static void put_exits(struct out *out, enum lang lang, const struct exit_row *rows)
{
    roff_section(out, lang, N_("EXIT STATUS"));
    for (const struct exit_row *r = rows; r->doc; r++) {
        out_print(out, ".TP\n.B %d\n", r->code);
        roff_text(out, text_get(lang, r->doc), false);
        out_text(out, "\n");
    }
}

static void put_examples(struct out *out, enum lang lang, const struct command *command)
{
    if (!command->examples || !command->examples[0])
        return;
    roff_section(out, lang, N_("EXAMPLES"));
    for (const char *const *e = command->examples; *e; e++) {
        out_print(out, "%s.EX\n", e == command->examples ? "" : ".PP\n");
        roff_text(out, *e, true);
        out_text(out, "\n.EE\n");
    }
}

/* A file or a variable, and what it is for. */
static void put_item(struct out *out, enum lang lang, const char *name, const char *doc)
{
    out_text(out, ".TP\n.I ");
    roff_text(out, name, true);
    out_text(out, "\n");
    roff_text(out, text_get(lang, doc), false);
    out_text(out, "\n");
}

static void put_surroundings(struct out *out, enum lang lang)
{
    roff_section(out, lang, N_("ENVIRONMENT"));
    put_item(out, lang, "LC_ALL, LC_MESSAGES, LANG",
             N_("language of the terminal: French when the first of them that is set begins with "
                "fr; --lang decides before"));
    put_item(out, lang, "NO_COLOR", N_("no colours, when it is set and not empty"));
    roff_section(out, lang, N_("FILES"));
    put_item(out, lang, "$XDG_CONFIG_HOME/limier/key, ~/.config/limier/key",
             N_("key of the pseudonyms, made at first use with mode 0600"));
    put_item(out, lang, "limier-case/", N_("the case that scan writes where -o names no other"));
}

static void put_see_also(struct out *out, enum lang lang, const struct command *command)
{
    roff_section(out, lang, N_("SEE ALSO"));
    if (command)
        out_print(out, ".BR limier (1)%s\n", command_count > 1 ? "," : "");
    for (size_t i = 0, left = command_count - (command != NULL); i < command_count; i++) {
        if (commands[i] != command)
            out_print(out, ".BR limier\\-%s (1)%s\n", commands[i]->name, --left ? "," : "");
    }
    if (!command)
        out_text(out, ".BR limier\\-portal (5)\n.BR limier\\-case (5)\n");
}

void manual_head(struct out *out, enum lang lang, const char *title, const char *name,
                 const char *doc)
{
    out_print(out, ".TH %s 5 \"\" \"limier " LIMIER_VERSION "\" \"%s\"\n", title,
              text_get(lang, N_("File Formats")));
    roff_section(out, lang, N_("NAME"));
    roff_text(out, name, true);
    out_text(out, " \\- ");
    roff_text(out, text_get(lang, doc), false);
    out_text(out, "\n");
}

void manual_page(struct out *out, enum lang lang, const struct command *command)
{
    out_print(out, ".TH LIMIER%s", command ? "\\-" : "");
    for (const char *c = command ? command->name : ""; *c; c++)
        out_print(out, "%c", *c - ('a' - 'A'));
    out_print(out, " 1 \"\" \"limier " LIMIER_VERSION "\" \"%s\"\n",
              text_get(lang, N_("User Commands")));
    put_name(out, lang, command);
    put_synopsis(out, lang, command);
    put_description(out, lang, command);
    if (command)
        put_options(out, lang, command);
    else
        put_commands(out, lang);
    put_exits(out, lang, command ? command_exits(command) : exit_rows);
    if (command)
        put_examples(out, lang, command);
    put_surroundings(out, lang);
    put_see_also(out, lang, command);
}

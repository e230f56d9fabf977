/*
 * cmd_completion.c: limier completion: what a shell needs to complete our command lines, made from
 * the tables that --help is made from.
 */
#include "command.h"
#include "report/report.h"

static const enum option_id options_taken[] = {OPT_LANG, OPT_CONFIG, OPT_HELP, OPT_COUNT};

static const char *const examples[] = {
    "limier completion bash >/etc/bash_completion.d/limier",
    "limier completion fish >~/.config/fish/completions/limier.fish",
    NULL,
};

/* A shell that is written for. */
struct shell {
    const char *name;
    void (*write)(struct out *out, enum lang lang);
};

/* What completes a value; VALUE_REPORTS: names of reports, separated by commas. */
enum value_form { VALUE_FREE, VALUE_PATH, VALUE_FOLDER, VALUE_CHOICE, VALUE_REPORTS };

static enum value_form form_of(const struct option_row *row)
{
    static const struct {
        const char *value;
        enum value_form form;
    } forms[] = {{"DIR", VALUE_FOLDER}, {"CASE", VALUE_FOLDER},  {"LOG", VALUE_PATH},
                 {"PATH", VALUE_PATH},  {"PROGRAM", VALUE_PATH}, {"LIST", VALUE_REPORTS}};
    const char *value = row->value ? row->value : "";

    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (strcmp(value, forms[i].value) == 0)
            return forms[i].form;
    }
    if (strncmp(value, "FILE", 4) == 0)
        return VALUE_PATH;
    return strchr(value, '|') ? VALUE_CHOICE : VALUE_FREE;
}

/* The words of "a|b|c", separated by blanks. */
static void write_choices(struct out *out, const char *value)
{
    for (; *value; value++)
        out_bytes(out, *value == '|' ? " " : value, 1);
}

static void write_reports(struct out *out)
{
    out_text(out, "all");
    for (size_t i = 0; i < report_writer_count; i++) {
        if (!report_writers[i]->last)
            out_print(out, " %s", report_writers[i]->name);
    }
}

/* Whether a command takes paths beside its options. */
static bool takes_paths(const struct command *command)
{
    return strstr(command->usage, "PATH") || strstr(command->usage, "CASE");
}

/* Words that a command takes in the place of a path ("check|list|test [options] …"); "" for none.
 */
static struct str verbs_of(const struct command *command)
{
    struct str first = {command->usage, strcspn(command->usage, " ")};

    return str_index(first, '|') < first.n ? first : STR("");
}

static void write_verbs(struct out *out, const struct command *command)
{
    struct str verbs = verbs_of(command);

    for (size_t i = 0; i < verbs.n; i++)
        out_bytes(out, verbs.p[i] == '|' ? " " : verbs.p + i, 1);
}

/* In a text between single quotes. */
static void write_quoted(struct out *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '\'')
            out_text(out, "'\\''");
        else
            out_bytes(out, text, 1);
    }
}

static void bash_commands(struct out *out)
{
    for (size_t i = 0; i < command_count; i++)
        out_print(out, "%s%s", i ? " " : "", commands[i]->name);
}

/* One branch of the case over options with values. */
static void bash_value(struct out *out, const struct option_row *row)
{
    out_print(out, "    --%s", row->name);
    if (row->letter)
        out_print(out, " | -%c", row->letter);
    out_text(out, ")\n        ");
    switch (form_of(row)) {
    case VALUE_PATH: out_text(out, "mapfile -t COMPREPLY < <(compgen -f -- \"$word\")"); break;
    case VALUE_FOLDER: out_text(out, "mapfile -t COMPREPLY < <(compgen -d -- \"$word\")"); break;
    case VALUE_CHOICE:
        out_text(out, "mapfile -t COMPREPLY < <(compgen -W '");
        write_choices(out, row->value);
        out_text(out, "' -- \"$word\")");
        break;
    case VALUE_REPORTS:
        out_text(out, "mapfile -t COMPREPLY < <(compgen -P \"${word%\"${word##*,}\"}\" -W '");
        write_reports(out);
        out_text(out, "' -- \"${word##*,}\")");
        break;
    case VALUE_FREE: out_text(out, ":"); break;
    }
    out_text(out, "\n        return\n        ;;\n");
}

static void bash_command(struct out *out, const struct command *command)
{
    out_print(out, "    %s)\n        verbs='", command->name);
    write_verbs(out, command);
    out_print(out, "' paths=%s\n        words='", takes_paths(command) ? "-f" : "");
    for (const enum option_id *t = command->options; *t != OPT_COUNT; t++)
        out_print(out, "%s--%s", t == command->options ? "" : " ", option_rows[*t].name);
    out_text(out, "'\n        ;;\n");
}

/* "--name=" comes as three words, or as one that ends in it. */
static const char bash_head[] =
    "# bash completion of limier\n"
    "_limier()\n"
    "{\n"
    "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}\n"
    "    local words verbs paths said\n"
    "    COMPREPLY=()\n"
    "    if [ \"$word\" = = ]; then\n"
    "        word=\n"
    "    elif [ \"$before\" = = ]; then\n"
    "        before=${COMP_WORDS[COMP_CWORD - 2]}\n"
    "    fi\n"
    "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
    "        mapfile -t COMPREPLY < <(compgen -W '";

/* A command that wants to know what to do is told that first; then come paths, or options. */
static const char bash_tail[] =
    "    for said in \"${COMP_WORDS[@]:2:COMP_CWORD-2}\"; do\n"
    "        case \" $verbs \" in *\" $said \"*) verbs= ;; esac\n"
    "    done\n"
    "    if [[ $word == -* || -z $verbs$paths ]]; then\n"
    "        mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
    "    elif [ -n \"$verbs\" ]; then\n"
    "        mapfile -t COMPREPLY < <(compgen -W \"$verbs\" -- \"$word\")\n"
    "    else\n"
    "        mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n"
    "    fi\n"
    "}\n"
    "complete -o filenames -F _limier limier\n";

static void write_bash(struct out *out, enum lang lang)
{
    (void)lang;
    out_text(out, bash_head);
    bash_commands(out);
    out_text(out, " --help --version' -- \"$word\")\n"
                  "        return\n"
                  "    fi\n"
                  "    case $before in\n");
    for (int id = 0; id < OPT_COUNT; id++) {
        if (option_rows[id].kind != OPTION_FLAG)
            bash_value(out, &option_rows[id]);
    }
    out_text(out, "    esac\n"
                  "    case ${COMP_WORDS[1]} in\n");
    for (size_t i = 0; i < command_count; i++)
        bash_command(out, commands[i]);
    out_text(out, "    *)\n"
                  "        return\n"
                  "        ;;\n"
                  "    esac\n");
    out_text(out, bash_tail);
}

/* What zsh takes for the option itself: '--name=', or '(-s --name)'{-s+,--name=}' for both names.
 */
static void zsh_names(struct out *out, const struct option_row *row)
{
    const char *repeated = row->kind == OPTION_LIST ? "*" : "";
    bool valued = row->kind != OPTION_FLAG;

    if (row->letter && !*repeated)
        out_print(out, "            '(-%c --%s)'{-%c%s,--%s%s}'", row->letter, row->name,
                  row->letter, valued ? "+" : "", row->name, valued ? "=" : "");
    else
        out_print(out, "            '%s--%s%s", repeated, row->name, valued ? "=" : "");
}

/* An option as _arguments wants it: its names, '[doc]:value:_files'. */
static void zsh_option(struct out *out, enum lang lang, const struct option_row *row)
{
    zsh_names(out, row);
    out_text(out, "[");
    for (const char *p = text_get(lang, row->doc); *p; p++) {
        if (*p == '[' || *p == ']' || *p == ':')
            out_text(out, "\\");
        if (*p == '\'')
            out_text(out, "'\\''");
        else
            out_bytes(out, p, 1);
    }
    out_text(out, "]");
    if (row->kind != OPTION_FLAG)
        out_text(out, ":");
    switch (row->kind == OPTION_FLAG ? VALUE_FREE : form_of(row)) {
    case VALUE_PATH: out_text(out, "file:_files"); break;
    case VALUE_FOLDER: out_text(out, "folder:_files -/"); break;
    case VALUE_CHOICE:
        out_text(out, "choice:(");
        write_choices(out, row->value);
        out_text(out, ")");
        break;
    case VALUE_REPORTS:
        out_text(out, "report:_values -s , report ");
        write_reports(out);
        break;
    case VALUE_FREE: out_text(out, row->kind == OPTION_FLAG ? "" : "value:"); break;
    }
    out_text(out, "' \\\n");
}

static void write_zsh(struct out *out, enum lang lang)
{
    out_text(out, "#compdef limier\n"
                  "_limier()\n"
                  "{\n"
                  "    local -a commands\n"
                  "    commands=(\n");
    for (size_t i = 0; i < command_count; i++) {
        out_print(out, "        '%s:", commands[i]->name);
        write_quoted(out, text_get(lang, command_doc(commands[i])));
        out_text(out, "'\n");
    }
    out_text(out, "    )\n"
                  "    if ((CURRENT == 2)); then\n"
                  "        _describe command commands\n"
                  "        return\n"
                  "    fi\n"
                  "    case $words[2] in\n");
    for (size_t i = 0; i < command_count; i++) {
        out_print(out,
                  "    %s)\n        shift words\n        ((CURRENT--))\n        _arguments \\\n",
                  commands[i]->name);
        for (const enum option_id *t = commands[i]->options; *t != OPT_COUNT; t++)
            zsh_option(out, lang, &option_rows[*t]);
        if (verbs_of(commands[i]).n) {
            out_text(out, "            '1:what:(");
            write_verbs(out, commands[i]);
            out_text(out, ")' \\\n");
        }
        out_print(out, "            '*:%s'\n        ;;\n",
                  takes_paths(commands[i]) ? "file:_files" : "nothing:");
    }
    out_text(out, "    esac\n"
                  "}\n"
                  "_limier \"$@\"\n");
}

static void fish_option(struct out *out, enum lang lang, const struct command *command,
                        const struct option_row *row)
{
    out_print(out, "complete -c limier -n '__fish_seen_subcommand_from %s' -l %s", command->name,
              row->name);
    if (row->letter)
        out_print(out, " -s %c", row->letter);
    switch (row->kind == OPTION_FLAG ? VALUE_FREE : form_of(row)) {
    case VALUE_PATH: out_text(out, " -r -F"); break;
    case VALUE_FOLDER: out_text(out, " -x -a '(__fish_complete_directories)'"); break;
    case VALUE_CHOICE:
        out_text(out, " -x -a '");
        write_choices(out, row->value);
        out_text(out, "'");
        break;
    case VALUE_REPORTS:
        out_text(out, " -x -a '");
        write_reports(out);
        out_text(out, "'");
        break;
    case VALUE_FREE: out_text(out, row->kind == OPTION_FLAG ? "" : " -x"); break;
    }
    out_text(out, " -d '");
    write_quoted(out, text_get(lang, row->doc));
    out_text(out, "'\n");
}

/* What stands beside options: what to do comes first, and no file where none is taken. */
static void fish_words(struct out *out, const struct command *command)
{
    const char *name = command->name;

    if (verbs_of(command).n) {
        out_print(out,
                  "complete -c limier -n '__fish_seen_subcommand_from %s; and not "
                  "__fish_seen_subcommand_from ",
                  name);
        write_verbs(out, command);
        out_text(out, "' -f -a '");
        write_verbs(out, command);
        out_text(out, "'\n");
    }
    if (!takes_paths(command))
        out_print(out, "complete -c limier -n '__fish_seen_subcommand_from %s' -f\n", name);
}

static void write_fish(struct out *out, enum lang lang)
{
    out_text(out, "# fish completion of limier\n");
    for (size_t i = 0; i < command_count; i++) {
        out_print(out, "complete -c limier -n __fish_use_subcommand -f -a %s -d '",
                  commands[i]->name);
        write_quoted(out, text_get(lang, command_doc(commands[i])));
        out_text(out, "'\n");
        for (const enum option_id *t = commands[i]->options; *t != OPT_COUNT; t++)
            fish_option(out, lang, commands[i], &option_rows[*t]);
        fish_words(out, commands[i]);
    }
}

static const struct shell shells[] = {
    {"bash", write_bash}, {"zsh", write_zsh}, {"fish", write_fish}};

static enum exit_code completion_command(const struct options *options, struct console *console,
                                         struct err *err)
{
    enum lang lang = console->lang;

    if (options_lang(options, console->lang, &lang, err) < 0)
        return EXIT_USAGE;
    for (size_t i = 0; i < sizeof shells / sizeof shells[0]; i++) {
        if (options->path_count == 1 && strcmp(options->paths[0], shells[i].name) == 0) {
            shells[i].write(&console->data, lang);
            return EXIT_CLEAN;
        }
    }
    (void)err_usage(err, "limier completion wants to know the shell: bash, zsh or fish");
    return EXIT_USAGE;
}

const struct command command_completion = {
    .name = "completion",
    .usage = "bash|zsh|fish [options]",
    .options = options_taken,
    .examples = examples,
    .run = completion_command,
};

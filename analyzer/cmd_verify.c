/*
 * cmd_verify.c: limier verify: whether a case, and what it was made from, are what they were.
 * Writes nothing.
 */
#include "command.h"
#include "verify_report.h"
#include "verify_signature.h"

static const enum option_id options_taken[] = {OPT_INPUT_DIRECTORY,
                                               OPT_RECURSIVE,
                                               OPT_SIGNERS,
                                               OPT_SIGNER,
                                               OPT_KEY,
                                               OPT_JSON,
                                               OPT_VERBOSE,
                                               OPT_LANG,
                                               OPT_CONFIG,
                                               OPT_COLOR,
                                               OPT_QUIET,
                                               OPT_HELP,
                                               OPT_COUNT};

static const char *const examples[] = {
    "limier verify limier-case",
    "limier verify limier-case /mnt/evidence/*.gz",
    "ssh-keygen -Y sign -f ~/.ssh/id_ed25519 -n limier limier-case/manifest.json",
    "limier verify --signers signers limier-case",
    "minisign -S -m limier-case/manifest.json",
    NULL,
};

static int run_verify(struct verify *verify, const struct options *o, struct console *console,
                      struct err *err)
{
    struct pseudonym_key key;
    struct verify_options options = {.input_directory = o->text[OPT_INPUT_DIRECTORY],
                                     .paths = o->paths + 1,
                                     .path_count = o->path_count - 1,
                                     .recursive = o->set[OPT_RECURSIVE],
                                     .progress = console->progress};

    if (o->set[OPT_KEY]) {
        if (pseudonym_load(&key, o->text[OPT_KEY], err) < 0)
            return -1;
        options.key = &key;
    }
    if (verify_open(verify, o->paths[0], err) < 0 ||
        verify_signature(verify, o->text[OPT_SIGNERS], o->text[OPT_SIGNER], err) < 0 ||
        verify_outputs(verify, err) < 0)
        return -1;
    return verify_inputs(verify, &options, err);
}

static enum exit_code verify_command(const struct options *options, struct console *console,
                                     struct err *err)
{
    struct verify verify = {.directory = -1};
    enum exit_code code = EXIT_FAILED;
    enum lang lang;

    if (options->path_count == 0) {
        (void)err_usage(err, "verify takes a case, the folder that scan has written, and files "
                             "among which its inputs are looked for");
        return EXIT_USAGE;
    }
    if (options->set[OPT_SIGNER] && !options->set[OPT_SIGNERS]) {
        (void)err_usage(err, "--signer says who of --signers must have signed: that is missing");
        return EXIT_USAGE;
    }
    if (options_lang(options, console->lang, &lang, err) == 0 &&
        run_verify(&verify, options, console, err) == 0) {
        if (options->set[OPT_JSON])
            verify_write_json(&console->data, &verify);
        else if (!options->set[OPT_QUIET])
            verify_write_text(&console->data, lang, &verify, options->set[OPT_VERBOSE]);
        code = verify_is_altered(&verify)      ? EXIT_FINDINGS
               : verify_is_incomplete(&verify) ? EXIT_INCOMPLETE
                                               : EXIT_CLEAN;
    }
    verify_release(&verify);
    return code;
}

static const struct exit_row exits[] = {
    {EXIT_CLEAN, N_("all is what it was")},
    {EXIT_FINDINGS, N_("something was altered")},
    {EXIT_USAGE, N_("usage: the command line, a profile, a table or a rule is wrong")},
    {EXIT_FAILED, N_("could not finish")},
    {EXIT_INCOMPLETE, N_("nothing was altered, but not everything could be verified")},
    {0, NULL},
};

const struct command command_verify = {
    .name = "verify",
    .usage = "[options] CASE [PATH…]",
    .options = options_taken,
    .examples = examples,
    .exits = exits,
    .run = verify_command,
};

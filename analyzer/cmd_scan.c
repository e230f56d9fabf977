/*
 * cmd_scan.c: limier scan: logs in, case out.
 */
#include "base/mem.h"
#include "lists_note.h"
#include "legal_options.h"
#include "scan.h"

#include <stdlib.h>

static const enum option_id options_taken[] = {OPT_OUTPUT,
                                               OPT_CLOBBER,
                                               OPT_PORTAL,
                                               OPT_DIRECTORY,
                                               OPT_LOG_FORMAT,
                                               OPT_FROM_CONFIG,
                                               OPT_DATE_FORMAT,
                                               OPT_TIME_FORMAT,
                                               OPT_DATETIME_FORMAT,
                                               OPT_TZ,
                                               OPT_TRUSTED_PROXY,
                                               OPT_SINCE,
                                               OPT_UNTIL,
                                               OPT_RECURSIVE,
                                               OPT_GEOIP,
                                               OPT_ALERT_BUDGET,
                                               OPT_CANARY,
                                               OPT_ALLOW_LIST,
                                               OPT_INDICATORS,
                                               OPT_SET,
                                               OPT_RULES,
                                               OPT_NO_BUILTIN_RULES,
                                               OPT_MIN_LEVEL,
                                               OPT_JOBS,
                                               OPT_MEMORY,
                                               OPT_RECIPIENTS,
                                               OPT_ADDRESSES,
                                               OPT_AWARE_AT,
                                               OPT_DEADLINE,
                                               OPT_PHASE,
                                               OPT_EARLIER,
                                               OPT_LANG,
                                               OPT_FORMAT,
                                               OPT_REVEAL,
                                               OPT_KEY,
                                               OPT_DISCARD,
                                               OPT_CONFIG,
                                               OPT_NOW,
                                               OPT_BLOCK,
                                               OPT_QUIET,
                                               OPT_VERBOSE,
                                               OPT_COLOR,
                                               OPT_NO_PROGRESS,
                                               OPT_STATS,
                                               OPT_HELP,
                                               OPT_COUNT};

static const char *const examples[] = {
    "limier scan /var/log/nginx/portail-access.log*",
    "limier scan -o cas --portal portail.yml --geoip-database dbip-city.mmdb logs/",
    "zcat access.log.gz | limier scan -o cas -",
    NULL,
};

static enum exit_code verdict_code(const struct dossier *dossier)
{
    bool incomplete = dossier_incomplete(dossier);

    if (dossier_verdict(dossier) >= VERDICT_SUSPECT || dossier_alerted(dossier))
        return incomplete ? EXIT_FINDINGS_INCOMPLETE : EXIT_FINDINGS;
    return incomplete ? EXIT_INCOMPLETE : EXIT_CLEAN;
}

static int run_scan(struct scan *scan, const char *output, struct err *err)
{
    const struct options *o = scan->options;

    if (scan_prepare(scan, err) < 0)
        return -1;
    if (legal_options(o, &scan->dossier, &scan->arena, err) < 0 ||
        casedir_open(&scan->casedir, output, o->set[OPT_CLOBBER], err) < 0)
        return -1;
    atomic_store(&scan->console->progress->bytes_total, scan->inputs.bytes_total);
    if (scan_read(scan, err) < 0 || scan_check_read(scan, err) < 0 || scan_judge(scan, err) < 0)
        return -1;
    scan_dossier(scan);
    /* Again, in the zone that the logs are written in, unless a time has its own. */
    if (legal_aware(o, &scan->dossier, err) < 0 ||
        casedir_publish(&scan->casedir, !o->set[OPT_DISCARD], err) < 0)
        return -1;
    return scan_report(scan, err);
}

static enum exit_code scan_run(const struct options *options, struct console *console,
                               struct err *err)
{
    const char *output = options->set[OPT_OUTPUT] ? options->text[OPT_OUTPUT] : "limier-case";
    struct scan *scan = mem_zero(1, sizeof *scan);
    enum exit_code code = EXIT_FAILED;

    scan->options = options;
    scan->console = console;
    if (run_scan(scan, output, err) == 0) {
        lists_note(&scan->dossier, &console->notes, console->lang);
        if (!options->set[OPT_QUIET])
            summary_write(scan, output);
        if (options->set[OPT_STATS])
            summary_stats(scan);
        code = verdict_code(&scan->dossier);
    }
    scan_release(scan);
    free(scan);
    return code;
}

const struct command command_scan = {
    .name = "scan",
    .usage = N_("[options] PATH…"),
    .options = options_taken,
    .examples = examples,
    .run = scan_run,
};

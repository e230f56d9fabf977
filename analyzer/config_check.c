/*
 * config_check.c: every option is tried alone, by the code that scan and audit use for it, so that
 * one mistake does not hide the next; then those that passed are tried together.
 */
#define _GNU_SOURCE
#include "config_check.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit.h"
#include "audit_folder.h"
#include "base/mem.h"
#include "channel.h"
#include "cite.h"
#include "textfile.h"

/* One check. `failed`: these options have been told, and are left out of what follows. */
struct check {
    const struct options *options;
    struct console *console;
    unsigned problems;
    bool failed[OPT_COUNT];
};

static void tell(struct check *c, const char *origin, const char *sentence)
{
    struct out *out = &c->console->data;

    c->problems++;
    if (origin) {
        out_terminal(out, str_of(origin));
        out_text(out, ": ");
    }
    out_terminal(out, str_of(sentence));
    out_text(out, "\n");
}

static void tell_note(struct check *c, const char *sentence)
{
    struct out *out = &c->console->data;

    out_print(out, "%s ", text_get(c->console->lang, N_("note:")));
    out_terminal(out, str_of(sentence));
    out_text(out, "\n");
}

/* Tells what is wrong with an option, once. */
static void tell_option(struct check *c, enum option_id id, const struct err *err)
{
    if (err->kind == ERR_NONE)
        return;
    tell(c, c->options->origin[id], err_text(err, c->console->lang));
    c->failed[id] = true;
}

/* What reading has noticed. */
static void check_reading(struct check *c)
{
    const struct configuration_problems *p = &c->console->problems;

    for (size_t i = 0; i < p->count; i++) {
        const char *text = err_text(&p->list[i].err, c->console->lang);

        if (p->list[i].note)
            tell_note(c, text);
        else
            tell(c, NULL, text);
    }
    c->problems += (unsigned)p->omitted;
}

/* "MEMROY", of a variable, as names of options are written. */
static const char *near_variable(struct str name)
{
    char text[64];
    size_t n = str_copy(text, sizeof text, name);

    for (size_t i = 0; i < n; i++)
        text[i] = text[i] == '_' ? '-' : text[i];
    return configuration_near((struct str){text, n});
}

/* A variable that begins like ours and sets nothing is a typing error. */
static void check_variables(struct check *c)
{
    const struct str prefix = STR("LIMIER_");

    for (char *const *v = c->console->places.environment; v && *v; v++) {
        struct str name = {*v, strcspn(*v, "=")};
        struct err err = {0};
        const char *near;

        if (!str_starts(name, prefix) || configuration_variable(name) != OPT_COUNT ||
            str_eq(name, STR(CONFIGURATION_FOLDER_VARIABLE)))
            continue;
        near = near_variable(str_skip(name, prefix.n));
        name.n = name.n < 60 ? name.n : 60;
        if (near)
            (void)err_usage(&err, "%.*s: no option has this name: --%s may have been meant",
                            (int)name.n, name.p, near);
        else
            (void)err_usage(&err, "%.*s: no option has this name", (int)name.n, name.p);
        tell(c, NULL, err_text(&err, c->console->lang));
    }
}

/* Who may change it says what is found; who may read a key or the canaries knows too much. */
static void check_mode(struct check *c, enum option_id id, const char *path)
{
    bool secret = id == OPT_KEY || id == OPT_CANARY;
    struct err err = {0};
    struct stat st;

    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
        return;
    if (st.st_mode & S_IWOTH)
        (void)err_usage(&err, "%s: everybody can write to it: chmod o-w", path);
    else if (secret && (st.st_mode & S_IROTH))
        (void)err_usage(&err, "%s: everybody can read it: chmod o-r", path);
    if (err.kind != ERR_NONE)
        tell_note(c, err_text(&err, c->console->lang));
}

/* Whether an option names what is there before a run: not what a run makes. */
static bool names_file(enum option_id id)
{
    const char *value = option_rows[id].value;

    return id != OPT_STATE && value &&
           (strcmp(value, "FILE") == 0 || strcmp(value, "FILE.csv") == 0 ||
            strcmp(value, "DIR") == 0);
}

static void check_file(struct check *c, enum option_id id, const char *path)
{
    struct err err = {0};

    if (access(path, R_OK) != 0)
        (void)err_system(&err, errno, "%s: %s cannot be read", option_rows[id].name, path);
    else
        check_mode(c, id, path);
    tell_option(c, id, &err);
}

static void check_files(struct check *c)
{
    const struct options *o = c->options;

    for (int id = 0; id < OPT_COUNT; id++) {
        if (!o->set[id] || !names_file((enum option_id)id))
            continue;
        if (option_rows[id].kind != OPTION_LIST)
            check_file(c, (enum option_id)id, o->text[id]);
        for (size_t i = 0; i < o->list_count[id]; i++)
            check_file(c, (enum option_id)id, o->list[id][i]);
    }
}

/* Numbers of commands that are more than a scan. */
static void check_numbers(struct check *c)
{
    static const struct {
        enum option_id id;
        uint64_t most;
    } numbers[] = {{OPT_KEEP, AUDIT_KEEP_MOST}, {OPT_LEARN, AUDIT_KEEP_MOST},
                   {OPT_WAIT, AUDIT_WAIT_MOST}, {OPT_DEADLINE, DEADLINE_HOURS_MOST},
                   {OPT_BEFORE, CITE_CONTEXT},  {OPT_AFTER, CITE_CONTEXT}};

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        struct err err = {0};
        uint64_t number;

        (void)options_number(c->options, numbers[i].id, numbers[i].most, 1, &number, &err);
        tell_option(c, numbers[i].id, &err);
    }
}

/* What is no number, no file of a scan, and no channel. */
static void check_others(struct check *c)
{
    const struct options *o = c->options;
    struct pseudonym_key key;
    enum lang lang;
    struct err err = {0};

    (void)options_lang(o, LANG_FR, &lang, &err);
    tell_option(c, OPT_LANG, &err);
    err = (struct err){0};
    (void)options_color(o, &err);
    tell_option(c, OPT_COLOR, &err);
    err = (struct err){0};
    if (o->set[OPT_STATE])
        (void)audit_folder_look(o->text[OPT_STATE], &err);
    tell_option(c, OPT_STATE, &err);
    err = (struct err){0};
    if (o->set[OPT_KEY] && !c->failed[OPT_KEY])
        (void)pseudonym_load(&key, o->text[OPT_KEY], &err);
    tell_option(c, OPT_KEY, &err);
    err = (struct err){0};
    if (textfile_check(o, &err) == 0)
        (void)textfile_ready(o, &err);
    tell_option(c, OPT_TEXTFILE, &err);
}

/* Whether audit could tell anybody: not on the night that it matters is it to be found out. */
static void check_channels(struct check *c)
{
    for (size_t i = 0; i < channel_count; i++) {
        enum option_id id = channels[i]->option;
        struct err err = {0};

        if (id == OPT_COUNT || !c->options->set[id] || !channels[i]->check)
            continue;
        if (channels[i]->check(c->options, &err) == 0 && channels[i]->ready)
            (void)channels[i]->ready(c->options, &err);
        tell_option(c, id, &err);
    }
}

/* What a scan would make of options: profiles, tables, rules and databases are read. 0 or -1. */
static int try(const struct check *c, const struct options *options, struct err *err)
{
    struct scan *scan = mem_zero(1, sizeof *scan);
    int rc;

    scan->options = options;
    scan->console = c->console;
    scan->casedir = (struct casedir){-1, -1};
    scan->dossier.exposed_fd = scan->dossier.acts_fd = -1;
    rc = scan_settle(scan, err);
    scan_release(scan);
    free(scan);
    return rc;
}

static void copy(struct options *to, const struct options *from, enum option_id id)
{
    to->set[id] = from->set[id];
    to->text[id] = from->text[id];
    to->list[id] = from->list[id];
    to->list_count[id] = from->list_count[id];
}

/* An option by itself, with those that it means nothing without. Rules may need each other: they
 * are tried with all. */
static void check_alone(struct check *c, enum option_id id)
{
    static const enum option_id forms[] = {OPT_DATE_FORMAT, OPT_TIME_FORMAT, OPT_DATETIME_FORMAT};
    struct options alone = {.set = {[OPT_QUIET] = true, [OPT_NO_BUILTIN_RULES] = true}};
    const struct options *o = c->options;
    struct err err = {0};

    copy(&alone, o, id);
    for (size_t i = 0; id == OPT_LOG_FORMAT && i < sizeof forms / sizeof forms[0]; i++)
        copy(&alone, o, forms[i]);
    if (option_rows[id].kind != OPTION_LIST) {
        (void)try(c, &alone, &err);
        tell_option(c, id, &err);
        return;
    }
    alone.list_count[id] = 1;
    for (size_t i = 0; i < o->list_count[id]; i++) {
        err = (struct err){0};
        alone.list[id] = &o->list[id][i];
        alone.text[id] = o->list[id][i];
        (void)try(c, &alone, &err);
        tell_option(c, id, &err);
    }
}

/* Those that a scan reads. */
static void check_scan(struct check *c)
{
    static const enum option_id read[] = {
        OPT_PORTAL,     OPT_DIRECTORY, OPT_LOG_FORMAT,   OPT_FROM_CONFIG,  OPT_TZ,
        OPT_SINCE,      OPT_GEOIP,     OPT_ALERT_BUDGET, OPT_CANARY,       OPT_ALLOW_LIST,
        OPT_INDICATORS, OPT_SET,       OPT_MIN_LEVEL,    OPT_FORMAT,       OPT_JOBS,
        OPT_MEMORY,     OPT_ADDRESSES, OPT_RECIPIENTS,   OPT_TRUSTED_PROXY};
    const struct options none = {.set = {[OPT_QUIET] = true, [OPT_NO_BUILTIN_RULES] = true}};
    struct err err = {0};

    if (try(c, &none, &err) < 0) { /* databases that nobody has named */
        tell(c, NULL, err_text(&err, c->console->lang));
        return;
    }
    for (size_t i = 0; i < sizeof read / sizeof read[0]; i++) {
        if (c->options->set[read[i]] && !c->failed[read[i]])
            check_alone(c, read[i]);
    }
}

static void check_together(struct check *c)
{
    struct options sound = {.path_count = 0};
    struct err err = {0};

    for (int id = 0; id < OPT_COUNT; id++) {
        if (!c->failed[id])
            copy(&sound, c->options, (enum option_id)id);
    }
    if (try(c, &sound, &err) < 0)
        tell(c, "scan", err_text(&err, c->console->lang));
}

unsigned config_check(const struct options *options, struct console *console)
{
    struct check c = {.options = options, .console = console};

    check_reading(&c);
    check_variables(&c);
    check_files(&c);
    check_numbers(&c);
    check_others(&c);
    check_channels(&c);
    check_scan(&c);
    check_together(&c);
    return c.problems;
}

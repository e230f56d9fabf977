/*
 * cmd_doctor.c: limier doctor: whether this machine is ready for the night on which it matters:
 * libraries, databases and their age, rules, the key, the state of audit, the clock, memory, disk.
 * Each check is one row of a table; none changes anything.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "command.h"
#include "doctor_state.h"
#include "geo/geo.h"
#include "machine.h"
#include "model/pseudonym.h"
#include "rules_given.h"
#include "versions.h"

static const enum option_id options_taken[] = {
    OPT_STATE,  OPT_GEOIP,  OPT_RULES, OPT_NO_BUILTIN_RULES, OPT_KEY,
    OPT_MEMORY, OPT_OUTPUT, OPT_JSON,  OPT_CONFIG,           OPT_NOW,
    OPT_LANG,   OPT_HELP,   OPT_COUNT};

static const char *const examples[] = {
    "limier doctor",
    "limier doctor --geoip-database dbip-city.mmdb --memory 2G",
    "limier doctor --state /var/lib/limier/audit",
    NULL,
};

/* Older databases of places speak of networks that have moved since. */
#define DATABASE_DAYS 60

/* A scan of a day's logs fits into this; less is told. */
#define MEMORY_WANTED (UINT64_C(512) << 20)
#define DISK_WANTED   (UINT64_C(2) << 30)

/* How a check ended. */
enum health { HEALTH_GOOD, HEALTH_WARNING, HEALTH_BAD, HEALTH_COUNT };

/* One visit. `worst` is of all checks so far. */
struct visit {
    const struct options *options;
    struct console *console;
    struct arena arena;
    struct json json;
    int64_t now_ns;
    enum health worst;
};

/* Characters of a text of ours. */
static int width(const char *text)
{
    int n = 0;

    for (; *text; text++)
        n += ((unsigned char)*text & 0xC0) != 0x80;
    return n;
}

/* Says what a check found: in JSON, or as a line. */
static void say(struct visit *v, enum health health, const char *what, struct str text)
{
    static const char *const names[HEALTH_COUNT] = {"good", "warning", "bad"};
    static const char *const marks[HEALTH_COUNT] = {N_("good"), N_("careful"), N_("BAD")};
    const char *label = text_get(v->console->lang, what);
    const char *mark = text_get(v->console->lang, marks[health]);
    struct out *out = &v->console->data;

    v->worst = health > v->worst ? health : v->worst;
    if (v->options->set[OPT_JSON]) {
        json_object(&v->json, NULL);
        json_text(&v->json, "check", what);
        json_text(&v->json, "health", names[health]);
        json_str(&v->json, "text", text);
        json_object_end(&v->json);
        return;
    }
    out_print(out, "%s%*s  %s%*s  ", mark, (int)(10 - width(mark)), "", label,
              (int)(16 - width(label)), "");
    out_terminal(out, text);
    out_text(out, "\n");
}

static void say_error(struct visit *v, const char *what, const struct err *err)
{
    say(v, HEALTH_BAD, what, str_of(err_text(err, v->console->lang)));
}

static void check_libraries(struct visit *v)
{
    struct dossier_pair pairs[VERSIONS_MOST];
    size_t n = versions_list(pairs, &v->arena);
    struct str all = STR("");

    for (size_t i = 0; i < n; i++)
        all = arena_print(&v->arena, "%.*s%s%.*s %.*s", (int)all.n, all.p, i ? ", " : "",
                          (int)pairs[i].name.n, pairs[i].name.p, (int)pairs[i].value.n,
                          pairs[i].value.p);
    say(v, HEALTH_GOOD, N_("libraries"), all);
}

/* What a file says of its own age: a copy is as old as what it copies. */
static void check_age(struct visit *v, const char *path, const struct geo_about *about)
{
    enum lang lang = v->console->lang;
    int64_t built;
    long long days;

    if (clock_parse(about->built, 0, &built) != 0) {
        say(v, HEALTH_WARNING, N_("places"),
            arena_print(&v->arena,
                        text_get(lang, N_("%s: %s, which does not say when it was built")), path,
                        about->type.p));
        return;
    }
    days = (v->now_ns - built) / NS_PER_DAY;
    if (days < 0)
        say(v, HEALTH_WARNING, N_("places"),
            arena_print(&v->arena,
                        text_get(lang, N_("%s: %s, built %s: that is in the future, or the clock "
                                          "is wrong")),
                        path, about->type.p, about->built.p));
    else
        say(v, days > DATABASE_DAYS ? HEALTH_WARNING : HEALTH_GOOD, N_("places"),
            arena_print(&v->arena, text_get(lang, N_("%s: %s, built %s, %lld days old")), path,
                        about->type.p, about->built.p, days));
}

static void check_database(struct visit *v, const char *path)
{
    struct geo geo = {0};
    struct geo_about about;
    struct err err = {0};

    if (geo_open(&geo, &path, 1, &err) < 0) {
        say_error(v, N_("places"), &err);
        return;
    }
    about = geo_describe(&geo, 0);
    check_age(v, path, &about);
    geo_release(&geo);
}

static void check_databases(struct visit *v)
{
    const struct options *o = v->options;
    const char *found[LIMIT_GEO_DATABASES];
    const char *const *paths = o->list[OPT_GEOIP];
    size_t count = o->list_count[OPT_GEOIP];

    if (count == 0) {
        count = geo_default_paths(&v->arena, found);
        count = count < LIMIT_GEO_DATABASES ? count : LIMIT_GEO_DATABASES;
        paths = found;
    }
    if (count == 0)
        say(v, HEALTH_WARNING, N_("places"),
            str_of(text_get(v->console->lang,
                            N_("no database: addresses will have no country and no network; put a "
                               "MaxMind DB file into /usr/share/GeoIP, or name it with "
                               "--geoip-database"))));
    for (size_t i = 0; i < count; i++)
        check_database(v, paths[i]);
}

static void check_rules(struct visit *v)
{
    struct rule_set set = {0};
    struct err err = {0};
    uint64_t refused = 0;

    if (rules_given(&set, v->options, !v->options->set[OPT_NO_BUILTIN_RULES], v->console, &refused,
                    &err) < 0)
        say_error(v, N_("rules"), &err);
    else
        say(v, refused ? HEALTH_WARNING : HEALTH_GOOD, N_("rules"),
            arena_print(&v->arena, text_get(v->console->lang, N_("%zu usable, %llu refused")),
                        set.count, (unsigned long long)refused));
    rules_release(&set);
}

/* A key that others can read lets them compute who is behind a token. */
static void check_key(struct visit *v)
{
    const char *given = v->options->text[OPT_KEY];
    const char *home = v->console->config_home;
    enum lang lang = v->console->lang;
    struct str path = STR_NONE;
    struct stat st;

    if (given)
        path = str_of(given);
    else if (home && home[0])
        path = arena_print(&v->arena, "%s/limier/key", home);
    else if (v->console->home && v->console->home[0])
        path = arena_print(&v->arena, "%s/.config/limier/key", v->console->home);
    if (!path.p) {
        say(v, HEALTH_BAD, N_("key"),
            str_of(text_get(lang, N_("no place for it: set HOME, or give --key FILE"))));
    } else if (stat(path.p, &st) != 0) {
        say(v, given ? HEALTH_BAD : HEALTH_GOOD, N_("key"),
            arena_print(&v->arena,
                        text_get(lang, given ? N_("%s: is not there")
                                             : N_("%s: will be made at first use")),
                        path.p));
    } else {
        bool open = (st.st_mode & 077) != 0;

        say(v, open ? HEALTH_BAD : HEALTH_GOOD, N_("key"),
            arena_print(&v->arena,
                        text_get(lang, open ? N_("%s: others can read it: chmod 600")
                                            : N_("%s: only its owner can read it")),
                        path.p));
    }
}

/* Audit of the night runs as another user than who asks, and refuses what is not its own. */
static void check_state(struct visit *v)
{
    const char *path = v->options->text[OPT_STATE];
    enum lang lang = v->console->lang;
    struct doctor_user user;
    struct err err = {0};
    bool there;

    if (!path) {
        say(v, HEALTH_WARNING, N_("state"),
            str_of(text_get(lang, N_("none is named, with --state or in a file: whether audit can "
                                     "remember was not looked at"))));
        return;
    }
    doctor_user(&user);
    if (doctor_state(path, &user, &there, &err) < 0)
        say_error(v, N_("state"), &err);
    else
        say(v, HEALTH_GOOD, N_("state"),
            arena_print(&v->arena,
                        text_get(lang, there ? N_("%s: user %s can write to it")
                                             : N_("%s: user %s will make it at the first run")),
                        path, user.name));
}

/* What a run of audit has written has the time of that run. False: there was none. */
static bool last_run(const struct visit *v, int64_t *ret_ns)
{
    const char *state = v->options->text[OPT_STATE];
    char path[4096];
    struct stat st;

    if (!state || snprintf(path, sizeof path, "%s/state.sqlite", state) >= (int)sizeof path ||
        stat(path, &st) != 0)
        return false;
    *ret_ns = (int64_t)st.st_mtim.tv_sec * NS_PER_SECOND + st.st_mtim.tv_nsec;
    return true;
}

/* Logs are judged by their own times; the clock of the machine stands in manifests and deadlines,
 * and says what audit keeps. */
static void check_clock(struct visit *v)
{
    struct timex state = {0};
    int kernel = adjtimex(&state);
    enum lang lang = v->console->lang;
    int64_t run_ns;

    if (v->now_ns < INT64_C(1704067200) * NS_PER_SECOND)
        say(v, HEALTH_BAD, N_("clock"),
            str_of(text_get(lang, N_("it stands before 2024: moments in reports would be wrong"))));
    else if (last_run(v, &run_ns) && run_ns > v->now_ns + NS_PER_HOUR)
        say(v, HEALTH_BAD, N_("clock"),
            arena_print(&v->arena,
                        text_get(lang, N_("it stands %lld hours before the last run of audit")),
                        (long long)((run_ns - v->now_ns) / NS_PER_HOUR)));
    else if (kernel == TIME_ERROR || (kernel >= 0 && (state.status & STA_UNSYNC)))
        say(v, HEALTH_WARNING, N_("clock"),
            str_of(text_get(lang, N_("the kernel does not know it as synchronised"))));
    else
        say(v, HEALTH_GOOD, N_("clock"), str_of(text_get(lang, N_("synchronised"))));
}

static void check_memory(struct visit *v)
{
    uint64_t there = machine_memory("");
    uint64_t sorting = MEMORY_WANTED;
    struct rlimit limit;
    struct err err = {0};

    if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur < there)
        there = limit.rlim_cur;
    if (options_size(v->options, OPT_MEMORY, MEMORY_WANTED, &sorting, &err) < 0)
        say_error(v, N_("memory"), &err);
    else if (there == UINT64_MAX)
        say(v, HEALTH_WARNING, N_("memory"),
            str_of(text_get(v->console->lang, N_("nothing says how much there is"))));
    else
        say(v, there < 2 * sorting ? HEALTH_WARNING : HEALTH_GOOD, N_("memory"),
            arena_print(&v->arena,
                        text_get(v->console->lang,
                                 N_("%llu MiB can be had now, of which sorting may take %llu")),
                        (unsigned long long)(there >> 20), (unsigned long long)(sorting >> 20)));
}

/* Where the case will stand: about 70 bytes for each line that is an act, twice while judging. */
static void check_disk(struct visit *v)
{
    const char *path = v->options->text[OPT_OUTPUT] ? v->options->text[OPT_OUTPUT] : ".";
    enum lang lang = v->console->lang;
    struct statvfs fs;
    uint64_t left;

    if (statvfs(path, &fs) != 0 && statvfs(".", &fs) != 0) {
        say(v, HEALTH_BAD, N_("disk"),
            arena_print(&v->arena, text_get(lang, N_("%s: cannot be looked at")), path));
        return;
    }
    left = (uint64_t)fs.f_bavail * fs.f_frsize;
    say(v, left < DISK_WANTED ? HEALTH_WARNING : HEALTH_GOOD, N_("disk"),
        arena_print(&v->arena,
                    text_get(lang, N_("%llu MiB free, enough for about %llu million lines")),
                    (unsigned long long)(left >> 20), (unsigned long long)(left / 200 / 1000000)));
}

static enum exit_code doctor_command(const struct options *options, struct console *console,
                                     struct err *err)
{
    static void (*const checks[])(struct visit *) = {check_libraries, check_databases, check_rules,
                                                     check_key,       check_state,     check_clock,
                                                     check_memory,    check_disk};
    struct visit v = {.options = options, .console = console};

    if (options_lang(options, console->lang, &console->lang, err) < 0 ||
        options_time(options, OPT_NOW, 0, clock_now(), &v.now_ns, err) < 0)
        return EXIT_USAGE;
    json_init(&v.json, &console->data, 1);
    if (options->set[OPT_JSON]) {
        json_object(&v.json, NULL);
        json_text(&v.json, "schema", "limier-doctor/1");
        json_array(&v.json, "checks");
    }
    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++)
        checks[i](&v);
    if (options->set[OPT_JSON]) {
        json_array_end(&v.json);
        json_object_end(&v.json);
        out_text(&console->data, "\n");
    }
    arena_release(&v.arena);
    return v.worst == HEALTH_BAD ? EXIT_FINDINGS : EXIT_CLEAN;
}

static const struct exit_row exits[] = {
    {EXIT_CLEAN, N_("nothing is bad; what needs care is told")},
    {EXIT_FINDINGS, N_("something is bad")},
    {EXIT_USAGE, N_("usage: the command line or the configuration is wrong")},
    {0, NULL},
};

const struct command command_doctor = {
    .name = "doctor",
    .usage = "[options]",
    .options = options_taken,
    .examples = examples,
    .exits = exits,
    .run = doctor_command,
};

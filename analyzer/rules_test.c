/*
 * rules_test.c: limier rules test: goes through the files that are named, hands each to who knows
 * its shape, and says what failed.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "rules.h"

/* A file of cases. */
#define TEST_FILE_BYTES (64u << 20)

void rules_tally(struct rules_tally *tally, const char *file, unsigned line, struct str name,
                 struct str text)
{
    if (!text.p) {
        tally->passed++;
        return;
    }
    tally->failed++;
    MEM_GROW(tally->failures, tally->failure_count, tally->failure_room);
    tally->failures[tally->failure_count++] =
        (struct rules_failure){arena_str(&tally->arena, str_of(file)), line,
                               arena_str(&tally->arena, name), arena_str(&tally->arena, text)};
}

/* --- files of cases --- */

static void test_line(const struct rules_run *run, const char *path, unsigned number,
                      struct str line, struct rules_tally *tally)
{
    struct arena arena = {0};
    size_t at = 0;
    struct json_node *test = json_tree_read(line, &arena, &at);

    if (test)
        rules_case(run, test, path, number, tally);
    else
        rules_tally(tally, path, number, STR("line"),
                    arena_print(&arena, "is no JSON, at byte %zu", at + 1));
    arena_release(&arena);
}

static int test_cases(const struct rules_run *run, const char *path, struct rules_tally *tally,
                      struct err *err)
{
    struct arena arena = {0};
    struct str rest;
    int rc = file_read(path, TEST_FILE_BYTES, &arena, &rest, err);

    for (unsigned number = 1; rc == 0 && rest.n; number++) {
        size_t n = str_index(rest, '\n');

        if (n)
            test_line(run, path, number, (struct str){rest.p, n}, tally);
        rest = str_skip(rest, n < rest.n ? n + 1 : n);
    }
    arena_release(&arena);
    return rc;
}

static bool is_cases(struct str name)
{
    return str_ends(name, STR(".jsonl"));
}

static bool is_samples(struct str name)
{
    return str_ends(name, STR(".txt"));
}

static int test_file(const struct rules_run *run, const char *path, struct rules_tally *tally,
                     struct err *err)
{
    if (is_cases(str_of(path)))
        return test_cases(run, path, tally, err);
    if (is_samples(str_of(path)))
        return rules_samples(run, path, tally, err);
    return err_usage(err, "%s: a file of cases (.jsonl) or of samples (.txt) is wanted", path);
}

/* --- folders --- */

static int wanted_entry(const struct dirent *entry)
{
    struct str name = str_of(entry->d_name);

    return entry->d_name[0] != '.' && (is_cases(name) || is_samples(name));
}

static int compare_entries(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* Its files of cases and samples, in the order of their names. */
static int test_folder(const struct rules_run *run, const char *path, struct rules_tally *tally,
                       struct err *err)
{
    struct dirent **entries = NULL;
    int count = scandir(path, &entries, wanted_entry, compare_entries);
    struct arena arena = {0};
    int rc = 0;

    if (count < 0)
        return err_system(err, errno, "%s", path);
    for (int i = 0; i < count && rc == 0; i++) {
        struct str file =
            arena_print(&arena, "%s%s%s", path, str_ends(str_of(path), STR("/")) ? "" : "/",
                        entries[i]->d_name);

        rc = test_file(run, file.p, tally, err);
    }
    if (rc == 0 && count == 0)
        rc = err_usage(err, "%s: there is no .jsonl and no .txt in it", path);
    for (int i = 0; i < count; i++)
        free(entries[i]);
    free(entries);
    arena_release(&arena);
    return rc;
}

static int test_path(const struct rules_run *run, const char *path, struct rules_tally *tally,
                     struct err *err)
{
    struct stat about;

    if (stat(path, &about) < 0)
        return err_system(err, errno, "%s", path);
    return S_ISDIR(about.st_mode) ? test_folder(run, path, tally, err)
                                  : test_file(run, path, tally, err);
}

/* --- what came of it --- */

static void write_text(const struct rules_run *run, const struct rules_tally *tally)
{
    struct out *out = &run->console->data;

    for (size_t i = 0; i < tally->failure_count; i++) {
        const struct rules_failure *f = &tally->failures[i];

        out_terminal(out, f->file);
        out_print(out, ":%u: ", f->line);
        out_terminal(out, f->name);
        out_text(out, ": ");
        out_terminal(out, f->text);
        out_text(out, "\n");
    }
    out_print(out, text_get(run->lang, N_("%1$llu passed, %2$llu failed\n")),
              (unsigned long long)tally->passed, (unsigned long long)tally->failed);
}

static void write_json(const struct rules_run *run, const struct rules_tally *tally)
{
    struct json json;

    json_init(&json, &run->console->data, 2);
    json_object(&json, NULL);
    json_text(&json, "schema", "limier-rules-test/1");
    json_u64(&json, "passed", tally->passed);
    json_u64(&json, "failed", tally->failed);
    json_array(&json, "failures");
    for (size_t i = 0; i < tally->failure_count; i++) {
        const struct rules_failure *f = &tally->failures[i];

        json_object(&json, NULL);
        json_str(&json, "file", f->file);
        json_u64(&json, "line", f->line);
        json_str(&json, "name", f->name);
        json_str(&json, "text", f->text);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    out_text(&run->console->data, "\n");
}

/* A folder of our own for temporary files; what is in it goes with it. */
static int open_folder(struct rules_run *run, struct arena *arena, struct err *err)
{
    const char *parent = getenv("TMPDIR");
    struct str path =
        arena_print(arena, "%s/limier-rules.XXXXXX", parent && parent[0] == '/' ? parent : "/tmp");
    char *folder = arena_alloc(arena, path.n + 1);

    memcpy(folder, path.p, path.n + 1);
    if (!mkdtemp(folder))
        return err_system(err, errno, "%s", folder);
    run->folder = folder;
    run->directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return run->directory < 0 ? err_system(err, errno, "%s", folder) : 0;
}

static void close_folder(const struct rules_run *run)
{
    if (run->directory >= 0)
        (void)close(run->directory);
    if (run->folder)
        (void)rmdir(run->folder);
}

enum exit_code rules_test(const struct rules_run *run, struct err *err)
{
    struct rules_run mine = *run;
    struct rules_tally tally = {0};
    struct arena arena = {0};
    enum exit_code code = EXIT_FAILED;
    int rc;

    if (run->options->path_count == 0)
        return (void)err_usage(err, "rules test takes files of cases (.jsonl) or of samples "
                                    "(.txt), or folders with such files"),
               EXIT_USAGE;
    rc = open_folder(&mine, &arena, err);
    for (size_t i = 0; i < run->options->path_count && rc == 0; i++)
        rc = test_path(&mine, run->options->paths[i], &tally, err);
    if (rc == 0) {
        if (run->options->set[OPT_JSON])
            write_json(run, &tally);
        else
            write_text(run, &tally);
        code = tally.failed ? EXIT_FINDINGS : EXIT_CLEAN;
    }
    close_folder(&mine);
    free(tally.failures);
    arena_release(&tally.arena);
    arena_release(&arena);
    return code;
}

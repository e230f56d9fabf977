/*
 * load.c: files and folders of rules, and the rules that are part of the program.
 */
#define _GNU_SOURCE
#include "signatures/load.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/sentence.h"
#include "signatures/loading.h"

/* signatures/rules/NAME.yml, one after another: name and NUL, the length in 8 bytes at a multiple
 * of 8, the text; then an empty name (Makefile). Aligned to 8. */
extern const char builtin_rules_start[];

/* The files below a folder. */
struct listing {
    struct rule_set *set;
    const char **paths; /* in the set's arena */
    size_t count;
    size_t room;
};

/* Whether a file was read before, under whatever name. */
static bool was_read(struct rule_set *set, const struct stat *st)
{
    struct names *files = &loading_of(set)->files;
    uint64_t identity[2] = {(uint64_t)st->st_dev, (uint64_t)st->st_ino};
    uint32_t before;

    if (!files->slots)
        names_init(files, LIMIT_RULE_FILES, LIMIT_NAMES_BYTES);
    before = files->count;
    (void)names_add(files, (struct str){(const char *)identity, sizeof identity});
    return files->count == before;
}

static int add_file(struct rule_set *set, const char *path, struct err *err)
{
    struct str name = arena_str(&set->arena, str_of(path));
    struct str text;

    if (file_read(path, LIMIT_RULE_FILE_BYTES, &set->arena, &text, err) < 0)
        return -1;
    load_documents(set, text, name.p);
    return 0;
}

/* A sentence without the path that it begins with: the place of a problem is told by itself. */
static const char *behind_place(const char *text, const char *path)
{
    const char *rest = str_starts(str_of(text), str_of(path)) ? text + strlen(path) : text;

    if (rest == text)
        return text;
    if (strncmp(rest, "\u00a0: ", 4) == 0)
        return rest + 4;
    return strncmp(rest, ": ", 2) == 0 ? rest + 2 : text;
}

/* A file of a folder: that it cannot be read is a problem of its own. */
static void add_listed(struct rule_set *set, const char *path)
{
    struct notes notes = {.set = set, .file = path};
    struct err err = {0};
    struct stat st;

    if (stat(path, &st) == 0 && was_read(set, &st))
        return;
    if (add_file(set, path, &err) < 0) {
        (void)note_said(&notes, NULL, behind_place(err.text, path), behind_place(err.french, path));
    }
}

static bool is_rule_file(const char *name)
{
    return str_ends(str_of(name), STR(".yml")) || str_ends(str_of(name), STR(".yaml"));
}

static void list_folder(struct listing *listing, const char *folder, int depth);

static void list_entry(struct listing *listing, const char *path, int depth)
{
    struct notes notes = {.set = listing->set, .file = path};
    struct stat st;
    struct stat target;

    if (lstat(path, &st) != 0)
        return; /* gone since the folder was read */
    if (S_ISDIR(st.st_mode)) {
        if (depth < LIMIT_DIRECTORY_DEPTH)
            list_folder(listing, path, depth + 1);
        else
            (void)note_error(&notes, NULL, "nested deeper than %d folders: not read",
                             LIMIT_DIRECTORY_DEPTH);
        return;
    }
    if (S_ISLNK(st.st_mode) && stat(path, &target) == 0)
        st = target; /* followed to files, not to folders: there are no cycles */
    if (!S_ISREG(st.st_mode) || !is_rule_file(path))
        return;
    MEM_GROW(listing->paths, listing->count, listing->room);
    listing->paths[listing->count++] = path;
}

static void list_folder(struct listing *listing, const char *folder, int depth)
{
    struct notes notes = {.set = listing->set, .file = folder};
    char reason[SENTENCE_REASON];
    DIR *dir = opendir(folder);
    const struct dirent *entry;
    size_t n = strlen(folder);

    if (!dir) {
        (void)note_error(&notes, NULL, "the folder cannot be opened: %-s",
                         sentence_reason(errno, reason));
        return;
    }
    while (n > 1 && folder[n - 1] == '/')
        n--;
    while (listing->count <= LIMIT_RULE_FILES && (entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] != '.')
            list_entry(
                listing,
                arena_print(&listing->set->arena, "%.*s/%s", (int)n, folder, entry->d_name).p,
                depth);
    }
    (void)closedir(dir);
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_folder(struct rule_set *set, const char *path)
{
    struct listing listing = {.set = set};
    struct notes notes = {.set = set, .file = arena_str(&set->arena, str_of(path)).p};

    list_folder(&listing, notes.file, 0);
    if (listing.count)
        qsort(listing.paths, listing.count, sizeof *listing.paths, compare_paths);
    else if (set->problem_count == 0 || set->problems[set->problem_count - 1].file != notes.file)
        note_warning(&notes, NULL, "no *.yml or *.yaml file is below this folder");
    for (size_t i = 0; i < listing.count && !load_full(set, listing.paths[i]); i++)
        add_listed(set, listing.paths[i]);
    free(listing.paths);
}

int rules_add_path(struct rule_set *set, const char *path, struct err *err)
{
    DIR *dir;
    struct stat st;

    if (stat(path, &st) != 0) {
        (void)err_system(err, errno, "%s: cannot be opened", path);
        err->kind = ERR_USAGE;
        return -1;
    }
    if (!S_ISDIR(st.st_mode))
        return was_read(set, &st) ? 0 : add_file(set, path, err);
    dir = opendir(path);
    if (!dir) {
        (void)err_system(err, errno, "%s: the folder cannot be opened", path);
        err->kind = ERR_USAGE;
        return -1;
    }
    (void)closedir(dir);
    add_folder(set, path);
    return 0;
}

void rules_add_text(struct rule_set *set, struct str text, const char *name)
{
    struct str copy = arena_str(&set->arena, str_of(name));
    struct notes notes = {.set = set, .file = copy.p};

    if (text.n > LIMIT_RULE_FILE_BYTES)
        (void)note_error(&notes, NULL, "larger than %u bytes", LIMIT_RULE_FILE_BYTES);
    else
        load_documents(set, arena_str(&set->arena, text), copy.p);
}

void rules_add_builtin(struct rule_set *set)
{
    const char *at = builtin_rules_start;

    while (*at) {
        const char *name = at;
        size_t after = (size_t)(at + strlen(at) + 1 - builtin_rules_start);
        uint64_t length;

        at = builtin_rules_start + ((after + 7) & ~(size_t)7);
        memcpy(&length, at, sizeof length);
        at += sizeof length;
        rules_add_text(set, (struct str){at, (size_t)length},
                       arena_print(&set->arena, RULES_BUILTIN "%s", name).p);
        at += length;
    }
}

void rules_release(struct rule_set *set)
{
    if (set->loading) {
        names_release(&set->loading->files);
        names_release(&set->loading->config_names);
        for (size_t i = 0; i < set->loading->source_count; i++)
            free(set->loading->sources[i].marks);
        free(set->loading->sources);
        free(set->loading->entries);
        free(set->loading->index);
        free(set->loading->placeholders);
        free(set->loading->maps);
        free(set->loading);
    }
    free(set->rules);
    free(set->problems);
    arena_release(&set->arena);
    *set = (struct rule_set){0};
}

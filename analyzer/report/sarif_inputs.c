/*
 * sarif_inputs.c: the files of a run: as artifacts with their digests, members of archives below
 * their archive; and as notifications, where something of them was not read.
 */
#include "report/sarif.h"

#include <stdlib.h>

#include "base/mem.h"

/* Whether one of the containers has members: the two that input/archive.c opens. */
static bool has_members(struct str containers)
{
    static const struct str formats[] = {{"zip", 3}, {"tar", 3}};

    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        struct str rest = containers;

        while (rest.n) {
            size_t n = str_index(rest, ',');

            if (str_eq(str_trim((struct str){rest.p, n}), formats[i]))
                return true;
            rest = str_skip(rest, n < rest.n ? n + 1 : n);
        }
    }
    return false;
}

/* The archive's part of a member's name; absent for what is no member. */
static struct str archive_of(const struct coverage *input)
{
    size_t n = str_index(input->input, '!');

    return n < input->input.n && has_members(input->containers) ? (struct str){input->input.p, n}
                                                                : STR_NONE;
}

/* The artifact of an archive: an input of that name, one that is noted already, or a new one.
 * Inputs are in the order of their names, so that members of one archive follow each other. */
static uint32_t parent_of(struct sarif *sarif, uint32_t member, struct str archive)
{
    const struct dossier *dossier = sarif->dossier;

    if (sarif->archive_count) {
        uint32_t first = sarif->firsts[sarif->archive_count - 1];

        if (str_eq(archive_of(&dossier->inputs[first]), archive))
            return (uint32_t)(dossier->input_count + sarif->archive_count - 1);
    }
    for (uint32_t i = member; i-- > 0;) {
        if (str_eq(dossier->inputs[i].input, archive))
            return i;
        if (!str_starts(dossier->inputs[i].input, archive))
            break;
    }
    sarif->firsts[sarif->archive_count++] = member;
    return (uint32_t)(dossier->input_count + sarif->archive_count - 1);
}

void sarif_init(struct sarif *sarif, const struct dossier *dossier, struct out *out)
{
    *sarif = (struct sarif){.dossier = dossier};
    json_init(&sarif->json, out, 1);
    sarif->parents = mem_zero(dossier->input_count, sizeof *sarif->parents);
    sarif->firsts = mem_zero(dossier->input_count, sizeof *sarif->firsts);
    for (uint32_t i = 0; i < dossier->input_count; i++) {
        const struct coverage *input = &dossier->inputs[i];
        struct str archive = archive_of(input);

        sarif->parents[i] = archive.p ? parent_of(sarif, i, archive) : UINT32_MAX;
        if (input->input.n > sarif->path_most)
            sarif->path_most = input->input.n;
    }
    sarif->uri = mem_resize(NULL, sarif->path_most * 3 + 16, 1);
}

void sarif_release(struct sarif *sarif)
{
    free(sarif->parents);
    free(sarif->firsts);
    free(sarif->uri);
}

/* RFC 3986, 2.3 (unreserved) and the slash; everything else is percent-encoded, byte by byte. */
static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           memchr("-._~/", c, 5) != NULL;
}

static struct str uri_of(struct sarif *sarif, struct str path)
{
    static const char digits[] = "0123456789ABCDEF";
    char *at = sarif->uri;

    if (path.n && path.p[0] == '/') {
        memcpy(at, "file://", 7);
        at += 7;
    }
    for (size_t i = 0; i < path.n; i++) {
        unsigned char c = (unsigned char)path.p[i];

        if (is_plain(path.p[i])) {
            *at++ = path.p[i];
        } else {
            *at++ = '%';
            *at++ = digits[c >> 4];
            *at++ = digits[c & 15];
        }
    }
    return (struct str){sarif->uri, (size_t)(at - sarif->uri)};
}

/* A member is named within its archive, from the root (SARIF 3.24.8). */
static struct str uri_of_input(struct sarif *sarif, uint32_t input)
{
    const struct coverage *coverage = &sarif->dossier->inputs[input];
    struct str archive = archive_of(coverage);

    if (!archive.p)
        return uri_of(sarif, coverage->input);
    return uri_of(sarif, str_skip(coverage->input, archive.n + 1));
}

void sarif_location(struct sarif *sarif, uint32_t input)
{
    struct json *json = &sarif->json;

    json_object(json, "artifactLocation");
    json_str(json, "uri", uri_of_input(sarif, input));
    json_u64(json, "index", input);
    json_object_end(json);
}

static void put_artifact(struct sarif *sarif, struct str uri, const struct coverage *input,
                         uint32_t parent)
{
    struct json *json = &sarif->json;

    json_object(json, NULL);
    json_object(json, "location");
    json_str(json, "uri", uri);
    json_object_end(json);
    if (parent != UINT32_MAX)
        json_u64(json, "parentIndex", parent);
    json_array(json, "roles");
    json_text(json, NULL, "analysisTarget");
    json_array_end(json);
    if (input && input->sha256[0]) {
        json_u64(json, "length", input->bytes);
        json_object(json, "hashes");
        json_text(json, "sha-256", input->sha256);
        json_object_end(json);
    }
    if (input) {
        json_object(json, "properties");
        json_u64(json, "lines", input->lines);
        json_u64(json, "parsed", input->parsed);
        json_u64(json, "rejected", coverage_rejected(input));
        json_u64(json, "skipped", input->skipped);
        if (input->layout.n)
            json_str(json, "layout", input->layout);
        json_object_end(json);
    }
    json_object_end(json);
}

void sarif_artifacts(struct sarif *sarif)
{
    const struct dossier *dossier = sarif->dossier;

    json_array(&sarif->json, "artifacts");
    for (uint32_t i = 0; i < dossier->input_count; i++)
        put_artifact(sarif, uri_of_input(sarif, i), &dossier->inputs[i], sarif->parents[i]);
    for (size_t i = 0; i < sarif->archive_count; i++) {
        const struct coverage *member = &dossier->inputs[sarif->firsts[i]];

        put_artifact(sarif, uri_of(sarif, archive_of(member)), NULL, UINT32_MAX);
    }
    json_array_end(&sarif->json);
}

/* One notification; `input` UINT32_MAX: of the run as a whole. */
static void notify(struct sarif *sarif, const char *id, const char *level, struct str text,
                   uint32_t input)
{
    struct json *json = &sarif->json;

    json_object(json, NULL);
    json_object(json, "descriptor");
    json_text(json, "id", id);
    json_object_end(json);
    json_text(json, "level", level);
    sarif_message(json, "message", text);
    if (input != UINT32_MAX) {
        json_array(json, "locations");
        json_object(json, NULL);
        json_object(json, "physicalLocation");
        sarif_location(sarif, input);
        json_object_end(json);
        json_object_end(json);
        json_array_end(json);
    }
    json_object_end(json);
}

static void notify_input(struct sarif *sarif, uint32_t i)
{
    const struct coverage *input = &sarif->dossier->inputs[i];
    enum lang lang = sarif->dossier->lang;
    struct arena arena = {0};
    char text[DAMAGE_TEXT];

    if (input->duplicate_of.p)
        notify(sarif, "duplicate", "note",
               arena_print(&arena, "%s %.*s", text_get(lang, N_("same content as")),
                           (int)(input->duplicate_of.n < 1024 ? input->duplicate_of.n : 1024),
                           input->duplicate_of.p),
               i);
    if (input->damage.kind != DAMAGE_NONE)
        notify(sarif, "damage", "error", damage_text(&input->damage, lang, text), i);
    else if (coverage_void(input))
        notify(sarif, "empty", "note", str_of(text_get(lang, N_("empty"))), i);
    else if (!input->layout.n)
        notify(sarif, "layout", "error", str_of(text_get(lang, N_("no known layout"))), i);
    if (coverage_rejected(input))
        notify(sarif, "rejected", "warning",
               arena_print(&arena, "%s%s%llu", text_get(lang, N_("lines rejected")),
                           text_get(lang, N_(": ")), (unsigned long long)coverage_rejected(input)),
               i);
    arena_release(&arena);
}

static void notify_run(struct sarif *sarif)
{
    const struct dossier *dossier = sarif->dossier;
    enum lang lang = dossier->lang;
    uint64_t silences = dossier_silences(dossier);
    struct arena arena = {0};

    if (dossier->partial)
        notify(
            sarif, "partial", "error",
            str_of(text_get(
                lang, N_("The run was interrupted: what follows holds for what had been read."))),
            UINT32_MAX);
    if (dossier_unjudged(dossier))
        notify(sarif, "unjudged", "error", str_of(dossier_unjudged_text(dossier, lang)),
               UINT32_MAX);
    if (silences)
        notify(sarif, "silence", "warning",
               arena_print(&arena, "%s%s%llu",
                           text_get(lang, N_("silences in which lines were to be expected")),
                           text_get(lang, N_(": ")), (unsigned long long)silences),
               UINT32_MAX);
    if (dossier->rules_refused)
        notify(sarif, "rules", "warning",
               arena_print(&arena, "%s%s%llu", text_get(lang, N_("rules that could not be used")),
                           text_get(lang, N_(": ")), (unsigned long long)dossier->rules_refused),
               UINT32_MAX);
    arena_release(&arena);
}

void sarif_invocations(struct sarif *sarif)
{
    const struct dossier *dossier = sarif->dossier;
    struct json *json = &sarif->json;

    json_array(json, "invocations");
    json_object(json, NULL);
    json_bool(json, "executionSuccessful", !dossier->partial);
    json_time(json, "endTimeUtc", dossier->now_ns);
    json_array(json, "toolExecutionNotifications");
    notify_run(sarif);
    for (uint32_t i = 0; i < dossier->input_count; i++)
        notify_input(sarif, i);
    json_array_end(json);
    json_object(json, "properties");
    json_bool(json, "complete", !dossier_incomplete(dossier));
    json_u64(json, "lines", dossier->lines);
    json_u64(json, "parsed", dossier->parsed);
    json_object_end(json);
    json_object_end(json);
    json_array_end(json);
}

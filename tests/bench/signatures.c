/*
 * signatures.c: what rules cost: lines per second through matching, for rule sets of the shape of
 * the public corpus (categories webserver and proxy: fields, modifiers, lengths), and how long such
 * rules take to load. Rules and lines are made of words by a generator with a seed; about one line
 * in 300 holds a piece of a rule. Reading and splitting lines is not measured.
 *
 * Usage: signatures [LINES [RULES | PATH]]     (default 400000, several numbers of rules)
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "signatures/engine.h"
#include "signatures/load.h"
#include "signatures/taxonomy.h"

/* The passes over all lines; the best one counts, since the machine is shared. */
#define PASSES 5

/* Rules of one text for the loader. */
#define RULES_OF_TEXT 50

_Noreturn void mem_exhausted(size_t wanted_bytes)
{
    fprintf(stderr, "no memory for %zu bytes\n", wanted_bytes);
    exit(2);
}

static uint32_t draw(uint64_t *seed, uint32_t below)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33) % below;
}

#define DRAW_OF(seed, list) ((list)[draw((seed), sizeof(list) / sizeof *(list))])

/* A text that grows. */
struct text {
    char *bytes;
    size_t n;
    size_t room;
};

__attribute__((format(printf, 2, 3))) static void say(struct text *text, const char *format, ...)
{
    va_list args;
    int n;

    for (;;) {
        va_start(args, format);
        n = vsnprintf(text->bytes + text->n, text->room - text->n, format, args);
        va_end(args);
        if (n >= 0 && (size_t)n < text->room - text->n)
            break;
        text->room = text->room * 2 + 4096;
        text->bytes = mem_resize(text->bytes, text->room, 1);
    }
    text->n += (size_t)n;
}

/* A word that nobody uses, of two to four syllables. */
static void draw_word(uint64_t *seed, char word[16])
{
    static const char *const syllables[] = {"ba",  "cor", "dri", "ex",  "flu", "gra", "hos", "ik",
                                            "jo",  "kep", "lum", "mi",  "nos", "op",  "pra", "qui",
                                            "rud", "sa",  "tev", "ull", "ver", "wix", "yar", "zo"};
    uint32_t count = 2 + draw(seed, 3);

    word[0] = 0;
    for (uint32_t i = 0; i < count; i++)
        strcat(word, DRAW_OF(seed, syllables));
}

/* A literal as rules on targets have them: 4 to 40 bytes, most of them 10 to 20. */
static void draw_piece(uint64_t *seed, char piece[96])
{
    static const char *const shapes[] = {
        "/%s.php",
        "/%s/%s.jsp",
        "%s=%%24%%7Bjndi:",
        "/cgi-bin/%s",
        "/wp-content/plugins/%s/",
        "/%s/../%s",
        "?%s=%s",
        "&%s=../../",
        "/%s/%s/login",
        "%s.aspx?%s=",
        "/api/v2/%s/",
        "%s%%20union%%20%s",
        "%%252e%%252e/%s",
        "/%s;.js",
        "cmd.exe /c %s",
    };
    char a[16];
    char b[16];

    draw_word(seed, a);
    draw_word(seed, b);
    snprintf(piece, 96, DRAW_OF(seed, shapes), a, b);
}

/* The rules of one size, and pieces of them that lines may hold. */
struct corpus {
    struct rule_set set;
    char (*pieces)[96];
    size_t piece_count;
    size_t piece_room;
    size_t literals;
    double load_seconds;
};

static void note_piece(struct corpus *corpus, const char *piece)
{
    if (corpus->piece_count == corpus->piece_room) {
        corpus->piece_room = corpus->piece_room * 2 + 64;
        corpus->pieces = mem_resize(corpus->pieces, corpus->piece_room, sizeof *corpus->pieces);
    }
    memcpy(corpus->pieces[corpus->piece_count++], piece, sizeof *corpus->pieces);
}

/* A list of literals; in a list of all, some are everywhere. */
static void say_list(struct corpus *corpus, struct text *text, uint64_t *seed, uint32_t count,
                     bool all)
{
    static const char *const everywhere[] = {"=", "/", ".php", "?", "/api/", "id="};

    for (uint32_t i = 0; i < count; i++) {
        char piece[96];

        draw_piece(seed, piece);
        if (all && i > 0 && draw(seed, 2))
            snprintf(piece, sizeof piece, "%s", DRAW_OF(seed, everywhere));
        else if (!all)
            note_piece(corpus, piece);
        say(text, "            - '%s'\n", piece);
        corpus->literals++;
    }
}

static void say_selection(struct corpus *corpus, struct text *text, uint64_t *seed)
{
    static const char *const targets[] = {"cs-uri-query", "cs-uri-query", "cs-uri-query",
                                          "cs-uri-stem",  "c-uri",        "c-uri"};
    uint32_t kind = draw(seed, 100);
    bool all = kind >= 40 && kind < 62;

    if (kind < 62)
        say(text, "        %s|contains%s:\n", DRAW_OF(seed, targets), all ? "|all" : "");
    else if (kind < 70)
        say(text, "        cs-uri-stem|endswith:\n");
    else if (kind < 74)
        say(text, "        cs-uri-stem|startswith:\n");
    else if (kind < 86)
        say(text, "        %s:\n", draw(seed, 2) ? "cs-user-agent|contains" : "c-useragent");
    else if (kind < 94)
        say(text, "        cs-host%s:\n", draw(seed, 2) ? "|endswith" : "|contains");
    else
        say(text, "        cs-referer|contains:\n");
    say_list(corpus, text, seed, 1 + draw(seed, all ? 4 : 9), all);
    if (draw(seed, 3) == 0)
        say(text, "        cs-method: %s\n", draw(seed, 2) ? "POST" : "GET");
    if (draw(seed, 4) == 0)
        say(text, "        sc-status: %d\n", draw(seed, 3) ? 200 : 302);
}

static void say_rule(struct corpus *corpus, struct text *text, uint64_t *seed, size_t number)
{
    uint32_t kind = draw(seed, 100);
    char word[16];

    draw_word(seed, word);
    say(text,
        "---\ntitle: Rule %zu\nid: 00000000-0000-4000-8000-%012zx\nstatus: test\n"
        "logsource:\n    category: webserver\ndetection:\n",
        number, number);
    if (kind < 9) { /* keywords */
        say(text, "    keywords:\n");
        say_list(corpus, text, seed, 4 + draw(seed, 16), false);
        say(text, "    condition: keywords\n");
    } else if (kind < 12) {
        say(text, "    selection:\n        cs-uri-query|re: '(?i)%s/[a-z0-9]{4,}\\.jsp'\n", word);
        say(text, "    condition: selection\n");
    } else if (kind < 60) {
        say(text, "    selection:\n");
        say_selection(corpus, text, seed);
        say(text, "    condition: selection\n");
    } else {
        say(text, "    selection_a:\n");
        say_selection(corpus, text, seed);
        say(text, "    selection_b:\n");
        say_selection(corpus, text, seed);
        say(text, "    filter_main:\n        sc-status: [401, 404]\n    condition: %s\n",
            kind < 80 ? "all of selection_* and not 1 of filter_*" : "1 of selection_*");
    }
    say(text, "level: high\n");
}

static void corpus_init(struct corpus *corpus, size_t rules)
{
    struct text text = {0};
    uint64_t seed = 42;
    int64_t spent = 0;

    *corpus = (struct corpus){0};
    for (size_t i = 0; i < rules;) {
        int64_t begin;

        text.n = 0;
        do
            say_rule(corpus, &text, &seed, i);
        while (++i % RULES_OF_TEXT && i < rules);
        begin = clock_processor();
        rules_add_text(&corpus->set, (struct str){text.bytes, text.n}, "bench.yml");
        spent += clock_processor() - begin;
    }
    spent -= clock_processor();
    rules_finish(&corpus->set);
    spent += clock_processor();
    corpus->load_seconds = (double)spent / NS_PER_SECOND;
    for (size_t i = 0; i < corpus->set.problem_count; i++) {
        if (corpus->set.problems[i].error)
            fprintf(stderr, "%.*s\n", (int)corpus->set.problems[i].text.n,
                    corpus->set.problems[i].text.p);
    }
    free(text.bytes);
}

/* Rules of a file or folder instead. */
static void corpus_read(struct corpus *corpus, const char *path)
{
    struct err err = {0};
    int64_t begin = clock_processor();

    *corpus = (struct corpus){0};
    if (rules_add_path(&corpus->set, path, &err) < 0) {
        fprintf(stderr, "%s\n", err.text);
        exit(1);
    }
    rules_finish(&corpus->set);
    corpus->load_seconds = (double)(clock_processor() - begin) / NS_PER_SECOND;
}

static void corpus_release(struct corpus *corpus)
{
    rules_release(&corpus->set);
    free(corpus->pieces);
}

/* The fields of a line. */
enum part {
    PART_TARGET,
    PART_STEM,
    PART_AGENT,
    PART_REFERER,
    PART_HOST,
    PART_METHOD,
    PART_STATUS,
    PARTS
};
static const char *const part_names[PARTS] = {"cs-uri-query", "cs-uri-stem", "cs-user-agent",
                                              "cs-referer",   "cs-host",     "cs-method",
                                              "sc-status"};

struct line {
    struct str raw;
    struct sigma_value parts[PARTS];
};

#define AGENTS 300

static struct str draw_agent(uint64_t *seed, struct arena *arena)
{
    static const char *const systems[] = {"Windows NT 10.0; Win64; x64",
                                          "Macintosh; Intel Mac OS X 10_15_7", "X11; Linux x86_64"};

    return arena_print(arena,
                       "Mozilla/5.0 (%s) AppleWebKit/537.36 (KHTML, like Gecko) "
                       "Chrome/%u.0.%u.%u Safari/537.36",
                       DRAW_OF(seed, systems), 90 + draw(seed, 40), draw(seed, 7000),
                       draw(seed, 200));
}

static struct str draw_target(const struct corpus *corpus, uint64_t *seed, struct arena *arena)
{
    static const char *const heads[] = {"beneficiaires", "prises-en-charge", "droits",
                                        "factures",      "assets/scripts",   "api/v1/sessions"};
    static const char *const tails[] = {"detail", "resultat.html", "historique", "edition.php"};
    const char *piece = "";

    if (corpus->piece_count && draw(seed, 300) == 0)
        piece = corpus->pieces[draw(seed, (uint32_t)corpus->piece_count)];
    return arena_print(arena, "/portail/%s/%08x%08x/%s%s?page=%u&tri=nom&jeton=%08x",
                       DRAW_OF(seed, heads), draw(seed, UINT32_MAX), draw(seed, UINT32_MAX),
                       DRAW_OF(seed, tails), piece, draw(seed, 40), draw(seed, UINT32_MAX));
}

static void make_lines(const struct corpus *corpus, struct arena *arena, struct line *lines,
                       size_t count)
{
    static const char *const methods[] = {"GET", "GET", "GET", "GET", "POST"};
    static const char *const statuses[] = {"200", "200", "200", "304", "404", "302"};
    struct str agents[AGENTS];
    uint64_t seed = 7;

    for (size_t i = 0; i < AGENTS; i++)
        agents[i] = draw_agent(&seed, arena);
    for (size_t i = 0; i < count; i++) {
        struct str texts[PARTS];

        texts[PART_TARGET] = draw_target(corpus, &seed, arena);
        texts[PART_STEM] = str_slice(texts[PART_TARGET], 0, str_index(texts[PART_TARGET], '?'));
        texts[PART_AGENT] = agents[draw(&seed, 1 + draw(&seed, AGENTS))];
        texts[PART_REFERER] = arena_print(arena, "https://portail.example.fr/recherche?numero=%08x",
                                          draw(&seed, UINT32_MAX));
        texts[PART_HOST] = STR("portail.example.fr");
        texts[PART_METHOD] = str_of(DRAW_OF(&seed, methods));
        texts[PART_STATUS] = str_of(DRAW_OF(&seed, statuses));
        for (int k = 0; k < PARTS; k++)
            lines[i].parts[k] = (struct sigma_value){.kind = VALUE_TEXT, .text = texts[k]};
        lines[i].raw = arena_print(arena,
                                   "192.0.2.%u - compte%u [29/Jan/2024:03:12:45 +0100] \"%s %s "
                                   "HTTP/1.1\" %s %u \"%s\" \"%s\"",
                                   draw(&seed, 256), draw(&seed, 9000), texts[PART_METHOD].p,
                                   texts[PART_TARGET].p, texts[PART_STATUS].p, draw(&seed, 90000),
                                   texts[PART_REFERER].p, texts[PART_AGENT].p);
    }
}

/* Which part a field of the engine is, and the line that is asked. */
struct asked {
    int part_of[64];
    const struct line *line;
};

static const struct sigma_value *value(void *context, uint32_t field)
{
    const struct asked *asked = context;

    return asked->part_of[field] < 0 ? NULL : &asked->line->parts[asked->part_of[field]];
}

static struct str canonical(const void *context, struct str name)
{
    (void)context;
    return sigma_canonical(name);
}

static void ask(struct asked *asked, const struct engine *engine)
{
    size_t count;
    const struct str *fields = engine_fields(engine, &count);

    for (size_t i = 0; i < count && i < 64; i++) {
        asked->part_of[i] = -1;
        for (int k = 0; k < PARTS; k++) {
            if (str_eq(fields[i], str_of(part_names[k])))
                asked->part_of[i] = k;
        }
    }
}

/* One pass over the lines: seconds. */
static double pass(struct engine_state *state, struct asked *asked, const struct line *lines,
                   size_t count)
{
    struct sigma_event event = {.value = value, .context = asked};
    int64_t begin = clock_processor();

    for (size_t i = 0; i < count; i++) {
        const uint32_t *rules;

        asked->line = &lines[i];
        event.line = lines[i].raw;
        (void)engine_match(state, &event, &rules);
    }
    return (double)(clock_processor() - begin) / NS_PER_SECOND;
}

static void measure(struct corpus *corpus, size_t count)
{
    const struct logsource source = {.category = STR("webserver")};
    const struct engine_options options = {
        .canonical = canonical, .sources = &source, .source_count = 1};
    struct line *lines = mem_zero(count, sizeof *lines);
    struct arena arena = {0};
    struct engine *engine;
    struct engine_state *state;
    struct engine_stats *stats = mem_zero(corpus->set.count + 1, sizeof *stats);
    struct asked asked = {0};
    double best = 1e9;
    double sum[2] = {0};
    double compiled;

    make_lines(corpus, &arena, lines, count);
    compiled = -(double)clock_processor();
    engine = engine_compile(&corpus->set, &options);
    compiled = (compiled + (double)clock_processor()) / NS_PER_SECOND;
    state = engine_state_new(engine);
    ask(&asked, engine);
    for (int i = 0; i < PASSES; i++) {
        double seconds = pass(state, &asked, lines, count);

        best = seconds < best ? seconds : best;
    }
    (void)engine_state_stats(state, stats);
    for (size_t i = 0; i < corpus->set.count; i++) {
        sum[0] += (double)stats[i].candidates;
        sum[1] += (double)stats[i].hits;
    }
    printf("| %5zu | %8zu | %7.2f | %7.2f | %10.0f | %7.0f | %10.3f | %8.4f |\n", corpus->set.count,
           corpus->literals, corpus->load_seconds, compiled, (double)count / best,
           best * 1e9 / (double)count, sum[0] / (double)count / PASSES,
           sum[1] / (double)count / PASSES);
    engine_state_free(state);
    engine_release(engine);
    corpus_release(corpus);
    arena_release(&arena);
    free(lines);
    free(stats);
}

int main(int argc, char **argv)
{
    static const size_t sizes[] = {0, 25, 145, 1000, 4000, 5000};
    unsigned long count = argc > 1 ? strtoul(argv[1], NULL, 10) : 400000;
    struct corpus corpus;

    if (count == 0)
        return 2;
    printf("| rules | literals | load, s | make, s |    lines/s | ns/line | candidates |     hits "
           "|\n");
    printf("|-------|----------|---------|---------|------------|---------|------------|----------|"
           "\n");
    for (size_t i = 0; argc < 3 && i < sizeof sizes / sizeof *sizes; i++) {
        corpus_init(&corpus, sizes[i]);
        measure(&corpus, count);
    }
    if (argc > 2) {
        uint64_t rules;

        if (str_to_u64(str_of(argv[2]), 1000000, &rules))
            corpus_init(&corpus, rules);
        else
            corpus_read(&corpus, argv[2]);
        measure(&corpus, count);
    }
    return 0;
}

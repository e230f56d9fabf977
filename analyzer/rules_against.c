/*
 * rules_against.c: which rules cannot fire on given logs: because they are about other events, or
 * because they ask for a field that no line of the logs has. Looks at every line once, as inspect
 * does; matches nothing.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "rules.h"
#include "scan.h"
#include "signatures/engine.h"
#include "signatures/taxonomy.h"

/* What logs have, by field of the taxonomy, in one world. */
struct world {
    unsigned bit; /* WORLD_… */
    bool known[SIGMA_FIELDS];
    struct engine *engine;
};

/* The two worlds, lines and acts. */
struct against {
    struct rule_set *set;
    struct world worlds[2];
};

/* Fields of records that acts keep (act_event.c). */
static const int act_fields[] = {FIELD_TIME,          FIELD_C_IP,    FIELD_CS_USERNAME,
                                 FIELD_CS_USER_AGENT, FIELD_SESSION, FIELD_SC_STATUS,
                                 FIELD_SC_BYTES};

static bool says_closed(const struct directory *practices)
{
    for (uint32_t i = 0; i < practices->accounts.count; i++) {
        if (practices->entries[i].closed_ns != TIME_NONE)
            return true;
    }
    return false;
}

/* Whether a field can be worked out from what lines have and the command line names. */
static bool can_work_out(const struct scan *scan, const struct survey *survey, int field)
{
    enum field account = scan->portal.account.field;
    bool target = survey->fields[FIELD_CS_URI_QUERY].present > 0;
    bool named = scan->portal.join || account == FIELD_NONE || survey->fields[account].present > 0;

    switch (field) {
    case SIGMA_ACCOUNT:
    case SIGMA_SHOP: return named;
    case SIGMA_TRADE: return named && scan->practices.trade_count > 0;
    case SIGMA_CLOSED: return named && says_closed(&scan->practices);
    case SIGMA_COUNTRY:
    case SIGMA_ASN: return survey->fields[FIELD_C_IP].present > 0;
    default: return target;
    }
}

static void learn_fields(struct against *a, const struct scan *scan, const struct survey *survey)
{
    struct world *lines = &a->worlds[0];
    struct world *acts = &a->worlds[1];

    lines->bit = WORLD_LINE;
    acts->bit = WORLD_ACT;
    for (int f = 0; f < FIELD_COUNT; f++)
        lines->known[f] = survey->fields[f].present > 0;
    for (size_t i = 0; i < sizeof act_fields / sizeof act_fields[0]; i++)
        acts->known[act_fields[i]] = lines->known[act_fields[i]];
    for (int f = FIELD_COUNT; f < SIGMA_FIELDS; f++) {
        for (int w = 0; w < 2; w++)
            a->worlds[w].known[f] =
                (sigma_field_worlds(f) & a->worlds[w].bit) && can_work_out(scan, survey, f);
    }
    acts->known[FIELD_SESSION] = acts->known[FIELD_SESSION] || scan->portal.session_count > 0;
    lines->known[FIELD_SESSION] = acts->known[FIELD_SESSION];
}

static bool knows(const void *context, struct str field)
{
    const struct world *world = context;
    int number = sigma_field(field);

    return number != SIGMA_NONE && world->known[number];
}

static struct str canonical(const void *context, struct str field)
{
    (void)context;
    return sigma_canonical(field);
}

static void compile(struct against *a, int world)
{
    const struct logsource lines[] = {{.category = STR("webserver")}, {.category = STR("proxy")}};
    const struct logsource acts[] = {
        {.category = STR("portal"), .product = STR("limier"), .service = STR("portal")}};
    const struct engine_options options = {.sources = world == 0 ? lines : acts,
                                           .source_count = world == 0 ? 2 : 1,
                                           .knows = knows,
                                           .canonical = canonical,
                                           .context = &a->worlds[world]};

    a->worlds[world].engine = engine_compile(a->set, &options);
}

/* The fields of an expression that a world does not have, joined. */
static struct str unknown_fields(const struct world *world, const struct expr *expr,
                                 struct str so_far, struct arena *arena)
{
    if (expr->kind == EXPR_TEST && expr->test->field.p && !knows(world, expr->test->field) &&
        str_find(so_far, expr->test->field) == so_far.n && so_far.n < 200)
        return arena_print(arena, "%.*s%s%.*s", (int)so_far.n, so_far.p, so_far.n ? ", " : "",
                           (int)expr->test->field.n, expr->test->field.p);
    for (const struct expr *e = expr->first; e; e = e->next)
        so_far = unknown_fields(world, e, so_far, arena);
    return so_far;
}

/* Why, in a text of the catalogue; `fields` may be part of it. */
static void cannot_fire(struct against *a, const struct rule *rule, const char *why,
                        struct str fields)
{
    const char *french = text_get(LANG_FR, why);
    struct arena *arena = &a->set->arena;

    rules_problem(a->set,
                  &(struct rule_problem){
                      .file = rule->file,
                      .line = rule->line,
                      .text = arena_print(arena, "%s%.*s", why, (int)fields.n, fields.p),
                      .french = arena_print(arena, "%s%.*s", french, (int)fields.n, fields.p),
                      .rule = rule->title});
}

/* A detection rule. Whether it can fire. */
static bool judge_detection(struct against *a, uint32_t number)
{
    const struct rule *rule = &a->set->rules[number];
    struct str fields = STR("");
    bool about = false;

    for (int w = 0; w < 2; w++) {
        if (!engine_has(a->worlds[w].engine, number))
            continue;
        about = true;
        if (!engine_cannot_fire(a->worlds[w].engine, number))
            return true;
        fields = unknown_fields(&a->worlds[w], rule->condition, fields, &a->set->arena);
    }
    if (!about)
        cannot_fire(a, rule,
                    N_("cannot fire: it is about other events than lines of web servers (category "
                       "webserver, proxy) and acts on the portal (category portal)"),
                    STR(""));
    else
        cannot_fire(a, rule, N_("cannot fire: these logs, read as they are here, do not have "),
                    fields);
    return false;
}

/* The first field that a correlation groups by and that neither world has; absent: none. */
static struct str unknown_group(const struct against *a, const struct correlation *c)
{
    for (size_t m = 0; m < c->member_count; m++) {
        for (size_t i = 0; i < c->group_count; i++) {
            if (!a->set->rules[c->members[m].rule].correlation &&
                !knows(&a->worlds[0], c->members[m].group[i]) &&
                !knows(&a->worlds[1], c->members[m].group[i]))
                return c->members[m].group[i];
        }
    }
    return STR_NONE;
}

static bool judge_correlation(struct against *a, const struct rule *rule, const bool *can)
{
    const struct correlation *c = rule->correlation;
    bool together = c->kind == CORRELATION_TEMPORAL || c->kind == CORRELATION_TEMPORAL_ORDERED;
    struct str group = unknown_group(a, c);
    size_t alive = 0;

    for (size_t m = 0; m < c->member_count; m++)
        alive += can[c->members[m].rule];
    if (group.p)
        cannot_fire(a, rule, N_("cannot fire: these logs, read as they are here, do not have "),
                    group);
    else if (alive == 0 || (together && !c->temporal && !c->bounds.set && alive < c->member_count))
        cannot_fire(a, rule, N_("cannot fire: rules that it refers to cannot"), STR(""));
    else
        return true;
    return false;
}

/* By depth, so that what a correlation refers to has been judged. */
static void judge_all(struct against *a)
{
    bool *can = mem_zero(a->set->count + 1, sizeof *can);
    unsigned deepest = 0;

    for (uint32_t r = 0; r < a->set->count; r++) {
        const struct correlation *c = a->set->rules[r].correlation;

        if (!c)
            can[r] = judge_detection(a, r);
        else if (c->depth > deepest)
            deepest = c->depth;
    }
    for (unsigned depth = 0; depth <= deepest; depth++) {
        for (uint32_t r = 0; r < a->set->count; r++) {
            const struct rule *rule = &a->set->rules[r];

            if (rule->correlation && rule->correlation->depth == depth)
                can[r] = judge_correlation(a, rule, can);
        }
    }
    free(can);
}

int rules_against(const struct rules_run *run, struct rule_set *set, struct err *err)
{
    struct options options = *run->options;
    struct scan *scan = mem_zero(1, sizeof *scan);
    struct against a = {.set = set};
    struct survey *survey = NULL;
    size_t count = options.list_count[OPT_AGAINST];
    char **paths = mem_zero(count, sizeof *paths);
    int rc;

    for (size_t i = 0; i < count; i++)
        paths[i] = mem_text(options.list[OPT_AGAINST][i], strlen(options.list[OPT_AGAINST][i]));
    options.paths = paths;
    options.path_count = count;
    scan->options = &options;
    scan->console = run->console;
    scan->casedir = (struct casedir){-1, -1};
    scan->dossier.exposed_fd = scan->dossier.acts_fd = -1;
    if (scan_prepare_reading(scan, err) == 0)
        survey = survey_run(&scan->inputs, &scan->ingest_options, 0, run->console->progress,
                            &scan->ingest, err);
    if (survey) {
        learn_fields(&a, scan, survey);
        for (int w = 0; w < 2; w++)
            compile(&a, w);
        judge_all(&a);
        for (int w = 0; w < 2; w++)
            engine_release(a.worlds[w].engine);
        survey_release(survey);
    }
    rc = survey ? 0 : -1;
    free(survey);
    scan_release(scan);
    free(scan);
    for (size_t i = 0; i < count; i++)
        free(paths[i]);
    free(paths);
    return rc;
}

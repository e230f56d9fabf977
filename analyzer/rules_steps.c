/*
 * rules_steps.c: cases with steps: events in order of arrival, and how many detections and alerts
 * of correlations each of them must make. Every event that finds a condition true counts, not only
 * the first of an alert, as the cases count.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/mem.h"
#include "rules.h"
#include "rules_events.h"
#include "signatures/rows.h"

/* Memory of correlations: steps are few. */
#define STEPS_MEMORY (UINT64_C(4) << 20)

/* The most steps of a case. */
#define STEPS_MOST 10000

/* An event of a correlation: the step that made it, and the values that the correlation groups by,
 * which are all that an outer one sees. */
struct occurrence {
    uint32_t step;
    struct str *group;
};

/* A case at work. */
struct playing {
    const struct rule_set *set;
    struct arena *arena;
    const struct json_node **events; /* by step */
    uint64_t *detections;
    uint64_t *alerts;
    size_t count;
    struct occurrence *occurrences; /* by place */
    size_t occurrence_count;
    size_t occurrence_room;
    struct correlation_run *run;
};

/* A value as text; absent: missing, null. Of a list the first one. */
static struct str field_text(const struct playing *p, uint32_t step, struct str field)
{
    struct sigma_value value = json_event_value(p->events[step], field, p->arena);

    return value.kind == VALUE_TEXT ? value.text : STR_NONE;
}

static uint64_t hash_on(uint64_t before, struct str text)
{
    const struct hash_key key = HASH_KEY_FIXED;

    return hash_words(before ^ key.k[0], hash_text(&key, text));
}

static uint64_t note_occurrence(struct playing *p, uint32_t step, struct str *group)
{
    MEM_GROW(p->occurrences, p->occurrence_count, p->occurrence_room);
    p->occurrences[p->occurrence_count] = (struct occurrence){step, group};
    return p->occurrence_count++;
}

/* The group and the value of an event, from the texts of the fields they consist of. False: one is
 * missing, or no number where one is summed. */
static bool fill_row(const struct correlation *c, const struct str *group, const struct str *fields,
                     struct correlation_row *row)
{
    row->group = 0;
    for (size_t i = 0; i < c->group_count; i++) {
        if (!group[i].p)
            return false;
        row->group = hash_on(row->group, group[i]);
    }
    row->value = 0;
    for (size_t i = 0; i < c->field_count; i++) {
        if (!fields[i].p)
            return false;
        row->value = hash_on(row->value, fields[i]);
    }
    if (c->kind >= CORRELATION_VALUE_SUM) {
        struct yaml_node number = {.kind = YAML_KIND_SCALAR, .plain = true, .value = fields[0]};

        return yaml_number(&number, &row->number);
    }
    return true;
}

/* A detection as an event of one of the correlations that refer to it. */
static int add_row(struct playing *p, uint32_t correlation, uint32_t member, uint32_t step,
                   int64_t time_ns, struct err *err)
{
    const struct correlation *c = p->set->rules[correlation].correlation;
    const struct correlation_member *m = &c->members[member];
    struct str *group = arena_alloc(p->arena, (c->group_count + 1) * sizeof *group);
    struct str *fields = arena_alloc(p->arena, (c->field_count + 1) * sizeof *fields);
    struct correlation_row row = {
        .time_ns = time_ns, .offset = step, .correlation = correlation, .member = member};

    for (size_t i = 0; i < c->group_count; i++)
        group[i] = field_text(p, step, m->group[i]);
    for (size_t i = 0; i < c->field_count; i++)
        fields[i] = field_text(p, step, m->fields[i]);
    if (!fill_row(c, group, fields, &row))
        return 0;
    row.place = note_occurrence(p, step, group);
    return correlation_run_add(p->run, &row, err);
}

/* A detection counts in every correlation that refers to its rule. */
static int add_rows(struct playing *p, uint32_t rule, uint32_t step, int64_t time_ns,
                    struct err *err)
{
    for (uint32_t r = 0; r < p->set->count; r++) {
        const struct correlation *c = p->set->rules[r].correlation;

        for (uint32_t m = 0; c && m < c->member_count; m++) {
            if (c->members[m].rule == rule && add_row(p, r, m, step, time_ns, err) < 0)
                return -1;
        }
    }
    return 0;
}

/* The value that an inner correlation groups by under this name. */
static struct str inner_text(const struct playing *p, const struct correlation_row *row,
                             struct str name)
{
    const struct correlation *inner = p->set->rules[row->correlation].correlation;

    for (size_t i = 0; i < inner->group_count; i++) {
        if (str_eq(inner->group_by[i], name))
            return p->occurrences[row->place].group[i];
    }
    return STR_NONE;
}

static bool rechain(void *context, uint32_t outer, uint32_t member,
                    const struct correlation_row *row, struct correlation_row *ret_row)
{
    struct playing *p = context;
    const struct correlation *c = p->set->rules[outer].correlation;
    const struct correlation_member *m = &c->members[member];
    struct str *group = arena_alloc(p->arena, (c->group_count + 1) * sizeof *group);
    struct str *fields = arena_alloc(p->arena, (c->field_count + 1) * sizeof *fields);

    for (size_t i = 0; i < c->group_count; i++)
        group[i] = inner_text(p, row, m->group[i]);
    for (size_t i = 0; i < c->field_count; i++)
        fields[i] = inner_text(p, row, m->fields[i]);
    if (!fill_row(c, group, fields, ret_row))
        return false;
    ret_row->place = note_occurrence(p, p->occurrences[row->place].step, group);
    return true;
}

static int take(void *context, uint32_t rule, const struct correlate_alert *alert,
                const struct correlation_row *at, const struct correlation_row *to,
                const struct correlation_row *first, int first_count, struct err *err)
{
    struct playing *p = context;

    (void)rule, (void)alert, (void)to, (void)first, (void)first_count, (void)err;
    p->alerts[p->occurrences[at->place].step]++;
    return 0;
}

/* Matches every step, in order of arrival. */
static int play_steps(struct playing *p, const struct json_node *steps, struct err *err)
{
    const struct engine_options options = {0};
    struct engine *engine = engine_compile(p->set, &options);
    struct engine_state *state = engine_state_new(engine);
    uint32_t number = 0;
    int rc = 0;

    for (const struct json_node *s = steps->first; s && rc == 0; s = s->next, number++) {
        const struct json_node *t = json_tree_get(s, "t");
        struct yaml_node seconds = {
            .kind = YAML_KIND_SCALAR, .plain = true, .value = t ? t->text : STR("0")};
        struct json_event event;
        const uint32_t *rules;
        double value = 0;
        int64_t time_ns;
        size_t count;

        (void)yaml_number(&seconds, &value);
        time_ns = (int64_t)(value * NS_PER_SECOND);
        json_event_fill(&event, p->events[number], engine, time_ns, p->arena);
        count = engine_match(state, &event.event, &rules);
        p->detections[number] = count;
        for (size_t i = 0; i < count && rc == 0; i++)
            rc = add_rows(p, rules[i], number, time_ns, err);
    }
    engine_state_free(state);
    engine_release(engine);
    return rc;
}

static int play(struct playing *p, const struct json_node *steps, int directory, struct err *err)
{
    const struct correlation_taker taker = {.take = take, .context = p, .each = true};
    int rc = -1;

    p->run = correlation_run_new(p->set, STEPS_MEMORY, directory);
    if (play_steps(p, steps, err) == 0)
        rc = correlation_run_all(p->run, &taker, rechain, p, err);
    correlation_run_free(p->run);
    return rc;
}

/* What a check counts: detections or alerts of a step, or of a list of steps. */
static uint64_t counted(const struct playing *p, const struct json_node *check, bool detections)
{
    const struct json_node *step = json_tree_get(check, "step");
    const struct json_node *first = step && step->kind == JSON_LIST ? step->first : step;
    uint64_t sum = 0;

    for (const struct json_node *s = first; s; s = step->kind == JSON_LIST ? s->next : NULL) {
        uint64_t number;

        if (str_to_u64(s->text, p->count - 1, &number))
            sum += detections ? p->detections[number] : p->alerts[number];
    }
    return sum;
}

/* Whether a check holds; its failure as a text. */
static struct str check_one(const struct playing *p, const struct json_node *check)
{
    const struct json_node *what = json_tree_get(check, "what");
    const struct json_node *op = json_tree_get(check, "op");
    const struct json_node *step = json_tree_get(check, "step");
    const struct json_node *value = json_tree_get(check, "value");
    bool detections = what && str_eq(what->text, STR("det"));
    uint64_t have = counted(p, check, detections);
    uint64_t wanted;
    bool more;

    if (!what || !op || !step || !value || !str_to_u64(value->text, UINT64_MAX, &wanted))
        return STR("a check has no what, step, op or value");
    more = str_eq(op->text, STR(">"));
    if (more ? have > wanted : have == wanted)
        return STR_NONE;
    return arena_print(p->arena, "step %.*s makes %llu %s, not %s%llu",
                       (int)(step->kind == JSON_LIST ? 3 : step->text.n),
                       step->kind == JSON_LIST ? "…" : step->text.p, (unsigned long long)have,
                       detections ? "detections" : "alerts of correlations",
                       more ? "more than " : "", (unsigned long long)wanted);
}

/* Takes the events. False: there is something else than steps. */
static bool take_events(struct playing *p, const struct json_node *steps)
{
    size_t n = 0;

    for (const struct json_node *s = steps->first; s; s = s->next)
        p->count++;
    if (steps->kind != JSON_LIST || p->count > STEPS_MOST)
        return false;
    p->events = arena_alloc(p->arena, (p->count + 1) * sizeof(const struct json_node *));
    p->detections = arena_alloc(p->arena, (p->count + 1) * sizeof *p->detections);
    p->alerts = arena_alloc(p->arena, (p->count + 1) * sizeof *p->alerts);
    for (const struct json_node *s = steps->first; s; s = s->next) {
        p->events[n] = json_tree_get(s, "event");
        if (!p->events[n] || p->events[n]->kind != JSON_OBJECT)
            return false;
        n++;
    }
    return true;
}

struct str rules_steps(const struct rules_run *run, const struct json_node *test,
                       const struct rule_set *set, struct arena *arena)
{
    const struct json_node *steps = json_tree_get(test, "steps");
    const struct json_node *checks = json_tree_get(test, "checks");
    struct playing p = {.set = set, .arena = arena};
    struct str text = STR_NONE;
    struct err err = {0};

    if (!steps || !take_events(&p, steps))
        return STR("has no steps with events, or too many");
    if (play(&p, steps, run->directory, &err) < 0)
        text = arena_print(arena, "cannot be played: %s", err.text);
    for (const struct json_node *c = checks ? checks->first : NULL; c && !text.p; c = c->next)
        text = check_one(&p, c);
    if (!text.p && (!checks || !checks->first))
        text = STR("has no checks");
    free(p.occurrences);
    return text;
}

/*
 * dossier_fixture.c: sample dossiers. Sessions are planned in tables (dossier_fixture_plan.h);
 * acts, persons, days and points follow from them, so that the numbers of a finding agree.
 */
#define _GNU_SOURCE
#include "dossier_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/names.h"
#include "dossier_fixture_plan.h"
#include "totals.h"

/* Growing while a dossier is built. */
struct build {
    struct dossier_fixture *fixture;
    struct exposed_row *rows;
    size_t row_count;
    size_t row_room;
    struct exposed_act *acts;
    size_t act_count;
    size_t act_room;
};

static const char *const insurer_names[] = {"311799878", "315281501", "391399227",
                                            "419049499", "438303232", "775565088",
                                            "775685399", "784718256", "999990017"};

#define INSURERS (sizeof insurer_names / sizeof insurer_names[0])

static int64_t local(const struct plan_session *s)
{
    struct civil civil = {.year = 2024,
                          .month = s->month,
                          .day = s->day,
                          .hour = s->hour,
                          .minute = s->minute,
                          .second = 7};

    return clock_ns(&civil, 3600);
}

static struct person person_number(uint32_t i)
{
    static const int departments[] = {75, 76, 27, 14, 59, 13, 69, 31, 33, 44, 67, 97};
    char nir[32];

    snprintf(nir, sizeof nir, "%d%02u%02u%02d%03u%03u", 1 + (int)(i % 2), (40 + i * 7) % 100,
             1 + i % 12, departments[i * 5 % 12], 1 + i % 900, 1 + i / 900 % 999);
    return person_of((struct str){nir, 13});
}

static uint32_t insurer_of(uint32_t i)
{
    static const unsigned char shares[] = {31, 54, 70, 81, 88, 93, 96, 98, 99};
    uint32_t k = 0;

    while (k < INSURERS && i * 37 % 100 >= shares[k])
        k++;
    return k < INSURERS ? k : INSURER_NONE;
}

/* Categories that the profile of the plan says its look-up shows. */
#define SHOWN                                                                                      \
    (1u << DATA_CIVIL_STATUS | 1u << DATA_BIRTH_DATE | 1u << DATA_NIR | 1u << DATA_INSURER |       \
     1u << DATA_GUARANTEES)

static void add_row(struct build *b, uint32_t finding, uint32_t person, int64_t time_ns,
                    enum attribution attributed)
{
    MEM_GROW(b->rows, b->row_count, b->row_room);
    b->rows[b->row_count++] =
        (struct exposed_row){.person = person_number(person),
                             .first_ns = time_ns,
                             .last_ns = time_ns,
                             .finding = finding,
                             .views = 1,
                             .insurer = insurer_of(person),
                             .data_most = SHOWN,
                             .data = attributed == ATTRIBUTED_ATTACKER ? SHOWN : 0,
                             .attributed = (uint8_t)attributed};
}

static void add_act(struct build *b, const struct plan *plan, const struct plan_session *s,
                    uint32_t person, int64_t time_ns, bool shown)
{
    uint32_t line = 1000 + (uint32_t)b->act_count * 3;

    MEM_GROW(b->acts, b->act_count, b->act_room);
    b->acts[b->act_count++] = (struct exposed_act){
        .t = {.time_ns = time_ns,
              .offset = (uint64_t)line * 187,
              .person = person_number(person),
              .line = line,
              .input = s->source & 1,
              .source = plan->sources[s->source].number,
              .agent = s->agent,
              .session = NAME_NONE,
              .status_bytes = (shown ? 200u : 404u) | 2310u << 10,
              .insurer = insurer_of(person),
              .operation = 1,
              .outcome = (uint8_t)(shown ? OUTCOME_SUCCESS | TRACE_SHOWN : OUTCOME_NOT_FOUND)},
        .finding = plan->finding,
        .attributed = (uint8_t)s->attributed};
}

static void add_day(struct finding *f, int64_t time_ns, const struct plan_session *s)
{
    int64_t start =
        clock_floor(time_ns + 3600 * NS_PER_SECOND, NS_PER_DAY) * NS_PER_DAY - 3600 * NS_PER_SECOND;
    struct finding_day *day = f->day_count ? &f->days[f->day_count - 1] : NULL;

    if (!day || day->start_ns != start) {
        day = &f->days[f->day_count++];
        day->start_ns = start;
    }
    if (s->attributed == ATTRIBUTED_OWNER)
        day->owner += s->persons;
    else if (s->attributed == ATTRIBUTED_UNCLEAR)
        day->unclear += s->persons;
    else
        day->attacker += s->persons;
}

static void add_point(struct finding *f, int64_t time_ns)
{
    f->points[f->point_count++] =
        (struct finding_point){time_ns, f->beneficiaries.floor, f->beneficiaries.ceiling};
}

/* The acts of one session: persons follow each other at an even pace, every 37th is looked at
 * twice, every 50th is not found. */
static void play(struct build *b, struct finding *f, const struct plan *plan,
                 const struct plan_session *s, uint32_t *next, struct finding_session *session)
{
    int64_t start = local(s);
    int64_t step = s->minutes * NS_PER_MINUTE / (s->persons ? s->persons : 1);

    for (uint32_t i = 0; i < s->persons; i++) {
        int64_t now = start + i * step;

        if (s->attributed == ATTRIBUTED_OWNER)
            continue;
        if (i % 50 == 49) {
            add_act(b, plan, s, *next + 400000, now + step / 3, false);
            session->not_found++;
        }
        add_act(b, plan, s, *next, now, true);
        add_row(b, plan->finding, *next, now, s->attributed);
        if (i % 37 == 36) {
            add_act(b, plan, s, *next, now + step / 2, true);
            b->rows[b->row_count - 1].views = 2;
            b->rows[b->row_count - 1].last_ns = now + step / 2;
        }
        (*next)++;
        f->beneficiaries.ceiling++;
        f->beneficiaries.floor += s->attributed == ATTRIBUTED_ATTACKER;
        if (f->beneficiaries.ceiling % 97 == 0)
            add_point(f, now);
    }
    if (s->attributed != ATTRIBUTED_OWNER)
        add_point(f, start + s->minutes * NS_PER_MINUTE);
}

static void add_session(struct build *b, struct finding *f, const struct plan *plan,
                        const struct plan_session *s, uint32_t *next)
{
    struct dossier *d = &b->fixture->dossier;
    struct finding_session *session = &f->sessions[f->session_count++];
    struct finding_source *source = &f->sources[s->source];
    uint32_t line = 900 + (uint32_t)b->act_count * 3;

    *session = (struct finding_session){.attributed = s->attributed,
                                        .source = s->source,
                                        .agent = d->agents[s->agent],
                                        .first_ns = local(s),
                                        .last_ns = local(s) + s->minutes * NS_PER_MINUTE,
                                        .beneficiaries = s->persons};
    play(b, f, plan, s, next, session);
    session->records = s->persons + s->persons / 37;
    session->requests = session->records + session->not_found +
                        (s->attributed == ATTRIBUTED_OWNER ? s->persons * 9u : 4u);
    session->follow_ups = s->attributed == ATTRIBUTED_OWNER ? s->persons * 4 / 5 : 0;
    session->first =
        (struct evidence){(uint64_t)line * 187, session->first_ns, s->source & 1, line};
    line += (uint32_t)session->requests * 3;
    session->last = (struct evidence){(uint64_t)line * 187, session->last_ns, s->source & 1, line};
    source->requests += session->requests;
    source->records += session->records;
    if (source->first_ns == TIME_NONE)
        source->first_ns = session->first_ns;
    source->last_ns = session->last_ns;
    if (s->attributed > source->attributed)
        source->attributed = s->attributed;
    f->not_found += s->attributed == ATTRIBUTED_ATTACKER ? session->not_found : 0;
    f->records.floor += s->attributed == ATTRIBUTED_ATTACKER ? session->records : 0;
    f->records.ceiling += s->attributed != ATTRIBUTED_OWNER ? session->records : 0;
    add_day(f, session->first_ns, s);
}

static void add_sources(struct dossier_fixture *fixture, struct finding *f, const struct plan *plan)
{
    f->sources = arena_alloc(&fixture->arena, plan->source_count * sizeof *f->sources);
    f->source_count = plan->source_count;
    for (size_t i = 0; i < plan->source_count; i++) {
        const struct plan_source *p = &plan->sources[i];

        f->sources[i] = (struct finding_source){
            .address = fixture->dossier.sources[p->number],
            .place = {.country_code = str_of(p->code),
                      .country = {str_of(p->country_fr), str_of(p->country_en)},
                      .city = {str_of(p->city), str_of(p->city)},
                      .located = p->code != NULL,
                      .latitude = p->latitude,
                      .longitude = p->longitude,
                      .accuracy_km = p->accuracy_km,
                      .asn = p->asn,
                      .organisation = str_of(p->organisation)},
            .first_ns = TIME_NONE,
            .last_ns = TIME_NONE};
    }
}

/* Owner's sessions of a working month: morning and afternoon, Monday to Friday. */
static size_t working_month(const struct plan *plan, struct plan_session *to)
{
    size_t n = 0;

    for (int day = 2; plan->daily && day <= 31; day++) {
        uint16_t persons = (uint16_t)(plan->daily / 2 + day * 7 % 6);

        if ((day - 1) % 7 > 4) /* 1 January 2024 was a Monday */
            continue;
        to[n++] = (struct plan_session){0, 0, 1, day, 9, 3 + day % 9, 171, persons, 0};
        to[n++] = (struct plan_session){0, 0, 1, day, 14, 5 + day % 7, 248, persons, 0};
    }
    return n;
}

static int by_time(const void *a, const void *b)
{
    int64_t x = local(a);
    int64_t y = local(b);

    return x < y ? -1 : x > y;
}

/* What figures need beside days and points: hours of the week, and a staircase of numbers. */
static void add_figures(struct build *b, struct finding *f)
{
    for (int i = 0; i < DATA_COUNT; i++) {
        if (SHOWN >> i & 1)
            f->shown[i] = (struct extent){f->beneficiaries.floor, f->beneficiaries.ceiling};
    }
    for (int day = 0; day < 7; day++) {
        for (int hour = 0; hour < 24; hour++) {
            bool open = day < 5 && hour >= 9 && hour < 19;

            f->hours[ATTRIBUTED_OWNER][day][hour] = open ? (uint32_t)(3 + (day + hour) % 5) : 0;
            f->hours[ATTRIBUTED_ATTACKER][day][hour] = day == 0 && hour < 6 ? 900 : 0;
            f->hours[ATTRIBUTED_UNCLEAR][day][hour] = day == 0 && hour == 8 ? 12 : 0;
        }
    }
    if (f->first_ns == TIME_NONE)
        return;
    f->number_count = 100;
    f->numbers = arena_alloc(&b->fixture->arena, f->number_count * sizeof *f->numbers);
    for (size_t i = 0; i < f->number_count; i++)
        f->numbers[i] = (struct finding_number){
            .time_ns = f->first_ns + (f->last_ns - f->first_ns) / 100 * (int64_t)i,
            .place = (float)i / 100,
            .unclear = i % 50 == 7};
    f->run = f->numbers;
    f->run_count = 40;
    f->walk = (struct finding_walk){
        .nir = true, .asked = 12500, .steps = 12400, .rising = 12390, .up = 12380};
}

static void add_insurers(struct build *b, struct finding *f, uint32_t number)
{
    f->insurers = arena_alloc(&b->fixture->arena, (INSURERS + 1) * sizeof *f->insurers);
    f->insurer_count = INSURERS + 1;
    for (size_t i = 0; i < INSURERS; i++)
        f->insurers[i].insurer = str_of(insurer_names[i]);
    for (size_t i = 0; i < b->row_count; i++) {
        const struct exposed_row *row = &b->rows[i];
        size_t k = row->insurer == INSURER_NONE ? INSURERS : row->insurer;

        f->insurers[k].ceiling += row->finding == number;
        f->insurers[k].floor += row->finding == number && row->attributed == ATTRIBUTED_ATTACKER;
    }
}

static void add_finding(struct build *b, const struct plan *plan)
{
    struct dossier *d = &b->fixture->dossier;
    struct arena *arena = &b->fixture->arena;
    struct finding *f = &d->findings[plan->finding];
    struct plan_session sessions[96];
    size_t n = working_month(plan, sessions);
    uint32_t next = plan->finding * 20000;

    memcpy(sessions + n, plan->sessions, plan->session_count * sizeof *sessions);
    n += plan->session_count;
    qsort(sessions, n, sizeof *sessions, by_time);
    f->account = str_of(plan->account);
    f->verdict = plan->verdict;
    f->data = plan->data;
    f->text[0] = str_of(plan->text_fr);
    f->text[1] = str_of(plan->text_en);
    f->peers = plan->peers;
    f->beneficiaries_also_owner = plan->also_owner;
    f->refused = plan->refused;
    f->sessions = arena_alloc(arena, n * sizeof *f->sessions);
    f->days = arena_alloc(arena, n * sizeof *f->days);
    f->points = arena_alloc(arena, 400 * sizeof *f->points);
    f->first_ns = f->last_ns = TIME_NONE;
    add_sources(b->fixture, f, plan);
    for (size_t i = 0; i < n; i++) {
        add_session(b, f, plan, &sessions[i], &next);
        if (sessions[i].attributed < plan->counted)
            continue;
        if (f->first_ns == TIME_NONE)
            f->first_ns = f->sessions[i].first_ns;
        f->last_ns = f->sessions[i].last_ns;
    }
    f->account_first_ns = f->sessions[0].first_ns;
    f->account_last_ns = f->sessions[n - 1].last_ns;
    f->reasons = arena_alloc(arena, plan->reason_count * sizeof *f->reasons);
    f->reason_count = plan->reason_count;
    if (plan->reason_count)
        memcpy(f->reasons, plan->reasons, plan->reason_count * sizeof *f->reasons);
    f->moments = arena_alloc(arena, plan->moment_count * sizeof *f->moments);
    f->moment_count = plan->moment_count;
    if (plan->moment_count)
        memcpy(f->moments, plan->moments, plan->moment_count * sizeof *f->moments);
    add_insurers(b, f, plan->finding);
    add_figures(b, f);
}

static int by_insurer(const void *a, const void *b)
{
    const struct exposed_row *x = a;
    const struct exposed_row *y = b;
    int order = person_cmp(x->person, y->person);

    if (x->insurer != y->insurer)
        return x->insurer < y->insurer ? -1 : 1;
    return order ? order : (int)x->finding - (int)y->finding;
}

static int by_moment(const void *a, const void *b)
{
    const struct trace *x = &((const struct exposed_act *)a)->t;
    const struct trace *y = &((const struct exposed_act *)b)->t;

    if (x->time_ns != y->time_ns)
        return x->time_ns < y->time_ns ? -1 : 1;
    if (x->input != y->input)
        return x->input < y->input ? -1 : 1;
    return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* An anonymous file with these bytes. */
static int file_of(const void *bytes, size_t n)
{
    int fd = memfd_create("limier-fixture", MFD_CLOEXEC);

    if (fd < 0 || write(fd, bytes, n) != (ssize_t)n)
        mem_exhausted(n);
    return fd;
}

static struct str *spans(struct arena *arena, const char *const *texts, size_t n)
{
    struct str *list = arena_alloc(arena, n * sizeof *list);

    for (size_t i = 0; i < n; i++)
        list[i] = str_of(texts[i]);
    return list;
}

static struct dossier_pair *pairs(struct arena *arena, const struct dossier_pair *from, size_t n)
{
    struct dossier_pair *list = arena_alloc(arena, n * sizeof *list);

    memcpy(list, from, n * sizeof *list);
    return list;
}

/* Lines in every hour of the working day, as many as were understood. */
static void add_hours(struct coverage *input)
{
    int64_t first = clock_floor(input->first_ns, NS_PER_HOUR);
    int64_t last = clock_floor(input->last_ns, NS_PER_HOUR);
    uint64_t left = input->parsed;

    for (int64_t hour = first; hour <= last; hour++) {
        uint64_t lines = hour == last ? left : left / 300;

        if (hour % 24 < 6 && hour != first && hour != last)
            continue;
        hours_add(&input->hours, hour * NS_PER_HOUR);
        input->hours.list[input->hours.at].lines = lines;
        left -= lines;
    }
    hours_settle(&input->hours);
}

/* Order of the lines, hours, and two silences of the last series: of each kind that is shown. */
static void add_times(struct dossier *d, struct arena *arena)
{
    struct series *series;

    for (size_t i = 0; i < d->input_count; i++) {
        struct coverage *input = &d->inputs[i];

        input->last_good_ns = input->damage.kind != DAMAGE_NONE ? input->last_ns : TIME_NONE;
        if (input->parsed)
            add_hours(input);
    }
    series_build(&d->series, d->inputs, d->input_count, arena);
    d->inputs[0].order = (struct order){.back = 4711, .most_ns = 3 * NS_PER_SECOND, .most_line = 9};
    if (d->input_count < 3)
        return; /* the clean one */
    d->inputs[1].order = (struct order){
        .back = 3, .steps = 2, .most_ns = NS_PER_HOUR, .most_line = 77, .most_offset = 8000};
    series = &d->series.list[d->series.count - 1];
    series->silences = mem_zero(2, sizeof *series->silences);
    series->silence_count = 2;
    series->improbable = 1;
    series->silent_hours = 30;
    series->silences[0] = (struct silence){
        .kind = SILENCE_INSIDE,
        .from_ns = d->inputs[0].first_ns / NS_PER_HOUR * NS_PER_HOUR + 40 * NS_PER_HOUR,
        .expected = 1234.5,
        .surprise = 17.25,
        .improbable = true};
    series->silences[0].to_ns = series->silences[0].from_ns + 30 * NS_PER_HOUR;
    series->silences[1] = series->silences[0];
    series->silences[1].kind = SILENCE_ENDS;
    series->silences[1].from_ns += 60 * NS_PER_HOUR;
    series->silences[1].to_ns += 60 * NS_PER_HOUR;
    series->silences[1].surprise = series->silences[1].expected = 0;
    series->silences[1].improbable = false;
}

static void add_inputs(struct dossier_fixture *fixture, const struct coverage *from, size_t n)
{
    struct dossier *d = &fixture->dossier;

    d->inputs = arena_alloc(&fixture->arena, n * sizeof *d->inputs);
    d->input_count = n;
    memcpy(d->inputs, from, n * sizeof *d->inputs);
    for (size_t i = 0; i < n; i++) {
        if (d->inputs[i].duplicate_of.p)
            continue;
        d->lines += d->inputs[i].lines;
        d->parsed += d->inputs[i].parsed;
        d->skipped += d->inputs[i].skipped;
        d->rejected += coverage_rejected(&d->inputs[i]);
    }
    add_times(d, &fixture->arena);
}

static void add_accounts(struct dossier_fixture *fixture, size_t n)
{
    struct dossier *d = &fixture->dossier;
    size_t named = d->finding_count;

    d->accounts = arena_alloc(&fixture->arena, n * sizeof *d->accounts);
    d->account_count = d->active = (uint32_t)n;
    for (size_t i = 0; i < n; i++) {
        struct dossier_account *a = &d->accounts[i];
        uint64_t daily = 9 + i * 11 % 23;

        *a = (struct dossier_account){
            .account = i < named ? d->findings[i].account
                                 : arena_print(&fixture->arena, "1000%07zu", 4211733 + i * 9377),
            .first_ns = d->first_ns + (int64_t)(i % 50) * NS_PER_HOUR,
            .last_ns = d->last_ns - (int64_t)(i % 40) * NS_PER_HOUR,
            .requests = daily * 220,
            .records = daily * 23,
            .beneficiaries = daily * 21,
            .not_found = daily / 3,
            .follow_ups = daily * 17,
            .active_days = 22,
            .sources = 1 + (uint32_t)(i % 3),
            .group = i % 29 == 0 ? -1 : (int32_t)(i % 4),
            .day_median = (double)daily,
            .day_max = (double)daily * 1.9};
        d->records += a->records;
    }
}

static void begin(struct dossier_fixture *fixture)
{
    struct dossier *d = &fixture->dossier;

    memset(fixture, 0, sizeof *fixture);
    hmac_init(&fixture->key.hmac, STR("a key of thirty-two bytes, at most"));
    str_copy(fixture->key.id, sizeof fixture->key.id, STR("5f0c1a9e"));
    d->lang = LANG_FR;
    d->offset_seconds = 3600;
    d->now_ns = INT64_C(1707120000) * NS_PER_SECOND;
    d->first_ns = INT64_C(1704150187) * NS_PER_SECOND;
    d->last_ns = INT64_C(1706956742) * NS_PER_SECOND;
    d->key = &fixture->key;
    d->key_id = str_of(fixture->key.id);
    d->aware_ns = TIME_NONE;
    d->deadline_hours = DEADLINE_HOURS;
    d->total.first_ns = d->total.last_ns = TIME_NONE;
    d->portal = &fixture->portal;
    d->versions = pairs(&fixture->arena, plan_versions, plan_version_count);
    d->version_count = plan_version_count;
    d->sources = spans(&fixture->arena, plan_addresses, plan_address_count);
    d->agents = spans(&fixture->arena, plan_agents, plan_agent_count);
    d->insurers = spans(&fixture->arena, insurer_names, INSURERS);
    d->insurer_count = INSURERS;
    d->exposed_fd = d->acts_fd = -1;
}

static void add_totals(struct dossier_fixture *fixture)
{
    const struct totals_options options = {.insurers = fixture->dossier.insurers,
                                           .insurer_count = fixture->dossier.insurer_count,
                                           .arena = &fixture->arena,
                                           .memory_bytes = 1 << 20,
                                           .directory = -1};
    struct err err = {0};

    if (totals_count(&fixture->dossier, &options, &err) < 0)
        mem_exhausted(0);
}

void dossier_fixture_case(struct dossier_fixture *fixture)
{
    struct dossier *d = &fixture->dossier;
    struct build b = {.fixture = fixture};
    struct err err = {0};

    begin(fixture);
    if (portal_read(&fixture->portal, str_of(plan_portal), "portal.yml", &err) < 0)
        mem_exhausted(0);
    d->command_line = str_of(plan_command_line);
    d->options = pairs(&fixture->arena, plan_options, plan_option_count);
    d->option_count = plan_option_count;
    d->databases = pairs(&fixture->arena, plan_databases, plan_database_count);
    d->database_count = plan_database_count;
    d->attributions = pairs(&fixture->arena, plan_attributions, plan_attribution_count);
    d->attribution_count = plan_attribution_count;
    add_inputs(fixture, plan_inputs, plan_input_count);
    d->unattributed = 18321;
    d->regex_limits = 2;
    d->findings = arena_alloc(&fixture->arena, plan_count * sizeof *d->findings);
    d->finding_count = plan_count;
    for (size_t i = 0; i < plan_count; i++)
        add_finding(&b, &plans[i]);
    add_accounts(fixture, 214);
    dossier_fixture_alerts(fixture);
    qsort(b.rows, b.row_count, sizeof *b.rows, by_insurer);
    qsort(b.acts, b.act_count, sizeof *b.acts, by_moment);
    d->exposed_fd = file_of(b.rows, b.row_count * sizeof *b.rows);
    d->exposed_count = b.row_count;
    d->acts_fd = file_of(b.acts, b.act_count * sizeof *b.acts);
    d->act_count = b.act_count;
    add_totals(fixture);
    free(b.rows);
    free(b.acts);
}

void dossier_fixture_clean(struct dossier_fixture *fixture)
{
    struct dossier *d = &fixture->dossier;

    begin(fixture);
    portal_generic(&fixture->portal);
    d->command_line = STR("limier scan access.log");
    add_inputs(fixture, plan_inputs, 2);
    add_accounts(fixture, 40);
    d->exposed_fd = file_of("", 0);
    d->acts_fd = file_of("", 0);
}

void dossier_fixture_release(struct dossier_fixture *fixture)
{
    (void)close(fixture->dossier.exposed_fd);
    (void)close(fixture->dossier.acts_fd);
    free(fixture->dossier.outputs);
    for (size_t i = 0; i < fixture->dossier.input_count; i++)
        coverage_release(&fixture->dossier.inputs[i]);
    series_release(&fixture->dossier.series);
    portal_release(&fixture->portal);
    arena_release(&fixture->arena);
    memset(fixture, 0, sizeof *fixture);
}

/*
 * cnil_json.c: dossier-cnil.json: the legal facts for machines, and for the complementary
 * notification that is held against it. The contract is tests/schema/cnil.schema.json. No
 * beneficiary, not even a token, stands in it.
 */
#include "report/findings_parts.h"
#include "report/legal.h"
#include "report/report.h"

static void write_bounds(struct json *json, const char *name, struct extent bounds)
{
    json_object(json, name);
    json_u64(json, "floor", bounds.floor);
    json_u64(json, "ceiling", bounds.ceiling);
    json_object_end(json);
}

/* Both languages, or null for no text. */
static void write_text(struct json *json, const char *name, const struct legal_text *text)
{
    struct str both[2] = {text->in[LANG_FR], text->in[LANG_EN]};

    if (both[LANG_FR].p)
        findings_texts(json, name, both);
    else
        json_null(json, name);
}

/* The same of a text of the catalogue. */
static void write_label(struct json *json, const char *name, const char *english)
{
    struct str text[2] = {str_of(text_get(LANG_FR, english)), str_of(text_get(LANG_EN, english))};

    findings_texts(json, name, text);
}

static void write_names(struct json *json, const char *name, uint16_t data)
{
    json_array(json, name);
    for (int i = 0; i < DATA_COUNT; i++) {
        if (data & 1u << i)
            json_text(json, NULL, portal_data_name(i));
    }
    json_array_end(json);
}

static void write_awareness(struct json *json, const struct dossier *d)
{
    json_object(json, "awareness");
    json_time(json, "at", d->aware_ns);
    json_u64(json, "deadline_hours", (uint64_t)d->deadline_hours);
    json_time(json, "deadline", legal_deadline(d));
    json_object_end(json);
}

static void write_origins(struct json *json, const struct legal *l)
{
    json_array(json, "origins");
    for (size_t i = 0; i < l->accused; i++) {
        const struct finding *f = l->findings[i];

        for (size_t k = 0; k < f->source_count; k++) {
            const struct finding_source *s = &f->sources[k];

            if (!legal_is_origin(f, s))
                continue;
            json_object(json, NULL);
            json_str(json, "account", f->account.p ? f->account : STR(""));
            json_str(json, "address", s->address);
            json_str(json, "country", s->place.country_code);
            json_str(json, "network", s->place.organisation);
            json_text(json, "attributed", attribution_name(s->attributed));
            json_time(json, "first", s->first_ns);
            json_time(json, "last", s->last_ns);
            json_u64(json, "requests", s->requests);
            json_u64(json, "records", s->records);
            json_object_end(json);
        }
    }
    json_array_end(json);
}

static void write_acts(struct json *json, const struct legal *l)
{
    json_object(json, "acts");
    for (int i = 0; i < LEGAL_ACTS; i++)
        write_bounds(
            json, legal_act_name((enum legal_act)i),
            (struct extent){l->acts.attacker[i], l->acts.attacker[i] + l->acts.unclear[i]});
    json_u64(json, "refused", l->refused);
    json_object_end(json);
}

static void write_categories(struct json *json, const struct legal *l)
{
    json_array(json, "categories");
    for (int i = 0; i < DATA_COUNT; i++) {
        if (!(l->data & 1u << i))
            continue;
        json_object(json, NULL);
        json_text(json, "category", portal_data_name(i));
        if (l->data_told)
            write_bounds(json, "persons", l->shown[i]);
        else
            json_null(json, "persons");
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_insurers(struct json *json, const struct legal *l)
{
    json_array(json, "insurers");
    for (size_t i = 0; i < l->insurer_count; i++) {
        json_object(json, NULL);
        json_str(json, "insurer", l->insurers[i].insurer);
        write_bounds(json, "persons", l->insurers[i].persons);
        json_object_end(json);
    }
    json_array_end(json);
}

/* What is in no figure, since the operator allows it. */
static void write_left_out(struct json *json, const struct legal *l)
{
    json_array(json, "left_out");
    for (size_t i = 0; i < l->allowed; i++) {
        const struct finding *f = l->left_out[i];

        json_object(json, NULL);
        json_str(json, "account", f->account.p ? f->account : STR(""));
        json_text(json, "verdict", verdict_name(f->verdict));
        write_bounds(json, "persons",
                     (struct extent){f->beneficiaries.floor, f->beneficiaries.ceiling});
        json_str(json, "reason", f->allowed_reason);
        json_time(json, "until", f->allowed_until_ns);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_facts(struct json *json, const struct legal *l)
{
    json_object(json, "facts");
    json_array(json, "accounts");
    for (size_t i = 0; i < l->accused; i++) {
        const struct finding *f = l->findings[i];

        json_object(json, NULL);
        json_str(json, "account", f->account.p ? f->account : STR(""));
        json_text(json, "verdict", verdict_name(f->verdict));
        write_bounds(json, "persons",
                     (struct extent){f->beneficiaries.floor, f->beneficiaries.ceiling});
        json_object_end(json);
    }
    json_array_end(json);
    write_left_out(json, l);
    json_object(json, "period");
    json_time(json, "first", l->first_ns);
    json_time(json, "last", l->last_ns);
    json_object_end(json);
    write_bounds(json, "persons", l->persons);
    json_bool(json, "distinct", l->distinct);
    write_bounds(json, "records", l->records);
    write_categories(json, l);
    write_insurers(json, l);
    json_object(json, "professionals");
    json_u64(json, "accounts", l->accused);
    json_u64(json, "shown", l->holders);
    json_u64(json, "views", l->holder_views);
    write_names(json, "data", l->holder_data);
    json_bool(json, "described", l->holder_told != 0);
    json_object_end(json);
    write_acts(json, l);
    write_origins(json, l);
    json_object_end(json);
}

static void write_field(struct json *json, const struct legal *l, const struct legal_field *field)
{
    json_object(json, NULL);
    json_text(json, "id", field->id);
    json_text(json, "article", field->article);
    write_label(json, "label", field->label);
    json_text(json, "state", legal_state_name(field->state));
    write_text(json, "answer", &field->answer);
    write_text(json, "counted", &field->counted);
    json_array(json, "evidence");
    for (int i = 0; i < field->evidence_count; i++)
        findings_evidence(json, l->dossier, &field->evidence[i]);
    json_array_end(json);
    json_object_end(json);
}

static void write_sections(struct json *json, const struct legal *l)
{
    json_array(json, "sections");
    for (size_t i = 0; i < l->section_count; i++) {
        const struct legal_section *section = &l->sections[i];

        json_object(json, NULL);
        json_text(json, "id", section->id);
        json_text(json, "article", section->article);
        write_label(json, "title", section->title);
        json_array(json, "fields");
        for (size_t k = section->from; k < section->to; k++)
            write_field(json, l, &l->fields[k]);
        json_array_end(json);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_changes(struct json *json, const struct legal *l)
{
    const struct earlier *e = l->dossier->earlier;

    if (!e || l->dossier->phase != PHASE_COMPLEMENTARY) {
        json_null(json, "earlier");
        return;
    }
    json_object(json, "earlier");
    json_time(json, "established", e->established_ns);
    json_array(json, "changes");
    for (size_t i = 0; i < l->change_count; i++) {
        const struct legal_change *c = &l->changes[i];

        json_object(json, NULL);
        json_text(json, "field", c->field);
        json_str(json, "of", c->of);
        write_label(json, "label", c->label);
        write_text(json, "before", &c->before);
        write_text(json, "now", &c->now);
        json_bool(json, "changed", c->changed);
        json_object_end(json);
    }
    json_array_end(json);
    json_object_end(json);
}

static void write_document(struct json *json, const struct legal *l)
{
    const struct dossier *d = l->dossier;

    json_object(json, NULL);
    json_text(json, "schema", "limier-cnil/1");
    json_object(json, "tool");
    json_text(json, "name", "limier");
    json_text(json, "version", LIMIER_VERSION);
    json_object_end(json);
    json_text(json, "phase", d->phase == PHASE_COMPLEMENTARY ? "complementary" : "initial");
    json_time(json, "established", d->now_ns);
    json_i64(json, "offset_seconds", d->offset_seconds);
    write_awareness(json, d);
    write_facts(json, l);
    write_changes(json, l);
    write_sections(json, l);
    json_object_end(json);
}

static int write_cnil_json(const struct report_target *target, struct err *err)
{
    struct arena arena = {0};
    const struct legal *l = legal_build(target->dossier, &arena, err);
    struct out out;
    struct json json;
    int rc = l ? report_create(target, "dossier-cnil.json", &out, err) : -1;

    if (rc == 0) {
        json_init(&json, &out, 1);
        write_document(&json, l);
        out_text(&out, "\n");
        rc = report_commit(target, "dossier-cnil.json", &out, err);
    }
    arena_release(&arena);
    return rc;
}

const struct report_writer report_cnil_json = {
    .name = "cnil-json", .file = "dossier-cnil.json", .write = write_cnil_json};

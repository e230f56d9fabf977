/*
 * inspect_json.c: an inspection for programs. Its schema is tests/schema/inspect.schema.json.
 */
#include "base/json.h"
#include "inspect.h"
#include "report/findings_series.h"

static void write_input(struct json *j, const struct coverage *c)
{
    json_object(j, NULL);
    json_str(j, "input", c->input);
    json_str(j, "layout", c->layout);
    json_str(j, "form", c->form);
    json_object(j, "sample");
    json_u64(j, "lines", c->choice.lines);
    json_u64(j, "read", c->choice.read);
    json_u64(j, "read_by_any", c->choice.any_read);
    json_str(j, "best", c->choice.best);
    json_str(j, "runner_up", c->choice.second);
    json_u64(j, "runner_up_read", c->choice.second_read);
    json_object_end(j);
    json_u64(j, "lines", c->lines);
    json_u64(j, "parsed", c->parsed);
    json_u64(j, "rejected", coverage_rejected(c));
    json_u64(j, "skipped", c->skipped);
    json_object(j, "other_layouts");
    for (uint32_t i = 0; i < c->other_count; i++)
        json_u64(j, c->others[i].name.p, c->others[i].lines);
    json_object_end(j);
    findings_damage(j, &c->damage);
    json_str(j, "duplicate_of", c->duplicate_of);
    json_time(j, "first", c->first_ns);
    json_time(j, "last", c->last_ns);
    findings_steps(j, c);
    json_object_end(j);
}

static void write_fields(struct json *j, const struct inspection *in)
{
    json_array(j, "fields");
    for (int k = 0; k < FIELD_COUNT; k++) {
        const struct survey_field *f = &in->survey->fields[k];

        if (f->present == 0)
            continue;
        json_object(j, NULL);
        json_text(j, "field", field_name((enum field)k));
        json_u64(j, "present", f->present);
        json_array(j, "examples");
        for (int i = 0; i < f->example_count; i++)
            json_str(j, NULL, f->examples[i].text);
        json_array_end(j);
        json_object_end(j);
    }
    json_array_end(j);
}

static void write_shapes(struct json *j, const uint64_t shapes[SHAPE_COUNT])
{
    json_object(j, "shapes");
    for (int i = 0; i < SHAPE_COUNT; i++) {
        if (shapes[i])
            json_u64(j, shape_name((enum shape)i), shapes[i]);
    }
    json_object_end(j);
}

static void write_accounts(struct json *j, const struct inspection *in)
{
    json_array(j, "account_places");
    for (int i = 0; i < SURVEY_PLACES; i++) {
        const struct survey_account *a = &in->survey->accounts[i];
        double bits;
        uint32_t distinct;

        if (a->lines == 0)
            continue;
        distinct = survey_account_distinct(a, &bits);
        json_object(j, NULL);
        json_text(j, "field", a->field != FIELD_NONE ? field_name(a->field) : NULL);
        json_str(j, "parameter", a->parameter);
        json_bool(j, "chosen", a == in->proposal.account);
        json_u64(j, "lines", a->lines);
        json_u64(j, "login_lines", a->login_lines);
        json_u64(j, "distinct", distinct);
        json_number(j, "entropy_bits", bits, 3);
        write_shapes(j, a->shapes);
        json_object_end(j);
    }
    json_array_end(j);
}

static void write_sessions(struct json *j, const struct inspection *in)
{
    json_array(j, "session_places");
    for (int i = 0; i < in->survey->session_count; i++) {
        const struct survey_session *s = &in->survey->sessions[i];

        json_object(j, NULL);
        json_str(j, "cookie", s->cookie);
        json_array(j, "fields");
        for (int k = 0; k < FIELD_COUNT; k++) {
            if (s->fields >> k & 1)
                json_text(j, NULL, field_name((enum field)k));
        }
        json_array_end(j);
        json_bool(j, "joined", in->proposal.join && s == in->proposal.session);
        json_u64(j, "lines", s->lines);
        json_u64(j, "lines_with_account", s->with_account);
        json_u64(j, "sessions", s->sessions.count);
        json_u64(j, "sessions_with_account", s->joined.count);
        json_u64(j, "accounts_of_sessions", s->pairs.count);
        json_object_end(j);
    }
    json_array_end(j);
}

static void write_values(struct json *j, const struct proposed_form *form, int place)
{
    const struct url_values *v = proposed_values(form, place);
    uint64_t digits = v->shapes[SHAPE_NIR] + v->shapes[SHAPE_NIR13];

    json_object(j, NULL);
    if (place < form->path->depth)
        json_u64(j, "segment", (uint64_t)place + 1);
    else
        json_str(j, "parameter", form->path->form->parameters[place - form->path->depth]->name);
    json_text(j, "role", form->roles[place] == ROLE_NONE ? NULL : role_name(form->roles[place]));
    json_u64(j, "values", v->count);
    json_u64(j, "distinct", v->distinct.count);
    json_bool(j, "distinct_at_least", distinct_full(&v->distinct));
    if (digits)
        json_number(j, "nir_pct", 100.0 * (double)digits / (double)v->count, 2);
    write_shapes(j, v->shapes);
    json_object_end(j);
}

static void write_form(struct json *j, const struct proposed_form *form)
{
    static const char *const outcomes[] = {"shown",   "moved",  "not_found",
                                           "refused", "failed", "unknown"};
    static const char *const methods[] = {
#define METHOD(id, name, doc, source) [METHOD_##id] = name,
#include "model/methods.def"
#undef METHOD
        [METHOD_UNKNOWN] = "other"};
    const struct url_form *f = form->path->form;

    json_object(j, NULL);
    json_str(j, "template", form->text);
    json_text(j, "kind", kind_name(form->kind));
    json_str(j, "operation", form->name);
    json_u64(j, "requests", f->requests);
    json_u64(j, "with_account", f->with_account);
    json_object(j, "methods");
    for (int i = 0; i <= METHOD_UNKNOWN; i++) {
        if (f->methods[i])
            json_u64(j, methods[i], f->methods[i]);
    }
    json_object_end(j);
    json_object(j, "outcomes");
    for (int i = 0; i < URL_OUTCOMES; i++) {
        if (f->outcomes[i])
            json_u64(j, outcomes[i], f->outcomes[i]);
    }
    json_object_end(j);
    json_array(j, "values");
    for (int k = 0; k < form->path->depth + (int)f->parameter_count; k++) {
        if (proposed_values(form, k))
            write_values(j, form, k);
    }
    json_array_end(j);
    json_object_end(j);
}

static void write_trace(struct json *j, const struct inspection *in)
{
    static const char *const names[] = {"author", "timestamp", "operation", "reference"};

    json_object(j, "trace_items");
    for (int i = 0; i < TRACE_ITEMS; i++) {
        struct trace_share share = inspect_trace(in, (enum trace_item)i);

        json_object(j, names[i]);
        json_u64(j, "have", share.have);
        json_u64(j, "of", share.of);
        json_object_end(j);
    }
    json_object_end(j);
}

void inspect_json(const struct inspection *in, struct out *out)
{
    struct json j;

    json_init(&j, out, 2);
    json_object(&j, NULL);
    json_text(&j, "schema", "limier-inspect/1");
    json_u64(&j, "lines", in->dossier->lines);
    json_u64(&j, "parsed", in->dossier->parsed);
    json_u64(&j, "rejected", in->dossier->rejected);
    json_u64(&j, "skipped", in->dossier->skipped);
    json_time(&j, "first", in->dossier->first_ns);
    json_time(&j, "last", in->dossier->last_ns);
    json_i64(&j, "zone_seconds", in->dossier->offset_seconds);
    json_array(&j, "inputs");
    for (size_t i = 0; i < in->dossier->input_count; i++)
        write_input(&j, &in->dossier->inputs[i]);
    json_array_end(&j);
    findings_series(&j, in->dossier);
    json_object(&j, "account");
    json_text(&j, "field",
              in->proposal.account && in->proposal.account->field != FIELD_NONE
                  ? field_name(in->proposal.account->field)
                  : NULL);
    json_str(&j, "parameter", in->proposal.account ? in->proposal.account->parameter : STR_NONE);
    json_bool(&j, "joined_by_session", in->proposal.join);
    json_object_end(&j);
    write_fields(&j, in);
    write_accounts(&j, in);
    write_sessions(&j, in);
    json_u64(&j, "requests_not_told_apart", in->survey->urls.refused);
    json_array(&j, "requests");
    for (size_t i = 0; i < in->proposal.form_count; i++)
        write_form(&j, &in->proposal.forms[i]);
    json_array_end(&j);
    write_trace(&j, in);
    json_object_end(&j);
    out_text(out, "\n");
}

/*
 * message_json.c: the message of a run for programs: a limier-alert/1 document, whose contract is
 * tests/schema/alert.schema.json. No beneficiary, not even a token, stands in it.
 */
#include "base/json.h"
#include "message.h"
#include "model/damage.h"

/* Addresses and insurers of one finding; all are counted. */
#define SOURCES_MOST  50
#define INSURERS_MOST 500

static void write_extent(struct json *json, const char *name, uint64_t floor, uint64_t ceiling)
{
    json_object(json, name);
    json_u64(json, "floor", floor);
    json_u64(json, "ceiling", ceiling);
    json_object_end(json);
}

static void write_sources(struct json *json, const struct finding *f, enum lang lang)
{
    size_t shown = 0;

    json_array(json, "sources");
    for (size_t i = 0; i < f->source_count && shown < SOURCES_MOST; i++) {
        const struct finding_source *source = &f->sources[i];

        if (source->attributed == ATTRIBUTED_OWNER || !source->address.p)
            continue;
        shown++;
        json_object(json, NULL);
        json_str(json, "address", source->address);
        json_text(json, "attributed", attribution_name(source->attributed));
        json_str(json, "country", source->place.country_code);
        json_str(json, "city", source->place.city[lang]);
        if (source->place.asn)
            json_u64(json, "asn", source->place.asn);
        else
            json_null(json, "asn");
        json_str(json, "organisation", source->place.organisation);
        json_time(json, "first", source->first_ns);
        json_time(json, "last", source->last_ns);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_insurers(struct json *json, const struct finding *f)
{
    json_u64(json, "insurer_count", f->insurer_count);
    json_array(json, "insurers");
    for (size_t i = 0; i < f->insurer_count && i < INSURERS_MOST; i++) {
        json_object(json, NULL);
        if (f->insurers[i].insurer.p)
            json_str(json, "insurer", f->insurers[i].insurer);
        else
            json_null(json, "insurer");
        json_u64(json, "floor", f->insurers[i].floor);
        json_u64(json, "ceiling", f->insurers[i].ceiling);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_told(struct json *json, const struct state_finding *told)
{
    if (!told) {
        json_null(json, "told");
        return;
    }
    json_object(json, "told");
    json_time(json, "at", told->told_ns);
    json_text(json, "verdict", verdict_name((enum verdict)told->verdict));
    write_extent(json, "beneficiaries", told->floor, told->ceiling);
    json_object_end(json);
}

/* Accounts that one attacker used beside this one. */
static void write_campaign(struct json *json, const struct dossier *d, size_t index)
{
    json_array(json, "with_accounts");
    for (size_t i = 0; i < d->campaign_count; i++) {
        const struct campaign *c = &d->campaigns[i];
        bool member = false;

        for (size_t k = 0; k < c->finding_count; k++)
            member = member || c->findings[k] == index;
        for (size_t k = 0; member && k < c->finding_count && k < SOURCES_MOST; k++) {
            if (c->findings[k] != index)
                json_str(json, NULL, d->findings[c->findings[k]].account);
        }
    }
    json_array_end(json);
}

static void write_finding(struct json *json, const struct message *m, size_t index)
{
    const struct dossier *d = &m->audit->scan.dossier;
    const struct finding *f = &d->findings[index];

    json_text(json, "change", message_change_name(m->audit->news.findings[index]));
    json_str(json, "account", f->account);
    json_text(json, "verdict", verdict_name(f->verdict));
    json_number(json, "probability", f->probability, 4);
    write_told(json, m->audit->news.told[index]);
    json_time(json, "first", f->first_ns);
    json_time(json, "last", f->last_ns);
    write_extent(json, "beneficiaries", f->beneficiaries.floor, f->beneficiaries.ceiling);
    write_extent(json, "records", f->records.floor, f->records.ceiling);
    write_insurers(json, f);
    write_sources(json, f, m->lang);
    write_campaign(json, d, index);
    json_str(json, "advice", f->advice[m->lang]);
}

static void write_silence(struct json *json, const struct message *m, size_t index)
{
    const struct audit_gap *gap = index == NOTICE_ALL ? NULL : &m->audit->news.gaps[index];

    if (gap && gap->series->name.p)
        json_str(json, "source", gap->series->name);
    else
        json_null(json, "source");
    json_time(json, "from", gap ? gap->silence->from_ns : m->audit->news.lines.since_ns);
    json_time(json, "to",
              gap                                        ? gap->silence->to_ns
              : m->audit->news.lines.news == PULSE_AGAIN ? m->audit->scan.dossier.now_ns
                                                         : TIME_NONE);
}

static void write_about(struct json *json, const struct message *m, const struct notice *n)
{
    const struct dossier *d = &m->audit->scan.dossier;
    size_t i = n->index;

    switch (n->kind) {
    case NOTICE_FINDING: write_finding(json, m, i); break;
    case NOTICE_WITHDRAWN:
        json_str(json, "account", m->audit->news.withdrawn[i]->account);
        write_told(json, m->audit->news.withdrawn[i]);
        break;
    case NOTICE_SIGNATURE:
        json_str(json, "id", d->signatures[i].id);
        json_str(json, "title", d->signatures[i].title[m->lang]);
        json_text(json, "level", alert_level_name(d->signatures[i].rank));
        json_str(json, "file", d->signatures[i].file);
        json_u64(json, "alerts", m->audit->news.alerts[i]);
        break;
    case NOTICE_SILENCE: write_silence(json, m, i); break;
    case NOTICE_DAMAGE:
        json_str(json, "input", d->inputs[i].input);
        json_text(json, "damage", damage_name(&d->inputs[i].damage));
        break;
    case NOTICE_REJECTED:
        json_u64(json, "rejected", m->audit->new_rejected);
        json_u64(json, "lines", m->audit->new_lines);
        break;
    case NOTICE_UNRECOGNISED:
    case NOTICE_LIMIT:
    case NOTICE_LEARNT:
    case NOTICE_KINDS: break;
    }
}

static void write_run(struct json *json, const struct audit *audit)
{
    json_object(json, "run");
    json_str(json, "portal", audit->scan.portal.name);
    json_str(json, "state", str_of(audit->folder));
    json_u64(json, "lines", audit->new_lines);
    json_u64(json, "rejected", audit->new_rejected);
    json_time(json, "first", audit->new_first_ns);
    json_time(json, "last", audit->new_last_ns);
    json_bool(json, "complete", !audit_lacking(audit));
    if (audit->options.text[OPT_OUTPUT])
        json_str(json, "case", str_of(audit->options.text[OPT_OUTPUT]));
    else
        json_null(json, "case");
    json_object_end(json);
}

void message_json(const struct message *m, struct out *out)
{
    struct json json;

    json_init(&json, out, 0);
    json_object(&json, NULL);
    json_text(&json, "schema", "limier-alert/1");
    json_text(&json, "id", m->id);
    json_text(&json, "generator", "limier " LIMIER_VERSION);
    json_text(&json, "host", m->host);
    json_time(&json, "time", m->audit->scan.dossier.now_ns);
    json_text(&json, "lang", text_lang_code(m->lang));
    json_str(&json, "headline", m->headline);
    write_run(&json, m->audit);
    json_array(&json, "notices");
    for (size_t i = 0; i < m->count; i++) {
        const struct notice *n = &m->notices[i];

        json_object(&json, NULL);
        json_text(&json, "notice", n->id);
        json_text(&json, "kind", notice_kind_name(n->kind));
        json_u64(&json, "priority", (uint64_t)n->priority);
        json_str(&json, "text", n->text);
        write_about(&json, m, n);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_u64(&json, "omitted", m->omitted);
    json_object_end(&json);
    out_text(out, "\n");
}

/*
 * dossier_codec.c: the frame of the dossier, accounts, signatures and alerts, member by member.
 */
#include "dossier_codec.h"

static void code_pair(struct codec *c, void *item)
{
    struct dossier_pair *pair = item;

    codec_str(c, &pair->name);
    codec_str(c, &pair->value);
}

static void code_account(struct codec *c, void *item)
{
    struct dossier_account *a = item;

    codec_str(c, &a->account);
    codec_i64(c, &a->first_ns);
    codec_i64(c, &a->last_ns);
    codec_u64(c, &a->requests);
    codec_u64(c, &a->records);
    codec_u64(c, &a->beneficiaries);
    codec_u64(c, &a->not_found);
    codec_u64(c, &a->follow_ups);
    codec_u32(c, &a->active_days);
    codec_u32(c, &a->sources);
    codec_i32(c, &a->group);
    codec_double(c, &a->day_median);
    codec_double(c, &a->day_max);
}

void dossier_code_texts(struct codec *c, struct str texts[2])
{
    codec_str(c, &texts[LANG_FR]);
    codec_str(c, &texts[LANG_EN]);
}

void dossier_code_str(struct codec *c, void *item)
{
    codec_str(c, item);
}

void dossier_code_evidence(struct codec *c, void *item)
{
    struct evidence *e = item;

    codec_u64(c, &e->offset);
    codec_i64(c, &e->time_ns);
    codec_u32(c, &e->input);
    codec_u32(c, &e->line);
}

static void code_signature(struct codec *c, void *item)
{
    struct signature *s = item;

    codec_str(c, &s->id);
    dossier_code_texts(c, s->title);
    dossier_code_texts(c, s->description);
    codec_str(c, &s->level);
    codec_choice(c, &s->rank, ALERT_LEVELS);
    codec_str(c, &s->author);
    codec_str(c, &s->license);
    codec_str(c, &s->file);
    codec_list(c, &s->references, &s->reference_count, sizeof *s->references, dossier_code_str);
    codec_list(c, &s->tags, &s->tag_count, sizeof *s->tags, dossier_code_str);
    codec_list(c, &s->falsepositives, &s->falsepositive_count, sizeof *s->falsepositives,
               dossier_code_str);
    codec_bool(c, &s->correlation);
    codec_u64(c, &s->alerts);
    codec_u64(c, &s->events);
    codec_u64(c, &s->accounts);
    codec_i64(c, &s->first_ns);
    codec_i64(c, &s->last_ns);
    codec_u32(c, &s->number);
    codec_double(c, &s->bans);
}

static void code_alert(struct codec *c, void *item)
{
    struct alert *a = item;

    codec_u32(c, &a->signature);
    codec_i64(c, &a->first_ns);
    codec_i64(c, &a->at_ns);
    codec_i64(c, &a->last_ns);
    codec_u64(c, &a->events);
    codec_double(c, &a->value);
    codec_str(c, &a->account);
    codec_str(c, &a->source);
    codec_str(c, &a->agent);
    codec_str(c, &a->group);
    codec_str(c, &a->request);
    codec_choice(c, &a->evidence_count, ALERT_EVIDENCE + 1);
    codec_array(c, a->evidence, (size_t)a->evidence_count, sizeof *a->evidence,
                dossier_code_evidence);
    codec_u32(c, &a->number);
    codec_bool(c, &a->allowed);
    codec_i32(c, &a->finding);
}

static void code_given(struct codec *c, void *item)
{
    struct dossier_given *given = item;

    codec_str(c, &given->option);
    codec_str(c, &given->path);
    codec_u64(c, &given->bytes);
    codec_chars(c, given->sha256, sizeof given->sha256);
    codec_chars(c, given->hmac, sizeof given->hmac);
}

static void code_asked(struct codec *c, struct dossier *d)
{
    codec_i64(c, &d->now_ns);
    codec_i32(c, &d->offset_seconds);
    codec_bool(c, &d->partial);
    codec_str(c, &d->command_line);
    codec_str(c, &d->key_id);
    codec_list(c, &d->options, &d->option_count, sizeof *d->options, code_pair);
    codec_list(c, &d->versions, &d->version_count, sizeof *d->versions, code_pair);
    codec_list(c, &d->databases, &d->database_count, sizeof *d->databases, code_pair);
    codec_list(c, &d->attributions, &d->attribution_count, sizeof *d->attributions, code_pair);
    codec_list(c, &d->given, &d->given_count, sizeof *d->given, code_given);
    codec_i64(c, &d->aware_ns);
    codec_i32(c, &d->deadline_hours);
    dossier_code_earlier(c, d);
}

static void code_read(struct codec *c, struct dossier *d)
{
    uint64_t *counts[] = {&d->lines,           &d->parsed,           &d->rejected,     &d->skipped,
                          &d->unattributed,    &d->records,          &d->regex_limits, &d->joined,
                          &d->sessions_shared, &d->sessions_refused, &d->names_refused};

    codec_i64(c, &d->first_ns);
    codec_i64(c, &d->last_ns);
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        codec_u64(c, counts[i]);
}

static void code_judged(struct codec *c, struct dossier *d)
{
    uint64_t expired = d->allow_expired;

    codec_list(c, &d->signatures, &d->signature_count, sizeof *d->signatures, code_signature);
    codec_list(c, &d->alerts, &d->alert_count, sizeof *d->alerts, code_alert);
    codec_u64(c, &d->alerts_omitted);
    codec_u64(c, &d->rules);
    codec_u64(c, &d->rules_refused);
    codec_u64(c, &d->rules_dropped);
    codec_choice(c, &d->min_rank, ALERT_LEVELS);
    codec_u32(c, &d->active);
    codec_u32(c, &d->tried);
    codec_u64(c, &d->tests);
    codec_double(c, &d->threshold);
    dossier_code_texts(c, d->cleared);
    codec_u64(c, &expired);
    d->allow_expired = (size_t)expired;
    codec_u64(c, &d->exposed_count);
    codec_u64(c, &d->act_count);
}

void dossier_code(struct codec *c, struct dossier *d)
{
    code_asked(c, d);
    code_read(c, d);
    dossier_code_coverage(c, d);
    codec_list(c, &d->accounts, &d->account_count, sizeof *d->accounts, code_account);
    dossier_code_findings(c, d);
    code_judged(c, d);
    dossier_code_indicators(c, d);
}

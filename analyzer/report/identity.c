/*
 * identity.c: what identifiers are made of. Each text is preceded by its length, so that no two
 * names run into each other.
 */
#include "report/identity.h"

#include <stdio.h>

#include "base/out.h"

/* A name being put together. */
struct name {
    struct out out;
};

static void name_begin(struct name *name, const char *what)
{
    out_memory(&name->out);
    out_text(&name->out, what);
}

static void name_text(struct name *name, struct str text)
{
    out_print(&name->out, " %zu:", text.n);
    if (text.n)
        out_bytes(&name->out, text.p, text.n);
}

static void name_number(struct name *name, int64_t number)
{
    out_print(&name->out, " %lld", (long long)number);
}

static void name_end(struct name *name, char text[UUID_TEXT])
{
    uuid_of(&uuid_limier, (struct str){name->out.buffer, name->out.used}, text);
    out_drop(&name->out);
}

/* What says which input it is. */
static struct str input_key(const struct dossier *dossier, uint32_t input)
{
    const struct coverage *coverage;

    if (input >= dossier->input_count)
        return STR_NONE;
    coverage = &dossier->inputs[input];
    return coverage->sha256[0] ? str_of(coverage->sha256) : coverage->input;
}

void identity_case(const struct dossier *dossier, char text[UUID_TEXT])
{
    struct name name;

    name_begin(&name, "case");
    for (size_t i = 0; i < dossier->input_count; i++)
        name_text(&name, input_key(dossier, (uint32_t)i));
    name_end(&name, text);
}

void identity_finding(const struct finding *finding, char text[UUID_TEXT])
{
    struct name name;

    name_begin(&name, "finding");
    name_text(&name, finding->account);
    name_number(&name, finding->first_ns);
    name_end(&name, text);
}

void identity_reason(const struct finding *finding, size_t index, char text[UUID_TEXT])
{
    const struct reason *reason = &finding->reasons[index];
    struct name name;

    name_begin(&name, "reason");
    name_text(&name, finding->account);
    name_number(&name, finding->first_ns);
    name_text(&name, str_of(reason->detector));
    name_number(&name, reason->from_ns);
    name_number(&name, reason->to_ns);
    name_number(&name, (int64_t)index);
    name_end(&name, text);
}

void identity_campaign(const struct dossier *dossier, const struct campaign *campaign,
                       char text[UUID_TEXT])
{
    struct name name;

    name_begin(&name, "campaign");
    for (size_t i = 0; i < campaign->finding_count; i++) {
        const struct finding *finding = &dossier->findings[campaign->findings[i]];

        name_text(&name, finding->account);
        name_number(&name, finding->first_ns);
    }
    name_end(&name, text);
}

void identity_alert(const struct dossier *dossier, const struct alert *alert, char text[UUID_TEXT])
{
    const struct signature *signature = &dossier->signatures[alert->signature];
    struct name name;

    name_begin(&name, "alert");
    name_text(&name, signature->file);
    name_text(&name, signature->id);
    name_text(&name, signature->title[LANG_EN]);
    name_number(&name, alert->at_ns);
    name_number(&name, alert->number);
    name_text(&name, alert->group);
    if (alert->evidence_count > 0) {
        name_text(&name, input_key(dossier, alert->evidence[0].input));
        name_number(&name, (int64_t)alert->evidence[0].offset);
    }
    name_end(&name, text);
}

/* Called once for each act: no memory is taken. */
void identity_line(const struct dossier *dossier, uint32_t input, uint64_t offset,
                   char text[UUID_TEXT])
{
    struct str key = input_key(dossier, input);
    char name[256];
    int n =
        snprintf(name, sizeof name, "line %zu:%.*s %llu", key.n, (int)(key.n < 200 ? key.n : 200),
                 key.n ? key.p : "", (unsigned long long)offset);

    uuid_of(&uuid_limier, (struct str){name, (size_t)n}, text);
}

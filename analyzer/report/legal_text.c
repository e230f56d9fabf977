/*
 * legal_text.c: texts of the legal facts in both languages, and the list of fields. Knows nothing
 * about what they say.
 */
#include <stdio.h>

#include "base/out.h"
#include "report/legal.h"

static void put_time(struct out *out, enum lang lang, int64_t time_ns, int offset_seconds)
{
    int minutes = (offset_seconds < 0 ? -offset_seconds : offset_seconds) / 60;
    struct civil c;

    if (time_ns == TIME_NONE) {
        out_text(out, "\xE2\x80\x94");
        return;
    }
    c = clock_civil(time_ns, offset_seconds);
    if (lang == LANG_FR)
        out_print(out, "%02d/%02d/%04d \xC3\xA0 %02d:%02d:%02d", c.day, c.month, c.year, c.hour,
                  c.minute, c.second);
    else
        out_print(out, "%04d-%02d-%02d %02d:%02d:%02d", c.year, c.month, c.day, c.hour, c.minute,
                  c.second);
    out_print(out, " (UTC%c%02d:%02d)", offset_seconds < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

static void put_range(struct out *out, enum lang lang, struct extent range)
{
    char floor[TEXT_COUNT];
    char ceiling[TEXT_COUNT];

    if (range.floor == range.ceiling) {
        out_text(out, text_count(lang, range.ceiling, ceiling));
        return;
    }
    out_text(out, text_count(lang, range.floor, floor));
    out_text(out, lang == LANG_FR ? " \xC3\xA0 " : " to ");
    out_text(out, text_count(lang, range.ceiling, ceiling));
}

static void put_slot(struct out *out, const struct legal *l, enum lang lang,
                     const struct legal_slot *slot)
{
    struct str text = slot->text.in[lang];
    char count[TEXT_COUNT];

    switch (slot->kind) {
    case LEGAL_COUNT: out_text(out, text_count(lang, slot->range.floor, count)); break;
    case LEGAL_RANGE: put_range(out, lang, slot->range); break;
    case LEGAL_TIME: put_time(out, lang, slot->time_ns, l->dossier->offset_seconds); break;
    case LEGAL_LOG:
    case LEGAL_TEXT: out_bytes(out, text.p, text.n); break;
    }
}

static struct str fill(struct legal *l, enum lang lang, const char *text,
                       const struct legal_slot *slots)
{
    const char *from = text;
    struct str filled;
    struct out out;

    out_memory(&out);
    for (const char *c = text; *c; c++) {
        if (!slots || c[0] != '{' || c[1] < '1' || c[1] > '9' || c[2] != '}')
            continue;
        out_bytes(&out, from, (size_t)(c - from));
        put_slot(&out, l, lang, &slots[c[1] - '1']);
        c += 2;
        from = c + 1;
    }
    out_text(&out, from);
    filled = arena_str(l->arena, (struct str){out.buffer, out.used});
    out_drop(&out);
    return filled;
}

struct legal_text legal_say(struct legal *l, const char *english, const struct legal_slot *slots)
{
    struct legal_text text;

    for (int lang = 0; lang < 2; lang++)
        text.in[lang] = fill(l, (enum lang)lang, text_get((enum lang)lang, english), slots);
    return text;
}

struct legal_text legal_join(struct legal *l, struct legal_text a, struct legal_text b)
{
    struct legal_text text;

    if (!a.in[LANG_FR].p)
        return b;
    if (!b.in[LANG_FR].p)
        return a;
    for (int lang = 0; lang < 2; lang++)
        text.in[lang] = arena_print(l->arena, "%.*s %.*s", (int)a.in[lang].n, a.in[lang].p,
                                    (int)b.in[lang].n, b.in[lang].p);
    return text;
}

struct legal_text legal_data(struct legal *l, uint16_t data)
{
    struct legal_text list = {{STR(""), STR("")}};

    for (int lang = 0; lang < 2; lang++) {
        for (int i = 0; i < DATA_COUNT; i++) {
            if (data & 1u << i)
                list.in[lang] = arena_print(l->arena, "%.*s%s%s", (int)list.in[lang].n,
                                            list.in[lang].p, list.in[lang].n ? ", " : "",
                                            text_get((enum lang)lang, data_text(i)));
        }
    }
    return list;
}

void legal_section(struct legal *l, const char *id, const char *article, const char *title,
                   const char *intro)
{
    if (l->section_count == LEGAL_SECTIONS)
        return;
    l->sections[l->section_count++] =
        (struct legal_section){id, article, title, intro, l->field_count, l->field_count};
}

static struct legal_field *add(struct legal *l, const struct legal_field *field)
{
    struct legal_field *added = &l->fields[l->field_count];

    if (l->field_count + 1 < LEGAL_FIELDS)
        l->field_count++;
    *added = *field;
    l->sections[l->section_count - 1].to = l->field_count;
    return added;
}

struct legal_field *legal_known(struct legal *l, const char *id, const char *article,
                                const char *label, struct legal_text answer)
{
    struct legal_field field = {id, article, label, .state = LEGAL_KNOWN, .answer = answer};

    return add(l, &field);
}

struct legal_field *legal_unknown(struct legal *l, const char *id, const char *article,
                                  const char *label, struct legal_text why)
{
    struct legal_field field = {id, article, label, .state = LEGAL_UNKNOWN, .answer = why};

    return add(l, &field);
}

struct legal_field *legal_asked(struct legal *l, const char *id, const char *article,
                                const char *label, struct legal_text hint)
{
    struct legal_field field = {id, article, label, .state = LEGAL_ASKED, .answer = hint};

    return add(l, &field);
}

void legal_rests(struct legal_field *field, const struct evidence *evidence)
{
    if (evidence->line && field->evidence_count < LEGAL_EVIDENCE)
        field->evidence[field->evidence_count++] = *evidence;
}

const char *legal_state_name(enum legal_state state)
{
    static const char *const names[] = {"known", "unknown", "asked"};

    return names[state];
}

const char *legal_act_name(enum legal_act act)
{
    static const char *const names[] = {"read", "pec", "claim", "write", "undetermined"};

    return names[act];
}

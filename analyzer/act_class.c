/*
 * act_class.c: parts of acts that have few values, packed into words.
 */
#include "act_class.h"

#include "base/hash.h"

/* Parts of an act. */
enum {
    PART_STATUS = 1,
    PART_KNOWN = 2, /* fresh, followed */
    PART_CLOSED = 4,
    PART_ACCOUNT = 8,
    PART_SOURCE = 16,
    PART_AGENT = 32,
    PART_INSURER = 64,
    PART_ALWAYS = 128, /* operation and outcome */
};

/* The part that tells a field; 0: none does. */
static unsigned part_of(struct str field)
{
    switch (sigma_field(field)) {
    case SIGMA_OPERATION:
    case SIGMA_KIND:
    case SIGMA_OUTCOME:
    case SIGMA_SHOWN: return PART_ALWAYS;
    case FIELD_SC_STATUS: return PART_STATUS;
    case SIGMA_FRESH:
    case SIGMA_FOLLOWED: return PART_KNOWN;
    case SIGMA_CLOSED: return PART_CLOSED;
    case SIGMA_ACCOUNT:
    case SIGMA_SHOP:
    case SIGMA_TRADE:
    case FIELD_CS_USERNAME: return PART_ACCOUNT;
    case FIELD_C_IP:
    case SIGMA_COUNTRY:
    case SIGMA_ASN: return PART_SOURCE;
    case FIELD_CS_USER_AGENT: return PART_AGENT;
    case SIGMA_INSURER: return PART_INSURER;
    default: return 0;
    }
}

/* Depth is bounded by the reader of conditions. */
static bool told(const struct expr *expr, unsigned *parts)
{
    unsigned part;

    for (const struct expr *child = expr->first; child; child = child->next) {
        if (!told(child, parts))
            return false;
    }
    if (expr->kind != EXPR_TEST)
        return true;
    part = part_of(expr->test->field);
    *parts |= part;
    if (part && expr->test->kind == TEST_FIELD) {
        part = part_of(expr->test->text);
        *parts |= part;
    }
    return part != 0;
}

bool act_class_tells(const struct rule *rule, unsigned *parts)
{
    return rule->condition && told(rule->condition, parts);
}

/* Whether the shop knew the person, and whether a PEC or claim followed, as act_event tells them.
 */
static uint64_t known_part(const struct act *act)
{
    uint64_t about = person_tag(act->t.person) != PERSON_NONE;

    return about | (uint64_t)(act->known_s == SECONDS_NEVER) << 1 |
           (uint64_t)trace_shown(&act->t) << 2 | (uint64_t)(act->follow_s != SECONDS_NEVER) << 3;
}

struct act_class act_class_of(const struct act_classes *classes, const struct act_event *event)
{
    const struct trace *t = &event->act->t;
    const struct directory_entry *entry = event->entry;
    unsigned parts = classes->parts;
    struct act_class of = {{(uint64_t)t->operation << 5 | t->outcome, 0, 0}};

    if (parts & PART_STATUS)
        of.words[0] |= (uint64_t)trace_status(t) << 12;
    if (parts & PART_KNOWN)
        of.words[0] |= known_part(event->act) << 22;
    if (parts & PART_CLOSED && entry && entry->closed_ns != TIME_NONE)
        of.words[0] |= (t->time_ns >= entry->closed_ns ? UINT64_C(2) : 1) << 26;
    if (parts & PART_INSURER)
        of.words[0] |= (uint64_t)t->insurer << 32;
    if (parts & PART_AGENT)
        of.words[1] |= t->agent;
    if (parts & PART_SOURCE)
        of.words[1] |= (uint64_t)t->source << 32;
    if (parts & PART_ACCOUNT)
        of.words[2] = t->account;
    return of;
}

struct act_memo_entry *act_memo_find(struct act_memo *memo, const struct act_class *of)
{
    uint64_t hash = hash_words(of->words[0] ^ of->words[2] << 32, of->words[1]);
    struct act_memo_entry *entry = &memo->entries[hash & (ACT_MEMO_ENTRIES - 1)];

    if (memcmp(&entry->of, of, sizeof *of) != 0) {
        entry->of = *of;
        entry->count = 0;
    }
    return entry;
}

/*
 * siblings.c: pivots from the accused accounts, and the trial of those that share one.
 *
 * Weight. What an account and an attacker have in common speaks against the account by the
 * probability that somebody innocent comes to have it (Good 1950): the share of accounts that newly
 * came to an address which is new to others too, or of those that came to this very one and did
 * nothing there. What a usual account has (a hospital's address, a provider's, a common browser) is
 * no pivot at all. The weight is added to the evidence of what was done from there, without
 * circumstances: place, program and company are what the pivot stands for already.
 *
 * Threshold. Few accounts are tried here, so that fewer false alarms are to be expected by chance
 * (Bonferroni over the accounts that were tried; cohort.c has the rest of the argument).
 */
#include "siblings.h"

#include <math.h>
#include <stdlib.h>

#include "attribute.h"
#include "base/mem.h"
#include "networks.h"

/* Weights are believed so far, by kind: many share a provider or a program without knowing. */
static const double bans_most[PIVOT_KINDS] = {3, 2, 1.5};

/* What was done from there must speak for itself at least ten to one. */
#define OWN_LEAST 1.0

/* Accused accounts to which one address is new, from which that is no chance. */
#define TESTED_LEAST 3

/* One account, through one pivot, while they are tried. */
struct touch {
    uint32_t tried;
    uint32_t pivot;
};

/* Accounts that were tried. */
struct tries {
    struct sibling *list;
    size_t count;
    size_t room;
    struct touch *touches;
    size_t touch_count;
    size_t touch_room;
};

/* A value that an account's attacker used. */
struct use {
    uint64_t value;
    uint32_t account;
    enum pivot_kind kind;
};

static int compare_uses(const void *a, const void *b)
{
    const struct use *x = a;
    const struct use *y = b;

    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return x->account < y->account ? -1 : x->account > y->account;
}

static struct pivot *pivot_at(const struct siblings *s, enum pivot_kind kind, uint64_t value)
{
    size_t low = 0;
    size_t high = s->pivot_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct pivot *p = &s->pivots[middle];

        if (p->kind < kind || (p->kind == kind && p->value < value))
            low = middle + 1;
        else
            high = middle;
    }
    if (low < s->pivot_count && s->pivots[low].kind == kind && s->pivots[low].value == value)
        return &s->pivots[low];
    return NULL;
}

bool siblings_is_pivot(const struct siblings *s, enum pivot_kind kind, uint64_t value)
{
    return pivot_at(s, kind, value) != NULL;
}

/* An address that is new to several accused accounts, and that hardly anybody else has, is their
 * attacker's: passwords are tried from there before they are used from elsewhere. */
static void adopt_strangers(struct siblings *s, struct attacker_strands *strangers)
{
    const struct attacker_strand *list = strangers->list;

    attacker_strands_sort(strangers);
    for (size_t i = 0, end; i < strangers->count; i = end) {
        uint32_t accounts = 0;

        for (end = i; end < strangers->count && list[end].source == list[i].source; end++)
            accounts += end == i || list[end].account != list[end - 1].account;
        if (accounts < TESTED_LEAST || s->judge->users[list[i].source] > accounts + accounts / 4)
            continue;
        for (size_t k = i; k < end; k++) {
            MEM_GROW(s->strands.list, s->strands.count, s->strands.room);
            s->strands.list[s->strands.count++] = list[k];
        }
    }
}

/* All that attackers used where they were strangers, with the number of accused accounts. */
static void list_values(struct siblings *s)
{
    struct use *uses = mem_zero(s->strands.count * PIVOT_KINDS + 1, sizeof *uses);
    size_t n = 0;

    for (size_t i = 0; i < s->strands.count; i++) {
        for (int k = 0; k < PIVOT_KINDS && s->strands.list[i].strange; k++) {
            struct use *use = &uses[n];

            *use = (struct use){.account = s->strands.list[i].account, .kind = (enum pivot_kind)k};
            n += attacker_strand_value(&s->strands.list[i], use->kind, &use->value);
        }
    }
    qsort(uses, n, sizeof *uses, compare_uses);
    for (size_t i = 0; i < n; i++) {
        bool first =
            i == 0 || uses[i].kind != uses[i - 1].kind || uses[i].value != uses[i - 1].value;

        if (first) {
            MEM_GROW(s->pivots, s->pivot_count, s->pivot_room);
            s->pivots[s->pivot_count++] =
                (struct pivot){.value = uses[i].value, .kind = uses[i].kind};
        }
        if (first || uses[i].account != uses[i - 1].account)
            s->pivots[s->pivot_count - 1].accused++;
    }
    free(uses);
}

/* How many accounts use them. */
static void count_users(struct siblings *s, uint32_t sources)
{
    const struct judge *judge = s->judge;

    for (size_t i = 0; i < s->pivot_count; i++) {
        struct pivot *p = &s->pivots[i];

        if (p->kind == PIVOT_AGENT)
            p->users = judge->agents[p->value];
        if (p->kind != PIVOT_ADDRESS)
            continue;
        p->users = judge->users[p->value];
        p->strangers = judge->strangers[p->value];
    }
    for (uint32_t i = 0; i < sources; i++) {
        struct pivot *p = pivot_at(s, PIVOT_NETWORK, judge->networks[i]);

        if (p) {
            p->users += judge->users[i];
            p->strangers += judge->strangers[i];
        }
    }
}

/* Whether several accounts have it, and hardly anybody's past. */
static bool is_rare(const struct siblings *s, const struct pivot *p)
{
    if (p->users < 2)
        return false;
    if (p->kind == PIVOT_AGENT)
        return p->users <= p->accused + 2 + s->judge->population.accounts / 100;
    return p->users - p->strangers <= p->accused / 8;
}

static void keep_rare(struct siblings *s)
{
    size_t kept = 0;

    for (size_t i = 0; i < s->pivot_count; i++) {
        if (is_rare(s, &s->pivots[i]))
            s->pivots[kept++] = s->pivots[i];
    }
    s->pivot_count = kept;
}

static int compare_words(const void *a, const void *b)
{
    const uint64_t *x = a;
    const uint64_t *y = b;

    if (x[0] != y[0])
        return x[0] < y[0] ? -1 : 1;
    return x[1] < y[1] ? -1 : x[1] > y[1];
}

/* Share of accounts that newly came to an address (or network) which is new to others as well, and
 * no attacker's. */
static double chance_of(const struct siblings *s, enum pivot_kind kind, uint32_t sources)
{
    const struct judge *judge = s->judge;
    uint64_t(*pairs)[2] = mem_zero((size_t)sources + 1, sizeof *pairs);
    uint64_t met = 0;
    uint64_t sum = 0;

    for (uint32_t i = 0; i < sources; i++) {
        pairs[i][0] = kind == PIVOT_ADDRESS ? i : judge->networks[i];
        pairs[i][1] = judge->strangers[i];
    }
    qsort(pairs, sources, sizeof *pairs, compare_words);
    for (uint32_t i = 0; i < sources; i++) {
        sum = i > 0 && pairs[i][0] == pairs[i - 1][0] ? sum + pairs[i][1] : pairs[i][1];
        if ((i + 1 == sources || pairs[i + 1][0] != pairs[i][0]) && sum >= 2 &&
            !pivot_at(s, kind, pairs[i][0]))
            met += sum;
    }
    free(pairs);
    return (double)(met + 1) / (judge->population.accounts + 1.0);
}

/* Which kinds of pivots a strand has, as bits. */
static int kinds_of(const struct siblings *s, const struct strand *strand)
{
    int kinds = 0;

    if (!strand->strange_source)
        return 0;
    if (strand->source != UINT32_MAX)
        kinds |= s->sources[strand->source];
    if (strand->strange_agent && strand->agent != UINT32_MAX)
        kinds |= s->agents[strand->agent];
    return kinds;
}

static bool is_foreign(const void *context, const struct strand *strand)
{
    return kinds_of(context, strand) != 0;
}

/* Tables by number, and the accounts' filter. */
static uint64_t spread_pivots(struct siblings *s, uint32_t sources)
{
    uint64_t mask = 0;

    for (size_t i = 0; i < s->pivot_count; i++) {
        const struct pivot *p = &s->pivots[i];
        bool others = p->users > p->accused;

        if (p->kind == PIVOT_ADDRESS) {
            s->sources[p->value] |= 1u << PIVOT_ADDRESS;
            mask |= others ? met_network(s->judge->networks[p->value]) : 0;
        } else if (p->kind == PIVOT_NETWORK) {
            mask |= others ? met_network(p->value) : 0;
        } else {
            s->agents[p->value] |= 1u << PIVOT_AGENT;
            mask |= others ? met_agent((uint32_t)p->value) : 0;
        }
    }
    for (uint32_t i = 0; i < sources; i++) {
        if (pivot_at(s, PIVOT_NETWORK, s->judge->networks[i]))
            s->sources[i] |= 1u << PIVOT_NETWORK;
    }
    return mask;
}

static double own_bans(const struct evidence_sum *sum)
{
    return sum->bans - sum->circumstances;
}

/* What a tried account did with each pivot. */
static void note_try(struct siblings *s, struct tries *tries, uint32_t account,
                     const struct trial *trial)
{
    bool any = false;

    for (uint32_t i = 0; i < trial->ledger.strand_count; i++) {
        const struct strand *strand = &trial->ledger.strands[i];
        const struct attacker_strand as = {
            .source = strand->source, .agent = strand->agent, .network = strand->network};
        int kinds = kinds_of(s, strand);

        for (int k = 0; k < PIVOT_KINDS; k++) {
            uint64_t value;

            if ((kinds & 1 << k) == 0 || !attacker_strand_value(&as, (enum pivot_kind)k, &value))
                continue;
            any = true;
            MEM_GROW(tries->touches, tries->touch_count, tries->touch_room);
            tries->touches[tries->touch_count++] =
                (struct touch){(uint32_t)tries->count,
                               (uint32_t)(pivot_at(s, (enum pivot_kind)k, value) - s->pivots)};
        }
    }
    if (!any)
        return;
    MEM_GROW(tries->list, tries->count, tries->room);
    tries->list[tries->count++] = (struct sibling){.account = account, .best = trial->foreign_sum};
}

/* Tries all that may have met a pivot. */
static int try_all(struct siblings *s, struct tries *tries, const bool *accused, uint64_t mask,
                   struct trial *trial, struct err *err)
{
    const struct population *p = &s->judge->population;

    for (uint32_t a = 0; a < p->accounts; a++) {
        if (accused[a] || p->group[a] < 0 || (p->summary[a].met & mask) == 0)
            continue;
        if (trial_run(trial, a, err) < 0)
            return -1;
        note_try(s, tries, a, trial);
    }
    return 0;
}

static void weigh_pivots(struct siblings *s, const struct tries *tries, uint32_t sources)
{
    double accounts = s->judge->population.accounts + 1.0;
    double chance[PIVOT_KINDS] = {0};
    uint32_t *counted = mem_zero(s->pivot_count + 1, sizeof *counted);

    for (int k = 0; k < PIVOT_AGENT; k++)
        chance[k] = chance_of(s, (enum pivot_kind)k, sources);
    for (size_t i = 0; i < tries->touch_count; i++) {
        const struct touch *t = &tries->touches[i];

        if (own_bans(&tries->list[t->tried].best) >= OWN_LEAST || counted[t->pivot] == t->tried + 1)
            continue;
        counted[t->pivot] = t->tried + 1;
        s->pivots[t->pivot].quiet++;
    }
    for (size_t i = 0; i < s->pivot_count; i++) {
        struct pivot *p = &s->pivots[i];
        uint32_t innocent = p->kind == PIVOT_AGENT ? p->users - p->accused : p->quiet;
        double share = fmax(chance[p->kind], (innocent + 1) / accounts);

        p->bans = fmin(fmax(-log10(share), 0), bans_most[p->kind]);
    }
    free(counted);
}

static void raise(struct siblings *s, const struct tries *tries)
{
    const struct cohort_options *o = &s->cohort->options;
    double allowed = o->alert_budget * s->judge->population.accounts * fmax(o->months, 1.0 / 30);
    size_t at = 0;

    s->tried = (uint32_t)tries->count;
    s->threshold = allowed > 0 ? fmax(log10((s->tried + 1) / allowed), 2) : 2;
    for (uint32_t i = 0; i < tries->count; i++) {
        struct sibling sibling = tries->list[i];

        for (; at < tries->touch_count && tries->touches[at].tried == i; at++) {
            const struct pivot *p = &s->pivots[tries->touches[at].pivot];

            /* Kinds stand in the order of what they say. */
            if (sibling.pivot.accused == 0 || p->kind < sibling.pivot.kind ||
                (p->kind == sibling.pivot.kind && p->bans > sibling.pivot.bans))
                sibling.pivot = *p;
        }
        if (sibling.best.unreasoned < SIBLING_PERSONS_LEAST ||
            own_bans(&sibling.best) < OWN_LEAST ||
            own_bans(&sibling.best) + sibling.pivot.bans < s->threshold)
            continue;
        MEM_GROW(s->raised, s->count, s->room);
        s->raised[s->count++] = sibling;
    }
}

/* The attacker's strands of all accused accounts; which accounts these are. */
static int gather(struct siblings *s, struct trial *trial, bool *accused, struct err *err)
{
    struct attacker_strands strangers = {0};
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < s->cohort->count; i++) {
        const struct suspect *suspect = &s->cohort->suspects[i];

        if (suspect->best.bans < s->cohort->threshold)
            continue;
        accused[suspect->account] = true;
        rc = trial_run(trial, suspect->account, err);
        s->standing = suspect->account;
        attribute_sessions(trial, true);
        attacker_strands_add(&s->strands, &trial->ledger, suspect->account);
        attacker_strands_add_strangers(&strangers, &trial->ledger, suspect->account);
    }
    adopt_strangers(s, &strangers);
    free(strangers.list);
    return rc;
}

int siblings_find(struct siblings *s, const struct judge *judge, const struct cohort *cohort,
                  uint32_t sources, uint32_t agents, struct trial *trial, struct err *err)
{
    bool *accused = mem_zero((size_t)judge->population.accounts + 1, sizeof *accused);
    struct tries tries = {0};
    uint64_t mask;
    int rc;

    *s = (struct siblings){.judge = judge, .cohort = cohort, .standing = NAME_NONE};
    s->sources = mem_zero((size_t)sources + 1, sizeof *s->sources);
    s->agents = mem_zero((size_t)agents + 1, sizeof *s->agents);
    rc = gather(s, trial, accused, err);
    list_values(s);
    count_users(s, s->pivot_count ? sources : 0);
    keep_rare(s);
    mask = s->pivot_count ? spread_pivots(s, sources) : 0;
    if (s->pivot_count) /* what is known of strands is more now */
        s->standing = NAME_NONE;
    trial->foreign = is_foreign;
    trial->foreign_context = s;
    if (rc == 0 && mask)
        rc = try_all(s, &tries, accused, mask, trial, err);
    if (tries.count) {
        weigh_pivots(s, &tries, sources);
        raise(s, &tries);
    }
    free(tries.list);
    free(tries.touches);
    free(accused);
    return rc;
}

void siblings_attribute(const struct siblings *s, const struct sibling *sibling,
                        struct trial *trial)
{
    struct ledger *l = &trial->ledger;
    int enough = sibling ? 1 << sibling->pivot.kind | 1 << PIVOT_ADDRESS : 1 << PIVOT_ADDRESS;

    for (uint32_t i = 0; i < l->session_count; i++) {
        const struct strand *strand = &l->strands[l->sessions[i].strand];

        if ((kinds_of(s, strand) & enough) == 0)
            continue;
        if (sibling || pivot_at(s, PIVOT_ADDRESS, strand->source)->accused >= 2)
            l->sessions[i].attributed = ATTRIBUTED_ATTACKER;
    }
}

static struct str pivot_text(const struct pivot *p, const struct strand *strand,
                             const struct census *census, struct arena *arena)
{
    if (p->kind == PIVOT_ADDRESS)
        return census->texts[NAMES_SOURCE][p->value];
    if (p->kind == PIVOT_AGENT)
        return census->texts[NAMES_AGENT][p->value];
    return network_text(census->texts[NAMES_SOURCE][strand->source], arena);
}

static struct str pivot_sentence(const struct pivot *p, struct str value, enum lang lang,
                                 struct arena *arena)
{
    char number[TEXT_COUNT];
    const char *format;
    const char *count = text_count(lang, p->accused, number);
    if (p->kind == PIVOT_ADDRESS)
        format = text_plural(
            lang,
            "The address %.*s, new to this account, was used to take records through %s other "
            "account.",
            "The address %.*s, new to this account, was used to take records through %s other "
            "accounts.",
            p->accused);
    else if (p->kind == PIVOT_NETWORK)
        format = text_plural(
            lang,
            "The network %.*s, new to this account, was used to take records through %s other "
            "account.",
            "The network %.*s, new to this account, was used to take records through %s other "
            "accounts.",
            p->accused);
    else
        format = text_plural(
            lang,
            "The program \"%.*s\", which hardly any account uses, was used to take records "
            "through %s other account.",
            "The program \"%.*s\", which hardly any account uses, was used to take records "
            "through %s other accounts.",
            p->accused);
    return arena_print(arena, format, (int)value.n, value.p, count);
}

void siblings_explain(const struct siblings *s, const struct sibling *sibling,
                      const struct ledger *ledger, const struct census *census, struct arena *arena,
                      struct finding *finding)
{
    const struct pivot *p = &sibling->pivot;
    struct reason r = {.detector = "sibling",
                       .observed = p->accused,
                       .expected = p->accused * pow(10, -p->bans),
                       .unit = "accounts",
                       .bans = p->bans,
                       .from_ns = sibling->best.from_ns,
                       .to_ns = sibling->best.to_ns};
    struct str value = STR("");

    for (uint32_t i = 0; i < ledger->session_count; i++) {
        const struct strand *strand = &ledger->strands[ledger->sessions[i].strand];

        if ((kinds_of(s, strand) & 1 << p->kind) == 0 || r.evidence_count == LIMIT_REASON_EVIDENCE)
            continue;
        if (value.n == 0)
            value = pivot_text(p, strand, census, arena);
        r.evidence[r.evidence_count++] = ledger->sessions[i].first;
    }
    r.text[LANG_FR] = pivot_sentence(p, value, LANG_FR, arena);
    r.text[LANG_EN] = pivot_sentence(p, value, LANG_EN, arena);
    memmove(finding->reasons + 1, finding->reasons, finding->reason_count * sizeof r);
    finding->reasons[0] = r;
    finding->reason_count++;
}

void siblings_release(struct siblings *s)
{
    free(s->strands.list);
    free(s->pivots);
    free(s->sources);
    free(s->agents);
    free(s->raised);
    *s = (struct siblings){0};
}

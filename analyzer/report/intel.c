/*
 * intel.c: the attacker's addresses, each once. What an export makes of them is its own.
 */
#include "report/intel.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/out.h"

/* Addresses from which owners work. */
struct owners {
    struct network *list;
    size_t count;
    size_t room;
};

bool intel_told(const struct finding *finding)
{
    return finding_counts(finding);
}

static bool address_of(struct str text, struct network *ret_network)
{
    bool v4;

    ret_network->bits = 128;
    return network_address(network_bare(text), ret_network->address, &v4) ||
           network_address(text, ret_network->address, &v4);
}

static int by_address(const void *a, const void *b)
{
    const struct network *x = a;
    const struct network *y = b;

    return memcmp(x->address, y->address, sizeof x->address);
}

/* Also of findings that are told to nobody: an owner is an owner. */
static void list_owners(struct owners *owners, const struct dossier *d)
{
    for (size_t f = 0; f < d->finding_count; f++) {
        const struct finding *finding = &d->findings[f];

        for (size_t s = 0; s < finding->session_count; s++) {
            const struct finding_session *session = &finding->sessions[s];

            if (session->attributed != ATTRIBUTED_OWNER || session->source >= finding->source_count)
                continue;
            MEM_GROW(owners->list, owners->count, owners->room);
            if (address_of(finding->sources[session->source].address, &owners->list[owners->count]))
                owners->count++;
        }
    }
    if (owners->count)
        qsort(owners->list, owners->count, sizeof *owners->list, by_address);
}

static bool is_owners(const struct owners *owners, const struct network *network)
{
    return owners->count &&
           bsearch(network, owners->list, owners->count, sizeof *owners->list, by_address) != NULL;
}

/* RFC 1918, RFC 4193, and what means the machine or the link itself. */
static bool is_internal(const struct network *network)
{
    static const char *const own[] = {"10.0.0.0/8",
                                      "172.16.0.0/12",
                                      "192.168.0.0/16",
                                      "127.0.0.0/8",
                                      "169.254.0.0/16",
                                      "0.0.0.0/8",
                                      "::1",
                                      "::",
                                      "fc00::/7",
                                      "fe80::/10"};

    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        struct network one;

        if (network_read(str_of(own[i]), &one) && network_contains(&one, network->address))
            return true;
    }
    return false;
}

static int by_network(const void *a, const void *b)
{
    const struct intel_use *x = a;
    const struct intel_use *y = b;
    int order = by_address(&x->network, &y->network);

    return order ? order : (x->finding > y->finding) - (x->finding < y->finding);
}

static int by_finding(const void *a, const void *b)
{
    const struct intel_use *x = a;
    const struct intel_use *y = b;

    if (x->finding != y->finding)
        return x->finding < y->finding ? -1 : 1;
    return (x->address > y->address) - (x->address < y->address);
}

static size_t list_uses(struct intel *intel, const struct dossier *d, const struct owners *owners)
{
    size_t room = 0;

    for (size_t f = 0; f < d->finding_count; f++) {
        const struct finding *finding = &d->findings[f];

        for (size_t s = 0; intel_told(finding) && s < finding->source_count; s++) {
            struct intel_use use = {.finding = (uint32_t)f, .source = &finding->sources[s]};

            if (use.source->attributed != ATTRIBUTED_ATTACKER)
                continue;
            if (!address_of(use.source->address, &use.network)) {
                intel->unclear++;
            } else if (is_internal(&use.network)) {
                intel->internal++;
            } else if (is_owners(owners, &use.network)) {
                intel->shared++;
            } else {
                MEM_GROW(intel->uses, intel->use_count, room);
                intel->uses[intel->use_count++] = use;
            }
        }
    }
    return intel->use_count;
}

static void add_address(struct intel *intel, struct intel_use *use)
{
    struct intel_address *a =
        intel->address_count ? &intel->addresses[intel->address_count - 1] : NULL;
    const struct finding_source *source = use->source;

    if (!a || by_address(&a->network, &use->network) != 0) {
        a = &intel->addresses[intel->address_count++];
        *a = (struct intel_address){.network = use->network,
                                    .place = &source->place,
                                    .first_ns = source->first_ns,
                                    .last_ns = source->last_ns};
        (void)network_text_of(&a->network, a->text);
    }
    if (source->first_ns < a->first_ns)
        a->first_ns = source->first_ns;
    if (source->last_ns > a->last_ns)
        a->last_ns = source->last_ns;
    a->requests += source->requests;
    a->records += source->records;
    use->address = (uint32_t)(intel->address_count - 1);
}

/* What is no UTF-8 becomes U+FFFD, as in all JSON: two accounts may read the same then. */
static struct str readable(struct arena *arena, struct str text)
{
    struct out out;
    struct str copy;

    out_memory(&out);
    while (text.n) {
        size_t wide = str_utf8_length(text);

        if (wide)
            out_bytes(&out, text.p, wide);
        else
            out_text(&out, "\xEF\xBF\xBD");
        text = str_skip(text, wide ? wide : 1);
    }
    copy = arena_str(arena, out.used ? (struct str){out.buffer, out.used} : STR("-"));
    out_drop(&out);
    return copy;
}

/* An account's text, and whose it is. */
struct named {
    struct str account;
    uint32_t finding;
};

static int by_name(const void *a, const void *b)
{
    const struct named *x = a;
    const struct named *y = b;
    int order = str_cmp(x->account, y->account);

    return order ? order : (x->finding > y->finding) - (x->finding < y->finding);
}

static void name_accounts(struct intel *intel, const struct dossier *d)
{
    struct named *sorted = mem_zero(d->finding_count + 1, sizeof *sorted);
    size_t n = 0;

    intel->accounts = mem_zero(d->finding_count + 1, sizeof *intel->accounts);
    intel->again = mem_zero(d->finding_count + 1, sizeof *intel->again);
    for (uint32_t f = 0; f < d->finding_count; f++) {
        intel->accounts[f] = readable(&intel->arena, d->findings[f].account);
        if (intel_told(&d->findings[f]))
            sorted[n++] = (struct named){intel->accounts[f], f};
    }
    if (n)
        qsort(sorted, n, sizeof *sorted, by_name);
    for (size_t i = 1; i < n; i++) {
        if (str_eq(sorted[i].account, sorted[i - 1].account))
            intel->again[sorted[i].finding] = intel->again[sorted[i - 1].finding] + 1;
    }
    free(sorted);
}

struct str intel_account(struct intel *intel, uint32_t finding)
{
    struct str account = intel->accounts[finding];

    if (intel->again[finding] == 0)
        return account;
    return arena_print(&intel->arena, "%.*s\n%u", (int)account.n, account.p, intel->again[finding]);
}

void intel_collect(struct intel *intel, const struct dossier *dossier)
{
    struct owners owners = {0};

    *intel = (struct intel){0};
    name_accounts(intel, dossier);
    list_owners(&owners, dossier);
    if (list_uses(intel, dossier, &owners)) {
        qsort(intel->uses, intel->use_count, sizeof *intel->uses, by_network);
        intel->addresses = mem_zero(intel->use_count, sizeof *intel->addresses);
        for (size_t i = 0; i < intel->use_count; i++)
            add_address(intel, &intel->uses[i]);
        qsort(intel->uses, intel->use_count, sizeof *intel->uses, by_finding);
    }
    free(owners.list);
}

const struct intel_use *intel_of(const struct intel *intel, uint32_t finding, size_t *ret_count)
{
    size_t low = 0;
    size_t high = intel->use_count;
    size_t end;

    while (low < high) {
        size_t mid = low + (high - low) / 2;

        if (intel->uses[mid].finding < finding)
            low = mid + 1;
        else
            high = mid;
    }
    for (end = low; end < intel->use_count && intel->uses[end].finding == finding;)
        end++;
    *ret_count = end - low;
    return end > low ? intel->uses + low : NULL;
}

void intel_release(struct intel *intel)
{
    free(intel->uses);
    free(intel->addresses);
    free(intel->accounts);
    free(intel->again);
    arena_release(&intel->arena);
    *intel = (struct intel){0};
}

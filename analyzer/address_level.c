/*
 * address_level.c: every text of a dossier in which an address of a client can stand. Members that
 * are an address are replaced as a whole; in sentences, agents and requests only what is, letter by
 * letter, the address of a client: "Chrome/120.0.0.0" stays what it is.
 */
#include "address_level.h"

#include "base/names.h"
#include "networks.h"

/* One run. */
struct levelling {
    enum address_level level;
    struct address_teller teller;
    struct arena *arena;
    struct names names; /* addresses of clients … */
    struct str *named;  /* … and what is told of each, by its number there */
    struct str *told;   /* the same by the census' number */
};

static const char *const level_names[] = {"full", "network", "token"};

int address_level_read(const struct options *options, const struct dossier *dossier,
                       enum address_level *ret_level, struct err *err)
{
    struct str text = STR("full");

    for (size_t i = 0; i < dossier->option_count; i++) {
        if (str_eq(dossier->options[i].name, str_of(option_rows[OPT_ADDRESSES].name)))
            text = dossier->options[i].value;
    }
    if (options->set[OPT_ADDRESSES])
        text = str_of(options->text[OPT_ADDRESSES]);
    for (int i = 0; i <= ADDRESS_TOKEN; i++) {
        if (str_eq(text, str_of(level_names[i]))) {
            *ret_level = (enum address_level)i;
            return 0;
        }
    }
    return err_usage(err, "--addresses %.*s: full, network or token is wanted",
                     (int)(text.n < 60 ? text.n : 60), text.p);
}

static struct str token_of(const struct address_teller *t, struct str text)
{
    char token[PSEUDONYM_TEXT];

    if (!t->key) /* a host's name, in a report that is written without the key */
        return STR("a-?");
    pseudonym_address(t->key, text, token);
    return arena_str(t->arena, str_of(token));
}

static bool is_nothing(struct str address)
{
    return address.n == 0 || str_eq(address, STR("-"));
}

int address_teller_check(const struct address_teller *teller, struct err *err)
{
    if (teller->level == ADDRESS_TOKEN && !teller->key)
        return err_usage(err,
                         "--addresses token: the key of the case is not here: give it with --key");
    return 0;
}

struct str address_told(const struct address_teller *t, struct str address)
{
    struct str network;

    if (t->level == ADDRESS_FULL || is_nothing(address))
        return address;
    network = network_text(address, t->arena);
    if (t->level == ADDRESS_NETWORK && !str_eq(network, address))
        return network;
    return token_of(t, address);
}

struct str address_told_network(const struct address_teller *t, struct str network)
{
    /* A host's name is a network of its own: it would tell the address. */
    if (t->level == ADDRESS_FULL || is_nothing(network) ||
        (t->level == ADDRESS_NETWORK && str_index(network, '/') < network.n))
        return network;
    return token_of(t, network);
}

static bool is_address_letter(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == ':' || c == '-' || c == '_';
}

/* The number of the address that a word is: with a point or a colon, so that no mere word is taken
 * for a host; what ends a sentence, and a port, aside. *word is cut to the address. */
static uint32_t find_address(const struct levelling *l, struct str *word)
{
    while (word->n && (word->p[word->n - 1] == '.' || word->p[word->n - 1] == ':'))
        word->n--;
    while (word->n && (str_index(*word, '.') < word->n || str_index(*word, ':') < word->n)) {
        uint32_t number = names_find(&l->names, *word);
        size_t colon = word->n;

        if (number != NAME_NONE)
            return number;
        while (colon > 0 && word->p[colon - 1] != ':')
            colon--;
        word->n = colon ? colon - 1 : 0;
    }
    return NAME_NONE;
}

/* A text in which addresses can stand. */
static void level_text(struct levelling *l, struct str *text)
{
    struct out out;
    bool changed = false;

    out_memory(&out);
    for (size_t i = 0; i < text->n;) {
        struct str word = {text->p + i, 0};
        struct str whole;
        uint32_t number;

        while (i + word.n < text->n && is_address_letter(text->p[i + word.n]))
            word.n++;
        whole = word;
        number = find_address(l, &word);
        if (number != NAME_NONE) {
            out_bytes(&out, l->named[number].p, l->named[number].n);
            changed = true;
        } else {
            word = whole.n ? whole : (struct str){text->p + i, 1};
            out_bytes(&out, word.p, word.n);
        }
        i += word.n;
    }
    if (changed)
        *text = arena_str(l->arena, (struct str){out.buffer, out.used});
    out_drop(&out);
}

static void level_both(struct levelling *l, struct str text[2])
{
    level_text(l, &text[LANG_FR]);
    level_text(l, &text[LANG_EN]);
}

/* A member that is an address. */
static void level_address(struct levelling *l, struct str *address)
{
    *address = address_told(&l->teller, *address);
}

static void level_finding(struct levelling *l, struct finding *f)
{
    level_both(l, f->text);
    level_both(l, f->advice);
    level_both(l, f->stretch_text);
    level_text(l, &f->allowed_reason);
    for (size_t i = 0; i < f->source_count; i++)
        level_address(l, &f->sources[i].address);
    for (size_t i = 0; i < f->session_count; i++)
        level_text(l, &f->sessions[i].agent);
    for (size_t i = 0; i < f->reason_count; i++) {
        level_both(l, f->reasons[i].text);
        level_both(l, f->reasons[i].brief);
    }
    for (size_t i = 0; i < f->moment_count; i++)
        level_both(l, f->moments[i].text);
}

static void level_alert(struct levelling *l, struct alert *a)
{
    level_address(l, &a->source);
    level_text(l, &a->agent);
    level_text(l, &a->group);
    level_text(l, &a->request);
}

static void level_campaign(struct levelling *l, struct campaign *c)
{
    for (size_t i = 0; i < c->shared_count; i++) {
        struct campaign_shared *s = &c->shared[i];

        if (s->kind == CAMPAIGN_ADDRESS ||
            (s->kind == CAMPAIGN_NETWORK && l->level == ADDRESS_TOKEN))
            level_address(l, &s->value);
        else if (s->kind == CAMPAIGN_AGENT)
            level_text(l, &s->value);
    }
}

/* The lists by number that rows of acts refer to. The census keeps the truth. */
static void level_lists(struct levelling *l, struct dossier *d, const struct census *census)
{
    uint32_t agents = census->count[NAMES_AGENT];
    struct str *copy = arena_alloc(l->arena, ((size_t)agents + 1) * sizeof *copy);

    d->sources = l->told;
    for (uint32_t i = 0; i < agents; i++) {
        copy[i] = d->agents[i];
        level_text(l, &copy[i]);
    }
    d->agents = copy;
}

static void take_addresses(struct levelling *l, const struct census *census)
{
    uint32_t count = census->count[NAMES_SOURCE];

    names_init(&l->names, UINT32_MAX - 1, SIZE_MAX);
    l->told = arena_alloc(l->arena, ((size_t)count + 1) * sizeof *l->told);
    l->named = arena_alloc(l->arena, ((size_t)count + 1) * sizeof *l->named);
    for (uint32_t i = 0; i < count; i++) {
        l->told[i] = address_told(&l->teller, census->texts[NAMES_SOURCE][i]);
        l->named[names_add(&l->names, census->texts[NAMES_SOURCE][i])] = l->told[i];
    }
}

int address_level_apply(struct dossier *dossier, const struct census *census,
                        enum address_level level, struct arena *arena, struct err *err)
{
    struct levelling l = {.level = level, .teller = {level, dossier->key, arena}, .arena = arena};

    if (level == ADDRESS_FULL)
        return 0;
    if (address_teller_check(&l.teller, err) < 0)
        return -1;
    take_addresses(&l, census);
    for (size_t i = 0; i < dossier->finding_count; i++)
        level_finding(&l, &dossier->findings[i]);
    for (size_t i = 0; i < dossier->alert_count; i++)
        level_alert(&l, &dossier->alerts[i]);
    for (size_t i = 0; i < dossier->campaign_count; i++)
        level_campaign(&l, &dossier->campaigns[i]);
    level_lists(&l, dossier, census);
    names_release(&l.names);
    return 0;
}

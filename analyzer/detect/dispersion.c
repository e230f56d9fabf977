/*
 * dispersion.c: whose clients are these? The people of a shop were mostly born around it, are
 * mostly of its trade's ages and mostly insured with a few insurers. A list from elsewhere has
 * everybody's mix.
 *
 * Model. Départements and decades of birth, and insurers, of a shop's clients are multinomial with
 * shares of its own, which are Dirichlet around everybody's: the past and what the stretch shows so
 * far say which (Dirichlet-multinomial; Minka 2000). Some accounts have everybody's mix by nature,
 * such as a platform of the whole country: how likely that is the past says too. Who harvests takes
 * everybody, or the people of some other place, one town after another: as a shop that nothing is
 * known of. The evidence is the ratio of the two. Its logarithm is halved (a safe-Bayesian learning
 * rate: Grünwald 2012), since the members of a family share all three.
 */
#include <math.h>

#include "base/stats.h"
#include "base/text.h"
#include "detect/detect.h"
#include "model/ident.h"

#define DEPARTEMENTS 100
#define DECADES      10
#define INSURERS     64
#define KINDS        (DEPARTEMENTS + DECADES + INSURERS)

#define LEARNING_RATE 0.5
/* How far shops' mixes are from everybody's: as if a shop's came from so many persons. */
#define PRIOR_PERSONS 6.0
/* Persons from which a mix tells anything. */
#define PAST_LEAST 15
#define NOW_LEAST  6
/* Share of accounts that have everybody's mix by nature. */
#define NATIONAL 0.05
/* Probability that whoever harvests takes persons as the shop would have them. */
#define DOUBT 0.0005
/* Persons of one account that a lesson takes: accounts weigh alike. */
#define LESSON_MOST 200

struct mix {
    uint32_t persons; /* with a NIR */
    uint32_t insured; /* with an insurer */
    uint16_t kinds[KINDS];
    int64_t first_ns;
    int64_t last_ns;
};

struct mix_model {
    double share[KINDS]; /* of everybody, by kind within département, decade or insurer */
    double log_share[KINDS];
    double log_gamma[KINDS]; /* of the prior persons of a kind */
};

static void bump(uint16_t *counter)
{
    *counter += *counter < UINT16_MAX;
}

static void dispersion_count(void *tally, const struct step *step)
{
    struct mix *mix = tally;
    struct person person = step->act->t.person;

    if (!step->fresh)
        return;
    if (mix->persons + mix->insured == 0)
        mix->first_ns = step->act->t.time_ns;
    mix->last_ns = step->act->t.time_ns;
    if (person_is_nir(person)) {
        uint64_t number = person_nir_number(person);

        mix->persons++;
        bump(&mix->kinds[ident_nir_departement(number) % DEPARTEMENTS]);
        bump(&mix->kinds[DEPARTEMENTS + ident_nir_year(number) / 10 % DECADES]);
    }
    if (step->act->t.insurer != INSURER_NONE) {
        mix->insured++;
        bump(&mix->kinds[DEPARTEMENTS + DECADES + step->act->t.insurer % INSURERS]);
    }
}

static void dispersion_add(void *into, const void *tally)
{
    struct mix *mix = into;
    const struct mix *more = tally;

    mix->persons += more->persons;
    mix->insured += more->insured;
    if (more->persons + more->insured == 0)
        return;
    for (int i = 0; i < KINDS; i++) {
        uint16_t sum = (uint16_t)(mix->kinds[i] + more->kinds[i]);

        mix->kinds[i] = sum < more->kinds[i] ? UINT16_MAX : sum;
    }
}

/* Everybody's mix, in thousandths of an account's own: so that accounts weigh alike. */
static void dispersion_learn(uint64_t *lesson, void *habit, const struct diary *diary)
{
    const struct mix *mix = diary->whole;
    uint32_t persons = mix->persons > LESSON_MOST ? LESSON_MOST : mix->persons;
    uint32_t insured = mix->insured > LESSON_MOST ? LESSON_MOST : mix->insured;

    (void)habit;
    for (int i = 0; i < KINDS; i++) {
        uint64_t whole = i < DEPARTEMENTS + DECADES ? mix->persons : mix->insured;
        uint64_t weight = i < DEPARTEMENTS + DECADES ? persons : insured;

        if (whole)
            lesson[i] += mix->kinds[i] * weight * 1000 / whole;
    }
}

static void fit_kinds(double *share, const uint64_t *lesson, size_t n)
{
    double total = 0;

    for (size_t i = 0; i < n; i++)
        total += (double)lesson[i] / 1000 + 0.5;
    for (size_t i = 0; i < n; i++)
        share[i] = ((double)lesson[i] / 1000 + 0.5) / total;
}

/* All groups have one world around them. */
static void dispersion_fit(void *model, const uint64_t *lesson, const uint64_t *all)
{
    struct mix_model *m = model;

    (void)lesson;
    fit_kinds(m->share, all, DEPARTEMENTS);
    fit_kinds(m->share + DEPARTEMENTS, all + DEPARTEMENTS, DECADES);
    fit_kinds(m->share + DEPARTEMENTS + DECADES, all + DEPARTEMENTS + DECADES, INSURERS);
    for (int i = 0; i < KINDS; i++) {
        m->log_share[i] = log(m->share[i]);
        m->log_gamma[i] = stats_log_gamma(PRIOR_PERSONS * m->share[i]);
    }
}

/* Counts up to which gamma(x + n) / gamma(x) is a product, and where a product becomes a logarithm.
 */
#define PRODUCT_MOST 8
#define PRODUCT_FAR  1e200

/* A product of many ratios, as a logarithm when it gets out of hand. */
struct product {
    double log;
    double rest;
};

static void multiply(struct product *p, double factor)
{
    p->rest *= factor;
    if (p->rest > PRODUCT_FAR || p->rest < 1 / PRODUCT_FAR) {
        p->log += log(p->rest);
        p->rest = 1;
    }
}

/* Multiplies by gamma(x + n) / gamma(x) / share^n of one kind, where x are its prior persons and
 * those of the past. */
static void multiply_gammas(struct product *p, const struct mix_model *m, size_t kind,
                            uint32_t past, uint32_t n)
{
    double share = m->share[kind];
    double x = PRIOR_PERSONS * share + past;

    if (n > PRODUCT_MOST) {
        p->log += stats_log_gamma(x + n) - (past ? stats_log_gamma(x) : m->log_gamma[kind]) -
                  n * m->log_share[kind];
        return;
    }
    for (uint32_t j = 0; j < n; j++)
        multiply(p, (x + j) / share);
}

/* The kinds of one list, from `from` on: the natural logarithm of the probability of the counts of
 * a shop with this past, over that of everybody's mix; past NULL: of a shop that nothing is known
 * of. */
static double ratio_of(const struct mix_model *m, size_t from, size_t n, const uint16_t *past,
                       double past_total, const uint16_t *now, double now_total)
{
    double a = PRIOR_PERSONS + past_total;
    struct product p = {stats_log_gamma(a) - stats_log_gamma(a + now_total), 1};

    for (size_t i = from; i < from + n; i++) {
        if (now[i])
            multiply_gammas(&p, m, i, past ? past[i] : 0, now[i]);
    }
    return p.log + log(p.rest);
}

/* log10 of the same of all three lists. */
static double ratio_of_all(const struct mix_model *m, const struct mix *past, const struct mix *now)
{
    double persons = past ? past->persons : 0;
    double insured = past ? past->insured : 0;
    const uint16_t *kinds = past ? past->kinds : NULL;
    double ratio = 0;

    if (now->persons) {
        ratio += ratio_of(m, 0, DEPARTEMENTS, kinds, persons, now->kinds, now->persons);
        ratio += ratio_of(m, DEPARTEMENTS, DECADES, kinds, persons, now->kinds, now->persons);
    }
    if (now->insured)
        ratio +=
            ratio_of(m, DEPARTEMENTS + DECADES, INSURERS, kinds, insured, now->kinds, now->insured);
    return LEARNING_RATE * ratio / log(10);
}

/* For people: how many were born elsewhere than in the département where most of the past were. */
static void tell(const struct mix *past, const struct mix *now, struct weight *ret)
{
    int most = 0;

    for (int i = 1; i < DEPARTEMENTS; i++)
        most = past->kinds[i] > past->kinds[most] ? i : most;
    ret->observed = now->persons - (double)now->kinds[most];
    ret->expected = past->persons ? now->persons * (1 - (double)past->kinds[most] / past->persons)
                                  : now->persons;
    ret->of = now->persons;
    ret->variant = now->persons == 0 ? 1 : ret->observed > ret->expected ? 0 : 2;
    ret->from_ns = now->first_ns;
    ret->to_ns = now->last_ns;
}

/* log10 of the sum of two numbers that are given as log10. */
static double log10_sum(double a, double b)
{
    double most = fmax(a, b);

    return most + log10(1 + pow(10, fmin(a, b) - most));
}

static void dispersion_weigh(const struct weighing *w, struct weight *ret)
{
    const struct mix_model *m = w->model;
    const struct mix *past = w->past;
    const struct mix *now = w->tally;
    double local;     /* log10 of the probability that the shop has a mix of its own */
    double elsewhere; /* log10 of the probabilities of the persons, over those of everybody's mix */
    double here;

    if (past->persons + past->insured < PAST_LEAST || now->persons + now->insured < NOW_LEAST)
        return;
    local = log10(1 - NATIONAL) + ratio_of_all(m, NULL, past);
    local -= log10_sum(local, log10(NATIONAL));
    elsewhere = log10_sum(log10(0.5), log10(0.5) + ratio_of_all(m, NULL, now));
    here = log10_sum(log10(fmax(1 - pow(10, local), 1e-12)), local + ratio_of_all(m, past, now));
    ret->bans = log10_sum(log10(1 - DOUBT) + elsewhere - here, log10(DOUBT));
    tell(past, now, ret);
}

const struct detector detector_dispersion = {
    .name = "dispersion",
    .aspect = ASPECT_MIX,
    .tally_bytes = sizeof(struct mix),
    .lesson_words = KINDS,
    .model_bytes = sizeof(struct mix_model),
    .when = STEP_FRESH,
    .count = dispersion_count,
    .add = dispersion_add,
    .learn = dispersion_learn,
    .fit = dispersion_fit,
    .weigh = dispersion_weigh,
    .most = 4,
    .units = {"beneficiaries", "beneficiaries", "beneficiaries"},
    .texts = {N_("The persons looked up are not like this account's clients, by place of birth, "
                 "age and insurer; born outside its usual département: %1$s (usually %2$s)."),
              N_("The persons looked up are not insured with the usual insurers of this account's "
                 "clients."),
              N_("The persons looked up are not like this account's clients, by place of birth, "
                 "age and insurer.")},
    .briefs = {N_("persons unlike its clients, by place of birth, age or insurer"),
               N_("persons unlike its clients, by insurer"),
               N_("persons unlike its clients, by place of birth, age or insurer")},
};

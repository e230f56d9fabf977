/*
 * dispersion.c: whose clients are these? The people of a shop were mostly born around it, are
 * mostly of its trade's ages and mostly insured with a few insurers. A list from elsewhere has
 * everybody's mix. Each new person's département and decade of birth, and insurer, is as probable
 * in the account's past mix as in everybody's: the ratio of the two is the evidence, either way. It
 * is halved (a safe-Bayesian learning rate: Grünwald 2012), since members of a family share all
 * three.
 */
#include <math.h>

#include "base/text.h"
#include "detect/detect.h"
#include "model/ident.h"

#define DEPARTEMENTS 100
#define DECADES      10
#define INSURERS     64
#define KINDS        (DEPARTEMENTS + DECADES + INSURERS)

#define LEARNING_RATE 0.5
/* The account's own mix starts from everybody's, as if it had seen so many persons. */
#define PRIOR_PERSONS 12.0
/* Past persons from which there is an own mix. */
#define PAST_LEAST 15
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
    for (int i = 0; i < KINDS; i++) {
        uint32_t sum = (uint32_t)mix->kinds[i] + more->kinds[i];

        mix->kinds[i] = (uint16_t)(sum < UINT16_MAX ? sum : UINT16_MAX);
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
}

/* log10 of how much more probable the episode's persons are in everybody's mix than in the past's.
 */
static double ratio_of(const double *everybody, const uint16_t *past, double past_total,
                       const uint16_t *now, size_t n)
{
    double ratio = 0;

    for (size_t i = 0; i < n; i++) {
        if (now[i])
            ratio += now[i] * log10(everybody[i] * (past_total + PRIOR_PERSONS) /
                                    (past[i] + PRIOR_PERSONS * everybody[i]));
    }
    return ratio;
}

static void dispersion_weigh(const struct weighing *w, struct weight *ret)
{
    const struct mix_model *m = w->model;
    const struct mix *past = w->past;
    const struct mix *now = w->tally;
    double ratio = 0;
    double home = 0;
    double usual = 0;

    if (past->persons >= PAST_LEAST && now->persons) {
        ratio += ratio_of(m->share, past->kinds, past->persons, now->kinds, DEPARTEMENTS);
        ratio += ratio_of(m->share + DEPARTEMENTS, past->kinds + DEPARTEMENTS, past->persons,
                          now->kinds + DEPARTEMENTS, DECADES);
    }
    if (past->insured >= PAST_LEAST && now->insured)
        ratio += ratio_of(m->share + DEPARTEMENTS + DECADES, past->kinds + DEPARTEMENTS + DECADES,
                          past->insured, now->kinds + DEPARTEMENTS + DECADES, INSURERS);
    ratio = fmin(LEARNING_RATE * ratio, 20);
    ret->bans = log10((1 - DOUBT) * pow(10, ratio) + DOUBT);
    /* For people: how many were born in the département where most of the past were. */
    if (past->persons) {
        int most = 0;

        for (int i = 1; i < DEPARTEMENTS; i++)
            most = past->kinds[i] > past->kinds[most] ? i : most;
        home = now->kinds[most];
        usual = (double)past->kinds[most] / past->persons;
    }
    ret->observed = now->persons - home;
    ret->expected = now->persons * (1 - usual);
    ret->from_ns = now->first_ns;
    ret->to_ns = now->last_ns;
}

const struct detector detector_dispersion = {
    .name = "dispersion",
    .aspect = ASPECT_MIX,
    .tally_bytes = sizeof(struct mix),
    .lesson_words = KINDS,
    .model_bytes = sizeof(struct mix_model),
    .count = dispersion_count,
    .add = dispersion_add,
    .learn = dispersion_learn,
    .fit = dispersion_fit,
    .weigh = dispersion_weigh,
    .most = 4,
    .units = {"beneficiaries"},
    .texts = {N_("The persons shown are not the kind that this account looks up: %1$s were born "
                 "outside the département where most of its clients were, against about %2$s of "
                 "as many usually, and insurers and ages differ likewise. Since %3$s.")},
};

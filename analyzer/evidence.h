/*
 * evidence.h: the weights of all detectors on one stretch of work, and their sum.
 */
#ifndef LIMIER_EVIDENCE_H
#define LIMIER_EVIDENCE_H

#include "detect/ledger.h"
#include "detect/tallies.h"
#include "judge.h"

/* Fewer persons than this, never dealt with before and without a reason, are no harvest: anybody
 * could have typed them. */
#define PERSONS_LEAST 10

/* As many canaries make up for it. */
#define CANARIES_LEAST 2

/* The sum, and what it is made of. */
struct evidence_sum {
    double bans;          /* log10 of the likelihood ratio */
    double amount;        /* part of it that counts persons */
    double circumstances; /* part of it that is not about whose data was taken */
    struct weight weights[DETECTORS_MOST];
    enum stretch stretch;
    bool enough; /* persons, or canaries, to accuse anybody */
    uint32_t unreasoned;
    int64_t from_ns;
    int64_t to_ns;
};

/* One account under trial: what its stretches are compared with. */
struct evidence_frame {
    const struct judge *judge; /* whose acts are tried */
    const struct judge *known; /* what was known when they happened: the same, or an earlier one */
    const struct usual *usual; /* fitted from `known` */
    const void *settings;
    double (*parameter)(const void *settings, const char *detector, const char *name,
                        double fallback);
    uint32_t account;
    const struct past *own; /* the account's past; its days say how much it can say */
};

/* Weighs a stretch against the past. */
void evidence_weigh(const struct evidence_frame *frame, const struct tallies *past,
                    const struct tallies *stretch, int64_t now_ns, struct evidence_sum *ret_sum);

#endif

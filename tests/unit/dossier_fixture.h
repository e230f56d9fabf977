/*
 * dossier_fixture.h: sample dossiers for tests of report writers: one with three findings, sized
 * like a small portal's real case, and one in which nothing was found. Every call builds the same
 * bytes.
 */
#ifndef LIMIER_TESTS_UNIT_DOSSIER_FIXTURE_H
#define LIMIER_TESTS_UNIT_DOSSIER_FIXTURE_H

#include "base/arena.h"
#include "model/dossier.h"

/* A dossier with what it borrows from. The files of exposed rows and acts are anonymous and sorted
 * as dossier.h says. */
struct dossier_fixture {
    struct arena arena;
    struct portal portal;
    struct pseudonym_key key;
    struct dossier dossier;
};

/* Findings of the three verdicts, damaged and duplicate inputs, rejected lines, a pattern that
 * reached its limit, alerts of signatures. */
void dossier_fixture_case(struct dossier_fixture *fixture);

/* Two inputs read to the end, forty accounts, no finding; the generic profile. */
void dossier_fixture_clean(struct dossier_fixture *fixture);

/* Three signatures with twenty alerts, some of the findings of dossier_fixture_case, which has them
 * already; one rule is hostile. */
void dossier_fixture_alerts(struct dossier_fixture *fixture);

/* Frees everything, outputs that writers noted included. */
void dossier_fixture_release(struct dossier_fixture *fixture);

#endif

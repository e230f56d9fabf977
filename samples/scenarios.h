/* Owns the list of scenarios, made from scenarios.def. */
#ifndef LIMIER_SAMPLES_SCENARIOS_H
#define LIMIER_SAMPLES_SCENARIOS_H

#include "sim.h"

#define SCENARIO(name, doc, source) void scenario_##name(struct sim *sim, enum phase phase);
#include "scenarios.def"
#undef SCENARIO

/* NULL past the last one. */
const struct scenario *scenario_get(unsigned i);

#endif

/* Owns the list of scenarios, made from scenarios.def. */
#ifndef LIMIER_SAMPLES_SCENARIOS_H
#define LIMIER_SAMPLES_SCENARIOS_H

#include "sim.h"

#define SCENARIO(name, doc, source, kind) void scenario_##name(struct sim *sim, enum phase phase);
#include "scenarios.def"
#undef SCENARIO

/* The name that users type: office-hours. */
const char *scenario_name(const struct scenario *s, char out[SCENARIO_NAME_SIZE]);

/* NULL past the last one. */
const struct scenario *scenario_get(unsigned i);

#endif

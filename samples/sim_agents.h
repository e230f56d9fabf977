/* Owns the user agents that appear in the logs, by group. */
#ifndef SAMPLES_SIM_AGENTS_H
#define SAMPLES_SIM_AGENTS_H

#include <stdbool.h>

struct rng;

enum agent_group { AGENT_BROWSER, AGENT_SOFTWARE, AGENT_ROBOT, AGENT_SCANNER, AGENT_PROBE };

unsigned agent_draw(struct rng *r, enum agent_group group);

/* The k-th of a group (k taken modulo its size): a scenario that wants one precise agent. */
unsigned agent_pick(enum agent_group group, unsigned k);

const char *agent_text(unsigned id);
bool agent_http2(unsigned id);

#endif

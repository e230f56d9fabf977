/* Owns the user agents that appear in the logs, by group. */
#ifndef LIMIER_SAMPLES_SIM_AGENTS_H
#define LIMIER_SAMPLES_SIM_AGENTS_H

#include <stdbool.h>

struct rng;

/* Who says such a thing. */
enum agent_group {
    AGENT_BROWSER,
    AGENT_SOFTWARE,
    AGENT_ROBOT,
    AGENT_SCANNER,
    AGENT_PROBE,
    AGENT_TOOL /* looks for holes, and says so */
};

/* One of a group, by how common it is. */
unsigned agent_draw(struct rng *r, enum agent_group group);

/* The k-th of a group (k taken modulo its size): a scenario that wants one precise agent. */
unsigned agent_pick(enum agent_group group, unsigned k);

/* The k-th of the group's agents that nobody has until its programs are renewed, or that only a
 * large office has. */
unsigned agent_newer(enum agent_group group, unsigned k);

/* The header as sent. */
const char *agent_text(unsigned id);
/* Browsers speak HTTP/2, programs 1.1. */
bool agent_http2(unsigned id);

#endif

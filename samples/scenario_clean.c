/* Owns nothing but the ordinary days: the reference every detector must stay silent on. */
#include "scenarios.h"

void scenario_clean(struct sim *sim, enum phase phase)
{
    (void)sim;
    (void)phase;
}

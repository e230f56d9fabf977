/*
 * groups.h: who is like whom. With a directory, accounts of one trade; without, accounts that work
 * alike: by program or browser, on weekends or not, and with a similar volume.
 */
#ifndef LIMIER_GROUPS_H
#define LIMIER_GROUPS_H

#include "judge.h"

/* The group of an account; `trade` is NAME_NONE where nobody says it. −1: it showed nobody. */
int32_t group_of(const struct account_summary *summary, uint32_t trade);

/* Whether the accounts of a group mostly work through software, not in a browser. */
bool group_by_program(int32_t group);

/* Groups that would be too small to show what is usual join the one next to them: joined[g] is
 * where group g ends up, and population.group is set to it. */
void groups_join(struct population *population, int32_t joined[GROUPS_MOST]);

#endif

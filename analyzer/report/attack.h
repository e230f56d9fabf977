/*
 * attack.h: the tactics and techniques of MITRE ATT&CK that a signature's tags or a finding's
 * reasons name, as exports want them.
 */
#ifndef LIMIER_REPORT_ATTACK_H
#define LIMIER_REPORT_ATTACK_H

#include "model/dossier.h"

/* Techniques and tactics that are told of one rule or finding; more are left out. */
#define ATTACK_MOST 8

/* "T1110.004" and a NUL. */
#define ATTACK_TEXT 10

/* What one rule or finding names: each once, in its order. Tactics by number, for attack_tactic. */
struct attack {
    char techniques[ATTACK_MOST][ATTACK_TEXT];
    int technique_count;
    int tactics[ATTACK_MOST];
    int tactic_count;
};

/* Identifier and name: "TA0009", "Collection". */
struct attack_name {
    const char *id;
    const char *name;
};

/* Of the tags of a Sigma rule: "attack.t1110.004", "attack.credential-access"; letter case, "_" and
 * "-" do not count. */
struct attack attack_of_signature(const struct signature *signature);

/* Of a finding that is no mere watch: a valid account, data of a repository; automated collection
 * where the numbers or the rhythm say so. Of others nothing. */
struct attack attack_of_finding(const struct finding *finding);

/* A tactic's identifier and name. */
struct attack_name attack_tactic(int tactic);

/* The name of a technique; its identifier where the table does not have it. */
const char *attack_technique(const char *id);

/* Whether a technique is among them. */
bool attack_has(const struct attack *attack, const char *id);

/* Whether it is a sub-technique; `parent` gets the technique that it belongs to, or itself. */
bool attack_parent(const char *id, char parent[ATTACK_TEXT]);

#endif

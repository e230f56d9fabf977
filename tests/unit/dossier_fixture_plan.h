/*
 * dossier_fixture_plan.h: what the sample dossiers tell: sessions, places, sentences, inputs.
 */
#ifndef LIMIER_TESTS_UNIT_DOSSIER_FIXTURE_PLAN_H
#define LIMIER_TESTS_UNIT_DOSSIER_FIXTURE_PLAN_H

#include "model/dossier.h"

/* One session of 2024, portal time (UTC+1). `persons` are all new to the attacker. */
struct plan_session {
    uint8_t source; /* index in the plan's sources */
    uint8_t agent;
    int month, day, hour, minute;
    int minutes;
    uint16_t persons;
    enum attribution attributed;
};

/* One address: its number in the dossier and what a database says of it. */
struct plan_source {
    uint32_t number;
    const char *code, *country_fr, *country_en, *city;
    double latitude, longitude;
    uint32_t accuracy_km, asn;
    const char *organisation;
};

/* One finding. `daily`: persons of a usual day of the owner, 0 for an account that slept. */
struct plan {
    uint32_t finding;
    const char *account;
    enum verdict verdict;
    enum attribution counted; /* sessions from this attribution on give the window */
    uint16_t data;
    int daily;
    uint64_t also_owner, refused;
    const char *text_fr, *text_en;
    struct finding_peers peers;
    const struct plan_source *sources;
    size_t source_count;
    const struct plan_session *sessions;
    size_t session_count;
    const struct reason *reasons;
    size_t reason_count;
    const struct moment *moments;
    size_t moment_count;
};

extern const struct plan plans[];
extern const size_t plan_count;
extern const struct coverage plan_inputs[];
extern const size_t plan_input_count;
extern const struct dossier_pair plan_options[], plan_versions[], plan_databases[],
    plan_attributions[];
extern const size_t plan_option_count, plan_version_count, plan_database_count,
    plan_attribution_count;
extern const char *const plan_addresses[];
extern const size_t plan_address_count;
extern const char *const plan_agents[];
extern const size_t plan_agent_count;
extern const char plan_portal[];
extern const char plan_command_line[];

#endif

/*
 * stix_parts.h: what the parts of stix.json share: identifiers that come from content, the members
 * that all objects have, and patterns.
 *
 * Source: OASIS, STIX Version 2.1, sections 2.9 (identifiers), 3.2 (common properties), 9
 * (patterns); RFC 8785.
 */
#ifndef LIMIER_REPORT_STIX_PARTS_H
#define LIMIER_REPORT_STIX_PARTS_H

#include "base/json.h"
#include "base/uuid.h"
#include "report/intel.h"

/* "observed-data--" and a UUID, with room. */
#define STIX_ID 96

/* TLP:AMBER of TLP 2.0, an object that all bundles share. */
#define STIX_AMBER "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"

/* An identifier. */
struct stix_id {
    char text[STIX_ID];
};

/* One bundle being written. */
struct stix {
    struct json json;
    const struct dossier *dossier;
    enum lang lang;
    struct intel intel;
    struct arena arena;
    char seed[SHA256_TEXT];    /* of what was read: what the identifiers of findings depend on */
    char created[CLOCK_TEXT];  /* the end of the log: the same whenever it is read again … */
    char modified[CLOCK_TEXT]; /* … and the clock of the case */
    struct stix_id tool;
    struct stix_id *ids; /* of all objects so far, for the report */
    size_t id_count;
    size_t id_room;
};

/* The identifier of an observed object of a type, from the canonical form of what defines it. */
struct stix_id stix_observed_id(const char *type, struct str canonical);

/* Of an address, an account, an autonomous system. */
struct stix_id stix_address_id(const struct intel_address *address);
struct stix_id stix_account_id(struct str account);
struct stix_id stix_as_id(uint32_t number);

/* The identifier of another object: of its type, of what was read, and of a text of ours and one of
 * the log that tell it from others of its type. */
struct stix_id stix_domain_id(const struct stix *s, const char *type, const char *what,
                              struct str which);

/* Begins an object with its common members, and notes it for the report: one that was observed, or
 * another one. json_object_end ends it. */
void stix_observed(struct stix *s, const char *type, struct stix_id id);
void stix_domain(struct stix *s, const char *type, struct stix_id id);

/* A list of one identifier. */
void stix_ref_list(struct stix *s, const char *name, struct stix_id id);

/* A moment; the log's end where it is not known. */
void stix_time(struct stix *s, const char *name, int64_t time_ns);

/* The pattern of an indicator, in the arena. */
struct str stix_pattern_of(struct stix *s, enum indicator_kind kind, struct str value, bool v4);

/* The objects of what was found, and of indicators that somebody gave and that were seen. */
void stix_findings(struct stix *s);
void stix_given(struct stix *s);

#endif

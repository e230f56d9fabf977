/*
 * intel.h: what of a case may be given to other platforms as the attacker's: addresses that an
 * attacker used and nobody else. Addresses that owners use as well, addresses of private networks,
 * and everything of findings that are allowed or only watched stay here.
 */
#ifndef LIMIER_REPORT_INTEL_H
#define LIMIER_REPORT_INTEL_H

#include "model/dossier.h"

/* One address in one finding. */
struct intel_use {
    struct network network;
    uint32_t address; /* index in the addresses */
    uint32_t finding; /* index in the dossier */
    const struct finding_source *source;
};

/* One address, of all findings together. */
struct intel_address {
    struct network network;
    char text[NETWORK_TEXT]; /* in its shortest form */
    const struct place *place;
    int64_t first_ns;
    int64_t last_ns;
    uint64_t requests;
    uint64_t records;
};

/* All of them. Release with intel_release. */
struct intel {
    struct intel_use *uses; /* by finding, then by address */
    size_t use_count;
    struct intel_address *addresses; /* by their bits */
    size_t address_count;
    struct arena arena;
    struct str *accounts; /* by finding: the account as JSON can say it, "-" for an empty one */
    uint32_t *again;      /* by finding: how many before it say the same, nearly always none */
    uint64_t shared;      /* withheld: owners use the address as well */
    uint64_t internal;    /* withheld: it means another machine elsewhere */
    uint64_t unclear;     /* withheld: no address at all */
};

/* Whether a finding is told to others: it accuses, and the operator does not allow the use. */
bool intel_told(const struct finding *finding);

/* Collects. */
void intel_collect(struct intel *intel, const struct dossier *dossier);

/* The uses of a finding: *ret_count of them. */
const struct intel_use *intel_of(const struct intel *intel, uint32_t finding, size_t *ret_count);

/* What tells a finding from the others: its account, and a number where others read the same. */
struct str intel_account(struct intel *intel, uint32_t finding);

/* Frees all. */
void intel_release(struct intel *intel);

#endif

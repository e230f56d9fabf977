/*
 * ocsf.h: the parts that the events of ocsf.ndjson share (Open Cybersecurity Schema Framework).
 */
#ifndef LIMIER_REPORT_OCSF_H
#define LIMIER_REPORT_OCSF_H

#include "base/json.h"
#include "base/uuid.h"
#include "model/dossier.h"
#include "report/attack.h"

/* The released version whose names are used; anomaly_analyses is newer than most consumers. */
#define OCSF_VERSION "1.6.0"

/* Classes of the category Findings. */
enum ocsf_class { OCSF_DETECTION = 2004, OCSF_INCIDENT = 2005 };

/* severity_id, risk_level_id and impact_id share these numbers from 1 to 4. */
enum ocsf_severity { OCSF_INFORMATIONAL = 1, OCSF_LOW, OCSF_MEDIUM, OCSF_HIGH, OCSF_CRITICAL };

/* What stands at the head of every event. */
struct ocsf_head {
    enum ocsf_class class;
    enum ocsf_severity severity;
    const char *uid; /* of the event */
    struct str message;
    int64_t first_ns;
    int64_t last_ns;
};

/* Starts an event, which stays open: class, severity, state "New", times, metadata. */
void ocsf_begin(struct json *json, const struct dossier *dossier, const struct ocsf_head *head);

/* Milliseconds since 1970; nothing for TIME_NONE. */
void ocsf_time(struct json *json, const char *name, int64_t time_ns);

/* The members "attacks" of a finding; nothing where none is named. */
void ocsf_attacks(struct json *json, const struct attack *attack);

/* One artifact: the file and line; nothing where there is none. */
void ocsf_evidence(struct json *json, const struct dossier *dossier,
                   const struct evidence *evidence);

/* Starts one artifact, which stays open: the endpoint of an address, with what geolocation says of
 * it (NULL: nothing). */
void ocsf_source(struct json *json, struct str address, const struct place *place);

/* The affected account, as the one element of "resources". */
void ocsf_account(struct json *json, struct str account);

/* The severity of a verdict; allowed uses are informational. */
enum ocsf_severity ocsf_severity_of(const struct finding *finding);

/* One event each, with its line end. */
void ocsf_finding(struct out *out, const struct dossier *dossier, const struct finding *finding);
void ocsf_incident(struct out *out, const struct dossier *dossier, const char *uid,
                   const uint32_t *findings, size_t count, const struct campaign *campaign);
void ocsf_alert(struct out *out, const struct dossier *dossier, const struct alert *alert);

/* The object "finding_info" of a finding. `name`: NULL in a list. */
void ocsf_finding_info(struct json *json, const char *name, const struct dossier *dossier,
                       const struct finding *finding);

#endif

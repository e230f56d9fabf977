/*
 * ecs.h: the parts of ecs.ndjson, in the field names of the Elastic Common Schema. Fields that ECS
 * does not have are below "limier".
 */
#ifndef LIMIER_REPORT_ECS_H
#define LIMIER_REPORT_ECS_H

#include "base/json.h"
#include "model/dossier.h"

/* The version whose names are used. */
#define ECS_VERSION "9.0.0"

/* The members "source" and "related" of an address, with what geolocation says of it (NULL:
 * nothing). Absent texts are left out. */
void ecs_source(struct json *json, struct str address, const struct place *place);

/* The file of a line: the member "log"; nothing where there is none (NULL). */
void ecs_line(struct json *json, const struct dossier *dossier, const struct evidence *evidence);

/* Where in it: members of "limier". */
void ecs_position(struct json *json, const struct evidence *evidence);

/* What stands at the head of a row. */
struct ecs_head {
    int64_t time_ns;
    struct str message;
    const char *kind;     /* "event", "alert", "metric" */
    const char *category; /* "web" … and … */
    const char *also;     /* … another one, or NULL */
    const char *type;
    const char *dataset; /* "limier.alert" */
    const char *id;      /* UUID, or NULL */
};

/* Starts a row up to and in "event", which stays open: time, version, message, kind, dataset. */
void ecs_begin(struct json *json, const struct ecs_head *head);

/* One row each, with its line end: an alert of a signature; a finding, at the clock of the run. */
void ecs_alert(struct out *out, const struct dossier *dossier, const struct alert *alert,
               struct str message);
void ecs_finding(struct out *out, const struct dossier *dossier, const struct finding *finding);

#endif

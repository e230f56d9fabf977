/*
 * identity.h: identifiers of what a case tells, for tools that keep it beside other things: version
 * 5 UUIDs, made of what is named, so that a second run that says the same gives the same and a tool
 * does not list it twice. No person and no secret goes into one.
 */
#ifndef LIMIER_REPORT_IDENTITY_H
#define LIMIER_REPORT_IDENTITY_H

#include "base/uuid.h"
#include "model/dossier.h"

/* Of a case: of the digests of its inputs. */
void identity_case(const struct dossier *dossier, char text[UUID_TEXT]);

/* Of a finding: of its account and the moment in which it begins. */
void identity_finding(const struct finding *finding, char text[UUID_TEXT]);

/* Of one reason of it: the n-th, by detector and window. */
void identity_reason(const struct finding *finding, size_t index, char text[UUID_TEXT]);

/* Of a campaign: of its findings. */
void identity_campaign(const struct dossier *dossier, const struct campaign *campaign,
                       char text[UUID_TEXT]);

/* Of an alert: of its rule, time, and first line. */
void identity_alert(const struct dossier *dossier, const struct alert *alert, char text[UUID_TEXT]);

/* Of a line of an input: of the input's digest (its name where it has none) and the offset. */
void identity_line(const struct dossier *dossier, uint32_t input, uint64_t offset,
                   char text[UUID_TEXT]);

#endif

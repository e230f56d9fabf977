/*
 * sarif.h: the parts of limier.sarif.
 */
#ifndef LIMIER_REPORT_SARIF_H
#define LIMIER_REPORT_SARIF_H

#include "base/json.h"
#include "model/dossier.h"

/* One run being written. The artifacts are the inputs, under their own numbers, and behind them the
 * archives that some are members of. */
struct sarif {
    struct json json;
    const struct dossier *dossier;
    uint32_t *parents; /* by input: number of its archive's artifact, UINT32_MAX for none */
    uint32_t *firsts;  /* of each archive that is no input itself: an input that lies in it */
    size_t archive_count;
    size_t path_most; /* bytes of the longest name */
    char *uri;        /* room for one URI */
};

/* Rules of our own before the detectors. */
enum { SARIF_RULE_USE, SARIF_RULES };

/* Finds the archives. Release with sarif_release. */
void sarif_init(struct sarif *sarif, const struct dossier *dossier, struct out *out);
void sarif_release(struct sarif *sarif);

/* The member "artifacts". */
void sarif_artifacts(struct sarif *sarif);

/* An "artifactLocation" of an input. */
void sarif_location(struct sarif *sarif, uint32_t input);

/* The member "invocations": whether all was read, and what was not. */
void sarif_invocations(struct sarif *sarif);

/* An object {"text": …}; nothing is said where the text is absent. */
void sarif_message(struct json *json, const char *name, struct str text);

#endif

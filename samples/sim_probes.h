/* Owns what web attackers ask a server for: files left behind, injections, other folders, scripts
 * of their own. It does not know when or from where. */
#ifndef LIMIER_SAMPLES_SIM_PROBES_H
#define LIMIER_SAMPLES_SIM_PROBES_H

#include <stddef.h>
#include <stdint.h>

/* Files that should not be there (never are); injections into the search of the portal; paths out
 * of the folder that is served; the upload of a script and its use. */
enum probe_group { PROBE_FILES, PROBE_INJECTION, PROBE_TRAVERSAL, PROBE_UPLOAD, PROBE_SHELL };

enum { PROBE_SIZE = 256 };

/* Number of the k-th of a group (k taken modulo its size). */
uint32_t probe_pick(enum probe_group group, unsigned k);

/* Its method, and its request target as sent. */
const char *probe_method(uint32_t number);
void probe_write(uint32_t number, char out[PROBE_SIZE]);

#endif

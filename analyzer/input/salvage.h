/*
 * salvage.h: where gzip data makes sense again behind damage.
 */
#ifndef LIMIER_INPUT_SALVAGE_H
#define LIMIER_INPUT_SALVAGE_H

#include "input/stage.h"

/* Goes on to the next byte where a gzip member begins that can be believed: a sane header behind
 * which the data inflates for a stretch, or to its end. False at the end of the input. */
bool salvage_find(struct feed *feed);

#endif

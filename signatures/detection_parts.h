/*
 * detection_parts.h: what the files of the detection section share.
 */
#ifndef LIMIER_SIGNATURES_DETECTION_PARTS_H
#define LIMIER_SIGNATURES_DETECTION_PARTS_H

#include "signatures/modifiers.h"

/* Tests of a key and its value or values; for a keyword in a list the key is empty. 0, or -1 with a
 * problem. */
int read_item(struct detection *detection, const struct yaml_node *node, struct str key,
              struct expr **ret_expr);

#endif

/*
 * shape.h: what a text looks like, without knowing where it comes from. Inspect guesses by it what
 * parts of requests and fields are.
 */
#ifndef LIMIER_MODEL_SHAPE_H
#define LIMIER_MODEL_SHAPE_H

#include "base/arena.h"

/* The shapes of shapes.def. */
enum shape {
#define SHAPE(id, name, doc, source) SHAPE_##id,
#include "model/shapes.def"
#undef SHAPE
    SHAPE_COUNT
};

/* The shape of a text. */
enum shape shape_of(struct str text);

/* Name and explanation. */
const char *shape_name(enum shape shape);
const char *shape_doc(enum shape shape);

/* Whether a part of a path stands for itself ("droits", "v1") rather than for a value. */
bool shape_is_literal(struct str text);

/* Whether the name of a parameter may be shown: one with many digits may be a value. */
bool shape_is_name(struct str text);

/* The outline of a text, in which nothing can be recognised: digits become 0, letters a or A, other
 * bytes stay. At most `most` bytes. */
struct str shape_outline(struct arena *arena, struct str text, size_t most);

/* The outline of a request or its target: words of the path and names of parameters stay, values
 * are outlined. `query`: the text is a query alone. */
struct str shape_outline_request(struct arena *arena, struct str text, bool query, size_t most);

#endif

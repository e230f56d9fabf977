/*
 * windows.h: stretches of time as a set: whether anything of a stretch lies in it, without looking
 * at them all.
 */
#ifndef LIMIER_WINDOWS_H
#define LIMIER_WINDOWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One stretch; both moments belong to it. */
struct window {
    int64_t from_ns;
    int64_t to_ns;
};

/* The set. Zeroed: empty. Release with windows_release. */
struct windows {
    struct window *list;
    size_t count;
    size_t room;
};

/* Adds a stretch; windows_settle must be called before the set is asked again. */
void windows_add(struct windows *windows, int64_t from_ns, int64_t to_ns);

/* Orders the stretches and joins those that overlap. */
void windows_settle(struct windows *windows);

/* Whether a stretch overlaps any of the set. Logarithmic. */
bool windows_meet(const struct windows *windows, int64_t from_ns, int64_t to_ns);

/* Frees; the set is empty then. */
void windows_release(struct windows *windows);

#endif

/*
 * order.c: joins runs of lines. Joining is associative, so it does not matter which thread took
 * which part.
 */
#include "model/order.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void order_begin(struct order *order, uint64_t from)
{
    *order = (struct order){.from = from,
                            .to = from,
                            .first_ns = TIME_NONE,
                            .last_ns = TIME_NONE,
                            .good_ns = TIME_NONE};
}

void order_back(struct order *order, int64_t back_ns, uint64_t line, uint64_t offset)
{
    order->back++;
    order->steps += back_ns > ORDER_STEP_NS;
    if (back_ns > order->most_ns) {
        order->most_ns = back_ns;
        order->most_line = line;
        order->most_offset = offset;
    }
}

void order_join(struct order *to, const struct order *next)
{
    to->to = next->to;
    if (next->first_ns == TIME_NONE)
        return;
    if (to->last_ns == TIME_NONE) {
        to->first_ns = next->first_ns;
        to->first_line = next->first_line;
        to->first_offset = next->first_offset;
    } else if (next->first_ns < to->last_ns) {
        order_back(to, to->last_ns - next->first_ns, next->first_line, next->first_offset);
    }
    to->last_ns = next->last_ns;
    if (next->good_ns != TIME_NONE)
        to->good_ns = next->good_ns;
    to->back += next->back;
    to->steps += next->steps;
    if (next->most_ns > to->most_ns) {
        to->most_ns = next->most_ns;
        to->most_line = next->most_line;
        to->most_offset = next->most_offset;
    }
}

static void drop(struct order_list *list, size_t at)
{
    list->count--;
    memmove(list->list + at, list->list + at + 1, (list->count - at) * sizeof *list->list);
}

void order_list_add(struct order_list *list, const struct order *run)
{
    size_t at = list->count;

    while (at > 0 && list->list[at - 1].from > run->from)
        at--;
    MEM_GROW(list->list, list->count, list->room);
    memmove(list->list + at + 1, list->list + at, (list->count - at) * sizeof *list->list);
    list->list[at] = *run;
    list->count++;
    if (at + 1 < list->count && list->list[at].to == list->list[at + 1].from) {
        order_join(&list->list[at], &list->list[at + 1]);
        drop(list, at + 1);
    }
    if (at > 0 && list->list[at - 1].to == list->list[at].from) {
        order_join(&list->list[at - 1], &list->list[at]);
        drop(list, at);
    }
}

void order_list_release(struct order_list *list)
{
    free(list->list);
    *list = (struct order_list){0};
}

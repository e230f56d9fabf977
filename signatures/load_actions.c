/*
 * load_actions.c: collections: several rules in one file that share a part (Sigma specification,
 * "Rule collections"). `action: global` is laid under every plain rule that follows, until
 * `reset`; several of them add up. `repeat` is laid over the previous rule. What a rule says itself
 * wins over what is global; lists are replaced, maps are merged.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "signatures/loading.h"

/* Member of a map by key, for merging long ones. */
struct slot {
    struct str key;
    struct yaml_node *node; /* of the result */
};

static int compare_slots(const void *a, const void *b)
{
    const struct slot *x = a;
    const struct slot *y = b;

    return str_cmp(x->key, y->key);
}

static struct yaml_node *copy_node(struct arena *arena, const struct yaml_node *node)
{
    struct yaml_node *copy = arena_alloc(arena, sizeof *copy);

    *copy = *node;
    copy->next = NULL;
    return copy;
}

static bool is_action(const struct yaml_node *member)
{
    return str_eq(member->key, STR("action"));
}

/* The members of `base` in the result, linked; and sorted in *ret_slots. */
static struct yaml_node **copy_members(struct arena *arena, const struct yaml_node *base,
                                       struct yaml_node *result, struct slot **ret_slots,
                                       size_t *ret_count)
{
    struct yaml_node **tail = &result->first;
    struct slot *slots = NULL;
    size_t count = 0;
    size_t room = 0;

    result->first = NULL;
    for (const struct yaml_node *m = base->first; m; m = m->next) {
        *tail = copy_node(arena, m);
        MEM_GROW(slots, count, room);
        slots[count++] = (struct slot){m->key, *tail};
        tail = &(*tail)->next;
    }
    if (count)
        qsort(slots, count, sizeof *slots, compare_slots);
    *ret_slots = slots;
    *ret_count = count;
    return tail;
}

/* Recursion is as deep as documents are. */
static struct yaml_node *merge_maps(struct arena *arena, const struct yaml_node *base,
                                    const struct yaml_node *over)
{
    struct yaml_node *result = copy_node(arena, over);
    struct slot *slots;
    size_t count;
    struct yaml_node **tail = copy_members(arena, base, result, &slots, &count);

    for (const struct yaml_node *m = over->first; m; m = m->next) {
        struct slot wanted = {.key = m->key};
        const struct slot *slot =
            count ? bsearch(&wanted, slots, count, sizeof *slots, compare_slots) : NULL;
        struct yaml_node *merged;

        if (!slot) {
            *tail = copy_node(arena, m);
            tail = &(*tail)->next;
            continue;
        }
        merged = m->kind == YAML_KIND_MAP && slot->node->kind == YAML_KIND_MAP
                     ? merge_maps(arena, slot->node, m)
                     : copy_node(arena, m);
        merged->next = slot->node->next;
        *slot->node = *merged;
    }
    free(slots);
    return result;
}

const struct yaml_node *tree_merge(struct arena *arena, const struct yaml_node *base,
                                   const struct yaml_node *over)
{
    struct yaml_node *merged = merge_maps(arena, base, over);
    struct yaml_node **link = &merged->first;

    while (*link) {
        if (is_action(*link))
            *link = (*link)->next;
        else
            link = &(*link)->next;
    }
    return merged;
}

static void obey_global(struct collection *collection, struct notes *notes,
                        const struct yaml_node *root)
{
    static const struct yaml_node nothing = {.kind = YAML_KIND_MAP};

    if (yaml_get(root, "correlation") || yaml_get(root, "filter")) {
        (void)note_error(notes, root, "correlations and filters cannot be global");
        collection->unknown = true;
        return;
    }
    collection->global =
        tree_merge(&notes->set->arena, collection->global ? collection->global : &nothing, root);
}

static void obey_repeat(struct collection *collection, struct notes *notes,
                        const struct yaml_node *root, const struct yaml_node **ret_rule)
{
    if (!collection->previous) {
        (void)note_error(notes, root,
                         "no rule stands before that could be repeated, or it was not readable");
        return;
    }
    collection->previous = tree_merge(&notes->set->arena, collection->previous, root);
    *ret_rule = collection->previous;
}

void action_obey(struct collection *collection, struct notes *notes, const struct yaml_node *root,
                 const struct yaml_node **ret_rule)
{
    const struct yaml_node *action = yaml_get(root, "action");

    *ret_rule = NULL;
    if (str_eq(action->value, STR("global"))) {
        obey_global(collection, notes, root);
    } else if (str_eq(action->value, STR("reset"))) {
        collection->global = NULL;
        collection->unknown = false;
    } else if (str_eq(action->value, STR("repeat"))) {
        obey_repeat(collection, notes, root, ret_rule);
    } else {
        (void)note_error(notes, action, "an \"action\" is global, reset or repeat");
    }
}

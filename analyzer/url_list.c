/*
 * url_list.c: reads a tree: its forms by weight, and their texts.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "base/out.h"
#include "url_tree.h"

/* One walk over a tree. */
struct listing {
    struct arena *arena;
    struct url_path *paths;
    size_t count;
    size_t room;
    struct url_path at;
};

enum shape url_values_shape(const struct url_values *values, unsigned *ret_pct)
{
    int best = SHAPE_TEXT;

    for (int i = 0; i < SHAPE_COUNT; i++) {
        if (values->shapes[i] > values->shapes[best])
            best = i;
    }
    *ret_pct = values->count ? (unsigned)(values->shapes[best] * 100 / values->count) : 0;
    return (enum shape)best;
}

enum method url_form_method(const struct url_form *form)
{
    int best = METHOD_UNKNOWN;

    for (int i = 0; i <= METHOD_UNKNOWN; i++) {
        if (form->methods[i] > form->methods[best])
            best = i;
    }
    return (enum method)best;
}

static int compare_parameters(const void *a, const void *b)
{
    const struct url_parameter *x = *(const struct url_parameter *const *)a;
    const struct url_parameter *y = *(const struct url_parameter *const *)b;

    return str_cmp(x->name, y->name);
}

static void list_node(struct listing *listing, const struct url_node *node)
{
    struct url_path *at = &listing->at;

    for (int way = 0; way < URL_WAYS; way++) {
        struct url_form *form = node->forms[way];

        if (!form)
            continue;
        qsort(form->parameters, form->parameter_count, sizeof form->parameters[0],
              compare_parameters);
        MEM_GROW(listing->paths, listing->count, listing->room);
        at->form = form;
        listing->paths[listing->count++] = *at;
    }
    for (uint32_t i = 0; i <= node->word_count; i++) {
        const struct url_node *child = i < node->word_count ? node->words[i] : node->value;

        if (!child)
            continue;
        at->nodes[at->depth++] = child;
        list_node(listing, child);
        at->depth--;
    }
}

/* Most requests first; equal ones by their words, so that the order is nobody's chance. */
static int compare_paths(const void *a, const void *b)
{
    const struct url_path *x = a;
    const struct url_path *y = b;

    if (x->form->requests != y->form->requests)
        return x->form->requests > y->form->requests ? -1 : 1;
    for (int i = 0; i < x->depth && i < y->depth; i++) {
        int order = str_cmp(x->nodes[i]->text, y->nodes[i]->text);

        if (order != 0)
            return order;
    }
    if (x->depth != y->depth)
        return x->depth - y->depth;
    return x->form->methods[METHOD_POST] > y->form->methods[METHOD_POST] ? 1 : -1;
}

size_t url_tree_list(const struct url_tree *tree, struct arena *arena, struct url_path **ret_list)
{
    struct listing listing = {.arena = arena};

    list_node(&listing, &tree->root);
    if (listing.count)
        qsort(listing.paths, listing.count, sizeof *listing.paths, compare_paths);
    *ret_list = arena_alloc(arena, (listing.count + 1) * sizeof **ret_list);
    if (listing.count)
        memcpy(*ret_list, listing.paths, listing.count * sizeof **ret_list);
    free(listing.paths);
    return listing.count;
}

static void write_values(struct out *out, const struct url_values *values)
{
    unsigned pct;
    enum shape shape = url_values_shape(values, &pct);

    if (shape == SHAPE_EMPTY)
        return;
    out_print(out, "{%s}", shape_name(shape));
}

struct str url_path_text(struct arena *arena, const struct url_path *path)
{
    struct out out;
    struct str text;

    out_memory(&out);
    for (int i = 0; i < path->depth; i++) {
        const struct url_node *node = path->nodes[i];

        if (i > 0 || !str_starts(node->text, STR("*")))
            out_text(&out, "/");
        if (node->values)
            write_values(&out, node->values);
        else
            out_bytes(&out, node->text.p, node->text.n);
    }
    for (uint32_t i = 0; i < path->form->parameter_count; i++) {
        const struct url_parameter *p = path->form->parameters[i];

        out_text(&out, i ? "&" : "?");
        out_bytes(&out, p->name.p, p->name.n);
        if (p->name.n && p->values.shapes[SHAPE_EMPTY] < p->values.count)
            out_text(&out, "=");
        write_values(&out, &p->values);
    }
    text = arena_str(arena, (struct str){out.buffer, out.used});
    out_drop(&out);
    return text;
}

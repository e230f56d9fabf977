/*
 * graphviz.c: campaigns.dot, the graph of the attacker's accounts, addresses, networks and agents
 * for Graphviz (`dot -Tsvg campaigns.dot`).
 *
 * Source: Graphviz, "DOT Language": of a quoted string only the quote is escaped, but labels have
 * escapes of their own, so that a backslash stands for itself only when it stands twice.
 */
#include "base/mem.h"
#include "report/graph.h"
#include "report/report.h"
#include "report/stream.h"

/* Bytes of a label; agents are long. */
#define LABEL_MOST 120

/* Text of a log in a label: what is no character or a control is shown as a picture of it, as
 * out_html does; "<" is no markup inside quotes. */
static void put_label(struct out *out, struct str text)
{
    struct str cut = stream_cut(text, LABEL_MOST);

    while (cut.n) {
        size_t wide = str_utf8_length(cut);
        unsigned char c = (unsigned char)cut.p[0];

        if (wide == 0)
            out_text(out, "\xEF\xBF\xBD");
        else if (c < 0x20 || c == 0x7F)
            out_print(out, "\xE2\x90%c", c == 0x7F ? 0xA1 : 0x80 + c);
        else if (c == '"' || c == '\\')
            out_print(out, "\\%c", c);
        else if (!out_is_shown((struct str){cut.p, wide}))
            out_text(out, "\xEF\xBF\xBD");
        else
            out_bytes(out, cut.p, wide);
        cut = str_skip(cut, wide ? wide : 1);
    }
    if (cut.p < text.p + text.n)
        out_text(out, "\xE2\x80\xA6");
}

static void put_node(struct out *out, const struct graph *graph, size_t index)
{
    static const char *const shapes[GRAPH_KINDS] = {
        "box, style=\"filled,bold\", fillcolor=\"#f6d5d5\"",
        "ellipse, style=filled, fillcolor=\"#d9e6f7\"",
        "hexagon, style=filled, fillcolor=\"#e7e7e7\"",
        "note, style=filled, fillcolor=\"#fdf3cf\""};
    const struct graph_node *node = &graph->nodes[index];

    out_print(out, "  n%zu [label=\"", index);
    put_label(out, node->text.n ? node->text : STR("-"));
    out_print(out, "\", tooltip=\"%s, %llu\", shape=%s];\n", graph_kind_name(node->kind),
              (unsigned long long)node->requests, shapes[node->kind]);
}

/* The accounts of each campaign in a box of their own. */
static void put_campaigns(struct out *out, const struct graph *graph, const struct dossier *d)
{
    for (size_t c = 0; c < d->campaign_count; c++) {
        bool open = false;

        for (size_t i = 0; i < graph->node_count && graph->nodes[i].kind == GRAPH_ACCOUNT; i++) {
            if (graph->nodes[i].campaign != (int32_t)c)
                continue;
            if (!open)
                out_print(out,
                          "  subgraph cluster_%zu {\n    label=\"%s %zu\";\n    style=rounded;\n",
                          c, text_get(d->lang, N_("Campaign")), c + 1);
            open = true;
            out_print(out, "    n%zu;\n", i);
        }
        out_text(out, open ? "  }\n" : "");
    }
}

static int write_graphviz(const struct report_target *target, struct err *err)
{
    const struct dossier *d = target->dossier;
    struct graph graph;
    struct out out;

    if (report_create(target, "campaigns.dot", &out, err) < 0)
        return -1;
    graph_build(&graph, d);
    out_text(&out, "graph campaigns {\n  charset=\"UTF-8\";\n  rankdir=LR;\n"
                   "  node [fontname=\"sans-serif\", fontsize=10];\n"
                   "  edge [color=\"#666666\", fontsize=9];\n");
    out_print(&out, "  // %llu edges are left out\n", (unsigned long long)graph.omitted);
    for (size_t i = 0; i < graph.node_count; i++)
        put_node(&out, &graph, i);
    put_campaigns(&out, &graph, d);
    for (size_t i = 0; i < graph.edge_count; i++)
        out_print(&out, "  n%u -- n%u [label=\"%llu\"];\n", graph.edges[i].from, graph.edges[i].to,
                  (unsigned long long)graph.edges[i].requests);
    out_text(&out, "}\n");
    graph_release(&graph);
    return report_commit(target, "campaigns.dot", &out, err);
}

const struct report_writer report_graphviz = {
    .name = "graphviz", .file = "campaigns.dot", .write = write_graphviz};

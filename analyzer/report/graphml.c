/*
 * graphml.c: campaigns.graphml, the same graph as campaigns.dot for Gephi, yEd, Cytoscape and
 * networkx.
 *
 * Source: GraphML Primer and graphml.xsd; XML 1.0, section 2.2: most control characters cannot
 * stand in a document at all, not even escaped; out_html shows them as pictures.
 */
#include "base/mem.h"
#include "report/graph.h"
#include "report/report.h"

/* U+FFFE and U+FFFF are UTF-8 and no character of XML. */
static void put_text(struct out *out, struct str text)
{
    while (text.n) {
        size_t bad = str_find(text, STR("\xEF\xBF\xBE"));
        size_t worse = str_find(text, STR("\xEF\xBF\xBF"));
        size_t n = bad < worse ? bad : worse;

        out_html(out, (struct str){text.p, n});
        text = str_skip(text, n);
        if (text.n == 0)
            return;
        out_text(out, "\xEF\xBF\xBD");
        text = str_skip(text, 3);
    }
}

static void put_nodes(struct out *out, const struct graph *graph)
{
    for (size_t i = 0; i < graph->node_count; i++) {
        const struct graph_node *node = &graph->nodes[i];

        out_print(out, "  <node id=\"n%zu\">\n   <data key=\"kind\">%s</data>\n", i,
                  graph_kind_name(node->kind));
        out_text(out, "   <data key=\"label\">");
        put_text(out, node->text.n ? node->text : STR("-"));
        out_print(out, "</data>\n   <data key=\"requests\">%llu</data>\n",
                  (unsigned long long)node->requests);
        if (node->kind == GRAPH_ACCOUNT)
            out_print(out, "   <data key=\"verdict\">%s</data>\n", verdict_name(node->verdict));
        if (node->campaign >= 0)
            out_print(out, "   <data key=\"campaign\">%d</data>\n", (int)node->campaign + 1);
        out_text(out, "  </node>\n");
    }
}

static int write_graphml(const struct report_target *target, struct err *err)
{
    struct graph graph;
    struct out out;

    if (report_create(target, "campaigns.graphml", &out, err) < 0)
        return -1;
    graph_build(&graph, target->dossier);
    out_text(&out,
             "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
             "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n"
             " <key id=\"kind\" for=\"node\" attr.name=\"kind\" attr.type=\"string\"/>\n"
             " <key id=\"label\" for=\"node\" attr.name=\"label\" attr.type=\"string\"/>\n"
             " <key id=\"requests\" for=\"node\" attr.name=\"requests\" attr.type=\"long\"/>\n"
             " <key id=\"verdict\" for=\"node\" attr.name=\"verdict\" attr.type=\"string\"/>\n"
             " <key id=\"campaign\" for=\"node\" attr.name=\"campaign\" attr.type=\"int\"/>\n"
             " <key id=\"weight\" for=\"edge\" attr.name=\"weight\" attr.type=\"long\"/>\n");
    out_print(&out, " <!-- %llu edges are left out -->\n", (unsigned long long)graph.omitted);
    out_text(&out, " <graph id=\"campaigns\" edgedefault=\"undirected\">\n");
    put_nodes(&out, &graph);
    for (size_t i = 0; i < graph.edge_count; i++)
        out_print(
            &out, "  <edge source=\"n%u\" target=\"n%u\"><data key=\"weight\">%llu</data></edge>\n",
            graph.edges[i].from, graph.edges[i].to, (unsigned long long)graph.edges[i].requests);
    out_text(&out, " </graph>\n</graphml>\n");
    graph_release(&graph);
    return report_commit(target, "campaigns.graphml", &out, err);
}

const struct report_writer report_graphml = {
    .name = "graphml", .file = "campaigns.graphml", .write = write_graphml};

/*
 * figure_campaign.c: a campaign as a drawing: addresses on the left, accounts in the middle,
 * programs on the right, a line where an account was used from an address or with a program by
 * whoever is not its holder. What is one node is said by campaign_graph.c.
 */
#include "report/campaign_graph.h"
#include "report/figure.h"

#define WIDTH  960
#define NODE   262 /* width of a node */
#define HIGH   26
#define ROW    36
#define TOP    40
#define LETTER 6.9 /* width of a letter, as far as one can say without the font */

/* A column: where it stands, and the order of its nodes from above. */
struct column_plan {
    double left;
    double top;
    const struct graph_node *nodes;
    size_t count;
    size_t order[GRAPH_ROWS]; /* node at each row … */
    double y[GRAPH_ROWS];     /* … and the middle of each node */
};

/* Columns from the left. */
enum { ADDRESSES, ACCOUNTS, AGENTS, COLUMNS };

static void set_rows(struct column_plan *c, size_t tallest)
{
    c->top = TOP + (double)(tallest - c->count) * ROW / 2;
    for (size_t i = 0; i < c->count; i++)
        c->y[c->order[i]] = c->top + (double)i * ROW + HIGH / 2.0;
}

/* The mean height of the accounts that a thing belongs to. */
static double middle_of(const struct campaign_graph *g, enum graph_side side, size_t thing,
                        const struct column_plan *accounts)
{
    double sum = 0;
    double n = 0;

    for (size_t i = 0; i < g->account_count; i++) {
        if (!(g->links[side][i] >> thing & 1))
            continue;
        sum += accounts->y[i];
        n++;
    }
    return n > 0 ? sum / n : 0;
}

/* Things stand about where their accounts stand, so that few lines cross. */
static void order_things(const struct campaign_graph *g, enum graph_side side,
                         struct column_plan *c, const struct column_plan *accounts)
{
    for (size_t i = 0; i < c->count; i++) {
        double y = middle_of(g, side, i, accounts);
        size_t at = i;

        while (at > 0 && middle_of(g, side, c->order[at - 1], accounts) > y) {
            c->order[at] = c->order[at - 1];
            at--;
        }
        c->order[at] = i;
    }
}

static size_t plan(const struct campaign_graph *g, struct column_plan columns[COLUMNS])
{
    size_t tallest = 0;

    columns[ADDRESSES] = (struct column_plan){
        .left = 0, .nodes = g->things[GRAPH_ADDRESSES], .count = g->thing_count[GRAPH_ADDRESSES]};
    columns[ACCOUNTS] = (struct column_plan){
        .left = (WIDTH - NODE) / 2.0, .nodes = g->accounts, .count = g->account_count};
    columns[AGENTS] = (struct column_plan){.left = WIDTH - NODE,
                                           .nodes = g->things[GRAPH_AGENTS],
                                           .count = g->thing_count[GRAPH_AGENTS]};
    for (int c = 0; c < COLUMNS; c++)
        tallest = columns[c].count > tallest ? columns[c].count : tallest;
    for (size_t i = 0; i < g->account_count; i++)
        columns[ACCOUNTS].order[i] = i;
    set_rows(&columns[ACCOUNTS], tallest);
    order_things(g, GRAPH_ADDRESSES, &columns[ADDRESSES], &columns[ACCOUNTS]);
    order_things(g, GRAPH_AGENTS, &columns[AGENTS], &columns[ACCOUNTS]);
    set_rows(&columns[ADDRESSES], tallest);
    set_rows(&columns[AGENTS], tallest);
    return tallest;
}

/* The beginning of a name, as much as a node has room for beside `used` letters; dots where it is
 * cut or others are not named. */
static void name(const struct html *h, struct str text, size_t used, bool more)
{
    size_t most = (size_t)((NODE - 16) / LETTER) - used;
    size_t n = text.n;

    if (n > most) {
        n = most - 1;
        while (n > 0 && ((unsigned char)text.p[n] & 0xC0) == 0x80)
            n--;
    }
    html_log(h, str_slice(text, 0, n));
    html_raw(h, more || n < text.n ? "\xE2\x80\xA6" : "");
}

/* "12 addresses: 192.0.2.1…" */
static void label(const struct html *h, int column, const struct graph_node *node)
{
    static const char *const many[] = {N_("{1} addresses"), "", N_("{1} programs")};
    static const char *const alone[] = {N_("{1} addresses, each of one account"), "",
                                        N_("{1} programs, each of one account")};
    static const char *const others[] = {N_("{1} other addresses"), N_("{1} other accounts"),
                                         N_("{1} other programs")};
    struct slot slots[] = {slot_count(node->members)};

    if (node->others) {
        html_fill(h, text_get(h->lang, others[column]), slots);
    } else if (node->members == 1) {
        name(h, node->name, 0, false);
    } else if (column != ACCOUNTS && node->accounts == 1) {
        html_fill(h, text_get(h->lang, alone[column]), slots);
    } else {
        html_fill(h,
                  column == ACCOUNTS
                      ? text_plural(h->lang, "{1} account", "{1} accounts", node->members)
                      : text_get(h->lang, many[column]),
                  slots);
        html_put(h, text_get(h->lang, N_(": ")));
        name(h, node->name, 18, true);
    }
}

static void nodes(const struct html *h, int column, const struct column_plan *c)
{
    static const char *const styles[] = {"address-node", "account-node", "agent-node"};
    static const char *const titles[] = {N_("Addresses"), N_("Accounts"), N_("Software")};

    if (c->count == 0)
        return;
    figure_label(h, c->left, 16, "start", "panel");
    html_text(h, titles[column]);
    figure_label_end(h);
    for (size_t i = 0; i < c->count; i++) {
        double y = c->y[i];
        bool folded = c->nodes[i].members > 1 || c->nodes[i].others;

        out_print(h->out, "<rect class=\"node %s%s\" rx=\"%d\"", styles[column],
                  folded ? " folded" : "", column == ACCOUNTS ? HIGH / 2 : 3);
        figure_attribute(h, "x", c->left + 1);
        figure_attribute(h, "y", y - HIGH / 2.0);
        figure_attribute(h, "width", NODE - 2);
        figure_attribute(h, "height", HIGH);
        html_raw(h, "/>\n");
        figure_label(h, c->left + (column == ACCOUNTS ? NODE / 2.0 : 9), y + 4.5,
                     column == ACCOUNTS ? "middle" : "start", "node-text");
        label(h, column, &c->nodes[i]);
        figure_label_end(h);
    }
}

/* Lines of one side as one path. */
static void links(const struct html *h, const struct campaign_graph *g, enum graph_side side,
                  const struct column_plan *accounts, const struct column_plan *things)
{
    bool left = side == GRAPH_ADDRESSES;
    double from = accounts->left + (left ? 0 : NODE);
    double to = things->left + (left ? NODE : 0);
    double middle = (from + to) / 2;

    html_raw(h, "<path class=\"link\" d=\"");
    for (size_t i = 0; i < g->account_count; i++) {
        for (size_t k = 0; k < things->count; k++) {
            if (!(g->links[side][i] >> k & 1))
                continue;
            html_raw(h, "M");
            figure_number(h, from);
            html_raw(h, " ");
            figure_number(h, accounts->y[i]);
            html_raw(h, "C");
            figure_number(h, middle);
            html_raw(h, " ");
            figure_number(h, accounts->y[i]);
            html_raw(h, " ");
            figure_number(h, middle);
            html_raw(h, " ");
            figure_number(h, things->y[k]);
            html_raw(h, " ");
            figure_number(h, to);
            html_raw(h, " ");
            figure_number(h, things->y[k]);
        }
    }
    html_raw(h, "\"/>\n");
}

/* What most accounts have: an address, else a program. */
static void caption(const struct html *h, const struct campaign *c, const struct campaign_graph *g)
{
    const struct graph_node *address = &g->things[GRAPH_ADDRESSES][0];
    const struct graph_node *agent = &g->things[GRAPH_AGENTS][0];
    bool by_address = g->thing_count[GRAPH_ADDRESSES] && address->accounts > 1;
    bool by_agent = g->thing_count[GRAPH_AGENTS] && agent->accounts > 1;
    const struct graph_node *best = by_address ? address : agent;
    struct slot slots[] = {slot_count(by_address || by_agent ? best->accounts : 0),
                           slot_count(c->finding_count), slot_log(best->name)};

    if (by_address && best->accounts == c->finding_count)
        figure_seen(h,
                    text_get(h->lang, N_("All {2} accounts were used from the same address, {3}.")),
                    slots);
    else if (by_address)
        figure_seen(h,
                    text_get(h->lang, N_("{1} of the {2} accounts were used from the same address, "
                                         "{3}.")),
                    slots);
    else if (by_agent && best->accounts == c->finding_count)
        figure_seen(h,
                    text_get(h->lang, N_("All {2} accounts were used with the same software, from "
                                         "addresses of their own.")),
                    slots);
    else if (by_agent)
        figure_seen(h,
                    text_get(h->lang, N_("{1} of the {2} accounts were used with the same "
                                         "software, from addresses of their own.")),
                    slots);
    html_text(h, N_("A line: an account was used from an address, or with a program, by somebody "
                    "else than its holder, as far as the log tells. What has the same lines is "
                    "one box."));
}

void figure_campaign(const struct html *h, const struct campaign *c, size_t number)
{
    struct campaign_graph g;
    struct column_plan columns[COLUMNS];
    struct slot slots[] = {slot_count(number), slot_count(c->finding_count)};
    struct figure figure = {.name = "graph", .number = number, .width = WIDTH, .slots = slots};

    campaign_graph(h->dossier, c, &g);
    if (g.account_count == 0 || g.thing_count[0] + g.thing_count[1] == 0)
        return;
    figure.height = TOP + (int)plan(&g, columns) * ROW + 2;
    figure.title = text_get(h->lang, N_("Accounts, addresses and software of campaign {1}"));
    figure.description =
        text_get(h->lang, N_("A graph in three columns: lines join the {2} accounts in the middle "
                             "with the addresses on the left and the software on the right. The "
                             "tables below have what several accounts share."));
    figure_open(h, &figure);
    links(h, &g, GRAPH_ADDRESSES, &columns[ACCOUNTS], &columns[ADDRESSES]);
    links(h, &g, GRAPH_AGENTS, &columns[ACCOUNTS], &columns[AGENTS]);
    for (int i = 0; i < COLUMNS; i++)
        nodes(h, i, &columns[i]);
    figure_drawn(h);
    caption(h, c, &g);
    figure_close(h);
}

/*
 * figure_sessions.c: who used the account when: a lane for the attacker, for unclear sessions and
 * for the holder. Where the attack is short beside the account's life, a second panel has its time
 * at a larger scale.
 */
#include "report/figure.h"

#define WIDTH 960
#define LEFT  112
#define RIGHT 940
#define TOP   26
#define LANE  34 /* height of one, with its air */
#define BAR   24
#define PANEL (3 * LANE)
#define GAP   86
#define THIN  2.0 /* pixels of the shortest session */

/* Lanes from above: whoever the reader looks for first. */
static const enum attribution lanes[] = {ATTRIBUTED_ATTACKER, ATTRIBUTED_UNCLEAR, ATTRIBUTED_OWNER};

#define LANES (sizeof lanes / sizeof lanes[0])

/* Sessions of each, and how often the holder and somebody else were in at once. */
struct count {
    uint64_t by[ATTRIBUTION_COUNT];
    uint64_t together;
};

/* One that begins while the other's is open is a meeting. */
static struct count count_sessions(const struct finding *f)
{
    struct count c = {0};
    int64_t owner_ns = TIME_NONE;
    int64_t attacker_ns = TIME_NONE;

    for (size_t i = 0; i < f->session_count; i++) {
        const struct finding_session *s = &f->sessions[i];
        bool owner = s->attributed == ATTRIBUTED_OWNER;
        int64_t *mine = owner ? &owner_ns : &attacker_ns;
        int64_t other = owner ? attacker_ns : owner_ns;

        c.by[s->attributed]++;
        if (s->attributed == ATTRIBUTED_UNCLEAR)
            continue;
        c.together += other != TIME_NONE && other >= s->first_ns;
        if (*mine == TIME_NONE || s->last_ns > *mine)
            *mine = s->last_ns;
    }
    return c;
}

static void bar(const struct html *h, double from, double to, double y)
{
    html_raw(h, "M");
    figure_number(h, from);
    html_raw(h, " ");
    figure_number(h, y);
    html_raw(h, "h");
    figure_number(h, to - from);
    out_print(h->out, "v%dh", BAR);
    figure_number(h, from - to);
    html_raw(h, "z");
}

/* Sessions of one lane as one path; those nearer than half a pixel are one bar. */
static void lane(const struct html *h, const struct finding *f, const struct axis *x, double y,
                 enum attribution who, size_t number)
{
    double from = 0;
    double to = -1;

    out_print(h->out, "<path class=\"bar %s\"", attribution_name(who));
    if (who == ATTRIBUTED_UNCLEAR)
        out_print(h->out, " fill=\"url(#f%zu-sessions-hatch)\"", number);
    html_raw(h, " d=\"");
    for (size_t i = 0; i < f->session_count; i++) {
        const struct finding_session *s = &f->sessions[i];
        double begin = axis_at(x, (double)s->first_ns);
        double end = axis_at(x, (double)s->last_ns);

        if (s->attributed != who || end < x->start || begin > x->end)
            continue;
        begin = begin > x->start ? begin : x->start;
        end = end < x->end ? end : x->end;
        end = end > begin + THIN ? end : begin + THIN;
        if (to >= from && begin - to > 0.5) {
            bar(h, from, to, y);
            to = from - 1;
        }
        from = to < from ? begin : from;
        to = to > end ? to : end;
    }
    if (to >= from)
        bar(h, from, to, y);
    html_raw(h, "\"/>\n");
}

static void panel(const struct html *h, const struct finding *f, const struct axis *x, double top,
                  size_t number)
{
    for (size_t i = 0; i < LANES; i++) {
        double y = top + (double)i * LANE;

        figure_line(h, "grid", LEFT, y + BAR, RIGHT, y + BAR);
        figure_label(h, LEFT - 10, y + BAR - 7, "end", "tick");
        html_put(h, html_attribution(h->lang, lanes[i]));
        figure_label_end(h);
        lane(h, f, x, y, lanes[i], number);
    }
    figure_dates(h, x, top + PANEL - LANE + BAR);
}

/* First and last moment of the sessions that are not the holder's, or of all, with some air. */
static struct axis span_of(const struct finding *f, bool all)
{
    struct axis x = {.start = LEFT, .end = RIGHT};
    bool any = false;
    double air;

    for (size_t i = 0; i < f->session_count; i++) {
        const struct finding_session *s = &f->sessions[i];

        if (!all && s->attributed == ATTRIBUTED_OWNER)
            continue;
        if (!any || (double)s->first_ns < x.from)
            x.from = (double)s->first_ns;
        if (!any || (double)s->last_ns > x.to)
            x.to = (double)s->last_ns;
        any = true;
    }
    air = (x.to - x.from) / 40 + (double)(10 * NS_PER_MINUTE);
    x.from -= air;
    x.to += air;
    return x;
}

/* Where the second panel lies in the first one. */
static void zoom_lines(const struct html *h, const struct axis *all, const struct axis *near)
{
    double low = TOP + PANEL - LANE + BAR;
    double turn = low + 44; /* below the dates */
    double from = axis_at(all, near->from);
    double to = axis_at(all, near->to);

    html_raw(h, "<rect class=\"zoom\"");
    figure_attribute(h, "x", from);
    figure_attribute(h, "y", TOP - 6);
    figure_attribute(h, "width", to - from);
    figure_attribute(h, "height", low - TOP + 12);
    html_raw(h, "/>\n");
    figure_line(h, "zoom", from, low + 6, from, turn);
    figure_line(h, "zoom", to, low + 6, to, turn);
    figure_line(h, "zoom", from, turn, LEFT, TOP + PANEL + GAP - 8);
    figure_line(h, "zoom", to, turn, RIGHT, TOP + PANEL + GAP - 8);
}

static void caption(const struct html *h, const struct finding *f, const struct count *c, bool two)
{
    struct slot slots[] = {slot_count(c->together), slot_count(f->sessions_omitted)};

    figure_who(h);
    if (c->together)
        figure_seen(
            h,
            text_plural(h->lang,
                        "{1} time, a session of the holder or of the attacker began while one "
                        "of the other's was going on: two users at once.",
                        "{1} times, a session of the holder or of the attacker began while "
                        "one of the other's was going on: two users at once.",
                        c->together),
            slots);
    html_text(h, N_("A bar is a session, from its first to its last request."));
    if (two) {
        html_raw(h, " ");
        html_text(h, N_("The lower panel has the framed time at a larger scale."));
    }
    if (f->sessions_omitted) {
        html_raw(h, " ");
        html_fill(h,
                  text_plural(h->lang, "{2} later session is not drawn.",
                              "{2} later sessions are not drawn.", f->sessions_omitted),
                  slots);
    }
}

void figure_sessions(const struct html *h, const struct finding *f, size_t number)
{
    struct count c = count_sessions(f);
    struct slot slots[] = {slot_log(f->account), slot_count(c.by[ATTRIBUTED_ATTACKER]),
                           slot_count(c.by[ATTRIBUTED_UNCLEAR]),
                           slot_count(c.by[ATTRIBUTED_OWNER])};
    struct figure figure = {.name = "sessions", .number = number, .width = WIDTH, .slots = slots};
    struct axis all = span_of(f, true);
    struct axis near = span_of(f, false);
    bool strangers = c.by[ATTRIBUTED_ATTACKER] || c.by[ATTRIBUTED_UNCLEAR];
    bool two = strangers && (near.to - near.from) * 3 < all.to - all.from;

    if (f->session_count == 0)
        return;
    figure.height = TOP + PANEL + 34 + (two ? GAP + PANEL : 0);
    figure.title = text_get(h->lang, N_("Who used account {1} when"));
    figure.description = text_get(
        h->lang, N_("Sessions on a line of time, in three lanes: {2} of the attacker, {3} unclear, "
                    "{4} of the holder. The table of sessions has them in words."));
    figure_open(h, &figure);
    figure_hatch(h, number, "sessions");
    panel(h, f, &all, TOP, number);
    if (two) {
        zoom_lines(h, &all, &near);
        panel(h, f, &near, TOP + PANEL + GAP, number);
    }
    figure_drawn(h);
    caption(h, f, &c, two);
    figure_close(h);
}

/*
 * figure_map.c: where the sources stand, on Natural Earth's land (1:110m, public domain) in
 * Robinson's projection, as worldmap.path was made (tests/browser/make-worldmap.mjs). The map shows
 * the part of the world that has sources; a sign that would cover another moves aside, with a line
 * to its place.
 */
#include "report/figure.h"

#include <math.h>

#define WIDTH   960
#define HEIGHT  440
#define SOURCES 40    /* signs on one map; the table has all */
#define RADIUS  11    /* of the least sign: its number has room in it */
#define WHOLE   1000  /* width of the world in units of the map */
#define EQUATOR 253.6 /* its equator, from the top */

extern const char worldmap_start[] __asm__("worldmap_start");
extern const char worldmap_end[] __asm__("worldmap_end");

/* Robinson's table, every five degrees: length of the parallel, distance from the equator. */
static const double lengths[] = {1,      0.9986, 0.9954, 0.99,   0.9822, 0.973,  0.96,
                                 0.9427, 0.9216, 0.8962, 0.8679, 0.835,  0.7986, 0.7597,
                                 0.7186, 0.6732, 0.6213, 0.5722, 0.5322};
static const double heights[] = {0,      0.062,  0.124,  0.186,  0.248,  0.31,   0.372,
                                 0.434,  0.4958, 0.5571, 0.6176, 0.6769, 0.7346, 0.7903,
                                 0.8435, 0.8936, 0.9394, 0.9761, 1};

/* A sign: its place, where it is drawn, its size, and its number in the table. */
struct sign {
    double x, y;
    double at_x, at_y;
    double radius;
    size_t row;
    enum attribution attributed;
    const struct place *place;
    uint64_t requests;
    uint64_t sources; /* of one place and attribution, one sign */
};

/* Part of the world that the figure shows. */
struct view {
    double left, top;
    double scale;
};

static double table_at(const double *table, double latitude)
{
    double place = fabs(latitude) / 5;
    int i;

    if (place > 17.999)
        place = 17.999;
    i = (int)place;
    return table[i] + (table[i + 1] - table[i]) * (place - i);
}

static void project(double latitude, double longitude, double *ret_x, double *ret_y)
{
    double height = EQUATOR * table_at(heights, latitude);

    *ret_x = WHOLE / 2.0 + table_at(lengths, latitude) * longitude / 360 * WHOLE;
    *ret_y = EQUATOR - (latitude < 0 ? -height : height);
}

/* The sign of a source: that of another one of the same place, or a new one; NULL: no room. */
static struct sign *sign_of(const struct finding_source *s, struct sign *signs, size_t *count)
{
    struct sign sign = {.attributed = s->attributed, .place = &s->place};

    project(s->place.latitude, s->place.longitude, &sign.x, &sign.y);
    for (size_t i = 0; i < *count; i++) {
        if (signs[i].attributed == sign.attributed && fabs(signs[i].x - sign.x) < 0.5 &&
            fabs(signs[i].y - sign.y) < 0.5)
            return &signs[i];
    }
    if (*count == SOURCES)
        return NULL;
    signs[*count] = sign;
    return &signs[(*count)++];
}

/* Signs of all located sources; *ret_sources gets how many these are. */
static size_t collect(const struct finding *f, struct sign *signs, uint64_t *ret_sources)
{
    uint64_t most = 1;
    size_t n = 0;

    *ret_sources = 0;
    for (size_t i = 0; i < f->source_count; i++) {
        struct sign *sign = f->sources[i].place.located ? sign_of(&f->sources[i], signs, &n) : NULL;

        if (!sign)
            continue;
        if (sign->sources++ == 0)
            sign->row = i + 1;
        sign->requests += f->sources[i].requests;
        most = sign->requests > most ? sign->requests : most;
        ++*ret_sources;
    }
    for (size_t i = 0; i < n; i++)
        signs[i].radius = RADIUS + (signs[i].sources > 1 ? 3 : 0) +
                          10 * sqrt((double)signs[i].requests / (double)most);
    return n;
}

/* The smallest part, at least a sixth of the world wide, that has all signs and air around them. */
static struct view view_of(const struct sign *signs, size_t n)
{
    double left = signs[0].x, right = signs[0].x;
    double top = signs[0].y, bottom = signs[0].y;
    double width;
    double height;
    struct view view;

    for (size_t i = 1; i < n; i++) {
        left = fmin(left, signs[i].x);
        right = fmax(right, signs[i].x);
        top = fmin(top, signs[i].y);
        bottom = fmax(bottom, signs[i].y);
    }
    width = fmax(right - left + 120, (bottom - top + 90) * WIDTH / HEIGHT);
    width = fmin(fmax(width, WHOLE / 6.0), WHOLE);
    height = width * HEIGHT / WIDTH;
    view.scale = WIDTH / width;
    view.left = fmin(fmax((left + right - width) / 2, 0), WHOLE - width);
    view.top = fmin(fmax((top + bottom - height) / 2, 0), fmax(2 * EQUATOR - height, 0));
    return view;
}

static bool covers(const struct sign *a, const struct sign *b)
{
    double apart = hypot(a->at_x - b->at_x, a->at_y - b->at_y);

    return apart < a->radius + b->radius + 2;
}

/* Moves a sign along a spiral until it covers none of those before it. */
static void settle(struct sign *signs, size_t i)
{
    double x = signs[i].at_x;
    double y = signs[i].at_y;

    for (int turn = 0; turn < 200; turn++) {
        bool free_place = true;

        for (size_t k = 0; k < i && free_place; k++)
            free_place = !covers(&signs[i], &signs[k]);
        if (free_place)
            return;
        signs[i].at_x = x + cos(turn * 0.8) * (6 + turn * 1.5);
        signs[i].at_y = y + sin(turn * 0.8) * (6 + turn * 1.5);
    }
}

static void shape(const struct html *h, const struct sign *s)
{
    double r = s->radius;

    out_print(h->out, "<path class=\"sign %s\" d=\"M", attribution_name(s->attributed));
    figure_number(h, s->at_x);
    html_raw(h, " ");
    figure_number(h, s->at_y);
    if (s->attributed == ATTRIBUTED_ATTACKER) {
        out_print(h->out, "m0-%d", (int)r);
        out_print(h->out, "l%d %dl-%d %dl-%d-%dz", (int)r, (int)r, (int)r, (int)r, (int)r, (int)r);
    } else if (s->attributed == ATTRIBUTED_UNCLEAR) {
        out_print(h->out, "m-%d-%dh%dv%dh-%dz", (int)(r * 0.8), (int)(r * 0.8), (int)(r * 1.6),
                  (int)(r * 1.6), (int)(r * 1.6));
    } else {
        out_print(h->out, "m-%d 0a%d %d 0 1 0 %d 0a%d %d 0 1 0-%d 0z", (int)r, (int)r, (int)r,
                  (int)r * 2, (int)r, (int)r, (int)r * 2);
    }
    html_raw(h, "\"/>\n");
    figure_label(h, s->at_x, s->at_y + 4, "middle", "sign-text");
    if (s->sources > 1)
        html_raw(h, "\xC3\x97");
    out_u64(h->out, s->sources > 1 ? s->sources : s->row);
    figure_label_end(h);
}

/* Half the width of a letter, as far as one can say without the font. */
#define LETTER 3.7
#define NAMED  12 /* beyond so many signs, names would hide the map */

static struct str name_of(const struct html *h, const struct sign *s)
{
    struct str city = s->place->city[h->lang];

    return city.n ? city : s->place->country[h->lang];
}

/* Whether a sign, or the name of one before it, lies where this one's name would. */
static bool name_covered(const struct html *h, const struct sign *signs, size_t n, size_t i)
{
    double x = signs[i].at_x;
    double y = signs[i].at_y + signs[i].radius + 8;
    double half = (double)name_of(h, &signs[i]).n * LETTER;

    if (x - half < 2 || x + half > WIDTH - 2 || y > HEIGHT - 6)
        return true;
    for (size_t k = 0; k < n; k++) {
        const struct sign *s = &signs[k];
        double other = (double)name_of(h, s).n * LETTER;

        if (k != i && fabs(s->at_x - x) < s->radius + half && fabs(s->at_y - y) < s->radius + 8)
            return true;
        if (k < i && fabs(s->at_x - x) < other + half && fabs(s->at_y + s->radius + 8 - y) < 16)
            return true;
    }
    return false;
}

/* Names of the places below their signs, where there is room. */
static void names_on(const struct html *h, const struct sign *signs, size_t n)
{
    for (size_t i = 0; i < n && n <= NAMED; i++) {
        struct str name = name_of(h, &signs[i]);

        if (name.n == 0 || name.n > 40 || name_covered(h, signs, n, i))
            continue;
        figure_label(h, signs[i].at_x, signs[i].at_y + signs[i].radius + 13, "middle",
                     "place-text");
        html_log(h, name);
        figure_label_end(h);
    }
}

static void land(const struct html *h, const struct view *view)
{
    html_raw(h, "<rect class=\"sea\" width=\"960\" height=\"440\"/>\n<use href=\"#land\" "
                "class=\"land\" transform=\"scale(");
    out_print(h->out, "%d.%03d) translate(", (int)view->scale,
              (int)(view->scale * 1000) - (int)view->scale * 1000);
    figure_number(h, -view->left);
    html_raw(h, " ");
    figure_number(h, -view->top);
    html_raw(h, ") scale(.1)\"/>\n");
}

static void signs_on(const struct html *h, const struct view *view, struct sign *signs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        signs[i].x = signs[i].at_x = (signs[i].x - view->left) * view->scale;
        signs[i].y = signs[i].at_y = (signs[i].y - view->top) * view->scale;
        settle(signs, i);
    }
    for (size_t i = 0; i < n; i++) {
        if (hypot(signs[i].at_x - signs[i].x, signs[i].at_y - signs[i].y) < 3)
            continue;
        figure_line(h, "leader", signs[i].x, signs[i].y, signs[i].at_x, signs[i].at_y);
    }
    for (size_t i = 0; i < n; i++)
        shape(h, &signs[i]);
    names_on(h, signs, n);
}

void figure_map(const struct html *h, const struct finding *f, size_t number)
{
    struct sign signs[SOURCES];
    uint64_t sources;
    size_t n = collect(f, signs, &sources);
    struct slot slots[] = {slot_log(f->account), slot_count(sources)};
    struct figure figure = {
        .name = "map", .number = number, .width = WIDTH, .height = HEIGHT, .slots = slots};
    struct view view;

    if (n == 0)
        return;
    view = view_of(signs, n);
    figure.title = text_get(h->lang, N_("Where the sources of account {1} stand"));
    figure.description = text_plural(h->lang,
                                     "A map with {2} source, numbered as in the table of sources, "
                                     "which gives its place in words.",
                                     "A map with {2} sources, numbered as in the table of sources, "
                                     "which gives their places in words.",
                                     sources);
    figure_open(h, &figure);
    land(h, &view);
    signs_on(h, &view, signs, n);
    figure_drawn(h);
    html_raw(h, "<span class=\"legend\">");
    for (int who = ATTRIBUTED_OWNER; who <= ATTRIBUTED_ATTACKER; who++) {
        html_raw(h, "<span>");
        html_mark(h, (enum attribution)who);
        html_raw(h, "</span> ");
    }
    html_raw(h, "</span>");
    html_text(h, N_("A number is that of the table of sources; \xC3\x97 and a number, so many "
                    "sources of one "
                    "place."));
    html_raw(h, " ");
    html_text(h, N_("Size follows the number of requests. Places come from geolocation databases "
                    "and are those of networks, not of persons. Land: Natural Earth."));
    figure_close(h);
}

static bool any_located(const struct dossier *d)
{
    for (size_t i = 0; i < d->finding_count && i < HTML_FINDINGS; i++) {
        for (size_t k = 0; k < d->findings[i].source_count; k++) {
            if (d->findings[i].sources[k].place.located)
                return true;
        }
    }
    return false;
}

void figure_land(const struct html *h)
{
    if (!any_located(h->dossier))
        return;
    html_raw(h, "<svg class=\"hidden\" aria-hidden=\"true\" width=\"0\" height=\"0\"><defs>"
                "<path id=\"land\" d=\"");
    out_bytes(h->out, worldmap_start, (size_t)(worldmap_end - worldmap_start));
    html_raw(h, "\"/></defs></svg>\n");
}
